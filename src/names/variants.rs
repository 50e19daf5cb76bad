//! Variant spellings of a query word among the words of an index, for search.
//!
//! Two words are variants when they share a key. A word has up to four:
//! the place it is another name of ([`Kinship::SamePlace`]), its spelling key
//! ([`super::key`], [`Kinship::SameSpelling`]) and one or two sound keys
//! ([`Kinship::SameSound`]): its consonants by sound, with the places of its vowels but not
//! which they are, since transliterations agree on the former (`Khumayni`,
//! `Khomeini`) and rarely on the latter. Of words alike only in sound, those whose vowels are
//! far apart are no variants, so `Moran` is none of `Marion`.

use super::key;
use super::places;
use super::rewrite::{Rule, When, is_vowel, rewrite, rule, single};

/// In what two variants agree, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kinship {
    /// They are names of one place.
    SamePlace,
    /// They have one spelling key.
    SameSpelling,
    /// They sound alike.
    SameSound,
}

/// The keys of a word. Words share one exactly when they are variants or differ in vowels alone.
#[must_use]
pub fn keys(word: &str) -> Vec<String> {
    Keys::of(&key::letters(word)).tagged()
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Keys {
    place: Option<&'static str>,
    spelling: String,
    sounds: Vec<String>,
}

impl Keys {
    fn of(letters: &str) -> Keys {
        Keys { place: places::place_of(letters), spelling: key::of_letters(letters), sounds: sounds(letters) }
    }

    fn tagged(&self) -> Vec<String> {
        let place = self.place.map(|it| format!("={it}"));
        let spelling = (!self.spelling.is_empty()).then(|| format!("~{}", self.spelling));
        let sounds = self.sounds.iter().map(|it| format!("?{it}"));
        place.into_iter().chain(spelling).chain(sounds).collect()
    }
}

/// The sound keys of a word: none for one too short to tell by its sound.
pub fn sounds(letters: &str) -> Vec<String> {
    if letters.len() < 4 || letters.bytes().any(|it| it.is_ascii_digit()) {
        return Vec::new();
    }
    let mut keys = vec![sound(letters)];
    if letters.len() >= 7
        && let Some(bare) = letters.strip_suffix("as").or_else(|| letters.strip_suffix("is"))
    {
        keys.push(sound(bare));
    }
    if letters.contains("kh") {
        keys.push(sound(&letters.replace("kh", "h")));
    }
    keys
}

fn sound(letters: &str) -> String {
    let letters = match letters.strip_suffix('e') {
        Some(rest) if rest.bytes().next_back().is_some_and(|it| !is_vowel(it)) => rest,
        _ => letters,
    };
    let mut word = rewrite(letters, sound_rules);
    word = word.bytes().map(|it| if is_vowel(it) { 'a' } else { char::from(it) }).collect();
    single(&mut word, |_| true);
    word
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
        b'j' => const { &[rule("jh", Always, "J"), rule("j", Always, "J")] },
        b'k' => const { &[rule("kh", Always, "k")] },
        b'm' => const { &[rule("mc", First, "mak")] },
        b'p' => const { &[rule("ph", Always, "f")] },
        b'q' => const { &[rule("q", Always, "k")] },
        b'r' => const { &[rule("rh", Always, "r")] },
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
