//! grep for the news: *who said what, when, and who reported it*, with exact, checkable evidence.
//!
//! Files become records ([`readers`]), articles are made of them ([`extract`]), an [`index`] keeps them, a [`query`]
//! asks, a [`search`] page answers with the spans that prove each hit, and [`render`] shows it. The library prints
//! nothing, reads no environment and no clock (today is an argument), and does not panic on any input.
//!
//! ```
//! use newsgrep::date::Day;
//! use newsgrep::extract::{ExtractSettings, FieldMap};
//! use newsgrep::index::Index;
//! use newsgrep::readers::ReadSettings;
//! use newsgrep::query::{BareWords, ParseSettings, parse};
//! use newsgrep::search::{Count, Engine, SearchRequest};
//! use newsgrep::update::{Input, Mode, Progress, UpdateSettings, update};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let text = "Keeper leaves the rock\n\n\"The light will not miss me,\" Tom Marsh said.\n";
//!
//! let today = Day::new(2025, 11, 27).ok_or("no such day")?;
//! let index = Index::create(&folder.path().join("index"))?;
//! let settings = UpdateSettings {
//!     read: ReadSettings::default(),
//!     extract: ExtractSettings { today, map: FieldMap::default() },
//!     memory: 64 << 20,
//!     threads: 2,
//!     keep: None,
//!     mode: Mode::Write,
//! };
//! // Files and folders go into `paths`; here the text comes as a stream.
//! let input = Input { paths: Vec::new(), stream: Some(Box::new(text.as_bytes())) };
//! update(&index, input, &settings, &Progress::default())?;
//!
//! let query = parse("marsh SAID (light)", &ParseSettings { today, words: BareWords::Phrase })?;
//! let page = index.searcher()?.search(&SearchRequest::new(query))?;
//! assert_eq!(page.articles, Count::Exact(1));
//! let evidence = &page.hits[0].spans[0];
//! assert_eq!(evidence.text, "light");
//! # Ok(())
//! # }
//! ```
//!
//! [`mod@quotes`] answers who said it, [`suggest`] what would be found instead, [`request`] reads questions as
//! programs send them and answers batches. With the features `server` and `mcp` come the doors over HTTP and for
//! assistants; `--no-default-features` leaves the library alone.

pub mod analysis;
pub mod article;
pub mod date;
pub mod evidence;
pub mod extract;
pub mod field;
pub mod index;
mod language;
#[cfg(feature = "mcp")]
pub mod mcp;
pub mod people;
mod pool;
pub mod query;
pub mod quotes;
pub mod readers;
pub mod record;
pub mod render;
pub mod request;
pub mod search;
#[cfg(feature = "server")]
pub mod server;
pub mod shell;
pub mod source;
pub mod span;
pub mod suggest;
pub mod update;
