//! How far an update is, and what became of the records.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use crate::article::Origin;
use crate::update::catalog;
use crate::update::catalog::{FileRecords, RejectedRecord};
use crate::update::skipped::Kinds;

/// How far an update is, for another thread to look at, which can stop it too.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes of the files that are done.
    pub bytes: AtomicU64,
    /// Files that are done.
    pub files: AtomicU64,
    /// Told how many articles are about to be removed of which it is not known that they are gone; see
    /// [`Unreachable::Prune`](crate::update::Unreachable::Prune).
    pub before_prune: Option<fn(u64)>,
    /// Set it to stop: records under way are finished, and what was read is committed.
    pub stop: Arc<AtomicBool>,
}

/// What an update did. The records read are indexed + replaced + unchanged + duplicates + rejected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpdateReport {
    /// Records that became articles with an id the index did not have.
    pub indexed: u64,
    /// Records that replaced an article of the same id.
    pub replaced: u64,
    /// Records with the content they had before.
    pub unchanged: u64,
    /// Records with exactly the content of another record.
    pub duplicates: u64,
    /// Records that became no article, those of unchanged files included.
    pub rejected: u64,
    /// Files, and members of archives, of a format that is not read.
    pub skipped: u64,
    /// Which parts of a file were passed over as they hold no article, by file.
    pub passed_over: BTreeMap<String, Kinds>,
    /// How many files of each kind are not read, in the paths of this update.
    pub kinds: Kinds,
    /// The paths of this update that are files of which nothing could be read.
    pub unread: Vec<String>,
    /// Articles removed because their last record is gone.
    pub removed: u64,
    /// Earlier wordings of edited articles that were kept.
    pub kept: u64,
    /// Whether it was stopped before the end.
    pub stopped: bool,
    /// The last record that was read before it was stopped.
    pub stopped_at: Option<Origin>,
    /// The files with rejected records. There may be millions of these, so they stay encoded.
    pub(super) files: BTreeMap<String, FileRecords>,
}

impl UpdateReport {
    /// The rejected records of all files in the catalog, those outside this update included.
    pub fn rejects(&self) -> impl Iterator<Item = RejectedRecord<'_>> {
        catalog::rejects(&self.files)
    }
}
