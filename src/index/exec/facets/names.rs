//! Counts of values by name: the names of a column are read for many values at once.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, SpeakerKind};
    use crate::index::build::opened::OpenIndex;
    use crate::index::fixture::{article, index_of, said};
    use crate::index::store::files::Folder;
    use crate::people::names::{NameSeen, link};

    const NAMES: [&str; 12] = [
        "Ada Bell",
        "Bo Carr",
        "Cy Dunn",
        "Di Eads",
        "Ed Fox",
        "Flo Gray",
        "Gus Hill",
        "Ida Jay",
        "Jo Kent",
        "Kim Low",
        "Leo May",
        "Zelenskyy",
    ];

    #[test]
    fn a_few_values_and_all_values_are_named_alike() {
        let spoken =
            |name: &str| said(Some((name, SpeakerKind::Person)), "Yes", article(name, "", "Yes, it is so."));
        let articles: Vec<Article> = NAMES.iter().copied().chain(["Zelensky"]).map(spoken).collect();
        let (dir, _) = index_of(&[&articles]);
        let open = OpenIndex::open(Folder::new(dir.path())).unwrap();
        let searcher = open.engine.reader().unwrap().searcher();
        let column = searcher.segment_reader(0).fast_fields().str("speaker").unwrap().unwrap();
        assert_eq!(column.num_terms(), 13);
        let counts = |ordinals: &[usize]| {
            let mut counts = vec![0; 13];
            ordinals.iter().for_each(|&at| counts[at] += at as u32 + 1);
            counts
        };
        let seen =
            ["Zelensky", "Zelenskyy"].map(|name| NameSeen { name, kind: SpeakerKind::Person, articles: 1 });
        let links = link(&seen, &[]);
        let main = links.canonical("Zelensky").to_owned();
        assert_eq!(links.canonical("Zelenskyy"), main, "two spellings of a name");
        for (links, spelt) in
            [(None, vec![("Zelensky", 12), ("Zelenskyy", 13)]), (Some(&links), vec![(&*main, 25)])]
        {
            for ordinals in [&[11, 12][..], &[3], &[]] {
                let expected: Vec<Counted> = match ordinals {
                    [3] => vec![("Di Eads".into(), 4)],
                    [] => Vec::new(),
                    _ => spelt.iter().map(|(name, count)| ((*name).into(), *count)).collect(),
                };
                let kept = OnceLock::new();
                assert_eq!(named(&column, &counts(ordinals), &kept, links).unwrap(), expected);
                let all: Vec<usize> = (0..13).collect();
                named(&column, &counts(&all), &kept, links).unwrap();
                assert!(kept.get().is_some(), "where all values were counted their names are kept");
                assert_eq!(named(&column, &counts(ordinals), &kept, links).unwrap(), expected);
            }
        }
    }

    #[test]
    fn equal_names_in_a_row_are_summed() {
        let values = [("a", 1), ("a", 2), ("b", 3)].map(|(name, count)| (Arc::from(name), count)).to_vec();
        assert_eq!(summed(values), [(Arc::from("a"), 3), (Arc::from("b"), 3)]);
    }
}
