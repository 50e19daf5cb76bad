//! Behaviour, one binary.

#[cfg(feature = "cli")]
mod cli;
mod support;
mod agreement;
mod twin;
