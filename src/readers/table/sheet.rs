//! Spreadsheets: XLSX and ODS. A table is held in memory.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader as _, Sheets, open_workbook_auto_from_rs};

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
    let bytes = stream.read_whole(limits.max_size)?;
    // A library that fails on a damaged file must not cost the others.
    let tables = catch_unwind(AssertUnwindSafe(|| tables(bytes)));
    let tables = tables.unwrap_or_else(|_| Err("its tables cannot be read".to_owned()));
    let tables = tables.map_err(|message| match message.to_lowercase().contains("password") {
        true => RejectReason::Locked {
            message: "the spreadsheet has a password; save a copy without one".to_owned(),
        },
        false => RejectReason::Damaged { message },
    })?;
    let (mut records, mut number, mut has_columns) = (Vec::new(), 0, false);
    for rows in &tables {
        let Some((header, columns)) = Columns::find(rows, &limits.mapped) else { continue };
        has_columns = true;
        for (at, row) in rows.iter().enumerate().skip(header + 1) {
            if row.iter().all(|it| it.trim().is_empty()) {
                continue;
            }
            number += 1;
            let is_cut = row.iter().any(|it| it.chars().count() == EXCEL_LETTERS);
            let outcome = columns.record(row.iter().cloned(), is_cut);
            records.push(ReadRecord { line: Some(at as u64 + 1), ..ReadRecord::numbered(number, outcome) });
        }
    }
    match (has_columns, tables.iter().find(|rows| !rows.is_empty())) {
        (false, Some(rows)) => Err(none_known(rows)),
        (false, None) => Err(RejectReason::NoText { message: "the spreadsheet is empty".to_owned() }),
        (true, _) => Ok(records),
    }
}

/// The values of all tables, each as text.
fn tables(bytes: Vec<u8>) -> Result<Vec<Vec<Vec<String>>>, String> {
    let mut book: Sheets<_> =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut tables = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|error| error.to_string())?;
        tables.push(range.rows().map(|row| row.iter().map(text).collect()).collect());
    }
    Ok(tables)
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
