//! Behaviour, one binary.

mod support;
mod twin;
