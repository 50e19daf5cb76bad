//! Dates with the month as a word, in any order, and the day of the week beside any date.

use jiff::civil::Weekday;

use crate::date::Day;
use crate::extract::calendar;
use crate::extract::calendar::{Calendar, CalendarWord};
use crate::extract::dates::calendars::{buddhist, jalali};
use crate::extract::dates::mention::{DateReading, Mention};
use crate::extract::dates::numbers::{numbers, of_era};
use crate::extract::dates::parts::{Case, Parts, is_glued, small, two_figures, year_of};
use crate::extract::lists::{File, WordList};
use crate::extract::tokens::{Kind, Token, folded};

/// Words between the parts of a date.
static BETWEEN: WordList = WordList::new(File::Dates, "between");
/// Words between the day of the week and the date.
static BEHIND_WEEKDAY: WordList = WordList::new(File::Dates, "behind-weekday");
/// Words behind a year that comes first.
static BEHIND_YEAR: WordList = WordList::new(File::Dates, "behind-year");
/// Endings of ordinal numbers.
static ORDINAL: WordList = WordList::new(File::Dates, "ordinal");

/// The date that starts at a token, and how many tokens it takes. It starts with its day of the week where that
/// stands in front.
pub(super) fn date_at(
    tokens: &[Token<'_>],
    at: usize,
    reading: DateReading,
    case: Case,
) -> Option<(Mention, usize)> {
    let first = tokens.get(at)?;
    if first.kind == Kind::Word
        && let Some((parts, start)) = of_era(tokens, at)
    {
        return mention(tokens, at, start, parts, None, reading);
    }
    let in_front = match first.kind {
        Kind::Word => calendar::weekday_at(tokens, at, reading.language),
        Kind::Number(..) | Kind::Mark(_) => None,
    };
    let from = in_front.map_or(at, |(_, word)| after_weekday(tokens, at + word.pieces));
    let weekday = in_front.map(|(day, _)| day);
    let before = from.checked_sub(1).and_then(|it| tokens.get(it));
    let before = before.filter(|_| from > 0);
    let parts = plain_date(tokens, from, reading, case, before, weekday)?;
    if in_front.is_some_and(|(_, word)| word.needs_year) && parts.year.is_none() {
        return None;
    }
    mention(tokens, at, first.start, parts, weekday, reading)
}

/// The date of these parts, which begins with a token at this byte.
fn mention(
    tokens: &[Token<'_>],
    at: usize,
    start: usize,
    parts: Parts,
    mut weekday: Option<Weekday>,
    reading: DateReading,
) -> Option<(Mention, usize)> {
    let Parts { year, month, day, mut end, is_in_doubt } = parts;
    Day::new(year.unwrap_or(2000), month, day)?;
    if weekday.is_none() {
        if let Some((found, after)) = weekday_behind(tokens, end, year.is_some(), reading) {
            weekday = Some(found);
            end = after;
        }
    } else if tokens.get(end).is_some_and(|it| it.is(')'))
        && tokens.get(at..end).is_some_and(|it| it.iter().any(|it| it.is('(')))
    {
        end += 1;
    }
    let last = tokens.get(end.checked_sub(1)?)?;
    let mention = Mention { start, end: last.end(), year, month, day, weekday, clock: None, is_in_doubt };
    Some((mention, end - at))
}

/// Where the date begins behind its day of the week.
fn after_weekday(tokens: &[Token<'_>], mut at: usize) -> usize {
    for _ in 0..3 {
        let Some(token) = tokens.get(at) else { break };
        let skips = match token.kind {
            Kind::Mark(mark) => matches!(mark, ',' | '.' | '(' | '/' | '–' | '-' | '،' | '、' | '|'),
            Kind::Word => BEHIND_WEEKDAY.contains(&folded(token.text)),
            Kind::Number(..) => false,
        };
        if !skips {
            break;
        }
        at += 1;
    }
    at
}

/// `(Thursday)`, `, Thursday` or, behind a year, `Thursday` alone.
fn weekday_behind(
    tokens: &[Token<'_>],
    end: usize,
    has_year: bool,
    reading: DateReading,
) -> Option<(Weekday, usize)> {
    let opens = matches!(tokens.get(end)?.kind, Kind::Mark('(' | '（' | '['));
    let comma = matches!(tokens.get(end)?.kind, Kind::Mark(',' | '،' | '、' | '-' | '–' | '|' | '·'));
    let at = end + usize::from(opens || comma);
    let (day, CalendarWord { pieces, needs_year, .. }) =
        calendar::weekday_at(tokens, at, reading.language)
            .or_else(|| one_sign(tokens, at).filter(|_| opens))?;
    if needs_year && !has_year {
        return None;
    }
    let mut behind = at + pieces;
    // `火曜日`, `화요일`: the last sign is one that dates are made with.
    if is_glued(tokens.get(behind), &['日', '일']) {
        behind += 1;
    }
    let closes = tokens.get(behind).is_some_and(|it| matches!(it.kind, Kind::Mark(')' | '）' | ']')));
    match (opens, comma) {
        (true, _) => closes.then_some((day, behind + 1)),
        (false, true) => Some((day, behind)),
        (false, false) => has_year.then_some((day, behind)),
    }
}

/// The sign by which Japanese and Chinese texts shorten a day of the week.
fn one_sign(tokens: &[Token<'_>], at: usize) -> Option<(Weekday, CalendarWord)> {
    let token = tokens.get(at)?;
    // The sign of the Sunday is the sign of the day too.
    let sign = match token.kind {
        Kind::Mark(mark) => mark.to_string(),
        Kind::Word | Kind::Number(..) => token.text.to_owned(),
    };
    let number = ["月", "火", "水", "木", "金", "土", "日"]
        .iter()
        .zip(["월", "화", "수", "목", "금", "토", "일"])
        .position(|(one, other)| sign == *one || sign == other)?;
    let number = i8::try_from(number + 1).ok()?;
    let word = CalendarWord { number, calendar: Calendar::Gregorian, needs_year: false, pieces: 1 };
    Some((Weekday::from_monday_one_offset(number).ok()?, word))
}

/// A date without a day of the week.
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
            let month = month_at(tokens, at, reading, case)?;
            settled(month_first(tokens, at + month.pieces)?, month, reading)
        }
        Kind::Number(..) => {
            // Part of a longer figure: 3.5 million, 12:30:45, $27.
            if before.is_some_and(|it| !first.apart && joins(it, weekday)) {
                return None;
            }
            numbers(tokens, at, reading, weekday, case)
                .or_else(|| year_first(tokens, at, reading, case))
                .or_else(|| day_first(tokens, at, reading, case))
        }
        Kind::Mark(_) => None,
    }
}

fn joins(before: &Token<'_>, weekday: Option<Weekday>) -> bool {
    match before.kind {
        Kind::Mark(mark) => {
            matches!(mark, '$' | '€' | '£' | '#' | ':' | '+' | '-' | '.' | '/') && weekday.is_none()
        }
        // Scripts without capitals write figures and words in one.
        Kind::Word => before.text.chars().next_back().is_none_or(|c| c.is_lowercase() || c.is_uppercase()),
        Kind::Number(..) => true,
    }
}

fn month_at(tokens: &[Token<'_>], at: usize, reading: DateReading, case: Case) -> Option<CalendarWord> {
    calendar::month_at(tokens, at, reading.language, case == Case::Field)
}

/// A day, a year or none, and the token after them, in the calendar of the month.
type DayAndYear = (i8, Option<i16>, usize);

/// The date in the years and months of our calendar.
fn settled((day, year, end): DayAndYear, month: CalendarWord, reading: DateReading) -> Option<Parts> {
    if month.calendar == Calendar::Jalali {
        return Some(Parts::of_day(jalali(year?, month.number, day)?, end));
    }
    if month.needs_year && year.is_none() {
        return None;
    }
    let is_thai = reading.language.code() == "th";
    let year = year.map(|year| buddhist(year).filter(|_| is_thai).unwrap_or(year));
    Some(Parts::new(year, month.number, day, end))
}

/// Behind a dot that shortens the word in front, or that makes a number an ordinal.
fn past_dot(tokens: &[Token<'_>], at: usize) -> usize {
    at + usize::from(is_glued(tokens.get(at), &['.']))
}

/// Behind `th`, `º`, `er` and the like.
fn past_ordinal(tokens: &[Token<'_>], at: usize) -> usize {
    let is_ordinal = |it: &Token<'_>| {
        !it.apart && (it.is('.') || it.is('º') || it.is('°') || ORDINAL.contains(&folded(it.text)))
    };
    at + usize::from(tokens.get(at).is_some_and(is_ordinal))
}

/// Behind a comma, `de`, `of` and the like between the parts of a date.
fn past_between(tokens: &[Token<'_>], mut at: usize) -> usize {
    let mark = |it: &Token<'_>| matches!(it.kind, Kind::Mark(',' | '-' | '/' | '،' | '‑'));
    if tokens.get(at).is_some_and(mark) {
        return at + 1;
    }
    for _ in 0..2 {
        if !tokens.get(at).is_some_and(|it| it.kind == Kind::Word && BETWEEN.contains(&folded(it.text))) {
            break;
        }
        at = past_dot(tokens, at + 1);
    }
    at
}

/// The year behind a day and a month, if there is one. `behind_month`: what stands in front is a month.
fn year_behind(tokens: &[Token<'_>], from: usize, behind_month: bool) -> Option<(i16, usize)> {
    let at = past_between(tokens, from);
    if let Some(year) = year_of(tokens.get(at)) {
        // A clock time: 27 November 2025 and not 27 November 2015:30.
        return (!is_glued(tokens.get(at + 1), &[':'])).then_some((year, at + 1));
    }
    // `'25`
    if tokens.get(at).is_some_and(|it| it.is('\'') || it.is('’') || it.is('‘')) {
        let year = tokens.get(at + 1).filter(|it| !it.apart)?;
        return Some((two_figures(year)?, at + 2));
    }
    // `18 Nov 25`, where nothing follows that the figures could count.
    let year = tokens.get(at).filter(|_| behind_month).and_then(two_figures)?;
    let free = match tokens.get(at + 1) {
        None => true,
        Some(next) => match next.kind {
            Kind::Mark(mark) => {
                (next.apart && !matches!(mark, '%' | '$' | '€' | '£'))
                    || (mark == ',' && year_of(tokens.get(at + 2)).is_none())
                    || matches!(mark, '|' | ')' | ']' | ';' | '•' | '·' | '—')
                    || (mark == '.' && tokens.get(at + 2).is_none_or(|it| it.apart))
            }
            // The time of day.
            Kind::Number(..) => is_glued(tokens.get(at + 2), &[':', '.', 'h']),
            Kind::Word => false,
        },
    };
    free.then_some((year, at + 1))
}

/// `Nov. 27th, 2025` and `Nov 27 06:00:00 UTC 2025` from behind the month.
fn month_first(tokens: &[Token<'_>], at: usize) -> Option<DayAndYear> {
    let mut at = past_dot(tokens, at);
    at += usize::from(tokens.get(at).is_some_and(|it| it.is('-')));
    at += usize::from(tokens.get(at).is_some_and(|it| it.text == "the"));
    let day = small(tokens.get(at)?, 31)?;
    if is_glued(tokens.get(at + 1), &[':', '%']) {
        // 27:30 and 27% are no days; before a year as of a machine it is none either.
        return None;
    }
    if is_glued(tokens.get(at + 1), &['.'])
        && tokens.get(at + 2).is_some_and(|it| !it.apart && it.is_number())
    {
        // 27.5 per cent.
        return None;
    }
    let end =
        if tokens.get(at + 1).is_some_and(|it| it.is('.')) { at + 1 } else { past_ordinal(tokens, at + 1) };
    if let Some((year, end)) = year_behind(tokens, end, false) {
        return Some((day, Some(year), end));
    }
    if let Some((year, end)) = year_behind_clock(tokens, end) {
        return Some((day, Some(year), end));
    }
    Some((day, None, end))
}

/// The year behind a time of day and its zone, as machines write it.
fn year_behind_clock(tokens: &[Token<'_>], at: usize) -> Option<(i16, usize)> {
    tokens.get(at)?.number(2..=2)?;
    let mut end = at + 1;
    while is_glued(tokens.get(end), &[':']) && tokens.get(end + 1).is_some_and(Token::is_number) {
        end += 2;
    }
    if end == at + 1 {
        return None;
    }
    if tokens.get(end).is_some_and(|it| calendar::zone(it.text).is_some()) {
        end += 1;
    }
    Some((year_of(tokens.get(end))?, end + 1))
}

/// `2025 November 27`, `2025. november 27.`, `2025. gada 27. novembris`.
fn year_first(tokens: &[Token<'_>], at: usize, reading: DateReading, case: Case) -> Option<Parts> {
    let year = year_of(tokens.get(at))?;
    let mut next = past_dot(tokens, at + 1);
    if tokens.get(next).is_some_and(|it| it.kind == Kind::Word && BEHIND_YEAR.contains(&folded(it.text))) {
        next = past_dot(tokens, next + 1);
    }
    let next = past_between(tokens, next);
    let (day, month, end) = match month_at(tokens, next, reading, case) {
        Some(month) => {
            let (day, none, end) = month_first(tokens, next + month.pieces)?;
            none.is_none().then_some((day, month, past_dot(tokens, end)))?
        }
        None => {
            let day = small(tokens.get(next)?, 31)?;
            let month_place = past_between(tokens, past_ordinal(tokens, next + 1));
            let month = month_at(tokens, month_place, reading, case)?;
            (day, month, month_place + month.pieces)
        }
    };
    settled((day, Some(year), end), month, reading)
}

/// `27. November 2025`, `27th of Nov.`.
fn day_first(tokens: &[Token<'_>], at: usize, reading: DateReading, case: Case) -> Option<Parts> {
    let day = small(tokens.get(at)?, 31)?;
    let month_place = past_between(tokens, past_ordinal(tokens, at + 1));
    let month = month_at(tokens, month_place, reading, case)?;
    let behind = month_place + month.pieces;
    let end = past_dot(tokens, behind);
    if month_first(tokens, behind).is_some_and(|(_, year, _)| year.is_some()) {
        // `3 of 5 November 18, 2025`: what stands in front of the month counts something else.
        return None;
    }
    let (year, end) = match year_behind(tokens, end, true) {
        Some((year, end)) => (Some(year), end),
        // The dot behind a whole word ends the sentence.
        None => (None, if tokens.get(month_place)?.text.len() > 4 { behind } else { end }),
    };
    settled((day, year, end), month, reading)
}
