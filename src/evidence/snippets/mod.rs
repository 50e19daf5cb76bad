//! What is shown of an article for its evidence.

pub(crate) mod kwic;
mod layout;
pub(crate) mod passage;
