//! Walks the input: which files there are, which of them changed, and their records.

use std::collections::VecDeque;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::readers;
use crate::readers::{FileEntry, Named, Opened, ReadSettings, Walked};
use crate::record::{RawRecord, Reject};
use crate::update::catalog::{Catalog, Stamp};
use crate::update::settings::{Compare, Input, STREAM, Unreachable, UpdateSettings};
use crate::update::skipped::Kinds;
use crate::update::spelling::Spellings;
use crate::update::streamed::last_number;

/// What is met in the input, in order.
pub(super) enum Step {
    /// A file begins.
    File { path: String, stamp: Option<Stamp>, size: u64 },
    /// The file is as it was.
    Unchanged { path: String, size: u64 },
    /// A record of the file that began last.
    Document(Result<RawRecord, Reject>),
    /// The file that began last is not read; of which kind it is.
    NotRead { kind: String, named: Named },
    /// A file in a folder that is not read.
    Skipped { path: String, kind: String },
    /// A path that cannot be read.
    Rejected(Reject),
    /// The end of the file that began last: which parts of it were passed over, and which members are not read.
    End { passed_over: Kinds, not_read: Kinds },
    /// The update was stopped within the file that began last.
    Cut,
}

/// The steps through an input.
pub(super) struct Steps<'a> {
    walk: Box<dyn Iterator<Item = Walked> + Send>,
    stream: Option<Box<dyn Read + Send>>,
    open: Option<readers::Records>,
    waiting: VecDeque<Step>,
    old: &'a Catalog,
    settings: &'a ReadSettings,
    /// Whether each file is read, whatever its stamp says.
    reads_all: bool,
    /// Added to the numbers of the stream's records, where earlier streams brought some.
    shift: Option<u64>,
    in_stream: bool,
    spellings: Spellings<'a>,
    stop: &'a AtomicBool,
}

impl<'a> Steps<'a> {
    pub(super) fn new(
        input: Input,
        old: &'a Catalog,
        dir: &'a Path,
        settings: &'a UpdateSettings,
        stop: &'a AtomicBool,
    ) -> Steps<'a> {
        let renamed = settings.ids.is_some_and(|ids| ids != old.ids);
        let keeps = settings.unreachable == Unreachable::Keep;
        Steps {
            walk: Box::new(readers::walk(&input.paths)),
            stream: input.stream,
            open: None,
            waiting: VecDeque::new(),
            old,
            settings: &settings.read,
            reads_all: settings.compare == Compare::Contents || renamed,
            shift: if keeps { last_number(old) } else { None },
            in_stream: false,
            spellings: Spellings::new(old, dir),
            stop,
        }
    }

    /// Numbers a record of the stream behind those of earlier streams.
    fn numbered(&self, mut document: Result<RawRecord, Reject>) -> Result<RawRecord, Reject> {
        if let Some(shift) = self.shift.filter(|_| self.in_stream) {
            let origin = match &mut document {
                Ok(record) => &mut record.origin,
                Err(reject) => &mut reject.origin,
            };
            origin.record = Some(origin.record.unwrap_or(1).saturating_add(shift));
        }
        document
    }

    fn file(&mut self, mut entry: FileEntry) -> Step {
        if let Some(known) = self.spellings.known(&entry) {
            known.clone_into(&mut entry.shown);
        }
        let (path, size) = (entry.shown.clone(), entry.size);
        // A format that the user says is no fact of the file: the last time it may have been another.
        let is_asked = entry.named == Named::Outright && self.settings.format.is_some();
        if !is_asked && !self.reads_all && self.old.is_as_it_was(&entry) {
            return Step::Unchanged { path, size };
        }
        let opened = readers::open(&entry, self.settings);
        self.begin(opened, &path, entry.named);
        Step::File { path, stamp: Stamp::of(&entry), size }
    }

    fn begin(&mut self, opened: Opened, path: &str, named: Named) {
        match opened {
            Opened::Records(records) => self.open = Some(records),
            Opened::Skipped(reason) => {
                self.waiting.push_back(Step::NotRead { kind: reason.kind(path), named });
            }
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
            if self.stop.load(Ordering::Relaxed) {
                self.open = None;
                return Some(Step::Cut);
            }
            if let Some(document) = documents.next() {
                return Some(Step::Document(self.numbered(document)));
            }
            let (passed_over, not_read) = (documents.passed_over(), documents.not_read());
            self.open = None;
            return Some(Step::End { passed_over, not_read });
        }
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        if let Some(walked) = self.walk.next() {
            return Some(match walked {
                Walked::File(entry) => self.file(entry),
                Walked::Skipped(it) => Step::Skipped { kind: it.reason.kind(&it.shown), path: it.shown },
                Walked::Rejected(reject) => Step::Rejected(reject),
            });
        }
        let stream = self.stream.take()?;
        self.in_stream = true;
        let opened = readers::read(stream, STREAM, self.settings);
        self.begin(opened, STREAM, Named::Outright);
        Some(Step::File { path: STREAM.into(), stamp: None, size: 0 })
    }
}

/// Steps in batches, so that handing them to threads costs little.
pub(super) struct Batches<'a> {
    steps: Steps<'a>,
    /// A batch ends when its documents have so many bytes.
    bytes: usize,
}

impl<'a> Batches<'a> {
    const STEPS: usize = 64;

    pub(super) fn new(steps: Steps<'a>, bytes: usize) -> Batches<'a> {
        Batches { steps, bytes }
    }
}

impl Iterator for Batches<'_> {
    /// The steps, and the bytes of their documents.
    type Item = (Vec<Step>, usize);

    fn next(&mut self) -> Option<(Vec<Step>, usize)> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < Self::STEPS && bytes < self.bytes {
            let Some(step) = self.steps.next() else { break };
            if let Step::Document(Ok(document)) = &step {
                bytes += document.content.bytes();
            }
            batch.push(step);
        }
        (!batch.is_empty()).then_some((batch, bytes))
    }
}
