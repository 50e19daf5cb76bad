//! Step 3: who is mentioned.
//!
//! Takes the tokens of a text and gives its mentions in order of place: names, pronouns, descriptions (`the
//! senator`), groups and organisations. Which names are one person's is the next step.

mod beside;
mod capitalised;
mod descriptions;
mod find;
mod holders;
mod lower_words;
mod mention;
mod places;

pub(super) use crate::people::mentions::find::mentions;
pub(super) use crate::people::mentions::mention::{Evidence, Mention, MentionKind, NOBODY, Sex};
