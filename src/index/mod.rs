//! The index: articles in, answers out. The only room that says tantivy.
//!
//! [`Index`] is a folder; a [`Writer`] adds to it, a [`Searcher`] is a snapshot
//! that answers. What lies on disk is told in `index/README.md`.

pub(crate) mod build;
mod error;
pub(crate) mod exec;
pub(crate) mod plan;
pub(crate) mod store;

#[doc(hidden)]
pub use crate::index::store::faults;

use std::path::Path;
use std::sync::Arc;

use tantivy::IndexSettings;
use tantivy::store::{Compressor, ZstdCompressor};

pub use crate::index::build::document::{DocumentBuilder, PreparedDocument};
pub use crate::index::build::rebuild::{Life, Rebuild};
pub use crate::index::build::verify::{Depth, Held, VerifyReport};
pub use crate::index::build::writer::{Writer, WriterSettings};
pub use crate::index::error::IndexError;
pub use crate::index::exec::searcher::{Best, Searcher};
pub use crate::index::exec::snapshots::Snapshots;
pub use crate::index::store::manifest::{INDEX_FORMAT, INDEX_REVISION, MANIFEST};

use crate::index::build::schema::Fields;
use crate::index::build::terms;
use crate::index::store::faults::Faults;
use crate::index::store::files::{Access, Folder, WriteLock};
use crate::index::store::manifest::{Manifest, SEGMENTS};
use crate::index::store::metadata::SegmentMetadata;
use crate::index::store::{catalog, metadata};

/// An index in a folder.
#[derive(Debug, Clone)]
pub struct Index {
    folder: Folder,
    engine: tantivy::Index,
    fields: Fields,
    manifest: Manifest,
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
        Index::create_engine(&folder, SEGMENTS)?;
        Manifest::current().write(&folder).map_err(io)?;
        Index::open_in(folder)
    }

    /// Makes an empty engine's index in the folder of this name.
    fn create_engine(folder: &Folder, segments: &str) -> Result<(), IndexError> {
        let io = |source| IndexError::Io { dir: folder.dir.clone(), action: "write", source };
        folder.make(segments).map_err(io)?;
        let (schema, _) = Fields::schema();
        let settings = IndexSettings {
            docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
            docstore_blocksize: 49_152,
            ..IndexSettings::default()
        };
        tantivy::Index::create(folder.engine(segments, Access::Windows)?, schema, settings)
            .map(drop)
            .map_err(|err| error::from_engine(&folder.dir, "write", err))
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
        let mut manifest = Manifest::read(&folder.dir)?;
        loop {
            match Index::open_engine(&folder, &manifest.segments, Access::Mapped) {
                Ok((engine, fields)) => return Ok(Index { folder, engine, fields, manifest }),
                Err(error) => {
                    // A rebuild has switched to other files between the two looks.
                    let now = Manifest::read(&folder.dir)?;
                    if now.segments == manifest.segments {
                        return Err(error);
                    }
                    manifest = now;
                }
            }
        }
    }

    fn open_engine(
        folder: &Folder,
        segments: &str,
        reading: Access,
    ) -> Result<(tantivy::Index, Fields), IndexError> {
        let mut engine = tantivy::Index::open(folder.engine(segments, reading)?)
            .map_err(|err| error::from_engine(&folder.dir, "read", err))?;
        let (schema, fields) = Fields::schema();
        if engine.schema() != schema {
            let what = "its fields are not those of its format".to_owned();
            return Err(IndexError::Damaged { dir: folder.dir.clone(), what });
        }
        engine.set_tokenizers(terms::tokenizers());
        Ok((engine, fields))
    }

    /// The folder it lies in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.folder.dir
    }

    /// The revision of the extraction that made it; lower than [`INDEX_REVISION`] when
    /// today's program would make better articles.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.manifest.revision
    }

    /// A snapshot that answers questions.
    ///
    /// # Errors
    ///
    /// A file of the index is missing or damaged.
    pub fn searcher(&self) -> Result<Searcher, IndexError> {
        Searcher::open(self)
    }

    /// A newer snapshot, where something was committed since this one; `None` where nothing was.
    ///
    /// # Errors
    ///
    /// A file of the index is missing or damaged.
    pub fn fresh(&self, searcher: &Searcher) -> Result<Option<Searcher>, IndexError> {
        let now = self.now()?;
        if now.metadata()?.name(&now.manifest.segments) == searcher.state() {
            Ok(None)
        } else {
            now.searcher().map(Some)
        }
    }

    /// The index as it lies there now: a rebuild since it was opened has left it in other files.
    fn now(&self) -> Result<Index, IndexError> {
        if Manifest::read(self.dir())?.segments == self.manifest.segments {
            Ok(self.clone())
        } else {
            Index::open_in(self.folder.clone())
        }
    }

    /// What the engine notes of the last commit.
    fn metadata(&self) -> Result<SegmentMetadata, IndexError> {
        SegmentMetadata::of(self.dir(), &metadata::bytes(self.dir(), self.engine.directory())?)
    }

    /// The one writer.
    ///
    /// # Errors
    ///
    /// Another process writes, or the folder cannot be written.
    pub fn writer(&self, settings: WriterSettings) -> Result<Writer, IndexError> {
        Writer::open(&self.folder, settings)
    }

    /// Makes articles ready for this index's writer; one for each thread.
    #[must_use]
    pub fn document_builder(&self) -> DocumentBuilder {
        DocumentBuilder::new(self.fields)
    }

    /// The catalog of the last commit; `None` before the first.
    ///
    /// # Errors
    ///
    /// The file is missing or altered.
    pub fn catalog(&self) -> Result<Option<Vec<u8>>, IndexError> {
        self.catalog_name()?.map(|name| self.catalog_of(&name)).transpose()
    }

    fn catalog_of(&self, name: &str) -> Result<Vec<u8>, IndexError> {
        catalog::read(self.dir(), name).or_else(|error| match self.catalog_name()? {
            // A commit has taken its place between the two looks.
            Some(now) if now != name => self.catalog_of(&now),
            Some(_) | None => Err(error),
        })
    }

    /// The file that holds the catalog of the last commit.
    fn catalog_name(&self) -> Result<Option<String>, IndexError> {
        Ok(self.metadata()?.payload)
    }
}
