//! The days that a page shows, and which of them is that of publication.
//!
//! A page shows many: of other articles, of comments, of today. The one that counts stands near the headline, in an
//! element that is made for it or in a short line, and is not said to be that of a change.

use dom_query::{Document, NodeRef};

use crate::article::FoundBy;
use crate::date::{Dating, Day};
use crate::extract::dates::{DateReading, mentions};
use crate::extract::dating;
use crate::extract::html::element;
use crate::extract::html::site::folded;
use crate::extract::lists::{File, WordList};
use crate::extract::tokens::figure;

/// Parts of the class of an element that holds a day.
static DATE: WordList = WordList::new(File::Pages, "date");
/// Words in the classes around a day that make it that of something else.
static NO_DATE_AROUND: WordList = WordList::new(File::Pages, "no-date-around");
/// Words in the classes around a marked day that make it that of something else.
static NO_MARKED_AROUND: WordList = WordList::new(File::Pages, "no-marked-date-around");
/// Words in the classes around a day that speak against it.
static SOFT_AROUND: WordList = WordList::new(File::Pages, "soft-date-around");
/// How a line begins that tells the day of publication.
static PUBLISHED: WordList = WordList::new(File::Pages, "published-label");
/// What tells that of a change.
static CHANGED: WordList = WordList::new(File::Pages, "changed-label");

/// A day that a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    text: String,
    /// The text with what is beside it, where day, month and year have elements of their own.
    line: String,
    /// How much speaks for it: the more the better.
    weight: i32,
    /// Whether it is said to be that of a change.
    is_change: bool,
    /// Whether its element is made for a day.
    is_made: bool,
}

impl Shown {
    fn day(&self, reading: DateReading, today: Day) -> Option<Dating> {
        day_of(&self.text, reading, today).or_else(|| day_of(&self.line, reading, today))
    }
}

/// How many pieces of text of a page are looked at.
const PIECES: usize = 6_000;
/// No line that tells a day is longer, in bytes.
const LONGEST: usize = 160;
/// How many days are remembered.
const MOST: usize = 60;
/// So many pieces in front of the headline, and behind it, may tell its day.
const BEFORE: usize = 14;
const BEHIND: usize = 60;

/// The days that a page shows, those first for which the most speaks. `titles` are its headline and other forms of it.
pub(super) fn shown(document: &Document, titles: &[&str]) -> Vec<Shown> {
    let Some(body) = document.body() else { return Vec::new() };
    let titles: Vec<String> = titles.iter().map(|it| folded(it)).filter(|it| !it.is_empty()).collect();
    let mut found: Vec<(usize, Shown)> = Vec::new();
    let mut headline: Option<usize> = None;
    let mut in_heading = false;
    let mut pieces = 0;
    for node in body.descendants_it() {
        if pieces > PIECES {
            break;
        }
        if node.is_element() {
            let name = node.node_name().unwrap_or_default();
            if matches!(name.as_ref(), "h1" | "h2" | "h3" | "h4") {
                let line = folded(&element::line_of(&node, |_| false));
                let is_title =
                    |title: &String| line == *title || (title.len() > 12 && line.ends_with(title.as_str()));
                // The first that is the same, but an h1 before all others.
                let is_first = headline.is_none() || (name.as_ref() == "h1" && !in_heading);
                if is_first && !line.is_empty() && titles.iter().any(is_title) {
                    headline = Some(pieces);
                    in_heading = name.as_ref() == "h1";
                }
            }
            if found.len() < MOST
                && let Some(value) = value_of(&node, &name)
                && !(if is_marked(&node) { is_of_comment(&node) } else { is_of_something_else(&node) })
            {
                let is_change = is_of_change(&node);
                let soft = element::class_has(&node, &CHANGED) && !element::class_has(&node, &PUBLISHED);
                let weight =
                    if is_marked(&node) { 45 } else { 30 } - if soft { 25 } else { 0 } - set_apart(&node);
                found.push((
                    pieces,
                    Shown { line: value.clone(), text: value, weight, is_change, is_made: true },
                ));
            }
            continue;
        }
        if !node.is_text() {
            continue;
        }
        let text = node.text();
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        pieces += 1;
        let figures = figures_in(text);
        if found.len() >= MOST || figures == 0 {
            continue;
        }
        // A paragraph may begin with its day: `27.11.2025 – The talks …`
        let is_long = text.len() > LONGEST || text.split_whitespace().nth(9).is_some();
        let opens = is_long && text.starts_with(|c: char| c.is_ascii_digit());
        let text = match opens || text.len() > LONGEST {
            true => match text.find([' ', '\u{a0}']).filter(|at| (8..=10).contains(at)) {
                Some(end) => text.get(..end).unwrap_or(text),
                None if text.len() > LONGEST => continue,
                None => text,
            },
            false => text,
        };
        let Some(holder) = node.parent() else { continue };
        if holder.has_name("script") || holder.has_name("style") || holder.has_name("noscript") {
            continue;
        }
        if let Some(shown) = in_line(text, &holder) {
            found.push((pieces, shown));
        }
    }
    let mut shown: Vec<Shown> = found
        .into_iter()
        .filter_map(|(at, shown)| {
            let near = match headline {
                Some(place) if at <= place => {
                    (place - at < BEFORE).then(|| -3 - 2 * i32::try_from(place - at).unwrap_or(0))
                }
                Some(place) => (at - place < BEHIND).then(|| -i32::try_from((at - place) / 2).unwrap_or(0)),
                None => None,
            };
            let far = shown.is_made.then_some(-60);
            Some(Shown { weight: shown.weight + near.or(far)?, ..shown })
        })
        .collect();
    shown.sort_by_key(|it| -it.weight);
    shown
}

/// How many figures of any script a text has.
fn figures_in(text: &str) -> usize {
    text.chars().filter(|c| figure(*c).is_some()).count()
}

/// What an element says of a day in a form for programs.
fn value_of(node: &NodeRef<'_>, name: &str) -> Option<String> {
    let itemprop = node.attr("itemprop").unwrap_or_default().to_lowercase();
    let is_mark = itemprop.contains("datepublished") || itemprop.contains("datecreated");
    let attribute = match name {
        "time" => node.attr("datetime"),
        "meta" | "link" => None,
        _ if is_mark => node.attr("content").or_else(|| node.attr("datetime")).or_else(|| node.attr("title")),
        "abbr" | "span" if element::class_has(node, &DATE) => {
            node.attr("title").or_else(|| node.attr("datetime"))
        }
        _ => None,
    }?;
    let begins = attribute.trim().get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    begins.then(|| attribute.trim().to_owned())
}

/// Whether an element says in a form for programs that its day is that of publication.
fn is_marked(node: &NodeRef<'_>) -> bool {
    node.attr("itemprop").is_some_and(|it| it.to_lowercase().contains("datepublished"))
}

/// Whether a day that is marked is that of a comment or of another article. Its line may be called a footer.
fn is_of_comment(node: &NodeRef<'_>) -> bool {
    element::lies_among(node, &NO_MARKED_AROUND, &["nav", "blockquote"])
}

fn is_of_something_else(node: &NodeRef<'_>) -> bool {
    element::lies_among(node, &NO_DATE_AROUND, &["nav", "footer", "figcaption", "blockquote"])
}

/// What the place of a day takes from its weight.
fn set_apart(node: &NodeRef<'_>) -> i32 {
    if element::lies_among(node, &SOFT_AROUND, &["aside"]) { 30 } else { 0 }
}

/// Whether an element or what is beside it says that its day is of a change.
fn is_of_change(node: &NodeRef<'_>) -> bool {
    let line = |it: &NodeRef<'_>| element::line_of(it, |_| false).to_lowercase();
    let beside = node.parent().map(|it| line(&it)).filter(|it| it.len() <= LONGEST / 2);
    let says = |line: &str| {
        CHANGED.iter().any(|word| line.contains(word)) && !PUBLISHED.iter().any(|word| line.contains(word))
    };
    says(&line(node)) || beside.is_some_and(|it| says(&it))
}

/// The day in a piece of text, if its line is one that tells it.
fn in_line(text: &str, holder: &NodeRef<'_>) -> Option<Shown> {
    if holder.has_name("time") && holder.has_attr("datetime") || is_of_something_else(holder) {
        return None;
    }
    let around = holder.parent();
    let is_made = holder.has_name("time")
        || element::class_has(holder, &DATE)
        || around.as_ref().is_some_and(|it| element::class_has(it, &DATE) && !it.has_name("body"));
    // The label may stand in an element of its own in front.
    let line = around.as_ref().map(|it| element::line_of(it, |_| false)).filter(|it| it.len() <= LONGEST);
    let line = line.unwrap_or_else(|| text.to_owned());
    let lower = line.to_lowercase();
    let before = text.get(..text.find(|c: char| figure(c).is_some())?)?.to_lowercase();
    let says = |words: &WordList, text: &str| words.iter().any(|word| text.contains(word));
    let label = if before.trim().len() >= 3 { before.as_str() } else { lower.as_str() };
    let is_change = says(&CHANGED, label) && !says(&PUBLISHED, label);
    let is_labelled = says(&PUBLISHED, &lower);
    let words = text.split_whitespace().count();
    let alone = words <= 3 && element::class_has(holder, &DATE);
    let made = if alone { 31 } else { 25 };
    let weight = if is_made { made } else { 0 } + if is_labelled { 15 } else { 0 }
        - i32::try_from(words).unwrap_or(99)
        - set_apart(holder);
    let line = if line.len() <= LONGEST / 2 { line } else { text.to_owned() };
    let is_short = words <= 9 && before.len() <= 24 && !before.contains('(');
    let figures = figures_in(&line);
    (figures >= 4 && (is_made || is_labelled || is_change || is_short)).then(|| Shown {
        text: text.to_owned(),
        line,
        weight,
        is_change,
        is_made: is_made || is_labelled,
    })
}

/// A day that a page shows, and whether its element is made for it.
pub(super) struct Seen {
    pub(super) dating: Dating,
    pub(super) is_made: bool,
    /// How much speaks for it.
    pub(super) weight: i32,
}

/// The day of publication among those that are shown.
pub(super) fn published(shown: &[Shown], reading: DateReading, today: Day) -> Option<Seen> {
    let mut days = shown.iter().filter(|it| !it.is_change);
    days.find_map(|it| Some(Seen { dating: it.day(reading, today)?, is_made: it.is_made, weight: it.weight }))
}

/// The day of the last change among those that are shown.
pub(super) fn changed(shown: &[Shown], reading: DateReading, today: Day) -> Option<Dating> {
    shown.iter().filter(|it| it.is_change).find_map(|it| it.day(reading, today))
}

/// The day in a text, if its year is told.
fn day_of(text: &str, reading: DateReading, today: Day) -> Option<Dating> {
    if text.bytes().take(4).all(|byte| byte.is_ascii_digit())
        && text.as_bytes().get(4) == Some(&b'-')
        && let Some(found) = dating::declared(text, FoundBy::Element, reading, today)
    {
        return Some(found);
    }
    let mention = mentions(text, reading).into_iter().find(|it| it.year.is_some())?;
    if ends_stretch(text.get(..mention.start)?) {
        return None;
    }
    let day =
        mention.stated().filter(|day| *day <= today.plus(1).unwrap_or(today) && day.date().year() >= 1990)?;
    let found = if mention.is_in_doubt { FoundBy::Order } else { FoundBy::Element };
    Some(Dating { day, instant: mention.clock.and_then(|clock| clock.on(day)), found })
}

/// Whether what stands in front of a day is the first one of a stretch of days: `14. - 20. Januar 2022`.
fn ends_stretch(before: &str) -> bool {
    let before = before.trim_end();
    let first = before.strip_suffix(['-', '–', '—']).map(|it| it.trim_end().trim_end_matches('.'));
    first.is_some_and(|it| it.ends_with(|c: char| figure(c).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language;

    const TITLE: &str = "Talks to go on for weeks";

    fn of(html: &str) -> Option<String> {
        let shown = shown(&Document::from(html), &[TITLE]);
        let reading = DateReading::of(Language::ENGLISH, true);
        published(&shown, reading, Day::new(2026, 11, 22).unwrap()).map(|it| it.dating.day.to_string())
    }

    #[test]
    fn the_day_beside_the_headline_counts() {
        let title = format!("<h1>{TITLE}</h1>");
        for html in [
            format!(
                "{title}<p class=date>27.11.2025</p><p>The talks go on.</p><time datetime=2025-01-01>x</time>"
            ),
            format!("{title}<ul><li><span>Datum:</span> 27. November 2025</li></ul>"),
            format!("<h2 class=date-header>Thursday, November 27, 2025</h2>{title}"),
            format!("{title}<p>27.11.2025 | Jane Doe</p>"),
            format!("<span itemprop=datePublished content='2025-11-27T10:00:00Z'>today</span>{title}"),
            format!(
                "<div class=related><time datetime=2024-01-01>x</time></div>{title}<time datetime=2025-11-27>x</time>"
            ),
            format!("{title}<p>Updated: 28.11.2025</p><p>Published: 27.11.2025</p>"),
            format!(
                "{title}<div class=footer><time itemprop=datePublished datetime=2025-11-27>x</time></div>"
            ),
            format!("{title}<p class=date>٢٧ نوفمبر ٢٠٢٥</p>"),
            format!(
                "{title}<p>Published on <time datetime=2025-11-27>27.11.</time></p><div class=comments><time datetime=2025-11-28>x</time></div>"
            ),
        ] {
            assert_eq!(of(&html).as_deref(), Some("2025-11-27"), "{html}");
        }
    }

    #[test]
    fn days_of_other_things_do_not_count() {
        let title = format!("<h1>{TITLE}</h1>");
        for html in [
            format!("{title}<div class=comments><p class=date>27.11.2025</p></div>"),
            format!("{title}<footer><p class=date>27.11.2025</p></footer>"),
            format!(
                "{title}<p>The talks that began on 27 November 2025 in the capital of the country go on without a word from anybody.</p>"
            ),
            format!("{title}<p class=date>27 November</p>"),
            format!("{title}<p>Updated: 27.11.2025</p>"),
            format!("{title}<h4>Talks of 20 - 27 November 2025</h4>"),
            format!(
                "{title}<div class=comment><time itemprop=datePublished datetime=2025-11-27>x</time></div>"
            ),
        ] {
            assert_eq!(of(&html), None, "{html}");
        }
    }
}
