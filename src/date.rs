//! Days, ranges of days, and a day together with how it was found.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};

use crate::found::FoundBy;

/// A calendar day as a publisher writes it, without a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day of this year (1 to 9999), month (1 to 12) and day of the month,
    /// or `None` when the calendar has no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        Date::new(year, month, day).ok().map(Day)
    }

    /// The day with this number, counted from 1970-01-01, which is 0.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Day> {
        let epoch = Date::constant(1970, 1, 1);
        let date = epoch.checked_add(jiff::Span::new().try_days(number).ok()?).ok()?;
        Day::new(date.year(), date.month(), date.day())
    }

    /// Days since 1970-01-01; negative before it.
    #[must_use]
    pub fn number(self) -> i32 {
        let epoch = Date::constant(1970, 1, 1);
        (self.0 - epoch).get_days()
    }

    /// The day so many days later (earlier, when negative), or `None` beyond the calendar.
    #[must_use]
    pub fn plus(self, days: i32) -> Option<Day> {
        Day::from_number(self.number().checked_add(days)?)
    }

    /// The calendar date behind it.
    #[must_use]
    pub fn date(self) -> Date {
        self.0
    }

    /// `2025-11`, the month it lies in.
    #[must_use]
    pub fn month(self) -> String {
        format!("{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        Day(date)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// The text is not a day written `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day written YYYY-MM-DD")]
pub struct NotADay(pub String);

impl FromStr for Day {
    type Err = NotADay;

    /// Reads `YYYY-MM-DD` and nothing else.
    fn from_str(text: &str) -> Result<Day, NotADay> {
        let wrong = || NotADay(text.to_owned());
        let mut parts = text.split('-');
        let mut part = |digits: usize| {
            parts
                .next()
                .filter(|it| it.len() == digits && it.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|it| it.parse::<i16>().ok())
        };
        let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else {
            return Err(wrong());
        };
        if parts.next().is_some() {
            return Err(wrong());
        }
        let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
            return Err(wrong());
        };
        Day::new(year, month, day).ok_or_else(wrong)
    }
}

/// A day of which the year is not said, with the days of the week on which it may fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpenDay {
    month: i8,
    day: i8,
    /// A bit for each day of the week, Monday's the lowest.
    weekdays: u8,
}

impl OpenDay {
    const ANY: u8 = 0b111_1111;

    /// The day of a month, on the day of the week that is said, if any is.
    #[must_use]
    pub fn new(month: i8, day: i8, weekday: Option<Weekday>) -> OpenDay {
        OpenDay { month, day, weekdays: weekday.map_or(Self::ANY, bit) }
    }

    /// The same day, where nothing is said of its day of the week: on one of these.
    #[must_use]
    pub fn on_one_of(self, weekdays: impl IntoIterator<Item = Weekday>) -> OpenDay {
        if self.has_weekday() {
            return self;
        }
        OpenDay { weekdays: weekdays.into_iter().fold(0, |bits, weekday| bits | bit(weekday)), ..self }
    }

    /// Whether its day of the week is told in any way.
    #[must_use]
    pub fn has_weekday(self) -> bool {
        self.weekdays != Self::ANY
    }

    /// The number of the month and the day in it.
    #[must_use]
    pub fn month_and_day(self) -> (i8, i8) {
        (self.month, self.day)
    }

    /// The day in a year, where it falls on one of the days of the week.
    #[must_use]
    pub fn in_year(self, year: i16) -> Option<Day> {
        Day::new(year, self.month, self.day).filter(|day| self.weekdays & bit(day.0.weekday()) != 0)
    }

    /// The day in the one of these years in which there is such a day; `None` where there is none, or more than one.
    #[must_use]
    pub fn in_only_one(self, years: impl IntoIterator<Item = i16>) -> Option<Day> {
        let mut found = None;
        for day in years.into_iter().filter_map(|year| self.in_year(year)) {
            if found.is_some_and(|other| other != day) {
                return None;
            }
            found = Some(day);
        }
        found
    }

    /// It as a number, for keeping.
    #[must_use]
    pub(crate) fn packed(self) -> u64 {
        u64::from(self.month.unsigned_abs()) << 16
            | u64::from(self.day.unsigned_abs()) << 8
            | u64::from(self.weekdays)
    }

    /// The inverse of [`Self::packed`].
    #[must_use]
    pub(crate) fn unpacked(number: u64) -> Option<OpenDay> {
        let part = |shift: u32| i8::try_from(number >> shift & 0xff).ok();
        let day = OpenDay { month: part(16)?, day: part(8)?, weekdays: u8::try_from(number & 0xff).ok()? };
        (number >> 24 == 0 && day.weekdays <= Self::ANY && Day::new(2000, day.month, day.day).is_some())
            .then_some(day)
    }
}

fn bit(weekday: Weekday) -> u8 {
    1 << weekday.to_monday_zero_offset()
}

/// Days from one to another, both included; an end that is left open is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DayRange {
    from: Option<Day>,
    to: Option<Day>,
}

impl DayRange {
    /// The range, or `None` when it would end before it starts.
    #[must_use]
    pub fn new(from: Option<Day>, to: Option<Day>) -> Option<DayRange> {
        match (from, to) {
            (Some(from), Some(to)) if to < from => None,
            _ => Some(DayRange { from, to }),
        }
    }

    /// First day of the range, if it has one.
    #[must_use]
    pub fn from(self) -> Option<Day> {
        self.from
    }

    /// Last day of the range, if it has one.
    #[must_use]
    pub fn to(self) -> Option<Day> {
        self.to
    }

    /// Whether the day lies in the range.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// The text is not a range of days.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a range such as 2025-01..2026-02")]
pub struct NotARange(pub String);

impl FromStr for DayRange {
    type Err = NotARange;

    /// Reads two years, months or days with `..` between them, or one alone; all of both is included.
    fn from_str(text: &str) -> Result<DayRange, NotARange> {
        let wrong = || NotARange(text.to_owned());
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let period = |text: &str| -> Option<(Day, Day)> {
            let (period, first) = match text.len() {
                4 => (Period::Year, format!("{text}-01-01")),
                7 => (Period::Month, format!("{text}-01")),
                _ => (Period::Day, text.to_owned()),
            };
            let first: Day = first.parse().ok()?;
            Some((first, period.last_day(first)))
        };
        let (from, to) = (period(from).ok_or_else(wrong)?.0, period(to).ok_or_else(wrong)?.1);
        DayRange::new(Some(from), Some(to)).ok_or_else(wrong)
    }
}

/// A stretch of the calendar in which days are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A year.
    Year,
    /// A month.
    Month,
    /// A single day.
    Day,
}

impl Period {
    /// What the period of a day is called: `2025`, `2025-11`, `2025-11-27`. Labels sort as the days do.
    #[must_use]
    pub fn label(self, day: Day) -> String {
        match self {
            Period::Year => format!("{:04}", day.date().year()),
            Period::Month => day.month(),
            Period::Day => day.to_string(),
        }
    }

    /// The last day of the period of a day.
    #[must_use]
    pub fn last_day(self, day: Day) -> Day {
        match self {
            Period::Year => day.date().last_of_year().into(),
            Period::Month => day.date().last_of_month().into(),
            Period::Day => day,
        }
    }

    /// The label of the period behind that of a label; `None` for what is no label, and at the end of the
    /// calendar.
    #[must_use]
    pub fn next_label(self, label: &str) -> Option<String> {
        let first: Day = match self {
            Period::Year => format!("{label}-01-01").parse(),
            Period::Month => format!("{label}-01").parse(),
            Period::Day => label.parse(),
        }
        .ok()?;
        self.last_day(first).plus(1).map(|next| self.label(next))
    }
}

/// A point in time, as a document gives it: with the offset of its clock from UTC.
///
/// Written as RFC 3339 has it, with that offset: `2024-03-04T22:30:00-05:00`, `2024-03-05T01:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Instant {
    seconds: i64,
    offset: i16,
}

impl Instant {
    /// The instant so many seconds after 1970-01-01T00:00Z (before it, when negative), told by a clock that is so
    /// many minutes ahead of UTC. `None` where the day on that clock lies outside the years 1 to 9999, or the
    /// offset is a day or more.
    #[must_use]
    pub fn new(seconds: i64, offset: i16) -> Option<Instant> {
        let instant = Instant { seconds, offset };
        (offset.unsigned_abs() < 24 * 60 && instant.local_day().is_some()).then_some(instant)
    }

    /// Seconds since 1970-01-01T00:00Z; negative before it.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// How many minutes the clock that told it is ahead of UTC; negative west of it.
    #[must_use]
    pub fn offset(self) -> i16 {
        self.offset
    }

    fn local_seconds(self) -> i64 {
        self.seconds.saturating_add(i64::from(self.offset) * 60)
    }

    fn local_day(self) -> Option<Day> {
        Day::from_number(i32::try_from(self.local_seconds().div_euclid(SECONDS_A_DAY)).ok()?)
    }
}

/// Seconds of a day.
pub(crate) const SECONDS_A_DAY: i64 = 24 * 60 * 60;

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.local_seconds().rem_euclid(SECONDS_A_DAY);
        let day = self.local_day().expect("checked when it was made");
        write!(f, "{day}T{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60)?;
        match self.offset {
            0 => f.write_str("Z"),
            offset => {
                let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// The day on which something happened to an article, and how that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dating {
    /// The day as the publisher prints it.
    pub day: Day,
    /// The point in time, where the document gives the time of day with its zone.
    pub instant: Option<Instant>,
    /// How it was found.
    pub found: FoundBy,
}

impl Dating {
    /// When it was, in seconds since 1970-01-01T00:00Z: the instant, or the beginning of the day in UTC where the
    /// time of day is not known.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.instant.map_or(i64::from(self.day.number()) * SECONDS_A_DAY, Instant::seconds)
    }

    /// What articles are sorted by: [`Self::seconds`], and of one instant the day that is printed.
    #[must_use]
    pub fn order(self) -> (i64, Day) {
        (self.seconds(), self.day)
    }

    /// Whether the day is said, or worked out.
    #[must_use]
    pub fn certainty(self) -> Certainty {
        match self.found {
            FoundBy::Year | FoundBy::Path | FoundBy::Neighbours | FoundBy::Range | FoundBy::Order => {
                Certainty::Inferred
            }
            FoundBy::Given
            | FoundBy::JsonLd
            | FoundBy::Meta
            | FoundBy::Element
            | FoundBy::Address
            | FoundBy::Head
            | FoundBy::Dateline
            | FoundBy::Text
            | FoundBy::Trailer
            | FoundBy::Detected
            | FoundBy::Default => Certainty::Stated,
        }
    }

    /// The instant, or the day where the time of day is not known.
    #[must_use]
    pub fn precise(self) -> String {
        self.instant.map_or_else(|| self.day.to_string(), |instant| instant.to_string())
    }
}

/// How sure a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// The document or its address says the whole day.
    Stated,
    /// Its year, or the order of its day and month, is worked out.
    Inferred,
}

impl Certainty {
    /// The word by which programs know it; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::Stated => "stated",
            Certainty::Inferred => "inferred",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_day_is_one_day_where_one_year_alone_has_it() {
        let open = OpenDay::new(3, 3, Some(Weekday::Thursday));
        assert_eq!(open.in_only_one(2013..=2017), Day::new(2016, 3, 3));
        assert_eq!(open.in_only_one([2014, 2015]), None);
        assert_eq!(open.in_only_one([2011, 2016]), None, "it was a Thursday in both");
        assert_eq!(open.in_only_one([2016, 2016]), Day::new(2016, 3, 3));
        let any = OpenDay::new(2, 29, None);
        assert_eq!(any.in_only_one(2013..=2017), Day::new(2016, 2, 29));
        let near = any.on_one_of([Weekday::Sunday, Weekday::Monday]);
        assert_eq!((near.in_year(2016), near.in_year(2012)), (Day::new(2016, 2, 29), None));
        for day in [open, any, near] {
            assert_eq!(OpenDay::unpacked(day.packed()), Some(day));
        }
        assert_eq!(OpenDay::unpacked(0), None);
        assert_eq!(OpenDay::unpacked(u64::MAX), None);
    }

    #[test]
    fn a_day_is_read_and_written_the_same() {
        for text in ["2025-11-27", "0001-01-01", "9999-12-31", "2024-02-29"] {
            assert_eq!(text.parse::<Day>().map(|day| day.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn what_is_not_a_day_is_refused() {
        for text in ["2025-02-29", "2025-1-1", "2025-11-27T00", "", "2025-13-01", "0000-01-01", "+025-01-01"]
        {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_and_its_number_name_each_other() {
        for number in [-719_162, -1, 0, 1, 20_419, 2_932_896] {
            assert_eq!(Day::from_number(number).map(Day::number), Some(number));
        }
    }

    #[test]
    fn an_instant_is_written_on_the_clock_that_told_it() {
        for (seconds, offset, written) in [
            (0, 0, Some("1970-01-01T00:00:00Z")),
            (1_709_609_400, -300, Some("2024-03-04T22:30:00-05:00")),
            (1_709_600_400, 0, Some("2024-03-05T01:00:00Z")),
            (-1, 345, Some("1970-01-01T05:44:59+05:45")),
            (-62_135_596_800, 0, Some("0001-01-01T00:00:00Z")),
            (-62_135_596_800, -1, None),
            (253_402_300_799, 0, Some("9999-12-31T23:59:59Z")),
            (253_402_300_799, 1, None),
            (i64::MAX, 60, None),
            (i64::MIN, -60, None),
            (0, 24 * 60, None),
        ] {
            let instant = Instant::new(seconds, offset).map(|it| it.to_string());
            assert_eq!(instant.as_deref(), written, "{seconds} {offset}");
        }
    }

    #[test]
    fn days_without_a_time_begin_at_midnight_in_utc() {
        let at = |day: i8, instant: Option<(i64, i16)>| {
            let instant = instant.and_then(|(seconds, offset)| Instant::new(seconds, offset));
            Dating { day: Day::new(2024, 3, day).expect("a day"), instant, found: FoundBy::Given }.order()
        };
        let (evening_west, night_utc) = (Some((1_709_609_400, -300)), Some((1_709_600_400, 0)));
        // 22:30 of the 4th west of the Atlantic is after 01:00 of the 5th in UTC.
        assert!(at(4, evening_west) > at(5, night_utc));
        assert!(at(5, None) < at(5, night_utc));
        assert!(at(4, None) < at(5, None));
        // Of one instant the later day is later.
        assert!(at(4, Some((1_709_609_400, -300))) < at(5, Some((1_709_609_400, 0))));
        assert_eq!(at(5, None), at(5, Some((1_709_596_800, 60))));
    }

    #[test]
    fn a_period_is_followed_by_the_next() {
        for (period, label, next) in [
            (Period::Year, "2025", Some("2026")),
            (Period::Year, "9999", None),
            (Period::Month, "2025-11", Some("2025-12")),
            (Period::Month, "2025-12", Some("2026-01")),
            (Period::Day, "2024-02-28", Some("2024-02-29")),
            (Period::Day, "2024-12-31", Some("2025-01-01")),
            (Period::Month, "2025", None),
            (Period::Day, "", None),
        ] {
            assert_eq!(period.next_label(label).as_deref(), next, "{label}");
        }
    }

    #[test]
    fn a_range_is_read_from_years_months_and_days() {
        for (text, from, to) in [
            ("2025-01..2026-02", "2025-01-01", "2026-02-28"),
            ("2025", "2025-01-01", "2025-12-31"),
            ("2025-03-04..2026", "2025-03-04", "2026-12-31"),
        ] {
            let range = text.parse::<DayRange>().map(|it| (it.from(), it.to()));
            assert_eq!(range, Ok((from.parse().ok(), to.parse().ok())), "{text}");
        }
        for text in ["", "..", "2025..", "2026..2025", "2025-13", "2025..2026..2027", "soon"] {
            assert!(text.parse::<DayRange>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_range_does_not_end_before_it_starts() {
        let (early, late) = (Day::new(2025, 1, 1), Day::new(2025, 1, 2));
        assert!(DayRange::new(late, early).is_none());
        assert!(DayRange::new(early, late).is_some_and(|range| range.contains(early.expect("a day"))));
    }
}
