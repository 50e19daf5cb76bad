//! Questions from a file: a line each, rows of a table, or JSON Lines.

use std::io::{self, BufRead, Read};

use serde_json::{Map, Value};

use crate::request::read::Known;
use crate::request::{Problem, RequestKind, RequestObject};

/// The longest line of a file of questions, in bytes.
const LONGEST_LINE: u64 = 1 << 20;
/// How many unknown keys are remembered by name.
const MOST_UNKNOWN: usize = 16;

/// The format of a file of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryFormat {
    /// A query a line.
    Text,
    /// Tab-separated values, with a heading that names `query`; without one, `id` and `query`.
    Tsv,
    /// Comma-separated values, likewise.
    Csv,
    /// A request object a line.
    Json,
}

impl QueryFormat {
    /// The format that the extension of a file's name stands for.
    #[must_use]
    pub fn of_name(name: &str) -> Option<QueryFormat> {
        let (_, end) = name.rsplit_once('.')?;
        match end.to_ascii_lowercase().as_str() {
            "txt" => Some(QueryFormat::Text),
            "tsv" | "tab" => Some(QueryFormat::Tsv),
            "csv" => Some(QueryFormat::Csv),
            "jsonl" | "ndjson" | "json" => Some(QueryFormat::Json),
            _ => None,
        }
    }
}

/// A question, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbered {
    /// The line it starts on, counted from 1.
    pub line: u64,
    /// The column, counted from 1 in characters, at which its query starts.
    pub column: usize,
    /// The name it is answered under: its own, else the number of its line.
    pub id: Value,
    /// What is asked.
    pub object: Result<RequestObject, Problem>,
}

/// The questions of a file, one after the other.
pub struct Questions<R> {
    rows: Rows<R>,
    unknown: Vec<String>,
    longest: usize,
}

impl<R> std::fmt::Debug for Questions<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Questions").field("unknown", &self.unknown).finish_non_exhaustive()
    }
}

enum Rows<R> {
    Lines { input: R, line: u64, format: LineFormat },
    Table { rows: csv::Reader<R>, columns: Option<Vec<String>>, held: Option<csv::StringRecord> },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LineFormat {
    Text,
    Json,
}

impl<R: BufRead> Questions<R> {
    /// Reads `input` as `format`; `None`: JSON Lines where it starts with `{`, else text.
    ///
    /// # Errors
    ///
    /// Reading the input fails.
    pub fn new(mut input: R, format: Option<QueryFormat>) -> io::Result<Questions<R>> {
        let start = input.fill_buf()?;
        if start.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        let format = match format {
            Some(format) => format,
            None if input.fill_buf()?.trim_ascii_start().starts_with(b"{") => QueryFormat::Json,
            None => QueryFormat::Text,
        };
        let table = |separator, quoted| {
            let mut settings = csv::ReaderBuilder::new();
            settings.has_headers(false).flexible(true).delimiter(separator).quoting(quoted);
            settings
        };
        let rows = match format {
            QueryFormat::Text => Rows::Lines { input, line: 0, format: LineFormat::Text },
            QueryFormat::Json => Rows::Lines { input, line: 0, format: LineFormat::Json },
            QueryFormat::Tsv => {
                Rows::Table { rows: table(b'\t', false).from_reader(input), columns: None, held: None }
            }
            QueryFormat::Csv => {
                Rows::Table { rows: table(b',', true).from_reader(input), columns: None, held: None }
            }
        };
        Ok(Questions { rows, unknown: Vec::new(), longest: usize::MAX })
    }

    /// The same questions, with `lines` added to the number of each line: they are a later piece of a stream.
    #[cfg(feature = "server")]
    #[must_use]
    pub(crate) fn behind(mut self, lines: u64) -> Questions<R> {
        if let Rows::Lines { line, .. } = &mut self.rows {
            *line = lines;
        }
        self
    }

    /// The same questions, where queries of more than `bytes` are errors.
    #[must_use]
    pub fn at_most(self, bytes: usize) -> Questions<R> {
        Questions { longest: bytes, ..self }
    }

    fn read_line(&mut self) -> Option<io::Result<Numbered>> {
        let Rows::Lines { input, line, format } = &mut self.rows else { return None };
        let format = *format;
        loop {
            let mut bytes = Vec::new();
            match input.by_ref().take(LONGEST_LINE + 1).read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
            *line += 1;
            let number = *line;
            let id = Value::from(number.to_string());
            if bytes.len() as u64 > LONGEST_LINE {
                if let Err(error) = skip_line(input) {
                    return Some(Err(error));
                }
                let problem =
                    Problem::new("too_large", format!("the line is longer than {LONGEST_LINE} bytes"));
                return Some(Ok(Numbered { line: number, column: 1, id, object: Err(problem) }));
            }
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let Ok(text) = String::from_utf8(bytes) else {
                let problem = Problem::new("not_utf8", "the line is not UTF-8");
                return Some(Ok(Numbered { line: number, column: 1, id, object: Err(problem) }));
            };
            return Some(Ok(match format {
                LineFormat::Text => {
                    let query = text.trim_end_matches(['\n', '\r']).to_owned();
                    let object = RequestObject { query: vec![query], ..RequestObject::default() };
                    Numbered { line: number, column: 1, id, object: Ok(object) }
                }
                LineFormat::Json => self.object(number, id, &text),
            }));
        }
    }

    fn object(&mut self, line: u64, id: Value, text: &str) -> Numbered {
        let map: Map<String, Value> = match serde_json::from_str(text) {
            Ok(map) => map,
            Err(error) => {
                let told = error.to_string();
                let told = told.split(" at line ").next().unwrap_or_default();
                let message = format!("not a JSON object: {told} in column {}", error.column());
                let problem =
                    Problem::new("not_json", message).offer("write {\"id\": …, \"query\": …} on one line");
                return Numbered { line, column: 1, id, object: Err(problem) };
            }
        };
        let named = ["id", "_id", "query_id", "qid"].iter().find_map(|key| map.get(*key));
        let id = named.filter(|it| it.is_string() || it.is_number()).cloned().unwrap_or(id);
        match RequestObject::from_json(RequestKind::Batch, map) {
            Ok((object, unknown)) => {
                self.remember(unknown);
                Numbered { line, column: 1, id, object: Ok(object) }
            }
            Err(problem) => Numbered { line, column: 1, id, object: Err(problem) },
        }
    }

    fn read_row(&mut self) -> Option<io::Result<Numbered>> {
        let Rows::Table { rows, columns, held } = &mut self.rows else { return None };
        loop {
            let row = match held.take() {
                Some(row) => row,
                None => {
                    let mut row = csv::ByteRecord::new();
                    match rows.read_byte_record(&mut row) {
                        Ok(true) => {}
                        Ok(false) => return None,
                        Err(error) => return Some(Err(error.into())),
                    }
                    match csv::StringRecord::from_byte_record(row.clone()) {
                        Ok(text) => text,
                        Err(_) => {
                            let line = row.position().map_or(0, csv::Position::line);
                            let problem = Problem::new("not_utf8", "the row is not UTF-8");
                            let id = Value::from(line.to_string());
                            return Some(Ok(Numbered { line, column: 1, id, object: Err(problem) }));
                        }
                    }
                }
            };
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let Some(columns) = columns else {
                let named: Vec<String> = row.iter().map(|cell| cell.trim().to_ascii_lowercase()).collect();
                let is_heading = named.iter().any(|it| matches!(it.as_str(), "query" | "text" | "q"));
                *columns = Some(match (is_heading, row.len()) {
                    (true, _) => named,
                    (false, 1) => vec!["query".to_owned()],
                    (false, _) => vec!["id".to_owned(), "query".to_owned()],
                });
                if !is_heading {
                    *held = Some(row);
                }
                continue;
            };
            let line = row.position().map_or(0, csv::Position::line);
            let mut object = RequestObject::default();
            let mut problem = None;
            let mut unknown = Vec::new();
            for (column, cell) in columns.iter().zip(row.iter()) {
                if cell.trim().is_empty() {
                    continue;
                }
                match object.set(RequestKind::Batch, column, Value::from(cell)) {
                    Ok(Known::Yes) => {}
                    Ok(Known::No) => unknown.push(column.clone()),
                    Err(error) => problem = problem.or(Some(error)),
                }
            }
            let id = object.id.clone().unwrap_or_else(|| Value::from(line.to_string()));
            self.remember(unknown);
            let object = problem.map_or(Ok(object), Err);
            return Some(Ok(Numbered { line, column: 1, id, object }));
        }
    }
}

impl<R> Questions<R> {
    /// The keys and columns that were passed over.
    pub(super) fn into_unknown_keys(self) -> Vec<String> {
        self.unknown
    }

    fn remember(&mut self, unknown: Vec<String>) {
        for key in unknown {
            if self.unknown.len() < MOST_UNKNOWN && !self.unknown.contains(&key) {
                self.unknown.push(key);
            }
        }
    }
}

impl<R: BufRead> Iterator for Questions<R> {
    type Item = io::Result<Numbered>;

    fn next(&mut self) -> Option<io::Result<Numbered>> {
        let longest = self.longest;
        let next = match self.rows {
            Rows::Lines { .. } => self.read_line(),
            Rows::Table { .. } => self.read_row(),
        };
        next.map(|question| {
            question.map(|question| Numbered {
                object: question.object.and_then(|object| within(object, longest)),
                ..question
            })
        })
    }
}

/// The question, unless its queries are too long.
fn within(object: RequestObject, longest: usize) -> Result<RequestObject, Problem> {
    if object.query_bytes() <= longest {
        return Ok(object);
    }
    Err(Problem::new("too_large", format!("the query is longer than {longest} bytes"))
        .offer("ask in several queries"))
}

/// Passes over the rest of a line.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok(());
        }
        if let Some(at) = bytes.iter().position(|byte| *byte == b'\n') {
            input.consume(at + 1);
            return Ok(());
        }
        let length = bytes.len();
        input.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, format: Option<QueryFormat>) -> Vec<(u64, String, Result<String, &'static str>)> {
        let questions = Questions::new(text.as_bytes(), format).expect("a slice can be read");
        questions
            .map(|it| it.expect("a slice can be read"))
            .map(|it| {
                let query = it.object.map(|it| it.text().unwrap_or_default()).map_err(|it| it.kind);
                (it.line, it.id.to_string(), query)
            })
            .collect()
    }

    #[test]
    fn lines_are_queries_and_blank_ones_are_none() {
        assert_eq!(
            read("\u{feff}one\n\n\"two\" AND\r\n", None),
            [(1, "\"1\"".into(), Ok("one".into())), (3, "\"3\"".into(), Ok("\"two\" AND".into()))]
        );
    }

    #[test]
    fn objects_are_known_by_their_brace() {
        assert_eq!(
            read(
                "{\"_id\":5,\"text\":\"a\",\"metadata\":{}}\n{\"query\":\"b\"}\n{oops\n[1]\n{\"query\":1}",
                None
            ),
            [
                (1, "5".into(), Ok("a".into())),
                (2, "\"2\"".into(), Ok("b".into())),
                (3, "\"3\"".into(), Err("not_json")),
                (4, "\"4\"".into(), Err("not_json")),
                (5, "\"5\"".into(), Err("bad_value")),
            ]
        );
    }

    #[test]
    fn a_table_has_a_heading_or_ids_and_queries() {
        let expected = [
            (1, "\"q1\"".to_owned(), Ok("\"last Ukrainian\"".to_owned())),
            (2, "\"q2\"".to_owned(), Ok("peace".to_owned())),
        ];
        assert_eq!(read("q1\t\"last Ukrainian\"\nq2\tpeace\n", Some(QueryFormat::Tsv)), expected);
        let with_heading = read(
            "Query,id,limit,note\n\"\"\"last Ukrainian\"\"\",q1,5,x\npeace,,many,\n",
            Some(QueryFormat::Csv),
        );
        assert_eq!(
            with_heading,
            [(2, "\"q1\"".into(), Ok("\"last Ukrainian\"".into())), (3, "\"3\"".into(), Err("bad_value")),]
        );
    }

    #[test]
    fn a_line_without_end_is_one_broken_question() {
        let text = format!("{}\nnext\n", "a".repeat(3 << 20));
        let read = read(&text, Some(QueryFormat::Text));
        assert_eq!(read[0].2, Err("too_large"));
        assert_eq!(read[1], (2, "\"2\"".into(), Ok("next".into())));
    }
}
