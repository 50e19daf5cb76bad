//! Notes of agencies and publishers to editors over a story: slugs, embargoes, what an update adds, key points.

use crate::extract::lists::{File, WordList};

/// How a line begins that is a note to editors.
static NOTICES: WordList = WordList::new(File::Lines, "notice");
/// The first word of a note in brackets: what an update does.
static NOTE_VERBS: WordList = WordList::new(File::Lines, "note-verb");
/// What stands in front of a headline that is sent again, without its number.
static AGAIN: WordList = WordList::new(File::Lines, "sent-again");

/// Longer lines are of the story, in bytes.
const LONGEST: usize = 200;

/// Whether a line is a note to editors and nothing else.
pub(crate) fn is_note(line: &str) -> bool {
    let line = line.trim();
    if line.len() > LONGEST {
        return false;
    }
    note_in_brackets(line).is_some_and(|behind| behind.is_empty()) || is_slug(line) || is_notice(line)
}

fn is_notice(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric() && c != ':');
    NOTICES.opens(&bare.to_lowercase())
}

/// What follows a note in brackets that opens a text, such as `(Adds quotes)`.
pub(crate) fn note_in_brackets(text: &str) -> Option<&str> {
    let inside = text.strip_prefix(['(', '['])?;
    let end = inside.find([')', ']'])?;
    let note = inside.get(..end).filter(|note| note.len() <= LONGEST)?;
    let first = note.split(|c: char| !c.is_alphanumeric()).next()?;
    NOTE_VERBS.contains(&first.to_lowercase()).then(|| inside.get(end + 1..).unwrap_or("").trim_start())
}

/// The line by which an agency names a story: `BC-EU--Breesap-Ferry, 3rd Ld-Writethru,0412`.
fn is_slug(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let lower = line.to_lowercase();
    let counted = line
        .rsplit([',', ' '])
        .next()
        .is_some_and(|last| (3..=4).contains(&last.len()) && last.bytes().all(|byte| byte.is_ascii_digit()));
    let opens = line.starts_with("BC-") || line.contains(" BC-");
    let dashed = line.split_whitespace().any(|word| {
        word.split_once("--").is_some_and(|(left, right)| {
            left.ends_with(char::is_alphanumeric) && right.starts_with(char::is_alphanumeric)
        })
    });
    words <= 8 && (opens || lower.contains("ld-writethru") || (dashed && counted))
}

/// A headline without what tells that the story is sent again: `UPDATE 2-`, `RPT-`, `WRAPUP 1-`.
pub(crate) fn without_version(title: &str) -> &str {
    let Some((front, headline)) = title.split_once('-') else { return title };
    let word = front.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let is_word = !word.is_empty() && word.chars().all(|c| c.is_uppercase() || c == ' ');
    let known = is_word && AGAIN.contains(&word.to_lowercase());
    if known && headline.trim_start().starts_with(|c: char| !c.is_lowercase()) {
        // One may stand behind another: `RPT-UPDATE 2-`.
        without_version(headline.trim_start())
    } else {
        title
    }
}

/// Whether a line is one of a list: a key point over a story.
pub(crate) fn is_point(line: &str) -> bool {
    let behind = line.strip_prefix(['*', '•', '▪', '●', '■', '◦', '·', '-', '–']);
    behind.is_some_and(|it| it.starts_with([' ', '\u{a0}']) && it.len() <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_to_editors_are_told_from_headlines() {
        for line in [
            "FOR IMMEDIATE RELEASE",
            "*** For immediate release ***",
            "EMBARGOED UNTIL 18 November 2025, 06:00",
            "EMBARGO: 18 Nov 2025 0600 GMT",
            "Contact: Joe Field, 555-0100",
            "Eds: UPDATES with vote; ADDS byline.",
            "(Adds quotes, background)",
            "(Recasts, adds analyst)",
            "[Updates throughout]",
            "BC-EU--Norvik-Quay, 3rd Ld-Writethru,0412",
            "a0412 BC-Norvik-Quay 1stLd-Writethru",
            "EU--Norvik-Quay,512",
        ] {
            assert!(is_note(line), "{line}");
        }
        for line in [
            "Embargo on oil is lifted",
            "Contact with the ship is lost",
            "(Norvik) Quay closes",
            "Port--the old one--closes",
            "Quay closes in 2012",
            "Adds and ends",
        ] {
            assert!(!is_note(line), "{line}");
        }
    }

    #[test]
    fn a_headline_that_is_sent_again_loses_its_number() {
        for (title, bare) in [
            ("UPDATE 2-Quay to close", "Quay to close"),
            ("UPDATE 10- Quay to close", "Quay to close"),
            ("RPT-UPDATE 1-Quay to close", "Quay to close"),
            ("WRAPUP 3-Quay to close", "Quay to close"),
            ("UPDATE 2-iPad maker", "UPDATE 2-iPad maker"),
            ("Update-to-date quay", "Update-to-date quay"),
            ("F-16 lands", "F-16 lands"),
            ("UN-Quay", "UN-Quay"),
            ("Quay", "Quay"),
        ] {
            assert_eq!(without_version(title), bare, "{title}");
        }
    }

    #[test]
    fn a_note_may_open_a_paragraph() {
        assert_eq!(note_in_brackets("(Adds quotes) NORVIK, Nov 25"), Some("NORVIK, Nov 25"));
        assert_eq!(note_in_brackets("(Adds quotes)"), Some(""));
        for text in ["(Norwire) - The quay", "Adds quotes", "(Adds quotes", ""] {
            assert_eq!(note_in_brackets(text), None, "{text}");
        }
        assert!(is_point("* Quay closes") && is_point("• Quay closes"));
        assert!(!is_point("*Quay* closes") && !is_point("Quay closes"));
    }
}
