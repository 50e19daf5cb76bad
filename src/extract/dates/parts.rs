//! What a date is made of.

use crate::date::Day;
use crate::extract::tokens::{Kind, Token};

/// Where a date stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// In a text: English months have capitals there.
    Running,
    /// In a field, where they may have lost them.
    Field,
}

/// Year, month, day, and the token after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
    pub(super) end: usize,
    /// Whether the order of day and month is that of the language only.
    pub(super) is_in_doubt: bool,
}

impl Parts {
    pub(super) fn new(year: Option<i16>, month: i8, day: i8, end: usize) -> Parts {
        Parts { year, month, day, end, is_in_doubt: false }
    }

    pub(super) fn of_day(day: Day, end: usize) -> Parts {
        let date = day.date();
        Parts::new(Some(date.year()), date.month(), date.day(), end)
    }
}

/// A year of four figures.
pub(super) fn year_of(token: Option<&Token<'_>>) -> Option<i16> {
    let year = token?.number(4..=4)?;
    (1000..3000).contains(&year).then(|| i16::try_from(year).ok())?
}

/// A year of two figures, around the turn of the century.
pub(super) fn two_figures(token: &Token<'_>) -> Option<i16> {
    let short = i16::try_from(token.number(2..=2)?).ok()?;
    Some(if short < 70 { 2000 + short } else { 1900 + short })
}

/// A day or a month.
pub(super) fn small(token: &Token<'_>, most: i32) -> Option<i8> {
    let value = token.number(1..=2)?;
    (1..=most).contains(&value).then(|| i8::try_from(value).ok())?
}

/// Whether a mark joins a figure to the one in front of it.
pub(super) fn is_glued(token: Option<&Token<'_>>, marks: &[char]) -> bool {
    token.is_some_and(|it| !it.apart && matches!(it.kind, Kind::Mark(mark) if marks.contains(&mark)))
}
