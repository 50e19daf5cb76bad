//! What the columns of a table hold, told by their names.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::field::{FIELDS, Field, ranked};
use crate::readers::reader::Outcome;
use crate::record::{Content, RejectReason};

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// The key of a record for each column; the column's own name where it is not known.
    keys: Vec<String>,
    /// The columns of days.
    days: Vec<usize>,
    order: DayOrder,
}

/// How days such as 03/05/2024 are written in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DayOrder {
    /// No day tells: the language of each article decides.
    Unknown,
    DayFirst,
    MonthFirst,
}

/// How many of the first rows may stand above the header.
pub(super) const ABOVE: usize = 20;

impl Columns {
    /// The columns by the first rows of a table, and which of them is the header: the first in which two names are known,
    /// of a title or a text one. The user's names are known too.
    pub(super) fn find(rows: &[Vec<String>], mapped: &[String]) -> Option<(usize, Columns)> {
        let at = rows.iter().take(ABOVE).position(|row| is_header(row, mapped))?;
        let keys: Vec<String> = rows[at].iter().map(|name| key(name, mapped)).collect();
        let is_day = |key: &String| meaning(key) == Some(Field::Date) || meaning(key) == Some(Field::Updated);
        let days: Vec<usize> =
            keys.iter().enumerate().filter(|(_, key)| is_day(key)).map(|(at, _)| at).collect();
        let order =
            day_order(rows[at + 1..].iter().flat_map(|row| days.iter().filter_map(|it| row.get(*it))));
        Some((at, Columns { keys, days, order }))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The record of a row.
    pub(super) fn record(&self, cells: impl IntoIterator<Item = String>, is_partial: bool) -> Outcome {
        let mut record = serde_json::Map::new();
        for (at, cell) in cells.into_iter().enumerate() {
            let Some(key) = self.keys.get(at).filter(|key| !key.is_empty()) else { continue };
            if cell.trim().is_empty() || record.contains_key(key) {
                continue;
            }
            let cell = if self.days.contains(&at) { iso(&cell, self.order).unwrap_or(cell) } else { cell };
            record.insert(key.clone(), cell.into());
        }
        if is_partial {
            record.insert("partial".to_owned(), true.into());
        }
        if record.is_empty() {
            return Err(RejectReason::Empty);
        }
        Ok((Content::Json(serde_json::Value::Object(record).to_string().into_bytes()), Vec::new()))
    }
}

/// That no column is known, and which there are.
pub(super) fn none_known(rows: &[Vec<String>]) -> RejectReason {
    let named = rows.iter().find(|row| row.iter().filter(|it| !it.trim().is_empty()).count() > 1);
    let names: Vec<&str> = named
        .or(rows.first())
        .into_iter()
        .flatten()
        .map(|it| it.trim())
        .filter(|it| !it.is_empty())
        .collect();
    let shown: Vec<String> =
        names.iter().take(12).map(|it| format!("`{}`", it.chars().take(40).collect::<String>())).collect();
    let more = if names.len() > shown.len() { ", …" } else { "" };
    let message = format!(
        "none of the columns is known as text ({}{more}); name it with --map text=COLUMN",
        shown.join(", ")
    );
    RejectReason::NoColumns { message }
}

fn is_header(row: &[String], mapped: &[String]) -> bool {
    let known: Vec<Field> = row.iter().filter_map(|name| meaning(name)).collect();
    let is_mapped = row.iter().any(|name| mapped.iter().any(|it| it == name.trim()));
    let is_told = known.iter().any(|field| matches!(field, Field::Title | Field::Body));
    is_mapped || (known.len() >= 2 && is_told)
}

/// The key of a record for a column of this name.
fn key(name: &str, mapped: &[String]) -> String {
    let name = name.trim();
    if mapped.iter().any(|it| it == name) || KEYS.contains_key(folded(name).as_str()) {
        return name.to_owned();
    }
    NAMES.get(name.to_lowercase().as_str()).map_or(name, |key| key).to_owned()
}

fn meaning(name: &str) -> Option<Field> {
    let name = name.trim();
    let by_key = KEYS.get(folded(name).as_str()).copied();
    by_key.or_else(|| match *NAMES.get(name.to_lowercase().as_str())? {
        "text" => Some(Field::Body),
        key => Field::from_name(key),
    })
}

fn folded(name: &str) -> String {
    name.chars().filter(|it| !matches!(it, '_' | '-' | ' ' | ':')).flat_map(char::to_lowercase).collect()
}

/// The fields by the keys of records, folded.
static KEYS: LazyLock<HashMap<&'static str, Field>> = LazyLock::new(|| {
    // Of a key that stands in two rows the first holds.
    let rows = FIELDS.iter().rev();
    rows.flat_map(|row| ranked(row.keys).map(|(key, _)| (key, row.field))).collect()
});

/// The keys of records by the names of columns.
static NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../data/columns.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.nth(1)?))
    });
    rows.flat_map(|(key, names)| names.split(", ").map(move |name| (name, key))).collect()
});

/// How the days of a column are written: a number above 12 decides.
fn day_order<'a>(days: impl Iterator<Item = &'a String>) -> DayOrder {
    for day in days {
        if let Some((first, second, _)) = figures(day) {
            match (first > 12, second > 12) {
                (true, false) => return DayOrder::DayFirst,
                (false, true) => return DayOrder::MonthFirst,
                _ => {}
            }
        }
    }
    DayOrder::Unknown
}

/// The figures of a day such as `03/05/2024` or `05.03.2024 18:57`.
fn figures(day: &str) -> Option<(u32, u32, u32)> {
    let date = day.split_whitespace().next()?;
    let mut parts = date.split(['/', '.', '-']);
    let mut part = || parts.next()?.parse::<u32>().ok();
    let figures = (part()?, part()?, part()?);
    (parts.next().is_none() && figures.2 >= 1000 && figures.0 <= 31 && figures.1 <= 31).then_some(figures)
}

/// A day in figures as ISO 8601 writes it. With dots between the figures the day is first.
fn iso(day: &str, order: DayOrder) -> Option<String> {
    let (first, second, year) = figures(day.trim())?;
    let has_dots = day.split_whitespace().next()?.contains('.');
    let (month, date) = match order {
        DayOrder::MonthFirst => (first, second),
        DayOrder::DayFirst => (second, first),
        DayOrder::Unknown if has_dots => (second, first),
        DayOrder::Unknown => return None,
    };
    let time = day
        .trim()
        .split_once(char::is_whitespace)
        .map_or(String::new(), |(_, time)| format!(" {}", time.trim()));
    (1..=12).contains(&month).then(|| format!("{year:04}-{month:02}-{date:02}{time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect()
    }

    fn record(text: &str, mapped: &[&str]) -> String {
        let rows = rows(text);
        let mapped: Vec<String> = mapped.iter().map(|it| (*it).to_owned()).collect();
        let Some((at, columns)) = Columns::find(&rows, &mapped) else { return "none".to_owned() };
        match columns.record(rows[at + 1].clone(), false) {
            Ok((Content::Json(bytes), _)) => String::from_utf8(bytes).unwrap(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn columns_are_known_in_many_languages() {
        let english = record("id;Title;Publication date;Full text\n1;T;2024-03-05;Body", &[]);
        assert_eq!(english, r#"{"Full text":"Body","Publication date":"2024-03-05","Title":"T","id":"1"}"#);
        let german = record("Nr;Titel;Datum;Quelle;Text\n1;T;05.03.2024;Bote;Body", &[]);
        assert_eq!(german, r#"{"Text":"Body","date":"2024-03-05","id":"1","source":"Bote","title":"T"}"#);
        assert_eq!(record("a;b\n1;2", &[]), "none");
        assert_eq!(record("a;b\n1;2", &["b"]), r#"{"a":"1","b":"2"}"#);
    }

    #[test]
    fn lines_may_stand_above_the_header() {
        let found = record("Export of the archive\n\nTitle;Text\nT;Body", &[]);
        assert_eq!(found, r#"{"Text":"Body","Title":"T"}"#);
    }

    #[test]
    fn a_day_above_twelve_decides_for_its_column() {
        let with = |other: &str| record(&format!("Title;Date;Text\nT;03/05/2024;B\nT;{other};B"), &[]);
        assert!(with("25/05/2024").contains("2024-05-03"));
        assert!(with("05/25/2024").contains("2024-03-05"));
        assert!(with("04/05/2024").contains("03/05/2024"), "nothing decides");
    }

    #[test]
    fn a_table_of_unknown_columns_names_them() {
        let reason = none_known(&rows("alpha;beta\n1;2")).to_string();
        assert!(reason.starts_with("no-columns: ") && reason.contains("`alpha`, `beta`"), "{reason}");
    }
}
