//! The words of the calendar in the languages of the news.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use rustc_hash::FxHashMap;

use crate::extract::lists::rows;

/// When a word for a month counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Wherever it stands.
    Always,
    /// With a capital, as English writes it: `may` and `march` are other words.
    Capital,
    /// In a text of this language only: elsewhere it is another word.
    In(&'static str),
}

impl Use {
    fn read(column: &'static str) -> Use {
        match column {
            "always" => Use::Always,
            "capital" => Use::Capital,
            language => Use::In(language),
        }
    }
}

/// The month of a word, and when it counts. The word is in lower case and without its dot.
pub(super) fn month(word: &str) -> &'static [(i8, Use)] {
    static BY_WORD: LazyLock<FxHashMap<&str, Vec<(i8, Use)>>> = LazyLock::new(|| {
        let mut by_word: FxHashMap<&str, Vec<(i8, Use)>> = FxHashMap::default();
        for [number, word, when] in rows(include_str!("data/months.tsv")) {
            let number = number.parse().expect("the number of a month");
            by_word.entry(word).or_default().push((number, Use::read(when)));
        }
        by_word
    });
    BY_WORD.get(word).map_or(&[], Vec::as_slice)
}

/// The day of the week of a word in lower case and without its dot.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    static BY_WORD: LazyLock<FxHashMap<&str, Weekday>> = LazyLock::new(|| {
        let day = |number: &str| {
            let number = number.parse().expect("the number of a day");
            Weekday::from_monday_one_offset(number).expect("a week has seven days")
        };
        rows(include_str!("data/weekdays.tsv")).map(|[number, word]| (word, day(number))).collect()
    });
    BY_WORD.get(word).copied()
}

/// The seconds that a zone is ahead of universal time, for names that mean one zone only.
pub(super) fn zone(word: &str) -> Option<i64> {
    let hours = match word {
        "Z" | "UTC" | "GMT" | "UT" | "WET" => 0,
        "CET" | "WEST" | "MEZ" => 1,
        "CEST" | "MESZ" | "EET" | "CAT" => 2,
        "EEST" | "MSK" | "TRT" => 3,
        "HKT" | "SGT" | "AWST" => 8,
        "JST" | "KST" => 9,
        "AEST" => 10,
        "AEDT" => 11,
        "EST" => -5,
        "EDT" => -4,
        "CDT" => -5,
        "MST" => -7,
        "MDT" => -6,
        "PST" => -8,
        "PDT" => -7,
        // IST, BST and CST are three zones each.
        _ => return None,
    };
    Some(hours * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_and_every_day_has_its_words() {
        for (word, number) in [("january", 1), ("märz", 3), ("травня", 5), ("décembre", 12)] {
            assert_eq!(month(word).first().map(|(month, _)| *month), Some(number), "{word}");
        }
        assert_eq!(month("may"), [(5, Use::Capital)]);
        assert_eq!(month("mars"), [(3, Use::In("fr")), (3, Use::In("sv")), (3, Use::In("nb"))]);
        assert_eq!(month("smarch"), []);
        for (word, day) in
            [("monday", Weekday::Monday), ("mercredi", Weekday::Wednesday), ("неділя", Weekday::Sunday)]
        {
            assert_eq!(weekday(word), Some(day), "{word}");
        }
        assert_eq!(weekday("day"), None);
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
    }

    #[test]
    fn a_zone_is_ahead_of_universal_time_or_behind_it() {
        assert_eq!(zone("CET"), Some(3600));
        assert_eq!(zone("EST"), Some(-5 * 3600));
        assert_eq!(zone("Z"), Some(0));
        assert_eq!(zone("IST"), None);
    }
}
