//! What our own queries tell the engine of a score: the score itself, under a name.

use tantivy::query::{Explanation, Weight};
use tantivy::{DocId, SegmentReader, TantivyError};

/// The score of an article, which must match, as one that `what` gave.
pub(crate) fn explained(
    weight: &dyn Weight,
    reader: &SegmentReader,
    doc: DocId,
    what: &'static str,
) -> tantivy::Result<Explanation> {
    let mut scorer = weight.scorer(reader, 1.0)?;
    if scorer.doc() > doc || scorer.seek(doc) != doc {
        return Err(TantivyError::InvalidArgument(format!("article {doc} does not match")));
    }
    Ok(Explanation::new(what, scorer.score()))
}
