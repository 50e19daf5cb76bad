//! What the values of a column of names are called, looked up for many at once.

use std::sync::{Arc, OnceLock};

use tantivy::columnar::StrColumn;

use crate::index::exec::columns::each_name;
use crate::people::names::Links;

/// A name and how many articles have it.
pub(crate) type Counted = (Arc<str>, u64);

/// The names of all values of a column: kept, as reading them costs more than to count most hits.
#[derive(Debug)]
pub(crate) struct FacetNames {
    /// The names that are shown, in order.
    shown: Vec<Arc<str>>,
    /// For each value of the column, in its order, its place among them.
    of: Vec<usize>,
}

impl FacetNames {
    fn read(column: &StrColumn, links: Option<&Links>) -> tantivy::Result<FacetNames> {
        let all: Vec<u64> = (0..column.num_terms() as u64).collect();
        let mut names: Vec<Arc<str>> = Vec::with_capacity(all.len());
        each_name(column, &all, |name| names.push(shown(name, links).into()))?;
        if links.is_none() {
            return Ok(FacetNames { of: (0..names.len()).collect(), shown: names });
        }
        let mut distinct = names.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let of = names.iter().map(|it| distinct.partition_point(|other| other < it)).collect();
        Ok(FacetNames { shown: distinct, of })
    }
}

/// The counts of the values of a column under their names, in order of these; with links, the values that go by
/// one name together.
pub(crate) fn named(
    column: &StrColumn,
    counts: &[u32],
    kept: &OnceLock<FacetNames>,
    links: Option<&Links>,
) -> tantivy::Result<Vec<Counted>> {
    /// Where fewer of the values than one in so many were counted, only those are read.
    const FEW: usize = 8;
    let found: Vec<u64> =
        (0..).zip(counts).filter(|(_, count)| **count > 0).map(|(ordinal, _)| ordinal).collect();
    let count = |ordinal: u64| u64::from(counts[ordinal as usize]);
    if kept.get().is_none() && found.len() < counts.len() / FEW {
        let mut values: Vec<Counted> = Vec::with_capacity(found.len());
        let mut ordinals = found.iter();
        each_name(column, &found, |name| {
            values.push((shown(name, links).into(), ordinals.next().map_or(0, |it| count(*it))));
        })?;
        values.sort_unstable();
        return Ok(summed(values));
    }
    let names = match kept.get() {
        Some(names) => names,
        None => {
            let names = FacetNames::read(column, links)?;
            kept.get_or_init(|| names)
        }
    };
    let mut sums = vec![0; names.shown.len()];
    for ordinal in found {
        sums[names.of[ordinal as usize]] += count(ordinal);
    }
    Ok(names
        .shown
        .iter()
        .zip(sums)
        .filter(|(_, sum)| *sum > 0)
        .map(|(name, sum)| (name.clone(), sum))
        .collect())
}

/// Values in order of their names, each name once.
pub(crate) fn summed(values: Vec<Counted>) -> Vec<Counted> {
    let mut sums: Vec<Counted> = Vec::with_capacity(values.len());
    for (name, count) in values {
        match sums.last_mut().filter(|(last, _)| *last == name) {
            Some((_, sum)) => *sum += count,
            None => sums.push((name, count)),
        }
    }
    sums
}

fn shown<'a>(name: &'a str, links: Option<&'a Links>) -> &'a str {
    links.map_or(name, |links| links.canonical(name))
}
