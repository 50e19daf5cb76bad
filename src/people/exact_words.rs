//! Words that count only as they are written: `King` may be a surname, `Inc.` ends the name of a firm.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::people::data;

/// A set of uses, one bit each.
pub(super) type Uses = u8;

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

/// Whether a word has one of these uses.
pub(super) fn is(word: &str, uses: Uses) -> bool {
    static WORDS: LazyLock<FxHashMap<&str, Uses>> = LazyLock::new(|| {
        let all = data::pairs(include_str!("data/exact_words.tsv"));
        all.map(|(word, names)| (word, names.split_ascii_whitespace().fold(0, |sum, it| sum | named(it))))
            .collect()
    });
    WORDS.get(word).is_some_and(|it| it & uses != 0)
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
    }
}
