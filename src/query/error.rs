//! What can be wrong with a query: where, why, and what would be right.

use std::fmt;

use crate::field::{FIELDS, FieldKind};
use crate::span::ByteSpan;

/// Why a text is not a query, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong.
    pub kind: QueryErrorKind,
    /// Where, in bytes of the query's text; empty at its end.
    pub at: ByteSpan,
}

impl QueryError {
    pub(crate) fn new(kind: QueryErrorKind, at: ByteSpan) -> QueryError {
        QueryError { kind, at }
    }

    /// What would be right, as one sentence for people; `None` when the message says it all.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        self.kind.hint()
    }

    /// The word by which programs know the kind of error; stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for QueryError {}

/// On which side of an operator something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Before it.
    Left,
    /// Behind it.
    Right,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::Left => "before",
            Side::Right => "behind",
        })
    }
}

/// What has no place inside an operator that asks about places in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placeless {
    /// `NOT` or `-`.
    Not,
    /// `*` for every article.
    Everything,
    /// A clause about a field of the article.
    Field,
    /// AND on the right of NOT NEAR.
    AndBehindNotNear,
    /// A scope whose content joins several conditions.
    JoinedScope,
}

/// The kinds of mistakes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryErrorKind {
    /// Nothing but white space.
    #[error("the query is empty")]
    Empty,
    /// Only punctuation where a word is needed.
    #[error("there is no word in `{typed}`")]
    NoWord {
        /// What stands there, shortened.
        typed: String,
    },
    /// A double quote that is never closed.
    #[error("this quote is not closed")]
    UnclosedQuote,
    /// An opening parenthesis that is never closed.
    #[error("this parenthesis is not closed")]
    UnclosedParenthesis,
    /// A closing parenthesis that nothing opened.
    #[error("this parenthesis closes nothing")]
    UnopenedParenthesis,
    /// `()`.
    #[error("these parentheses hold nothing")]
    EmptyGroup,
    /// A clause names no field that there is.
    #[error("no field named `{name}`")]
    UnknownField {
        /// What was typed.
        name: String,
        /// The field that is meant, when one is near.
        nearest: Option<&'static str>,
    },
    /// A field without a value.
    #[error("nothing stands behind `{field}:`")]
    MissingValue {
        /// The field.
        field: &'static str,
    },
    /// A group where a field takes one value.
    #[error("`{field}:` takes one value, not a group")]
    GroupedValue {
        /// The field.
        field: &'static str,
    },
    /// A parenthesis or quote that touches a value.
    #[error("the value of `{field}:` ends in the middle of a word")]
    BrokenValue {
        /// The field.
        field: &'static str,
    },
    /// An operator that lacks what it joins.
    #[error("nothing stands {side} `{operator}`")]
    MissingOperand {
        /// The operator.
        operator: String,
        /// Where the operand is missing.
        side: Side,
    },
    /// `ATLEAST/n` or `FIRST/n` without parentheses.
    #[error("`{operator}` needs parentheses behind it")]
    MissingGroup {
        /// The operator.
        operator: String,
    },
    /// An operator of another tool.
    #[error("`{typed}` is not an operator here")]
    ForeignOperator {
        /// What was typed.
        typed: String,
        /// What to write instead.
        ours: String,
    },
    /// What stands behind the `/` of an operator is no number (or s or p).
    #[error("`{typed}` does not say how many")]
    BadNumber {
        /// The operator as typed.
        typed: String,
        /// What it takes.
        takes: &'static str,
    },
    /// What stands behind `~` of a word.
    #[error("a fuzzy word differs by 0, 1 or 2 letters, not by `{typed}`")]
    BadFuzzy {
        /// What was typed behind the `~`.
        typed: String,
    },
    /// What stands behind `~` of quotes.
    #[error("a window needs a number of other words behind its `~`")]
    BadWindow,
    /// Marks that contradict each other.
    #[error("`{one}` and `{other}` contradict each other on one word")]
    MarksClash {
        /// A mark.
        one: &'static str,
        /// Another.
        other: &'static str,
    },
    /// A mark where none can stand.
    #[error("`{mark}` is a mark on a word or on quotes, and none stands here")]
    StrayMark {
        /// The mark.
        mark: String,
    },
    /// A word that no text holds.
    #[error("a word of {letters} characters is longer than {limit}")]
    WordTooLong {
        /// How many characters it has.
        letters: usize,
        /// How many it may have.
        limit: usize,
    },
    /// Not a day, a month, a year or a range of them.
    #[error("`{value}` is not a date")]
    BadDate {
        /// What was typed, shortened.
        value: String,
        /// The date that is meant, when that is clear.
        offer: Option<String>,
    },
    /// A range that ends before it starts.
    #[error("the range `{value}` ends before it starts")]
    ReversedRange {
        /// What was typed, shortened.
        value: String,
        /// The same the other way round.
        offer: String,
    },
    /// Not the code of a language.
    #[error("`{value}` is not a language code of two letters")]
    BadLanguage {
        /// What was typed, shortened.
        value: String,
    },
    /// Something else where the name of a speaker stands.
    #[error("the left of `SAID` is a name, `*` or `?`")]
    NotASpeaker,
    /// A name with marks of words.
    #[error("a name takes no `*` or `?`, and `=` for all of its words or for none")]
    MarkedName {
        /// The word before the colon; `None` for the left of SAID.
        field: Option<&'static str>,
    },
    /// Something that yields no place inside an operator that needs places.
    #[error("{}", placeless_message(*what, operator))]
    Placeless {
        /// What it is.
        what: Placeless,
        /// The operator around it.
        operator: &'static str,
    },
    /// Too many levels.
    #[error("the query nests deeper than {limit} levels")]
    TooDeep {
        /// How many levels it may have.
        limit: usize,
    },
    /// Too many words.
    #[error("the query has more than {limit} words")]
    TooManyWords {
        /// How many words it may have.
        limit: usize,
    },
    /// Lifting AND out of span operators makes it too large.
    #[error("joining every AND under `{operator}` with every other makes more than {limit} parts")]
    TooLarge {
        /// The operator.
        operator: &'static str,
        /// How many parts it may have.
        limit: usize,
    },
}

fn placeless_message(what: Placeless, operator: &str) -> String {
    match what {
        Placeless::Not => format!("NOT has no place in the text, so it cannot stand under `{operator}`"),
        Placeless::Everything => {
            format!(
                "`*` means every article and has no place in the text, so it cannot stand under `{operator}`"
            )
        }
        Placeless::Field => {
            format!("a field clause has no place in the text, so it cannot stand under `{operator}`")
        }
        Placeless::AndBehindNotNear => "AND cannot stand on the right of `NOT NEAR`".to_owned(),
        Placeless::JoinedScope => {
            format!(
                "a scope that joins conditions with AND has no one place, so it cannot stand under `{operator}`"
            )
        }
    }
}

impl QueryErrorKind {
    fn code(&self) -> &'static str {
        match self {
            QueryErrorKind::Empty => "empty",
            QueryErrorKind::NoWord { .. } => "no_word",
            QueryErrorKind::UnclosedQuote => "unclosed_quote",
            QueryErrorKind::UnclosedParenthesis => "unclosed_parenthesis",
            QueryErrorKind::UnopenedParenthesis => "unopened_parenthesis",
            QueryErrorKind::EmptyGroup => "empty_group",
            QueryErrorKind::UnknownField { .. } => "unknown_field",
            QueryErrorKind::MissingValue { .. } => "missing_value",
            QueryErrorKind::GroupedValue { .. } => "grouped_value",
            QueryErrorKind::BrokenValue { .. } => "broken_value",
            QueryErrorKind::MissingOperand { .. } => "missing_operand",
            QueryErrorKind::MissingGroup { .. } => "missing_group",
            QueryErrorKind::ForeignOperator { .. } => "foreign_operator",
            QueryErrorKind::BadNumber { .. } => "bad_number",
            QueryErrorKind::BadFuzzy { .. } => "bad_fuzzy",
            QueryErrorKind::BadWindow => "bad_window",
            QueryErrorKind::MarksClash { .. } => "marks_clash",
            QueryErrorKind::StrayMark { .. } => "stray_mark",
            QueryErrorKind::WordTooLong { .. } => "word_too_long",
            QueryErrorKind::BadDate { .. } => "bad_date",
            QueryErrorKind::ReversedRange { .. } => "reversed_range",
            QueryErrorKind::BadLanguage { .. } => "bad_language",
            QueryErrorKind::NotASpeaker => "not_a_speaker",
            QueryErrorKind::MarkedName { .. } => "marked_name",
            QueryErrorKind::Placeless { .. } => "placeless",
            QueryErrorKind::TooDeep { .. } => "too_deep",
            QueryErrorKind::TooManyWords { .. } => "too_many_words",
            QueryErrorKind::TooLarge { .. } => "too_large",
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            QueryErrorKind::Empty => "write a word, a phrase, or `*` for every article".to_owned(),
            QueryErrorKind::NoWord { .. } => {
                "a word has a letter or a digit; punctuation alone is not indexed".to_owned()
            }
            QueryErrorKind::UnclosedQuote => {
                "close it, or leave it out: words side by side are a phrase anyway".to_owned()
            }
            QueryErrorKind::UnclosedParenthesis => "add the missing `)`".to_owned(),
            QueryErrorKind::UnopenedParenthesis => "add the missing `(`, or leave this one out".to_owned(),
            QueryErrorKind::EmptyGroup => "put a query into them, or leave them out".to_owned(),
            QueryErrorKind::UnknownField { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`?  (newsgrep help query lists the fields)")
            }
            QueryErrorKind::UnknownField { nearest: None, name } => format!(
                "newsgrep help query lists the fields; as words of the text write \"{name} …\" in quotes"
            ),
            QueryErrorKind::MissingValue { field } => value_hint(field),
            QueryErrorKind::GroupedValue { field } => {
                format!("repeat the field: ({field}:… OR {field}:…)")
            }
            QueryErrorKind::BrokenValue { field } => {
                format!("put the whole value in quotes: {field}:\"…\"")
            }
            QueryErrorKind::MissingOperand { operator, side } => operand_hint(operator, *side),
            QueryErrorKind::MissingGroup { operator } => format!("write {operator}(…)"),
            QueryErrorKind::ForeignOperator { ours, .. } => ours.clone(),
            QueryErrorKind::BadNumber { takes, .. } => format!("write {takes}"),
            QueryErrorKind::BadFuzzy { .. } => "write word~, word~1 or word~2".to_owned(),
            QueryErrorKind::BadWindow => "write \"peace plan\"~5; for groups write (…) NEAR/5 (…)".to_owned(),
            QueryErrorKind::MarksClash { .. } => {
                "`=` and `==` ask for one spelling, `~` and `*` for several: keep one of them".to_owned()
            }
            QueryErrorKind::StrayMark { .. } => {
                "write =word, ==Word or =\"some words\"; for a group mark each of its words".to_owned()
            }
            QueryErrorKind::WordTooLong { .. } => "write its beginning and `*`".to_owned(),
            QueryErrorKind::BadDate { offer: Some(offer), .. } => format!("did you mean {offer}?"),
            QueryErrorKind::BadDate { offer: None, .. } => {
                "a date is 2025-11-27, 2025-11, 2025, today, yesterday, 7d, unknown, or a range \
                 2025-11-01..2025-11-30"
                    .to_owned()
            }
            QueryErrorKind::ReversedRange { offer, .. } => format!("did you mean {offer}?"),
            QueryErrorKind::BadLanguage { .. } => "write lang:en, lang:de, lang:unknown".to_owned(),
            QueryErrorKind::NotASpeaker => {
                "write putin SAID (…), \"Vladimir Putin\" SAID (…), * SAID (…) or ? SAID (…); \
                 group the rest with parentheses"
                    .to_owned()
            }
            QueryErrorKind::MarkedName { field } => name_hint(*field),
            QueryErrorKind::Placeless { what, .. } => placeless_hint(*what),
            QueryErrorKind::TooDeep { .. } => {
                "leave out parentheses that change nothing, or ask in several queries".to_owned()
            }
            QueryErrorKind::TooManyWords { .. } => "ask in several queries".to_owned(),
            QueryErrorKind::TooLarge { .. } => {
                "ask in several queries, or join with AND outside of the operator".to_owned()
            }
        };
        Some(hint)
    }
}

fn value_hint(field: &str) -> String {
    let of_field = FIELDS.iter().find_map(|row| Some((row.kind, row.query.filter(|it| it.word == field)?)));
    let example = match (field, of_field) {
        ("after", _) => "after:2025-11-27",
        ("before", _) => "before:2025-11-27",
        (_, Some((FieldKind::Name | FieldKind::Day | FieldKind::Code, query))) => query.example,
        (_, Some((FieldKind::Exact, query))) => query.syntax,
        (_, Some((FieldKind::Text, _)) | None) => {
            return format!("write {field}:word, {field}:\"a phrase\" or {field}:(…), without a space");
        }
    };
    format!("write {example}, without a space")
}

fn operand_hint(operator: &str, side: Side) -> String {
    match (operator, side) {
        ("NOT NEAR", Side::Left) => "write a NOT NEAR/5 b".to_owned(),
        ("SAID", _) => "write putin SAID (…); in quotes, \"SAID\" is the word".to_owned(),
        ("-", _) => "write -word, without a space".to_owned(),
        ("NOT", _) => "write NOT word; in quotes, \"NOT\" is the word".to_owned(),
        ("AND" | "OR", _) => {
            format!("`{operator}` joins two clauses; in lower case, {} is a word", operator.to_lowercase())
        }
        _ => format!("write a {operator} b"),
    }
}

fn name_hint(field: Option<&str>) -> String {
    let known = match field {
        None => "any known speaker is * SAID (…)".to_owned(),
        Some("speaker") => "any known speaker is * SAID (*)".to_owned(),
        Some(field) => format!("where it is known: NOT {field}:unknown"),
    };
    format!("a name matches when all its words are in it; {known}")
}

fn placeless_hint(what: Placeless) -> String {
    match what {
        Placeless::Not => "write a NOT NEAR/5 b, or put NOT outside: (a NEAR/5 b) AND NOT c",
        Placeless::Everything => "any one word is \"*\", in quotes",
        Placeless::Field => {
            "join it outside: speaker:… AND (a NEAR/5 b); what somebody says is putin SAID (a NEAR/5 b)"
        }
        Placeless::AndBehindNotNear => {
            "write (a NOT NEAR/5 b) AND (a NOT NEAR/5 c), or a NOT NEAR/5 (b OR c)"
        }
        Placeless::JoinedScope => "put the operator inside: quote:((a NEAR/5 c) AND (b NEAR/5 c))",
    }
    .to_owned()
}

/// A piece of what was typed, short enough for a message.
pub(crate) fn shortened(typed: &str) -> String {
    const LONGEST: usize = 40;
    let mut kept: String =
        typed.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if typed.chars().nth(LONGEST).is_some() {
        kept.push('…');
    }
    kept
}
