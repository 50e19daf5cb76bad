//! Behaviour, one binary.

mod query;
mod support;
