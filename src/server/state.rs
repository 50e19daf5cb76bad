//! What all requests share: the index, its newest snapshot, and the permits that bound how many requests run.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Semaphore;
use tower_service::Service;

use crate::index::Index;
use crate::render::html::Watching;
use crate::request::Problem;
use crate::search::{Cancel, Engine, EngineSource, Limited, SearchError};
use crate::server::client;
use crate::server::metrics::Metrics;
use crate::server::{ServerSettings, Writing};

/// What all requests share; cheap to clone.
#[derive(Debug, Clone)]
pub struct Shared {
    inner: Arc<Inner>,
    /// What answers assistants.
    assistants: Option<Router>,
    /// The runtime whose threads do slow work; `None`: the one of the caller.
    runtime: Option<Handle>,
}

#[derive(Debug)]
struct Inner {
    source: Arc<dyn EngineSource>,
    settings: ServerSettings,
    places: Arc<Semaphore>,
    /// Turns for work that takes much time and memory.
    turns: Arc<Semaphore>,
    metrics: Metrics,
}

impl Shared {
    /// What is searched, under these settings.
    #[must_use]
    pub fn new(source: Arc<dyn EngineSource>, settings: ServerSettings) -> Shared {
        let places = Arc::new(Semaphore::new(settings.limits.requests));
        let turns = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).max(2);
        let turns = Arc::new(Semaphore::new(turns));
        let inner = Arc::new(Inner { source, settings, places, turns, metrics: Metrics::default() });
        Shared { inner, assistants: None, runtime: None }
    }

    /// The same, with a service at `/mcp` that answers assistants. Who may ask it is decided as for every route, and
    /// bodies are bounded.
    #[must_use]
    pub fn with_assistants<S>(self, service: S) -> Shared
    where
        S: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        Shared { assistants: Some(Router::new().route_service("/mcp", service)), ..self }
    }

    /// What answers assistants.
    pub(super) fn assistants(&self) -> Router<Shared> {
        self.assistants.clone().unwrap_or_default().with_state(())
    }

    /// The same, with the threads of this runtime for slow work.
    pub(super) fn on(self, runtime: Handle) -> Shared {
        Shared { runtime: Some(runtime), ..self }
    }

    /// Does slow work on a thread that may block.
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

    /// The location of what is searched, to be shown.
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

    /// Whether questions can be kept.
    pub(super) fn watching(&self) -> Watching {
        match (&self.inner.settings.watches, &self.inner.settings.writing) {
            (None, _) => Watching::Off,
            (Some(_), Writing::Off) => Watching::Shown,
            (Some(_), Writing::Into(_)) => Watching::Kept,
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

    /// Does work that is mostly quick, where a place for it is free.
    ///
    /// On a thread that serves one connection it runs on that thread, as handing it to another and back takes as long as
    /// a quick search; the work stops when the client has gone.
    ///
    /// # Errors
    ///
    /// No place is free, or the work fails.
    pub(super) async fn work_here<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Engine) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        if Handle::current().runtime_flavor() != RuntimeFlavor::CurrentThread {
            return self.work(work).await;
        }
        let _place = self.place()?;
        let engine = self.engine();
        let engine = Limited::new(&*engine, self.inner.settings.limits.time, client::cancel_when_gone());
        catch_unwind(AssertUnwindSafe(|| work(&engine))).unwrap_or_else(|_| Err(failed()))
    }

    /// Does slow work on a thread that may block, where a place for it is free. All its searches together end at the limit
    /// of time, or when the client has gone.
    ///
    /// # Errors
    ///
    /// No place is free, the work takes too long, or it fails.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Engine) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let place = self.place()?;
        let engine = self.engine();
        let limit = self.inner.settings.limits.time;
        let cancel = Cancel::default();
        let _gone = cancel.on_drop();
        let task = self.spawn(move || {
            let done = work(&Limited::new(&*engine, limit, cancel));
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

    /// Does work that may take much time and memory: as many at once as there are processors, the others wait for their
    /// turn.
    ///
    /// # Errors
    ///
    /// As [`Self::work`], or no turn comes within the limit of time.
    pub(super) async fn work_in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Engine) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = Arc::clone(&self.inner.turns).acquire_owned();
        let turn = tokio::time::timeout(self.inner.settings.limits.time, turn).await;
        let Ok(Ok(turn)) = turn else { return Err(busy()) };
        let done = move |engine: &dyn Engine| {
            let done = work(engine);
            drop(turn);
            done
        };
        self.work(done).await
    }

    /// A place, when there is one again; `None` when there never is.
    pub(super) async fn place_in_turn(&self) -> Option<tokio::sync::OwnedSemaphorePermit> {
        Arc::clone(&self.inner.places).acquire_owned().await.ok()
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
