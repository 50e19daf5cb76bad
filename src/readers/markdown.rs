//! Text with Markdown's marks: the file is one article.

use crate::readers::reader::{Limits, Reader, RecordStream, Sniff, only_record};
use crate::readers::stream::Stream;
use crate::readers::{decode, front_matter};
use crate::record::Content;

/// Text with Markdown's marks.
pub(super) struct Markdown;

impl Reader for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "text with Markdown's marks, one article a file"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["md", "markdown", "mkd", "mdown"]
    }

    fn is_any_text(&self) -> bool {
        true
    }

    /// Bytes never tell: every text is Markdown too.
    fn sniff(&self, _: &[u8]) -> Sniff {
        Sniff::No
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        only_record(stream, &limits, |bytes| {
            let (fields, text) = front_matter::parted(decode::text(bytes));
            Ok((Content::Text(plain(&text)), fields))
        })
    }
}

/// The text without Markdown's marks.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fenced = false;
    for line in text.split('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        let is_rule = trimmed.len() >= 3
            && (trimmed.bytes().all(|byte| byte == b'=') || trimmed.bytes().all(|byte| byte == b'-'));
        if is_rule {
            // The line under a heading, or between two parts.
            out.push('\n');
            continue;
        }
        let heading = trimmed.trim_start_matches('#');
        let depth = trimmed.len() - heading.len();
        if (1..=6).contains(&depth) && heading.starts_with(' ') {
            out.push('\n');
            push_inline(&mut out, heading.trim_matches(['#', ' ']));
            out.push_str("\n\n");
            continue;
        }
        let quoted = trimmed.trim_start_matches(['>', ' ']);
        let item = quoted
            .strip_prefix("- ")
            .or_else(|| quoted.strip_prefix("* "))
            .or_else(|| quoted.strip_prefix("+ "));
        if item.is_some() {
            out.push('\n');
        }
        push_inline(&mut out, item.unwrap_or(if trimmed.starts_with('>') { quoted } else { line }));
        out.push('\n');
    }
    out
}

/// Appends a line without marks of emphasis, and with links as their words.
fn push_inline(out: &mut String, line: &str) {
    let mut rest = line;
    while let Some(at) = rest.find(['[', '!', '*', '_', '`', '\\']) {
        out.push_str(rest.get(..at).unwrap_or(""));
        let from = rest.get(at..).unwrap_or("");
        let mark = from.chars().next().unwrap_or(' ');
        let mut behind = from.get(1..).unwrap_or("");
        match mark {
            '!' if behind.starts_with('[') => {
                if let Some((_, end)) = link(behind) {
                    behind = end;
                } else {
                    out.push('!');
                }
            }
            '[' => match link(from) {
                Some((words, end)) => {
                    out.push_str(words);
                    behind = end;
                }
                None => out.push('['),
            },
            '\\' => match behind.chars().next() {
                Some(next) if next.is_ascii_punctuation() => {
                    out.push(next);
                    behind = behind.get(1..).unwrap_or("");
                }
                Some(_) | None => out.push('\\'),
            },
            '_' => {
                // Inside a word it is a letter like any other.
                let inside =
                    out.ends_with(char::is_alphanumeric) && behind.starts_with(char::is_alphanumeric);
                if inside || behind.starts_with(' ') && !out.ends_with(char::is_alphanumeric) {
                    out.push('_');
                }
            }
            '*' => {
                let alone = behind.starts_with(' ') && (out.is_empty() || out.ends_with([' ', '\n']));
                if alone {
                    out.push('*');
                }
            }
            '`' => {}
            other => out.push(other),
        }
        rest = behind;
    }
    out.push_str(rest);
}

/// The words of `[words](address)` and what is behind it.
fn link(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    // Longer than any link: what would be searched again at every bracket.
    let near = inner.get(..inner.floor_char_boundary(2000)).unwrap_or(inner);
    let close = near.find("](")?;
    let words = near.get(..close)?;
    if words.contains('[') {
        return None;
    }
    let end = near.get(close..)?.find(')')?;
    Some((words, inner.get(close + end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off() {
        for (marked, text) in [
            ("# Talks *go* on #", "\nTalks go on\n\n\n"),
            ("See [the report](https://example.org/a_b) now", "See the report now\n"),
            ("![A photo](a.jpg) **He** said _no_ to snake_case.", " He said no to snake_case.\n"),
            ("> Quoted", "Quoted\n"),
            ("5 * 3 and [1] and a\\*b", "5 * 3 and [1] and a*b\n"),
        ] {
            assert_eq!(
                plain(marked),
                text.strip_suffix('\n').filter(|_| marked.starts_with('#')).unwrap_or(text),
                "{marked}"
            );
        }
    }
}
