//! An update under way.

use std::sync::atomic::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{Article, ArticleId, Origin};
use crate::index::{DocumentBuilder, Index, PreparedDocument, Writer};
use crate::readers::Named;
use crate::record::{Reject, RejectReason};
use crate::update::before::{Before, is_article};
use crate::update::catalog::{
    ArticleRecord, Catalog, FileRecords, Outcome, Record, Stamp, Standing, Withdrawal,
};
use crate::update::error::UpdateError;
use crate::update::ownership::{IdHash, Ownership, Resolution, places_hash};
use crate::update::position::Positions;
use crate::update::prepare::Prepared;
use crate::update::report::{Progress, UpdateReport};
use crate::update::settings::{STREAM, Unreachable, UpdateSettings, is_below};
use crate::update::skipped::Kinds;
use crate::update::steps::Step;
use crate::update::streamed::{Known, Streamed};

/// An update under way: what the index held, what it will hold, and what has been written.
pub(super) struct Run<'a> {
    pub(super) index: &'a Index,
    pub(super) settings: &'a UpdateSettings,
    pub(super) old: &'a Catalog,
    pub(super) old_owners: Ownership,
    pub(super) new: Catalog,
    pub(super) writer: Option<Writer>,
    document_builder: DocumentBuilder,
    /// The content of this run's records, by half of its hash. Two contents may share a half: what is taken
    /// for a duplicate and is none is found and written by [`Run::reconcile`].
    seen: FxHashSet<u64>,
    /// The articles written in this run, by half of the hash of their ids.
    pub(super) written: FxHashMap<u64, Written>,
    pub(super) duplicates: Duplicates,
    /// Which articles of the files of this run have the content they had before.
    read: FxHashMap<String, Unchanged>,
    /// Folders that could not be listed, and paths that could not be looked at.
    pub(super) unlisted: FxHashSet<String>,
    /// The file under way.
    pub(super) file: Option<OpenFile<'a>>,
    /// How many files were opened.
    opened: u32,
    /// How many articles are removed of which it is not known that they are gone.
    pub(super) pruned: u64,
    pub(super) report: UpdateReport,
}

/// An article as it was written: a hash of its content and its origins, and the number of the file in this run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    hash: u64,
    file: u32,
}

impl Written {
    fn of(hash: u128, places: u64, file: u32) -> Written {
        Written { hash: xxhash_rust::xxh3::xxh3_64_with_seed(&hash.to_le_bytes(), places), file }
    }

    /// Whether it was written with this content and these origins.
    pub(super) fn is(&self, hash: u128, places: u64) -> bool {
        self.hash == Written::of(hash, places, 0).hash
    }
}

/// A file under way.
pub(super) struct OpenFile<'a> {
    path: String,
    records: FileRecords,
    size: u64,
    /// For each of its articles whether it was so before; `None` for one that was not read now.
    unchanged: Vec<Option<bool>>,
    /// What earlier streams brought, when it is a stream.
    streamed: Option<Streamed>,
    /// Whether some of it could not be read.
    is_unread: bool,
    /// Whether it was the system that could not read it.
    has_failed: bool,
    /// Whether the articles that it had before stay where it is not read.
    keeps: bool,
    /// Where its records stand.
    positions: Positions,
    /// Its records in the old catalog, from the one that is read now.
    before: Before<'a>,
}

impl OpenFile<'_> {
    /// Adds a record; whether the old catalog has it with the same content. Then it stands to others as it did.
    fn push(&mut self, mut record: Record) -> bool {
        let (keeps, records, unchanged) =
            (self.is_unread && self.keeps, &mut self.records, &mut self.unchanged);
        let before = self.before.take(&record, |passed| {
            if keeps && is_article(&passed) {
                records.push(&passed);
                unchanged.push(Some(true));
            }
        });
        let is_unchanged = match (&mut record.outcome, before) {
            (Outcome::Article(now), Some(Outcome::Article(before))) => {
                let is_unchanged = now.says_the_same(&before);
                if is_unchanged {
                    now.standing = before.standing;
                }
                is_unchanged
            }
            (now, before) => Some(&*now) == before.as_ref(),
        };
        self.records.push(&record);
        is_unchanged
    }
}

/// Which articles of a file have the content they had before, in the order of its records.
enum Unchanged {
    All,
    Each(std::vec::IntoIter<Option<bool>>),
}

/// Articles that may be written once more, without reading their files again, by the hash of their content.
#[derive(Default)]
pub(super) struct Duplicates {
    pub(super) articles: FxHashMap<u128, Article>,
    bytes: usize,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        index: &'a Index,
        settings: &'a UpdateSettings,
        old: &'a Catalog,
        writer: Option<Writer>,
    ) -> Run<'a> {
        let keep = settings.keep.unwrap_or(old.keep);
        Run {
            index,
            settings,
            old,
            old_owners: Ownership::of(old),
            new: Catalog {
                keep,
                ids: settings.ids.unwrap_or(old.ids),
                overridden: old.overridden.clone(),
                ..Catalog::default()
            },
            writer,
            document_builder: index.document_builder(),
            seen: FxHashSet::default(),
            written: FxHashMap::default(),
            duplicates: Duplicates::default(),
            read: FxHashMap::default(),
            unlisted: FxHashSet::default(),
            file: None,
            opened: 0,
            pruned: 0,
            report: UpdateReport::default(),
        }
    }

    pub(super) fn take(&mut self, prepared: Prepared, progress: &Progress) -> Result<(), UpdateError> {
        match prepared {
            Prepared::Article { article, prepared, given, hash, stated } => {
                let standing = Standing::First;
                let record = ArticleRecord { id: article.id.clone(), given, hash, stated, standing };
                self.article(*article, prepared, record)
            }
            Prepared::Reject(reject) => {
                self.reject(&reject);
                Ok(())
            }
            Prepared::Other(step) => {
                self.step(step, progress);
                Ok(())
            }
        }
    }

    pub(super) fn open(&self, path: String, stamp: Option<Stamp>, size: u64) -> OpenFile<'a> {
        let keeps = self.settings.unreachable == Unreachable::Keep;
        let streamed = (path == STREAM && keeps).then(|| Streamed::of(self.old));
        let before = Before::of(self.old.files.get(&path).filter(|_| streamed.is_none()));
        let records = FileRecords::new(stamp);
        OpenFile {
            path,
            records,
            size,
            unchanged: Vec::new(),
            is_unread: false,
            has_failed: false,
            keeps,
            streamed,
            positions: Positions::default(),
            before,
        }
    }

    fn step(&mut self, step: Step, progress: &Progress) {
        match step {
            Step::File { path, stamp, size } => {
                // A file that may still change within the same tick of its clock is read again next time.
                let settled =
                    |stamp: &Stamp| self.writer.as_ref().is_none_or(|it| stamp.settles_at() < it.began_at());
                self.opened += 1;
                self.file = Some(self.open(path, stamp.filter(settled), size));
            }
            Step::Unchanged { path, size } => {
                if let Some(records) = self.old.files.get(&path) {
                    self.keep(&path, records);
                }
                if let Some(kinds) = self.old.skipped.folders.get(&path) {
                    self.report.skipped += kinds.values().sum::<u64>();
                    self.new.skipped.folders.insert(path, kinds.clone());
                }
                tick(progress, size);
            }
            Step::End { passed_over, not_read } => {
                if let Some(file) = self.file.take() {
                    if !passed_over.is_empty() {
                        self.report.passed_over.insert(file.path.clone(), passed_over);
                    }
                    if !not_read.is_empty() {
                        self.report.skipped += not_read.values().sum::<u64>();
                        self.new.skipped.folders.insert(file.path.clone(), not_read);
                    }
                    tick(progress, file.size);
                    self.close(file);
                }
            }
            Step::Cut => {
                if let Some(mut file) = self.file.take() {
                    let last = file.records.records().last().map(|it| it.position.origin(&file.path));
                    let nothing = Origin { path: file.path.clone(), record: None };
                    self.report.stopped_at = Some(last.unwrap_or(nothing));
                    // As far as is known, the records behind it are what they were.
                    file.records.stamp = None;
                    for record in file.before.rest() {
                        file.records.push(&record);
                    }
                    self.close(file);
                }
            }
            Step::NotRead { kind, named } => {
                self.report.skipped += 1;
                if let Some(file) = self.file.take() {
                    match named {
                        Named::InFolder => self.new.skipped.add(&file.path, kind),
                        Named::Outright => drop(self.new.skipped.named.insert(file.path, kind)),
                    }
                    tick(progress, file.size);
                }
            }
            Step::Skipped { path, kind } => {
                self.report.skipped += 1;
                self.new.skipped.add(&path, kind);
            }
            Step::Rejected(reject) => {
                if matches!(reject.reason, RejectReason::Unreadable { .. }) {
                    self.unlisted.insert(reject.origin.path.trim_end_matches('/').to_owned());
                }
                self.file = Some(self.open(reject.origin.path.clone(), None, 0));
                self.reject(&reject);
                self.step(Step::End { passed_over: Kinds::new(), not_read: Kinds::new() }, progress);
            }
            Step::Document(_) => unreachable!("documents come as articles or rejects"),
        }
    }

    pub(super) fn close(&mut self, mut file: OpenFile<'a>) {
        if file.is_unread {
            if file.has_failed {
                // It is read again by the next update, whatever its stamp says.
                file.records.stamp = None;
            }
            let left = file.before.rest().into_iter().filter(is_article);
            if file.keeps {
                left.for_each(|record| file.records.push(&record));
            } else {
                self.pruned += left.count() as u64;
            }
        }
        if let Some(streamed) = file.streamed.take() {
            let (earlier, read) = streamed.rest();
            let mut records = FileRecords::new(file.records.stamp);
            earlier.iter().for_each(|it| records.push(it));
            file.records.records().for_each(|it| records.push(&it));
            file.records = records;
            let earlier = read.into_iter().map(|read| read.then_some(true));
            file.unchanged = earlier.chain(file.unchanged).collect();
        }
        self.read.insert(file.path.clone(), Unchanged::Each(file.unchanged.into_iter()));
        self.new.files.insert(file.path, file.records);
    }

    /// Takes over the records of a file that was not read again.
    fn keep(&mut self, path: &str, records: &FileRecords) {
        for record in records.records() {
            match record.outcome {
                Outcome::Article(article) => {
                    self.seen.insert(article.hash as u64);
                }
                Outcome::Rejected { .. } => self.report.rejected += 1,
            }
        }
        self.read.insert(path.to_owned(), Unchanged::All);
        self.new.files.insert(path.to_owned(), records.clone());
    }

    pub(super) fn reject(&mut self, reject: &Reject) {
        self.report.rejected += 1;
        let withdrawal = match &reject.reason {
            RejectReason::Withdrawn { id, version } => {
                ArticleId::new(id).map(|id| Withdrawal { id, version: *version })
            }
            _ => None,
        };
        let outcome = Outcome::Rejected { line: reject.line, reason: reject.reason.to_string(), withdrawal };
        if let Some(file) = &mut self.file {
            let position = file.positions.next(&file.path, &reject.origin);
            let record = Record { position, outcome };
            let has_failed = matches!(reject.reason, RejectReason::Unreadable { .. });
            if has_failed || matches!(reject.reason, RejectReason::Damaged { .. } | RejectReason::Bomb { .. })
            {
                // It tells nothing of what stood there before, nor of what comes behind it.
                file.is_unread = true;
                file.has_failed |= has_failed;
                file.records.push(&record);
            } else {
                file.push(record);
            }
        }
    }

    fn article(
        &mut self,
        article: Article,
        prepared: PreparedDocument,
        record: ArticleRecord,
    ) -> Result<(), UpdateError> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let ArticleRecord { given, hash, stated, .. } = record;
        let Some(place) = article.origins.first().cloned() else { return Ok(()) };
        let is_overridden = self.old.is_overridden(&record);
        if let Some(known) = file.streamed.as_mut().and_then(|it| it.take(&record, &place)) {
            match known {
                Known::Stays => return Ok(()),
                Known::Moves(earlier)
                    if is_overridden || self.old_owners.get(&record.id).is_some_and(|it| it.hash == hash) =>
                {
                    file.records.push(&earlier);
                    file.unchanged.push(Some(true));
                    return Ok(());
                }
                // Another wording came since, which it replaces.
                Known::Moves(_) => {}
            }
        }
        let position = file.positions.next(&file.path, &place);
        let is_unchanged = file.push(Record { position, outcome: Outcome::Article(record) });
        file.unchanged.push(Some(is_unchanged));
        let is_new = self.seen.insert(hash as u64);
        let written = self.written.get(&IdHash::of(&article.id).half());
        let held = self.old_owners.get(&article.id).is_some_and(|it| it.hash == hash) && written.is_none();
        if is_unchanged || held || is_overridden {
            // Whether the index must change all the same is settled at the end.
            return Ok(());
        }
        // Another file has an article of this id: which of the two counts is settled at the end, too.
        let is_taken = written.is_some_and(|it| it.file != self.opened)
            || (written.is_none() && self.old_owners.is_of_another_file(&article.id, &file.path));
        if !is_new && (!given || is_taken) {
            self.duplicates.hold(article, hash, self.settings.memory / 32);
            return Ok(());
        }
        if is_taken && !stated.tells_its_age() {
            return Ok(());
        }
        self.put(&article.id, prepared, hash, places_hash(&article.origins))?;
        if stated.open.is_some() {
            self.duplicates.hold(article, hash, self.settings.memory / 32);
        }
        Ok(())
    }

    pub(super) fn write(&mut self, article: &Article, hash: u128) -> Result<(), UpdateError> {
        let prepared = self.document_builder.prepare(article);
        self.put(&article.id, prepared, hash, places_hash(&article.origins))
    }

    fn put(
        &mut self,
        id: &ArticleId,
        prepared: PreparedDocument,
        hash: u128,
        places: u64,
    ) -> Result<(), UpdateError> {
        let again =
            self.written.insert(IdHash::of(id).half(), Written::of(hash, places, self.opened)).is_some();
        let known = again || self.old_owners.get(id).is_some() || self.old.versions.contains_key(id);
        match &mut self.writer {
            None => {}
            Some(writer) if known => writer.replace(prepared)?,
            Some(writer) => writer.add(prepared)?,
        }
        Ok(())
    }

    /// Reconciles the index with the records of all files, and commits.
    pub(super) fn finish(
        mut self,
        roots: &[String],
        progress: &Progress,
    ) -> Result<UpdateReport, UpdateError> {
        if self.report.stopped && self.report.stopped_at.is_none() {
            let last = self.new.files.last_key_value().map(|(path, _)| path.clone());
            self.report.stopped_at = last.map(|path| Origin { path, record: None });
        }
        self.seen = FxHashSet::default();
        self.keep_what_is_not_gone(roots);
        if self.pruned > 0
            && let Some(tell) = progress.before_prune
        {
            tell(self.pruned);
        }
        self.report.kinds = self.new.skipped.below(roots);
        let is_unread = |path: &&String| {
            self.new.skipped.named.contains_key(*path)
                || (self.read.contains_key(*path)
                    && self.new.files.get(*path).is_some_and(FileRecords::is_unread))
        };
        self.report.unread = roots.iter().chain([&STREAM.to_owned()]).filter(is_unread).cloned().collect();
        let was_looked_at = |path: &str| roots.iter().any(|root| is_below(path, root));
        self.new.skipped.keep(&self.old.skipped, |path| !self.report.stopped && was_looked_at(path));
        let ownership = self.ownership();
        if self.writer.is_some() {
            self.keep_versions(&ownership)?;
            self.reconcile(&ownership)?;
        }
        self.remove_what_is_gone(&ownership);
        drop(ownership);
        // Memory is freed for the merges.
        self.old_owners = Ownership::default();
        self.written = FxHashMap::default();
        self.duplicates = Duplicates::default();
        self.read = FxHashMap::default();
        self.document_builder = self.index.document_builder();
        if let Some(writer) = &mut self.writer
            && (*self.old != self.new || self.index.catalog()?.is_none())
        {
            writer.commit_and_tidy(&self.new.encode())?;
        }
        self.report.files = self.new.files;
        self.report.files.retain(|_, file| file.has_rejects());
        Ok(self.report)
    }

    /// Which records of all files make articles; counts the outcomes of this run's records.
    fn ownership(&mut self) -> Ownership {
        let Run { new, read, report, old_owners, .. } = self;
        Ownership::settle(new, old_owners, |path, id, resolution| {
            let is_unchanged = match read.get_mut(path) {
                None => return,
                Some(Unchanged::All) => true,
                Some(Unchanged::Each(rest)) => match rest.next() {
                    Some(Some(is_unchanged)) => is_unchanged,
                    // Of an earlier stream, or behind the record at which it was stopped.
                    Some(None) | None => return,
                },
            };
            match resolution {
                Resolution::Rejected => report.rejected += 1,
                Resolution::Duplicate => report.duplicates += 1,
                Resolution::Overridden => report.unchanged += 1,
                Resolution::Article | Resolution::Superseded if is_unchanged => report.unchanged += 1,
                Resolution::Superseded => report.replaced += 1,
                Resolution::Article if old_owners.has(id) => report.replaced += 1,
                Resolution::Article => report.indexed += 1,
            }
        })
    }
}

impl Duplicates {
    /// Keeps an article, unless one of the same content is kept or too much is kept already.
    fn hold(&mut self, article: Article, hash: u128, most: usize) {
        let bytes = article.body.len() + 1_000;
        if self.bytes + bytes <= most && !self.articles.contains_key(&hash) {
            self.bytes += bytes;
            self.articles.insert(hash, article);
        }
    }
}

fn tick(progress: &Progress, size: u64) {
    progress.bytes.fetch_add(size, Ordering::Relaxed);
    progress.files.fetch_add(1, Ordering::Relaxed);
}
