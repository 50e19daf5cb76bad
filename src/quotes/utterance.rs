//! Whether two quotations are one utterance.
//!
//! The words decide. Of one person, four fifths of the words of the shorter quotation have to stand in the longer one, in
//! the same order. Where the papers name different people, or nobody, the words have to be the same, but for what one
//! of them left out; and the fewer they are, the nearer in time. What nobody says, a title or a set term, is no utterance.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::analysis::{Words, function_words, plain};
use crate::article::Speaker;
use crate::quotes::in_order::words_in_order;
use crate::stories::wording::MOST_WORDS;

/// The fewest shared words that make two different wordings of one person one utterance.
const FEWEST_SHARED: usize = 4;
/// Words by which a sentence is known, whoever is said to have said it, and whenever.
const UNMISTAKABLE: usize = 9;
/// Words by which it is known among what was said at the same time.
const KNOWN: usize = 5;
/// Days within which the same few words are those of one speech.
const SAME_TIME: u32 = 60;
/// Days within which fewer words of nobody known are.
const SAME_NEWS: u32 = 8;

/// Numbers of words, so that quotations are compared by numbers.
#[derive(Debug, Default)]
pub(super) struct Vocabulary(HashMap<String, u32, FxBuildHasher>);

impl Vocabulary {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.0.get(word) {
            return *number;
        }
        let number = u32::try_from(self.0.len()).expect("memory holds fewer words");
        self.0.insert(word.to_owned(), number);
        number
    }
}

/// A quotation as it is compared.
#[derive(Debug, Clone)]
pub(super) struct Utterance {
    /// Its words in plain form, as numbers.
    pub(super) words: Box<[u32]>,
    /// Of each word that is compared one bit, by its number: what no bit of another utterance stands for, it does not hold.
    signature: u128,
    /// The last word of the speaker's name.
    pub(super) surname: Option<u32>,
    /// The first word of a name of several.
    given: Option<Box<str>>,
    /// The number of the day on which it was told.
    day: Option<i32>,
    /// Whether it is a title or a set term.
    is_term: bool,
    /// Whether its first word says nothing by itself, such as `the`.
    begins_lightly: bool,
}

/// What two speakers are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speakers {
    /// One person, as far as the names tell.
    Same,
    /// One of them is not known.
    Unknown,
    /// Two people.
    Different,
}

impl Utterance {
    /// Reads a quotation: its words with their marks, who is named for it, the number of the day on which it was told.
    pub(super) fn new(
        vocabulary: &mut Vocabulary,
        text: &str,
        speaker: Option<&Speaker>,
        day: Option<i32>,
    ) -> Utterance {
        let (surname, given) = speaker.map(|it| names(&it.name)).unzip();
        let given = given.flatten().map(String::into_boxed_str);
        let surname = surname.map(|it| vocabulary.number(&it));
        let words = || Words::new(text).map(|span| plain(span.of(text)));
        let begins_lightly = words().next().is_some_and(|it| function_words::is_function_word(&it));
        let words: Box<[u32]> = words().map(|it| vocabulary.number(&it)).collect();
        let bit = |word: &u32| 1u128 << (word.wrapping_mul(0x9E37_79B9) >> 25);
        let signature = words.iter().take(MOST_WORDS).fold(0, |all, word| all | bit(word));
        let is_term = speaker.is_none() && is_term(text);
        Utterance { words, signature, surname, given, day, is_term, begins_lightly }
    }

    /// Whether both are the same utterance.
    pub(super) fn is_same_as(&self, other: &Utterance) -> bool {
        let shorter = self.words.len().min(other.words.len());
        // A headline of many words may be taken from what was said.
        let is_headline = self.is_term != other.is_term && shorter >= UNMISTAKABLE;
        if ((self.is_term || other.is_term) && !is_headline) || shorter == 0 {
            return false;
        }
        let is_equal = self.words == other.words;
        let speakers = self.speakers(other);
        if speakers == Speakers::Same {
            let least = if shorter >= UNMISTAKABLE {
                80
            } else if self.is_within(other, SAME_TIME) {
                85
            } else {
                95
            };
            return is_equal
                || (shorter >= FEWEST_SHARED && self.shares(other, least))
                || self.is_without_its_first(other, FEWEST_SHARED)
                || other.is_without_its_first(self, FEWEST_SHARED);
        }
        if shorter < KNOWN {
            return speakers == Speakers::Unknown
                && is_equal
                && shorter > 1
                && self.is_within(other, SAME_NEWS);
        }
        let is_told_again = || {
            is_equal
                || self.shares(other, 95)
                || self.is_without_its_first(other, KNOWN)
                || other.is_without_its_first(self, KNOWN)
        };
        (shorter >= UNMISTAKABLE || self.is_within(other, SAME_TIME)) && is_told_again()
    }

    /// Whether all but a first word that says nothing by itself, which may be the reporter's, stand in the other.
    fn is_without_its_first(&self, other: &Utterance, fewest: usize) -> bool {
        let rest = self.words.get(1..).unwrap_or_default();
        self.begins_lightly
            && (fewest..other.words.len().min(MOST_WORDS)).contains(&rest.len())
            && self.surely_missing(other) <= 1
            && words_in_order(rest, &other.words) == rest.len()
    }

    /// Words of this utterance that the other does not hold, as far as the signatures tell.
    fn surely_missing(&self, other: &Utterance) -> usize {
        (self.signature & !other.signature).count_ones() as usize
    }

    /// Whether so many of a hundred words of the shorter stand in the longer in the same order.
    fn shares(&self, other: &Utterance, least: usize) -> bool {
        let (short, long) = if self.words.len() <= other.words.len() { (self, other) } else { (other, self) };
        let count = short.words.len().min(MOST_WORDS);
        let is_enough = |shared: usize| shared * 100 >= count * least;
        is_enough(count.saturating_sub(short.surely_missing(long)))
            && is_enough(words_in_order(&short.words, &long.words))
    }

    fn speakers(&self, other: &Utterance) -> Speakers {
        match (&self.surname, &other.surname) {
            (Some(one), Some(other_name)) if one == other_name => match (&self.given, &other.given) {
                (Some(one), Some(other)) if !is_short_for(one, other) && !is_short_for(other, one) => {
                    Speakers::Different
                }
                _ => Speakers::Same,
            },
            (Some(_), Some(_)) => Speakers::Different,
            _ => Speakers::Unknown,
        }
    }

    /// Whether both were told within so many days, as far as their days are known.
    fn is_within(&self, other: &Utterance, days: u32) -> bool {
        self.day.zip(other.day).is_none_or(|(one, other)| one.abs_diff(other) <= days)
    }
}

/// Whether a given name is the other, or begins it.
fn is_short_for(short: &str, long: &str) -> bool {
    long.starts_with(short)
}

/// The last word of a speaker's name.
pub(super) fn surname(name: &str) -> String {
    names(name).0
}

/// The last word of a name, and the first where it has several.
fn names(name: &str) -> (String, Option<String>) {
    let mut words = plain_words(name);
    if words.len() > 1 && words.last().is_some_and(|last| last == "jr" || last == "sr") {
        words.pop();
    }
    let surname = words.pop().unwrap_or_default();
    (surname, words.into_iter().next())
}

/// Whether what stands between the marks is a title, all of whose longer words are capitals, or no word at all. A sentence
/// that was said ends with its mark or goes on in small letters.
fn is_term(text: &str) -> bool {
    let mut longer = 0;
    for (at, span) in Words::new(text).enumerate() {
        let word = span.of(text);
        let first = word.chars().next();
        let is_capital = first.is_some_and(|c| c.is_uppercase() || c.is_numeric());
        if word.chars().count() > 4 || at == 0 {
            if !is_capital {
                return false;
            }
            longer += usize::from(at > 0);
        }
    }
    longer > 0
}

/// The words of a text in plain form.
fn plain_words(text: &str) -> Vec<String> {
    Words::new(text).map(|span| plain(span.of(text)).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::SpeakerKind;

    #[track_caller]
    fn check(one: (Option<&str>, &str, i32), other: (Option<&str>, &str, i32), expected: bool) {
        let mut vocabulary = Vocabulary::default();
        let [a, b] = [one, other].map(|(speaker, text, day)| {
            let speaker =
                speaker.map(|name| Speaker { name: name.into(), kind: SpeakerKind::Person, role: None });
            Utterance::new(&mut vocabulary, text, speaker.as_ref(), Some(day))
        });
        assert_eq!((a.is_same_as(&b), b.is_same_as(&a)), (expected, expected), "{one:?} {other:?}");
    }

    const WHOLE: &str = "We will mend the harbour wall before the winter and nobody will pay for it twice";

    #[test]
    fn the_same_words_are_one_utterance_whoever_is_named() {
        for speaker in [Some("Ada Poe"), Some("Poe"), Some("A. Poe"), Some("Bo Lee"), None] {
            check((Some("Ada Poe"), WHOLE, 1), (speaker, WHOLE, 900), true);
            check(
                (Some("Ada Poe"), WHOLE, 1),
                (speaker, "harbour wall before the winter and nobody will", 9),
                true,
            );
        }
    }

    #[test]
    fn other_words_are_those_of_the_same_person_only() {
        let reworded = "We shall mend the harbour wall before the frost and nobody will pay for it twice";
        check((Some("Ada Poe"), WHOLE, 1), (Some("Poe"), reworded, 1), true);
        check((Some("Ada Poe"), WHOLE, 1), (Some("Bo Lee"), reworded, 1), false);
        check((Some("Ada Poe"), WHOLE, 1), (Some("Eve Poe"), reworded, 1), false);
        check((Some("Ada Poe"), WHOLE, 1), (None, reworded, 1), false);
    }

    #[test]
    fn a_few_words_are_the_same_at_the_same_time_only() {
        let few = "put the cat back in";
        check((Some("Ada Poe"), few, 1), (Some("Bo Lee"), few, 30), true);
        check((Some("Ada Poe"), few, 1), (Some("Bo Lee"), few, 300), false);
        check((Some("Ada Poe"), few, 1), (Some("Poe"), few, 300), true);
        check((None, "a hard winter", 1), (None, "a hard winter", 4), true);
        check((None, "a hard winter", 1), (None, "a hard winter", 40), false);
        check((Some("Ada Poe"), "a hard winter", 1), (Some("Bo Lee"), "a hard winter", 1), false);
    }

    #[test]
    fn few_words_of_a_person_are_not_other_few_words() {
        check(
            (Some("Ada Poe"), "Bad, bad things will come", 1),
            (Some("Poe"), "a lot of bad things will come", 300),
            false,
        );
        check(
            (Some("Poe"), "His legend will live on", 1),
            (Some("Poe"), "His stories will live on, and his deeds", 1),
            false,
        );
        check(
            (Some("Poe"), "His stories will live on", 1),
            (Some("Poe"), "His stories will live on, and his deeds", 1),
            true,
        );
    }

    #[test]
    fn a_headline_or_an_article_in_front_is_no_other_utterance() {
        let said = "I did all I could to mend the harbour wall before the frost, she said";
        let headline = "Did All I Could To Mend The Harbour Wall";
        check((None, headline, 1), (Some("Ada Poe"), said, 1), true);
        check((None, headline, 1), (None, headline, 1), false);
        check(
            (None, "a keeper of the northern light", 1),
            (Some("Poe"), "he is keeper of the northern light", 1),
            true,
        );
    }

    #[test]
    fn titles_and_terms_are_nobodys_utterances() {
        let title = "The Keeper of the Northern Light";
        check((None, title, 1), (None, title, 1), false);
        check((Some("Poe"), title, 1), (Some("Poe"), title, 1), true);
        assert!(!is_term("The keeper of the northern light"));
        assert!(is_term("Born on the Fourth of July") && !is_term("Yes") && !is_term("Peace now"));
        check((None, "zero", 1), (None, "zero", 1), false);
    }
}
