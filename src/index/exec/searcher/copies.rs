//! The groups of copies of a snapshot.

use std::sync::Arc;

use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

use crate::article::ArticleId;
use crate::index::build::copies;
use crate::index::build::copies::PlacedGroups;
use crate::index::error::EngineError;
use crate::index::exec::searcher::Searcher;
use crate::index::plan::compile::CopiesOf;

impl Searcher {
    /// Which articles are copies of each other.
    pub(crate) fn placed_copies(&self) -> &Arc<PlacedGroups> {
        self.0.copies.get_or_init(|| {
            let (stamp, before) = copies::read(&self.0.dir).unwrap_or_default();
            let groups = if stamp == self.0.stamp {
                before
            } else {
                // Where a file is damaged no article is a copy of another.
                copies::compute(&self.0.engine, &self.0.fields, &before).unwrap_or_default()
            };
            Arc::new(PlacedGroups::of(&self.0.engine, &groups).unwrap_or_default())
        })
    }

    /// The ids of each group of copies in order, the groups by their first.
    pub(super) fn ids_of_copies(&self) -> Result<Vec<Vec<ArticleId>>, EngineError> {
        let groups = self.placed_copies().groups.iter().map(|it| self.ids(it));
        let mut groups = groups.collect::<Result<Vec<_>, EngineError>>()?;
        groups.sort();
        Ok(groups)
    }

    fn ids(&self, places: &[DocAddress]) -> Result<Vec<ArticleId>, EngineError> {
        let mut ids = places.iter().map(|&at| self.id(at)).collect::<Result<Vec<_>, EngineError>>()?;
        ids.sort();
        Ok(ids)
    }
}

impl CopiesOf for Searcher {
    /// In the order of the ids.
    fn copies_of(&self, id: &ArticleId) -> Result<Vec<ArticleId>, EngineError> {
        let term = Term::from_field_text(self.0.fields.id, id.as_str());
        let found =
            self.first(&TermQuery::new(term, IndexRecordOption::Basic)).map_err(EngineError::Index)?;
        found.map_or(Ok(Vec::new()), |at| self.ids(self.placed_copies().of_article(at)))
    }
}
