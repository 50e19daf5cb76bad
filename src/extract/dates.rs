//! Dates as news texts and programs write them, found in a text or read from a field.
//!
//! Read are ISO 8601 and what is near it (`2025-11-27`, `2025/11/27`,
//! `20251127T120000Z`), RFC 2822, days with the month as a word in either order
//! (`November 27, 2025`, `27 Nov.`, `27. November 2025`, `27 de noviembre de
//! 2025`), and numbers (`27.11.2025`, `11/27/2025`) in the order of day and
//! month that the language has, where they do not show it themselves. The day
//! of the week in front or behind belongs to the date, and stands in for a year
//! that is not said.

mod machine;

use jiff::civil::Weekday;

use crate::article::Language;
use crate::date::{Day, Instant};
use crate::extract::calendar;
use crate::extract::calendar::Use;
use crate::extract::dates::machine::{Clock, clock_behind, digits, instant, iso};

/// Whether 3/4 is the 4th of March or the 3rd of April.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateOrder {
    MonthFirst,
    DayFirst,
}

/// How the dates of a text are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateReading {
    pub(super) language: Language,
    pub(super) order: DateOrder,
}

impl DateReading {
    /// As texts of a language write them. English has the month first, as in America, unless it is written in a
    /// country that has the day first.
    pub(super) fn of(language: Language, country_writes_day_first: bool) -> DateReading {
        let month_first = language == Language::ENGLISH && !country_writes_day_first;
        DateReading { language, order: if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst } }
    }
}

/// A date in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mention {
    /// First byte, with the day of the week in front.
    pub(super) start: usize,
    /// The byte after the last one.
    pub(super) end: usize,
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
    pub(super) weekday: Option<Weekday>,
    /// The time of day that follows it at once, where its zone is told.
    pub(super) clock: Option<Clock>,
}

impl Mention {
    /// The day that is meant. Without a year it is the last one not after `latest` that falls on the day of the week
    /// that is said, if any is.
    pub(super) fn resolve(&self, latest: Day) -> Option<Day> {
        if let Some(year) = self.year {
            return Day::new(year, self.month, self.day);
        }
        // The calendar repeats within 12 years; a 29th of February within 40.
        let last = latest.date().year();
        (last - 40..=last)
            .rev()
            .filter_map(|year| Day::new(year, self.month, self.day))
            .find(|day| *day <= latest && self.weekday.is_none_or(|weekday| day.date().weekday() == weekday))
    }
}

/// How many tokens a date may have up to its first number.
const NEAR: usize = 7;

/// The dates of a text in order of place.
pub(super) fn mentions(text: &str, reading: DateReading) -> Vec<Mention> {
    let mut found = Vec::new();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return found;
    }
    let tokens = tokens(text);
    let mut at = 0;
    while at < tokens.len() {
        // A date has its first number near its start.
        let near = tokens.iter().skip(at).take(NEAR).any(|token| matches!(token.kind, Kind::Number(_)));
        if !near {
            at += 1;
            continue;
        }
        match date_at(&tokens, at, reading, Case::Running) {
            Some((mention, used)) => {
                let clock = text.get(mention.end..).and_then(clock_behind);
                found.push(Mention { clock, ..mention });
                at += used;
            }
            None => at += 1,
        }
    }
    found
}

/// The date in a field: the day as it is written there, and the instant, in seconds since 1970, where the field
/// gives a time with its offset from universal time. A date without a year is taken as not later than `latest`.
pub(super) fn value(text: &str, reading: DateReading, latest: Day) -> Option<(Day, Option<Instant>)> {
    let text = text.trim();
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(text);
    }
    if let Some((day, rest)) = iso(text) {
        return Some((day, instant(day, rest)));
    }
    let tokens = tokens(text);
    let found = (0..tokens.len()).find_map(|at| date_at(&tokens, at, reading, Case::Field));
    let (mention, _) = found?;
    let day = mention.resolve(latest)?;
    Some((day, instant(day, text.get(mention.end..).unwrap_or(""))))
}

/// Whether `may` can be a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// In a sentence English months have capitals.
    Running,
    /// In a field they may have lost them.
    Field,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    start: usize,
    kind: Kind,
    /// Whether white space stands in front.
    apart: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number(i32),
    Word,
    Mark(char),
}

impl Token<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<i32> {
        match self.kind {
            Kind::Number(value) if digits.contains(&self.text.len()) => Some(value),
            Kind::Number(_) | Kind::Word | Kind::Mark(_) => None,
        }
    }

    fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token<'_>> = Vec::with_capacity(text.len() / 5 + 1);
    let mut apart = true;
    let mut start = 0;
    while let Some(first) = text.get(start..).and_then(|it| it.chars().next()) {
        if first.is_whitespace() {
            apart = true;
            start += first.len_utf8();
            continue;
        }
        let mut end = start + first.len_utf8();
        if first.is_ascii_digit() {
            end += bytes[end..].iter().take_while(|it| it.is_ascii_digit()).count();
        } else if first.is_alphabetic() && !is_date_sign(first) {
            loop {
                end += bytes[end..].iter().take_while(|it| it.is_ascii_alphabetic() || **it == b'\'').count();
                match text.get(end..).and_then(|it| it.chars().next()) {
                    Some(c) if !c.is_ascii() && c.is_alphabetic() && !is_date_sign(c) => end += c.len_utf8(),
                    Some(_) | None => break,
                }
            }
        }
        let piece = text.get(start..end).unwrap_or("");
        let kind = if first.is_ascii_digit() {
            // Longer numbers than a day in one piece are no part of a date.
            Kind::Number(if piece.len() <= 8 { piece.parse().unwrap_or(-1) } else { -1 })
        } else if first.is_alphabetic() && !is_date_sign(first) {
            Kind::Word
        } else {
            Kind::Mark(first)
        };
        tokens.push(Token { text: piece, start, kind, apart });
        apart = false;
        start = end;
    }
    tokens
}

/// The signs that East Asian dates are made with.
fn is_date_sign(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}

/// The date that starts at a token, and how many tokens it takes. It starts
/// with its day of the week where that stands in front.
fn date_at(tokens: &[Token<'_>], at: usize, reading: DateReading, case: Case) -> Option<(Mention, usize)> {
    let first = tokens.get(at)?;
    let mut from = at;
    let mut weekday = None;
    if first.kind == Kind::Word {
        weekday = weekday_word(first, tokens, at);
        if weekday.is_some() {
            from = after_weekday(tokens, at + 1);
        }
    }
    let before = from.checked_sub(1).and_then(|it| tokens.get(it));
    let (year, month, day, mut end) = plain_date(tokens, from, reading, case, before, weekday)?;
    Day::new(year.unwrap_or(2000), month, day)?;
    if weekday.is_none() {
        if let Some((found, after)) = weekday_behind(tokens, end) {
            weekday = Some(found);
            end = after;
        }
    } else if first.kind == Kind::Word && tokens.get(end).is_some_and(|it| it.is(')')) {
        end += 1;
    }
    let last = tokens.get(end - 1)?;
    Some((Mention { start: first.start, end: last.end(), year, month, day, weekday, clock: None }, end - at))
}

fn weekday_word(token: &Token<'_>, tokens: &[Token<'_>], at: usize) -> Option<Weekday> {
    if !(3..=24).contains(&token.text.len()) {
        return None;
    }
    let lower = token.text.to_lowercase();
    if let Some(day) = calendar::weekday(&lower) {
        return Some(day);
    }
    // `quinta-feira`
    let (dash, feira) = (tokens.get(at + 1)?, tokens.get(at + 2)?);
    (dash.is('-') && feira.text.eq_ignore_ascii_case("feira"))
        .then(|| calendar::weekday(&format!("{lower}-feira")))?
}

/// Where the date begins behind its day of the week.
fn after_weekday(tokens: &[Token<'_>], mut at: usize) -> usize {
    if tokens.get(at).is_some_and(|it| it.is('-')) && tokens.get(at + 1).is_some_and(|it| it.text == "feira")
    {
        at += 2;
    }
    for _ in 0..3 {
        let Some(token) = tokens.get(at) else { break };
        let skips = match token.kind {
            Kind::Mark(mark) => matches!(mark, ',' | '.' | '(' | '/' | '–' | '-'),
            Kind::Word => ["the", "den", "dem", "le", "el", "dia", "il", "on"]
                .iter()
                .any(|article| token.text.eq_ignore_ascii_case(article)),
            Kind::Number(_) => false,
        };
        if !skips {
            break;
        }
        at += 1;
    }
    at
}

/// `(Thursday)` or `, Thursday` behind a date.
fn weekday_behind(tokens: &[Token<'_>], end: usize) -> Option<(Weekday, usize)> {
    let (mark, word) = (tokens.get(end)?, tokens.get(end + 1)?);
    if !mark.is('(') && !mark.is(',') {
        return None;
    }
    let day = (word.kind == Kind::Word).then(|| calendar::weekday(&word.text.to_lowercase()))??;
    let closed = tokens.get(end + 2).is_some_and(|it| it.is(')'));
    match (mark.is('('), closed) {
        (true, true) => Some((day, end + 3)),
        (true, false) => None,
        (false, _) => Some((day, end + 2)),
    }
}

type Parts = (Option<i16>, i8, i8, usize);

/// A date without a day of the week: year, month, day, and the token after it.
fn plain_date(
    tokens: &[Token<'_>],
    at: usize,
    reading: DateReading,
    case: Case,
    before: Option<&Token<'_>>,
    weekday: Option<Weekday>,
) -> Option<Parts> {
    let first = tokens.get(at)?;
    match first.kind {
        Kind::Word => {
            let month = month_word(first, reading, case)?;
            month_first(tokens, at + 1, month)
        }
        Kind::Number(_) => {
            // Part of a longer figure: 3.5 million, 12:30:45, $27.
            if before.is_some_and(|it| !first.apart && joins(it, weekday)) {
                return None;
            }
            numbers(tokens, at, reading, weekday).or_else(|| day_first(tokens, at, reading, case))
        }
        Kind::Mark(_) => None,
    }
}

fn joins(before: &Token<'_>, weekday: Option<Weekday>) -> bool {
    match before.kind {
        Kind::Mark(mark) => {
            matches!(mark, '$' | '€' | '£' | '#' | ':' | '+' | '-' | '.' | '/') && weekday.is_none()
        }
        Kind::Number(_) | Kind::Word => true,
    }
}

fn month_word(token: &Token<'_>, reading: DateReading, case: Case) -> Option<i8> {
    if token.kind != Kind::Word || token.text.chars().count() < 3 || token.text.len() > 24 {
        return None;
    }
    let capital = token.text.chars().next().is_some_and(char::is_uppercase);
    calendar::month(&token.text.to_lowercase())
        .iter()
        .find(|(_, when)| match when {
            Use::Always => true,
            Use::Capital => capital || case == Case::Field || reading.language != Language::ENGLISH,
            Use::In(code) => reading.language.code() == *code,
        })
        .map(|(month, _)| *month)
}

fn year_of(token: Option<&Token<'_>>) -> Option<i16> {
    let year = token?.number(4..=4)?;
    (1000..3000).contains(&year).then(|| i16::try_from(year).ok())?
}

fn small(token: &Token<'_>, most: i32) -> Option<i8> {
    let value = token.number(1..=2)?;
    (1..=most).contains(&value).then(|| i8::try_from(value).ok())?
}

/// Behind a dot that shortens the word in front, or that makes a number an ordinal.
fn past_dot(tokens: &[Token<'_>], at: usize) -> usize {
    at + usize::from(tokens.get(at).is_some_and(|it| it.is('.') && !it.apart))
}

/// Behind `th`, `º`, `er` and the like.
fn past_ordinal(tokens: &[Token<'_>], at: usize) -> usize {
    let is_ordinal = |it: &Token<'_>| {
        !it.apart
            && ["st", "nd", "rd", "th", "er", "º", "°", "ª", "e", "."]
                .iter()
                .any(|ending| it.text.eq_ignore_ascii_case(ending))
    };
    at + usize::from(tokens.get(at).is_some_and(is_ordinal))
}

/// Behind a comma, `de`, `of` and the like between the parts of a date.
fn past_between(tokens: &[Token<'_>], at: usize) -> usize {
    let between = |it: &Token<'_>| {
        it.is(',')
            || it.is('-')
            || it.is('/')
            || matches!(it.text, "de" | "of" | "del" | "do" | "van" | "OF" | "DE")
    };
    at + usize::from(tokens.get(at).is_some_and(between))
}

/// The year behind a day and a month, if there is one.
fn year_behind(tokens: &[Token<'_>], at: usize) -> Option<(i16, usize)> {
    let at = past_between(tokens, at);
    let year = year_of(tokens.get(at))?;
    // A clock time: 27 November 2025 and not 27 November 2015:30.
    let clock = tokens.get(at + 1).is_some_and(|it| it.is(':') && !it.apart);
    (!clock).then_some((year, at + 1))
}

/// `Nov. 27th, 2025` from behind the month.
fn month_first(tokens: &[Token<'_>], at: usize, month: i8) -> Option<Parts> {
    let mut at = past_dot(tokens, at);
    at += usize::from(tokens.get(at).is_some_and(|it| it.is('-')));
    at += usize::from(tokens.get(at).is_some_and(|it| it.text == "the"));
    let day = small(tokens.get(at)?, 31)?;
    // 27.5 per cent, 27:30, 27% are no days.
    if tokens.get(at + 1).is_some_and(|it| !it.apart && (it.is(':') || it.is('%'))) {
        return None;
    }
    if tokens.get(at + 1).is_some_and(|it| it.is('.') && !it.apart)
        && tokens.get(at + 2).is_some_and(|it| !it.apart && matches!(it.kind, Kind::Number(_)))
    {
        return None;
    }
    let end = past_ordinal_not_dot(tokens, at + 1);
    match year_behind(tokens, end) {
        Some((year, end)) => Some((Some(year), month, day, end)),
        None => Some((None, month, day, end)),
    }
}

fn past_ordinal_not_dot(tokens: &[Token<'_>], at: usize) -> usize {
    if tokens.get(at).is_some_and(|it| it.is('.')) { at } else { past_ordinal(tokens, at) }
}

/// `27. November 2025`, `27th of Nov.`, `2025 November 27`.
fn day_first(tokens: &[Token<'_>], at: usize, reading: DateReading, case: Case) -> Option<Parts> {
    let first = tokens.get(at)?;
    if let Some(year) = year_of(Some(first)) {
        let month_at = past_between(tokens, at + 1);
        let month = month_word(tokens.get(month_at)?, reading, case)?;
        let (none, month, day, end) = month_first(tokens, month_at + 1, month)?;
        return none.is_none().then_some((Some(year), month, day, end));
    }
    let day = small(first, 31)?;
    let month_at = past_between(tokens, past_ordinal(tokens, at + 1));
    let month = month_word(tokens.get(month_at)?, reading, case)?;
    let end = past_dot(tokens, month_at + 1);
    match year_behind(tokens, end) {
        Some((year, end)) => Some((Some(year), month, day, end)),
        // The dot behind a whole word ends the sentence.
        None => {
            Some((None, month, day, if tokens.get(month_at)?.text.len() > 4 { month_at + 1 } else { end }))
        }
    }
}

/// `2025-11-27`, `27.11.2025`, `11/27/25`, `2025年11月27日`; with a day of the week also `27/11`.
fn numbers(tokens: &[Token<'_>], at: usize, reading: DateReading, weekday: Option<Weekday>) -> Option<Parts> {
    let (first, mark, second) = (tokens.get(at)?, tokens.get(at + 1)?, tokens.get(at + 2)?);
    let Kind::Mark(between) = mark.kind else { return None };
    if matches!(between, '年' | '년') {
        let month = small(second, 12)?;
        let day = small(tokens.get(at + 4)?, 31)?;
        let end = at + 5 + usize::from(tokens.get(at + 5).is_some_and(|it| it.is('日') || it.is('일')));
        return Some((Some(year_of(Some(first))?), month, day, end));
    }
    if !matches!(between, '-' | '/' | '.') || mark.apart || (second.apart && between != '.') {
        return None;
    }
    let third =
        tokens.get(at + 4).filter(|_| tokens.get(at + 3).is_some_and(|it| it.is(between) && !it.apart));
    let Some(third) = third else {
        // Without a year only beside its day of the week: Thursday (27/11).
        weekday?;
        let (day, month) = in_order(small(first, 31)?, small(second, 31)?, between, reading)?;
        return (between != '-').then_some((None, month, day, at + 3));
    };
    // More of the same behind makes it a version or an address.
    let goes_on = tokens.get(at + 5).is_some_and(|it| it.is(between) && !it.apart)
        && tokens.get(at + 6).is_some_and(|it| !it.apart && matches!(it.kind, Kind::Number(_)));
    if goes_on {
        return None;
    }
    if let Some(year) = year_of(Some(first)) {
        return Some((Some(year), small(second, 12)?, small(third, 31)?, at + 5));
    }
    let year = match year_of(Some(third)) {
        Some(year) => year,
        None => {
            let short = i16::try_from(third.number(2..=2)?).ok()?;
            if between == '-' { None } else { Some(if short < 70 { 2000 + short } else { 1900 + short }) }?
        }
    };
    let (day, month) = in_order(small(first, 31)?, small(second, 31)?, between, reading)?;
    Some((Some(year), month, day, at + 5))
}

/// Day and month of two numbers.
fn in_order(first: i8, second: i8, between: char, reading: DateReading) -> Option<(i8, i8)> {
    let day_first = match (first > 12, second > 12) {
        (true, true) => return None,
        (true, false) => true,
        (false, true) => false,
        // Dots are written where the day comes first.
        (false, false) => between == '.' || reading.order == DateOrder::DayFirst,
    };
    Some(if day_first { (first, second) } else { (second, first) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const AMERICAN: DateReading = DateReading { language: Language::ENGLISH, order: DateOrder::MonthFirst };
    const BRITISH: DateReading = DateReading { language: Language::ENGLISH, order: DateOrder::DayFirst };

    /// The dates of a text as `year-month-day`, with the day of the week, in which a year that is not said is `?`.
    fn found(text: &str, reading: DateReading) -> Vec<String> {
        let shown = |it: Mention| {
            let year = it.year.map_or_else(|| "?".to_owned(), |year| year.to_string());
            let weekday = it.weekday.map_or_else(String::new, |day| format!(" {day:?}"));
            format!("{year}-{:02}-{:02}{weekday}", it.month, it.day)
        };
        mentions(text, reading).into_iter().map(shown).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(found(text, AMERICAN), expected, "{text}");
    }

    #[test]
    fn dates_stand_in_sentences() {
        check("He spoke on Nov. 27th, 2025, and on 28 November.", &["2025-11-27", "?-11-28"]);
        check("Thursday, November 27, 2025", &["2025-11-27 Thursday"]);
        check("the talks of Thursday (27/11) went on", &["?-11-27 Thursday"]);
        check("November 27, 2025 (Thursday)", &["2025-11-27 Thursday"]);
        check("27 November 2025, Thursday", &["2025-11-27 Thursday"]);
        check("2025-11-27, 2025/11/28 and 29.11.2025", &["2025-11-27", "2025-11-28", "2025-11-29"]);
        check("in 2025年11月27日 and 2025년 11월 28일", &["2025-11-27", "2025-11-28"]);
        check("no figure at all in November", &[]);
    }

    #[test]
    fn a_date_covers_the_words_it_is_made_of() {
        let text = "It was Thursday, Nov. 27, 2025; rain.";
        let found = mentions(text, AMERICAN);
        let covered: Vec<&str> = found.iter().map(|it| &text[it.start..it.end]).collect();
        assert_eq!(covered, ["Thursday, Nov. 27, 2025"]);
        let text = "On 27 November. Rain on 28 Nov. too";
        let found = mentions(text, AMERICAN);
        let covered: Vec<&str> = found.iter().map(|it| &text[it.start..it.end]).collect();
        assert_eq!(covered, ["27 November", "28 Nov."]);
    }

    #[test]
    fn figures_that_are_no_dates_are_passed_over() {
        for text in [
            "shares fell to 27.11 from 3.5",
            "version 1.2.2025.4",
            "at 12:30:45 on the clock",
            "it costs $27 November prices",
            "Nov. 27.5 per cent",
            "November 27% of them",
            "November 27:30",
            "31.11.2025",
            "30/02/2025",
            "13/13/2025",
            "May 32",
            "32 May 2025",
            "27/11",
            "1/2 of it",
            "999999999999-11-27",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn the_order_is_that_of_the_country_where_figures_do_not_show_it() {
        for (text, american, british) in [
            ("03/04/2025", "2025-03-04", "2025-04-03"),
            ("03-04-2025", "2025-03-04", "2025-04-03"),
            ("03.04.2025", "2025-04-03", "2025-04-03"),
            ("13/04/2025", "2025-04-13", "2025-04-13"),
            ("04/13/2025", "2025-04-13", "2025-04-13"),
            ("12/12/2025", "2025-12-12", "2025-12-12"),
        ] {
            assert_eq!(found(text, AMERICAN), [american], "{text}");
            assert_eq!(found(text, BRITISH), [british], "{text}");
        }
    }

    #[test]
    fn two_figures_are_a_year_around_the_turn_of_the_century() {
        check("11/27/69", &["2069-11-27"]);
        check("11/27/70", &["1970-11-27"]);
        check("27.11.25", &["2025-11-27"]);
        // Behind dashes such figures are anything.
        check("11-27-25", &[]);
    }

    #[test]
    fn years_have_four_figures_and_begin_with_the_thousands() {
        check("27 November 1000", &["1000-11-27"]);
        check("27 November 2999", &["2999-11-27"]);
        check("27 November 3000", &["?-11-27"]);
        check("27 November 0999", &["?-11-27"]);
        // A clock time is no year.
        check("27 November 2025:30", &["?-11-27"]);
    }

    #[test]
    fn months_that_are_other_words_count_with_a_capital_only() {
        check("may 27 people leave", &[]);
        check("May 27", &["?-05-27"]);
        check("they march 27 miles", &[]);
        let french = DateReading::of(Language::from_tag("fr").unwrap(), false);
        assert_eq!(found("le 5 mars 2025", french), ["2025-03-05"]);
        check("5 mars 2025", &[]);
        // In a field the capital may be lost.
        let (day, _) = value("may 27, 2025", AMERICAN, Day::new(2026, 1, 1).unwrap()).unwrap();
        assert_eq!(day, Day::new(2025, 5, 27).unwrap());
    }

    #[test]
    fn a_date_without_a_year_is_the_last_one_that_fits() {
        let latest = Day::new(2025, 11, 27).unwrap();
        let resolved = |text: &str| mentions(text, AMERICAN)[0].resolve(latest).map(|day| day.to_string());
        assert_eq!(resolved("Nov. 27").as_deref(), Some("2025-11-27"));
        assert_eq!(resolved("Nov. 28").as_deref(), Some("2024-11-28"));
        assert_eq!(resolved("Monday, Nov. 27").as_deref(), Some("2023-11-27"));
        assert_eq!(resolved("Feb. 29").as_deref(), Some("2024-02-29"));
        assert_eq!(resolved("Saturday, Feb. 29").as_deref(), Some("2020-02-29"));
        assert_eq!(resolved("Nov. 28, 2031").as_deref(), Some("2031-11-28"));
    }

    #[test]
    fn a_field_gives_a_day_and_where_it_can_the_instant() {
        let latest = Day::new(2026, 1, 1).unwrap();
        let of = |text: &str| value(text, AMERICAN, latest);
        let day = Day::new(2025, 11, 27).unwrap();
        let at = |offset: i16| Instant::new(1_764_201_600, offset);
        assert_eq!(of(" 2025-11-27T00:00:00Z "), Some((day, at(0))));
        assert_eq!(of("Thu, 27 Nov 2025 01:00:00 +0100"), Some((day, at(60))));
        assert_eq!(of("Nov. 27, 2025 3:15 pm"), Some((day, None)));
        assert_eq!(of("1764201600"), Some((day, at(0))));
        assert_eq!(of(""), None);
        assert_eq!(of("yesterday"), None);
        let padded = |length: usize| format!("27 Nov 2025{}x", " ".repeat(length - 12));
        assert_eq!(of(&padded(200)), Some((day, None)));
        assert_eq!(of(&padded(201)), None);
    }
}
