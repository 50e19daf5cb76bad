//! Conditions on one quotation: what it says, and who says it.

use crate::field::Field;
use crate::query::{FieldClause, Query, SaidBy, Scope, SpanQuery, Word};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::words::all;

/// What is asked of one quotation.
#[derive(Debug, Default)]
pub(super) struct OneQuotation {
    said: Vec<Query>,
    by: Option<SaidBy>,
}

impl OneQuotation {
    pub(super) fn take(&mut self, query: Query) -> Result<(), ElasticError> {
        match query {
            Query::And(parts) => parts.into_iter().try_for_each(|it| self.take(it)),
            Query::Field(FieldClause::Name(Field::Speaker, name)) => self.by(SaidBy::Name(name)),
            // exists: quotes.speaker
            Query::Span(SpanQuery::Scope(Scope::Said(SaidBy::Anyone), _)) => self.by(SaidBy::Anyone),
            Query::Not(inner) => match *inner {
                Query::Span(SpanQuery::Scope(Scope::Said(SaidBy::Anyone), _)) => self.by(SaidBy::Unknown),
                other => {
                    self.said.push(Query::Not(Box::new(other)));
                    Ok(())
                }
            },
            Query::Field(_) => {
                Err(ElasticError::parsing("[nested] speaks of quotes.text and quotes.speaker"))
            }
            Query::Span(SpanQuery::Scope(Scope::Quote, inner)) => {
                self.said.push(Query::Span(*inner));
                Ok(())
            }
            Query::Scope(Scope::Quote, inner) => self.take(*inner),
            Query::All => Ok(()),
            Query::Or(parts) if parts.iter().any(speaks_of_speakers) => {
                Err(ElasticError::parsing("[nested] takes one speaker; ask for others beside it"))
            }
            query @ (Query::Span(_) | Query::Scope(..) | Query::Or(_)) => {
                self.said.push(query);
                Ok(())
            }
        }
    }

    fn by(&mut self, by: SaidBy) -> Result<(), ElasticError> {
        match &self.by {
            None | Some(SaidBy::Anyone) => {
                self.by = Some(by);
                Ok(())
            }
            Some(_) => Err(ElasticError::parsing("[nested] takes one speaker; ask for others beside it")),
        }
    }

    pub(super) fn finish(self) -> Query {
        let scope = self.by.map_or(Scope::Quote, Scope::Said);
        let any_word = || Query::Span(SpanQuery::Word(Word::Any));
        let mut said = self.said;
        if said.iter().all(|it| matches!(it, Query::Not(_))) {
            said.push(any_word());
        }
        Query::Scope(scope, Box::new(all(said)))
    }
}

fn speaks_of_speakers(query: &Query) -> bool {
    match query {
        Query::Field(_) => true,
        Query::Span(SpanQuery::Scope(scope, _)) | Query::Scope(scope, _) => matches!(scope, Scope::Said(_)),
        Query::And(parts) | Query::Or(parts) => parts.iter().any(speaks_of_speakers),
        Query::Not(inner) => speaks_of_speakers(inner),
        Query::All | Query::Span(_) => false,
    }
}
