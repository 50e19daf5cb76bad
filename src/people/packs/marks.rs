//! Where words stand between marks, in the presses of the world.
//!
//! Each mark that opens says by which marks it is closed; of marks that can do both, the sides tell. A pair never
//! crosses a line, and what stands within a pair belongs to it.

use crate::span::ByteSpan;

/// Words between marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marked {
    /// With the marks.
    pub(super) outer: ByteSpan,
    /// Without them and without the blanks inside.
    pub(super) inner: ByteSpan,
}

/// Whether an empty side says that a mark may open, or close.
fn is_open_side(c: Option<char>) -> bool {
    c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '!' | '?' | '…' | '%'))
}

/// The marks that close what `c` opens at this place; empty where it opens nothing.
fn closers(c: char, before: Option<char>, after: Option<char>, swapped: bool) -> &'static [char] {
    let word_behind = after.is_some_and(|c| !c.is_whitespace());
    let opens = is_open_side(before) && word_behind;
    match c {
        '«' if !swapped => &['»'],
        '»' if swapped && opens => &['«', '»'],
        '„' | '‟' => &['“', '”', '"', '‟'],
        '‚' => &['‘', '’'],
        '“' | '‶' => &['”', '"', '“', '″'],
        '”' if opens => &['”'],
        '"' if opens => &['"', '”'],
        '＂' if opens => &['＂'],
        '❝' => &['❞'],
        '‹' if !swapped => &['›'],
        '›' if swapped && opens => &['‹'],
        '「' => &['」'],
        '『' => &['』'],
        '﹁' => &['﹂'],
        '〝' => &['〞', '〟'],
        '‘' if opens => &['’'],
        '\'' if opens && after.is_some_and(char::is_uppercase) => &['\''],
        _ => &[],
    }
}

/// The marked words of a line, in order, none within another. `joined` says that a word may follow a closing mark
/// without a blank (Korean, Chinese, Japanese). A text is `swapped` whose guillemets point inwards.
pub(super) fn marked(text: &str, line: ByteSpan, joined: bool, swapped: bool) -> Vec<Marked> {
    let block = line.of(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = block[at..].chars().next() {
        let before = block[..at].chars().next_back();
        let behind = at + c.len_utf8();
        let after = block[behind..].chars().next();
        // A prefix of Hebrew is written together with the mark.
        let prefix = |c: char| matches!(c, 'ש' | 'ה' | 'ו' | 'ב' | 'כ' | 'ל' | 'מ');
        let is_prefixed = before.is_some_and(prefix) && {
            let mut head = block[..at].chars().rev().skip(1);
            head.next().is_none_or(char::is_whitespace)
        };
        let before =
            if (joined && before.is_some_and(char::is_alphanumeric)) || is_prefixed { None } else { before };
        let closers = closers(c, before, after, swapped);
        if closers.is_empty() {
            at = behind;
            continue;
        }
        let Some((close, len)) = closing(block, c, behind, closers, joined) else {
            at = behind;
            continue;
        };
        let inner = &block[behind..close];
        let start = behind + (inner.len() - inner.trim_start().len());
        let end = start + inner.trim().len();
        if end > start {
            let shift = line.start();
            found.push(Marked {
                outer: ByteSpan::known(shift + at, shift + close + len),
                inner: ByteSpan::known(shift + start, shift + end),
            });
        }
        at = close + len;
    }
    found
}

/// The longest quotation, in characters.
const LONGEST: usize = 3000;

/// Where the mark stands that closes, and how long it is.
fn closing(block: &str, open: char, from: usize, closers: &[char], joined: bool) -> Option<(usize, usize)> {
    let is_symmetric = closers.contains(&open);
    let mut nested = 0_usize;
    for (at, c) in block[from..].char_indices().take(LONGEST) {
        let at = from + at;
        if c == open && !is_symmetric {
            nested += 1;
        } else if closers.contains(&c) {
            let before = block[..at].chars().next_back();
            let after = block[at + c.len_utf8()..].chars().next();
            let ambiguous = matches!(c, '"' | '’' | '\'' | '“' | '”' | '‘' | '＂');
            let in_word =
                before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
            let opens_again =
                before.is_some_and(char::is_whitespace) && after.is_some_and(char::is_alphanumeric);
            if ambiguous && ((in_word && !joined) || (opens_again && c != '”')) {
                continue;
            }
            if nested == 0 {
                return Some((at, c.len_utf8()));
            }
            nested -= 1;
        }
    }
    None
}

/// Whether the guillemets of a text point inwards (`»…«`), as in German and Danish.
pub(super) fn are_swapped(text: &str) -> bool {
    text.find(['«', '»']).is_some_and(|at| text[at..].starts_with('»'))
        || text.find(['‹', '›']).is_some_and(|at| text[at..].starts_with('›') && !text.contains('«'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, joined: bool) -> Vec<&str> {
        let all = marked(text, ByteSpan::known(0, text.len()), joined, are_swapped(text));
        all.iter().map(|it| it.inner.of(text)).collect()
    }

    #[test]
    fn the_marks_of_every_press_are_read() {
        for text in [
            "Elle dit : « a b », puis",
            "Elle dit : «\u{a0}a b\u{a0}», puis",
            "‹a b› sagte sie",
            "Er sagte: »a b«, dann",
            "Er sagte: „a b“, dann",
            "Mówi: „a b”, potem",
            "Hon sade: ”a b”, sedan",
            "Hon sade: »a b», sedan",
            "He: “a b”, then",
            "He: \"a b\", then",
            "He: ＂a b＂, then",
            "He: ❝a b❞, then",
            "彼は「a b」と",
            "彼は『a b』と",
        ] {
            assert_eq!(found(text, false), ["a b"], "{text}");
        }
    }

    #[test]
    fn marks_within_marks_belong_to_the_words() {
        assert_eq!(found("Elle dit : « a « b » c », puis", false), ["a « b » c"]);
        assert_eq!(found("Er sagte: „a ‚b‘ c“, dann", false), ["a ‚b‘ c"]);
        assert_eq!(found("「a『b』c」", false), ["a『b』c"]);
    }

    #[test]
    fn a_word_may_follow_at_once_in_korean() {
        assert_eq!(found("\"a b\"고 말했다. 그는 “c”라고", true), ["a b", "c"]);
    }

    #[test]
    fn gershayim_are_no_marks() {
        assert!(found("צה\"ל הודיע כי מנכ\"ל המשרד", false).is_empty());
        assert_eq!(found("הוא אמר ש\"צה\"ל מוכן\" היום", false), ["צה\"ל מוכן"]);
    }

    #[test]
    fn any_heap_of_marks_is_survived() {
        for mark in ["\"", "“", "”", "«", "»", "„", "「", "‘", "❝"] {
            for n in [1, 2, 3, 400] {
                let _ = found(&mark.repeat(n), false);
                let _ = found(&format!(" {mark}a").repeat(n), true);
            }
        }
    }
}
