//! What the rankers saw, for the script that learns their tables.

use crate::span::ByteSpan;

use crate::people::attribute;
use crate::people::attribute::Candidates;
use crate::people::mentions::{NOBODY, Sort};
use crate::people::parsed_text::ParsedText;
use crate::people::token_span;

/// One candidate of a candidates.
#[derive(Debug, Clone)]
pub struct Row {
    /// Where the mention stands; for a person, where they are named first.
    pub span: ByteSpan,
    /// The person's name, where there is one.
    pub name: Option<String>,
    /// What kind of mention it is.
    pub sort: &'static str,
    /// Its numbers.
    pub numbers: Vec<i16>,
}

/// One stretch between marks and everything that competed for it.
#[derive(Debug, Clone)]
pub struct Record {
    /// With its marks.
    pub span: ByteSpan,
    /// The numbers of nobody.
    pub nobody: Vec<i16>,
    /// The mentions.
    pub mentions: Vec<Row>,
    /// For each pronoun and description among them (by its place in the list) the persons; the last row is nobody.
    pub persons: Vec<(usize, Vec<Row>)>,
    /// The numbers that tell speech from titles.
    pub speech: Vec<i16>,
}

/// Every candidates of a text of moderate length: those of its quotations, and
/// those of all its pronouns, each with its place.
#[must_use]
pub fn candidates(text: &str) -> (Vec<Record>, Vec<(ByteSpan, Vec<Row>)>) {
    let parsed = ParsedText::read(text);
    let mut seen = Vec::new();
    let mut attributor = attribute::Attributor::new(&parsed);
    let _ = attribute::attribute(&mut attributor, Some(&mut seen));
    let records = seen.iter().enumerate().map(|(quote, it)| record(&parsed, quote, it)).collect();
    let pronouns = attributor.pronouns().into_iter().map(|(at, rows)| {
        let mention = &parsed.mentions[at as usize];
        (token_span(&parsed, mention.first, mention.last), persons(&parsed, &rows))
    });
    (records, pronouns.collect())
}

fn name(parsed: &ParsedText<'_>, person: u32) -> Option<String> {
    crate::people::person(parsed, person).filter(|_| person != NOBODY).map(|it| it.name)
}

fn persons(parsed: &ParsedText<'_>, rows: &[(u32, crate::people::coreference::Features)]) -> Vec<Row> {
    let row = |(person, numbers): &(u32, crate::people::coreference::Features)| Row {
        span: ByteSpan::known(0, 0),
        name: name(parsed, *person),
        sort: "person",
        numbers: numbers.to_vec(),
    };
    rows.iter().map(row).collect()
}

fn record(parsed: &ParsedText<'_>, quote: usize, candidates: &Candidates) -> Record {
    let mentions = candidates.candidates.iter().map(|(at, numbers)| {
        let mention = &parsed.mentions[*at as usize];
        Row {
            span: token_span(parsed, mention.first, mention.last),
            name: name(parsed, mention.person),
            sort: word(mention.sort),
            numbers: numbers.to_vec(),
        }
    });
    let choices = candidates.coref.iter().map(|(at, rows)| {
        let place = candidates.candidates.iter().position(|(it, _)| it == at).unwrap_or(0);
        (place, persons(parsed, rows))
    });
    Record {
        span: parsed.marked[quote].outer,
        nobody: candidates.nobody.to_vec(),
        mentions: mentions.collect(),
        persons: choices.collect(),
        speech: candidates.speech.to_vec(),
    }
}

fn word(sort: Sort) -> &'static str {
    match sort {
        Sort::Name => "name",
        Sort::Pronoun => "pronoun",
        Sort::Relative => "relative",
        Sort::Other => "other",
        Sort::Description => "description",
        Sort::Group => "group",
        Sort::Body => "body",
    }
}
