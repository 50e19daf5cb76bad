//! What differs between two wordings.

/// A run of words of a wording, with what stands behind them, against the fullest one. Those that are not left out,
/// put together, are the wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Both have it.
    Same(String),
    /// Only this wording has it.
    Added(String),
    /// Only the fullest wording has it.
    LeftOut(String),
}
