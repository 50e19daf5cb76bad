//! How the engine answers: walks an [`Access`](crate::index::plan::access::Access), gathers hits and counts.

pub(crate) mod bag;
pub(crate) mod collector;
pub(crate) mod counted;
pub(crate) mod disjunction;
pub(crate) mod excluded;
pub(crate) mod expansion_union;
pub(crate) mod explained;
pub(crate) mod facets;
pub(crate) mod glob;
pub(crate) mod occurrences;
pub(crate) mod phrase;
pub(crate) mod query;
pub(crate) mod searcher;
pub(crate) mod spans;
mod standing;
pub(crate) mod term_set;
