//! The words of the calendar in the languages of the news.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use rustc_hash::FxHashMap;

use crate::article::Language;
use crate::extract::lists::rows;
use crate::extract::tokens::{Kind, Token, folded, tokens};

/// When a word for a month counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Wherever it stands.
    Always,
    /// With a capital, as English writes it: `may` and `march` are other words.
    Capital,
    /// In a text of these languages only, which are parted by commas: elsewhere it is another word.
    In(&'static str),
    /// In a text of these languages, and in others where the date has its year.
    Dated(&'static str),
}

/// A calendar by whose months days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    Gregorian,
    /// The solar calendar of Iran and Afghanistan.
    Jalali,
}

/// A word for a month or a day of the week in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CalendarWord {
    /// Of the month, or of the day: Monday is 1.
    pub(super) number: i8,
    pub(super) calendar: Calendar,
    /// Whether it counts only in a date that has its year.
    pub(super) needs_year: bool,
    /// How many pieces it has.
    pub(super) pieces: usize,
}

struct Row {
    /// The pieces behind the first one.
    rest: Vec<String>,
    number: i8,
    calendar: Calendar,
    when: Use,
}

/// The rows by their first piece, those of more pieces first.
type Words = FxHashMap<String, Vec<Row>>;

fn add(words: &mut Words, number: &str, word: &str, calendar: Calendar, when: Use) {
    let number = number.parse().expect("a number of the calendar");
    let pieces: Vec<String> = tokens(word).iter().map(|it| folded(it.text)).collect();
    let Some((first, rest)) = pieces.split_first() else { return };
    let rows = words.entry(first.clone()).or_default();
    rows.push(Row { rest: rest.to_vec(), number, calendar, when });
    rows.sort_by_key(|row| std::cmp::Reverse(row.rest.len()));
}

/// What CLDR has, but for the words of which the files written by hand say when they count.
fn add_general(words: &mut Words, kind: &str) {
    let by_hand: Vec<String> = words
        .iter()
        .filter(|(_, rows)| rows.iter().any(|it| it.rest.is_empty()))
        .map(|(word, _)| word.clone())
        .collect();
    for [is, number, word, languages, when] in rows(include_str!("data/calendar.tsv")) {
        if is != kind {
            continue;
        }
        // English has its rules by hand, and so has every word of theirs outside of its languages.
        let is_general = when == "any" && !by_hand.iter().any(|it| *it == folded(word));
        let when = if is_general { Use::Dated(languages) } else { Use::In(languages) };
        add(words, number, word, Calendar::Gregorian, when);
    }
}

static MONTHS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for [number, word, when] in rows(include_str!("data/months.tsv")) {
        let when = match when {
            "always" => Use::Always,
            "capital" => Use::Capital,
            language => Use::In(language),
        };
        add(&mut words, number, word, Calendar::Gregorian, when);
    }
    for [number, word] in rows(include_str!("data/jalali.tsv")) {
        add(&mut words, number, word, Calendar::Jalali, Use::In("fa,ps,ku"));
    }
    add_general(&mut words, "month");
    words
});

static WEEKDAYS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for [number, word] in rows(include_str!("data/weekdays.tsv")) {
        add(&mut words, number, word, Calendar::Gregorian, Use::Always);
    }
    add_general(&mut words, "weekday");
    words
});

fn word_at(
    words: &Words,
    tokens: &[Token<'_>],
    at: usize,
    language: Language,
    capital: bool,
) -> Option<CalendarWord> {
    let first = tokens.get(at).filter(|it| it.kind == Kind::Word && it.text.len() <= 48)?;
    let rows = words.get(folded(first.text).as_str())?;
    let is_of = |languages: &str| languages.split(',').any(|code| code == language.code());
    let has_capital = capital || first.text.starts_with(char::is_uppercase);
    let fits = |row: &&Row| {
        let mut rest = row.rest.iter().enumerate();
        let is_here = rest.all(|(behind, piece)| {
            tokens.get(at + 1 + behind).is_some_and(|it| it.text == piece || folded(it.text) == *piece)
        });
        is_here
            && match row.when {
                Use::Always | Use::Dated(_) => true,
                Use::Capital => has_capital,
                // English writes all of them with capitals.
                Use::In(languages) => is_of(languages) && (has_capital || language != Language::ENGLISH),
            }
    };
    // A word of the text's own language goes before the same one of another.
    let own = |row: &&Row| matches!(row.when, Use::In(languages) | Use::Dated(languages) if is_of(languages));
    let row = rows.iter().filter(fits).find(own).or_else(|| rows.iter().find(fits))?;
    let needs_year = matches!(row.when, Use::Dated(languages) if !is_of(languages));
    Some(CalendarWord { number: row.number, calendar: row.calendar, needs_year, pieces: 1 + row.rest.len() })
}

/// The month at a place of a text. `is_field`: the capitals of its words may be lost.
pub(super) fn month_at(
    tokens: &[Token<'_>],
    at: usize,
    language: Language,
    is_field: bool,
) -> Option<CalendarWord> {
    word_at(&MONTHS, tokens, at, language, is_field || language != Language::ENGLISH)
}

/// Whether a text is a word for a month and nothing else, in whatever letters.
#[cfg(any(feature = "html", test))]
pub(super) fn is_month(text: &str) -> bool {
    let tokens = tokens(text);
    text.len() <= 48
        && month_at(&tokens, 0, Language::ENGLISH, true)
            .is_some_and(|it| it.pieces == tokens.len() && !it.needs_year)
}

/// The day of the week at a place of a text.
pub(super) fn weekday_at(
    tokens: &[Token<'_>],
    at: usize,
    language: Language,
) -> Option<(Weekday, CalendarWord)> {
    let found = word_at(&WEEKDAYS, tokens, at, language, true)?;
    Some((Weekday::from_monday_one_offset(found.number).ok()?, found))
}

/// The day of the week that a text is, and nothing else.
pub(super) fn weekday(text: &str, language: Language) -> Option<Weekday> {
    if text.len() > 48 {
        return None;
    }
    let tokens = tokens(text);
    let (day, found) = weekday_at(&tokens, 0, language)?;
    (found.pieces == tokens.len() && !found.needs_year).then_some(day)
}

/// The seconds that a zone is ahead of universal time, for names that mean one zone only.
pub(super) fn zone(word: &str) -> Option<i64> {
    static ZONES: LazyLock<FxHashMap<&str, i64>> = LazyLock::new(|| {
        let minutes = |it: &str| it.parse::<i64>().expect("minutes") * 60;
        rows(include_str!("data/zones.tsv")).map(|[name, ahead]| (name, minutes(ahead))).collect()
    });
    ZONES.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(word: &str, language: &str) -> Option<(i8, bool)> {
        let language = Language::from_tag(language).expect("a language");
        month_at(&tokens(word), 0, language, false).map(|it| (it.number, it.needs_year))
    }

    #[test]
    fn every_month_and_every_day_has_its_words() {
        for (word, number) in [("January", 1), ("märz", 3), ("травня", 5), ("décembre", 12), ("DÉCEMBRE", 12)]
        {
            assert_eq!(month(word, "en"), Some((number, false)), "{word}");
        }
        for (word, language, number) in [
            ("marraskuuta", "fi", 11),
            ("listopada", "pl", 11),
            ("listopada", "hr", 10),
            ("नवंबर", "hi", 11),
            ("พฤศจิกายน", "th", 11),
            ("พ.ย.", "th", 11),
            ("نوفمبر", "ar", 11),
            ("نوامبر", "fa", 11),
            ("آبان", "fa", 8),
            ("בנובמבר", "he", 11),
            ("tháng 11", "vi", 11),
            ("Νοεμβρίου", "el", 11),
            ("d’octubre", "ca", 10),
        ] {
            assert_eq!(month(word, language), Some((number, false)), "{word}");
        }
        assert_eq!(month("may", "en"), None);
        assert_eq!(month("May", "en"), Some((5, false)));
        assert_eq!(month("mars", "en"), None);
        assert_eq!(month("mars", "nb"), Some((3, false)));
        // In another language it takes a year to make them months.
        assert_eq!(month("augusta", "en"), Some((8, true)));
        assert_eq!(month("smarch", "en"), None);
        for (word, day) in
            [("monday", Weekday::Monday), ("mercredi", Weekday::Wednesday), ("неділя", Weekday::Sunday)]
        {
            assert_eq!(weekday(word, Language::ENGLISH), Some(day), "{word}");
        }
        for word in ["day", "china", "monday morning"] {
            assert_eq!(weekday(word, Language::ENGLISH), None, "{word}");
        }
        let vietnamese = Language::from_tag("vi").expect("a language");
        assert_eq!(weekday("Thứ Ba", vietnamese), Some(Weekday::Tuesday));
    }

    #[test]
    fn the_files_hold_what_they_should() {
        let (mut months, mut days) = ([0; 12], [0; 7]);
        for [number, word, when] in rows(include_str!("data/months.tsv")) {
            assert_eq!(word, word.to_lowercase());
            assert!(when == "always" || when == "capital" || when.len() == 2, "{word}: {when}");
            months[number.parse::<usize>().unwrap() - 1] += 1;
        }
        for [number, word] in rows(include_str!("data/weekdays.tsv")) {
            assert_eq!(word, word.to_lowercase());
            days[number.parse::<usize>().unwrap() - 1] += 1;
        }
        assert!(months.iter().chain(&days).all(|words| *words >= 12), "{months:?} {days:?}");
        for [kind, number, word, languages, when] in rows(include_str!("data/calendar.tsv")) {
            assert!((1..=12).contains(&number.parse::<i8>().unwrap()) && matches!(kind, "month" | "weekday"));
            assert!(matches!(when, "any" | "-"), "{word}");
            assert!(
                languages.split(',').all(|code| code.len() == 2 || code.len() == 3),
                "{word}: {languages}"
            );
        }
    }

    #[test]
    fn a_zone_is_ahead_of_universal_time_or_behind_it() {
        assert_eq!(zone("CET"), Some(3600));
        assert_eq!(zone("EST"), Some(-5 * 3600));
        assert_eq!(zone("Z"), Some(0));
        assert_eq!(zone("IST"), None);
    }
}
