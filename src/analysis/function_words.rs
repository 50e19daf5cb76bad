//! Words that hold a sentence together and say nothing of what it is about.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Whether a plain form is a function word.
pub(crate) fn is_function_word(plain: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| listed().collect());
    WORDS.contains(plain)
}

/// The words of the list, in order.
fn listed() -> impl Iterator<Item = &'static str> {
    include_str!("function_words.txt").lines().filter(|line| !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_holds_a_word_once() {
        let words: Vec<&str> = listed().collect();
        assert!(words.len() > 200);
        assert!(words.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn function_words_are_known_in_plain_form() {
        assert!(is_function_word("which") && is_function_word("cant"));
        assert!(!is_function_word("us") && !is_function_word("Which") && !is_function_word("# English"));
    }
}
