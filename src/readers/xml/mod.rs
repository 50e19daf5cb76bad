//! XML, and HTML inside of it, read leniently.
//!
//! [`Items`] cuts a stream into its items without a tree, [`parse`] makes a small tree of one of them, and
//! [`paragraphs`] writes the text of such a tree. Namespaces are not looked at: their prefixes are, where two elements
//! would have one name.

mod items;
mod name;
mod records;
mod root;
mod text;
mod tree;

pub(super) use crate::readers::xml::items::{Items, Nesting};
pub(super) use crate::readers::xml::records::records;
pub(super) use crate::readers::xml::root::root;
pub(super) use crate::readers::xml::text::{paragraphs, paragraphs_of_html, paragraphs_of_plain};
pub(super) use crate::readers::xml::tree::{Element, Flavour, Node, parse, resolved};
