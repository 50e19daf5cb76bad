//! Words that are divided at the end of a line.
//!
//! A hyphen at the end of a line divides a word or belongs to a compound (`cease-fire`). It goes only where the whole word is
//! known: the text has it elsewhere, or a list of English words does. In an English text it also goes where neither half is
//! a word, as no compound is made of such. Everywhere else it stays.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::article::Language;
use crate::language;

/// Halves with fewer letters may be words that the list does not hold, in bytes.
const SHORT: usize = 4;

/// How much of a text tells its language, in bytes.
const SAMPLE: usize = 4_000;

/// What is known of the words of a text. It is found out where the first divided word asks for it.
#[derive(Debug, Default)]
pub(super) struct Known {
    words: Option<TextWords>,
}

#[derive(Debug)]
struct TextWords {
    /// The words inside of lines, in lower case, with their hyphens.
    inside: FxHashSet<String>,
    is_english: bool,
}

impl Known {
    /// Whether the word whose first half, with its hyphen, ends `before` goes on in `behind` without a hyphen.
    pub(super) fn is_one_word(&mut self, before: &str, behind: &str, text: &str) -> bool {
        // It is written for line ends only.
        if before.ends_with('¬') {
            return true;
        }
        let Some(stem) = before.strip_suffix(['-', '‐']) else { return false };
        let first = stem.rsplit(|c: char| !c.is_alphabetic() && !is_hyphen(c)).next().unwrap_or("");
        let end = behind.find(|c: char| !c.is_alphabetic() && !is_hyphen(c)).unwrap_or(behind.len());
        let second = behind.get(..end).unwrap_or("").trim_end_matches(is_hyphen);
        let is_compound = first.contains(is_hyphen) || second.contains(is_hyphen);
        if first.is_empty() || !second.starts_with(char::is_lowercase) || is_compound {
            return false;
        }
        let words = self.words.get_or_insert_with(|| TextWords::of(text));
        let (first, second) = (first.to_lowercase(), second.to_lowercase());
        if words.inside.contains(&format!("{first}-{second}")) {
            return false;
        }
        let whole = format!("{first}{second}");
        let is_no_word = |half: &str| half.len() >= SHORT && !is_word(half) && !words.inside.contains(half);
        words.inside.contains(&whole)
            || words.is_english && (is_word(&whole) || is_no_word(&first) && is_no_word(&second))
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐')
}

impl TextWords {
    fn of(text: &str) -> TextWords {
        let mut inside = FxHashSet::default();
        let mut is_divided = false;
        for line in text.lines() {
            let mut line = line.trim();
            // Halves of divided words are no words.
            if is_divided {
                line = line.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
            }
            is_divided = line.ends_with(['-', '‐', '¬']);
            if is_divided {
                line = line.rsplit_once(char::is_whitespace).map_or("", |(head, _)| head);
            }
            let words = line.split(|c: char| !c.is_alphabetic() && !is_hyphen(c)).filter(|it| it.len() >= 2);
            inside.extend(words.map(|word| word.to_lowercase().replace('‐', "-")));
        }
        let sample = text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or(text);
        TextWords { inside, is_english: language::detect(sample).value == Language::ENGLISH }
    }
}

/// Whether the list of English words has a word, or one from which it is made with an ending.
fn is_word(word: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
        include_str!("data/words.txt").lines().filter(|line| !line.starts_with('#')).collect()
    });
    /// Endings, and what may stand in their place.
    const ENDINGS: [(&str, &[&str]); 11] = [
        ("s", &[""]),
        ("es", &[""]),
        ("ed", &["", "e"]),
        ("ing", &["", "e"]),
        ("ly", &[""]),
        ("ies", &["y"]),
        ("ied", &["y"]),
        ("er", &["", "e"]),
        ("ers", &["", "e"]),
        ("ness", &[""]),
        ("ment", &[""]),
    ];
    WORDS.contains(word)
        || ENDINGS.iter().any(|(ending, places)| {
            let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 3) else { return false };
            let doubled = || {
                let mut ends = stem.bytes().rev();
                let twice = ends.next() == ends.next() && stem.is_ascii();
                twice && matches!(*ending, "ed" | "ing" | "er") && WORDS.contains(&stem[..stem.len() - 1])
            };
            places.iter().any(|place| WORDS.contains(format!("{stem}{place}").as_str())) || doubled()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "The council said on Monday that it would take up the matter of the new harbour again in May, and that all of its members had agreed to that.";

    fn is_one(before: &str, behind: &str, text: &str) -> bool {
        Known::default().is_one_word(before, behind, text)
    }

    #[test]
    fn a_word_of_the_list_is_one_word() {
        for (first, second) in [
            ("ques-", "tion of"),
            ("pro-", "longed debate"),
            ("elec-", "tioneering party"),
            ("pre-", "vailed over"),
            ("under-", "stood that"),
            ("re-", "turn in"),
            ("Min-", "isters met"),
            ("har-", "bour,"),
            ("plan‐", "ning"),
        ] {
            assert!(is_one(first, second, ENGLISH), "{first} {second}");
        }
    }

    #[test]
    fn a_compound_keeps_its_hyphen() {
        for (first, second) in [
            ("cease-", "fire held"),
            ("long-", "awaited vote"),
            ("well-", "upholstered chair"),
            ("three-year-", "old"),
            ("Jean-", "Paul"),
            ("anti-", "war"),
            ("-", "and"),
        ] {
            assert!(!is_one(first, second, ENGLISH), "{first} {second}");
        }
    }

    #[test]
    fn the_text_itself_knows_words() {
        let german = "Der Hafenmeister sagte am Montag, dass der Hafen bald wieder geöffnet werde und die Schiffe kommen.";
        assert!(is_one("Hafen-", "meister", german));
        assert!(!is_one("Schul-", "meister", german));
        // A text that writes the compound with its hyphen means that here too.
        assert!(!is_one("re-", "turn", &format!("{ENGLISH} He asked to re-turn it.")));
        assert!(is_one("Schul¬", "meister", german));
        // Halves are no words, wherever they stand.
        assert!(is_one(
            "elec-",
            "tioneering",
            &format!("{ENGLISH} The elec-\ntioneering elec-\ntioneering party.")
        ));
    }
}
