//! CSV and TSV: values in text, separated by commas, semicolons, tabs or bars.

use encoding_rs::Encoding;

use crate::readers::decode;
use crate::readers::head::without_mark;
use crate::readers::reader::{Limits, PassedOver, ReadRecord, Reader, RecordStream, Sniff, only};
use crate::readers::stream::Stream;
use crate::readers::table::columns::{ABOVE, Columns, none_known};
use crate::readers::table::lines::Lines;
use crate::record::RejectReason;

/// A table in text.
pub(in super::super) struct Csv;

/// How many rows are looked at to tell a table: the header is one of these.
const SNIFFED: usize = 2;

/// What may stand between two values.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

impl Reader for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "a table in text (CSV, TSV), one article a row below a header of known names"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["csv", "tsv", "tab"]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        // Every text is asked, so no more rows are cut than the header may stand in.
        match Layout::of(head, &[], SNIFFED).columns {
            Some((at, columns)) if at <= 1 && columns.len() >= 3 => Sniff::Likely,
            Some(_) | None => Sniff::No,
        }
    }

    fn read(&self, mut stream: Stream, limits: Limits) -> RecordStream {
        let layout = match stream.peek() {
            Ok(head) => Layout::of(head, &limits.mapped, ABOVE * 5),
            Err(error) => return only(Err(error.into())),
        };
        let Some((header, columns)) = layout.columns else {
            return only(Err(none_known(&layout.rows)));
        };
        let mut rows = Rows {
            lines: Lines::new(stream, limits.max_size),
            columns,
            separator: layout.separator,
            encoding: layout.encoding,
            above: header + 1 + usize::from(layout.names_separator),
            number: 0,
            is_lost: false,
            passed_over: limits.passed_over,
        };
        Box::new(std::iter::from_fn(move || rows.next()))
    }
}

/// How a table is written.
struct Layout {
    separator: u8,
    encoding: Option<&'static Encoding>,
    /// Whether the first line names the separator, as Excel wants it.
    names_separator: bool,
    /// The first rows.
    rows: Vec<Vec<String>>,
    /// Which of them is the header, and its columns.
    columns: Option<(usize, Columns)>,
}

impl Layout {
    /// How a table is written by its first bytes, of which so many rows are looked at.
    fn of(head: &[u8], mapped: &[String], most: usize) -> Layout {
        let encoding = decode::guessed(head);
        let head = without_mark(head);
        let named = head.strip_prefix(b"sep=").and_then(|rest| Some((*rest.first()?, rest)));
        let (separators, head, names_separator) = match named {
            Some((separator, rest)) => {
                let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
                (vec![separator], &rest[end..], true)
            }
            None => (SEPARATORS.to_vec(), head, false),
        };
        let layouts = separators.into_iter().map(|separator| {
            let rows = first_rows(head, separator, encoding, most);
            let columns = Columns::find(&rows, mapped);
            Layout { separator, encoding, names_separator, rows, columns }
        });
        let width = |it: &Layout| {
            let widest = it.rows.iter().map(Vec::len).max().unwrap_or(0);
            (it.columns.as_ref().map_or(0, |(_, columns)| columns.len()), widest)
        };
        layouts.max_by_key(width).expect("there is a separator")
    }
}

/// The first rows of a table, as far as they stand in its first bytes.
fn first_rows(
    head: &[u8],
    separator: u8,
    encoding: Option<&'static Encoding>,
    most: usize,
) -> Vec<Vec<String>> {
    let mut reader = reader(separator).from_reader(head);
    let rows = reader.byte_records().take(most).map_while(Result::ok);
    rows.map(|row| row.iter().map(|cell| text(cell, encoding)).collect()).collect()
}

fn reader(separator: u8) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(separator);
    builder
}

fn text(cell: &[u8], encoding: Option<&'static Encoding>) -> String {
    match (std::str::from_utf8(cell), encoding) {
        (Ok(text), _) => text.to_owned(),
        (Err(_), Some(encoding)) => encoding.decode_without_bom_handling(cell).0.into_owned(),
        (Err(_), None) => String::from_utf8_lossy(cell).into_owned(),
    }
}

/// The rows of a table under way.
struct Rows {
    lines: Lines,
    columns: Columns,
    separator: u8,
    encoding: Option<&'static Encoding>,
    /// How many rows stand above the first record, the header included.
    above: usize,
    number: u64,
    /// Whether the last row was damaged: what follows may be the rest of it.
    is_lost: bool,
    passed_over: PassedOver,
}

impl Rows {
    fn next(&mut self) -> Option<ReadRecord> {
        loop {
            let Some((line, row)) = self.lines.next() else {
                if std::mem::replace(&mut self.number, 1) == 0 {
                    self.passed_over.add("table without rows");
                }
                return None;
            };
            let cells = match row {
                Ok(row) => self.cells(&row),
                Err(reason) => {
                    self.is_lost = true;
                    return Some(self.record(line, Err(reason)));
                }
            };
            // A blank line is no row, and the lines above the header are none either.
            if cells.is_empty() || cells.iter().all(|it| it.trim().is_empty()) {
                continue;
            }
            if self.above > 0 {
                self.above -= 1;
                continue;
            }
            if self.is_lost && cells.len() != self.columns.len() {
                continue;
            }
            self.is_lost = false;
            if cells.len() > self.columns.len() {
                let message = format!("{} values in {} columns", cells.len(), self.columns.len());
                return Some(self.record(line, Err(RejectReason::Damaged { message })));
            }
            let outcome = self.columns.record(cells, false);
            return Some(self.record(line, outcome));
        }
    }

    fn record(&mut self, line: u64, outcome: crate::readers::reader::Outcome) -> ReadRecord {
        self.number += 1;
        ReadRecord { line: Some(line), ..ReadRecord::numbered(self.number, outcome) }
    }

    fn cells(&self, row: &[u8]) -> Vec<String> {
        let row = if self.number == 0 { row.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(row) } else { row };
        let mut reader = reader(self.separator).from_reader(row);
        let cells = reader.byte_records().next().and_then(Result::ok).unwrap_or_default();
        let mut cells: Vec<String> = cells.iter().map(|cell| text(cell, self.encoding)).collect();
        // Spreadsheets write empty values behind the last column.
        while cells.len() > self.columns.len() && cells.last().is_some_and(|it| it.trim().is_empty()) {
            cells.pop();
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::{Opened, ReadSettings, read};
    use crate::record::{Content, RawRecord, Reject};

    fn found(bytes: &[u8]) -> Vec<String> {
        let settings = ReadSettings::default();
        let Opened::Records(records) =
            read(Box::new(std::io::Cursor::new(bytes.to_vec())), "t.csv", &settings)
        else {
            return vec!["skipped".to_owned()];
        };
        let told = |it| match it {
            Ok(RawRecord { origin, content: Content::Json(bytes), .. }) => {
                format!("{origin} {}", String::from_utf8(bytes).unwrap())
            }
            Ok(RawRecord { origin, .. }) => format!("{origin} no record"),
            Err(Reject { origin, line, reason }) => format!("{origin} line {line:?} ! {}", reason.as_str()),
        };
        records.map(told).collect()
    }

    #[test]
    fn rows_are_records_whatever_separates_their_values() {
        for separator in [",", ";", "\t", "|"] {
            let table =
                ["title", "text"].join(separator) + "\n" + &["One", "\"a\nb\""].join(separator) + "\n";
            assert_eq!(
                found(table.as_bytes()),
                ["t.csv:1 {\"text\":\"a\\nb\",\"title\":\"One\"}"],
                "{separator}"
            );
        }
        let excel = "sep=;\r\nTitel;Text\r\nEins;Körper\r\n";
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(excel);
        for bytes in [excel.as_bytes(), &latin] {
            assert_eq!(found(bytes), ["t.csv:1 {\"Text\":\"Körper\",\"title\":\"Eins\"}"]);
        }
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_costs_its_row() {
        let table = "title,text\nOne,\"a\"\nTwo,\"never closed\nmore of it\nThree,b\n";
        let expected = [
            "t.csv:1 {\"text\":\"a\",\"title\":\"One\"}",
            "t.csv:2 line Some(3) ! damaged",
            "t.csv:3 {\"text\":\"b\",\"title\":\"Three\"}",
        ];
        assert_eq!(found(table.as_bytes()), expected);
    }

    #[test]
    fn a_table_without_known_columns_is_refused() {
        assert_eq!(found(b"alpha,beta\n1,2\n"), ["t.csv line None ! no-columns"]);
    }

    #[test]
    fn a_table_that_is_its_header_alone_is_told() {
        let bytes = b"title,text\n".to_vec();
        let opened = read(Box::new(std::io::Cursor::new(bytes)), "t.csv", &ReadSettings::default());
        let Opened::Records(mut records) = opened else { panic!("skipped") };
        assert_eq!(records.by_ref().count(), 0);
        assert_eq!(records.passed_over().into_keys().collect::<Vec<_>>(), ["table without rows"]);
    }

    #[test]
    fn a_row_with_too_many_values_is_told() {
        let table = "title,text\nOne,a,b,c\nTwo,d,,\n";
        let expected = ["t.csv:1 line Some(2) ! damaged", "t.csv:2 {\"text\":\"d\",\"title\":\"Two\"}"];
        assert_eq!(found(table.as_bytes()), expected);
    }

    #[test]
    fn a_table_is_known_by_its_header() {
        assert_eq!(Csv.sniff(b"id,title,date,text\n1,One,2024-03-04,a\n"), Sniff::Likely);
        assert_eq!(
            Csv.sniff(b"The council met, and the harbour closed, on Monday, said the mayor.\n"),
            Sniff::No
        );
        assert_eq!(Csv.sniff(b"Title, text\n"), Sniff::No);
    }
}
