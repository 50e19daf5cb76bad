//! Readers turn files and streams into records.
//!
//! [`walk()`] tells which files there are, [`open`] reads one of them and [`read`] reads a stream that has only a
//! name, such as standard input. What a file holds is told by its first bytes and by its name's ending, or the
//! user says it; gzip, bzip2, xz and zstd are unpacked and UTF-16 is decoded beforehand. Each [`Format`] has a reader, which
//! yields the [records](RawRecord) of a file one after another. What cannot be read comes out as a [`Reject`] in
//! its place in the order, and the next record follows it.
//!
//! Nothing is read whole but one record at a time, and that only up to [`ReadSettings::max_size`]; so a file of
//! any size, and one line of any length, pass in bounded memory.

mod archive;
mod blocks;
mod bounded;
mod budget;
mod choose;
mod decode;
mod feed;
mod formats;
mod front_matter;
mod gdelt;
mod gzip;
mod head;
mod html;
mod json;
mod json_lines;
mod json_split;
mod mail;
mod markdown;
mod mhtml;
mod newsml_1;
mod newsml_g2;
mod nitf;
mod office;
mod parts;
mod place;
mod press;
mod quoted_printable;
mod reader;
mod refused;
mod ris;
mod stream;
mod subtitles;
mod table;
mod text;
mod unique;
mod walk;
mod warc;
mod xml;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

pub use crate::readers::choose::{Named, SkipReason};
pub use crate::readers::formats::Format;
pub(crate) use crate::readers::place::{Place, is_same_place, place};
pub use crate::readers::walk::{FileEntry, FileInode, Skipped, Walked, walk};
pub(crate) use crate::readers::walk::{shown, walk_at_once};

use crate::article::Origin;
use crate::readers::choose::{Choice, choose};
use crate::readers::reader::{Limits, PassedOver, ReadRecord, RecordStream, only};
use crate::readers::stream::{Source, Stream};
use crate::record::{RawRecord, Reject, RejectReason};

/// How files are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadSettings {
    /// The most bytes that one record may have, unpacked: a text, a page, a value of JSON.
    pub max_size: u64,
    /// The format of streams and of files that are [named outright](Named::Outright); `None`: what each shows.
    pub format: Option<Format>,
    /// The names of columns that hold a field by the user's word.
    pub mapped: Vec<String>,
}

impl ReadSettings {
    /// What one record may have when nobody says otherwise: 64 MiB.
    pub const DEFAULT_MAX_SIZE: u64 = 64 << 20;
}

impl Default for ReadSettings {
    fn default() -> ReadSettings {
        ReadSettings { max_size: Self::DEFAULT_MAX_SIZE, format: None, mapped: Vec::new() }
    }
}

/// What became of a file that was opened.
#[derive(Debug)]
pub enum Opened {
    /// It is read: its records.
    Records(Records),
    /// It is of no format that is read.
    Skipped(SkipReason),
}

/// Opens one file that [`walk()`] found, to read its records.
///
/// A file that cannot be read yields one reject.
#[must_use]
pub fn open(entry: &FileEntry, settings: &ReadSettings) -> Opened {
    match open_regular(&entry.path) {
        Ok(source) => read_as(source, &entry.shown, entry.named, settings),
        Err(reason) => Opened::Records(Records::rejected(&entry.shown, reason)),
    }
}

/// Reads the records of a stream that goes by the name `shown`, such as standard input.
#[must_use]
pub fn read(reader: Box<dyn Read + Send>, shown: &str, settings: &ReadSettings) -> Opened {
    read_as(Source::stream(reader), shown, Named::Outright, settings)
}

fn open_regular(path: &Path) -> Result<Source, RejectReason> {
    // Asked before opening: opening a pipe waits for somebody to write to it.
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        return Err(RejectReason::NotAFile);
    }
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    match file.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(Source::file(file, metadata.len())),
        Ok(_) => Err(RejectReason::NotAFile),
        Err(error) => Err(unreadable(&error)),
    }
}

fn unreadable(error: &std::io::Error) -> RejectReason {
    RejectReason::Unreadable { message: error.to_string() }
}

fn read_as(source: Source, shown: &str, named: Named, settings: &ReadSettings) -> Opened {
    let limits = Limits {
        max_size: settings.max_size,
        depth: Limits::DEPTH,
        budget: Arc::default(),
        passed_over: PassedOver::default(),
        mapped: settings.mapped.as_slice().into(),
        open: open_member,
    };
    let asked = settings.format.filter(|_| named == Named::Outright);
    match records_of(source, shown, named, asked, limits.clone()) {
        Ok(Ok(records)) => {
            Opened::Records(Records { shown: shown.to_owned(), records, passed_over: limits.passed_over })
        }
        Ok(Err(reason)) => Opened::Skipped(reason),
        Err(reason) => Opened::Records(Records::rejected(shown, reason)),
    }
}

/// The records of a stream; or that it is left alone; or that it cannot be read.
fn records_of(
    source: Source,
    shown: &str,
    named: Named,
    asked: Option<Format>,
    limits: Limits,
) -> Result<Result<RecordStream, SkipReason>, RejectReason> {
    let mut stream = Stream::open(source, &limits.budget)?;
    match choose(shown, stream.peek()?, named, asked) {
        Choice::Read(format) => Ok(Ok(format.0.read(stream, limits))),
        Choice::Binary => Err(RejectReason::Binary),
        Choice::Skip(reason) => Ok(Err(reason)),
    }
}

/// The records of a member of an archive. It is as good as a file in a folder.
fn open_member(name: &str, reader: Box<dyn Read + Send>, limits: Limits) -> RecordStream {
    let passed_over = limits.passed_over.clone();
    match records_of(Source::member(reader), name, Named::InFolder, None, limits) {
        Ok(Ok(records)) => records,
        Ok(Err(reason)) => {
            passed_over.add_not_read(&reason.kind(name));
            Box::new(std::iter::empty())
        }
        Err(reason) => only(Err(reason)),
    }
}

/// The records of one file, in order.
pub struct Records {
    shown: String,
    records: RecordStream,
    passed_over: PassedOver,
}

impl Records {
    fn rejected(shown: &str, reason: RejectReason) -> Records {
        let records = only(Err(reason));
        Records { shown: shown.to_owned(), records, passed_over: PassedOver::default() }
    }

    /// Which parts of the file were passed over so far, as they hold no article: each kind with its count.
    #[must_use]
    pub fn passed_over(&self) -> BTreeMap<String, u64> {
        self.passed_over.counts().parts
    }

    /// Which members of the file are of no format that is read: each kind with its count so far.
    #[must_use]
    pub fn not_read(&self) -> BTreeMap<String, u64> {
        self.passed_over.counts().not_read
    }
}

impl Iterator for Records {
    type Item = Result<RawRecord, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        let ReadRecord { inner, number, line, outcome } = self.records.next()?;
        let path = if inner.is_empty() { self.shown.clone() } else { format!("{}!{inner}", self.shown) };
        let origin = Origin { path, record: number };
        Some(match outcome {
            Ok((content, fields)) => Ok(RawRecord { origin, line, content, fields }),
            Err(reason) => Err(Reject { origin, line, reason }),
        })
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("shown", &self.shown).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_that_grows_is_read_as_far_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        // More than is read ahead.
        let line = format!("{{\"text\":\"{}\"}}\n", "words ".repeat(1_000));
        std::fs::write(&path, line.repeat(100)).unwrap();
        let Some(Walked::File(entry)) = walk(std::slice::from_ref(&path)).next() else {
            panic!("it is not found")
        };
        let Opened::Records(records) = open(&entry, &ReadSettings::default()) else {
            panic!("it is skipped")
        };
        let mut file = File::options().append(true).open(&path).unwrap();
        file.write_all(line.repeat(100).as_bytes()).unwrap();
        let read: Vec<_> = records.collect();
        assert_eq!(read.len(), 100);
        assert!(read.iter().all(Result::is_ok));
    }
}
