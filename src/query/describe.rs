//! A parsed query as a tree for people.

use crate::query::ast::{NamePattern, Query, SaidBy, Scope, SpanQuery, Word};

/// The query as an indented tree, one line a node. `note` may add to the line of a
/// word what is known about it, such as the terms that it stands for.
#[must_use]
pub fn describe(query: &Query, note: &mut dyn FnMut(&Word) -> Option<String>) -> String {
    let mut out = String::new();
    indent(&outline(query), 0, note, &mut out);
    out
}

/// The query as a tree on one line, as in `(phrase last ukrainian)`.
#[must_use]
pub fn compact(query: &Query) -> String {
    let mut out = String::new();
    write_compact(&outline(query), &mut out);
    out
}

struct Node<'a> {
    label: String,
    word: Option<&'a Word>,
    children: Vec<Node<'a>>,
}

impl<'a> Node<'a> {
    fn of_word(word: &'a Word) -> Node<'a> {
        Node { label: word.to_string(), word: Some(word), children: Vec::new() }
    }
}

fn outline(query: &Query) -> Node<'_> {
    let label = match query {
        Query::All => "every article".to_owned(),
        Query::Field(clause) => clause.to_string(),
        Query::Span(span) => return outline_span(span),
        Query::Scope(scope, _) => label_of(scope),
        Query::And(_) => "and".to_owned(),
        Query::Or(_) => "or".to_owned(),
        Query::Not(_) => "not".to_owned(),
    };
    Node { label, word: None, children: query.operands().iter().map(outline).collect() }
}

fn outline_span(span: &SpanQuery) -> Node<'_> {
    let of_words = |label: String, words| {
        let children = <[Word]>::iter(words).map(Node::of_word).collect();
        Node { label, word: None, children }
    };
    let label = match span {
        SpanQuery::Word(word) => return Node::of_word(word),
        SpanQuery::Phrase(words) => return of_words("phrase".to_owned(), words),
        SpanQuery::Window { words, slop } => return of_words(format!("window/{slop}"), words),
        SpanQuery::Pair { operator, .. } => operator.label(),
        SpanQuery::Filter { operator, .. } => operator.label(),
        SpanQuery::Or(_) => "or".to_owned(),
        SpanQuery::Scope(scope, _) => label_of(scope),
    };
    Node { label, word: None, children: span.operands().map(outline_span).collect() }
}

fn label_of(scope: &Scope) -> String {
    match scope {
        Scope::Title => "title".to_owned(),
        Scope::Body => "body".to_owned(),
        Scope::Lead => "lead".to_owned(),
        Scope::Quote => "quote".to_owned(),
        Scope::Said(SaidBy::Anyone) => "said by anyone known".to_owned(),
        Scope::Said(SaidBy::Unknown) => "said by someone unknown".to_owned(),
        Scope::Said(SaidBy::Name(NamePattern::Words(words))) => {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            format!("said by {}", words.join(" "))
        }
        Scope::Said(SaidBy::Name(name @ (NamePattern::Plain(_) | NamePattern::Written(_)))) => {
            format!("said by {name}")
        }
    }
}

fn indent(node: &Node<'_>, level: usize, note: &mut dyn FnMut(&Word) -> Option<String>, out: &mut String) {
    for _ in 0..level {
        out.push_str("  ");
    }
    out.push_str(&node.label);
    if let Some(note) = node.word.and_then(&mut *note) {
        out.push_str("  ");
        out.push_str(&note);
    }
    out.push('\n');
    for child in &node.children {
        indent(child, level + 1, note, out);
    }
}

fn write_compact(node: &Node<'_>, out: &mut String) {
    if node.children.is_empty() {
        out.push_str(&node.label);
        return;
    }
    out.push('(');
    out.push_str(&node.label);
    for child in &node.children {
        out.push(' ');
        write_compact(child, out);
    }
    out.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::query::{BareWords, ParseSettings, parse};

    #[test]
    fn a_word_can_carry_a_note() {
        let today = Day::new(2025, 11, 28).unwrap();
        let settings = ParseSettings { today, words: BareWords::Phrase };
        let query = parse("source:reuters AND (a* NEAR/5 \"b c\")", &settings).unwrap();
        let seen = describe(&query, &mut |word| matches!(word, Word::Wildcard(_)).then(|| "2 terms".into()));
        let expected = "and\n  source:reuters\n  near/5\n    a*  2 terms\n    phrase\n      b\n      c\n";
        assert_eq!(seen, expected);
    }
}
