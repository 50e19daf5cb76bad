//! Articles that may satisfy a query: those that hold what it requires.

use tantivy::Term;

use crate::evidence::required::{FieldSet, Required};
use crate::field::Field;
use crate::index::error::EngineError;
use crate::index::plan::access::{Access, ResolvedPlan};
use crate::index::plan::compile::Compiler;
use crate::query::{FieldClause, SaidBy, Word};
use crate::search::{IndirectSpeech, TextField};

impl Compiler<'_> {
    /// Articles that satisfy a condition on words, clauses and speakers of the plan, wherever the words stand.
    pub(crate) fn candidates(
        &self,
        required: &Required<'_>,
        resolved: &ResolvedPlan,
    ) -> Result<Access, EngineError> {
        let each = |parts: &[Required<'_>]| {
            parts.iter().map(|it| self.candidates(it, resolved)).collect::<Result<Vec<_>, _>>()
        };
        Ok(match required {
            Required::Anything => Access::All,
            Required::Word(word, fields) => self.holds_word(word, *fields, resolved),
            Required::Clause(clause) => self.clause(clause)?,
            Required::Quotation(by) => self.quotes(by, resolved)?,
            Required::All(parts) => {
                Access::every_of(each(parts)?.into_iter().filter(|it| !matches!(it, Access::All)).collect())
            }
            Required::Any(parts) => Access::any_of(each(parts)?),
        })
    }

    /// Articles that may have a quotation attributed so.
    fn quotes(&self, by: &SaidBy, resolved: &ResolvedPlan) -> Result<Access, EngineError> {
        Ok(match by {
            SaidBy::Name(_) => {
                let at = resolved.plan.said_by().iter().position(|it| it == by);
                let names = at.and_then(|at| resolved.names[at].as_ref());
                self.quoting(names.into_iter().flatten())
            }
            // That indirect speech has no speaker is told by no term, only by the article itself.
            SaidBy::Unknown if self.indirect == IndirectSpeech::Included => Access::All,
            SaidBy::Unknown => self.clause(&FieldClause::Unknown(Field::Speaker))?,
            SaidBy::Anyone => Access::All,
        })
    }

    fn holds_word(&self, word: &Word, fields: FieldSet, resolved: &ResolvedPlan) -> Access {
        let at = resolved.plan.words().iter().position(|it| it == word);
        let terms = at.map(|at| resolved.terms[at].plus.as_slice()).unwrap_or_default();
        let mut parts = Vec::new();
        for field in [TextField::Title, TextField::Body] {
            if fields.has(field) {
                parts.extend(terms.iter().map(|(form, text)| {
                    Access::Key(Term::from_field_text(self.fields.text(field, *form), text))
                }));
            }
        }
        Access::any_of(parts)
    }
}
