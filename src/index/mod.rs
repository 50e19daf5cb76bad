//! The index: articles in, answers out. The only room that says tantivy.

pub mod error;
pub mod info;

use std::path::{Path, PathBuf};

pub use error::{IndexError, SearchError};
pub use info::{IndexInfo, NearWord};

use crate::article::{Article, ArticleId};
use crate::search::{SearchPage, SearchRequest};

/// An index in a folder.
#[derive(Debug)]
pub struct Index {
    dir: PathBuf,
}

impl Index {
    /// Whether `dir` holds an index, readable or not.
    #[must_use]
    pub fn is_at(dir: &Path) -> bool {
        dir.join("newsgrep.json").is_file()
    }

    /// Makes an empty index in `dir`, which is made too when it is missing.
    pub fn create(dir: &Path) -> Result<Index, IndexError> {
        Ok(Index { dir: dir.to_owned() })
    }

    /// Opens the index in `dir`.
    pub fn open(dir: &Path) -> Result<Index, IndexError> {
        Ok(Index { dir: dir.to_owned() })
    }

    /// The folder it lies in.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// A snapshot that answers questions.
    pub fn searcher(&self) -> Result<Searcher, IndexError> {
        unimplemented!()
    }

    /// The one writer. Fails at once when another process writes.
    pub fn writer(&self, _settings: WriterSettings) -> Result<Writer, IndexError> {
        unimplemented!()
    }
}

/// How much a writer may use.
#[derive(Debug, Clone, Copy)]
pub struct WriterSettings {
    /// Memory for articles not yet written, in bytes.
    pub memory: usize,
    /// Threads that write.
    pub threads: usize,
}

/// A snapshot of an index that answers questions; cheap to clone, safe to share.
#[derive(Debug, Clone)]
pub struct Searcher {}

impl Searcher {
    /// Answers a request.
    pub fn search(&self, _request: &SearchRequest) -> Result<SearchPage, SearchError> {
        unimplemented!()
    }

    /// The article of this id, whole.
    pub fn article(&self, _id: &ArticleId) -> Result<Option<Article>, IndexError> {
        unimplemented!()
    }

    /// What is in the index.
    pub fn info(&self) -> Result<IndexInfo, IndexError> {
        unimplemented!()
    }

    /// Words of the texts nearest to `word`, itself not among them: nearest first, then the
    /// most frequent.
    pub fn near_words(&self, _word: &str, _limit: usize) -> Result<Vec<NearWord>, IndexError> {
        unimplemented!()
    }
}

/// Takes articles in. Nothing is seen by searchers before [`Writer::commit`].
#[derive(Debug)]
pub struct Writer {}

impl Writer {
    /// Adds an article; one of the same id is replaced.
    pub fn add(&mut self, _article: &Article) -> Result<(), IndexError> {
        unimplemented!()
    }

    /// Takes the article of this id out, if there is one.
    pub fn remove(&mut self, _id: &ArticleId) -> Result<(), IndexError> {
        unimplemented!()
    }

    /// Makes everything since the last commit visible at once. `catalog` is kept with the
    /// state it describes and given back by [`Index::catalog`]: both change, or neither.
    pub fn commit(&mut self, _catalog: &[u8]) -> Result<(), IndexError> {
        unimplemented!()
    }
}
