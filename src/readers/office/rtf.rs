//! RTF: a document, or an export of a press database.

use crate::readers::blocks::Block;
use crate::readers::office::rtf_text;
use crate::readers::office::written::record;
use crate::readers::press;
use crate::readers::reader::{Limits, ReadRecord, Reader, RecordStream, Sniff};
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
        let opened = std::iter::once_with(move || match stream.read_whole(limits.max_size) {
            Ok(bytes) => records(&bytes),
            Err(reason) => Box::new(std::iter::once(ReadRecord::only(Err(reason)))),
        });
        Box::new(opened.flatten())
    }
}

fn records(bytes: &[u8]) -> RecordStream {
    let rtf = rtf_text::parse(bytes);
    if let Some(outcomes) = press::records(&rtf.blocks) {
        return press::numbered(outcomes);
    }
    let paragraphs = rtf.blocks.into_iter().flat_map(Block::into_paragraphs).collect();
    Box::new(std::iter::once(ReadRecord::only(record(paragraphs, rtf.properties))))
}
