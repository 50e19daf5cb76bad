//! Hits that stand for a story.

use tantivy::DocAddress;

/// A hit as it will be shown.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) score: f32,
    pub(crate) at: DocAddress,
    /// The other articles of its story that satisfy the query.
    pub(crate) others: Vec<DocAddress>,
    /// How many more there are.
    pub(crate) unmatched: u64,
}
