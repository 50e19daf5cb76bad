//! What documents are made of: paragraphs and rows of tables.

use std::borrow::Cow;

use crate::readers::office::written::{Paragraph, Style};

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A row of a table: its cells, of which each may have several paragraphs with blank lines between them.
    Row(Vec<String>),
}

impl Block {
    /// A paragraph of text.
    pub(super) fn text(text: String) -> Block {
        Block::Paragraph(Paragraph { text, style: Style::Text })
    }

    /// The texts of its paragraphs: a row of short cells is one.
    pub(super) fn texts(&self) -> Vec<Cow<'_, str>> {
        match self {
            Block::Paragraph(paragraph) => vec![Cow::Borrowed(&paragraph.text)],
            Block::Row(cells) if cells.iter().all(|it| !it.contains("\n\n")) => {
                vec![Cow::Owned(cells.join(" "))]
            }
            Block::Row(cells) => {
                cells.iter().flat_map(|cell| cell.split("\n\n")).map(Cow::Borrowed).collect()
            }
        }
    }

    /// As paragraphs.
    pub(super) fn into_paragraphs(self) -> Vec<Paragraph> {
        match self {
            Block::Paragraph(paragraph) => vec![paragraph],
            row @ Block::Row(_) => {
                let texts = row.texts().into_iter();
                texts.map(|text| Paragraph { text: text.into_owned(), style: Style::Text }).collect()
            }
        }
    }
}
