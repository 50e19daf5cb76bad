//! Records as readers hand them on, and those that did not become articles.

use std::fmt;
use std::sync::LazyLock;

use crate::article::Origin;

/// One unit of a file as its reader hands it on: what an article is made of.
///
/// A file of text or a web page is one record; a file of JSON may hold millions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRecord {
    /// Where it was read.
    pub origin: Origin,
    /// The line of the file that it starts at, counted from 1, where lines mean something.
    pub line: Option<u64>,
    /// What the article is made of.
    pub content: Content,
    /// What stands around the content and belongs to the article, such as the lines between `---` in front of
    /// a text: pairs of a key and a value, with the keys that a JSON record may have. It outranks what the
    /// content says, but for a key with `?` in front: that holds only where nothing else says anything.
    pub fields: Vec<(String, String)>,
}

impl RawRecord {
    /// A record of which nothing is known but its content and where it was read.
    #[must_use]
    pub fn new(origin: Origin, content: Content) -> RawRecord {
        RawRecord { origin, line: None, content, fields: Vec::new() }
    }

    /// The reject that says why this record did not become an article.
    #[must_use]
    pub fn reject(&self, reason: RejectReason) -> Reject {
        Reject { origin: self.origin.clone(), line: self.line, reason }
    }
}

/// What a record holds. Readers know many formats; the extractor knows these three kinds of content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Running text without markup.
    Text(String),
    /// A web page in HTML.
    Page(String),
    /// One JSON value, which should be an object whose keys hold the fields of the article. Bytes that are not
    /// UTF-8 are allowed.
    Json(Vec<u8>),
}

impl Content {
    /// How large it is, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Content::Text(text) | Content::Page(text) => text.len(),
            Content::Json(bytes) => bytes.len(),
        }
    }
}

/// A record, or a file that could not be read, that did not become an article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}{}: {reason}", AtLine(*line))]
pub struct Reject {
    /// Where it was read.
    pub origin: Origin,
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

/// Why a record did not become an article.
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
    /// More bytes than a record may have.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The most bytes that a record may have.
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
    /// It is encrypted.
    #[error("locked: {message}")]
    Locked {
        /// What locks it, and what to do.
        message: String,
    },
    /// A document of pictures: it has no text that could be read.
    #[error("no-text: {message}")]
    NoText {
        /// What it is instead, and what to do.
        message: String,
    },
    /// An item that carries no text of an article, such as a picture or a list of other items.
    #[error("no-body: {what}")]
    NoBody {
        /// What it is instead.
        what: String,
    },
    /// An agency takes an earlier item back.
    #[error("withdrawn: the agency withdrew {id}")]
    Withdrawn {
        /// The item's id.
        id: String,
        /// The version that the notice has itself: later ones than it stand.
        version: Option<u64>,
    },
    /// Archives and messages lie in one another more often than is looked into.
    #[error("too-deep: more than {depth} archives or messages lie in one another")]
    TooDeep {
        /// How many are looked into.
        depth: u8,
    },
    /// A table of which no column is known to hold texts.
    #[error("no-columns: {message}")]
    NoColumns {
        /// Which columns there are, and what to do.
        message: String,
    },
    /// A format that newsgrep knows and does not read.
    #[error("not-built-in: {format} is not read; {advice}")]
    NotBuiltIn {
        /// The format.
        format: &'static str,
        /// What makes of it something that is read.
        advice: &'static str,
    },
    /// An export of a known database in a layout that is not known.
    #[error("unknown-layout: an export of {database}, but in no layout that is known")]
    UnknownLayout {
        /// The database.
        database: &'static str,
    },
    /// The program failed on it. That is a bug; the other records are read all the same.
    #[error("newsgrep failed on it, which is a bug")]
    Failed,
    /// Nothing in it, neither a title nor a text.
    #[error("empty: neither a title nor a text")]
    Empty,
}

/// The words by which agencies take an item back.
static WITHDRAWN: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let rows = include_str!("record/withdrawn.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split('\t').next()).collect()
});

/// Whether a status or a signal of an item takes it back: `Canceled`, `stat:withheld`, `http://…/sig/kill/`.
#[must_use]
pub fn takes_back(status: &str) -> bool {
    let status = status.trim().trim_end_matches('/');
    let status = status.rsplit([':', '/']).next().unwrap_or(status);
    WITHDRAWN.iter().any(|word| status.eq_ignore_ascii_case(word))
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
            RejectReason::Locked { .. } => "locked",
            RejectReason::NoText { .. } => "no-text",
            RejectReason::NoBody { .. } => "no-body",
            RejectReason::Withdrawn { .. } => "withdrawn",
            RejectReason::TooDeep { .. } => "too-deep",
            RejectReason::NoColumns { .. } => "no-columns",
            RejectReason::NotBuiltIn { .. } => "not-built-in",
            RejectReason::UnknownLayout { .. } => "unknown-layout",
            RejectReason::Failed => "failed",
            RejectReason::Empty => "empty",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_may_take_an_item_back() {
        for status in
            ["Canceled", "stat:withheld", "sig:kill", "http://cv.example/status/withheld/", " killed "]
        {
            assert!(takes_back(status), "{status}");
        }
        for status in ["usable", "stat:usable", "embargoed", "", "killing"] {
            assert!(!takes_back(status), "{status}");
        }
    }

    #[test]
    fn a_reject_reads_as_one_line_that_says_where() {
        let origin = Origin { path: "a.jsonl".into(), record: Some(3) };
        let reject = Reject { origin, line: Some(4), reason: RejectReason::Empty };
        assert_eq!(reject.to_string(), "a.jsonl:3 (line 4): empty: neither a title nor a text");
    }
}
