//! The engine's index in a folder: created with the schema of the format, and opened.

use std::path::Path;

use tantivy::IndexSettings;
use tantivy::store::{Compressor, ZstdCompressor};

use crate::index::build::schema::Fields;
use crate::index::build::terms;
use crate::index::error;
use crate::index::error::IndexError;
use crate::index::store::files::{Folder, ReadMode};
use crate::index::store::manifest::Manifest;
use crate::index::store::metadata::SegmentMetadata;
use crate::index::store::{catalog, metadata};

/// The engine's index of the state that the manifest names, open for reading.
#[derive(Debug, Clone)]
pub(crate) struct OpenIndex {
    pub(crate) folder: Folder,
    pub(crate) engine: tantivy::Index,
    pub(crate) fields: Fields,
    pub(crate) manifest: Manifest,
}

impl OpenIndex {
    pub(crate) fn open(folder: Folder) -> Result<OpenIndex, IndexError> {
        let mut manifest = Manifest::read(&folder.dir)?;
        loop {
            match open_engine(&folder, &manifest.segments, ReadMode::Mapped) {
                Ok((engine, fields)) => return Ok(OpenIndex { folder, engine, fields, manifest }),
                Err(error) => {
                    // A rebuild may have switched to other files since the manifest was read.
                    // Each rebuild takes a name that was not in use before.
                    let now = Manifest::read(&folder.dir)?;
                    if now.segments == manifest.segments {
                        return Err(error);
                    }
                    manifest = now;
                }
            }
        }
    }

    /// The index as it is now: since it was opened, a rebuild may have switched to other files.
    pub(crate) fn current(&self) -> Result<OpenIndex, IndexError> {
        if Manifest::read(self.dir())?.segments == self.manifest.segments {
            Ok(self.clone())
        } else {
            OpenIndex::open(self.folder.clone())
        }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.folder.dir
    }

    /// Which segments make up the last commit.
    pub(crate) fn metadata(&self) -> Result<SegmentMetadata, IndexError> {
        SegmentMetadata::of(self.dir(), &metadata::bytes(self.dir(), self.engine.directory())?)
    }

    /// The catalog of the last commit; `None` before the first.
    pub(crate) fn catalog(&self) -> Result<Option<Vec<u8>>, IndexError> {
        self.catalog_name()?.map(|name| self.catalog_of(&name)).transpose()
    }

    /// The catalog in the file of this name, or that of the last commit when another has taken its place.
    pub(crate) fn catalog_of(&self, name: &str) -> Result<Vec<u8>, IndexError> {
        catalog::read(self.dir(), name).or_else(|error| match self.catalog_name()? {
            Some(now) if now != name => self.catalog_of(&now),
            Some(_) | None => Err(error),
        })
    }

    fn catalog_name(&self) -> Result<Option<String>, IndexError> {
        Ok(self.metadata()?.payload)
    }
}

/// Creates an empty index of the engine in the folder of this name.
pub(crate) fn create_engine(folder: &Folder, segments: &str) -> Result<(), IndexError> {
    let io = |source| IndexError::Io { dir: folder.dir.clone(), action: "write", source };
    folder.make(segments).map_err(io)?;
    let (schema, _) = Fields::schema();
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
        docstore_blocksize: 49_152,
        ..IndexSettings::default()
    };
    tantivy::Index::create(folder.engine(segments, ReadMode::Windowed)?, schema, settings)
        .map(drop)
        .map_err(|err| error::from_engine(&folder.dir, "write", err))
}

/// Opens the index of the engine in the folder of this name.
pub(crate) fn open_engine(
    folder: &Folder,
    segments: &str,
    reading: ReadMode,
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
