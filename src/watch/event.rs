//! What a run tells, as lines of JSON.

use serde::Serialize;
use serde_json::Value;

use crate::render::fields::HitField;
use crate::render::json::{VERSION, write_hits};
use crate::watch::definition::Watch;
use crate::watch::select::{Found, News, content};
use crate::watch::story::{Kind, Place};

/// A told article.
#[derive(Serialize)]
struct EventV1<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    v: u32,
    watch: &'a str,
    /// By which a receiver knows a repeat.
    key: String,
    /// The number by which the article came.
    seq: u64,
    late: bool,
    /// When it was told.
    told: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    changed: &'a [String],
    /// The article that was told before, of which this is a further place.
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<&'a str>,
    /// Where the story stands, the article itself first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Value>,
    hit: Value,
}

/// The key of an article for a watch: their names, and with edits the content too.
#[must_use]
pub fn key(watch: &Watch, news: &News) -> String {
    let mut key = format!("{}/{}", watch.name, news.stamp.id);
    if watch.edits {
        key.push_str(&format!("#{}", content(&news.stamp)));
    }
    key
}

/// What is told of an article; `told` is when, as RFC 3339 has it.
#[must_use]
pub fn event(watch: &Watch, news: &News, fields: &[HitField], told: &str) -> Value {
    let mut line = Vec::new();
    let written = write_hits(std::slice::from_ref(&news.hit), fields, &mut line);
    let hit = written.ok().and_then(|()| serde_json::from_slice(&line).ok()).unwrap_or_default();
    let event = EventV1 {
        kind: match news.kind {
            Kind::New => "new",
            Kind::Changed => "changed",
            Kind::Place => "place",
        },
        v: VERSION,
        watch: watch.name.as_str(),
        key: key(watch, news),
        seq: news.stamp.sequence,
        late: news.late,
        told,
        changed: &news.changed,
        story: news.story.as_deref(),
        places: news.places.iter().map(place).collect(),
        hit,
    };
    serde_json::to_value(event).unwrap_or_default()
}

fn place(place: &Place) -> Value {
    let id = std::iter::once(("id", place.id.as_str()));
    let fields = place.fields.iter().map(|(name, text)| (*name, text.as_str()));
    Value::Object(id.chain(fields).map(|(name, text)| (name.to_owned(), text.into())).collect())
}

/// Where a story stands, in a few words, and where a further place of it is: by what people are told of it.
#[must_use]
pub fn places(event: &Value) -> Option<String> {
    const NAMED: usize = 12;
    if event["type"] == "place" {
        return Some("a further place of a story that was told".to_owned());
    }
    let places = event["places"].as_array()?;
    let name = |it: &Value| it["source"].as_str().or_else(|| it["id"].as_str()).unwrap_or("").to_owned();
    let mut names: Vec<String> = places.iter().map(name).collect();
    names.dedup();
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!("{} places: {}{more}", places.len(), names.join(", ")))
}

/// The end of a run of a watch.
#[derive(Debug, Serialize)]
pub struct Summary<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    v: u32,
    watch: &'a str,
    /// How many articles were told.
    pub told: usize,
    /// How many were there before and are not told.
    pub seen: usize,
    /// How many the next run tells.
    pub left: usize,
    /// What should be known about it.
    pub notices: &'a [String],
}

impl<'a> Summary<'a> {
    /// The end of a run.
    #[must_use]
    pub fn of(watch: &'a Watch, found: &'a Found) -> Summary<'a> {
        Summary {
            kind: "watch",
            v: VERSION,
            watch: watch.name.as_str(),
            told: found.told(),
            seen: found.seen.len(),
            left: found.left,
            notices: &found.notices,
        }
    }
}
