//! Words that hold a sentence together and say nothing of what it is about.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::Language;

/// Whether a plain form is a function word of English.
pub(crate) fn is_function_word(plain: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| listed().collect());
    WORDS.contains(plain)
}

/// Whether a plain form is a function word of a language for which there is a list, or else of English.
pub(crate) fn is_function_word_in(plain: &str, only: Option<Language>) -> bool {
    static OTHERS: LazyLock<FxHashMap<&str, FxHashSet<&str>>> = LazyLock::new(|| {
        let rows = include_str!("function_words.tsv").lines().filter(|line| !line.starts_with('#'));
        let rows = rows.filter_map(|line| line.split_once('\t'));
        rows.flat_map(|(codes, words)| codes.split(' ').map(move |code| (code, words.split(' ').collect())))
            .collect()
    });
    match only.and_then(|language| OTHERS.get(language.code())) {
        Some(words) => words.contains(plain),
        None => is_function_word(plain),
    }
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
        let of = |word: &str, only: &str| is_function_word_in(word, Language::from_tag(only));
        assert!(of("which", "") && of("cant", "en") && of("which", "de"));
        assert!(!of("us", "") && !of("Which", "") && !of("# English", ""));
        assert!(of("hvilken", "nb") && of("nasil", "tr") && !of("which", "fr") && !of("hvilken", ""));
        for line in include_str!("function_words.tsv").lines().filter(|line| !line.starts_with('#')) {
            let (_, words) = line.split_once('\t').expect("two columns");
            assert!(words.split(' ').all(|it| crate::analysis::plain(it) == it), "{line}");
        }
    }
}
