//! Who said what.
//!
//! Marks are paired ([`marks`]), the text is cut into tokens ([`tokens`]), names
//! and other mentions are found ([`mentions`]) and put together ([`persons`]);
//! then every mention near a quotation competes for it ([`sources`]), and for a
//! pronoun or a description every person ([`coref`]). Both contests are decided
//! by small learned tables over features that know no word of any article.

mod attribute;
mod coref;
mod coref_weights;
mod eval;
mod forest;
mod given_names;
mod lexicon;
mod lists;
mod marks;
mod mentions;
mod persons;
mod scene;
mod source_weights;
mod sources;
mod speech;
mod speech_weights;
mod tokens;

pub use eval::{Record, Row, contests};

use crate::article::{Language, Quotation, QuotationKind, Speaker, SpeakerKind};
use crate::span::ByteSpan;

use self::attribute::Verdict;
use self::mentions::{NOBODY, Sort};
use self::scene::Scene;
use self::tokens::Kind;

/// Below this share a speaker is *unknown*.
const SURE: f32 = 0.4;
/// Below this share words between marks are not speech.
const SPOKEN: f32 = 0.5;
/// A body is read in pieces of about this many bytes, so that no text, however long, is held whole.
const PIECE: usize = 1 << 18;

/// The quotations of a body, in order of place, with their speakers.
#[must_use]
pub fn quotations(body: &str, _language: Language) -> Vec<Quotation> {
    let mut found = Vec::new();
    for piece in pieces(body) {
        let scene = Scene::read(piece.of(body));
        let verdicts = attribute::attribute(&scene, None);
        for (quote, verdict) in verdicts.iter().enumerate() {
            if verdict.speech >= SPOKEN {
                found.push(quotation(&scene, quote, verdict, piece.start()));
            }
        }
    }
    found
}

/// Cuts a body at paragraphs into pieces that are read by themselves.
fn pieces(body: &str) -> impl Iterator<Item = ByteSpan> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= body.len() {
            return None;
        }
        let start = at;
        let limit = body.floor_char_boundary(start.saturating_add(PIECE));
        at = if limit >= body.len() {
            body.len()
        } else {
            let window = &body[start..limit];
            let cut = window.rfind("\n\n").or_else(|| window.rfind('\n')).or_else(|| window.rfind(' '));
            start + cut.filter(|it| *it > PIECE / 2).map_or(window.len(), |it| it + 1)
        };
        Some(ByteSpan::known(start, at))
    })
}

fn shift(span: ByteSpan, by: usize) -> ByteSpan {
    ByteSpan::known(span.start() + by, span.end() + by)
}

fn token_span(scene: &Scene<'_>, first: u32, last: u32) -> ByteSpan {
    let list = &scene.tokens.list;
    let start = list[first as usize].start as usize;
    let end = list[(last as usize - 1).max(first as usize)].end as usize;
    ByteSpan::known(start, end.max(start))
}

fn quotation(scene: &Scene<'_>, quote: usize, verdict: &Verdict, by: usize) -> Quotation {
    let marked = scene.marked[quote];
    let source = verdict.source.map(|it| &scene.mentions[it as usize]);
    let body = source.filter(|it| it.sort == Sort::Body);
    let known = verdict.person != NOBODY && verdict.confidence >= SURE && body.is_none();
    let speaker = if known { person(scene, verdict.person) } else { None };
    let cue = verdict.source.and_then(|it| {
        let governed = scene.governed[it as usize];
        (1..=3).contains(&governed.class).then(|| token_span(scene, governed.at, governed.at + 1))
    });
    Quotation {
        span: shift(marked.outer, by),
        kind: kind(scene, quote),
        mention: source.map(|it| shift(token_span(scene, it.first, it.last), by)),
        cue: cue.map(|it| shift(it, by)),
        confidence: if speaker.is_some() { verdict.confidence.clamp(0.0, 1.0) } else { 0.0 },
        speaker,
    }
}

fn person(scene: &Scene<'_>, number: u32) -> Option<Speaker> {
    let person = scene.persons.get(number as usize)?;
    let name = clean(token_span(scene, person.first, person.last).of(scene.tokens.text));
    let role = person.role.map(|(first, last)| clean(token_span(scene, first, last).of(scene.tokens.text)));
    Some(Speaker { name, kind: SpeakerKind::Person, role: role.filter(|it| !it.is_empty()) })
}

fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.extend(word.chars().map(|c| if c == '’' { '\'' } else { c }));
    }
    clean
}

/// Whether a quotation is a clause of its own or part of the sentence around it.
fn kind(scene: &Scene<'_>, quote: usize) -> QuotationKind {
    let (first, last) = scene.tokens.quotes[quote];
    let inner = scene.marked[quote].inner.of(scene.tokens.text);
    let capital = inner.starts_with(|c: char| !c.is_lowercase());
    let list = &scene.tokens.list;
    let before = (first as usize).checked_sub(1).and_then(|at| list.get(at));
    let sentence = scene.tokens.list.get(first as usize).map_or(0, |it| it.sentence);
    let opens = before.is_none_or(|it| it.sentence != sentence || it.kind == Kind::Sign);
    let words = (last - first) as usize;
    if capital && opens || inner.ends_with([',', '.', '!', '?']) && words > 6 && opens {
        QuotationKind::Direct
    } else {
        QuotationKind::Partial
    }
}
