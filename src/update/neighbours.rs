//! Days that are said without their year, told by the neighbours of their documents.
//!
//! A document's neighbours are the other documents of its file, or of its folder where it is a file of its own. A day
//! takes the one year in which a neighbour has a stated day within 31 days of it. Where the neighbours are of many
//! years, none of them tells anything. The result follows from the catalog alone.

use rustc_hash::FxHashMap;

use crate::date::{Day, OpenDay};
use crate::update::catalog::Catalog;
use crate::update::position::Position;
use crate::update::settings::{BULK, STREAM};

/// How far from the day a neighbour's may lie, in days.
const NEAR: i32 = 31;

/// Neighbours further away speak for a pile of many years, in days …
const FAR: i32 = 366;

/// … of which there may be one for so many that are nearer.
const NEARER: usize = 9;

/// The documents of a file or a folder.
#[derive(Default)]
struct Group {
    /// The days that are stated.
    days: Vec<i32>,
    /// The days without a year: the number of the record, the day, and the last one that it can be.
    open: Vec<(u32, OpenDay, Day)>,
}

/// The days that neighbours tell, by the number of the record among the articles of the catalog.
pub(super) fn told_days(catalog: &Catalog) -> FxHashMap<u32, Day> {
    let mut told = FxHashMap::default();
    if !catalog.files.values().any(|file| file.kinds().open) {
        return told;
    }
    let files = || catalog.files.iter().filter(|(path, _)| *path != STREAM && *path != BULK);
    let mut groups: FxHashMap<u64, Group> = FxHashMap::default();
    for (path, file) in files().filter(|(_, file)| file.kinds().open) {
        for (position, _) in file.articles().filter(|(_, article)| article.stated.open.is_some()) {
            groups.entry(group_of(path, &position)).or_default();
        }
    }
    let mut number = 0u32;
    for (path, file) in &catalog.files {
        let is_counted = path != STREAM && path != BULK;
        for (position, article) in file.articles() {
            let record = number;
            number += 1;
            if !is_counted {
                continue;
            }
            let Some(group) = groups.get_mut(&group_of(path, &position)) else { continue };
            if let Some(day) = article.stated.day {
                group.days.push(day);
            } else if let Some((open, latest)) = article.stated.open {
                group.open.push((record, open, latest));
            }
        }
    }
    for mut group in groups.into_values() {
        group.days.sort_unstable();
        for (record, open, latest) in &group.open {
            if let Some(day) = told_by(&group.days, *open).filter(|day| day <= latest) {
                told.insert(*record, day);
            }
        }
    }
    told
}

/// The hash of the path of the file or the folder whose documents are neighbours.
fn group_of(path: &str, position: &Position) -> u64 {
    let place = position.origin(path);
    let group = match place.record {
        Some(_) => place.path.as_str(),
        // A member of an archive is a neighbour of those beside it.
        None => place.path.rfind(['/', '!']).and_then(|at| place.path.get(..=at)).unwrap_or(""),
    };
    xxhash_rust::xxh3::xxh3_64(group.as_bytes())
}

/// The day that stated days, which are sorted, tell of one without a year.
fn told_by(days: &[i32], open: OpenDay) -> Option<Day> {
    let within = |day: i32, reach: i32| {
        let from = days.partition_point(|it| *it < day - reach);
        days.partition_point(|it| *it <= day + reach) - from
    };
    let year = |number: i32| Day::from_number(number).map(|day| day.date().year());
    let (first, last) = (year(*days.first()?)?, year(*days.last()?)?);
    let near = (first - 1..=last + 1)
        .filter(|year| open.in_year(*year).is_some_and(|it| within(it.number(), NEAR) > 0));
    let day = open.in_only_one(near)?;
    let nearer = within(day.number(), FAR);
    ((days.len() - nearer) * NEARER <= nearer).then_some(day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;

    use super::*;
    use crate::article::ArticleId;
    use crate::update::catalog::{ArticleRecord, FileRecords, Outcome, Record, Standing, Stated};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn numbers(days: &[&str]) -> Vec<i32> {
        days.iter().map(|it| day(it).number()).collect()
    }

    #[test]
    fn a_neighbour_tells_the_year_of_a_day_near_its_own() {
        let open = OpenDay::new(11, 27, None);
        let told = |days: &[&str]| told_by(&numbers(days), open).map(|it| it.to_string());
        assert_eq!(told(&["2025-11-28"]).as_deref(), Some("2025-11-27"));
        assert_eq!(told(&["2025-10-27", "2025-12-28"]).as_deref(), Some("2025-11-27"));
        assert_eq!(told(&["2025-10-26", "2025-12-29"]), None, "32 days");
        assert_eq!(told(&["2024-11-20", "2025-11-28"]), None, "two years");
        assert_eq!(told(&[]), None);
        // The turn of the year.
        let new_year = OpenDay::new(12, 31, None);
        assert_eq!(told_by(&numbers(&["2026-01-10"]), new_year), Some(day("2025-12-31")));
        // On its day of the week there is one year only.
        let thursday = OpenDay::new(11, 27, Some(Weekday::Thursday));
        assert_eq!(told_by(&numbers(&["2024-12-01", "2025-11-28"]), thursday), Some(day("2025-11-27")));
    }

    #[test]
    fn piles_of_many_years_tell_nothing() {
        let open = OpenDay::new(11, 27, None);
        let mut days = numbers(&["2012-03-01"]);
        days.extend(std::iter::repeat_n(day("2025-11-28").number(), 8));
        assert_eq!(told_by(&days, open), None);
        days.push(day("2025-11-28").number());
        assert_eq!(told_by(&days, open), Some(day("2025-11-27")));
    }

    fn file(articles: &[(Option<u64>, Stated)]) -> FileRecords {
        let mut file = FileRecords::default();
        for (number, stated) in articles {
            let (id, standing) = (ArticleId::new("a").unwrap(), Standing::First);
            let outcome =
                Outcome::Article(ArticleRecord { id, given: false, hash: 1, stated: *stated, standing });
            file.push(&Record { position: Position::numbered(*number), outcome });
        }
        file
    }

    /// A file and its records: the number of each, and what it states.
    type Read<'a> = (&'a str, &'a [(Option<u64>, Stated)]);

    #[test]
    fn neighbours_are_those_of_the_file_or_of_the_folder() {
        let stated = Stated { day: Some(day("2025-11-28").number()), ..Stated::default() };
        let late = day("2026-01-01");
        let open = Stated { open: Some((OpenDay::new(11, 27, None), late)), ..Stated::default() };
        let told = |files: &[Read<'_>]| {
            let mut catalog = Catalog::default();
            for (path, articles) in files {
                catalog.files.insert((*path).to_owned(), file(articles));
            }
            let mut records: Vec<u32> = told_days(&catalog).into_keys().collect();
            records.sort_unstable();
            records
        };
        assert_eq!(told(&[("news/a.txt", &[(None, stated)]), ("news/b.txt", &[(None, open)])]), [1]);
        assert!(told(&[("news/a.txt", &[(None, stated)]), ("old/b.txt", &[(None, open)])]).is_empty());
        assert_eq!(told(&[("a.txt", &[(None, stated)]), ("b.txt", &[(None, open)])]), [1]);
        let records: &[(Option<u64>, Stated)] = &[(Some(1), open), (Some(2), stated), (Some(3), open)];
        assert_eq!(told(&[("news/a.jsonl", records)]), [0, 2]);
        // A file of many documents is no neighbour of those beside it.
        assert!(told(&[("news/a.jsonl", &[(Some(1), stated)]), ("news/b.txt", &[(None, open)])]).is_empty());
        // It cannot be later than the day on which it was read.
        let early =
            Stated { open: Some((OpenDay::new(11, 27, None), day("2025-11-26"))), ..Stated::default() };
        assert!(told(&[("a.txt", &[(None, stated)]), ("b.txt", &[(None, early)])]).is_empty());
    }
}
