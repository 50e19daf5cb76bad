//! What the tests share.

pub(crate) mod queries;
pub(crate) mod query_text;
