//! A parsed query as a tree for people.

use crate::query::ast::{Distance, Query, SaidBy, Scope, SpanQuery, Word};

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
    fn new(label: impl Into<String>, children: Vec<Node<'a>>) -> Node<'a> {
        Node { label: label.into(), word: None, children }
    }

    fn of_word(word: &'a Word) -> Node<'a> {
        Node { label: word.to_string(), word: Some(word), children: Vec::new() }
    }
}

fn outline(query: &Query) -> Node<'_> {
    match query {
        Query::All => Node::new("every article", Vec::new()),
        Query::Field(clause) => Node::new(clause.to_string(), Vec::new()),
        Query::Span(span) => outline_span(span),
        Query::Scope(scope, content) => Node::new(label_of(scope), vec![outline(content)]),
        Query::And(parts) => Node::new("and", parts.iter().map(outline).collect()),
        Query::Or(parts) => Node::new("or", parts.iter().map(outline).collect()),
        Query::Not(inner) => Node::new("not", vec![outline(inner)]),
    }
}

fn outline_span(span: &SpanQuery) -> Node<'_> {
    match span {
        SpanQuery::Word(word) => Node::of_word(word),
        SpanQuery::Phrase(words) => Node::new("phrase", words.iter().map(Node::of_word).collect()),
        SpanQuery::Window { words, slop } => {
            Node::new(format!("window/{slop}"), words.iter().map(Node::of_word).collect())
        }
        SpanQuery::Near { left, right, distance, ordered } => {
            pair(if *ordered { "pre" } else { "near" }, *distance, left, right)
        }
        SpanQuery::NotNear { left, right, distance } => pair("not-near", *distance, left, right),
        SpanQuery::First { within, inner } => Node::new(format!("first/{within}"), vec![outline_span(inner)]),
        SpanQuery::AtLeast { count, inner } => {
            Node::new(format!("at-least/{count}"), vec![outline_span(inner)])
        }
        SpanQuery::Or(parts) => Node::new("or", parts.iter().map(outline_span).collect()),
        SpanQuery::Scope(scope, content) => Node::new(label_of(scope), vec![outline_span(content)]),
    }
}

fn pair<'a>(name: &str, distance: Distance, left: &'a SpanQuery, right: &'a SpanQuery) -> Node<'a> {
    Node::new(format!("{name}/{distance}"), vec![outline_span(left), outline_span(right)])
}

fn label_of(scope: &Scope) -> String {
    match scope {
        Scope::Title => "title".to_owned(),
        Scope::Body => "body".to_owned(),
        Scope::Lead => "lead".to_owned(),
        Scope::Quote => "quote".to_owned(),
        Scope::Said(SaidBy::Anyone) => "said by anyone known".to_owned(),
        Scope::Said(SaidBy::Unknown) => "said by someone unknown".to_owned(),
        Scope::Said(SaidBy::Name(name)) => format!("said by {}", name.words.join(" ")),
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
