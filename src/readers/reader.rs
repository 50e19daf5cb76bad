//! What every reader of a format offers.

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

    /// Whether the first bytes of a stream, unpacked, are of this format. They are 4,096 at the most and do not
    /// look like binary data.
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
}

/// How much a reader may take in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// The most bytes that one record may have, unpacked.
    pub(super) max_size: u64,
}

/// The records of one stream.
pub(super) type RecordStream = Box<dyn Iterator<Item = ReadRecord> + Send>;

/// One record as its reader found it, or why there is none.
#[derive(Debug)]
pub(super) struct ReadRecord {
    /// Its number in the file, counted from 1; `None` where the file is one record.
    pub(super) number: Option<u64>,
    /// The line that it starts at, counted from 1, where lines mean something.
    pub(super) line: Option<u64>,
    /// What it holds, and the fields that stand around that; see [`crate::record::RawRecord::fields`].
    pub(super) outcome: Result<(Content, Vec<(String, String)>), RejectReason>,
}

/// The only record of a file that is one.
pub(super) fn only_record(
    stream: Stream,
    limits: Limits,
    convert: impl FnOnce(Vec<u8>) -> (Content, Vec<(String, String)>) + Send + 'static,
) -> RecordStream {
    Box::new(std::iter::once_with(move || {
        let outcome = stream.read_whole(limits.max_size).map(convert);
        ReadRecord { number: None, line: None, outcome }
    }))
}
