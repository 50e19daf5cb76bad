//! Few segments out of many.

use tantivy::IndexWriter;
use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::indexer::NoMergePolicy;

use crate::index::build::writer::Writer;
use crate::index::error::IndexError;
use crate::index::store::files::ReadMode;

impl Writer {
    /// What a segment needs that is open, besides what is read of it, in bytes.
    const OPEN: u64 = 1 << 20;

    /// What the engine needs to merge, besides what it reads, in bytes: it wants no less.
    const ENGINE: usize = 15_000_000;

    /// Brings the index to at most so many segments, whatever memory that needs.
    pub fn merge(&mut self, segments: usize) -> Result<(), IndexError> {
        self.merge_within(segments, u64::MAX)
    }

    /// As [`Self::merge`], as far as this writer's memory goes.
    pub(crate) fn merge_affordably(&mut self, segments: usize) -> Result<(), IndexError> {
        self.merge_within(segments, self.shares.merged)
    }

    /// Merges what many small commits left behind, so that searches stay fast: small segments
    /// go together, and a first build ends with one or two.
    pub fn tidy(&mut self) -> Result<(), IndexError> {
        let metas = self.engine.searchable_segment_metas().map_err(|err| self.failed(err))?;
        let mut sizes: Vec<u32> = metas.iter().map(tantivy::SegmentMeta::num_docs).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        // Merging rewrites a segment. Segments that are small beside the largest cost little;
        // large ones are merged when there are too many to walk.
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
            // Each goes on by itself, so that a first build ends on more than one thread.
            let ids = |group: &[&SegmentMeta]| group.iter().map(|it| it.id()).collect::<Vec<_>>();
            let started: Vec<_> = groups.iter().map(|group| merger.merge(&ids(group))).collect();
            // When one fails the others still write: nobody may be told before they are done.
            let done: Vec<_> = started.into_iter().map(|merge| merge.wait()).collect();
            for merged in done {
                merged.map_err(|err| self.failed(err))?;
            }
        }
        merger.garbage_collect_files().wait().map_err(|err| self.failed(err))?;
        // The thread that merged may still hold what it merged, and the engine leaves that.
        if !self.uncommitted {
            let metas = self.engine.load_metas().map_err(|err| self.failed(err))?;
            let files = self.folder.engine(&self.segments, ReadMode::Windowed)?;
            files.remove_others(&metas.list_segment_files());
        }
        Ok(())
    }

    /// What is merged next, at the same time: groups that come to one segment each. None when there are few
    /// enough segments, or when no merge can be afforded.
    fn affordable<'m>(
        &self,
        metas: &'m [SegmentMeta],
        segments: usize,
        most: u64,
    ) -> Vec<Vec<&'m SegmentMeta>> {
        // One segment by itself is written anew only to be rid of what was taken out of it.
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

    /// Memory that a merge of these needs, about, in bytes: the engine reads dictionaries and
    /// columns whole, and each store in one piece.
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

/// The segments in so many groups of about the same size, those that are alone left out.
fn groups(metas: &[SegmentMeta], count: usize) -> Vec<Vec<&SegmentMeta>> {
    let mut by_size: Vec<&SegmentMeta> = metas.iter().collect();
    by_size.sort_unstable_by_key(|it| (std::cmp::Reverse(it.num_docs()), it.id()));
    let mut groups: Vec<(u64, Vec<&SegmentMeta>)> = vec![(0, Vec::new()); count.max(1)];
    for meta in by_size {
        // The largest first, each to what is smallest so far.
        if let Some((size, group)) = groups.iter_mut().min_by_key(|it| it.0) {
            *size += u64::from(meta.num_docs());
            group.push(meta);
        }
    }
    groups.into_iter().map(|it| it.1).filter(|it| it.len() > 1).collect()
}

/// The segments that must be merged so that at most so many are left: the smallest, smallest first.
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
}
