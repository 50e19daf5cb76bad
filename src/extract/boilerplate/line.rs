//! Lines that stand around a story and do not belong to it: date, byline, reading time, counts of shares.
//!
//! A line is recognised as a whole or not at all: each of its words must belong to a date, a byline, a reading
//! time, a count or the like, so that a sentence that merely holds a date is never lost.

use crate::article::Language;
use crate::extract::boilerplate::facts::LineFacts;
use crate::extract::boilerplate::shape::{has_no_capitals, is_prose};
use crate::extract::byline;
use crate::extract::calendar;
use crate::extract::dates::{DateReading, mentions};
use crate::extract::lists::{File, WordList};
use crate::extract::publisher;
use crate::extract::tokens::figure;

/// Longer lines are of the story, in bytes.
const LONGEST: usize = 240;

/// What is counted beside an article.
static COUNTED: WordList = WordList::new(File::Lines, "counted");
/// Buttons.
static BUTTONS: WordList = WordList::new(File::Lines, "button");
/// What may stand beside a button.
static BESIDE_BUTTONS: WordList = WordList::new(File::Lines, "beside-button");
/// Whole lines that are never of an article.
static BOILERPLATE: WordList = WordList::new(File::Lines, "boilerplate");
/// Labels of the headline.
static TITLE: WordList = WordList::new(File::Lines, "label-title");
/// Labels of the author.
static AUTHOR: WordList = WordList::new(File::Lines, "label-author");
/// Labels of the publisher.
static SOURCE: WordList = WordList::new(File::Lines, "label-source");
/// Labels of the section.
static SECTION: WordList = WordList::new(File::Lines, "label-section");
/// Labels of the address.
static URL: WordList = WordList::new(File::Lines, "label-url");
/// Labels of lines that say nothing that an article keeps.
static OTHER_LABEL: WordList = WordList::new(File::Lines, "label-other");
/// What in front of a date makes it that of an update.
static UPDATED: WordList = WordList::new(File::Lines, "updated");
/// Labels, clock times and zones beside a date.
static BESIDE_DATE: WordList = WordList::new(File::Lines, "beside-date");
/// Words of another calendar, which gives the same day beside ours.
static OTHER_CALENDAR: WordList = WordList::new(File::Lines, "other-calendar");
/// Words of the number of a page.
static PAGE: WordList = WordList::new(File::Lines, "page");
/// Minutes.
static MINUTES: WordList = WordList::new(File::Lines, "minute");
/// What makes some minutes a reading time.
static READING_TIME: WordList = WordList::new(File::Lines, "reading-time");
/// What else belongs to a reading time.
static BESIDE_READING_TIME: WordList = WordList::new(File::Lines, "beside-reading-time");
/// What may stand in front of the word that opens a byline.
static BEFORE_BY: WordList = WordList::new(File::Lines, "before-by");
/// How a line begins that leads to another story.
static LEADS_AWAY: WordList = WordList::new(File::Lines, "leads-away");

/// What a line says, if it is one that stands around a story; `None` when it may be of the story.
pub(crate) fn facts_of(line: &str, reading: DateReading) -> Option<LineFacts> {
    facts_over(line, &[], reading)
}

/// As [`facts_of`], of a line over these paragraphs. A name in front of a day is that of the paper where the story names
/// its place itself: `Norvik Brev, 14 March 2025` over `OSTERHAVEN – …`.
pub(crate) fn facts_over(line: &str, below: &[&str], reading: DateReading) -> Option<LineFacts> {
    if line.len() > LONGEST {
        return None;
    }
    let mut line_facts = labelled(line, reading).or_else(|| composed(line, reading))?;
    if let Some(name) = line_facts.named.take() {
        let place = below.iter().find(|it| is_prose(it)).and_then(|it| publisher::opening_place(it));
        if place.is_some_and(|place| !publisher::is_in_place(&name, place)) {
            line_facts.source = Some(name);
        } else if name.split_whitespace().count() > 2 {
            return None;
        }
    }
    Some(line_facts)
}

/// Whether a line between the paragraphs of a story does not belong to it: the place of an advertisement, a
/// reading time, a link to another story.
pub(crate) fn stands_between(line: &str, reading: DateReading) -> bool {
    line.len() <= LONGEST
        && (leads_away(line)
            || composed(line, reading).is_some_and(|line_facts| line_facts == LineFacts::default()))
}

/// Whether a line between the paragraphs of a story leads to another one.
fn leads_away(paragraph: &str) -> bool {
    if paragraph.len() > 220 {
        return false;
    }
    let lower = paragraph.to_lowercase();
    LEADS_AWAY.opens(&lower)
}

/// `Author: Jane Doe`, `Published: 27 November 2025`.
fn labelled(line: &str, reading: DateReading) -> Option<LineFacts> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim().to_lowercase();
    let value = value.trim();
    let mut line_facts = LineFacts::default();
    let words = || value.split_whitespace().count();
    if TITLE.contains(&label) {
        line_facts.title = some(value);
    } else if AUTHOR.contains(&label) && words() <= 12 && !value.is_empty() {
        let (names, agency) = byline::parted_from_agency(value);
        line_facts.source = agency.map(str::to_owned);
        line_facts.author = names.and_then(byline::cleaned);
    } else if SOURCE.contains(&label) && publisher::is_short_name(value) {
        line_facts.source = Some(publisher::from_trailer(value)?);
    } else if URL.contains(&label) && value.contains('.') && !value.contains(' ') {
        line_facts.url = some(value);
    } else if SECTION.contains(&label) && words() <= 8 && !value.ends_with('.') {
        // What stands behind a bar is something else: `Section: World | 27 November 2025`.
        line_facts.section = value.split('|').next().map(str::trim).and_then(some);
    } else if !(OTHER_LABEL.contains(&label) && words() <= 25 && !value.ends_with('.')) {
        return None;
    }
    // Beside the value of another label, as in `By: Jane Doe | 27 November 2025`.
    line_facts.published = mentions(value, reading).into_iter().find(|mention| mention.year.is_some());
    Some(line_facts)
}

fn some(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// One word of a line, and whether it is known what it is there for.
struct Word<'a> {
    text: &'a str,
    lower: String,
    start: usize,
    /// Whether a separator (`|`, `•`, a dash) stands in front.
    parted: bool,
    known: bool,
}

/// What was recognised in a line.
#[derive(Default)]
struct Seen {
    /// The days.
    facts: LineFacts,
    reading_time: bool,
    counts: bool,
    social: bool,
}

impl Seen {
    fn strong(&self) -> bool {
        self.facts.is_dated() || self.reading_time || self.counts
    }
}

/// `By Jane Doe | November 27, 2025 | 3 min read`.
fn composed(line: &str, reading: DateReading) -> Option<LineFacts> {
    // A sentence of some length, or too many words: most lines are done with here.
    let sentence = line.len() > 60 && line.ends_with('.') && !line.contains('|');
    if sentence || line.split_ascii_whitespace().count() > 30 {
        return None;
    }
    let bare = bare(line);
    if BOILERPLATE.contains(&bare) || calendar::weekday(&bare, reading.language).is_some() {
        return Some(LineFacts::default());
    }
    let mut words = words(line);
    if words.is_empty() || words.len() > 40 {
        return None;
    }
    let mut seen = Seen::default();
    mark_dates(line, &mut words, &mut seen, reading);
    mark_reading_time(&mut words, &mut seen);
    mark_counts(&mut words, &mut seen);
    mark_social(&mut words, &mut seen);
    let author = mark_byline(line, &mut words, &seen);
    if seen.facts.is_dated() {
        mark_date_company(line, &mut words, reading.language);
    }
    if seen.reading_time || seen.counts || seen.social {
        for word in &mut words {
            word.known |=
                word.lower.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.' | b'k'));
        }
    }
    let found_byline = author.is_some();
    let mut line_facts = seen.facts.clone();
    if let Some(author) = author {
        let (names, agency) = byline::parted_from_agency(&author);
        line_facts.source = agency.map(str::to_owned);
        line_facts.author = names.and_then(byline::cleaned);
    }
    mark_agency(&mut words, &mut line_facts, seen.strong() || found_byline);
    if seen.facts.is_dated() {
        mark_name_beside_date(line, &mut words, &mut line_facts);
    }
    let left: Vec<&Word<'_>> = words.iter().filter(|word| !word.known).collect();
    let anything = seen.strong() || seen.social || found_byline || line_facts.source.is_some();
    if left.is_empty() {
        return anything.then_some(line_facts);
    }
    // A section or a place beside the date: `World | Nov 27, 2025`, `3 min read Politics`.
    let capitals = left.iter().all(|word| word.text.starts_with(char::is_uppercase));
    let set_apart = words.iter().any(|word| word.parted) || seen.reading_time || seen.counts || found_byline;
    (seen.strong() && capitals && left.len() <= 4 && set_apart).then_some(line_facts)
}

/// The words of a line in lower case with single blanks and without marks at the ends.
fn bare(line: &str) -> String {
    let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

fn words(line: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut parted = false;
    let mut at = 0;
    for piece in line.split_whitespace() {
        let start = at + line.get(at..).and_then(|rest| rest.find(piece)).unwrap_or(0);
        at = start + piece.len();
        for (offset, part) in split_at_bars(piece) {
            let text = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
            if text.is_empty() {
                parted = true;
                continue;
            }
            let start = start + offset + part.find(text).unwrap_or(0);
            words.push(Word { text, lower: text.to_lowercase(), start, parted, known: false });
            parted = part.ends_with(['|', '•', '·', '/']);
        }
    }
    words
}

fn split_at_bars(piece: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    piece.split_inclusive(['|', '•', '·']).map(move |part| {
        let at = offset;
        offset += part.len();
        (at, part)
    })
}

fn mark_dates<'a>(line: &'a str, words: &mut Vec<Word<'a>>, seen: &mut Seen, reading: DateReading) {
    for mention in mentions(line, reading) {
        part_at(mention.start, words);
        let label = words
            .iter()
            .filter(|word| word.start < mention.start)
            .rfind(|word| !matches!(word.lower.as_str(), "on" | "at" | "last"))
            .map_or("", |word| word.lower.as_str());
        let day = if UPDATED.contains(label) { &mut seen.facts.updated } else { &mut seen.facts.published };
        day.get_or_insert(mention);
        for word in words.iter_mut() {
            word.known |= (mention.start..mention.end).contains(&word.start);
        }
    }
}

/// Parts a word at a date that is written in one with it: `海岸日报2025年3月12日`.
fn part_at(date: usize, words: &mut Vec<Word<'_>>) {
    let holds = |word: &Word<'_>| word.start < date && date < word.start + word.text.len();
    let Some(at) = words.iter().position(holds) else { return };
    let Some((name, rest)) = words[at].text.split_at_checked(date - words[at].start) else { return };
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    let behind = Word { text: rest, lower: rest.to_lowercase(), start: date, parted: false, known: false };
    words[at] = Word { text: name, lower: name.to_lowercase(), ..words[at] };
    words.insert(at + 1, behind);
}

fn number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `3 min read`, `5-minute read`, `Reading time: 4 minutes`, `less than a minute read`.
fn mark_reading_time(words: &mut [Word<'_>], seen: &mut Seen) {
    let labelled = words.iter().any(|word| READING_TIME.contains(&word.lower))
        || words.windows(2).any(|pair| {
            matches!(
                (pair[0].lower.as_str(), pair[1].lower.as_str()),
                ("reading" | "read", "time") | ("time", "to")
            )
        });
    for at in 0..words.len() {
        let lower = words[at].lower.clone();
        let glued = lower
            .strip_suffix("-minute")
            .or_else(|| lower.strip_suffix("-min"))
            .or_else(|| lower.strip_suffix("min"));
        let alone = glued.is_some_and(number);
        let minute_at = if alone {
            at
        } else if (number(&lower)
            || matches!(lower.as_str(), "one" | "two" | "three" | "four" | "five" | "a"))
            && words.get(at + 1).is_some_and(|next| MINUTES.contains(&next.lower))
        {
            at + 1
        } else {
            continue;
        };
        let read =
            words.get(minute_at + 1).is_some_and(|next| matches!(next.lower.as_str(), "read" | "reading"));
        if !read && !labelled {
            continue;
        }
        seen.reading_time = true;
        let end = minute_at + usize::from(read);
        for word in &mut words[at..=end] {
            word.known = true;
        }
    }
    if seen.reading_time {
        for word in words.iter_mut() {
            word.known |= BESIDE_READING_TIME.contains(&word.lower);
        }
    }
}

/// `67 shares`, `1.2k views`, `Comments: 3`.
fn mark_counts(words: &mut [Word<'_>], seen: &mut Seen) {
    let count = |word: &str| {
        let digits = word.trim_end_matches(['k', 'm']);
        word == "no"
            || (!digits.is_empty()
                && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')))
    };
    for at in 0..words.len().saturating_sub(1) {
        let (one, two) = (words[at].lower.as_str(), words[at + 1].lower.as_str());
        let pair =
            (count(one) && COUNTED.contains(two)) || (COUNTED.contains(one) && one != "read" && count(two));
        if pair && !words[at].known && !words[at + 1].known {
            seen.counts = true;
            words[at].known = true;
            words[at + 1].known = true;
        }
    }
}

fn mark_social(words: &mut [Word<'_>], seen: &mut Seen) {
    let is_button = |word: &Word<'_>| BUTTONS.contains(&word.lower);
    let all = words.iter().all(|word| {
        word.known || is_button(word) || BESIDE_BUTTONS.contains(&word.lower) || number(&word.lower)
    });
    if all && words.iter().any(is_button) {
        seen.social = true;
        for word in words.iter_mut() {
            word.known = true;
        }
    }
}

/// `By Jane Doe and Ali Khan` up to a separator, a date or the end.
fn mark_byline(line: &str, words: &mut [Word<'_>], seen: &Seen) -> Option<String> {
    let by = words.iter().position(|word| !word.known && byline::opens(&word.lower, word.text))?;
    let in_front = words.get(..by)?;
    let written = in_front.last().is_some_and(|word| BEFORE_BY.contains(&word.lower));
    // `Posted on Nov 27, 2025 by …`
    let dated = seen.facts.is_dated();
    let is_known = |word: &Word<'_>| word.known || (dated && BESIDE_DATE.contains(&word.lower));
    if !(in_front.iter().all(is_known) || words[by].parted || (written && by == 1)) {
        return None;
    }
    let mut end = by + 1;
    while let Some(word) = words.get(end) {
        if word.known || word.parted || !byline::may_name(word.text) {
            break;
        }
        end += 1;
    }
    if end == by + 1 && words.get(end).is_some_and(|word| byline::is_nobody(&word.lower)) {
        // `by admin` names nobody.
        words[by].known = true;
        words[end].known = true;
        return None;
    }
    let (first, last) = (words.get(by + 1)?, words.get(end.checked_sub(1)?)?);
    if end == by + 1 || !first.text.starts_with(|c: char| c.is_uppercase() || c == '@') {
        return None;
    }
    let stop = words.get(end).map_or(line.len(), |word| word.start);
    let name =
        line.get(first.start..stop)?.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != ')');
    let name = if last.text.len() <= 2 { name } else { name.trim_end_matches('.') }.to_owned();
    let from = if written { by - 1 } else { by };
    for word in &mut words[from..end] {
        word.known = true;
    }
    Some(name)
}

/// The words that belong to a date: labels, clock times, zones, the number of the page, the same day of another calendar.
fn mark_date_company(line: &str, words: &mut [Word<'_>], language: Language) {
    let bare = |word: &Word<'_>| word.lower.trim_end_matches(['ه', 'ـ']).to_owned();
    let is_figures =
        |word: &Word<'_>| bare(word).chars().all(|c| figure(c).is_some() || matches!(c, '/' | '-'));
    let is_other =
        words.iter().any(|word| OTHER_CALENDAR.contains(&word.lower) || word.lower.ends_with("هـ"));
    for word in words.iter_mut() {
        let before = line.get(..word.start).and_then(|it| it.chars().next_back());
        let is_offset = matches!(before, Some('+' | '-' | '−')) && is_offset(&word.lower);
        word.known |= BESIDE_DATE.contains(&word.lower)
            || is_clock(&word.lower)
            || is_offset
            || is_zone(word.text)
            || (is_other
                && (OTHER_CALENDAR.contains(&word.lower)
                    || is_figures(word)
                    || calendar::weekday(&word.lower, language).is_some()));
    }
    // `Page 3 of 5`
    for at in 0..words.len() {
        let is_number = |at: usize| words.get(at).is_some_and(|word: &Word<'_>| number(&word.lower));
        if !PAGE.contains(&words[at].lower) || !is_number(at + 1) {
            continue;
        }
        let is_of =
            words.get(at + 2).is_some_and(|word| matches!(word.lower.as_str(), "of" | "von" | "de" | "di"));
        let end = if is_of && is_number(at + 3) { at + 3 } else { at + 1 };
        for word in &mut words[at..=end] {
            word.known = true;
        }
    }
}

/// `0100`, `05:30`, `2`: behind its sign.
fn is_offset(word: &str) -> bool {
    let digits = word.replace(':', "");
    (1..=4).contains(&digits.len()) && number(&digits)
}

/// `GMT`, `UTC+1`, `GMT+05:30`.
fn is_zone(word: &str) -> bool {
    let (name, offset) = word.split_at(word.find(['+', '-']).unwrap_or(word.len()));
    calendar::zone(name).is_some() && (offset.is_empty() || is_offset(&offset[1..]))
}

/// Marks between a name and a date.
const BETWEEN: &[char] = &[',', '،', '、', '，', '|', '•', '·', '-', '–', '—', ' ', '\u{3000}'];

/// The name beside a date: `Jane Doe, 14 March 2025` names the author, `Norvik Courier, 14 March 2025` the
/// paper, `Norvik, 14 March 2025` the place.
fn mark_name_beside_date(line: &str, words: &mut [Word<'_>], line_facts: &mut LineFacts) {
    let Some(mut first_known) = words.iter().position(|word| word.known) else { return };
    // `Il` of `Il Corriere` may stand beside a date too.
    if publisher::opens_title(&words[first_known].lower) && first_known == 0 {
        first_known = words.iter().skip(1).position(|word| word.known).map_or(0, |at| at + 1);
    }
    let last_known = words.iter().rposition(|word| word.known).unwrap_or(first_known);
    let (at, is_in_front) = match first_known {
        0 => (last_known + 1..words.len(), false),
        _ => (0..first_known, true),
    };
    let Some(first) = words.get(at.start) else { return };
    let end = if is_in_front { words[first_known].start } else { line.len() };
    let Some(written) = line.get(first.start..end) else { return };
    let name = written.trim_end_matches(BETWEEN);
    let name = name.trim_end_matches(['》', '」', '』', '）', ')', '»']);
    if at.len() > 6 || name.contains(['.', '!', '?', ':', '。', '।', '؟']) {
        return;
    }
    let capitals =
        words[at.clone()].iter().all(|word| byline::may_name(word.text) || has_no_capitals(word.text));
    if publisher::is_paper(name) && (capitals || !name.is_ascii() && at.len() <= 5) {
        line_facts.source.get_or_insert_with(|| name.to_owned());
    } else if !is_in_front || name.len() == written.trim_end().len() {
        return;
    } else if byline::is_personal_name(name) && !publisher::is_titled(name) {
        line_facts.author.get_or_insert_with(|| name.to_owned());
    } else if capitals || publisher::is_titled(name) {
        line_facts.named = Some(name.to_owned());
    } else {
        return;
    }
    for word in &mut words[at] {
        word.known = true;
    }
}

/// `14:32`, `10.15`, `3pm`, `7:45am`, `18h30`.
fn is_clock(word: &str) -> bool {
    let word = word.trim_end_matches("am").trim_end_matches("pm");
    let mut parts = word.split([':', '.', 'h']);
    let hour = parts.next().is_some_and(|part| number(part) && part.len() <= 2);
    hour && parts.all(|part| part.is_empty() || (number(part) && part.len() == 2))
}

/// The name of an agency that stands alone or beside other such things.
fn mark_agency(words: &mut [Word<'_>], line_facts: &mut LineFacts, beside: bool) {
    let all_left: Vec<&str> = words.iter().filter(|word| !word.known).map(|word| word.text).collect();
    if all_left.is_empty() || (!beside && all_left.len() != words.len()) {
        return;
    }
    if let Some(agency) = publisher::agency(&all_left.join(" ")) {
        line_facts.source.get_or_insert_with(|| agency.to_owned());
        for word in words.iter_mut() {
            word.known = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language;
    use crate::extract::dates::Mention;

    fn of(line: &str) -> Option<LineFacts> {
        facts_of(line, DateReading::of(Language::ENGLISH, false))
    }

    fn check(line: &str, day: Option<(i16, i8, i8)>, author: Option<&str>, source: Option<&str>) {
        let Some(found) = of(line) else { panic!("`{line}` was taken for prose") };
        let date = found.published.or(found.updated);
        let date = date.map(|mention| (mention.year.unwrap_or(0), mention.month, mention.day));
        assert_eq!((date, found.author.as_deref(), found.source.as_deref()), (day, author, source), "{line}");
    }

    #[test]
    fn lines_around_a_story_tell_what_they_say() {
        let day = Some((2025, 11, 27));
        for line in [
            "November 27, 2025",
            "Published: 27 Nov 2025, 14:32 GMT",
            "Updated Nov 27, 2025 at 3:15 pm EST",
            "Posted on November 27th, 2025",
            "World | Nov 27, 2025",
            "Thu 27 Nov 2025 10.15 GMT",
            "date 2025-11-27",
            "Date: 2025-11-27",
            "First published on Thursday, November 27, 2025, 7:45am",
            "27.11.2025, 18:04 Uhr",
            "Nov. 27, 2025 · 3 min read",
            "Last updated: 27/11/2025 - 12:40",
            "27 November 2025 06:00 (GMT+1)",
            "Thu, 27 Nov 2025 23:30:00 -0800",
            "27 November 2025 06:00 +01:00",
            "Page 3 of 5 November 27, 2025",
            "posted on Nov 27, 2025 by admin",
            "Norvik, 27 November 2025",
            "27 ноября 2025 года",
        ] {
            check(line, day, None, None);
        }
        check("By Jane Doe | November 27, 2025 | 3 min read", day, Some("Jane Doe"), None);
        check("Jane Doe, 27 November 2025", day, Some("Jane Doe"), None);
        check("Norvik Courier, 27 Nov. 2025", day, None, Some("Norvik Courier"));
        check("The Norvik Times, Nov. 27, 2025", day, None, Some("The Norvik Times"));
        check("By Jane Doe and Ali Khan", None, Some("Jane Doe and Ali Khan"), None);
        check("by JANE DOE, Reuters", None, Some("JANE DOE"), Some("Reuters"));
        check("By The Associated Press", None, None, Some("Associated Press"));
        check("Written by Jane Doe", None, Some("Jane Doe"), None);
        check("Author: Jane Doe", None, Some("Jane Doe"), None);
        check("Source: Reuters.com", None, None, Some("Reuters"));
        assert_eq!(of("URL: example.org/a").and_then(|it| it.url).as_deref(), Some("example.org/a"));
        for line in ["URL: nowhere", "URL: It was v. late."] {
            assert_eq!(of(line).and_then(|it| it.url), None, "{line}");
        }
        check("Reuters", None, None, Some("Reuters"));
    }

    #[test]
    fn a_line_may_tell_the_publication_and_the_update() {
        let told = |line: &str| {
            let facts = of(line).expect("a line around a story");
            let day = |mention: Option<Mention>| mention.map(|it| (it.month, it.day, it.clock.is_some()));
            (day(facts.published), day(facts.updated))
        };
        let (first, second) = (Some((3, 3, false)), Some((3, 4, false)));
        assert_eq!(told("Published March 3, 2025"), (first, None));
        assert_eq!(told("Updated March 4, 2025"), (None, second));
        assert_eq!(told("Published March 3, 2025 | Updated March 4, 2025"), (first, second));
        assert_eq!(told("Updated: March 4, 2025 | First published March 3, 2025"), (first, second));
        assert_eq!(told("Updated March 4, 2025, 10:15 GMT"), (None, Some((3, 4, true))));
    }

    #[test]
    fn a_labelled_section_is_told() {
        let section = |line: &str| of(line).and_then(|it| it.section);
        for (line, expected) in [
            ("Section: World", Some("World")),
            ("SECTION: Arts and Leisure", Some("Arts and Leisure")),
            ("Category: Sport | 3 March 2025", Some("Sport")),
            ("Ressort: Politik", Some("Politik")),
            ("Section:", None),
            ("Tags: World", None),
            ("Section: it was said that this part of the wall would never be rebuilt.", None),
        ] {
            assert_eq!(section(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn reading_times_counts_and_buttons_say_nothing() {
        for line in [
            "1 Min Read 0 67",
            "3 min read",
            "5-minute read",
            "Reading time: 4 minutes",
            "Estimated reading time: 3 min",
            "less than a minute read",
            "4min read",
            "Lesezeit: 3 Minuten",
            "67 Shares",
            "1.2k views 34 comments",
            "Shares 67 Views 1,204",
            "Share",
            "Share on Facebook",
            "Facebook Twitter WhatsApp",
            "Share this article via Email",
            "Advertisement",
            "ADVERTISEMENT - SCROLL TO CONTINUE",
            "Listen to this article",
            "Temps de lecture : 2 minutes",
            "2 min read | 12 comments",
        ] {
            check(line, None, None, None);
        }
    }

    #[test]
    fn sentences_and_headings_are_left_alone() {
        for line in [
            "He spoke on November 27, 2025.",
            "The choice is war or peace, says Putin",
            "Read in 1991",
            "What happened on November 27, 2025",
            "By noon the streets were empty.",
            "By the river, hundreds waited",
            "Share prices fall",
            "Comments by the president anger Kyiv",
            "Five minutes to midnight",
            "A two minute silence was held.",
            "Source: a diplomat who was in the room and spoke on condition of anonymity",
            "47,000 troops",
            "Print runs shrink",
            "Military Confidence and Hardline Stance",
            "Moscow",
            "Subscribe to a new theory of everything, says physicist",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
