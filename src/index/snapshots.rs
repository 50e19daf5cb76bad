//! The snapshots of an index that is searched while it changes.

use std::sync::{Arc, PoisonError, RwLock};

use crate::index::error::IndexError;
use crate::index::exec::searcher::Searcher;
use crate::index::open::Index;
use crate::search::{Engine, EngineSource, SearchError};

/// An index with the newest snapshot of it, which many threads share.
#[derive(Debug)]
pub struct Snapshots {
    index: Index,
    current: RwLock<Searcher>,
}

impl Snapshots {
    /// Opens the first snapshot.
    ///
    /// # Errors
    ///
    /// A file of the index is missing or damaged.
    pub fn of(index: Index) -> Result<Snapshots, IndexError> {
        let current = RwLock::new(index.searcher()?);
        Ok(Snapshots { index, current })
    }

    fn newest(&self) -> Searcher {
        // A thread that panicked while it held the lock left a whole snapshot behind.
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl EngineSource for Snapshots {
    fn location(&self) -> String {
        self.index.dir().display().to_string()
    }

    fn current(&self) -> Arc<dyn Engine> {
        Arc::new(self.newest())
    }

    fn refresh(&self) -> Result<(), SearchError> {
        if let Some(newer) = self.index.newer_than(&self.newest())? {
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = newer;
        }
        Ok(())
    }
}
