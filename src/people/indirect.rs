//! Reported speech without marks: `X said that …`, `…, X said`, `according to X, …`.
//!
//! Takes a text with its mentions and gives the words that are reported, by rules; whom the mention means is for
//! [`attribute`](crate::people::attribute) to say.

use crate::span::ByteSpan;

use crate::people::exact_words;
use crate::people::exact_words::{CONTRAST, OFFICE_PHRASE};
use crate::people::lexicon::{
    ADVERB, AUXILIARY, COMMON, CONJUNCTION, FINITE, PREPOSITION, RELATIVE, SAY, TIME,
};
use crate::people::mentions::{Mention, MentionKind};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::{Token, TokenKind};
use crate::people::verbs::VerbClass;

/// Words that are reported without marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReportedSpeech {
    pub(super) span: ByteSpan,
    /// The mention that they are attributed to.
    pub(super) source: u32,
    /// The tokens that attribute them, half open.
    pub(super) cue: (u32, u32),
}

/// Fewer words than these are not counted as reported speech.
const FEWEST_WORDS: usize = 3;

/// All reported speech that overlaps no words between marks, in order of place.
pub(super) fn reported(parsed: &ParsedText<'_>) -> Vec<ReportedSpeech> {
    let mut found: Vec<ReportedSpeech> = Vec::new();
    for at in 0..parsed.mentions.len() {
        let mention = parsed.mentions[at];
        let token = &parsed.tokens.list[mention.first as usize];
        if token.quote > 0
            || mention.is_modifier
            || mention.owns_office
            || mention.kind == MentionKind::OtherPronoun
            || mention.kind == MentionKind::Relative
        {
            continue;
        }
        let sentence = parsed.tokens.sentences[token.sentence as usize];
        let (first, last) = (sentence.first as usize, sentence.last as usize);
        let read =
            according(parsed, &mention, first, last).or_else(|| said(parsed, at, &mention, first, last));
        let Some(((from, to), cue)) = read else { continue };
        let Some(span) = clear(parsed, from, to) else { continue };
        if found.last().is_none_or(|it| it.span.end() <= span.start()) {
            found.push(ReportedSpeech { span, source: at as u32, cue });
        }
    }
    found
}

/// Tokens of the words reported, tokens of the cue.
type Reading = ((usize, usize), (u32, u32));

fn text_of<'a>(parsed: &ParsedText<'a>, at: usize) -> &'a str {
    parsed.tokens.list.get(at).map_or("", |it| it.text(parsed.tokens.text))
}

fn according(parsed: &ParsedText<'_>, mention: &Mention, first: usize, last: usize) -> Option<Reading> {
    let left = mention.left as usize;
    // Articles stand before the mention: `according to the ministry`.
    let to = (left.saturating_sub(3).max(first)..left).rev().find(|at| text_of(parsed, *at) == "to")?;
    let according = to.checked_sub(1).filter(|at| *at >= first)?;
    if !text_of(parsed, according).eq_ignore_ascii_case("according") {
        return None;
    }
    let cue = (according as u32, to as u32 + 1);
    if according == first {
        let list = &parsed.tokens.list;
        let comma = (mention.last as usize..last).find(|at| list[*at].is_comma())?;
        return Some(((comma + 1, last), cue));
    }
    Some(((first, according), cue))
}

fn said(parsed: &ParsedText<'_>, at: usize, mention: &Mention, first: usize, last: usize) -> Option<Reading> {
    let list = &parsed.tokens.list;
    let left = mention.left as usize;
    // `Ann Lee of Kelso, a lawyer, said`: she does, not the town.
    let behind = left.checked_sub(1).filter(|it| *it > first).map(|it| list[it].text(parsed.tokens.text));
    if behind.is_some_and(|it| exact_words::is(it, OFFICE_PHRASE)) {
        return None;
    }
    let verb_of = parsed.verbs[at];
    let verb = verb_of.at as usize;
    let reports = matches!(verb_of.class, VerbClass::Common | VerbClass::Say) && !verb_of.is_participle;
    if reports && verb < last {
        let cue = (verb_of.at, verb_of.at + 1);
        if let Some(words) = behind_colon(parsed, verb, list[mention.first as usize].sentence as usize) {
            return Some((words, cue));
        }
        if let Some(start) = clause_behind(parsed, verb + 1, last) {
            return Some(((start, clause_end(parsed, at, start, last)), cue));
        }
        // `It will rain, Ms. Lee said.` and `Rain, Ms. Lee said, will come.`
        let parted = left > first && list[left - 1].is_comma();
        if parted && list[verb].is(COMMON | SAY) {
            let behind = list.get(verb + 1).filter(|_| verb + 1 < last);
            if behind.is_some_and(Token::is_comma) && last - verb > left - first {
                return Some(((verb + 2, last), cue));
            }
            return Some(((first, left - 1), cue));
        }
        return None;
    }
    // `It will rain, said Ms. Lee.`
    let verb = left.checked_sub(1).filter(|it| *it > first)?;
    let token = list[verb];
    let inverted = token.is_lower() && token.is(SAY) && token.is(FINITE) && list[verb - 1].is_comma();
    inverted.then_some(((first, verb - 1), (verb as u32, verb as u32 + 1)))
}

/// Where a reported clause ends: at the sentence's end, or where somebody else begins to speak: `Ann Lee said it was
/// late, while Tom Roe said no`.
fn clause_end(parsed: &ParsedText<'_>, subject: usize, start: usize, last: usize) -> usize {
    let list = &parsed.tokens.list;
    let behind =
        (subject + 1..parsed.mentions.len()).take_while(|at| (parsed.mentions[*at].left as usize) < last);
    behind
        .filter(|at| parsed.verbs[*at].class.is_cue())
        .filter_map(|at| (parsed.mentions[at].left as usize).checked_sub(2))
        .find(|at| {
            *at > start
                && list[*at].is_comma()
                && exact_words::is(list[at + 1].text(parsed.tokens.text), CONTRAST)
        })
        .unwrap_or(last)
}

/// The words behind a colon: of the sentence, or of the paragraph that it announces.
fn behind_colon(parsed: &ParsedText<'_>, verb: usize, sentence: usize) -> Option<(usize, usize)> {
    let list = &parsed.tokens.list;
    let (sentence, behind) = parsed.tokens.sentences.get(sentence..)?.split_first()?;
    let last = sentence.last as usize;
    let colon = |at: usize| list[at].is_sign(b':');
    if verb + 2 < last && colon(verb + 1) {
        return Some((verb + 2, last));
    }
    // `Ann Lee said in a statement:`, and nothing but her words below.
    let announced = behind.first().filter(|it| it.block != sentence.block && colon(last - 1))?;
    let own = behind.iter().take_while(|it| it.block == announced.block).last()?;
    Some((announced.first as usize, own.last as usize))
}

/// Where a reported clause begins behind its verb, if one does: at `that`, or
/// directly for `said`. Times and short phrases may stand between.
fn clause_behind(parsed: &ParsedText<'_>, from: usize, last: usize) -> Option<usize> {
    let list = &parsed.tokens.list;
    let near = (from..last.min(from + 10)).take_while(|at| {
        let token = &list[*at];
        token.quote == 0 && (token.kind != TokenKind::Sign || token.sign == b'(' || token.sign == b')')
    });
    if let Some(that) =
        near.clone().find(|at| matches!(text_of(parsed, *at), "that" | "whether" | "how" | "why"))
    {
        return Some(if text_of(parsed, that) == "that" { that + 1 } else { that });
    }
    if !list[from - 1].is(COMMON) || list[from - 1].text(parsed.tokens.text).starts_with("t") {
        return None;
    }
    let mut at = from;
    let limit = near.last().map_or(from, |it| it + 1);
    while at < limit
        && (list[at].is(TIME | ADVERB)
            || matches!(text_of(parsed, at), "on" | "late" | "last" | "this" | "week" | "(" | ")")
            || list[at].kind == TokenKind::Number)
    {
        at += 1;
    }
    let token = list.get(at).filter(|_| at < limit)?;
    let starts = token.kind == TokenKind::Word && !token.is(PREPOSITION | CONJUNCTION | RELATIVE | AUXILIARY);
    starts.then_some(at)
}

/// The span of the tokens without the marks and commas at its ends, when no
/// quotation lies in it and it holds enough words.
fn clear(parsed: &ParsedText<'_>, mut from: usize, mut to: usize) -> Option<ByteSpan> {
    let list = &parsed.tokens.list;
    while from < to && list[from].kind == TokenKind::Sign {
        from += 1;
    }
    // A quotation cuts what is reported.
    if let Some(quoted) = (from..to).find(|at| list[*at].quote > 0) {
        to = quoted;
    }
    while to > from && list[to - 1].kind == TokenKind::Sign {
        to -= 1;
    }
    let words = list[from..to].iter().filter(|it| it.kind == TokenKind::Word).count();
    if words < FEWEST_WORDS {
        return None;
    }
    Some(ByteSpan::known(list[from].start as usize, list[to - 1].end as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let parsed = ParsedText::read(text);
        let seen: Vec<_> = reported(&parsed)
            .iter()
            .map(|it| {
                let cue = parsed.span_of(it.cue.0, it.cue.1);
                let source = &parsed.mentions[it.source as usize];
                let source = parsed.span_of(source.first, source.last);
                (source.of(text), cue.of(text), it.span.of(text))
            })
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn that_opens_what_is_reported() {
        check(
            "Mayor Ann Lee said on Monday that the bridge will close.",
            &[("Ann Lee", "said", "the bridge will close")],
        );
    }

    #[test]
    fn said_needs_no_that() {
        check("Ann Lee said the bridge will close.", &[("Ann Lee", "said", "the bridge will close")]);
    }

    #[test]
    fn the_speaker_may_follow() {
        check("The bridge will close, Ann Lee said.", &[("Ann Lee", "said", "The bridge will close")]);
        check("The bridge will close, said Ann Lee.", &[("Ann Lee", "said", "The bridge will close")]);
    }

    #[test]
    fn a_paragraph_behind_a_colon_is_the_speakers() {
        check(
            "Ann Lee said in a statement:\n\nThe bridge will close. It is unsafe.\n\nNobody was hurt.",
            &[("Ann Lee", "said", "The bridge will close. It is unsafe")],
        );
        check("Ann Lee said: the bridge will close.", &[("Ann Lee", "said", "the bridge will close")]);
        check("Ann Lee said in a statement:\n\n“The bridge will close.”\n\nNobody was hurt.", &[]);
        check("Ann Lee left the meeting:\n\nThe bridge will close.", &[]);
    }

    #[test]
    fn according_to_stands_before_or_behind() {
        check(
            "According to Ann Lee, the bridge will close.",
            &[("Ann Lee", "According to", "the bridge will close")],
        );
        check(
            "The bridge will close, according to Ann Lee.",
            &[("Ann Lee", "according to", "The bridge will close")],
        );
    }

    #[test]
    fn words_between_marks_are_not_reported() {
        check("“The bridge will close,” Ann Lee said.", &[]);
    }
}
