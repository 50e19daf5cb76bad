//! An answer as bytes: for people, for programs, for spreadsheets.
//!
//! Every function takes plain data and an [`std::io::Write`] and knows neither where the data came
//! from nor where the bytes go, so each format is tested with a page made by hand.
//!
//! [`Format`] names the formats in which a search is answered; each implements [`writer::HitWriter`].
//!
//! * [`text`], [`facets`], [`article`], [`quotes`], [`copies`], [`info`]: for people, on a [`screen::Screen`];
//! * [`speakers`]: for people who ask how a speaker was decided;
//! * [`json`]: for programs; the wire format is specified there, with its version;
//! * [`csv`]: for spreadsheets;
//! * [`html`]: for browsers and feed readers; the only place that escapes;
//! * [`mod@lines`]: one line an occurrence, alone or with its context.
//!
//! Nothing of an article reaches a terminal as a command: see [`screen::safe`].

pub mod article;
pub mod copies;
pub mod csv;
pub mod facets;
pub mod fields;
pub mod format;
pub mod html;
pub mod info;
pub mod json;
pub mod lines;
pub mod quotes;
pub mod screen;
pub mod speakers;
pub mod text;
pub mod writer;

pub use crate::render::format::Format;
