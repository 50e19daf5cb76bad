//! A text as it is compared: its words as numbers.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::analysis::{Words, clusters, plain};

/// Words in a row that two texts must share before any of them counts as shared.
const RUN: usize = 4;
/// The same where each character is a word.
const RUN_OF_CHARACTERS: usize = 8;

/// The words of an article, ready to be compared with those of others.
#[derive(Debug, Clone)]
pub struct ComparedText {
    /// The words of the body, in order.
    pub(crate) words: Vec<u64>,
    /// How much each of them counts, in tenths.
    pub(crate) weights: Vec<u8>,
    /// The different words of the body, sorted.
    pub(crate) bag: Vec<u64>,
    /// The different figures of the body, sorted.
    pub(crate) figures: Vec<u64>,
    /// The different words of the headline that carry meaning, sorted.
    pub(crate) headline: Vec<u64>,
    /// How much of its headline the text speaks of in one place, 0 to 1; 1 where the headline says too little.
    pub(crate) headline_told: f32,
    /// Hashes of the runs of words, once they are asked for.
    runs: OnceLock<FxHashSet<u64>>,
    /// How many words a run has.
    pub(crate) run: usize,
    /// Day of publication as a number.
    pub(crate) day: Option<i32>,
    /// Whether it says that it corrects an earlier text.
    pub(crate) corrects: bool,
}

impl ComparedText {
    /// Reads an article: its headline, its body, the number of the day on which it was published.
    #[must_use]
    pub fn new(title: &str, body: &str, day: Option<i32>) -> ComparedText {
        let mut words = Vec::with_capacity(body.len() / 6);
        let mut weights = Vec::with_capacity(body.len() / 6);
        let mut figures = Vec::new();
        let mut alone = 0;
        for span in Words::new(body) {
            let word = span.of(body);
            let hash = word_hash(word);
            let is_figure = word.bytes().any(|byte| byte.is_ascii_digit());
            if is_figure {
                figures.push(hash);
            }
            alone += usize::from(is_alone(word));
            words.push(hash);
            weights.push(weight(word, is_figure));
        }
        let run = if is_of_characters(alone, words.len()) { RUN_OF_CHARACTERS } else { RUN };
        let headline = Words::new(title).map(|span| span.of(title));
        let headline = set(headline.filter(|word| says_something(word)).map(word_hash).collect());
        ComparedText {
            bag: set(words.clone()),
            figures: set(figures),
            headline_told: told(&headline, &words),
            headline,
            runs: OnceLock::new(),
            run,
            day,
            corrects: corrects(title, body),
            words,
            weights,
        }
    }

    /// Hashes of the runs of its words.
    pub(crate) fn runs(&self) -> &FxHashSet<u64> {
        self.runs.get_or_init(|| self.words.windows(self.run).map(run_hash).collect())
    }

    /// How many words the body has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.len()
    }
}

/// Words within which a text speaks of its headline, where it does.
const PLACE: usize = 80;

/// The largest share of the words of a headline that stand near each other in a text.
fn told(headline: &[u64], words: &[u64]) -> f32 {
    if headline.len() < 2 {
        return 1.0;
    }
    let mut counts = vec![0_u32; headline.len()];
    let (mut here, mut most) = (0_usize, 0);
    for (at, word) in words.iter().enumerate() {
        if let Some(gone) = at.checked_sub(PLACE)
            && let Ok(place) = headline.binary_search(&words[gone])
        {
            counts[place] -= 1;
            here -= usize::from(counts[place] == 0);
        }
        if let Ok(place) = headline.binary_search(word) {
            here += usize::from(counts[place] == 0);
            counts[place] += 1;
            most = most.max(here);
        }
    }
    most as f32 / headline.len() as f32
}

/// Whether a word of a headline says what the article is about, as far as its length tells.
fn says_something(word: &str) -> bool {
    word.chars().count() > 4 || is_alone(word)
}

/// How many of the first are in the second, 0 to 1; 1 when the first is empty. Both are sorted.
pub(crate) fn share(of: &[u64], within: &[u64]) -> f32 {
    if of.is_empty() {
        return 1.0;
    }
    let mut rest = within;
    let mut shared = 0_usize;
    for it in of {
        let smaller = rest.iter().take_while(|other| *other < it).count();
        rest = &rest[smaller..];
        shared += usize::from(rest.first() == Some(it));
    }
    shared as f32 / of.len() as f32
}

fn set(mut words: Vec<u64>) -> Vec<u64> {
    words.sort_unstable();
    words.dedup();
    words
}

/// Figures tell reports apart, short words tell nothing.
fn weight(word: &str, is_figure: bool) -> u8 {
    match word.len() {
        _ if is_figure => 20,
        0..=3 if word.is_ascii() => 3,
        4..=5 if word.is_ascii() => 8,
        _ => 13,
    }
}

/// Whether the word is a character of a script without spaces.
fn is_alone(word: &str) -> bool {
    word.chars().next().is_some_and(clusters::begins)
}

/// Whether a text is read by characters, of which so many stand alone among so many words.
pub(crate) fn is_of_characters(alone: usize, words: usize) -> bool {
    alone * 2 > words
}

/// A word without case, accents and apostrophes, as a number.
pub(crate) fn word_hash(word: &str) -> u64 {
    if word.is_ascii() {
        return hash(word.bytes());
    }
    hash(plain(word).bytes())
}

fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325_u64;
    let add =
        |hash: u64, byte: u8| (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x100_0000_01b3);
    bytes.filter(|byte| *byte != b'\'').fold(start, add)
}

/// Words in a row as one number.
pub(crate) fn run_hash(words: &[u64]) -> u64 {
    let joined =
        words.iter().fold(0_u64, |hash, word| hash.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(*word));
    mix(joined)
}

/// Spreads a number over all bits.
fn mix(mut number: u64) -> u64 {
    number ^= number >> 33;
    number = number.wrapping_mul(0xff51_afd7_ed55_8ccd);
    number ^= number >> 33;
    number = number.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    number ^ (number >> 33)
}

/// Whether an article says at its head that it is a correction.
fn corrects(title: &str, body: &str) -> bool {
    let begins = |text: &str| {
        let first = text.trim_start().get(..9).unwrap_or("").to_ascii_lowercase();
        first.starts_with("correct") || first == "refile - " || first.starts_with("clarif")
    };
    begins(title) || begins(body) || body.contains("(Corrects ")
}
