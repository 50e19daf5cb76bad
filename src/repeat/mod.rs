//! Answers that can be repeated: what was asked, of which articles, and what was found.
//!
//! An [`AnswerRecord`] holds a question, or those of a batch, with everything that shapes the answer, the articles that were
//! asked as hashes, and the answer. [`verify()`] asks again and names what differs and why. It is signed by nothing but its own sum.

mod answer;
mod articles;
mod part;
mod show;
mod verify;

pub use crate::repeat::answer::{
    AnswerRecord, CorpusRecord, ReadError, RecordSettings, record, record_batch,
};
pub use crate::repeat::articles::ArticleList;
pub use crate::repeat::part::{AnswerPart, Asks, HitRecord, Part, Seen, ToRecord, quotes_all, search_all};
pub use crate::repeat::show::{bibtex, csl, methods, missing};
pub use crate::repeat::verify::{Difference, as_of, verify};
