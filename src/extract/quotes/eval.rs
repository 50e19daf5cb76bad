//! What the rankers saw, for the script that learns their tables.

use crate::span::ByteSpan;

use super::attribute::{self, Contest};
use super::mentions::{NOBODY, Sort};
use super::scene::Scene;
use super::token_span;

/// One candidate of a contest.
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

/// Every contest of a text of moderate length.
#[must_use]
pub fn contests(text: &str) -> Vec<Record> {
    let scene = Scene::read(text);
    let mut seen = Vec::new();
    let _ = attribute::attribute(&mut attribute::Judge::new(&scene), Some(&mut seen));
    seen.iter().enumerate().map(|(quote, it)| record(&scene, quote, it)).collect()
}

fn record(scene: &Scene<'_>, quote: usize, contest: &Contest) -> Record {
    let name = |person: u32| super::person(scene, person).filter(|_| person != NOBODY).map(|it| it.name);
    let mentions = contest.candidates.iter().map(|(at, numbers)| {
        let mention = &scene.mentions[*at as usize];
        Row {
            span: token_span(scene, mention.first, mention.last),
            name: name(mention.person),
            sort: word(mention.sort),
            numbers: numbers.to_vec(),
        }
    });
    let persons = contest.coref.iter().map(|(at, rows)| {
        let place = contest.candidates.iter().position(|(it, _)| it == at).unwrap_or(0);
        let rows = rows.iter().map(|(person, numbers)| Row {
            span: ByteSpan::known(0, 0),
            name: name(*person),
            sort: "person",
            numbers: numbers.to_vec(),
        });
        (place, rows.collect())
    });
    Record {
        span: scene.marked[quote].outer,
        nobody: contest.nobody.to_vec(),
        mentions: mentions.collect(),
        persons: persons.collect(),
        speech: contest.speech.to_vec(),
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
