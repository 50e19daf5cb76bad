//! RIS, as databases of the press and of literature export it: a tag of two letters in front of each line, `TY` first and
//! `ER` last. Of an abstract the record is an excerpt.

use crate::readers::bounded;
use crate::readers::decode;
use crate::readers::head::without_mark;
use crate::readers::parts::Fields;
use crate::readers::reader::{Limits, Outcome, ReadRecord, Reader, RecordStream, Sniff};
use crate::readers::stream::{Stream, StreamError};
use crate::record::RejectReason;

/// References in RIS.
pub(super) struct Ris;

impl Reader for Ris {
    fn name(&self) -> &'static str {
        "ris"
    }

    fn about(&self) -> &'static str {
        "references in RIS, one article a reference"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["ris"]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        let start = without_mark(head);
        if start.starts_with(b"TY  - ") { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        let mut references = References { stream, max_size: limits.max_size, number: 0, has_ended: false };
        Box::new(std::iter::from_fn(move || references.next()))
    }
}

/// The references of a file.
struct References {
    stream: Stream,
    max_size: u64,
    number: u64,
    has_ended: bool,
}

impl References {
    fn next(&mut self) -> Option<ReadRecord> {
        if self.has_ended {
            return None;
        }
        let (mut tags, mut size): (Vec<(String, String)>, u64) = (Vec::new(), 0);
        loop {
            let most = self.max_size.saturating_add(1).saturating_sub(size).max(1);
            let line = match bounded::line(&mut self.stream, usize::try_from(most).unwrap_or(usize::MAX)) {
                Ok((_, 0)) => {
                    self.has_ended = true;
                    return (!tags.is_empty()).then(|| self.record(reference(&tags)));
                }
                Ok((line, taken)) => {
                    size = size.saturating_add(taken);
                    line
                }
                Err(error) => {
                    self.has_ended = true;
                    return Some(self.record(Err(StreamError::from(error).into())));
                }
            };
            if size > self.max_size {
                self.has_ended = true;
                return Some(self.record(Err(RejectReason::TooLarge { limit: self.max_size })));
            }
            let line = decode::text(line);
            let line = line.trim_start_matches('\u{FEFF}').trim_end();
            match tagged(line) {
                Some(("ER", _)) if !tags.is_empty() => return Some(self.record(reference(&tags))),
                Some(("ER", _)) => {}
                Some((tag, value)) => tags.push((tag.to_owned(), value.to_owned())),
                // A value may run on over lines without a tag.
                None => {
                    if let Some((_, value)) = tags.last_mut().filter(|_| !line.is_empty()) {
                        value.push('\n');
                        value.push_str(line.trim());
                    }
                }
            }
        }
    }

    fn record(&mut self, outcome: Outcome) -> ReadRecord {
        self.number += 1;
        ReadRecord::numbered(self.number, outcome)
    }
}

/// The tag of a line and what stands behind it.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let value = rest.strip_prefix("  -")?;
    let is_tag = tag.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    is_tag.then_some((tag, value.trim()))
}

fn reference(tags: &[(String, String)]) -> Outcome {
    let value = |due: &[&str]| {
        due.iter()
            .find_map(|due| tags.iter().find(|(tag, value)| tag == due && !value.is_empty()))
            .map(|(_, it)| it)
    };
    let mut fields = Fields::default();
    fields.put("title", value(&["T1", "TI", "CT"]));
    fields.put("source", value(&["JF", "T2", "JO", "JA", "PB"]));
    let date = value(&["Y1", "DA", "PY"]).map(|it| it.trim_end_matches('/').replace('/', "-"));
    fields.put("date", date);
    let authors: Vec<String> = tags
        .iter()
        .filter(|(tag, _)| matches!(tag.as_str(), "A1" | "AU"))
        .map(|(_, name)| in_order(name))
        .collect();
    fields.put("author", Some(authors.join(", ")));
    fields.put("url", value(&["UR", "L2"]));
    fields.put("id", value(&["AN", "ID"]));
    fields.put("language", value(&["LA"]));
    let text = value(&["N2", "AB"]);
    fields.put("partial", Some("true"));
    let paragraphs: Vec<&str> = text.map(|it| it.lines().collect()).unwrap_or_default();
    fields.with_text(&paragraphs)
}

/// A name as it is spoken: `Poe, Ada` as `Ada Poe`.
fn in_order(name: &str) -> String {
    match name.split_once(", ") {
        Some((family, given)) => format!("{given} {family}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::readers::{Opened, ReadSettings, read};

    #[test]
    fn a_reference_goes_from_its_type_to_its_end() {
        let text = "TY  - NEWS\r\nT1  - Council closes market\r\nAU  - Poe, Ada\r\nJF  - Evening Post\r\n\
                    Y1  - 2023/03/04/\r\nN2  - The council met.\r\nIt went home.\r\nER  - \r\n\r\nTY  - NEWS\nTI  - Two\n";
        let Opened::Records(records) =
            read(Box::new(std::io::Cursor::new(text)), "a", &ReadSettings::default())
        else {
            panic!()
        };
        let found: Vec<_> = records.map(Result::unwrap).collect();
        assert_eq!(found.len(), 2);
        let of = |key: &str| {
            found[0].fields.iter().find(|(it, _)| it == key).map(|(_, value)| value.as_str()).unwrap_or("")
        };
        assert_eq!((of("title"), of("author")), ("Council closes market", "Ada Poe"));
        assert_eq!((of("source"), of("date"), of("partial")), ("Evening Post", "2023-03-04", "true"));
        assert!(matches!(&found[0].content, crate::record::Content::Json(it)
            if it.as_slice() == b"{\"text\":\"The council met.\\n\\nIt went home.\"}"));
    }
}
