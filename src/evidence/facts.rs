//! What an article says of itself besides its text.

use crate::article::{Article, QuotationKind};
use crate::evidence::wildcard::WildcardMatcher;
use crate::field::Field;
use crate::query::{FieldClause, glob_pattern};
use crate::search::{NameFit, Variants};

/// Whether the article satisfies the clause; `None` where that depends on other articles too: of which name a
/// speaker's is a spelling, and what is a copy.
pub(crate) fn clause_holds(article: &Article, clause: &FieldClause) -> Option<bool> {
    Some(match clause {
        FieldClause::Name(Field::Speaker, _) | FieldClause::CopyOf(_) => return None,
        FieldClause::Day(field, range) => article.day_in(*field).is_some_and(|day| range.contains(day)),
        FieldClause::Unknown(Field::Speaker) => {
            // What is reported without marks may be anyone's.
            let mut direct = article.quotations.iter().filter(|it| it.kind != QuotationKind::Indirect);
            direct.any(|it| it.speaker.is_none())
        }
        FieldClause::Name(field, pattern) => {
            article.text(*field).is_some_and(|it| NameFit::of(pattern, Variants::Off).fits(&it))
        }
        FieldClause::Exact(field, value) => article.text(*field).is_some_and(|it| it == *value),
        FieldClause::Glob(_, glob) => {
            let matcher = WildcardMatcher::new(&glob_pattern(glob));
            article.origins.iter().any(|it| matcher.matches(&it.path))
        }
        FieldClause::Unknown(field) => article.text(*field).is_none(),
    })
}
