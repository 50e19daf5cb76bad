//! Articles with a term that fits a pattern.

use tantivy::query::{AutomatonWeight, EnableScoring, Query as EngineQuery, Weight};
use tantivy::schema::Field;

use crate::index::plan::words::WildcardAutomaton;
use crate::query::Wildcard;

/// Articles with a term that fits a pattern.
#[derive(Debug, Clone)]
pub(crate) struct GlobQuery {
    pub(crate) field: Field,
    pub(crate) pattern: Wildcard,
}

impl EngineQuery for GlobQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AutomatonWeight::new(self.field, WildcardAutomaton::new(&self.pattern))))
    }
}
