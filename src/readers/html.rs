//! Web pages: the file is one article.

use crate::readers::decode;
use crate::readers::head::without_mark;
use crate::readers::reader::{Limits, Reader, RecordStream, Sniff, only_record};
use crate::readers::stream::Stream;
use crate::record::Content;

/// A web page in HTML or XHTML.
pub(super) struct Html;

impl Reader for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "a web page, one article a file"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["html", "htm", "xhtml", "shtml"]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        if looks_like_page(head) { Sniff::Likely } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        only_record(stream, &limits, |bytes| Ok((Content::Page(decode::page(bytes)), Vec::new())))
    }
}

/// How far into a file the mark of a page is looked for, in bytes.
const MARK: usize = 512;

fn looks_like_page(head: &[u8]) -> bool {
    let head = without_mark(head);
    let start = head.get(..head.len().min(MARK)).unwrap_or(head).to_ascii_lowercase();
    let opens = |tag: &[u8]| start.starts_with(tag);
    match opens(b"<?xml") {
        true => memchr::memmem::find(&start, b"<html").is_some(),
        false => {
            opens(b"<!doctype html")
                || opens(b"<html")
                || opens(b"<head")
                || opens(b"<body")
                || opens(b"<article")
                || opens(b"<!--")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_its_first_tag() {
        for head in [
            "<!DOCTYPE html><p>",
            "\n <HTML lang=en>",
            "\u{FEFF}<!-- saved --><html>",
            "<?xml version='1.0'?><html>",
            "<body>",
        ] {
            assert_eq!(Html.sniff(head.as_bytes()), Sniff::Likely, "{head}");
        }
        for head in ["Text <html>", "<?xml version='1.0'?><rss>", "<p>A paragraph", "", "<div>", "{\"a\":1}"]
        {
            assert_eq!(Html.sniff(head.as_bytes()), Sniff::No, "{head}");
        }
        let far = format!("<?xml version='1.0'?>{}<html>", " ".repeat(MARK));
        assert_eq!(Html.sniff(far.as_bytes()), Sniff::No);
    }
}
