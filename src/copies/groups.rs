//! Groups of copies: which articles are worth comparing, and what joined pairs make together.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::copies::pair::are_near;
use crate::copies::shingles::least_shared;

/// Articles as far as their texts need not be read: each has a place, 0, 1, 2 ….
pub trait Hashed {
    /// How many there are.
    fn count(&self) -> u32;

    /// Puts the kept hashes of one into `into`, sorted, in place of what is there. None: it is no copy of any.
    fn hashes(&self, at: u32, into: &mut Vec<u64>);

    /// The number of the day on which it was published.
    fn day(&self, at: u32) -> Option<i32>;
}

/// Hashes that are held at a time: 64 MB.
const AT_A_TIME: usize = 4 << 20;

/// Hands every pair that is worth comparing to `take`, once, the smaller place first: those that share enough hashes,
/// are near in time, and of which one at least `is_new`.
///
/// # Errors
///
/// Those of `take`, which end it.
pub fn each_candidate<E>(
    articles: &dyn Hashed,
    is_new: &dyn Fn(u32) -> bool,
    take: &mut dyn FnMut(u32, u32) -> Result<(), E>,
) -> Result<(), E> {
    each_candidate_holding(AT_A_TIME, articles, is_new, take)
}

fn each_candidate_holding<E>(
    at_a_time: usize,
    articles: &dyn Hashed,
    is_new: &dyn Fn(u32) -> bool,
    take: &mut dyn FnMut(u32, u32) -> Result<(), E>,
) -> Result<(), E> {
    let ranked = Ranked::of(articles, is_new);
    let chunks = ranked.chunks(at_a_time / 2);
    for (at, one) in chunks.iter().enumerate() {
        ranked.each_pair(one, one, take)?;
        let has_undated = ranked.by_day[one.start].0.is_none();
        let last = ranked.by_day[one.end - 1].0;
        let is_near = |other: &&Range<usize>| has_undated || are_near(last, ranked.by_day[other.start].0);
        for other in chunks[at + 1..].iter().take_while(is_near) {
            ranked.each_pair(one, other, take)?;
        }
    }
    Ok(())
}

/// The articles by their days, those without a day first: neighbours in time stand side by side.
struct Ranked<'a> {
    articles: &'a dyn Hashed,
    is_new: &'a dyn Fn(u32) -> bool,
    by_day: Vec<(Option<i32>, u32)>,
    /// How many hashes each has; 0 where it can be in no pair.
    lens: Vec<u32>,
    /// The hashes that count, where not all do: those of new articles.
    asked: Option<FxHashSet<u64>>,
}

impl<'a> Ranked<'a> {
    fn of(articles: &'a dyn Hashed, is_new: &'a dyn Fn(u32) -> bool) -> Ranked<'a> {
        let mut by_day: Vec<(Option<i32>, u32)> =
            (0..articles.count()).map(|at| (articles.day(at), at)).collect();
        by_day.sort_unstable();
        let mut hashes = Vec::new();
        let are_all_new = (0..articles.count()).all(is_new);
        let asked = (!are_all_new).then(|| {
            let mut asked = FxHashSet::default();
            for at in (0..articles.count()).filter(|&at| is_new(at)) {
                articles.hashes(at, &mut hashes);
                asked.extend(hashes.iter().copied());
            }
            asked
        });
        let new_days: Vec<Option<i32>> =
            by_day.iter().filter(|&&(_, at)| is_new(at)).map(|&(day, _)| day).collect();
        let is_near_a_new_one = |day: Option<i32>| {
            let (Some(of), Some(Some(_))) = (day, new_days.first()) else { return !new_days.is_empty() };
            let next = new_days.partition_point(|it| *it < Some(of));
            let beside = new_days[next.saturating_sub(1)..].iter().take(2);
            beside.into_iter().any(|&it| are_near(it, day))
        };
        let mut len = |&(day, at): &(Option<i32>, u32)| {
            if !are_all_new && !is_near_a_new_one(day) {
                return 0;
            }
            articles.hashes(at, &mut hashes);
            u32::try_from(hashes.len()).unwrap_or(u32::MAX)
        };
        let lens = by_day.iter().map(&mut len).collect();
        Ranked { articles, is_new, by_day, lens, asked }
    }

    /// Ranges of articles that have about so many hashes together.
    fn chunks(&self, hashes: usize) -> Vec<Range<usize>> {
        let mut chunks = Vec::new();
        let (mut start, mut held) = (0, 0);
        for (rank, &len) in self.lens.iter().enumerate() {
            if held + len as usize > hashes && rank > start {
                chunks.push(start..rank);
                (start, held) = (rank, 0);
            }
            held += len as usize;
        }
        if start < self.lens.len() {
            chunks.push(start..self.lens.len());
        }
        chunks
    }

    /// The hashes that several of these articles have, with the ranks of their holders, sorted.
    fn shared_hashes(&self, ranks: impl Iterator<Item = usize>) -> Vec<(u64, u32)> {
        let (mut held, mut hashes) = (Vec::new(), Vec::new());
        for rank in ranks.filter(|&rank| self.lens[rank] > 0) {
            self.articles.hashes(self.by_day[rank].1, &mut hashes);
            let counts = |hash: &&u64| self.asked.as_ref().is_none_or(|asked| asked.contains(*hash));
            held.extend(hashes.iter().filter(counts).map(|hash| (*hash, rank as u32)));
        }
        held.sort_unstable();
        let holders = held.chunk_by(|one, other| one.0 == other.0);
        holders.filter(|it| it.len() > 1).flatten().copied().collect()
    }

    /// Takes the pairs of an article of the first range and a later one of the second.
    fn each_pair<E>(
        &self,
        ones: &Range<usize>,
        others: &Range<usize>,
        take: &mut dyn FnMut(u32, u32) -> Result<(), E>,
    ) -> Result<(), E> {
        let beside = if ones == others { 0..0 } else { others.clone() };
        let held = self.shared_hashes(ones.clone().chain(beside));
        let places = Places::of(&held, ones);
        let mut shared = vec![0_u32; others.len()];
        let mut touched = Vec::new();
        for rank in ones.clone() {
            let (day, one) = self.by_day[rank];
            let is_one_new = (self.is_new)(one);
            for &place in places.of_rank(rank) {
                let (hash, _) = held[place as usize];
                for &(other_hash, other) in &held[place as usize + 1..] {
                    let (other_day, at) = self.by_day[other as usize];
                    if other_hash != hash || !are_near(day, other_day) {
                        break;
                    }
                    let Some(count) = (other as usize).checked_sub(others.start).map(|it| &mut shared[it])
                    else {
                        continue;
                    };
                    if *count == 0 {
                        if !is_one_new && !(self.is_new)(at) {
                            continue;
                        }
                        touched.push(other);
                    }
                    *count += 1;
                }
            }
            for other in touched.drain(..) {
                let shared = std::mem::take(&mut shared[other as usize - others.start]);
                if shared >= least_shared(self.lens[rank], self.lens[other as usize]) {
                    let other = self.by_day[other as usize].1;
                    take(one.min(other), one.max(other))?;
                }
            }
        }
        Ok(())
    }
}

/// Where each article of a range stands among the holders of hashes.
struct Places {
    first: usize,
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Places {
    fn of(held: &[(u64, u32)], ranks: &Range<usize>) -> Places {
        let of_range = |rank: u32| ranks.contains(&(rank as usize)).then(|| rank as usize - ranks.start);
        let mut starts = vec![0_u32; ranks.len() + 1];
        for rank in held.iter().filter_map(|it| of_range(it.1)) {
            starts[rank + 1] += 1;
        }
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        let mut next = starts.clone();
        let mut places = vec![0; starts[ranks.len()] as usize];
        for (place, it) in (0..).zip(held) {
            if let Some(rank) = of_range(it.1) {
                places[next[rank] as usize] = place;
                next[rank] += 1;
            }
        }
        Places { first: ranks.start, starts, places }
    }

    fn of_rank(&self, rank: usize) -> &[u32] {
        let at = rank - self.first;
        &self.places[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// Which places belong together.
#[derive(Debug, Clone)]
pub struct Joined {
    parents: Vec<u32>,
}

impl Joined {
    /// So many places, each by itself.
    #[must_use]
    pub fn new(places: u32) -> Joined {
        Joined { parents: (0..places).collect() }
    }

    /// The least place that belongs together with this one.
    pub fn root(&mut self, at: u32) -> u32 {
        let mut at = at;
        while self.parents[at as usize] != at {
            let above = self.parents[self.parents[at as usize] as usize];
            self.parents[at as usize] = above;
            at = above;
        }
        at
    }

    /// Joins two places and all that belongs to them.
    pub fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other) as usize] = one.min(other);
    }

    /// The groups of two and more, each in order, by their first places.
    pub fn groups(&mut self) -> Vec<Vec<u32>> {
        let places = (0..).take(self.parents.len());
        let mut rooted: Vec<(u32, u32)> = places.map(|at| (self.root(at), at)).collect();
        rooted.sort_unstable();
        let groups = rooted.chunk_by(|one, other| one.0 == other.0).filter(|it| it.len() > 1);
        groups.map(|it| it.iter().map(|&(_, at)| at).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;
    use crate::copies::shingles::are_alike;

    /// Articles of few hashes, so that many are shared.
    struct Given(Vec<(Option<i32>, Vec<u64>)>);

    impl Hashed for Given {
        fn count(&self) -> u32 {
            u32::try_from(self.0.len()).unwrap()
        }

        fn hashes(&self, at: u32, into: &mut Vec<u64>) {
            into.clone_from(&self.0[at as usize].1);
        }

        fn day(&self, at: u32) -> Option<i32> {
            self.0[at as usize].0
        }
    }

    fn pairs(at_a_time: usize, articles: &Given, is_new: impl Fn(u32) -> bool) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let take = &mut |one, other| {
            pairs.push((one, other));
            Ok::<(), Infallible>(())
        };
        each_candidate_holding(at_a_time, articles, &is_new, take).unwrap();
        pairs.sort_unstable();
        pairs
    }

    proptest! {
        #[test]
        fn candidates_are_the_pairs_that_are_alike_and_near(
            articles in prop::collection::vec(
                (prop::option::of(0..30), prop::collection::btree_set(0u64..40, 0..8)),
                0..30,
            ),
            new in prop::collection::vec(any::<bool>(), 30),
            at_a_time in 1usize..200,
        ) {
            let articles = articles.into_iter().map(|(day, hashes): (_, BTreeSet<u64>)| {
                (day, hashes.into_iter().collect())
            });
            let articles = Given(articles.collect());
            let len = articles.count();
            let is_new = |at: u32| new[at as usize];
            let all = (0..len).flat_map(|one| (one + 1..len).map(move |other| (one, other)));
            let expected: Vec<(u32, u32)> = all
                .filter(|&(one, other)| {
                    let (a, b) = (&articles.0[one as usize], &articles.0[other as usize]);
                    are_near(a.0, b.0) && are_alike(&a.1, &b.1)
                })
                .collect();
            prop_assert_eq!(&pairs(at_a_time, &articles, |_| true), &expected);
            let of_new: Vec<_> =
                expected.into_iter().filter(|&(one, other)| is_new(one) || is_new(other)).collect();
            prop_assert_eq!(pairs(at_a_time, &articles, is_new), of_new);
        }

        #[test]
        fn groups_do_not_depend_on_the_order_of_pairs(
            pairs in prop::collection::vec((0u32..20, 0u32..20), 0..30),
            turn in 0usize..30,
        ) {
            let groups = |pairs: &[(u32, u32)]| {
                let mut joined = Joined::new(20);
                pairs.iter().for_each(|&(one, other)| joined.join(one, other));
                joined.groups()
            };
            let expected = groups(&pairs);
            let mut turned = pairs.clone();
            turned.reverse();
            turned.rotate_left(turn.min(pairs.len()));
            prop_assert_eq!(groups(&turned), expected);
        }
    }
}
