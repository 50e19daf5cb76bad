//! Which record makes which article: what the index should hold, whatever it holds now.
//!
//! Records are ordered by file and number. Of several records with one id the last makes the
//! article and supersedes the others. Of those that are left, a record without an id of its own that has
//! exactly the content of an earlier one is a duplicate: one more origin of that article. So what an index
//! should hold follows from the records alone, not from the order in which they were read.
//!
//! Ids and origins are held as hashes of 128 and 64 bits, for there may be millions; the texts are in the
//! catalog.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{ArticleId, Origin};
use crate::update::catalog::{FileRecords, Outcome};

/// The hash of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdHash(u64, u64);

impl IdHash {
    /// Half of it, for where a collision costs no more than work done twice.
    pub(super) fn half(self) -> u64 {
        self.1
    }

    /// The hash of an id.
    #[must_use]
    pub fn of(id: &ArticleId) -> IdHash {
        let hash = xxhash_rust::xxh3::xxh3_128(id.as_str().as_bytes());
        IdHash((hash >> 64) as u64, hash as u64)
    }
}

/// An article that the index should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// The hash of its content.
    pub hash: u128,
    /// The hash of its origins; see [`places_hash`].
    pub places: u64,
    /// The record that makes it, by its number among all records.
    record: u32,
    /// Whether a record of its id was seen already.
    met: bool,
}

impl Owner {
    /// Whether the index can stay as it is when the one takes the place of the other.
    #[must_use]
    pub fn is_same_article(&self, other: &Owner) -> bool {
        (self.hash, self.places) == (other.hash, other.places)
    }
}

/// How a record relates to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// It is the first of its id, whether it makes the article in the end or a later one does.
    First,
    /// An earlier record has the same id, and this one takes its place.
    Supersedes,
    /// It has exactly the content of an earlier record.
    Duplicate,
}

/// Which record makes each article.
#[derive(Debug, Default)]
pub struct Ownership {
    by_id: ById,
    /// Further origins of articles that have duplicates.
    others: FxHashMap<IdHash, Vec<Origin>>,
}

impl Ownership {
    /// How many origins of an article are kept; duplicates beyond are only counted.
    pub const MOST_PLACES: usize = 1_000;

    /// Resolves the records of these files. `note` is told the resolution of each record that is an article.
    pub fn of(
        files: &BTreeMap<String, FileRecords>,
        mut note: impl FnMut(&str, IdHash, Resolution),
    ) -> Ownership {
        let mut ownership = Ownership::default();
        let articles = || {
            files.iter().flat_map(|(path, file)| {
                file.records().filter_map(move |record| match record.outcome {
                    Outcome::Article { id, given, hash } => {
                        let place = (path.as_str(), record.number);
                        Some((place, IdHash::of(&id), given, hash))
                    }
                    Outcome::Rejected { .. } => None,
                })
            })
        };
        let records = files.values().map(FileRecords::count).sum::<u64>();
        let records = usize::try_from(records).unwrap_or(0);
        let (mut all, mut hashes) = (Vec::with_capacity(records), Vec::with_capacity(records));
        for (at, (_, id, _, hash)) in (0u32..).zip(articles()) {
            all.push((id, Owner { hash, places: 0, record: at, met: false }));
            hashes.push(hash as u64);
        }
        ownership.by_id = ById::last_of_each(all);
        let repeated = repeated(hashes);
        /// A record that makes no article, in the place of its number.
        const NONE: u32 = u32::MAX;
        let mut said: FxHashMap<u128, IdHash> = FxHashMap::default();
        for (at, ((path, number), id, given, hash)) in (0u32..).zip(articles()) {
            let Some(last) = ownership.by_id.get_mut(id) else { continue };
            let is_last = last.record == at;
            let again = last.met;
            // A record with the content of the last of its id is not superseded by it.
            let counts = is_last || (!given && last.hash == hash && last.record != NONE);
            let owner = if counts && !given { said.get(&hash).copied() } else { None };
            if let Some(owner) = owner {
                if owner != id && is_last {
                    last.record = NONE;
                }
                let others = ownership.others.entry(owner).or_default();
                if others.len() + 1 < Self::MOST_PLACES {
                    others.push(Origin { path: path.to_owned(), record: number });
                }
                note(path, id, Resolution::Duplicate);
                continue;
            }
            if counts {
                last.record = at;
                last.places = Self::place_hash(0, path, number);
                if repeated.contains(&(hash as u64)) {
                    said.entry(hash).or_insert(id);
                }
            }
            last.met = true;
            note(path, id, if again { Resolution::Supersedes } else { Resolution::First });
        }
        ownership.by_id.retain(|owner| owner.record != NONE);
        for (&id, others) in &ownership.others {
            if let Some(owner) = ownership.by_id.get_mut(id) {
                for place in others {
                    owner.places = Self::place_hash(owner.places, &place.path, place.record);
                }
            }
        }
        ownership
    }

    /// The article of this id.
    #[must_use]
    pub fn get(&self, id: &ArticleId) -> Option<&Owner> {
        self.by_id.get(IdHash::of(id))
    }

    /// Whether there is an article of the id with this hash.
    #[must_use]
    pub fn has(&self, id: IdHash) -> bool {
        self.by_id.get(id).is_some()
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.entries.len()
    }

    /// Whether there is no article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.entries.is_empty()
    }

    /// Every article with its first origin, in the order of the records. `files` must be those that this
    /// ownership was resolved from.
    pub fn each<'a>(
        &'a self,
        files: &'a BTreeMap<String, FileRecords>,
    ) -> impl Iterator<Item = (ArticleId, Owner, Origin)> + 'a {
        let articles = files.iter().flat_map(|(path, file)| {
            file.records().filter_map(move |record| match record.outcome {
                Outcome::Article { id, .. } => Some((path, record.number, id)),
                Outcome::Rejected { .. } => None,
            })
        });
        (0u32..).zip(articles).filter_map(|(at, (path, record, id))| {
            let owner = self.get(&id).filter(|it| it.record == at)?;
            Some((id, *owner, Origin { path: path.clone(), record }))
        })
    }

    /// The origins of an article, of which `first` is the first.
    #[must_use]
    pub fn places(&self, id: &ArticleId, first: Origin) -> Vec<Origin> {
        let others = self.others.get(&IdHash::of(id)).map(Vec::as_slice).unwrap_or_default();
        std::iter::once(first).chain(others.iter().cloned()).collect()
    }

    fn place_hash(before: u64, path: &str, record: Option<u64>) -> u64 {
        let number = record.map_or(0, |it| it.wrapping_add(1));
        xxhash_rust::xxh3::xxh3_64_with_seed(
            path.as_bytes(),
            before ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15),
        )
    }
}

/// The hashes that occur more than once.
fn repeated(mut hashes: Vec<u64>) -> FxHashSet<u64> {
    hashes.sort_unstable();
    hashes.windows(2).filter(|it| it[0] == it[1]).map(|it| it[0]).collect()
}

/// Owners sorted by id and found by the first bits of the id; half the memory of a hash table.
#[derive(Debug, Default)]
struct ById {
    entries: Vec<(IdHash, Owner)>,
    /// For each value of the first `bits` bits, where the ids with it begin; and the end.
    starts: Vec<u32>,
    bits: u32,
}

impl ById {
    /// About how many ids share these bits.
    const ALIKE: usize = 4;

    /// Of several owners of one id, keeps the one of the last record.
    fn last_of_each(mut entries: Vec<(IdHash, Owner)>) -> ById {
        entries.sort_unstable_by_key(|(id, owner)| (*id, owner.record));
        entries.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                *kept = *later;
            }
            same
        });
        ById::sorted(entries)
    }

    fn sorted(mut entries: Vec<(IdHash, Owner)>) -> ById {
        entries.shrink_to_fit();
        let bits = (entries.len() / Self::ALIKE).max(1).ilog2();
        let mut starts = vec![0; (1 << bits) + 1];
        for (id, _) in &entries {
            starts[Self::first(*id, bits) + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        ById { entries, starts, bits }
    }

    fn first(id: IdHash, bits: u32) -> usize {
        id.0.checked_shr(u64::BITS - bits).unwrap_or(0) as usize
    }

    fn find(&self, id: IdHash) -> Option<usize> {
        let at = Self::first(id, self.bits);
        let start = *self.starts.get(at)? as usize;
        let alike = self.entries.get(start..*self.starts.get(at + 1)? as usize)?;
        alike.iter().position(|it| it.0 == id).map(|it| start + it)
    }

    fn get(&self, id: IdHash) -> Option<&Owner> {
        self.find(id).map(|at| &self.entries[at].1)
    }

    fn get_mut(&mut self, id: IdHash) -> Option<&mut Owner> {
        self.find(id).map(|at| &mut self.entries[at].1)
    }

    fn retain(&mut self, keep: impl Fn(&Owner) -> bool) {
        let mut entries = std::mem::take(&mut self.entries);
        entries.retain(|it| keep(&it.1));
        *self = ById::sorted(entries);
    }
}

/// The hash of where an article was read.
#[must_use]
pub fn places_hash(places: &[Origin]) -> u64 {
    places.iter().fold(0, |hash, place| Ownership::place_hash(hash, &place.path, place.record))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::catalog::Record;

    /// The ownership of records `(id, given, hash)` of one file, with the resolution of each.
    fn ownership(
        records: &[(&str, bool, u128)],
    ) -> (Ownership, BTreeMap<String, FileRecords>, Vec<Resolution>) {
        let mut file = FileRecords::new(None);
        for (number, &(id, given, hash)) in (1..).zip(records) {
            let outcome = Outcome::Article { id: ArticleId::new(id).unwrap(), given, hash };
            file.push(&Record { number: Some(number), outcome });
        }
        let files = BTreeMap::from([("a".to_owned(), file)]);
        let mut standings = Vec::new();
        let ownership = Ownership::of(&files, |_, _, resolution| standings.push(resolution));
        (ownership, files, standings)
    }

    fn check(records: &[(&str, bool, u128)], held: &[(&str, u128, &[u64])], expected: &[Resolution]) {
        let (ownership, files, standings) = ownership(records);
        let found: Vec<(String, u128, Vec<u64>)> = ownership
            .each(&files)
            .map(|(id, owner, first)| {
                let places = ownership.places(&id, first);
                assert_eq!(owner.places, places_hash(&places));
                (id.as_str().to_owned(), owner.hash, places.iter().filter_map(|it| it.record).collect())
            })
            .collect();
        let held: Vec<_> = held.iter().map(|&(id, hash, at)| (id.to_owned(), hash, at.to_vec())).collect();
        assert_eq!((found, standings), (held, expected.to_vec()));
        assert_eq!(ownership.len(), ownership.each(&files).count());
    }

    use Resolution::{Duplicate, First, Supersedes};

    #[test]
    fn a_record_that_says_the_same_is_one_more_place() {
        check(&[("a:1", false, 7), ("a:2", false, 7)], &[("a:1", 7, &[1, 2])], &[First, Duplicate]);
    }

    #[test]
    fn a_record_with_an_id_of_its_own_is_no_duplicate() {
        check(&[("a", true, 7), ("b", true, 7)], &[("a", 7, &[1]), ("b", 7, &[2])], &[First, First]);
    }

    #[test]
    fn of_several_records_with_one_id_the_last_counts() {
        check(&[("a", true, 7), ("a", true, 8)], &[("a", 8, &[2])], &[First, Supersedes]);
        check(&[("a", true, 7), ("a", true, 7)], &[("a", 7, &[2])], &[First, Supersedes]);
    }

    #[test]
    fn what_says_the_same_as_a_superseded_record_stands_by_itself() {
        check(
            &[("x", true, 7), ("a:2", false, 7), ("x", true, 8), ("a:4", false, 7)],
            &[("a:2", 7, &[2, 4]), ("x", 8, &[3])],
            &[First, First, Supersedes, Duplicate],
        );
    }

    #[test]
    fn an_address_that_is_read_twice_is_one_article() {
        check(&[("u", false, 7), ("u", false, 7)], &[("u", 7, &[1, 2])], &[First, Duplicate]);
        check(&[("u", false, 7), ("u", false, 8)], &[("u", 8, &[2])], &[First, Supersedes]);
        check(
            &[("u", false, 7), ("u", false, 8), ("u", false, 7)],
            &[("u", 7, &[1, 3])],
            &[First, Supersedes, Duplicate],
        );
    }

    #[test]
    fn an_id_of_which_all_that_counts_is_a_duplicate_is_none() {
        check(
            &[("a:1", false, 7), ("u", false, 8), ("u", false, 7)],
            &[("a:1", 7, &[1, 3])],
            &[First, First, Duplicate],
        );
    }

    #[test]
    fn of_many_articles_each_is_found_and_no_other() {
        let names: Vec<String> = (0..3_000).map(|it| format!("id{it}")).collect();
        let records: Vec<(&str, bool, u128)> =
            names.iter().chain(&names[..100]).zip(0..).map(|(id, hash)| (id.as_str(), true, hash)).collect();
        let (ownership, files, _) = ownership(&records);
        assert_eq!((ownership.len(), ownership.each(&files).count()), (3_000, 3_000));
        for (name, at) in names.iter().zip(0..) {
            let hash = if at < 100 { at + 3_000 } else { at };
            assert_eq!(ownership.get(&ArticleId::new(name).unwrap()).unwrap().hash, hash);
        }
        assert!(
            (3_000..6_000).all(|it| ownership.get(&ArticleId::new(&format!("id{it}")).unwrap()).is_none())
        );
        assert!(Ownership::default().get(&ArticleId::new("id1").unwrap()).is_none());
    }

    #[test]
    fn places_without_end_are_not_all_kept() {
        let many = vec![("a:1", false, 7); Ownership::MOST_PLACES + 10];
        let (ownership, files, _) = ownership(&many);
        let (id, _, first) = ownership.each(&files).next().unwrap();
        assert_eq!(ownership.places(&id, first).len(), Ownership::MOST_PLACES);
    }
}
