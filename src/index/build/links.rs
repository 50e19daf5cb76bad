//! Which names of an index are spellings of one speaker's name.
//!
//! Worked out of the committed articles alone, so it can be lost and made again:
//! the writer leaves it in a file beside the articles, with the stamp of the
//! commit it speaks of, and a searcher that finds none, or an older one, works it
//! out for itself when a question needs it.

use std::fs;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{Searcher, SegmentReader};

use crate::article::SpeakerKind;
use crate::index::store::columns::names::each_name;
use crate::index::store::files::Folder;
use crate::people::names::{Links, NameSeen, link};

pub(crate) const FILE: &str = "links";

/// Pairs of speakers of one article are metadata up to so many speakers; a list of
/// hundreds tells nobody apart that a shorter article does not.
const MOST_SPEAKERS: usize = 64;

/// Works the links out.
pub(crate) fn work_out(searcher: &Searcher) -> tantivy::Result<Links> {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    // Articles that take the name for a person's, and for an organisation's.
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

/// The place of each name of a segment that an article still has, by its ordinal.
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

/// Leaves the links of a commit in their file. Failing is no harm: they are worked out again.
pub(crate) fn leave(folder: &Folder, stamp: u64, links: &Links) {
    let mut bytes = stamp.to_le_bytes().to_vec();
    bytes.extend_from_slice(&links.encode());
    let _ = folder.write_whole(FILE, &bytes);
}

/// The links that a writer left for this commit; `None` when there are none, or others.
pub(crate) fn left(dir: &Path, stamp: u64) -> Option<Links> {
    let bytes = fs::read(dir.join(FILE)).ok()?;
    let (found, encoded) = bytes.split_first_chunk::<8>()?;
    (u64::from_le_bytes(*found) == stamp).then(|| Links::decode(encoded))?
}
