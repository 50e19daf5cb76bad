//! Signs in a query that are not looked at.
//!
//! Evidence is words. `C++` asks for `C`, and `=="Coca-Cola"` for two words side by side, whatever stands between them.
//! Whoever types such signs is told so.

use crate::analysis::Words;

/// Signs that are a part of what is meant when they stand beside a letter or figure.
const MEANT: &str = "+#@&%$€£¥§©®™°^|<>\\";
/// How many words a notice names.
const NAMED: usize = 3;

/// What is told of the signs of a query that are not looked at; `None` where it has none.
#[must_use]
pub fn unread_signs(query: &str) -> Option<String> {
    let mut named: Vec<String> = Vec::new();
    let mut is_hyphen = true;
    for part in parts(query) {
        let Some(sign) = part.unread_sign() else { continue };
        let read: Vec<&str> = Words::new(part.text).map(|span| span.of(part.text)).collect();
        if read.is_empty() {
            continue;
        }
        is_hyphen &= sign == '-';
        named.push(format!("`{}` is searched as `{}`", part.text, read.join(" ")));
        if named.len() == NAMED {
            break;
        }
    }
    let what = if is_hyphen { "hyphens" } else { "signs" };
    (!named.is_empty()).then(|| format!("{what} are not looked at: {}", named.join(", ")))
}

/// A run of characters of a query without blanks, quotation marks and parentheses.
#[derive(Debug)]
struct Part<'q> {
    text: &'q str,
    /// Whether words are to be written exactly so: then every sign is meant.
    is_exact: bool,
}

impl Part<'_> {
    fn unread_sign(&self) -> Option<char> {
        let text: Vec<char> = self.text.chars().collect();
        let is_letter =
            |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|c| c.is_alphanumeric());
        let is_meant = |at: usize, c: char| {
            let stands_beside = is_letter(at.checked_sub(1)) || is_letter(Some(at + 1));
            // The second sign of `C++` stands beside the first.
            let is_doubled = at > 0 && text[at - 1] == c && is_letter(at.checked_sub(2));
            let is_within = is_letter(at.checked_sub(1)) && is_letter(Some(at + 1));
            (MEANT.contains(c) && (stands_beside || is_doubled))
                || (self.is_exact && is_within && matches!(c, '-' | '‐' | '‑' | '–' | '/' | '_'))
        };
        text.iter().enumerate().find(|(at, c)| is_meant(*at, **c)).map(|(_, c)| match c {
            '‐' | '‑' => '-',
            other => *other,
        })
    }
}

/// The parts of a query that are words of texts: not the values of its fields, and without its operators.
fn parts(query: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut is_quoted, mut is_value, mut is_exact) = (false, false, false);
    let is_end = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“' | '”' | '„' | '«' | '»');
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        if is_end(first) {
            if matches!(first, '"' | '“' | '”' | '„' | '«' | '»') {
                is_quoted = !is_quoted;
            }
            if !is_quoted {
                (is_value, is_exact) = (false, false);
            }
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (run, behind) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
        rest = behind;
        if is_quoted {
            if !is_value {
                parts.push(Part { text: run, is_exact });
            }
            continue;
        }
        let run = run.trim_start_matches(['-', '+', '!']);
        // What stands in front of a quotation mark is said of what stands behind it.
        let is_value_here = run.contains(':');
        let is_exact_here = run.starts_with("==");
        let is_prefix = behind.starts_with(['"', '“', '„', '«']) && run.ends_with([':', '=', '<', '>']);
        if is_prefix {
            (is_value, is_exact) = (is_value_here, is_exact_here);
        } else if !is_value_here {
            let text = run.trim_start_matches('=').trim_end_matches(['~', '*', '?']);
            parts.push(Part { text, is_exact: is_exact_here });
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_are_meant_are_named() {
        for (query, expected) in [
            ("C++", "signs are not looked at: `C++` is searched as `C`"),
            ("==C#", "signs are not looked at: `C#` is searched as `C`"),
            ("budget AND \"AT&T\"", "signs are not looked at: `AT&T` is searched as `AT T`"),
            ("==\"Coca-Cola\"", "hyphens are not looked at: `Coca-Cola` is searched as `Coca Cola`"),
            (
                "==Coca-Cola OR #metoo",
                "signs are not looked at: `Coca-Cola` is searched as `Coca Cola`, `#metoo` is searched as `metoo`",
            ),
            ("(-C++ cat)", "signs are not looked at: `C++` is searched as `C`"),
        ] {
            assert_eq!(unread_signs(query).as_deref(), Some(expected), "{query}");
        }
    }

    #[test]
    fn other_queries_have_no_such_signs() {
        for query in [
            "last Ukrainian",
            "-trump putin",
            "cease-fire",
            "\"harbour, closed\"",
            "==Kremlin",
            "==\"last Ukrainian\"",
            "zelensky~~ colo?r harb*",
            "url:https://a.example/?a=b&c",
            "path:\"a+b/c&d\" harbour",
            "speaker:=\"AT&T\"",
            "date:2024-01..2024-02",
            "ATLEAST/3 (a b)",
            "putin & ceasefire",
            "+ - #",
            "the dog's U.S. 3,000 1.5",
            "",
        ] {
            assert_eq!(unread_signs(query), None, "{query}");
        }
    }
}
