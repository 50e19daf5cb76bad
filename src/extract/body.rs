//! Which part of a text is the article, and what the rest says about it.
//!
//! A text as people save it has a head (headline, byline, date, reading time),
//! the story, and a tail (sign-off, source, teasers of other stories). Head and
//! tail are read from outside inwards, each line as a whole; what stands
//! inside the story is touched only where no sentence can be lost.
//!
//! The text of a record is another matter: somebody has already decided what
//! the text is. It is read for what it says and kept as it is, except that a
//! headline on its own line in front becomes the title.

use crate::article::{Found, FoundBy};
use crate::extract::boilerplate::after;
use crate::extract::boilerplate::line;
use crate::extract::boilerplate::line::{LineFacts, Stage};
use crate::extract::dates::{DateReading, Mention, mentions};
use crate::extract::paragraphs;
use crate::extract::publisher;

/// How much of a text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// The article alone, of a file or a page.
    Article,
    /// All of it, of a record.
    All,
}

/// How many paragraphs the head may have.
const HEAD: usize = 16;

/// What a text says about itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct TextFacts {
    pub(super) title: Option<String>,
    pub(super) published: Option<(Mention, FoundBy)>,
    pub(super) updated: Option<(Mention, FoundBy)>,
    pub(super) author: Option<Found<String>>,
    pub(super) source: Option<Found<String>>,
    pub(super) dateline: Option<String>,
    pub(super) url: Option<String>,
}

impl TextFacts {
    /// Adds what a line says; what is known already stays.
    pub(super) fn add(&mut self, line_facts: LineFacts, by: FoundBy) {
        match line_facts.date {
            Some((mention, Stage::Published)) => {
                self.published.get_or_insert((mention, by));
            }
            Some((mention, Stage::Updated)) => {
                self.updated.get_or_insert((mention, by));
            }
            None => {}
        }
        if let Some(author) = line_facts.author {
            self.author.get_or_insert_with(|| Found::new(author, by));
        }
        if let Some(source) = line_facts.source {
            self.source.get_or_insert_with(|| Found::new(source, by));
        }
        self.url = self.url.take().or(line_facts.url);
        self.title = self.title.take().or(line_facts.title);
    }
}

/// The body of a normalised text, and what was gathered around it.
pub(super) fn read(
    text: String,
    title: Option<&str>,
    keep: Keep,
    reading: DateReading,
) -> (String, TextFacts) {
    let mut gathered = TextFacts::default();
    match keep {
        Keep::All => {
            let first: Vec<&str> = paragraphs::split(&text).take(HEAD).collect();
            let head = head(&first, title, reading, &mut gathered);
            let title_lines = head.iter().take_while(|part| **part == Part::Title).count();
            after::gather(&text, &mut gathered, reading);
            let skipped: usize = first.iter().take(title_lines).map(|it| it.len() + 2).sum();
            let body = match text.get(skipped..) {
                Some(rest) if skipped > 0 => rest.to_owned(),
                Some(_) | None => text,
            };
            (body, gathered)
        }
        Keep::Article => {
            let paragraphs: Vec<&str> = paragraphs::split(&text).collect();
            let parts = head(
                paragraphs.get(..HEAD.min(paragraphs.len())).unwrap_or(&[]),
                title,
                reading,
                &mut gathered,
            );
            let mut kept: Vec<&str> = Vec::with_capacity(paragraphs.len());
            for (at, paragraph) in paragraphs.iter().enumerate() {
                match parts.get(at) {
                    Some(Part::Title | Part::Furniture) => {}
                    Some(Part::From(start)) => kept.push(paragraph.get(*start..).unwrap_or(paragraph)),
                    Some(Part::Story) => kept.push(paragraph),
                    None if line::stands_between(paragraph, reading) => {}
                    None => kept.push(paragraph),
                }
            }
            after::cut(&mut kept, &mut gathered, reading);
            let mut body = kept.join("\n\n");
            after::cut_initials(&mut body);
            (body, gathered)
        }
    }
}

/// What a paragraph of the head is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Title,
    Furniture,
    Story,
    /// The story from this byte on; what is in front is furniture.
    From(usize),
}

/// Tells the paragraphs of the head apart and gathers what they say.
fn head(
    paragraphs: &[&str],
    title: Option<&str>,
    reading: DateReading,
    gathered: &mut TextFacts,
) -> Vec<Part> {
    let mut parts = Vec::with_capacity(paragraphs.len());
    let mut stories = 0;
    let mut titled = false;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let rest = paragraphs.get(at + 1..).unwrap_or(&[]);
        let part = if stories >= 2 {
            break;
        } else if let Some(start) = labelled_start(paragraph, reading, gathered) {
            Part::From(start)
        } else if stories == 0 && title.is_some_and(|title| same_words(title, paragraph)) {
            Part::Title
        } else if let Some(line_facts) = line::line_facts(paragraph, reading) {
            gathered.add(line_facts, FoundBy::Head);
            Part::Furniture
        } else if stories == 0 && is_address(paragraph) {
            gathered.url.get_or_insert_with(|| (*paragraph).to_owned());
            Part::Furniture
        } else if stories == 0
            && !titled
            && is_kicker(paragraph)
            && rest.first().is_some_and(|it| is_headline(it, rest))
        {
            Part::Furniture
        } else if stories == 0 && title.is_none() && !titled && is_headline(paragraph, rest) {
            titled = true;
            gathered.title.get_or_insert_with(|| (*paragraph).to_owned());
            Part::Title
        } else if repeats(paragraph, rest) {
            Part::Furniture
        } else {
            Part::Story
        };
        if matches!(part, Part::Story | Part::From(_)) {
            let start = if let Part::From(start) = part { start } else { 0 };
            if stories == 0 {
                open_story(paragraph.get(start..).unwrap_or(paragraph), reading, gathered);
            }
            stories += 1;
        }
        parts.push(part);
    }
    parts
}

/// The dateline of the first paragraph.
fn open_story(paragraph: &str, reading: DateReading, gathered: &mut TextFacts) {
    let Some(dateline) = publisher::dateline(paragraph) else { return };
    if let Some(agency) = dateline.agency {
        let kept = publisher::agency(agency).unwrap_or(agency);
        gathered.dateline = Some(kept.to_owned());
    }
    if let Some(mention) = mentions(dateline.text, reading).into_iter().next() {
        gathered.published.get_or_insert((mention, FoundBy::Dateline));
    }
}

/// Words that introduce a date in front of a story on the same line.
const DATE_LABELS: &[&str] = &[
    "date",
    "date:",
    "published",
    "published:",
    "published on",
    "posted",
    "posted:",
    "posted on",
    "updated:",
    "publication date:",
    "date published:",
    "pubdate",
    "pubdate:",
];

/// Where the story begins in a paragraph such as `date 2025-11-28 The president …`.
fn labelled_start(paragraph: &str, reading: DateReading, gathered: &mut TextFacts) -> Option<usize> {
    let head = paragraph.get(..paragraph.floor_char_boundary(80)).unwrap_or(paragraph);
    // What all the labels begin with; most paragraphs are done with here.
    let opens = paragraph.starts_with(['d', 'D', 'p', 'P', 'u', 'U']);
    let found = opens.then(|| mentions(head, reading).into_iter().next())??;
    let label = paragraph.get(..found.start)?.trim().to_lowercase();
    if !DATE_LABELS.contains(&label.as_str()) || found.year.is_none() {
        return None;
    }
    let behind = paragraph.get(found.end..)?;
    let start = paragraph.len() - behind_time(behind).len();
    // A date alone on its line is for the other rules.
    if paragraph.len() - start < 40 {
        return None;
    }
    let stage = if label.starts_with("updated") { Stage::Updated } else { Stage::Published };
    gathered.add(LineFacts { date: Some((found, stage)), ..LineFacts::default() }, FoundBy::Head);
    Some(start)
}

/// What follows a clock time, where there is one, and the marks behind it.
fn behind_time(text: &str) -> &str {
    let clock = text.trim_start_matches([' ', '\t', ',', 'T']);
    let has_clock = clock.starts_with(|c: char| c.is_ascii_digit());
    let rest = if has_clock {
        let rest = clock.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '+'));
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
    (line.starts_with("http://") || line.starts_with("https://")) && !line.contains(char::is_whitespace)
}

/// Sections as they stand over headlines.
fn is_kicker(line: &str) -> bool {
    const SECTIONS: &[&str] = &[
        "world",
        "world news",
        "politics",
        "business",
        "europe",
        "asia",
        "africa",
        "americas",
        "middle east",
        "opinion",
        "news",
        "breaking",
        "breaking news",
        "exclusive",
        "analysis",
        "sport",
        "sports",
        "economy",
        "markets",
        "science",
        "technology",
        "health",
        "culture",
        "international",
        "national",
        "local",
        "top stories",
        "latest",
        "home",
        "russia",
        "ukraine",
        "us news",
        "uk news",
        "live",
        "video",
        "special report",
        "explainer",
        "editorial",
        "comment",
    ];
    line.len() <= 30 && SECTIONS.contains(&line.trim_end_matches([':', '|']).trim().to_lowercase().as_str())
}

/// Whether a line stands as a headline over what follows: short, no sentence
/// that ends, and longer sentences behind it.
pub(super) fn is_headline(line: &str, rest: &[&str]) -> bool {
    looks_like_headline(line)
        && rest.iter().take(8).any(|next| {
            let story = after::is_prose(next) || (next.len() > 160 && next.contains(". "));
            story && next.len() > line.len().min(80)
        })
}

/// The form of a headline, wherever it stands.
pub(super) fn looks_like_headline(line: &str) -> bool {
    if line.len() > 240 || !(2..=30).contains(&line.split_whitespace().count()) {
        return false;
    }
    let Some(first) = line.chars().next() else { return false };
    let opens = first.is_uppercase()
        || first.is_numeric()
        || "\"'“‘«„¿¡#".contains(first)
        || (first.is_alphabetic() && !first.is_lowercase())
        || line.chars().take(4).any(char::is_uppercase);
    opens && !ends_like_sentence(line) && !holds_sentence_end(line)
}

fn ends_like_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '\'', '”', '’', '»', ')']);
    if bare.ends_with(['.', '。']) {
        let last = bare.split_whitespace().next_back().unwrap_or("");
        // U.S. and Inc. do not end the headline.
        let abbreviation = last.matches('.').count() > 1
            || matches!(last, "Inc." | "Corp." | "Co." | "Ltd." | "Jr." | "Sr.");
        return !abbreviation;
    }
    line.ends_with([',', ';', ':', '…']) || line.ends_with("...")
}

/// Whether a sentence ends inside a line.
fn holds_sentence_end(line: &str) -> bool {
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let bare = word.trim_end_matches(['"', '”', '’', ')']);
        if let Some(stem) = bare.strip_suffix('.')
            && stem.chars().count() > 3
            && !stem.contains('.')
            && stem.chars().all(char::is_lowercase)
            && words.peek().is_some_and(|next| next.starts_with(char::is_uppercase))
        {
            return true;
        }
    }
    false
}

/// Whether a paragraph is the start of a later one, cut off: the teaser that
/// pages put over their own story.
fn repeats(paragraph: &str, rest: &[&str]) -> bool {
    let Some(start) = after::truncated(paragraph) else {
        return rest.iter().take(6).any(|next| *next == paragraph && paragraph.len() >= 40);
    };
    let start = start.trim_end();
    // The last word may have been cut in the middle.
    start.len() >= 30 && rest.iter().take(8).any(|next| next.len() > start.len() && next.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language;

    fn article(text: &str) -> (String, TextFacts) {
        read(text.to_owned(), None, Keep::Article, DateReading::of(Language::ENGLISH, false))
    }

    const STORY: &str = "The president said on Monday that the talks would go on for as long as it takes.";
    const MORE: &str =
        "Aides had warned the day before that patience was running out on every side of the table.";

    #[test]
    fn a_headline_becomes_the_title() {
        for title in [
            "Talks to go on",
            "‘No deal’: Minister walks out of talks",
            "Why the talks failed, and what comes next",
            "Talks Resume in the U.S.",
            "Will the talks go on?",
            "5 things to know about the talks",
        ] {
            let (body, found) = article(&format!("{title}\n\n{STORY}\n\n{MORE}"));
            assert_eq!((found.title.as_deref(), body), (Some(title), format!("{STORY}\n\n{MORE}")));
        }
    }

    #[test]
    fn a_sentence_in_front_is_no_title() {
        for first in [STORY, "He left. Nobody knew why", "The talks failed.", "Among the points:", "Talks"] {
            let (body, found) = article(&format!("{first}\n\n{MORE}"));
            assert_eq!(found.title, None, "{first}");
            assert!(body.starts_with(first));
        }
    }

    #[test]
    fn a_line_alone_is_a_text() {
        let (body, found) = article("Talks to go on");
        assert_eq!((body.as_str(), found.title), ("Talks to go on", None));
    }

    #[test]
    fn the_head_is_read_and_left_out() {
        let text = format!(
            "WORLD\n\nTalks to go on\n\nBy Jane Doe\n\nNovember 27, 2025 | 3 min read\n\n67 Shares\n\n{STORY}\n\n{MORE}"
        );
        let (body, found) = article(&text);
        assert_eq!(body, format!("{STORY}\n\n{MORE}"));
        assert_eq!(found.title.as_deref(), Some("Talks to go on"));
        assert_eq!(found.author.map(|it| it.value).as_deref(), Some("Jane Doe"));
        assert!(found.published.is_some_and(|(mention, by)| mention.day == 27 && by == FoundBy::Head));
    }

    #[test]
    fn a_teaser_of_the_same_story_is_left_out() {
        for mark in ["…", "...", " …", " [...]"] {
            let text = format!(
                "Talks to go on\n\nThe president said on Monday that the talks{mark}\n\n1 Min Read 0 67\n\n{STORY}\n\n{MORE}"
            );
            assert_eq!(article(&text).0, format!("{STORY}\n\n{MORE}"), "{mark}");
        }
    }

    #[test]
    fn a_date_in_front_of_the_story_is_taken_off() {
        for label in [
            "date 2025-11-28",
            "Date: 2025-11-28",
            "Published: November 28, 2025 -",
            "Posted on 28 November 2025 |",
        ] {
            let (body, found) = article(&format!("{label} {STORY}\n\n{MORE}"));
            assert_eq!(body, format!("{STORY}\n\n{MORE}"), "{label}");
            assert!(found.published.is_some_and(|(mention, _)| mention.day == 28), "{label}");
        }
    }

    #[test]
    fn the_text_of_a_record_is_kept() {
        let text = format!(
            "{STORY}\n\n3 min read\n\n{MORE}\n\nSource: Reuters.com\n\nGold rose to a rec...\n\nOil fell in ear..."
        );
        let (body, found) = read(text.clone(), None, Keep::All, DateReading::of(Language::ENGLISH, false));
        assert_eq!(body, text);
        assert_eq!(found.source.map(|it| it.value).as_deref(), Some("Reuters"));
        let (body, _) = read(
            format!("Talks to go on\n\n{text}"),
            Some("Talks To Go On"),
            Keep::All,
            DateReading::of(Language::ENGLISH, false),
        );
        assert_eq!(body, text);
    }
}
