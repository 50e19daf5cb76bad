//! From a query to what is to be walked: an [`access::Access`], plain data made once for a query.

pub(crate) mod access;
pub(crate) mod compile;
pub(crate) mod context;
pub(crate) mod names;
pub(crate) mod term_infos;
pub(crate) mod term_set;
pub(crate) mod words;
