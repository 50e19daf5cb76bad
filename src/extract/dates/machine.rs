//! Dates as programs write them: ISO 8601, digits alone, seconds since 1970.

use crate::date::Day;
use crate::extract::calendar;

/// `2025-11-27…` and `20251127T…`, with what follows.
pub(super) fn iso(text: &str) -> Option<(Day, &str)> {
    let number = |from: usize, to: usize| -> Option<i16> {
        let part = text.get(from..to)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let bytes = text.as_bytes();
    let (month, day, end) = if bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-') {
        (number(5, 7)?, number(8, 10)?, 10)
    } else if bytes.get(8) == Some(&b'T') {
        (number(4, 6)?, number(6, 8)?, 8)
    } else {
        return None;
    };
    if bytes.get(end).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((Day::new(number(0, 4)?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?, text.get(end..)?))
}

/// A date of digits only: a day, a day with its time, or seconds or
/// milliseconds since 1970.
pub(super) fn digits(text: &str) -> Option<(Day, Option<i64>)> {
    let number: i64 = text.parse().ok()?;
    match text.len() {
        8 | 14 => {
            let date = text.get(..8)?.parse::<i32>().ok()?;
            let part = |value: i32| i8::try_from(value).ok();
            let year = i16::try_from(date / 10_000).ok()?;
            Some((Day::new(year, part(date / 100 % 100)?, part(date % 100)?)?, None))
        }
        9 | 10 => Some((day_of(number)?, Some(number))),
        13 => Some((day_of(number / 1000)?, Some(number / 1000))),
        _ => None,
    }
}

pub(super) fn day_of(seconds: i64) -> Option<Day> {
    Day::from_number(i32::try_from(seconds.div_euclid(86_400)).ok()?)
}

/// The instant of a time that stands behind the day, when its zone is told.
pub(super) fn instant(day: Day, rest: &str) -> Option<i64> {
    let start = rest.find(|c: char| c.is_ascii_digit())?;
    let bytes = rest.as_bytes().get(start..)?;
    let mut at = 0;
    let mut number = |most: usize| -> Option<i64> {
        let count = bytes.get(at..)?.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        let value = rest.get(start + at..start + at + count)?.parse().ok();
        at += count;
        if matches!(bytes.get(at), Some(b':')) {
            at += 1;
        }
        value
    };
    let hour = number(2)?;
    let minute = number(2)?;
    let second = number(2).unwrap_or(0);
    if hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let mut tail = rest.get(start + at..)?;
    if let Some(fraction) = tail.strip_prefix(['.', ',']) {
        tail = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let mut tail = tail.trim_start();
    let mut seconds = hour * 3600 + minute * 60 + second;
    let half = tail.get(..2).unwrap_or("").to_ascii_lowercase();
    if half == "am" || half == "pm" {
        tail = tail.get(2..).unwrap_or("").trim_start();
        seconds = seconds % 43_200 + if half == "pm" { 43_200 } else { 0 };
    }
    Some(i64::from(day.number()) * 86_400 + seconds - offset(tail)?)
}

/// `Z`, `+01:00`, `-0500`, `+01`, `GMT`, `GMT+2`.
pub(super) fn offset(text: &str) -> Option<i64> {
    let word: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    let base = if word.is_empty() { None } else { Some(calendar::zone(&word)?) };
    let rest = text.get(word.len()..)?.trim_start();
    let sign = match rest.bytes().next() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return base,
    };
    let digits: String =
        rest.chars().skip(1).filter(|c| *c != ':').take_while(char::is_ascii_digit).take(4).collect();
    let value: i64 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() > 2 { (value / 100, value % 100) } else { (value, 0) };
    (hours <= 14 && minutes < 60).then_some(base.unwrap_or(0) + sign * (hours * 3600 + minutes * 60))
}
