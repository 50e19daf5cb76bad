//! For programs: JSON Lines, wire format version 1.
//!
//! One object a line, UTF-8, each ended by `\n`. Every object has a `type` and the version `v`.
//! A version only ever gains keys: a reader passes over those it does not know. `null` stands for
//! what is unknown. Offsets are half open; `start` and `end` count bytes of UTF-8, `start_char` and
//! `end_char` Unicode code points. Text is as it stands in the article; a path that is not UTF-8
//! is shown with U+FFFD. DEL and the C1 controls are always escaped, so no line of it can speak to
//! a terminal.
//!
//! A search gives a `hit` for each article shown and at the end a `summary`:
//!
//! ```text
//! {"type":"hit","v":1,"id":…,"path":…,"title":…,"date":"2025-11-27","date_found":…,"date_certainty":…,
//!  "published":"2025-11-27T10:15:00+01:00","updated":…,"source":…,"author":…,"section":…,"language":"en","speakers":[{"name":…,"type":"person"|"organisation","quotations":2}],
//!  "score":1.5,"spans":[{"field":"title"|"body","start","end","start_char","end_char","text"}],
//!  "snippets":[{"field","text","start","marks":[[start,end],…]}]}
//! {"type":"summary","v":1,"query":…,"articles":2,"occurrences":3,
//!  "facets":{"source":{"values":[{"value":…,"articles":2},…],"unknown":0,"distinct":1},…}}
//! ```
//!
//! * `spans` is the evidence, by field (title first), then place; spans may overlap. `start` of a
//!   snippet is its byte in the field; `marks` are bytes of the snippet's `text`, merged.
//! * `published` is the instant of publication, `null` where the document gives no time of day with its zone;
//!   `updated` that of the last update, or its day alone where no more is told.
//! * `record` (the number of the article in its file) is there where the file holds many, `places`
//!   where an article was read at several, `explanation` (`[{"leaf","score"},…]`) where it was asked for.
//! * `story` (`{"papers","versions","unmatched","others":[{"id","source","date"},…]}`) is there where articles of one story
//!   are shown as one and the hit stands for several; then the summary has `stories`, and facets count `stories`.
//! * `occurrences` is `null` unless all hits are shown or counting was asked for. `partial` is `true`
//!   and there only when time ran out; `at_least` is `true` and there only when a count of the summary is a
//!   lower bound for another reason; `notices` is there when there is something to say.
//!
//! The others:
//!
//! * `occurrence`, for each piece of evidence: `id`, `path`, `title`, `date`, `source`, and the keys of a
//!   span; with context also `left`, `right`, `sentence` (`{"start","end","text"}` in its field) and `speaker`,
//!   the one whose quotation it stands in.
//! * `article` ([`mod@article`]): the whole article, its quotations and how each field was found.
//! * `explain`, before the hits where it was asked for: see [`write_explain`].
//! * `quotation` ([`mod@quotes`]): a quotation with every place that tells it.
//! * `speakers` ([`mod@speakers`]): how the speakers of an article were decided.
//! * `diff` ([`mod@diff`]): two articles side by side.
//! * `similar` ([`mod@similar`]): an article that is like another.
//! * `story` ([`mod@copies`]): the copies of an article in time order.
//! * `token`, `info`: see [`write_token`] and [`write_info`].
//! * `error`: `{"type":"error","v":1,"kind":…,"message":…,"at":{"start","end"}|null,"offer":…|null}`; `kind` is
//!   stable, `at` in bytes of the query, `offer` what may help.

pub mod article;
pub mod copies;
mod counts;
pub mod diff;
mod hit;
mod line;
pub mod quotes;
#[cfg(feature = "schema")]
mod schema;
pub mod similar;
pub mod speakers;

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::Serializer;

pub use crate::render::json::counts::{write_info, write_summary};
pub use crate::render::json::hit::{write_hits, write_occurrences};
pub use crate::render::json::line::VERSION;

use crate::render::fields::HitField;
use crate::render::json::counts::write_recorded;
#[cfg(feature = "server")]
pub(crate) use crate::render::json::counts::{InfoV1, SummaryV1};
#[cfg(feature = "server")]
pub(crate) use crate::render::json::hit::HitV1;
pub(crate) use crate::render::json::line::{Line, Typed, write_line};
use crate::render::lines::Occurrence;
use crate::render::writer::{HitWriter, SummaryPlace, View};
use crate::search::quotes::QuotesPage;
use crate::search::{Count, Hit, SearchPage};
use crate::span::ByteSpan;

/// Writes answers for programs.
pub(super) struct JsonWriter<'a>(pub(super) View<'a>);

impl HitWriter for JsonWriter<'_> {
    fn summary_place(&self) -> SummaryPlace {
        SummaryPlace::Written
    }

    fn explanation(&self, meaning: &str, tree: &str, out: &mut dyn Write) -> io::Result<()> {
        write_explain(meaning, tree, out)
    }

    fn takes_hits_one_by_one(&self) -> bool {
        true
    }

    fn hit(&self, hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
        write_hits(std::slice::from_ref(hit), &HitField::or_default(self.0.fields, HitField::in_json()), out)
    }

    fn hits(&self, page: &SearchPage, out: &mut dyn Write) -> io::Result<()> {
        write_hits(&page.hits, &HitField::or_default(self.0.fields, HitField::in_json()), out)?;
        write_recorded(self.0.query, page, self.0.record, out)
    }

    fn occurrences(
        &self,
        found: &[Occurrence<'_>],
        page: &SearchPage,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write_occurrences(found, out)?;
        write_recorded(self.0.query, page, self.0.record, out)
    }

    fn count(&self, _number: Count, page: &SearchPage, out: &mut dyn Write) -> io::Result<()> {
        write_recorded(self.0.query, page, self.0.record, out)
    }

    fn quotations(&self, page: &QuotesPage, _speakers: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
        quotes::write_quotes(&page.shown, out)?;
        quotes::write_recorded(self.0.query, page, self.0.record, out)
    }
}

/// Writes how a query was read: `query`, its meaning as text, and `tree`, a line a node.
///
/// # Errors
///
/// Writing fails.
pub fn write_explain(query: &str, tree: &str, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Explain<'a> {
        query: &'a str,
        tree: Vec<&'a str>,
    }
    impl Line for Explain<'_> {
        const KIND: &'static str = "explain";
    }
    write_line(&Typed::new(Explain { query, tree: tree.lines().collect() }), out)
}

/// An error, as every interface reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ErrorV1"))]
pub struct ErrorLine<'a> {
    /// A stable name for the kind of error.
    pub kind: &'a str,
    /// One sentence.
    pub message: &'a str,
    /// The part of the query that is wrong, in bytes.
    #[serde(serialize_with = "at")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<AtV1>"))]
    pub at: Option<ByteSpan>,
    /// A suggestion how to mend it.
    pub offer: Option<&'a str>,
}

impl Line for ErrorLine<'_> {
    const KIND: &'static str = "error";
}

/// Writes an error.
///
/// # Errors
///
/// Writing fails.
pub fn write_error(error: &ErrorLine<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_line(&Typed::new(error.clone()), out)
}

/// A place in a query.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct AtV1 {
    /// First byte.
    start: usize,
    /// The byte after the last one.
    end: usize,
}

#[expect(clippy::ref_option, reason = "the signature is serde's")]
fn at<S: Serializer>(span: &Option<ByteSpan>, serializer: S) -> Result<S::Ok, S::Error> {
    span.map(|it| AtV1 { start: it.start(), end: it.end() }).serialize(serializer)
}

/// A token with its forms, as `analyze` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenLine<'a> {
    /// `title` or `body`.
    pub field: &'a str,
    /// 0, 1, 2 … within its field.
    pub position: u32,
    /// The number of its sentence in the field.
    pub sentence: u32,
    /// The number of its paragraph in the field.
    pub paragraph: u32,
    /// First byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
    /// First code point.
    pub start_char: usize,
    /// The code point after the last one.
    pub end_char: usize,
    /// As it is in the text.
    pub written: &'a str,
    /// Without case, accents and spelling marks.
    pub plain: &'a str,
    /// The plain form through the stemmer.
    pub stem: &'a str,
}

/// Writes a token: `{"field","position","sentence","paragraph","start","end","start_char","end_char",
/// "written","plain","stem"}`, without `type` and `v`.
///
/// # Errors
///
/// Writing fails.
pub fn write_token(token: &TokenLine<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_line(token, out)
}

#[cfg(test)]
mod tests;
