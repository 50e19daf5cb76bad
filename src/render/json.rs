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
//! {"type":"hit","v":1,"id":…,"path":…,"title":…,"date":"2025-11-27","date_found":…,
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
//! * `token`, `info`: see [`write_token`] and [`write_info`].
//! * `error`: `{"type":"error","v":1,"kind":…,"message":…,"at":{"start","end"}|null,"offer":…|null}`; `kind` is
//!   stable, `at` in bytes of the query, `offer` what may help.

pub mod article;
pub mod quotes;
pub mod speakers;

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::article::{Earlier, Origin};
use crate::field::Field;
use crate::render::fields::HitField;
use crate::render::lines::Occurrence;
use crate::search::{
    Count, Evidence, FacetCounts, Hit, IndexInfo, LeafScore, SearchPage, Snippet, SpeakerCount, TextField,
};
use crate::span::ByteSpan;

/// The version of the wire format.
///
/// 1: first release.
pub const VERSION: u32 = 1;

/// Writes each hit with these fields, in their order.
pub fn write_hits(hits: &[Hit], fields: &[HitField], out: &mut dyn Write) -> io::Result<()> {
    hits.iter().try_for_each(|hit| write_line(&HitLine { hit, fields }, out))
}

/// Writes the summary. `query` is the query as it was typed.
pub fn write_summary(query: &str, page: &SearchPage, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary {
        kind: "summary",
        v: VERSION,
        query,
        articles: page.articles.number(),
        occurrences: page.occurrences.map(Count::number),
        facets: Facets(&page.facets),
        partial: page.partial.then_some(true),
        at_least: (!page.partial && !page.is_exact()).then_some(true),
        notices: &page.notices,
    };
    write_line(&summary, out)
}

/// Writes each occurrence.
pub fn write_occurrences(occurrences: &[Occurrence<'_>], out: &mut dyn Write) -> io::Result<()> {
    occurrences.iter().try_for_each(|it| write_line(&OccurrenceLine(it), out))
}

/// Writes how a query was read: `query`, its meaning as text, and `tree`, a line a node.
pub fn write_explain(query: &str, tree: &str, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Explain<'a> {
        query: &'a str,
        tree: Vec<&'a str>,
    }
    let explain = Explain { query, tree: tree.lines().collect() };
    write_line(&Typed { kind: "explain", v: VERSION, rest: explain }, out)
}

/// Trouble, as every interface tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorLine<'a> {
    /// What kind; stable.
    pub kind: &'a str,
    /// One sentence.
    pub message: &'a str,
    /// Where in the query.
    #[serde(serialize_with = "at")]
    pub at: Option<ByteSpan>,
    /// What may help.
    pub offer: Option<&'a str>,
}

/// Writes an error.
pub fn write_error(error: &ErrorLine<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_line(&Typed { kind: "error", v: VERSION, rest: error }, out)
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
    /// As it stands.
    pub written: &'a str,
    /// Without case, accents and spelling marks.
    pub plain: &'a str,
    /// The plain form through the stemmer.
    pub stem: &'a str,
}

/// Writes a token: `{"field","position","sentence","paragraph","start","end","start_char","end_char",
/// "written","plain","stem"}`, without `type` and `v`.
pub fn write_token(token: &TokenLine<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_line(token, out)
}

/// Writes what is in an index: `articles`, `quotations`, `sources` and `speakers` and `languages`
/// (`[{"value","articles"},…]`, most first), `distinct_sources`, `distinct_speakers`, `first_day`,
/// `last_day`, `undated`, `unsourced`, `text_bytes`, `index_bytes`, `segments`, `format`, `revision`,
/// `written_by` and `dir`.
pub fn write_info(dir: &str, info: &IndexInfo, out: &mut dyn Write) -> io::Result<()> {
    let line = InfoLine {
        dir,
        articles: info.articles,
        quotations: info.quotations,
        sources: wire(&info.sources),
        distinct_sources: info.distinct_sources,
        speakers: wire(&info.speakers),
        distinct_speakers: info.distinct_speakers,
        languages: wire(&info.languages),
        first_day: info.days.map(|days| days.0.to_string()),
        last_day: info.days.map(|days| days.1.to_string()),
        undated: info.undated,
        unsourced: info.unsourced,
        text_bytes: info.text_bytes,
        index_bytes: info.index_bytes,
        segments: info.segments,
        format: info.format,
        revision: info.revision,
        written_by: &info.written_by,
    };
    write_line(&Typed { kind: "info", v: VERSION, rest: line }, out)
}

#[derive(Serialize)]
struct InfoLine<'a> {
    dir: &'a str,
    articles: u64,
    quotations: u64,
    sources: Vec<ValueV1<'a>>,
    distinct_sources: u64,
    speakers: Vec<ValueV1<'a>>,
    distinct_speakers: u64,
    languages: Vec<ValueV1<'a>>,
    first_day: Option<String>,
    last_day: Option<String>,
    undated: u64,
    unsourced: u64,
    text_bytes: u64,
    index_bytes: u64,
    segments: usize,
    format: u32,
    revision: u32,
    written_by: &'a str,
}

/// An object with its type and version before its own keys.
#[derive(Serialize)]
struct Typed<T> {
    #[serde(rename = "type")]
    kind: &'static str,
    v: u32,
    #[serde(flatten)]
    rest: T,
}

#[derive(Serialize)]
struct Summary<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    v: u32,
    query: &'a str,
    articles: u64,
    occurrences: Option<u64>,
    facets: Facets<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<bool>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notices: &'a [String],
}

/// What marks an earlier wording: the id of the article, and the day on which the edit was seen.
#[derive(Serialize)]
struct EarlierV1<'a> {
    of: &'a str,
    until: String,
}

impl<'a> From<&'a Earlier> for EarlierV1<'a> {
    fn from(earlier: &'a Earlier) -> EarlierV1<'a> {
        EarlierV1 { of: earlier.of.as_str(), until: earlier.until.to_string() }
    }
}

struct HitLine<'a> {
    hit: &'a Hit,
    fields: &'a [HitField],
}

impl Serialize for HitLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let hit = self.hit;
        let place = hit.origins.first();
        let record = place.and_then(|it| it.record);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "hit")?;
        map.serialize_entry("v", &VERSION)?;
        for field in self.fields {
            let key = field.as_str();
            match field {
                HitField::Of(field) => {
                    map.serialize_entry(key, &hit.text(*field))?;
                    if *field == Field::Path {
                        if let (Some(number), false) = (record, self.fields.contains(&HitField::Record)) {
                            map.serialize_entry(HitField::Record.as_str(), &number)?;
                        }
                        if hit.origins.len() > 1 {
                            map.serialize_entry("places", &wire::<_, OriginV1>(&hit.origins))?;
                        }
                    }
                }
                HitField::Record => map.serialize_entry(key, &record)?,
                HitField::DateFound => map.serialize_entry(key, &hit.dating.map(|it| it.found.as_str()))?,
                HitField::Published => map.serialize_entry(key, &hit.published())?,
                HitField::Speakers => map.serialize_entry(key, &wire::<_, SpeakerV1>(&hit.speakers))?,
                HitField::Score => map.serialize_entry(key, &hit.score)?,
                HitField::Occurrences => map.serialize_entry(key, &hit.spans.len())?,
                HitField::Spans => map.serialize_entry(key, &wire::<_, SpanV1>(&hit.spans))?,
                HitField::Snippets => map.serialize_entry(key, &wire::<_, SnippetV1>(&hit.snippets))?,
            }
        }
        if let Some(earlier) = &hit.earlier {
            map.serialize_entry("earlier", &EarlierV1::from(earlier))?;
        }
        if let Some(leaves) = &hit.explanation {
            map.serialize_entry("explanation", &wire::<_, LeafV1>(leaves))?;
        }
        map.end()
    }
}

struct OccurrenceLine<'a>(&'a Occurrence<'a>);

impl Serialize for OccurrenceLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Occurrence { hit, evidence, context } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "occurrence")?;
        map.serialize_entry("v", &VERSION)?;
        map.serialize_entry("id", hit.id.as_str())?;
        map.serialize_entry("path", &hit.origins.first().map(|it| it.path.as_str()))?;
        if let Some(record) = hit.origins.first().and_then(|it| it.record) {
            map.serialize_entry("record", &record)?;
        }
        if let Some(earlier) = &hit.earlier {
            map.serialize_entry("earlier", &EarlierV1::from(earlier))?;
        }
        map.serialize_entry("title", &hit.title)?;
        map.serialize_entry("date", &hit.text(Field::Date))?;
        map.serialize_entry("source", &hit.names.text(Field::Source))?;
        map.serialize_entry("field", evidence.field.as_str())?;
        map.serialize_entry("start", &evidence.span.bytes.start())?;
        map.serialize_entry("end", &evidence.span.bytes.end())?;
        map.serialize_entry("start_char", &evidence.span.start_char)?;
        map.serialize_entry("end_char", &evidence.span.end_char)?;
        map.serialize_entry("text", &evidence.text)?;
        if let Some(context) = context {
            map.serialize_entry("left", &context.left)?;
            map.serialize_entry("right", &context.right)?;
            map.serialize_entry(
                "sentence",
                &Stretch {
                    start: context.sentence.start(),
                    end: context.sentence.end(),
                    text: &context.sentence_text,
                },
            )?;
            map.serialize_entry("speaker", &context.speaker)?;
        }
        map.end()
    }
}

/// A stretch of a text.
#[derive(Serialize)]
struct Stretch<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct SpanV1<'a> {
    field: &'static str,
    start: usize,
    end: usize,
    start_char: usize,
    end_char: usize,
    text: &'a str,
}

impl<'a> From<&'a Evidence> for SpanV1<'a> {
    fn from(it: &'a Evidence) -> SpanV1<'a> {
        SpanV1 {
            field: TextField::as_str(it.field),
            start: it.span.bytes.start(),
            end: it.span.bytes.end(),
            start_char: it.span.start_char,
            end_char: it.span.end_char,
            text: &it.text,
        }
    }
}

#[derive(Serialize)]
struct SnippetV1<'a> {
    field: &'static str,
    text: &'a str,
    start: usize,
    marks: Vec<[usize; 2]>,
}

impl<'a> From<&'a Snippet> for SnippetV1<'a> {
    fn from(it: &'a Snippet) -> SnippetV1<'a> {
        let marks = it.marks.iter().map(|mark| [mark.start(), mark.end()]).collect();
        SnippetV1 { field: it.field.as_str(), text: &it.text, start: it.start, marks }
    }
}

#[derive(Serialize)]
struct SpeakerV1<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    quotations: usize,
}

impl<'a> From<&'a SpeakerCount> for SpeakerV1<'a> {
    fn from(it: &'a SpeakerCount) -> SpeakerV1<'a> {
        SpeakerV1 { name: &it.name, kind: it.kind.as_str(), quotations: it.quotations }
    }
}

#[derive(Serialize)]
struct ValueV1<'a> {
    value: &'a str,
    articles: u64,
}

impl<'a> From<&'a (String, u64)> for ValueV1<'a> {
    fn from((value, articles): &'a (String, u64)) -> ValueV1<'a> {
        ValueV1 { value, articles: *articles }
    }
}

impl<'a> From<&'a (String, Count)> for ValueV1<'a> {
    fn from((value, articles): &'a (String, Count)) -> ValueV1<'a> {
        ValueV1 { value, articles: articles.number() }
    }
}

#[derive(Serialize)]
struct OriginV1<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
}

impl<'a> From<&'a Origin> for OriginV1<'a> {
    fn from(it: &'a Origin) -> OriginV1<'a> {
        OriginV1 { path: &it.path, record: it.record }
    }
}

#[derive(Serialize)]
struct LeafV1<'a> {
    leaf: &'a str,
    score: f32,
}

impl<'a> From<&'a LeafScore> for LeafV1<'a> {
    fn from(it: &'a LeafScore) -> LeafV1<'a> {
        LeafV1 { leaf: &it.leaf, score: it.score }
    }
}

/// Each as the wire has it.
fn wire<'a, T, W: From<&'a T>>(items: &'a [T]) -> Vec<W> {
    items.iter().map(W::from).collect()
}

#[derive(Serialize)]
struct FacetV1<'a> {
    values: Vec<ValueV1<'a>>,
    unknown: u64,
    distinct: u64,
}

struct Facets<'a>(&'a [FacetCounts]);

impl Serialize for Facets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|it| {
            let (unknown, distinct) = (it.unknown.number(), it.distinct.number());
            let counts = FacetV1 { values: wire(&it.values), unknown, distinct };
            (it.facet.as_str(), counts)
        }))
    }
}

#[expect(clippy::ref_option, reason = "the signature is serde's")]
fn at<S: Serializer>(span: &Option<ByteSpan>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct At {
        start: usize,
        end: usize,
    }
    span.map(|it| At { start: it.start(), end: it.end() }).serialize(serializer)
}

/// Writes one object and the end of its line.
fn write_line<T: Serialize>(line: &T, out: &mut dyn Write) -> io::Result<()> {
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

#[cfg(test)]
mod tests;
