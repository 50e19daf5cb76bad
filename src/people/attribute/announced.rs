//! Speakers whom another paragraph or sentence names: `And from Ann Lee:` above, `— Ann Lee, mayor` below.

use crate::people::lexicon::{FINITE, PREPOSITION, SAY};
use crate::people::mentions::{Mention, MentionKind, NOBODY};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::{Shape, TokenKind};

/// A line with a signature has no more tokens.
const LONGEST_SIGNATURE: usize = 16;

/// A line that announces words without a verb of saying has no more tokens.
const LONGEST_ANNOUNCEMENT: usize = 14;

/// Whether the sentence of a quotation goes on behind it: there its speaker may stand.
fn is_told_behind(parsed: &ParsedText<'_>, quote: usize, block: u32) -> bool {
    let last = parsed.tokens.quotes[quote].1 as usize;
    let inner = parsed.quoted[quote].inner.of(parsed.tokens.text);
    let behind = parsed.tokens.list.get(last).filter(|it| parsed.tokens.block(it) == block);
    behind.is_some_and(|it| it.quote == 0 && !inner.ends_with('.'))
}

/// The mention of the only person whom the paragraph above announces with a colon.
pub(super) fn announced(parsed: &ParsedText<'_>, quote: usize, near: usize) -> Option<u32> {
    let list = &parsed.tokens.list;
    let first = parsed.tokens.quotes[quote].0 as usize;
    let colon = first.checked_sub(1)?;
    let block = parsed.tokens.block(list.get(first)?);
    let sign = list.get(colon).filter(|it| it.is_sign(b':') && it.quote == 0)?;
    if parsed.tokens.block(sign) == block || is_told_behind(parsed, quote, block) {
        return None;
    }
    let sentence = sign.sentence;
    let start = parsed.tokens.sentences[sentence as usize].first as usize;
    let here = || {
        let before = parsed.mentions[..near].iter().enumerate().rev();
        before.take_while(|it| list[it.1.first as usize].sentence == sentence).filter(|it| {
            it.1.last as usize <= colon && list[it.1.first as usize].quote == 0 && !it.1.owns_office
        })
    };
    // Who has a verb of saying has the words.
    let says = |at: usize| {
        let verb = parsed.verbs[at];
        verb.class.is_cue() && !verb.is_participle && parsed.mentions[at].kind != MentionKind::OtherPronoun
    };
    if let Some((at, mention)) = here().find(|it| says(it.0)) {
        return (mention.kind == MentionKind::Name && mention.person != NOBODY).then_some(at as u32);
    }
    if colon - start > LONGEST_ANNOUNCEMENT {
        return None;
    }
    let mut names = here().filter(|it| it.1.kind == MentionKind::Name && it.1.person != NOBODY);
    let (at, mention) = names.next()?;
    let alone = names.all(|it| it.1.person == mention.person);
    (alone && !is_topic(parsed, mention)).then_some(at as u32)
}

/// Whether a preposition makes a name what is spoken about: `Asked about Ann Lee`.
fn is_topic(parsed: &ParsedText<'_>, mention: &Mention) -> bool {
    let before = (mention.left as usize).checked_sub(1).map(|at| &parsed.tokens.list[at]);
    before.is_some_and(|it| {
        it.is(PREPOSITION)
            && !matches!(it.text(parsed.tokens.text), "from" | "From" | "of" | "by" | "By" | "to")
    })
}

/// The name in the line below, in brackets or behind a dash, that signs a paragraph of nothing but words between
/// marks.
pub(super) fn signed_below(parsed: &ParsedText<'_>, quote: usize, near: usize) -> Option<u32> {
    let list = &parsed.tokens.list;
    let (first, last) = parsed.tokens.quotes[quote];
    let block = parsed.tokens.block(list.get(first as usize)?);
    let opens = (first as usize).checked_sub(1).is_none_or(|at| parsed.tokens.block(&list[at]) != block);
    if !opens {
        return None;
    }
    let start = list.get(last as usize).filter(|it| it.quote == 0)?;
    let own = parsed.tokens.block(start);
    let end = (last as usize..list.len().min(last as usize + LONGEST_SIGNATURE + 1))
        .take_while(|at| parsed.tokens.block(&list[*at]) == own)
        .count()
        + last as usize;
    let line = &list[last as usize..end];
    let short = line.len() <= LONGEST_SIGNATURE && line.iter().all(|it| it.quote == 0);
    let told = line.iter().any(|it| it.is_lower() && it.is(SAY) && it.is(FINITE));
    if !short || told || own > block + 1 {
        return None;
    }
    let bracket =
        start.is_sign(b'(') && own == block && line.last().is_some_and(|it| matches!(it.sign, b')' | b'.'));
    let dash = start.is_dash() && own != block;
    let capitals = own != block
        && line.len() >= 3
        && line
            .iter()
            .all(|it| it.kind != TokenKind::Word || matches!(it.shape, Shape::Upper | Shape::Initial));
    if !(bracket || dash || capitals) {
        return None;
    }
    let left = last as usize + usize::from(bracket || dash);
    let here = near..parsed.mentions.len().min(near + 12);
    let found = here.into_iter().find(|at| {
        let mention = &parsed.mentions[*at];
        mention.left as usize == left && mention.kind == MentionKind::Name && mention.person != NOBODY
    })?;
    let mention = &parsed.mentions[found];
    let ends = list
        .get(mention.last as usize)
        .is_none_or(|it| parsed.tokens.block(it) != own || it.kind == TokenKind::Sign);
    (ends && mention.len() >= 2).then_some(found as u32)
}

/// The only person of the sentence before, who does something there, where nothing else tells who speaks:
/// `Ann Lee shook her head. “…”`.
pub(super) fn acting_before(parsed: &ParsedText<'_>, quote: usize, near: usize) -> Option<u32> {
    let list = &parsed.tokens.list;
    let (first, last) = (parsed.tokens.quotes[quote].0 as usize, parsed.tokens.quotes[quote].1 as usize);
    let opening = list.get(first)?;
    let block = parsed.tokens.block(opening);
    let alone = list.get(last).is_none_or(|it| parsed.tokens.block(it) != block);
    let inner = parsed.quoted[quote].inner.of(parsed.tokens.text);
    if !alone || !inner.ends_with(['.', '!', '?', '…']) || !inner.starts_with(char::is_uppercase) {
        return None;
    }
    let before = list.get(first.checked_sub(1)?)?;
    if before.quote > 0 || before.sentence == opening.sentence || !matches!(before.sign, b'.' | b'!' | b'?') {
        return None;
    }
    let sentence = before.sentence;
    let own = parsed.tokens.block(before);
    if own + 1 < block {
        return None;
    }
    let start = parsed.tokens.sentences[sentence as usize].first as usize;
    if list[start..first].iter().any(|it| it.quote > 0) {
        return None;
    }
    let here =
        (0..near).rev().take_while(|at| list[parsed.mentions[*at].first as usize].sentence == sentence);
    let mut names = here.filter(|at| {
        let mention = &parsed.mentions[*at];
        mention.kind == MentionKind::Name && !mention.owns_office
    });
    let found = names.next().filter(|_| names.next().is_none())?;
    let mention = &parsed.mentions[found];
    let leads = mention.left as usize == start && mention.person != NOBODY && !mention.is_modifier;
    leads.then_some(found as u32)
}
