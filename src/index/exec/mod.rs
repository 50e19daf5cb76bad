//! How the engine answers.

pub(crate) mod bag;
pub(crate) mod collector;
pub(crate) mod disjunction;
pub(crate) mod expansion_union;
pub(crate) mod explained;
pub(crate) mod facets;
pub(crate) mod occurrences;
pub(crate) mod phrase;
pub(crate) mod searcher;
pub(crate) mod snapshots;
pub(crate) mod spans;
pub(crate) mod term_set;
