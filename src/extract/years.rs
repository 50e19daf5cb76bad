//! The year of a day that is said without one. It is never guessed: something must name it.
//!
//! A year is taken where the text names exactly one in which the day falls on the day of the week that is said, where the
//! name of the file, of its folders or the address has it, or where the day lies once in the range that the user gave.
//! What the days of other documents tell is settled when all of them are known.

use crate::article::FoundBy;
use crate::date::{Dating, Day, DayRange, OpenDay};
use crate::extract::tokens::{Kind, Token, tokens};

/// How far into a text its years are looked for, in bytes.
const YEARS: usize = 20_000;

/// How many of the last names of a path may have the year.
const NAMES: usize = 4;

/// How far from a month that a path names the day may lie, in days.
const NEAR: i32 = 31;

/// Where the year of a document may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence<'a> {
    /// The path of the file.
    pub(super) path: &'a str,
    pub(super) url: Option<&'a str>,
    /// What is read for years: the title and the text.
    pub(super) texts: [&'a str; 2],
    /// The days that the user allows.
    pub(super) range: Option<DayRange>,
    /// No day is later.
    pub(super) latest: Day,
}

/// The day that is meant by one without a year. `exact` is the day with the only day of the week that the text allows,
/// `near` that with all that it allows.
pub(super) fn settled(exact: OpenDay, near: OpenDay, evidence: &Evidence<'_>) -> Option<Dating> {
    let sane = |day: &Day| *day <= evidence.latest;
    let named = exact.has_weekday().then(|| exact.in_only_one(named(evidence))).flatten().filter(sane);
    let in_path = in_path(near, evidence).filter(sane);
    let (day, found) = match (named, in_path) {
        (Some(named), Some(in_path)) if named != in_path => return None,
        (_, Some(day)) => (day, FoundBy::Path),
        (Some(day), None) => (day, FoundBy::Year),
        (None, None) => (in_range(near, evidence)?, FoundBy::Range),
    };
    Some(Dating { day, instant: None, found })
}

/// The years that the text names, of those that have begun.
fn named(evidence: &Evidence<'_>) -> Vec<i16> {
    let mut years: Vec<i16> =
        evidence.texts.into_iter().flat_map(|text| years_of(text, evidence.latest)).collect();
    years.sort_unstable();
    years.dedup();
    years
}

/// The years in a text, of those that have begun.
pub(super) fn years_of(text: &str, latest: Day) -> impl Iterator<Item = i16> + '_ {
    let text = text.get(..text.floor_char_boundary(YEARS)).unwrap_or(text);
    runs_of_digits(text).filter_map(move |(at, digits)| {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let after = text.get(at + digits.len()..).and_then(|it| it.chars().next());
        let part = |c: char| matches!(c, '$' | '€' | '£' | '#' | '-' | '/') || c.is_alphanumeric();
        let decimal = matches!(before, Some(',' | '.')) || after == Some('%');
        let alone = digits.len() == 4
            && !before.is_some_and(part)
            && !after.is_some_and(char::is_alphanumeric)
            && !decimal;
        let year = alone.then(|| digits.parse::<i16>().ok())??;
        (1900..=latest.date().year()).contains(&year).then_some(year)
    })
}

fn runs_of_digits(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(|c: char| c.is_ascii_digit())?;
        let length = text.get(start..)?.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - start);
        at = start + length;
        Some((start, text.get(start..at)?))
    })
}

/// The day in the year of the path or the address. The name of the file goes before those of its folders.
fn in_path(open: OpenDay, evidence: &Evidence<'_>) -> Option<Day> {
    let mut names: Vec<&str> = evidence.path.rsplit(['/', '\\']).take(NAMES).collect();
    // Folders such as `2019/07` are one name.
    let folders = names.split_off(1.min(names.len()));
    let folders: Vec<&str> = folders.into_iter().rev().collect();
    let folders = folders.join("-");
    let url = evidence.url.and_then(|url| url.split(['?', '#']).next()?.split_once("://")?.1.split_once('/'));
    let url = url.map_or("", |(_, path)| path);
    [names.first().copied().unwrap_or(""), &folders, url].into_iter().find_map(|name| {
        let periods = periods(name);
        // Years of which none fits tell that the day is another.
        (!periods.is_empty()).then(|| in_periods(open, &periods))
    })?
}

/// A year, and its month where that stands behind it.
type Period = (i16, Option<i8>);

/// The years in a name, each with the month behind it.
fn periods(name: &str) -> Vec<Period> {
    let tokens = tokens(name);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Kind::Number(value, figures) = token.kind else { continue };
        let year_and_month = match figures {
            4 => (value, month_behind(&tokens, at)),
            6 => (value / 100, Some(value % 100)),
            8 => (value / 10_000, Some(value / 100 % 100)),
            _ => continue,
        };
        // A figure that goes on in letters is the number of something.
        let before = at.checked_sub(1).and_then(|it| tokens.get(it));
        let grown = |it: Option<&Token<'_>>| it.is_some_and(|it| it.kind == Kind::Word && !it.apart);
        if grown(tokens.get(at + 1)) || (grown(before) && figures != 4) {
            continue;
        }
        let (year, month) = year_and_month;
        let month = match month {
            None => None,
            Some(month @ 1..=12) => i8::try_from(month).ok(),
            Some(_) => continue,
        };
        if let Ok(year) = i16::try_from(year)
            && (1900..2100).contains(&year)
        {
            found.push((year, month));
        }
    }
    found
}

/// The month behind a year, in two figures; `None` where there is none.
fn month_behind(tokens: &[Token<'_>], at: usize) -> Option<i32> {
    let is_between = |it: &Token<'_>| matches!(it.kind, Kind::Mark('-' | '_' | '.' | '/'));
    tokens.get(at + 1).filter(|it| is_between(it))?;
    tokens.get(at + 2)?.number(2..=2).filter(|month| (1..=12).contains(month))
}

/// The only day in these periods.
fn in_periods(open: OpenDay, periods: &[Period]) -> Option<Day> {
    let mut found = None;
    for &(year, month) in periods {
        let near = |day: &Day| {
            let Some(month) = month else { return day.date().year() == year };
            let Some(first) = Day::new(year, month, 1) else { return false };
            let last = Day::from(first.date().last_of_month());
            (first.number() - NEAR..=last.number() + NEAR).contains(&day.number())
        };
        for day in (year - 1..=year + 1).filter_map(|year| open.in_year(year)).filter(near) {
            if found.is_some_and(|other| other != day) {
                return None;
            }
            found = Some(day);
        }
    }
    found
}

/// The only day in the range that the user gave.
fn in_range(open: OpenDay, evidence: &Evidence<'_>) -> Option<Day> {
    let range = evidence.range?;
    let (from, to) = (range.from()?, range.to()?.min(evidence.latest));
    let range = DayRange::new(Some(from), Some(to))?;
    let mut days = (from.date().year()..=to.date().year())
        .filter_map(|year| open.in_year(year))
        .filter(|day| range.contains(*day));
    let day = days.next()?;
    days.next().is_none().then_some(day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;

    use super::*;

    fn evidence<'a>(path: &'a str, text: &'a str) -> Evidence<'a> {
        Evidence { path, url: None, texts: ["", text], range: None, latest: Day::new(2026, 11, 23).unwrap() }
    }

    fn found(open: OpenDay, evidence: &Evidence<'_>) -> Option<(String, FoundBy)> {
        settled(open, open, evidence).map(|it| (it.day.to_string(), it.found))
    }

    fn third_of_march(weekday: Option<Weekday>) -> OpenDay {
        OpenDay::new(3, 3, weekday)
    }

    #[test]
    fn of_the_years_that_a_text_names_the_one_that_fits_the_day_of_the_week_counts() {
        let thursday = third_of_march(Some(Weekday::Thursday));
        let of = |text: &str, open| found(open, &evidence("a.txt", text));
        let year = |year: &str| Some((format!("{year}-03-03"), FoundBy::Year));
        assert_eq!(of("It was signed in 2014, renewed in 2015 and ends in 2016.", thursday), year("2016"));
        // Two that fit are none, and so is one without a day of the week.
        assert_eq!(of("From 2011 to 2016.", thursday), None);
        assert_eq!(of("It ends in 2016.", third_of_march(None)), None);
        assert_eq!(of("It was founded in 1874.", third_of_march(Some(Weekday::Tuesday))), None);
        for text in ["$2016", "2016%", "#2016", "12,2016", "x2016", "2016th", "in 20166", "-2016"] {
            assert_eq!(of(text, thursday), None, "{text}");
        }
        assert_eq!(of(&format!("{}in 2016.", "x".repeat(YEARS)), thursday), None);
    }

    #[test]
    fn the_name_of_a_file_or_its_folder_has_the_year() {
        let open = OpenDay::new(7, 3, None);
        for path in [
            "norvik-2019.txt",
            "norvik-2019-07.txt",
            "norvik_201907.txt",
            "20190705.txt",
            "2019/a.txt",
            "wire/2019/07/a.txt",
            "wire/2019-08-01/a.txt",
            "wire-2018/2019/07/05/a.txt",
            "old 2011/norvik2019.txt",
        ] {
            assert_eq!(
                found(open, &evidence(path, "")),
                Some(("2019-07-03".into(), FoundBy::Path)),
                "{path}"
            );
        }
        for path in
            ["a.txt", "a2019b.txt", "2018-2019.txt", "2019-12.txt", "file-20191.txt", "2019/1/2/3/4/a.txt"]
        {
            assert_eq!(found(open, &evidence(path, "")), None, "{path}");
        }
        // On a day of the week it falls in one of several years.
        let wednesday = OpenDay::new(7, 3, Some(Weekday::Wednesday));
        let is = |path: &str| found(wednesday, &evidence(path, "")).map(|(day, _)| day);
        assert_eq!(is("2018-2019.txt").as_deref(), Some("2019-07-03"));
        assert_eq!(is("2018.txt"), None);
        // The turn of the year.
        let new_year = OpenDay::new(12, 31, None);
        let is = |path: &str| found(new_year, &evidence(path, "")).map(|(day, _)| day);
        assert_eq!(is("2019-01.txt").as_deref(), Some("2018-12-31"));
        let address = Evidence { url: Some("https://example.org/2019/07/x?y=2011"), ..evidence("a", "") };
        assert_eq!(found(open, &address), Some(("2019-07-03".into(), FoundBy::Path)));
    }

    #[test]
    fn years_that_contradict_each_other_are_none() {
        let thursday = third_of_march(Some(Weekday::Thursday));
        assert_eq!(found(thursday, &evidence("2011.txt", "It ends in 2016.")), None);
        assert_eq!(
            found(thursday, &evidence("2016.txt", "It ends in 2016.")),
            Some(("2016-03-03".into(), FoundBy::Path))
        );
    }

    #[test]
    fn a_range_that_holds_the_day_once_has_the_year() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let of = |from: &str, to: &str, open| {
            let range = DayRange::new(Some(day(from)), Some(day(to)));
            found(open, &Evidence { range, ..evidence("a.txt", "") }).map(|(day, _)| day)
        };
        let open = third_of_march(None);
        assert_eq!(of("2025-01-01", "2026-02-28", open).as_deref(), Some("2025-03-03"));
        assert_eq!(of("2025-01-01", "2026-03-31", open), None, "twice");
        assert_eq!(of("2025-04-01", "2026-02-28", open), None, "never");
        let monday = third_of_march(Some(Weekday::Monday));
        assert_eq!(of("2025-01-01", "2026-03-31", monday).as_deref(), Some("2025-03-03"));
        // Nothing is later than the day of reading.
        assert_eq!(of("2026-01-01", "2027-12-31", OpenDay::new(12, 1, None)), None);
    }
}
