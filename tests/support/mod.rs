//! What the tests share: the slow twin, what is made up for it to read and to answer, and queries of every kind.

pub(crate) mod articles;
pub(crate) mod forms;
pub(crate) mod generate;
pub(crate) mod leaves;
pub(crate) mod queries;
pub(crate) mod query_text;
pub(crate) mod random;
pub(crate) mod state;
pub(crate) mod twin;
