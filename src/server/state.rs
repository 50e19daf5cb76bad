//! What all requests share: the index, the newest snapshot of it, the places for requests.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, RwLock};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Semaphore;

use crate::index::{Index, IndexError, Searcher};
use crate::request::Problem;
use crate::server::metrics::Metrics;
use crate::server::{ServerSettings, Writing};

/// What all requests share; cheap to clone.
#[derive(Debug, Clone)]
pub struct Shared {
    inner: Arc<Inner>,
    /// Where work that takes its time finds threads; none is the runtime that asks.
    runtime: Option<Handle>,
}

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
        let inner = Arc::new(Inner { index, searcher, settings, places, metrics: Metrics::default() });
        Ok(Shared { inner, runtime: None })
    }

    /// The same, with this runtime's threads for work that takes its time.
    pub(super) fn on(self, runtime: Handle) -> Shared {
        Shared { runtime: Some(runtime), ..self }
    }

    /// Does something on a thread made for work that takes its time.
    pub(super) fn spawn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        match &self.runtime {
            Some(runtime) => runtime.spawn_blocking(work),
            None => tokio::task::spawn_blocking(work),
        }
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &ServerSettings {
        &self.inner.settings
    }

    /// The index.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.inner.index
    }

    pub(super) fn counted(&self) -> &Metrics {
        &self.inner.metrics
    }

    pub(super) fn may_write(&self) -> bool {
        self.inner.settings.writing == Writing::On
    }

    /// How many requests are being answered.
    pub(super) fn busy(&self) -> usize {
        self.inner.settings.limits.requests - self.inner.places.available_permits()
    }

    /// The newest snapshot.
    #[must_use]
    pub fn searcher(&self) -> Searcher {
        // A thread that panicked while it held the lock left a whole searcher behind.
        self.inner.searcher.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Takes up what was committed since the last time.
    ///
    /// # Errors
    ///
    /// A file of the index is missing or damaged; the old snapshot stays.
    pub fn refresh(&self) -> Result<(), IndexError> {
        if let Some(newer) = self.inner.index.fresh(&self.searcher())? {
            *self.inner.searcher.write().unwrap_or_else(std::sync::PoisonError::into_inner) = newer;
        }
        Ok(())
    }

    /// Does work that stops by itself at the limit of time, where there is a place for it.
    ///
    /// It runs where its request is read: handing it to another thread and the answer back takes as
    /// long as a quick search. Where that thread serves others too, they are taken from it first.
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
        let work = || catch_unwind(AssertUnwindSafe(|| work(&searcher)));
        let done = match Handle::current().runtime_flavor() {
            RuntimeFlavor::CurrentThread => work(),
            _ => tokio::task::block_in_place(work),
        };
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
        let limit = self.inner.settings.limits.time;
        let task = self.spawn(move || {
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
        Arc::clone(&self.inner.places).try_acquire_owned().map_err(|_| busy())
    }
}

fn failed() -> Problem {
    Problem::new("internal", "answering failed")
}

fn busy() -> Problem {
    Problem::new("busy", "too many requests are being answered").offer("ask again in a second")
}
