//! Which words a text also writes without a capital: `Still, he said` begins with no name.

use crate::people::tokens::{Token, Tokens};

/// Bloom filters of the words that the text writes without a capital, and of those that it writes with one
/// behind such a word. They may rarely hold a word wrongly, and never miss one.
#[derive(Debug)]
pub(super) struct LowerWords {
    lower: Vec<u64>,
    capital: Vec<u64>,
}

impl LowerWords {
    pub(super) fn of(tokens: &Tokens<'_>) -> LowerWords {
        let words = (tokens.list.len() / 2).next_power_of_two().clamp(64, 1 << 14);
        let mut sets = LowerWords { lower: vec![0u64; words], capital: vec![0u64; words] };
        let mut after_lower = false;
        for token in &tokens.list {
            let is_lower = token.is_lower();
            if is_lower && token.classes == 0 {
                Self::put(&mut sets.lower, token.hash);
            } else if after_lower && token.is_capital() {
                Self::put(&mut sets.capital, token.hash);
            }
            after_lower = is_lower;
        }
        sets
    }

    fn put(bits: &mut [u64], hash: u32) {
        let (one, two) = Self::places(bits.len(), hash);
        bits[one.0] |= one.1;
        bits[two.0] |= two.1;
    }

    /// The words of a filter and the bits in them that stand for a hash.
    fn places(len: usize, hash: u32) -> ((usize, u64), (usize, u64)) {
        let other = hash.wrapping_mul(0x9e37_79b9).rotate_left(13);
        (
            ((hash >> 6) as usize & (len - 1), 1 << (hash & 63)),
            ((other >> 6) as usize & (len - 1), 1 << (other & 63)),
        )
    }

    fn holds(bits: &[u64], hash: u32) -> bool {
        let (one, two) = Self::places(bits.len(), hash);
        bits[one.0] & one.1 != 0 && bits[two.0] & two.1 != 0
    }

    /// Whether a word with a capital at the beginning of a sentence is an ordinary one.
    pub(super) fn has(&self, token: &Token) -> bool {
        token.classes != 0 || Self::holds(&self.lower, token.hash) && !Self::holds(&self.capital, token.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::parsed_text::ParsedText;

    #[test]
    fn a_word_is_ordinary_when_it_stands_without_a_capital_and_never_with_one() {
        let parsed =
            ParsedText::read("Xylo left. The xylo broke. Brakk left. A brakk, the Brakk. Kelm left.");
        let lower = LowerWords::of(&parsed.tokens);
        let has = |word: &str| {
            let found = parsed.tokens.list.iter().find(|it| it.text(parsed.tokens.text) == word);
            lower.has(found.unwrap())
        };
        assert!(has("Xylo"));
        assert!(!has("Brakk"), "it stands with a capital behind a word without one");
        assert!(!has("Kelm"));
        assert!(has("The"), "a listed word is ordinary");
    }

    #[test]
    fn many_words_are_held_and_few_wrongly() {
        let word = |at: usize| -> String {
            (0..6).map(|place| char::from(b'a' + (at / 26usize.pow(place) % 26) as u8)).collect()
        };
        let text: String = (0..5_000).map(|at| format!("x{} ", word(at))).collect();
        let parsed = ParsedText::read(&text);
        let lower = LowerWords::of(&parsed.tokens);
        let held = |hash: u32| LowerWords::holds(&lower.lower, hash);
        let listed = parsed.tokens.list.iter().filter(|it| it.classes == 0);
        assert!(listed.clone().count() > 4_900 && listed.clone().all(|it| held(it.hash)));
        let wrong = (0..10_000u32).filter(|it| held(it.wrapping_mul(0x9e37_79b1))).count();
        assert!(wrong < 100, "{wrong} of 10,000");
    }
}
