//! Quotations on the wire.
//!
//! ```text
//! {"type":"quotation","v":1,"speaker":…|null,"speaker_type":…|null,"role":…|null,
//!  "text","kind","confidence","id","path","title","date","source","start","end","start_char","end_char","marks",
//!  "places":[{the keys from text on, "differences":[{"same":…}|{"added":…}|{"left_out":…},…]},…]}
//! {"type":"summary","v":1,"query","quotations","articles","facets":{"speaker":{"values","unknown","distinct"}}}
//! ```
//!
//! The keys from `text` on are those of the fullest wording, which is the first of `places` too; offsets are
//! in its article's body, `marks` in bytes of `text`. The `differences` of the others are against it. The facet
//! counts quotations, not articles: `values` is `[{"value","quotations"},…]`.

use std::io::{self, Write};

use serde::Serialize;

use crate::render::json::{Typed, VERSION, write_line};
use crate::search::quotes::{Piece, Quoted, QuotesPage, Wording};

/// Writes each quotation.
pub fn write_quotes(quotes: &[Quoted], out: &mut dyn Write) -> io::Result<()> {
    for quoted in quotes {
        let Some(fullest) = quoted.wordings.first() else { continue };
        let speaker = quoted.speaker.as_ref();
        let line = QuotedV1 {
            speaker: speaker.map(|it| it.name.as_str()),
            speaker_type: speaker.map(|it| it.kind.as_str()),
            role: speaker.and_then(|it| it.role.as_deref()),
            fullest: WordingV1::from(fullest),
            places: quoted.wordings.iter().map(PlacedV1::from).collect(),
        };
        write_line(&Typed { kind: "quotation", v: VERSION, rest: line }, out)?;
    }
    Ok(())
}

/// Writes the summary. `query` is the query as it was typed.
pub fn write_summary(query: &str, page: &QuotesPage, out: &mut dyn Write) -> io::Result<()> {
    let values = page.speakers.iter().map(|(value, quotations)| Value { value, quotations: *quotations });
    let facet = Speakers { values: values.collect(), unknown: page.unknown, distinct: page.speakers.len() };
    let summary = Summary {
        query,
        quotations: page.quotations,
        articles: page.articles,
        facets: Facets { speaker: facet },
    };
    write_line(&Typed { kind: "summary", v: VERSION, rest: summary }, out)
}

#[derive(Serialize)]
struct QuotedV1<'a> {
    speaker: Option<&'a str>,
    speaker_type: Option<&'static str>,
    role: Option<&'a str>,
    #[serde(flatten)]
    fullest: WordingV1<'a>,
    places: Vec<PlacedV1<'a>>,
}

#[derive(Serialize)]
struct WordingV1<'a> {
    text: &'a str,
    kind: &'static str,
    confidence: f32,
    id: &'a str,
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    title: Option<&'a str>,
    date: Option<String>,
    source: Option<&'a str>,
    start: usize,
    end: usize,
    start_char: usize,
    end_char: usize,
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
            date: it.date.map(|day| day.to_string()),
            source: it.source.as_deref(),
            start: it.span.bytes.start(),
            end: it.span.bytes.end(),
            start_char: it.span.start_char,
            end_char: it.span.end_char,
            marks: it.marks.iter().map(|mark| [mark.start(), mark.end()]).collect(),
        }
    }
}

#[derive(Serialize)]
struct PlacedV1<'a> {
    #[serde(flatten)]
    wording: WordingV1<'a>,
    differences: Vec<PieceV1<'a>>,
}

impl<'a> From<&'a Wording> for PlacedV1<'a> {
    fn from(it: &'a Wording) -> PlacedV1<'a> {
        PlacedV1 {
            wording: WordingV1::from(it),
            differences: it.differences.iter().map(PieceV1::from).collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum PieceV1<'a> {
    Same(&'a str),
    Added(&'a str),
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

#[derive(Serialize)]
struct Summary<'a> {
    query: &'a str,
    quotations: u64,
    articles: u64,
    facets: Facets<'a>,
}

#[derive(Serialize)]
struct Facets<'a> {
    speaker: Speakers<'a>,
}

#[derive(Serialize)]
struct Speakers<'a> {
    values: Vec<Value<'a>>,
    unknown: u64,
    distinct: usize,
}

#[derive(Serialize)]
struct Value<'a> {
    value: &'a str,
    quotations: u64,
}
