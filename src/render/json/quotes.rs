//! Quotations on the wire.
//!
//! ```text
//! {"type":"quotation","v":1,"speaker":…|null,"speaker_type":…|null,"role":…|null,
//!  "text","kind","confidence","id","path","title","date","published","source","start","end","start_char","end_char","marks",
//!  "speakers":[{"speaker":…|null,"places"},…],"earliest":[id,…],
//!  "places":[{the keys from text on, "speaker":…|null, "differences":[{"same":…}|{"added":…}|{"left_out":…},…]},…]}
//! {"type":"summary","v":1,"query","quotations","articles","facets":{"speaker":{"values","unknown","distinct"}},"partial":true?}
//! ```
//!
//! The keys from `text` on are those of the fullest wording; `places` are in the order of time, those without a day last.
//! `speakers` are who is named for it in how many places. `earliest` are the articles
//! that may be the first, several where hours are not known. Offsets are in the article's body, `marks` in bytes of `text`. The `differences` of the others are against it. The facet
//! counts quotations, not articles: `values` is `[{"value","quotations"},…]`; `source`, `date:month` and so on stand beside it
//! where they were asked for.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::render::json::line::{Line, Typed, write_line};
use crate::search::piece::Piece;
use crate::search::quotes::{Quoted, QuotesPage, Wording};

/// Writes each quotation.
pub fn write_quotes(quotes: &[Quoted], out: &mut dyn Write) -> io::Result<()> {
    for quoted in quotes {
        let Some(fullest) = quoted.fullest() else { continue };
        let speaker = quoted.speaker.as_ref();
        let line = QuotationV1 {
            speaker: speaker.map(|it| it.name.as_str()),
            speaker_type: speaker.map(|it| it.kind.as_str()),
            role: speaker.and_then(|it| it.role.as_deref()),
            fullest: WordingV1::from(fullest),
            speakers: quoted
                .speakers
                .iter()
                .map(|(speaker, places)| NamedV1 { speaker: speaker.as_deref(), places: *places })
                .collect(),
            earliest: quoted.earliest().iter().map(|it| it.id.as_str()).collect(),
            places: quoted.wordings.iter().map(TellingV1::from).collect(),
        };
        write_line(&Typed::new(line), out)?;
    }
    Ok(())
}

/// Writes the summary. `query` is the query as it was typed.
pub fn write_summary(query: &str, page: &QuotesPage, out: &mut dyn Write) -> io::Result<()> {
    write_recorded(query, page, None, out)
}

/// As [`write_summary`], with the sum of the record of the answer, where one is kept.
pub(super) fn write_recorded(
    query: &str,
    page: &QuotesPage,
    record: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let values =
        page.speakers.iter().map(|(value, quotations)| QuotedValueV1 { value, quotations: *quotations });
    let distinct = page.speakers.len() as u64;
    let speakers = QuotedCountsV1 { values: values.collect(), unknown: page.unknown, distinct };
    let others = page.facets.iter().map(|it| {
        let values =
            it.values.iter().map(|(value, count)| QuotedValueV1 { value, quotations: count.number() });
        let (unknown, distinct) = (it.unknown.number(), it.distinct.number());
        (it.facet.as_str(), QuotedCountsV1 { values: values.collect(), unknown, distinct })
    });
    let summary = QuotesSummaryV1 {
        query,
        quotations: page.quotations,
        articles: page.articles,
        facets: QuotedFacetsV1 { speaker: speakers, others: others.collect() },
        partial: page.partial.then_some(true),
        notices: &page.notices,
        answer_record: record,
    };
    write_line(&Typed::new(summary), out)
}

/// A quotation, with every place that tells it; the keys from `text` on are those of the fullest wording.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct QuotationV1<'a> {
    /// Whose words.
    speaker: Option<&'a str>,
    /// `person` or `organisation`.
    speaker_type: Option<&'static str>,
    /// What the article calls them besides the name.
    role: Option<&'a str>,
    #[serde(flatten)]
    fullest: WordingV1<'a>,
    /// Who is named for it, most first.
    speakers: Vec<NamedV1<'a>>,
    /// The ids of the articles that may be the first to tell it; several where hours are not known.
    earliest: Vec<&'a str>,
    /// Every place that tells it, in the order of time, those without a day last.
    places: Vec<TellingV1<'a>>,
}

impl Line for QuotationV1<'_> {
    const KIND: &'static str = "quotation";
}

/// Somebody, or nobody, who is named for a quotation.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct NamedV1<'a> {
    /// The name; `null` for nobody.
    speaker: Option<&'a str>,
    /// In how many places.
    places: usize,
}

/// A quotation as one article has it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct WordingV1<'a> {
    /// The words with their marks.
    text: &'a str,
    /// `direct`, `partial` or `indirect`.
    kind: &'static str,
    /// How sure the speaker is, 0 to 1.
    confidence: f32,
    /// The id of the article.
    id: &'a str,
    /// Where it was read.
    path: Option<&'a str>,
    /// The number of the article in that file, where it holds many.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    /// Its headline.
    title: Option<&'a str>,
    /// Its day.
    date: Option<String>,
    /// The instant at which it was published; `null` where the document gives no time of day with its zone.
    published: Option<String>,
    /// Who published it.
    source: Option<&'a str>,
    /// First byte in the body.
    start: usize,
    /// The byte after the last one.
    end: usize,
    /// First code point in the body.
    start_char: usize,
    /// The code point after the last one.
    end_char: usize,
    /// The matches, in bytes of `text`.
    marks: Vec<[usize; 2]>,
}

impl<'a> From<&'a Wording> for WordingV1<'a> {
    fn from(it: &'a Wording) -> WordingV1<'a> {
        WordingV1 {
            text: &it.text,
            kind: it.kind.as_str(),
            confidence: it.confidence,
            id: it.id.as_str(),
            path: it.place.as_ref().map(|place| place.path.as_str()),
            record: it.place.as_ref().and_then(|place| place.record),
            title: it.title.as_deref(),
            date: it.dating.map(|it| it.day.to_string()),
            published: it.dating.and_then(|it| it.instant).map(|it| it.to_string()),
            source: it.source.as_deref(),
            start: it.span.bytes.start(),
            end: it.span.bytes.end(),
            start_char: it.span.start_char,
            end_char: it.span.end_char,
            marks: it.marks.iter().map(|mark| [mark.start(), mark.end()]).collect(),
        }
    }
}

/// A wording, against the fullest one.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct TellingV1<'a> {
    #[serde(flatten)]
    wording: WordingV1<'a>,
    /// Whose words this article says they are.
    speaker: Option<&'a str>,
    /// Runs of words: the same, added, or left out.
    differences: Vec<PieceV1<'a>>,
}

impl<'a> From<&'a Wording> for TellingV1<'a> {
    fn from(it: &'a Wording) -> TellingV1<'a> {
        TellingV1 {
            wording: WordingV1::from(it),
            speaker: it.speaker.as_ref().map(|it| it.name.as_str()),
            differences: it.differences.iter().map(PieceV1::from).collect(),
        }
    }
}

/// A run of words, against the fullest wording.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum PieceV1<'a> {
    /// As there.
    Same(&'a str),
    /// Not there.
    Added(&'a str),
    /// There, and not here.
    LeftOut(&'a str),
}

impl<'a> From<&'a Piece> for PieceV1<'a> {
    fn from(it: &'a Piece) -> PieceV1<'a> {
        match it {
            Piece::Same(words) => PieceV1::Same(words),
            Piece::Added(words) => PieceV1::Added(words),
            Piece::LeftOut(words) => PieceV1::LeftOut(words),
        }
    }
}

/// How many quotations were found.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct QuotesSummaryV1<'a> {
    /// The query as it was typed.
    query: &'a str,
    /// How many different quotations.
    quotations: u64,
    /// In how many articles.
    articles: u64,
    /// What was counted.
    facets: QuotedFacetsV1<'a>,
    /// `true` when time or memory ran out: there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: Option<bool>,
    /// What should be known about the answer.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notices: &'a [String],
    /// The sum of the record of the answer, where one is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_record: Option<&'a str>,
}

impl Line for QuotesSummaryV1<'_> {
    const KIND: &'static str = "summary";
}

/// What is counted of quotations.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct QuotedFacetsV1<'a> {
    /// Who says them: every speaker.
    speaker: QuotedCountsV1<'a>,
    /// The other facets that were asked for, by their names.
    #[serde(flatten)]
    others: BTreeMap<&'static str, QuotedCountsV1<'a>>,
}

/// How quotations divide by a facet.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct QuotedCountsV1<'a> {
    /// Most first; days, months and years in their order.
    values: Vec<QuotedValueV1<'a>>,
    /// Quotations for which it is not known.
    unknown: u64,
    /// How many different values.
    distinct: u64,
}

/// A value, and how many quotations have it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct QuotedValueV1<'a> {
    /// The value.
    value: &'a str,
    /// How many quotations.
    quotations: u64,
}
