//! Formats of dates: those with a name, and patterns of letters.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::server::elastic::calendar::{DAY, Round, instant, local};
use crate::server::elastic::error::ElasticError;

/// One format or several, of which the first that fits is meant.
#[derive(Debug, Clone)]
pub(super) struct Format {
    name: String,
    ways: Vec<Way>,
}

#[derive(Debug, Clone)]
enum Way {
    /// Date, then time, as far as they go.
    Optional,
    Millis,
    Seconds,
    Pattern(Vec<Piece>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Letters(char, usize),
    Literal(String),
}

/// Formats with a name, as patterns.
const NAMED: [(&str, &str); 17] = [
    ("date", "yyyy-MM-dd"),
    ("basic_date", "yyyyMMdd"),
    ("date_time", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
    ("date_time_no_millis", "yyyy-MM-dd'T'HH:mm:ssXXX"),
    ("date_hour", "yyyy-MM-dd'T'HH"),
    ("date_hour_minute", "yyyy-MM-dd'T'HH:mm"),
    ("date_hour_minute_second", "yyyy-MM-dd'T'HH:mm:ss"),
    ("date_hour_minute_second_fraction", "yyyy-MM-dd'T'HH:mm:ss.SSS"),
    ("date_hour_minute_second_millis", "yyyy-MM-dd'T'HH:mm:ss.SSS"),
    ("basic_date_time", "yyyyMMdd'T'HHmmss.SSSXX"),
    ("basic_date_time_no_millis", "yyyyMMdd'T'HHmmssXX"),
    ("year", "yyyy"),
    ("year_month", "yyyy-MM"),
    ("year_month_day", "yyyy-MM-dd"),
    ("strict_date_optional_time_nanos", ""),
    ("date_optional_time", ""),
    ("iso8601", ""),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Default for Format {
    fn default() -> Format {
        Format {
            name: "strict_date_optional_time||epoch_millis".to_owned(),
            ways: vec![Way::Optional, Way::Millis],
        }
    }
}

impl Format {
    /// The format that a request names.
    ///
    /// # Errors
    ///
    /// It is not known.
    pub(super) fn named(name: &str) -> Result<Format, ElasticError> {
        let way = |part: &str| -> Result<Way, ElasticError> {
            let bare = part.strip_prefix("strict_").unwrap_or(part);
            Ok(match bare {
                "epoch_millis" => Way::Millis,
                "epoch_second" => Way::Seconds,
                _ => match NAMED.iter().find(|it| it.0 == bare || it.0 == part) {
                    Some((_, "")) => Way::Optional,
                    Some((_, pattern)) => Way::Pattern(pieces(pattern, name)?),
                    None => Way::Pattern(pieces(part, name)?),
                },
            })
        };
        Ok(Format { name: name.to_owned(), ways: name.split("||").map(way).collect::<Result<_, _>>()? })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.name
    }

    /// The instant that a text stands for; what it leaves out is rounded.
    pub(super) fn parse(&self, text: &str, round: Round, zone: &TimeZone) -> Option<i64> {
        self.ways.iter().find_map(|way| match way {
            Way::Millis => whole(text),
            Way::Seconds => {
                let millis = whole(text)?.checked_mul(1_000)?;
                Some(if round == Round::Up { millis + 999 } else { millis })
            }
            Way::Optional => optional(text)?.instant(round, zone),
            Way::Pattern(pieces) => by_pattern(pieces, text)?.instant(round, zone),
        })
    }

    /// An instant as text.
    pub(super) fn print(&self, at: i64, zone: &TimeZone) -> String {
        match self.ways.first() {
            Some(Way::Millis) => at.to_string(),
            Some(Way::Seconds) => at.div_euclid(1_000).to_string(),
            Some(Way::Pattern(pieces)) => print(pieces, at, zone),
            Some(Way::Optional) | None => {
                let optional = [
                    Piece::Letters('y', 4),
                    Piece::Literal("-".into()),
                    Piece::Letters('M', 2),
                    Piece::Literal("-".into()),
                    Piece::Letters('d', 2),
                    Piece::Literal("T".into()),
                    Piece::Letters('H', 2),
                    Piece::Literal(":".into()),
                    Piece::Letters('m', 2),
                    Piece::Literal(":".into()),
                    Piece::Letters('s', 2),
                    Piece::Literal(".".into()),
                    Piece::Letters('S', 3),
                    Piece::Letters('X', 3),
                ];
                print(&optional, at, zone)
            }
        }
    }
}

fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten().filter(|it: &i64| it.unsigned_abs() < 250_000_000_000_000)
}

/// A date as far as it was told.
#[derive(Debug, Default, Clone, Copy)]
struct Told {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    hour: Option<i64>,
    minute: Option<i64>,
    second: Option<i64>,
    millis: Option<i64>,
    offset: Option<i32>,
}

impl Told {
    fn instant(self, round: Round, zone: &TimeZone) -> Option<i64> {
        let or = |told: Option<i64>, low: i64, high: i64| {
            told.unwrap_or(if round == Round::Up { high } else { low })
        };
        let year = i16::try_from(self.year.unwrap_or(1970)).ok()?;
        // Only the time of day is rounded: a year is its first day, whichever way.
        let month = i8::try_from(self.month.unwrap_or(1)).ok()?;
        let date = Date::new(year, month, i8::try_from(self.day.unwrap_or(1)).ok()?).ok()?;
        let part = |it: i64| i8::try_from(it).ok();
        let time = Time::new(
            part(or(self.hour, 0, 23))?,
            part(or(self.minute, 0, 59))?,
            part(or(self.second, 0, 59))?,
            i32::try_from(or(self.millis, 0, 999)).ok()? * 1_000_000,
        )
        .ok()?;
        let shown = DateTime::from_parts(date, time);
        match self.offset {
            Some(seconds) => instant(shown, &TimeZone::fixed(Offset::from_seconds(seconds).ok()?)),
            None => instant(shown, zone),
        }
    }
}

/// The leading digits, so many at the least and the most.
fn digits(text: &str, least: usize, most: usize) -> Option<(i64, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < least {
        return None;
    }
    Some((text[..count].parse().ok()?, &text[count..]))
}

fn optional(text: &str) -> Option<Told> {
    let mut told = Told::default();
    let (year, mut rest) = digits(text, 4, 4)?;
    told.year = Some(year);
    for part in [&mut told.month, &mut told.day] {
        let Some(behind) = rest.strip_prefix('-') else { break };
        let (number, behind) = digits(behind, 2, 2)?;
        *part = Some(number);
        rest = behind;
    }
    if let Some(behind) = rest.strip_prefix('T') {
        rest = behind;
        if rest.is_empty() {
            return Some(told);
        }
        let (hour, behind) = digits(rest, 2, 2)?;
        told.hour = Some(hour);
        rest = behind;
        for part in [&mut told.minute, &mut told.second] {
            let Some(behind) = rest.strip_prefix(':') else { break };
            let (number, behind) = digits(behind, 2, 2)?;
            *part = Some(number);
            rest = behind;
        }
        if told.second.is_some()
            && let Some(behind) = rest.strip_prefix(['.', ','])
        {
            let count = behind.bytes().take(9).take_while(u8::is_ascii_digit).count();
            let fraction = format!("{:0<3}", &behind[..count]);
            told.millis = Some(fraction.get(..3)?.parse().ok().filter(|_| count > 0)?);
            rest = &behind[count..];
        }
        if !rest.is_empty() {
            told.offset = Some(offset(rest)?);
            rest = "";
        }
    }
    rest.is_empty().then_some(told)
}

/// `Z`, `+02:00`, `+0200`, `+02`: seconds ahead of UTC.
pub(super) fn offset(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, rest) = digits(&text[1..], 2, 2)?;
    let minutes = match rest.strip_prefix(':').unwrap_or(rest) {
        "" if rest.is_empty() => 0,
        rest => digits(rest, 2, 2).filter(|it| it.1.is_empty())?.0,
    };
    (hours <= 18 && minutes < 60).then_some(sign * i32::try_from(hours * 3_600 + minutes * 60).ok()?)
}

fn pieces(pattern: &str, name: &str) -> Result<Vec<Piece>, ElasticError> {
    let bad = || {
        ElasticError::unsupported(format!(
            "Invalid format: [{name}]: it is not known here; write a pattern such as yyyy-MM-dd"
        ))
        .near("format")
    };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\'' {
            let mut literal = String::new();
            loop {
                match chars.next() {
                    Some('\'') if chars.peek() == Some(&'\'') => {
                        chars.next();
                        literal.push('\'');
                    }
                    Some('\'') => break,
                    Some(c) => literal.push(c),
                    None => return Err(bad()),
                }
            }
            pieces.push(Piece::Literal(if literal.is_empty() { "'".to_owned() } else { literal }));
        } else if c.is_ascii_alphabetic() {
            let mut count = 1;
            while chars.peek() == Some(&c) {
                chars.next();
                count += 1;
            }
            if !"yuMdHhmsSXxZEea".contains(c) || (matches!(c, 'h' | 'a' | 'e') || count > 9) {
                return Err(bad());
            }
            pieces.push(Piece::Letters(c, count));
        } else {
            pieces.push(Piece::Literal(c.to_string()));
        }
    }
    if pieces.is_empty() { Err(bad()) } else { Ok(pieces) }
}

fn by_pattern(pieces: &[Piece], text: &str) -> Option<Told> {
    let mut told = Told::default();
    let mut rest = text;
    for piece in pieces {
        let (letter, count) = match piece {
            Piece::Literal(literal) => {
                rest = rest.strip_prefix(literal.as_str())?;
                continue;
            }
            Piece::Letters(letter, count) => (*letter, *count),
        };
        let number = |rest: &'_ str| {
            let most = if count == 1 { 9 } else { count };
            digits(rest, count.min(most), most).map(|(number, rest)| (number, rest.len()))
        };
        let mut place = |part: &mut Option<i64>| -> Option<()> {
            let (number, left) = number(rest)?;
            *part = Some(number);
            rest = &rest[rest.len() - left..];
            Some(())
        };
        match letter {
            'y' | 'u' if count == 2 => {
                place(&mut told.year)?;
                told.year = told.year.map(|it| it + 2_000);
            }
            'y' | 'u' => place(&mut told.year)?,
            'M' if count >= 3 => {
                let at = MONTHS
                    .iter()
                    .position(|name| rest.starts_with(if count == 3 { &name[..3] } else { name }))?;
                told.month = Some(at as i64 + 1);
                rest = &rest[if count == 3 { 3 } else { MONTHS[at].len() }..];
            }
            'M' => place(&mut told.month)?,
            'd' => place(&mut told.day)?,
            'H' => place(&mut told.hour)?,
            'm' => place(&mut told.minute)?,
            's' => place(&mut told.second)?,
            'S' => {
                let (_, behind) = digits(rest, count, count)?;
                let fraction = format!("{:0<3}", &rest[..count]);
                told.millis = Some(fraction[..3].parse().ok()?);
                rest = behind;
            }
            'E' => {
                let name = WEEKDAYS
                    .iter()
                    .find(|name| rest.starts_with(if count <= 3 { &name[..3] } else { name }))?;
                rest = &rest[if count <= 3 { 3 } else { name.len() }..];
            }
            'X' | 'x' | 'Z' => {
                let length = if rest.starts_with('Z') {
                    1
                } else {
                    rest.find(|c: char| !matches!(c, '+' | '-' | ':') && !c.is_ascii_digit())
                        .unwrap_or(rest.len())
                };
                told.offset = Some(offset(&rest[..length])?);
                rest = &rest[length..];
            }
            _ => return None,
        }
    }
    rest.is_empty().then_some(told)
}

/// An instant beyond the years that calendars are made for.
fn far(at: i64) -> String {
    let (days, millis) = (at.div_euclid(DAY), at.rem_euclid(DAY));
    // Years are counted from March, and days in eras of 400 years.
    let since = days + 719_468;
    let (era, day) = (since.div_euclid(146_097), since.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let shifted = (5 * day + 2) / 153;
    let (month, day) = ((shifted + 2) % 12 + 1, day - (153 * shifted + 2) / 5 + 1);
    let year = era * 400 + year + i64::from(month <= 2);
    let sign = if year > 9_999 { "+" } else { "" };
    let (hour, minute, second) = (millis / 3_600_000, millis / 60_000 % 60, millis / 1_000 % 60);
    format!("{sign}{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", millis % 1_000)
}

fn print(pieces: &[Piece], at: i64, zone: &TimeZone) -> String {
    let Some(shown) = local(at, zone) else { return far(at) };
    let ahead = jiff::Timestamp::from_millisecond(at).map_or(0, |it| zone.to_offset(it).seconds());
    let mut text = String::new();
    for piece in pieces {
        let (letter, count) = match piece {
            Piece::Literal(literal) => {
                text.push_str(literal);
                continue;
            }
            Piece::Letters(letter, count) => (*letter, *count),
        };
        let number = match letter {
            'y' | 'u' if count == 2 => i32::from(shown.year()).rem_euclid(100),
            'y' | 'u' => i32::from(shown.year()),
            'M' if count >= 3 => {
                let name = MONTHS[usize::from(shown.month().unsigned_abs()) - 1];
                text.push_str(if count == 3 { &name[..3] } else { name });
                continue;
            }
            'M' => i32::from(shown.month()),
            'd' => i32::from(shown.day()),
            'H' => i32::from(shown.hour()),
            'm' => i32::from(shown.minute()),
            's' => i32::from(shown.second()),
            'S' => {
                let fraction = format!("{:03}000000", shown.millisecond());
                text.push_str(&fraction[..count.min(9)]);
                continue;
            }
            'E' => {
                let at = usize::from(shown.weekday().to_monday_zero_offset().unsigned_abs());
                text.push_str(if count <= 3 { &WEEKDAYS[at][..3] } else { WEEKDAYS[at] });
                continue;
            }
            _ => {
                if ahead == 0 && letter == 'X' {
                    text.push('Z');
                } else {
                    let (sign, minutes) = (if ahead < 0 { '-' } else { '+' }, ahead.unsigned_abs() / 60);
                    let colon = if count >= 3 && letter != 'Z' { ":" } else { "" };
                    text.push_str(&format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60));
                }
                continue;
            }
        };
        text.push_str(&format!("{number:0count$}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_and_read_by_their_format() {
        let at = 1_334_243_045_678;
        for (format, expected) in [
            ("yyyy/MM", "2012/04"),
            ("dd.MM.yyyy HH:mm", "12.04.2012 15:04"),
            ("epoch_second", "1334243045"),
            ("EEE, d MMM yyyy", "Thu, 12 Apr 2012"),
            ("strict_date_optional_time", "2012-04-12T15:04:05.678Z"),
            ("yyyyMMdd'T'HHmmssXX", "20120412T150405Z"),
        ] {
            let format = Format::named(format).expect("a format");
            let shown = format.print(at, &TimeZone::UTC);
            assert_eq!(shown, expected);
            let back = format.parse(&shown, Round::Up, &TimeZone::UTC).expect("a date");
            assert_eq!(format.print(back, &TimeZone::UTC)[..4], shown[..4]);
        }
        assert!(Format::named("colour").is_err());
        assert_eq!(
            Format::default().print(672_868_252_800_000, &TimeZone::UTC),
            "+23292-05-06T00:00:00.000Z"
        );
    }
}
