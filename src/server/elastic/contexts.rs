//! What is kept between requests: the rows of the index, scrolls and points in time.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use crate::search::Engine;
use crate::server::elastic::calendar::length;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::rows::{Kept, Rows};
use crate::server::elastic::search::Rest;

/// The most that are kept at once.
const MOST: usize = 500;
/// The longest that one is kept without being asked.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// What is kept between requests.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    pub(super) rows: Kept,
    open: Mutex<FxHashMap<String, Context>>,
    names: std::hash::RandomState,
    count: std::sync::atomic::AtomicU64,
}

#[derive(Debug, Clone)]
struct Context {
    state: State,
    /// The rest of a scroll; `None`: a point in time.
    rest: Option<Arc<Mutex<Rest>>>,
    until: Instant,
    keep: Duration,
}

/// A state of the index.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) engine: Arc<dyn Engine>,
    pub(super) rows: Arc<Rows>,
}

/// How long something is kept: `1m`.
///
/// # Errors
///
/// It is no time, or too long.
pub(super) fn keep_alive(text: &str) -> Result<Duration, ElasticError> {
    let keep = length(text).and_then(|it| u64::try_from(it).ok()).map(Duration::from_millis);
    match keep {
        Some(keep) if keep <= LONGEST => Ok(keep),
        Some(_) => Err(ElasticError::unsupported(format!(
            "Keep alive for request ({text}) is too large. It must be less than (1d)."
        ))),
        None => Err(ElasticError::unsupported(format!(
            "failed to parse setting [keep_alive] with value [{text}] as a time value"
        ))),
    }
}

impl Contexts {
    fn open(&self) -> std::sync::MutexGuard<'_, FxHashMap<String, Context>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        open.retain(|_, it| it.until > now);
        open
    }

    /// Keeps a scroll, or a point in time.
    ///
    /// # Errors
    ///
    /// There are too many.
    pub(super) fn keep(
        &self,
        state: State,
        rest: Option<Rest>,
        keep: Duration,
    ) -> Result<String, ElasticError> {
        let mut open = self.open();
        if open.len() >= MOST {
            return Err(ElasticError::new(
                axum::http::StatusCode::TOO_MANY_REQUESTS,
                "too_many_scroll_contexts_exception",
                format!(
                    "Trying to create too many scroll contexts. Must be less than or equal to: [{MOST}]; close those that are done"
                ),
            ));
        }
        let number = self.count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let name = format!(
            "bmV3c2dyZXA{:016x}{:016x}",
            self.names.hash_one(number),
            self.names.hash_one((number, "second"))
        );
        let rest = rest.map(|it| Arc::new(Mutex::new(it)));
        open.insert(name.clone(), Context { state, rest, until: Instant::now() + keep, keep });
        Ok(name)
    }

    fn find(&self, name: &str, keep: Option<Duration>) -> Result<Context, ElasticError> {
        let mut open = self.open();
        let context = open.get_mut(name).ok_or_else(|| missing(name))?;
        context.keep = keep.unwrap_or(context.keep);
        context.until = Instant::now() + context.keep;
        Ok(context.clone())
    }

    /// A point in time, kept for longer.
    ///
    /// # Errors
    ///
    /// It is not there, or no longer.
    pub(super) fn point(&self, name: &str, keep: Option<Duration>) -> Result<State, ElasticError> {
        let context = self.find(name, keep)?;
        if context.rest.is_some() { Err(missing(name)) } else { Ok(context.state) }
    }

    /// A scroll, kept for longer.
    ///
    /// # Errors
    ///
    /// As [`Self::point`].
    pub(super) fn scroll(
        &self,
        name: &str,
        keep: Option<Duration>,
    ) -> Result<(State, Arc<Mutex<Rest>>), ElasticError> {
        let context = self.find(name, keep)?;
        context.rest.map(|rest| (context.state, rest)).ok_or_else(|| missing(name))
    }

    /// Forgets these, or all of a kind; how many there were.
    pub(super) fn close(&self, names: &[String], are_scrolls: bool) -> Vec<String> {
        let mut open = self.open();
        let mut closed = Vec::new();
        open.retain(|name, it| {
            let goes = it.rest.is_some() == are_scrolls
                && (names.contains(name) || names.iter().any(|it| it == "_all"));
            if goes {
                closed.push(name.clone());
            }
            !goes
        });
        closed
    }
}

fn missing(name: &str) -> ElasticError {
    ElasticError::new(
        axum::http::StatusCode::NOT_FOUND,
        "search_context_missing_exception",
        format!("No search context found for id [{name}]; it was closed, or not asked for too long"),
    )
}
