//! The place of a mistake as a picture: the line, and carets below it.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::analysis::is_ignorable;
use crate::query::error::QueryError;
use crate::span::ByteSpan;

/// How many columns of a line are shown.
const COLUMNS: usize = 72;
/// How many marks in a row are shown on one letter.
const MARKS: usize = 4;
/// How far from the mistake a line is looked at, in bytes: enough for every column.
const FAR: usize = 2000;
/// How many columns are kept before the mistake when the line is cut.
const BEFORE: usize = 24;

impl QueryError {
    /// Two lines, each indented by two spaces: the line of `text` in which the
    /// mistake stands, and carets below it. A long line is cut on both sides of
    /// the mistake.
    #[must_use]
    pub fn picture(&self, text: &str) -> String {
        let (line, at) = line_of(text, self.at);
        let cells: Vec<Cell> = line
            .char_indices()
            .filter(|&(_, c)| !is_ignorable(c))
            .map(|(byte, c)| Cell { byte, shown: if c.is_control() { ' ' } else { c }, columns: columns(c) })
            .collect();
        let columns_before = |byte: usize| -> usize {
            cells.iter().take_while(|cell| cell.byte < byte).map(|cell| cell.columns).sum()
        };
        let (from, to) = (columns_before(at.start()), columns_before(at.end()));
        let total = columns_before(line.len());
        let first = if total <= COLUMNS { 0 } else { from.saturating_sub(BEFORE).min(total - COLUMNS) };

        let (mut shown, mut column, mut skipped, mut marks) = (String::new(), 0, 0, 0);
        for cell in &cells {
            let end = column + cell.columns;
            marks = if cell.columns == 0 { marks + 1 } else { 0 };
            if column < first {
                skipped = end;
            } else if end <= first + COLUMNS && marks <= MARKS {
                shown.push(cell.shown);
            }
            column = end;
        }
        let cut_left = if first > 0 { "…" } else { "" };
        let cut_right = if total > first + COLUMNS { "…" } else { "" };
        let start = skipped.max(first);
        let indent = from.saturating_sub(start) + usize::from(first > 0);
        let carets = to.min(first + COLUMNS).saturating_sub(from.max(start)).max(1);
        format!("  {cut_left}{shown}{cut_right}\n  {}{}", " ".repeat(indent), "^".repeat(carets))
    }
}

struct Cell {
    byte: usize,
    shown: char,
    columns: usize,
}

/// The line in which `at` starts, as far as it can be shown, and the place in it.
fn line_of(text: &str, at: ByteSpan) -> (&str, ByteSpan) {
    let is_break = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let at_start = text.floor_char_boundary(at.start());
    let start = text[..at_start]
        .rfind(is_break)
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let start = text.ceil_char_boundary(start.max(at_start.saturating_sub(FAR)));
    let far = text.floor_char_boundary(at_start.saturating_add(FAR));
    let end = text[at_start..far].find(is_break).map_or(far, |length| at_start + length);
    let place = ByteSpan::known(at_start - start, at.end().clamp(at_start, end) - start);
    (&text[start..end], place)
}

/// How many columns of a terminal a character takes.
fn columns(c: char) -> usize {
    match u32::from(c) {
        0..=0x2ff => 1,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0x33ff
        | 0x3400..=0x4dbf
        | 0x4e00..=0xa4cf
        | 0xa960..=0xa97f
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe10..=0xfe19
        | 0xfe30..=0xfe6f
        | 0xff01..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f6ff
        | 0x1f900..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ if matches!(
            c.general_category(),
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark
        ) =>
        {
            0
        }
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::error::QueryErrorKind;

    #[track_caller]
    fn check(text: &str, wrong: &str, expected: &str) {
        let start = text.find(wrong).unwrap();
        let at = ByteSpan::in_text(text, start, start + wrong.len()).unwrap();
        assert_eq!(QueryError::new(QueryErrorKind::Empty, at).picture(text), expected);
    }

    #[test]
    fn carets_stand_below_the_mistake() {
        check("speeker:a b", "speeker", "  speeker:a b\n  ^^^^^^^");
        check("é ü x", "x", "  é ü x\n      ^");
        check("e\u{301} x", "x", "  e\u{301} x\n    ^");
        check("平和 x", "x", "  平和 x\n       ^");
        check("x 平和", "平和", "  x 平和\n    ^^^^");
        check("a\tx", "x", "  a x\n    ^");
        check("\u{200e}x", "x", "  x\n  ^");
    }

    #[test]
    fn a_mistake_at_the_end_has_its_caret_too() {
        let at = ByteSpan::in_text("ab", 2, 2).unwrap();
        assert_eq!(QueryError::new(QueryErrorKind::Empty, at).picture("ab"), "  ab\n    ^");
    }

    #[test]
    fn only_the_line_of_the_mistake_is_shown() {
        check("one\ntwo x\nthree", "x", "  two x\n      ^");
        check("one\r\nx\nthree", "x\nth", "  x\n  ^");
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let text = format!("{} x {}", "a".repeat(100), "b".repeat(100));
        let seen = QueryError::new(QueryErrorKind::Empty, ByteSpan::in_text(&text, 101, 102).unwrap());
        let line = format!("  …{} x {}…", "a".repeat(23), "b".repeat(46));
        assert_eq!(seen.picture(&text), format!("{line}\n  {}^", " ".repeat(25)));
    }

    #[test]
    fn a_long_mistake_is_cut_with_its_line() {
        let text = "平".repeat(100);
        let seen = QueryError::new(QueryErrorKind::Empty, ByteSpan::in_text(&text, 0, 300).unwrap());
        assert_eq!(seen.picture(&text), format!("  {}…\n  {}", "平".repeat(36), "^".repeat(72)));
    }
}
