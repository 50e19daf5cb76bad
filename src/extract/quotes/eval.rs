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

/// Every contest of a text of moderate length: those of its quotations, and
/// those of all its pronouns, each with its place.
#[must_use]
pub fn contests(text: &str) -> (Vec<Record>, Vec<(ByteSpan, Vec<Row>)>) {
    let scene = Scene::read(text);
    let mut seen = Vec::new();
    let mut judge = attribute::Judge::new(&scene);
    let _ = attribute::attribute(&mut judge, Some(&mut seen));
    let records = seen.iter().enumerate().map(|(quote, it)| record(&scene, quote, it)).collect();
    let pronouns = judge.pronouns().into_iter().map(|(at, rows)| {
        let mention = &scene.mentions[at as usize];
        (token_span(&scene, mention.first, mention.last), persons(&scene, &rows))
    });
    (records, pronouns.collect())
}

fn name(scene: &Scene<'_>, person: u32) -> Option<String> {
    super::person(scene, person).filter(|_| person != NOBODY).map(|it| it.name)
}

fn persons(scene: &Scene<'_>, rows: &[(u32, super::coref::Features)]) -> Vec<Row> {
    let row = |(person, numbers): &(u32, super::coref::Features)| Row {
        span: ByteSpan::known(0, 0),
        name: name(scene, *person),
        sort: "person",
        numbers: numbers.to_vec(),
    };
    rows.iter().map(row).collect()
}

fn record(scene: &Scene<'_>, quote: usize, contest: &Contest) -> Record {
    let mentions = contest.candidates.iter().map(|(at, numbers)| {
        let mention = &scene.mentions[*at as usize];
        Row {
            span: token_span(scene, mention.first, mention.last),
            name: name(scene, mention.person),
            sort: word(mention.sort),
            numbers: numbers.to_vec(),
        }
    });
    let choices = contest.coref.iter().map(|(at, rows)| {
        let place = contest.candidates.iter().position(|(it, _)| it == at).unwrap_or(0);
        (place, persons(scene, rows))
    });
    Record {
        span: scene.marked[quote].outer,
        nobody: contest.nobody.to_vec(),
        mentions: mentions.collect(),
        persons: choices.collect(),
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
