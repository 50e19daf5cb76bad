//! Where paragraphs and sentences begin and end.

use crate::span::ByteSpan;

/// The paragraphs of a text: stretches between blank lines, without the white
/// space around them. A line of white space alone is blank.
pub fn paragraphs(text: &str) -> impl Iterator<Item = ByteSpan> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c: char| !c.is_whitespace())?;
        let mut end = start;
        for line in text[start..].split_inclusive('\n') {
            if line.trim().is_empty() {
                break;
            }
            end += line.len();
        }
        at = end;
        Some(ByteSpan::known(start, start + text[start..end].trim_end().len()))
    })
}

/// The sentences of one paragraph, in order; together they cover it.
pub fn sentences(text: &str, paragraph: ByteSpan) -> Vec<ByteSpan> {
    let block = paragraph.of(text);
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = block.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next_is_space = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if matches!(c, '.' | '!' | '?') && next_is_space {
            let end = at + c.len_utf8();
            found.push(ByteSpan::known(paragraph.start() + start, paragraph.start() + end));
            start = end;
        }
    }
    if start < block.len() {
        found.push(ByteSpan::known(paragraph.start() + start, paragraph.end()));
    }
    found
}
