//! A query as text that means the same.
//!
//! Every operator is written, nothing is implied, and what nests stands in
//! parentheses: `parse` of the text is the query again, whatever bare words mean.
//! The one exception are words that only a text can hold, because their plain form
//! has characters that separate words: `½` is `1⁄2` when it is folded.

use std::fmt::{self, Display, Formatter, Write};

use crate::analysis::is_word_char;
use crate::field::{Field, FieldKind};
use crate::query::ast::{
    FieldClause, NamePattern, NameWord, Query, SaidBy, Scope, SpanQuery, Wildcard, WildcardPart, Word,
};
use crate::query::foreign;
use crate::query::walk::Leaf;

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::All => f.write_char('*'),
            Query::Field(clause) => clause.fmt(f),
            Query::Span(span) => span.fmt(f),
            Query::Scope(scope, content) => {
                write_scope(scope, f)?;
                if **content == Query::All { f.write_char('*') } else { write!(f, "({content})") }
            }
            Query::And(parts) => write_joined(parts, " AND ", f),
            Query::Or(parts) => write_joined(parts, " OR ", f),
            Query::Not(inner) => {
                f.write_str("NOT ")?;
                write_operand(inner, f)
            }
        }
    }
}

fn write_joined(parts: &[Query], between: &str, f: &mut Formatter<'_>) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        write_operand(part, f)?;
    }
    Ok(())
}

fn write_operand(query: &Query, f: &mut Formatter<'_>) -> fmt::Result {
    match query {
        Query::And(_) | Query::Or(_) => write!(f, "({query})"),
        Query::Span(span) => write_span_operand(span, f),
        Query::All | Query::Field(_) | Query::Scope(..) | Query::Not(_) => query.fmt(f),
    }
}

impl Display for SpanQuery {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            SpanQuery::Word(word) => write_alone(word, f),
            SpanQuery::Phrase(words) => write_quoted(words, f),
            SpanQuery::Window { words, slop } => {
                write_quoted(words, f)?;
                write!(f, "~{slop}")
            }
            SpanQuery::Pair { operator, left, right } => {
                write_span_operand(left, f)?;
                write!(f, " {operator} ")?;
                write_span_operand(right, f)
            }
            SpanQuery::Filter { operator, inner } => write!(f, "{operator}({inner})"),
            SpanQuery::Or(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        f.write_str(" OR ")?;
                    }
                    write_span_operand(part, f)?;
                }
                Ok(())
            }
            SpanQuery::Scope(scope, content) => {
                write_scope(scope, f)?;
                if Leaf::of(content).is_some() { content.fmt(f) } else { write!(f, "({content})") }
            }
        }
    }
}

fn write_span_operand(span: &SpanQuery, f: &mut Formatter<'_>) -> fmt::Result {
    match span {
        SpanQuery::Word(_) | SpanQuery::Phrase(_) | SpanQuery::Window { .. } | SpanQuery::Filter { .. } => {
            span.fmt(f)
        }
        SpanQuery::Scope(Scope::Title | Scope::Body | Scope::Lead | Scope::Quote, _) => span.fmt(f),
        SpanQuery::Pair { .. } | SpanQuery::Or(_) | SpanQuery::Scope(Scope::Said(_), _) => {
            write!(f, "({span})")
        }
    }
}

fn write_scope(scope: &Scope, f: &mut Formatter<'_>) -> fmt::Result {
    match scope {
        Scope::Title => f.write_str("title:"),
        Scope::Body => f.write_str("body:"),
        Scope::Lead => f.write_str("lead:"),
        Scope::Quote => f.write_str("quote:"),
        Scope::Said(SaidBy::Anyone) => f.write_str("* SAID "),
        Scope::Said(SaidBy::Unknown) => f.write_str("? SAID "),
        Scope::Said(SaidBy::Name(name)) => write!(f, "{name} SAID "),
    }
}

/// A word as it stands among others in quotes.
impl Display for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Word::Stem(small) => f.write_str(small),
            Word::Plain(plain) => write!(f, "={plain}"),
            Word::Written(written) => write!(f, "=={written}"),
            Word::Variants(plain) => write!(f, "{plain}~~"),
            Word::Fuzzy(plain, distance) => write!(f, "{plain}~{}", distance.edits()),
            Word::Wildcard(pattern) => pattern.fmt(f),
            Word::Any => f.write_char('*'),
        }
    }
}

impl Display for Wildcard {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            WildcardPart::Text(text) => f.write_str(text),
            WildcardPart::One => f.write_char('?'),
            WildcardPart::Run => f.write_char('*'),
        })
    }
}

/// A word that stands alone: in quotes where it would be something else without them.
fn write_alone(word: &Word, f: &mut Formatter<'_>) -> fmt::Result {
    match word {
        Word::Stem(small) => write_plain(small, f),
        Word::Any => f.write_str("\"*\""),
        Word::Plain(_) | Word::Written(_) | Word::Fuzzy(..) | Word::Variants(_) | Word::Wildcard(_) => {
            word.fmt(f)
        }
    }
}

fn write_plain(plain: &str, f: &mut Formatter<'_>) -> fmt::Result {
    let in_word = |c: char| is_word_char(c) || c == '\'';
    let bare = plain.chars().all(in_word) && foreign::ours(plain).is_none();
    if bare { f.write_str(plain) } else { write!(f, "\"{plain}\"") }
}

fn write_quoted(words: &[Word], f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            f.write_char(' ')?;
        }
        word.fmt(f)?;
    }
    f.write_char('"')
}

impl Display for NamePattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            NamePattern::Words(words) => match words.as_slice() {
                [NameWord::Own(one)] if one != "unknown" => write_plain(one, f),
                [one @ (NameWord::Fuzzy(..) | NameWord::Variants(_))] => one.fmt(f),
                words => {
                    f.write_char('"')?;
                    for (at, word) in words.iter().enumerate() {
                        f.write_str(if at > 0 { " " } else { "" })?;
                        word.fmt(f)?;
                    }
                    f.write_char('"')
                }
            },
            NamePattern::Plain(words) => write!(f, "=\"{}\"", words.join(" ")),
            NamePattern::Written(words) => write!(f, "==\"{}\"", words.join(" ")),
        }
    }
}

impl Display for NameWord {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            NameWord::Own(plain) => f.write_str(plain),
            NameWord::Fuzzy(plain, distance) => write!(f, "{plain}~{}", distance.edits()),
            NameWord::Variants(plain) => write!(f, "{plain}~~"),
        }
    }
}

impl Display for FieldClause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            FieldClause::Name(field, name) => write!(f, "{}:{name}", word(*field)),
            FieldClause::Day(field, range) => {
                let field = word(*field);
                match (range.from(), range.to()) {
                    (Some(from), Some(to)) if from == to => write!(f, "{field}:{from}"),
                    (Some(from), Some(to)) => write!(f, "{field}:{from}..{to}"),
                    (Some(from), None) => write!(f, "{field}:{from}.."),
                    (None, Some(to)) => write!(f, "{field}:..{to}"),
                    // Every day there is.
                    (None, None) => write!(f, "{field}:0001-01-01.."),
                }
            }
            FieldClause::Exact(field, value) if field.kind() == FieldKind::Code => {
                write!(f, "{}:{value}", word(*field))
            }
            FieldClause::Exact(field, value) | FieldClause::Glob(field, value) => {
                write_value(word(*field), value, f)
            }
            FieldClause::CopyOf(id) => write_value("copy", id.as_str(), f),
            // A text is no clause; not having one is having none that holds anything.
            FieldClause::Unknown(field) if field.kind() == FieldKind::Text => {
                write!(f, "NOT {}:*", word(*field))
            }
            FieldClause::Unknown(field) => write!(f, "{}:unknown", word(*field)),
        }
    }
}

/// The word by which the field is named in a query.
fn word(field: Field) -> &'static str {
    field.query_word().unwrap_or(field.as_str())
}

fn write_value(field: &str, value: &str, f: &mut Formatter<'_>) -> fmt::Result {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | '*' | '?' | ':');
    write!(f, "{field}:")?;
    if value.chars().all(bare) { f.write_str(value) } else { write!(f, "\"{value}\"") }
}
