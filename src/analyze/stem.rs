//! Stemming by language: the one place that knows the stemmer.
//!
//! The stemmers are Snowball's as rust-stemmers has them. They differ from
//! today's Snowball list in a few dozen English words (see the tests).

use rust_stemmers::{Algorithm, Stemmer as Snowball};

use crate::article::Language;

/// The stemmer of one language; a language without one keeps its plain forms.
pub struct Stemmer(Option<Snowball>);

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Stemmer").field(&self.0.is_some()).finish()
    }
}

impl Stemmer {
    /// The stemmer for articles in `language`.
    #[must_use]
    pub fn of(language: Language) -> Stemmer {
        Stemmer(algorithm(language).map(Snowball::create))
    }

    /// Appends the stem of a plain form to `out`.
    pub fn push_stem(&self, plain: &str, out: &mut String) {
        match &self.0 {
            Some(snowball) => out.push_str(&snowball.stem(plain)),
            None => out.push_str(plain),
        }
    }

    /// The stem of a plain form.
    #[must_use]
    pub fn stem(&self, plain: &str) -> String {
        let mut out = String::with_capacity(plain.len());
        self.push_stem(plain, &mut out);
        out
    }
}

/// Greek has a Snowball stemmer too, but this one panics on some Greek words, so
/// Greek keeps its plain forms.
fn algorithm(language: Language) -> Option<Algorithm> {
    Some(match language.code() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_words_meet_in_their_stem() {
        let english = Stemmer::of(Language::ENGLISH);
        for (word, expected) in
            [("ceasefires", "ceasefir"), ("negotiating", "negoti"), ("said", "said"), ("", "")]
        {
            assert_eq!(english.stem(word), expected);
        }
    }

    #[test]
    fn a_language_without_a_stemmer_keeps_its_words() {
        let thai = Language::from_tag("th").expect("a tag");
        assert_eq!(Stemmer::of(thai).stem("words"), "words");
    }
}
