//! The copies of an article for people: a line for each paper, the earliest first.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::render::screen::{Ink, Screen, counted, safe};
use crate::search::stories::{Likeness, Story, StoryPlace};

/// Writes a story: when, who, under which headline, and what the text is to that of an earlier article.
pub fn write_story(story: &Story, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    for place in &story.places {
        write_place(place, screen, out)?;
    }
    writeln!(out, "{}", summary(story))
}

fn write_place(place: &StoryPlace, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let title = place.title.as_deref().unwrap_or("(no headline)");
    let when = place.dating.map_or_else(|| "date unknown".to_owned(), |it| it.precise());
    let source = place.source.as_deref().unwrap_or("source unknown");
    writeln!(out, "{}", screen.paint(Ink::Headline, &safe(title)))?;
    let likeness = place.like.as_ref().map(|it| format!("  {}", told(it))).unwrap_or_default();
    writeln!(out, "  {when}  {}  {}{likeness}", safe(source), safe(place.id.as_str()))?;
    if place.is_furniture {
        writeln!(
            out,
            "  the text does not speak of its headline: only articles of the same headline are its copies"
        )?;
    }
    Ok(())
}

fn told(like: &Likeness) -> String {
    let version = if like.is_version { ", a version of the same source" } else { "" };
    let percent = |share: f32| (share * 100.0).round();
    format!(
        "{}: {} % of it stands in {}, of which it has {} %{version}",
        like.kind.as_str(),
        percent(like.shared),
        safe(like.of.as_str()),
        percent(like.kept),
    )
}

fn summary(story: &Story) -> String {
    let articles = counted(story.places.len() as u64, "article", "articles");
    let sources: BTreeSet<&str> = story.places.iter().filter_map(|it| it.source.as_deref()).collect();
    match sources.len() {
        0 | 1 if story.places.len() == 1 => "no copies in this index".to_owned(),
        0 => format!("{articles} of unknown sources"),
        some => format!("{articles} of {}", counted(some as u64, "source", "sources")),
    }
}
