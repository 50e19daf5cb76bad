//! What an apostrophe within a word says to the stemmer of a language.
//!
//! In French and languages like it an elided word stands before it (`l’Ukraine`), and the stem is that of the word behind
//! it. In Turkish it ends a name, and endings follow (`Ankara’nın`): the stem is that of the name. Elsewhere the stem is
//! that of the letters on both sides (`O’Brien`).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::article::Language;

/// What the letters before an apostrophe are in a language.
#[derive(Debug, Clone)]
pub(crate) enum Apostrophe {
    /// A part of the word.
    Joins,
    /// The word, and endings follow.
    Ends,
    /// One of these is an elided word, everything else a part of the word.
    Elides(&'static [&'static str]),
}

static ELISIONS: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("data/elisions.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(code, words)| (code, words.split(' ').collect()))
        .collect()
});

impl Apostrophe {
    /// What an apostrophe says in `language`.
    #[must_use]
    pub(crate) fn of(language: Language) -> Apostrophe {
        match (language.code(), ELISIONS.get(language.code())) {
            ("tr" | "az", _) => Apostrophe::Ends,
            (_, Some(words)) => Apostrophe::Elides(words),
            (_, None) => Apostrophe::Joins,
        }
    }

    /// The letters of a small form of which the stem is made.
    pub(crate) fn letters(&self, small: &mut String) {
        if !small.contains('\'') {
            return;
        }
        match self {
            Apostrophe::Joins => {}
            Apostrophe::Ends => {
                if let Some(end) = small.find('\'').filter(|&end| end > 0) {
                    small.truncate(end);
                }
            }
            // `qu’l’`: one may follow the other.
            Apostrophe::Elides(words) => {
                while let Some((before, behind)) = small.split_once('\'')
                    && !behind.is_empty()
                    && words.contains(&before)
                {
                    *small = behind.to_owned();
                }
            }
        }
        small.retain(|c| c != '\'');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apostrophe_means_what_the_language_says() {
        for (language, small, expected) in [
            ("fr", "l'ukraine", "ukraine"),
            ("fr", "qu'ils", "ils"),
            ("fr", "aujourd'hui", "aujourdhui"),
            ("fr", "l'", "l"),
            ("it", "dell'arte", "arte"),
            ("ca", "l'ajuntament", "ajuntament"),
            ("tr", "ankara'nın", "ankara"),
            ("tr", "'", ""),
            ("en", "o'brien", "obrien"),
            ("en", "l'aquila", "laquila"),
        ] {
            let mut letters = small.to_owned();
            Apostrophe::of(Language::from_tag(language).expect("a tag")).letters(&mut letters);
            assert_eq!(letters, expected, "{language} {small}");
        }
    }
}
