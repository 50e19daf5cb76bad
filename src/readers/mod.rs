//! Bytes from outside, still unread: files and folders to raw documents.
//!
//! [`walk()`] says which files there are, [`open`] reads one of them and
//! [`read`] reads a stream that has only a name, such as standard input. A
//! document is a whole file (text, Markdown, a web page) or one record of a
//! JSON file. What cannot be read comes out as a [`Reject`] in its place in the
//! order, and the next document follows it.
//!
//! Nothing is read whole but one document at a time, and that only up to
//! [`ReadSettings::max_size`]; so a file of any size, and one line of any
//! length, pass in bounded memory.
//!
//! # What a JSON file may hold
//!
//! - a list of records;
//! - one record, or several after one another (JSON Lines, or printed over
//!   several lines each);
//! - an object with the list in it, as news interfaces answer: under
//!   `articles`, `items`, `results`, `docs` and the like, also nested
//!   (`{"response":{"results":[…]}}`).
//!
//! A broken line of JSON Lines costs that line only.

mod json;
mod sniff;
mod stream;
mod walk;

use std::fs::File;
use std::io::Read;
use std::path::Path;

pub use crate::readers::sniff::SkipReason;
pub use crate::readers::walk::{FileEntry, Named, Skipped, Walked, shown, walk, walk_at_once};

use crate::article::Origin;
use crate::readers::json::Records;
use crate::readers::sniff::Sniffed;
use crate::readers::stream::{Stream, StreamError};
use crate::record::{MediaType, RawDocument, Reject, RejectReason};

/// How documents are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadSettings {
    /// The most bytes that one document may have, unpacked: a file of text, a page, a record.
    pub max_size: u64,
}

impl ReadSettings {
    /// What one document may have when nobody says otherwise: 64 MiB.
    pub const DEFAULT_MAX_SIZE: u64 = 64 << 20;
}

impl Default for ReadSettings {
    fn default() -> ReadSettings {
        ReadSettings { max_size: Self::DEFAULT_MAX_SIZE }
    }
}

/// What a file turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// Its documents.
    Documents(Documents),
    /// It is of a kind that is not read.
    Skipped(SkipReason),
}

/// Opens one file that [`walk()`] found and reads its documents.
///
/// A file whose name does not tell what it is shows it by its first bytes.
/// Trouble with the file comes out of the iterator as its only item.
#[must_use]
pub fn open(entry: &FileEntry, settings: &ReadSettings) -> Opened {
    match open_regular(&entry.path) {
        Ok(file) => read_as(Box::new(file), &entry.shown, entry.named, settings),
        Err(reason) => Opened::Documents(Documents::rejected(&entry.shown, reason)),
    }
}

/// Reads the documents of a stream that goes by the name `shown`, such as
/// standard input. What it holds shows by its first bytes and by the name's ending.
#[must_use]
pub fn read(reader: Box<dyn Read + Send>, shown: &str, settings: &ReadSettings) -> Opened {
    read_as(reader, shown, Named::Outright, settings)
}

fn open_regular(path: &Path) -> Result<File, RejectReason> {
    // Asked before opening: opening a pipe waits for somebody to write to it.
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        return Err(RejectReason::NotAFile);
    }
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    match file.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(file),
        Ok(_) => Err(RejectReason::NotAFile),
        Err(error) => Err(unreadable(&error)),
    }
}

fn unreadable(error: &std::io::Error) -> RejectReason {
    RejectReason::Unreadable { message: error.to_string() }
}

fn read_as(reader: Box<dyn Read + Send>, shown: &str, named: Named, settings: &ReadSettings) -> Opened {
    let mut stream = match Stream::open(reader) {
        Ok(stream) => stream,
        Err(error) => return Opened::Documents(Documents::rejected(shown, error.into())),
    };
    let sniffed = match stream.peek() {
        Ok(head) => sniff::kind(shown, head, named),
        Err(error) => return Opened::Documents(Documents::rejected(shown, error.into())),
    };
    let state = match sniffed {
        Sniffed::Whole(media_type) => State::Whole(stream, media_type),
        Sniffed::Records(layout) => State::Records(Box::new(Records::new(stream, layout, settings.max_size))),
        Sniffed::Binary => State::Rejected(RejectReason::Binary),
        Sniffed::Skip(reason) => return Opened::Skipped(reason),
    };
    Opened::Documents(Documents { shown: shown.to_owned(), max_size: settings.max_size, state })
}

/// The documents of one file, in order.
#[derive(Debug)]
pub struct Documents {
    shown: String,
    max_size: u64,
    state: State,
}

#[derive(Debug)]
enum State {
    Whole(Stream, MediaType),
    Records(Box<Records>),
    Rejected(RejectReason),
    Done,
}

impl Documents {
    fn rejected(shown: &str, reason: RejectReason) -> Documents {
        Documents { shown: shown.to_owned(), max_size: 0, state: State::Rejected(reason) }
    }

    fn reject(&self, reason: RejectReason) -> Reject {
        Reject { place: Origin { path: self.shown.clone(), record: None }, line: None, reason }
    }

    fn whole(&self, mut stream: Stream, media_type: MediaType) -> Result<RawDocument, Reject> {
        let mut bytes = Vec::new();
        let read = stream.by_ref().take(self.max_size.saturating_add(1)).read_to_end(&mut bytes);
        if let Err(error) = read {
            return Err(self.reject(StreamError::from(error).into()));
        }
        if bytes.len() as u64 > self.max_size {
            return Err(self.reject(RejectReason::TooLarge { limit: self.max_size }));
        }
        let place = Origin { path: self.shown.clone(), record: None };
        Ok(RawDocument { place, line: None, media_type, bytes })
    }
}

impl Iterator for Documents {
    type Item = Result<RawDocument, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Done => None,
            State::Rejected(reason) => Some(Err(self.reject(reason))),
            State::Whole(stream, media_type) => Some(self.whole(stream, media_type)),
            State::Records(mut records) => {
                let record = records.next()?;
                let place = Origin { path: self.shown.clone(), record: record.number };
                self.state = State::Records(records);
                let line = Some(record.line);
                Some(match record.outcome {
                    Ok(bytes) => Ok(RawDocument { place, line, media_type: MediaType::Json, bytes }),
                    Err(reason) => Err(Reject { place, line, reason }),
                })
            }
        }
    }
}
