//! What every reader of a format offers.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::readers::budget::Budget;
use crate::readers::stream::Stream;
use crate::record::{Content, RejectReason};

/// A format of files, and how its records are read.
///
/// To add one, write a file beside this one that implements the trait, and add it to
/// [`READERS`](crate::readers::formats::READERS): from there `--type`, the help and the table in README take it.
pub(super) trait Reader: Sync {
    /// The word by which `--type` names the format: lower-case letters.
    fn name(&self) -> &'static str;

    /// What the format is, in a few words, for the help and README.
    fn about(&self) -> &'static str;

    /// The endings that file names of this format have, in lower case and without the dot.
    fn endings(&self) -> &'static [&'static str];

    /// Whether the endings of this format promise nothing but text, so that another format is believed on its
    /// first bytes alone.
    fn is_any_text(&self) -> bool {
        false
    }

    /// Whether files of this format look like binary data. Others are never asked about such.
    fn is_binary(&self) -> bool {
        false
    }

    /// Whether the first bytes of a stream, unpacked, are of this format. They are 64 KiB at the most.
    fn sniff(&self, head: &[u8]) -> Sniff;

    /// The records of a stream, in order. Nothing is read before the first is asked for, and then no more than
    /// one record is held at a time.
    fn read(&self, stream: Stream, limits: Limits) -> RecordStream;
}

/// How strongly the first bytes of a stream speak for a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sniff {
    /// They speak against it, or for nothing.
    No,
    /// They can be of this format: it is taken where the name's ending tells none.
    Possible,
    /// They are of this format also where the name's ending promises [any text](Reader::is_any_text).
    Likely,
    /// They bear the mark of this format, which nothing else begins with: whatever the name's ending is.
    Sure,
}

/// How much a reader may take in, and how it opens what lies within.
#[derive(Clone)]
pub(super) struct Limits {
    /// The most bytes that one record may have, unpacked.
    pub(super) max_size: u64,
    /// How many archives and messages may lie within this stream, one in another.
    pub(super) depth: u8,
    /// How far the outermost file was read and what was unpacked from it.
    pub(super) budget: Arc<Budget>,
    /// What is passed over on purpose, by kind.
    pub(super) passed_over: PassedOver,
    /// The names of columns that the user says the fields of.
    pub(super) mapped: Arc<[String]>,
    /// Opens a member; see [`Limits::open_member`].
    pub(super) open: fn(&str, Box<dyn Read + Send>, Limits) -> RecordStream,
}

impl Limits {
    /// How many archives and messages may lie in one another.
    pub(super) const DEPTH: u8 = 4;

    /// The records of a member of an archive, an attachment of a message: whatever its name and its first bytes show it
    /// to be. Their [places](ReadRecord::inner) begin with the name. A member that is of no format that is read is
    /// passed over.
    pub(super) fn open_member(&self, name: &str, reader: Box<dyn Read + Send>) -> RecordStream {
        let name = name.to_owned();
        let place = move |inner: &str| match inner {
            "" => name.clone(),
            inner => format!("{name}!{inner}"),
        };
        let Some(depth) = self.depth.checked_sub(1) else {
            let reason = RejectReason::TooDeep { depth: Limits::DEPTH };
            return one(ReadRecord { inner: place(""), ..ReadRecord::only(Err(reason)) });
        };
        let records = (self.open)(&place(""), reader, Limits { depth, ..self.clone() });
        Box::new(records.map(move |record| ReadRecord { inner: place(&record.inner), ..record }))
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits")
            .field("max_size", &self.max_size)
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}

/// What readers pass over, counted by kind.
#[derive(Debug, Clone, Default)]
pub(super) struct PassedOver(Arc<Mutex<Passed>>);

/// What is passed over of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Passed {
    /// Parts that hold no article, such as pictures and requests.
    pub(super) parts: BTreeMap<String, u64>,
    /// Members of no format that is read.
    pub(super) not_read: BTreeMap<String, u64>,
}

impl PassedOver {
    /// Counts one more part that holds no article, of a kind.
    pub(super) fn add(&self, kind: &str) {
        count(&mut self.lock().parts, kind);
    }

    /// Counts one more member that is not read, of a kind.
    pub(super) fn add_not_read(&self, kind: &str) {
        count(&mut self.lock().not_read, kind);
    }

    /// All that was counted so far.
    pub(super) fn counts(&self) -> Passed {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Passed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(counts: &mut BTreeMap<String, u64>, kind: &str) {
    match counts.get_mut(kind) {
        Some(count) => *count += 1,
        None => drop(counts.insert(kind.to_owned(), 1)),
    }
}

/// The records of one stream.
pub(super) type RecordStream = Box<dyn Iterator<Item = ReadRecord> + Send>;

/// One record as its reader found it, or why there is none.
#[derive(Debug)]
pub(super) struct ReadRecord {
    /// Where in the file it lies: the names of the members that hold it, with `!` between them. Empty where the
    /// file holds it itself.
    pub(super) inner: String,
    /// Its number in the file, counted from 1; `None` where the file is one record.
    pub(super) number: Option<u64>,
    /// The line that it starts at, counted from 1, where lines mean something.
    pub(super) line: Option<u64>,
    /// What it holds, and the fields that stand around that; see [`crate::record::RawRecord::fields`].
    pub(super) outcome: Outcome,
}

/// What a record holds, with the fields that stand around that, or why it is none.
pub(super) type Outcome = Result<(Content, Vec<(String, String)>), RejectReason>;

impl ReadRecord {
    /// The only record of a stream.
    pub(super) fn only(outcome: Outcome) -> ReadRecord {
        ReadRecord { inner: String::new(), number: None, line: None, outcome }
    }

    /// One of several records of a stream, by its number.
    pub(super) fn numbered(number: u64, outcome: Outcome) -> ReadRecord {
        ReadRecord { inner: String::new(), number: Some(number), line: None, outcome }
    }
}

/// A stream of one record.
pub(super) fn one(record: ReadRecord) -> RecordStream {
    Box::new(std::iter::once(record))
}

/// A stream that is its only record, or that is rejected as a whole.
pub(super) fn only(outcome: Outcome) -> RecordStream {
    one(ReadRecord::only(outcome))
}

/// The records of a stream that is opened when the first is asked for; or why it is rejected as a whole.
pub(super) fn lazily(
    open: impl FnOnce() -> Result<RecordStream, RejectReason> + Send + 'static,
) -> RecordStream {
    Box::new(std::iter::once_with(move || open().unwrap_or_else(|reason| only(Err(reason)))).flatten())
}

/// The only record of a file that is one.
pub(super) fn only_record(
    stream: Stream,
    limits: &Limits,
    convert: impl FnOnce(Vec<u8>) -> Outcome + Send + 'static,
) -> RecordStream {
    let max_size = limits.max_size;
    Box::new(std::iter::once_with(move || ReadRecord::only(stream.read_whole(max_size).and_then(convert))))
}
