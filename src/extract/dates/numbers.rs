//! Dates of figures: `2025-11-27`, `27.11.2025`, `11/27/25`, `2025年11月27日`, `令和7年11月27日`.

use jiff::civil::Weekday;

use crate::date::Day;
use crate::extract::dates::calendars::{buddhist, era, jalali};
use crate::extract::dates::mention::{DateOrder, DateReading};
use crate::extract::dates::parts::{Case, Parts, small, two_figures, year_of};
use crate::extract::tokens::{Kind, Token};

/// The date of figures that starts at a token. With a day of the week also `27/11`.
pub(super) fn numbers(
    tokens: &[Token<'_>],
    at: usize,
    reading: DateReading,
    weekday: Option<Weekday>,
    case: Case,
) -> Option<Parts> {
    let (first, mark, second) = (tokens.get(at)?, tokens.get(at + 1)?, tokens.get(at + 2)?);
    let Kind::Mark(between) = mark.kind else { return None };
    if matches!(between, '年' | '년') {
        return with_signs(tokens, at, year_of(Some(first)).or_else(|| year_of_era(tokens, at))?);
    }
    if !matches!(between, '-' | '/' | '.' | '／' | '．' | '‑' | '–')
        || mark.apart
        || (second.apart && between != '.')
    {
        return None;
    }
    let third =
        tokens.get(at + 4).filter(|_| tokens.get(at + 3).is_some_and(|it| it.is(between) && !it.apart));
    let Some(third) = third else {
        // Without a year only beside its day of the week: Thursday (27/11).
        weekday?;
        let (day, month, is_in_doubt) = in_order(small(first, 31)?, small(second, 31)?, between, reading)?;
        let parts = Parts { is_in_doubt, ..Parts::new(None, month, day, at + 3) };
        return (between != '-').then_some(parts);
    };
    // More of the same behind makes it a version or an address.
    let goes_on = tokens.get(at + 5).is_some_and(|it| it.is(between) && !it.apart)
        && tokens.get(at + 6).is_some_and(|it| !it.apart && it.is_number());
    if goes_on {
        return None;
    }
    let language = reading.language.code();
    if let Some(year) = year_of(Some(first)) {
        let (month, day) = (small(second, 12)?, small(third, 31)?);
        if let Some(day) = (language == "fa").then(|| jalali(year, month, day)).flatten() {
            return Some(Parts::of_day(day, at + 5));
        }
        return Some(Parts::new(Some(year), month, day, at + 5));
    }
    let year = match year_of(Some(third)) {
        Some(year) if language == "th" => buddhist(year).unwrap_or(year),
        Some(year) => year,
        // Behind dashes such figures are anything, unless they are all there is.
        None if between == '-' && case == Case::Running && (at > 0 || tokens.len() > at + 5) => return None,
        None => two_figures(third)?,
    };
    let (first, second) = (small(first, 31)?, small(second, 31)?);
    let (mut day, mut month, mut is_in_doubt) = in_order(first, second, between, reading)?;
    if let (true, Some(weekday)) = (is_in_doubt, weekday) {
        // The day of the week tells the order.
        let falls =
            |month: i8, day: i8| Day::new(year, month, day).is_some_and(|it| it.date().weekday() == weekday);
        if falls(month, day) != falls(day, month) {
            is_in_doubt = false;
            if falls(day, month) {
                (day, month) = (month, day);
            }
        }
    }
    Some(Parts { is_in_doubt, ..Parts::new(Some(year), month, day, at + 5) })
}

/// `2025年11月27日`, from the year on.
fn with_signs(tokens: &[Token<'_>], at: usize, year: i16) -> Option<Parts> {
    let month = small(tokens.get(at + 2)?, 12)?;
    let day = small(tokens.get(at + 4)?, 31)?;
    let end = at + 5 + usize::from(tokens.get(at + 5).is_some_and(|it| it.is('日') || it.is('일')));
    Some(Parts::new(Some(year), month, day, end))
}

/// The year of `令和7年`, from the figure on.
fn year_of_era(tokens: &[Token<'_>], at: usize) -> Option<i16> {
    let name = tokens.get(at.checked_sub(1)?)?;
    let (before, _) = era(name.text)?;
    let year = tokens.get(at)?.number(1..=3)?;
    i16::try_from(year).ok().filter(|year| *year > 0).map(|year| before + year)
}

/// A date that begins with the name of an era, and the byte where that begins: `令和7年11月27日`, `令和元年5月1日`.
pub(super) fn of_era(tokens: &[Token<'_>], at: usize) -> Option<(Parts, usize)> {
    let name = tokens.get(at)?;
    if let Some((_, start)) = era(name.text) {
        let parts = with_signs(tokens, at + 1, year_of_era(tokens, at + 1)?)?;
        return tokens.get(at + 2)?.is('年').then_some((parts, name.start + start));
    }
    let (before, start) = era(name.text.strip_suffix('元')?)?;
    tokens.get(at + 1)?.is('年').then_some(())?;
    // The sign stands where it stands behind a figure.
    Some((with_signs(tokens, at, before + 1)?, name.start + start))
}

/// Day and month of two numbers, and whether their order is that of the language only.
fn in_order(first: i8, second: i8, between: char, reading: DateReading) -> Option<(i8, i8, bool)> {
    let (day_first, is_in_doubt) = match (first > 12, second > 12) {
        (true, true) => return None,
        (true, false) => (true, false),
        (false, true) => (false, false),
        // Dots are written where the day comes first.
        (false, false) => {
            (between == '.' || reading.order == DateOrder::DayFirst, between != '.' && first != second)
        }
    };
    Some(if day_first { (first, second, is_in_doubt) } else { (second, first, is_in_doubt) })
}
