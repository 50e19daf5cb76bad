//! Output for terminals: colours, links, widths, and no control characters out of articles.

use std::borrow::Cow;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::search::Count;
use crate::span::ByteSpan;

/// How an answer for people is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    /// Whether colours are used.
    pub colours: Colours,
    /// Whether paths are links.
    pub links: Links,
    /// The columns of the terminal; `None` when there is none: then lines are not broken and
    /// no bars are drawn.
    pub width: Option<usize>,
}

/// Whether colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// They are.
    On,
    /// They are not.
    Off,
}

/// Whether paths are links (OSC 8) that open the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Links {
    /// They are not.
    Off,
    /// They are; a relative path is taken from this absolute folder.
    From(String),
}

/// What a piece of text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// A headline.
    Headline,
    /// A match.
    Match,
    /// A match inside a headline.
    HeadlineMatch,
    /// A name: a speaker, a field.
    Name,
    /// A path.
    Path,
    /// A bar of a chart.
    Bar,
    /// Something less important.
    Quiet,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Ink::Headline => "\x1b[1m",
            Ink::Match => "\x1b[1;31m",
            Ink::HeadlineMatch => "\x1b[1;4;31m",
            Ink::Name => "\x1b[36m",
            Ink::Path => "\x1b[35m",
            Ink::Bar => "\x1b[34m",
            Ink::Quiet => "\x1b[2m",
        }
    }
}

impl Screen {
    /// No terminal: no colour, no link, no bar, no broken line.
    #[must_use]
    pub fn plain() -> Screen {
        Screen { colours: Colours::Off, links: Links::Off, width: None }
    }

    /// `text` made safe, in the colour of what it is.
    #[must_use]
    pub fn paint(&self, ink: Ink, text: &str) -> String {
        let text = safe(text);
        match self.colours {
            Colours::On if !text.is_empty() => format!("{}{text}\x1b[0m", ink.code()),
            Colours::On | Colours::Off => text.into_owned(),
        }
    }

    /// A path made safe, as a link to the file where links are on. `shown` may carry
    /// the number of a record behind the path.
    #[must_use]
    pub fn path(&self, path: &str, shown: &str) -> String {
        let painted = self.paint(Ink::Path, shown);
        match &self.links {
            Links::Off => painted,
            Links::From(folder) => format!("\x1b]8;;{}\x1b\\{painted}\x1b]8;;\x1b\\", file_url(folder, path)),
        }
    }

    /// A text of characters, each with its style, on lines no wider than the terminal. The first
    /// line starts with `first`, the others with `rest`. White space is where lines break.
    #[must_use]
    pub fn wrap(&self, text: &[(char, Option<Ink>)], first: &str, rest: &str) -> String {
        let mut out = first.to_owned();
        let mut column = width(first);
        let mut line_is_empty = true;
        let mut ink = None;
        for word in text.split(|(c, _)| *c == ' ').filter(|word| !word.is_empty()) {
            let wide: usize = word.iter().map(|(c, _)| width_of(*c)).sum();
            let too_wide =
                self.width.is_some_and(|limit| column + usize::from(!line_is_empty) + wide > limit);
            if too_wide && !line_is_empty {
                self.change(&mut out, &mut ink, None);
                out.push('\n');
                out.push_str(rest);
                column = width(rest);
            } else if !line_is_empty {
                // A space between two characters of one ink keeps it; else it is bare.
                if word.first().is_some_and(|(_, next)| *next != ink) {
                    self.change(&mut out, &mut ink, None);
                }
                out.push(' ');
                column += 1;
            }
            for (c, next) in word {
                self.change(&mut out, &mut ink, *next);
                out.push(*c);
            }
            column += wide;
            line_is_empty = false;
        }
        self.change(&mut out, &mut ink, None);
        out
    }

    fn change(&self, out: &mut String, from: &mut Option<Ink>, to: Option<Ink>) {
        if *from == to {
            return;
        }
        if self.colours == Colours::On {
            if from.is_some() {
                out.push_str("\x1b[0m");
            }
            out.push_str(to.map_or("", Ink::code));
        }
        *from = to;
    }
}

/// The text with control characters and characters that hide or reverse text
/// replaced by U+FFFD; line breaks and tabs become spaces.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(safe_char).collect())
}

/// One character as [`safe`] shows it.
#[must_use]
pub fn safe_char(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        // Marks and embeddings that turn the direction of what follows them.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ if c.is_control() => '\u{fffd}',
        _ => c,
    }
}

/// How many columns the text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// How many columns a character takes: 2 for East Asian wide ones and pictures, 0 for marks
/// and invisible ones, 1 for all others.
fn width_of(c: char) -> usize {
    if c.is_ascii() {
        return 1;
    }
    match u32::from(c) {
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f6ff
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        0xad => 1,
        _ => match c.general_category() {
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark | GeneralCategory::Format => 0,
            // Unknown and all visible ones.
            _ => 1,
        },
    }
}

/// The text cut to at most `columns`, with `…` where something is left out.
#[must_use]
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut used = 1;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += width_of(*c);
            used <= columns
        })
        .collect();
    Cow::Owned(format!("{}…", kept.trim_end()))
}

/// A number with commas between thousands.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 article`, `2 articles`, `1,204 articles`, `at least 1,204 articles`.
#[must_use]
pub fn counted(count: impl Into<Count>, one: &str, many: &str) -> String {
    let count = count.into();
    let number = count.number();
    let bound = if count.is_exact() { "" } else { "at least " };
    format!("{bound}{} {}", thousands(number), if number == 1 { one } else { many })
}

/// A number in a table: `1,204`, or `1,204+` for a lower bound.
#[must_use]
pub fn tabled(count: Count) -> String {
    thousands(count.number()) + if count.is_exact() { "" } else { "+" }
}

/// The `file:` address of a path; everything but the plainest characters is percent-encoded.
fn file_url(folder: &str, path: &str) -> String {
    let mut url = String::from("file://");
    let mut push = |text: &str| {
        for byte in text.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                    url.push(byte as char);
                }
                b'\\' if cfg!(windows) => url.push('/'),
                _ => {
                    url.push('%');
                    for half in [byte >> 4, byte & 15] {
                        url.push(char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase());
                    }
                }
            }
        }
    };
    if !path.starts_with('/') {
        push(folder.trim_end_matches('/'));
        push("/");
    }
    push(path);
    url
}

/// The characters of a plain text, all in one style; safe to show.
pub(super) fn inked(text: &str, ink: Option<Ink>) -> Vec<(char, Option<Ink>)> {
    text.chars().map(|c| (safe_char(c), ink)).collect()
}

/// The characters of a text, those in `marks` in another style; safe to show.
pub(super) fn marked(
    text: &str,
    marks: &[ByteSpan],
    ink: Option<Ink>,
    mark: Ink,
) -> Vec<(char, Option<Ink>)> {
    let mut at = 0;
    // Marks come by start; one that overlaps the one before may end later.
    let mut covered = 0;
    text.char_indices()
        .map(|(byte, c)| {
            while let Some(next) = marks.get(at).filter(|it| it.start() <= byte) {
                covered = covered.max(next.end());
                at += 1;
            }
            (safe_char(c), if byte < covered { Some(mark) } else { ink })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coloured(width: usize) -> Screen {
        Screen { colours: Colours::On, links: Links::From("/home/a b".into()), width: Some(width) }
    }

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        let hostile = "a\x1b[2J\u{9b}31m\x07b\x7f\u{202e}c\r\nd";
        assert_eq!(safe(hostile), "a\u{fffd}[2J\u{fffd}31m\u{fffd}b\u{fffd}\u{fffd}c  d");
        assert_eq!(Screen::plain().path(hostile, hostile), safe(hostile));
        assert!(!coloured(80).path("x\x1b]8;;evil", "x").contains("]8;;evil"));
    }

    #[test]
    fn a_path_is_a_link_that_opens_the_file() {
        let shown = coloured(80).path("x/é.txt", "x/é.txt:3");
        assert!(shown.starts_with("\x1b]8;;file:///home/a%20b/x/%C3%A9.txt\x1b\\"), "{shown:?}");
        assert!(shown.contains("x/é.txt:3"));
    }

    #[test]
    fn lines_break_at_spaces_and_no_colour_runs_over_the_end_of_a_line() {
        let text: Vec<_> = "one two three".chars().map(|c| (c, (c != 'o').then_some(Ink::Match))).collect();
        let wrapped = coloured(9).wrap(&text, "  ", "    ");
        assert_eq!(wrapped.replace("\x1b[1;31m", "<").replace("\x1b[0m", ">"), "  o<ne tw>o\n    <three>");
    }

    #[test]
    fn without_a_terminal_no_line_is_broken() {
        let text: Vec<_> = "one two three".chars().map(|c| (c, None)).collect();
        assert_eq!(Screen::plain().wrap(&text, "", ""), "one two three");
    }

    #[test]
    fn a_word_wider_than_the_line_stands_whole() {
        let text: Vec<_> = "a incomprehensible b".chars().map(|c| (c, None)).collect();
        assert_eq!(coloured(6).wrap(&text, "", ""), "a\nincomprehensible\nb");
    }

    #[test]
    fn width_counts_columns_not_characters() {
        assert_eq!((width("Łódź"), width("東京"), width("e\u{301}")), (4, 4, 1));
        assert_eq!(fit("東京都", 5), "東京…");
        assert_eq!(fit("short", 5), "short");
    }

    #[test]
    fn numbers_are_read_by_people() {
        assert_eq!(counted(1, "article", "articles"), "1 article");
        assert_eq!(counted(1_234_567, "article", "articles"), "1,234,567 articles");
        assert_eq!(counted(Count::AtLeast(1), "article", "articles"), "at least 1 article");
        assert_eq!((tabled(Count::AtLeast(1_204)), tabled(Count::Exact(7))), ("1,204+".into(), "7".into()));
        assert_eq!(thousands(0), "0");
    }
}
