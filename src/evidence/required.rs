//! What an article must hold for a query to hold in it.
//!
//! Order, nearness, counts, sentences and regions are left out. What remains is a Boolean condition on words, field
//! clauses and speakers, which an index or a list of standing questions checks fast: every article that satisfies
//! the query satisfies the condition, and those few that satisfy the condition alone are found out by evaluation.

use crate::query::{FieldClause, Query, SaidBy, Scope, SpanQuery, Word};
use crate::search::TextField;

/// A condition that every article satisfies which satisfies the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Required<'q> {
    /// No condition: any article may satisfy the query.
    Anything,
    /// The word stands in one of these fields.
    Word(&'q Word, FieldSet),
    /// The field clause holds.
    Clause(&'q FieldClause),
    /// The article has a quotation that is attributed so.
    Quotation(&'q SaidBy),
    /// All of these, two or more.
    All(Vec<Required<'q>>),
    /// Any of these; not one. None: no article can satisfy the query.
    Any(Vec<Required<'q>>),
}

/// Some of the fields that hold text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldSet {
    /// The title alone.
    Title,
    /// The body alone.
    Body,
    /// Title and body.
    Both,
}

impl FieldSet {
    /// Whether the field is among them.
    pub(crate) fn has(self, field: TextField) -> bool {
        match self {
            FieldSet::Both => true,
            FieldSet::Title => field == TextField::Title,
            FieldSet::Body => field == TextField::Body,
        }
    }

    /// Those of the fields in which the regions of a scope lie. Of a title within a body nothing is left, which this
    /// does not say: the condition stays that of the outer scope.
    fn within(self, scope: &Scope) -> FieldSet {
        match (scope, self) {
            (Scope::Title, FieldSet::Both) => FieldSet::Title,
            (Scope::Body | Scope::Quote | Scope::Said(_), FieldSet::Both) => FieldSet::Body,
            (Scope::Title | Scope::Body | Scope::Quote | Scope::Said(_) | Scope::Lead, _) => self,
        }
    }
}

impl<'q> Required<'q> {
    /// What an article must hold for `query` to hold in these fields of it.
    pub(crate) fn by(query: &'q Query, fields: FieldSet) -> Required<'q> {
        match query {
            Query::All | Query::Not(_) => Required::Anything,
            Query::Field(clause) => Required::Clause(clause),
            Query::Span(span) => Required::by_span(span, fields),
            Query::Scope(scope, inner) => in_scope(scope, Required::by(inner, fields.within(scope))),
            Query::And(parts) => all(parts.iter().map(|it| Required::by(it, fields))),
            Query::Or(parts) => any(parts.iter().map(|it| Required::by(it, fields))),
        }
    }

    /// As [`Self::by`], of a span expression.
    pub(crate) fn by_span(span: &'q SpanQuery, fields: FieldSet) -> Required<'q> {
        match span {
            SpanQuery::Word(word) => by_word(word, fields),
            SpanQuery::Phrase(words) | SpanQuery::Window { words, .. } => {
                all(words.iter().map(|it| by_word(it, fields)))
            }
            SpanQuery::Pair { .. } | SpanQuery::Filter { .. } => {
                all(span.wanted_operands().map(|it| Required::by_span(it, fields)))
            }
            SpanQuery::Or(parts) => any(parts.iter().map(|it| Required::by_span(it, fields))),
            SpanQuery::Scope(scope, inner) => in_scope(scope, Required::by_span(inner, fields.within(scope))),
        }
    }
}

fn by_word(word: &Word, fields: FieldSet) -> Required<'_> {
    match word {
        Word::Any => Required::Anything,
        Word::Stem(_)
        | Word::Plain(_)
        | Word::Written(_)
        | Word::Fuzzy(..)
        | Word::Variants(_)
        | Word::Wildcard(_) => Required::Word(word, fields),
    }
}

fn in_scope<'q>(scope: &'q Scope, content: Required<'q>) -> Required<'q> {
    match scope {
        Scope::Said(by) => all([Required::Quotation(by), content]),
        Scope::Title | Scope::Body | Scope::Lead | Scope::Quote => content,
    }
}

/// All of these, nested ones laid out flat.
fn all<'q>(parts: impl IntoIterator<Item = Required<'q>>) -> Required<'q> {
    let mut flat: Vec<Required<'q>> = Vec::new();
    for part in parts {
        match part {
            Required::Anything => {}
            Required::All(inner) if flat.is_empty() => flat = inner,
            Required::All(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Required::Anything,
        1 => flat.remove(0),
        _ => Required::All(flat),
    }
}

/// Any of these, nested ones laid out flat.
fn any<'q>(parts: impl IntoIterator<Item = Required<'q>>) -> Required<'q> {
    let mut flat: Vec<Required<'q>> = Vec::new();
    for part in parts {
        match part {
            Required::Anything => return Required::Anything,
            Required::Any(inner) if flat.is_empty() => flat = inner,
            Required::Any(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    if flat.len() == 1 { flat.remove(0) } else { Required::Any(flat) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::query::{BareWords, ParseSettings, parse};

    /// The condition in short: words as in a query, `t:` and `b:` before those of one field.
    fn shown(required: &Required<'_>) -> String {
        let list = |name: &str, parts: &[Required<'_>]| {
            format!("{name}({})", parts.iter().map(shown).collect::<Vec<_>>().join(" "))
        };
        match required {
            Required::Anything => "anything".into(),
            Required::Word(word, FieldSet::Both) => word.to_string(),
            Required::Word(word, FieldSet::Title) => format!("t:{word}"),
            Required::Word(word, FieldSet::Body) => format!("b:{word}"),
            Required::Clause(clause) => Query::Field((*clause).clone()).to_string(),
            Required::Quotation(SaidBy::Name(pattern)) => {
                format!("said:{}", pattern.to_string().replace('"', "").replace(' ', "+"))
            }
            Required::Quotation(SaidBy::Anyone) => "said:*".into(),
            Required::Quotation(SaidBy::Unknown) => "said:?".into(),
            Required::All(parts) => list("all", parts),
            Required::Any(parts) => list("any", parts),
        }
    }

    fn check(query: &str, expected: &str) {
        let today = Day::new(2025, 11, 27).unwrap();
        let query = parse(query, &ParseSettings { today, words: BareWords::Phrase }).unwrap();
        assert_eq!(shown(&Required::by(&query, FieldSet::Both)), expected, "{query}");
    }

    #[test]
    fn words_are_required_wherever_they_must_stand() {
        check("harbour", "harbour");
        check("\"old harbour\"", "all(old harbour)");
        check("\"old * harbour\"", "all(old harbour)");
        check("\"old harbour\"~3", "all(old harbour)");
        check("old NEAR/3 harbour NEAR/3 wall", "all(old harbour wall)");
        check("harb* AND =wall AND ==Wall AND wal~1", "all(harb* =wall ==Wall wal~1)");
    }

    #[test]
    fn what_must_not_stand_there_is_not_required() {
        check("old NOT NEAR/3 harbour", "old");
        check("old AND NOT harbour", "old");
        check("NOT harbour", "anything");
        check("*", "anything");
    }

    #[test]
    fn counts_and_starts_require_what_they_are_of() {
        check("ATLEAST/3(old NEAR/2 harbour)", "all(old harbour)");
        check("FIRST/9(harbour)", "harbour");
    }

    #[test]
    fn alternatives_are_required_together_and_one_that_is_free_frees_all() {
        check("old OR harbour OR wall", "any(old harbour wall)");
        check("(old OR harbour) AND wall", "all(any(old harbour) wall)");
        check("(old OR harbour) NEAR/3 (wall OR pier)", "all(any(old harbour) any(wall pier))");
        check("old OR NOT harbour", "anything");
    }

    #[test]
    fn a_scope_says_in_which_field_and_the_outermost_wins() {
        check("title:harbour", "t:harbour");
        check("body:(old AND harbour)", "all(b:old b:harbour)");
        check("lead:harbour", "harbour");
        check("quote:\"old harbour\"", "all(b:old b:harbour)");
        check("body:(title:harbour)", "b:harbour");
    }

    #[test]
    fn a_speaker_is_required_with_what_was_said() {
        check("\"anna smith\" SAID (harbour)", "all(said:anna+smith b:harbour)");
        check("* SAID (harbour)", "all(said:* b:harbour)");
        check("? SAID (old AND NOT harbour)", "all(said:? b:old)");
    }

    #[test]
    fn clauses_are_required_as_they_stand() {
        check("harbour AND lang:en", "all(harbour lang:en)");
    }
}
