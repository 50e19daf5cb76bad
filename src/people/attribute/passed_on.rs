//! Speakers to whom the sentence above passes the word, or who published what it quotes: `The last word went to Ann
//! Lee.` above, `Ann Lee issued a statement. It reads: “…”`.

use crate::people::exact_words;
use crate::people::exact_words::{GIVING, MESSAGE};
use crate::people::lexicon::{FINITE, SAY};
use crate::people::mentions::{MentionKind, NOBODY};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::Token;

/// A sentence that only says that words follow has no more tokens: `It reads in full:`.
const LONGEST_LEAD: usize = 8;

/// The mention of whoever has the word that opens its paragraph, or whose message it is.
pub(super) fn passed_on(parsed: &ParsedText<'_>, quote: usize, near: usize) -> Option<u32> {
    let list = &parsed.tokens.list;
    let first = parsed.tokens.quotes[quote].0 as usize;
    let opening = list.get(first)?;
    let before = list.get(first.checked_sub(1)?).filter(|it| it.quote == 0)?;
    let block = parsed.tokens.block(opening);
    let told_behind = list
        .get(parsed.tokens.quotes[quote].1 as usize)
        .is_some_and(|it| parsed.tokens.block(it) == block && it.quote == 0 && it.is_lower());
    if told_behind {
        return None;
    }
    if before.is_sign(b':') {
        return published(parsed, before.sentence as usize, near);
    }
    let opens = parsed.tokens.block(before) + 1 == block;
    let found = if opens { handed(parsed, before.sentence as usize, near) } else { None };
    found.map(|it| it as u32)
}

/// The name behind `to` or `from` in a sentence by which the word goes to somebody: `It fell to Ann Lee to sum up.`
fn handed(parsed: &ParsedText<'_>, sentence: usize, near: usize) -> Option<usize> {
    let list = &parsed.tokens.list;
    let text = parsed.tokens.text;
    let span = parsed.tokens.sentences[sentence];
    let start = span.first as usize;
    let mut here = (0..near).rev().take_while(|at| parsed.mentions[*at].first >= span.first);
    here.find(|at| {
        let mention = &parsed.mentions[*at];
        let left = mention.left as usize;
        if mention.kind != MentionKind::Name || mention.person == NOBODY || left < start + 3 {
            return false;
        }
        let (verb, to) = (&list[left - 2], &list[left - 1]);
        matches!(to.text(text), "to" | "from")
            && is_use(verb, text, GIVING)
            && (list[start..left - 2].iter().any(|it| is_use(it, text, MESSAGE))
                || left == start + 3 && list[start].text(text) == "It" && verb.text(text) == "fell")
    })
}

/// Whether a word outside quotations has a use.
fn is_use(token: &Token, text: &str, uses: exact_words::Uses) -> bool {
    token.is_lower() && token.quote == 0 && exact_words::is(token.text(text), uses)
}

/// The subject of the sentence before one that only says that a message follows: `Ann Lee issued a statement. It
/// reads:`.
fn published(parsed: &ParsedText<'_>, sentence: usize, near: usize) -> Option<u32> {
    let list = &parsed.tokens.list;
    let text = parsed.tokens.text;
    let lead = parsed.tokens.sentences[sentence];
    let words = &list[lead.first as usize..lead.last as usize];
    let short = words.iter().position(|it| it.is_sign(b':')).is_some_and(|it| it <= LONGEST_LEAD);
    let is_message = |it: &Token| it.is_lower() && it.quote == 0 && exact_words::is(it.text(text), MESSAGE);
    let starts = words.first().is_some_and(|it| it.text(text) == "It")
        || words.first().is_some_and(|it| it.text(text) == "The") && words.get(1).is_some_and(is_message);
    let reads = words.iter().take(4).any(|it| {
        it.is_lower() && (it.is(SAY) && it.is(FINITE) || matches!(it.text(text), "reads" | "read" | "ran"))
    });
    let before = sentence.checked_sub(1).map(|at| parsed.tokens.sentences[at])?;
    if !(short && starts && reads) || lead.block > before.block + 1 {
        return None;
    }
    let told = &list[before.first as usize..before.last as usize];
    let mut here = (0..near).filter(|at| {
        let mention = &parsed.mentions[*at];
        mention.first >= before.first
            && mention.last <= before.last
            && !mention.is_modifier
            && !mention.owns_office
    });
    let subject = here.find(|at| {
        let verb = parsed.verbs[*at];
        verb.exists() && exact_words::is(list[verb.at as usize].text(text), GIVING)
    })?;
    let gives = told.iter().any(is_message);
    let mention = &parsed.mentions[subject];
    (gives && mention.kind == MentionKind::Name && mention.person != NOBODY).then_some(subject as u32)
}
