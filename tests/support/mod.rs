//! What the tests share: made-up articles and queries, and what must hold of an index after something went wrong.

pub(crate) mod articles;
#[cfg(test)]
pub(crate) mod desk;
pub(crate) mod engines;
pub(crate) mod generate;
pub(crate) mod page;
pub(crate) mod queries;
pub(crate) mod query_text;
pub(crate) mod random;
pub(crate) mod state;
