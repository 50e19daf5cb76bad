//! What a run tells, as lines of JSON.

use serde::Serialize;
use serde_json::Value;

use crate::render::fields::HitField;
use crate::render::json::{VERSION, write_hits};
use crate::watch::definition::Watch;
use crate::watch::select::{Found, Kind, News, content};

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
        },
        v: VERSION,
        watch: watch.name.as_str(),
        key: key(watch, news),
        seq: news.stamp.sequence,
        late: news.late,
        told,
        changed: &news.changed,
        hit,
    };
    serde_json::to_value(event).unwrap_or_default()
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
            told: found.news.len(),
            seen: found.seen.len(),
            left: found.left,
            notices: &found.notices,
        }
    }
}
