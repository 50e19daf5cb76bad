//! Step 5: what the models look at.
//!
//! Everything that competes is described by a row of small whole numbers: a mention that may be the source of a
//! quotation ([`source`]), a person whom a pronoun may mean ([`person`]), a stretch between marks that may be speech
//! ([`speech`]). No number knows a word of an article. `data/features.tsv` says what each of them is.

pub(super) mod history;
pub(super) mod list;
mod neighbours;
pub(super) mod person;
pub(super) mod quotation;
pub(super) mod source;
pub(super) mod speech;
