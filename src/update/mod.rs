//! Brings an index up to date with files: adds and replaces articles, removes those whose files are gone.
//!
//! Every record that is read is accounted for: it is indexed, it replaces an article of the same id, it is
//! unchanged, it duplicates another record, or it is rejected with a reason. What the index holds
//! afterwards follows from the records alone (see [`ownership`]), so an update ends with what a fresh
//! index of the same files would hold.

mod article;
mod before;
pub mod catalog;
mod changes;
mod encoding;
mod error;
mod hashes;
mod load;
mod missing;
mod neighbours;
pub mod ownership;
mod position;
mod prepare;
mod rebuild;
mod reconcile;
mod records;
mod remaining;
mod replaced;
mod report;
mod roots;
mod run;
mod settings;
mod skipped;
mod spelling;
mod stated;
mod steps;
mod streamed;
mod unchanged;
mod verify;

use std::sync::atomic::Ordering;

pub use crate::update::article::article_of;
pub use crate::update::changes::commit_changes;
pub use crate::update::error::UpdateError;
pub use crate::update::load::catalog;
pub use crate::update::rebuild::{RebuildReport, rebuild};
pub use crate::update::report::{Progress, UpdateReport};
pub use crate::update::settings::{BULK, Compare, Input, Mode, STREAM, Unreachable, UpdateSettings};
pub use crate::update::skipped::{Kinds, Skipped};
pub use crate::update::unchanged::{Unchanged, unchanged};
pub use crate::update::verify::verify;

use crate::index::{Index, WriterSettings};
use crate::pool::{Bounds, map_in_order};
use crate::readers;
use crate::update::load::decoded;
use crate::update::prepare::{Prepared, prepare};
use crate::update::run::Run;
use crate::update::steps::{Batches, Step, Steps};

/// Brings `index` up to date with `input`.
///
/// Articles of files that are gone from below the given paths are removed; those of other paths stay, and those of
/// earlier streams. What cannot be read is not gone: see [`Unreachable`].
///
/// # Errors
///
/// The index cannot be read or written, or another process writes it. Input that cannot be read is no
/// error: it is in the report.
pub fn update(
    index: &Index,
    mut input: Input,
    settings: &UpdateSettings,
    progress: &Progress,
) -> Result<UpdateReport, UpdateError> {
    // The catalog is read under the write lock: nobody else can change the index any more.
    let (old, writer) = match settings.mode {
        Mode::DryRun => (catalog(index)?, None),
        Mode::Write => {
            let writer = index.writer(WriterSettings { memory: settings.memory })?;
            (decoded(index, writer.catalog()?)?, Some(writer))
        }
    };
    let roots: Vec<String> = input.paths.iter().map(|path| readers::shown(path)).collect();
    let mut run = Run::new(index, settings, &old, writer);
    if settings.unreachable == Unreachable::Keep {
        for reject in roots::settle(&mut input.paths, index.dir(), &old, &mut run.new) {
            run.take(Prepared::Other(Step::Rejected(reject)), progress)?;
        }
    }
    let steps = Steps::new(input, &old, index.dir(), settings, &progress.stop);
    // Several batches are under way for each thread, so little memory makes them small.
    let batch = (settings.memory >> 10).clamp(1 << 15, 1 << 18);
    let work = || {
        let mut document_builder = index.document_builder();
        let ids = settings.ids.unwrap_or(old.ids);
        move |batch: Vec<Step>| -> Vec<Prepared> {
            let prepared =
                batch.into_iter().map(|it| prepare(it, &settings.extract, ids, &mut document_builder));
            prepared.collect()
        }
    };
    // Extraction takes some ten times the bytes of a document, so large documents go one by one.
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
    run.finish(&roots, progress)
}
