//! A commit: from one state of the index to the next.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::write_alive_bitset;
use tantivy::index::{IndexMeta, SegmentComponent, SegmentMeta};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, Directory, DocId, DocSet, Index, SegmentReader, TERMINATED, Term};

use crate::index::store::columns::CONTENT;
use crate::index::store::files::META;
use crate::search::ArticleStamp;

/// Switches to the state that `metas` describes: writes the list of segments that make up the index.
pub(crate) fn switch(index: &Index, metas: &IndexMeta) -> tantivy::Result<()> {
    let mut bytes = serde_json::to_vec_pretty(metas)?;
    bytes.push(b'\n');
    // The files that the list names must be on disk before the list is.
    index.directory().sync_directory()?;
    index.directory().atomic_write(Path::new(META), &bytes)?;
    Ok(())
}

/// Removes the files that no segment of the state needs. A file that cannot be removed does no harm.
pub(crate) fn sweep(index: &Index, metas: &IndexMeta) {
    let living = || -> HashSet<PathBuf> {
        let mut living = metas.list_segment_files();
        living.insert(PathBuf::from(META));
        living
    };
    let mut index = index.clone();
    let _ = index.directory_mut().garbage_collect(living);
}

/// What is deleted from a segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Removed<'r> {
    /// Articles of these ids.
    pub(crate) ids: &'r [String],
    /// The field with the ids.
    pub(crate) field: Field,
    /// These articles.
    pub(crate) docs: &'r [DocId],
}

/// The segment with these articles deleted; `None` when none is left. `stamp` numbers the new state and names
/// the file of deletions. What the articles were in the [`Corpus`](crate::search::Corpus) is taken from `fingerprint`.
pub(crate) fn without(
    index: &Index,
    meta: SegmentMeta,
    removed: Removed<'_>,
    stamp: u64,
    fingerprint: &mut u128,
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
    let mut dead = Vec::new();
    let mut remove = |doc| {
        if alive.contains(doc) {
            alive.remove(doc);
            dead.push(doc);
        }
    };
    removed.docs.iter().copied().for_each(&mut remove);
    let ids = reader.inverted_index(removed.field)?;
    let mut gone: Vec<&String> = removed.ids.iter().collect();
    gone.sort_unstable();
    gone.dedup();
    for id in gone {
        let term = Term::from_field_text(removed.field, id);
        let Some(mut docs) = ids.read_postings(&term, IndexRecordOption::Basic)? else { continue };
        while docs.doc() != TERMINATED {
            remove(docs.doc());
            docs.advance();
        }
    }
    take_from(fingerprint, &reader, &dead)?;
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

/// Takes these articles of a segment from the sum over all.
fn take_from(fingerprint: &mut u128, reader: &SegmentReader, docs: &[DocId]) -> tantivy::Result<()> {
    let columns = reader.fast_fields();
    let (Some(ids), Some(contents)) = (columns.str("id")?, columns.column_opt::<u64>(CONTENT)?) else {
        return Ok(());
    };
    let mut id = String::new();
    for &doc in docs {
        id.clear();
        if let Some(ordinal) = ids.ords().first(doc) {
            ids.ord_to_str(ordinal, &mut id)?;
        }
        let mark = ArticleStamp::mark(&id, contents.first(doc).unwrap_or(0));
        *fingerprint = fingerprint.wrapping_sub(mark);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{FAST, STRING, Schema};
    use tantivy::{IndexWriter, TantivyDocument};

    use super::*;

    /// One segment of articles with these ids.
    fn segment(ids: &[&str]) -> (Index, Field, SegmentMeta) {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("id", STRING.set_fast("raw"));
        let content = schema.add_u64_field(CONTENT, FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for id in ids {
            let mut document = TantivyDocument::default();
            document.add_text(field, id);
            document.add_u64(content, 7);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let meta = index.load_metas().unwrap().segments.remove(0);
        (index, field, meta)
    }

    fn alive(index: &Index, meta: &SegmentMeta) -> Vec<DocId> {
        SegmentReader::open(&index.segment(meta.clone())).unwrap().doc_ids_alive().collect()
    }

    #[test]
    fn deleted_articles_are_no_longer_alive_and_deletions_add_up() {
        let (index, field, meta) = segment(&["a", "b", "c", "d"]);
        let marks =
            |ids: &[&str]| ids.iter().fold(0u128, |sum, id| sum.wrapping_add(ArticleStamp::mark(id, 7)));
        let mut sum = marks(&["a", "b", "c", "d"]);
        let mut delete = |meta: &SegmentMeta, ids: &[&str], docs: &[DocId], stamp| {
            let ids: Vec<String> = ids.iter().map(|it| (*it).to_owned()).collect();
            without(&index, meta.clone(), Removed { ids: &ids, field, docs }, stamp, &mut sum).unwrap()
        };
        let once = delete(&meta, &["b", "x", "b"], &[], 7).unwrap();
        assert_eq!(alive(&index, &once), [0, 2, 3]);
        assert_eq!((once.num_docs(), once.num_deleted_docs(), once.delete_opstamp()), (3, 1, Some(7)));
        let twice = delete(&once, &["d"], &[0], 8).unwrap();
        assert_eq!(alive(&index, &twice), [2]);
        assert_eq!((twice.num_docs(), twice.delete_opstamp()), (1, Some(8)));
        assert!(delete(&twice, &["c"], &[], 9).is_none(), "no article is left");
        assert_eq!(sum, 0, "what is deleted counts no more");
    }

    #[test]
    fn a_segment_that_loses_nothing_stays_as_it_is() {
        let (index, field, meta) = segment(&["a", "b"]);
        for ids in [vec![], vec!["x".to_owned()]] {
            let left = without(&index, meta.clone(), Removed { ids: &ids, field, docs: &[] }, 7, &mut 0)
                .unwrap()
                .unwrap();
            assert_eq!((left.num_docs(), left.delete_opstamp()), (2, None));
        }
    }

    #[test]
    fn a_switch_makes_the_state_and_a_sweep_removes_what_it_does_not_need() {
        let (index, field, meta) = segment(&["a", "b"]);
        let ids = ["a".to_owned()];
        let left = without(&index, meta.clone(), Removed { ids: &ids, field, docs: &[] }, 7, &mut 0)
            .unwrap()
            .unwrap();
        let mut metas = index.load_metas().unwrap();
        (metas.segments, metas.opstamp) = (vec![left], 7);
        switch(&index, &metas).unwrap();
        let loaded = index.load_metas().unwrap();
        assert_eq!((loaded.opstamp, loaded.segments[0].num_docs()), (7, 1));
        sweep(&index, &metas);
        let store = meta.relative_path(SegmentComponent::Store);
        assert!(index.directory().exists(&store).unwrap(), "the segment is still needed");
        metas.segments.clear();
        switch(&index, &metas).unwrap();
        drop((meta, loaded));
        sweep(&index, &metas);
        assert!(!index.directory().exists(&store).unwrap(), "no state needs it");
    }
}
