//! From a raw document to an article. No IO, no clock.

pub mod quotes;
