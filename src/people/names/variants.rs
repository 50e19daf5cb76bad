//! Variant spellings of a query word among the words of an index, for search.
//!
//! Bolder than the linking of speakers, for here the reader sees the spelling that
//! matched. Two words are variants when
//!
//! - they are names of one place ([`Kinship::Place`]: `Bombay`, `Mumbai`), or
//! - their spelling keys are equal ([`Kinship::Spelling`], [`crate::people::names::key`]), or
//! - they sound alike ([`Kinship::Sound`]): their consonants are the same by sound, the
//!   vowels stand in the same places, and are near. Transliterations agree on consonants and rarely on
//!   vowels (`Khumayni`, `Khomeini`), so one step from front (`e`, `i`, `y`) to open (`a`) or from
//!   there to back (`o`, `u`) is allowed in a word of three consonants, and two from four
//!   vowels on: `Mehrion` is `Marion`, `Moran` is not, or
//! - they are in two scripts, and one is how the script writes the other ([`crate::people::names::scripts`]).
//!
//! Words listed under different names are never variants by sound.
//!
//! An index finds variants in two ways: it looks up [`Variants::listed`] as they are, and shows
//! [`Variants::kinship`] its words that begin with a letter of [`Variants::first_letters`].

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::people::names::rewrite::{Rule, When, is_vowel, rewrite, rule};
use crate::people::names::scripts::Foreign;
use crate::people::names::{key, lines, table, toponyms};

/// In what two variants agree, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kinship {
    /// They are names of one place.
    Place,
    /// They have one spelling key.
    Spelling,
    /// They sound alike.
    Sound,
}

/// What the variants of one query word have in common.
#[derive(Debug, Clone)]
pub(crate) struct Variants {
    /// As it was given.
    word: String,
    letters: String,
    /// What it is in another script than Latin.
    foreign: Option<Foreign>,
    /// The names of the place it names.
    place: Option<&'static str>,
    /// The spellings of the name it is one of.
    name: Option<&'static str>,
    spelling: String,
    is_slavic: bool,
    steady: u8,
    sounds: Vec<Sound>,
    first_letters: [bool; 26],
}

/// Of two words that sound alike, one has as many letters as this.
const SHORTEST: usize = 5;
/// How many letters more or fewer an unlisted variant may have.
const MOST_DIFFERENCE: usize = 5;

impl Variants {
    /// The variants of `word`, a plain form or a word as typed.
    #[must_use]
    pub(crate) fn of(word: &str) -> Variants {
        let letters = key::letters(word).into_owned();
        let spelling = key::of_letters(&letters);
        let sounds = sounds(&letters);
        let mut first_letters = [false; 26];
        let firsts = sounds.iter().map(|it| it.key.as_str()).chain([spelling.as_str(), letters.as_str()]);
        for letter in firsts.filter_map(|it| it.bytes().next()).flat_map(written_first) {
            if letter.is_ascii_lowercase() {
                first_letters[usize::from(letter - b'a')] = true;
            }
        }
        let foreign = Foreign::of(word);
        if foreign.is_some() {
            first_letters = [true; 26];
        }
        Variants {
            foreign,
            place: toponyms::line_of(&letters),
            name: table::line_of(&letters),
            is_slavic: key::is_slavic(&letters),
            steady: steady(&letters),
            spelling,
            sounds,
            first_letters,
            letters,
            word: word.to_owned(),
        }
    }

    /// Other names and spellings from the lists, in lower-case letters without marks.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &'static str> {
        let listed = self.place.into_iter().chain(self.name).flat_map(lines::spellings);
        listed.filter(|&it| it != self.letters)
    }

    /// The letters with which variants begin that are not [listed](Self::listed), in order.
    pub(crate) fn first_letters(&self) -> impl Iterator<Item = char> {
        (b'a'..=b'z').filter(|&it| self.first_letters[usize::from(it - b'a')]).map(char::from)
    }

    /// Whether `form`, a plain form, is the word itself or a variant of it. What begins with a
    /// digit is a variant of nothing.
    #[must_use]
    pub(crate) fn fits(&self, form: &str) -> bool {
        form == self.word || (!form.starts_with(char::is_numeric) && self.kinship(form).is_some())
    }

    /// Hashes of which two words have one in common that fit each other.
    pub(crate) fn push_marks(&self, marks: &mut Vec<u64>) {
        let mut push = |kind: u8, text: &str| marks.push(xxh3_64_with_seed(text.as_bytes(), kind.into()));
        push(0, &self.word);
        push(1, &self.spelling);
        self.place.into_iter().for_each(|it| push(2, it));
        self.name.into_iter().for_each(|it| push(3, it));
        self.sounds.iter().for_each(|it| push(4, &it.key));
    }

    /// In what `form`, a plain form of the index, is a variant; `None` when it is none, or the word itself.
    #[must_use]
    pub(crate) fn kinship(&self, form: &str) -> Option<Kinship> {
        let letters = key::letters(form);
        if form == self.word || letters.is_empty() {
            return None;
        }
        if *letters == self.letters {
            // Of two scripts.
            return (form.is_ascii() != self.word.is_ascii()).then_some(Kinship::Spelling);
        }
        if self.is_across(form, &letters) {
            return Some(Kinship::Spelling);
        }
        if let (Some(own), Some(place)) = (self.place, toponyms::line_of(&letters)) {
            return (own == place).then_some(Kinship::Place);
        }
        if let (Some(own), Some(name)) = (self.name, table::line_of(&letters)) {
            return (own == name).then_some(Kinship::Spelling);
        }
        if letters.len().abs_diff(self.letters.len()) > MOST_DIFFERENCE || steady(&letters) != self.steady {
            return None;
        }
        // Words with one spelling key sound alike, or both have a Slavic ending.
        let sounds_alike = || self.sounds.iter().any(|own| sounds(&letters).iter().any(|it| own.is_near(it)));
        let same_spelling = || key::of_letters(&letters) == self.spelling;
        if self.is_slavic && key::is_slavic(&letters) && same_spelling() {
            return Some(Kinship::Spelling);
        }
        let too_short = letters.len().max(self.letters.len()) < SHORTEST;
        if too_short || !sounds_alike() {
            return None;
        }
        Some(if same_spelling() { Kinship::Spelling } else { Kinship::Sound })
    }
}

impl Variants {
    /// Whether one of the two is how another script writes the other, or a name that the lists have for it.
    fn is_across(&self, form: &str, letters: &str) -> bool {
        match &self.foreign {
            Some(own) => form.is_ascii() && own.fits(letters),
            None if form.is_ascii() || !self.word.is_ascii() => false,
            None => Foreign::of(form)
                .is_some_and(|it| it.fits(&self.letters) || self.listed().any(|own| it.fits(own))),
        }
    }
}

/// Which of the letters that no rule brings in or takes away are in a word: a
/// quick way to see that two words have no key in common.
fn steady(letters: &str) -> u8 {
    letters.bytes().fold(0, |seen, letter| {
        seen | match letter {
            b'g' => 1,
            b'l' => 2,
            b'm' => 4,
            b'n' => 8,
            b'r' => 16,
            _ => 0,
        }
    })
}

/// A word by its sound.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sound {
    /// Its consonants by sound, each run of vowels as `a`.
    key: String,
    /// The vowels of each run: a set of [`FRONT`], [`OPEN`] and [`BACK`].
    vowels: Vec<u8>,
}

const FRONT: u8 = 1;
const OPEN: u8 = 2;
const BACK: u8 = 4;

impl Sound {
    fn of(letters: &str) -> Sound {
        // An e at the end behind a consonant is silent.
        let letters = match letters.strip_suffix('e') {
            Some(rest) if rest.bytes().next_back().is_some_and(|it| !is_vowel(it)) => rest,
            _ => letters,
        };
        let mut sound = Sound { key: String::new(), vowels: Vec::new() };
        let mut last = 0;
        for letter in rewrite(letters, sound_rules).bytes() {
            let place = match letter {
                b'e' | b'i' | b'y' => FRONT,
                b'a' => OPEN,
                b'o' | b'u' => BACK,
                _ => 0,
            };
            let symbol = if place == 0 { letter } else { b'a' };
            if symbol != last {
                sound.key.push(char::from(symbol));
                if place != 0 {
                    sound.vowels.push(0);
                }
            }
            if let (1.., Some(run)) = (place, sound.vowels.last_mut()) {
                *run |= place;
            }
            last = symbol;
        }
        sound
    }

    fn is_near(&self, other: &Sound) -> bool {
        if self.key != other.key {
            return false;
        }
        let consonants = self.key.len() - self.vowels.len();
        let allowed = match (consonants, self.vowels.len()) {
            (..=2, _) => 0,
            (_, ..=3) => 1,
            _ => 2,
        };
        let steps = |(&one, &other): (&u8, &u8)| {
            let near = one & other != 0 || (one | other) & OPEN != 0;
            if one == other { 0 } else { 2 - u32::from(near) }
        };
        self.vowels.iter().zip(&other.vowels).map(steps).sum::<u32>() <= allowed
    }
}

/// The ways a word may sound: none of one too short to tell by.
fn sounds(letters: &str) -> Vec<Sound> {
    if letters.len() < 4 || letters.bytes().any(|it| it.is_ascii_digit()) {
        return Vec::new();
    }
    let mut sounds = vec![Sound::of(letters)];
    // Endings that Baltic languages put to foreign names (`Irvingas`).
    if letters.len() >= 7
        && let Some(bare) = letters.strip_suffix("as").or_else(|| letters.strip_suffix("is"))
    {
        sounds.push(Sound::of(bare));
    }
    if letters.contains("kh") {
        sounds.push(Sound::of(&letters.replace("kh", "h")));
    }
    sounds
}

/// The letters with which words begin whose key begins with `symbol`.
fn written_first(symbol: u8) -> &'static [u8] {
    match symbol {
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' => b"aeiouyjw",
        b'k' | b'q' => b"kcq",
        b'C' | b'c' => b"ctk",
        b's' => b"sczx",
        b'S' | b'x' => b"sxc",
        b'J' | b'j' | b'z' => b"jdzs",
        b'v' | b'w' => b"vwb",
        b'b' => b"b",
        b'f' | b'p' => b"fp",
        b'h' => b"hk",
        b'd' => b"d",
        b'g' => b"g",
        b'l' => b"l",
        b'm' => b"m",
        b'n' => b"n",
        b'r' => b"r",
        b't' => b"t",
        _ => b"",
    }
}

fn sound_rules(first: u8) -> &'static [Rule] {
    use When::{Always, BeforeFront, BeforeVowel, First, NotFirst};
    match first {
        b'b' => const { &[rule("bh", Always, "v")] },
        b'c' => {
            const {
                &[
                    rule("ck", Always, "k"),
                    rule("ch", Always, "C"),
                    rule("cz", Always, "C"),
                    rule("c", BeforeFront, "s"),
                    rule("c", Always, "k"),
                ]
            }
        }
        b'd' => {
            const {
                &[
                    rule("dsch", Always, "J"),
                    rule("dzh", Always, "J"),
                    rule("dj", Always, "J"),
                    rule("dh", Always, "d"),
                ]
            }
        }
        b'g' => const { &[rule("gh", Always, "g")] },
        b'h' => const { &[rule("h", NotFirst, "")] },
        b'j' => const { &[rule("j", Always, "J")] },
        b'k' => const { &[rule("kh", Always, "k")] },
        b'm' => const { &[rule("mc", First, "mak")] },
        b'p' => const { &[rule("ph", Always, "f")] },
        b'q' => const { &[rule("q", Always, "k")] },
        b's' => {
            const {
                &[
                    rule("schtsch", Always, "S"),
                    rule("shch", Always, "S"),
                    rule("sch", Always, "S"),
                    rule("sh", Always, "S"),
                    rule("sz", Always, "s"),
                ]
            }
        }
        b't' => {
            const {
                &[
                    rule("tsch", Always, "C"),
                    rule("tch", Always, "C"),
                    rule("tz", Always, "ts"),
                    rule("th", Always, "t"),
                ]
            }
        }
        b'w' => const { &[rule("w", BeforeVowel, "v"), rule("w", Always, "u")] },
        b'x' => const { &[rule("x", NotFirst, "ks"), rule("x", Always, "S")] },
        b'z' => const { &[rule("zh", Always, "J"), rule("z", Always, "s")] },
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&str, &str)], expected: Option<Kinship>) {
        for (one, other) in pairs {
            assert_eq!(Variants::of(one).kinship(other), expected, "{one} and {other}");
        }
    }

    #[test]
    fn places_are_found_by_their_other_names() {
        let pairs = [("Bombay", "mumbai"), ("Peking", "beijing"), ("Kyiv", "kiev"), ("Köln", "cologne")];
        check(&pairs, Some(Kinship::Place));
        assert!(Variants::of("Wien").listed().any(|it| it == "vienna"));
    }

    #[test]
    fn spellings_of_a_name_are_found() {
        let pairs =
            [("Medwedew", "medvedev"), ("Gaddafi", "qadhafi"), ("Zelenskyy", "zelensky"), ("Asad", "assad")];
        check(&pairs, Some(Kinship::Spelling));
    }

    #[test]
    fn words_that_sound_alike_are_found() {
        let pairs = [
            ("Mansfield", "mehnsfild"),
            ("Navarro", "nabharo"),
            ("Macmillan", "mcmillan"),
            ("Carny", "carney"),
            ("Khalid", "halid"),
            ("Irvingas", "irving"),
            ("Walesa", "valesa"),
        ];
        for (one, other) in pairs {
            check(&[(one, other)], Variants::of(other).kinship(one));
            assert!(Variants::of(one).kinship(other).is_some(), "{one} and {other}");
        }
    }

    #[test]
    fn other_words_are_not() {
        let pairs = [
            ("Marion", "moran"),
            ("Marion", "marino"),
            ("Mecca", "macau"),
            ("Khomeini", "khamenei"),
            ("Clinton", "cleanton-hall"),
            ("Bush", "bosh"),
            ("Putin", "patton"),
            ("Iran", "oran"),
            ("Putin", "putin"),
            ("Putin", ""),
            ("", ""),
        ];
        check(&pairs, None);
    }

    /// The keys of a word: variants share one.
    fn keys_of(word: &str) -> Vec<String> {
        let it = Variants::of(word);
        let place = it.place.map(|line| format!("={}", lines::first_of(line)));
        let spelling = (!it.spelling.is_empty()).then(|| format!("~{}", it.spelling));
        let sounds = it.sounds.iter().map(|it| format!("?{}", it.key));
        place.into_iter().chain(spelling).chain(sounds).collect()
    }

    proptest::proptest! {
        #[test]
        fn variants_are_each_other_s_share_a_key_and_begin_as_said(
            one in "[a-z]{0,3}(kh|sch|tch|dj|mc|w|j|x|ye|h|ts)?[aeiou](l|ll|n|sh|s|z|kh)[aeiouy]{1,2}(v|ff|sky|skyy|ov|enko|as|e)?",
            other in "[a-z]{0,3}(kh|sch|tch|dj|mc|w|j|x|ye|h|ts)?[aeiou](l|ll|n|sh|s|z|kh)[aeiouy]{1,2}(v|ff|sky|skyy|ov|enko|as|e)?",
        ) {
            let (first, second) = (Variants::of(&one), Variants::of(&other));
            let kinship = first.kinship(&other);
            proptest::prop_assert_eq!(kinship, second.kinship(&one));
            if kinship.is_some() {
                let keys = keys_of(&one);
                proptest::prop_assert!(keys_of(&other).iter().any(|it| keys.contains(it)));
                let listed = first.listed().any(|it| it == other);
                let begins = first.first_letters().any(|it| other.starts_with(it));
                proptest::prop_assert!(listed || begins, "{} and {}", one, other);
            }
        }

        #[test]
        fn a_respelt_word_is_found_from_either_side(
            stem in "(kh|h|sch|sh|zh|j|dj|ch|tch|c|k|q|w|v|f|ph|s|z|ts|tz|y|ye|i)[aeiou]{1,2}(r|l|n)[aeiou](t|d|m)",
            tail in "(sky|skiy|skii|ski|ov|ow|off|enko|enka|ich|ych|itch)",
            other_tail in "(sky|skiy|skii|ski|ov|ow|off|enko|enka|ich|ych|itch)",
        ) {
            let (one, other) = (format!("{stem}{tail}"), format!("{stem}{other_tail}"));
            let found = Variants::of(&one).kinship(&other);
            proptest::prop_assert_eq!(found, Variants::of(&other).kinship(&one));
            let same = key::spelling(&one) == key::spelling(&other) && one != other;
            proptest::prop_assert_eq!(same, found == Some(Kinship::Spelling));
        }
    }
}
