//! Brings an index up to date with files: reads what changed, takes out what is gone.
//!
//! Every record that is read is accounted for: it is indexed, replaced (its id
//! was taken), unchanged, a duplicate, or rejected with a reason. What an index
//! holds afterwards follows from the records alone (see [`claims`]), so that an
//! update comes to what a fresh index of the same files would hold.

pub mod catalog;
pub mod claims;
mod pipeline;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use crate::article::{Article, ArticleId, Place};
use crate::document::{RawDocument, Reject};
use crate::extract::{self, ExtractSettings};
use crate::index::{Index, IndexError, Prepared, Preparer, Searcher, Writer, WriterSettings};
use crate::ingest::{self, FileEntry, Opened, ReadSettings, Skipped, Walked};
use catalog::{Catalog, FileRecords, Outcome, Record, Stamp};
use claims::{Claims, Standing};

/// How an update is made.
#[derive(Debug, Clone)]
pub struct UpdateSettings {
    /// How documents are read.
    pub read: ReadSettings,
    /// How articles are made of them.
    pub extract: ExtractSettings,
    /// Memory for articles not yet written, in bytes.
    pub memory: usize,
    /// Threads that extract.
    pub threads: usize,
    /// Whether anything is written.
    pub mode: Mode,
}

/// Whether an update writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It does.
    Write,
    /// It only tells what it would do.
    DryRun,
}

/// What an update reads.
pub struct Input {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// A stream, which goes by the name `-`.
    pub stream: Option<Box<dyn Read + Send>>,
}

/// Told of while an update runs, and able to stop it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes of the files that were done with.
    pub bytes: AtomicU64,
    /// Files that were done with.
    pub files: AtomicU64,
    /// Set from outside: finish the file under way, keep what is whole, and stop.
    pub stop: AtomicBool,
}

/// What an update did. Records in = indexed + replaced + unchanged + duplicates + rejected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpdateReport {
    /// Records that became an article of an id that the index did not have.
    pub indexed: u64,
    /// Records that became an article in the place of another of the same id.
    pub replaced: u64,
    /// Records that say what they said before.
    pub unchanged: u64,
    /// Records that say just what another record says.
    pub duplicates: u64,
    /// Records that became no article, those of unchanged files among them.
    pub rejected: u64,
    /// Files of a type that is not read.
    pub skipped: u64,
    /// Articles whose last record is gone.
    pub removed: u64,
    /// The records that became no article, with file, line and reason.
    pub rejects: Vec<String>,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

/// What stands in the way of an update.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The index cannot be read or written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The catalog is not one.
    #[error("the catalog of the index in {} cannot be read", .dir.display())]
    Catalog {
        /// The index.
        dir: PathBuf,
    },
}

/// The catalog of an index, empty before the first update.
///
/// # Errors
///
/// It is missing or altered.
pub fn catalog(index: &Index) -> Result<Catalog, UpdateError> {
    match index.catalog()? {
        None => Ok(Catalog::default()),
        Some(bytes) => {
            Catalog::decode(&bytes).ok_or_else(|| UpdateError::Catalog { dir: index.dir().into() })
        }
    }
}

/// Brings `index` up to date with `input`.
///
/// Files below the given paths that are gone leave the index; what came from other paths stays.
///
/// # Errors
///
/// The index cannot be read or written. What cannot be read of the input is in the report.
pub fn update(
    index: &Index,
    input: Input,
    settings: &UpdateSettings,
    progress: &Progress,
) -> Result<UpdateReport, UpdateError> {
    let old = catalog(index)?;
    let writer = match settings.mode {
        Mode::DryRun => None,
        Mode::Write => {
            let writer = WriterSettings { memory: settings.memory, threads: 1 };
            Some(index.writer(writer)?)
        }
    };
    let roots: Vec<String> = input.paths.iter().map(|path| ingest::shown(path)).collect();
    let mut run = Run::new(index, settings, &old, writer);
    let steps = Steps::new(input, &old, &settings.read, &progress.stop);
    let work = || {
        let mut preparer = index.preparer();
        move |batch: Vec<Step>| -> Vec<Done> {
            batch.into_iter().map(|step| done(step, &settings.extract, &mut preparer)).collect()
        }
    };
    pipeline::map_in_order(settings.threads, Batches(steps), work, |batch| {
        batch.into_iter().try_for_each(|it| run.take(it, progress))
    })?;
    run.report.stopped = progress.stop.load(Ordering::Relaxed);
    run.finish(&roots)
}

/// Something met on the way through the input, in order.
enum Step {
    /// A file begins. `None`: a stream.
    File { path: String, stamp: Option<Stamp>, size: u64 },
    /// The file is as it was.
    Unchanged { path: String, size: u64 },
    /// A document of the file that began last.
    Document(Result<RawDocument, Reject>),
    /// The file that began last was of a kind that is not read.
    NotRead,
    /// A file that is not read.
    Skipped(Skipped),
    /// A path that cannot be read.
    Rejected(Reject),
    /// The file that began last ended here.
    End,
}

/// A step after its work.
enum Done {
    Article { article: Box<Article>, prepared: Prepared, given: bool, hash: u128 },
    Reject(Reject),
    Other(Step),
}

fn done(step: Step, settings: &ExtractSettings, preparer: &mut Preparer) -> Done {
    let document = match step {
        Step::Document(Ok(document)) => document,
        Step::Document(Err(reject)) => return Done::Reject(reject),
        other => return Done::Other(other),
    };
    match extract::extract(&document, settings) {
        Ok(article) => {
            let prepared = preparer.prepare(&article);
            let hash = article.content_hash();
            let place = article.places.first().map(Place::to_string).unwrap_or_default();
            let given = article.id.as_str() != place && Some(article.id.as_str()) != article.url.as_deref();
            Done::Article { article: Box::new(article), prepared, given, hash }
        }
        Err(reject) => Done::Reject(reject),
    }
}

/// The steps through an input.
struct Steps<'a> {
    walk: Box<dyn Iterator<Item = Walked> + Send>,
    stream: Option<Box<dyn Read + Send>>,
    open: Option<ingest::Documents>,
    waiting: std::collections::VecDeque<Step>,
    old: &'a Catalog,
    settings: &'a ReadSettings,
    stop: &'a AtomicBool,
}

impl<'a> Steps<'a> {
    fn new(input: Input, old: &'a Catalog, settings: &'a ReadSettings, stop: &'a AtomicBool) -> Steps<'a> {
        Steps {
            walk: Box::new(ingest::walk(&input.paths)),
            stream: input.stream,
            open: None,
            waiting: std::collections::VecDeque::new(),
            old,
            settings,
            stop,
        }
    }

    fn file(&mut self, entry: &FileEntry) -> Step {
        let stamp = entry.modified.map(|modified| Stamp { size: entry.size, modified });
        let known = self.old.files.get(&entry.shown);
        let (path, size) = (entry.shown.clone(), entry.size);
        if stamp.is_some() && known.is_some_and(|it| it.stamp == stamp) {
            return Step::Unchanged { path, size };
        }
        let opened = ingest::open(entry, self.settings);
        self.begin(opened);
        Step::File { path, stamp, size }
    }

    fn begin(&mut self, opened: Opened) {
        match opened {
            Opened::Documents(documents) => self.open = Some(documents),
            Opened::Skipped(_) => self.waiting.push_back(Step::NotRead),
        }
    }
}

impl Iterator for Steps<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        if let Some(step) = self.waiting.pop_front() {
            return Some(step);
        }
        if let Some(documents) = &mut self.open {
            if let Some(document) = documents.next() {
                return Some(Step::Document(document));
            }
            self.open = None;
            return Some(Step::End);
        }
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        if let Some(walked) = self.walk.next() {
            return Some(match walked {
                Walked::File(entry) => self.file(&entry),
                Walked::Skipped(skipped) => Step::Skipped(skipped),
                Walked::Rejected(reject) => Step::Rejected(reject),
            });
        }
        let stream = self.stream.take()?;
        let opened = ingest::read(stream, STREAM, self.settings);
        self.begin(opened);
        Some(Step::File { path: STREAM.into(), stamp: None, size: 0 })
    }
}

/// The name that a stream goes by.
pub const STREAM: &str = "-";

/// Steps in batches, so that handing them on costs little.
struct Batches<'a>(Steps<'a>);

impl Batches<'_> {
    const STEPS: usize = 64;
    const BYTES: usize = 1 << 18;
}

impl Iterator for Batches<'_> {
    type Item = Vec<Step>;

    fn next(&mut self) -> Option<Vec<Step>> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < Self::STEPS && bytes < Self::BYTES {
            let Some(step) = self.0.next() else { break };
            if let Step::Document(Ok(document)) = &step {
                bytes += document.bytes.len();
            }
            batch.push(step);
        }
        (!batch.is_empty()).then_some(batch)
    }
}

/// An update under way: what the index held, what it will hold, and what has been written.
struct Run<'a> {
    index: &'a Index,
    settings: &'a UpdateSettings,
    old: &'a Catalog,
    old_claims: Claims,
    new: Catalog,
    claims: Claims,
    writer: Option<Writer>,
    preparer: Preparer,
    /// What was written in this run, by id: the hash, and how many places.
    written: FxHashMap<ArticleId, (u128, usize)>,
    /// The file under way.
    file: Option<(String, FileRecords, u64)>,
    report: UpdateReport,
}

impl<'a> Run<'a> {
    fn new(index: &'a Index, settings: &'a UpdateSettings, old: &'a Catalog, writer: Option<Writer>) -> Run<'a> {
        Run {
            index,
            settings,
            old,
            old_claims: claims_of(&old.files),
            new: Catalog::default(),
            claims: Claims::default(),
            writer,
            preparer: index.preparer(),
            written: FxHashMap::default(),
            file: None,
            report: UpdateReport::default(),
        }
    }

    fn take(&mut self, done: Done, progress: &Progress) -> Result<(), UpdateError> {
        match done {
            Done::Article { article, prepared, given, hash } => self.article(*article, prepared, given, hash),
            Done::Reject(reject) => {
                self.reject(&reject);
                Ok(())
            }
            Done::Other(step) => {
                self.step(step, progress);
                Ok(())
            }
        }
    }

    fn step(&mut self, step: Step, progress: &Progress) {
        match step {
            Step::File { path, stamp, size } => {
                // A file that may still change within the same tick of its clock is read again next time.
                let settled = |stamp: &Stamp| {
                    self.writer.as_ref().is_none_or(|it| stamp.modified.saturating_add(UNSETTLED) < it.since())
                };
                let records = FileRecords { stamp: stamp.filter(settled), records: Vec::new() };
                self.file = Some((path, records, size));
            }
            Step::Unchanged { path, size } => {
                if let Some(records) = self.old.files.get(&path) {
                    self.keep(&path, records);
                }
                tick(progress, size);
            }
            Step::End => {
                if let Some((path, records, size)) = self.file.take() {
                    self.new.files.insert(path, records);
                    tick(progress, size);
                }
            }
            Step::NotRead => {
                self.report.skipped += 1;
                if let Some((_, _, size)) = self.file.take() {
                    tick(progress, size);
                }
            }
            Step::Skipped(_) => self.report.skipped += 1,
            Step::Rejected(reject) => {
                let path = reject.place.path.clone();
                self.file = Some((path, FileRecords::default(), 0));
                self.reject(&reject);
                self.step(Step::End, progress);
            }
            Step::Document(_) => unreachable!("documents come as articles or rejects"),
        }
    }

    /// Takes over the records of a file that was not read again.
    fn keep(&mut self, path: &str, records: &FileRecords) {
        for record in &records.records {
            let place = Place { path: path.to_owned(), record: record.number };
            match &record.outcome {
                Outcome::Article { id, given, hash } => match self.claims.add(id, *given, *hash, place).0 {
                    Standing::Duplicate => self.report.duplicates += 1,
                    Standing::New | Standing::Supersedes => self.report.unchanged += 1,
                },
                Outcome::Rejected { .. } => self.report.rejected += 1,
            }
        }
        self.new.files.insert(path.to_owned(), records.clone());
    }

    fn reject(&mut self, reject: &Reject) {
        self.report.rejected += 1;
        self.record(Record {
            number: reject.place.record,
            outcome: Outcome::Rejected { line: reject.line, reason: reject.reason.to_string() },
        });
    }

    fn record(&mut self, record: Record) {
        if let Some((_, records, _)) = &mut self.file {
            records.records.push(record);
        }
    }

    fn article(
        &mut self,
        mut article: Article,
        prepared: Prepared,
        given: bool,
        hash: u128,
    ) -> Result<(), UpdateError> {
        let place = article.places.first().cloned().unwrap_or(Place { path: STREAM.into(), record: None });
        let outcome = Outcome::Article { id: article.id.clone(), given, hash };
        self.record(Record { number: place.record, outcome });
        let (standing, id) = self.claims.add(&article.id, given, hash, place);
        let before = self.old_claims.get(&id).map(|it| it.hash);
        let same = before == Some(hash) && !self.written.contains_key(&id);
        match standing {
            Standing::Duplicate => self.report.duplicates += 1,
            Standing::Supersedes if !same => self.report.replaced += 1,
            Standing::New if before.is_none() => self.report.indexed += 1,
            Standing::New if !same => self.report.replaced += 1,
            Standing::New | Standing::Supersedes => self.report.unchanged += 1,
        }
        if same {
            // Its places may have changed; that is settled at the end, when all are known.
            return Ok(());
        }
        let places = self.claims.get(&id).map(|it| it.places.clone()).unwrap_or_default();
        if places.len() > 1 {
            article.id = id;
            article.places = places;
            return self.write(&article, hash);
        }
        self.put(&id, prepared, hash, 1)
    }

    fn write(&mut self, article: &Article, hash: u128) -> Result<(), UpdateError> {
        let prepared = self.preparer.prepare(article);
        self.put(&article.id, prepared, hash, article.places.len())
    }

    fn put(&mut self, id: &ArticleId, prepared: Prepared, hash: u128, places: usize) -> Result<(), UpdateError> {
        let known = self.written.insert(id.clone(), (hash, places)).is_some() || self.old_claims.get(id).is_some();
        match &mut self.writer {
            None => {}
            Some(writer) if known => writer.replace(prepared)?,
            Some(writer) => writer.add(prepared)?,
        }
        Ok(())
    }

    /// Settles what could only be known at the end, and commits.
    fn finish(mut self, roots: &[String]) -> Result<UpdateReport, UpdateError> {
        for (path, records) in &self.old.files {
            let gone = !self.report.stopped && roots.iter().any(|root| is_below(path, root));
            if !self.new.files.contains_key(path) && !gone {
                self.keep_silently(path, records);
            }
        }
        // Places come in the order of files again, whatever was kept last.
        let claims = claims_of(&self.new.files);
        self.settle(&claims)?;
        for (id, _) in self.old_claims.iter() {
            if claims.get(id).is_none() {
                self.report.removed += 1;
                if let Some(writer) = &mut self.writer {
                    writer.remove(id);
                }
            }
        }
        for (id, _) in &self.written {
            if claims.get(id).is_none()
                && self.old_claims.get(id).is_none()
                && let Some(writer) = &mut self.writer
            {
                writer.remove(id);
            }
        }
        self.report.rejects = self.new.rejects().map(|it| it.to_string()).collect();
        if let Some(writer) = &mut self.writer
            && (*self.old != self.new || self.index.catalog()?.is_none())
        {
            writer.commit(&self.new.encode())?;
            writer.tidy()?;
        }
        Ok(self.report)
    }

    /// Takes over a file of which this run was not asked.
    fn keep_silently(&mut self, path: &str, records: &FileRecords) {
        self.new.files.insert(path.to_owned(), records.clone());
    }

    /// Writes those articles anew whose content or places are not what the index holds or was given.
    fn settle(&mut self, claims: &Claims) -> Result<(), UpdateError> {
        let mut missing: BTreeMap<ArticleId, u128> = BTreeMap::new();
        let mut searcher: Option<Searcher> = None;
        for (id, claim) in claims.iter() {
            let right = match (self.written.get(id), self.old_claims.get(id)) {
                (Some(&(hash, places)), _) => {
                    hash == claim.hash && places == claim.places.len() && self.claims.get(id).is_some_and(|it| it.places == claim.places)
                }
                (None, Some(old)) => old == claim,
                (None, None) => false,
            };
            if right || self.writer.is_none() {
                continue;
            }
            if searcher.is_none() {
                searcher = Some(self.index.searcher()?);
            }
            let stored = searcher.as_ref().map(|it| it.article(id)).transpose()?.flatten();
            match stored.filter(|it| it.content_hash() == claim.hash) {
                Some(mut article) => {
                    article.places = claim.places.clone();
                    self.write(&article, claim.hash)?;
                }
                None => {
                    missing.insert(id.clone(), claim.hash);
                }
            }
        }
        self.read_again(claims, &missing)
    }
}

impl Run<'_> {
    /// Reads those records again whose content is needed and no longer at hand: a record
    /// that was superseded or a duplicate before, in a file that has not changed.
    fn read_again(
        &mut self,
        claims: &Claims,
        missing: &BTreeMap<ArticleId, u128>,
    ) -> Result<(), UpdateError> {
        let mut paths: BTreeMap<&str, Vec<&ArticleId>> = BTreeMap::new();
        for id in missing.keys() {
            if let Some(place) = claims.get(id).and_then(|it| it.places.first()) {
                paths.entry(&place.path).or_default().push(id);
            }
        }
        for (path, ids) in paths {
            let entry = FileEntry {
                path: PathBuf::from(path),
                shown: path.to_owned(),
                named: ingest::Named::Outright,
                size: 0,
                modified: None,
            };
            let Opened::Documents(documents) = ingest::open(&entry, &self.settings.read) else { continue };
            let mut found = 0;
            for document in documents.flatten() {
                let Ok(mut article) = extract::extract(&document, &self.settings.extract) else { continue };
                let hash = article.content_hash();
                let id = ids.iter().find(|id| {
                    claims.get(id).is_some_and(|it| it.hash == hash && it.places.first() == article.places.first())
                });
                if let Some(&id) = id {
                    article.id = id.clone();
                    article.places = claims.get(id).map(|it| it.places.clone()).unwrap_or_default();
                    self.write(&article, hash)?;
                    found += 1;
                }
            }
            // It has changed meanwhile: it is read again next time.
            if found < ids.len()
                && let Some(file) = self.new.files.get_mut(path)
            {
                file.stamp = None;
            }
        }
        Ok(())
    }
}

/// How long after its last change a file may still change without its time changing, in nanoseconds.
const UNSETTLED: i64 = 2_000_000_000;

fn tick(progress: &Progress, size: u64) {
    progress.bytes.fetch_add(size, Ordering::Relaxed);
    progress.files.fetch_add(1, Ordering::Relaxed);
}

fn is_below(path: &str, root: &str) -> bool {
    let root = root.trim_end_matches('/');
    root.is_empty()
        || root == "."
        || path == root
        || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
}

fn claims_of(files: &BTreeMap<String, FileRecords>) -> Claims {
    let mut claims = Claims::default();
    for (path, file) in files {
        for record in &file.records {
            if let Outcome::Article { id, given, hash } = &record.outcome {
                let place = Place { path: path.clone(), record: record.number };
                claims.add(id, *given, *hash, place);
            }
        }
    }
    claims
}
