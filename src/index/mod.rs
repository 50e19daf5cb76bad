//! The index: articles in, answers out. The only room that says tantivy.
//!
//! [`Index`] is a folder; a [`Writer`] adds to it, a [`Searcher`] is a snapshot
//! that answers. What lies on disk is told in `index/README.md`.

mod catalog;
mod collector;
mod columns;
mod compile;
pub mod error;
mod facets;
mod files;
mod links;
mod manifest;
mod names;
mod occurrences;
mod record;
mod schema;
mod searcher;
mod spans;
mod terms;
mod union;
mod words;
mod writer;

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::IndexSettings;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

pub use error::{IndexError, SearchError};
pub use manifest::{INDEX_FORMAT, INDEX_REVISION, MANIFEST};
pub use searcher::Searcher;
pub use writer::{Prepared, Preparer, Writer, WriterSettings};

use files::{Files, SEGMENTS};
use manifest::Manifest;
use schema::Fields;

/// An index in a folder.
#[derive(Debug, Clone)]
pub struct Index {
    dir: PathBuf,
    engine: tantivy::Index,
    fields: Fields,
    manifest: Manifest,
}

impl Index {
    /// Whether `dir` holds an index, readable or not.
    #[must_use]
    pub fn is_at(dir: &Path) -> bool {
        dir.join(MANIFEST).is_file()
    }

    /// Makes an empty index in `dir`; the folder is made too when it is missing.
    ///
    /// # Errors
    ///
    /// There is an index already, or the folder cannot be written.
    pub fn create(dir: &Path) -> Result<Index, IndexError> {
        let io = |source| IndexError::Io { dir: dir.into(), action: "write", source };
        if Index::is_at(dir) {
            return Err(IndexError::Exists { dir: dir.into() });
        }
        let segments = dir.join(SEGMENTS);
        // Left by a creation that was stopped before it had a manifest.
        if segments.is_dir() {
            fs::remove_dir_all(&segments).map_err(io)?;
        }
        fs::create_dir_all(&segments).map_err(io)?;
        let (schema, _) = Fields::schema();
        let settings = IndexSettings {
            docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
            docstore_blocksize: 16_384,
            ..IndexSettings::default()
        };
        tantivy::Index::create(Files::open(dir)?, schema, settings)
            .map_err(|err| error::from_engine(dir, "write", err))?;
        Manifest::current().write(dir).map_err(io)?;
        Index::open(dir)
    }

    /// Opens the index in `dir`.
    ///
    /// # Errors
    ///
    /// There is none, it has another format, or it is damaged.
    pub fn open(dir: &Path) -> Result<Index, IndexError> {
        let manifest = Manifest::read(dir)?;
        let mut engine =
            tantivy::Index::open(Files::open(dir)?).map_err(|err| error::from_engine(dir, "read", err))?;
        let (schema, fields) = Fields::schema();
        if engine.schema() != schema {
            let what = "its fields are not those of its format".to_owned();
            return Err(IndexError::Damaged { dir: dir.into(), what });
        }
        let tokenizers = TokenizerManager::default();
        tokenizers.register(schema::TERMS, TextAnalyzer::builder(terms::TermTokenizer::default()).build());
        engine.set_tokenizers(tokenizers);
        Ok(Index { dir: dir.into(), engine, fields, manifest })
    }

    /// The folder it lies in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
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
        if self.state()? == searcher.state() { Ok(None) } else { self.searcher().map(Some) }
    }

    /// What the last commit is known by.
    fn state(&self) -> Result<String, IndexError> {
        use std::fmt::Write;
        let metas = self.engine.load_metas().map_err(|err| error::from_engine(&self.dir, "read", err))?;
        let mut state = format!("{} {}", metas.opstamp, metas.payload.as_deref().unwrap_or(""));
        for segment in &metas.segments {
            write!(state, " {} {:?}", segment.id(), segment.delete_opstamp())
                .expect("a string takes everything");
        }
        Ok(state)
    }

    /// The one writer.
    ///
    /// # Errors
    ///
    /// Another process writes, or the folder cannot be written.
    pub fn writer(&self, settings: WriterSettings) -> Result<Writer, IndexError> {
        Writer::open(&self.dir, &self.engine, self.fields, settings)
    }

    /// Makes articles ready for this index's writer; one for each thread.
    #[must_use]
    pub fn preparer(&self) -> Preparer {
        Preparer::new(self.fields)
    }

    /// The catalog of the last commit; `None` before the first.
    ///
    /// # Errors
    ///
    /// The file is missing or altered.
    pub fn catalog(&self) -> Result<Option<Vec<u8>>, IndexError> {
        let metas = self.engine.load_metas().map_err(|err| error::from_engine(&self.dir, "read", err))?;
        metas.payload.map(|name| catalog::read(&self.dir, &name)).transpose()
    }
}
