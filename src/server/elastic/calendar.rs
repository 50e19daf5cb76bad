//! The calendar: units of time, and where they begin.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Milliseconds of a day.
pub(super) const DAY: i64 = 86_400_000;

/// A unit of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// The unit of a sum: `d`, `M`.
    pub(super) fn of_sum(letter: char) -> Option<Unit> {
        Some(match letter {
            's' => Unit::Second,
            'm' => Unit::Minute,
            'h' | 'H' => Unit::Hour,
            'd' => Unit::Day,
            'w' => Unit::Week,
            'M' => Unit::Month,
            'y' => Unit::Year,
            _ => return None,
        })
    }

    /// The unit of a calendar interval: `month`, `1M`.
    pub(super) fn of_interval(word: &str) -> Option<Unit> {
        Some(match word {
            "second" | "1s" => Unit::Second,
            "minute" | "1m" => Unit::Minute,
            "hour" | "1h" => Unit::Hour,
            "day" | "1d" => Unit::Day,
            "week" | "1w" => Unit::Week,
            "month" | "1M" => Unit::Month,
            "quarter" | "1q" => Unit::Quarter,
            "year" | "1y" => Unit::Year,
            _ => return None,
        })
    }
}

/// Whether what is left out of a date is its first moment or its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Round {
    Down,
    Up,
}

/// Date and time on the clock of a zone.
pub(super) fn local(at: i64, zone: &TimeZone) -> Option<DateTime> {
    Some(zone.to_datetime(Timestamp::from_millisecond(at).ok()?))
}

/// The instant at which the clock of a zone shows this.
pub(super) fn instant(shown: DateTime, zone: &TimeZone) -> Option<i64> {
    Some(zone.to_ambiguous_zoned(shown).compatible().ok()?.timestamp().as_millisecond())
}

/// The beginning of the unit in which an instant lies.
pub(super) fn floor(at: i64, unit: Unit, zone: &TimeZone) -> Option<i64> {
    let shown = local(at, zone)?;
    let (date, time) = (shown.date(), shown.time());
    let midnight = |date: Date| DateTime::from_parts(date, Time::midnight());
    let floored = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => {
            let length = match unit {
                Unit::Second => 1_000,
                Unit::Minute => 60_000,
                _ => 3_600_000,
            };
            let hour = i64::from(time.minute()) * 60_000
                + i64::from(time.second()) * 1_000
                + i64::from(time.millisecond());
            return Some(at - hour.rem_euclid(length));
        }
        Unit::Day => midnight(date),
        Unit::Week => {
            let since = i64::from(date.weekday().since(Weekday::Monday));
            midnight(date.checked_sub(jiff::Span::new().try_days(since).ok()?).ok()?)
        }
        Unit::Month => midnight(Date::new(date.year(), date.month(), 1).ok()?),
        Unit::Quarter => midnight(Date::new(date.year(), (date.month() - 1) / 3 * 3 + 1, 1).ok()?),
        Unit::Year => midnight(Date::new(date.year(), 1, 1).ok()?),
    };
    instant(floored, zone)
}

/// The instant so many units later.
pub(super) fn next(at: i64, unit: Unit, number: i64, zone: &TimeZone) -> Option<i64> {
    let exact = |length: i64| at.checked_add(length.checked_mul(number)?);
    let span = jiff::Span::new();
    let span = match unit {
        Unit::Second => return exact(1_000),
        Unit::Minute => return exact(60_000),
        Unit::Hour => return exact(3_600_000),
        Unit::Day => span.try_days(number),
        Unit::Week => span.try_weeks(number),
        Unit::Month => span.try_months(number),
        Unit::Quarter => span.try_months(number.checked_mul(3)?),
        Unit::Year => span.try_years(number),
    };
    instant(local(at, zone)?.checked_add(span.ok()?).ok()?, zone)
}

/// A length of time such as `90m`, in milliseconds.
pub(super) fn length(text: &str) -> Option<i64> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: i64 = text[..digits].parse().ok()?;
    let unit = match &text[digits..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => DAY,
        _ => return None,
    };
    number.checked_mul(unit).filter(|it| SignedDuration::from_millis(*it).as_hours() < 100_000_000)
}
