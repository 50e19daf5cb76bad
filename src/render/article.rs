//! A whole article for people: what is known of it, its text, and who says what in it.

use std::io::{self, Write};

use crate::article::{Article, Quotation, QuotationKind};
use crate::field::{Field, FieldKind};
use crate::render::screen::{Ink, Screen, counted, inked, marked, safe, width};
use crate::span::ByteSpan;

/// Writes the headline, a line for each known field with how it was found, the text with its
/// direct quotations numbered, and a list of the quotations with their speakers.
pub fn write_article(article: &Article, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let title = article.title.as_ref().map(|it| inked(&it.value, Some(Ink::Headline)));
    let title = title.unwrap_or_else(|| inked("(no headline)", Some(Ink::Quiet)));
    writeln!(out, "{}", screen.wrap(&title, "", "  "))?;
    write_facts(article, screen, out)?;
    let quotations: Vec<&Quotation> =
        article.quotations.iter().filter(|it| it.kind != QuotationKind::Indirect).collect();
    for paragraph in blocks(&article.body) {
        writeln!(out)?;
        writeln!(out, "{}", screen.wrap(&with_numbers(&article.body, paragraph, &quotations), "", ""))?;
    }
    if quotations.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "{}", counted(quotations.len() as u64, "quotation", "quotations"))?;
    for (at, quotation) in quotations.iter().enumerate() {
        write_quotation(at + 1, quotation, &article.body, screen, out)?;
    }
    Ok(())
}

fn write_facts(article: &Article, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    // What hardly any article has is not said to be unknown.
    let is_said = |field: &Field| *field != Field::Status || article.text(*field).is_some();
    for field in facts().filter(is_said) {
        let name = screen.paint(Ink::Quiet, &format!("{:<9}", field.as_str()));
        let value = article.text(field).map(|it| safe(&it).into_owned());
        let value = value.unwrap_or_else(|| screen.paint(Ink::Quiet, "unknown"));
        match article.found_by(field) {
            Some(by) => {
                let found = screen.paint(Ink::Quiet, &format!("found by: {}", by.as_str()));
                writeln!(out, "{name} {value}  {found}")?;
            }
            None => writeln!(out, "{name} {value}")?,
        }
        if let (Field::Date, Some(instant)) = (field, article.published()) {
            writeln!(out, "{} {instant}", screen.paint(Ink::Quiet, "published"))?;
        }
    }
    if let Some(earlier) = &article.earlier {
        let name = screen.paint(Ink::Quiet, &format!("{:<9}", "wording"));
        writeln!(out, "{name} {}", safe(&earlier.to_string()))?;
    }
    for place in &article.origins {
        let name = screen.paint(Ink::Quiet, &format!("{:<9}", "path"));
        writeln!(out, "{name} {}", screen.path(&place.path, &place.to_string()))?;
    }
    Ok(())
}

/// The fields that are shown one a line. The texts and the speakers stand below, and so do the paths, of which
/// there may be several.
fn facts() -> impl Iterator<Item = Field> {
    let others = Field::all().filter(|field| match field.kind() {
        FieldKind::Text => false,
        FieldKind::Name => *field != Field::Speaker,
        FieldKind::Day | FieldKind::Code => true,
        FieldKind::Exact => !matches!(field, Field::Id | Field::Path),
    });
    others.chain([Field::Id])
}

/// The text between blank lines; line breaks inside are kept as spaces.
fn blocks(body: &str) -> impl Iterator<Item = ByteSpan> + '_ {
    let mut at = 0;
    body.split("\n\n").filter_map(move |block| {
        let start = at;
        at += block.len() + 2;
        (!block.trim().is_empty()).then(|| ByteSpan::in_text(body, start, start + block.len())).flatten()
    })
}

/// A paragraph, its quotations in another colour, with their number behind those that end in it.
fn with_numbers(body: &str, paragraph: ByteSpan, quotations: &[&Quotation]) -> Vec<(char, Option<Ink>)> {
    let mut text = Vec::new();
    let mut at = paragraph.start();
    let mut push = |text: &mut Vec<_>, to: usize, ink: Option<Ink>| {
        if let Some(piece) = body.get(at..to) {
            text.extend(marked(piece, &[], ink, Ink::Match));
            at = to;
        }
    };
    for (number, quotation) in quotations.iter().enumerate() {
        if !quotation.span.overlaps(paragraph) {
            continue;
        }
        push(&mut text, quotation.span.start().max(paragraph.start()), None);
        push(&mut text, quotation.span.end().min(paragraph.end()), Some(Ink::Name));
        if quotation.span.end() <= paragraph.end() {
            text.extend(inked(&format!("[{}]", number + 1), Some(Ink::Quiet)));
        }
    }
    push(&mut text, paragraph.end(), None);
    text
}

fn write_quotation(
    number: usize,
    quotation: &Quotation,
    body: &str,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mark = format!("  [{number}] ");
    let indent = " ".repeat(width(&mark));
    let mut line = match &quotation.speaker {
        Some(speaker) => {
            let mut line = inked(&speaker.name, Some(Ink::Name));
            if let Some(role) = &speaker.role {
                line.extend(inked(&format!(", {role}"), None));
            }
            line
        }
        None => inked("speaker unknown", Some(Ink::Quiet)),
    };
    line.extend(inked(" ", None));
    line.extend(inked(&format!("({})", quotation.kind.as_str()), Some(Ink::Quiet)));
    line.extend(inked(" ", None));
    line.extend(inked(quotation.span.of(body), None));
    writeln!(out, "{}", screen.wrap(&line, &mark, &indent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Found, FoundBy, Origin, Speaker, SpeakerKind};

    #[test]
    fn an_article_shows_what_is_known_and_who_says_what() {
        let body = "A \"yes\" came.\n\nThen \"no\"\x1b.";
        let quotation = |words: &str, speaker: Option<&str>| Quotation {
            span: body
                .find(words)
                .and_then(|at| ByteSpan::in_text(body, at, at + words.len()))
                .expect("inside"),
            kind: QuotationKind::Direct,
            speaker: speaker.map(|name| Speaker {
                name: name.into(),
                kind: SpeakerKind::Person,
                role: Some("mayor".into()),
            }),
            mention: None,
            cue: None,
            confidence: 1.0,
        };
        let mut article = Article::new(ArticleId::new("7").expect("not blank"));
        article.body = body.into();
        article.names.set(Field::Author, Found::new("B".into(), FoundBy::Head));
        article.quotations = vec![quotation("\"yes\"", Some("Ada Poe")), quotation("\"no\"", None)];
        article.origins = vec![Origin { path: "a.jsonl".into(), record: Some(2) }];
        let mut out = Vec::new();
        write_article(&article, &Screen::plain(), &mut out).expect("a vector takes everything");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "\
(no headline)
date      unknown
updated   unknown
source    unknown
author    B  found by: head
section   unknown
language  en  found by: default
url       unknown
id        7
path      a.jsonl:2

A \"yes\"[1] came.

Then \"no\"[2]\u{fffd}.

2 quotations
  [1] Ada Poe, mayor (direct) \"yes\"
  [2] speaker unknown (direct) \"no\"
"
        );
    }
}
