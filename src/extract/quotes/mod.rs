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
mod indirect;
mod lexicon;
mod lists;
mod marks;
mod mentions;
mod names;
mod offices;
mod persons;
mod scene;
mod source_weights;
mod sources;
mod speech;
mod speech_weights;
#[cfg(test)]
mod tests;
mod tokens;
mod vocabulary;

pub use eval::{Record, Row, contests};

use crate::article::{Language, Quotation, QuotationKind, Speaker, SpeakerKind};
use crate::span::ByteSpan;

use self::attribute::{Judge, Share, Verdict};
use self::indirect::Reported;
use self::mentions::{Mention, NOBODY, Sort};
use self::scene::Scene;
use self::tokens::Kind;

/// Below this share a speaker is *unknown*.
const SURE: f32 = 0.45;
/// Below this share words between marks are not speech.
const SPOKEN: f32 = 0.45;
/// From this share on nothing is taken off for doubt whether it is speech.
const CLEARLY_SPOKEN: f32 = 0.75;
/// Below this share a single word has no speaker: it may be the writer's own.
const SURE_OF_ONE: f32 = 0.5;
/// So far behind its verb of saying a single word is as likely the writer's as the speaker's.
const STRAY: u32 = 18;
/// A body is read in pieces of about this many bytes, so that no text, however long, is held whole.
const PIECE: usize = 1 << 18;

/// The quotations of a body, in order of place, with their speakers. Direct
/// and partial ones overlap nothing; indirect ones overlap none of them.
#[must_use]
pub fn quotations(body: &str, language: Language) -> Vec<Quotation> {
    let mut found = Vec::new();
    for piece in pieces(body) {
        let scene = Scene::read(piece.of(body));
        let mut judge = Judge::new(&scene);
        let verdicts = attribute::attribute(&mut judge, None);
        let first = found.len();
        for (quote, verdict) in verdicts.iter().enumerate() {
            if verdict.speech >= SPOKEN {
                found.push(quotation(&scene, quote, verdict, piece.start()));
            }
        }
        for reported in indirect::reported(&scene) {
            found.push(reported_quotation(&scene, &mut judge, reported, piece.start()));
        }
        found[first..].sort_by_key(|it| it.span);
    }
    if language != Language::ENGLISH {
        forget_bodies(&mut found);
    }
    found
}

/// Where every noun has a capital, or another grammar puts it first, a body is
/// told from a thing by words that only English has.
fn forget_bodies(found: &mut [Quotation]) {
    for quotation in found {
        if quotation.speaker.as_ref().is_some_and(|it| it.kind == SpeakerKind::Organisation) {
            (quotation.speaker, quotation.confidence) = (None, 0.0);
        }
    }
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
    let source = verdict.source.map(|it| scene.mentions[it as usize]);
    let cue = verdict.source.and_then(|it| cue(scene, it, quote));
    // Words that may be no speech at all have no sure speaker either.
    let doubt = if verdict.speech < CLEARLY_SPOKEN { verdict.speech } else { 1.0 };
    let mut share = Share { person: verdict.person, share: verdict.confidence * doubt };
    if is_stray(scene, quote, verdict, share.share) {
        share.person = NOBODY;
    }
    let (speaker, confidence) = speaker(scene, source.as_ref(), verdict.sourced * doubt, share);
    Quotation {
        span: shift(scene.marked[quote].outer, by),
        kind: kind(scene, quote),
        mention: source.map(|it| shift(token_span(scene, it.first, it.last), by)),
        cue: cue.map(|it| shift(it, by)),
        confidence,
        speaker,
    }
}

/// Whether a stretch is a single word of which the text does not tell whose it is.
fn is_stray(scene: &Scene<'_>, quote: usize, verdict: &Verdict, share: f32) -> bool {
    let (first, last) = scene.tokens.quotes[quote];
    let words = scene.tokens.list[first as usize..last as usize].iter().filter(|it| it.kind == Kind::Word);
    if words.take(2).count() != 1 {
        return false;
    }
    // `which he described as “absurd”` has a cue of its own.
    let near = &scene.tokens.list[(first as usize).saturating_sub(4)..first as usize];
    if near.iter().any(|it| it.quote == 0 && it.is_lower() && scene::cue_class(it) > 0) {
        return share < SURE_OF_ONE;
    }
    let governed = verdict.source.map(|it| scene.governed[it as usize]);
    let verb = governed.filter(|it| it.class > 0 && it.at < first).map(|it| it.at as usize);
    let far = verb.is_some_and(|it| {
        scene.before[first as usize].outside.saturating_sub(scene.before[it].outside) >= STRAY
    });
    far || share < SURE_OF_ONE
}

fn reported_quotation(
    scene: &Scene<'_>,
    judge: &mut Judge<'_, '_>,
    reported: Reported,
    by: usize,
) -> Quotation {
    let source = scene.mentions[reported.source as usize];
    let (speaker, confidence) = speaker(scene, Some(&source), 1.0, judge.meaning(reported.source));
    Quotation {
        span: shift(reported.span, by),
        kind: QuotationKind::Indirect,
        mention: Some(shift(token_span(scene, source.first, source.last), by)),
        cue: Some(shift(token_span(scene, reported.cue.0, reported.cue.1), by)),
        confidence,
        speaker,
    }
}

/// The speaker and how sure that is: the person, or the body that the source names.
fn speaker(
    scene: &Scene<'_>,
    source: Option<&Mention>,
    sourced: f32,
    share: Share,
) -> (Option<Speaker>, f32) {
    let body = source.filter(|it| it.sort == Sort::Body);
    let (speaker, sure) = match body {
        Some(body) => (organisation(scene, body), sourced),
        None if share.person != NOBODY => (person(scene, share.person), share.share),
        None => (None, 0.0),
    };
    if sure < SURE || speaker.is_none() { (None, 0.0) } else { (speaker, sure.clamp(0.0, 1.0)) }
}

/// A body by its name; one that is only described (`the company`) has none.
fn organisation(scene: &Scene<'_>, body: &Mention) -> Option<Speaker> {
    let first = scene.tokens.list.get(body.first as usize)?;
    // `Police said`: a kind of body, not one of them.
    let kind = body.last - body.first == 1 && first.is(lexicon::GROUP);
    if !first.is_capital() || kind {
        return None;
    }
    let name = clean(token_span(scene, body.first, body.last).of(scene.tokens.text));
    Some(Speaker { name, kind: SpeakerKind::Organisation, role: None })
}

/// The word that attributes: the verb of the source, or the one before it.
fn cue(scene: &Scene<'_>, source: u32, quote: usize) -> Option<ByteSpan> {
    let mention = scene.mentions[source as usize];
    let list = &scene.tokens.list;
    let before = (mention.left as usize).checked_sub(1);
    let inverted = before.filter(|at| {
        let token = &list[*at];
        token.quote == 0 && token.is_lower() && scene::cue_class(token) > 0
    });
    let governed = scene.governed[source as usize];
    let verb = (1..=3).contains(&governed.class).then_some(governed.at as usize);
    // Behind a quotation `said X` is the cue; before it `X said`.
    let ahead = mention.first < scene.tokens.quotes[quote].0;
    if let Some(at) = if ahead { verb.or(inverted) } else { inverted.or(verb) } {
        return Some(token_span(scene, at as u32, at as u32 + 1));
    }
    let to = before.filter(|at| list[*at].text(scene.tokens.text).eq_ignore_ascii_case("to"))?;
    let according = to.checked_sub(1)?;
    let found = list[according].text(scene.tokens.text).eq_ignore_ascii_case("according");
    found.then(|| token_span(scene, according as u32, to as u32 + 1))
}

fn person(scene: &Scene<'_>, number: u32) -> Option<Speaker> {
    let person = scene.persons.get(number as usize)?;
    let name = without_nickname(token_span(scene, person.first, person.last).of(scene.tokens.text));
    let role = person.role.map(|(first, last)| clean(token_span(scene, first, last).of(scene.tokens.text)));
    Some(Speaker { name, kind: SpeakerKind::Person, role: role.filter(|it| !it.is_empty()) })
}

/// A name without the nickname that stands between marks in it: `Joe “Bubba” Smith`.
fn without_nickname(text: &str) -> String {
    let mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '`');
    let straight = |text: &str| text.match_indices(" '").next().map(|(at, _)| at + 1);
    let open = text.find(mark).or_else(|| text.find("''")).or_else(|| straight(text));
    let close = text
        .rfind(|c: char| mark(c) || c == '\'' || c == '’')
        .filter(|at| text[*at..].chars().nth(1).is_none_or(char::is_whitespace));
    match (open, close) {
        (Some(open), Some(close)) if open > 0 && close > open => {
            let behind = text[close..].chars().next().map_or(0, char::len_utf8);
            clean(&[&text[..open], &text[close + behind..]].concat())
        }
        _ => clean(text),
    }
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
