//! GDELT: rows of its Global Knowledge Graph. Each names an article of the web with its address, day and, in later years, its
//! title; the text is not in it. The tables of events and of mentions have no titles and are refused.

use crate::readers::bounded;
use crate::readers::decode;
use crate::readers::parts::{Fields, extended};
use crate::readers::reader::{Limits, Outcome, ReadRecord, Reader, RecordStream, Sniff, only};
use crate::readers::stream::{Stream, StreamError};
use crate::readers::xml::resolved;
use crate::record::RejectReason;

/// The knowledge graph of GDELT.
pub(super) struct Gdelt;

/// How many columns a row of the knowledge graph has.
const COLUMNS: usize = 27;

/// How many columns a row of the table of events has.
const EVENT_COLUMNS: usize = 61;

impl Reader for Gdelt {
    fn name(&self) -> &'static str {
        "gdelt"
    }

    fn about(&self) -> &'static str {
        "GDELT's knowledge graph, one title and address a row"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["gkg"]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        if is_graph(head) || is_events(head) { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, mut stream: Stream, limits: Limits) -> RecordStream {
        if stream.peek().is_ok_and(is_events) {
            let what = "a table of events of GDELT, which has neither titles nor texts; its knowledge graph (.gkg.csv) has titles";
            return only(Err(RejectReason::NoBody { what: what.to_owned() }));
        }
        let max_size = usize::try_from(limits.max_size).unwrap_or(usize::MAX / 2);
        let (mut number, mut has_ended) = (0, false);
        Box::new(std::iter::from_fn(move || {
            loop {
                if has_ended {
                    return None;
                }
                number += 1;
                let outcome = match bounded::line(&mut stream, max_size + 1) {
                    Ok((_, 0)) => return None,
                    Ok((line, _)) if line.trim_ascii().is_empty() => continue,
                    Ok((line, _)) if line.len() > max_size => {
                        Err(RejectReason::TooLarge { limit: limits.max_size })
                    }
                    Ok((line, _)) => record(&decode::text(line)),
                    Err(error) => {
                        has_ended = true;
                        Err(StreamError::from(error).into())
                    }
                };
                return Some(ReadRecord { line: Some(number), ..ReadRecord::numbered(number, outcome) });
            }
        }))
    }
}

/// The first line of a head that is whole, or all there is.
fn first_row(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    line.split(|byte| *byte == b'\t')
}

/// A row begins with a moment of fourteen figures and a number: `20240505101500-17`, for translations `-T17`.
fn is_graph(head: &[u8]) -> bool {
    let first = first_row(head).next().unwrap_or(head);
    is_row_id(&String::from_utf8_lossy(first)) && first_row(head).count() == COLUMNS
}

fn is_row_id(text: &str) -> bool {
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('-').is_some_and(|(moment, number)| {
        moment.len() == 14 && figures(moment) && figures(number.strip_prefix('T').unwrap_or(number))
    })
}

/// A row begins with a number, a day, a month and a year.
fn is_events(head: &[u8]) -> bool {
    let figures = |column: Option<&[u8]>, length: usize| {
        column.is_some_and(|it| {
            it.iter().all(u8::is_ascii_digit) && (it.len() == length || (length == 0 && !it.is_empty()))
        })
    };
    let mut columns = first_row(head);
    let starts = figures(columns.next(), 0)
        && figures(columns.next(), 8)
        && figures(columns.next(), 6)
        && figures(columns.next(), 4);
    starts && columns.count() == EVENT_COLUMNS - 4
}

fn record(row: &str) -> Outcome {
    let columns: Vec<&str> = row.trim_end_matches(['\r', '\n']).split('\t').collect();
    let column = |at: usize| columns.get(at).copied().unwrap_or("");
    if columns.len() < COLUMNS || !is_row_id(column(0)) {
        let message = format!("a row of {} columns instead of {COLUMNS}", columns.len());
        return Err(RejectReason::Damaged { message });
    }
    let extras = column(26);
    let extra = |name: &str| {
        let (_, behind) = extras.split_once(&format!("<{name}>"))?;
        let (value, _) = behind.split_once(&format!("</{name}>"))?;
        Some(resolved(value).into_owned()).filter(|value| !value.trim().is_empty())
    };
    let mut fields = Fields::default();
    fields.put("id", Some(column(0)));
    fields.put("title", extra("PAGE_TITLE"));
    let moment = extra("PAGE_PRECISEPUBTIMESTAMP").unwrap_or_else(|| column(1).to_owned());
    fields.put("date", Some(extended(&moment)));
    fields.put("source", Some(column(3)));
    fields.put("url", Some(column(4)).filter(|url| url.contains("://")));
    fields.put("author", extra("PAGE_AUTHORS").map(|authors| authors.replace(';', ", ")));
    let language = column(25).split(';').find_map(|part| part.strip_prefix("srclc:"));
    fields.put("language", language);
    fields.put("partial", Some("true"));
    fields.with_text::<&str>(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, extras: &str) -> String {
        let mut columns = vec![""; COLUMNS];
        (columns[0], columns[1], columns[3]) = (id, "20240505101500", "star.example");
        (columns[4], columns[25], columns[26]) = ("https://star.example/a", "srclc:deu;eng:x", extras);
        columns.join("\t")
    }

    #[test]
    fn a_row_is_a_title_and_an_address() {
        let extras = "<PAGE_AUTHORS>Jane Doe;Ali Khan</PAGE_AUTHORS><PAGE_PRECISEPUBTIMESTAMP>20240504230000</PAGE_PRECISEPUBTIMESTAMP>\
            <PAGE_TITLE>A &#1056; &amp; B</PAGE_TITLE>";
        let (_, fields) = record(&row("20240505101500-T1", extras)).unwrap();
        let expected = [
            ("id", "20240505101500-T1"),
            ("title", "A Р & B"),
            ("date", "2024-05-04T23:00:00"),
            ("source", "star.example"),
            ("url", "https://star.example/a"),
            ("author", "Jane Doe, Ali Khan"),
            ("language", "deu"),
            ("partial", "true"),
        ];
        assert_eq!(fields, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
        let (_, fields) = record(&row("20240505101500-1", "<PAGE_TITLE>cut")).unwrap();
        assert_eq!(fields[1], ("date".to_owned(), "2024-05-05T10:15:00".to_owned()));
        assert_eq!(record("20240505101500-1\tx").unwrap_err().as_str(), "damaged");
    }

    #[test]
    fn tables_are_known_by_their_first_row() {
        assert_eq!(Gdelt.sniff(row("20240505101500-1", "").as_bytes()), Sniff::Sure);
        let events = format!("1170\t20240505\t202405\t2024\t{}", vec!["x"; 57].join("\t"));
        assert!(is_events(events.as_bytes()) && Gdelt.sniff(events.as_bytes()) == Sniff::Sure);
        for head in ["20240505101500-1\tx", "id\ttitle\ttext\n1\ta\tb", "", "1170\t20240505\t202405\t2024"] {
            assert_eq!(Gdelt.sniff(head.as_bytes()), Sniff::No, "{head}");
        }
    }
}
