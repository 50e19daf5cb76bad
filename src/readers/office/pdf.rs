//! PDF: the text layer of a document. A scan without one is refused with what to do.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdfboss_core::Document;
use pdfboss_text::{ReadingOrder, extract_spans};

use crate::readers::office::layout::{Line, paragraphs};
use crate::readers::office::written::{Properties, record};
use crate::readers::reader::{Limits, Outcome, Reader, RecordStream, Sniff, only_record};
use crate::readers::stream::Stream;
use crate::record::RejectReason;

/// A document in PDF.
pub(in super::super) struct Pdf;

/// How far from its beginning a file may tell that it is a PDF, in bytes.
const MARK: usize = 1024;

impl Reader for Pdf {
    fn name(&self) -> &'static str {
        "pdf"
    }

    fn about(&self) -> &'static str {
        "a document in PDF with a text layer, one article a file"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["pdf"]
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        let start = head.get(..MARK).unwrap_or(head);
        if memchr::memmem::find(start, b"%PDF-").is_some() { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        // A library that fails on a damaged file must not cost the others.
        only_record(stream, &limits, |bytes| {
            catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or_else(|_| {
                Err(RejectReason::Damaged { message: "its pages cannot be read".to_owned() })
            })
        })
    }
}

fn read(bytes: Vec<u8>) -> Outcome {
    let damaged = |error: &dyn std::fmt::Display| RejectReason::Damaged { message: error.to_string() };
    let document = Document::load(bytes).map_err(|error| damaged(&error))?;
    if document.is_locked() {
        let message = "the document has a password; save a copy without one".to_owned();
        return Err(RejectReason::Locked { message });
    }
    let (mut pages, mut letters, mut unknown) = (Vec::new(), 0, 0);
    let count = document.page_count();
    for at in 0..count {
        let Ok(page) = document.page(at) else { continue };
        let spans = extract_spans(&document, &page, ReadingOrder::Content).unwrap_or_default();
        let spans: Vec<_> = spans.into_iter().filter(|it| !it.vertical && it.rotate == 0).collect();
        for sign in spans.iter().flat_map(|it| it.text.chars()) {
            letters += usize::from(sign.is_alphanumeric());
            unknown += usize::from(sign == '\u{FFFD}' || ('\u{E000}'..='\u{F8FF}').contains(&sign));
        }
        let mut lines: Vec<Line> = Vec::new();
        for span in spans {
            let is_next =
                lines.last_mut().is_some_and(|line| line.takes(&span.text, span.x, span.y, span.end_x));
            if !is_next {
                lines.push(Line::new(span.text, span.x, span.y, span.end_x, span.size));
            }
        }
        pages.push(lines);
    }
    if letters == 0 {
        let pages = if count == 1 { "a page".to_owned() } else { format!("{count} pages") };
        let message = format!("a scan of {pages}; run OCR first (ocrmypdf in.pdf out.pdf)");
        return Err(RejectReason::NoText { message });
    }
    if unknown * 5 > letters + unknown {
        return Err(RejectReason::NoText {
            message: "its fonts do not tell letters; run OCR first".to_owned(),
        });
    }
    let metadata = document.metadata();
    // The day on which the file was made is that of the program that printed it, not of the article.
    record(paragraphs(pages), Properties { title: metadata.title, author: metadata.author, date: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_mark() {
        assert_eq!(Pdf.sniff(b"\n%PDF-1.7\n"), Sniff::Sure);
        assert_eq!(Pdf.sniff(b"PDF"), Sniff::No);
    }

    #[test]
    fn what_is_no_document_is_told() {
        assert_eq!(read(b"%PDF-1.7 and nothing else".to_vec()).unwrap_err().as_str(), "damaged");
    }
}
