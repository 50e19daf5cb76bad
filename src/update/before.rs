//! The records that a file had when it was read before, as they are met again.

use std::iter::Peekable;

use rustc_hash::FxHashMap;

use crate::update::catalog::{FileRecords, Outcome, Record};
use crate::update::position::Inner;

/// The records that a file had and that were not met again yet.
pub(super) enum Before<'a> {
    /// Of a file without members: in the order of their numbers.
    InOrder(Box<Peekable<Box<dyn Iterator<Item = Record> + Send + 'a>>>),
    /// Of a file with members, which may stand in another order now: by their places.
    ByPlace(FxHashMap<Inner, Record>),
}

impl<'a> Before<'a> {
    /// Those of a file; `None`: none.
    pub(super) fn of(file: Option<&'a FileRecords>) -> Before<'a> {
        match file {
            Some(file) if file.kinds().members => {
                Before::ByPlace(file.records().map(|record| (record.position.place(), record)).collect())
            }
            file => {
                let records: Box<dyn Iterator<Item = Record> + Send> =
                    Box::new(file.into_iter().flat_map(FileRecords::records));
                Before::InOrder(Box::new(records.peekable()))
            }
        }
    }

    /// What stood where this record stands. Records that stood in front of it and are not met again are `passed`.
    pub(super) fn take(&mut self, record: &Record, mut passed: impl FnMut(Record)) -> Option<Outcome> {
        let before = match self {
            Before::ByPlace(before) => return before.remove(&record.position.place()).map(|it| it.outcome),
            Before::InOrder(before) => before,
        };
        let number = record.position.number;
        let is_over = |it: &Record| {
            it.position.number < number
                || (it.position.number == number && is_article(record) && !is_article(it))
        };
        while let Some(record) = before.next_if(is_over) {
            passed(record);
        }
        before.next_if(|it| it.position.number == number).map(|it| it.outcome)
    }

    /// Those that are left, by their numbers.
    pub(super) fn rest(&mut self) -> Vec<Record> {
        match self {
            Before::InOrder(before) => before.collect(),
            Before::ByPlace(before) => {
                let mut rest: Vec<Record> = std::mem::take(before).into_values().collect();
                rest.sort_by_key(|it| it.position.number);
                rest
            }
        }
    }
}

/// Whether a record became an article.
pub(super) fn is_article(record: &Record) -> bool {
    matches!(record.outcome, Outcome::Article(_))
}
