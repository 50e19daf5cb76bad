//! The catalog: which files were read, and what each record of them became.
//!
//! It lies beside the articles it speaks of and changes with them (see
//! [`crate::index::Writer::commit`]). On disk: the bytes `NGC2`, its length unpacked and packed, then, compressed,
//! the files sorted by path, each with its records. Behind it may stand changes, a piece each (see [`encode_change`]):
//! they are what came one by one since. `NGC1` is of an earlier program: only the length unpacked, and no pieces.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::article::{ArticleId, Origin};
use crate::readers::FileEntry;
use crate::update::encoding::{Input, number, place, text};
use crate::update::position::Position;
pub use crate::update::records::{
    ArticleRecord, FileRecords, Outcome, Record, RecordKinds, Stamp, Standing, Withdrawal,
};
use crate::update::settings::BULK;
use crate::update::skipped::{Kinds, Skipped};
pub use crate::update::stated::Stated;

const MAGIC: &[u8] = b"NGC2";
const OLDER_MAGIC: &[u8] = b"NGC1";
const CHANGE_MAGIC: &[u8] = b"NGB1";

/// What came one by one: for each id the hash of the article, or nothing where it was deleted.
pub type Changes = BTreeMap<ArticleId, Option<u128>>;

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
    /// Whether ids that records give are taken as they are.
    pub ids: Ids,
    /// What records of files said that were replaced or deleted by what came one by one: the hashes by id. A record
    /// that says it again makes no article.
    pub overridden: BTreeMap<ArticleId, BTreeSet<u128>>,
    /// The relative paths that were given, and where each leads as seen from the folder of the index.
    pub roots: BTreeMap<String, String>,
}

/// How articles are named whose records give an id or an address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ids {
    /// By that: records of the same id are the same article.
    #[default]
    AsGiven,
    /// By that behind the path of their file: `feeds/a.jsonl#17`. Records of two files are two articles.
    PerFile,
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

impl Catalog {
    /// Whether a file has not changed since its records were read.
    #[must_use]
    pub fn is_as_it_was(&self, file: &FileEntry) -> bool {
        let Some(stamp) = Stamp::of(file) else { return false };
        let known = self.files.get(&file.shown).and_then(|it| it.stamp);
        known.is_some_and(|known| known.is_same_file(&stamp))
    }

    /// Whether what came one by one has replaced or deleted what this record says.
    #[must_use]
    pub fn is_overridden(&self, record: &ArticleRecord) -> bool {
        !self.overridden.is_empty()
            && self.overridden.get(&record.id).is_some_and(|hashes| hashes.contains(&record.hash))
    }

    /// Adds articles that came one by one, and takes out those that were deleted. No record that was read before makes
    /// an article of these ids any more, nor does a duplicate of one.
    pub(crate) fn put(&mut self, changes: &Changes) {
        let mut came = self.files.remove(BULK).unwrap_or_default();
        let mut overridden: Vec<(ArticleId, u128)> = Vec::new();
        let mut duplicated: BTreeSet<u128> = BTreeSet::new();
        let articles = || self.files.values().flat_map(FileRecords::articles);
        for (_, article) in articles().filter(|(_, it)| changes.contains_key(&it.id)) {
            if !article.given {
                duplicated.insert(article.hash);
            }
            overridden.push((article.id, article.hash));
        }
        if !duplicated.is_empty() {
            let is_duplicate = |it: &ArticleRecord| !it.given && duplicated.contains(&it.hash);
            overridden.extend(articles().filter(|(_, it)| is_duplicate(it)).map(|(_, it)| (it.id, it.hash)));
        }
        for (id, hash) in overridden {
            self.overridden.entry(id).or_default().insert(hash);
        }
        self.versions.retain(|id, _| !changes.contains_key(id));
        if came.articles().any(|(_, it)| changes.contains_key(&it.id)) {
            let mut others = FileRecords::default();
            let stays =
                |it: &Record| !matches!(&it.outcome, Outcome::Article(it) if changes.contains_key(&it.id));
            came.records().filter(stays).for_each(|record| others.push(&record));
            came = others;
        }
        for (id, hash) in changes {
            if let Some(hash) = *hash {
                let (id, stated, standing) = (id.clone(), Stated::default(), Standing::First);
                let article = ArticleRecord { id, given: true, hash, stated, standing };
                came.push(&Record { position: Position::default(), outcome: Outcome::Article(article) });
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
        let head = bytes.len() + 8;
        bytes.extend_from_slice(&[0; 8]);
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
        let mut bytes = pack(bytes).expect("packing into memory cannot fail");
        let packed = (bytes.len() - head) as u64;
        bytes[head - 8..head].copy_from_slice(&packed.to_le_bytes());
        bytes
    }

    /// Shows the bytes that it is, unpacked, piece by piece.
    fn each_piece(&self, mut show: impl FnMut(&[u8])) {
        let mut out = Vec::new();
        number(&mut out, self.files.len() as u64);
        for (path, file) in &self.files {
            text(&mut out, path);
            Stamp::encode(file.stamp, &mut out);
            number(&mut out, file.count());
            show(&out);
            show(file.encoded());
            out.clear();
        }
        // Only what keeps versions, skips files or has ids of its own has more to say.
        let has_ids = self.ids != Ids::AsGiven || !self.overridden.is_empty() || !self.roots.is_empty();
        let skips = self.skipped != Skipped::default() || has_ids;
        if self.keep == Keep::Every || !self.versions.is_empty() || skips {
            number(&mut out, u64::from(self.keep == Keep::Every));
            number(&mut out, self.versions.len() as u64);
            for (id, version) in &self.versions {
                text(&mut out, id.as_str());
                text(&mut out, version.of.as_str());
                out.extend_from_slice(&version.hash.to_le_bytes());
                number(&mut out, version.places.len() as u64);
                version.places.iter().for_each(|it| place(&mut out, it));
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
        if has_ids {
            number(&mut out, u64::from(self.ids == Ids::PerFile));
            number(&mut out, self.overridden.len() as u64);
            for (id, hashes) in &self.overridden {
                text(&mut out, id.as_str());
                number(&mut out, hashes.len() as u64);
                hashes.iter().for_each(|it| out.extend_from_slice(&it.to_le_bytes()));
            }
            number(&mut out, self.roots.len() as u64);
            for (root, leads_to) in &self.roots {
                text(&mut out, root);
                text(&mut out, leads_to);
            }
        }
        show(&out);
    }

    /// Reads what [`Self::encode`] wrote, with the pieces of [`encode_change`] behind it; `None` when the bytes are
    /// something else.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Catalog> {
        let length = |bytes: &[u8; 8]| usize::try_from(u64::from_le_bytes(*bytes)).ok();
        let (len, packed, mut pieces) = match bytes.strip_prefix(OLDER_MAGIC) {
            Some(older) => {
                let (len, packed) = older.split_first_chunk::<8>()?;
                (length(len)?, packed, &[][..])
            }
            None => {
                let (len, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
                let (packed_len, rest) = rest.split_first_chunk::<8>()?;
                let (packed, pieces) = rest.split_at_checked(length(packed_len)?)?;
                (length(len)?, packed, pieces)
            }
        };
        // A length out of all proportion is damage, not a reason to ask for that much memory.
        if len > packed.len().saturating_mul(20_000) + 64 {
            return None;
        }
        let unpacked = zstd::bulk::decompress(packed, len).ok()?;
        let mut catalog = Catalog::of_unpacked(Input(&unpacked))?;
        let mut changes = Changes::new();
        while !pieces.is_empty() {
            let (len, rest) = pieces.strip_prefix(CHANGE_MAGIC)?.split_first_chunk::<8>()?;
            let (piece, rest) = rest.split_at_checked(length(len)?)?;
            changes.append(&mut decode_change(Input(piece))?);
            pieces = rest;
        }
        if !changes.is_empty() {
            catalog.put(&changes);
        }
        Some(catalog)
    }

    fn of_unpacked(mut input: Input<'_>) -> Option<Catalog> {
        let mut catalog = Catalog::default();
        for _ in 0..input.number()? {
            let path = input.text()?;
            let stamp = Stamp::decode(&mut input)?;
            let count = input.number()?;
            catalog.files.insert(path, FileRecords::decode(stamp, count, &mut input)?);
        }
        if !input.0.is_empty() {
            (catalog.keep, catalog.versions) = versions(&mut input)?;
        }
        if !input.0.is_empty() {
            catalog.skipped = skipped(&mut input)?;
        }
        if !input.0.is_empty() {
            catalog.ids = if input.number()? == 1 { Ids::PerFile } else { Ids::AsGiven };
            for _ in 0..input.number()? {
                let id = input.id()?;
                let count = input.number()?;
                let hashes = (0..count).map(|_| input.hash()).collect::<Option<_>>()?;
                catalog.overridden.insert(id, hashes);
            }
            // One of an earlier program ends here.
            let roots = if input.0.is_empty() { 0 } else { input.number()? };
            for _ in 0..roots {
                catalog.roots.insert(input.text()?, input.text()?);
            }
        }
        Some(catalog)
    }

    /// The file that a place lies in: the place's path, or of a member that of the archive which holds it.
    pub(super) fn file_of<'a>(&self, place: &'a Origin) -> &'a str {
        let path = place.path.as_str();
        let outer = path.match_indices('!').map(|(at, _)| &path[..at]);
        std::iter::once(path).chain(outer).find(|it| self.files.contains_key(*it)).unwrap_or(path)
    }

    /// Every record that became no article.
    pub fn rejects(&self) -> impl Iterator<Item = RejectedRecord<'_>> {
        rejects(&self.files)
    }
}

/// What came one by one, as a piece to stand behind the catalog.
pub(super) fn encode_change(changes: &Changes) -> Vec<u8> {
    let mut out = Vec::new();
    number(&mut out, changes.len() as u64);
    for (id, hash) in changes {
        text(&mut out, id.as_str());
        number(&mut out, u64::from(hash.is_some()));
        out.extend(hash.map(u128::to_le_bytes).into_iter().flatten());
    }
    let mut piece = CHANGE_MAGIC.to_vec();
    piece.extend_from_slice(&(out.len() as u64).to_le_bytes());
    piece.append(&mut out);
    piece
}

fn decode_change(mut input: Input<'_>) -> Option<Changes> {
    let mut changes = Changes::new();
    for _ in 0..input.number()? {
        let id = input.id()?;
        let hash = if input.number()? == 1 { Some(input.hash()?) } else { None };
        changes.insert(id, hash);
    }
    input.0.is_empty().then_some(changes)
}

/// Every record of these files that became no article.
pub(super) fn rejects(files: &BTreeMap<String, FileRecords>) -> impl Iterator<Item = RejectedRecord<'_>> {
    files.iter().flat_map(|(path, file)| {
        file.records().filter_map(move |record| {
            let (line, reason) = match record.outcome {
                Outcome::Rejected { line, reason, .. } => (line, reason),
                Outcome::Article(article) => match article.standing {
                    Standing::Rejected(first) => (None, format!("same id as {first}, another text")),
                    Standing::First | Standing::Behind => return None,
                },
            };
            let place = record.position.origin(path);
            Some(RejectedRecord { file: path, place, line, reason })
        })
    })
}

/// A record that became no article, as the catalog keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRecord<'a> {
    /// The file.
    pub file: &'a str,
    /// Where the record stands in it.
    pub place: Origin,
    /// The line of the file.
    pub line: Option<u64>,
    /// Why, as a sentence.
    pub reason: String,
}

impl std::fmt::Display for RejectedRecord<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.place.path, self.reason),
            None => write!(f, "{}: {}", self.place, self.reason),
        }
    }
}

fn versions(input: &mut Input<'_>) -> Option<(Keep, BTreeMap<ArticleId, Version>)> {
    let keep = if input.number()? == 1 { Keep::Every } else { Keep::Last };
    let mut versions = BTreeMap::new();
    for _ in 0..input.number()? {
        let (id, of, hash) = (input.id()?, input.id()?, input.hash()?);
        let count = input.number()?;
        let places = (0..count).map(|_| input.place()).collect::<Option<_>>()?;
        versions.insert(id, Version { of, hash, places });
    }
    Some((keep, versions))
}

fn skipped(input: &mut Input<'_>) -> Option<Skipped> {
    let mut skipped = Skipped::default();
    for _ in 0..input.number()? {
        let folder = input.text()?;
        let mut kinds = Kinds::new();
        for _ in 0..input.number()? {
            kinds.insert(input.text()?, input.number()?);
        }
        skipped.folders.insert(folder, kinds);
    }
    for _ in 0..input.number()? {
        skipped.named.insert(input.text()?, input.text()?);
    }
    Some(skipped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{Day, OpenDay};

    fn catalog() -> Catalog {
        let at = Position::numbered;
        let article = |id: &str, given, hash| {
            let (id, stated, standing) = (ArticleId::new(id).unwrap(), Stated::default(), Standing::First);
            Outcome::Article(ArticleRecord { id, given, hash, stated, standing })
        };
        let inode = Some(crate::readers::FileInode { device: 7, number: 1 << 40, changed: -3 });
        let mut file = FileRecords::new(Some(Stamp { size: 300, modified: -5, inode }));
        file.push(&Record { position: at(Some(1)), outcome: article("a", true, u128::MAX) });
        for standing in
            [Standing::Behind, Standing::Rejected(Origin { path: "b.jsonl".into(), record: Some(7) })]
        {
            let stated =
                Stated { text: Some(1), updated: Some(-1), address: Some(u64::MAX), ..Stated::default() };
            let stated = Stated {
                day: Some(-20_000),
                open: Some((OpenDay::new(11, 27, None), Day::new(1969, 3, 1).unwrap())),
                ..stated
            };
            let Outcome::Article(first) = article("a", true, 5) else { panic!("an article") };
            let outcome = Outcome::Article(ArticleRecord { stated, standing, ..first });
            file.push(&Record { position: at(Some(1)), outcome });
        }
        let reason = "empty".into();
        file.push(&Record {
            position: at(Some(2)),
            outcome: Outcome::Rejected { line: Some(2), reason, withdrawal: None },
        });
        let mut bare = FileRecords::new(None);
        bare.push(&Record { position: at(None), outcome: article("łódź.txt", false, 1 << 70) });
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
        let overridden = [(ArticleId::new("a").unwrap(), BTreeSet::from([1, u128::MAX]))].into();
        let roots = [("c".to_owned(), "../c".to_owned())].into();
        let with_ids = Catalog { ids: Ids::PerFile, overridden, roots, ..catalog() };
        for catalog in [catalog(), with_versions(), skipping, with_ids] {
            assert_eq!(Catalog::decode(&catalog.encode()), Some(catalog));
        }
    }

    #[test]
    fn a_record_is_found_at_its_place() {
        let mut file = FileRecords::new(None);
        let record = |number| Record {
            position: Position::numbered(Some(number)),
            outcome: Outcome::Rejected { line: None, reason: number.to_string(), withdrawal: None },
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
        assert_eq!(lines, ["a.jsonl:1: same id as b.jsonl:7, another text", "a.jsonl:2: empty"]);
    }
}
