//! Groups of copies: which articles are worth comparing, and what joined pairs make together.

use rustc_hash::FxHashSet;

use crate::copies::pair::are_near;
use crate::copies::shingles::{are_alike, first_shared};

/// Articles as far as their texts need not be read: each has a place, 0, 1, 2 ….
pub trait Hashed {
    /// How many there are.
    fn count(&self) -> u32;

    /// Puts the kept hashes of one into `into`, sorted, in place of what is there. None: it is no copy of any.
    fn hashes(&self, at: u32, into: &mut Vec<u64>);

    /// The number of the day on which it was published.
    fn day(&self, at: u32) -> Option<i32>;
}

/// Hashes that are sorted at a time: 64 MB.
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
    // Neighbours in time stand side by side, those without a day first.
    let mut by_day: Vec<(Option<i32>, u32)> =
        (0..articles.count()).map(|at| (articles.day(at), at)).collect();
    by_day.sort_unstable();
    let mut hashes = Vec::new();
    let mut asked = FxHashSet::default();
    let mut all = 0;
    let are_all_new = (0..articles.count()).all(is_new);
    for at in (0..articles.count()).filter(|&at| is_new(at)) {
        articles.hashes(at, &mut hashes);
        all += hashes.len();
        if !are_all_new {
            asked.extend(hashes.iter().copied());
        }
    }
    let parts = u64::try_from(all.div_ceil(AT_A_TIME)).unwrap_or(u64::MAX);
    for part in 0..parts {
        let mut held: Vec<(u64, u32)> = Vec::new();
        for (rank, &(_, at)) in (0..).zip(&by_day) {
            articles.hashes(at, &mut hashes);
            let of_part = hashes.iter().filter(|hash| **hash % parts == part);
            let of_part = of_part.filter(|hash| are_all_new || asked.contains(hash));
            held.extend(of_part.map(|hash| (*hash, rank)));
        }
        held.sort_unstable();
        let mut other_hashes = Vec::new();
        for holders in held.chunk_by(|one, other| one.0 == other.0).filter(|it| it.len() > 1) {
            for (place, &(hash, rank)) in holders.iter().enumerate() {
                let (day, one) = by_day[rank as usize];
                articles.hashes(one, &mut hashes);
                for &(_, rank) in &holders[place + 1..] {
                    let (other_day, other) = by_day[rank as usize];
                    if !are_near(day, other_day) {
                        break;
                    }
                    if !is_new(one) && !is_new(other) {
                        continue;
                    }
                    articles.hashes(other, &mut other_hashes);
                    // Each pair is taken where its first shared hash is.
                    if are_alike(&hashes, &other_hashes) && first_shared(&hashes, &other_hashes) == Some(hash)
                    {
                        take(one.min(other), one.max(other))?;
                    }
                }
            }
        }
    }
    Ok(())
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

    fn pairs(articles: &Given, is_new: impl Fn(u32) -> bool) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let take = &mut |one, other| {
            pairs.push((one, other));
            Ok::<(), Infallible>(())
        };
        each_candidate(articles, &is_new, take).unwrap();
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
            prop_assert_eq!(&pairs(&articles, |_| true), &expected);
            let of_new: Vec<_> =
                expected.into_iter().filter(|&(one, other)| is_new(one) || is_new(other)).collect();
            prop_assert_eq!(pairs(&articles, is_new), of_new);
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
