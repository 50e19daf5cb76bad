//! Answers that can be repeated: what was asked, of which articles, and what was found.
//!
//! An [`AnswerRecord`] holds a question with everything that shapes its answer, the articles it was asked of as hashes, and
//! the answer. [`verify()`] asks again and names what differs and why. It is signed by nothing but its own sum.

mod answer;
mod articles;
mod show;
mod verify;

pub use crate::repeat::answer::{
    AnswerPart, AnswerRecord, CorpusRecord, HitRecord, ReadError, RecordSettings, record,
};
pub use crate::repeat::articles::ArticleList;
pub use crate::repeat::show::{bibtex, csl, methods, missing};
pub use crate::repeat::verify::{Difference, as_of, verify};
