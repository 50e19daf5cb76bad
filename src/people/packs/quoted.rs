//! Words that are quoted.

use crate::span::ByteSpan;

/// Words that are quoted, before it is known who said them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quoted {
    pub(super) outer: ByteSpan,
    pub(super) inner: ByteSpan,
    /// Where the clauses around it may lie.
    pub(super) block: ByteSpan,
}
