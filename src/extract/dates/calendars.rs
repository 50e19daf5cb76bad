//! Years and days of other calendars as those of ours.

use crate::date::Day;

/// The first day of the first year of the solar calendar of Iran, counted from 1970-01-01.
const JALALI: i32 = -492_268;

/// A day of the solar calendar of Iran, of which eight years in 33 are leap years. Good from 1206 to 1498 (1827 to 2119).
pub(super) fn jalali(year: i16, month: i8, day: i8) -> Option<Day> {
    let (year, month, day) = (i32::from(year), i32::from(month), i32::from(day));
    let is_leap = |year: i32| leaps_before(year + 1) > leaps_before(year);
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        _ => 29 + i32::from(is_leap(year)),
    };
    if !(1206..=1498).contains(&year) || !(1..=12).contains(&month) || !(1..=length).contains(&day) {
        return None;
    }
    let before = if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 };
    Day::from_number(JALALI + (year - 1) * 365 + leaps_before(year) + before + day - 1)
}

/// How many leap years there were before a year.
fn leaps_before(year: i32) -> i32 {
    (8 * (year - 1) + 29) / 33
}

/// A year of the Buddhist era as Thailand counts it.
pub(super) fn buddhist(year: i16) -> Option<i16> {
    (2400..=2700).contains(&year).then(|| year - 543)
}

/// The year before the first one of the era whose name ends a text, and the byte where the name begins.
pub(super) fn era(text: &str) -> Option<(i16, usize)> {
    const ERAS: [(&str, i16); 7] = [
        ("令和", 2018),
        ("平成", 1988),
        ("昭和", 1925),
        ("大正", 1911),
        ("明治", 1867),
        ("中華民國", 1911),
        ("民國", 1911),
    ];
    let (name, before) = ERAS.into_iter().find(|(name, _)| text.ends_with(name))?;
    Some((before, text.len() - name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_iran_are_found() {
        for ((year, month, day), found) in [
            ((1404, 1, 1), Some((2025, 3, 21))),
            ((1404, 8, 27), Some((2025, 11, 18))),
            ((1403, 12, 30), Some((2025, 3, 20))),
            ((1404, 12, 30), None),
            ((1399, 12, 30), Some((2021, 3, 20))),
            ((1370, 1, 1), Some((1991, 3, 21))),
            ((1404, 7, 31), None),
            ((1205, 1, 1), None),
            ((1404, 13, 1), None),
        ] {
            let found = found.and_then(|(year, month, day)| Day::new(year, month, day));
            assert_eq!(jalali(year, month, day), found, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn eras_and_buddhist_years_have_years_of_ours() {
        assert_eq!(era("は令和"), Some((2018, "は".len())));
        assert_eq!(era("年"), None);
        assert_eq!(buddhist(2568), Some(2025));
        assert_eq!(buddhist(2025), None);
    }
}
