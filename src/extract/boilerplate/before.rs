//! What stands before a story: headline, byline, date, reading time.

use crate::article::FoundBy;
use crate::extract::boilerplate::facts::{LineFacts, TextFacts};
use crate::extract::boilerplate::line;
use crate::extract::boilerplate::notes;
use crate::extract::boilerplate::shape::{is_prose, looks_like_headline, truncated};
use crate::extract::byline;
use crate::extract::dates::{DateReading, mentions};
use crate::extract::lists::{File, WordList};
use crate::extract::publisher;

/// What a paragraph before the story, or at its beginning, is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The headline.
    Title,
    /// None of the story.
    Boilerplate,
    /// The story.
    Story,
    /// The story from this byte on; what is in front of it is none.
    StoryFrom(usize),
}

/// Tells the first paragraphs of a text apart and gathers what they say. It ends with the second one of the story,
/// so the parts may be fewer than the paragraphs.
pub(crate) fn head(
    paragraphs: &[&str],
    title: Option<&str>,
    reading: DateReading,
    facts: &mut TextFacts,
) -> Vec<Part> {
    let mut parts = Vec::with_capacity(paragraphs.len());
    let mut stories = 0;
    let mut titled = false;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let rest = paragraphs.get(at + 1..).unwrap_or(&[]);
        let part = if stories >= 2 {
            break;
        } else if stories == 0 && notes::is_note(paragraph) {
            Part::Boilerplate
        } else if stories == 0 && notes::is_point(paragraph) && is_over_byline(rest, reading) {
            // A key point is of the text, though the story begins below the byline.
            parts.push(Part::Story);
            continue;
        } else if let Some(start) =
            labelled_start(paragraph, reading, facts).or_else(|| behind_note(paragraph))
        {
            Part::StoryFrom(start)
        } else if stories == 0 && title.is_some_and(|title| same_words(title, paragraph)) {
            Part::Title
        } else if let Some(line_facts) = line::facts_over(paragraph, rest, reading) {
            facts.add(line_facts, FoundBy::Head);
            Part::Boilerplate
        } else if stories == 0 && is_address(paragraph) {
            facts.url.get_or_insert_with(|| (*paragraph).to_owned());
            Part::Boilerplate
        } else if stories == 0
            && !titled
            && is_kicker(paragraph)
            && rest.first().is_some_and(|it| is_headline(it, rest))
        {
            Part::Boilerplate
        } else if stories == 0 && title.is_none() && !titled && is_headline(paragraph, rest) {
            titled = true;
            facts.title.get_or_insert_with(|| notes::without_version(paragraph).to_owned());
            Part::Title
        } else if stories == 0 && (titled || title.is_some()) && is_bare_byline(paragraph, rest, reading) {
            let author = Some((*paragraph).to_owned());
            facts.add(LineFacts { author, ..LineFacts::default() }, FoundBy::Head);
            Part::Boilerplate
        } else if stories == 0 && title.is_some() && is_paper_over_head(paragraph, rest, reading) {
            let source = Some((*paragraph).to_owned());
            facts.add(LineFacts { source, ..LineFacts::default() }, FoundBy::Head);
            Part::Boilerplate
        } else if repeats(paragraph, rest) {
            Part::Boilerplate
        } else {
            Part::Story
        };
        if matches!(part, Part::Story | Part::StoryFrom(_)) {
            let start = if let Part::StoryFrom(start) = part { start } else { 0 };
            if stories == 0 {
                open_story(paragraph.get(start..).unwrap_or(paragraph), reading, facts);
            }
            stories += 1;
        }
        parts.push(part);
    }
    parts
}

/// How many lines below a key point, or a name, are looked at for what stands over the story.
const OVER: usize = 8;

/// Whether a byline, a date or a dateline stands between key points and the story.
fn is_over_byline(rest: &[&str], reading: DateReading) -> bool {
    rest.iter()
        .take(OVER)
        .find(|it| !notes::is_point(it) && !notes::is_note(it))
        .is_some_and(|it| line::facts_of(it, reading).is_some() || publisher::dateline(it).is_some())
}

/// Whether a line below the headline is the name of who wrote the story: what follows is a line about the story or the
/// story, and that does not speak of the person.
fn is_bare_byline(paragraph: &str, rest: &[&str], reading: DateReading) -> bool {
    let Some(next) = rest.first().filter(|_| byline::is_personal_name(paragraph)) else { return false };
    let opens =
        line::facts_of(next, reading).is_some() || publisher::dateline(next).is_some() || is_prose(next);
    let surname = paragraph.split_whitespace().next_back().unwrap_or(paragraph);
    opens && !publisher::is_paper(paragraph) && !rest.iter().take(OVER).any(|it| it.contains(surname))
}

/// Whether a line is the name of the paper over a byline, a date or an address, as views for printing have it.
fn is_paper_over_head(paragraph: &str, rest: &[&str], reading: DateReading) -> bool {
    let is_head = |line: &&str| {
        is_address(line) || byline::is_personal_name(line) || line::facts_of(line, reading).is_some()
    };
    publisher::is_paper(paragraph)
        && paragraph.split_whitespace().count() <= 5
        && paragraph.split_whitespace().all(byline::may_name)
        && rest.first().is_some_and(is_head)
}

/// Where the story begins in a paragraph that a note in brackets opens, such as `(Adds quotes) BRUSSELS, Nov 25 …`.
fn behind_note(paragraph: &str) -> Option<usize> {
    let rest = notes::note_in_brackets(paragraph).filter(|rest| !rest.is_empty())?;
    Some(paragraph.len() - rest.len())
}

/// Gathers what the dateline of the first paragraph says.
fn open_story(paragraph: &str, reading: DateReading, facts: &mut TextFacts) {
    let Some(dateline) = publisher::dateline(paragraph) else { return };
    if let Some(agency) = dateline.agency {
        let kept = publisher::agency(agency).unwrap_or(agency);
        facts.dateline = Some(kept.to_owned());
    }
    if let Some(mention) = mentions(dateline.text, reading).into_iter().next() {
        facts.published.get_or_insert((mention, FoundBy::Dateline));
    }
}

/// Labels of a date in front of a story, in the same paragraph.
static DATE_LABELS: WordList = WordList::new(File::Lines, "label-date");
/// Sections as they stand over headlines.
static SECTIONS: WordList = WordList::new(File::Lines, "section");

/// Where the story begins in a paragraph such as `date 2025-11-28 The president …`.
fn labelled_start(paragraph: &str, reading: DateReading, facts: &mut TextFacts) -> Option<usize> {
    let head = paragraph.get(..paragraph.floor_char_boundary(80)).unwrap_or(paragraph);
    // What all the labels begin with; most paragraphs are done with here.
    let opens = paragraph.starts_with(['d', 'D', 'p', 'P', 'u', 'U']);
    let found = opens.then(|| mentions(head, reading).into_iter().next())??;
    let label = paragraph.get(..found.start)?.trim().to_lowercase();
    if !DATE_LABELS.contains(&label) || found.year.is_none() {
        return None;
    }
    let behind = paragraph.get(found.end..)?;
    let start = paragraph.len() - behind_time(behind).len();
    // A date alone on its line is for the other rules.
    if paragraph.len() - start < 40 {
        return None;
    }
    let line_facts = if label.starts_with("updated") {
        LineFacts { updated: Some(found), ..LineFacts::default() }
    } else {
        LineFacts { published: Some(found), ..LineFacts::default() }
    };
    facts.add(line_facts, FoundBy::Head);
    Some(start)
}

/// What follows a clock time, where there is one, and the marks behind it.
fn behind_time(text: &str) -> &str {
    let clock = text.trim_start_matches([' ', '\t', ',', 'T']);
    let has_clock = clock.starts_with(|c: char| c.is_ascii_digit());
    let rest = if has_clock {
        let rest =
            clock.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-'));
        rest.strip_prefix('Z').unwrap_or(rest)
    } else {
        text
    };
    rest.trim_start_matches([' ', '\t', '|', '-', '–', '—', ',', '.', ':'])
}

/// Whether two lines have the same letters and figures.
fn same_words(one: &str, other: &str) -> bool {
    let letters = |text: &'_ str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    other.len() <= one.len() * 2 + 16 && one.len() <= other.len() * 2 + 16 && letters(one) == letters(other)
}

/// A line that is an address and nothing else.
fn is_address(line: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|start| line.starts_with(start))
        && !line.contains(char::is_whitespace)
}

/// Sections as they stand over headlines.
fn is_kicker(line: &str) -> bool {
    line.len() <= 30 && SECTIONS.contains(&line.trim_end_matches([':', '|']).trim().to_lowercase())
}

/// Whether a line stands as a headline over what follows: short, no sentence
/// that ends, and longer sentences behind it.
fn is_headline(line: &str, rest: &[&str]) -> bool {
    looks_like_headline(line)
        && rest.iter().take(8).any(|next| {
            let story = is_prose(next) || (next.len() > 160 && next.contains(". "));
            story && next.len() > line.len().min(80)
        })
}

/// Whether a paragraph is the start of a later one, cut off: the teaser that
/// pages put over their own story.
fn repeats(paragraph: &str, rest: &[&str]) -> bool {
    let Some(start) = truncated(paragraph) else {
        return rest.iter().take(6).any(|next| *next == paragraph && paragraph.len() >= 40);
    };
    let start = start.trim_end();
    // The last word may have been cut in the middle.
    start.len() >= 30 && rest.iter().take(8).any(|next| next.len() > start.len() && next.starts_with(start))
}
