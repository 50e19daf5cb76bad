//! `--explain`: how a query was read, as a tree.

use std::io::{self, Write};

use newsgrep::query::{Distance, FieldClause, Query, Scope, SpanQuery, Word};
use newsgrep::render::screen::safe;

/// Writes the tree, a line a node: what it asks, and its leaves as they would be typed.
pub(crate) fn write_tree(query: &Query, out: &mut dyn Write) -> io::Result<()> {
    write_query(query, 0, out)
}

fn line(depth: usize, text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}{}", "  ".repeat(depth), safe(text))
}

fn write_query(query: &Query, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    match query {
        Query::All => line(depth, "every article", out),
        Query::Field(clause) => line(depth, &format!("{}: {query}", field(clause)), out),
        Query::Span(span) => write_span(span, depth, out),
        Query::Scope(scope, inner) => {
            line(depth, &scope_name(scope), out)?;
            write_query(inner, depth + 1, out)
        }
        Query::And(parts) => write_parts("all of", parts, depth, out),
        Query::Or(parts) => write_parts("any of", parts, depth, out),
        Query::Not(inner) => {
            line(depth, "not", out)?;
            write_query(inner, depth + 1, out)
        }
    }
}

fn write_parts(name: &str, parts: &[Query], depth: usize, out: &mut dyn Write) -> io::Result<()> {
    line(depth, name, out)?;
    parts.iter().try_for_each(|part| write_query(part, depth + 1, out))
}

fn write_span(span: &SpanQuery, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut under = |name: String, parts: &[&SpanQuery]| {
        line(depth, &name, out)?;
        parts.iter().try_for_each(|part| write_span(part, depth + 1, out))
    };
    match span {
        SpanQuery::Word(word) => line(depth, &word_name(word), out),
        SpanQuery::Phrase(words) => write_words("phrase".to_owned(), words, depth, out),
        SpanQuery::Window { words, slop } => {
            write_words(format!("in any order, at most {slop} other words between"), words, depth, out)
        }
        SpanQuery::Near { left, right, distance, ordered } => {
            let order = if *ordered { "in this order" } else { "in either order" };
            under(format!("near, {order}, {}", reach(*distance)), &[left, right])
        }
        SpanQuery::NotNear { left, right, distance } => {
            under(format!("the first without the second {}", reach(*distance)), &[left, right])
        }
        SpanQuery::First { within, inner } => under(format!("in the first {within} words"), &[inner]),
        SpanQuery::AtLeast { count, inner } => under(format!("at least {count} times"), &[inner]),
        SpanQuery::Or(parts) => under("any of".to_owned(), &parts.iter().collect::<Vec<_>>()),
        SpanQuery::Scope(scope, inner) => under(scope_name(scope), &[inner]),
    }
}

fn write_words(name: String, words: &[Word], depth: usize, out: &mut dyn Write) -> io::Result<()> {
    line(depth, &name, out)?;
    words.iter().try_for_each(|word| line(depth + 1, &word_name(word), out))
}

fn word_name(word: &Word) -> String {
    let typed = Query::Span(SpanQuery::Word(word.clone()));
    match word {
        Word::Stem(text) => format!("word {text}, in all its forms"),
        Word::Plain(text) => format!("word {text}, spelt so"),
        Word::Written(text) => format!("word {text}, written exactly so"),
        Word::Fuzzy(text, edits) => format!("word {text}, up to {} letters different", edits.edits()),
        Word::Wildcard(_) => format!("words like {typed}"),
        Word::Any => "any one word".to_owned(),
    }
}

fn reach(distance: Distance) -> String {
    match distance {
        Distance::Tokens(tokens) => format!("with at most {tokens} words between"),
        Distance::Sentence => "in one sentence".to_owned(),
        Distance::Paragraph => "in one paragraph".to_owned(),
    }
}

fn scope_name(scope: &Scope) -> String {
    use newsgrep::query::SaidBy;
    match scope {
        Scope::Title => "in the title".to_owned(),
        Scope::Body => "in the body".to_owned(),
        Scope::Lead => "in the title or the first paragraph".to_owned(),
        Scope::Quote => "in one quotation".to_owned(),
        Scope::Said(SaidBy::Name(name)) => format!("in one quotation of {}", name.words.join(" ")),
        Scope::Said(SaidBy::Anyone) => "in one quotation of a known speaker".to_owned(),
        Scope::Said(SaidBy::Unknown) => "in one quotation of an unknown speaker".to_owned(),
    }
}

fn field(clause: &FieldClause) -> &'static str {
    match clause {
        FieldClause::Date(_) => "published",
        FieldClause::Speaker(_) => "quotes",
        FieldClause::Source(_) => "published by",
        FieldClause::Author(_) => "written by",
        FieldClause::Language(_) => "in the language",
        FieldClause::Id(_) => "with the id",
        FieldClause::Path(_) => "read at",
        FieldClause::Unknown(_) => "with an empty field",
    }
}
