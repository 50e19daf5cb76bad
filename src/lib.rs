//! grep for the news.

pub mod analyze;
pub mod article;
pub mod date;
pub mod document;
pub mod evidence;
pub mod extract;
pub mod index;
pub mod ingest;
#[cfg(feature = "mcp")]
pub mod mcp;
pub mod names;
pub mod query;
pub mod quotes;
pub mod render;
pub mod request;
pub mod search;
#[cfg(feature = "server")]
pub mod server;
pub mod source;
pub mod span;
pub mod suggest;
pub mod update;
