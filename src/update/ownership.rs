//! Which record makes which article: what the index should hold, whatever it holds now.
//!
//! Records are ordered by file and number. Of the records of one id in one file the last makes the article, unless
//! another states to be later. A record of another file that says the same is one more origin of it; one that
//! states to be later replaces it; any other is rejected, and stands behind the others from then on (see [`Standing`]):
//! which of two files was first is kept, whatever their names. Of those that are left, a record without an id of its
//! own that has exactly the content of an earlier one is a duplicate: one more origin of that article. So what an index
//! should hold follows from the catalog alone.
//!
//! Ids and origins are held as hashes of 128 and 64 bits, for there may be millions; the texts are in the
//! catalog.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{ArticleId, Origin};
use crate::date::Day;
use crate::update::catalog::{ArticleRecord, Catalog, FileRecords, Outcome, Record, Standing, Stated};
use crate::update::hashes::{day_hash, path_hash, place_hash, repeated};
use crate::update::neighbours::told_days;
use crate::update::replaced::Replaced;
use crate::update::settings::BULK;

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
    /// The hash of its origins and of the day that its neighbours tell; see [`places_hash`] and [`Ownership::day`].
    pub places: u64,
    /// The record that makes it, by its number among all articles of the catalog; [`NONE`] when it is a duplicate.
    record: u32,
}

impl Owner {
    /// Whether the index can stay as it is when the one takes the place of the other.
    #[must_use]
    pub fn is_same_article(&self, other: &Owner) -> bool {
        (self.hash, self.places) == (other.hash, other.places)
    }
}

/// A record that makes no article, in the place of its number.
const NONE: u32 = u32::MAX;

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// It makes the article.
    Article,
    /// Another record of its id takes its place.
    Superseded,
    /// It says what another record says, and is one more origin of that article.
    Duplicate,
    /// A record of another file says something else under its id.
    Rejected,
    /// What came one by one has replaced or deleted what it says.
    Overridden,
}

/// Which record makes each article.
#[derive(Debug, Default)]
pub struct Ownership {
    by_id: ById,
    /// Further origins of articles that have duplicates.
    others: FxHashMap<IdHash, Vec<Origin>>,
    /// The days of publication that neighbours tell.
    days: FxHashMap<IdHash, Day>,
    /// The numbers of the articles of each file, by the hash of its path: the first, and the one behind the last.
    files: FxHashMap<u64, (u32, u32)>,
}

/// A record among those of its id.
struct Candidate {
    record: u32,
    file: u32,
    hash: u128,
    stated: Stated,
    /// Its place in the order in which they are looked at.
    turn: (bool, bool, u32),
}

/// The records of all ids of which several say different things.
#[derive(Default)]
struct Contested {
    /// What becomes of each record that makes no article, unless it says the same as the one that does.
    resolutions: FxHashMap<u32, Resolution>,
    /// The records that another of the same id has to go in front of, with that one.
    behind: FxHashMap<u32, u32>,
    /// The places of the records that others are rejected for.
    firsts: FxHashMap<u32, Origin>,
    /// Whether the catalog has any record that stood behind another.
    had_any: bool,
}

impl Ownership {
    /// How many origins of an article are kept; duplicates beyond are only counted.
    pub const MOST_PLACES: usize = 1_000;

    /// Resolves the records of a catalog.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Ownership {
        Ownership::resolve(catalog, &Ownership::default(), |_, _, _| {}).0
    }

    /// Resolves the records of a catalog that comes after another, and notes in it how they stand to each other. Where
    /// `before` has an article of an id from a file, that file goes before others. `note` is told what becomes of each
    /// record that is an article.
    pub fn settle(
        catalog: &mut Catalog,
        before: &Ownership,
        note: impl FnMut(&str, IdHash, Resolution),
    ) -> Ownership {
        let (ownership, contested) = Ownership::resolve(catalog, before, note);
        contested.note_standing(&mut catalog.files);
        ownership
    }

    fn resolve(
        catalog: &Catalog,
        before: &Ownership,
        mut note: impl FnMut(&str, IdHash, Resolution),
    ) -> (Ownership, Contested) {
        let mut ownership = Ownership::default();
        let articles = || {
            catalog.files.iter().flat_map(|(path, file)| {
                file.articles().map(move |(number, article)| (path.as_str(), number, article))
            })
        };
        let replaced = Replaced::of(catalog);
        let is_out = |path: &str, article: &ArticleRecord| {
            path != BULK && (catalog.is_overridden(article) || replaced.holds(article))
        };
        let records = catalog.files.values().map(FileRecords::count).sum::<u64>();
        let records = usize::try_from(records).unwrap_or(0);
        let (mut all, mut hashes) = (Vec::with_capacity(records), Vec::with_capacity(records));
        let mut contested = Contested::default();
        for (at, (path, _, article)) in (0u32..).zip(articles()) {
            let (_, end) = ownership.files.entry(path_hash(path)).or_insert((at, at));
            *end = at + 1;
            contested.had_any |= article.standing != Standing::First;
            if !is_out(path, &article) {
                all.push((IdHash::of(&article.id), Owner { hash: article.hash, places: 0, record: at }));
                hashes.push(article.hash as u64);
            }
        }
        let (by_id, differing) = ById::first_of_each(all);
        ownership.by_id = by_id;
        if !differing.is_empty() {
            let mut groups: FxHashMap<IdHash, Vec<Candidate>> = FxHashMap::default();
            let mut file = (0u32, "");
            for (record, (path, _, article)) in (0u32..).zip(articles()) {
                if path != file.1 {
                    file = (file.0 + 1, path);
                }
                let id = IdHash::of(&article.id);
                if differing.contains(&id) && !is_out(path, &article) {
                    let was_first = before.by_id.get(id).is_some_and(|it| before.is_of_file(it, path));
                    let is_behind = article.standing != Standing::First;
                    groups.entry(id).or_default().push(Candidate {
                        record,
                        file: file.0,
                        hash: article.hash,
                        stated: article.stated,
                        turn: (!was_first, is_behind, record),
                    });
                }
            }
            for (id, candidates) in groups {
                let first = contested.resolve(candidates);
                if let Some(owner) = ownership.by_id.get_mut(id) {
                    *owner = first;
                }
            }
        }
        let repeated = repeated(hashes);
        // Articles of which all records are duplicates of another, with that one.
        let mut same: FxHashMap<IdHash, IdHash> = FxHashMap::default();
        let mut said: FxHashMap<u128, IdHash> = FxHashMap::default();
        for (at, (path, position, article)) in (0u32..).zip(articles()) {
            let (id, hash) = (IdHash::of(&article.id), article.hash);
            if is_out(path, &article) {
                let is_overridden = catalog.is_overridden(&article);
                note(path, id, if is_overridden { Resolution::Overridden } else { Resolution::Superseded });
                continue;
            }
            let Some(last) = ownership.by_id.get_mut(id) else { continue };
            let resolution = match contested.resolutions.get(&at) {
                Some(resolution) => *resolution,
                None if last.record == at => Resolution::Article,
                None => Resolution::Duplicate,
            };
            let place = || position.origin(path);
            let duplicates = match resolution {
                Resolution::Article => match said.get(&hash) {
                    Some(&owner) if !article.given && owner != id => {
                        last.record = NONE;
                        same.insert(id, owner);
                        Some(owner)
                    }
                    _ => None,
                },
                Resolution::Duplicate => Some(same.get(&id).copied().unwrap_or(id)),
                Resolution::Superseded | Resolution::Rejected | Resolution::Overridden => None,
            };
            if let Some(first) = contested.firsts.get_mut(&at) {
                *first = place();
            }
            if let Some(owner) = duplicates {
                let others = ownership.others.entry(owner).or_default();
                if others.len() + 1 < Self::MOST_PLACES {
                    others.push(place());
                }
                note(path, id, Resolution::Duplicate);
                continue;
            }
            if resolution == Resolution::Article {
                last.places = match &position.inner {
                    None => place_hash(0, path, position.number),
                    Some(_) => places_hash(&[place()]),
                };
                if repeated.contains(&(hash as u64)) {
                    said.entry(hash).or_insert(id);
                }
            }
            note(path, id, resolution);
        }
        // Duplicates that came before it was known that their article is a duplicate itself.
        for (id, owner) in same {
            if let Some(places) = ownership.others.remove(&id) {
                let others = ownership.others.entry(owner).or_default();
                others.extend(places.into_iter().take((Self::MOST_PLACES - 1).saturating_sub(others.len())));
            }
        }
        ownership.by_id.retain(|owner| owner.record != NONE);
        for (&id, others) in &ownership.others {
            if let Some(owner) = ownership.by_id.get_mut(id) {
                for place in others {
                    owner.places = place_hash(owner.places, &place.path, place.record);
                }
            }
        }
        let told = told_days(catalog);
        if !told.is_empty() {
            for (id, owner) in &mut ownership.by_id.entries {
                if let Some(day) = told.get(&owner.record) {
                    owner.places ^= day_hash(*day);
                    ownership.days.insert(*id, *day);
                }
            }
        }
        (ownership, contested)
    }

    fn is_of_file(&self, owner: &Owner, path: &str) -> bool {
        self.files.get(&path_hash(path)).is_some_and(|(first, end)| (*first..*end).contains(&owner.record))
    }

    /// Whether another file than this one makes the article of this id.
    #[must_use]
    pub fn is_of_another_file(&self, id: &ArticleId, path: &str) -> bool {
        self.get(id).is_some_and(|owner| !self.is_of_file(owner, path))
    }

    /// The day of publication of an article of which the text has no year, where its neighbours tell it.
    #[must_use]
    pub fn day(&self, id: &ArticleId) -> Option<Day> {
        if self.days.is_empty() { None } else { self.days.get(&IdHash::of(id)).copied() }
    }

    /// The hash of the origins of an article alone.
    #[must_use]
    pub fn places_alone(&self, id: &ArticleId, owner: &Owner) -> u64 {
        owner.places ^ self.day(id).map_or(0, day_hash)
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

    /// Every article with its first origin, in the order of the records. `files` must be those of the catalog that
    /// this ownership was resolved from.
    pub fn each<'a>(
        &'a self,
        files: &'a BTreeMap<String, FileRecords>,
    ) -> impl Iterator<Item = (ArticleId, Owner, Origin)> + 'a {
        let articles = files.iter().flat_map(|(path, file)| {
            file.articles().map(move |(position, article)| (path, position, article.id))
        });
        (0u32..).zip(articles).filter_map(|(at, (path, position, id))| {
            let owner = self.get(&id).filter(|it| it.record == at)?;
            Some((id, *owner, position.origin(path)))
        })
    }

    /// The origins of an article, of which `first` is the first.
    #[must_use]
    pub fn places(&self, id: &ArticleId, first: Origin) -> Vec<Origin> {
        let others = self.others.get(&IdHash::of(id)).map(Vec::as_slice).unwrap_or_default();
        std::iter::once(first).chain(others.iter().cloned()).collect()
    }
}

impl Contested {
    /// Finds which of the records of an id makes the article, and what becomes of the others.
    fn resolve(&mut self, mut candidates: Vec<Candidate>) -> Owner {
        candidates.sort_unstable_by_key(|it| it.turn);
        let mut best = 0;
        for at in 1..candidates.len() {
            let (now, next) = (&candidates[best], &candidates[at]);
            let takes_over = match (now.hash == next.hash, now.file == next.file) {
                (true, _) => false,
                (false, true) => !now.stated.is_later_than(&next.stated),
                (false, false) => next.stated.is_later_than(&now.stated),
            };
            if takes_over {
                best = at;
            }
        }
        let (hash, stated) = (candidates[best].hash, candidates[best].stated);
        // Of those that say the same the first, whichever came first.
        let same = || candidates.iter().filter(|it| it.hash == hash);
        let first = same().map(|it| it.record).min().unwrap_or(candidates[best].record);
        let files: FxHashSet<u32> = same().map(|it| it.file).collect();
        for it in candidates.iter().filter(|it| it.hash != hash) {
            let resolution = if files.contains(&it.file) || stated.is_later_than(&it.stated) {
                Resolution::Superseded
            } else if stated.is_same_text(&it.stated) {
                Resolution::Duplicate
            } else {
                self.firsts.insert(first, Origin { path: String::new(), record: None });
                Resolution::Rejected
            };
            self.resolutions.insert(it.record, resolution);
            if !files.contains(&it.file) {
                self.behind.insert(it.record, first);
            }
        }
        Owner { hash, places: 0, record: first }
    }

    /// Notes with the records how they stand to each other.
    fn note_standing(&self, files: &mut BTreeMap<String, FileRecords>) {
        if self.behind.is_empty() && !self.had_any {
            return;
        }
        let mut at = 0u32;
        for file in files.values_mut() {
            let start = at;
            let mut changes = false;
            for (_, article) in file.articles() {
                changes |= article.standing != self.standing(at);
                at += 1;
            }
            if !changes {
                continue;
            }
            let mut noted = FileRecords::new(file.stamp);
            let mut number = start;
            for Record { position, outcome } in file.records() {
                let outcome = match outcome {
                    Outcome::Article(article) => {
                        let standing = self.standing(number);
                        number += 1;
                        Outcome::Article(ArticleRecord { standing, ..article })
                    }
                    rejected @ Outcome::Rejected { .. } => rejected,
                };
                noted.push(&Record { position, outcome });
            }
            *file = noted;
        }
    }

    fn standing(&self, record: u32) -> Standing {
        let Some(first) = self.behind.get(&record) else { return Standing::First };
        match (self.resolutions.get(&record), self.firsts.get(first)) {
            (Some(Resolution::Rejected), Some(first)) => Standing::Rejected(first.clone()),
            _ => Standing::Behind,
        }
    }
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

    /// Of several owners of one id, keeps the one of the first record; and the ids of which not all say the same.
    fn first_of_each(mut entries: Vec<(IdHash, Owner)>) -> (ById, FxHashSet<IdHash>) {
        let mut differing = FxHashSet::default();
        entries.sort_unstable_by_key(|(id, owner)| (*id, owner.record));
        entries.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same && later.1.hash != kept.1.hash {
                differing.insert(kept.0);
            }
            same
        });
        (ById::sorted(entries), differing)
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
    places.iter().fold(0, |hash, place| place_hash(hash, &place.path, place.record))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::position::Position;

    /// The ownership of records `(id, given, hash)` of one file, with the resolution of each.
    fn ownership(
        records: &[(&str, bool, u128)],
    ) -> (Ownership, BTreeMap<String, FileRecords>, Vec<Resolution>) {
        let mut file = FileRecords::new(None);
        for (number, &(id, given, hash)) in (1..).zip(records) {
            file.push(&record(number, id, given, hash, Stated::default()));
        }
        let mut catalog = Catalog { files: BTreeMap::from([("a".to_owned(), file)]), ..Catalog::default() };
        let mut resolutions = Vec::new();
        let ownership = Ownership::settle(&mut catalog, &Ownership::default(), |_, _, resolution| {
            resolutions.push(resolution);
        });
        (ownership, catalog.files, resolutions)
    }

    fn record(number: u64, id: &str, given: bool, hash: u128, stated: Stated) -> Record {
        let (id, standing) = (ArticleId::new(id).unwrap(), Standing::First);
        let outcome = Outcome::Article(ArticleRecord { id, given, hash, stated, standing });
        Record { position: Position::numbered(Some(number)), outcome }
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

    use Resolution::{Article, Duplicate, Rejected, Superseded};

    #[test]
    fn a_record_that_says_the_same_is_one_more_place() {
        check(&[("a:1", false, 7), ("a:2", false, 7)], &[("a:1", 7, &[1, 2])], &[Article, Duplicate]);
    }

    #[test]
    fn a_record_with_an_id_of_its_own_is_no_duplicate() {
        check(&[("a", true, 7), ("b", true, 7)], &[("a", 7, &[1]), ("b", 7, &[2])], &[Article, Article]);
    }

    #[test]
    fn of_several_records_with_one_id_the_last_counts() {
        check(&[("a", true, 7), ("a", true, 8)], &[("a", 8, &[2])], &[Superseded, Article]);
        check(&[("a", true, 7), ("a", true, 7)], &[("a", 7, &[1, 2])], &[Article, Duplicate]);
    }

    #[test]
    fn what_says_the_same_as_a_superseded_record_stands_by_itself() {
        check(
            &[("x", true, 7), ("a:2", false, 7), ("x", true, 8), ("a:4", false, 7)],
            &[("a:2", 7, &[2, 4]), ("x", 8, &[3])],
            &[Superseded, Article, Article, Duplicate],
        );
    }

    #[test]
    fn an_address_that_is_read_twice_is_one_article() {
        check(&[("u", false, 7), ("u", false, 7)], &[("u", 7, &[1, 2])], &[Article, Duplicate]);
        check(&[("u", false, 7), ("u", false, 8)], &[("u", 8, &[2])], &[Superseded, Article]);
        check(
            &[("u", false, 7), ("u", false, 8), ("u", false, 7)],
            &[("u", 7, &[1, 3])],
            &[Article, Superseded, Duplicate],
        );
    }

    #[test]
    fn an_id_of_which_all_that_counts_is_a_duplicate_is_none() {
        check(
            &[("a:1", false, 7), ("u", false, 8), ("u", false, 7)],
            &[("a:1", 7, &[1, 3])],
            &[Article, Superseded, Duplicate],
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

    /// Files of records `(file, id, hash, version)`, one each.
    fn catalog(records: &[(&str, &str, u128, Option<u64>)]) -> Catalog {
        let mut catalog = Catalog::default();
        for &(path, id, hash, version) in records {
            let stated = Stated { version, ..Stated::default() };
            let file = catalog.files.entry(path.to_owned()).or_default();
            file.push(&record(file.count() + 1, id, true, hash, stated));
        }
        catalog
    }

    /// Settles the catalog behind another; the hash that has the id `x`, its places, and what becomes of each record.
    fn settled(catalog: &mut Catalog, before: &Ownership) -> (u128, String, Vec<Resolution>) {
        let mut resolutions = Vec::new();
        let ownership = Ownership::settle(catalog, before, |_, _, resolution| resolutions.push(resolution));
        // From then on the same follows from the catalog alone.
        let alone = Ownership::of(catalog);
        let places = |ownership: &Ownership| {
            let (id, owner, first) = ownership.each(&catalog.files).next().unwrap();
            let places: Vec<String> = ownership.places(&id, first).iter().map(ToString::to_string).collect();
            (owner.hash, places.join(" "))
        };
        assert_eq!(places(&alone), places(&ownership));
        let (hash, places) = places(&ownership);
        (hash, places, resolutions)
    }

    #[test]
    fn of_two_files_the_first_has_the_id_and_the_other_is_rejected() {
        let mut both = catalog(&[("a", "x", 7, None), ("b", "x", 8, None)]);
        let none = Ownership::default();
        assert_eq!(settled(&mut both, &none), (7, "a:1".to_owned(), vec![Article, Rejected]));
        let listed: Vec<String> = both.rejects().map(|it| it.to_string()).collect();
        assert_eq!(listed, ["b:1: same id as a:1, another text"]);
        // Which was first does not depend on the names.
        let before = Ownership::of(&catalog(&[("b", "x", 8, None)]));
        let mut later = catalog(&[("a", "x", 7, None), ("b", "x", 8, None)]);
        assert_eq!(settled(&mut later, &before), (8, "b:1".to_owned(), vec![Rejected, Article]));
        // An edit of the first file is its own affair.
        let mut edited = later.clone();
        edited.files.insert("b".into(), catalog(&[("b", "x", 9, None)]).files["b"].clone());
        assert_eq!(settled(&mut edited, &Ownership::of(&later)).0, 9);
        // When the first file is gone the other has the id.
        let mut left = later.clone();
        left.files.remove("b");
        assert_eq!(settled(&mut left, &Ownership::of(&later)), (7, "a:1".to_owned(), vec![Article]));
        assert_eq!(left.rejects().count(), 0);
    }

    #[test]
    fn what_says_the_same_in_another_file_is_one_more_place() {
        let mut both = catalog(&[("a", "x", 7, None), ("b", "x", 7, None), ("c", "x", 8, None)]);
        let none = Ownership::default();
        let expected = (7, "a:1 b:1".to_owned(), vec![Article, Duplicate, Rejected]);
        assert_eq!(settled(&mut both, &none), expected);
        assert_eq!(settled(&mut both.clone(), &Ownership::of(&both)), expected);
    }

    #[test]
    fn a_greater_version_replaces_in_any_order() {
        let none = Ownership::default();
        let mut up = catalog(&[("a", "x", 7, Some(1)), ("b", "x", 8, Some(2))]);
        assert_eq!(settled(&mut up, &none), (8, "b:1".to_owned(), vec![Superseded, Article]));
        let mut down = catalog(&[("a", "x", 8, Some(2)), ("b", "x", 7, Some(1))]);
        assert_eq!(settled(&mut down, &none), (8, "a:1".to_owned(), vec![Article, Superseded]));
        let mut equal = catalog(&[("a", "x", 8, Some(2)), ("b", "x", 7, Some(2))]);
        assert_eq!(settled(&mut equal, &none).2, [Article, Rejected]);
        // In one file too.
        let mut one = catalog(&[("a", "x", 8, Some(2)), ("a", "x", 7, Some(1))]);
        assert_eq!(settled(&mut one, &none).2, [Article, Superseded]);
    }

    #[test]
    fn dates_tell_only_copies_of_one_address_apart() {
        let day = 86_400;
        let stated = |updated, captured, address| Stated { updated, captured, address, ..Stated::default() };
        let (old, new) = (stated(Some(day), None, Some(1)), stated(Some(2 * day), None, Some(1)));
        assert!(new.is_later_than(&old) && !old.is_later_than(&new) && !old.is_later_than(&old));
        let other = stated(Some(2 * day), None, Some(2));
        assert!(!other.is_later_than(&old) && !old.is_later_than(&other));
        let (never, capture) = (stated(None, None, Some(1)), stated(None, Some(3 * day), Some(1)));
        assert!(old.is_later_than(&never) && !never.is_later_than(&old));
        assert!(!capture.is_later_than(&never), "nobody knows when the other copy was taken");
        assert!(stated(None, Some(4 * day), Some(1)).is_later_than(&capture));
        // Where of one only the day is known the days count.
        let (day_only, noon) = (stated(Some(day), None, Some(1)), stated(Some(day + 43_200), None, Some(1)));
        assert!(!noon.is_later_than(&day_only) && !day_only.is_later_than(&noon));
    }

    #[test]
    fn what_came_one_by_one_is_not_undone_by_its_file() {
        let mut files = catalog(&[("a", "x", 7, None), ("a", "y", 9, None)]);
        let id = |id: &str| ArticleId::new(id).unwrap();
        files.put(&[(id("x"), Some(8)), (id("y"), None)].into());
        let none = Ownership::default();
        let (hash, places, resolutions) = settled(&mut files, &none);
        assert_eq!((hash, places.as_str()), (8, BULK));
        assert_eq!(resolutions, [Article, Resolution::Overridden, Resolution::Overridden]);
        assert_eq!(Ownership::of(&files).len(), 1);
    }
}
