//! Dates as Elasticsearch writes them: instants in milliseconds, sums such as `now-7d/d`, and the calendar.

use jiff::tz::TimeZone;
use serde_json::Value;

use crate::date::Day;
use crate::server::elastic::calendar::{DAY, Round, Unit, floor, next};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::formats::Format;
use crate::server::elastic::strict::text;

/// Reads dates of a request.
#[derive(Debug, Clone)]
pub(super) struct Dates {
    /// Today at the present hour, in milliseconds; only days are known.
    pub(super) now: i64,
    pub(super) zone: TimeZone,
    pub(super) format: Format,
}

impl Dates {
    /// Dates as fields of the mapping have them.
    pub(super) fn new(today: Day) -> Dates {
        Dates { now: now(today), zone: TimeZone::UTC, format: Format::default() }
    }

    /// The instant that a value stands for.
    ///
    /// # Errors
    ///
    /// It is no date.
    pub(super) fn read(&self, value: &Value, round: Round) -> Result<i64, ElasticError> {
        let typed = text(value);
        self.parse(&typed, round).ok_or_else(|| {
            let reason =
                format!("failed to parse date field [{typed}] with format [{}]", self.format.as_str());
            ElasticError::shard("parse_exception", reason)
        })
    }

    /// The same of text; `None` where it is no date.
    pub(super) fn parse(&self, typed: &str, round: Round) -> Option<i64> {
        if let Some(sum) = typed.strip_prefix("now") {
            return self.add(self.now, sum, round);
        }
        match typed.split_once("||") {
            Some((base, sum)) => self.add(self.format.parse(base, Round::Down, &self.zone)?, sum, round),
            None => self.format.parse(typed, round, &self.zone),
        }
    }

    fn add(&self, mut at: i64, mut sum: &str, round: Round) -> Option<i64> {
        while !sum.is_empty() {
            if let Some(rest) = sum.strip_prefix('/') {
                let letter = rest.chars().next()?;
                let unit = Unit::of_sum(letter)?;
                at = match round {
                    Round::Down => floor(at, unit, &self.zone)?,
                    Round::Up => next(floor(at, unit, &self.zone)?, unit, 1, &self.zone)? - 1,
                };
                sum = &rest[letter.len_utf8()..];
                continue;
            }
            let sign = match sum.chars().next()? {
                '+' => 1,
                '-' => -1,
                _ => return None,
            };
            let rest = &sum[1..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number: i64 = if digits == 0 { 1 } else { rest[..digits].parse().ok()? };
            let letter = rest[digits..].chars().next()?;
            at = next(at, Unit::of_sum(letter)?, number.checked_mul(sign)?, &self.zone)?;
            sum = &rest[digits + letter.len_utf8()..];
        }
        Some(at)
    }
}

/// The present, of which the day is known: its last millisecond but one, so that what was published today is past.
fn now(today: Day) -> i64 {
    i64::from(today.number()) * DAY + DAY - 1
}

/// What a date of a document stands for: its first moment.
pub(super) fn of_document(value: &Value) -> Option<i64> {
    Format::default().parse(&text(value), Round::Down, &TimeZone::UTC)
}

/// The zone of this name or offset.
///
/// # Errors
///
/// It is not known.
pub(super) fn zone(name: &str) -> Result<TimeZone, ElasticError> {
    if matches!(name, "Z" | "UTC" | "GMT" | "utc") {
        return Ok(TimeZone::UTC);
    }
    if let Some(seconds) = crate::server::elastic::formats::offset(name) {
        return jiff::tz::Offset::from_seconds(seconds).map(TimeZone::fixed).map_err(|_| unknown_zone(name));
    }
    TimeZone::get(name).map_err(|_| unknown_zone(name))
}

fn unknown_zone(name: &str) -> ElasticError {
    ElasticError::unsupported(format!("[time_zone] [{name}] is not known; write an offset such as +02:00"))
        .near("time_zone")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn partial_dates_are_their_first_or_last_moment_and_sums_are_done() {
        let dates = Dates::new(Day::new(2025, 11, 27).expect("a day"));
        let shown = |value: &Value, round| {
            let at = dates.read(value, round).ok()?;
            Some(Format::default().print(at, &TimeZone::UTC))
        };
        for (value, down, up) in [
            (json!("2012"), "2012-01-01T00:00:00.000Z", "2012-01-01T23:59:59.999Z"),
            (json!("2024-02"), "2024-02-01T00:00:00.000Z", "2024-02-01T23:59:59.999Z"),
            (json!("2025-11-27"), "2025-11-27T00:00:00.000Z", "2025-11-27T23:59:59.999Z"),
            (json!("2025-11-27T10:00:00Z"), "2025-11-27T10:00:00.000Z", "2025-11-27T10:00:00.999Z"),
            (json!("2025-11-27T10:00+02:00"), "2025-11-27T08:00:00.000Z", "2025-11-27T08:00:59.999Z"),
            (json!(1_764_201_600_000_i64), "2025-11-27T00:00:00.000Z", "2025-11-27T00:00:00.000Z"),
            (json!("now/M"), "2025-11-01T00:00:00.000Z", "2025-11-30T23:59:59.999Z"),
            (json!("now-1d/d"), "2025-11-26T00:00:00.000Z", "2025-11-26T23:59:59.999Z"),
            (json!("now/w"), "2025-11-24T00:00:00.000Z", "2025-11-30T23:59:59.999Z"),
            (json!("2025-03-31||-1M"), "2025-02-28T00:00:00.000Z", "2025-02-28T00:00:00.000Z"),
        ] {
            assert_eq!(shown(&value, Round::Down).as_deref(), Some(down), "{value}");
            assert_eq!(shown(&value, Round::Up).as_deref(), Some(up), "{value}");
        }
        for wrong in ["soon", "2025-13", "now+1x", "now-99999999999999d", "now/é", "2025-1-1", ""] {
            assert!(dates.read(&json!(wrong), Round::Down).is_err(), "{wrong}");
        }
    }
}
