//! An update under way.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use rustc_hash::FxHashMap;

use super::catalog::{Catalog, FileRecords, Outcome, Record, Stamp};
use super::claims::{Claims, Standing};
use super::steps::Step;
use super::{Progress, STREAM, UpdateError, UpdateReport, UpdateSettings};
use crate::article::{Article, ArticleId, Place};
use crate::document::{Reject, RejectReason};
use crate::extract::{self, ExtractSettings};
use crate::index::{Index, Prepared, Preparer, Searcher, Writer};
use crate::ingest::{self, FileEntry, Opened};

/// A step after its work.
pub(super) enum Done {
    Article { article: Box<Article>, prepared: Prepared, given: bool, hash: u128 },
    Reject(Reject),
    Other(Step),
}

pub(super) fn done(step: Step, settings: &ExtractSettings, preparer: &mut Preparer) -> Done {
    let document = match step {
        Step::Document(Ok(document)) => document,
        Step::Document(Err(reject)) => return Done::Reject(reject),
        other => return Done::Other(other),
    };
    let (place, line) = (document.place.clone(), document.line);
    // One document that the program fails on must not cost the others.
    let read = AssertUnwindSafe(|| {
        let article = extract::extract(document, settings)?;
        let prepared = preparer.prepare(&article);
        Ok((article, prepared))
    });
    let read = catch_unwind(read).unwrap_or(Err(Reject { place, line, reason: RejectReason::Failed }));
    match read {
        Ok((article, prepared)) => {
            let hash = article.content_hash();
            let given = !article.id_is_place() && Some(article.id.as_str()) != article.url.as_deref();
            Done::Article { article: Box::new(article), prepared, given, hash }
        }
        Err(reject) => Done::Reject(reject),
    }
}

/// An update under way: what the index held, what it will hold, and what has been written.
pub(super) struct Run<'a> {
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
    pub(super) report: UpdateReport,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        index: &'a Index,
        settings: &'a UpdateSettings,
        old: &'a Catalog,
        writer: Option<Writer>,
    ) -> Run<'a> {
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

    pub(super) fn take(&mut self, done: Done, progress: &Progress) -> Result<(), UpdateError> {
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
                    self.writer
                        .as_ref()
                        .is_none_or(|it| stamp.modified.saturating_add(UNSETTLED) < it.since())
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
            Step::Cut => {
                if let Some((path, mut records, _)) = self.file.take() {
                    let last = records.records.last().and_then(|it| it.number);
                    self.report.stopped_at = Some(Place { path: path.clone(), record: last });
                    // What stood behind it stands there still, as far as is known.
                    records.stamp = None;
                    let before =
                        self.old.files.get(&path).map(|it| it.records.as_slice()).unwrap_or_default();
                    let done = records.records.len();
                    let behind = before.iter().filter(|it| it.number > last || done == 0);
                    records.records.extend(behind.cloned());
                    self.new.files.insert(path, records);
                }
            }
            Step::NotRead => {
                self.report.skipped += 1;
                if let Some((_, _, size)) = self.file.take() {
                    tick(progress, size);
                }
            }
            Step::Skipped => self.report.skipped += 1,
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
        let said_so_before = self.old.record(&place) == Some(&outcome);
        self.record(Record { number: place.record, outcome });
        let (standing, id) = self.claims.add(&article.id, given, hash, place);
        let taken = standing == Standing::Supersedes || self.old_claims.get(&id).is_some();
        match standing {
            Standing::Duplicate => self.report.duplicates += 1,
            Standing::New | Standing::Supersedes if said_so_before => self.report.unchanged += 1,
            Standing::New | Standing::Supersedes if taken => self.report.replaced += 1,
            Standing::New | Standing::Supersedes => self.report.indexed += 1,
        }
        let held =
            self.old_claims.get(&id).is_some_and(|it| it.hash == hash) && !self.written.contains_key(&id);
        if said_so_before || held {
            // Whether the index must change all the same is settled at the end, when all is known.
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

    fn put(
        &mut self,
        id: &ArticleId,
        prepared: Prepared,
        hash: u128,
        places: usize,
    ) -> Result<(), UpdateError> {
        let known =
            self.written.insert(id.clone(), (hash, places)).is_some() || self.old_claims.get(id).is_some();
        match &mut self.writer {
            None => {}
            Some(writer) if known => writer.replace(prepared)?,
            Some(writer) => writer.add(prepared)?,
        }
        Ok(())
    }

    /// Settles what could only be known at the end, and commits.
    pub(super) fn finish(mut self, roots: &[String]) -> Result<UpdateReport, UpdateError> {
        if self.report.stopped && self.report.stopped_at.is_none() {
            let last = self.new.files.last_key_value().map(|(path, _)| path.clone());
            self.report.stopped_at = last.map(|path| Place { path, record: None });
        }
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
        for id in self.written.keys() {
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
                    hash == claim.hash
                        && places == claim.places.len()
                        && self.claims.get(id).is_some_and(|it| it.places == claim.places)
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
                let Ok(mut article) = extract::extract(document, &self.settings.extract) else { continue };
                let hash = article.content_hash();
                let id = ids.iter().find(|id| {
                    claims
                        .get(id)
                        .is_some_and(|it| it.hash == hash && it.places.first() == article.places.first())
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

pub(super) fn claims_of(files: &BTreeMap<String, FileRecords>) -> Claims {
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
