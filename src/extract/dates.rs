//! Dates as news texts and programs write them, found in a text or read from a field.
//!
//! Read are ISO 8601 and what is near it (`2025-11-27`, `2025/11/27`,
//! `20251127T120000Z`), RFC 2822, days with the month as a word in any order and in the languages of CLDR
//! (`November 27, 2025`, `27 Nov. 25`, `27. November 2025`, `27 de noviembre de
//! 2025`), and numbers in any figures (`27.11.2025`, `11/27/2025`, `2025年11月27日`) in the order of day and
//! month that the language has, where they do not show it themselves. Years of the eras of Japan, of the Buddhist era and
//! of the calendar of Iran are years of ours. The day
//! of the week in front or behind belongs to the date. A year that is not said is not known here.

mod calendars;
mod machine;
mod mention;
mod numbers;
mod parts;
mod words;

use crate::date::{Day, Instant, OpenDay};
use crate::extract::dates::machine::{clock_behind, digits, instant, iso};
pub(super) use crate::extract::dates::mention::{DateReading, Mention};
use crate::extract::dates::parts::Case;
use crate::extract::dates::words::date_at;
use crate::extract::tokens::{Token, has_figure, tokens};

/// How many tokens a date may have up to its first number.
const NEAR: usize = 7;

/// The dates of a text in order of place.
pub(super) fn mentions(text: &str, reading: DateReading) -> Vec<Mention> {
    let mut found = Vec::new();
    if !has_figure(text) {
        return found;
    }
    let tokens = tokens(text);
    let mut at = 0;
    while at < tokens.len() {
        // A date has its first number near its start.
        let near = tokens.iter().skip(at).take(NEAR).any(Token::is_number);
        if !near {
            at += 1;
            continue;
        }
        match date_at(&tokens, at, reading, Case::Running) {
            Some((mention, used)) => {
                let clock = text.get(mention.end..).and_then(clock_behind);
                found.push(Mention { clock, ..mention });
                at += used;
            }
            None => at += 1,
        }
    }
    found
}

/// What a field says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// The day as it is written there, and the instant, where the field gives a time with its offset from universal
    /// time. `is_in_doubt`: the order of day and month is that of the language, as nothing else tells it.
    Day { day: Day, instant: Option<Instant>, is_in_doubt: bool },
    /// A day of which the year is not said.
    Open(OpenDay),
}

/// The date in a field.
pub(super) fn value(text: &str, reading: DateReading) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    let stated = |(day, instant)| Value::Day { day, instant, is_in_doubt: false };
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(text).map(stated);
    }
    if let Some((day, rest)) = iso(text)
        && day.date().year() >= 1500
    {
        return Some(stated((day, instant(day, rest))));
    }
    let tokens = tokens(text);
    let (mention, _) = (0..tokens.len()).find_map(|at| date_at(&tokens, at, reading, Case::Field))?;
    Some(match mention.stated() {
        Some(day) => Value::Day {
            day,
            instant: instant(day, text.get(mention.end..).unwrap_or("")),
            is_in_doubt: mention.is_in_doubt,
        },
        None => Value::Open(mention.open()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language;
    use crate::extract::dates::mention::DateOrder;

    const AMERICAN: DateReading = DateReading { language: Language::ENGLISH, order: DateOrder::MonthFirst };
    const BRITISH: DateReading = DateReading { language: Language::ENGLISH, order: DateOrder::DayFirst };

    /// The dates of a text as `year-month-day`, with the day of the week, in which a year that is not said is `?`.
    fn found(text: &str, reading: DateReading) -> Vec<String> {
        let shown = |it: Mention| {
            let year = it.year.map_or_else(|| "?".to_owned(), |year| year.to_string());
            let weekday = it.weekday.map_or_else(String::new, |day| format!(" {day:?}"));
            format!("{year}-{:02}-{:02}{weekday}", it.month, it.day)
        };
        mentions(text, reading).into_iter().map(shown).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(found(text, AMERICAN), expected, "{text}");
    }

    #[test]
    fn dates_stand_in_sentences() {
        check("He spoke on Nov. 27th, 2025, and on 28 November.", &["2025-11-27", "?-11-28"]);
        check("Thursday, November 27, 2025", &["2025-11-27 Thursday"]);
        check("the talks of Thursday (27/11) went on", &["?-11-27 Thursday"]);
        check("November 27, 2025 (Thursday)", &["2025-11-27 Thursday"]);
        check("27 November 2025, Thursday", &["2025-11-27 Thursday"]);
        check("2025-11-27, 2025/11/28 and 29.11.2025", &["2025-11-27", "2025-11-28", "2025-11-29"]);
        check("in 2025年11月27日 and 2025년 11월 28일", &["2025-11-27", "2025-11-28"]);
        check("no figure at all in November", &[]);
    }

    #[test]
    fn a_date_covers_the_words_it_is_made_of() {
        let text = "It was Thursday, Nov. 27, 2025; rain.";
        let found = mentions(text, AMERICAN);
        let covered: Vec<&str> = found.iter().map(|it| &text[it.start..it.end]).collect();
        assert_eq!(covered, ["Thursday, Nov. 27, 2025"]);
        let text = "On 27 November. Rain on 28 Nov. too";
        let found = mentions(text, AMERICAN);
        let covered: Vec<&str> = found.iter().map(|it| &text[it.start..it.end]).collect();
        assert_eq!(covered, ["27 November", "28 Nov."]);
    }

    #[test]
    fn figures_that_are_no_dates_are_passed_over() {
        for text in [
            "shares fell to 27.11 from 3.5",
            "version 1.2.2025.4",
            "at 12:30:45 on the clock",
            "it costs $27 November prices",
            "Nov. 27.5 per cent",
            "November 27% of them",
            "November 27:30",
            "31.11.2025",
            "30/02/2025",
            "13/13/2025",
            "May 32",
            "32 May 2025",
            "27/11",
            "1/2 of it",
            "999999999999-11-27",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn the_order_is_that_of_the_country_where_figures_do_not_show_it() {
        for (text, american, british) in [
            ("03/04/2025", "2025-03-04", "2025-04-03"),
            ("03-04-2025", "2025-03-04", "2025-04-03"),
            ("03.04.2025", "2025-04-03", "2025-04-03"),
            ("13/04/2025", "2025-04-13", "2025-04-13"),
            ("04/13/2025", "2025-04-13", "2025-04-13"),
            ("12/12/2025", "2025-12-12", "2025-12-12"),
        ] {
            assert_eq!(found(text, AMERICAN), [american], "{text}");
            assert_eq!(found(text, BRITISH), [british], "{text}");
        }
    }

    #[test]
    fn two_figures_are_a_year_around_the_turn_of_the_century() {
        check("11/27/69", &["2069-11-27"]);
        check("11/27/70", &["1970-11-27"]);
        check("27.11.25", &["2025-11-27"]);
        // Behind dashes such figures are anything.
        check("it was 11-27-25 there", &[]);
    }

    #[test]
    fn years_have_four_figures_and_begin_with_the_thousands() {
        check("27 November 1000", &["1000-11-27"]);
        check("27 November 2999", &["2999-11-27"]);
        check("27 November 3000", &["?-11-27"]);
        check("27 November 0999", &["?-11-27"]);
        // A clock time is no year.
        check("27 November 2025:30", &["?-11-27"]);
    }

    #[test]
    fn months_that_are_other_words_count_with_a_capital_only() {
        check("may 27 people leave", &[]);
        check("May 27", &["?-05-27"]);
        check("they march 27 miles", &[]);
        let french = DateReading::of(Language::from_tag("fr").unwrap(), false);
        assert_eq!(found("le 5 mars 2025", french), ["2025-03-05"]);
        check("5 mars 2025", &[]);
        // In a field the capital may be lost.
        let found = value("may 27, 2025", AMERICAN);
        assert!(
            matches!(found, Some(Value::Day { day, .. }) if day.to_string() == "2025-05-27"),
            "{found:?}"
        );
    }

    #[test]
    fn a_year_of_two_figures_is_a_year_where_nothing_else_is_counted() {
        for text in [
            "18 Nov 25",
            "18 Nov '25",
            "18 Nov ’25",
            "Nov 18 '25",
            "18-Nov-25",
            "18 Nov 25, 14:30",
            "18 Nov 25 14:30",
            "18 Nov 25 | Norvik",
            "11-18-25",
        ] {
            check(text, &["2025-11-18"]);
        }
        for text in
            ["on 18 Nov 25 people left", "18 Nov 25% of them", "18 Nov 25.5 million", "Nov 18, 25 of them"]
        {
            check(text, &["?-11-18"]);
        }
        check("the code 11-18-25 is", &[]);
        check("Page 3 of 5 November 18, 2025", &["2025-11-18"]);
    }

    #[test]
    fn a_day_of_the_week_may_stand_behind_and_a_time_between() {
        check("November 9, 2015 Monday", &["2015-11-09 Monday"]);
        check("Tue Nov 18 06:00:00 UTC 2025", &["2025-11-18 Tuesday"]);
        check("18 Kasım 2025 Salı", &["2025-11-18 Tuesday"]);
        // Without a year the day of the week may belong to the next words.
        check("November 9 Monday", &["?-11-09"]);
    }

    #[test]
    fn dates_are_read_in_many_languages() {
        for (language, text) in [
            ("fi", "tiistaina 18. marraskuuta 2025"),
            ("pl", "wtorek, 18 listopada 2025"),
            ("ru", "вторник, 18 ноября 2025"),
            ("cs", "úterý 18. listopadu 2025"),
            ("el", "Τρίτη 18 Νοεμβρίου 2025"),
            ("ar", "الثلاثاء ١٨ نوفمبر ٢٠٢٥"),
            ("ar", "18 تشرين الثاني 2025"),
            ("he", "יום שלישי, 18 בנובמבר 2025"),
            ("hi", "मंगलवार, 18 नवंबर 2025"),
            ("hi", "१८ नवंबर २०२५"),
            ("bn", "১৮ নভেম্বর, ২০২৫"),
            ("th", "18 พฤศจิกายน 2568"),
            ("th", "วันอังคารที่ 18 พฤศจิกายน พ.ศ. 2568"),
            ("th", "18/11/2568"),
            ("vi", "Thứ Ba, ngày 18 tháng 11 năm 2025"),
            ("fa", "سه‌شنبه ۲۷ آبان ۱۴۰۴"),
            ("fa", "۱۴۰۴/۰۸/۲۷"),
            ("fa", "۱۸ نوامبر ۲۰۲۵"),
            ("ja", "令和7年11月18日"),
            ("ja", "2025年11月18日(火)"),
            ("ja", "港は2025年11月18日に"),
            ("zh", "民國114年11月18日"),
            ("zh", "2025年11月18日 星期二"),
            ("ko", "2025년 11월 18일 화요일"),
            ("hu", "2025. november 18."),
            ("lt", "2025 m. lapkričio 18 d."),
            ("lv", "2025. gada 18. novembris"),
            ("ca", "18 de novembre del 2025"),
            ("tr", "18 Kasım 2025 Salı"),
            ("uk", "вівторок, 18 листопада 2025"),
            ("id", "Selasa, 18 November 2025"),
            ("sw", "18 Novemba 2025"),
        ] {
            let language = Language::from_tag(language).unwrap();
            let found = mentions(text, DateReading::of(language, false));
            let days: Vec<String> =
                found.iter().filter_map(Mention::stated).map(|it| it.to_string()).collect();
            assert_eq!(days, ["2025-11-18"], "{text}");
        }
        // Of the month of another language a year makes one.
        check("wtorek, 18 listopada 2025", &["2025-11-18 Tuesday"]);
        check("18 marraskuuta", &[]);
        let reiwa = DateReading::of(Language::from_tag("ja").unwrap(), false);
        assert_eq!(found("令和元年5月1日", reiwa), ["2019-05-01"]);
    }

    #[test]
    fn an_order_that_only_the_language_tells_is_in_doubt() {
        let doubt = |text: &str, reading| mentions(text, reading)[0].is_in_doubt;
        assert!(doubt("03/04/2025", AMERICAN) && doubt("03/04/2025", BRITISH));
        for text in ["13/04/2025", "04/13/2025", "03/03/2025", "03.04.2025", "2025/03/04"] {
            assert!(!doubt(text, AMERICAN), "{text}");
        }
        // The third of April 2025 was a Thursday, the fourth of March a Tuesday.
        for reading in [AMERICAN, BRITISH] {
            assert_eq!(found("Thursday, 03/04/2025", reading), ["2025-04-03 Thursday"]);
            assert_eq!(found("Tuesday, 03/04/2025", reading), ["2025-03-04 Tuesday"]);
            assert!(!doubt("Tuesday, 03/04/2025", reading));
        }
    }

    #[test]
    fn a_field_gives_a_day_and_where_it_can_the_instant() {
        let of = |text: &str| match value(text, AMERICAN)? {
            Value::Day { day, instant, .. } => Some((day, instant)),
            Value::Open(_) => None,
        };
        let day = Day::new(2025, 11, 27).unwrap();
        let at = |offset: i16| Instant::new(1_764_201_600, offset);
        assert_eq!(of(" 2025-11-27T00:00:00Z "), Some((day, at(0))));
        assert_eq!(of("Thu, 27 Nov 2025 01:00:00 +0100"), Some((day, at(60))));
        assert_eq!(of("Nov. 27, 2025 3:15 pm"), Some((day, None)));
        assert_eq!(of("1764201600"), Some((day, at(0))));
        assert_eq!(of(""), None);
        assert_eq!(of("yesterday"), None);
        let padded = |length: usize| format!("27 Nov 2025{}x", " ".repeat(length - 12));
        assert_eq!(of(&padded(200)), Some((day, None)));
        assert_eq!(of(&padded(201)), None);
    }
}
