//! Cuts a stream of JSON into its values without parsing them.
//!
//! Only strings, brackets and line ends are looked at, so that one thread splits a file as fast as it is read. The
//! records are parsed later, on many threads, which find out whether each is valid JSON.

use std::io::BufRead;

use crate::readers::reader::{Limits, ReadRecord, RecordStream};
use crate::readers::stream::{Stream, StreamError};
use crate::record::{Content, RejectReason};

/// How JSON values lie in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// One value a line.
    Lines,
    /// Values of any shape: a list, one object, several after one another.
    Values,
}

/// The records of a stream of JSON.
pub(super) fn split(stream: Stream, layout: Layout, limits: Limits) -> RecordStream {
    let mut records = Records::new(stream, layout, limits.max_size);
    Box::new(std::iter::from_fn(move || {
        let Record { number, line, outcome } = records.next()?;
        let outcome = outcome.map(|bytes| (Content::Json(bytes), Vec::new()));
        let record = match number {
            Some(number) => ReadRecord::numbered(number, outcome),
            None => ReadRecord::only(outcome),
        };
        Some(ReadRecord { line: Some(line), ..record })
    }))
}

/// One record, or why there is none.
#[derive(Debug)]
struct Record {
    /// Its number in the file from 1; `None` when the file is one record.
    number: Option<u64>,
    /// The line that it starts at.
    line: u64,
    /// Its bytes.
    outcome: Result<Vec<u8>, RejectReason>,
}

/// Whether an answer or an export holds its list of articles under such a key.
fn may_hold_list(key: &[u8]) -> bool {
    matches!(
        key,
        b"articles"
            | b"items"
            | b"results"
            | b"documents"
            | b"docs"
            | b"hits"
            | b"records"
            | b"entries"
            | b"stories"
            | b"posts"
            | b"news"
            | b"data"
            | b"value"
            | b"rows"
    )
}

/// Whether an object with such a key is an article itself and not the wrapping of a list.
fn is_of_article(key: &[u8]) -> bool {
    matches!(
        key,
        b"text"
            | b"body"
            | b"content"
            | b"articleBody"
            | b"maintext"
            | b"raw_text"
            | b"bodyText"
            | b"headline"
    )
}

/// How many objects may lie around a list of articles.
const MAX_WRAPPING: usize = 4;

/// The records of one stream.
#[derive(Debug)]
struct Records {
    input: Stream,
    mode: Mode,
    max_size: u64,
    line: u64,
    number: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// One record a line.
    Lines,
    /// Before the first value.
    Start,
    /// Inside a list. What follows the list is the end of the objects around it and holds no article.
    List,
    /// After a value that was not in a list.
    Between,
    Done,
}

/// What [`Records::capture`] read.
enum Captured {
    Value(Vec<u8>),
    /// The beginning of a list inside another object; the next byte opens its first record.
    List,
    TooLarge,
    Broken(&'static str),
}

impl Records {
    fn new(input: Stream, layout: Layout, max_size: u64) -> Records {
        let mode = match layout {
            Layout::Lines => Mode::Lines,
            Layout::Values => Mode::Start,
        };
        Records { input, mode, max_size, line: 1, number: 0 }
    }

    /// The next record. When the stream cannot be read on, that is the last one.
    fn next(&mut self) -> Option<Record> {
        match self.advance() {
            Ok(record) => record,
            Err(error) => {
                self.mode = Mode::Done;
                let number = (self.number > 0).then_some(self.number + 1);
                Some(Record { number, line: self.line, outcome: Err(error.into()) })
            }
        }
    }

    fn advance(&mut self) -> Result<Option<Record>, StreamError> {
        loop {
            match self.mode {
                Mode::Done => return Ok(None),
                Mode::Lines => return self.line(),
                Mode::Start => match self.skip_blank()? {
                    None => {
                        self.mode = Mode::Done;
                        return Ok(Some(self.record(None, Err(RejectReason::Empty))));
                    }
                    Some(b'[') => {
                        self.input.consume(1);
                        self.mode = Mode::List;
                    }
                    Some(_) => {
                        if let Some(record) = self.value(true)? {
                            return Ok(Some(record));
                        }
                    }
                },
                Mode::Between => match self.skip_blank()? {
                    None => self.mode = Mode::Done,
                    Some(b',' | 0x1E) => self.input.consume(1),
                    Some(_) => {
                        if let Some(record) = self.value(false)? {
                            return Ok(Some(record));
                        }
                    }
                },
                Mode::List => match self.skip_blank()? {
                    None => {
                        self.mode = Mode::Done;
                        return Ok(Some(self.next_record(Err(cut_off("the list has no end")))));
                    }
                    Some(b']') => self.mode = Mode::Done,
                    Some(b',') => self.input.consume(1),
                    Some(_) => {
                        if let Some(record) = self.value(false)? {
                            return Ok(Some(record));
                        }
                    }
                },
            }
        }
    }

    fn record(&self, number: Option<u64>, outcome: Result<Vec<u8>, RejectReason>) -> Record {
        Record { number, line: self.line, outcome }
    }

    fn next_record(&mut self, outcome: Result<Vec<u8>, RejectReason>) -> Record {
        self.number += 1;
        self.record(Some(self.number), outcome)
    }

    /// One line of JSON Lines; blank ones are no records.
    fn line(&mut self) -> Result<Option<Record>, StreamError> {
        loop {
            let mut bytes = Vec::new();
            let start = self.line;
            let mut too_large = false;
            loop {
                let ready = self.input.fill_buf()?;
                if ready.is_empty() {
                    break;
                }
                let end = memchr::memchr(b'\n', ready);
                let part = ready.get(..end.unwrap_or(ready.len())).unwrap_or(ready);
                too_large |= (bytes.len() + part.len()) as u64 > self.max_size;
                if too_large {
                    bytes = Vec::new();
                } else {
                    bytes.extend_from_slice(part);
                }
                let used = part.len() + usize::from(end.is_some());
                self.input.consume(used);
                if end.is_some() {
                    self.line += 1;
                    break;
                }
            }
            let outcome = if too_large {
                Err(RejectReason::TooLarge { limit: self.max_size })
            } else if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0x1E) {
                if self.line == start {
                    self.mode = Mode::Done;
                    return Ok(None);
                }
                continue;
            } else {
                if bytes.first() == Some(&0x1E) {
                    bytes.remove(0);
                }
                Ok(bytes)
            };
            self.number += 1;
            return Ok(Some(Record { number: Some(self.number), line: start, outcome }));
        }
    }

    /// The next byte that is not white space, without taking it.
    fn skip_blank(&mut self) -> Result<Option<u8>, StreamError> {
        loop {
            let ready = self.input.fill_buf()?;
            if ready.is_empty() {
                return Ok(None);
            }
            // A byte order mark in front of the first value, or between files that were joined.
            let blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0xEF | 0xBB | 0xBF);
            let count = ready.iter().take_while(|byte| blank(byte)).count();
            let found = ready.get(count).copied();
            self.line += memchr::memchr_iter(b'\n', &ready[..count]).count() as u64;
            self.input.consume(count);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// The value that starts here, as a record; `None` when it is an object around a list of records.
    fn value(&mut self, first: bool) -> Result<Option<Record>, StreamError> {
        let line = self.line;
        let outcome = match self.capture(first)? {
            Captured::List => {
                self.mode = Mode::List;
                return Ok(None);
            }
            Captured::Value(bytes) => Ok(bytes),
            Captured::TooLarge => Err(RejectReason::TooLarge { limit: self.max_size }),
            Captured::Broken(why) => {
                // Where this record ends cannot be told, so the next starts
                // where a line looks like the start of one.
                self.skip_to_object()?;
                if self.mode == Mode::List && self.skip_blank()?.is_none() {
                    self.mode = Mode::Done;
                    self.number += 1;
                    return Ok(Some(Record { number: Some(self.number), line, outcome: Err(cut_off(why)) }));
                }
                Err(cut_off(why))
            }
        };
        if self.mode == Mode::List {
            self.number += 1;
            return Ok(Some(Record { number: Some(self.number), line, outcome }));
        }
        let one_line = self.line == line;
        self.mode = Mode::Between;
        if first && self.skip_blank()?.is_none() {
            self.mode = Mode::Done;
            return Ok(Some(Record { number: None, line, outcome }));
        }
        if first && one_line && self.line > line {
            // A value on its own line and more to come: JSON Lines, whatever the name says.
            self.mode = Mode::Lines;
        }
        self.number += 1;
        Ok(Some(Record { number: Some(self.number), line, outcome }))
    }

    fn skip_to_object(&mut self) -> Result<(), StreamError> {
        loop {
            let ready = self.input.fill_buf()?;
            match ready.first() {
                None | Some(b'{') => return Ok(()),
                Some(_) => {}
            }
            let end = memchr::memchr(b'\n', ready);
            let used = end.map_or(ready.len(), |end| end + 1);
            self.line += u64::from(end.is_some());
            self.input.consume(used);
            if end.is_none() {
                // The line goes on beyond the buffer: what follows is not its start.
                self.skip_line()?;
            }
        }
    }

    fn skip_line(&mut self) -> Result<(), StreamError> {
        loop {
            let ready = self.input.fill_buf()?;
            let end = memchr::memchr(b'\n', ready);
            let used = end.map_or(ready.len(), |end| end + 1);
            let ended = end.is_some() || ready.is_empty();
            self.line += u64::from(end.is_some());
            self.input.consume(used);
            if ended {
                return Ok(());
            }
        }
    }

    /// Takes the bytes of one value: up to the bracket that closes its first one, or, of a bare word, up to the
    /// comma or white space behind it.
    fn capture(&mut self, may_wrap: bool) -> Result<Captured, StreamError> {
        let mut outline = Outline::new(may_wrap);
        let mut bytes = Vec::new();
        let mut too_large = false;
        loop {
            let ready = self.input.fill_buf()?;
            if ready.is_empty() {
                return Ok(match (outline.depth, outline.in_string) {
                    _ if too_large => Captured::TooLarge,
                    (0, InString::No) => Captured::Value(bytes),
                    _ => Captured::Broken("the record has no end"),
                });
            }
            let (used, step) = outline.read(ready);
            self.line += memchr::memchr_iter(b'\n', &ready[..used]).count() as u64;
            too_large |= (bytes.len() + used) as u64 > self.max_size;
            if too_large {
                bytes = Vec::new();
            } else if step != Step::List {
                bytes.extend_from_slice(&ready[..used]);
            }
            self.input.consume(used);
            match step {
                Step::More => {}
                Step::List => return Ok(Captured::List),
                Step::Broken => return Ok(Captured::Broken("a line ends inside a string")),
                Step::End if too_large => return Ok(Captured::TooLarge),
                Step::End => return Ok(Captured::Value(bytes)),
            }
        }
    }
}

fn cut_off(why: &str) -> RejectReason {
    RejectReason::BrokenJson { message: why.to_owned() }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InString {
    No,
    Yes,
    /// After a backslash.
    Escaped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    More,
    End,
    List,
    Broken,
}

/// What is open of a value while its bytes are read.
struct Outline {
    depth: u64,
    in_string: InString,
    /// Whether everything open is an object that does not look like an article, so that a list of articles may
    /// follow.
    wrapping: bool,
    /// The beginning of the string that was read last, as long as the longest key that is known.
    key: Vec<u8>,
    /// What would have to come next for a list of articles to begin.
    awaited: Awaited,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    Nothing,
    /// A string has ended; a colon would make it a key.
    Colon,
    /// A list key and its colon have passed.
    Bracket,
    /// The bracket has passed.
    Object,
}

impl Outline {
    fn new(may_wrap: bool) -> Outline {
        Outline {
            depth: 0,
            in_string: InString::No,
            wrapping: may_wrap,
            key: Vec::new(),
            awaited: Awaited::Nothing,
        }
    }

    /// Reads on. Returns how many of the bytes belong to the value, and what comes next.
    fn read(&mut self, ready: &[u8]) -> (usize, Step) {
        let mut at = 0;
        while let Some(&byte) = ready.get(at) {
            match self.in_string {
                InString::Escaped => self.in_string = InString::Yes,
                InString::Yes => {
                    let rest = &ready[at..];
                    let stop = memchr::memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len());
                    if self.wrapping && self.key.len() < 32 {
                        self.key.extend_from_slice(&rest[..stop.min(32)]);
                    }
                    at += stop;
                    match ready.get(at) {
                        None => return (at, Step::More),
                        Some(b'"') => {
                            self.in_string = InString::No;
                            self.awaited = Awaited::Colon;
                            if self.depth == 0 {
                                return (at + 1, Step::End);
                            }
                        }
                        Some(b'\\') => self.in_string = InString::Escaped,
                        Some(_) => return (at, Step::Broken),
                    }
                }
                InString::No => {
                    if let Some(end) = self.outside(byte, at) {
                        return end;
                    }
                }
            }
            at += 1;
        }
        (at, Step::More)
    }

    /// One byte outside of strings, at `at`.
    fn outside(&mut self, byte: u8, at: usize) -> Option<(usize, Step)> {
        match byte {
            b'"' => {
                self.in_string = InString::Yes;
                self.key.clear();
                self.awaited = Awaited::Nothing;
            }
            b'{' | b'[' => {
                if self.awaited == Awaited::Object && byte == b'{' {
                    return Some((at, Step::List));
                }
                let is_list = self.awaited == Awaited::Bracket && byte == b'[';
                self.awaited = if is_list { Awaited::Object } else { Awaited::Nothing };
                self.depth += 1;
                // Lists that are not the awaited one are no wrapping, nor is what is inside them.
                self.wrapping &= (byte == b'{' || is_list) && self.depth <= MAX_WRAPPING as u64;
            }
            b'}' | b']' => {
                self.awaited = Awaited::Nothing;
                if self.depth <= 1 {
                    // A closing bracket without its opening one belongs to the list around.
                    let used = at + usize::from(self.depth == 1);
                    self.depth = 0;
                    return Some((used.max(usize::from(at == 0)), Step::End));
                }
                self.depth -= 1;
            }
            b':' if self.awaited == Awaited::Colon && self.wrapping => {
                self.wrapping &= !is_of_article(&self.key);
                let known = self.wrapping && may_hold_list(&self.key);
                self.awaited = if known { Awaited::Bracket } else { Awaited::Nothing };
            }
            b' ' | b'\t' | b'\r' | b'\n' if self.depth > 0 => {}
            b',' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return Some((at, Step::End)),
            _ => self.awaited = Awaited::Nothing,
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, layout: Layout) -> Vec<(Option<u64>, u64, String)> {
        records_within(text, layout, 1000)
    }

    fn records_within(text: &str, layout: Layout, max_size: u64) -> Vec<(Option<u64>, u64, String)> {
        let stream = Stream::of_bytes(text.as_bytes());
        let mut records = Records::new(stream, layout, max_size);
        std::iter::from_fn(|| records.next())
            .take(100)
            .map(|record| {
                let text = match record.outcome {
                    Ok(bytes) => String::from_utf8(bytes).unwrap(),
                    Err(reason) => format!("! {}", reason.as_str()),
                };
                (record.number, record.line, text)
            })
            .collect()
    }

    fn texts(text: &str) -> Vec<String> {
        records(text, Layout::Values).into_iter().map(|(_, _, text)| text).collect()
    }

    #[test]
    fn every_line_is_a_record_and_blank_ones_are_none() {
        let found = records("{\"a\":1}\n\n  \n{\"b\":2}\r\n{\"c\"", Layout::Lines);
        assert_eq!(
            found,
            [
                (Some(1), 1, "{\"a\":1}".to_owned()),
                (Some(2), 4, "{\"b\":2}\r".to_owned()),
                (Some(3), 5, "{\"c\"".to_owned())
            ]
        );
    }

    #[test]
    fn a_line_that_is_too_long_costs_only_itself() {
        let long = format!("{{\"a\":\"{}\"}}\n{{\"b\":2}}\n", "x".repeat(3000));
        let found = records(&long, Layout::Lines);
        assert_eq!(found, [(Some(1), 1, "! too-large".to_owned()), (Some(2), 2, "{\"b\":2}".to_owned())]);
        let list = format!("[{{\"a\":\"{}\"}},{{\"b\":2}}]", "x".repeat(3000));
        assert_eq!(texts(&list), ["! too-large", "{\"b\":2}"]);
    }

    #[test]
    fn one_object_is_the_file() {
        assert_eq!(records("\n {\"a\":\n1}\n", Layout::Values), [(None, 2, "{\"a\":\n1}".to_owned())]);
    }

    #[test]
    fn a_list_gives_its_elements() {
        let found = records("[ {\"a\":\"]}\\\"\"},\n{\"b\":[{}]}, 3,\"x\" , null]", Layout::Values);
        let texts: Vec<&str> = found.iter().map(|(_, _, text)| text.as_str()).collect();
        assert_eq!(texts, ["{\"a\":\"]}\\\"\"}", "{\"b\":[{}]}", "3", "\"x\"", "null"]);
        assert_eq!(found[1].1, 2);
        assert!(texts_of_nothing().is_empty());
    }

    fn texts_of_nothing() -> Vec<String> {
        texts("[]")
    }

    #[test]
    fn a_list_inside_an_answer_is_found() {
        assert_eq!(
            texts("{\"status\":\"ok\",\"total\":2,\"articles\":[{\"a\":1},{\"b\":2}],\"more\":{\"c\":[1]}}"),
            ["{\"a\":1}", "{\"b\":2}"]
        );
        assert_eq!(texts("{\"hits\":{\"total\":{\"v\":1},\"hits\":[{\"_id\":1}]}}"), ["{\"_id\":1}"]);
        assert_eq!(texts("{\"title\":\"My feed\",\"items\":[{\"id\":1}]}"), ["{\"id\":1}"]);
    }

    #[test]
    fn an_article_with_lists_is_one_article() {
        for text in [
            "{\"text\":\"Words\",\"items\":[{\"a\":1}]}",
            "{\"title\":\"T\",\"authors\":[{\"name\":\"x\"}]}",
            "{\"title\":\"T\",\"items\":[1,2]}",
            "{\"a\":[{\"items\":[{\"b\":1}]}]}",
        ] {
            assert_eq!(texts(text), [text]);
        }
    }

    #[test]
    fn json_lines_under_a_plain_name_are_lines() {
        let found = records("{\"a\":1}\n{\"b\":\n{\"c\":3}\n", Layout::Values);
        assert_eq!(
            found.iter().map(|(_, line, text)| (*line, text.as_str())).collect::<Vec<_>>(),
            [(1, "{\"a\":1}"), (2, "{\"b\":"), (3, "{\"c\":3}")]
        );
    }

    #[test]
    fn objects_over_several_lines_may_follow_one_another() {
        assert_eq!(texts("{\"a\":\n1}\n{\"b\":\n2}"), ["{\"a\":\n1}", "{\"b\":\n2}"]);
    }

    #[test]
    fn what_has_no_end_is_broken_and_told_once() {
        assert_eq!(texts("{\"a\": {\"b\": 1}"), ["! broken-json"]);
        assert_eq!(texts("[{\"a\":1},{\"b\":"), ["{\"a\":1}", "! broken-json"]);
        assert_eq!(texts("[{\"a\":1},"), ["{\"a\":1}", "! broken-json"]);
        assert_eq!(texts("{\"a\": \"b\nc\"}\n{\"d\":1}"), ["! broken-json", "{\"d\":1}"]);
    }

    #[test]
    fn no_input_makes_the_reader_stand_still() {
        for text in ["]", "}", "][", "}}}", ",,,", "[}", "[]]", "{]}", "\"", "\\", "[[[[", "[\"a]"] {
            assert!(texts(text).len() < 100, "{text}");
        }
        let deep = "[".repeat(10_000);
        assert!(!texts(&deep).is_empty());
    }

    #[test]
    fn nothing_in_a_file_is_an_empty_record() {
        assert_eq!(texts(" \n"), ["! empty"]);
        assert!(records("\n\n", Layout::Lines).is_empty());
    }

    #[test]
    fn a_record_may_have_as_many_bytes_as_allowed() {
        let object = |length: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(length - 8));
        for layout in [Layout::Lines, Layout::Values] {
            let two = |length: usize| format!("{}\n{{\"b\":2}}\n", object(length));
            let whole = |length: usize| -> bool {
                let found = records_within(&two(length), layout, 50);
                assert_eq!((found.len(), found[1].1, found[1].2.as_str()), (2, 2, "{\"b\":2}"));
                !found[0].2.starts_with('!')
            };
            assert!(whole(50));
            assert!(!whole(51));
        }
    }

    #[test]
    fn a_list_is_looked_for_in_four_objects() {
        let inside =
            |depth: usize| format!("{}[{{\"a\":1}}]{}", "{\"data\":".repeat(depth), "}".repeat(depth));
        assert_eq!(texts(&inside(1)), ["{\"a\":1}"]);
        assert_eq!(texts(&inside(4)), ["{\"a\":1}"]);
        assert_eq!(texts(&inside(5)), [inside(5)]);
    }

    #[test]
    fn every_key_of_lists_is_known_and_others_are_not() {
        for key in [
            "articles",
            "items",
            "results",
            "documents",
            "docs",
            "hits",
            "records",
            "entries",
            "stories",
            "posts",
            "news",
            "data",
            "value",
            "rows",
        ] {
            assert_eq!(texts(&format!("{{\"n\":1,\"{key}\":[{{\"a\":1}}]}}")), ["{\"a\":1}"], "{key}");
        }
        for text in
            ["{\"authors\":[{\"a\":1}]}", "{\"items \":[{\"a\":1}]}", "{\"a\":\"items\",\"b\":[{\"a\":1}]}"]
        {
            assert_eq!(texts(text), [text]);
        }
        for key in ["text", "body", "content", "articleBody", "maintext", "raw_text", "bodyText", "headline"]
        {
            let text = format!("{{\"{key}\":\"x\",\"items\":[{{\"a\":1}}]}}");
            assert_eq!(texts(&text), [text.as_str()]);
        }
    }

    #[test]
    fn values_are_numbered_and_say_their_line() {
        let found = records("{\"a\":1}\n{\"b\":\n2}\n\n{\"c\":3}", Layout::Values);
        let places: Vec<(Option<u64>, u64)> = found.iter().map(|it| (it.0, it.1)).collect();
        assert_eq!(places, [(Some(1), 1), (Some(2), 2), (Some(3), 3), (Some(4), 5)], "{found:?}");
        let found = records("[\n{\"a\":1},\n\n{\"b\":\n2},{\"c\":3}]", Layout::Values);
        let places: Vec<(Option<u64>, u64)> = found.iter().map(|it| (it.0, it.1)).collect();
        assert_eq!(places, [(Some(1), 2), (Some(2), 4), (Some(3), 5)]);
        let found = records("{\"n\":1,\n\"items\":[\n{\"a\":1}]}", Layout::Values);
        assert_eq!((found[0].0, found[0].1), (Some(1), 3));
    }

    #[test]
    fn marks_between_values_are_no_part_of_them() {
        assert_eq!(texts("\u{FEFF}{\"a\":1}"), ["{\"a\":1}"]);
        assert_eq!(texts("{\"a\":\n1}\u{1e}{\"b\":2},{\"c\":3}"), ["{\"a\":\n1}", "{\"b\":2}", "{\"c\":3}"]);
        let found = records("\u{1e}{\"a\":1}\n\u{1e}\n\u{1e}{\"b\":2}", Layout::Lines);
        let texts: Vec<&str> = found.iter().map(|it| it.2.as_str()).collect();
        assert_eq!(texts, ["{\"a\":1}", "{\"b\":2}"]);
    }

    #[test]
    fn a_broken_record_of_a_list_costs_only_itself() {
        let text = "[{\"a\": \"b\nc\"},\n{\"d\":1}]";
        let found = records(text, Layout::Values);
        let kinds: Vec<(Option<u64>, &str)> = found.iter().map(|it| (it.0, it.2.as_str())).collect();
        assert_eq!(kinds, [(Some(1), "! broken-json"), (Some(2), "{\"d\":1}")]);
        // Beyond what is read ahead a line still counts as one.
        let long = format!("[{{\"a\": \"b\n{}{{\n{{\"d\":1}}]", "x".repeat(300 << 10));
        assert_eq!(texts(&long), ["! broken-json", "{\"d\":1}"]);
    }

    #[test]
    fn a_stream_that_breaks_off_is_told_with_the_number_of_its_record() {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        let lines: String = (0..20_000).map(|at| format!("{{\"number\":{at}}}\n")).collect();
        packer.write_all(lines.as_bytes()).unwrap();
        let mut packed = packer.finish().unwrap();
        packed.truncate(packed.len() * 3 / 4);
        let stream = Stream::of_bytes(&packed);
        let mut records = Records::new(stream, Layout::Lines, 1000);
        let mut count = 0;
        let last = loop {
            let record = records.next().expect("an error comes before the end");
            match record.outcome {
                Ok(_) => count += 1,
                Err(reason) => break (record.number, reason.as_str()),
            }
        };
        assert!(count > 1000);
        assert_eq!(last, (Some(count + 1), "damaged"));
        assert!(records.next().is_none());
    }
}
