//! Elasticsearch's dates: days, months, years, instants, and sums such as `now-7d/d`.

use serde_json::Value;

use crate::date::Day;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::words::text;

/// The first and the last day that a value stands for.
pub(super) fn read(value: &Value, today: Day) -> Result<(Day, Day), ElasticError> {
    let typed = text(value);
    let bad = || ElasticError::parsing(format!("failed to parse date field [{typed}]"));
    if value.is_number()
        || (typed.len() > 4 && typed.trim_start_matches('-').bytes().all(|it| it.is_ascii_digit()))
    {
        let millis: i64 = typed.parse().map_err(|_| bad())?;
        let day =
            i32::try_from(millis.div_euclid(86_400_000)).ok().and_then(Day::from_number).ok_or_else(bad)?;
        return Ok((day, day));
    }
    let (base, sum) = match typed.strip_prefix("now") {
        Some(sum) => ((today, today), sum),
        None => {
            let (base, sum) = typed.split_once("||").unwrap_or((&typed, ""));
            (stretch(base).ok_or_else(bad)?, sum)
        }
    };
    add(base, sum).ok_or_else(bad)
}

/// A day, a month or a year; of an instant the day.
fn stretch(text: &str) -> Option<(Day, Day)> {
    let day = text.split(['T', ' ']).next()?;
    let mut parts = day.split('-');
    let year: i16 = parts.next().filter(|it| it.len() == 4)?.parse().ok()?;
    let month = parts.next().map(|it| it.parse::<i8>().ok()).map_or(Some(None), |it| it.map(Some))?;
    let number = parts.next().map(|it| it.parse::<i8>().ok()).map_or(Some(None), |it| it.map(Some))?;
    if parts.next().is_some() {
        return None;
    }
    match (month, number) {
        (Some(month), Some(number)) => Day::new(year, month, number).map(|it| (it, it)),
        (Some(month), None) => {
            let first = Day::new(year, month, 1)?;
            Some((first, months(first, 1)?.plus(-1)?))
        }
        (None, _) => Some((Day::new(year, 1, 1)?, Day::new(year, 12, 31)?)),
    }
}

fn add(base: (Day, Day), mut sum: &str) -> Option<(Day, Day)> {
    let (mut from, mut to) = base;
    while !sum.is_empty() {
        if let Some(rest) = sum.strip_prefix('/') {
            let unit = rest.chars().next()?;
            (from, to) = round(from, unit)?;
            sum = &rest[unit.len_utf8()..];
            continue;
        }
        let sign = match sum.chars().next()? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        let rest = &sum[1..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: i32 = if digits == 0 { 1 } else { rest[..digits].parse().ok()? };
        let unit = rest[digits..].chars().next()?;
        let number = sign * number;
        for day in [&mut from, &mut to] {
            *day = match unit {
                'd' => day.plus(number)?,
                'w' => day.plus(number.checked_mul(7)?)?,
                'M' => months(*day, number)?,
                'y' => months(*day, number.checked_mul(12)?)?,
                // Less than a day: what is known are days.
                'h' | 'H' => day.plus(number / 24)?,
                'm' | 's' => *day,
                _ => return None,
            };
        }
        sum = &rest[digits + unit.len_utf8()..];
    }
    Some((from, to))
}

/// The day so many months later, the last one of a month that is too short.
pub(super) fn months(day: Day, number: i32) -> Option<Day> {
    let date = day.date();
    let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1 + number;
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let month = i8::try_from(month.rem_euclid(12) + 1).ok()?;
    (1..=date.day()).rev().find_map(|number| Day::new(year, month, number))
}

fn round(day: Day, unit: char) -> Option<(Day, Day)> {
    let date = day.date();
    let first = match unit {
        'd' | 'h' | 'H' | 'm' | 's' => return Some((day, day)),
        'w' => {
            let first = day.plus(-monday_offset(day))?;
            return Some((first, first.plus(6)?));
        }
        'M' => Day::new(date.year(), date.month(), 1)?,
        'y' => return Some((Day::new(date.year(), 1, 1)?, Day::new(date.year(), 12, 31)?)),
        _ => return None,
    };
    Some((first, months(first, 1)?.plus(-1)?))
}

/// Days since Monday.
pub(super) fn monday_offset(day: Day) -> i32 {
    // 1970-01-01 was a Thursday.
    (day.number() + 3).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn days_months_instants_and_sums_are_read() {
        let today = Day::new(2025, 11, 27).expect("a day");
        for (value, expected) in [
            (json!("2025-11-27"), Some(("2025-11-27", "2025-11-27"))),
            (json!("2025-11-27T10:00:00Z"), Some(("2025-11-27", "2025-11-27"))),
            (json!("2024-02"), Some(("2024-02-01", "2024-02-29"))),
            (json!("2025"), Some(("2025-01-01", "2025-12-31"))),
            (json!(1_764_201_600_000_i64), Some(("2025-11-27", "2025-11-27"))),
            (json!("now"), Some(("2025-11-27", "2025-11-27"))),
            (json!("now-1M"), Some(("2025-10-27", "2025-10-27"))),
            (json!("now-2w"), Some(("2025-11-13", "2025-11-13"))),
            (json!("now+10d"), Some(("2025-12-07", "2025-12-07"))),
            (json!("now-2y"), Some(("2023-11-27", "2023-11-27"))),
            (json!("now-49h"), Some(("2025-11-25", "2025-11-25"))),
            (json!("now/M"), Some(("2025-11-01", "2025-11-30"))),
            (json!("now/w"), Some(("2025-11-24", "2025-11-30"))),
            (json!("2025-03-31||-1M"), Some(("2025-02-28", "2025-02-28"))),
            (json!("now+1x"), None),
            (json!("soon"), None),
            (json!("2025-13"), None),
            (json!("now-99999999999d"), None),
            (json!("now/é"), None),
        ] {
            let read = read(&value, today).ok().map(|(from, to)| (from.to_string(), to.to_string()));
            let expected = expected.map(|(from, to)| (from.to_owned(), to.to_owned()));
            assert_eq!(read, expected, "{value}");
        }
    }
}
