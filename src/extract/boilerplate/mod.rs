//! Boilerplate: what stands around a story and does not belong to it.
//!
//! [`shape`] tells the forms of paragraphs apart and [`line`](mod@line) the lines that are never of a story;
//! [`before`] and [`after`] read the text in front of a story and behind it with their help and gather in
//! [`facts`] what it says.

pub(super) mod after;
pub(super) mod before;
pub(super) mod facts;
pub(super) mod line;
mod notes;
pub(super) mod shape;
