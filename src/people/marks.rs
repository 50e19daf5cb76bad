//! Step 1: where quotation marks open and close.
//!
//! Takes a text and gives its blocks and the stretches between marks.
//! A mark is read by what stands on both sides of it, not by counting: a mark
//! that is missing or one too many spoils its own paragraph at most. A
//! quotation never crosses a block (a paragraph, or a line that stands alone);
//! one that is not closed there either goes on in the next block, which then
//! begins with a mark, or ends where its words visibly end.

mod signs;

use crate::analysis::sentences;
use crate::analysis::sentences::Wrapping;
use crate::span::ByteSpan;

use crate::people::lexicon;
use crate::people::lexicon::{COMMON, FINITE, SAY};
use crate::people::marks::signs::{
    MAY_BEGIN, OFTEN, SELDOM, WIDE, closes_as_two, is_closer, is_dash, is_elision, is_inches, is_opener,
    is_plural_possessive,
};

/// A stretch between quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QuotedSpan {
    /// With its marks.
    pub(super) outer: ByteSpan,
    /// Without.
    pub(super) inner: ByteSpan,
    /// Whether a mark closes it.
    pub(super) closed: bool,
}

/// The blocks of a text: paragraphs, cut at their line breaks unless these
/// only cut lines to a width.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = ByteSpan> + '_ {
    sentences::paragraphs(text).flat_map(move |paragraph| {
        let block = paragraph.of(text);
        let whole = !block.contains('\n') || sentences::wrapping(block) == Wrapping::Wrapped;
        let mut at = paragraph.start();
        std::iter::from_fn(move || {
            while at < paragraph.end() {
                let rest = &text[at..paragraph.end()];
                let len = if whole { rest.len() } else { rest.find('\n').map_or(rest.len(), |it| it + 1) };
                let line = &rest[..len];
                let start = at + (line.len() - line.trim_start().len());
                at += len;
                let end = start + line.trim().len();
                if end > start {
                    return Some(ByteSpan::known(start, end));
                }
            }
            None
        })
    })
}

/// The stretches between marks, in order, none within another.
pub(super) fn quoted_spans(text: &str, blocks: &[ByteSpan]) -> Vec<QuotedSpan> {
    let events = events(text);
    if events.is_empty() {
        return Vec::new();
    }
    let mut doubles = Vec::new();
    let mut from = 0;
    for block in blocks {
        let here = in_block(&events, &mut from, *block);
        pair_doubles(text, *block, here, &mut doubles);
    }
    if !events.iter().any(|it| it.mark == Mark::Single) {
        return doubles;
    }
    let mut singles = Vec::new();
    from = 0;
    for block in blocks {
        let here = in_block(&events, &mut from, *block);
        pair_singles(text, *block, here, &doubles, &mut singles);
    }
    with_singles(text, doubles, singles)
}

/// Joins both styles: single marks count where they are the outer marks of this text.
fn with_singles(text: &str, doubles: Vec<QuotedSpan>, singles: Vec<QuotedSpan>) -> Vec<QuotedSpan> {
    if singles.is_empty() {
        return doubles;
    }
    let outside = outside_of(&doubles, &singles);
    let spoken = singles.iter().filter(|it| is_speech_like(it.inner.of(text))).count();
    if outside.len() > spoken || (outside.len() == spoken && !outside.is_empty()) {
        return doubles;
    }
    let mut all = outside;
    all.extend(singles);
    all.sort_by_key(|it| it.outer);
    all
}

/// Those of `inner` that lie in none of `outer`; both ascend.
fn outside_of(inner: &[QuotedSpan], outer: &[QuotedSpan]) -> Vec<QuotedSpan> {
    let mut at = 0;
    let mut found = Vec::new();
    for one in inner {
        while outer.get(at).is_some_and(|it| it.outer.end() <= one.outer.start()) {
            at += 1;
        }
        if !outer.get(at).is_some_and(|it| it.outer.overlaps(one.outer)) {
            found.push(*one);
        }
    }
    found
}

fn is_speech_like(inner: &str) -> bool {
    inner.ends_with([',', '.', '!', '?', '…']) || inner.split_whitespace().nth(2).is_some()
}

/// What kind of mark stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// `"`, `''`: the sides tell.
    Straight,
    /// `“`, „, `«`: opens unless the sides forbid it.
    Opening,
    /// `”`, `»`: closes unless the sides forbid it.
    Closing,
    /// `'`, `‘`, `’` that is not inside a word.
    Single,
}

#[derive(Debug, Clone, Copy)]
struct Event {
    at: u32,
    len: u8,
    mark: Mark,
    can_open: bool,
    can_close: bool,
}

impl Event {
    fn start(&self) -> usize {
        self.at as usize
    }

    fn end(&self) -> usize {
        self.at as usize + usize::from(self.len)
    }
}

fn in_block<'a>(events: &'a [Event], from: &mut usize, block: ByteSpan) -> &'a [Event] {
    while events.get(*from).is_some_and(|it| it.start() < block.start()) {
        *from += 1;
    }
    let first = *from;
    while events.get(*from).is_some_and(|it| it.start() < block.end()) {
        *from += 1;
    }
    &events[first..*from]
}

/// Every mark of the text that can open or close.
fn events(text: &str) -> Vec<Event> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    let [one, two, three] = OFTEN;
    let [four, five, six] = SELDOM;
    // Most texts have no more than the usual marks, which many bytes at once are searched for.
    let seldom = memchr::memchr3(four, five, six, bytes).is_some() || memchr::memchr(WIDE, bytes).is_some();
    let next = |at: usize| match seldom {
        true => bytes[at..].iter().position(|byte| MAY_BEGIN[usize::from(*byte)]),
        false => memchr::memchr3(one, two, three, &bytes[at..]),
    };
    while let Some(plain) = next(at) {
        at += plain;
        let (len, mark) = match bytes[at] {
            b'"' => (1, Mark::Straight),
            b'`' if bytes.get(at + 1) == Some(&b'`') => (2, Mark::Opening),
            b'\'' => {
                at += apostrophes(text, at, &mut found);
                continue;
            }
            0xe2 => match bytes.get(at + 1..at + 3) {
                Some([0x80, 0x9c | 0x9e]) => (3, Mark::Opening),
                Some([0x80, 0x9d | 0x9f]) => (3, Mark::Closing),
                Some([0x80, 0x99]) if closes_as_two(text, at) => (6, Mark::Closing),
                Some([0x80, 0x98 | 0x99]) => (3, Mark::Single),
                // `‹`, `›`, `❝`, `❞`.
                Some([0x80, 0xb9] | [0x9d, 0x9d]) => (3, Mark::Opening),
                Some([0x80, 0xba] | [0x9d, 0x9e]) => (3, Mark::Closing),
                _ => (0, Mark::Single),
            },
            0xc2 => match bytes.get(at + 1) {
                Some(0xab) => (2, Mark::Opening),
                Some(0xbb) => (2, Mark::Closing),
                _ => (0, Mark::Single),
            },
            // `＂`.
            0xef if bytes.get(at + 1..at + 3) == Some(&[0xbc, 0x82]) => (3, Mark::Straight),
            0xe3 => match bytes.get(at + 1..at + 3) {
                Some([0x80, 0x8c | 0x8e]) => (3, Mark::Opening),
                Some([0x80, 0x8d | 0x8f]) => (3, Mark::Closing),
                _ => (0, Mark::Single),
            },
            _ => (0, Mark::Single),
        };
        if len == 0 {
            at += 1;
            continue;
        }
        push(text, at, len, mark, &mut found);
        at += usize::from(len);
    }
    found
}

/// Reads a run of apostrophes and returns its length: two are a double mark,
/// three are one of each.
fn apostrophes(text: &str, at: usize, found: &mut Vec<Event>) -> usize {
    let run = text.as_bytes()[at..].iter().take_while(|b| **b == b'\'').count();
    let spaced = at == 0 || text.as_bytes()[at - 1].is_ascii_whitespace();
    match run {
        1 => push(text, at, 1, Mark::Single, found),
        2 => push(text, at, 2, Mark::Straight, found),
        3 if spaced => push(text, at, 2, Mark::Straight, found),
        3 => push(text, at + 1, 2, Mark::Straight, found),
        _ => {}
    }
    run
}

fn push(text: &str, at: usize, len: u8, mark: Mark, found: &mut Vec<Event>) {
    let before = text[..at].chars().next_back();
    let end = at + usize::from(len);
    let after = text[end..].chars().next();
    let open_side = before.is_none_or(|c| c.is_whitespace() || is_opener(c) || is_dash(c));
    let close_side = after.is_none_or(|c| c.is_whitespace() || is_closer(c) || is_dash(c));
    let spaced_before = before.is_none_or(char::is_whitespace);
    let spaced_after = after.is_none_or(char::is_whitespace);
    let can_open = open_side && !spaced_after;
    let can_close = close_side && !spaced_before;
    let event = match mark {
        Mark::Straight => {
            // `<a name="…">`: the value of an attribute, with the mark that closes it to be skipped as well.
            let valued = before == Some('=')
                || after.is_some_and(|c| matches!(c, '>')) && !text[..at].ends_with(['.', ',', '!', '?']);
            if is_inches(text, at) || valued {
                return;
            }
            // Between two letters or two spaces nothing tells: the state will.
            let unclear = !can_open && !can_close;
            Event { at: at as u32, len, mark, can_open: can_open || unclear, can_close: can_close || unclear }
        }
        Mark::Opening => Event {
            at: at as u32,
            len,
            mark,
            can_open: can_open || !can_close,
            can_close: can_close && !can_open,
        },
        Mark::Closing => Event {
            at: at as u32,
            len,
            mark,
            can_open: can_open && !can_close,
            can_close: can_close || !can_open,
        },
        Mark::Single => {
            let inside =
                before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
            if inside {
                return;
            }
            Event {
                at: at as u32,
                len,
                mark,
                can_open,
                can_close: can_close || (!spaced_before && !after.is_some_and(char::is_alphanumeric)),
            }
        }
    };
    found.push(event);
}

/// A quotation that has been opened.
#[derive(Clone, Copy)]
struct Open {
    start: usize,
    inner: usize,
    nested: u32,
    /// Where the pairs within it begin in the list of pairs.
    first_pair: usize,
    inner_start: usize,
    mark: Mark,
    /// Whether every mark within it is of another style.
    other_within: bool,
}

impl Open {
    fn at(event: Event) -> Open {
        Open {
            start: event.start(),
            inner: event.end(),
            nested: 0,
            first_pair: 0,
            inner_start: 0,
            mark: event.mark,
            other_within: true,
        }
    }
}

fn pair_doubles(text: &str, block: ByteSpan, events: &[Event], found: &mut Vec<QuotedSpan>) {
    let mut open: Option<Open> = None;
    let mut pairs: Vec<QuotedSpan> = Vec::new();
    for event in events.iter().filter(|it| it.mark != Mark::Single) {
        let Some(mut now) = open else {
            if event.can_open {
                open = Some(Open { first_pair: pairs.len(), ..Open::at(*event) });
            }
            continue;
        };
        if (event.mark == Mark::Straight) == (now.mark == Mark::Straight) {
            now.other_within = false;
        }
        if event.can_close && (event.mark != Mark::Straight || !event.can_open || now.nested == 0) {
            if now.nested > 0 {
                now.nested -= 1;
                if now.nested == 0 {
                    pairs.push(pair(now.inner_start, now.inner_start, event));
                }
                open = Some(now);
            } else {
                let inner = ByteSpan::known(now.inner, event.start().max(now.inner));
                found.push(QuotedSpan {
                    outer: ByteSpan::known(now.start, event.end()),
                    inner,
                    closed: true,
                });
                pairs.truncate(now.first_pair);
                open = None;
            }
        } else if text[now.inner..event.start()].trim_end().ends_with(['.', '!', '?', '…']) && now.nested == 0
        {
            // A new one opens after a full sentence: the one before was never closed.
            found.push(unclosed(text, now, event.start()));
            pairs.truncate(now.first_pair);
            open = Some(Open { first_pair: pairs.len(), ..Open::at(*event) });
        } else {
            now.nested += 1;
            if now.nested == 1 {
                now.inner_start = event.start();
            }
            open = Some(now);
        }
    }
    let Some(now) = open else { return };
    let inside = &pairs[now.first_pair..];
    match inside.first() {
        // `"He saw “It” twice.`: a paragraph of a longer quotation, with a title in it.
        Some(_) if now.other_within && now.start == block.start() => {
            found.push(unclosed(text, now, block.end()));
        }
        // The pairs within stand by themselves; the mark before them was not closed.
        Some(first) => {
            found.push(unclosed(text, now, first.outer.start()));
            found.extend_from_slice(inside);
        }
        None => found.push(unclosed(text, now, block.end())),
    }
}

fn pair(start: usize, mark: usize, close: &Event) -> QuotedSpan {
    let inner = mark + 1;
    let inner = inner.min(close.start());
    QuotedSpan {
        outer: ByteSpan::known(start, close.end()),
        inner: ByteSpan::known(inner, close.start().max(inner)),
        closed: true,
    }
}

/// A quotation without a closing mark that cannot go beyond `limit`.
fn unclosed(text: &str, open: Open, limit: usize) -> QuotedSpan {
    let body = &text[open.inner..limit];
    let end = open.inner + spoken_end(body).or_else(|| long_end(body)).unwrap_or(body.len());
    let end = open.inner + text[open.inner..end].trim_end().len();
    QuotedSpan {
        outer: ByteSpan::known(open.start, end),
        inner: ByteSpan::known(open.inner, end),
        closed: false,
    }
}

/// Longer than this no paragraph of a quotation is.
const LONGEST: usize = 1500;

/// The end of the first sentence, where paragraphs were lost and nothing else bounds a quotation.
fn long_end(body: &str) -> Option<usize> {
    let long = body.len() > LONGEST;
    let end = body.match_indices(['.', '!', '?']).find(|(at, _)| {
        let mut behind = body[at + 1..].chars();
        behind.next() == Some(' ') && behind.next().is_some_and(char::is_uppercase) && *at > 40
    });
    end.filter(|_| long).map(|(at, _)| at + 1)
}

/// Where the words of an unclosed quotation give way to `, he said`.
fn spoken_end(body: &str) -> Option<usize> {
    for (at, _) in body.match_indices([',', '?', '!', '.']) {
        let rest = &body[at + 1..];
        if !rest.starts_with(' ') {
            continue;
        }
        let rest = rest.get(..rest.len().min(48)).unwrap_or_else(|| &rest[..rest.floor_char_boundary(48)]);
        for (named, word) in rest.split_whitespace().take(5).enumerate() {
            let bare = word.trim_end_matches(['.', ',']);
            let classes = lexicon::classes(bare);
            if classes & (SAY | COMMON) != 0 && classes & FINITE != 0 && (named > 0 || bare == "said") {
                return Some(at + 1);
            }
            if !(word.starts_with(char::is_uppercase) || bare == "he" || bare == "she" || bare == "the") {
                break;
            }
            if bare != word && !word.ends_with('.') {
                break;
            }
        }
    }
    None
}

/// Pairs single marks that stand outside the double ones.
fn pair_singles(
    text: &str,
    block: ByteSpan,
    events: &[Event],
    doubles: &[QuotedSpan],
    found: &mut Vec<QuotedSpan>,
) {
    let mut within = doubles.partition_point(|it| it.outer.end() <= block.start());
    let mut open: Option<Event> = None;
    let mut fallback: Option<Event> = None;
    for event in events.iter().filter(|it| it.mark == Mark::Single) {
        while doubles.get(within).is_some_and(|it| it.outer.end() <= event.start()) {
            within += 1;
        }
        // Where a double mark was never closed nobody knows what lies within.
        if doubles.get(within).is_some_and(|it| it.closed && it.outer.start() <= event.start()) {
            continue;
        }
        let opens =
            event.can_open && !is_elision(&text[event.end()..]) && !text[event.start()..].starts_with('’');
        match open {
            None if opens => (open, fallback) = (Some(*event), None),
            None => {}
            Some(first) if event.can_close && !opens => {
                let head = &text[first.end()..event.start()];
                if head.trim().is_empty() {
                    continue;
                }
                if is_plural_possessive(head, &text[event.end()..]) {
                    fallback = Some(*event);
                } else {
                    found.push(single(first, *event));
                    (open, fallback) = (None, None);
                }
            }
            Some(first) if opens => {
                if let Some(close) = fallback {
                    found.push(single(first, close));
                } else if text[first.end()..event.start()].trim_end().ends_with(['.', '!', '?', '…']) {
                    let now = Open::at(first);
                    found.push(unclosed(text, now, event.start()));
                }
                (open, fallback) = (Some(*event), None);
            }
            Some(_) => {}
        }
    }
    if let Some(first) = open {
        if let Some(close) = fallback {
            found.push(single(first, close));
        } else if first.start() == block.start() {
            let now = Open::at(first);
            found.push(unclosed(text, now, block.end()));
        }
    }
}

fn single(open: Event, close: Event) -> QuotedSpan {
    QuotedSpan {
        outer: ByteSpan::known(open.start(), close.end()),
        inner: ByteSpan::known(open.end(), close.start().max(open.end())),
        closed: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let blocks: Vec<_> = blocks(text).collect();
        quoted_spans(text, &blocks).iter().map(|it| it.inner.of(text)).collect()
    }

    #[test]
    fn every_style_of_marks_is_read() {
        assert_eq!(found("\"a b,\" he said"), ["a b,"]);
        assert_eq!(found("“a b,” he said"), ["a b,"]);
        assert_eq!(found("''a b,'' he said"), ["a b,"]);
        assert_eq!(found("＂a b,＂ he said"), ["a b,"]);
        assert_eq!(found("‹a b,› he said"), ["a b,"]);
        assert_eq!(found("❝a b,❞ he said"), ["a b,"]);
        assert_eq!(found("«a b», dit-il"), ["a b"]);
        assert_eq!(found("„a b“, sagte er"), ["a b"]);
        assert_eq!(found("»a b«, sagte er"), ["a b"]);
        assert_eq!(found("”a b”, sa han"), ["a b"]);
        assert_eq!(found("‘We go now,’ he said"), ["We go now,"]);
        assert_eq!(found("'We go now,' he said"), ["We go now,"]);
    }

    #[test]
    fn apostrophes_are_not_marks() {
        assert!(found("The workers' rights and the '90s don't go 'til dawn").is_empty());
        assert_eq!(
            found("‘The workers’ rights aren’t safe,’ she said."),
            ["The workers’ rights aren’t safe,"]
        );
    }

    #[test]
    fn inches_are_not_marks() {
        assert_eq!(found("\"He is 6'2\" tall,\" she said"), ["He is 6'2\" tall,"]);
        assert!(found("a 12\" pipe").is_empty());
    }

    #[test]
    fn marks_within_marks_do_not_count() {
        assert_eq!(found("“He said ‘no’ to me,” she said"), ["He said ‘no’ to me,"]);
        assert_eq!(found("‘He said “no” to me,’ she said"), ["He said “no” to me,"]);
        assert_eq!(found("\"He said \"no\" to me,\" she said"), ["He said \"no\" to me,"]);
    }

    #[test]
    fn a_quotation_over_paragraphs_opens_each_and_closes_the_last() {
        assert_eq!(found("“One.\n\n“Two.” He left."), ["One.", "Two."]);
        assert_eq!(found("\"One. \"Two,\" he said."), ["One.", "Two,"]);
    }

    #[test]
    fn a_paragraph_of_a_longer_quotation_may_hold_marks_of_another_style() {
        assert_eq!(found("\"I saw “Jaws” twice.\n\n\"Not again.\""), ["I saw “Jaws” twice.", "Not again."]);
    }

    #[test]
    fn values_of_attributes_are_not_quotations() {
        assert!(found("<b class=\"wide red\">now</b>").is_empty());
    }

    #[test]
    fn an_unclosed_quotation_ends_where_its_speaker_is_named() {
        assert_eq!(found("“We go, Ann Lee said. She left."), ["We go,"]);
    }

    #[test]
    fn any_heap_of_marks_is_survived() {
        for mark in ["\"", "'", "“", "”", "‘", "’", "''", "«", "„", "`"] {
            for n in [1, 2, 3, 7, 1000] {
                let _ = found(&mark.repeat(n));
                let _ = found(&format!("{mark} ").repeat(n));
                let _ = found(&format!("a{mark}").repeat(n));
                let _ = found(&format!(" {mark}a.").repeat(n));
            }
        }
    }
}
