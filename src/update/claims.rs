//! Which record is which article: what the index should hold, whatever was there before.
//!
//! Records come in the order of their files and of their numbers. A record
//! without an id of its own that says just what an earlier one said is a
//! duplicate: one more place of that article. Of several records with one id the
//! last counts. So what an index should hold follows from the records alone, not
//! from the order in which they came to be known.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::article::{ArticleId, Place};

/// An article that the index should hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The hash of what it says.
    pub hash: u128,
    /// Where it was read: first the record that it is made of, then its duplicates.
    pub places: Vec<Place>,
}

/// What a record is to the records before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// An article of its own.
    New,
    /// It takes the place of an earlier record with the same id.
    Supersedes,
    /// It says just what an earlier record said.
    Duplicate,
}

/// The articles that the records so far make.
#[derive(Debug, Default)]
pub struct Claims {
    by_id: FxHashMap<ArticleId, Claim>,
    /// The article that said it first, by what it says.
    by_hash: FxHashMap<u128, ArticleId>,
}

impl Claims {
    /// Takes in the next record, and tells what it is and under which id.
    pub fn add(&mut self, id: &ArticleId, given: bool, hash: u128, place: Place) -> (Standing, ArticleId) {
        if !given && let Some(first) = self.by_hash.get(&hash) {
            // The article that said it first may have been superseded since.
            if let Some(claim) = self.by_id.get_mut(first).filter(|it| it.hash == hash) {
                claim.places.push(place);
                return (Standing::Duplicate, first.clone());
            }
        }
        self.by_hash.insert(hash, id.clone());
        let claim = Claim { hash, places: vec![place] };
        match self.by_id.entry(id.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(claim);
                (Standing::New, id.clone())
            }
            Entry::Occupied(mut entry) => {
                entry.insert(claim);
                (Standing::Supersedes, id.clone())
            }
        }
    }

    /// The article of this id.
    #[must_use]
    pub fn get(&self, id: &ArticleId) -> Option<&Claim> {
        self.by_id.get(id)
    }

    /// All articles.
    pub fn iter(&self) -> impl Iterator<Item = (&ArticleId, &Claim)> {
        self.by_id.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(record: u64) -> Place {
        Place { path: "a".into(), record: Some(record) }
    }

    fn id(text: &str) -> ArticleId {
        ArticleId::new(text).unwrap()
    }

    #[test]
    fn a_record_that_says_the_same_is_one_more_place() {
        let mut claims = Claims::default();
        assert_eq!(claims.add(&id("a:1"), false, 7, place(1)).0, Standing::New);
        assert_eq!(claims.add(&id("a:2"), false, 7, place(2)), (Standing::Duplicate, id("a:1")));
        assert_eq!(claims.get(&id("a:1")).map(|it| it.places.len()), Some(2));
        assert!(claims.get(&id("a:2")).is_none());
    }

    #[test]
    fn a_record_with_an_id_of_its_own_is_no_duplicate() {
        let mut claims = Claims::default();
        claims.add(&id("a"), true, 7, place(1));
        assert_eq!(claims.add(&id("b"), true, 7, place(2)).0, Standing::New);
    }

    #[test]
    fn of_several_records_with_one_id_the_last_counts() {
        let mut claims = Claims::default();
        claims.add(&id("a"), true, 7, place(1));
        assert_eq!(claims.add(&id("a"), true, 8, place(2)).0, Standing::Supersedes);
        assert_eq!(claims.get(&id("a")).map(|it| it.hash), Some(8));
        // What the superseded one said is said by no article any more.
        assert_eq!(claims.add(&id("c"), false, 7, place(3)).0, Standing::New);
    }
}
