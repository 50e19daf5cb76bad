//! Documents of offices: DOCX and ODT, which are zip archives of XML, RTF, and EPUB, which is an archive of pages.

mod document;
mod docx;
mod epub;
#[cfg(feature = "pdf")]
mod layout;
mod odt;
mod package;
#[cfg(feature = "pdf")]
mod pdf;
mod rtf;
mod rtf_text;
pub(super) mod written;

pub(super) use crate::readers::office::docx::Docx;
pub(super) use crate::readers::office::epub::Epub;
pub(super) use crate::readers::office::odt::Odt;
#[cfg(feature = "pdf")]
pub(super) use crate::readers::office::pdf::Pdf;
pub(super) use crate::readers::office::rtf::Rtf;
