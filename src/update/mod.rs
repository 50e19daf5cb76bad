//! Brings an index up to date with files: reads what changed, takes out what is gone.
//!
//! Every record that is read is accounted for: it is indexed, replaced (its id
//! was taken), unchanged, a duplicate, or rejected with a reason. What an index
//! holds afterwards follows from the records alone (see [`ownership`]), so that an
//! update comes to what a fresh index of the same files would hold.

mod article;
pub mod catalog;
mod done;
pub mod ownership;
mod rebuild;
mod reconcile;
mod run;
mod steps;
mod unchanged;
mod verify;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::article::Origin;
use crate::extract::ExtractSettings;
use crate::index::{Index, IndexError, WriterSettings};
use crate::pool::{Bounds, map_in_order};
use crate::readers;
use crate::readers::ReadSettings;
pub use crate::update::article::article_of;
use crate::update::catalog::{Catalog, FileRecords, Keep, RejectedRecord};
use crate::update::done::{Done, done};
pub use crate::update::rebuild::{RebuildReport, rebuild};
use crate::update::run::Run;
use crate::update::steps::{Batches, Step, Steps};
pub use crate::update::unchanged::{Unchanged, unchanged};
pub use crate::update::verify::verify;

/// How an update is made.
#[derive(Debug, Clone)]
pub struct UpdateSettings {
    /// How documents are read.
    pub read: ReadSettings,
    /// How articles are made of them.
    pub extract: ExtractSettings,
    /// Memory for the whole of the update, in bytes, as [`WriterSettings::memory`] tells.
    pub memory: usize,
    /// Threads that extract.
    pub threads: usize,
    /// Whether earlier wordings stay findable; `None`: as the index was told before.
    pub keep: Option<Keep>,
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
    /// Set from outside: finish the records under way, keep what is whole, and stop.
    pub stop: Arc<AtomicBool>,
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
    /// Earlier wordings that were kept of edited articles.
    pub kept: u64,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// The last record that was read before it was stopped.
    pub stopped_at: Option<Origin>,
    /// The files with records that became no article, of which there may be millions.
    files: BTreeMap<String, FileRecords>,
}

impl UpdateReport {
    /// The records that became no article, those of files that were not asked about among them.
    pub fn rejects(&self) -> impl Iterator<Item = RejectedRecord<'_>> {
        catalog::rejects(&self.files)
    }
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
    decoded(index, index.catalog()?)
}

fn decoded(index: &Index, bytes: Option<Vec<u8>>) -> Result<Catalog, UpdateError> {
    match bytes {
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
    // What the index holds is asked when nobody else can change it any more.
    let (old, writer) = match settings.mode {
        Mode::DryRun => (catalog(index)?, None),
        Mode::Write => {
            let writer = index.writer(WriterSettings { memory: settings.memory })?;
            (decoded(index, writer.catalog()?)?, Some(writer))
        }
    };
    let roots: Vec<String> = input.paths.iter().map(|path| readers::shown(path)).collect();
    let mut run = Run::new(index, settings, &old, writer);
    let steps = Steps::new(input, &old, &settings.read, &progress.stop);
    // Little memory is for small batches: some are under way for every thread.
    let batch = (settings.memory >> 10).clamp(1 << 15, 1 << 18);
    let work = || {
        let mut document_builder = index.document_builder();
        move |batch: Vec<Step>| -> Vec<Done> {
            batch.into_iter().map(|step| done(step, &settings.extract, &mut document_builder)).collect()
        }
    };
    // A document takes some ten times its bytes while it is made an article: large ones go one by one.
    let bounds = Bounds {
        // While one of them reads or writes, the others extract.
        threads: settings.threads + 1,
        items: settings.threads * 3,
        weight: settings.memory >> 4,
    };
    map_in_order(bounds, Batches::new(steps, batch), work, |batch| {
        batch.into_iter().try_for_each(|it| run.take(it, progress))
    })?;
    run.report.stopped = progress.stop.load(Ordering::Relaxed);
    run.finish(&roots)
}

/// The name that a stream goes by.
pub const STREAM: &str = "-";
