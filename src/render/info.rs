//! What is in an index, for people.

use std::io::{self, Write};

use crate::render::screen::{Ink, Screen, counted, fit, safe, thousands, width};
use crate::search::IndexInfo;

/// Writes a line for each figure and the most frequent sources, speakers and languages.
pub fn write_info(dir: &str, info: &IndexInfo, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let days = match info.days {
        Some((first, last)) => format!("{first} to {last}"),
        None => "unknown".to_owned(),
    };
    let lines = [
        ("index", safe(dir).into_owned()),
        ("articles", thousands(info.articles)),
        ("quotations", thousands(info.quotations)),
        ("days", with_unknown(days, info.undated, "undated")),
        (
            "sources",
            with_unknown(thousands(info.distinct_sources), info.unsourced, "articles of unknown source"),
        ),
        ("speakers", thousands(info.distinct_speakers)),
        ("text", bytes(info.text_bytes)),
        ("on disk", disk(info)),
        ("format", format!("{}, extraction {}", info.format, info.revision)),
        ("written by", safe(&info.written_by).into_owned()),
    ];
    for (name, value) in lines {
        writeln!(out, "{} {value}", screen.paint(Ink::Quiet, &format!("{name:<11}")))?;
    }
    for (heading, values, distinct) in [
        ("sources", &info.sources, info.distinct_sources),
        ("speakers", &info.speakers, info.distinct_speakers),
        ("languages", &info.languages, info.languages.len() as u64),
    ] {
        write_values(heading, values, distinct, screen, out)?;
    }
    Ok(())
}

fn write_values(
    heading: &str,
    values: &[(String, u64)],
    distinct: u64,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", screen.paint(Ink::Name, heading))?;
    let names: Vec<_> = values.iter().map(|(name, _)| fit(&safe(name), 40).into_owned()).collect();
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let digits = values.iter().map(|value| thousands(value.1).len()).max().unwrap_or(0);
    for (name, (_, articles)) in names.iter().zip(values) {
        let pad = " ".repeat(widest - width(name));
        writeln!(out, "  {name}{pad}  {:>digits$}", thousands(*articles))?;
    }
    let shown = values.len() as u64;
    if distinct > shown {
        writeln!(out, "  {}", screen.paint(Ink::Quiet, &format!("… {} more", thousands(distinct - shown))))?;
    }
    Ok(())
}

fn with_unknown(mut value: String, unknown: u64, what: &str) -> String {
    if unknown > 0 {
        value.push_str(&format!(", {} {what}", thousands(unknown)));
    }
    value
}

fn disk(info: &IndexInfo) -> String {
    let segments = counted(info.segments as u64, "segment", "segments");
    let size = bytes(info.index_bytes);
    if info.text_bytes == 0 {
        return format!("{size}, {segments}");
    }
    let ratio = info.index_bytes as f64 / info.text_bytes as f64;
    format!("{size}, {ratio:.2} times the text, {segments}")
}

/// A size as people read it, in powers of 1000.
#[must_use]
pub fn bytes(size: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    let mut value = size as f64;
    let mut unit = None;
    for next in UNITS {
        if value < 999.5 {
            break;
        }
        value /= 1000.0;
        unit = Some(next);
    }
    match unit {
        None => counted(size, "byte", "bytes"),
        Some(unit) if value < 9.95 => format!("{value:.1} {unit}"),
        Some(unit) => format!("{value:.0} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;

    #[test]
    fn sizes_are_read_by_people() {
        for (size, expected) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (999_600, "1.0 MB"),
            (12_345_678, "12 MB"),
        ] {
            assert_eq!(bytes(size), expected);
        }
    }

    #[test]
    fn an_index_says_what_it_holds() {
        let info = IndexInfo {
            articles: 1_204,
            quotations: 9,
            sources: vec![("Reuters\x1b".into(), 3), ("BBC".into(), 1_000)],
            distinct_sources: 5,
            speakers: vec![],
            distinct_speakers: 0,
            languages: vec![("en".into(), 2)],
            days: Day::new(2025, 1, 2).zip(Day::new(2025, 11, 27)),
            undated: 1,
            unsourced: 0,
            text_bytes: 1_000,
            index_bytes: 1_100,
            segments: 1,
            format: 1,
            revision: 2,
            written_by: "newsgrep 0.1.0".into(),
            sequence: 7,
            fingerprint: "0f".repeat(16),
        };
        let mut out = Vec::new();
        write_info("./index", &info, &Screen::plain(), &mut out).expect("a vector takes everything");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "\
index       ./index
articles    1,204
quotations  9
days        2025-01-02 to 2025-11-27, 1 undated
sources     5
speakers    0
text        1.0 kB
on disk     1.1 kB, 1.10 times the text, 1 segment
format      1, extraction 2
written by  newsgrep 0.1.0

sources
  Reuters\u{fffd}      3
  BBC       1,000
  … 3 more

languages
  en  2
"
        );
    }
}
