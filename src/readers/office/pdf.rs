//! PDF: the text layer of a document. A scan without one is refused with what to do.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdfboss_core::Document;
use pdfboss_text::{FontCache, ReadingOrder, extract_spans_reporting_cached};

use crate::readers::budget::MAX_RATIO;
use crate::readers::office::layout::paragraphs;
use crate::readers::office::line::{Line, WORD};
use crate::readers::office::pdf_weight::Weights;
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
        let within = limits.clone();
        only_record(stream, &limits, move |bytes| {
            catch_unwind(AssertUnwindSafe(|| read(bytes, &within))).unwrap_or_else(|_| {
                Err(RejectReason::Damaged { message: "its pages cannot be read".to_owned() })
            })
        })
    }
}

fn read(bytes: Vec<u8>, limits: &Limits) -> Outcome {
    let damaged = |error: &dyn std::fmt::Display| RejectReason::Damaged { message: error.to_string() };
    let document = Document::load(bytes).map_err(|error| damaged(&error))?;
    if document.is_locked() {
        let message = "the document has a password; save a copy without one".to_owned();
        return Err(RejectReason::Locked { message });
    }
    let (mut pages, mut letters, mut unknown, mut held) = (Vec::new(), 0, 0, 0);
    let (mut weights, fonts) = (Weights::new(&document), FontCache::default());
    let count = document.flattened_page_count();
    for at in 0..count {
        let Ok(page) = document.page(at) else { continue };
        let weight = weights.of_page(&page);
        if weight > limits.max_size || held > limits.max_size {
            return Err(RejectReason::TooLarge { limit: limits.max_size });
        }
        if !limits.budget.unpack(weight) {
            return Err(RejectReason::Bomb { ratio: MAX_RATIO });
        }
        let spans = extract_spans_reporting_cached(&document, &page, &fonts, ReadingOrder::Content);
        let spans = spans.map(|(spans, _)| spans).unwrap_or_default();
        let spans: Vec<_> = spans.into_iter().filter(|it| !it.vertical && it.rotate == 0).collect();
        for sign in spans.iter().flat_map(|it| it.text.chars()) {
            letters += usize::from(sign.is_alphanumeric());
            unknown += usize::from(sign == '\u{FFFD}' || ('\u{E000}'..='\u{F8FF}').contains(&sign));
        }
        let mut lines: Vec<Line> = Vec::new();
        for span in spans {
            let is_next =
                lines.last_mut().is_some_and(|line| line.takes(&span.text, span.x, span.y, span.end_x, WORD));
            if !is_next {
                lines.push(Line::new(span.text, span.x, span.y, span.end_x, span.size));
            }
        }
        held += lines.iter().map(Line::bytes).sum::<u64>();
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
    let (paragraphs, told) = paragraphs(pages);
    let properties = Properties {
        title: metadata.title,
        author: metadata.author,
        // The day on which the file was made is that of the program that printed it, not of the article.
        date: told.date,
        source: told.source,
    };
    record(paragraphs, properties)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::{Opened, ReadSettings, read};
    use crate::record::Content;

    /// The text of a document, or the word of its reject.
    fn found(bytes: &[u8], max_size: u64) -> String {
        let settings = ReadSettings { max_size, ..ReadSettings::default() };
        let Opened::Records(mut records) =
            read(Box::new(std::io::Cursor::new(bytes.to_vec())), "a", &settings)
        else {
            return "skipped".to_owned();
        };
        match records.next().unwrap() {
            Ok(record) => match record.content {
                Content::Text(text) => text,
                other => format!("{other:?}"),
            },
            Err(reject) => reject.reason.as_str().to_owned(),
        }
    }

    /// A document of one page with this content, and a form `X` with that one.
    fn document(content: &str, form: &str) -> Vec<u8> {
        let resources = "/Resources<</Font<</F 3 0 R>>/XObject<</X 6 0 R>>>>";
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Count 1/Kids[4 0 R]>>".to_owned(),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
            format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]{resources}/Contents 5 0 R>>"),
            format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
            format!(
                "<</Type/XObject/Subtype/Form/BBox[0 0 600 800]{resources}/Length {}>>stream\n{form}\nendstream",
                form.len()
            ),
        ];
        let (mut out, mut places) = ("%PDF-1.4\n".to_owned(), String::new());
        for (number, object) in (1..).zip(&objects) {
            places.push_str(&format!("{:010} 00000 n \n", out.len()));
            out.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
        }
        let start = out.len();
        out.push_str(&format!("xref\n0 7\n0000000000 65535 f \n{places}trailer<</Size 7/Root 1 0 R>>\n"));
        out.push_str(&format!("startxref\n{start}\n%%EOF"));
        out.into_bytes()
    }

    const SHOWN: &str = "BT /F 12 Tf 50 700 Td (The council met.) Tj ET";

    #[test]
    fn the_text_of_pages_and_forms_is_read() {
        assert_eq!(found(&document(SHOWN, ""), 1 << 20), "The council met.");
        assert_eq!(found(&document("q /X Do Q", SHOWN), 1 << 20), "The council met.");
        assert_eq!(found(&document("", ""), 1 << 20), "no-text");
        // A form that draws itself and a text.
        let text = found(&document("/X Do", &format!("{SHOWN} /X Do")), 8 << 20);
        assert!(text.starts_with("The council met."), "{text}");
    }

    #[test]
    fn what_a_small_document_draws_many_times_is_bounded() {
        let form = SHOWN.repeat(100);
        assert_eq!(found(&document(&"/X Do ".repeat(1_000), &form), 1 << 20), "too-large");
        assert_eq!(found(&document("/X Do", &"/X Do ".repeat(1_000)), 1 << 20), "too-large");
    }

    #[test]
    fn a_file_is_known_by_its_mark() {
        assert_eq!(Pdf.sniff(b"\n%PDF-1.7\n"), Sniff::Sure);
        assert_eq!(Pdf.sniff(b"PDF"), Sniff::No);
    }

    #[test]
    fn what_is_no_document_is_told() {
        assert_eq!(found(b"%PDF-1.7 and nothing else", 1 << 20), "damaged");
    }
}
