//! Stemming by language. No other file knows the stemmer.
//!
//! The stemmers are those of Snowball in the version that rust-stemmers has. Later versions of Snowball stem a few
//! dozen English words differently.

use rust_stemmers::{Algorithm, Stemmer as Snowball};

use crate::article::Language;

/// The stemmer of one language; a language without one keeps its plain forms.
pub(crate) struct Stemmer(Option<Snowball>);

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Stemmer").field(&self.0.is_some()).finish()
    }
}

impl Stemmer {
    /// The stemmer for articles in `language`.
    #[must_use]
    pub(crate) fn of(language: Language) -> Stemmer {
        Stemmer(algorithm(language).map(Snowball::create))
    }

    /// Appends the stem of a plain form to `out`.
    pub(crate) fn push_stem(&self, plain: &str, out: &mut String) {
        match &self.0 {
            Some(snowball) => out.push_str(&snowball.stem(plain)),
            None => out.push_str(plain),
        }
    }

    /// The stem of a plain form.
    #[must_use]
    pub(crate) fn stem(&self, plain: &str) -> String {
        let mut out = String::with_capacity(plain.len());
        self.push_stem(plain, &mut out);
        out
    }
}

/// The beginnings that a plain form with this stem can have: every such form begins with one of them.
///
/// English stemming leaves all but the last letter of a stem as it found it,
/// with three exceptions (`dying`, `lying`, `tying`); other languages keep an ASCII first letter.
#[must_use]
pub(crate) fn beginnings(stem: &str, language: Language) -> Vec<String> {
    if language != Language::ENGLISH {
        let ascii = stem.chars().next().filter(char::is_ascii);
        return vec![ascii.map(String::from).unwrap_or_default()];
    }
    let mut prefixes = vec![match stem.char_indices().next_back() {
        Some((last, _)) if last > 0 => stem[..last].to_owned(),
        _ => stem.to_owned(),
    }];
    if let "die" | "lie" | "tie" = stem {
        prefixes.push(format!("{}ying", &stem[..1]));
    }
    prefixes
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

    #[test]
    fn every_english_form_begins_as_its_stem_lets_it() {
        let english = Stemmer::of(Language::ENGLISH);
        let roots = [
            "hop", "hope", "rate", "happy", "cry", "die", "lie", "tie", "ski", "sky", "capabl", "nation",
            "relat", "possib", "gener", "commun", "arsen", "y", "a", "oz", "be", "agre", "fe", "us", "news",
            "inn", "early", "on", "ug", "id", "gent", "sing", "howe", "atlas", "cosmos", "bias", "andes",
        ];
        let endings = [
            "", "s", "es", "ed", "ing", "ly", "ies", "ied", "y", "ying", "e", "er", "ization", "ational",
            "fulness", "ousness", "iveness", "bility", "biliti", "ability", "ibility", "ogi", "ogist",
            "ement", "ingly", "edly", "eedly", "eed", "sses", "ance", "ence", "ation", "ator", "alism",
            "aliti", "ize", "able", "ible", "li", "lli", "tional", "anci", "enci", "izer", "ic", "icate",
            "ical", "ness", "full",
        ];
        for root in roots {
            for first in endings {
                for second in endings {
                    let form = format!("{root}{first}{second}");
                    let stem = english.stem(&form);
                    let prefixes = beginnings(&stem, Language::ENGLISH);
                    assert!(prefixes.iter().any(|it| form.starts_with(it)), "{form} has the stem {stem}");
                }
            }
        }
    }
}
