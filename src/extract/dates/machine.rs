//! Dates as programs write them: ISO 8601, digits alone, seconds since 1970.

use crate::date::{Day, Instant, SECONDS_A_DAY};
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
pub(super) fn digits(text: &str) -> Option<(Day, Option<Instant>)> {
    let number: i64 = text.parse().ok()?;
    match text.len() {
        8 | 14 => {
            let date = text.get(..8)?.parse::<i32>().ok()?;
            let part = |value: i32| i8::try_from(value).ok();
            let year = i16::try_from(date / 10_000).ok()?;
            Some((Day::new(year, part(date / 100 % 100)?, part(date % 100)?)?, None))
        }
        9 | 10 => Some((day_of(number)?, Instant::new(number, 0))),
        13 => Some((day_of(number / 1000)?, Instant::new(number / 1000, 0))),
        _ => None,
    }
}

pub(super) fn day_of(seconds: i64) -> Option<Day> {
    Day::from_number(i32::try_from(seconds.div_euclid(SECONDS_A_DAY)).ok()?)
}

/// A time of day, with the offset of its zone from universal time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Since midnight; a day's last second may be a leap second.
    seconds: i64,
    /// In seconds, positive east.
    offset: i64,
}

impl Clock {
    /// The instant at which the clock shows this time on a day.
    pub(crate) fn on(self, day: Day) -> Option<Instant> {
        let seconds = i64::from(day.number()) * SECONDS_A_DAY + self.seconds - self.offset;
        Instant::new(seconds, i16::try_from(self.offset / 60).ok()?)
    }
}

/// The instant of a time that stands behind the day, when its zone is told.
pub(super) fn instant(day: Day, rest: &str) -> Option<Instant> {
    clock(rest)?.on(day)
}

/// The time of day that follows a date at once: `, 14:32 GMT`, ` at 3:15 pm EST`, `T10:00:00+01:00`, ` | 10.15 CET`.
pub(super) fn clock_behind(rest: &str) -> Option<Clock> {
    let mut rest = rest.get(..rest.floor_char_boundary(40))?;
    loop {
        let bare = rest.trim_start_matches(|c: char| c.is_whitespace() || ",|·•-–—(T".contains(c));
        let word = ["at ", "um ", "kl. ", "kl ", "à ", "alle ", "ore ", "om ", "o godz. ", "в "];
        let found = word.iter().find_map(|word| bare.strip_prefix(word));
        match found {
            Some(behind) => rest = behind,
            None => {
                rest = bare;
                break;
            }
        }
    }
    let hour = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = rest.get(hour..)?.strip_prefix([':', '.', 'h'])?;
    let minute = behind.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&hour) || minute != 2 {
        return None;
    }
    clock(&format!("{}:{behind}", rest.get(..hour)?))
}

/// The first time of day in a text, if it has a zone.
fn clock(text: &str) -> Option<Clock> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let bytes = text.as_bytes().get(start..)?;
    let mut at = 0;
    let mut number = |most: usize| -> Option<i64> {
        let count = bytes.get(at..)?.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        let value = text.get(start + at..start + at + count)?.parse().ok();
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
    let mut tail = text.get(start + at..)?;
    if let Some(fraction) = tail.strip_prefix(['.', ',']) {
        tail = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let mut tail = tail.trim_start();
    tail = tail.strip_prefix(['(', '[']).unwrap_or(tail);
    let mut seconds = hour * 3600 + minute * 60 + second;
    let half = tail.get(..2).unwrap_or("").to_ascii_lowercase();
    if half == "am" || half == "pm" {
        tail = tail.get(2..).unwrap_or("").trim_start();
        seconds = seconds % 43_200 + if half == "pm" { 43_200 } else { 0 };
    }
    Some(Clock { seconds, offset: offset(tail)? })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Option<Day> {
        Day::new(year, month, day)
    }

    #[test]
    fn iso_dates_are_read_with_what_follows() {
        for (text, rest) in [
            ("2025-11-27", ""),
            ("2025-11-27T10:20", "T10:20"),
            ("20251127T1020", "T1020"),
            ("2025-11-27 x", " x"),
        ] {
            assert_eq!(iso(text), day(2025, 11, 27).map(|day| (day, rest)), "{text}");
        }
        for text in
            ["2025-11-271", "2025-13-01", "2025-02-30", "2025-1-27", "20251127", "2025/11/27", "", "x"]
        {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn figures_alone_are_days_or_seconds() {
        let noon = 1_764_244_800;
        for (text, instant) in [
            ("20251127", None),
            ("20251127083000", None),
            ("1764244800", Some(noon)),
            ("1764244800999", Some(noon)),
        ] {
            let instant = instant.and_then(|seconds| Instant::new(seconds, 0));
            assert_eq!(digits(text), day(2025, 11, 27).map(|day| (day, instant)), "{text}");
        }
        assert_eq!(digits("999999999"), day(2001, 9, 9).map(|day| (day, Instant::new(999_999_999, 0))));
        for text in ["2025112", "202511270", "12345678901", "20251327", "", "1764244800x"] {
            let is_day = digits(text).is_some_and(|(found, _)| found.date().year() == 2025);
            assert!(!is_day, "{text}");
        }
        assert_eq!(digits("12345678901"), None);
    }

    #[test]
    fn seconds_before_1970_are_of_the_day_before() {
        assert_eq!(day_of(0), day(1970, 1, 1));
        assert_eq!(day_of(86_399), day(1970, 1, 1));
        assert_eq!(day_of(86_400), day(1970, 1, 2));
        assert_eq!(day_of(-1), day(1969, 12, 31));
    }

    #[test]
    fn a_time_is_an_instant_when_its_zone_is_told() {
        let midnight = 1_764_201_600;
        let of = |rest: &str| instant(day(2025, 11, 27).unwrap(), rest).map(|at| at.seconds() - midnight);
        for (rest, seconds) in [
            ("T00:00:00Z", 0),
            ("T10:20:30Z", 10 * 3600 + 20 * 60 + 30),
            ("T10:20:30.123456Z", 10 * 3600 + 20 * 60 + 30),
            ("T10:20:30,5Z", 10 * 3600 + 20 * 60 + 30),
            ("T102030Z", 10 * 3600 + 20 * 60 + 30),
            (" 10:20 +01:00", 9 * 3600 + 20 * 60),
            (" 10:20 -0530", 15 * 3600 + 50 * 60),
            (", 3:15 pm GMT", 15 * 3600 + 15 * 60),
            (", 3:15 am GMT", 3 * 3600 + 15 * 60),
            (", 12:15 am GMT", 15 * 60),
            (", 12:15 pm GMT", 12 * 3600 + 15 * 60),
            ("T24:00:00Z", 24 * 3600),
            ("T23:59:60Z", 24 * 3600),
        ] {
            assert_eq!(of(rest), Some(seconds), "{rest}");
        }
        for rest in
            ["", "T10:20:30", "T25:00Z", "T10:60Z", "T10:20:61Z", " 10 Z", " 10:20 IST", "T10:20:30 x"]
        {
            assert_eq!(of(rest), None, "{rest}");
        }
    }

    #[test]
    fn an_instant_keeps_the_clock_that_told_it() {
        let of = |rest: &str| instant(day(2024, 3, 4).unwrap(), rest).map(|at| at.to_string());
        for (rest, written) in [
            ("T22:30-05:00", "2024-03-04T22:30:00-05:00"),
            (" 22:30:15 +05:45", "2024-03-04T22:30:15+05:45"),
            (" 22:30 CET", "2024-03-04T22:30:00+01:00"),
            ("T01:00Z", "2024-03-04T01:00:00Z"),
        ] {
            assert_eq!(of(rest).as_deref(), Some(written), "{rest}");
        }
    }

    #[test]
    fn a_time_follows_its_date_at_once() {
        let of = |rest: &str| clock_behind(rest)?.on(day(2025, 11, 27)?).map(|at| at.to_string());
        for (rest, written) in [
            (", 14:32 GMT", "2025-11-27T14:32:00Z"),
            (" at 3:15 pm EST", "2025-11-27T15:15:00-05:00"),
            ("T10:00:00+01:00 | World", "2025-11-27T10:00:00+01:00"),
            (" | 10.15 CET", "2025-11-27T10:15:00+01:00"),
            (" um 10:15 MEZ", "2025-11-27T10:15:00+01:00"),
            (" 06:00 (GMT+1)", "2025-11-27T06:00:00+01:00"),
            (" - 18h04 CEST", "2025-11-27T18:04:00+02:00"),
            (" (9:05 UTC)", "2025-11-27T09:05:00Z"),
        ] {
            assert_eq!(of(rest).as_deref(), Some(written), "{rest}");
        }
        for rest in
            ["", " 14:32", " (Reuters) - 14:32 GMT", ", 2025", " 3 min read", " 10:5 GMT", " 100:15 GMT", "."]
        {
            assert_eq!(of(rest), None, "{rest}");
        }
    }

    #[test]
    fn offsets_are_in_hours_and_minutes() {
        for (text, seconds) in [
            ("Z", 0),
            ("GMT", 0),
            ("CET", 3600),
            ("GMT+2", 2 * 3600),
            ("+01:00", 3600),
            ("-0500", -5 * 3600),
            ("+01", 3600),
            ("-3", -3 * 3600),
            ("+05:45", 5 * 3600 + 45 * 60),
            ("+14:00", 14 * 3600),
            ("+0059", 59 * 60),
        ] {
            assert_eq!(offset(text), Some(seconds), "{text}");
        }
        for text in ["", "+", "+15:00", "+01:60", "IST", "10:00"] {
            assert_eq!(offset(text), None, "{text}");
        }
    }
}
