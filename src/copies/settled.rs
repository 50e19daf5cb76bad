//! The groups of copies of a collection, kept in little room, and brought up to date when articles come and go.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::copies::groups::{Hashed, Joined, each_candidate};

/// The groups of copies among some articles, each known by a number that stands for what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// Every article that was looked at, in order.
    known: Vec<u64>,
    /// The groups of two and more, each in order, by their first.
    groups: Vec<Vec<u64>>,
}

/// What [`Groups::encode`] writes first; another layout, or another way to decide, gets another.
const LAYOUT: u8 = 1;
const CHECKSUM_LEN: usize = 8;
/// Pairs that are held at a time, 8 bytes each.
const PAIRS_AT_A_TIME: usize = 1 << 20;

impl Groups {
    /// The groups of articles with these numbers, each number once, where `before` are those of the same articles
    /// before some came and others went. `are_joined` tells whether two are one story, and is asked of few of them.
    ///
    /// What comes out is the same whatever was before.
    ///
    /// # Errors
    ///
    /// Those of `are_joined`.
    pub fn settle<E>(
        before: &Groups,
        numbers: &[u64],
        articles: &dyn Hashed,
        are_joined: &mut dyn FnMut(u32, u32) -> Result<bool, E>,
    ) -> Result<Groups, E> {
        let mut known: Vec<u64> = numbers.to_vec();
        known.sort_unstable();
        let is_there = |number: &u64| known.binary_search(number).is_ok();
        let was_there = |number: u64| before.known.binary_search(&number).is_ok();
        let mut is_new: Vec<bool> = numbers.iter().map(|&number| !was_there(number)).collect();
        let mut joined = Joined::new(articles.count());
        if !before.groups.is_empty() {
            let grouped: FxHashSet<u64> = before.groups.iter().flatten().copied().collect();
            let places: FxHashMap<u64, u32> =
                numbers.iter().copied().zip(0..).filter(|(number, _)| grouped.contains(number)).collect();
            for group in &before.groups {
                let here: Vec<u32> = group.iter().filter_map(|number| places.get(number).copied()).collect();
                if group.iter().all(is_there) {
                    here.windows(2).for_each(|pair| joined.join(pair[0], pair[1]));
                } else {
                    // What is left of a group may hang together no more.
                    here.iter().for_each(|&at| is_new[at as usize] = true);
                }
            }
        }
        let mut pairs = Vec::new();
        let mut read = |pairs: &mut Vec<(u32, u32)>| -> Result<(), E> {
            // In the order of the articles, so that neighbours are read together.
            pairs.sort_unstable();
            for (one, other) in pairs.drain(..) {
                if joined.root(one) != joined.root(other) && are_joined(one, other)? {
                    joined.join(one, other);
                }
            }
            Ok(())
        };
        each_candidate(articles, &|at| is_new[at as usize], &mut |one, other| {
            pairs.push((one, other));
            if pairs.len() < PAIRS_AT_A_TIME { Ok(()) } else { read(&mut pairs) }
        })?;
        read(&mut pairs)?;
        let numbered = |group: Vec<u32>| -> Vec<u64> {
            let mut group: Vec<u64> = group.into_iter().map(|at| numbers[at as usize]).collect();
            group.sort_unstable();
            group
        };
        let mut groups: Vec<Vec<u64>> = joined.groups().into_iter().map(numbered).collect();
        groups.sort_unstable();
        Ok(Groups { known, groups })
    }

    /// The groups of two and more.
    #[must_use]
    pub fn groups(&self) -> &[Vec<u64>] {
        &self.groups
    }

    /// The bytes that [`Self::decode`] reads.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let count = |it: usize| (it as u64).to_le_bytes();
        let mut out = vec![LAYOUT];
        for numbers in std::iter::once(&self.known).chain(&self.groups) {
            out.extend_from_slice(&count(numbers.len()));
            numbers.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
        }
        let checksum = xxhash_rust::xxh3::xxh3_64(&out);
        out.extend_from_slice(&checksum.to_le_bytes());
        out
    }

    /// The groups that were encoded; `None` when the bytes are damaged or of another layout.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Groups> {
        let (content, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM_LEN)?)?;
        if xxhash_rust::xxh3::xxh3_64(content).to_le_bytes() != checksum {
            return None;
        }
        let mut rest = content.strip_prefix(&[LAYOUT])?;
        let mut lists = Vec::new();
        while !rest.is_empty() {
            let (count, behind) = rest.split_first_chunk::<8>()?;
            let len = usize::try_from(u64::from_le_bytes(*count)).ok()?.checked_mul(8)?;
            let (numbers, behind) = behind.split_at_checked(len)?;
            lists.push(
                numbers
                    .chunks_exact(8)
                    .filter_map(|it| Some(u64::from_le_bytes(it.try_into().ok()?)))
                    .collect(),
            );
            rest = behind;
        }
        let mut lists = lists.into_iter();
        Some(Groups { known: lists.next()?, groups: lists.collect() })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    /// An article that is joined with those that share a hash beside those which all share.
    #[derive(Debug, Clone, PartialEq)]
    struct Told {
        number: u64,
        day: Option<i32>,
        hashes: Vec<u64>,
    }

    struct Here<'a>(&'a [Told]);

    impl Hashed for Here<'_> {
        fn count(&self) -> u32 {
            u32::try_from(self.0.len()).unwrap()
        }

        fn hashes(&self, at: u32, into: &mut Vec<u64>) {
            into.clone_from(&self.0[at as usize].hashes);
        }

        fn day(&self, at: u32) -> Option<i32> {
            self.0[at as usize].day
        }
    }

    /// The groups, and how many pairs were read.
    fn settled(before: &Groups, told: &[Told]) -> (Groups, usize) {
        let numbers: Vec<u64> = told.iter().map(|it| it.number).collect();
        let mut read = 0;
        let groups = Groups::settle(before, &numbers, &Here(told), &mut |one, other| {
            read += 1;
            let (one, other) = (&told[one as usize], &told[other as usize]);
            Ok::<bool, Infallible>((one.number + other.number) % 3 != 0)
        });
        (groups.unwrap(), read)
    }

    fn some_told() -> impl Strategy<Value = Vec<Told>> {
        let told = (prop::option::of(0..12), prop::collection::btree_set(0u64..12, 2..6));
        prop::collection::vec(told, 0..24).prop_map(|all| {
            let told = |(number, (day, hashes)): (u64, (Option<i32>, std::collections::BTreeSet<u64>))| {
                Told { number, day, hashes: hashes.into_iter().collect() }
            };
            (0..).zip(all).map(told).collect()
        })
    }

    proptest! {
        #[test]
        fn groups_follow_from_the_articles_that_are_there(
            all in some_told(),
            steps in prop::collection::vec(prop::collection::vec(any::<bool>(), 24), 1..4),
            turn in 0usize..24,
        ) {
            let mut groups = Groups::default();
            let mut here = Vec::new();
            for step in steps {
                here = all.iter().zip(&step).filter(|(_, is_there)| **is_there).map(|(it, _)| it.clone()).collect();
                let len: usize = here.len();
                here.rotate_left(turn.min(len));
                groups = settled(&groups, &here).0;
            }
            here.sort_by_key(|it| it.number);
            let (expected, _) = settled(&Groups::default(), &here);
            prop_assert_eq!(groups.encode(), expected.encode());
            prop_assert_eq!(Groups::decode(&groups.encode()), Some(groups));
        }
    }

    fn told(number: u64) -> Told {
        Told { number, day: Some(1), hashes: vec![1, 2, 3] }
    }

    #[test]
    fn two_hundred_copies_are_one_group_and_one_more_is_read_once() {
        let all: Vec<Told> = (0..200).map(|it| told(it * 3 + 1)).collect();
        let (groups, read) = settled(&Groups::default(), &all);
        assert_eq!(groups.groups().len(), 1);
        assert_eq!(read, 199, "what hangs together already is not read");
        let mut more = all.clone();
        more.push(told(601));
        let (groups, read) = settled(&groups, &more);
        assert_eq!((groups.groups()[0].len(), read), (201, 1));
        let (groups, read) = settled(&groups, &more);
        assert_eq!((groups.groups()[0].len(), read), (201, 0));
        assert_eq!(settled(&groups, &more[1..]).0.groups()[0].len(), 200);
    }

    #[test]
    fn damage_is_seen() {
        let (groups, _) = settled(&Groups::default(), &[told(1), told(4)]);
        let mut bytes = groups.encode();
        assert_eq!(Groups::decode(&bytes), Some(groups));
        bytes[12] ^= 1;
        assert_eq!(Groups::decode(&bytes), None);
        assert_eq!(Groups::decode(&[]), None);
    }
}
