//! Paths that fit a glob.

use tantivy::query::{AutomatonWeight, EnableScoring, Query as EngineQuery, Weight};
use tantivy::schema::Field;

use crate::index::plan::words::WildcardAutomaton;
use crate::query::{Wildcard, WildcardPart};

/// A glob as a pattern: `*` any run, `?` one character, everything else itself.
pub(crate) fn glob_pattern(glob: &str) -> Wildcard {
    let mut parts = Vec::new();
    for c in glob.chars() {
        match (c, parts.last_mut()) {
            ('*', Some(WildcardPart::Run)) => {}
            ('*', _) => parts.push(WildcardPart::Run),
            ('?', _) => parts.push(WildcardPart::One),
            (c, Some(WildcardPart::Text(text))) => text.push(c),
            (c, _) => parts.push(WildcardPart::Text(c.to_string())),
        }
    }
    Wildcard { parts }
}

/// Articles with a term that fits a pattern.
#[derive(Debug, Clone)]
pub(crate) struct GlobQuery {
    pub(crate) field: Field,
    pub(crate) glob: Wildcard,
}

impl EngineQuery for GlobQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AutomatonWeight::new(self.field, WildcardAutomaton::new(&self.glob))))
    }
}
