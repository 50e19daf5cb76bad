//! Dates in a query: days, months, years, words for days, and ranges of them.

use crate::date::{Day, DayRange};
use crate::query::error::{QueryErrorKind, shortened};
use crate::query::letters::meant_text;

/// The longest value that can be a date, in bytes.
const LONGEST: usize = 64;

/// Which days a clause asks for by a day, a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// `date:`: those in it.
    Within,
    /// `after:`: those after it.
    After,
    /// `before:`: those before it.
    Before,
}

/// The range that a value names. `name` is the word in front of the colon, for what is offered instead of a
/// value that is no date.
pub(super) fn range(name: &str, bound: Bound, value: &str, today: Day) -> Result<DayRange, QueryErrorKind> {
    let bad = |offer: Option<String>| QueryErrorKind::BadDate { value: shortened(value), offer };
    let text = meant_text(value.trim(), LONGEST).map(|it| with_hyphens(&it)).ok_or_else(|| bad(None))?;
    let period = |text: &str| Period::read(text, today).ok_or_else(|| bad(offer(name, text)));
    let open = |from, to| DayRange::new(from, to).ok_or_else(|| bad(None));
    let next = |day: Day| day.plus(1).ok_or_else(|| bad(None));
    let previous = |day: Day| day.plus(-1).ok_or_else(|| bad(None));
    match bound {
        Bound::After => return open(Some(next(period(&text)?.to)?), None),
        Bound::Before => return open(None, Some(previous(period(&text)?.from)?)),
        Bound::Within => {}
    }
    if let Some(rest) = text.strip_prefix(">=") {
        return open(Some(period(rest)?.from), None);
    }
    if let Some(rest) = text.strip_prefix("<=") {
        return open(None, Some(period(rest)?.to));
    }
    if let Some(rest) = text.strip_prefix('>') {
        return open(Some(next(period(rest)?.to)?), None);
    }
    if let Some(rest) = text.strip_prefix('<') {
        return open(None, Some(previous(period(rest)?.from)?));
    }
    let Some((from, to)) = text.split_once("..") else {
        let Period { from, to } = period(&text)?;
        return open(Some(from), Some(to));
    };
    let end = |text: &str| if text.is_empty() { Ok(None) } else { period(text).map(Some) };
    match (end(from.trim())?, end(to.trim())?) {
        (None, None) => Err(bad(None)),
        (first, last) => DayRange::new(first.map(|it| it.from), last.map(|it| it.to)).ok_or_else(|| {
            let offer = format!("{name}:{}..{}", to.trim(), from.trim());
            QueryErrorKind::ReversedRange { value: shortened(value), offer }
        }),
    }
}

/// Dashes of print are hyphens in a date, and an ellipsis is two stops.
fn with_hyphens(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => ['-', '\0'],
            '\u{2026}' => ['.', '.'],
            _ => [c, '\0'],
        })
        .filter(|&c| c != '\0')
        .collect()
}

/// Some days without a gap.
#[derive(Debug, Clone, Copy)]
struct Period {
    from: Day,
    to: Day,
}

impl Period {
    fn read(text: &str, today: Day) -> Option<Period> {
        let day = |day: Day| Period { from: day, to: day };
        match text {
            "today" => return Some(day(today)),
            "yesterday" => return today.plus(-1).map(day),
            _ => {}
        }
        if let Some(days) = text.strip_suffix('d') {
            let digits = !days.is_empty() && days.bytes().all(|byte| byte.is_ascii_digit());
            let days: i32 = digits.then(|| days.parse().ok()).flatten().filter(|&days| days > 0)?;
            return Some(Period { from: today.plus(1 - days)?, to: today });
        }
        if let Ok(exact) = text.parse::<Day>() {
            return Some(day(exact));
        }
        // The first and the last day of a month or a year, by way of real days.
        match text.len() {
            4 => {
                let from = format!("{text}-01-01").parse().ok()?;
                Some(Period { from, to: format!("{text}-12-31").parse().ok()? })
            }
            7 => {
                let from: Day = format!("{text}-01").parse().ok()?;
                let to = (28..=31).rev().find_map(|last| format!("{text}-{last}").parse().ok())?;
                Some(Period { from, to })
            }
            _ => None,
        }
    }
}

/// The date that another way of writing means, when it can mean only one.
fn offer(name: &str, text: &str) -> Option<String> {
    let mut numbers = Vec::new();
    for part in text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()) {
        if !part.bytes().all(|byte| byte.is_ascii_digit()) || part.len() > 8 {
            return None;
        }
        numbers.push((part.len(), part.parse::<u32>().ok()?));
    }
    let day = |year: u32, month: u32, day: u32| {
        let (year, month, day) =
            (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Day::new(year, month, day).map(|day| format!("{name}:{day}"))
    };
    match numbers.as_slice() {
        &[(8, digits)] => day(digits / 10_000, digits / 100 % 100, digits % 100),
        &[(4, year), (_, month), (_, of_month)] => day(year, month, of_month),
        &[(_, one), (_, two), (4, year)] if one > 12 || one == two => day(year, two, one),
        &[(_, one), (_, two), (4, year)] if two > 12 => day(year, one, two),
        &[(4, year), (1, month)] | &[(1 | 2, month), (4, year)] if (1..=12).contains(&month) => {
            Some(format!("{name}:{year:04}-{month:02}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, value: &str, expected: &str) {
        let today = Day::new(2025, 11, 28).expect("a day");
        let bound = match name {
            "after" => Bound::After,
            "before" => Bound::Before,
            _ => Bound::Within,
        };
        let seen = match range(name, bound, value, today) {
            Ok(range) => {
                let end = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
                format!("{}..{}", end(range.from()), end(range.to()))
            }
            Err(QueryErrorKind::BadDate { offer, .. }) => format!("bad {}", offer.unwrap_or_default()),
            Err(QueryErrorKind::ReversedRange { offer, .. }) => format!("reversed {offer}"),
            Err(other) => format!("{other}"),
        };
        assert_eq!(seen, expected, "{value}");
    }

    #[test]
    fn a_date_is_a_day_a_month_or_a_year() {
        check("date", "2025-11-27", "2025-11-27..2025-11-27");
        check("date", "2024-02", "2024-02-01..2024-02-29");
        check("date", "2025", "2025-01-01..2025-12-31");
        check("date", "２０２５－１１", "2025-11-01..2025-11-30");
        check("date", "2025–11–27", "2025-11-27..2025-11-27");
    }

    #[test]
    fn a_range_has_both_its_ends_and_may_be_open() {
        check("date", "2025-11-01..2025-11-30", "2025-11-01..2025-11-30");
        check("date", "2025-11..", "2025-11-01..");
        check("date", "..2024", "..2024-12-31");
        check("date", "2024…2025", "2024-01-01..2025-12-31");
        check("date", "2025..2024", "reversed date:2024..2025");
        check("updated", "2025..2024", "reversed updated:2024..2025");
        check("date", "..", "bad ");
        check("date", "2024...2025", "bad ");
    }

    #[test]
    fn comparisons_leave_the_period_out_or_in() {
        check("date", ">=2025-11", "2025-11-01..");
        check("date", ">2025-11", "2025-12-01..");
        check("date", "<=2025-11", "..2025-11-30");
        check("date", "<2025-11", "..2025-10-31");
        check("after", "2025-11-27", "2025-11-28..");
        check("before", "2025-11-27", "..2025-11-26");
        check("after", "2025", "2026-01-01..");
        check("before", "today", "..2025-11-27");
    }

    #[test]
    fn words_for_days_are_relative_to_today() {
        check("date", "today", "2025-11-28..2025-11-28");
        check("date", "yesterday", "2025-11-27..2025-11-27");
        check("date", "7d", "2025-11-22..2025-11-28");
        check("date", "1d", "2025-11-28..2025-11-28");
        check("date", "yesterday..", "2025-11-27..");
    }

    #[test]
    fn what_is_no_date_is_refused_with_what_is_meant() {
        check("date", "2025-02-30", "bad ");
        check("date", "2025-13", "bad ");
        check("date", "0d", "bad ");
        check("date", "99999999999d", "bad ");
        check("date", "0000", "bad ");
        check("date", "last week", "bad ");
        check("date", "2025-1-5", "bad date:2025-01-05");
        check("date", "20251127", "bad date:2025-11-27");
        check("after", "2025/11/27", "bad after:2025-11-27");
        check("date", "27.11.2025", "bad date:2025-11-27");
        check("date", "11/27/2025", "bad date:2025-11-27");
        check("date", "11/10/2025", "bad ");
        check("date", "11/2025", "bad date:2025-11");
        check("after", "9999-12-31", "bad ");
        check("after", "2025-01..2025-02", "bad ");
        check("date", "é025", "bad ");
    }
}
