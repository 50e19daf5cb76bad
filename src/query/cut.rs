//! From a chunk of a query to its words, with the marks on them.
//!
//! A query word is cut exactly as text is, by the analyzer. What a query has and
//! a text has not are `*` and `?`, which stand for characters of a word while it
//! is cut, and `~` behind a word.

use std::borrow::Cow;

use crate::analysis::{Words, is_apostrophe, is_ignorable, is_word_char, plain, small};
use crate::query::ast::{EditDistance, Wildcard, WildcardPart, Word};
use crate::query::error::{QueryError, QueryErrorKind, shortened};
use crate::query::letters::meant;
use crate::span::ByteSpan;

/// The longest word, in characters; no text holds a longer one that means anything.
const LONGEST_WORD: usize = 1000;
/// The longest fuzzy word or pattern, in characters: what is built for it grows with its length.
const LONGEST_FUZZY: usize = 100;

/// A word as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedWord {
    pub(super) word: Word,
    pub(super) at: ByteSpan,
}

/// What `=` and `==` say about the words behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    Plain,
    Written,
}

/// The mark that `chunk` starts with, and its length in bytes.
pub(super) fn mark_of(chunk: &str) -> (Mark, usize) {
    let mut signs = chunk.chars().take_while(|&c| meant(c) == '=');
    match (signs.next(), signs.next()) {
        (Some(one), Some(two)) => (Mark::Written, one.len_utf8() + two.len_utf8()),
        (Some(one), None) => (Mark::Plain, one.len_utf8()),
        (None, _) => (Mark::None, 0),
    }
}

/// Cuts a chunk (no white space in it) that stands at byte `offset` of the query
/// and appends its words. `mark` holds for all of them.
pub(super) fn cut(
    chunk: &str,
    offset: usize,
    mark: Mark,
    words: &mut Vec<TypedWord>,
) -> Result<(), QueryError> {
    let mut start = 0;
    for (at, c) in chunk.char_indices() {
        if at < start || meant(c) != '~' {
            continue;
        }
        let before = words.len();
        cut_segment(&chunk[start..at], offset + start, mark, words)?;
        start = at + c.len_utf8();
        if words.len() > before {
            if let Some(second) = chunk[start..].chars().next().filter(|&it| meant(it) == '~') {
                start += second.len_utf8();
                let typed = ByteSpan::known(offset + at, offset + start);
                let last = words.last_mut().expect("words were added");
                last.word = Word::Variants(marked(&last.word, mark, "~~", typed)?.into_owned());
                last.at = ByteSpan::known(last.at.start(), typed.end());
                continue;
            }
            let digits = behind_tilde(&chunk[start..]);
            let typed = ByteSpan::known(offset + at, offset + start + digits.len());
            let last = words.last_mut().expect("words were added");
            last.word = fuzzy(&last.word, mark, digits, typed)?;
            last.at = ByteSpan::known(last.at.start(), typed.end());
            start += digits.len();
        }
    }
    cut_segment(&chunk[start..], offset + start, mark, words)
}

/// What belongs to a `~`: everything that is neither punctuation nor the end,
/// and a fraction, so that `~0.8` is one mistake.
fn behind_tilde(rest: &str) -> &str {
    let mut end = 0;
    for (at, c) in rest.char_indices() {
        let fraction = c == '.' && rest[at + 1..].starts_with(|it: char| it.is_ascii_digit());
        if !is_word_char(c) && !fraction {
            break;
        }
        end = at + c.len_utf8();
    }
    &rest[..end]
}

/// The plain form of a word that a `~` or `~~` is put behind.
fn marked<'w>(
    word: &'w Word,
    mark: Mark,
    behind: &'static str,
    at: ByteSpan,
) -> Result<Cow<'w, str>, QueryError> {
    let clash = |one| Err(QueryError::new(QueryErrorKind::MarksClash { one, other: behind }, at));
    let plain = match (word, mark) {
        (_, Mark::Written) => return clash("=="),
        (Word::Wildcard(_) | Word::Any, _) => return clash("*"),
        (Word::Stem(small), _) => plain(small),
        (Word::Plain(it) | Word::Written(it) | Word::Fuzzy(it, _) | Word::Variants(it), _) => {
            Cow::Borrowed(it.as_str())
        }
    };
    let letters = plain.chars().count();
    if letters > LONGEST_FUZZY {
        let kind = QueryErrorKind::WordTooLong { letters, limit: LONGEST_FUZZY };
        return Err(QueryError::new(kind, at));
    }
    Ok(plain)
}

fn fuzzy(word: &Word, mark: Mark, digits: &str, at: ByteSpan) -> Result<Word, QueryError> {
    let plain = marked(word, mark, "~", at)?;
    let letters = plain.chars().count();
    let distance = match digits {
        "" => Some(EditDistance::for_letters(letters)),
        _ => crate::query::letters::meant_text(digits, 4)
            .filter(|it| it.len() == 1)
            .and_then(|it| it.parse().ok())
            .and_then(EditDistance::new),
    };
    match distance {
        Some(distance) => Ok(Word::Fuzzy(plain.into_owned(), distance)),
        None => Err(QueryError::new(QueryErrorKind::BadFuzzy { typed: shortened(digits) }, at)),
    }
}

/// Cuts a stretch without `~`.
fn cut_segment(text: &str, offset: usize, mark: Mark, words: &mut Vec<TypedWord>) -> Result<(), QueryError> {
    let standing_in =
        if text.chars().any(|c| matches!(meant(c), '*' | '?')) { with_stand_ins(text) } else { None };
    for span in Words::new(standing_in.as_deref().unwrap_or(text)) {
        let at = ByteSpan::known(offset + span.start(), offset + span.end());
        let written = span.of(text);
        let letters = written.chars().count();
        if letters > LONGEST_WORD {
            let kind = QueryErrorKind::WordTooLong { letters, limit: LONGEST_WORD };
            return Err(QueryError::new(kind, at));
        }
        if standing_in.is_some() && written.chars().any(|c| matches!(meant(c), '*' | '?')) {
            let Some(word) = wildcard(written, at)? else { continue };
            if mark == Mark::Written && word != Word::Any {
                return Err(QueryError::new(QueryErrorKind::MarksClash { one: "==", other: "*" }, at));
            }
            words.push(TypedWord { word, at });
            continue;
        }
        let folded = plain(written);
        // A token of combining marks alone has no plain form that could be asked for.
        if folded.is_empty() && mark != Mark::Written {
            continue;
        }
        let word = match mark {
            Mark::None => Word::Stem(small(written).into_owned()),
            Mark::Plain => Word::Plain(folded.into_owned()),
            Mark::Written => Word::Written(written.to_owned()),
        };
        words.push(TypedWord { word, at });
    }
    Ok(())
}

/// The text with a letter or a digit in the place of every `*` and `?` that
/// belongs to a word, byte for byte as long, so that the analyzer cuts it.
fn with_stand_ins(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let wild = |at: usize| chars.get(at).is_some_and(|&c| matches!(meant(c), '*' | '?'));
    // Whether what follows a run of `?` goes on with the word, worked out from the end.
    let mut goes_on = vec![false; chars.len() + 1];
    for at in (0..chars.len()).rev() {
        goes_on[at] = match meant(chars[at]) {
            '*' => true,
            '?' => goes_on[at + 1],
            _ if is_ignorable(chars[at]) => goes_on[at + 1],
            _ => is_word_char(chars[at]) || joins(&chars, at),
        };
    }
    for (at, &c) in chars.iter().enumerate() {
        if !wild(at) {
            out.push(c);
            continue;
        }
        let before = at >= 2 && matches!(chars[at - 1], '.' | ',') && chars[at - 2].is_numeric();
        let behind = matches!(chars.get(at + 1), Some('.' | ','))
            && chars.get(at + 2).is_some_and(|it| it.is_numeric());
        let stand_in = match (meant(c) == '*' || goes_on[at + 1], before || behind) {
            (false, _) => ' ',
            (true, true) => '0',
            (true, false) => 'a',
        };
        // A full-width sign is three bytes long, and so must what stands for it be.
        out.push(match (c.is_ascii(), stand_in) {
            (true, _) => stand_in,
            (false, '0') => '\u{ff10}',
            (false, 'a') => '\u{ff41}',
            (false, _) => '\u{3000}',
        });
    }
    Some(out)
}

/// Whether the apostrophe, comma or stop at `at`, behind a `?`, joins what
/// follows to the same word: `don?'t` and `4?,000`, but not `Ma?'s`.
fn joins(chars: &[char], at: usize) -> bool {
    let next = chars.get(at + 1);
    match chars[at] {
        c if is_apostrophe(c) => {
            let possessive = matches!(next, Some('s' | 'S'))
                && !chars.get(at + 2).is_some_and(|&c| is_word_char(c) || is_apostrophe(c));
            next.is_some_and(|c| c.is_alphabetic()) && !possessive
        }
        ',' | '.' => {
            let number_before = chars[..at]
                .iter()
                .rev()
                .find(|&&c| !matches!(meant(c), '*' | '?'))
                .is_none_or(|c| c.is_numeric());
            number_before && next.is_some_and(|c| c.is_numeric())
        }
        _ => false,
    }
}

/// The pattern that a token with `*` or `?` in it is; `None` when nothing of it is left.
fn wildcard(written: &str, at: ByteSpan) -> Result<Option<Word>, QueryError> {
    let mut parts: Vec<WildcardPart> = Vec::new();
    let mut rest = written;
    while !rest.is_empty() {
        let end = rest.find(|c| matches!(meant(c), '*' | '?')).unwrap_or(rest.len());
        let (text, behind) = rest.split_at(end);
        push_text(text, &mut parts);
        let Some(sign) = behind.chars().next() else { break };
        let part = if meant(sign) == '*' { WildcardPart::Run } else { WildcardPart::One };
        if part == WildcardPart::One || parts.last() != Some(&WildcardPart::Run) {
            parts.push(part);
        }
        rest = &behind[sign.len_utf8()..];
    }
    let letters = written.chars().count();
    if letters > LONGEST_FUZZY {
        let kind = QueryErrorKind::WordTooLong { letters, limit: LONGEST_FUZZY };
        return Err(QueryError::new(kind, at));
    }
    // Marks behind a `?` fold to nothing, and then it stands at the end after all.
    while parts.last() == Some(&WildcardPart::One) {
        parts.pop();
    }
    Ok(match parts.as_slice() {
        [] => None,
        [WildcardPart::Run] => Some(Word::Any),
        [WildcardPart::Text(text)] => Some(Word::Plain(text.clone())),
        _ => Some(Word::Wildcard(Wildcard { parts })),
    })
}

/// Appends the plain form of a literal piece of a pattern. Digits stand beside
/// it while it is folded, so that a stop at its edge counts as one in a number
/// exactly when a digit stands on its other side.
fn push_text(text: &str, parts: &mut Vec<WildcardPart>) {
    if text.is_empty() {
        return;
    }
    let beside = format!("0{text}0");
    let folded = plain(&beside);
    let inner = folded.strip_prefix('0').and_then(|it| it.strip_suffix('0')).unwrap_or("");
    if !inner.is_empty() {
        parts.push(WildcardPart::Text(inner.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(chunk: &str, expected: &str) {
        let (mark, skip) = mark_of(chunk);
        let mut words = Vec::new();
        let seen = match cut(&chunk[skip..], skip, mark, &mut words) {
            Ok(()) => words.iter().map(|it| it.word.to_string()).collect::<Vec<_>>().join(" "),
            Err(error) => format!("{}: {}", error.code(), error.at.of(chunk)),
        };
        assert_eq!(seen, expected, "{chunk}");
    }

    #[test]
    fn a_chunk_is_cut_as_text_is() {
        check("O'Brien", "o'brien");
        check("Müller L’État", "müller l'état");
        check("=Müller", "=muller");
        check("U.S.’s", "us");
        check("47,000", "47000");
        check("28-point", "28 point");
        check("停火", "停 火");
        check("…", "");
        // A number goes on behind its stop or comma, also where a sign stands for some of it.
        check("3*.5", "3*.5");
        check("4*,000", "4*000");
        check("*.5", "*.5");
        check("(c)", "c");
    }

    #[test]
    fn a_mark_before_a_chunk_holds_for_all_its_words() {
        check("=US-drafted", "=us =drafted");
        check("==US-drafted", "==US ==drafted");
        check("==O’Brien's", "==O’Brien");
    }

    #[test]
    fn a_tilde_holds_for_the_word_it_touches() {
        check("28-pointt~", "28 pointt~2");
        check("Zelensky~1-led", "zelensky~1 led");
        check("Zelensky's~1", "zelensky~1");
        check("of~ cat~ kyiv~0", "of~0 cat~1 kyiv~0");
        check("~50", "50");
        check("=Kyiv~", "kyiv~1");
        check("what?~1", "what~1");
        check("Zelensky~~", "zelensky~~");
        check("Zelensky~~-led", "zelensky~~ led");
        check("==Kyiv~~", "marks_clash: ~~");
        check("kyiv~3", "bad_fuzzy: ~3");
        check("kyiv~0.8", "bad_fuzzy: ~0.8");
        check("kyiv~.", "kyiv~1");
        check("==Kyiv~", "marks_clash: ~");
        check("ky*~", "marks_clash: ~");
    }

    #[test]
    fn stars_and_question_marks_are_characters_of_a_word() {
        check("negotiat*", "negotiat*");
        check("?yiv", "?yiv");
        check("organi?e", "organi?e");
        check("*burg", "*burg");
        check("US-draft*", "us draft*");
        check("Ne**t*", "ne*t*");
        check("==ne*", "marks_clash: ne*");
        check("O'Br*", "obr*");
        check("Oʻa?u", "oa?u");
        check("don?´t", "don?t");
        check("ﬁn*", "fin*");
        check("＊burg", "*burg");
        check("plan-*", "plan *");
    }

    #[test]
    fn a_question_mark_behind_a_word_is_punctuation() {
        check("what?", "what");
        check("wh?t??", "wh?t");
        check("what？", "what");
        check("Putin's?", "putin");
        check("Ma?'s", "ma s");
        check("do?'t", "do?t");
        check("?", "");
        check("==what?", "==what");
        check("3.5?", "3.5");
    }

    #[test]
    fn a_pattern_keeps_the_joins_of_numbers() {
        check("47,*", "47*");
        check("3.*", "3.*");
        check("*,000", "*000");
        check("4?,000", "4?000");
        check("3.?5", "3.?5");
    }
}
