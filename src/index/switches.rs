//! Switches between our own way and the engine's, where the index has a way of its own.
//!
//! An upgrade of the engine can so be taken first and our code adapted afterwards, and tests and measurements
//! compare the two.

/// Whose code does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Implementation {
    /// That of this program.
    #[default]
    Own,
    /// The engine's.
    Engine,
}

/// Whose code does what. The default is our own for all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Switches {
    /// What builds segments. Both build the same.
    pub segments: Implementation,
    /// What walks phrases. Both find and score the same.
    pub phrases: Implementation,
    /// What ranks several words of which any will do. Both find the same; the engine ranks by BM25 of title and
    /// body apart, without feedback.
    pub bags: Implementation,
}
