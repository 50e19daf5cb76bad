//! JSON Lines: one article a line. A broken line costs that line only.

use crate::readers::head::without_mark;
use crate::readers::json_split::{Layout, split};
use crate::readers::reader::{Limits, Reader, RecordStream, Sniff};
use crate::readers::stream::Stream;

/// One JSON value a line.
pub(super) struct JsonLines;

impl Reader for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "JSON Lines, one article a line"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson", "jsonlines", "jl"]
    }

    /// Bytes alone never tell: the reader of JSON sees for itself when each line is a value.
    fn sniff(&self, _: &[u8]) -> Sniff {
        Sniff::No
    }

    fn read(&self, mut stream: Stream, limits: Limits) -> RecordStream {
        // A list under such a name is a list. Trouble with the stream comes again with the first record.
        let is_list = stream.peek().is_ok_and(|head| without_mark(head).first() == Some(&b'['));
        split(stream, if is_list { Layout::Values } else { Layout::Lines }, limits)
    }
}
