//! What the characters beside a mark tell of it.

use crate::people::lexicon;
use crate::people::lexicon::{COMMON, SAY};

/// The bytes with which the usual marks begin.
pub(super) const OFTEN: [u8; 3] = [b'"', b'\'', 0xe2];
/// The bytes with which others begin.
pub(super) const SELDOM: [u8; 3] = [b'`', 0xc2, 0xe3];
/// The byte with which full-width marks begin.
pub(super) const WIDE: u8 = 0xef;
/// All of them.
pub(super) const MAY_BEGIN: [bool; 256] = {
    let mut may = [false; 256];
    let mut at = 0;
    while at < OFTEN.len() {
        may[OFTEN[at] as usize] = true;
        may[SELDOM[at] as usize] = true;
        at += 1;
    }
    may[WIDE as usize] = true;
    may
};

/// Whether two curly apostrophes close what a double mark has opened: `“No,’’ he said`.
pub(super) fn closes_as_two(text: &str, at: usize) -> bool {
    text[at..].starts_with("’’") && {
        let line = text[..at].rfind('\n').map_or(0, |it| it + 1);
        text[line..at].rfind(['“', '”', '‘']).is_some_and(|it| text[line + it..].starts_with('“'))
    }
}

pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '/' | '"' | '\'' | '“' | '‘' | '„' | '«' | '¿' | '¡' | '>' | '=' | '`' | '*' | '_'
    )
}

pub(super) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | ')'
            | ']'
            | '}'
            | '/'
            | '"'
            | '\''
            | '”'
            | '’'
            | '“'
            | '»'
            | '…'
            | '<'
            | '*'
            | '_'
    )
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―')
}

/// Whether the mark at `at` closes a height such as `6'2"`.
pub(super) fn is_inches(text: &str, at: usize) -> bool {
    let head = &text.as_bytes()[..at];
    let digits = head.iter().rev().take(2).take_while(|b| b.is_ascii_digit()).count();
    let before = &head[..head.len() - digits];
    digits > 0
        && (before.ends_with(b"'") || before.ends_with("’".as_bytes()))
        && before.iter().rev().skip_while(|b| !b.is_ascii_digit()).take(1).count() == 1
        && before.len() >= 2
        && (before[before.len() - 2].is_ascii_digit() || before.ends_with("’".as_bytes()))
}

/// Whether a word that is cut at its beginning follows: `'em`, `'90s`.
pub(super) fn is_elision(rest: &str) -> bool {
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    word.starts_with(|c: char| c.is_ascii_digit()) && word.len() == 3 && word.ends_with('s')
        || matches!(
            word,
            "em" | "til" | "tis" | "twas" | "cause" | "n" | "bout" | "round" | "ere" | "Tis" | "Twas"
        )
}

/// Whether the mark may be the apostrophe of `workers' rights`.
pub(super) fn is_plural_possessive(head: &str, rest: &str) -> bool {
    head.ends_with(['s', 'S']) && rest.starts_with(' ') && rest[1..].starts_with(char::is_alphabetic) && {
        let word = rest[1..].split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        lexicon::classes(word) & (SAY | COMMON) == 0 && !matches!(word, "he" | "she" | "and" | "but" | "the")
    }
}
