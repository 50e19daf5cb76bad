//! Which articles may satisfy an expression: those that hold the words it needs, wherever they stand.

use tantivy::Term;
use tantivy::query::{AllQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::field::Field;
use crate::index::error::SearchError;
use crate::index::exec::spans::view::{FieldSet, ResolvedPlan};
use crate::index::plan::compile::{Compiled, Compiler, any_of, every_of};
use crate::index::plan::words::Terms;
use crate::query::{FieldClause, Query, SaidBy, Scope, SpanQuery, Word};
use crate::search::{IndirectSpeech, TextField};

impl Compiler<'_> {
    /// Articles outside which a query cannot hold: the words it needs, wherever they stand.
    pub(crate) fn may_satisfy(
        &self,
        query: &Query,
        fieldset: FieldSet,
        meaning: &ResolvedPlan,
    ) -> Result<Compiled, SearchError> {
        Ok(match query {
            Query::All | Query::Not(_) => Box::new(AllQuery),
            Query::Field(clause) => self.clause(clause)?,
            Query::Span(span) => self.may_hold(span, fieldset, meaning)?,
            Query::Scope(scope, inner) => {
                let content = self.may_satisfy(inner, narrowed(fieldset, scope), meaning)?;
                self.in_scope(scope, content, meaning)?
            }
            Query::And(parts) => {
                let parts = parts
                    .iter()
                    .filter(|it| !matches!(it, Query::All | Query::Not(_)))
                    .map(|it| self.may_satisfy(it, fieldset, meaning))
                    .collect::<Result<Vec<_>, _>>()?;
                every_of(parts)
            }
            Query::Or(parts) => {
                let parts = parts.iter().map(|it| self.may_satisfy(it, fieldset, meaning)).collect::<Result<
                    Vec<_>,
                    _,
                >>(
                )?;
                any_of(parts)
            }
        })
    }

    pub(crate) fn may_hold(
        &self,
        span: &SpanQuery,
        fieldset: FieldSet,
        meaning: &ResolvedPlan,
    ) -> Result<Compiled, SearchError> {
        let all = |words: &[Word]| -> Result<Compiled, SearchError> {
            let mut parts = Vec::new();
            for word in words.iter().filter(|it| !matches!(it, Word::Any)) {
                parts.push(self.holds_word(word, fieldset, meaning));
            }
            Ok(every_of(parts))
        };
        Ok(match span {
            SpanQuery::Word(word) => all(std::slice::from_ref(word))?,
            SpanQuery::Phrase(words) | SpanQuery::Window { words, .. } => all(words)?,
            SpanQuery::Pair { .. } | SpanQuery::Filter { .. } => {
                let parts = span.wanted_operands().map(|it| self.may_hold(it, fieldset, meaning));
                every_of(parts.collect::<Result<Vec<_>, _>>()?)
            }
            SpanQuery::Or(parts) => {
                let parts = parts
                    .iter()
                    .map(|it| self.may_hold(it, fieldset, meaning))
                    .collect::<Result<Vec<_>, _>>()?;
                any_of(parts)
            }
            SpanQuery::Scope(scope, inner) => {
                let content = self.may_hold(inner, narrowed(fieldset, scope), meaning)?;
                self.in_scope(scope, content, meaning)?
            }
        })
    }

    /// `content`, in articles that have such quotations at all.
    fn in_scope(
        &self,
        scope: &Scope,
        content: Compiled,
        meaning: &ResolvedPlan,
    ) -> Result<Compiled, SearchError> {
        let Scope::Said(by) = scope else { return Ok(content) };
        let said = match by {
            SaidBy::Name(_) => {
                let at = meaning.plan.said_by().iter().position(|it| it == by);
                let names = at.and_then(|at| meaning.names[at].as_ref());
                let names = names.into_iter().flatten().cloned().collect();
                self.quoting(&names)
            }
            // Indirect speech without a speaker is metadata nowhere but in the article itself.
            SaidBy::Unknown if self.indirect == IndirectSpeech::Included => return Ok(content),
            SaidBy::Unknown => self.clause(&FieldClause::Unknown(Field::Speaker))?,
            SaidBy::Anyone => return Ok(content),
        };
        Ok(every_of(vec![said, content]))
    }

    fn holds_word(&self, word: &Word, fieldset: FieldSet, meaning: &ResolvedPlan) -> Compiled {
        let at = meaning.plan.words().iter().position(|it| it == word);
        let none = Terms::default();
        let terms = at.map_or(&none, |at| &meaning.terms[at]);
        let mut parts: Vec<Compiled> = Vec::new();
        for field in [TextField::Title, TextField::Body] {
            if !fieldset.has(field) {
                continue;
            }
            for (form, text) in &terms.plus {
                let term = Term::from_field_text(self.fields.text(field, *form), text);
                parts.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
            }
        }
        any_of(parts)
    }
}

fn narrowed(fieldset: FieldSet, scope: &Scope) -> FieldSet {
    match (scope, fieldset) {
        (Scope::Title, FieldSet::Both) => FieldSet::Title,
        (Scope::Body | Scope::Quote | Scope::Said(_), FieldSet::Both) => FieldSet::Body,
        (Scope::Title | Scope::Body | Scope::Quote | Scope::Said(_) | Scope::Lead, _) => fieldset,
    }
}
