//! Documents of offices: DOCX and ODT, which are zip archives of XML, and EPUB, which is one of pages.

mod docx;
mod epub;
mod odt;
mod package;
mod written;

pub(super) use crate::readers::office::docx::Docx;
pub(super) use crate::readers::office::epub::Epub;
pub(super) use crate::readers::office::odt::Odt;
