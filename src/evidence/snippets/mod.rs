//! What is shown of an article for its evidence.

pub mod kwic;
pub(crate) mod layout;
pub mod passage;
