//! What the index knows of an article without reading its text: where its
//! sentences, paragraphs and quotations lie, in token positions.

use std::ops::Range;

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

use crate::search::TextField;

/// The structure columns of one segment.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    title_breaks: Column<u64>,
    body_breaks: Column<u64>,
    quotes: Column<u64>,
    indirect: Column<u64>,
}

/// Where the sentences and paragraphs of a field begin.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Breaks {
    /// First token of each sentence.
    pub(super) sentences: Vec<u32>,
    /// First token of each paragraph.
    pub(super) paragraphs: Vec<u32>,
    /// Number of tokens.
    pub(super) tokens: u32,
}

/// A quotation of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QuotedTokens {
    /// Its tokens.
    pub(super) tokens: Range<u32>,
    /// Its speaker's place among the article's speakers, by name; `None` when unknown.
    pub(super) speaker: Option<u32>,
}

impl Columns {
    pub(super) fn open(reader: &SegmentReader) -> tantivy::Result<Columns> {
        let columns = reader.fast_fields();
        let column = |name: &str| {
            let found = columns.column_opt::<u64>(name)?;
            tantivy::Result::Ok(found.unwrap_or_else(|| Column::build_empty_column(reader.max_doc())))
        };
        Ok(Columns {
            title_breaks: column("title_breaks")?,
            body_breaks: column("body_breaks")?,
            quotes: column("quotes")?,
            indirect: column("indirect")?,
        })
    }

    /// Reads where the sentences and paragraphs of a field begin.
    pub(super) fn breaks(&self, doc: DocId, field: TextField, breaks: &mut Breaks) {
        let column = match field {
            TextField::Title => &self.title_breaks,
            TextField::Body => &self.body_breaks,
        };
        breaks.sentences.clear();
        breaks.paragraphs.clear();
        let mut last = 0;
        for value in column.values_for_doc(doc) {
            last = value;
            let at = position(value / 2);
            breaks.sentences.push(at);
            if value % 2 == 1 {
                breaks.paragraphs.push(at);
            }
        }
        // The last value is the number of tokens, which starts nothing.
        breaks.sentences.pop();
        breaks.tokens = position(last / 2);
        if breaks.tokens > 0 {
            breaks.sentences.insert(0, 0);
            breaks.paragraphs.insert(0, 0);
        }
    }

    /// The number of tokens of a field.
    pub(super) fn tokens(&self, doc: DocId, field: TextField) -> u32 {
        let column = match field {
            TextField::Title => &self.title_breaks,
            TextField::Body => &self.body_breaks,
        };
        column.values_for_doc(doc).last().map_or(0, |value| position(value / 2))
    }

    /// Reads the quotations of the body.
    pub(super) fn quotations(&self, doc: DocId, quotations: &mut Vec<QuotedTokens>) {
        quotations.clear();
        read_quotations(&self.quotes, doc, quotations);
    }

    /// Reads the quotations of the body and its indirect speech too.
    pub(super) fn indirect(&self, doc: DocId, quotations: &mut Vec<QuotedTokens>) {
        quotations.clear();
        read_quotations(&self.indirect, doc, quotations);
    }
}

fn read_quotations(column: &Column<u64>, doc: DocId, quotations: &mut Vec<QuotedTokens>) {
    let mut values = column.values_for_doc(doc).map(position);
    while let (Some(start), Some(len), Some(speaker)) = (values.next(), values.next(), values.next()) {
        quotations
            .push(QuotedTokens { tokens: start..start.saturating_add(len), speaker: speaker.checked_sub(1) });
    }
}

fn position(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
