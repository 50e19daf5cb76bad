//! The lines of the wire format as types, for the description of the API. What is written is written by
//! `render::json`; a test holds the two together.
#![expect(dead_code, reason = "only their schemas are used")]

use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use crate::field::{Field, FieldKind};
use crate::render::fields::HitField;

/// Adds the fields of an article to the description of a hit.
fn fields_of_hits(schema: &mut Schema) {
    add_fields(
        schema,
        HitField::in_json().filter_map(|field| match field {
            HitField::Of(field) => Some(field),
            _ => None,
        }),
    );
}

/// Adds the fields of an article to its description; the speakers stand with their quotations.
fn fields_of_articles(schema: &mut Schema) {
    add_fields(schema, Field::all().filter(|field| *field != Field::Speaker));
}

fn add_fields(schema: &mut Schema, fields: impl Iterator<Item = Field>) {
    for field in fields {
        let is_always_known = field.kind() == FieldKind::Code || matches!(field, Field::Id | Field::Body);
        let value = if is_always_known { json!("string") } else { json!(["string", "null"]) };
        let properties = schema.ensure_object().entry("properties").or_insert_with(|| json!({}));
        if let Some(properties) = properties.as_object_mut() {
            let described = json!({"description": field.row().doc, "type": value});
            properties.insert(field.as_str().to_owned(), described);
        }
        if let Some(Value::Array(required)) = schema.ensure_object().get_mut("required")
            && is_always_known
        {
            required.push(field.as_str().into());
        }
    }
}

/// An article that satisfies the query, with the proof.
#[derive(JsonSchema)]
#[schemars(transform = fields_of_hits)]
pub(super) struct HitV1 {
    /// `hit`
    r#type: String,
    /// The version of the format.
    v: u32,
    /// Its number in that file, where the file holds many.
    #[schemars(default)]
    record: Option<u64>,
    /// Every place it was read at, where there are several.
    #[schemars(default)]
    places: Vec<PlaceV1>,
    /// How the day was found.
    date_found: Option<String>,
    /// The instant of publication, `2025-11-27T10:15:00+01:00`, where the document gives the time of day with its zone.
    published: Option<String>,
    /// Who is quoted.
    speakers: Vec<SpeakerV1>,
    /// The score.
    score: f32,
    /// The evidence, by field (title first), then place.
    spans: Vec<SpanV1>,
    /// The passages chosen to show it.
    snippets: Vec<SnippetV1>,
}

/// Where an article was read.
#[derive(JsonSchema)]
pub(super) struct PlaceV1 {
    /// The file.
    path: String,
    /// The number of the article in it.
    #[schemars(default)]
    record: Option<u64>,
}

/// Somebody who is quoted.
#[derive(JsonSchema)]
pub(super) struct SpeakerV1 {
    /// The name.
    name: String,
    /// `person` or `organisation`.
    r#type: String,
    /// How many quotations.
    quotations: usize,
}

/// A piece of evidence.
#[derive(JsonSchema)]
pub(super) struct SpanV1 {
    /// `title` or `body`.
    field: String,
    /// First byte in the field.
    start: usize,
    /// The byte after the last one.
    end: usize,
    /// First code point.
    start_char: usize,
    /// The code point after the last one.
    end_char: usize,
    /// The text at that place.
    text: String,
}

/// A passage with its matches.
#[derive(JsonSchema)]
pub(super) struct SnippetV1 {
    /// `title` or `body`.
    field: String,
    /// A verbatim stretch of the field.
    text: String,
    /// Its first byte in the field.
    start: usize,
    /// The matches, in bytes of `text`.
    marks: Vec<[usize; 2]>,
}

/// How much was found.
#[derive(JsonSchema)]
pub(super) struct SummaryV1 {
    /// `summary`
    r#type: String,
    /// The version of the format.
    v: u32,
    /// The query as it was typed.
    query: String,
    /// How many articles; exact.
    articles: u64,
    /// How many pieces of evidence, where they were counted.
    occurrences: Option<u64>,
    /// By the name of the facet.
    facets: std::collections::BTreeMap<String, FacetV1>,
    /// `true` when time ran out.
    #[schemars(default)]
    partial: bool,
    /// What should be known about the answer.
    #[schemars(default)]
    notices: Vec<String>,
}

/// How the hits divide by a facet.
#[derive(JsonSchema)]
pub(super) struct FacetV1 {
    /// Most first; days, months and years in their order.
    values: Vec<ValueV1>,
    /// Articles for which it is not known.
    unknown: u64,
    /// How many different values.
    distinct: u64,
}

/// A value of a facet.
#[derive(JsonSchema)]
pub(super) struct ValueV1 {
    /// The value.
    value: String,
    /// How many articles.
    articles: u64,
}

/// Trouble.
#[derive(JsonSchema)]
pub(super) struct ErrorV1 {
    /// `error`
    r#type: String,
    /// The version of the format.
    v: u32,
    /// What kind; stable.
    kind: String,
    /// One sentence.
    message: String,
    /// Where in the query, in bytes.
    at: Option<AtV1>,
    /// What may help.
    offer: Option<String>,
}

/// A place in a query.
#[derive(JsonSchema)]
pub(super) struct AtV1 {
    /// First byte.
    start: usize,
    /// The byte after the last one.
    end: usize,
}

/// A quotation, with every place that tells it; the keys from `text` on are those of the fullest wording.
#[derive(JsonSchema)]
pub(super) struct QuotationV1 {
    /// `quotation`
    r#type: String,
    /// The version of the format.
    v: u32,
    /// Whose words.
    speaker: Option<String>,
    /// `person` or `organisation`.
    speaker_type: Option<String>,
    /// What the article calls them besides the name.
    role: Option<String>,
    /// Where it stands.
    #[schemars(flatten)]
    fullest: WordingV1,
    /// Every place that tells it, the fullest wording first.
    places: Vec<TellingV1>,
}

/// A quotation as one article has it.
#[derive(JsonSchema)]
pub(super) struct WordingV1 {
    /// The words with their marks.
    text: String,
    /// `direct`, `partial` or `indirect`.
    kind: String,
    /// How sure the speaker is, 0 to 1.
    confidence: f32,
    /// The article.
    id: String,
    /// Where it was read.
    path: Option<String>,
    /// The number of the article in that file.
    #[schemars(default)]
    record: Option<u64>,
    /// Its headline.
    title: Option<String>,
    /// Its day.
    date: Option<String>,
    /// Who published it.
    source: Option<String>,
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

/// A wording, against the fullest one.
#[derive(JsonSchema)]
pub(super) struct TellingV1 {
    /// The wording.
    #[schemars(flatten)]
    wording: WordingV1,
    /// Runs of words: `same`, `added`, `left_out`.
    differences: Vec<std::collections::BTreeMap<String, String>>,
}

/// How many quotations were found.
#[derive(JsonSchema)]
pub(super) struct QuotesSummaryV1 {
    /// `summary`
    r#type: String,
    /// The version of the format.
    v: u32,
    /// The query as it was typed.
    query: String,
    /// How many different quotations.
    quotations: u64,
    /// In how many articles.
    articles: u64,
    /// `speaker`: who says them.
    facets: serde_json::Value,
}

/// An article.
#[derive(JsonSchema)]
#[schemars(transform = fields_of_articles)]
pub(super) struct ArticleV1 {
    /// `article`
    r#type: String,
    /// The version of the format.
    v: u32,
    /// The instant of publication, `2025-11-27T10:15:00+01:00`, where the document gives the time of day with its zone.
    published: Option<String>,
    /// The same in seconds since 1970, where it is known.
    #[schemars(default)]
    instant: Option<i64>,
    /// Its quotations, with offsets in bytes of `body`.
    quotations: Vec<serde_json::Value>,
    /// How each field was found.
    found: std::collections::BTreeMap<String, String>,
}

/// What is in the index.
#[derive(JsonSchema)]
pub(super) struct InfoV1 {
    /// `info`
    r#type: String,
    /// The version of the format.
    v: u32,
    /// The folder.
    dir: String,
    /// Articles.
    articles: u64,
    /// Quotations.
    quotations: u64,
    /// The most frequent sources.
    sources: Vec<ValueV1>,
    /// How many sources.
    distinct_sources: u64,
    /// The most quoted speakers.
    speakers: Vec<ValueV1>,
    /// How many speakers.
    distinct_speakers: u64,
    /// Languages.
    languages: Vec<ValueV1>,
    /// The first day.
    first_day: Option<String>,
    /// The last day.
    last_day: Option<String>,
    /// Articles without a day.
    undated: u64,
    /// Articles without a source.
    unsourced: u64,
    /// Bytes of text.
    text_bytes: u64,
    /// Bytes on disk.
    index_bytes: u64,
    /// Segments.
    segments: usize,
    /// Format of the files.
    format: u32,
    /// Revision of the extraction.
    revision: u32,
    /// The program that wrote it.
    written_by: String,
}

/// What would be found instead.
#[derive(JsonSchema)]
pub(super) struct SuggestionsV1 {
    /// `suggestions`
    r#type: String,
    /// The version of the format.
    v: u32,
    /// The query as it was typed.
    query: String,
    /// Words that are in no article, with those near them.
    missing: Vec<MissingV1>,
    /// Looser questions that find something.
    looser: Vec<LooserV1>,
}

/// A word that is in no article.
#[derive(JsonSchema)]
pub(super) struct MissingV1 {
    /// The word.
    word: String,
    /// Words near it.
    near: Vec<NearV1>,
}

/// A word near another.
#[derive(JsonSchema)]
pub(super) struct NearV1 {
    /// The word.
    word: String,
    /// How many edits lie between.
    edits: u8,
    /// In how many articles it stands.
    articles: u64,
}

/// A looser question.
#[derive(JsonSchema)]
pub(super) struct LooserV1 {
    /// In which way it is looser.
    way: String,
    /// The question.
    query: String,
    /// How many articles it finds.
    articles: u64,
}
