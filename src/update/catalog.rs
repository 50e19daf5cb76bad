//! The catalog: which files were read, and what each record of them became.
//!
//! It lies beside the articles it speaks of and changes with them (see
//! [`crate::index::Writer::commit`]). On disk: the bytes `NGC1`, then, compressed, the files
//! sorted by path, each with its records; numbers in base 128, lowest digits first.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::article::{ArticleId, Origin};
use crate::readers::FileEntry;
use crate::record::RejectReason;
use crate::update::settings::BULK;
use crate::update::skipped::{Kinds, Skipped};

const MAGIC: &[u8] = b"NGC1";

/// What was read, by path, and what is kept of what was read before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    /// The files.
    pub files: BTreeMap<String, FileRecords>,
    /// Whether the earlier wording of an article that changes stays in the index.
    pub keep: Keep,
    /// The earlier wordings that the index holds.
    pub versions: BTreeMap<ArticleId, Version>,
    /// The files that are not read.
    pub skipped: Skipped,
}

/// What stays in the index of an article that is edited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Keep {
    /// Its last wording.
    #[default]
    Last,
    /// Every wording that was ever indexed.
    Every,
}

/// An earlier wording of an article, which the index holds under an id of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The article that says it otherwise now.
    pub of: ArticleId,
    /// The hash of what it says.
    pub hash: u128,
    /// Where it was read.
    pub places: Vec<Origin>,
}

/// A file and what its records became, as the bytes that the catalog has on disk: millions
/// of records are held in memory that way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRecords {
    /// How the file looked when it was read; `None` when it may have changed unseen.
    pub stamp: Option<Stamp>,
    count: u64,
    encoded: Vec<u8>,
}

impl FileRecords {
    /// A file of which no record is known yet.
    #[must_use]
    pub fn new(stamp: Option<Stamp>) -> FileRecords {
        FileRecords { stamp, ..FileRecords::default() }
    }

    /// Adds the next record.
    pub fn push(&mut self, record: &Record) {
        let out = &mut self.encoded;
        optional(out, record.number);
        match &record.outcome {
            Outcome::Article { id, given, hash } => {
                number(out, u64::from(*given));
                text(out, id.as_str());
                out.extend_from_slice(&hash.to_le_bytes());
            }
            Outcome::Rejected { line, reason } => {
                number(out, 2);
                optional(out, *line);
                text(out, reason);
            }
        }
        self.count += 1;
    }

    /// How many records it has.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether any of its records became no article.
    #[must_use]
    pub fn has_rejects(&self) -> bool {
        self.records().any(|it| matches!(it.outcome, Outcome::Rejected { .. }))
    }

    /// Whether nothing of it could be read: none of its records is an article, and not because they were empty.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        let empty = RejectReason::Empty.to_string();
        let mut outcomes = self.records().map(|it| it.outcome).peekable();
        outcomes.peek().is_some()
            && outcomes.all(|it| matches!(it, Outcome::Rejected { reason, .. } if reason != empty))
    }

    /// Where the next record will stand, for [`Self::at`].
    #[must_use]
    pub fn end(&self) -> usize {
        self.encoded.len()
    }

    /// The record at a place that [`Self::end`] gave.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<Record> {
        Input(self.encoded.get(place..)?).record()
    }

    /// Its records, in order.
    pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let mut input = Input(&self.encoded);
        std::iter::from_fn(move || if input.0.is_empty() { None } else { input.record() })
    }
}

/// What tells that a file has not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub modified: i64,
}

impl Stamp {
    /// The stamp of a file, where the system tells when it was changed.
    #[must_use]
    pub fn of(file: &FileEntry) -> Option<Stamp> {
        file.modified.map(|modified| Stamp { size: file.size, modified })
    }
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
    /// Whether a file has not changed since its records were read.
    #[must_use]
    pub fn is_as_it_was(&self, file: &FileEntry) -> bool {
        let stamp = Stamp::of(file);
        stamp.is_some() && self.files.get(&file.shown).is_some_and(|it| it.stamp == stamp)
    }

    /// Adds articles that came one by one: for each id the hash of the article, or nothing where it was deleted. No
    /// record that was read before makes an article of these ids any more, nor does a duplicate of one.
    pub(crate) fn put(&mut self, articles: &BTreeMap<ArticleId, Option<u128>>) {
        let records = self.files.values().flat_map(FileRecords::records);
        let duplicated: BTreeSet<u128> = records
            .filter_map(|record| match record.outcome {
                Outcome::Article { id, given: false, hash } if articles.contains_key(&id) => Some(hash),
                Outcome::Article { .. } | Outcome::Rejected { .. } => None,
            })
            .collect();
        let stays = |record: &Record| match &record.outcome {
            Outcome::Article { id, given, hash } => {
                !articles.contains_key(id) && (*given || !duplicated.contains(hash))
            }
            Outcome::Rejected { .. } => true,
        };
        for file in self.files.values_mut() {
            if !file.records().all(|record| stays(&record)) {
                let mut others = FileRecords::new(file.stamp);
                file.records().filter(stays).for_each(|record| others.push(&record));
                *file = others;
            }
        }
        self.versions.retain(|id, _| !articles.contains_key(id));
        let mut came = self.files.remove(BULK).unwrap_or_default();
        for (id, hash) in articles {
            if let Some(hash) = *hash {
                let outcome = Outcome::Article { id: id.clone(), given: true, hash };
                came.push(&Record { number: None, outcome });
            }
        }
        if came.count() > 0 {
            self.files.insert(BULK.to_owned(), came);
        }
    }

    /// As bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut len = 0u64;
        self.each_piece(|piece| len += piece.len() as u64);
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&len.to_le_bytes());
        // Packed while it is put together: of millions of records one copy is enough.
        let pack = |bytes| -> io::Result<Vec<u8>> {
            let mut packer = zstd::Encoder::new(bytes, 1)?;
            packer.set_pledged_src_size(Some(len))?;
            let mut packed = Ok(());
            self.each_piece(|piece| {
                if packed.is_ok() {
                    packed = packer.write_all(piece);
                }
            });
            packed?;
            packer.finish()
        };
        pack(bytes).expect("packing into memory cannot fail")
    }

    /// Shows the bytes that it is, unpacked, piece by piece.
    fn each_piece(&self, mut show: impl FnMut(&[u8])) {
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
            number(&mut out, file.count);
            show(&out);
            show(&file.encoded);
            out.clear();
        }
        // Only what keeps versions, or skips files, has more to say.
        let skips = self.skipped != Skipped::default();
        if self.keep == Keep::Every || !self.versions.is_empty() || skips {
            number(&mut out, u64::from(self.keep == Keep::Every));
            number(&mut out, self.versions.len() as u64);
            for (id, version) in &self.versions {
                text(&mut out, id.as_str());
                text(&mut out, version.of.as_str());
                out.extend_from_slice(&version.hash.to_le_bytes());
                number(&mut out, version.places.len() as u64);
                for place in &version.places {
                    text(&mut out, &place.path);
                    optional(&mut out, place.record);
                }
            }
        }
        if skips {
            number(&mut out, self.skipped.folders.len() as u64);
            for (folder, kinds) in &self.skipped.folders {
                text(&mut out, folder);
                number(&mut out, kinds.len() as u64);
                for (kind, count) in kinds {
                    text(&mut out, kind);
                    number(&mut out, *count);
                }
            }
            number(&mut out, self.skipped.named.len() as u64);
            for (path, kind) in &self.skipped.named {
                text(&mut out, path);
                text(&mut out, kind);
            }
        }
        show(&out);
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
            let (count, start) = (input.number()?, input.0);
            for _ in 0..count {
                input.record()?;
            }
            let encoded = start[..start.len() - input.0.len()].to_vec();
            files.insert(path, FileRecords { stamp, count, encoded });
        }
        let (keep, versions) = if input.0.is_empty() { Default::default() } else { input.versions()? };
        let skipped = if input.0.is_empty() { Skipped::default() } else { input.skipped()? };
        Some(Catalog { files, keep, versions, skipped })
    }

    /// Every record that became no article.
    pub fn rejects(&self) -> impl Iterator<Item = RejectedRecord<'_>> {
        rejects(&self.files)
    }
}

/// Every record of these files that became no article.
pub(super) fn rejects(files: &BTreeMap<String, FileRecords>) -> impl Iterator<Item = RejectedRecord<'_>> {
    files.iter().flat_map(|(path, file)| {
        file.records().filter_map(move |record| match record.outcome {
            Outcome::Rejected { line, reason } => {
                Some(RejectedRecord { path, record: record.number, line, reason })
            }
            Outcome::Article { .. } => None,
        })
    })
}

/// A record that became no article, as the catalog keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRecord<'a> {
    /// The file.
    pub path: &'a str,
    /// The record's number.
    pub record: Option<u64>,
    /// The line of the file.
    pub line: Option<u64>,
    /// Why, as a sentence.
    pub reason: String,
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

    fn record(&mut self) -> Option<Record> {
        let number = self.optional()?;
        let outcome = match self.number()? {
            2 => Outcome::Rejected { line: self.optional()?, reason: self.text()? },
            given => Outcome::Article {
                given: given == 1,
                id: ArticleId::new(&self.text()?)?,
                hash: u128::from_le_bytes(*self.chunk()?),
            },
        };
        Some(Record { number, outcome })
    }

    fn versions(&mut self) -> Option<(Keep, BTreeMap<ArticleId, Version>)> {
        let keep = if self.number()? == 1 { Keep::Every } else { Keep::Last };
        let mut versions = BTreeMap::new();
        for _ in 0..self.number()? {
            let id = ArticleId::new(&self.text()?)?;
            let of = ArticleId::new(&self.text()?)?;
            let hash = u128::from_le_bytes(*self.chunk()?);
            let mut places = Vec::new();
            for _ in 0..self.number()? {
                places.push(Origin { path: self.text()?, record: self.optional()? });
            }
            versions.insert(id, Version { of, hash, places });
        }
        Some((keep, versions))
    }

    fn skipped(&mut self) -> Option<Skipped> {
        let mut skipped = Skipped::default();
        for _ in 0..self.number()? {
            let folder = self.text()?;
            let mut kinds = Kinds::new();
            for _ in 0..self.number()? {
                kinds.insert(self.text()?, self.number()?);
            }
            skipped.folders.insert(folder, kinds);
        }
        for _ in 0..self.number()? {
            skipped.named.insert(self.text()?, self.text()?);
        }
        Some(skipped)
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
        let mut file = FileRecords::new(Some(Stamp { size: 300, modified: -5 }));
        file.push(&Record { number: Some(1), outcome: article("a", true, u128::MAX) });
        let reason = "empty".into();
        file.push(&Record { number: Some(2), outcome: Outcome::Rejected { line: Some(2), reason } });
        let mut bare = FileRecords::new(None);
        bare.push(&Record { number: None, outcome: article("łódź.txt", false, 1 << 70) });
        let files = [("a.jsonl".into(), file), ("łódź.txt".into(), bare)].into();
        Catalog { files, ..Catalog::default() }
    }

    /// As above, with an earlier wording.
    fn with_versions() -> Catalog {
        let version = Version {
            of: ArticleId::new("a").unwrap(),
            hash: 5,
            places: vec![Origin { path: "a.jsonl".into(), record: Some(1) }],
        };
        let versions = [(ArticleId::new("a@1").unwrap(), version)].into();
        Catalog { keep: Keep::Every, versions, ..catalog() }
    }

    #[test]
    fn a_catalog_is_read_back() {
        let mut skipped = Skipped::default();
        skipped.add("a/b.pdf", ".pdf".into());
        skipped.named.insert("c.doc".into(), ".doc".into());
        let skipping = Catalog { skipped, ..catalog() };
        for catalog in [catalog(), with_versions(), skipping] {
            assert_eq!(Catalog::decode(&catalog.encode()), Some(catalog));
        }
    }

    #[test]
    fn a_record_is_found_at_its_place() {
        let mut file = FileRecords::new(None);
        let record = |number| Record {
            number: Some(number),
            outcome: Outcome::Rejected { line: None, reason: number.to_string() },
        };
        let places: Vec<usize> = (0..200)
            .map(|number| {
                let place = file.end();
                file.push(&record(number));
                place
            })
            .collect();
        assert_eq!(file.at(places[150]), Some(record(150)));
        assert_eq!((file.count(), file.records().count()), (200, 200));
    }

    #[test]
    fn what_is_no_catalog_is_none() {
        let bytes = with_versions().encode();
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
