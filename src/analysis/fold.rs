//! The plain form of a word: without case, accents and spelling marks.
//!
//! In this order: apostrophes, the stops of an acronym and commas between digits are dropped; the rest is
//! decomposed (NFKD); marks of a combining class other than 0 are dropped; case is folded (full folding); and Latin
//! letters that do not decompose are spelt out, such as `ß` as `ss`.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::analysis::words::is_ignorable;

/// The plain form of a token or of a query word.
///
/// Folding twice is folding once.
#[must_use]
pub fn plain(written: &str) -> Cow<'_, str> {
    if written.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(written);
    }
    let mut out = String::with_capacity(written.len());
    push_plain(written, &mut out);
    Cow::Owned(out)
}

/// Appends the plain form of `written` to `out`.
pub(crate) fn push_plain(written: &str, out: &mut String) {
    if written.is_ascii() {
        push_ascii(written.as_bytes(), out);
        return;
    }
    let bare: String = without_spelling_marks(written).collect();
    let decomposed: String = bare.nfkd().filter(|&c| canonical_combining_class(c) == 0).collect();
    for c in caseless::default_case_fold_str(&decomposed).chars() {
        match spelt_out(c) {
            Some(letters) => out.push_str(letters),
            None => out.push(c),
        }
    }
}

fn push_ascii(written: &[u8], out: &mut String) {
    for (at, &byte) in written.iter().enumerate() {
        match byte {
            b'\'' | b',' => {}
            b'.' if !between_digits(written, at) => {}
            _ => out.push(byte.to_ascii_lowercase() as char),
        }
    }
}

fn between_digits(written: &[u8], at: usize) -> bool {
    let digit = |it: Option<&u8>| it.is_some_and(u8::is_ascii_digit);
    at > 0 && digit(written.get(at - 1)) && digit(written.get(at + 1))
}

/// A token holds a stop either between the letters of an acronym or between the
/// digits of a number; only the number's stays.
fn without_spelling_marks(written: &str) -> impl Iterator<Item = char> + '_ {
    let mut last = None;
    written.char_indices().filter_map(move |(at, c)| {
        let after_number = last.is_some_and(char::is_numeric);
        let keeps = match c {
            '\'' | '\u{2019}' | ',' => false,
            '.' => after_number && written[at + 1..].chars().next().is_some_and(char::is_numeric),
            _ => !is_ignorable(c),
        };
        last = Some(c);
        keeps.then_some(c)
    })
}

/// Latin letters that have no decomposition, as they are commonly spelt without them.
fn spelt_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'ł' => "l",
        'ø' => "o",
        'đ' => "d",
        'æ' => "ae",
        'œ' => "oe",
        'ı' => "i",
        'þ' => "th",
        'ð' => "d",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_form_has_no_case_accents_or_marks() {
        for (written, expected) in [
            ("O'Brien", "obrien"),
            ("don’t", "dont"),
            ("U.S", "us"),
            ("47,000", "47000"),
            ("3.5", "3.5"),
            ("Łódź", "lodz"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("Æther", "aether"),
            ("ﬁnance", "finance"),
            ("cease\u{ad}fire", "ceasefire"),
            ("cafe\u{301}", "cafe"),
            ("ΟΔΟΣ", "οδοσ"),
            ("Þórður", "thordur"),
            ("İzmir", "izmir"),
            ("", ""),
        ] {
            assert_eq!(plain(written), expected, "{written}");
        }
    }
}
