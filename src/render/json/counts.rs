//! Counts, as they are written: the summary of a search, and what is in an index.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::Serializer;

use crate::render::json::line::{Line, Typed, write_line};
use crate::search::{Count, Facet, FacetCounts, IndexInfo, SearchPage};

/// Writes the summary. `query` is the query as it was typed.
///
/// # Errors
///
/// Writing fails.
pub fn write_summary(query: &str, page: &SearchPage, out: &mut dyn Write) -> io::Result<()> {
    write_recorded(query, page, None, out)
}

/// As [`write_summary`], with the sum of the record of the answer, where one is kept.
pub(super) fn write_recorded(
    query: &str,
    page: &SearchPage,
    record: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let summary = SummaryV1 {
        query,
        articles: page.articles.number(),
        stories: page.stories.map(Count::number),
        occurrences: page.occurrences.map(Count::number),
        facets: Facets(&page.facets, if page.stories.is_some() { Unit::Stories } else { Unit::Articles }),
        partial: page.partial.then_some(true),
        at_least: (!page.partial && !page.is_exact()).then_some(true),
        notices: &page.notices,
        answer_record: record,
    };
    write_line(&Typed::new(summary), out)
}

/// Writes what is in an index: `articles`, `quotations`, `sources` and `speakers` and `languages`
/// (`[{"value","articles"},…]`, most first), `distinct_sources`, `distinct_speakers`, `first_day`,
/// `last_day`, `undated`, `unsourced`, `text_bytes`, `index_bytes`, `segments`, `format`, `revision`,
/// `written_by`, `sequence`, `fingerprint` and `dir`.
///
/// # Errors
///
/// Writing fails.
pub fn write_info(dir: &str, info: &IndexInfo, out: &mut dyn Write) -> io::Result<()> {
    let line = InfoV1 {
        dir,
        articles: info.articles,
        quotations: info.quotations,
        sources: ValueV1::all(Facet::SOURCE, &info.sources),
        distinct_sources: info.distinct_sources,
        speakers: ValueV1::all(Facet::SPEAKER, &info.speakers),
        distinct_speakers: info.distinct_speakers,
        languages: ValueV1::all(Facet::LANGUAGE, &info.languages),
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
        sequence: info.sequence,
        fingerprint: &info.fingerprint,
    };
    write_line(&Typed::new(line), out)
}

/// How much was found.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct SummaryV1<'a> {
    /// The query as it was typed.
    query: &'a str,
    /// How many articles; exact unless `partial` or `at_least` is there.
    articles: u64,
    /// How many stories they tell, there only where articles of one story are shown as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    stories: Option<u64>,
    /// How many pieces of evidence, where they were counted.
    occurrences: Option<u64>,
    /// By the name of the facet.
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, FacetV1>"))]
    facets: Facets<'a>,
    /// `true`, and there only when time ran out.
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: Option<bool>,
    /// `true`, and there only when a count is a lower bound for another reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<bool>,
    /// What should be known about the answer.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notices: &'a [String],
    /// The sum of the record of the answer, where one is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_record: Option<&'a str>,
}

impl Line for SummaryV1<'_> {
    const KIND: &'static str = "summary";
}

/// How the articles divide by a facet.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FacetV1<'a> {
    /// Most first; days, months and years in their order.
    values: Vec<CountedV1<'a>>,
    /// Articles, or stories, for which it is not known.
    unknown: u64,
    /// How many different values.
    distinct: u64,
}

/// A value, and how many articles have it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ValueV1<'a> {
    /// The value.
    value: &'a str,
    /// How many articles.
    articles: u64,
    /// The clause of a query that finds exactly these articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
}

impl<'a> ValueV1<'a> {
    fn of(facet: Facet, value: &'a str, articles: u64) -> ValueV1<'a> {
        ValueV1 { value, articles, query: facet.clause(value) }
    }

    fn all(facet: Facet, counted: &'a [(String, u64)]) -> Vec<ValueV1<'a>> {
        counted.iter().map(|(value, articles)| ValueV1::of(facet, value, *articles)).collect()
    }
}

/// A value, and how many articles have it, or how many stories where these are shown once.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct CountedV1<'a> {
    /// The value.
    value: &'a str,
    /// How many articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    articles: Option<u64>,
    /// How many stories.
    #[serde(skip_serializing_if = "Option::is_none")]
    stories: Option<u64>,
    /// The clause of a query that finds exactly these articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
}

impl CountedV1<'_> {
    fn of(facet: Facet, (value, count): &(String, Count), unit: Unit) -> CountedV1<'_> {
        let number = |of| (unit == of).then(|| count.number());
        CountedV1 {
            value,
            articles: number(Unit::Articles),
            stories: number(Unit::Stories),
            query: facet.clause(value),
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Articles,
    Stories,
}

/// The facets by their names.
struct Facets<'a>(&'a [FacetCounts], Unit);

impl Serialize for Facets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|it| {
            let (unknown, distinct) = (it.unknown.number(), it.distinct.number());
            let values = it.values.iter().map(|value| CountedV1::of(it.facet, value, self.1)).collect();
            let counts = FacetV1 { values, unknown, distinct };
            (it.facet.as_str(), counts)
        }))
    }
}

/// What is in the index.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct InfoV1<'a> {
    /// The folder.
    dir: &'a str,
    /// Articles.
    articles: u64,
    /// Quotations, indirect ones left out.
    quotations: u64,
    /// The most frequent sources.
    sources: Vec<ValueV1<'a>>,
    /// How many different sources.
    distinct_sources: u64,
    /// The most quoted speakers.
    speakers: Vec<ValueV1<'a>>,
    /// How many different speakers.
    distinct_speakers: u64,
    /// The languages.
    languages: Vec<ValueV1<'a>>,
    /// The first day, where any is known.
    first_day: Option<String>,
    /// The last day.
    last_day: Option<String>,
    /// Articles without a day.
    undated: u64,
    /// Articles without a source.
    unsourced: u64,
    /// Bytes of text: titles and bodies.
    text_bytes: u64,
    /// Bytes on disk.
    index_bytes: u64,
    /// Segments.
    segments: usize,
    /// The format of the files.
    format: u32,
    /// The revision of the extraction.
    revision: u32,
    /// The program that wrote it.
    written_by: &'a str,
    /// The number of the article that came last.
    sequence: u64,
    /// A sum over the ids and contents of all articles.
    fingerprint: &'a str,
}

impl Line for InfoV1<'_> {
    const KIND: &'static str = "info";
}
