//! Stories on the wire.
//!
//! ```text
//! {"type":"story","v":1,"articles":2,"places":[{"id","title","source","date","published","kind","of","version","shared","kept"},…]}
//! ```

use std::io::{self, Write};

use serde::Serialize;

use crate::render::json::line::{Line, Typed, write_line};
use crate::search::stories::{Story, StoryPlace};

/// Writes a story.
pub fn write_story(story: &Story, out: &mut dyn Write) -> io::Result<()> {
    let places = story.places.iter().map(StoryPlaceV1::from).collect();
    write_line(&Typed::new(StoryV1 { articles: story.places.len(), places }), out)
}

/// An article and its copies.
#[derive(Serialize)]
struct StoryV1<'a> {
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
struct StoryPlaceV1<'a> {
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
