//! What came in and is still unread, and what could not become an article.

use std::fmt;

use crate::article::Origin;

/// Bytes as they arrived: a file, or one record of a file that holds many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDocument {
    /// Where it was read.
    pub place: Origin,
    /// The line of the file that it starts at, counted from 1, for a record.
    pub line: Option<u64>,
    /// What the bytes are written in.
    pub media_type: MediaType,
    /// The bytes, decompressed, and in UTF-8 where the file was UTF-16.
    pub bytes: Vec<u8>,
}

impl RawDocument {
    /// The reject that says why this document did not become an article.
    #[must_use]
    pub fn reject(&self, reason: RejectReason) -> Reject {
        Reject { place: self.place.clone(), line: self.line, reason }
    }
}

/// The kinds of document that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaType {
    /// Running text.
    Text,
    /// Running text with Markdown's marks.
    Markdown,
    /// A web page.
    Html,
    /// One JSON value.
    Json,
}

impl MediaType {
    /// The word by which programs know it; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            MediaType::Text => "text",
            MediaType::Markdown => "markdown",
            MediaType::Html => "html",
            MediaType::Json => "json",
        }
    }
}

/// A document that did not become an article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}{}: {reason}", AtLine(*line))]
pub struct Reject {
    /// Where it was read.
    pub place: Origin,
    /// The line of the file, counted from 1, where there is one to name.
    pub line: Option<u64>,
    /// Why.
    pub reason: RejectReason,
}

/// A line number as an editor shows it, or nothing.
struct AtLine(Option<u64>);

impl fmt::Display for AtLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(line) => write!(f, " (line {line})"),
            None => Ok(()),
        }
    }
}

/// Why a document did not become an article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RejectReason {
    /// The system did not let it be read.
    #[error("unreadable: {message}")]
    Unreadable {
        /// What the system said.
        message: String,
    },
    /// A pipe, a device, a socket: reading it might never end.
    #[error("not a regular file")]
    NotAFile,
    /// More bytes than a document may have.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The most bytes that a document may have.
        limit: u64,
    },
    /// The compressed file is cut off or damaged.
    #[error("damaged: {message}")]
    Damaged {
        /// What the decoder said.
        message: String,
    },
    /// The compressed file grows out of all proportion when unpacked.
    #[error("unpacks to more than {ratio} times its size")]
    Bomb {
        /// The growth that was passed.
        ratio: u64,
    },
    /// Not JSON, or cut off.
    #[error("broken JSON: {message}")]
    BrokenJson {
        /// What is wrong, with the column where that is known.
        message: String,
    },
    /// JSON, but no object with keys.
    #[error("not an article: a JSON {found} instead of an object")]
    NotARecord {
        /// What stands there instead.
        found: &'static str,
    },
    /// Bytes that are no text.
    #[error("binary data")]
    Binary,
    /// The program failed on it. That is a bug; the other documents are read all the same.
    #[error("newsgrep failed on it, which is a bug")]
    Failed,
    /// Nothing in it, neither a title nor a text.
    #[error("empty: neither a title nor a text")]
    Empty,
}

impl RejectReason {
    /// The word by which programs know it; stable.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            RejectReason::Unreadable { .. } => "unreadable",
            RejectReason::NotAFile => "not-a-file",
            RejectReason::TooLarge { .. } => "too-large",
            RejectReason::Damaged { .. } => "damaged",
            RejectReason::Bomb { .. } => "bomb",
            RejectReason::BrokenJson { .. } => "broken-json",
            RejectReason::NotARecord { .. } => "not-an-article",
            RejectReason::Binary => "binary",
            RejectReason::Failed => "failed",
            RejectReason::Empty => "empty",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reject_reads_as_one_line_that_names_the_place() {
        let place = Origin { path: "a.jsonl".into(), record: Some(3) };
        let reject = Reject { place, line: Some(4), reason: RejectReason::Empty };
        assert_eq!(reject.to_string(), "a.jsonl:3 (line 4): empty: neither a title nor a text");
    }
}
