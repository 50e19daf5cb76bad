//! Copies: one text in many papers.
//!
//! [`shingles`] keeps a few hashes of each text, by which articles that may be copies find each other; [`pair`] reads
//! two texts and decides whether they are one story; [`groups`] joins what is decided. Whether two articles are joined
//! follows from these two alone, so the groups follow from the set of articles, in whatever order they came.
//!
//! All of it is plain data: nothing here knows where the texts are kept.

pub mod groups;
pub mod pair;
pub mod shingles;
pub mod text;

pub use crate::copies::pair::{Kind, Verdict, compare};
pub use crate::copies::text::ComparedText;
