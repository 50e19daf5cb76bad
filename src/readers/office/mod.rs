//! Documents of offices: DOCX and ODT, which are zip archives of XML, RTF, and EPUB, which is an archive of pages.

mod document;
mod docx;
mod epub;
#[cfg(feature = "pdf")]
mod layout;
#[cfg(feature = "pdf")]
mod line;
mod odt;
mod package;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "pdf")]
mod pdf_weight;
#[cfg(feature = "pdf")]
mod reading_order;
mod rtf;
mod rtf_text;
#[cfg(feature = "pdf")]
mod running;
pub(super) mod written;

pub(super) use crate::readers::office::docx::Docx;
pub(super) use crate::readers::office::epub::Epub;
pub(super) use crate::readers::office::odt::Odt;
#[cfg(feature = "pdf")]
pub(super) use crate::readers::office::pdf::Pdf;
pub(super) use crate::readers::office::rtf::Rtf;
