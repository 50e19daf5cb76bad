//! Exports of press databases, whatever file they come in: text, pages, RTF, documents of Word.

mod factiva;
mod labels;
mod nexis;
mod reader;
mod records;

pub(super) use crate::readers::press::reader::{FACTIVA, NEXIS, numbered};
pub(super) use crate::readers::press::records::records;
