//! What documents are made of: paragraphs and rows of tables.

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

    /// As paragraphs: a row of short cells is one.
    pub(super) fn into_paragraphs(self) -> Vec<Paragraph> {
        let text = |text: String| Paragraph { text, style: Style::Text };
        match self {
            Block::Paragraph(paragraph) => vec![paragraph],
            Block::Row(cells) if cells.iter().all(|it| !it.contains("\n\n")) => vec![text(cells.join(" "))],
            Block::Row(cells) => {
                cells.iter().flat_map(|cell| cell.split("\n\n")).map(|it| text(it.to_owned())).collect()
            }
        }
    }
}
