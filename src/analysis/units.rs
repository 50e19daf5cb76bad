//! What a ranking counts in a text: words, and in scripts without spaces the runs of tokens that stand for words.
//!
//! One character of Chinese or Japanese tells little, and two in a row are a word often enough that counting them
//! ranks as well as cutting by a dictionary does. A syllable of Thai, Lao, Khmer or Burmese tells less, so runs of
//! two and of three are counted there. A character that stands alone is counted as it is.

use std::ops::Range;

use crate::analysis::{Words, clusters, is_ignorable};
use crate::span::ByteSpan;

/// The most tokens of a unit.
const LONGEST: usize = 3;

/// The tokens of a text, and which of them are counted together.
#[derive(Debug)]
pub(crate) struct Units {
    /// The tokens, in order.
    pub(crate) tokens: Vec<ByteSpan>,
    /// The units as ranges of tokens, by their last token, the shorter first.
    pub(crate) units: Vec<Range<usize>>,
}

/// Reads the units of a text.
pub(crate) fn units(text: &str) -> Units {
    let tokens: Vec<ByteSpan> = Words::new(text).collect();
    let mut units = Vec::with_capacity(tokens.len());
    let mut first = 0;
    for (at, token) in tokens.iter().enumerate() {
        let longest = longest(token.of(text));
        let next = tokens.get(at + 1);
        let ends = longest == 1 || next.is_none_or(|next| !follows(text, *token, *next));
        if first == at && ends {
            units.push(at..at + 1);
        }
        for tokens in 2..=longest.min(at + 1 - first) {
            units.push(at + 1 - tokens..at + 1);
        }
        if ends {
            first = at + 1;
        }
    }
    Units { tokens, units }
}

/// How many tokens a unit that ends with this one has at most.
fn longest(token: &str) -> usize {
    match token.chars().next() {
        Some(c) if clusters::is_southeast_asian(c) => LONGEST,
        Some(c) if clusters::begins(c) => 2,
        Some(_) | None => 1,
    }
}

/// Whether the second token goes on with the run of the first.
fn follows(text: &str, first: ByteSpan, second: ByteSpan) -> bool {
    longest(second.of(text)) > 1 && text[first.end()..second.start()].chars().all(is_ignorable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let Units { tokens, units } = units(text);
        let join =
            |unit: Range<usize>| tokens[unit].iter().map(|it| it.of(text)).collect::<Vec<_>>().join("+");
        units.into_iter().map(join).collect()
    }

    #[test]
    fn words_are_units() {
        assert_eq!(shown("The U.S. said 3.5 percent"), ["The", "U.S", "said", "3.5", "percent"]);
        assert!(shown("… –").is_empty());
    }

    #[test]
    fn characters_in_a_row_are_counted_by_twos() {
        assert_eq!(shown("过桥费"), ["过+桥", "桥+费"]);
        assert_eq!(shown("费"), ["费"]);
        assert_eq!(shown("佐藤市長,増税"), ["佐+藤", "藤+市", "市+長", "増+税"]);
        assert_eq!(shown("費 2024年に"), ["費", "2024", "年+に"]);
        assert_eq!(shown("a費b"), ["a", "費", "b"]);
    }

    #[test]
    fn syllables_are_counted_by_twos_and_threes() {
        assert_eq!(shown("ภาษี"), ["ภ+า", "า+ษี", "ภ+า+ษี"].map(str::to_owned).to_vec());
        assert_eq!(shown("ตลาด").len(), 2 * units("ตลาด").tokens.len() - 3);
    }
}
