//! The catalog: which files were read, and what each record of them became.
//!
//! It lies beside the articles it speaks of and changes with them (see
//! [`crate::index::Writer::commit`]). On disk: the bytes `NGC1`, then, compressed, the files
//! sorted by path, each with its records; numbers in base 128, lowest digits first.

use std::collections::BTreeMap;

use crate::article::{ArticleId, Place};

const MAGIC: &[u8] = b"NGC1";

/// What was read, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    /// The files.
    pub files: BTreeMap<String, FileRecords>,
}

/// A file and what its records became.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRecords {
    /// How the file looked when it was read; `None` when it may have changed unseen.
    pub stamp: Option<Stamp>,
    /// Its records, in order.
    pub records: Vec<Record>,
}

/// What tells that a file has not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub modified: i64,
}

/// A record of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number in the file; `None` when the file is the record.
    pub number: Option<u64>,
    /// What it became.
    pub outcome: Outcome,
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is an article.
    Article {
        /// Its id.
        id: ArticleId,
        /// Whether the record gives the id itself.
        given: bool,
        /// The hash of all that the article says, without its id and places.
        hash: u128,
    },
    /// It is none.
    Rejected {
        /// The line of the file, where there is one to name.
        line: Option<u64>,
        /// Why, as a sentence.
        reason: String,
    },
}

impl Catalog {
    /// As bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        number(&mut out, self.files.len() as u64);
        for (path, file) in &self.files {
            text(&mut out, path);
            match file.stamp {
                None => number(&mut out, 0),
                Some(stamp) => {
                    number(&mut out, 1);
                    number(&mut out, stamp.size);
                    out.extend_from_slice(&stamp.modified.to_le_bytes());
                }
            }
            number(&mut out, file.records.len() as u64);
            for record in &file.records {
                optional(&mut out, record.number);
                match &record.outcome {
                    Outcome::Article { id, given, hash } => {
                        number(&mut out, u64::from(*given));
                        text(&mut out, id.as_str());
                        out.extend_from_slice(&hash.to_le_bytes());
                    }
                    Outcome::Rejected { line, reason } => {
                        number(&mut out, 2);
                        optional(&mut out, *line);
                        text(&mut out, reason);
                    }
                }
            }
        }
        let packed = zstd::bulk::compress(&out, 1).expect("compressing to memory cannot fail");
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&(out.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&packed);
        bytes
    }

    /// Reads what [`Self::encode`] wrote; `None` when the bytes are something else.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Catalog> {
        let (len, packed) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
        let len = usize::try_from(u64::from_le_bytes(*len)).ok()?;
        // A length out of all proportion is damage, not a reason to ask for that much memory.
        if len > packed.len().saturating_mul(20_000) + 64 {
            return None;
        }
        let unpacked = zstd::bulk::decompress(packed, len).ok()?;
        let mut input = Input(&unpacked);
        let mut files = BTreeMap::new();
        for _ in 0..input.number()? {
            let path = input.text()?;
            let stamp = match input.number()? {
                0 => None,
                _ => Some(Stamp { size: input.number()?, modified: i64::from_le_bytes(*input.chunk()?) }),
            };
            let mut records = Vec::new();
            for _ in 0..input.number()? {
                let number = input.optional()?;
                let outcome = match input.number()? {
                    2 => Outcome::Rejected { line: input.optional()?, reason: input.text()? },
                    given => Outcome::Article {
                        given: given == 1,
                        id: ArticleId::new(&input.text()?)?,
                        hash: u128::from_le_bytes(*input.chunk()?),
                    },
                };
                records.push(Record { number, outcome });
            }
            files.insert(path, FileRecords { stamp, records });
        }
        Some(Catalog { files })
    }

    /// What became of the record at a place.
    #[must_use]
    pub fn record(&self, place: &Place) -> Option<&Outcome> {
        let records = &self.files.get(&place.path)?.records;
        let at = records.binary_search_by_key(&place.record, |it| it.number).ok()?;
        Some(&records[at].outcome)
    }

    /// Every record that became no article.
    pub fn rejects(&self) -> impl Iterator<Item = RejectedRecord<'_>> {
        self.files.iter().flat_map(|(path, file)| {
            file.records.iter().filter_map(move |record| match &record.outcome {
                Outcome::Rejected { line, reason } => {
                    Some(RejectedRecord { path, record: record.number, line: *line, reason })
                }
                Outcome::Article { .. } => None,
            })
        })
    }
}

/// A record that became no article, as the catalog keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RejectedRecord<'a> {
    /// The file.
    pub path: &'a str,
    /// The record's number.
    pub record: Option<u64>,
    /// The line of the file.
    pub line: Option<u64>,
    /// Why, as a sentence.
    pub reason: &'a str,
}

impl std::fmt::Display for RejectedRecord<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.line, self.record) {
            (Some(line), _) => write!(f, "{}:{line}: {}", self.path, self.reason),
            (None, Some(record)) => write!(f, "{}:{record}: {}", self.path, self.reason),
            (None, None) => write!(f, "{}: {}", self.path, self.reason),
        }
    }
}

fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 128 {
        out.push((value % 128) as u8 | 128);
        value /= 128;
    }
    out.push(value as u8);
}

/// A number that may be missing: 0, or one more than it.
fn optional(out: &mut Vec<u8>, value: Option<u64>) {
    number(out, value.map_or(0, |value| value.saturating_add(1)));
}

fn text(out: &mut Vec<u8>, value: &str) {
    number(out, value.len() as u64);
    out.extend_from_slice(value.as_bytes());
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn number(&mut self) -> Option<u64> {
        let (mut value, mut shift) = (0u64, 0u32);
        loop {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 127).checked_shl(shift)?;
            if byte < 128 {
                return Some(value);
            }
            shift += 7;
        }
    }

    fn optional(&mut self) -> Option<Option<u64>> {
        Some(self.number()?.checked_sub(1))
    }

    fn text(&mut self) -> Option<String> {
        let len = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn chunk<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (chunk, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(chunk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        let article =
            |id: &str, given, hash| Outcome::Article { id: ArticleId::new(id).unwrap(), given, hash };
        let file = FileRecords {
            stamp: Some(Stamp { size: 300, modified: -5 }),
            records: vec![
                Record { number: Some(1), outcome: article("a", true, u128::MAX) },
                Record {
                    number: Some(2),
                    outcome: Outcome::Rejected { line: Some(2), reason: "empty".into() },
                },
            ],
        };
        let bare = FileRecords {
            stamp: None,
            records: vec![Record { number: None, outcome: article("łódź.txt", false, 1 << 70) }],
        };
        Catalog { files: [("a.jsonl".into(), file), ("łódź.txt".into(), bare)].into() }
    }

    #[test]
    fn a_catalog_is_read_back() {
        assert_eq!(Catalog::decode(&catalog().encode()), Some(catalog()));
    }

    #[test]
    fn what_is_no_catalog_is_none() {
        let bytes = catalog().encode();
        for cut in 0..bytes.len() {
            assert_eq!(Catalog::decode(&bytes[..cut]), None, "{cut}");
        }
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 0x55;
            let _ = Catalog::decode(&altered);
        }
    }

    #[test]
    fn rejects_are_listed_by_line() {
        let lines: Vec<String> = catalog().rejects().map(|it| it.to_string()).collect();
        assert_eq!(lines, ["a.jsonl:2: empty"]);
    }
}
