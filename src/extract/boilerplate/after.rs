//! What stands after a story: who signed it, its source, teasers of other stories, copyright lines.

use crate::article::{Found, FoundBy};
use crate::extract::boilerplate::facts::TextFacts;
use crate::extract::boilerplate::line;
use crate::extract::boilerplate::shape::{is_prose, looks_like_headline, truncated};
use crate::extract::byline;
use crate::extract::dates::DateReading;
use crate::extract::lists::{File, WordList};
use crate::extract::publisher;

/// How many paragraphs of running text must stand in front of a line that ends the story.
const STORY: usize = 2;

/// Labels of the source behind a story.
static SOURCE_LABELS: WordList = WordList::new(File::Lines, "label-trailer");
/// Headings over other stories.
static OTHER_STORIES: WordList = WordList::new(File::Lines, "other-stories");
/// How a line begins that credits those who worked on the story.
static CREDITS: WordList = WordList::new(File::Lines, "credit");
/// How a paragraph begins that asks the reader to go somewhere else.
static ASKS: WordList = WordList::new(File::Lines, "asks");
/// How one begins that may ask this …
static MAY_ASK: WordList = WordList::new(File::Lines, "may-ask");
/// … if it tells one of these places to go to.
static ASKED_TO: WordList = WordList::new(File::Lines, "asked-to");
/// What in brackets at the end of a story are no initials of an editor.
static NO_INITIALS: WordList = WordList::new(File::Lines, "no-initials");

/// A line that may end a story.
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    /// `Source: Reuters.com`, with the name of the outlet.
    Source(String, Certainty),
    /// `Related articles`, `Read more`: what follows is other stories.
    Others,
    /// `ENDS`, `###`, `© 2025 …`.
    Mark,
    /// A row of stars or a dash: the end of a story, or of a part of it.
    Break,
}

/// Whether a source line names an outlet, or may be one below a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    Outlet,
    Unknown,
}

/// Cuts off what stands after the story and gathers what it says.
pub(crate) fn cut(paragraphs: &mut Vec<&str>, facts: &mut TextFacts, reading: DateReading) {
    cut_behind_end(paragraphs, facts);
    while paragraphs.len() > 1 {
        let teasers = trailing_teasers(paragraphs);
        if teasers > 0 && teasers < paragraphs.len() {
            paragraphs.truncate(paragraphs.len() - teasers);
            continue;
        }
        let Some((last, before)) = paragraphs.split_last() else { return };
        if !signs_off(last, before, facts, reading) {
            return;
        }
        paragraphs.pop();
    }
}

/// Gathers what the last lines of a text say, without cutting anything off.
pub(crate) fn gather(text: &str, facts: &mut TextFacts, reading: DateReading) {
    // No paragraph has a line end inside.
    let mut last: Vec<&str> = text.rsplit('\n').filter(|line| !line.is_empty()).take(12).collect();
    last.reverse();
    if last.len() > 1 {
        cut(&mut last, facts, reading);
    }
}

/// How many lines that may end the story are tried: each try looks at all that follows.
const MOST_ENDS: usize = 32;

fn cut_behind_end(paragraphs: &mut Vec<&str>, facts: &mut TextFacts) {
    let (mut story, mut length, mut tried) = (0, 0, 0);
    for at in 0..paragraphs.len() {
        let paragraph = paragraphs[at];
        if story >= STORY
            && tried < MOST_ENDS
            && let Some(end) = end_of(paragraph)
        {
            tried += 1;
            let rest = paragraphs.get(at + 1..).unwrap_or(&[]);
            if is_over(&end, rest, length) {
                if let End::Source(name, _) = end {
                    facts.source.get_or_insert(Found::new(name, FoundBy::Trailer));
                }
                // Credits may stand behind the source line.
                for line in rest.iter().take(3) {
                    gather_credit(line, facts);
                }
                paragraphs.truncate(at);
                return;
            }
        }
        story += usize::from(is_prose(paragraph));
        length += paragraph.len();
    }
}

/// Whether a story of this length, in bytes, ends at a line that is followed by `rest`.
fn is_over(end: &End, rest: &[&str], length: usize) -> bool {
    let teasers = rest.iter().filter(|it| is_teaser(it)).count();
    let rest_length: usize = rest.iter().map(|it| it.len()).sum();
    match end {
        End::Source(_, Certainty::Outlet) | End::Mark => teasers * 2 >= rest.len() || rest_length < length,
        End::Source(_, Certainty::Unknown) | End::Others => teasers * 2 >= rest.len(),
        End::Break => teasers == rest.len(),
    }
}

fn end_of(paragraph: &str) -> Option<End> {
    if paragraph.len() > 200 {
        return None;
    }
    let lower = paragraph.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != '©');
    let framed = paragraph.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '*' | '_' | ' '));
    if let Some((label, value)) = framed.split_once(':') {
        let label = label.trim().to_lowercase();
        if SOURCE_LABELS.contains(&label) && publisher::is_short_name(value.trim()) {
            let name = publisher::from_trailer(value)?;
            let certainty = if publisher::is_outlet(value) { Certainty::Outlet } else { Certainty::Unknown };
            return Some(End::Source(name, certainty));
        }
    }
    if matches!(bare, "ends" | "end" | "30") && paragraph.len() <= 16 && bare != lower.as_str()
        || paragraph == "ENDS"
    {
        return Some(End::Mark);
    }
    if !paragraph.contains(char::is_alphanumeric) {
        let of = |marks: &str| paragraph.chars().all(|c| marks.contains(c));
        return if of("# ") { Some(End::Mark) } else { of("*-_=~•·–— ").then_some(End::Break) };
    }
    let copyright = bare.starts_with('©') || bare.starts_with("copyright ") || bare.starts_with("(c) ");
    if copyright || bare.ends_with("all rights reserved") {
        return Some(End::Mark);
    }
    OTHER_STORIES.contains(bare).then_some(End::Others)
}

/// Whether a paragraph has the form of a teaser: cut off, or a headline.
fn is_teaser(paragraph: &str) -> bool {
    truncated(paragraph).is_some()
        || looks_like_headline(paragraph)
        || promotes(paragraph)
        || paragraph.len() < 30
}

/// How many paragraphs at the end are teasers without a heading over them. One
/// that was cut off may be the way a story ends, two are not.
fn trailing_teasers(paragraphs: &[&str]) -> usize {
    let (mut run, mut cut_off, mut best) = (0, 0, 0);
    for paragraph in paragraphs.iter().rev() {
        let is_cut = truncated(paragraph).is_some();
        if !is_cut && !is_long_headline(paragraph) {
            break;
        }
        run += 1;
        cut_off += usize::from(is_cut);
        let headlines = run - cut_off;
        if (cut_off >= 2 && is_cut) || (cut_off == 0 && headlines >= 3) || (cut_off >= 2 && headlines > 0) {
            best = run;
        }
    }
    best
}

/// A headline of some length, as in a list of other stories; not an item of a table.
fn is_long_headline(paragraph: &str) -> bool {
    looks_like_headline(paragraph)
        && paragraph.split_whitespace().count() >= 5
        && !paragraph.starts_with(|c: char| c.is_numeric() || "\"“'‘«„-•*".contains(c))
        && paragraph.bytes().filter(u8::is_ascii_digit).count() * 8 < paragraph.len()
}

/// Whether the last paragraph does not belong to the story. Gathers what it says.
fn signs_off(last: &str, before: &[&str], facts: &mut TextFacts, reading: DateReading) -> bool {
    // A date that ends like a sentence is that of a correction.
    let line_facts =
        line::facts_of(last, reading).filter(|line_facts| !line_facts.is_dated() || !last.ends_with('.'));
    if let Some(line_facts) = line_facts {
        facts.add(line_facts, FoundBy::Trailer);
        return true;
    }
    if promotes(last) || gather_credit(last, facts) {
        return true;
    }
    // Over the name there may stand a row of buttons.
    let above = before.iter().rev().take(4).find(|it| line::facts_of(it, reading).is_none());
    if above.is_some_and(|it| is_prose(it) || it.len() >= 200)
        && let Some(name) = byline::signature(last)
    {
        facts.author.get_or_insert(Found::new(name, FoundBy::Trailer));
        return true;
    }
    matches!(end_of(last), Some(End::Mark | End::Break | End::Others)) && !before.is_empty()
}

/// Whether a line credits those who worked on the story. Its reporters are taken for the authors.
fn gather_credit(line: &str, facts: &mut TextFacts) -> bool {
    let lower = line
        .trim_start_matches(['(', '[', '*', '—', '-', ' '])
        .get(..24)
        .map_or_else(|| line.to_lowercase(), str::to_lowercase);
    if line.len() > 400 || !CREDITS.opens(&lower) {
        return false;
    }
    let behind = lower.split_once(" by ").map_or("", |(_, rest)| rest);
    let named = line
        .to_lowercase()
        .find(behind)
        .and_then(|at| line.get(at..))
        .is_some_and(|it| it.starts_with(char::is_uppercase));
    if !named && lower.contains(" by ") {
        return false;
    }
    if let Some(names) = byline::credited(line) {
        facts.author.get_or_insert(Found::new(names, FoundBy::Trailer));
    }
    true
}

/// Whether a paragraph asks the reader to go somewhere else.
fn promotes(paragraph: &str) -> bool {
    if paragraph.len() > 300 {
        return false;
    }
    let lower = paragraph.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©').to_lowercase();
    ASKS.opens(&lower) || MAY_ASK.opens(&lower) && ASKED_TO.iter().any(|goal| lower.contains(goal))
}

/// Takes off the initials with which an editor signs: `… he said. (alg)`.
pub(crate) fn cut_initials(body: &mut String) {
    let Some(rest) = body.strip_suffix(')').or_else(|| body.strip_suffix(']')) else { return };
    let Some(open) = rest.rfind(['(', '[']) else { return };
    let initials = rest.get(open + 1..).unwrap_or("");
    let plain = initials
        .split('/')
        .all(|one| (1..=4).contains(&one.len()) && one.bytes().all(|byte| byte.is_ascii_lowercase()));
    let before = rest.get(..open).unwrap_or("").trim_end();
    let ended = before.trim_end_matches(['"', '\'', '”', '’', '»']).ends_with(['.', '!', '?', '…']);
    if plain && !NO_INITIALS.contains(initials) && initials.len() <= 10 && ended {
        let end = before.len();
        body.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language;

    const ONE: &str = "The president said on Monday that the talks would go on for as long as it takes.";
    const TWO: &str =
        "Aides had warned the day before that patience was running out on every side of the table.";
    const THREE: &str = "“We are ready,” the minister told reporters who had waited for hours in the rain.";

    fn cut_of(behind: &[&str]) -> (usize, TextFacts) {
        let mut paragraphs = vec![ONE, TWO, THREE];
        paragraphs.extend(behind);
        let mut facts = TextFacts::default();
        cut(&mut paragraphs, &mut facts, DateReading::of(Language::ENGLISH, false));
        (paragraphs.len(), facts)
    }

    #[test]
    fn what_follows_the_source_line_is_not_of_the_story() {
        let teasers = [
            "Source: Reuters.com",
            "Gold prices rose to a record on Friday as inv...",
            "Oil was little changed in early tra...",
        ];
        for behind in [&teasers[..1], &teasers[..2], &teasers[..]] {
            let (left, facts) = cut_of(behind);
            assert_eq!((left, facts.source.map(|it| it.value).as_deref()), (3, Some("Reuters")));
        }
        let (left, facts) = cut_of(&[
            "(Source: AFP)",
            "Shares in Tokyo closed higher for a fifth day, led by makers of chips.",
        ]);
        assert_eq!((left, facts.source.map(|it| it.value).as_deref()), (3, Some("AFP")));
    }

    #[test]
    fn a_source_line_below_a_table_does_not_end_the_story() {
        let (left, _) = cut_of(&["Source: Central Bank", ONE, TWO, THREE]);
        assert_eq!(left, 7);
    }

    #[test]
    fn teasers_are_cut_without_a_line_in_front() {
        assert_eq!(cut_of(&["Gold rose to a rec...", "Oil fell in ear…"]).0, 3);
        assert_eq!(cut_of(&["Related articles", "Gold rises to a record", "Oil falls"]).0, 3);
        assert_eq!(
            cut_of(&[
                "Gold rises to a record high",
                "Oil falls for a third day",
                "Tokyo shares close higher again"
            ])
            .0,
            3
        );
    }

    #[test]
    fn the_story_keeps_an_end_of_its_own() {
        assert_eq!(cut_of(&["And then there was silence…"]).0, 4);
        assert_eq!(cut_of(&["What comes next"]).0, 4);
        assert_eq!(cut_of(&["Moscow denies it."]).0, 4);
        assert_eq!(cut_of(&["Follow the money, the investigators said, and you will find the truth."]).0, 4);
    }

    #[test]
    fn sign_offs_are_read_and_cut() {
        let author = |behind: &[&str]| {
            let (left, facts) = cut_of(behind);
            assert_eq!(left, 3, "{behind:?}");
            facts.author.map(|it| it.value)
        };
        assert_eq!(author(&["Eric Hill"]).as_deref(), Some("Eric Hill"));
        assert_eq!(
            author(&["Reporting by Jane Doe; Editing by Tom Hill", "Our Standards: The Trust Principles."])
                .as_deref(),
            Some("Jane Doe")
        );
        assert_eq!(author(&["By Jane Doe"]).as_deref(), Some("Jane Doe"));
        assert_eq!(author(&["© 2025 The Daily Star. All rights reserved."]), None);
        assert_eq!(author(&["###"]), None);
        assert_eq!(author(&["ENDS"]), None);
        assert_eq!(author(&["Sign up for our newsletter to get the best of the week."]), None);
        assert_eq!(author(&["Share on Facebook", "Eric Hill", "67 shares"]).as_deref(), Some("Eric Hill"));
    }

    #[test]
    fn initials_are_taken_off_the_end() {
        let of = |text: &str| {
            let mut body = text.to_owned();
            cut_initials(&mut body);
            body
        };
        assert_eq!(of("He left. (alg)"), "He left.");
        assert_eq!(of("“He left.” (ab/cd)"), "“He left.”");
        assert_eq!(of("He left (sic)"), "He left (sic)");
        assert_eq!(of("He spoke to the union (dgb)"), "He spoke to the union (dgb)");
        assert_eq!(of("He left. (Reuters)"), "He left. (Reuters)");
    }
}
