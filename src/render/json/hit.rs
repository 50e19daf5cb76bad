//! Hits and occurrences, as they are written.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::article::{Earlier, Origin};
use crate::field::Field;
use crate::render::fields::HitField;
use crate::render::json::line::{Line, Stretch, VERSION, write_line, written};
use crate::render::lines::Occurrence;
use crate::search::stories::{OtherPlace, Together};
use crate::search::{Edge, Evidence, Hit, LeafScore, Snippet, SpeakerCount, TextField};

/// Writes each hit with these fields, in their order.
///
/// # Errors
///
/// Writing fails.
pub fn write_hits(hits: &[Hit], fields: &[HitField], out: &mut dyn Write) -> io::Result<()> {
    hits.iter().try_for_each(|hit| write_line(&HitV1 { hit, fields }, out))
}

/// Writes each occurrence.
///
/// # Errors
///
/// Writing fails.
pub fn write_occurrences(occurrences: &[Occurrence<'_>], out: &mut dyn Write) -> io::Result<()> {
    occurrences.iter().try_for_each(|it| write_line(&OccurrenceV1(it), out))
}

/// A hit with the fields that were asked for. It writes its type and version itself.
pub(crate) struct HitV1<'a> {
    hit: &'a Hit,
    fields: &'a [HitField],
}

impl Line for HitV1<'_> {
    const KIND: &'static str = "hit";
}

impl Serialize for HitV1<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let hit = self.hit;
        let place = hit.origins.first();
        let record = place.and_then(|it| it.record);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", Self::KIND)?;
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
                            map.serialize_entry("places", &written::<_, OriginV1>(&hit.origins))?;
                        }
                    }
                }
                HitField::Record => map.serialize_entry(key, &record)?,
                HitField::DateFound => map.serialize_entry(key, &hit.dating.map(|it| it.found.as_str()))?,
                HitField::DateCertainty => {
                    map.serialize_entry(key, &hit.dating.map(|it| it.certainty().as_str()))?;
                }
                HitField::Published => map.serialize_entry(key, &hit.published())?,
                HitField::Speakers => {
                    map.serialize_entry(key, &written::<_, SpeakerV1>(&hit.speakers))?;
                }
                HitField::Score => map.serialize_entry(key, &hit.score)?,
                HitField::Occurrences => map.serialize_entry(key, &hit.spans.len())?,
                HitField::Spans => map.serialize_entry(key, &written::<_, SpanV1>(&hit.spans))?,
                HitField::Snippets => map.serialize_entry(key, &written::<_, SnippetV1>(&hit.snippets))?,
            }
        }
        if let Some(earlier) = &hit.earlier {
            map.serialize_entry("earlier", &EarlierV1::from(earlier))?;
        }
        if let Some(together) = &hit.together {
            map.serialize_entry("story", &TogetherV1::from(together))?;
        }
        if let Some(leaves) = &hit.explanation {
            map.serialize_entry("explanation", &written::<_, LeafV1>(leaves))?;
        }
        map.end()
    }
}

/// The keys are those of the table of fields, so they are described one by one; which of them there are is for the
/// request to say.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for HitV1<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "HitV1".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut keys = crate::render::json::schema::Properties::default();
        for field in HitField::all() {
            let schema = match field {
                HitField::Of(field) => {
                    keys.add_field(field);
                    continue;
                }
                HitField::Record => generator.subschema_for::<Option<u64>>(),
                HitField::DateFound | HitField::DateCertainty | HitField::Published => {
                    generator.subschema_for::<Option<String>>()
                }
                HitField::Speakers => generator.subschema_for::<Vec<SpeakerV1>>(),
                HitField::Score => generator.subschema_for::<f32>(),
                HitField::Occurrences => generator.subschema_for::<usize>(),
                HitField::Spans => generator.subschema_for::<Vec<SpanV1>>(),
                HitField::Snippets => generator.subschema_for::<Vec<SnippetV1>>(),
            };
            keys.add(field.as_str(), field.doc(), schema);
        }
        let places = generator.subschema_for::<Vec<OriginV1>>();
        keys.add("places", "Every place it was read at, where there are several.", places);
        let earlier = generator.subschema_for::<EarlierV1>();
        keys.add("earlier", "There only for an earlier wording of an article.", earlier);
        let story = generator.subschema_for::<TogetherV1>();
        keys.add("story", "The other articles of its story, where these are shown as one.", story);
        let explanation = generator.subschema_for::<Vec<LeafV1>>();
        keys.add(
            "explanation",
            "What each part of the query adds to the score, where asked for.",
            explanation,
        );
        keys.into_schema("An article that satisfies the query, with the proof.", &[])
    }
}

/// An occurrence. It writes its type and version itself.
struct OccurrenceV1<'a>(&'a Occurrence<'a>);

impl Serialize for OccurrenceV1<'_> {
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

/// What marks an earlier wording of an article.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct EarlierV1<'a> {
    /// The id of the article.
    of: &'a str,
    /// The day on which the edit was seen.
    until: String,
}

impl<'a> From<&'a Earlier> for EarlierV1<'a> {
    fn from(earlier: &'a Earlier) -> EarlierV1<'a> {
        EarlierV1 { of: earlier.of.as_str(), until: earlier.until.to_string() }
    }
}

/// The story that a hit stands for.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct TogetherV1<'a> {
    /// How many other papers have it; each that is not known counts as one.
    papers: u64,
    /// How many other articles of the same paper have it.
    versions: u64,
    /// How many more articles of it do not satisfy the query.
    unmatched: u64,
    /// The other articles that satisfy the query, the earliest first.
    others: Vec<OtherV1<'a>>,
}

/// An article of a story.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct OtherV1<'a> {
    /// Its id.
    id: &'a str,
    /// Who published it.
    source: Option<&'a str>,
    /// The day.
    date: Option<String>,
}

impl<'a> From<&'a Together> for TogetherV1<'a> {
    fn from(it: &'a Together) -> TogetherV1<'a> {
        let other = |it: &'a OtherPlace| OtherV1 {
            id: it.id.as_str(),
            source: it.source.as_deref(),
            date: it.day.map(|day| day.to_string()),
        };
        TogetherV1 {
            papers: it.papers,
            versions: it.versions,
            unmatched: it.unmatched,
            others: it.others.iter().map(other).collect(),
        }
    }
}

/// A piece of evidence.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct SpanV1<'a> {
    /// `title` or `body`.
    field: &'static str,
    /// First byte in the field.
    start: usize,
    /// The byte after the last one.
    end: usize,
    /// First code point.
    start_char: usize,
    /// The code point after the last one.
    end_char: usize,
    /// The text at that place.
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

/// A passage with its matches.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct SnippetV1<'a> {
    /// `title` or `body`.
    field: &'static str,
    /// A verbatim stretch of the field.
    text: &'a str,
    /// Its first byte in the field.
    start: usize,
    /// The matches, in bytes of `text`.
    marks: Vec<[usize; 2]>,
    /// `true` where it begins within a sentence.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut_before: bool,
    /// `true` where it ends within a sentence.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut_after: bool,
}

impl<'a> From<&'a Snippet> for SnippetV1<'a> {
    fn from(it: &'a Snippet) -> SnippetV1<'a> {
        let marks = it.marks.iter().map(|mark| [mark.start(), mark.end()]).collect();
        SnippetV1 {
            field: it.field.as_str(),
            text: &it.text,
            start: it.start,
            marks,
            cut_before: it.begins == Edge::Cut,
            cut_after: it.ends == Edge::Cut,
        }
    }
}

/// Somebody who is quoted.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct SpeakerV1<'a> {
    /// The name.
    name: &'a str,
    /// `person` or `organisation`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// How many quotations.
    quotations: usize,
}

impl<'a> From<&'a SpeakerCount> for SpeakerV1<'a> {
    fn from(it: &'a SpeakerCount) -> SpeakerV1<'a> {
        SpeakerV1 { name: &it.name, kind: it.kind.as_str(), quotations: it.quotations }
    }
}

/// Where an article was read.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PlaceV1"))]
pub(super) struct OriginV1<'a> {
    /// The file.
    path: &'a str,
    /// The number of the article in it, where it holds many.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
}

impl<'a> From<&'a Origin> for OriginV1<'a> {
    fn from(it: &'a Origin) -> OriginV1<'a> {
        OriginV1 { path: &it.path, record: it.record }
    }
}

/// What a part of the query adds to the score.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct LeafV1<'a> {
    /// The part.
    leaf: &'a str,
    /// What it adds.
    score: f32,
}

impl<'a> From<&'a LeafScore> for LeafV1<'a> {
    fn from(it: &'a LeafScore) -> LeafV1<'a> {
        LeafV1 { leaf: &it.leaf, score: it.score }
    }
}
