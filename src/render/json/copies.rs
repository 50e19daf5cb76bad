//! Stories on the wire.
//!
//! ```text
//! {"type":"story","v":1,"articles":2,"places":[{"id","title","source","date","published","kind","of","version","shared","kept"},…]}
//! ```

use std::io::{self, Write};

use serde::Serialize;

use crate::render::json::line::{Line, Typed, write_line};
use crate::search::stories::{Event, EventPlace, Events, Story, StoryPlace};

/// Writes a story.
pub fn write_story(story: &Story, out: &mut dyn Write) -> io::Result<()> {
    let places = story.places.iter().map(StoryPlaceV1::from).collect();
    write_line(&Typed::new(StoryV1 { articles: story.places.len(), places }), out)
}

/// Writes a line for each event, then the summary.
///
/// # Errors
///
/// Writing fails.
pub fn write_events(query: &str, page: &Events, out: &mut dyn Write) -> io::Result<()> {
    for event in &page.shown {
        write_event(event, out)?;
    }
    write_events_summary(query, page, out)
}

/// Writes an event.
///
/// # Errors
///
/// Writing fails.
pub fn write_event(event: &Event, out: &mut dyn Write) -> io::Result<()> {
    let places = event.places.iter().map(EventPlaceV1::from).collect();
    write_line(&Typed::new(EventV1 { articles: event.places.len(), places }), out)
}

/// Writes the summary of events.
///
/// # Errors
///
/// Writing fails.
pub fn write_events_summary(query: &str, page: &Events, out: &mut dyn Write) -> io::Result<()> {
    let partial = page.partial.then_some(true);
    let summary = EventsSummaryV1 {
        query,
        events: page.events,
        articles: page.articles,
        partial,
        notices: &page.notices,
    };
    write_line(&Typed::new(summary), out)
}

/// Several articles on the same.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct EventV1<'a> {
    /// How many articles it is.
    articles: usize,
    /// The articles, the earliest first, those without a day last.
    places: Vec<EventPlaceV1<'a>>,
}

impl Line for EventV1<'_> {
    const KIND: &'static str = "event";
}

/// An article that tells of an event.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct EventPlaceV1<'a> {
    id: &'a str,
    title: Option<&'a str>,
    source: Option<&'a str>,
    date: Option<String>,
    published: Option<String>,
    /// Sentences that tell what no earlier article of the event does.
    adds: &'a [String],
}

impl<'a> From<&'a EventPlace> for EventPlaceV1<'a> {
    fn from(it: &'a EventPlace) -> EventPlaceV1<'a> {
        EventPlaceV1 {
            id: it.id.as_str(),
            title: it.title.as_deref(),
            source: it.source.as_deref(),
            date: it.dating.map(|dating| dating.day.to_string()),
            published: it.dating.and_then(|dating| dating.instant).map(|instant| instant.to_string()),
            adds: &it.adds,
        }
    }
}

/// How many events were found.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct EventsSummaryV1<'a> {
    /// The query as it was typed.
    query: &'a str,
    /// How many events two articles or more tell of.
    events: u64,
    /// How many articles tell of them.
    articles: u64,
    /// `true`, and there only when time ran out.
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: Option<bool>,
    /// What should be known about the answer.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notices: &'a [String],
}

impl Line for EventsSummaryV1<'_> {
    const KIND: &'static str = "summary";
}

/// An article and its copies.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct StoryV1<'a> {
    /// How many articles it is.
    articles: usize,
    /// The articles, the earliest first, those without a day last.
    places: Vec<StoryPlaceV1<'a>>,
}

impl Line for StoryV1<'_> {
    const KIND: &'static str = "story";
}

/// An article of a story.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct StoryPlaceV1<'a> {
    id: &'a str,
    title: Option<&'a str>,
    source: Option<&'a str>,
    date: Option<String>,
    published: Option<String>,
    /// `same`, `cut`, `updated` or `corrected`: what it is to the article `of`.
    kind: Option<&'static str>,
    /// The earlier article that it is most like.
    of: Option<&'a str>,
    /// Whether both are of one source.
    version: bool,
    /// How much of its text stands there too, 0 to 1.
    shared: Option<f32>,
    /// How much of that text it has, 0 to 1.
    kept: Option<f32>,
    /// Whether the text does not speak of its headline.
    furniture: bool,
}

impl<'a> From<&'a StoryPlace> for StoryPlaceV1<'a> {
    fn from(it: &'a StoryPlace) -> StoryPlaceV1<'a> {
        let like = it.like.as_ref();
        let thousandths = |share: f32| (share * 1000.0).round() / 1000.0;
        StoryPlaceV1 {
            id: it.id.as_str(),
            title: it.title.as_deref(),
            source: it.source.as_deref(),
            date: it.dating.map(|dating| dating.day.to_string()),
            published: it.dating.and_then(|dating| dating.instant).map(|instant| instant.to_string()),
            kind: like.map(|it| it.kind.as_str()),
            of: like.map(|it| it.of.as_str()),
            version: like.is_some_and(|it| it.is_version),
            shared: like.map(|it| thousandths(it.shared)),
            kept: like.map(|it| thousandths(it.kept)),
            furniture: it.is_furniture,
        }
    }
}
