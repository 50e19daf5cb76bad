//! An index in a folder: created, opened, and what is opened of it.

use std::path::Path;
use std::sync::Arc;

use crate::index::build::document::DocumentBuilder;
use crate::index::build::opened::{OpenIndex, create_engine};
use crate::index::build::verify;
use crate::index::build::verify::{SeenArticles, VerifyDepth, VerifyReport};
use crate::index::build::writer::{Writer, WriterSettings};
use crate::index::error::IndexError;
use crate::index::exec::searcher::Searcher;
use crate::index::store::catalog;
use crate::index::store::faults::Faults;
use crate::index::store::files::Folder;
use crate::index::store::lock::WriteLock;
use crate::index::store::manifest::{MANIFEST, Manifest, SEGMENTS};
use crate::index::store::own;
use crate::index::switches::Switches;

/// An index in a folder.
#[derive(Debug, Clone)]
pub struct Index {
    open: OpenIndex,
    switches: Switches,
}

impl Index {
    /// Whether `dir` holds an index, readable or not: also one that has lost its manifest, so that none
    /// further up is taken for it.
    #[must_use]
    pub fn is_at(dir: &Path) -> bool {
        Index::has_manifest(dir) || (catalog::any(dir) && WriteLock::was_taken(dir))
    }

    fn has_manifest(dir: &Path) -> bool {
        dir.join(MANIFEST).is_file()
    }

    /// Makes an empty index in `dir`; the folder is made too when it is missing.
    ///
    /// # Errors
    ///
    /// There is an index already, or one that has lost its manifest; another process makes
    /// one; or the folder cannot be written.
    pub fn create(dir: &Path) -> Result<Index, IndexError> {
        Index::create_in(Folder::new(dir))
    }

    /// As [`Self::create`], on a disk that fails on purpose.
    #[doc(hidden)]
    pub fn create_with_faults(dir: &Path, faults: Arc<Faults>) -> Result<Index, IndexError> {
        Index::create_in(Folder::with_faults(dir, faults))
    }

    fn create_in(folder: Folder) -> Result<Index, IndexError> {
        let dir = folder.dir.clone();
        let io = |source| IndexError::Io { dir: dir.clone(), action: "write", source };
        if Index::has_manifest(&dir) {
            return Err(IndexError::Exists { dir });
        }
        folder.make("").map_err(io)?;
        if !WriteLock::was_taken(&dir)
            && !catalog::any(&dir)
            && let Err(error) = own::check_free(&dir)
            // Unless somebody else began to make one in between.
            && !WriteLock::was_taken(&dir)
        {
            return Err(error);
        }
        let _lock = WriteLock::take(&dir)?;
        if Index::has_manifest(&dir) {
            return Err(IndexError::Exists { dir });
        }
        if catalog::any(&dir) {
            let what = format!("{MANIFEST} is missing");
            return Err(IndexError::Damaged { dir, what });
        }
        // Left by a creation that was stopped before it had a manifest.
        if dir.join(SEGMENTS).is_dir() {
            folder.remove_engine_folder(SEGMENTS).map_err(io)?;
        }
        create_engine(&folder, SEGMENTS)?;
        Manifest::current().write(&folder).map_err(io)?;
        Index::open_in(folder)
    }

    /// Opens the index in `dir`.
    ///
    /// # Errors
    ///
    /// There is none, it has another format, or it is damaged.
    pub fn open(dir: &Path) -> Result<Index, IndexError> {
        Index::open_in(Folder::new(dir))
    }

    /// As [`Self::open`], on a disk that fails on purpose.
    #[doc(hidden)]
    pub fn open_with_faults(dir: &Path, faults: Arc<Faults>) -> Result<Index, IndexError> {
        Index::open_in(Folder::with_faults(dir, faults))
    }

    fn open_in(folder: Folder) -> Result<Index, IndexError> {
        Ok(Index { open: OpenIndex::open(folder)?, switches: Switches::default() })
    }

    /// The same index, written and searched in other ways.
    #[doc(hidden)]
    #[must_use]
    pub fn with_switches(self, switches: Switches) -> Index {
        Index { switches, ..self }
    }

    /// The folder it lies in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.open.dir()
    }

    /// The revision of the extraction that made it; lower than [`INDEX_REVISION`](crate::index::INDEX_REVISION) when
    /// today's program would make better articles.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.open.manifest.revision
    }

    /// A snapshot that answers questions.
    ///
    /// # Errors
    ///
    /// A file of the index is missing or damaged.
    pub fn searcher(&self) -> Result<Searcher, IndexError> {
        self.settled(|open| Searcher::open(open, self.switches))
    }

    /// Does it with the index as it is now. A rebuild may switch to other files meanwhile and remove those that were
    /// begun with: then it is done again.
    fn settled<T>(&self, work: impl Fn(&OpenIndex) -> Result<T, IndexError>) -> Result<T, IndexError> {
        let mut open = self.open.current()?;
        loop {
            match work(&open) {
                Ok(done) => return Ok(done),
                Err(error) => {
                    let now = open.current()?;
                    if now.manifest.segments == open.manifest.segments {
                        return Err(error);
                    }
                    open = now;
                }
            }
        }
    }

    /// A newer snapshot, when there was a commit since this one; `None` when there was none.
    ///
    /// # Errors
    ///
    /// A file of the index is missing or damaged.
    pub fn newer_than(&self, searcher: &Searcher) -> Result<Option<Searcher>, IndexError> {
        self.settled(|current| {
            if current.metadata()?.name(&current.manifest.segments) == searcher.state() {
                Ok(None)
            } else {
                Searcher::open(current, self.switches).map(Some)
            }
        })
    }

    /// The one writer.
    ///
    /// # Errors
    ///
    /// Another process writes, or the folder cannot be written.
    pub fn writer(&self, settings: WriterSettings) -> Result<Writer, IndexError> {
        Writer::open(&self.open.folder, settings, self.switches.segments)
    }

    /// Makes articles ready for this index's writer; one for each thread.
    #[must_use]
    pub fn document_builder(&self) -> DocumentBuilder {
        DocumentBuilder::new(self.open.fields)
    }

    /// The catalog of the last commit; `None` before the first.
    ///
    /// # Errors
    ///
    /// The file is missing or altered.
    pub fn catalog(&self) -> Result<Option<Vec<u8>>, IndexError> {
        self.settled(OpenIndex::catalog)
    }

    /// The name of the state that it is in; each commit and each rebuild gives it another.
    ///
    /// # Errors
    ///
    /// A file of the index is missing or damaged.
    pub(crate) fn state(&self) -> Result<String, IndexError> {
        self.settled(|open| Ok(open.metadata()?.name(&open.manifest.segments)))
    }

    /// Whether it was made and never filled: nothing was ever committed. Nothing can be said of what it does not hold.
    ///
    /// # Errors
    ///
    /// A file of the index is missing or damaged.
    pub fn is_unfilled(&self) -> Result<bool, IndexError> {
        // Every search asks; a catalog of millions of records is not read for it.
        self.settled(|open| {
            let metadata = open.metadata()?;
            Ok(metadata.payload.is_none() && metadata.segments.is_empty())
        })
    }

    /// Fails with [`IndexError::Locked`] when another process writes the index at this moment.
    ///
    /// # Errors
    ///
    /// Another process writes.
    pub fn check_unlocked(&self) -> Result<(), IndexError> {
        match WriteLock::held(self.dir()) {
            Some(holder) => Err(IndexError::Locked { dir: self.dir().to_owned(), holder }),
            None => Ok(()),
        }
    }

    /// Checks whether the index is whole.
    ///
    /// # Errors
    ///
    /// It cannot be read at all; damage is in the report.
    pub fn verify(&self, depth: VerifyDepth) -> Result<(VerifyReport, SeenArticles), IndexError> {
        self.settled(|open| verify::verify(open, depth))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixture::{article, index_of};

    #[test]
    fn whether_it_was_filled_is_known_without_the_catalog() {
        let (dir, index) = index_of(&[&[article("a", "", "Quartz.")]]);
        for entry in std::fs::read_dir(dir.path()).unwrap() {
            let entry = entry.unwrap();
            if entry.file_name().to_string_lossy().starts_with("catalog-") {
                std::fs::remove_file(entry.path()).unwrap();
            }
        }
        assert!(!index.is_unfilled().unwrap());
        assert!(index.catalog().is_err(), "whoever needs it is told");
        let empty = tempfile::tempdir().unwrap();
        assert!(Index::create(empty.path()).unwrap().is_unfilled().unwrap());
    }
}
