//! One person, one name: which spellings of a name are the same name. No engine, no IO.
//!
//! A name comes into news through other alphabets and other newsrooms, so one
//! speaker has many spellings. [`key`] says when two words are one word spelt in
//! two ways, [`given`] when two first names can be one person's, and [`mod@link`]
//! joins the names of an index, carefully, into clusters: a wrong link puts words
//! into somebody's mouth, a missing one only splits a count.
//!
//! [`variants`] asks more boldly, for search: there the reader sees the spelling
//! that matched. The lists in `../data/names` hold what no rule of letters can know.

mod american;
mod given;
mod key;
mod lines;
mod link;
mod links;
mod parts;
mod rewrite;
mod scripts;
mod table;
mod titles;
mod toponyms;
mod unspaced;
pub(crate) mod variants;

pub(crate) use crate::people::names::given::are_one_name;
pub use crate::people::names::link::{NameSeen, link};
pub use crate::people::names::links::Links;
pub(crate) use crate::people::names::titles::without_titles;
pub(crate) use crate::people::names::unspaced::{Unspaced, spellings as unspaced_spellings};
