//! Articles that tell of one event.
//!
//! Average link: two groups are joined while the articles of one are like those of the other on average, the most alike
//! first. Articles that were published too far apart are not like each other at all. Sums are of whole numbers and ties go
//! by the order of the articles, so the same articles in the same order make the same events, always.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use crate::likeness::{Bag, rarity, shared};

/// The most days between two articles that are compared.
pub const WINDOW: i32 = 7;
/// How like the articles of two groups have to be on average, 0 to 1.
const LEAST: f64 = 0.24;
/// The words of an article that weigh most, which are compared.
const COMPARED: usize = 60;
/// Those of them by which articles find each other.
const FINDING: usize = 12;
/// Articles near in time that may hold a word by which an article finds others; one that more hold says too little.
const MOST_HOLDERS: usize = 400;
/// What 1 is in whole numbers.
const WHOLE: f64 = 1e6;

/// The groups of articles that tell of one event, each of two and more, in order. The articles come in an order that does
/// not change, such as that of their ids; each is its words and the number of the day on which it was published.
///
/// Once it `is_late`, what was not joined stays apart.
#[must_use]
pub fn events(articles: &[(Bag, Option<i32>)], is_late: &dyn Fn() -> bool) -> Vec<Vec<u32>> {
    let vectors = vectors(articles);
    let days: Vec<Option<i32>> = articles.iter().map(|it| it.1).collect();
    let mut clusters = Clusters::new(articles.len());
    for (one, other) in candidates(&vectors, &days, is_late) {
        let alike = shared(&vectors[one as usize].by_word, &vectors[other as usize].by_word) * WHOLE;
        // All weights are positive, and the lengths are 1.
        clusters.link(one, other, alike as u64);
    }
    clusters.join_alike(is_late)
}

/// An article as it is compared.
struct Vector {
    /// Its words by number, and their weights, of length 1.
    by_word: Vec<(u32, f64)>,
    /// Those by which it is found.
    finding: Vec<u32>,
}

fn vectors(articles: &[(Bag, Option<i32>)]) -> Vec<Vector> {
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut counts: Vec<u64> = Vec::new();
    for word in articles.iter().flat_map(|(bag, _)| bag.words()) {
        let next = u32::try_from(counts.len()).unwrap_or(u32::MAX);
        let number = *numbers.entry(word).or_insert(next);
        if number == next {
            counts.push(0);
        }
        counts[number as usize] += 1;
    }
    let all = articles.len() as u64;
    let rarities: Vec<f64> = counts.iter().map(|&count| rarity(all, count)).collect();
    let vector = |(bag, _): &(Bag, Option<i32>)| {
        let weighed = bag.words.iter().map(|(word, times)| {
            let number = numbers[word.as_str()];
            (number, (1.0 + f64::from(*times).ln()) * rarities[number as usize])
        });
        let mut weights: Vec<(u32, f64)> = weighed.collect();
        // Of equal weight the first in the order of the words, which the numbers need not keep.
        weights.sort_by(|a, b| b.1.total_cmp(&a.1));
        weights.truncate(COMPARED);
        let finding = weights.iter().take(FINDING).map(|it| it.0).collect();
        let length = weights.iter().map(|it| it.1 * it.1).sum::<f64>().sqrt();
        weights.iter_mut().for_each(|it| it.1 /= length);
        weights.sort_unstable_by_key(|it| it.0);
        Vector { by_word: weights, finding }
    };
    articles.iter().map(vector).collect()
}

/// The pairs that share one of the words by which they are found and are near in time, the smaller first.
fn candidates(vectors: &[Vector], days: &[Option<i32>], is_late: &dyn Fn() -> bool) -> Vec<(u32, u32)> {
    let mut holders: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let mut seen_by = vec![u32::MAX; vectors.len()];
    let mut pairs = Vec::new();
    let mut in_time: Vec<u32> = (0..).take(vectors.len()).collect();
    in_time.sort_by_key(|&at| (days[at as usize], at));
    for (place, &at) in in_time.iter().enumerate() {
        if place % 256 == 255 && is_late() {
            break;
        }
        let day = days[at as usize];
        for word in &vectors[at as usize].finding {
            let others = holders.entry(*word).or_default();
            // The later the nearer; those without a day stand in front and are near to all.
            let near = |other: &u32| match (day, days[*other as usize]) {
                (Some(day), Some(other)) => day - other <= WINDOW,
                _ => true,
            };
            let dated = others.partition_point(|other| days[*other as usize].is_none());
            let (undated, dated) = others.split_at(dated);
            let dated = &dated[dated.partition_point(|other| !near(other))..];
            let is_rare = dated.len() + undated.len() <= MOST_HOLDERS;
            for other in dated.iter().chain(undated).filter(|_| is_rare) {
                if seen_by[*other as usize] != at {
                    seen_by[*other as usize] = at;
                    pairs.push((at.min(*other), at.max(*other)));
                }
            }
            others.push(at);
        }
    }
    pairs
}

/// Groups that grow.
struct Clusters {
    /// The articles of each, by its first; empty once it was joined to another.
    members: Vec<Vec<u32>>,
    /// For each the sums of how like its articles are to those of others.
    links: Vec<FxHashMap<u32, u64>>,
}

/// Two groups that may be joined.
#[derive(PartialEq)]
struct Offer {
    /// How like they are on average.
    alike: f64,
    /// Their first articles, the smaller first.
    pair: (u32, u32),
    /// How many articles each had when it was made.
    sizes: (usize, usize),
}

impl Eq for Offer {}

impl Ord for Offer {
    fn cmp(&self, other: &Offer) -> Ordering {
        self.alike.total_cmp(&other.alike).then_with(|| Reverse(self.pair).cmp(&Reverse(other.pair)))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Offer) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Clusters {
    fn new(articles: usize) -> Clusters {
        Clusters {
            members: (0..).take(articles).map(|at| vec![at]).collect(),
            links: vec![FxHashMap::default(); articles],
        }
    }

    fn link(&mut self, one: u32, other: u32, alike: u64) {
        self.links[one as usize].insert(other, alike);
        self.links[other as usize].insert(one, alike);
    }

    /// The offer to join two groups, if they are alike.
    fn offer(&self, one: u32, other: u32) -> Option<Offer> {
        let sizes = |at: u32| self.members[at as usize].len();
        let (one, other) = (one.min(other), one.max(other));
        let sum = *self.links[one as usize].get(&other)?;
        let alike = sum as f64 / (sizes(one) * sizes(other)) as f64;
        (alike >= LEAST * WHOLE).then(|| Offer {
            alike,
            pair: (one, other),
            sizes: (sizes(one), sizes(other)),
        })
    }

    fn join_alike(mut self, is_late: &dyn Fn() -> bool) -> Vec<Vec<u32>> {
        let mut offers = BinaryHeap::new();
        for one in (0..).take(self.links.len()) {
            let later = self.links[one as usize].keys().filter(|other| **other > one);
            offers.extend(later.filter_map(|&other| self.offer(one, other)));
        }
        let mut joined = 0_usize;
        while let Some(Offer { pair: (one, other), sizes, .. }) = offers.pop() {
            let now = (self.members[one as usize].len(), self.members[other as usize].len());
            if now != sizes {
                continue;
            }
            joined += 1;
            if joined % 256 == 255 && is_late() {
                break;
            }
            let moved = std::mem::take(&mut self.members[other as usize]);
            self.members[one as usize].extend(moved);
            for (third, sum) in std::mem::take(&mut self.links[other as usize]) {
                self.links[third as usize].remove(&other);
                if third != one {
                    *self.links[one as usize].entry(third).or_default() += sum;
                    *self.links[third as usize].entry(one).or_default() += sum;
                }
            }
            offers.extend(self.links[one as usize].keys().filter_map(|&third| self.offer(one, third)));
        }
        let mut groups: Vec<Vec<u32>> = self.members.into_iter().filter(|it| it.len() > 1).collect();
        groups.iter_mut().for_each(|it| it.sort_unstable());
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reports on so many events, several each; a report has most words of its event and some of its own.
    fn reports(events: usize, each: usize) -> Vec<(Bag, Option<i32>)> {
        let mut made = Vec::new();
        for report in 0..each {
            for event in 0..events {
                let own = (0..8).map(|word| format!("own{event}x{report}x{word}"));
                let of_event =
                    (0..12).filter(|word| (word + report) % 5 > 0).map(|word| format!("event{event}x{word}"));
                let text: Vec<String> =
                    own.chain(of_event).chain(["said".to_owned(), "town".to_owned()]).collect();
                let day = (event > 0).then_some((event * 3 + report) as i32);
                made.push((Bag::of("", &text.join(" ")), day));
            }
        }
        made
    }

    #[test]
    fn reports_of_one_event_are_joined_in_whatever_order_time_brought_them() {
        let made = reports(5, 4);
        let found = events(&made, &|| false);
        let expected: Vec<Vec<u32>> =
            (0..5).map(|event| (0..4).map(|report| report * 5 + event).collect()).collect();
        assert_eq!(found, expected);
        // In the reverse order the same.
        let mut turned = made.clone();
        turned.reverse();
        let mut back: Vec<Vec<u32>> = events(&turned, &|| false)
            .into_iter()
            .map(|it| it.into_iter().rev().map(|at| 19 - at).collect())
            .collect();
        back.sort_unstable();
        assert_eq!(back, expected);
        assert!(events(&made, &|| true).iter().map(Vec::len).sum::<usize>() <= 20);
    }

    #[test]
    fn the_same_words_weeks_later_are_another_event() {
        let bag = || Bag::of("Harbour wall gives way", "Forty houses of Breesap stand in water.");
        let told = |days: &[Option<i32>]| -> Vec<(Bag, Option<i32>)> {
            days.iter().map(|day| (bag(), *day)).collect()
        };
        assert_eq!(events(&told(&[Some(1), Some(8)]), &|| false), [[0, 1]]);
        assert!(events(&told(&[Some(1), Some(9)]), &|| false).is_empty());
        assert_eq!(events(&told(&[Some(1), None]), &|| false), [[0, 1]]);
        assert!(events(&[], &|| false).is_empty());
    }

    #[test]
    fn a_group_is_as_alike_as_its_articles_are_on_average() {
        // A chain, each link like the next alone: its ends are no one event.
        let text = |from: usize| (from..from + 10).map(|it| format!("w{it}")).collect::<Vec<_>>().join(" ");
        let chain: Vec<(Bag, Option<i32>)> = (0..6).map(|at| (Bag::of("", &text(at * 5)), Some(1))).collect();
        let found = events(&chain, &|| false);
        assert!(found.iter().all(|it| it.len() < 6), "{found:?}");
        assert!(!found.is_empty());
    }
}
