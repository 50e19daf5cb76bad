//! RTF: a document, or an export of a press database.

use crate::readers::office::document::records;
use crate::readers::office::rtf_text;
use crate::readers::reader::{Limits, Reader, RecordStream, Sniff, lazily};
use crate::readers::stream::Stream;

/// A document in RTF.
pub(in super::super) struct Rtf;

impl Reader for Rtf {
    fn name(&self) -> &'static str {
        "rtf"
    }

    fn about(&self) -> &'static str {
        "a document in RTF, one article a file, or an export of Nexis or Factiva"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["rtf"]
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        if head.starts_with(b"{\\rtf") { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        lazily(move || {
            let rtf = rtf_text::parse(&stream.read_whole(limits.max_size)?);
            Ok(records(rtf.blocks, rtf.properties))
        })
    }
}
