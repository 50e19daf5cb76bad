//! What a record states of itself.

use crate::article::Article;
use crate::date::{Certainty, Day, OpenDay};
use crate::extract::{Copy, canonical};
use crate::field::Field;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What a record states of itself that tells which of two of the same id is the later one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stated {
    /// The hash of its title and its text alone; `None` in a catalog from before it was kept.
    pub text: Option<u64>,
    /// The number of its version.
    pub version: Option<u64>,
    /// When it was last updated, in seconds since 1970; the beginning of the day where only that is known.
    pub updated: Option<i64>,
    /// When the copy was taken, likewise.
    pub captured: Option<i64>,
    /// The hash of its address, or of its source where it has none: dates tell only copies of the same apart.
    pub address: Option<u64>,
    /// Whether it is an excerpt of what stands at its address.
    pub is_partial: bool,
    /// The day of publication, where it is stated: counted from 1970-01-01.
    pub day: Option<i32>,
    /// The day of publication, where its year is not known, and the last one that it can be.
    pub open: Option<(OpenDay, Day)>,
}

impl Stated {
    /// What an article states, and its record that is no part of the article.
    pub(crate) fn of(article: &Article, copy: Copy) -> Stated {
        let hash = |parts: [&str; 2]| {
            let mut hash = xxhash_rust::xxh3::Xxh3::new();
            for part in parts {
                hash.update(&(part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
            hash.digest()
        };
        let address = match &article.url {
            // Copies of a page know each other without what only counts visits.
            Some(url) if url.contains(['?', '#']) => {
                Some(hash(["url", canonical(url).as_deref().unwrap_or(url)]))
            }
            Some(url) => Some(hash(["url", url])),
            None => article.names.text(Field::Source).map(|source| hash(["source", source])),
        };
        Stated {
            text: Some(hash([article.title_text(), &article.body])),
            version: copy.version,
            updated: article.updated.map(|it| it.seconds()),
            captured: copy.captured,
            address,
            is_partial: copy.is_partial && article.url.is_some(),
            day: article.dating.filter(|it| it.certainty() == Certainty::Stated).map(|it| it.day.number()),
            open: copy.open,
        }
    }

    /// Whether the record states to be later than the other: by its number; else, where both have the same address, by
    /// its update or the day of the copy.
    #[must_use]
    pub fn is_later_than(&self, other: &Stated) -> bool {
        if let (Some(mine), Some(other)) = (self.version, other.version)
            && mine != other
        {
            return mine > other;
        }
        if self.address != other.address {
            return false;
        }
        let later = |mine: i64, other: i64| {
            // Where of one only the day is known, the days are compared.
            let is_day = |seconds: i64| seconds.rem_euclid(DAY) == 0;
            match is_day(mine) || is_day(other) {
                true => mine.div_euclid(DAY) > other.div_euclid(DAY),
                false => mine > other,
            }
        };
        match (self.updated, other.updated) {
            (Some(mine), Some(other)) if later(mine, other) => return true,
            (Some(mine), Some(other)) if later(other, mine) => return false,
            // Of the same address one that was updated is later than one that was not yet.
            (Some(_), None) => return self.address.is_some(),
            (None, Some(_)) => return false,
            (Some(_), Some(_)) | (None, None) => {}
        }
        matches!((self.captured, other.captured), (Some(mine), Some(other)) if later(mine, other))
    }

    /// Whether it has the same title and text.
    #[must_use]
    pub fn is_same_text(&self, other: &Stated) -> bool {
        self.text.is_some() && self.text == other.text
    }

    /// Whether it states anything by which it may be later than another.
    #[must_use]
    pub fn tells_its_age(&self) -> bool {
        self.version.is_some() || self.updated.is_some() || self.captured.is_some()
    }
}
