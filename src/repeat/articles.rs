//! The articles of a corpus as hashes: 12 bytes each, so that a record can hold a million.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::search::{ArticleStamp, Engine, SearchError};

/// Half of the hash of an id, and the hash of what the article says.
pub(super) type Entry = (u32, u64);

/// The articles of a corpus, without their texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleList {
    /// Sorted.
    entries: Vec<Entry>,
}

/// The hash of an id.
fn id_hash(id: &str) -> u32 {
    xxh3_64(id.as_bytes()) as u32
}

/// The entry of an article.
pub(super) fn entry(stamp: &ArticleStamp) -> Entry {
    (id_hash(&stamp.id), stamp.content)
}

impl ArticleList {
    const BYTES: usize = 12;

    /// The articles that an engine holds.
    ///
    /// # Errors
    ///
    /// The engine fails, or cannot tell.
    pub fn of(engine: &dyn Engine) -> Result<ArticleList, SearchError> {
        let mut entries = Vec::new();
        engine.each_stamp(0, &mut |stamp| entries.push(entry(&stamp)))?;
        entries.sort_unstable();
        Ok(ArticleList { entries })
    }

    /// These articles.
    pub(super) fn of_stamps(stamps: &[ArticleStamp]) -> ArticleList {
        let mut entries: Vec<Entry> = stamps.iter().map(entry).collect();
        entries.sort_unstable();
        ArticleList { entries }
    }

    /// How many articles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the article is among them, as it was.
    #[must_use]
    pub fn holds(&self, stamp: &ArticleStamp) -> bool {
        self.entries.binary_search(&entry(stamp)).is_ok()
    }

    /// The list as text.
    #[must_use]
    pub fn pack(&self) -> String {
        let mut bytes = Vec::with_capacity(self.entries.len() * Self::BYTES);
        for (id, content) in &self.entries {
            bytes.extend_from_slice(&id.to_le_bytes());
            bytes.extend_from_slice(&content.to_le_bytes());
        }
        STANDARD.encode(bytes)
    }

    /// Reads what [`Self::pack`] wrote.
    #[must_use]
    pub fn unpack(text: &str) -> Option<ArticleList> {
        let bytes = STANDARD.decode(text).ok()?;
        let (whole, rest) = bytes.as_chunks::<{ Self::BYTES }>();
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
        let entries = whole.iter().map(|it| (number(&it[..4]) as u32, number(&it[4..]))).collect();
        rest.is_empty().then_some(ArticleList { entries })
    }

    /// What this list has beyond another and the other way round: an id whose content alone differs is edited.
    pub(super) fn compare(&self, now: &ArticleList) -> Changes {
        let mut counts: FxHashMap<Entry, i64> = FxHashMap::default();
        for entry in &now.entries {
            *counts.entry(*entry).or_default() += 1;
        }
        for entry in &self.entries {
            *counts.entry(*entry).or_default() -= 1;
        }
        let mut by_id: FxHashMap<u32, (Vec<u64>, Vec<u64>)> = FxHashMap::default();
        for ((id, content), count) in counts {
            let (gone, added) = by_id.entry(id).or_default();
            let side = if count < 0 { gone } else { added };
            side.extend(std::iter::repeat_n(content, count.unsigned_abs() as usize));
        }
        let mut changes = Changes::default();
        for (id, (mut gone, mut added)) in by_id {
            gone.sort_unstable();
            added.sort_unstable();
            let both = gone.len().min(added.len());
            changes.edited.extend(gone.drain(..both).zip(added.drain(..both)).map(|(it, now)| (id, it, now)));
            changes.gone.extend(gone.into_iter().map(|it| (id, it)));
            changes.added.extend(added.into_iter().map(|it| (id, it)));
        }
        changes.edited.sort_unstable();
        changes.gone.sort_unstable();
        changes.added.sort_unstable();
        changes
    }
}

/// How two lists differ.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) added: Vec<Entry>,
    pub(super) gone: Vec<Entry>,
    /// The id, what it said before and what it says now.
    pub(super) edited: Vec<(u32, u64, u64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(of: &[(&str, u64)]) -> ArticleList {
        let stamp = |(id, content): &(&str, u64)| {
            entry(&ArticleStamp { id: (*id).to_owned(), sequence: 1, content: *content })
        };
        let mut entries: Vec<Entry> = of.iter().map(stamp).collect();
        entries.sort_unstable();
        ArticleList { entries }
    }

    #[test]
    fn a_list_is_read_back_in_twelve_bytes_an_article() {
        let articles = list(&[("a", 1), ("b", u64::MAX), ("c", 7)]);
        let text = articles.pack();
        assert_eq!(text.len(), 3 * 12 * 4 / 3);
        assert_eq!(ArticleList::unpack(&text), Some(articles));
        assert_eq!(ArticleList::unpack(""), Some(ArticleList::default()));
        for wrong in ["AAAA", "?", &text[1..]] {
            assert_eq!(ArticleList::unpack(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_came_went_and_changed_is_told_apart() {
        let before = list(&[("same", 1), ("gone", 2), ("edited", 3)]);
        let after = list(&[("same", 1), ("added", 5), ("edited", 4)]);
        let changes = before.compare(&after);
        assert_eq!(changes.added, [(id_hash("added"), 5)]);
        assert_eq!(changes.gone, [(id_hash("gone"), 2)]);
        assert_eq!(changes.edited, [(id_hash("edited"), 3, 4)]);
        assert_eq!(before.compare(&before), Changes::default());
    }
}
