//! Operators of other tools, and what they are called here.
//!
//! Whoever types `w/5` does not look for the words `w` and `5`.

use crate::query::letters::meant_text;

/// The longest chunk that can be such an operator, in bytes.
const LONGEST: usize = 24;

/// What to write instead of `chunk`, when it is or holds another tool's operator.
pub(super) fn ours(chunk: &str) -> Option<String> {
    if let Some(ours) = held(chunk) {
        return Some(ours);
    }
    let meant = meant_text(chunk, LONGEST)?;
    fixed(&meant).or_else(|| counted(&meant))
}

/// Signs that may touch words.
fn held(chunk: &str) -> Option<String> {
    if chunk.contains("&&") {
        return Some("write a AND b".to_owned());
    }
    if chunk.contains("||") {
        return Some("write a OR b".to_owned());
    }
    if let Some((before, behind)) = chunk.split_once('|')
        && before.ends_with(char::is_alphanumeric)
        && behind.starts_with(char::is_alphanumeric)
    {
        return Some(format!("write {}", chunk.replace('|', " OR ")));
    }
    let mut chars = chunk.chars();
    match (chars.next(), chars.next()) {
        (Some('+'), Some(next)) if next.is_alphanumeric() || next == '=' => {
            return Some("join what is required with AND: a AND b".to_owned());
        }
        (Some('!'), Some(next)) if next.is_alphanumeric() || next == '=' => {
            return Some(format!("write NOT {}", chars_after(chunk, '!')));
        }
        _ => {}
    }
    if let Some((word, power)) = chunk.rsplit_once('^')
        && power.starts_with(|c: char| c.is_ascii_digit())
        && power.chars().all(|c| c.is_ascii_digit() || c == '.')
        && (word.is_empty() || word.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '*' | '~' | '?')))
    {
        return Some("words have no weights: leave out the `^`".to_owned());
    }
    let regex = chunk.match_indices(".*").any(|(at, _)| chunk[..at].ends_with(char::is_alphabetic));
    regex.then(|| "`*` alone stands for any run of letters: negotiat*".to_owned())
}

fn chars_after(chunk: &str, sign: char) -> String {
    crate::query::error::shortened(chunk.strip_prefix(sign).unwrap_or(chunk))
}

/// Operators without a number.
fn fixed(meant: &str) -> Option<String> {
    let ours = match meant {
        "SAME" => "write NEAR/p (in one paragraph) or NEAR/s (in one sentence)",
        "ANDNOT" | "BUTNOT" => "write a AND NOT b",
        "ONEAR" => "write PRE/5 (in this order)",
        "ADJ" => "write \"a b\" or PRE/0",
        "*:*" => "every article is *",
        "/s" | "/S" => "write NEAR/s (in one sentence)",
        "/p" | "/P" => "write NEAR/p (in one paragraph)",
        _ => match meant.to_lowercase().as_str() {
            "w/s" | "w/sent" | "near/s" | "within/s" if meant != "NEAR/s" && meant != "NEAR/S" => {
                "write NEAR/s (in one sentence)"
            }
            "w/p" | "w/para" | "near/p" | "within/p" if meant != "NEAR/p" && meant != "NEAR/P" => {
                "write NEAR/p (in one paragraph)"
            }
            "pre/s" if meant.starts_with('p') => "write PRE/s (in one sentence, in this order)",
            "pre/p" if meant.starts_with('p') => "write PRE/p (in one paragraph, in this order)",
            "w/seg" | "w/doc" => "write a AND b, or title:(a AND b) for one field",
            _ => return None,
        },
    };
    Some(ours.to_owned())
}

/// Operators with a number.
fn counted(meant: &str) -> Option<String> {
    let at = meant.find(|c: char| c.is_ascii_digit())?;
    let (name, number) = meant.split_at(at);
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let ours = match name {
        "NEAR/" | "PRE/" | "ATLEAST/" | "FIRST/" => return None,
        "N/" | "/" => format!("write NEAR/{number}"),
        "P/" | "+" if name == "P/" => format!("write PRE/{number}"),
        _ => match name.to_lowercase().as_str() {
            "w/" | "near" | "near/" | "within/" => format!("write NEAR/{number}"),
            "notw/" | "nw/" => format!("write NOT NEAR/{number}"),
            "adj" | "adj/" | "onear/" | "onear" | "pre/" => {
                format!("write PRE/{number} (in this order) or NEAR/{number} (in any)")
            }
            "atleast" | "atleast/" | "atl" => format!("write ATLEAST/{number}(…)"),
            "first/" => format!("write FIRST/{number}(…)"),
            _ => return None,
        },
    };
    Some(ours)
}

/// How far behind a `[` its `TO` and `]` may stand, in bytes.
const LONGEST_RANGE: usize = 120;

/// What to write instead of `[a TO b]`, when `text` starts with such a range.
pub(super) fn range(text: &str) -> Option<String> {
    let behind = text.strip_prefix(['[', '{'])?;
    let near = &behind[..behind.floor_char_boundary(LONGEST_RANGE)];
    let inside = &near[..near.find([']', '}'])?];
    let (from, to) = inside.split_once(" TO ")?;
    let end = |text: &str| text.trim().trim_matches('*').to_owned();
    Some(format!("write date:{}..{}", end(from), end(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_of_other_tools_are_known() {
        for (typed, expected) in [
            ("w/5", "NEAR/5"),
            ("W/10", "NEAR/10"),
            ("near5", "NEAR/5"),
            ("near/5", "NEAR/5"),
            ("adj3", "PRE/3"),
            ("ONEAR/3", "PRE/3"),
            ("SAME", "NEAR/p"),
            ("w/s", "NEAR/s"),
            ("w/p", "NEAR/p"),
            ("/s", "NEAR/s"),
            ("pre/5", "PRE/5"),
            ("N/5", "NEAR/5"),
            ("P/5", "PRE/5"),
            ("&&", "AND"),
            ("a&&b", "AND"),
            ("||", "OR"),
            ("+a", "required"),
            ("!a", "NOT a"),
            ("peace^2", "weights"),
            ("^2.5", "weights"),
            ("atleast5", "ATLEAST/5"),
            ("ANDNOT", "AND NOT"),
            ("negotiat.*", "`*`"),
            ("*:*", "*"),
        ] {
            let seen = ours(typed).unwrap_or_default();
            assert!(seen.contains(expected), "{typed}: {seen}");
        }
    }

    #[test]
    fn words_and_our_own_operators_are_not_foreign() {
        for typed in [
            "NEAR/5",
            "NEAR/s",
            "PRE/p",
            "ATLEAST/3",
            "FIRST/50",
            "same",
            "near",
            "nearest",
            "24/7",
            "G7",
            "AT&T",
            "N5",
            "+",
            "w/",
            "first",
            "adj",
            "NEAR",
            "x^y",
            "first5th",
            "covid19",
        ] {
            assert_eq!(ours(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_range_in_brackets_is_known() {
        assert_eq!(range("[2025-01 TO 2025-03] x").as_deref(), Some("write date:2025-01..2025-03"));
        assert_eq!(range("[* TO 2025]").as_deref(), Some("write date:..2025"));
        assert_eq!(range("[the] plan"), None);
        assert_eq!(range(&format!("[{}", "é".repeat(200))), None);
    }
}
