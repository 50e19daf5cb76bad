//! Speakers that the layout names: in front of a transcript's paragraph, or below a letter.

use crate::people::lexicon::{AUXILIARY, FINITE, SAY};
use crate::people::mentions::{MentionKind, NOBODY};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::TokenKind;

/// An office behind a signature has no more tokens.
const LONGEST_OFFICE: usize = 12;

/// The name with which a quoted paragraph of a transcript begins: `“WALLACE: But …`. `near` is the first mention
/// that does not begin before the quotation.
pub(super) fn transcript_label(parsed: &ParsedText<'_>, quote: usize, near: usize) -> Option<u32> {
    let first = parsed.tokens.quotes[quote].0 as usize;
    let end = parsed.tokens.transcript_label(first + 1)?;
    let here = near..parsed.mentions.len().min(near + 3);
    here.into_iter()
        .find(|it| {
            let mention = &parsed.mentions[*it];
            mention.last as usize == end && mention.kind == MentionKind::Name
        })
        .map(|it| it as u32)
}

/// The name with which a quotation is signed: `“…” — Ann Lee` and nothing behind it.
pub(super) fn signature(parsed: &ParsedText<'_>, quote: usize, near: usize) -> Option<u32> {
    let list = &parsed.tokens.list;
    let last = parsed.tokens.quotes[quote].1 as usize;
    let opening = list.get(parsed.tokens.quotes[quote].0 as usize)?;
    let mut dash = last;
    while list
        .get(dash)
        .is_some_and(|it| it.kind == TokenKind::Sign && matches!(it.sign, b'.' | b'"' | b'\''))
    {
        dash += 1;
    }
    // 0xe2 begins the long dashes.
    let sign = list.get(dash).filter(|it| it.is_dash())?;
    if parsed.tokens.block(sign) != parsed.tokens.block(opening) {
        return None;
    }
    let here = near..parsed.mentions.len().min(near + 30);
    let found = here.into_iter().find(|it| parsed.mentions[*it].first as usize > dash)?;
    let mention = parsed.mentions[found];
    let is_person = mention.kind == MentionKind::Name && mention.person != NOBODY && mention.len() >= 2;
    let behind = list.get(mention.last as usize);
    let own = parsed.tokens.block(opening);
    let ends = behind.is_none_or(|it| {
        it.sentence != list[mention.first as usize].sentence
            || it.quote > 0
            || it.is_sign(b'.')
            || it.is_comma() && is_office_line(parsed, mention.last as usize, own)
    });
    (is_person && ends && mention.left as usize == dash + 1).then_some(found as u32)
}

/// Whether what stands from `at` to the end of the paragraph only tells who signs: `, mayor of Kelso`.
fn is_office_line(parsed: &ParsedText<'_>, at: usize, block: u32) -> bool {
    let rest = parsed.tokens.list[at..].iter().take(LONGEST_OFFICE + 1);
    let line: Vec<_> = rest.take_while(|it| parsed.tokens.block(it) == block).collect();
    line.len() <= LONGEST_OFFICE
        && line.iter().all(|it| {
            it.quote == 0 && !(it.is_lower() && it.is(SAY | AUXILIARY) && it.is(FINITE | AUXILIARY))
        })
}
