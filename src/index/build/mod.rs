//! Articles into segments.

pub(crate) mod copies;
pub(crate) mod document;
pub(crate) mod links;
pub(crate) mod merge;
pub(crate) mod opened;
pub(crate) mod rebuild;
pub(crate) mod schema;
pub(crate) mod segment;
pub(crate) mod stored;
pub(crate) mod terms;
pub(crate) mod verify;
pub(crate) mod writer;
