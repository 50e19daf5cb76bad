//! What earlier streams brought. A stream is no file: what the next one does not bring is not gone.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::article::{ArticleId, Origin};
use crate::update::catalog::{ArticleRecord, Catalog, FileRecords, Outcome, Record};
use crate::update::settings::STREAM;

/// The articles of earlier streams.
pub(super) struct Streamed {
    /// Those that the stream under way has not brought again in another place.
    records: Vec<Option<Record>>,
    /// Where those of an id of their own stand, by id and content, and the others by content.
    places: FxHashMap<(Option<ArticleId>, u128), VecDeque<usize>>,
    /// Which the stream under way has brought again.
    read: Vec<bool>,
}

/// What earlier streams brought of an article.
pub(super) enum Known {
    /// It stands where it stood.
    Stays,
    /// It stood there, and comes last now.
    Moves(Box<Record>),
}

/// The number that the next record of a stream has, less one; `None` before the first stream.
pub(super) fn last_number(catalog: &Catalog) -> Option<u64> {
    let file = catalog.files.get(STREAM)?;
    file.records().map(|it| it.position.number.unwrap_or(1)).max()
}

impl Streamed {
    /// What the catalog has of earlier streams.
    pub(super) fn of(catalog: &Catalog) -> Streamed {
        let records = catalog.files.get(STREAM).map(FileRecords::records).into_iter().flatten();
        let records: Vec<Record> = records.filter(|it| matches!(it.outcome, Outcome::Article(_))).collect();
        let mut places: FxHashMap<_, VecDeque<usize>> = FxHashMap::default();
        for (at, record) in records.iter().enumerate() {
            if let Outcome::Article(article) = &record.outcome {
                places.entry(key(article, &record.position.origin(STREAM))).or_default().push_back(at);
            }
        }
        Streamed {
            read: vec![false; records.len()],
            places,
            records: records.into_iter().map(Some).collect(),
        }
    }

    /// Looks for an article that the stream brings at this place.
    pub(super) fn take(&mut self, article: &ArticleRecord, place: &Origin) -> Option<Known> {
        let key = key(article, place);
        let at = self.places.get_mut(&key)?.pop_front()?;
        if key.0.is_none() {
            self.read[at] = true;
            return Some(Known::Stays);
        }
        self.records[at].take().map(|record| Known::Moves(Box::new(record)))
    }

    /// What stands in front of the records of the stream under way, and for each whether that has brought it again.
    pub(super) fn rest(self) -> (Vec<Record>, Vec<bool>) {
        self.records.into_iter().zip(self.read).filter_map(|(record, read)| Some((record?, read))).unzip()
    }
}

/// A record that gives no id and no address is known by its content alone: its number is another in each stream.
fn key(article: &ArticleRecord, place: &Origin) -> (Option<ArticleId>, u128) {
    let place = place.to_string();
    ((article.id.as_str() != place).then(|| article.id.clone()), article.hash)
}
