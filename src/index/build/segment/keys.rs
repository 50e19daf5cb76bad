//! Terms without positions: ids, names, paths of the articles under way.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::index::build::segment::lists::{List, Lists};
use crate::index::build::segment::sorted::Sorted;

/// The terms of all fields that have no text.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    /// Places in `keys`.
    table: HashTable<u32>,
    keys: Vec<Key>,
    text: String,
    lists: Lists,
    /// How many terms each field was given.
    given: Vec<u64>,
}

#[derive(Debug)]
struct Key {
    start: u32,
    len: u32,
    field: u32,
    list: List,
}

impl Key {
    fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..][..self.len as usize]
    }
}

impl Keys {
    /// Adds a term of an article.
    pub(crate) fn add(&mut self, field: u32, term: &str, doc: u32) {
        let Keys { table, keys, text, lists, given } = self;
        if given.len() <= field as usize {
            given.resize(field as usize + 1, 0);
        }
        given[field as usize] += 1;
        let same = |&at: &u32| keys[at as usize].field == field && keys[at as usize].of(text) == term;
        let again = |&at: &u32| hash(keys[at as usize].field, keys[at as usize].of(text));
        let at = *table.entry(hash(field, term), same, again).or_insert_with(|| number(keys.len())).get();
        if at as usize == keys.len() {
            let (start, len) = (number(text.len()), number(term.len()));
            text.push_str(term);
            keys.push(Key { start, len, field, list: List::default() });
        }
        lists.push_article(&mut keys[at as usize].list, doc);
    }

    /// The last article under way that has a term.
    pub(crate) fn last(&self, field: u32, term: &str) -> Option<u32> {
        let Keys { table, keys, text, .. } = self;
        let same = |&at: &u32| keys[at as usize].field == field && keys[at as usize].of(text) == term;
        keys[*table.find(hash(field, term), same)? as usize].list.last()
    }

    /// Memory that it takes, in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.keys.len() * size_of::<Key>()
            + self.table.capacity() * size_of::<u32>() * 5 / 4
            + self.text.len()
            + self.lists.memory()
    }

    /// How many terms a field was given.
    pub(crate) fn given(&self, field: u32) -> u64 {
        self.given.get(field as usize).copied().unwrap_or(0)
    }

    /// Each term of a field in the order of terms, with its articles.
    pub(crate) fn each<E>(
        &self,
        field: u32,
        mut take: impl FnMut(&[u8], &[u32]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut sorted = Sorted::default();
        for (of, key) in (0..).zip(&self.keys).filter(|(_, key)| key.field == field) {
            sorted.push(&[key.of(&self.text)], of);
        }
        let mut docs = Vec::new();
        sorted.each(|term, of| {
            docs.clear();
            let lists = of.iter().map(|&at| &self.keys[at as usize].list);
            docs.extend(lists.flat_map(|it| self.lists.entries(it)).map(|(doc, _)| doc));
            take(term, &docs)
        })
    }
}

fn number(it: usize) -> u32 {
    u32::try_from(it).expect("terms stay below 4 GB")
}

fn hash(field: u32, term: &str) -> u64 {
    FxBuildHasher.hash_one((field, term))
}
