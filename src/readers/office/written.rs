//! A written document: its paragraphs, and what its properties say.

use crate::readers::parts::Fields;
use crate::readers::reader::Outcome;
use crate::record::{Content, RejectReason};

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Style {
    /// The title of the document.
    Title,
    /// A heading of the first level.
    Heading,
    /// Anything else.
    Text,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Paragraph {
    pub(in super::super) text: String,
    pub(in super::super) style: Style,
}

/// Makes one line of a row of a table whose cells have a paragraph each; `start` is where its paragraphs begin.
pub(super) fn join_cells(paragraphs: &mut Vec<Paragraph>, start: usize, cells: usize) {
    if paragraphs.len() - start <= cells && cells > 1 {
        let texts: Vec<String> = paragraphs.drain(start..).map(|it| it.text).collect();
        paragraphs.push(Paragraph { text: texts.join(" "), style: Style::Text });
    }
}

/// What the properties of a document say, which is often what its template said, or what stands around its pages.
#[derive(Debug, Default)]
pub(super) struct Properties {
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) date: Option<String>,
    pub(super) source: Option<String>,
}

/// The record of a document. Its properties hold only where the text says nothing.
pub(super) fn record(mut paragraphs: Vec<Paragraph>, properties: Properties) -> Outcome {
    paragraphs.retain(|it| !it.text.trim().is_empty());
    if paragraphs.is_empty() {
        return Err(RejectReason::NoText {
            message: "the document has no text, or pictures only".to_owned(),
        });
    }
    let mut fields = Fields::default();
    let at = paragraphs
        .iter()
        .position(|it| it.style == Style::Title)
        .or_else(|| (paragraphs[0].style == Style::Heading).then_some(0));
    match at {
        Some(at) => fields.put("title", Some(paragraphs.remove(at).text)),
        None => fields.put("?title", properties.title.filter(|it| is_title(it))),
    }
    fields.put("?author", properties.author.filter(|it| is_person(it)));
    fields.put("?date", properties.date);
    fields.put("?source", properties.source);
    let texts: Vec<String> = paragraphs.into_iter().map(|it| it.text.trim().to_owned()).collect();
    fields.with(Content::Text(texts.join("\n\n")))
}

/// Whether a title is one, and no name of a file or of a template.
fn is_title(title: &str) -> bool {
    let last = title.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let is_file = matches!(last.as_str(), "doc" | "docx" | "odt" | "rtf" | "pdf" | "txt" | "dotx");
    !is_file && title.contains(' ')
}

/// Whether an author is a person's name: two words at least, which no account has.
fn is_person(author: &str) -> bool {
    author.contains(' ') && !author.chars().any(|it| it.is_ascii_digit() || it == '@' || it == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str, style: Style) -> Paragraph {
        Paragraph { text: text.to_owned(), style }
    }

    fn told(paragraphs: Vec<Paragraph>, properties: Properties) -> String {
        match record(paragraphs, properties) {
            Ok((Content::Text(text), fields)) => format!("{fields:?} {text:?}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_title_is_told_by_its_style() {
        let text = || paragraph("The council met.", Style::Text);
        let title = |style| told(vec![paragraph("Council", style), text()], Properties::default());
        assert_eq!(title(Style::Title), "[(\"title\", \"Council\")] \"The council met.\"");
        assert_eq!(title(Style::Heading), title(Style::Title));
        assert_eq!(title(Style::Text), "[] \"Council\\n\\nThe council met.\"");
        // A heading further down is a crosshead.
        let crosshead = told(vec![text(), paragraph("Next", Style::Heading)], Properties::default());
        assert_eq!(crosshead, "[] \"The council met.\\n\\nNext\"");
    }

    #[test]
    fn properties_hold_only_where_they_can_be_true() {
        let with = |title: &str, author: &str| {
            let properties = Properties {
                title: Some(title.to_owned()),
                author: Some(author.to_owned()),
                date: Some("2024-03-04".to_owned()),
                source: None,
            };
            told(vec![paragraph("Text.", Style::Text)], properties)
        };
        let all =
            "[(\"?title\", \"Council meets\"), (\"?author\", \"Ada Poe\"), (\"?date\", \"2024-03-04\")]";
        assert_eq!(with("Council meets", "Ada Poe"), format!("{all} \"Text.\""));
        assert_eq!(with("draft 3.docx", "apoe"), "[(\"?date\", \"2024-03-04\")] \"Text.\"");
    }

    #[test]
    fn a_document_without_text_is_told() {
        let outcome = record(vec![paragraph(" ", Style::Text)], Properties::default());
        assert_eq!(outcome.map_err(|it| it.as_str().to_owned()).unwrap_err(), "no-text");
    }
}
