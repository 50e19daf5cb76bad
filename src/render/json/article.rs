//! A whole article on the wire.
//!
//! ```text
//! {"type":"article","v":1,"id","path","title","body","date","published","updated","source","author","section",
//!  "language","url",
//!  "quotations":[{"start","end","text","kind":"direct"|"partial"|"indirect","speaker","speaker_type","role",
//!   "confidence","mention":{"start","end","text"}|null,"cue":{…}|null},…],
//!  "found":{"title":how,…}}
//! ```
//!
//! Offsets are bytes of `body`. `date` is the day of publication as the publisher prints it, `published` the instant
//! (RFC 3339, with the offset that the document gives), `null` where the document gives no time of day with its zone;
//! `instant` is then not there, else the same in seconds since 1970. `updated` is the instant of the last update, or its
//! day alone where no more is told. `found` says how each field was found that is known. `record` is there where the
//! file holds many articles, `places` where the article was read at several.
//!
//! The form for evaluation is `{"id","quotes":[{"start","end","text","speaker","speaker_mention",
//! "confidence"}]}`, offsets in code points of the text, `speaker` `null` when unknown or an organisation.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::article::{Article, Quotation, QuotationKind, SpeakerKind};
use crate::field::Field;
use crate::render::fields::HitField;
use crate::render::json::hit::{EarlierV1, OriginV1};
use crate::render::json::line::{Line, Stretch, Typed, write_line, written};
use crate::span::{ByteSpan, CharCounter};

/// Writes an article.
pub fn write_article(article: &Article, out: &mut dyn Write) -> io::Result<()> {
    write_line(&Typed::new(ArticleV1(article)), out)
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

/// An article; its keys are those of the table of fields.
pub(crate) struct ArticleV1<'a>(&'a Article);

impl Line for ArticleV1<'_> {
    const KIND: &'static str = "article";
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ArticleV1<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ArticleV1".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut keys = crate::render::json::schema::Properties::default();
        let fields: Vec<Field> = Field::all().filter(|field| *field != Field::Speaker).collect();
        fields.iter().for_each(|field| keys.add_field(*field));
        for field in [HitField::Record, HitField::DateCertainty, HitField::Published] {
            let schema = match field {
                HitField::Record => generator.subschema_for::<u64>(),
                _ => generator.subschema_for::<Option<String>>(),
            };
            keys.add(field.as_str(), field.doc(), schema);
        }
        let places = generator.subschema_for::<Vec<OriginV1>>();
        keys.add("places", "Every place it was read at, where there are several.", places);
        let instant = generator.subschema_for::<i64>();
        keys.add("instant", "`published` in seconds since 1970, where it is known.", instant);
        let quotations = generator.subschema_for::<Vec<ArticleQuotationV1>>();
        keys.add("quotations", "Its quotations, with offsets in bytes of `body`.", quotations);
        let earlier = generator.subschema_for::<EarlierV1>();
        keys.add("earlier", "There only for an earlier wording of an article.", earlier);
        let found = generator.subschema_for::<std::collections::BTreeMap<String, String>>();
        keys.add("found", "How each field was found that is known.", found);
        let mut required: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
        required.extend(["date_certainty", "published", "quotations", "found"]);
        keys.into_schema("An article, whole.", &required)
    }
}

impl Serialize for ArticleV1<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let article = self.0;
        let mut map = serializer.serialize_map(None)?;
        // The speakers stand with their quotations.
        for field in Field::all().filter(|field| *field != Field::Speaker) {
            map.serialize_entry(field.as_str(), &article.text(field))?;
            if field == Field::Path {
                if let Some(record) = article.origins.first().and_then(|it| it.record) {
                    map.serialize_entry("record", &record)?;
                }
                if article.origins.len() > 1 {
                    map.serialize_entry("places", &written::<_, OriginV1>(&article.origins))?;
                }
            }
            if field == Field::Date {
                let certainty = article.dating.map(|it| it.certainty().as_str());
                map.serialize_entry(HitField::DateCertainty.as_str(), &certainty)?;
                map.serialize_entry("published", &article.published())?;
                if let Some(instant) = article.dating.and_then(|it| it.instant) {
                    map.serialize_entry("instant", &instant.seconds())?;
                }
            }
        }
        let quotations = article.quotations.iter().map(|it| ArticleQuotationV1::of(it, &article.body));
        map.serialize_entry("quotations", &quotations.collect::<Vec<_>>())?;
        if let Some(earlier) = &article.earlier {
            map.serialize_entry("earlier", &EarlierV1::from(earlier))?;
        }
        map.serialize_entry("found", &FoundV1(article))?;
        map.end()
    }
}

/// A quotation in its article.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ArticleQuotationV1<'a> {
    /// First byte in the body.
    start: usize,
    /// The byte after the last one.
    end: usize,
    /// The words with their marks.
    text: &'a str,
    /// `direct`, `partial` or `indirect`.
    kind: &'static str,
    /// Whose words.
    speaker: Option<&'a str>,
    /// `person` or `organisation`.
    speaker_type: Option<&'static str>,
    /// What the article calls them besides the name.
    role: Option<&'a str>,
    /// How sure the speaker is, 0 to 1.
    confidence: f32,
    /// The words that name the speaker there.
    mention: Option<Stretch<'a>>,
    /// The word of saying.
    cue: Option<Stretch<'a>>,
}

impl<'a> ArticleQuotationV1<'a> {
    fn of(it: &'a Quotation, body: &'a str) -> ArticleQuotationV1<'a> {
        let stretch = |span: ByteSpan| Stretch { start: span.start(), end: span.end(), text: span.of(body) };
        ArticleQuotationV1 {
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
        let found = Field::all().filter_map(|field| Some((field.as_str(), self.0.found_by(field)?.as_str())));
        serializer.collect_map(found)
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
