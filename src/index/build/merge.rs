//! Merging segments, so that an index has few of them.

use tantivy::IndexWriter;
use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::indexer::NoMergePolicy;

use crate::index::build::writer::Writer;
use crate::index::error::IndexError;
use crate::index::store::files::ReadMode;

impl Writer {
    /// Memory that an open segment needs besides what is read of it, in bytes.
    const OPEN: u64 = 1 << 20;

    /// Memory that is given to the engine's merger, in bytes: it accepts no less.
    const ENGINE: usize = 15_000_000;

    /// Merges until the index has at most so many segments, whatever memory that needs.
    ///
    /// # Errors
    ///
    /// The folder cannot be written, or a file of the index is damaged.
    pub fn merge(&mut self, segments: usize) -> Result<(), IndexError> {
        self.merge_within(segments, u64::MAX)
    }

    /// As [`Self::merge`], as far as the memory of this writer allows.
    pub(crate) fn merge_affordably(&mut self, segments: usize) -> Result<(), IndexError> {
        self.merge_within(segments, self.shares.merged)
    }

    /// Merges the segments of many small commits, so that searches stay fast: at most three are left, as far as the memory of this writer allows.
    ///
    /// # Errors
    ///
    /// As [`Self::merge`].
    pub fn tidy(&mut self) -> Result<(), IndexError> {
        let metas = self.engine.searchable_segment_metas().map_err(|err| self.failed(err))?;
        let mut sizes: Vec<u32> = metas.iter().map(tantivy::SegmentMeta::num_docs).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        // To merge a segment is to rewrite it. That is cheap for segments that are small beside the largest; large ones
        // are merged only when there are too many.
        let largest = sizes.first().copied().unwrap_or(0);
        let large = sizes.iter().filter(|&&size| u64::from(size) * 10 >= u64::from(largest)).count();
        match (sizes.len(), large) {
            (0..=2, _) => Ok(()),
            (_, large @ 2..=3) => self.merge_affordably(large),
            _ => self.merge_affordably(2),
        }
    }

    /// Merges until there are at most so many segments, or until the next merge would need more memory
    /// than `most`.
    fn merge_within(&mut self, segments: usize, most: u64) -> Result<(), IndexError> {
        let merger: tantivy::Result<IndexWriter> = self.engine.writer_with_num_threads(1, Self::ENGINE);
        let mut merger = merger.map_err(|err| self.failed(err))?;
        merger.set_merge_policy(Box::new(NoMergePolicy));
        loop {
            let metas = self.engine.searchable_segment_metas().map_err(|err| self.failed(err))?;
            let groups = self.affordable(&metas, segments, most);
            if groups.is_empty() {
                break;
            }
            // Groups are merged at the same time, each on its own thread.
            let ids = |group: &[&SegmentMeta]| group.iter().map(|it| it.id()).collect::<Vec<_>>();
            let started: Vec<_> = groups.iter().map(|group| merger.merge(&ids(group))).collect();
            // When one fails the others still write: the error is returned when all have ended.
            let done: Vec<_> = started.into_iter().map(|merge| merge.wait()).collect();
            for merged in done {
                merged.map_err(|err| self.failed(err))?;
            }
        }
        merger.garbage_collect_files().wait().map_err(|err| self.failed(err))?;
        // The merging thread may still hold its files, which the engine then does not remove.
        if !self.uncommitted {
            let metas = self.engine.load_metas().map_err(|err| self.failed(err))?;
            let files = self.folder.engine(&self.segments, ReadMode::Windowed)?;
            files.remove_others(&metas.list_segment_files());
        }
        Ok(())
    }

    /// What is merged next, at the same time: groups of which each becomes one segment. None when there are few enough
    /// segments, or when every merge needs too much memory.
    fn affordable<'m>(
        &self,
        metas: &'m [SegmentMeta],
        segments: usize,
        most: u64,
    ) -> Vec<Vec<&'m SegmentMeta>> {
        // A single segment is rewritten only to drop its deleted articles.
        if let ([alone], 1) = (metas, segments) {
            return if alone.has_deletes() { vec![vec![alone]] } else { Vec::new() };
        }
        let groups = groups(metas, segments);
        if groups.iter().map(|it| self.needed(it)).sum::<u64>() <= most {
            return groups;
        }
        let mut merged = smallest(metas, segments);
        while merged.len() > 1 && self.needed(&merged) > most {
            merged.pop();
        }
        if merged.len() > 1 { vec![merged] } else { Vec::new() }
    }

    /// About the memory that a merge of these needs, in bytes: the engine reads dictionaries, columns and one store whole.
    fn needed(&self, metas: &[&SegmentMeta]) -> u64 {
        let size = |meta: &SegmentMeta, part: SegmentComponent| {
            let path = self.folder.dir.join(&self.segments).join(meta.relative_path(part));
            std::fs::metadata(path).map_or(0, |it| it.len())
        };
        let held: u64 = metas
            .iter()
            .map(|it| size(it, SegmentComponent::Terms) + size(it, SegmentComponent::FastFields))
            .sum();
        let largest = metas.iter().map(|it| size(it, SegmentComponent::Store)).max().unwrap_or(0);
        held * 3 / 2 + largest + metas.len() as u64 * Self::OPEN
    }
}

/// Divides the segments into so many groups of about the same size, without groups of one.
fn groups(metas: &[SegmentMeta], count: usize) -> Vec<Vec<&SegmentMeta>> {
    let mut by_size: Vec<&SegmentMeta> = metas.iter().collect();
    by_size.sort_unstable_by_key(|it| (std::cmp::Reverse(it.num_docs()), it.id()));
    let mut groups: Vec<(u64, Vec<&SegmentMeta>)> = vec![(0, Vec::new()); count.max(1)];
    for meta in by_size {
        // The largest first, each into the group that is smallest so far.
        if let Some((size, group)) = groups.iter_mut().min_by_key(|it| it.0) {
            *size += u64::from(meta.num_docs());
            group.push(meta);
        }
    }
    groups.into_iter().map(|it| it.1).filter(|it| it.len() > 1).collect()
}

/// The segments to merge so that at most so many are left: the smallest, smallest first.
fn smallest(metas: &[SegmentMeta], segments: usize) -> Vec<&SegmentMeta> {
    let mut by_size: Vec<&SegmentMeta> = metas.iter().collect();
    by_size.sort_unstable_by_key(|it| (it.num_docs(), it.id()));
    by_size.truncate((by_size.len() + 1).saturating_sub(segments.max(1)));
    by_size
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::build::schema::Fields;
    use crate::index::build::writer::WriterSettings;
    use crate::index::fixture::{article, index_of};

    fn sizes(groups: Vec<Vec<&SegmentMeta>>) -> Vec<Vec<u32>> {
        groups.iter().map(|group| group.iter().map(|it| it.num_docs()).collect()).collect()
    }

    #[test]
    fn segments_go_together_by_size() {
        let engine = tantivy::Index::create_in_ram(Fields::schema().0);
        let metas = |sizes: &[u32]| -> Vec<SegmentMeta> {
            sizes.iter().map(|&size| engine.new_segment_meta(engine.new_segment().id(), size)).collect()
        };
        let grouped = |of: &[u32], count| sizes(groups(&metas(of), count));
        assert_eq!(grouped(&[5, 5, 5, 5, 3], 2), [vec![5, 5, 3], vec![5, 5]]);
        assert_eq!(grouped(&[1_000, 5, 4, 3], 2), [vec![5, 4, 3]]);
        assert_eq!(grouped(&[7, 2], 1), [vec![7, 2]]);
        assert_eq!(grouped(&[7, 2], 2), Vec::<Vec<u32>>::new());
        assert_eq!(grouped(&[], 2), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn the_smallest_segments_are_merged_so_that_few_are_left() {
        let engine = tantivy::Index::create_in_ram(Fields::schema().0);
        let metas: Vec<SegmentMeta> =
            [9, 2, 7, 4].map(|size| engine.new_segment_meta(engine.new_segment().id(), size)).into();
        let smallest = |left| smallest(&metas, left).iter().map(|it| it.num_docs()).collect::<Vec<_>>();
        assert_eq!(smallest(1), [2, 4, 7, 9]);
        assert_eq!(smallest(3), [2, 4]);
        assert_eq!(smallest(0), smallest(1));
        assert_eq!(smallest(9), [0; 0]);
    }

    #[test]
    fn as_much_is_merged_as_memory_allows() {
        let articles = |part: usize| [1, 2].map(|at| article(&format!("{part}-{at}"), "", "Text."));
        let parts = [0, 1, 2].map(articles);
        let (_dir, index) = index_of(&parts.each_ref().map(|it| &it[..]));
        let mut writer = index.writer(WriterSettings { memory: 0 }).unwrap();
        let metas = writer.engine.searchable_segment_metas().unwrap();
        let of = |most| sizes(writer.affordable(&metas, 1, most));
        let needed = |count: usize| {
            let mut by_size = super::smallest(&metas, 1);
            by_size.truncate(count);
            writer.needed(&by_size)
        };
        assert!(needed(2) > 2 * Writer::OPEN && needed(2) < needed(3));
        assert_eq!(of(u64::MAX), [vec![2, 2, 2]]);
        assert_eq!(of(needed(3)), [vec![2, 2, 2]]);
        assert_eq!(of(needed(3) - 1), [vec![2, 2]]);
        assert_eq!(of(needed(2)), [vec![2, 2]]);
        assert_eq!(of(needed(2) - 1), Vec::<Vec<u32>>::new());
        writer.merge(1).unwrap();
        assert_eq!(writer.segments().unwrap(), 1);
    }

    #[test]
    fn a_single_segment_is_rewritten_to_drop_deleted_articles() {
        let (_dir, index) = index_of(&[&[article("a", "", "One."), article("b", "", "Two.")]]);
        let mut writer = index.writer(WriterSettings { memory: 0 }).unwrap();
        let segment = |writer: &Writer| {
            let metas = writer.engine.searchable_segment_metas().unwrap();
            assert_eq!(metas.len(), 1);
            (metas[0].id(), metas[0].max_doc(), metas[0].num_docs())
        };
        let before = segment(&writer);
        writer.merge(1).unwrap();
        assert_eq!(segment(&writer), before, "nothing was deleted");
        writer.remove(&article("a", "", "").id);
        writer.commit(b"").unwrap();
        assert_eq!(segment(&writer), (before.0, 2, 1));
        writer.merge(1).unwrap();
        let after = segment(&writer);
        assert_eq!((after.0 == before.0, after.1, after.2), (false, 1, 1));
    }
}
