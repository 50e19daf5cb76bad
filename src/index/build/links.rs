//! Which names of an index are spellings of one speaker's name.
//!
//! The links follow from the committed articles alone, so that they can be lost and made again. The writer keeps them
//! in a file with the number of their commit. A searcher that finds no such file, or one of another commit, computes the
//! links when a query needs them.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{Searcher, SegmentReader};

use crate::article::SpeakerKind;
use crate::index::store::columns::names::each_name;
use crate::index::store::files::Folder;
use crate::index::store::own;
use crate::people::names::{Links, NameSeen, link};

pub(crate) const FILE: &str = own::LINKS;

/// Two speakers of one article are two people, and their names are not linked. Only the first of them are compared: an
/// article that lists hundreds says no more than shorter ones do.
const MOST_SPEAKERS: usize = 64;

/// Computes the links of a snapshot.
pub(crate) fn compute(searcher: &Searcher) -> tantivy::Result<Links> {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    // For each name, the articles where it is a person's and where it is an organisation's.
    let mut counts: Vec<[u64; 2]> = Vec::new();
    let mut apart: FxHashSet<(usize, usize)> = FxHashSet::default();
    for reader in searcher.segment_readers() {
        let columns = reader.fast_fields();
        let Some(names) = columns.str("speaker")? else { continue };
        let kinds = columns.column_opt::<u64>("speaker_kinds")?;
        let kinds = kinds.unwrap_or_else(|| Column::build_empty_column(reader.max_doc()));
        let by_ordinal = named(&names, reader, |name| {
            let next = places.len();
            let place = *places.entry(name).or_insert(next);
            if place == counts.len() {
                counts.push([0, 0]);
            }
            place
        })?;
        let mut here = Vec::new();
        for doc in reader.doc_ids_alive() {
            here.clear();
            for (ordinal, kind) in names.ords().values_for_doc(doc).zip(kinds.values_for_doc(doc)) {
                let place = by_ordinal[ordinal as usize];
                counts[place][usize::from(kind > 0)] += 1;
                here.push(place);
            }
            for (at, &one) in here.iter().take(MOST_SPEAKERS).enumerate() {
                apart.extend(
                    here[at + 1..].iter().take(MOST_SPEAKERS).map(|&other| (one.min(other), one.max(other))),
                );
            }
        }
    }
    let mut names: Vec<&str> = vec![""; places.len()];
    for (name, &place) in &places {
        names[place] = name;
    }
    let seen: Vec<NameSeen<'_>> = names
        .iter()
        .zip(&counts)
        .map(|(name, [persons, organisations])| NameSeen {
            name,
            kind: if organisations > persons { SpeakerKind::Organisation } else { SpeakerKind::Person },
            articles: persons + organisations,
        })
        .collect();
    let mut apart: Vec<_> = apart.into_iter().collect();
    apart.sort_unstable();
    Ok(link(&seen, &apart))
}

/// The numbers of the names of a segment that a living article has, by ordinal.
fn named(
    names: &StrColumn,
    reader: &SegmentReader,
    mut place_of: impl FnMut(String) -> usize,
) -> tantivy::Result<Vec<usize>> {
    let mut used = vec![false; names.num_terms()];
    for doc in reader.doc_ids_alive() {
        names.ords().values_for_doc(doc).for_each(|ordinal| used[ordinal as usize] = true);
    }
    let ordinals: Vec<u64> =
        (0..).zip(&used).filter(|(_, used)| **used).map(|(ordinal, _)| ordinal).collect();
    let mut places = vec![0; used.len()];
    let mut next = ordinals.iter();
    each_name(names, &ordinals, |name| {
        if let Some(&ordinal) = next.next() {
            places[ordinal as usize] = place_of(name.to_owned());
        }
    })?;
    Ok(places)
}

/// Writes the links of a commit. If that fails they are computed again when they are needed.
pub(crate) fn write(folder: &Folder, stamp: u64, links: &Links) {
    let mut bytes = stamp.to_le_bytes().to_vec();
    bytes.extend_from_slice(&links.encode());
    let _ = folder.write_whole(FILE, &bytes);
}

/// The links that were written for this commit, if any were.
pub(crate) fn read(dir: &Path, stamp: u64) -> Option<Links> {
    let bytes = own::read(&dir.join(FILE)).ok()?;
    let (found, encoded) = bytes.split_first_chunk::<8>()?;
    (u64::from_le_bytes(*found) == stamp).then(|| Links::decode(encoded))?
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::article::Article;
    use crate::index::build::opened::OpenIndex;
    use crate::index::fixture::{article, index_of, said};

    fn quoting(id: &str, speakers: &[(&str, SpeakerKind)]) -> Article {
        let mut told = article(id, "", "Yes, it is so.");
        for speaker in speakers {
            told = said(Some(*speaker), "Yes", told);
        }
        told
    }

    /// The clusters of names of an index of these articles.
    fn clusters(segments: &[&[Article]]) -> Vec<Vec<String>> {
        let (dir, _) = index_of(segments);
        let open = OpenIndex::open(Folder::new(dir.path())).unwrap();
        let links = compute(&open.engine.reader().unwrap().searcher()).unwrap();
        let written = read(dir.path(), open.metadata().unwrap().opstamp);
        assert_eq!(written.as_ref(), Some(&links), "the writer wrote them");
        links.clusters().map(<[String]>::to_vec).collect()
    }

    const ONE: (&str, SpeakerKind) = ("Volodymyr Zelensky", SpeakerKind::Person);
    const OTHER: (&str, SpeakerKind) = ("Volodymyr Zelenskyy", SpeakerKind::Person);

    #[test]
    fn spellings_of_a_name_are_linked_over_all_segments() {
        let found = clusters(&[&[quoting("a", &[ONE])], &[quoting("b", &[OTHER]), quoting("c", &[OTHER])]]);
        assert_eq!(found, [[OTHER.0, ONE.0]], "the more frequent stands for both");
    }

    #[test]
    fn two_speakers_of_one_article_are_two_people() {
        let both = quoting("c", &[ONE, OTHER]);
        assert!(clusters(&[&[quoting("a", &[ONE]), quoting("b", &[OTHER]), both]]).is_empty());
    }

    #[test]
    fn names_of_deleted_articles_do_not_count() {
        let gone = [quoting("a", &[ONE]), quoting("b", &[OTHER])];
        let again = [quoting("b", &[("Ann Lee", SpeakerKind::Person)])];
        assert!(clusters(&[&gone, &again]).is_empty());
    }

    #[test]
    fn a_name_is_that_of_an_organisation_where_most_articles_say_so() {
        let organisation = |id| quoting(id, &[(ONE.0, SpeakerKind::Organisation)]);
        let as_both = [quoting("a", &[ONE]), organisation("b"), organisation("c"), quoting("d", &[OTHER])];
        assert!(clusters(&[&as_both]).is_empty(), "a person is no organisation");
        let mostly_person = [quoting("a", &[ONE]), organisation("b"), quoting("d", &[OTHER])];
        assert_eq!(clusters(&[&mostly_person]).len(), 1);
    }

    #[test]
    fn links_of_another_commit_are_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        assert_eq!(read(dir.path(), 7), None);
        write(&folder, 7, &Links::default());
        assert_eq!(read(dir.path(), 7), Some(Links::default()));
        assert_eq!(read(dir.path(), 8), None);
        fs::write(dir.path().join(FILE), [7, 0, 0]).unwrap();
        assert_eq!(read(dir.path(), 7), None);
    }
}
