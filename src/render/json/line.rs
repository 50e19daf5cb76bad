//! A line of the format: one object with its `type` and the version first.

use std::io::{self, Write};

use serde::Serialize;

/// The version of the format.
///
/// 1: first release.
pub const VERSION: u32 = 1;

/// The keys of a kind of line, besides `type` and `v`.
pub(crate) trait Line {
    /// Its `type`.
    const KIND: &'static str;
}

/// A whole line: the type and the version, then its own keys.
#[derive(Serialize)]
pub(crate) struct Typed<T> {
    #[serde(rename = "type")]
    kind: &'static str,
    v: u32,
    #[serde(flatten)]
    rest: T,
}

impl<T: Line> Typed<T> {
    /// The line with these keys.
    pub(crate) fn new(rest: T) -> Typed<T> {
        Typed { kind: T::KIND, v: VERSION, rest }
    }
}

/// A stretch of a text.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "StretchV1"))]
pub(super) struct Stretch<'a> {
    /// First byte.
    pub(super) start: usize,
    /// The byte after the last one.
    pub(super) end: usize,
    /// The text between them.
    pub(super) text: &'a str,
}

/// Each item in the form in which it is written.
pub(super) fn written<'a, T, W: From<&'a T>>(items: &'a [T]) -> Vec<W> {
    items.iter().map(W::from).collect()
}

/// Writes one object and the end of its line.
pub(crate) fn write_line<T: Serialize>(line: &T, out: &mut dyn Write) -> io::Result<()> {
    line.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, NoControls))?;
    out.write_all(b"\n")
}

/// JSON as serde_json writes it, with DEL and the C1 controls escaped too.
struct NoControls;

impl serde_json::ser::Formatter for NoControls {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(|c: char| ('\u{7f}'..='\u{9f}').contains(&c)) {
            out.write_all(&rest.as_bytes()[..at])?;
            let control = rest[at..].chars().next().map_or(0, u32::from);
            write!(out, "\\u{control:04x}")?;
            rest = &rest[at + char::from_u32(control).map_or(1, char::len_utf8)..];
        }
        out.write_all(rest.as_bytes())
    }
}
