//! The HTTP server: the API of newsgrep, a subset of Elasticsearch's, and a page for people.
//!
//! [`run`] serves connections until it is told to stop; [`router`] is the service behind it, which tests
//! call in process. [`Limits`] bounds what a request may cost. A client that stops sending or reading occupies its own
//! connection only, and that for a limited time.

mod access;
mod api;
mod assistants;
mod batches;
mod client;
mod connections;
mod elastic;
mod metrics;
mod openapi;
mod page;
mod params;
mod problems;
mod state;
mod watches;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

pub use crate::server::connections::{CONNECTION_THREADS, run};
pub use crate::server::state::Shared;

use crate::date::Day;
use crate::index::Index;
use crate::watch::Keeping;

/// The most that a request may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the body of a request; one line of a batch may be so long.
    pub body: usize,
    /// Bytes of a query.
    pub query: usize,
    /// Hits of one answer.
    pub hits: usize,
    /// Bytes of one answer.
    pub answer: usize,
    /// How long a request may take.
    pub time: Duration,
    /// How many requests are answered at once; more are refused with 503.
    pub requests: usize,
    /// How many connections are open at once; more are refused with 503.
    pub connections: usize,
    /// How long a client may take to send the head of a request, or keep silent in the middle of one.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            body: 8 << 20,
            query: 64 << 10,
            hits: 10_000,
            answer: 32 << 20,
            time: Duration::from_secs(30),
            requests: 128,
            connections: 1_024,
            patience: Duration::from_secs(15),
        }
    }
}

/// Whether articles may be changed through the server.
#[derive(Debug, Clone)]
pub enum Writing {
    /// They may not.
    Off,
    /// Through `_bulk`, in this index.
    Into(Box<Index>),
}

/// How the server is set up.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Returns the current day.
    pub today: fn() -> Day,
    /// What a request may cost.
    pub limits: Limits,
    /// The bearer token that every request must have; `None` only where the server is reached from this machine alone.
    pub token: Option<String>,
    /// Whether articles may be changed.
    pub writing: Writing,
    /// The name of the index for clients of Elasticsearch.
    pub name: String,
    /// Where watches are kept, where there is such a place.
    pub watches: Option<Keeping>,
}

/// The name of the index for clients of Elasticsearch, unless told otherwise.
pub const INDEX_NAME: &str = "newsgrep";

/// Whether an address can be reached from this machine alone.
#[must_use]
pub fn is_local(address: &SocketAddr) -> bool {
    address.ip().is_loopback()
}

/// The service with all its routes.
pub fn router(shared: Shared) -> Router {
    Router::new()
        .route("/healthz", get(api::health))
        .route("/metrics", get(api::metrics))
        .route("/api/search", get(api::search).post(api::search))
        .route("/api/facets", get(api::facets).post(api::facets))
        .route("/api/suggest", get(api::suggest).post(api::suggest))
        .route("/api/quotes", get(api::quotes).post(api::quotes))
        .route("/api/events", get(api::events).post(api::events))
        .route("/api/copies", get(api::copies))
        .route("/api/diff", get(api::diff))
        .route("/api/similar", get(api::similar).post(api::similar_to_text))
        .route("/api/articles/{*id}", get(api::article))
        .route("/api/info", get(api::info))
        .route("/api/batch", post(batches::batch))
        .route("/api/openapi.json", get(openapi::document))
        .merge(assistants::routes(&shared))
        .merge(page::routes())
        .merge(watches::routes())
        .fallback(elastic::door())
        .method_not_allowed_fallback(problems::wrong_method)
        .layer(middleware::from_fn_with_state(shared.clone(), access::guard))
        .layer(middleware::from_fn_with_state(shared.clone(), api::count))
        .with_state(shared)
}
