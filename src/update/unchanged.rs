//! A quick check whether any file changed at all, for the common case that none has.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::index::Index;
use crate::readers;
use crate::readers::Walked;
use crate::update::catalog::Outcome;
use crate::update::error::UpdateError;
use crate::update::load::decoded;
use crate::update::run::is_below;

/// The files under a path are as the index has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unchanged {
    /// How many of their records were rejected.
    pub rejected: u64,
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
    let as_it_was = |walked| match walked {
        Walked::File(file) => {
            seen.fetch_add(1, Ordering::Relaxed);
            old.is_as_it_was(&file)
        }
        Walked::Skipped(_) => true,
        Walked::Rejected(_) => false,
    };
    if !readers::walk_at_once(path, &as_it_was) || seen.into_inner() != below().count() {
        return Ok(None);
    }
    let records = below().flat_map(|(_, file)| file.records());
    let rejected = records.filter(|it| matches!(it.outcome, Outcome::Rejected { .. })).count() as u64;
    Ok(Some(Unchanged { rejected }))
}
