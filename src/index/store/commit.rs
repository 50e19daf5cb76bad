//! From one state of the index to the next.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::write_alive_bitset;
use tantivy::index::{IndexMeta, SegmentComponent, SegmentMeta};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, Directory, DocId, DocSet, Index, SegmentReader, TERMINATED, Term};

use crate::index::store::files::META;

/// Writes which segments make up the index: the state of it that is told by `metas`.
pub(crate) fn switch(index: &Index, metas: &IndexMeta) -> tantivy::Result<()> {
    let mut bytes = serde_json::to_vec_pretty(metas)?;
    bytes.push(b'\n');
    // What the state names is there before the state is.
    index.directory().sync_directory()?;
    index.directory().atomic_write(Path::new(META), &bytes)?;
    Ok(())
}

/// Removes the files that no segment of the state needs. What stays does no harm.
pub(crate) fn sweep(index: &Index, metas: &IndexMeta) {
    let living = || -> HashSet<PathBuf> {
        let mut living = metas.list_segment_files();
        living.insert(PathBuf::from(META));
        living
    };
    let mut index = index.clone();
    let _ = index.directory_mut().garbage_collect(living);
}

/// What is taken out of a segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Removed<'r> {
    /// Articles of these ids.
    pub(crate) ids: &'r [String],
    /// The field with the ids.
    pub(crate) field: Field,
    /// These articles.
    pub(crate) docs: &'r [DocId],
}

/// The segment without what is taken out of it; `None` when nothing is left. `stamp` tells the state apart
/// from those before.
pub(crate) fn without(
    index: &Index,
    meta: SegmentMeta,
    removed: Removed<'_>,
    stamp: u64,
) -> tantivy::Result<Option<SegmentMeta>> {
    if removed.ids.is_empty() && removed.docs.is_empty() {
        return Ok(Some(meta));
    }
    let segment = index.segment(meta.clone());
    let reader = SegmentReader::open(&segment)?;
    let mut alive = BitSet::with_max_value_and_full(reader.max_doc());
    if let Some(before) = reader.alive_bitset() {
        alive.intersect_update(before.bitset());
    }
    for &doc in removed.docs {
        alive.remove(doc);
    }
    let ids = reader.inverted_index(removed.field)?;
    let mut gone: Vec<&String> = removed.ids.iter().collect();
    gone.sort_unstable();
    gone.dedup();
    for id in gone {
        let term = Term::from_field_text(removed.field, id);
        let Some(mut docs) = ids.read_postings(&term, IndexRecordOption::Basic)? else { continue };
        while docs.doc() != TERMINATED {
            alive.remove(docs.doc());
            docs.advance();
        }
    }
    let left = u32::try_from(alive.len()).unwrap_or(u32::MAX);
    if left == 0 {
        return Ok(None);
    }
    if left == meta.num_docs() {
        return Ok(Some(meta));
    }
    let segment = segment.with_delete_meta(reader.max_doc() - left, stamp);
    let mut file = segment.open_write(SegmentComponent::Delete)?;
    write_alive_bitset(&alive, &mut file)?;
    file.terminate()?;
    Ok(Some(segment.meta().clone()))
}
