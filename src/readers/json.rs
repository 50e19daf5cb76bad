//! JSON: one article, a list of them, or an answer that holds such a list.
//!
//! Read are
//!
//! - a list of records;
//! - one record, or several after one another (JSON Lines, or printed over several lines each);
//! - an object with the list in it, as news interfaces answer: under `articles`, `items`, `results`, `docs` and
//!   the like, also nested (`{"response":{"results":[…]}}`).

use crate::readers::head::without_mark;
use crate::readers::json_split::{Layout, split};
use crate::readers::reader::{Limits, Reader, RecordStream, Sniff};
use crate::readers::stream::Stream;

/// JSON of any shape.
pub(super) struct Json;

impl Reader for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "JSON: one article, a list, or an answer that holds a list"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["json", "jsonld"]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        match without_mark(head).first() {
            Some(b'{') => Sniff::Possible,
            Some(b'[') if starts_a_list(head) => Sniff::Possible,
            Some(_) | None => Sniff::No,
        }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        split(stream, Layout::Values, limits)
    }
}

/// `[{`, `["` and `[]`, but not `[Updated at noon]`.
fn starts_a_list(head: &[u8]) -> bool {
    let rest = without_mark(head).get(1..).unwrap_or(&[]).trim_ascii_start();
    matches!(rest.first(), Some(b'{' | b'"' | b'[' | b']') | None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_known_by_its_brackets() {
        for head in [" {\"id\": 1}", "[ {\"id\": 1}]", "[\"a\"]", "[[1]]", "[]", "[", "\u{FEFF}{"] {
            assert_eq!(Json.sniff(head.as_bytes()), Sniff::Possible, "{head}");
        }
        for head in ["[Updated at noon] Ministers met.", "[1]", "\"text\"", "", "text {"] {
            assert_eq!(Json.sniff(head.as_bytes()), Sniff::No, "{head}");
        }
    }
}
