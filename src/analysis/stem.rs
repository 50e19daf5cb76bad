//! Stemming by language. No other file knows the stemmers, and [`stemming`] is the table of them.
//!
//! A stemmer reads the word with its accents in small letters, and the stem is folded: `новый` and `нового` meet. English,
//! Finnish and Portuguese are stemmed by their plain forms, which was measured to be as good there.
//!
//! The stemmers are those of Snowball: the version that rust-stemmers has where it is level with today's, that of
//! frostem elsewhere. Later versions of Snowball stem a few dozen English words differently.

use std::borrow::Cow;

use frostem::Algorithm as New;
use rust_stemmers::{Algorithm as Old, Stemmer as Snowball};

use crate::analysis::affixes::{without_hebrew_prefixes, without_korean_particles};
use crate::analysis::apostrophes::Apostrophe;
use crate::analysis::fold::{push_plain, small};
use crate::analysis::verbs::infinitive;
use crate::article::Language;

/// The stemmer of one language; a language without one keeps its plain forms.
pub(crate) struct Stemmer {
    kind: Kind,
    apostrophe: Apostrophe,
}

enum Kind {
    None,
    /// Stems plain forms.
    Plain(Snowball),
    /// Stems plain forms, and writes a graded consonant in one way.
    Finnish(Snowball),
    /// Takes prefixes off plain forms.
    Hebrew,
    /// Takes particles off small forms.
    Korean,
    /// Takes off only what an apostrophe divides.
    Unstemmed,
    /// Stems small forms, which are folded afterwards.
    Small(Snowball),
    NewSmall(frostem::Stemmer),
}

/// Which stemmer a language has, and what it reads.
enum Stemming {
    None,
    Plain(Old),
    Finnish,
    Hebrew,
    Korean,
    Unstemmed,
    Small(Old),
    NewSmall(New),
}

/// The table of languages.
fn stemming(language: Language) -> Stemming {
    match language.code() {
        "ar" => Stemming::Small(Old::Arabic),
        "az" | "co" | "oc" | "rm" => Stemming::Unstemmed,
        "bs" | "hr" | "sr" => Stemming::NewSmall(New::Serbian),
        "ca" => Stemming::NewSmall(New::Catalan),
        "cs" => Stemming::NewSmall(New::Czech),
        "da" => Stemming::NewSmall(New::Danish),
        "de" => Stemming::NewSmall(New::German),
        "el" => Stemming::NewSmall(New::Greek),
        "en" => Stemming::Plain(Old::English),
        "eo" => Stemming::NewSmall(New::Esperanto),
        "es" => Stemming::Small(Old::Spanish),
        "et" => Stemming::NewSmall(New::Estonian),
        "eu" => Stemming::NewSmall(New::Basque),
        "fa" => Stemming::NewSmall(New::Persian),
        "fi" => Stemming::Finnish,
        "fr" => Stemming::NewSmall(New::French),
        "ga" => Stemming::NewSmall(New::Irish),
        "he" => Stemming::Hebrew,
        "hi" => Stemming::NewSmall(New::Hindi),
        "hu" => Stemming::NewSmall(New::Hungarian),
        "hy" => Stemming::NewSmall(New::Armenian),
        "id" => Stemming::NewSmall(New::Indonesian),
        "it" => Stemming::NewSmall(New::Italian),
        "ko" => Stemming::Korean,
        "lt" => Stemming::NewSmall(New::Lithuanian),
        "nb" | "nn" | "no" => Stemming::NewSmall(New::Norwegian),
        "ne" => Stemming::NewSmall(New::Nepali),
        "nl" => Stemming::Small(Old::Dutch),
        "pl" => Stemming::NewSmall(New::Polish),
        "pt" => Stemming::Plain(Old::Portuguese),
        "ro" => Stemming::NewSmall(New::Romanian),
        "ru" => Stemming::Small(Old::Russian),
        "st" => Stemming::NewSmall(New::Sesotho),
        "sv" => Stemming::NewSmall(New::Swedish),
        "ta" => Stemming::NewSmall(New::Tamil),
        "tr" => Stemming::Small(Old::Turkish),
        "uk" => Stemming::NewSmall(New::Ukrainian),
        "yi" => Stemming::NewSmall(New::Yiddish),
        _ => Stemming::None,
    }
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Stemmer").field(&!matches!(self.kind, Kind::None)).finish()
    }
}

impl Stemmer {
    /// The stemmer for articles in `language`.
    #[must_use]
    pub(crate) fn of(language: Language) -> Stemmer {
        let kind = match stemming(language) {
            Stemming::None => Kind::None,
            Stemming::Hebrew => Kind::Hebrew,
            Stemming::Korean => Kind::Korean,
            Stemming::Unstemmed => Kind::Unstemmed,
            Stemming::Plain(algorithm) => Kind::Plain(Snowball::create(algorithm)),
            Stemming::Finnish => Kind::Finnish(Snowball::create(Old::Finnish)),
            Stemming::Small(algorithm) => Kind::Small(Snowball::create(algorithm)),
            Stemming::NewSmall(algorithm) => Kind::NewSmall(frostem::Stemmer::new(algorithm)),
        };
        Stemmer { kind, apostrophe: Apostrophe::of(language) }
    }

    /// Whether the stem of a word follows from its plain form. Where it does not, the accents count, and plain forms
    /// are always indexed.
    #[must_use]
    pub(crate) fn reads_plain_forms(&self) -> bool {
        matches!(self.kind, Kind::None | Kind::Plain(_) | Kind::Finnish(_) | Kind::Hebrew)
    }

    /// Whether every form of a stem begins with its first letter when that is ASCII, but that Turkish hardens a stem of one
    /// letter (`b` to `p`, `d` to `t`).
    #[must_use]
    pub(crate) fn keeps_first_letter(&self) -> bool {
        if let Apostrophe::Elides(_) = self.apostrophe {
            return false;
        }
        match &self.kind {
            Kind::None
            | Kind::Plain(_)
            | Kind::Finnish(_)
            | Kind::Small(_)
            | Kind::Hebrew
            | Kind::Korean
            | Kind::Unstemmed => true,
            Kind::NewSmall(stemmer) => matches!(
                stemmer.algorithm(),
                New::Czech | New::Danish | New::Norwegian | New::Romanian | New::Swedish
            ),
        }
    }

    /// Appends the stem of a token with this plain form to `out`.
    pub(crate) fn push_stem(&self, written: &str, plain: &str, out: &mut String) {
        match &self.kind {
            Kind::None => out.push_str(plain),
            Kind::Hebrew => out.push_str(without_hebrew_prefixes(plain)),
            Kind::Korean => push_plain(without_korean_particles(&self.letters(written)), out),
            Kind::Unstemmed => push_plain(&self.letters(written), out),
            Kind::Plain(snowball) => out.push_str(&snowball.stem(plain)),
            Kind::Finnish(snowball) => push_ungraded(&snowball.stem(plain), out),
            Kind::Small(snowball) => push_plain(&snowball.stem(&self.letters(written)), out),
            Kind::NewSmall(snowball) => {
                let small = self.letters(written);
                let small = before_stemming(&small, snowball.algorithm()).unwrap_or(small);
                push_plain(after_stemming(&snowball.stem(&small), snowball.algorithm()), out);
            }
        }
    }

    /// The stem of a word of a query in its [small form](small).
    #[must_use]
    pub(crate) fn stem(&self, word: &str) -> String {
        let mut out = String::with_capacity(word.len());
        self.push_stem(word, &crate::analysis::plain(word), &mut out);
        out
    }

    /// The letters of a word that are stemmed, in small form.
    fn letters<'w>(&self, written: &'w str) -> Cow<'w, str> {
        let mut small = small(written);
        if small.contains('\'') {
            self.apostrophe.letters(small.to_mut());
        }
        small
    }
}

/// The letters that are stemmed in place of a word: the infinitive of a strong German verb, the Romanian article that
/// does not depend on the case (`președintelui`, `președintele`).
fn before_stemming<'w>(small: &str, algorithm: New) -> Option<Cow<'w, str>> {
    match algorithm {
        New::German => infinitive(small).map(Cow::Owned),
        New::Romanian => small.strip_suffix("elui").map(|rest| Cow::Owned(format!("{rest}ele"))),
        _ => None,
    }
}

/// The stem without what prefixes have changed: the `k` that Indonesian loses behind `meng-` (`mengatakan`, `kata`).
fn after_stemming(stem: &str, algorithm: New) -> &str {
    match (algorithm, stem.strip_prefix('k')) {
        (New::Indonesian, Some(rest)) if rest.len() > 2 && rest.starts_with(['a', 'e', 'i', 'o', 'u']) => {
            rest
        }
        _ => stem,
    }
}

/// Appends a Finnish stem with its last consonants as they stand before an open syllable: `helsing` of `Helsingissä` is
/// `helsink`, `hallituks` of `hallituksen` is `hallitus`.
fn push_ungraded(stem: &str, out: &mut String) {
    if let Some(rest) = stem.strip_suffix("ng").filter(|rest| rest.len() > 2) {
        out.push_str(rest);
        out.push_str("nk");
    } else if let Some(rest) = stem.strip_suffix("uks").or_else(|| stem.strip_suffix("yks"))
        && rest.len() > 2
    {
        out.push_str(&stem[..=rest.len()]);
        out.push('s');
    } else {
        out.push_str(stem);
    }
}

/// The beginnings that a plain form with this stem can have: every such form begins with one of them.
///
/// English stemming leaves all but the last letter of a stem as it found it,
/// with three exceptions (`dying`, `lying`, `tying`); other languages whose stemmers read plain forms keep an ASCII first
/// letter.
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
    fn accents_count_for_the_stemmer_and_are_folded_afterwards() {
        for (language, one, other) in [
            ("ru", "новый", "НОВОГО"),
            ("uk", "Київ", "Києві"),
            ("pl", "rząd", "rządowi"),
            ("es", "cantar", "cantábamos"),
            ("de", "Müller", "Mueller"),
            ("de", "Haus", "Häuser"),
            ("fr", "État", "L’État"),
            ("fr", "Ukraine", "d'Ukraine"),
            ("ca", "ajuntament", "l'Ajuntament"),
            ("tr", "Ankara", "Ankara'nın"),
            ("he", "ממשלה", "הממשלה"),
            ("ko", "세금", "세금을"),
            ("sr", "Vučić", "Вучић"),
            ("id", "kata", "katanya"),
            ("id", "kata", "mengatakan"),
            ("ro", "președinte", "președintelui"),
            ("nl", "Amerikaans", "Amerikaanse"),
            ("de", "schreiben", "geschrieben"),
            ("fi", "Helsinki", "Helsingissä"),
            ("fi", "hallitus", "hallituksen"),
            ("el", "πρόεδρος", "ΠΡΟΕΔΡΟΣ"),
            ("hi", "सरकारों", "सरकार"),
        ] {
            let stemmer = Stemmer::of(Language::from_tag(language).expect("a tag"));
            let stem = |word| stemmer.stem(&small(word));
            assert_eq!(stem(one), stem(other), "{language} {one} {other}");
            assert_eq!(crate::analysis::plain(&stem(one)), stem(one), "{language} {one}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_stemmer_stumbles_over_a_word(word in "\\PC{0,12}|[а-яґєії]{1,9}|[α-ωά-ώ]{1,9}|[\u{900}-\u{97f}]{1,9}|[ء-ي]{1,9}|[a-zà-ž]{1,12}") {
            for language in LANGUAGES {
                let stemmer = Stemmer::of(Language::from_tag(language).expect("a tag"));
                let stem = stemmer.stem(&small(&word));
                assert!(stem.len() <= 4 * word.len() + 4, "{language} {stem}");
            }
        }
    }

    const LANGUAGES: [&str; 41] = [
        "ar", "bs", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa", "fi", "fr", "ga", "he",
        "hi", "hr", "ko", "az", "hu", "hy", "id", "it", "lt", "nb", "ne", "nl", "pl", "pt", "ro", "ru", "sr",
        "st", "sv", "ta", "th", "tr", "uk", "yi",
    ];

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
