//! A date in a text, and how dates are read.

use jiff::civil::Weekday;

use crate::article::Language;
use crate::date::{Day, OpenDay};
use crate::extract::dates::machine::Clock;

/// Whether 3/4 is the 4th of March or the 3rd of April.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateOrder {
    MonthFirst,
    DayFirst,
}

/// How the dates of a text are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateReading {
    pub(crate) language: Language,
    pub(crate) order: DateOrder,
}

impl DateReading {
    /// As texts of a language write them. English has the month first, as in America, unless it is written in a
    /// country that has the day first.
    pub(crate) fn of(language: Language, country_writes_day_first: bool) -> DateReading {
        let month_first = language == Language::ENGLISH && !country_writes_day_first;
        DateReading { language, order: if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst } }
    }
}

/// A date in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mention {
    /// First byte, with the day of the week in front.
    pub(crate) start: usize,
    /// The byte after the last one.
    pub(crate) end: usize,
    pub(crate) year: Option<i16>,
    pub(crate) month: i8,
    pub(crate) day: i8,
    pub(crate) weekday: Option<Weekday>,
    /// The time of day that follows it at once, where its zone is told.
    pub(crate) clock: Option<Clock>,
    /// Whether the order of day and month is that of the language, as nothing else tells it.
    pub(crate) is_in_doubt: bool,
}

impl Mention {
    /// The day that is meant, where its year is said.
    pub(crate) fn stated(&self) -> Option<Day> {
        Day::new(self.year?, self.month, self.day)
    }

    /// The day without its year.
    pub(crate) fn open(&self) -> OpenDay {
        OpenDay::new(self.month, self.day, self.weekday)
    }
}
