//! What all requests share: the index, the newest snapshot of it, the places for requests.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, RwLock};

use tokio::sync::Semaphore;

use super::metrics::Metrics;
use super::{ServerSettings, Writing};
use crate::index::{Index, IndexError, Searcher};
use crate::request::Problem;

/// What all requests share; cheap to clone.
#[derive(Debug, Clone)]
pub struct Shared(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    index: Index,
    searcher: RwLock<Searcher>,
    settings: ServerSettings,
    places: Arc<Semaphore>,
    metrics: Metrics,
}

impl Shared {
    /// Opens a snapshot of the index for everybody.
    ///
    /// # Errors
    ///
    /// A file of the index is missing or damaged.
    pub fn new(index: Index, settings: ServerSettings) -> Result<Shared, IndexError> {
        let searcher = RwLock::new(index.searcher()?);
        let places = Arc::new(Semaphore::new(settings.limits.requests));
        Ok(Shared(Arc::new(Inner { index, searcher, settings, places, metrics: Metrics::default() })))
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &ServerSettings {
        &self.0.settings
    }

    /// The index.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.0.index
    }

    pub(super) fn counted(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(super) fn may_write(&self) -> bool {
        self.0.settings.writing == Writing::On
    }

    /// How many requests are being answered.
    pub(super) fn busy(&self) -> usize {
        self.0.settings.limits.requests - self.0.places.available_permits()
    }

    /// The newest snapshot.
    #[must_use]
    pub fn searcher(&self) -> Searcher {
        // A thread that panicked while it held the lock left a whole searcher behind.
        self.0.searcher.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Takes up what was committed since the last time.
    ///
    /// # Errors
    ///
    /// A file of the index is missing or damaged; the old snapshot stays.
    pub fn refresh(&self) -> Result<(), IndexError> {
        if let Some(newer) = self.0.index.fresh(&self.searcher())? {
            *self.0.searcher.write().unwrap_or_else(std::sync::PoisonError::into_inner) = newer;
        }
        Ok(())
    }

    /// Does work that stops by itself at the limit of time, where there is a place for it.
    ///
    /// It runs where its request is read: handing it to another thread and the answer back takes as
    /// long as a quick search.
    ///
    /// # Errors
    ///
    /// There is no place, or the work fails.
    pub(super) async fn work_here<T>(
        &self,
        work: impl FnOnce(&Searcher) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let _place = self.place()?;
        let searcher = self.searcher();
        let done = tokio::task::block_in_place(|| catch_unwind(AssertUnwindSafe(|| work(&searcher))));
        done.unwrap_or_else(|_| Err(failed()))
    }

    /// Does work that takes its time, on a thread made for that, where there is a place for it.
    ///
    /// # Errors
    ///
    /// There is none, the work takes too long, or it fails itself.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Searcher) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let place = self.place()?;
        let searcher = self.searcher();
        let limit = self.0.settings.limits.time;
        let task = tokio::task::spawn_blocking(move || {
            let done = work(&searcher);
            // Until here, also when nobody waits for it any more: what is under way counts.
            drop(place);
            done
        });
        // A search stops by itself at the limit and tells what it found; the rest is for work that cannot.
        match tokio::time::timeout(limit + limit / 4, task).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(failed()),
            Err(_) => Err(Problem::new("timeout", "answering took too long")
                .offer("ask for less, or in several queries")),
        }
    }

    /// A place for work that goes on beside its request.
    pub(super) fn place(&self) -> Result<tokio::sync::OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.0.places).try_acquire_owned().map_err(|_| busy())
    }
}

fn failed() -> Problem {
    Problem::new("internal", "answering failed")
}

fn busy() -> Problem {
    Problem::new("busy", "too many requests are being answered").offer("ask again in a second")
}
