//! What is in an index.

pub use crate::search::{IndexInfo, NearWord};
