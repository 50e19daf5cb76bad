//! From a query to what the engine is asked.

pub(crate) mod compile;
pub(crate) mod context;
pub(crate) mod names;
pub(crate) mod term_infos;
pub(crate) mod words;
