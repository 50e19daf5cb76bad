//! What a query means, by definition: slow, and easy to check.
//!
//! [`Definition`] takes some articles and answers a query by looking at every region of every text and listing
//! every interval that a span expression yields there, with the words of all the ways to come to it. No
//! index, no plan, no shortcut. [`ReferenceEngine`] is the same as an [`Engine`](crate::search::Engine). Use them in
//! tests, and to check another engine on articles of your own.
//!
//! It shares the tokens ([`crate::analysis`]), the tree of a query ([`crate::query`]) and the spelling rules of names
//! ([`crate::people::names`]) with the fast evaluation, and nothing else. The rules that the query language
//! leaves open are listed in [`crate::evidence`]; beyond those it takes the words as they stand:
//!
//! - FIRST at the top level yields nothing in the title, also when a scope stands inside it.
//! - In NOT NEAR, an *other* b is a b with another interval than the a. Near means what it means for NEAR: with
//!   `/s` and `/p`, all tokens from the first of one to the last of the other lie in one sentence or paragraph.
//! - A lone `*` in a phrase or window is a word of it: in a window each token that can take its place is evidence.
//! - The first paragraph is the first one that has tokens.
//! - A quotation's tokens are those that lie wholly between its first byte and its last.
//! - A field clause inside a scope speaks of the article, yet the scope needs a region to ask.
//! - A name is matched by its set of words: a word typed twice need not stand there twice. A
//!   pattern without words matches no name.
//! - A title or author of white space alone is unknown. The language is never empty, so it is never unknown.

mod articles;
mod definition;
mod engine;
mod forms;
#[cfg(test)]
pub(crate) mod random_text;
mod required;

pub use crate::evidence::reference::articles::{Answer, Definition};
pub use crate::evidence::reference::engine::ReferenceEngine;

#[cfg(test)]
pub(crate) use crate::evidence::reference::definition::{Piece, evidence, intervals};
