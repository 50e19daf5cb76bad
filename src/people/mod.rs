//! Who said what.
//!
//! Marks are paired ([`marks`]), the text is cut into tokens ([`tokens`]), names
//! and other mentions are found ([`mentions`]) and put together ([`persons`]);
//! then every mention near a quotation competes for it ([`sources`]), and for a
//! pronoun or a description every person ([`coref`]). Both candidates are decided
//! by small learned tables over features that know no word of any article.

mod attribute;
mod capitalised;
mod coreference;
mod coreference_weights;
mod given_names;
mod indirect;
mod lexicon;
mod lists;
mod marks;
mod mentions;
mod model;
pub mod names;
mod offices;
mod parsed_text;
mod persons;
mod source_weights;
mod sources;
mod speech;
mod speech_weights;
#[cfg(test)]
mod tests;
mod tokens;
mod training;
mod vocabulary;

pub use crate::people::training::{Record, Row, candidates};

use crate::article::{Language, Quotation, QuotationKind, Speaker, SpeakerKind};
use crate::span::ByteSpan;

use crate::people::attribute::{Attribution, Attributor, Share};
use crate::people::indirect::Reported;
use crate::people::mentions::{Mention, NOBODY, Sort};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::Kind;

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
        let parsed = ParsedText::read(piece.of(body));
        let mut attributor = Attributor::new(&parsed);
        let attributions = attribute::attribute(&mut attributor, None);
        let first = found.len();
        for (quote, attribution) in attributions.iter().enumerate() {
            if attribution.speech >= SPOKEN {
                found.push(quotation(&parsed, quote, attribution, piece.start()));
            }
        }
        for reported in indirect::reported(&parsed) {
            found.push(reported_quotation(&parsed, &mut attributor, reported, piece.start()));
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

fn token_span(parsed: &ParsedText<'_>, first: u32, last: u32) -> ByteSpan {
    let list = &parsed.tokens.list;
    let start = list[first as usize].start as usize;
    let end = list[(last as usize - 1).max(first as usize)].end as usize;
    ByteSpan::known(start, end.max(start))
}

fn quotation(parsed: &ParsedText<'_>, quote: usize, attribution: &Attribution, by: usize) -> Quotation {
    let source = attribution.source.map(|it| parsed.mentions[it as usize]);
    let cue = attribution.source.and_then(|it| cue(parsed, it, quote));
    // Words that may be no speech at all have no sure speaker either.
    let doubt = if attribution.speech < CLEARLY_SPOKEN { attribution.speech } else { 1.0 };
    let mut share = Share { person: attribution.person, share: attribution.confidence * doubt };
    if is_stray(parsed, quote, attribution, share.share) {
        share.person = NOBODY;
    }
    let (speaker, confidence) = speaker(parsed, source.as_ref(), attribution.sourced * doubt, share);
    Quotation {
        span: shift(parsed.marked[quote].outer, by),
        kind: kind(parsed, quote),
        mention: source.map(|it| shift(token_span(parsed, it.first, it.last), by)),
        cue: cue.map(|it| shift(it, by)),
        confidence,
        speaker,
    }
}

/// Whether a stretch is a single word of which the text does not tell whose it is.
fn is_stray(parsed: &ParsedText<'_>, quote: usize, attribution: &Attribution, share: f32) -> bool {
    let (first, last) = parsed.tokens.quotes[quote];
    let words = parsed.tokens.list[first as usize..last as usize].iter().filter(|it| it.kind == Kind::Word);
    if words.take(2).count() != 1 {
        return false;
    }
    // `which he described as “absurd”` has a cue of its own.
    let near = &parsed.tokens.list[(first as usize).saturating_sub(4)..first as usize];
    if near.iter().any(|it| it.quote == 0 && it.is_lower() && parsed_text::cue_class(it) > 0) {
        return share < SURE_OF_ONE;
    }
    let governed = attribution.source.map(|it| parsed.governed[it as usize]);
    let verb = governed.filter(|it| it.class > 0 && it.at < first).map(|it| it.at as usize);
    let far = verb.is_some_and(|it| {
        parsed.before[first as usize].outside.saturating_sub(parsed.before[it].outside) >= STRAY
    });
    far || share < SURE_OF_ONE
}

fn reported_quotation(
    parsed: &ParsedText<'_>,
    attributor: &mut Attributor<'_, '_>,
    reported: Reported,
    by: usize,
) -> Quotation {
    let source = parsed.mentions[reported.source as usize];
    let (speaker, confidence) = speaker(parsed, Some(&source), 1.0, attributor.meaning(reported.source));
    Quotation {
        span: shift(reported.span, by),
        kind: QuotationKind::Indirect,
        mention: Some(shift(token_span(parsed, source.first, source.last), by)),
        cue: Some(shift(token_span(parsed, reported.cue.0, reported.cue.1), by)),
        confidence,
        speaker,
    }
}

/// The speaker and how sure that is: the person, or the body that the source names.
fn speaker(
    parsed: &ParsedText<'_>,
    source: Option<&Mention>,
    sourced: f32,
    share: Share,
) -> (Option<Speaker>, f32) {
    let body = source.filter(|it| it.sort == Sort::Body);
    let (speaker, sure) = match body {
        Some(body) => (organisation(parsed, body), sourced),
        None if share.person != NOBODY => (person(parsed, share.person), share.share),
        None => (None, 0.0),
    };
    if sure < SURE || speaker.is_none() { (None, 0.0) } else { (speaker, sure.clamp(0.0, 1.0)) }
}

/// A body by its name; one that is only described (`the company`) has none.
fn organisation(parsed: &ParsedText<'_>, body: &Mention) -> Option<Speaker> {
    let first = parsed.tokens.list.get(body.first as usize)?;
    // `Police said`: a kind of body, not one of them.
    let kind = body.last - body.first == 1 && first.is(lexicon::GROUP);
    if !first.is_capital() || kind {
        return None;
    }
    let name = clean(token_span(parsed, body.first, body.last).of(parsed.tokens.text));
    Some(Speaker { name, kind: SpeakerKind::Organisation, role: None })
}

/// The word that attributes: the verb of the source, or the one before it.
fn cue(parsed: &ParsedText<'_>, source: u32, quote: usize) -> Option<ByteSpan> {
    let mention = parsed.mentions[source as usize];
    let list = &parsed.tokens.list;
    let before = (mention.left as usize).checked_sub(1);
    let inverted = before.filter(|at| {
        let token = &list[*at];
        token.quote == 0 && token.is_lower() && parsed_text::cue_class(token) > 0
    });
    let governed = parsed.governed[source as usize];
    let verb = (1..=3).contains(&governed.class).then_some(governed.at as usize);
    // Behind a quotation `said X` is the cue; before it `X said`.
    let ahead = mention.first < parsed.tokens.quotes[quote].0;
    if let Some(at) = if ahead { verb.or(inverted) } else { inverted.or(verb) } {
        return Some(token_span(parsed, at as u32, at as u32 + 1));
    }
    let to = before.filter(|at| list[*at].text(parsed.tokens.text).eq_ignore_ascii_case("to"))?;
    let according = to.checked_sub(1)?;
    let found = list[according].text(parsed.tokens.text).eq_ignore_ascii_case("according");
    found.then(|| token_span(parsed, according as u32, to as u32 + 1))
}

fn person(parsed: &ParsedText<'_>, number: u32) -> Option<Speaker> {
    let person = parsed.persons.get(number as usize)?;
    let name = without_nickname(token_span(parsed, person.first, person.last).of(parsed.tokens.text));
    let role = person.role.map(|(first, last)| clean(token_span(parsed, first, last).of(parsed.tokens.text)));
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
fn kind(parsed: &ParsedText<'_>, quote: usize) -> QuotationKind {
    let (first, last) = parsed.tokens.quotes[quote];
    let inner = parsed.marked[quote].inner.of(parsed.tokens.text);
    let capital = inner.starts_with(|c: char| !c.is_lowercase());
    let list = &parsed.tokens.list;
    let before = (first as usize).checked_sub(1).and_then(|at| list.get(at));
    let sentence = parsed.tokens.list.get(first as usize).map_or(0, |it| it.sentence);
    let opens = before.is_none_or(|it| it.sentence != sentence || it.kind == Kind::Sign);
    let words = (last - first) as usize;
    if capital && opens || inner.ends_with([',', '.', '!', '?']) && words > 6 && opens {
        QuotationKind::Direct
    } else {
        QuotationKind::Partial
    }
}
