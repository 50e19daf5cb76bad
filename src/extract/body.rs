//! Which part of a text is the article, and what the rest says about it.
//!
//! A text as people save it has lines before the story (headline, byline, date, reading time) and after it (who
//! signed it, its source, teasers of other stories). Both are read from the outside inwards, each line as a whole;
//! inside the story lines are left out only where no sentence can be lost.
//!
//! The text of a JSON record is kept whole, because somebody has already decided what belongs to it: its lines are
//! read for what they say, and only a headline on a line of its own in front is moved to the title.

use crate::extract::boilerplate::before::{Part, head};
use crate::extract::boilerplate::facts::TextFacts;
use crate::extract::boilerplate::{after, line};
use crate::extract::dates::DateReading;
use crate::extract::paragraphs;

/// How much of a text becomes the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// The story alone: of a file of text, or of a page.
    Article,
    /// All of it: of a JSON record.
    All,
}

/// How many paragraphs are looked at for lines before the story.
const HEAD: usize = 16;

/// The body of a text in paragraphs, and what the lines around it say. `title` is the headline, if it is known.
pub(super) fn read(
    text: String,
    title: Option<&str>,
    keep: Keep,
    reading: DateReading,
) -> (String, TextFacts) {
    let mut facts = TextFacts::default();
    match keep {
        Keep::All => {
            let first: Vec<&str> = paragraphs::split(&text).take(HEAD).collect();
            let head = head(&first, title, reading, &mut facts);
            let title_lines = head.iter().take_while(|part| **part == Part::Title).count();
            after::gather(&text, &mut facts, reading);
            let skipped: usize = first.iter().take(title_lines).map(|it| it.len() + 2).sum();
            let body = match text.get(skipped..) {
                Some(rest) if skipped > 0 => rest.to_owned(),
                Some(_) | None => text,
            };
            (body, facts)
        }
        Keep::Article => {
            let paragraphs: Vec<&str> = paragraphs::split(&text).collect();
            let parts =
                head(paragraphs.get(..HEAD.min(paragraphs.len())).unwrap_or(&[]), title, reading, &mut facts);
            let mut kept: Vec<&str> = Vec::with_capacity(paragraphs.len());
            for (at, paragraph) in paragraphs.iter().enumerate() {
                match parts.get(at) {
                    Some(Part::Title | Part::Boilerplate) => {}
                    Some(Part::StoryFrom(start)) => kept.push(paragraph.get(*start..).unwrap_or(paragraph)),
                    Some(Part::Story) => kept.push(paragraph),
                    None if line::stands_between(paragraph, reading) => {}
                    None => kept.push(paragraph),
                }
            }
            after::cut(&mut kept, &mut facts, reading);
            let mut body = kept.join("\n\n");
            after::cut_initials(&mut body);
            (body, facts)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{FoundBy, Language};

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
    fn notes_to_editors_stand_over_the_headline_and_below_it() {
        let of = |head: &str| {
            let (body, found) = article(&format!("{head}\n\n{STORY}\n\n{MORE}"));
            let author = found.author.map(|it| it.value).unwrap_or_default();
            (found.title.unwrap_or_default(), author, body.replace(&format!("{STORY}\n\n{MORE}"), "…"))
        };
        for (head, author, kept) in [
            ("FOR IMMEDIATE RELEASE\n\nContact: Joe Field, 555-0100\n\nTalks to go on", "", ""),
            (
                "BC-EU--Talks, 3rd Ld-Writethru,0412\n\nTalks to go on\n\nEds: UPDATES.\n\nBy Jane Doe",
                "Jane Doe",
                "",
            ),
            (
                "UPDATE 2-Talks to go on\n\n* No end yet\n\n(Adds quotes)\n\nBy Jane Doe",
                "Jane Doe",
                "* No end yet\n\n",
            ),
            ("Talks to go on\n\nJane Doe\n\nNovember 27, 2025", "Jane Doe", ""),
            ("Talks to go on\n\nJane Doe, 27 November 2025", "Jane Doe", ""),
        ] {
            assert_eq!(of(head), ("Talks to go on".into(), author.into(), format!("{kept}…")), "{head}");
        }
        // A name that the story speaks of is no byline.
        let (body, found) =
            article(&format!("Talks to go on\n\nJane Doe\n\nMs. Doe said so. {STORY}\n\n{MORE}"));
        assert!(found.author.is_none() && body.starts_with("Jane Doe"));
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
