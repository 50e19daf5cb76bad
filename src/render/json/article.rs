//! A whole article on the wire.
//!
//! ```text
//! {"type":"article","v":1,"id","path","title","body","date","source","author","language","url",
//!  "quotations":[{"start","end","text","kind":"direct"|"partial"|"indirect","speaker","speaker_type","role",
//!   "confidence","mention":{"start","end","text"}|null,"cue":{…}|null},…],
//!  "found":{"title":how,…}}
//! ```
//!
//! Offsets are bytes of `body`. `found` says how each field was found that is known. `instant` (seconds
//! since 1970) is there where the document gives one, `record` where the file holds many articles, `places`
//! where the article was read at several.
//!
//! The form for evaluation is `{"id","quotes":[{"start","end","text","speaker","speaker_mention",
//! "confidence"}]}`, offsets in code points of the text, `speaker` `null` when unknown or an organisation.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::article::{Article, Quotation, QuotationKind, SpeakerKind};
use crate::render::json::{EarlierV1, OriginV1, Stretch, Typed, VERSION, wire, write_line};
use crate::span::{ByteSpan, CharCounter};

/// Writes an article.
pub fn write_article(article: &Article, out: &mut dyn Write) -> io::Result<()> {
    let place = article.origins.first();
    let line = ArticleV1 {
        id: article.id.as_str(),
        path: place.map(|it| it.path.as_str()),
        record: place.and_then(|it| it.record),
        places: (article.origins.len() > 1).then(|| wire(&article.origins)),
        title: article.title.as_ref().map(|it| it.value.as_str()),
        body: &article.body,
        date: article.day().map(|day| day.to_string()),
        instant: article.dating.and_then(|it| it.instant),
        source: article.source.as_ref().map(|it| it.value.as_str()),
        author: article.author.as_ref().map(|it| it.value.as_str()),
        language: article.language.value.code(),
        url: article.url.as_deref(),
        quotations: article.quotations.iter().map(|it| QuotationV1::of(it, &article.body)).collect(),
        earlier: article.earlier.as_ref().map(EarlierV1::from),
        found: FoundV1(article),
    };
    write_line(&Typed { kind: "article", v: VERSION, rest: line }, out)
}

/// Writes the quotations of a text in the form for evaluation: those between marks.
pub fn write_evaluation(
    id: &str,
    text: &str,
    quotations: &[Quotation],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut counter = CharCounter::new(text);
    // What was reported without marks is no quotation to the gold data of that task.
    let marked = quotations.iter().filter(|it| it.kind != QuotationKind::Indirect);
    let quotes = marked.map(|it| {
        let speaker = it.speaker.as_ref().filter(|who| who.kind == SpeakerKind::Person);
        EvaluatedQuote {
            start: counter.chars_before(it.span.start()),
            end: counter.chars_before(it.span.end()),
            text: it.span.of(text),
            speaker: speaker.map(|who| who.name.as_str()),
            speaker_mention: it.mention.map(|span| span.of(text)),
            confidence: it.confidence,
        }
    });
    let quotes = quotes.collect();
    write_line(&Evaluated { id, quotes }, out)
}

#[derive(Serialize)]
struct ArticleV1<'a> {
    id: &'a str,
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Vec<OriginV1<'a>>>,
    title: Option<&'a str>,
    body: &'a str,
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instant: Option<i64>,
    source: Option<&'a str>,
    author: Option<&'a str>,
    language: &'a str,
    url: Option<&'a str>,
    quotations: Vec<QuotationV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<EarlierV1<'a>>,
    found: FoundV1<'a>,
}

#[derive(Serialize)]
struct QuotationV1<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    kind: &'static str,
    speaker: Option<&'a str>,
    speaker_type: Option<&'static str>,
    role: Option<&'a str>,
    confidence: f32,
    mention: Option<Stretch<'a>>,
    cue: Option<Stretch<'a>>,
}

impl<'a> QuotationV1<'a> {
    fn of(it: &'a Quotation, body: &'a str) -> QuotationV1<'a> {
        let stretch = |span: ByteSpan| Stretch { start: span.start(), end: span.end(), text: span.of(body) };
        QuotationV1 {
            start: it.span.start(),
            end: it.span.end(),
            text: it.span.of(body),
            kind: it.kind.as_str(),
            speaker: it.speaker.as_ref().map(|who| who.name.as_str()),
            speaker_type: it.speaker.as_ref().map(|who| who.kind.as_str()),
            role: it.speaker.as_ref().and_then(|who| who.role.as_deref()),
            confidence: it.confidence,
            mention: it.mention.map(stretch),
            cue: it.cue.map(stretch),
        }
    }
}

struct FoundV1<'a>(&'a Article);

impl Serialize for FoundV1<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let it = self.0;
        let found = [
            ("title", it.title.as_ref().map(|found| found.by)),
            ("date", it.dating.map(|dating| dating.found)),
            ("source", it.source.as_ref().map(|found| found.by)),
            ("author", it.author.as_ref().map(|found| found.by)),
            ("language", Some(it.language.by)),
        ];
        let mut map = serializer.serialize_map(None)?;
        for (field, by) in found {
            if let Some(by) = by {
                map.serialize_entry(field, by.as_str())?;
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Evaluated<'a> {
    id: &'a str,
    quotes: Vec<EvaluatedQuote<'a>>,
}

#[derive(Serialize)]
struct EvaluatedQuote<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    speaker: Option<&'a str>,
    speaker_mention: Option<&'a str>,
    confidence: f32,
}
