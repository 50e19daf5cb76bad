//! How like articles are by their words.
//!
//! An article is the words of its headline, twice, and the beginning of its text; a word weighs more the more often it
//! stands there and the fewer articles have it. Two articles are as like as the angle between their weights is small.
//! [`events`] joins what tells of the same event.

pub mod events;

use std::collections::BTreeMap;

use crate::analysis::{Words, clusters, function_words, plain};

/// Words of the text that are read.
const MOST_WORDS: usize = 400;
/// How often the headline counts.
const HEADLINE: u32 = 2;
/// Articles that are thought to stand beside those of a collection, so that in a small one a word that all articles have
/// still says something.
const BESIDE: f64 = 200.0;

/// The words that say what an article is about, each with how often it stands there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bag {
    words: BTreeMap<String, u32>,
}

impl Bag {
    /// The words of an article. Of a script without spaces two characters side by side are a word.
    #[must_use]
    pub fn of(title: &str, body: &str) -> Bag {
        let mut bag = Bag::default();
        bag.add(title, HEADLINE, usize::MAX);
        bag.add(body, 1, MOST_WORDS);
        bag
    }

    fn add(&mut self, text: &str, times: u32, most: usize) {
        let mut before = "";
        for span in Words::new(text).take(most) {
            let word = span.of(text);
            let is_alone = word.chars().next().is_some_and(clusters::begins);
            if is_alone {
                if !before.is_empty() {
                    *self.words.entry(format!("{before}{word}")).or_default() += times;
                }
                before = word;
                continue;
            }
            before = "";
            let plain = plain(word);
            if !function_words::is_function_word(&plain) {
                *self.words.entry(plain.into_owned()).or_default() += times;
            }
        }
    }

    /// The words, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// What each word weighs, in order, where `articles_of` tells in how many of `articles` a word stands.
    #[must_use]
    pub fn weights(&self, articles: u64, articles_of: &dyn Fn(&str) -> u64) -> Vec<(&str, f64)> {
        let weight = |(word, times): (&String, &u32)| {
            let often = 1.0 + f64::from(*times).ln();
            often * rarity(articles, articles_of(word))
        };
        self.words.iter().map(|it| (it.0.as_str(), weight(it))).collect()
    }
}

/// How much a word says that stands in so many of so many articles.
fn rarity(articles: u64, of_word: u64) -> f64 {
    let (articles, of_word) = (articles as f64, of_word as f64);
    (1.0 + (articles + BESIDE) / (of_word + 0.5)).ln()
}

/// The cosine of the angle between two lists of weights, both in the order of their words.
#[must_use]
pub fn cosine<W: Ord>(one: &[(W, f64)], other: &[(W, f64)]) -> f64 {
    let length = |it: &[(W, f64)]| it.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    let lengths = length(one) * length(other);
    if lengths > 0.0 { shared(one, other) / lengths } else { 0.0 }
}

/// The sum of the products of the weights of shared words.
fn shared<W: Ord>(one: &[(W, f64)], other: &[(W, f64)]) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < one.len() && j < other.len() {
        match one[i].0.cmp(&other[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += one[i].1 * other[j].1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headline_counts_twice_and_function_words_not_at_all() {
        let bag = Bag::of("Harbour wall", "The wall of the harbour is to be mended.");
        let words: Vec<(&str, u32)> = bag.words.iter().map(|(word, times)| (word.as_str(), *times)).collect();
        assert_eq!(words, [("harbour", 3), ("mended", 1), ("wall", 3)]);
        assert_eq!(Bag::of("", "東京都").words().collect::<Vec<_>>(), ["京都", "東京"]);
    }

    #[test]
    fn rare_words_in_common_make_articles_alike() {
        let [one, other, third] =
            ["ferry lindal storm", "ferry lindal calm", "storm calm night"].map(|it| Bag::of("", it));
        let of = |word: &str| if word == "lindal" { 2 } else { 900 };
        let [one, other, third] = [&one, &other, &third].map(|it| it.weights(1_000, &of));
        assert!((cosine(&one, &one) - 1.0).abs() < 1e-9);
        assert!(cosine(&one, &other) > 0.8 && cosine(&one, &third) < 0.2);
        assert_eq!(cosine(&one, &[]), 0.0);
    }
}
