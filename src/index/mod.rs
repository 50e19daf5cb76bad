//! The index: articles in, answers out, over tantivy.
//!
//! [`Index`] is a folder; a [`Writer`] adds to it, a [`Searcher`] is a snapshot that answers. What lies on
//! disk is told in `index/README.md`.
//!
//! Four parts, each of which knows those before it: `store` keeps the files, `build` makes segments of articles,
//! `plan` says what is to be walked for a query, and `exec` walks it.

pub(crate) mod build;
mod error;
pub(crate) mod exec;
#[cfg(test)]
pub(crate) mod fixture;
mod open;
pub(crate) mod plan;
mod snapshots;
pub(crate) mod store;
mod switches;

#[doc(hidden)]
pub use crate::index::store::faults;
#[doc(hidden)]
pub use crate::index::switches::{Implementation, Switches};

pub use crate::index::build::document::{DocumentBuilder, PreparedDocument};
pub use crate::index::build::rebuild::{Liveness, Rebuild, UnreadArticles};
pub use crate::index::build::verify::{SeenArticles, VerifyDepth, VerifyReport};
pub use crate::index::build::writer::{Writer, WriterSettings};
pub use crate::index::error::IndexError;
pub use crate::index::exec::searcher::{BestHits, Searcher};
pub use crate::index::open::Index;
pub use crate::index::snapshots::Snapshots;
pub use crate::index::store::manifest::{INDEX_FORMAT, INDEX_REVISION, MANIFEST};
