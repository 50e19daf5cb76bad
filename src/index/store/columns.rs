//! What the index knows of an article without reading its text: where its
//! sentences, paragraphs and quotations lie, in token positions.

pub(crate) mod names;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use tantivy::columnar::{Column, StrColumn};
use tantivy::directory::CompositeFile;
use tantivy::index::SegmentComponent;
use tantivy::{DocId, SegmentReader};

use crate::field::Field;
use crate::index::store::columns::names::FacetNames;
use crate::search::TextField;

/// The column by which articles are sorted in time.
pub(crate) const PUBLISHED: &str = "published";
/// The column of the numbers by which articles came.
pub(crate) const SEQUENCE: &str = "sequence";
/// The column of the hashes of what articles say.
pub(crate) const CONTENT: &str = "content";

/// The columns of one segment, each opened when it is first asked for and kept: opening one
/// costs more than many a query.
#[derive(Default)]
pub(crate) struct SegmentColumns {
    /// By field, as the next ones.
    days: [OnceLock<Column<i64>>; Field::COUNT],
    published: OnceLock<Column<i64>>,
    ids: OnceLock<Option<StrColumn>>,
    sequences: OnceLock<Column<u64>>,
    contents: OnceLock<Column<u64>>,
    structure: OnceLock<Arc<Columns>>,
    positions: OnceLock<CompositeFile>,
    names: [OnceLock<Option<StrColumn>>; Field::COUNT],
    /// What the values of these are called; last, those of speakers as their spellings are linked.
    facet_names: [OnceLock<FacetNames>; Field::COUNT + 1],
}

impl std::fmt::Debug for SegmentColumns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SegmentColumns").finish_non_exhaustive()
    }
}

impl SegmentColumns {
    /// The day of each article in a field of days, as its number.
    pub(crate) fn days(&self, field: Field, reader: &SegmentReader) -> tantivy::Result<&Column<i64>> {
        kept(&self.days[field as usize], || {
            let days = reader.fast_fields().column_opt(field.as_str())?;
            Ok(days.unwrap_or_else(|| Column::build_empty_column(reader.max_doc())))
        })
    }

    /// The id of each article.
    pub(crate) fn ids(&self, reader: &SegmentReader) -> tantivy::Result<Option<&StrColumn>> {
        Ok(kept(&self.ids, || reader.fast_fields().str("id"))?.as_ref())
    }

    /// The number by which each article came.
    pub(crate) fn sequences(&self, reader: &SegmentReader) -> tantivy::Result<&Column<u64>> {
        kept(&self.sequences, || numbers(reader, SEQUENCE))
    }

    /// The hash of what each article says.
    pub(crate) fn contents(&self, reader: &SegmentReader) -> tantivy::Result<&Column<u64>> {
        kept(&self.contents, || numbers(reader, CONTENT))
    }

    /// The names or codes that articles have in a field.
    pub(crate) fn names(&self, field: Field, reader: &SegmentReader) -> tantivy::Result<Option<&StrColumn>> {
        let open = || reader.fast_fields().str(field.as_str());
        Ok(kept(&self.names[field as usize], open)?.as_ref())
    }

    /// Where it is kept what the values of a field are called.
    pub(crate) fn facet_names(&self, field: Field, linked: bool) -> &OnceLock<FacetNames> {
        &self.facet_names[if linked { Field::COUNT } else { field as usize }]
    }

    /// When articles were published, as a number in the order of time.
    pub(crate) fn all_published(&self, reader: &SegmentReader) -> tantivy::Result<&Column<i64>> {
        kept(&self.published, || {
            let column = reader.fast_fields().column_opt(PUBLISHED)?;
            Ok(column.unwrap_or_else(|| Column::build_empty_column(reader.max_doc())))
        })
    }

    /// When an article was published, as a number in the order of time, if it is known and
    /// [`Self::all_published`] was opened.
    pub(crate) fn published(&self, doc: DocId) -> Option<i64> {
        self.published.get()?.first(doc)
    }

    /// The place of an article's id among those of its segment, if [`Self::ids`] was opened.
    pub(crate) fn id_ordinal(&self, doc: DocId) -> Option<u64> {
        self.ids.get()?.as_ref()?.ords().first(doc)
    }

    /// Where sentences, paragraphs and quotations lie.
    pub(crate) fn structure(&self, reader: &SegmentReader) -> tantivy::Result<&Arc<Columns>> {
        kept(&self.structure, || Ok(Arc::new(Columns::open(reader)?)))
    }
}

impl SegmentColumns {
    /// The positions of all terms.
    pub(crate) fn positions(&self, reader: &SegmentReader) -> tantivy::Result<&CompositeFile> {
        kept(&self.positions, || Ok(CompositeFile::open(&reader.open_read(SegmentComponent::Positions)?)?))
    }
}

/// A column of numbers, of which each article has at most one.
fn numbers(reader: &SegmentReader, name: &str) -> tantivy::Result<Column<u64>> {
    let column = reader.fast_fields().column_opt(name)?;
    Ok(column.unwrap_or_else(|| Column::build_empty_column(reader.max_doc())))
}

/// What the cell holds, made now if it holds nothing yet.
fn kept<T>(cell: &OnceLock<T>, open: impl FnOnce() -> tantivy::Result<T>) -> tantivy::Result<&T> {
    if let Some(value) = cell.get() {
        return Ok(value);
    }
    let value = open()?;
    Ok(cell.get_or_init(|| value))
}

/// The structure columns of one segment.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    title_breaks: Column<u64>,
    body_breaks: Column<u64>,
    quotes: Column<u64>,
    indirect: Column<u64>,
}

/// Where the sentences and paragraphs of a field begin.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Breaks {
    /// First token of each sentence.
    pub(crate) sentences: Vec<u32>,
    /// First token of each paragraph.
    pub(crate) paragraphs: Vec<u32>,
    /// Number of tokens.
    pub(crate) tokens: u32,
}

/// A quotation of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuotedTokens {
    /// Its tokens.
    pub(crate) tokens: Range<u32>,
    /// Its speaker's place among the article's speakers, by name; `None` when unknown.
    pub(crate) speaker: Option<u32>,
}

impl Columns {
    pub(crate) fn open(reader: &SegmentReader) -> tantivy::Result<Columns> {
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
    pub(crate) fn breaks(&self, doc: DocId, field: TextField, breaks: &mut Breaks) {
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
    pub(crate) fn tokens(&self, doc: DocId, field: TextField) -> u32 {
        let column = match field {
            TextField::Title => &self.title_breaks,
            TextField::Body => &self.body_breaks,
        };
        let rows = column.index.value_row_ids(doc);
        if rows.is_empty() { 0 } else { position(column.values.get_val(rows.end - 1) / 2) }
    }

    /// Reads the quotations of the body.
    pub(crate) fn quotations(&self, doc: DocId, quotations: &mut Vec<QuotedTokens>) {
        quotations.clear();
        read_quotations(&self.quotes, doc, quotations);
    }

    /// Adds the indirect speech of the body, whose speakers are places among the article's voices.
    pub(crate) fn add_indirect(&self, doc: DocId, quotations: &mut Vec<QuotedTokens>) {
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
