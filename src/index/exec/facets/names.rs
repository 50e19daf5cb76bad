//! What the values of a column of names are called, looked up for many at once.

use std::sync::{Arc, OnceLock};

use tantivy::columnar::StrColumn;

use crate::index::store::columns::names::{FacetNames, each_name, shown};
use crate::people::names::Links;

/// A name and how many articles have it.
pub(crate) type Counted = (Arc<str>, u64);

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
