//! The day on which an article was published or last updated, and how it was found.
//!
//! What the record declares comes first, then the address, then a line made for it (before the story, its dateline,
//! after it), and last a sentence of the lead. A day of the week alone is no date, and neither is a date that the
//! story is *about*: a date in the lead does not count where it is told as a beginning (`since`, `from`) or as
//! something to come (`will … on`), or where the text names a later year.

use jiff::civil::Weekday;

use crate::article::{FoundBy, Language};
use crate::date::{Dating, Day, OpenDay};
use crate::extract::boilerplate::facts::TextFacts;
use crate::extract::boilerplate::shape::has_no_capitals;
use crate::extract::calendar;
use crate::extract::dates::{DateReading, Mention, Value, mentions, value};
use crate::extract::lists::{File, WordList};
use crate::extract::publisher;
use crate::extract::tokens::folded;
use crate::extract::years::years_of;

/// The lead is the first paragraphs of the body: so many bytes …
const LEAD: usize = 1600;
/// … and so many paragraphs at the most.
const LEAD_PARAGRAPHS: usize = 3;

/// The first year of publication that is believed: no newspaper is older.
const FIRST_YEAR: i16 = 1600;

/// What is said of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// All of it.
    Day(Dating),
    /// All but its year.
    Open(OpenDay),
}

impl Told {
    /// The day, where all of it is said.
    pub(super) fn dating(self) -> Option<Dating> {
        match self {
            Told::Day(dating) => Some(dating),
            Told::Open(_) => None,
        }
    }
}

/// The day that a field says, found like that.
fn told(text: &str, found: FoundBy, reading: DateReading) -> Option<Told> {
    Some(match value(text, reading)? {
        Value::Day { day, instant, is_in_doubt } => {
            Told::Day(Dating { day, instant, found: if is_in_doubt { FoundBy::Order } else { found } })
        }
        Value::Open(open) => Told::Open(open),
    })
}

/// The day that a field of a record gives. Any year from [`FIRST_YEAR`] on is believed, also one to come.
pub(super) fn given(text: &str, reading: DateReading) -> Option<Told> {
    told(text, FoundBy::Given, reading).filter(|told| match told {
        Told::Day(dating) => (FIRST_YEAR..3000).contains(&dating.day.date().year()),
        Told::Open(_) => true,
    })
}

/// The day that a page declares. Pages declare wrong days by mistake: in the year 1, the first of 1970, days to
/// come. These do not count; the day after tomorrow does, as clocks and zones differ.
#[cfg(feature = "html")]
pub(super) fn declared(text: &str, found: FoundBy, reading: DateReading, today: Day) -> Option<Dating> {
    let latest = today.plus(2).unwrap_or(today);
    let dating = told(text, found, reading)?.dating()?;
    let day = dating.day;
    let mistaken = day.number() == 0 || day.date().year() < FIRST_YEAR || day > latest;
    (!mistaken).then_some(dating)
}

/// The day in an address: `/2025/11/27/`, `/2025-11-27-`, `-20251127`.
pub(super) fn in_address(address: &str, today: Day) -> Option<Dating> {
    let path = address.split(['?', '#']).next()?.split_once("://").map_or(address, |(_, rest)| rest);
    let path = path.get(path.find('/')?..)?;
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    let number = |text: &str, digits: usize| -> Option<i16> {
        (text.len() <= digits && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse().ok())?
    };
    let day_of = |year: &str, month: &str, day: &str| -> Option<Day> {
        let year = number(year, 4).filter(|_| year.len() == 4)?;
        let month = match number(month, 2) {
            Some(month) => i8::try_from(month).ok()?,
            None => short_month(month)?,
        };
        Day::new(year, month, i8::try_from(number(day, 2)?).ok()?)
    };
    let in_parts = parts.windows(3).find_map(|it| day_of(it[0], it[1], it[2]));
    let glued = || {
        parts.iter().find_map(|part| {
            let digits = part.get(part.len().checked_sub(8)?..)?;
            let whole =
                part.len() == 8 || part.get(..part.len() - 8)?.ends_with(|c: char| c.is_ascii_alphabetic());
            whole.then(|| day_of(digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?))?
        })
    };
    let day = in_parts.or_else(glued)?;
    let sane = day.date().year() >= 1990 && day <= today.plus(2).unwrap_or(today);
    sane.then_some(Dating { day, instant: None, found: FoundBy::Address })
}

/// The number of a month that is cut to three letters of English.
fn short_month(word: &str) -> Option<i8> {
    const MONTHS: &str = "jan feb mar apr may jun jul aug sep oct nov dec";
    let at = MONTHS.split(' ').position(|month| word.eq_ignore_ascii_case(month))?;
    i8::try_from(at + 1).ok()
}

/// The day that the text gives: a line made for it, else its dateline, else its lead, else the day of an update.
/// None is later than tomorrow. Where the first of them has no year, one of the others may have it.
pub(super) fn in_text(facts: &TextFacts, body: &str, reading: DateReading, today: Day) -> Option<Told> {
    let latest = today.plus(1).unwrap_or(today);
    let told = |(mention, found): (Mention, FoundBy)| of_mention(mention, found, latest);
    let mut open = None;
    for place in [Place::Line, Place::Dateline, Place::Lead, Place::Update] {
        let found = match place {
            Place::Line => facts.published.and_then(told),
            Place::Dateline => in_dateline(body, reading).and_then(|it| told((it, FoundBy::Dateline))),
            Place::Lead => in_lead(body, reading, latest).and_then(|it| told((it, FoundBy::Text))),
            Place::Update => facts.updated.and_then(told),
        };
        match (found, open) {
            (None, _) => {}
            (Some(Told::Day(dating)), None) => return Some(Told::Day(dating)),
            (Some(Told::Day(dating)), Some(open)) if is_same(open, dating.day) => {
                return Some(Told::Day(dating));
            }
            (Some(Told::Open(found)), None) => open = Some(found),
            (Some(_), Some(_)) => {}
        }
    }
    open.map(Told::Open)
}

/// Where the day of a text may stand.
#[derive(Debug, Clone, Copy)]
enum Place {
    Line,
    Dateline,
    Lead,
    Update,
}

/// Whether a day without a year may be this one.
pub(super) fn is_same(open: OpenDay, day: Day) -> bool {
    open.in_year(day.date().year()) == Some(day)
}

/// The day of the last update, where a line tells it. It is not later than tomorrow.
pub(super) fn updated_in_text(facts: &TextFacts, today: Day) -> Option<Dating> {
    let (mention, found) = facts.updated?;
    of_mention(mention, found, today.plus(1).unwrap_or(today))?.dating()
}

/// The day that is told, with the time of day behind it.
fn of_mention(mention: Mention, found: FoundBy, latest: Day) -> Option<Told> {
    let Some(day) = mention.stated() else {
        return mention.year.is_none().then(|| Told::Open(mention.open()));
    };
    let instant = mention.clock.and_then(|clock| clock.on(day));
    let found = if mention.is_in_doubt { FoundBy::Order } else { found };
    (day <= latest).then_some(Told::Day(Dating { day, instant, found }))
}

/// The day in front of a report that opens with its place and date:
/// `MIAMI, Jan. 17, 2020 /PRNewswire/ --`, `GENEVA, 27 November 2025 —`, `Genf, 27. November 2025. `,
/// `【北港訊】2025年11月27日，`.
fn in_dateline(body: &str, reading: DateReading) -> Option<Mention> {
    let head = body.get(..body.floor_char_boundary(200))?;
    let head = head.split("\n\n").next()?;
    let mention = mentions(head, reading).into_iter().find(|it| it.year.is_some())?;
    let (before, behind) = (head.get(..mention.start)?, head.get(mention.end..)?);
    let (place, bracketed) = without_brackets(before);
    let words: Vec<&str> = place.split_whitespace().collect();
    let small = words.iter().rev().take_while(|it| BEFORE_DAY.contains(&folded(it))).count();
    let place = words[..words.len() - small].join(" ");
    if !publisher::is_place(&place) {
        return None;
    }
    let parted = head.get(..mention.end).is_some_and(|it| it.ends_with('.'));
    // `北港2025年11月27日电`
    if !place.is_empty() && behind.starts_with(['电', '電', '讯', '訊']) {
        return Some(mention);
    }
    let behind = behind_date_words(behind);
    let bare = behind.trim_start_matches(|c: char| ".,:| ".contains(c));
    if bare.starts_with(['/', '(', '-', '–', '—', ')', '─', '―', '】', '）', ']', '］']) {
        return Some(mention);
    }
    // A full stop behind the day: that is all the sentence says. In scripts without capitals three words may be one.
    let stops =
        (parted && behind.starts_with(' ')) || behind.starts_with(['.', '।', '۔', '։', '።', ':', '：']);
    let comma = bracketed && behind.starts_with(['，', '、', ',', '،']);
    let caseless = has_no_capitals(&place);
    let fewest = if !caseless || place.ends_with([',', '،', '、', '，']) { 4 } else { 2 };
    (comma || stops && place.split(' ').count() <= fewest).then_some(mention)
}

/// What stands in brackets in front of a day, and whether it does.
fn without_brackets(before: &str) -> (&str, bool) {
    let before = before.trim();
    let open = ['【', '（', '(', '［', '[', '〔'];
    let close = ['】', '）', ')', '］', ']', '〕'];
    (before.trim_start_matches(open).trim_end_matches(close), before.starts_with(open))
}

/// What follows the words that belong to a date: `2025 года`, `2025 r.`.
fn behind_date_words(text: &str) -> &str {
    let word = text.trim_start();
    let end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
    let (first, rest) = word.split_at(end);
    if BEHIND_DATE.contains(first) { rest } else { text }
}

/// A day without a year as the lead allows it: on the day of the week that it names, and with the two behind that one.
/// A report tells of its own day, or of one or two days before.
pub(super) fn with_weekday_of_lead(open: OpenDay, body: &str, language: Language) -> (OpenDay, OpenDay) {
    let Some(named) = weekday_of_lead(body, language) else { return (open, open) };
    let near = [named, named.next(), named.next().next()];
    (open.on_one_of([named]), open.on_one_of(near))
}

/// The first day of the week that the lead names.
fn weekday_of_lead(body: &str, language: Language) -> Option<Weekday> {
    // English writes them with a capital.
    let may_be = |word: &&str| {
        word.len() > 4 && (language != Language::ENGLISH || word.starts_with(char::is_uppercase))
    };
    let mut before = "";
    lead(body).split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).find_map(
        |word| {
            let in_front = std::mem::replace(&mut before, word);
            // The day of another week, or of every one, is not that of the report.
            if OTHER_WEEK.contains(&in_front.to_lowercase()) || !may_be(&word) {
                return None;
            }
            calendar::weekday(word, language)
        },
    )
}

fn lead(body: &str) -> &str {
    let lead = body.get(..body.floor_char_boundary(LEAD)).unwrap_or(body);
    let end = lead.match_indices("\n\n").nth(LEAD_PARAGRAPHS - 1).map_or(lead.len(), |(at, _)| at);
    lead.get(..end).unwrap_or(lead)
}

/// The day that the lead tells the news of.
///
/// In thousands of real articles most dates in a lead were of events. So a date counts only in a sentence that
/// reports what somebody said, or did at a meeting: with its day of the week, in the first two paragraphs; with its
/// year, in the first sentence; with neither, behind the word of saying itself (`said on Nov. 27`).
fn in_lead(body: &str, reading: DateReading, latest: Day) -> Option<Mention> {
    let lead = lead(body);
    let found: Vec<Mention> = mentions(lead, reading);
    if found.is_empty() {
        return None;
    }
    let last_year = years_of(body, latest).max();
    let counts = |mention: &&Mention| {
        let day = mention.stated();
        let is_late = day.is_some_and(|day| day > latest);
        let is_old = day.is_some_and(|day| last_year.is_some_and(|year| day.date().year() < year));
        !is_late && !is_old && is_news(lead, mention, reading)
    };
    // A day of the week beside the date is how the news tells its own day.
    found
        .iter()
        .filter(|it| it.weekday.is_some())
        .chain(found.iter().filter(|it| it.weekday.is_none()))
        .find(counts)
        .copied()
}

/// Whether the sentence around a date tells it as the day of its news.
fn is_news(lead: &str, mention: &Mention, reading: DateReading) -> bool {
    let before = lead.get(..mention.start).unwrap_or("");
    let start = sentence_start(before);
    let sentence_before = before.get(start..).unwrap_or("").to_lowercase();
    let words: Vec<&str> = words_of(&sentence_before).collect();
    if words.iter().any(|word| AHEAD.contains(word)) {
        return false;
    }
    let last = words.last().copied().unwrap_or("");
    let second = words.len().checked_sub(2).and_then(|at| words.get(at)).copied().unwrap_or("");
    let on = ON.contains(last);
    if (on && BEGINS.contains(second)) || (!on && BOUNDS.contains(last)) {
        return false;
    }
    let first_paragraph = !before.contains("\n\n");
    match (mention.year, mention.weekday) {
        (None, None) => {
            let said = SAID.contains(second)
                || (matches!(second, "reporters" | "journalists") && words.contains(&"told"));
            on && said && first_paragraph && start == 0
        }
        (Some(_), None) => {
            let stands = on
                || words.is_empty()
                || SAID.contains(last)
                || before.trim_end().ends_with([',', '(', '،', '、', '，', '（', '】']);
            stands && first_paragraph && start == 0 && reports(lead, start, reading)
        }
        (_, Some(_)) => before.matches("\n\n").count() < 2 && reports(lead, start, reading),
    }
}

/// The byte at which the last sentence of a text starts.
fn sentence_start(text: &str) -> usize {
    let ends = |mark: &str| text.rfind(mark).map(|at| at + mark.len());
    let full_stop = text.match_indices(". ").filter(|(at, _)| {
        // Not behind Nov., Mr. and initials.
        let word = text
            .get(..*at)
            .and_then(|it| it.split(|c: char| c.is_whitespace() || c == '(').next_back())
            .unwrap_or("");
        word.chars().count() > 3 && !word.contains('.') && !word.eq_ignore_ascii_case("sept")
    });
    let full_stop = full_stop.last().map(|(at, _)| at + 2);
    [full_stop, ends(".” "), ends(".\" "), ends("! "), ends("? "), ends("\n")]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(0)
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

/// Whether the sentence that starts here tells what somebody said, or did at a meeting. For languages other than
/// English the words are not known and every sentence counts.
fn reports(lead: &str, start: usize, reading: DateReading) -> bool {
    if reading.language != crate::article::Language::ENGLISH {
        return true;
    }
    let rest = lead.get(start..).unwrap_or("");
    let end = rest.find('\n').unwrap_or(rest.len());
    let sentence = rest.get(..end).unwrap_or(rest).to_lowercase();
    words_of(&sentence).any(|word| SAID.contains(word) || MET.contains(word))
}

/// Words between a place and the day of a dateline.
static BEFORE_DAY: WordList = WordList::new(File::Dates, "behind-weekday");
/// Words behind the year of a date that belong to it.
static BEHIND_DATE: WordList = WordList::new(File::Dates, "behind-date");
/// Words that put what follows ahead of the day of publication.
static AHEAD: WordList = WordList::new(File::Leads, "ahead");
/// Words that stand in front of a day on which something happened.
static ON: WordList = WordList::new(File::Leads, "on");
/// Words in front of that which make it the day on which something lasting began or ended.
static BEGINS: WordList = WordList::new(File::Leads, "begins");
/// Words in front of a date that make it one end of a stretch of time, or part of a name.
static BOUNDS: WordList = WordList::new(File::Leads, "bound");
/// Words in front of a day of the week of another week than that of the report.
static OTHER_WEEK: WordList = WordList::new(File::Leads, "other-week");
/// Words of saying.
static SAID: WordList = WordList::new(File::Leads, "said");
/// Words of meetings and occasions at which news is made.
static MET: WordList = WordList::new(File::Leads, "met");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language;

    fn reading() -> DateReading {
        DateReading::of(Language::ENGLISH, false)
    }

    fn today() -> Day {
        Day::new(2026, 11, 22).unwrap()
    }

    /// A day as it is shown, `????` for a year that is not said.
    fn shown(told: Told) -> String {
        match told {
            Told::Day(dating) => dating.day.to_string(),
            Told::Open(open) => {
                let (month, day) = open.month_and_day();
                format!("????-{month:02}-{day:02}")
            }
        }
    }

    fn lead_day(body: &str) -> Option<String> {
        in_text(&TextFacts::default(), body, reading(), today()).map(shown)
    }

    #[test]
    fn the_lead_tells_the_day_of_its_news() {
        for text in [
            "The president spoke on November 27, 2025, in Bishkek.",
            "He reiterated his stance on the war on November 27, 2025, during a press conference.",
        ] {
            assert_eq!(lead_day(text).as_deref(), Some("2025-11-27"), "{text}");
        }
        // No year is guessed.
        for text in [
            "At a meeting in Bishkek on Thursday, November 27, he spoke.",
            "He said on Thursday (November 27) that talks go on.",
            "He said on Thursday (Nov 27) that talks go on.",
            "He said on Thursday (27/11) that talks go on.",
            "The ministry said on Nov. 27 that talks go on.",
            "Talks go on. At a press conference on Thursday, November 27, the minister made a promise.",
        ] {
            assert_eq!(lead_day(text).as_deref(), Some("????-11-27"), "{text}");
        }
    }

    #[test]
    fn days_that_the_story_is_about_are_not_its_own() {
        for text in [
            "The president spoke on Thursday in Bishkek.",
            "Elections were due in May 2024.",
            "The war that began on February 24, 2022 goes on.",
            "Since March 3, 2014 the peninsula has been occupied.",
            "The summit will be held on December 5, 2025 in Geneva.",
            "The law signed on March 3, 2014 is to be changed, ministers said in 2025.",
            "Survivors of the attacks of September 11, 2001 spoke.",
            "The Oct. 7 attack changed everything.",
            "In May 27 people died.",
            "He was born on May 27, 1955 in a village.",
            "Shares fell on Feb 16 to a record low.",
            "The firm said the dividend is payable on December 10.",
            "The fee was announced in a letter on January 10.",
            "The new rates take effect on January 2, 2012, the company said.",
        ] {
            assert_eq!(lead_day(text), None, "{text}");
        }
    }

    #[test]
    fn pages_that_declare_nonsense_are_not_believed() {
        let day = |text: &str| declared(text, FoundBy::Meta, reading(), today()).map(|it| it.day.to_string());
        assert_eq!(day("2025-11-27T10:00:00Z").as_deref(), Some("2025-11-27"));
        for text in
            ["0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "2999-01-01", "", "yesterday", "2025-13-40"]
        {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn no_line_is_believed_that_tells_a_day_to_come() {
        let line = |text: &str| {
            let published = mentions(text, reading()).first().map(|mention| (*mention, FoundBy::Head));
            let facts = TextFacts { published, ..TextFacts::default() };
            in_text(&facts, "", reading(), today()).map(shown)
        };
        assert_eq!(line("November 22, 2026").as_deref(), Some("2026-11-22"));
        // Somewhere it is tomorrow already.
        assert_eq!(line("November 23, 2026").as_deref(), Some("2026-11-23"));
        assert_eq!(line("November 24, 2026"), None);
        assert_eq!(line("November 24").as_deref(), Some("????-11-24"));
        assert_eq!(lead_day("GENEVA, November 23, 2026 - Talks").as_deref(), Some("2026-11-23"));
        assert_eq!(lead_day("GENEVA, November 24, 2026 - Talks"), None);
        assert_eq!(lead_day("He spoke on November 24, 2026, in Bishkek."), None);
        assert_eq!(lead_day("He spoke on November 23, 2026, in Bishkek.").as_deref(), Some("2026-11-23"));
    }

    #[test]
    fn a_day_of_publication_comes_before_one_of_an_update() {
        let of = |text: &str| mentions(text, reading()).first().map(|mention| (*mention, FoundBy::Head));
        let (early, late) = (of("November 20, 2026"), of("November 21, 2026"));
        let day = |published, updated, body: &str| {
            let facts = TextFacts { published, updated, ..TextFacts::default() };
            in_text(&facts, body, reading(), today())
                .and_then(Told::dating)
                .map(|it| (it.day.to_string(), it.found))
        };
        assert_eq!(day(early, late, ""), Some(("2026-11-20".into(), FoundBy::Head)));
        assert_eq!(day(None, late, ""), Some(("2026-11-21".into(), FoundBy::Head)));
        let dateline = "GENEVA, November 19, 2026 - Talks go on.";
        assert_eq!(day(None, late, dateline), Some(("2026-11-19".into(), FoundBy::Dateline)));
        let lead = "He spoke on November 18, 2026, in Bishkek.";
        assert_eq!(day(None, late, lead), Some(("2026-11-18".into(), FoundBy::Text)));
        assert_eq!(day(early, None, lead), Some(("2026-11-20".into(), FoundBy::Head)));
    }

    #[test]
    fn a_dateline_opens_with_its_place_and_ends_with_a_mark() {
        for text in [
            "MIAMI, Jan. 17, 2020 /PRNewswire/ -- A firm",
            "GENEVA, 17 January 2020 — Talks",
            "GENEVA, 17 January 2020 (Agency) Talks",
        ] {
            assert_eq!(lead_day(text).as_deref(), Some("2020-01-17"), "{text}");
        }
        for text in [
            "the fair of 17 January 2020 — a success",
            "GENEVA, 17 January — Talks",
            "GENEVA, 17 January 2020 Rain",
            "GENEVA\n\n17 January 2020 — Talks",
        ] {
            assert_eq!(lead_day(text), None, "{text}");
        }
        let far = format!("{}, 17 January 2020 — Rain", "Long Name ".repeat(14));
        assert_eq!(lead_day(&far), None);
    }

    #[test]
    fn a_line_without_a_year_takes_it_from_a_line_of_the_same_day_that_has_it() {
        let day = |line: &str, body: &str| {
            let published = mentions(line, reading()).first().map(|mention| (*mention, FoundBy::Head));
            let facts = TextFacts { published, ..TextFacts::default() };
            in_text(&facts, body, reading(), today()).map(shown)
        };
        assert_eq!(day("November 27", "He spoke on Thursday.").as_deref(), Some("????-11-27"));
        assert_eq!(day("November 27, 2021", "He spoke on Sunday.").as_deref(), Some("2021-11-27"));
        let lead = "He spoke on November 27, 2021, in Bishkek.";
        assert_eq!(day("November 27", lead).as_deref(), Some("2021-11-27"));
        assert_eq!(day("November 28", lead).as_deref(), Some("????-11-28"));
    }

    #[test]
    fn the_lead_tells_on_which_days_of_the_week_a_day_may_fall() {
        let open = OpenDay::new(11, 27, None);
        let years = |text: &str| {
            let (exact, near) = with_weekday_of_lead(open, text, Language::ENGLISH);
            let of = |open: OpenDay| {
                (2020..=2025).filter(|year| open.in_year(*year).is_some()).collect::<Vec<_>>()
            };
            (of(exact), of(near))
        };
        // It was a Friday in 2020, a Saturday in 2021, a Sunday in 2022, then Monday, Wednesday, Thursday.
        assert_eq!(years("He spoke on Thursday."), (vec![2025], vec![2020, 2021, 2025]));
        assert_eq!(years("He spoke on Tuesday."), (vec![], vec![2024, 2025]));
        assert_eq!(
            years("He spoke."),
            (vec![2020, 2021, 2022, 2023, 2024, 2025], vec![2020, 2021, 2022, 2023, 2024, 2025])
        );
        // The day of another week tells nothing.
        assert_eq!(years("It ended last Thursday.").0.len(), 6);
        assert_eq!(years("It ended last Thursday, he said on Monday.").0, [2023]);
        // Behind the third paragraph nothing belongs to the lead.
        assert_eq!(years("One.\n\nTwo.\n\nThree.\n\nHe spoke on Sunday.").0.len(), 6);
        // What is said beside the day goes before it.
        let said = OpenDay::new(11, 27, Some(Weekday::Sunday));
        let (exact, near) = with_weekday_of_lead(said, "He spoke on Thursday.", Language::ENGLISH);
        assert_eq!((exact, near), (said, said));
    }

    #[test]
    fn the_lead_ends_with_its_third_paragraph_and_by_its_bytes() {
        let text =
            |between: &str| format!("Talks go on.{between}He said on Thursday, November 27, that they end.");
        assert!(lead_day(&text("\n\n")).is_some());
        assert_eq!(lead_day(&text("\n\nOne.\n\n")), None);
        let within = |bytes: usize| text(&format!(" {}\n\n", "x".repeat(bytes)));
        assert!(lead_day(&within(LEAD - 100)).is_some());
        assert_eq!(lead_day(&within(LEAD)), None);
    }

    #[test]
    fn a_lead_is_not_of_a_year_before_one_that_the_text_names() {
        let text = |behind: &str| format!("He spoke on November 27, 2024, in Bishkek. {behind}");
        assert!(lead_day(&text("It was late in 2024.")).is_some());
        assert_eq!(lead_day(&text("It was late in 2025.")), None);
        // It has not begun.
        assert!(lead_day(&text("It will be late in 2027.")).is_some());
    }

    #[test]
    fn what_is_given_is_believed_as_long_as_there_were_newspapers() {
        let day = |text: &str| given(text, reading()).map(shown);
        for text in ["1600-01-01", "2999-12-31", "2030-05-05"] {
            assert_eq!(day(text).as_deref(), Some(text));
        }
        for text in ["1599-12-31", "3000-01-01"] {
            assert_eq!(day(text), None);
        }
        assert_eq!(day("November 23").as_deref(), Some("????-11-23"));
        let found = |text: &str| given(text, reading()).and_then(Told::dating).map(|it| it.found);
        assert_eq!(found("11/23/2025"), Some(FoundBy::Given));
        assert_eq!(found("11/12/2025"), Some(FoundBy::Order));
    }

    #[test]
    fn what_a_page_declares_is_believed_up_to_the_day_after_tomorrow() {
        let day = |text: &str| declared(text, FoundBy::Meta, reading(), today()).map(|it| it.day.to_string());
        for text in ["1600-01-01", "1970-01-02", "1969-12-31", "2026-11-24"] {
            assert_eq!(day(text).as_deref(), Some(text));
        }
        for text in ["1599-12-31", "1970-01-01", "2026-11-25"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_holds_no_day_before_the_web_or_to_come() {
        let day = |date: &str| in_address(&format!("https://example.org/{date}/x"), today());
        for date in ["1990/01/01", "2026/11/24", "2026-11-24", "20261124", "a20261124"] {
            assert!(day(date).is_some(), "{date}");
        }
        for date in
            ["1989/12/31", "2026/11/25", "26/11/24", "2026/111/24", "120261124", "2026/11", "2026/foo/24"]
        {
            assert!(day(date).is_none(), "{date}");
        }
        // What stands behind the path is no part of it.
        assert!(in_address("https://example.org/x?2025/11/27/", today()).is_none());
        assert!(in_address("https://example.org/x#2025/11/27/", today()).is_none());
    }

    #[test]
    fn an_address_may_hold_the_day() {
        let day = |text: &str| in_address(text, today()).map(|it| it.day.to_string());
        for address in [
            "https://example.org/world/2025/11/27/putin.html",
            "https://example.org/2025/nov/27/putin",
            "https://example.org/news/2025-11-27-putin",
            "https://example.org/article/us-x-idUSTRE78D72C20251127",
            "https://example.org/a/20251127/x",
        ] {
            assert_eq!(day(address).as_deref(), Some("2025-11-27"), "{address}");
        }
        for address in
            ["https://example.org/2025/putin", "https://example.org/12345678", "https://2025.11.27/", "x"]
        {
            assert_eq!(day(address), None, "{address}");
        }
    }
}
