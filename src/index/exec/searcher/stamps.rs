//! By which numbers articles came, and what they say, as a hash.

use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

use crate::article::ArticleId;
use crate::index::error::{EngineError, failed};
use crate::index::exec::searcher::Searcher;
use crate::search::ArticleStamp;

impl Searcher {
    /// Calls `take` with each article whose number is greater than `after`.
    pub(super) fn stamps_after(
        &self,
        after: u64,
        take: &mut dyn FnMut(ArticleStamp),
    ) -> Result<(), EngineError> {
        for (segment, reader) in (0..).zip(self.0.engine.segment_readers()) {
            let columns = &self.0.columns[segment as usize];
            let numbers = columns.sequences(reader).map_err(failed)?;
            if numbers.max_value() <= after {
                continue;
            }
            let contents = columns.contents(reader).map_err(failed)?;
            for doc in reader.doc_ids_alive() {
                let sequence = numbers.first(doc).unwrap_or(0);
                if sequence > after {
                    let id = self.id(DocAddress::new(segment, doc))?.as_str().to_owned();
                    take(ArticleStamp { id, sequence, content: contents.first(doc).unwrap_or(0) });
                }
            }
        }
        Ok(())
    }

    /// The stamp of the article of this id.
    pub(super) fn stamp_of(&self, id: &ArticleId) -> Result<Option<ArticleStamp>, EngineError> {
        let term = Term::from_field_text(self.0.fields.id, id.as_str());
        let Some(at) = self.first(&TermQuery::new(term, IndexRecordOption::Basic))? else { return Ok(None) };
        let reader = self.0.engine.segment_reader(at.segment_ord);
        let columns = &self.0.columns[at.segment_ord as usize];
        let sequence = columns.sequences(reader).map_err(failed)?.first(at.doc_id).unwrap_or(0);
        let content = columns.contents(reader).map_err(failed)?.first(at.doc_id).unwrap_or(0);
        Ok(Some(ArticleStamp { id: id.as_str().to_owned(), sequence, content }))
    }
}
