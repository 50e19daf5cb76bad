//! The formats that are read: the only list of them.

use std::fmt;

use crate::readers::archive::Archive;
use crate::readers::feed::Feed;
use crate::readers::gdelt::Gdelt;
use crate::readers::html::Html;
use crate::readers::json::Json;
use crate::readers::json_lines::JsonLines;
use crate::readers::mail::{Mail, Mbox};
use crate::readers::markdown::Markdown;
use crate::readers::mhtml::Mhtml;
use crate::readers::newsml_1::NewsMl1;
use crate::readers::newsml_g2::NewsMlG2;
use crate::readers::nitf::Nitf;
#[cfg(feature = "pdf")]
use crate::readers::office::Pdf;
use crate::readers::office::{Docx, Epub, Odt, Rtf};
use crate::readers::press::{EUROPRESSE, FACTIVA, NEXIS, PROQUEST};
use crate::readers::quoted_printable::QuotedPrintable;
use crate::readers::reader::{Reader, Sniff};
use crate::readers::refused;
use crate::readers::ris::Ris;
use crate::readers::subtitles::Subtitles;
use crate::readers::table::Csv;
#[cfg(feature = "tables")]
use crate::readers::table::Sheet;
use crate::readers::text::Text;
use crate::readers::warc::Warc;

/// Every reader. Of two that first bytes speak for alike the earlier one is taken.
pub(super) static READERS: &[&dyn Reader] = &[
    &Html,
    &Json,
    &JsonLines,
    &Markdown,
    &Text,
    &NEXIS,
    &FACTIVA,
    &EUROPRESSE,
    &PROQUEST,
    &Ris,
    &Docx,
    &Odt,
    &Epub,
    &Rtf,
    #[cfg(feature = "pdf")]
    &Pdf,
    &Csv,
    #[cfg(feature = "tables")]
    &Sheet,
    &Warc,
    &Archive,
    &Feed,
    &NewsMlG2,
    &NewsMl1,
    &Nitf,
    &Mbox,
    &Mhtml,
    &Mail,
    &QuotedPrintable,
    &Gdelt,
    &Subtitles,
];

/// Formats that are known and not read: their files are rejected with advice.
static REFUSED: &[&dyn Reader] =
    &[&refused::SQLITE, &refused::PARQUET, &refused::ARROW, &refused::SEVEN_ZIP, &refused::OLD_OFFICE];

/// A format that is read.
#[derive(Clone, Copy)]
pub struct Format(pub(super) &'static dyn Reader);

impl Format {
    /// Every format, in the order in which they are listed to people.
    pub fn all() -> impl Iterator<Item = Format> {
        READERS.iter().map(|reader| Format(*reader))
    }

    /// The format of this name; `None` when there is none.
    #[must_use]
    pub fn named(name: &str) -> Option<Format> {
        Format::all().find(|format| format.name() == name)
    }

    /// The word by which `--type` names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.0.about()
    }

    /// The endings that names of such files have, in lower case and without the dot.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        self.0.endings()
    }

    /// Every format, and those that are known and not read.
    fn known() -> impl Iterator<Item = Format> {
        Format::all().chain(REFUSED.iter().map(|reader| Format(*reader)))
    }

    /// The format whose file names have this ending, which is in lower case.
    pub(super) fn of_ending(ending: &str) -> Option<Format> {
        Format::known().find(|format| format.endings().contains(&ending))
    }

    /// The format that these first bytes speak for most; `None` when they speak for none.
    pub(super) fn of_bytes(head: &[u8], looks_binary: bool) -> Option<(Format, Sniff)> {
        let mut best = None;
        for format in Format::known().filter(|it| it.0.is_binary() || !looks_binary) {
            let sniff = format.0.sniff(head);
            if sniff > best.map_or(Sniff::No, |(_, other)| other) {
                best = Some((format, sniff));
            }
        }
        best
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_and_endings_belong_to_one_format_each() {
        let (mut names, mut endings) = (HashSet::new(), HashSet::new());
        for format in Format::known() {
            assert!(names.insert(format.name()), "{format:?} is there twice");
            assert!(!format.about().is_empty());
            for ending in format.endings() {
                assert!(endings.insert(*ending), "{ending} belongs to two");
                assert_eq!(*ending, ending.to_ascii_lowercase());
                assert_eq!(Format::of_ending(ending), Some(format));
            }
        }
        assert!(Format::all().all(|format| Format::named(format.name()) == Some(format)));
        assert_eq!(Format::named("sqlite"), None);
        assert_eq!(Format::of_ending("TXT"), None);
    }

    #[test]
    fn bytes_are_of_the_format_they_speak_for_most() {
        let of = |head: &str| Format::of_bytes(head.as_bytes(), false).map(|(format, _)| format.name());
        assert_eq!(of("{\"a\":1}"), Some("json"));
        assert_eq!(of("<!doctype html>"), Some("html"));
        assert_eq!(of("# A heading"), Some("text"));
        assert_eq!(of(""), Some("text"));
    }
}
