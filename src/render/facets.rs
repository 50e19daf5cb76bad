//! Facet counts for people: numbers with bars, side by side where they fit.

use std::io::{self, Write};

use crate::render::screen::{Ink, Screen, fit, safe, tabled, width};
use crate::search::{Count, FacetCounts};

/// The widest a bar gets, in columns.
const LONGEST_BAR: usize = 24;
/// The widest a value gets before it is cut.
const LONGEST_VALUE: usize = 30;
/// Columns between two facets that stand side by side.
const GAP: usize = 4;
/// The longest gap that is told, in days, months or years.
const MOST_STEPS_OF_A_GAP: usize = 100_000;

/// Writes the counts: in columns where the terminal has room for them, else one below the
/// other. A day, month or year without articles between two with some is shown as 0; a facet that counts
/// nothing is left out.
pub fn write_facets(facets: &[FacetCounts], screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let tables: Vec<Table> = facets.iter().map(Table::of).filter(|it| !it.rows.is_empty()).collect();
    let Some(limit) = screen.width else {
        for (at, table) in tables.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            write_block(std::slice::from_ref(table), 0, screen, out)?;
        }
        return Ok(());
    };
    let mut rest = tables.as_slice();
    while !rest.is_empty() {
        let beside = (1..=rest.len()).rev().find(|&n| bar_room(&rest[..n], limit).is_some()).unwrap_or(1);
        let bar = bar_room(&rest[..beside], limit).unwrap_or(0);
        write_block(&rest[..beside], bar, screen, out)?;
        rest = &rest[beside..];
        if !rest.is_empty() {
            writeln!(out)?;
        }
    }
    Ok(())
}

/// The columns that are left for each bar when these tables stand side by side; `None` when
/// they do not fit with bars of at least 8 columns.
fn bar_room(tables: &[Table], limit: usize) -> Option<usize> {
    let taken: usize = tables.iter().map(|it| it.width_without_bar() + 2).sum();
    let room = limit.checked_sub(taken + GAP * (tables.len() - 1))? / tables.len();
    (room >= 8).then_some(room.min(LONGEST_BAR))
}

struct Table {
    heading: &'static str,
    rows: Vec<(String, Count)>,
    more: Option<String>,
    value_width: usize,
    count_width: usize,
    most: u64,
}

impl Table {
    fn of(counts: &FacetCounts) -> Table {
        let mut rows: Vec<(String, Count)> = counts
            .values
            .iter()
            .map(|(value, count)| (fit(&safe(value), LONGEST_VALUE).into_owned(), *count))
            .collect();
        if let Some(complete) = with_gaps(counts) {
            rows = complete;
        }
        let shown = counts.values.len() as u64;
        let more = counts.distinct.number().checked_sub(shown).filter(|it| *it > 0);
        let more = more.map(|more| format!("… {} more", tabled(Count::of(more, counts.distinct.is_exact()))));
        if counts.unknown.number() > 0 {
            rows.push(("unknown".to_owned(), counts.unknown));
        }
        let value_width =
            rows.iter().map(|row| width(&row.0)).max().unwrap_or(0).max(more.as_deref().map_or(0, width));
        let count_width = rows.iter().map(|row| tabled(row.1).len()).max().unwrap_or(0);
        let most = rows.iter().map(|row| row.1.number()).max().unwrap_or(0);
        Table { heading: counts.facet.as_str(), rows, more, value_width, count_width, most }
    }

    fn width_without_bar(&self) -> usize {
        (2 + self.value_width + 2 + self.count_width).max(self.heading.len())
    }
}

fn write_block(tables: &[Table], bar: usize, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let height = tables.iter().map(|it| it.rows.len() + usize::from(it.more.is_some())).max().unwrap_or(0);
    for line in 0..=height {
        let mut text = String::new();
        let mut missing = 0;
        for table in tables {
            let (cell, cell_width) = cell(table, line, bar, screen);
            if cell_width > 0 {
                text.extend(std::iter::repeat_n(' ', missing));
                text.push_str(&cell);
                missing = 0;
            }
            missing += table.width_without_bar() + 2 + bar + GAP - cell_width;
        }
        writeln!(out, "{text}")?;
    }
    Ok(())
}

/// A cell and its width in columns, at most that of its table with a bar.
fn cell(table: &Table, line: usize, bar: usize, screen: &Screen) -> (String, usize) {
    if line == 0 {
        return (screen.paint(Ink::Name, table.heading), table.heading.len());
    }
    let Some((value, count)) = table.rows.get(line - 1) else {
        return match &table.more {
            Some(more) if line - 1 == table.rows.len() => {
                (format!("  {}", screen.paint(Ink::Quiet, more)), 2 + width(more))
            }
            Some(_) | None => (String::new(), 0),
        };
    };
    let pad = " ".repeat(table.value_width - width(value));
    let mut text = format!("  {value}{pad}  {:>1$}", tabled(*count), table.count_width);
    let mut cell_width = 2 + table.value_width + 2 + table.count_width;
    let blocks = bar_of(count.number(), table.most, bar);
    if !blocks.is_empty() {
        text.push_str("  ");
        text.push_str(&screen.paint(Ink::Bar, &blocks));
        cell_width += 2 + width(&blocks);
    }
    (text, cell_width)
}

/// A bar of at most `room` columns, in eighths of a column; a count above 0 has at least one eighth.
fn bar_of(count: u64, most: u64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if most == 0 || count == 0 || room == 0 {
        return String::new();
    }
    let eighths = u128::from(count) * (room as u128 * 8) / u128::from(most);
    let eighths = usize::try_from(eighths).unwrap_or(0).max(1);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// Days, months or years with those between them that have no article; several of these in a row share a line.
fn with_gaps(counts: &FacetCounts) -> Option<Vec<(String, Count)>> {
    let period = counts.facet.period()?;
    // Values that are not all there cannot have their gaps told from those left out.
    if counts.distinct.number() > counts.values.len() as u64 {
        return None;
    }
    let mut rows: Vec<(String, Count)> = Vec::new();
    let mut last: Option<&str> = None;
    for (value, count) in &counts.values {
        if let Some(from) = last.map(|last| period.next_label(last)) {
            let first = from?;
            let mut end = first.clone();
            let mut steps = 0;
            loop {
                let next = period.next_label(&end)?;
                if next >= *value {
                    break;
                }
                end = next;
                steps += 1;
                if steps > MOST_STEPS_OF_A_GAP {
                    return None;
                }
            }
            let none = Count::of(0, counts.unknown.is_exact());
            if first < *value {
                let label = if end == first { first } else { format!("{first} to {end}") };
                rows.push((label, none));
            }
        }
        rows.push((value.clone(), *count));
        last = Some(value);
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::screen::{Colours, Links};
    use crate::search::Facet;

    fn counts(facet: Facet, values: &[(&str, u64)], unknown: u64) -> FacetCounts {
        let values: Vec<_> =
            values.iter().map(|(value, count)| ((*value).to_owned(), (*count).into())).collect();
        let distinct = (values.len() as u64).into();
        FacetCounts { facet, values, unknown: unknown.into(), distinct }
    }

    #[track_caller]
    fn check(facets: &[FacetCounts], width: Option<usize>, expected: &str) {
        let screen = Screen { colours: Colours::Off, links: Links::Off, width };
        let mut out = Vec::new();
        write_facets(facets, &screen, &mut out).expect("a vector takes everything");
        let seen = String::from_utf8(out).expect("text");
        assert_eq!(seen, expected, "\n{seen}");
        assert!(width.is_none_or(|limit| seen.lines().all(|line| super::width(line) <= limit)));
    }

    #[test]
    fn facets_stand_side_by_side_where_they_fit() {
        let facets = [
            counts(Facet::SOURCE, &[("Reuters", 412), ("Morning Ledger", 97)], 12),
            counts(Facet::MONTH, &[("2025-09", 31), ("2025-11", 372)], 0),
        ];
        check(
            &facets,
            Some(80),
            "\
source                                       date:month
  Reuters         412  ██████████████████      2025-09   31  █▌
  Morning Ledger   97  ████▏                   2025-10    0
  unknown          12  ▌                       2025-11  372  ██████████████████
",
        );
    }

    #[test]
    fn periods_without_an_article_share_a_line() {
        let years = [("1990", 1), ("2024", 3), ("2025", 2), ("2027", 1)];
        check(
            &[counts(Facet::YEAR, &years, 0)],
            None,
            "date:year\n  1990          1\n  1991 to 2023  0\n  2024          3\n  2025          2\n  2026          0\n  2027          1\n",
        );
        let months = [("2024-11", 1), ("2025-02", 1)];
        check(
            &[counts(Facet::MONTH, &months, 0)],
            None,
            "date:month\n  2024-11             1\n  2024-12 to 2025-01  0\n  2025-02             1\n",
        );
    }

    #[test]
    fn without_a_terminal_there_are_the_same_words_and_no_bars() {
        let facets = [counts(Facet::LANGUAGE, &[("en", 2)], 0), counts(Facet::YEAR, &[("2025", 1_000)], 1)];
        check(&facets, None, "language\n  en  2\n\ndate:year\n  2025     1,000\n  unknown      1\n");
    }

    #[test]
    fn values_left_out_are_counted_and_escapes_are_not_obeyed() {
        let mut facet = counts(Facet::from_word("author").expect("a facet"), &[("A\x1b[31m", 1)], 0);
        facet.distinct = 1_205.into();
        check(&[facet], None, "author\n  A\u{fffd}[31m        1\n  … 1,204 more\n");
    }

    #[test]
    fn a_few_among_many_still_have_a_bar() {
        assert_eq!(bar_of(1, 1_000_000, 10), "▏");
        assert_eq!(bar_of(u64::MAX, u64::MAX, 3), "███");
        assert_eq!(bar_of(0, 5, 10), "");
    }
}
