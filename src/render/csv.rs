//! For spreadsheets: comma- or tab-separated values, a heading first, UTF-8.
//!
//! CSV is quoted as RFC 4180 has it, with `\n` at line ends. TSV has no quoting: tabs and line breaks in a
//! value become spaces. A list in one cell is joined by `; `, speakers as `Name (quotations)`, spans as
//! `field:start-end`, snippets by ` … `, which also stands where one is cut out of a sentence.
//!
//! A cell that a spreadsheet would run as a formula (one that starts with `=`, `+`, `-`, `@`, their
//! full-width forms, a tab or a carriage return) gets an apostrophe in front, which spreadsheets show as
//! text; whoever reads the file by program takes it off. Control characters become U+FFFD.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::field::Field;
use crate::render::fields::HitField;
use crate::render::lines::Occurrence;
use crate::render::screen::safe_char;
use crate::render::writer::{HitWriter, SummaryPlace, View};
use crate::search::quotes::{Quoted, QuotesPage};
use crate::search::{Count, FacetCounts, Hit, SearchPage, Snippet, SpeakerCount};

/// What stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// CSV.
    Comma,
    /// TSV.
    Tab,
}

/// Writes answers for spreadsheets.
pub(super) struct TableWriter<'a>(pub(super) View<'a>, pub(super) Separator);

impl HitWriter for TableWriter<'_> {
    fn summary_place(&self) -> SummaryPlace {
        SummaryPlace::Nowhere
    }

    fn explanation(&self, _meaning: &str, _tree: &str, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn hits(&self, page: &SearchPage, out: &mut dyn Write) -> io::Result<()> {
        if !page.facets.is_empty() && page.hits.is_empty() {
            return write_facets(&page.facets, self.table(out));
        }
        write_hits(&page.hits, &HitField::or_default(self.0.fields, HitField::in_tables()), self.table(out))
    }

    fn occurrences(
        &self,
        found: &[Occurrence<'_>],
        _page: &SearchPage,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write_occurrences(found, self.table(out))
    }

    fn count(&self, number: Count, _page: &SearchPage, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", number.number())
    }

    fn quotations(&self, page: &QuotesPage, _speakers: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
        write_quotes(&page.shown, self.table(out))
    }
}

impl TableWriter<'_> {
    fn table<'b>(&'b self, out: &'b mut dyn Write) -> Table<'b> {
        Table::new(self.1, out).naming(self.0.record)
    }
}

/// A table that is written row by row; the heading is its first row.
pub struct Table<'a> {
    rows: csv::Writer<&'a mut dyn Write>,
    separator: Separator,
    /// What the last cell of the next row holds: the name of the column, then the sum of the record that is named.
    last: Option<(&'a str, &'a str)>,
}

impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("separator", &self.separator).finish_non_exhaustive()
    }
}

impl<'a> Table<'a> {
    /// An empty table.
    pub fn new(separator: Separator, out: &'a mut dyn Write) -> Table<'a> {
        let mut settings = csv::WriterBuilder::new();
        match separator {
            Separator::Comma => settings.delimiter(b','),
            Separator::Tab => settings.delimiter(b'\t').quote_style(csv::QuoteStyle::Never),
        };
        Table { rows: settings.from_writer(out), separator, last: None }
    }

    /// The same, with a last column that names the record of the answer, where there is one.
    #[must_use]
    fn naming(self, record: Option<&'a str>) -> Table<'a> {
        Table { last: record.map(|it| ("answer_record", it)), ..self }
    }

    /// Writes a row.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = Cow<'c, str>>) -> io::Result<()> {
        let separator = self.separator;
        let last = self.last.map(|it| it.0.to_owned());
        self.last = self.last.map(|it| (it.1, it.1));
        let cells = cells.into_iter().map(|cell| guarded(&cell, separator).into_owned()).chain(last);
        self.rows.write_record(cells).map_err(io::Error::from)
    }

    /// Hands everything on.
    pub fn finish(mut self) -> io::Result<()> {
        self.rows.flush()
    }
}

/// Writes the hits with these columns.
fn write_hits(hits: &[Hit], fields: &[HitField], mut table: Table<'_>) -> io::Result<()> {
    table.row(fields.iter().map(|field| field.as_str().into()))?;
    for hit in hits {
        table.row(fields.iter().map(|field| cell(hit, *field)))?;
    }
    table.finish()
}

/// Writes the occurrences: `id`, `path`, `title`, `date`, `source`, `field`, `start`, `end`,
/// `start_char`, `end_char`, `left`, `text`, `right`, `sentence`, `speaker`.
fn write_occurrences(occurrences: &[Occurrence<'_>], mut table: Table<'_>) -> io::Result<()> {
    let heading = [
        "id",
        "path",
        "title",
        "date",
        "source",
        "field",
        "start",
        "end",
        "start_char",
        "end_char",
        "left",
        "text",
        "right",
        "sentence",
        "speaker",
    ];
    table.row(heading.map(Cow::Borrowed))?;
    for Occurrence { hit, evidence, context } in occurrences {
        let span = evidence.span;
        let context = context.as_ref();
        table.row([
            cell(hit, HitField::Of(Field::Id)),
            cell(hit, HitField::Of(Field::Path)),
            cell(hit, HitField::Of(Field::Title)),
            cell(hit, HitField::Of(Field::Date)),
            cell(hit, HitField::Of(Field::Source)),
            evidence.field.as_str().into(),
            span.bytes.start().to_string().into(),
            span.bytes.end().to_string().into(),
            span.start_char.to_string().into(),
            span.end_char.to_string().into(),
            context.map_or("", |it| &it.left).into(),
            evidence.text.as_str().into(),
            context.map_or("", |it| &it.right).into(),
            context.map_or("", |it| &it.sentence_text).into(),
            context.and_then(|it| it.speaker.as_deref()).unwrap_or("").into(),
        ])?;
    }
    table.finish()
}

/// Writes the facets: `facet`, `value`, `articles`; the value is empty for the unknown.
fn write_facets(facets: &[FacetCounts], mut table: Table<'_>) -> io::Result<()> {
    table.row(["facet", "value", "articles"].map(Cow::Borrowed))?;
    for counts in facets {
        let unknown = Some(("", counts.unknown)).filter(|it| it.1.number() > 0);
        let known = counts.values.iter().map(|(value, articles)| (value.as_str(), *articles));
        for (value, articles) in known.chain(unknown) {
            table.row([counts.facet.as_str().into(), value.into(), articles.number().to_string().into()])?;
        }
    }
    table.finish()
}

/// Writes the quotations, a row for each place: `quotation` (their number, the same for all wordings of
/// one), `speaker`, `speaker_type`, `role`, `text`, `kind`, `confidence`, `id`, `path`, `title`, `date`, `source`,
/// `start`, `end`, `start_char`, `end_char`.
fn write_quotes(quotes: &[Quoted], mut table: Table<'_>) -> io::Result<()> {
    let heading = [
        "quotation",
        "speaker",
        "speaker_type",
        "role",
        "text",
        "kind",
        "confidence",
        "id",
        "path",
        "title",
        "date",
        "source",
        "start",
        "end",
        "start_char",
        "end_char",
    ];
    table.row(heading.map(Cow::Borrowed))?;
    for (number, quoted) in quotes.iter().enumerate() {
        let speaker = quoted.speaker.as_ref();
        for it in &quoted.wordings {
            table.row([
                (number + 1).to_string().into(),
                speaker.map_or("", |who| &who.name).into(),
                speaker.map_or("", |who| who.kind.as_str()).into(),
                speaker.and_then(|who| who.role.as_deref()).unwrap_or("").into(),
                it.text.as_str().into(),
                it.kind.as_str().into(),
                it.confidence.to_string().into(),
                it.id.as_str().into(),
                it.place.as_ref().map_or("", |place| &place.path).into(),
                it.title.as_deref().unwrap_or("").into(),
                it.dating.map(|it| it.day.to_string()).unwrap_or_default().into(),
                it.source.as_deref().unwrap_or("").into(),
                it.span.bytes.start().to_string().into(),
                it.span.bytes.end().to_string().into(),
                it.span.start_char.to_string().into(),
                it.span.end_char.to_string().into(),
            ])?;
        }
    }
    table.finish()
}

/// What stands in the cell of a hit, unguarded: [`Table::row`] guards it.
pub(crate) fn cell(hit: &Hit, field: HitField) -> Cow<'_, str> {
    match field {
        HitField::Of(field) => hit.text(field).unwrap_or_default(),
        HitField::Record => {
            let record = hit.origins.first().and_then(|it| it.record);
            record.map(|it| it.to_string()).unwrap_or_default().into()
        }
        HitField::DateFound => hit.dating.map_or("", |it| it.found.as_str()).into(),
        HitField::DateCertainty => hit.dating.map_or("", |it| it.certainty().as_str()).into(),
        HitField::Published => hit.published().unwrap_or_default().into(),
        HitField::Speakers => {
            let name = |it: &SpeakerCount| format!("{} ({})", it.name, it.quotations);
            hit.speakers.iter().map(name).collect::<Vec<_>>().join("; ").into()
        }
        HitField::Score => hit.score.to_string().into(),
        HitField::Occurrences => hit.spans.len().to_string().into(),
        HitField::Spans => {
            let spans = hit
                .spans
                .iter()
                .map(|it| format!("{}:{}-{}", it.field.as_str(), it.span.bytes.start(), it.span.bytes.end()));
            spans.collect::<Vec<_>>().join("; ").into()
        }
        HitField::Snippets => Snippet::joined(&hit.snippets).into(),
    }
}

/// The cell as it may be opened in a spreadsheet or shown on a terminal.
fn guarded(text: &str, separator: Separator) -> Cow<'_, str> {
    let formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let keeps = |c: char| match separator {
        Separator::Comma => c == '\n',
        Separator::Tab => false,
    };
    let clean = |c: char| if keeps(c) { c } else { safe_char(c) };
    if !formula && text.chars().all(|c| clean(c) == c) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 1);
    if formula {
        out.push('\'');
    }
    out.extend(text.chars().map(clean));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::samples::hit;

    fn written(hits: &[Hit], fields: &[HitField], separator: Separator) -> String {
        let mut out = Vec::new();
        write_hits(hits, fields, Table::new(separator, &mut out)).expect("a vector takes everything");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_table_has_a_heading_and_a_row_for_each_hit() {
        assert_eq!(
            written(&[hit()], &HitField::in_tables().collect::<Vec<_>>(), Separator::Comma),
            "\
id,path,title,date,source,author,language,speakers,score,occurrences,snippets,updated,section
ledger-1,articles/ledger.txt,Talks end without a truce,2025-11-27,Morning Ledger,A. Writer,en,\
Vladimir Putin (4); Dmitry Peskov (1),2.5,1,\
\"… ready to fight \"\"to the last Ukrainian\"\", he told reporters in Bishkek.\",,
"
        );
    }

    #[test]
    fn a_table_names_the_record_of_its_answer_in_every_row() {
        let mut out = Vec::new();
        let table = Table::new(Separator::Comma, &mut out).naming(Some("0af3"));
        write_hits(&[hit(), hit()], &[HitField::Score], table).expect("a vector takes everything");
        assert_eq!(out, b"score,answer_record\n2.5,0af3\n2.5,0af3\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for evil in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert!(guarded(evil, Separator::Comma).starts_with('\''), "{evil:?}");
        }
        assert_eq!(guarded("a=b", Separator::Comma), "a=b");
    }

    #[test]
    fn tabs_and_line_breaks_do_not_break_a_row() {
        let mut odd = hit();
        odd.title = Some("a\tb\nc \"d\"\x1b".into());
        let fields = [HitField::Of(Field::Title), HitField::Of(Field::Id)];
        assert_eq!(
            written(std::slice::from_ref(&odd), &fields, Separator::Tab),
            "title\tid\na b c \"d\"\u{fffd}\tledger-1\n"
        );
        assert_eq!(
            written(&[odd], &fields, Separator::Comma),
            "title,id\n\"a b\nc \"\"d\"\"\u{fffd}\",ledger-1\n"
        );
    }
}
