//! The records of a stream of XML.

use crate::readers::reader::{Outcome, ReadRecord, RecordStream};
use crate::readers::xml::items::Items;
use crate::readers::xml::tree::{Element, Flavour, parse};
use crate::record::RejectReason;

/// A record of each item. `convert` is given the item and what stands between it and the one before. A stream
/// without items is rejected as `empty`. A file with one item is one record, without a number.
pub(in super::super) fn records(
    items: Items,
    empty: &'static str,
    convert: impl FnMut(&Element, &str) -> Outcome + Send + 'static,
) -> RecordStream {
    Box::new(Records { items, convert, empty, waiting: None, number: 0 })
}

struct Records<F> {
    items: Items,
    convert: F,
    empty: &'static str,
    /// The record that is next, where it was looked for.
    waiting: Option<ReadRecord>,
    number: u64,
}

impl<F: FnMut(&Element, &str) -> Outcome> Records<F> {
    fn read(&mut self) -> Option<ReadRecord> {
        let item = self.items.next()?;
        self.number += 1;
        let outcome = item.outcome.and_then(|text| match parse(&text, Flavour::Xml).elements().next() {
            Some(element) => (self.convert)(element, &item.before),
            None => Err(RejectReason::Empty),
        });
        Some(ReadRecord { line: Some(item.line), ..ReadRecord::numbered(self.number, outcome) })
    }
}

impl<F: FnMut(&Element, &str) -> Outcome> Iterator for Records<F> {
    type Item = ReadRecord;

    fn next(&mut self) -> Option<ReadRecord> {
        if self.number > 0 {
            return self.waiting.take().or_else(|| self.read());
        }
        let Some(first) = self.read() else {
            self.number = 1;
            let what = self.empty.to_owned();
            return Some(ReadRecord::only(Err(RejectReason::NoBody { what })));
        };
        self.waiting = self.read();
        let number = first.number.filter(|_| self.waiting.is_some());
        Some(ReadRecord { number, ..first })
    }
}
