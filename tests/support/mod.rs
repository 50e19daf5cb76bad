//! What the tests share: the slow twin, and what is made up for it to read and to answer.

pub(crate) mod articles;
pub(crate) mod forms;
pub(crate) mod generate;
pub(crate) mod leaves;
pub(crate) mod random;
pub(crate) mod twin;
