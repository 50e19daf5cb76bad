//! Exports of press databases, whatever file they come in: text, pages, RTF, documents of Word.

mod europresse;
mod factiva;
mod labels;
mod nexis;
mod proquest;
mod reader;
mod records;

pub(super) use crate::readers::press::reader::{EUROPRESSE, FACTIVA, NEXIS, PROQUEST, numbered};
pub(super) use crate::readers::press::records::records;
