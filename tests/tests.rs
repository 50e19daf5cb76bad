//! Behaviour, one binary.

mod support;
mod agreement;
mod twin;
