//! What stands around an article and is not of it.

pub(super) mod after;
pub(super) mod line;
