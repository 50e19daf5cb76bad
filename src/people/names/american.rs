//! British and American spellings of the words in the names of bodies.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::people::data::pairs;

struct Spellings {
    words: FxHashMap<&'static str, &'static str>,
    /// Ends of words.
    ends: Vec<(&'static str, &'static str)>,
}

static SPELLINGS: LazyLock<Spellings> = LazyLock::new(|| {
    let (ends, words): (Vec<_>, Vec<_>) =
        pairs(include_str!("../data/names/american.tsv")).partition(|(british, _)| british.starts_with('-'));
    let ends = ends.into_iter().map(|(british, american)| (&british[1..], &american[1..])).collect();
    Spellings { words: words.into_iter().collect(), ends }
});

/// A word in its plain form as the American press writes it; any other word as it is.
pub(super) fn american(word: Cow<'_, str>) -> Cow<'_, str> {
    if let Some(american) = SPELLINGS.words.get(word.as_ref()) {
        return Cow::Borrowed(american);
    }
    for (british, american) in &SPELLINGS.ends {
        if let Some(stem) = word.strip_suffix(british)
            && !stem.is_empty()
        {
            return Cow::Owned(format!("{stem}{american}"));
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::data::lines;

    #[test]
    fn british_words_become_american_ones() {
        for (word, expected) in [
            ("organisation", "organization"),
            ("organization", "organization"),
            ("organisations", "organizations"),
            ("defence", "defense"),
            ("centre", "center"),
            ("labour", "labour"),
            ("isation", "isation"),
            ("council", "council"),
        ] {
            assert_eq!(american(word.into()), expected);
        }
    }

    #[test]
    fn each_word_of_the_list_is_there_once_in_order() {
        let text = include_str!("../data/names/american.tsv");
        let words: Vec<&str> = lines(text).filter_map(|line| line.split('\t').next()).collect();
        let mut once: Vec<&str> = words.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), words.len());
        for (british, american) in pairs(text) {
            assert!(!american.is_empty() && british != american, "{british}");
        }
    }
}
