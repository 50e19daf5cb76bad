//! What both ways to build a segment have in common.

use tantivy::DocId;
use tantivy::index::SegmentMeta;

/// The longest term that the engine takes, in bytes.
pub(crate) const LONGEST_TERM: usize = (1 << 16) - 6;

/// A segment that was written. It is part of the index when a commit says so.
pub(crate) struct Built {
    pub(crate) meta: SegmentMeta,
    /// Articles in it that were taken out while it was built.
    pub(crate) dead: Vec<DocId>,
}

/// A thread that builds has panicked.
pub(crate) fn panicked() -> tantivy::TantivyError {
    std::io::Error::other("the program failed while it wrote a segment").into()
}
