//! What all requests share: the index, the newest snapshot of it, the places for requests.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Semaphore;

use crate::index::Index;
use crate::request::Problem;
use crate::search::{Engine, EngineSource, SearchError};
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
    source: Arc<dyn EngineSource>,
    settings: ServerSettings,
    places: Arc<Semaphore>,
    metrics: Metrics,
}

impl Shared {
    /// What is searched, under these settings.
    #[must_use]
    pub fn new(source: Arc<dyn EngineSource>, settings: ServerSettings) -> Shared {
        let places = Arc::new(Semaphore::new(settings.limits.requests));
        let inner = Arc::new(Inner { source, settings, places, metrics: Metrics::default() });
        Shared { inner, runtime: None }
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

    /// Where what is searched is, for people.
    pub(super) fn location(&self) -> String {
        self.inner.source.location()
    }

    pub(super) fn counted(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// The index that takes articles, where that is allowed.
    pub(super) fn writable(&self) -> Option<&Index> {
        match &self.inner.settings.writing {
            Writing::Off => None,
            Writing::Into(index) => Some(index),
        }
    }

    /// How many requests are being answered.
    pub(super) fn busy(&self) -> usize {
        self.inner.settings.limits.requests - self.inner.places.available_permits()
    }

    /// The newest snapshot.
    #[must_use]
    pub fn engine(&self) -> Arc<dyn Engine> {
        self.inner.source.current()
    }

    /// Takes up what was committed since the last time.
    ///
    /// # Errors
    ///
    /// The newest state cannot be read; the old snapshot stays.
    pub fn refresh(&self) -> Result<(), SearchError> {
        self.inner.source.refresh()
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
        work: impl FnOnce(&dyn Engine) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let _place = self.place()?;
        let engine = self.engine();
        let work = || catch_unwind(AssertUnwindSafe(|| work(&*engine)));
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
        work: impl FnOnce(&dyn Engine) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let place = self.place()?;
        let engine = self.engine();
        let limit = self.inner.settings.limits.time;
        let task = self.spawn(move || {
            let done = work(&*engine);
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
