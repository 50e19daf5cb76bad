//! The copies of an article for people: a line for each paper, the earliest first.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::render::screen::{Ink, Screen, counted, inked, safe};
use crate::search::piece::Piece;
use crate::search::stories::{Diff, DiffSentence, Events, Likeness, SimilarPage, Story, StoryPlace};

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

/// Writes events: a line with its days, its articles and papers, then each article, and what it adds.
pub fn write_events(page: &Events, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    for (number, event) in page.shown.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let days: Vec<String> =
            event.places.iter().filter_map(|it| it.dating).map(|it| it.day.to_string()).collect();
        let when = match (days.iter().min(), days.iter().max()) {
            (Some(first), Some(last)) if first == last => first.clone(),
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => "date unknown".to_owned(),
        };
        let sources: BTreeSet<&str> = event.places.iter().filter_map(|it| it.source.as_deref()).collect();
        let of = match sources.len() {
            0 => "unknown sources".to_owned(),
            some => counted(some as u64, "source", "sources"),
        };
        let articles = counted(event.places.len() as u64, "article", "articles");
        writeln!(out, "{}", screen.paint(Ink::Name, &format!("{when}  {articles} of {of}")))?;
        for place in &event.places {
            let title = place.title.as_deref().unwrap_or(&place.opening);
            let when = place.dating.map_or_else(|| "date unknown".to_owned(), |it| it.precise());
            let source = place.source.as_deref().unwrap_or("source unknown");
            writeln!(out, "  {when}  {}  {}  {}", safe(source), safe(title), safe(place.id.as_str()))?;
            for added in &place.adds {
                writeln!(out, "{}", screen.wrap(&inked(added, Some(Ink::Quiet)), "    + ", "      "))?;
            }
        }
    }
    Ok(())
}

/// Writes what is like an article: how like in hundredths, its headline, when and by whom.
pub fn write_similar(page: &SimilarPage, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    for it in &page.shown {
        let title = it
            .title
            .as_deref()
            .map_or_else(|| format!("(no headline) {}", safe(&it.opening)), |it| safe(it).into_owned());
        let when = it.dating.map_or_else(|| "date unknown".to_owned(), |it| it.day.to_string());
        let source = it.source.as_deref().unwrap_or("source unknown");
        let copies = match it.copies {
            0 => String::new(),
            some => format!("  and {}", counted(some, "copy", "copies")),
        };
        writeln!(out, "{}", screen.paint(Ink::Headline, &title))?;
        writeln!(out, "  {:.2}  {when}  {}  {}{copies}", it.score, safe(source), safe(it.id.as_str()))?;
    }
    Ok(())
}

/// Sentences that are the same and are shown beside one that differs.
const AROUND: usize = 1;

/// Writes two articles side by side: `-` only the first has it, `+` only the second, `~` in other words, with `[-…-]` and
/// `{+…+}` around what differs. Of what is the same, only what stands beside a difference.
pub fn write_diff(diff: &Diff, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    for (sign, place) in [("---", &diff.one), ("+++", &diff.other)] {
        let when = place.dating.map_or_else(|| "date unknown".to_owned(), |it| it.precise());
        let source = place.source.as_deref().unwrap_or("source unknown");
        let line = format!("{sign} {}  {when}  {}", safe(place.id.as_str()), safe(source));
        writeln!(out, "{}", screen.paint(Ink::Name, &line))?;
    }
    if let Some(kind) = diff.kind {
        writeln!(out, "{}", screen.paint(Ink::Quiet, &format!("of one story: {}", kind.as_str())))?;
    }
    let lines = |sign: &str, text: &str, out: &mut dyn Write| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(out, "{}", screen.wrap(&inked(&text, None), sign, "  "))
    };
    if diff.title.iter().any(|it| !matches!(it, Piece::Same(_))) {
        lines("~ ", &inline(&diff.title), out)?;
    }
    let is_same = |it: &DiffSentence| matches!(it, DiffSentence::Same(_));
    let mut passed = 0;
    for (at, it) in diff.sentences.iter().enumerate() {
        let beside = at.saturating_sub(AROUND)..diff.sentences.len().min(at + AROUND + 1);
        if is_same(it) && diff.sentences[beside].iter().all(is_same) {
            passed += 1;
            continue;
        }
        if passed > 0 {
            let line = format!("  … {} the same", counted(passed, "sentence", "sentences"));
            writeln!(out, "{}", screen.paint(Ink::Quiet, &line))?;
            passed = 0;
        }
        match it {
            DiffSentence::Same(text) => lines("  ", text, out)?,
            DiffSentence::Added(text) => lines("+ ", text, out)?,
            DiffSentence::LeftOut(text) => lines("- ", text, out)?,
            DiffSentence::Changed(pieces) => lines("~ ", &inline(pieces), out)?,
        }
    }
    if passed > 0 {
        let line = format!("  … {} the same", counted(passed, "sentence", "sentences"));
        writeln!(out, "{}", screen.paint(Ink::Quiet, &line))?;
    }
    Ok(())
}

/// A wording with what differs in it in brackets.
fn inline(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        let (open, words, close) = match piece {
            Piece::Same(words) => ("", words, ""),
            Piece::Added(words) => ("{+", words, "+}"),
            Piece::LeftOut(words) => ("[-", words, "-]"),
        };
        let bare = words.trim_end();
        let is_apart = bare.len() < words.len() || matches!(piece, Piece::LeftOut(_));
        text.push_str(&format!("{open}{bare}{close}{}", if is_apart { " " } else { "" }));
    }
    text
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
