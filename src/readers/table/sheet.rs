//! Spreadsheets: XLSX and ODS. A table is held in memory.

use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{Data, Reader as _, Sheets, XlsxError, open_workbook_auto_from_rs};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::readers::budget::MAX_RATIO;
use crate::readers::reader::{Limits, ReadRecord, Reader, RecordStream, Sniff, lazily};
use crate::readers::stream::Stream;
use crate::readers::table::columns::{Columns, none_known};
use crate::record::RejectReason;

/// A spreadsheet.
pub(in super::super) struct Sheet;

/// How many letters Excel keeps of a value: one of so many was cut off.
const EXCEL_LETTERS: usize = 32_767;

impl Reader for Sheet {
    fn name(&self) -> &'static str {
        "sheet"
    }

    fn about(&self) -> &'static str {
        "a spreadsheet (XLSX, ODS), one article a row below a header of known names"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["xlsx", "xlsm", "xlsb", "ods"]
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        let is_zip = head.starts_with(b"PK\x03\x04");
        let holds = |part: &[u8]| memchr::memmem::find(head, part).is_some();
        let is_ods = || {
            let start = head.get(..256).unwrap_or(head);
            memchr::memmem::find(start, b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet").is_some()
        };
        if is_zip && (holds(b"xl/workbook") || holds(b"xl/worksheets") || is_ods()) {
            Sniff::Sure
        } else {
            Sniff::No
        }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        lazily(move || Ok(Box::new(records(stream, &limits)?.into_iter()) as RecordStream))
    }
}

fn records(stream: Stream, limits: &Limits) -> Result<Vec<ReadRecord>, RejectReason> {
    let bytes: Arc<[u8]> = stream.read_whole(limits.max_size)?.into();
    check_parts(&bytes, limits)?;
    // A library that fails on a damaged file must not cost the others.
    let tables = catch_unwind(AssertUnwindSafe(|| tables(bytes)));
    let tables = tables.unwrap_or_else(|_| Err("its tables cannot be read".to_owned()));
    let tables = tables.map_err(refused)?;
    let (mut records, mut number, mut has_columns) = (Vec::new(), 0, false);
    for table in &tables {
        let Some((header, columns)) = Columns::find(&table.rows, &limits.mapped) else { continue };
        has_columns = true;
        for (row, line) in table.rows.iter().zip(&table.lines).skip(header + 1) {
            number += 1;
            let is_cut = row.iter().any(|it| it.chars().count() == EXCEL_LETTERS);
            let outcome = columns.record(row.iter().cloned(), is_cut);
            records.push(ReadRecord { line: Some(*line), ..ReadRecord::numbered(number, outcome) });
        }
    }
    if has_columns && records.is_empty() {
        limits.passed_over.add("table without rows");
    }
    match (has_columns, tables.iter().find(|table| !table.rows.is_empty())) {
        (false, Some(table)) => Err(none_known(&table.rows)),
        (false, None) => Err(RejectReason::NoText { message: "the spreadsheet is empty".to_owned() }),
        (true, _) => Ok(records),
    }
}

/// What a library's message means.
fn refused(message: String) -> RejectReason {
    match message.to_lowercase().contains("password") {
        true => RejectReason::Locked {
            message: "the spreadsheet has a password; save a copy without one".to_owned(),
        },
        false => RejectReason::Damaged { message },
    }
}

/// Unpacks every part and lets it go again: whether each is within bounds.
fn check_parts(bytes: &Arc<[u8]>, limits: &Limits) -> Result<(), RejectReason> {
    // What is no archive is judged by the library.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(Arc::clone(bytes))) else { return Ok(()) };
    let damaged = |error: &dyn std::fmt::Display| refused(error.to_string());
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| damaged(&error))?;
        let name = part.name().map(|it| it.into_owned()).unwrap_or_default();
        let is_open_document = name == "content.xml";
        let mut part = part.take(limits.max_size.saturating_add(1));
        let mut text = Vec::new();
        let unpacked = match is_open_document {
            true => part.read_to_end(&mut text).map(|length| length as u64),
            false => io::copy(&mut part, &mut io::sink()),
        };
        let unpacked = unpacked.map_err(|error| damaged(&format!("{name}: {error}")))?;
        if unpacked > limits.max_size {
            return Err(RejectReason::TooLarge { limit: limits.max_size });
        }
        if !limits.budget.unpack(unpacked) {
            return Err(RejectReason::Bomb { ratio: MAX_RATIO });
        }
        if is_open_document && !is_in_proportion(cells_of_ods(&text), unpacked) {
            return Err(damaged(&TOO_MANY_EMPTY));
        }
    }
    Ok(())
}

/// How many cells a table may have whatever it takes on disk.
const ALWAYS_ALLOWED: u64 = 1 << 20;

/// What is wrong with a table that would be nothing but empty cells.
const TOO_MANY_EMPTY: &str = "its tables would have many millions of cells that are empty or the same";

/// Whether so many cells can be meant by a text of so many bytes.
fn is_in_proportion(cells: u64, bytes: u64) -> bool {
    cells <= ALWAYS_ALLOWED + bytes / 8
}

/// A table: its rows without empty ones, and the line of each, counted from 1.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<String>>,
    lines: Vec<u64>,
}

impl Table {
    /// A table of cells at their places.
    fn of_cells(mut cells: Vec<((u32, u32), String)>) -> Result<Table, String> {
        cells.sort_by_key(|(place, _)| *place);
        let (mut table, mut width) = (Table::default(), 0u64);
        let count = cells.len() as u64;
        for ((row, column), value) in cells.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
            let line = u64::from(row) + 1;
            if table.lines.last() != Some(&line) {
                table.lines.push(line);
                table.rows.push(Vec::new());
            }
            let Some(cells) = table.rows.last_mut() else { continue };
            let column = column as usize;
            width += (column + 1).saturating_sub(cells.len()) as u64;
            if !is_in_proportion(width, count * 100) {
                return Err(TOO_MANY_EMPTY.to_owned());
            }
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column] = value;
        }
        Ok(table)
    }
}

/// The values of all tables, each as text.
fn tables(bytes: Arc<[u8]>) -> Result<Vec<Table>, String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let mut book: Sheets<_> = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| said(&error))?;
    let mut tables = Vec::new();
    for name in book.sheet_names() {
        let mut cells = Vec::new();
        // The library's own tables have a place for each cell up to the last, however far away that is.
        match &mut book {
            Sheets::Xlsx(book) => {
                let mut reader = match book.worksheet_cells_reader(&name) {
                    Ok(reader) => reader,
                    // A sheet that is a chart.
                    Err(XlsxError::NotAWorksheet(_)) => continue,
                    Err(error) => return Err(said(&error)),
                };
                while let Some(cell) = reader.next_cell().map_err(|error| said(&error))? {
                    cells.push((cell.get_position(), text(&cell.get_value().clone().into())));
                }
            }
            Sheets::Xlsb(book) => {
                let mut reader = book.worksheet_cells_reader(&name).map_err(|error| said(&error))?;
                while let Some(cell) = reader.next_cell().map_err(|error| said(&error))? {
                    cells.push((cell.get_position(), text(&cell.get_value().clone().into())));
                }
            }
            Sheets::Ods(_) | Sheets::Xls(_) => {
                let range = book.worksheet_range(&name).map_err(|error| said(&error))?;
                let (first, left) = range.start().unwrap_or_default();
                cells.extend(range.used_cells().map(|(row, column, value)| {
                    // The places are counted from the first cell that is used.
                    let place =
                        |at: usize, start: u32| u32::try_from(at).unwrap_or(u32::MAX).saturating_add(start);
                    ((place(row, first), place(column, left)), text(value))
                }));
            }
        }
        tables.push(Table::of_cells(cells)?);
    }
    Ok(tables)
}

/// How many cells the tables of an OpenDocument text have once their rows and cells are repeated as often as it says.
fn cells_of_ods(text: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(text);
    let mut reader = quick_xml::Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let repeated = |tag: &BytesStart<'_>, name: &str| {
        let attribute =
            tag.attributes().with_checks(false).flatten().find(|it| it.key.as_ref().ends_with(name))?;
        attribute.value.trim().parse::<u64>().ok()
    };
    // Of the table under way: its rows, as far as they reach that hold something, and how wide these are.
    let (mut sum, mut all_rows, mut rows, mut width) = (0u64, 0u64, 0u64, 0u64);
    // The cells of the row under way.
    let mut cells = 0u64;
    loop {
        let event = reader.read_event();
        let (tag, is_open) = match &event {
            Ok(Event::Start(tag)) => (tag, true),
            Ok(Event::Empty(tag)) => (tag, false),
            Ok(Event::Eof) | Err(_) => return sum.saturating_add(rows.saturating_mul(width)),
            Ok(_) => continue,
        };
        match tag.local_name().as_ref() {
            "table" => {
                sum = sum.saturating_add(rows.saturating_mul(width));
                (all_rows, rows, width) = (0, 0, 0);
            }
            "table-row" => {
                all_rows = all_rows.saturating_add(repeated(tag, "number-rows-repeated").unwrap_or(1));
                cells = 0;
            }
            "table-cell" | "covered-table-cell" => {
                cells = cells.saturating_add(repeated(tag, "number-columns-repeated").unwrap_or(1));
                let mut attributes = tag.attributes();
                let mut attributes = attributes.with_checks(false).flatten();
                if is_open || attributes.any(|it| it.key.as_ref().ends_with("value")) {
                    (rows, width) = (all_rows, width.max(cells));
                }
            }
            _ => {}
        }
    }
}

/// A value as text. A day is written as ISO 8601 writes it.
fn text(value: &Data) -> String {
    match value {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::DateTime(length) => length.as_f64().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::readers::{Opened, ReadSettings, read};
    use crate::record::Content;

    /// A spreadsheet of LibreOffice with these rows; a value that begins with `=` is a day.
    fn ods(rows: &[&[&str]]) -> Vec<u8> {
        let cell = |value: &&str| match value.strip_prefix('=') {
            Some(day) => format!(
                "<table:table-cell office:value-type=\"date\" office:date-value=\"{day}\"><text:p>{day}</text:p>\
                 </table:table-cell>"
            ),
            None => format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{value}</text:p></table:table-cell>"
            ),
        };
        let rows: String = rows
            .iter()
            .map(|row| {
                format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>())
            })
            .collect();
        let content = format!(
            "<?xml version=\"1.0\"?><office:document-content \
             xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
             xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
             <table:table table:name=\"T\">{rows}</table:table></office:spreadsheet></office:body>\
             </office:document-content>"
        );
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let stored =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, text) in [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            (
                "META-INF/manifest.xml",
                "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
            ),
            ("content.xml", content.as_str()),
        ] {
            zip.start_file(name, stored).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn found(bytes: Vec<u8>) -> Vec<String> {
        let Opened::Records(records) = read(Box::new(Cursor::new(bytes)), "t", &ReadSettings::default())
        else {
            return vec!["skipped".to_owned()];
        };
        let told = |it: Result<crate::record::RawRecord, crate::record::Reject>| match it {
            Ok(record) => match record.content {
                Content::Json(bytes) => format!("{} {}", record.origin, String::from_utf8(bytes).unwrap()),
                _ => "no record".to_owned(),
            },
            Err(reject) => format!("! {}", reject.reason.as_str()),
        };
        records.map(told).collect()
    }

    #[test]
    fn rows_are_records_and_days_are_days() {
        let bytes = ods(&[&["Title", "Date", "Text"], &["One", "=2024-03-05", "The council met."]]);
        let expected = "t:1 {\"Date\":\"2024-03-05\",\"Text\":\"The council met.\",\"Title\":\"One\"}";
        assert_eq!(found(bytes), [expected]);
        assert_eq!(found(ods(&[&["alpha", "beta"], &["1", "2"]])), ["! no-columns"]);
    }

    /// A spreadsheet of Excel with these rows of XML.
    fn xlsx(rows: &str) -> Vec<u8> {
        let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{relations}/{kind}\" Target=\"{target}\"/>")
        };
        let list = |all: &str| format!("<Relationships xmlns=\"{package}\">{all}</Relationships>");
        let sheet = |id: u8| format!("<sheet name=\"S{id}\" sheetId=\"{id}\" r:id=\"r{id}\"/>");
        let parts = [
            ("[Content_Types].xml", "<Types/>".to_owned()),
            ("_rels/.rels", list(&relation("r1", "officeDocument", "xl/workbook.xml"))),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>{}{}</sheets></workbook>",
                    sheet(2),
                    sheet(1)
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                list(
                    &(relation("r1", "worksheet", "worksheets/sheet1.xml")
                        + &relation("r2", "chartsheet", "chartsheets/sheet1.xml")),
                ),
            ),
            ("xl/chartsheets/sheet1.xml", format!("<chartsheet xmlns=\"{main}\"/>")),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
            ),
        ];
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn cell(place: &str, text: &str) -> String {
        format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    }

    #[test]
    fn a_cell_far_away_takes_no_memory() {
        let header = format!("<row r=\"3\">{}{}</row>", cell("A3", "Title"), cell("B3", "Text"));
        let row = format!("<row r=\"4\">{}{}</row>", cell("A4", "One"), cell("B4", "The council met."));
        let expected = "t:1 {\"Text\":\"The council met.\",\"Title\":\"One\"}";
        // A chart lies in front, which is no table.
        assert_eq!(found(xlsx(&format!("{header}{row}"))), [expected]);
        let far = format!("<row r=\"1048576\">{}</row>", cell("XFD1048576", "x"));
        assert_eq!(found(xlsx(&format!("{header}{row}{far}"))), [expected, "! empty"]);
        let wide: String = (5..2_000)
            .map(|at| format!("<row r=\"{at}\">{}</row>", cell(&format!("XFD{at}"), "x")))
            .collect();
        assert_eq!(found(xlsx(&format!("{header}{row}{wide}"))), ["! damaged"]);
    }

    #[test]
    fn cells_that_are_repeated_many_times_take_no_memory() {
        let table = |rows: &str| {
            let bytes = ods(&[&["Title", "Text"], &["One", "The council met."]]);
            let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
            let mut text = String::new();
            archive.by_name("content.xml").unwrap().read_to_string(&mut text).unwrap();
            cells_of_ods(text.replace("</table:table>", &format!("{rows}</table:table>")).as_bytes())
        };
        let row = |times: u32, cells: &str| {
            format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
        };
        let empty = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
        let filled =
            "<table:table-cell table:number-columns-repeated=\"10\"><text:p>x</text:p></table:table-cell>";
        assert_eq!(table(""), 4);
        // What is empty at the end is no part of the table.
        assert_eq!(table(&row(1_048_574, empty)), 4);
        assert_eq!(table(&row(100, filled)), 1_020);
        assert_eq!(table(&(row(1_000, empty) + &row(1, filled))), 10_030);
        assert!(is_in_proportion(1_000_000, 100) && !is_in_proportion(9_000_000, 100));
    }

    #[test]
    fn no_spreadsheet_however_damaged_makes_the_program_fail() {
        let whole = ods(&[&["Title", "Text"], &["One", "The council met."]]);
        for at in (0..whole.len()).step_by(whole.len() / 25 + 1) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0xA5;
            found(flipped);
            found(whole[..at].to_vec());
        }
    }
}
