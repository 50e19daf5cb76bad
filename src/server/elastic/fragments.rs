//! Stretches of a text around what was found in it.

use std::ops::Range;

/// A word that was found, in bytes of the text, and which of the words looked for it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) bytes: Range<usize>,
    pub(super) word: usize,
}

/// A stretch with the marks in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fragment {
    pub(super) bytes: Range<usize>,
    pub(super) marks: Vec<Mark>,
    score: f64,
}

/// A text whose stretches are short of this by far counts for more.
const PIVOT: f64 = 87.0;

/// The best stretches of about `size` characters, in the order of the text, or best first.
pub(super) fn fragments(
    text: &str,
    marks: &[Mark],
    size: usize,
    most: usize,
    best_first: bool,
) -> Vec<Fragment> {
    let mut fragments: Vec<Fragment> = Vec::new();
    let sentences = sentences(text);
    for mark in marks {
        match fragments.last_mut() {
            Some(last) if mark.bytes.start < last.bytes.end => {
                last.bytes.end = last.bytes.end.max(mark.bytes.end);
                last.marks.push(mark.clone());
            }
            Some(_) | None => {
                let bytes = stretch(text, &sentences, mark.bytes.start, size);
                let bytes = bytes.start..bytes.end.max(mark.bytes.end);
                fragments.push(Fragment { bytes, marks: vec![mark.clone()], score: 0.0 });
            }
        }
    }
    let words = marks.iter().map(|it| it.word + 1).max().unwrap_or(0);
    let count = |marks: &[Mark], word: usize| marks.iter().filter(|it| it.word == word).count() as f64;
    for fragment in &mut fragments {
        let length = fragment.bytes.len() as f64;
        let sum: f64 = (0..words)
            .map(|word| {
                let (here, all) = (count(&fragment.marks, word), count(marks, word));
                let articles = 1.0 + text.len() as f64 / PIVOT;
                let weight = 2.2 * (1.0 + (articles + 0.5) / (all + 0.5)).ln();
                weight * here / (here + 1.2 * (0.25 + 0.75 * length / PIVOT))
            })
            .sum();
        fragment.score = sum * (1.0 + 1.0 / (PIVOT + fragment.bytes.start as f64).ln());
    }
    if best_first || most < fragments.len() {
        fragments.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.bytes.start.cmp(&b.bytes.start)));
        fragments.truncate(most);
    }
    if !best_first {
        fragments.sort_by_key(|it| it.bytes.start);
    }
    fragments
}

/// The beginning of a text, as far as the end of the word behind so many characters.
pub(super) fn beginning(text: &str, size: usize) -> Range<usize> {
    match text.char_indices().nth(size) {
        Some((at, _)) => 0..word_end(text, at),
        None => 0..text.len(),
    }
}

/// Where sentences begin, and the end.
fn sentences(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut chars = text.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        if !matches!(c, '.' | '!' | '?' | '。' | '！' | '？') {
            continue;
        }
        let mut is_sure = c != '.';
        while let Some((_, c)) =
            chars.next_if(|(_, c)| matches!(c, '.' | '!' | '?' | '"' | '\'' | ')' | ']' | '”' | '’' | '»'))
        {
            is_sure |= matches!(c, '!' | '?');
        }
        let mut spaces = 0;
        while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {
            spaces += 1;
        }
        if let Some((at, next)) = chars.peek()
            && (spaces > 0 && (is_sure || !next.is_lowercase()) || c == '。')
        {
            starts.push(*at);
        }
    }
    starts.push(text.len());
    starts
}

/// The sentences around a place, or a part of one that is too long.
fn stretch(text: &str, sentences: &[usize], at: usize, size: usize) -> Range<usize> {
    let behind = sentences.partition_point(|it| *it <= at);
    let mut start = sentences[behind.saturating_sub(1)];
    let (mut last, whole) = (behind.min(sentences.len() - 1), sentences.len() - 1);
    let length = |from: usize, to: usize| text[from..to].chars().count();
    while length(start, sentences[last]) < size && last < whole && length(start, sentences[last + 1]) <= size
    {
        last += 1;
    }
    let window = sentences[last];
    let mut end = window;
    if length(start, end) > size {
        let before = length(start, at);
        if before > size {
            let from = text[start..].char_indices().nth(before - size).map_or(start, |it| start + it.0);
            start = start.max(word_start(text, from));
        }
        let remaining = size.saturating_sub(length(start, at));
        if let Some((more, _)) = text[at..window].char_indices().nth(remaining) {
            end = window.min(word_end(text, at + more));
        }
    }
    start..end
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '\'' | '’')
}

/// The beginning of the word or of the gap before a place.
fn word_start(text: &str, at: usize) -> usize {
    let mut chars = text[..at].char_indices().rev();
    let Some((mut start, c)) = chars.next() else { return at };
    for (before, next) in chars {
        if !is_word(c) || !is_word(next) {
            break;
        }
        start = before;
    }
    start
}

/// The end of the word in which a place lies.
fn word_end(text: &str, at: usize) -> usize {
    let mut chars = text[at..].char_indices();
    let Some((_, c)) = chars.next() else { return at };
    if !is_word(c) {
        return at + c.len_utf8();
    }
    chars.find(|(_, next)| !is_word(*next)).map_or(text.len(), |it| at + it.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_is_the_sentences_around_a_mark() {
        let text =
            "The ferry sank. It was found by a diver. Nobody knows why the ship was lost in calm waters!";
        let marks: Vec<Mark> = [("ferry", 0), ("diver", 1)]
            .into_iter()
            .map(|(word, number)| {
                let start = text.find(word).expect("it is there");
                Mark { bytes: start..start + word.len(), word: number }
            })
            .collect();
        let shown = |size, most| -> Vec<&str> {
            fragments(text, &marks, size, most, false).into_iter().map(|it| text[it.bytes].trim()).collect()
        };
        assert_eq!(shown(20, 5), ["The ferry sank.", "It was found by a diver"]);
        assert_eq!(shown(45, 5), ["The ferry sank. It was found by a diver."]);
        assert_eq!(shown(20, 1).len(), 1);
        assert_eq!(&text[beginning(text, 6)], "The ferry");
        assert_eq!(beginning("short", 50), 0..5);
    }
}
