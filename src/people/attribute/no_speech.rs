//! Words between marks that nobody said: what a word means, what something is called, what a sign reads.

use crate::people::exact_words;
use crate::people::exact_words::{ABOUT_WORDS, BOARD, WORK};
use crate::people::lexicon::{ADVERB, AUXILIARY, CONJUNCTION, SAY};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::{Token, TokenKind};

/// Whether the words number `quote` are no speech by what stands before them. `before` says so of the stretch before.
pub(super) fn is_no_speech(parsed: &ParsedText<'_>, quote: usize, before: bool) -> bool {
    let list = &parsed.tokens.list;
    let first = parsed.tokens.quotes[quote].0 as usize;
    let Some(opening) = list.get(first) else { return false };
    let block = parsed.tokens.block(opening);
    let token = |back: usize| {
        first.checked_sub(back).map(|at| &list[at]).filter(|it| parsed.tokens.block(it) == block)
    };
    let text = parsed.tokens.text;
    let outside = |back: usize| token(back).filter(|it| it.quote == 0).map_or("", |it| it.text(text));
    // `“quiet” or “late”`
    let joined = token(1).is_some_and(|it| it.is(CONJUNCTION)) && token(2).is_some_and(|it| it.quote > 0);
    if joined && before {
        return true;
    }
    let one = outside(1);
    if exact_words::is(one, ABOUT_WORDS) || one == "for" && matches!(outside(2), "stand" | "stands" | "stood")
    {
        return true;
    }
    // `such films as “…”`
    if one == "as" && outside(3) == "such" && exact_words::is(outside(2).trim_end_matches('s'), WORK) {
        return true;
    }
    is_on_board(parsed, first, opening)
}

/// Whether a sign, a wall or the like is the subject of the verb before the words: `A sign on the door reads “…”`.
fn is_on_board(parsed: &ParsedText<'_>, first: usize, opening: &Token) -> bool {
    let list = &parsed.tokens.list;
    let sentence = parsed.tokens.sentences[opening.sentence as usize];
    let words = &list[sentence.first as usize..first];
    let Some((verb, subject)) = words.split_last() else { return false };
    let reads = verb.is_lower() && (verb.is(SAY) || exact_words::is(verb.text(parsed.tokens.text), BOARD));
    let head = subject
        .iter()
        .take(3)
        .find(|it| it.is_lower() && exact_words::is(it.text(parsed.tokens.text), BOARD));
    reads
        && head.is_some()
        && subject
            .iter()
            .all(|it| it.quote == 0 && !it.is(AUXILIARY) && !(it.is_lower() && it.is(SAY) && !it.is(ADVERB)))
        && verb.kind == TokenKind::Word
}
