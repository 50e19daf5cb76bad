//! Plain text: the file is one article.

use crate::readers::head::without_mark;
use crate::readers::reader::{Limits, Reader, RecordStream, Sniff, only_record};
use crate::readers::stream::Stream;
use crate::readers::{decode, front_matter};
use crate::record::Content;

/// Plain text.
pub(super) struct Text;

impl Reader for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn about(&self) -> &'static str {
        "plain text, one article a file"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["txt", "text", "story", "article"]
    }

    fn is_any_text(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        // Mark-up of a format that is not known is no text.
        if without_mark(head).starts_with(b"<?xml") { Sniff::No } else { Sniff::Possible }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        only_record(stream, &limits, |bytes| {
            let (fields, text) = front_matter::parted(decode::text(bytes));
            Ok((Content::Text(text), fields))
        })
    }
}
