//! The rows of a table in text, one after another. Behind a quotation mark that is never closed the next row that fits is
//! found.

use std::collections::VecDeque;

use crate::readers::bounded;
use crate::readers::stream::{Stream, StreamError};
use crate::record::RejectReason;

/// How many bytes a row may have whose quotation mark is open; beyond, it is taken for one that is never closed.
const LONGEST: usize = 4 << 20;

/// A row, or why there is none, with the line that it begins at.
pub(super) type Row = (u64, Result<Vec<u8>, RejectReason>);

/// The rows of a stream as bytes.
pub(super) struct Lines {
    stream: Stream,
    max_size: u64,
    /// Lines that were read and belong to no row yet.
    waiting: VecDeque<Vec<u8>>,
    /// The number of the first of them.
    number: u64,
    has_ended: bool,
}

impl Lines {
    pub(super) fn new(stream: Stream, max_size: u64) -> Lines {
        Lines { stream, max_size, waiting: VecDeque::new(), number: 1, has_ended: false }
    }

    /// The next row; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Row> {
        let (mut row, mut taken, mut is_open) = (Vec::new(), 0, false);
        loop {
            match self.line(taken) {
                Ok(Some(line)) => {
                    is_open ^= memchr::memchr_iter(b'"', line).count() % 2 == 1;
                    row.extend_from_slice(line);
                    taken += 1;
                    let most = usize::try_from(self.max_size).unwrap_or(usize::MAX);
                    if row.len() > most {
                        return Some(self.take(taken, Err(RejectReason::TooLarge { limit: self.max_size })));
                    }
                    if !is_open {
                        return Some(self.take(taken, Ok(row)));
                    }
                    if row.len() > LONGEST {
                        return Some(self.never_closed());
                    }
                }
                Ok(None) if taken == 0 => return None,
                Ok(None) => return Some(self.never_closed()),
                Err(error) => {
                    self.has_ended = true;
                    let reason = Err(error.into());
                    return Some(self.take(taken.max(self.waiting.len()), reason));
                }
            }
        }
    }

    fn never_closed(&mut self) -> Row {
        let message = "a quotation mark is opened and never closed".to_owned();
        self.take(1, Err(RejectReason::Damaged { message }))
    }

    fn take(&mut self, lines: usize, row: Result<Vec<u8>, RejectReason>) -> Row {
        let first = self.number;
        self.waiting.drain(..lines.min(self.waiting.len()));
        self.number += lines as u64;
        (first, row)
    }

    /// The line so many behind the first that waits.
    fn line(&mut self, at: usize) -> Result<Option<&[u8]>, StreamError> {
        if at == self.waiting.len() && !self.has_ended {
            let most = usize::try_from(self.max_size).unwrap_or(usize::MAX).saturating_add(1);
            let (line, taken) = bounded::line(&mut self.stream, most)?;
            if taken == 0 {
                self.has_ended = true;
            } else {
                self.waiting.push_back(line);
            }
        }
        Ok(self.waiting.get(at).map(Vec::as_slice))
    }
}
