//! How the characters of a query are read: full-width forms as their plain
//! ones, every double quote as one, ignorable characters passed over.

use crate::analysis::is_ignorable;

/// The character that `c` stands for where it has a meaning in the language.
///
/// Full-width forms are the plain ones, all double quotes are `"`. Dashes stay
/// dashes: they are punctuation, never the `-` that excludes.
pub(super) fn meant(c: char) -> char {
    match c {
        '\0'..='\x7f' => c,
        '\u{ab}'
        | '\u{bb}'
        | '\u{201c}'..='\u{201f}'
        | '\u{2033}'
        | '\u{2036}'
        | '\u{275d}'
        | '\u{275e}'
        | '\u{276e}'
        | '\u{276f}'
        | '\u{2e42}'
        | '\u{301d}'..='\u{301f}'
        | '\u{ff02}' => '"',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xff01 + 0x21).expect("the full-width forms are those of ASCII")
        }
        _ => c,
    }
}

/// Whether `c` ends a chunk: white space, a parenthesis or a double quote.
pub(super) fn ends_chunk(c: char) -> bool {
    c.is_whitespace() || matches!(meant(c), '(' | ')' | '"')
}

/// `text` as it is meant, without ignorable characters; `None` when it is longer
/// than `longest` bytes, which no operator and no name of a field is.
pub(super) fn meant_text(text: &str, longest: usize) -> Option<String> {
    let mut out = String::new();
    for c in text.chars().filter(|&c| !is_ignorable(c)) {
        if out.len() >= longest {
            return None;
        }
        out.push(meant(c));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_forms_and_quotes_are_read_as_plain_ones() {
        assert_eq!(meant_text("ＮＥＡＲ／５", 20).as_deref(), Some("NEAR/5"));
        assert!("\"“”„‟«»＂".chars().all(|c| meant(c) == '"'));
        assert!("'‘’‚–—".chars().all(|c| meant(c) == c));
        assert_eq!(meant_text("\u{feff}AND", 20).as_deref(), Some("AND"));
        assert_eq!(meant_text("AAAA", 3), None);
    }
}
