//! Which words a text writes in small letters.

use crate::people::tokens::{Token, Tokens};

/// Which words the text writes in small letters, and which with a capital in
/// the middle of a sentence; may rarely say yes wrongly, never no.
#[derive(Debug)]
pub(super) struct LowerWords {
    small: Vec<u64>,
    capital: Vec<u64>,
}

impl LowerWords {
    pub(super) fn of(tokens: &Tokens<'_>) -> LowerWords {
        let words = (tokens.list.len() / 2).next_power_of_two().clamp(64, 1 << 14);
        let mut sets = LowerWords { small: vec![0u64; words], capital: vec![0u64; words] };
        let mut after_small = false;
        for token in &tokens.list {
            let small = token.is_lower();
            if small && token.classes == 0 {
                Self::put(&mut sets.small, token.hash);
            } else if after_small && token.is_capital() {
                Self::put(&mut sets.capital, token.hash);
            }
            after_small = small;
        }
        sets
    }

    fn put(bits: &mut [u64], hash: u32) {
        let (one, two) = Self::places(bits.len(), hash);
        bits[one.0] |= one.1;
        bits[two.0] |= two.1;
    }

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

    /// Whether a word at the beginning of a sentence is an ordinary one.
    pub(super) fn has(&self, token: &Token) -> bool {
        token.classes != 0 || Self::holds(&self.small, token.hash) && !Self::holds(&self.capital, token.hash)
    }
}
