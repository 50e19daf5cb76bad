//! Words that count only as they are written: `King` may be a surname, `Inc.` ends the name of a firm.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::people::data;

/// A set of uses, one bit each.
pub(super) type Uses = u32;

/// A title that is as often a surname: `King`.
pub(super) const SURNAME: Uses = 1;
/// An office whose holder is addressed by it: `Mr. President`.
pub(super) const ADDRESSED: Uses = 1 << 1;
/// Nothing but the name of an organisation ends with it: `Ministry`.
pub(super) const ORGANISATION_END: Uses = 1 << 2;
/// A title that is written short, with a full stop behind it: `Sen`.
pub(super) const SHORT_TITLE: Uses = 1 << 3;
/// A noun for what is said, which verbs of saying give: `claim`.
pub(super) const UTTERANCE: Uses = 1 << 4;
/// A word that says that a name or a work follows: `titled`, `song`.
pub(super) const WORK: Uses = 1 << 5;
/// Directly before words between marks it says that they are a name: `dubbed`.
pub(super) const NAMING: Uses = 1 << 6;
/// Directly before words between marks it makes them a thing: `the`.
pub(super) const DETERMINER: Uses = 1 << 7;
/// A preposition that often stands directly before a title: `in`.
pub(super) const PREPOSITION: Uses = 1 << 8;
/// A name follows directly, that of whom the words before describe: `named`.
pub(super) const INTRODUCING: Uses = 1 << 9;
/// One of these stands in a clause by which somebody's name is told: `who gave her name as`.
pub(super) const TELLS_NAME: Uses = 1 << 10;
/// A preposition behind an office, before whatever the office is of: `spokesman for`.
pub(super) const OFFICE_PHRASE: Uses = 1 << 11;
/// A surname with a capital inside begins so: `Mac`.
pub(super) const SURNAME_PART: Uses = 1 << 12;
/// People of a place: `residents of`.
pub(super) const DWELLERS: Uses = 1 << 13;
/// Directly before words between marks it says that they are spoken about: `means`.
pub(super) const ABOUT_WORDS: Uses = 1 << 14;
/// Something on which words are written, and the verb of it: `sign`, `reads`.
pub(super) const BOARD: Uses = 1 << 15;
/// A verb behind which directly stands whom something is told: `told`.
pub(super) const ADDRESSING: Uses = 1 << 16;
/// A degree or an office behind a name, written short: `M.D.`.
pub(super) const DEGREE: Uses = 1 << 17;
/// A noun for what somebody says or publishes, by which a paragraph below is announced: `statement`.
pub(super) const MESSAGE: Uses = 1 << 18;
/// A verb by which a message gets out, or words pass to somebody: `issued`, `went`.
pub(super) const GIVING: Uses = 1 << 19;
/// It puts one clause beside another, each with a subject of its own: `while`.
pub(super) const CONTRAST: Uses = 1 << 20;
/// What crowds do with words: `chanted`.
pub(super) const CHANTING: Uses = 1 << 21;

/// No word of the list is longer, in bytes.
const LONGEST: usize = 16;

/// Whether a word has one of these uses.
pub(super) fn is(word: &str, uses: Uses) -> bool {
    uses_of(word) & uses != 0
}

/// The uses of a word as it is in small letters.
pub(super) fn uses_in_small_letters(word: &str) -> Uses {
    let mut small = [0; LONGEST];
    let Some(small) = small.get_mut(..word.len()) else { return 0 };
    small.copy_from_slice(word.as_bytes());
    small.make_ascii_lowercase();
    std::str::from_utf8(small).map_or(0, uses_of)
}

fn uses_of(word: &str) -> Uses {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        let mut words = Words { uses: FxHashMap::default(), lengths: [0; 256] };
        for (word, names) in data::pairs(include_str!("data/exact_words.tsv")) {
            let uses = names.split_ascii_whitespace().fold(0, |sum, it| sum | named(it));
            words.uses.insert(word, uses);
            words.lengths[usize::from(word.as_bytes()[0])] |= 1 << word.len();
        }
        words
    });
    let words = &*WORDS;
    let Some(first) = word.as_bytes().first() else { return 0 };
    let known = word.len() <= LONGEST && words.lengths[usize::from(*first)] >> word.len() & 1 == 1;
    if known { words.uses.get(word).copied().unwrap_or(0) } else { 0 }
}

/// The list.
struct Words {
    uses: FxHashMap<&'static str, Uses>,
    /// By the first byte of a word, the lengths in bytes of those that begin with it, one bit each: most words of a
    /// text are passed over without being hashed.
    lengths: [u32; 256],
}

/// The use that goes by a name in the list.
fn named(name: &str) -> Uses {
    match name {
        "surname" => SURNAME,
        "addressed" => ADDRESSED,
        "organisation" => ORGANISATION_END,
        "short-title" => SHORT_TITLE,
        "utterance" => UTTERANCE,
        "work" => WORK,
        "naming" => NAMING,
        "determiner" => DETERMINER,
        "preposition" => PREPOSITION,
        "introducing" => INTRODUCING,
        "tells-name" => TELLS_NAME,
        "office-phrase" => OFFICE_PHRASE,
        "surname-part" => SURNAME_PART,
        "dwellers" => DWELLERS,
        "about-words" => ABOUT_WORDS,
        "board" => BOARD,
        "addressing" => ADDRESSING,
        "degree" => DEGREE,
        "message" => MESSAGE,
        "giving" => GIVING,
        "contrast" => CONTRAST,
        "chanting" => CHANTING,
        other => unreachable!("the list knows no use {other}; a test reads it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_use_is_told_from_the_others() {
        assert!(is("King", SURNAME) && !is("King", ADDRESSED));
        assert!(is("Governor", ADDRESSED) && !is("Governor", SURNAME));
        assert!(is("Ministry", ORGANISATION_END) && !is("Ministry", SHORT_TITLE));
        assert!(is("Sen", SHORT_TITLE) && !is("Sen", ORGANISATION_END));
        assert!(is("claim", UTTERANCE) && !is("claim", WORK));
        assert!(is("titled", WORK) && !is("titled", UTTERANCE));
        assert!(is("Chancellor", SURNAME) && is("Chancellor", ADDRESSED));
    }

    #[test]
    fn capitals_and_full_stops_matter() {
        assert!(!is("king", SURNAME));
        assert!(is("Corp.", ORGANISATION_END) && !is("Corp", ORGANISATION_END));
        assert!(!is("Sen.", SHORT_TITLE));
        assert!(!is("", SURNAME | WORK));
        assert_eq!(uses_in_small_letters("Dubbed"), WORK | NAMING);
        assert_eq!(uses_in_small_letters("IN"), PREPOSITION | OFFICE_PHRASE);
        assert_eq!(uses_in_small_letters("The"), DETERMINER);
        assert_eq!(uses_in_small_letters("King"), 0);
        assert_eq!(uses_in_small_letters(""), 0);
    }

    #[test]
    fn no_word_is_too_long_to_be_found() {
        for (word, _) in data::pairs(include_str!("data/exact_words.tsv")) {
            assert!(word.len() <= LONGEST, "{word}");
        }
        assert_eq!(uses_in_small_letters(&"a".repeat(LONGEST + 1)), 0);
    }
}
