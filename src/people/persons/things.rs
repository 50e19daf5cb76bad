//! Single words with a capital that are no surnames: names of firms, and people as a crowd.

use crate::people::exact_words;
use crate::people::exact_words::SURNAME_PART;
use crate::people::mentions::{Mention, MentionKind};
use crate::people::tokens::{Shape, Tokens};

/// A capital behind this many letters is no part of a surname (`PolitiFact`), unless it begins as one (`MacDonald`).
const FEWEST_BEFORE_CAPITAL: usize = 3;
/// Fewer letters make no plural of people.
const SHORTEST_PLURAL: usize = 7;

/// The hashes of the first words of the organisations that are named with several words: `Peabody` of `Peabody
/// Energy`. A short list, in order.
pub(super) fn bodies(tokens: &Tokens<'_>, mentions: &[Mention]) -> Vec<u32> {
    let named = mentions.iter().filter(|it| it.kind == MentionKind::Organisation && it.len() >= 2);
    let mut found: Vec<u32> = named
        .map(|it| tokens.list[it.first as usize])
        .filter(|it| it.shape == Shape::Capital && it.classes == 0)
        .map(|it| it.hash)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a single word is no surname by its letters, or where it stands.
pub(super) fn is_no_surname(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    is_compound(tokens.list[mention.first as usize].text(tokens.text)) || is_crowd(tokens, mention)
}

/// Whether a capital stands inside a word as in names of firms.
fn is_compound(word: &str) -> bool {
    let inner = word.char_indices().skip(FEWEST_BEFORE_CAPITAL).find(|it| it.1.is_uppercase()).map(|it| it.0);
    inner.is_some_and(|at| {
        let before = &word[..at];
        before.chars().all(char::is_alphabetic)
            && before.chars().skip(1).all(char::is_lowercase)
            && !exact_words::is(before, SURNAME_PART)
    })
}

/// Whether a word that begins a sentence is a plural of people: `Demonstrators said`.
pub(super) fn is_crowd(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let token = &tokens.list[mention.first as usize];
    let word = token.text(tokens.text);
    let opens = tokens.sentences[token.sentence as usize].first == mention.first;
    mention.len() == 1
        && opens
        && token.shape == Shape::Capital
        && word.len() >= SHORTEST_PLURAL
        && ["ers", "ors", "ists", "ents", "ants", "ians"].iter().any(|it| word.ends_with(it))
}
