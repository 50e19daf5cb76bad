//! grep for the news: *who said what, when, and who reported it*, with exact, checkable evidence.
//!
//! Files become records ([`readers`]), articles are made of them ([`extract`]), an [`index`] keeps them, a [`query`]
//! asks, a [`search`] page answers with the spans that prove each hit, and [`render`] shows it. The library prints
//! nothing, reads no environment and no clock (today is an argument), and does not panic on any input.
//!
//! ```
//! use newsgrep::{BareWords, ParseSettings, parse};
//! use newsgrep::{Count, Day, Engine, Index, SearchRequest};
//! use newsgrep::{Compare, ExtractSettings, FieldMap, Input, Mode, Progress, ReadSettings, Unreachable};
//! use newsgrep::{UpdateSettings, update};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let text = "Keeper leaves the rock\n\n\"The light will not miss me,\" Tom Marsh said.\n";
//!
//! let today = Day::new(2025, 11, 27).ok_or("no such day")?;
//! let index = Index::create(&folder.path().join("index"))?;
//! let settings = UpdateSettings {
//!     read: ReadSettings::default(),
//!     extract: ExtractSettings { today, map: FieldMap::default(), dates: None },
//!     memory: 64 << 20,
//!     threads: 2,
//!     keep: None,
//!     ids: None,
//!     compare: Compare::Stamps,
//!     unreachable: Unreachable::Keep,
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
//! The names below are the library: each is documented where it is defined, and changes only with the version.
//!
//! - Articles come in by [`update`], which reads the files of an [`Input`] and extracts from each record an [`Article`].
//! - [`parse`] reads a query; a [`SearchRequest`] puts it to an [`Engine`], which an [`Index`] gives as its searcher.
//! - A [`SearchPage`] counts all articles and holds [`Hit`]s, each with its [`Evidence`]: spans of the text.
//! - [`quotes`] answers who said it, [`quotations`] finds who is quoted in any text, [`article_of`] what one record says
//!   of itself, [`suggest`] what else would be found.
//!
//! The modules are public for the program, its tests and its measurements alone: no promise is made of their paths.
//! `--no-default-features` leaves the program, its interfaces and the reader of web pages out.

#[doc(hidden)]
pub mod analysis;
#[doc(hidden)]
pub mod article;
#[doc(hidden)]
pub mod copies;
#[doc(hidden)]
pub mod date;
#[doc(hidden)]
pub mod evidence;
#[doc(hidden)]
pub mod extract;
#[doc(hidden)]
pub mod field;
mod found;
#[doc(hidden)]
pub mod index;
mod language;
#[doc(hidden)]
pub mod likeness;
#[cfg(feature = "mcp")]
#[doc(hidden)]
pub mod mcp;
#[doc(hidden)]
pub mod people;
mod pool;
#[doc(hidden)]
pub mod query;
#[doc(hidden)]
pub mod quotes;
#[doc(hidden)]
pub mod readers;
#[doc(hidden)]
pub mod record;
#[doc(hidden)]
pub mod render;
#[doc(hidden)]
pub mod repeat;
#[doc(hidden)]
pub mod request;
#[doc(hidden)]
pub mod search;
#[cfg(feature = "server")]
#[doc(hidden)]
pub mod server;
#[doc(hidden)]
pub mod shell;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod span;
#[doc(hidden)]
pub mod stories;
#[doc(hidden)]
pub mod suggest;
#[doc(hidden)]
pub mod update;
#[doc(hidden)]
pub mod watch;

pub use article::{Article, ArticleId, Language, Origin, Quotation, QuotationKind, Speaker, SpeakerKind};
pub use date::{Day, DayRange};
pub use extract::{ExtractSettings, FieldMap};
pub use field::Field;
pub use index::{Index, IndexError, Searcher, VerifyDepth};
pub use people::quotations;
pub use query::{BareWords, ParseSettings, Query, QueryError, parse};
pub use quotes::quotes;
pub use readers::ReadSettings;
pub use record::{Content, RawRecord};
pub use search::quotes::{QuotesPage, QuotesRequest};
pub use search::{Count, Engine, Evidence, Facet, FacetCounts, Hit, PageLimit, SearchError};
pub use search::{SearchPage, SearchRequest, Snippet, SortBy, TextField};
pub use span::{ByteSpan, TextSpan};
pub use suggest::{Suggestions, suggest};
pub use update::catalog::{Ids, Keep};
pub use update::{Compare, Input, Mode, Progress, Unreachable, UpdateError, UpdateReport, UpdateSettings};
pub use update::{article_of, rebuild, update, verify};
