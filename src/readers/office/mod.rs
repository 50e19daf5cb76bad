//! Documents of offices: DOCX and ODT, which are zip archives of XML, RTF, and EPUB, which is an archive of pages.

mod docx;
mod epub;
mod odt;
mod package;
mod rtf;
mod rtf_text;
pub(super) mod written;

pub(super) use crate::readers::office::docx::Docx;
pub(super) use crate::readers::office::epub::Epub;
pub(super) use crate::readers::office::odt::Odt;
pub(super) use crate::readers::office::rtf::Rtf;
