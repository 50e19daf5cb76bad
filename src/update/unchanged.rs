//! A quick check whether any file changed at all, for the common case that none has.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::index::Index;
use crate::readers;
use crate::readers::Walked;
use crate::update::catalog::{FileRecords, Record};
use crate::update::error::UpdateError;
use crate::update::load::decoded;
use crate::update::settings::is_below;
use crate::update::skipped::{Kinds, Skipped};

/// The files under a path are as the index has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchanged {
    /// How many of their records were rejected.
    pub rejected: u64,
    /// How many files of each kind are not read.
    pub kinds: Kinds,
    /// Whether the path is a file of which nothing could be read.
    pub is_unread: bool,
}

/// Whether an update with the files under `path` would find each file as it was and none gone; `None` when
/// it would not, or when that cannot be told.
///
/// # Errors
///
/// The catalog is missing or damaged.
pub fn unchanged(index: &Index, path: &Path) -> Result<Option<Unchanged>, UpdateError> {
    // Without a catalog nothing was ever committed.
    let Some(bytes) = index.catalog()? else { return Ok(None) };
    let old = decoded(index, Some(bytes))?;
    let root = readers::shown(path);
    let below = || old.files.iter().filter(|(file, _)| is_below(file, &root));
    let seen = AtomicUsize::new(0);
    let skipped = Mutex::new(Skipped::default());
    let as_it_was = |walked| match walked {
        Walked::File(file) => {
            seen.fetch_add(1, Ordering::Relaxed);
            old.is_as_it_was(&file)
        }
        Walked::Skipped(it) => {
            let kind = it.reason.kind(&it.shown);
            skipped.lock().unwrap_or_else(PoisonError::into_inner).add(&it.shown, kind);
            true
        }
        Walked::Rejected(_) => false,
    };
    if !readers::walk_at_once(path, &as_it_was) || seen.into_inner() != below().count() {
        return Ok(None);
    }
    let records = below().flat_map(|(_, file)| file.records());
    let rejected = records.filter(Record::is_rejected).count() as u64;
    let mut skipped = skipped.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (file, _) in below() {
        if let Some(kinds) = old.skipped.folders.get(file) {
            skipped.folders.insert(file.clone(), kinds.clone());
        }
    }
    let is_unread = old.files.get(&root).is_some_and(FileRecords::is_unread);
    Ok(Some(Unchanged { rejected, kinds: skipped.below(&[root]), is_unread }))
}
