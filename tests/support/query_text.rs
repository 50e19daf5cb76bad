//! What must hold of any text at all that is read as a query. The fuzz target
//! and the property test call the same function.

use newsgrep::analysis::Words;
use newsgrep::analysis::plain;
use newsgrep::date::Day;
use newsgrep::query::{
    BareWords, FieldClause, NamePattern, ParseSettings, Query, QueryError, SaidBy, Scope, SpanQuery,
    Wildcard, WildcardPart, Word, compact, describe, parse,
};

/// The day that is today in every test.
pub(crate) fn settings(words: BareWords) -> ParseSettings {
    ParseSettings { today: Day::new(2025, 11, 28).expect("a day of the calendar"), words }
}

/// Bytes as an interface reads them: damage is replaced.
pub(crate) fn check_bytes(bytes: &[u8]) {
    check_text(&String::from_utf8_lossy(bytes));
}

/// Reads `text` in each way; an answer prints back to itself, a mistake lies in the text.
pub(crate) fn check_text(text: &str) {
    for words in [BareWords::Phrase, BareWords::All, BareWords::Any] {
        match parse(text, &settings(words)) {
            Ok(query) => check_query(text, &query),
            Err(error) => check_error(text, &error),
        }
    }
}

fn check_query(text: &str, query: &Query) {
    assert_eq!(&query.clone().canonical(), query, "parsing gives the canonical form: {text:?}");
    assert!(!compact(query).is_empty() && !describe(query, &mut |_| None).is_empty());
    if prints_back(query) {
        let printed = query.to_string();
        let again = parse(&printed, &settings(BareWords::Phrase));
        assert_eq!(again.as_ref(), Ok(query), "{text:?} is printed as {printed:?}");
    }
}

fn check_error(text: &str, error: &QueryError) {
    assert!(text.get(error.at.range()).is_some(), "{:?} is not a place in {text:?}", error.at);
    let picture = error.picture(text);
    let lines: Vec<&str> = picture.lines().collect();
    assert!(matches!(lines.as_slice(), [_, carets] if carets.ends_with('^')), "{picture}");
    let message = error.to_string();
    assert!(!message.contains('\n') && !message.ends_with('.'), "{message}");
    assert!(error.hint().is_none_or(|hint| !hint.contains('\n')), "{message}");
    assert!(error.code().chars().all(|c| c.is_ascii_lowercase() || c == '_'));
}

/// Whether every word of the query can be typed. The folded form of a few
/// characters, such as `½`, holds characters that separate words.
fn prints_back(query: &Query) -> bool {
    let words = query.words().into_iter().all(|word| match word {
        Word::Stem(plain) | Word::Plain(plain) | Word::Fuzzy(plain, _) | Word::Variants(plain) => {
            is_one_word(plain)
        }
        Word::Wildcard(Wildcard { parts }) => {
            // Punctuation that is not between digits is not the word's: only folding can put it there (`🄃`).
            parts.iter().all(|part| match part {
                WildcardPart::Text(text) => is_one_word(&format!("a{text}a")) || joins_digits(text),
                WildcardPart::One | WildcardPart::Run => true,
            })
        }
        Word::Written(_) | Word::Any => true,
    });
    words
        && names(query).iter().all(|name| match name {
            NamePattern::Words(words) => words.iter().all(|word| is_one_word(word.text())),
            NamePattern::Plain(words) => words.iter().all(|word| is_one_word(word)),
            NamePattern::Written(words) => words.iter().all(|word| Words::new(word).count() == 1),
        })
}

/// Whether a text has punctuation, and only between digits.
fn joins_digits(text: &str) -> bool {
    let digit = |it: Option<char>| it.is_some_and(char::is_numeric);
    text.contains(['.', ','])
        && text
            .match_indices(['.', ','])
            .all(|(at, _)| digit(text[..at].chars().next_back()) && digit(text[at + 1..].chars().next()))
}

fn is_one_word(folded: &str) -> bool {
    let mut words = Words::new(folded);
    words.next().is_some_and(|span| span.of(folded) == folded) && plain(folded) == folded
}

fn names(query: &Query) -> Vec<&NamePattern> {
    let own = match query {
        Query::Field(FieldClause::Name(_, name)) => Some(name),
        Query::Span(span) => return span_names(span),
        Query::Scope(scope, _) => scope_name(scope),
        Query::All | Query::Field(_) | Query::And(_) | Query::Or(_) | Query::Not(_) => None,
    };
    own.into_iter().chain(query.operands().iter().flat_map(names)).collect()
}

fn span_names(span: &SpanQuery) -> Vec<&NamePattern> {
    let own = if let SpanQuery::Scope(scope, _) = span { scope_name(scope) } else { None };
    own.into_iter().chain(span.operands().flat_map(span_names)).collect()
}

fn scope_name(scope: &Scope) -> Option<&NamePattern> {
    match scope {
        Scope::Said(SaidBy::Name(name)) => Some(name),
        Scope::Said(SaidBy::Anyone | SaidBy::Unknown)
        | Scope::Title
        | Scope::Body
        | Scope::Lead
        | Scope::Quote => None,
    }
}
