//! Speech behind a dash at the beginning of a line: `– Vi röstar nej, säger hon.`, `— Нет, — сказал он. — Никогда.`

use crate::people::packs::pack::{PRONOUN, Pack, SAY, Writing};
use crate::people::packs::speaker::{Clause, Said};
use crate::people::packs::words::words;
use crate::span::ByteSpan;

/// So far from the dash or the comma a verb of saying stands, in words.
const NEAR: usize = 3;

/// The speech of a line, in order, with what the line says of its speaker; none where the line does not begin with a
/// dash or attributes nothing, as an entry of a list.
pub(super) fn spoken(text: &str, block: ByteSpan, pack: &Pack) -> Vec<(ByteSpan, Said)> {
    let line = block.of(text);
    if !matches!(pack.writing, Writing::Cased | Writing::Nouns) || !line.starts_with(['—', '–', '―', '-'])
    {
        return Vec::new();
    }
    let parts = parts(text, block);
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if let Some((speech, said)) = with_clause(text, *part, pack) {
            found.push((speech, said));
            continue;
        }
        let behind = parts.get(at + 1).filter(|it| begins_with_verb(text, **it, pack));
        if let Some(clause) = behind {
            found.push((trimmed(text, *part), Clause::read(text, *clause, pack).behind()));
        } else if !found.is_empty() && !begins_with_verb(text, *part, pack) {
            found.push((trimmed(text, *part), Said::Continued { mention: None, cue: None }));
        }
    }
    found.retain(|it| !it.0.is_empty());
    found
}

/// The stretches between the dashes of a line.
fn parts(text: &str, block: ByteSpan) -> Vec<ByteSpan> {
    let line = block.of(text);
    let mut parts = Vec::new();
    let mut from = None;
    for (at, c) in line.char_indices().filter(|it| matches!(it.1, '—' | '–' | '―' | '-')) {
        let behind = at + c.len_utf8();
        let spaced = line[..at].chars().next_back().is_none_or(char::is_whitespace);
        let closing = line[behind..].starts_with(['.', ',', ';', ' ']) && c == '—';
        if !spaced && !closing {
            continue;
        }
        if let Some(from) = from {
            parts.push(ByteSpan::known(block.start() + from, block.start() + at));
        }
        from = Some(behind);
    }
    parts.extend(from.map(|it| ByteSpan::known(block.start() + it, block.end())));
    parts
}

/// A stretch without the blanks and commas around it, and without a full stop in front.
fn trimmed(text: &str, span: ByteSpan) -> ByteSpan {
    let part = span.of(text);
    let head = part.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':'));
    let start = span.end() - head.len();
    let tail = head.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':'));
    ByteSpan::known(start, start + tail.len())
}

fn begins_with_verb(text: &str, span: ByteSpan, pack: &Pack) -> bool {
    let list = words(text, span, pack);
    list.iter().filter(|it| it.is_word).take(NEAR).any(|it| it.class & SAY != 0)
        && list.iter().find(|it| it.is_word).is_some_and(|it| !it.is_capital)
}

/// Speech and the clause that a comma or a mark divides from it.
fn with_clause(text: &str, part: ByteSpan, pack: &Pack) -> Option<(ByteSpan, Said)> {
    let speech = part.of(text);
    for (at, mark) in speech.match_indices([',', '?', '!']) {
        let behind = ByteSpan::known(part.start() + at + mark.len(), part.end());
        let rest = words(text, behind, pack);
        let mut first = rest.iter().filter(|it| it.is_word);
        let (Some(one), two) = (first.next(), first.next()) else { continue };
        let is_verb = one.class & SAY != 0 && !one.is_capital;
        let is_subject =
            one.class & PRONOUN != 0 && !one.is_capital && two.is_some_and(|it| it.class & SAY != 0);
        if is_verb || is_subject {
            let kept = if mark == "," { at } else { at + mark.len() };
            let span = trimmed(text, ByteSpan::known(part.start(), part.start() + kept));
            return Some((span, Clause::read(text, behind, pack).behind()));
        }
    }
    None
}
