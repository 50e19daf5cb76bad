//! A checked piece of a text.

use std::ops::Range;

/// Half-open byte range that lies on character boundaries of its text.
///
/// Start ≤ end always holds; an empty span is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSpan {
    start: usize,
    end: usize,
}

impl ByteSpan {
    /// The span `start..end` of `text`, or `None` when it is not inside the
    /// text or would cut a character.
    #[must_use]
    pub fn in_text(text: &str, start: usize, end: usize) -> Option<ByteSpan> {
        text.get(start..end).map(|_| ByteSpan { start, end })
    }

    /// The span of a place that is known to be a boundary, such as one that
    /// the tokenizer returned for the same text.
    #[must_use]
    pub(crate) fn known(start: usize, end: usize) -> ByteSpan {
        debug_assert!(start <= end, "a span cannot end before it starts");
        ByteSpan { start, end }
    }

    /// The same stretch of a text that has `by` bytes more in front.
    #[must_use]
    pub(crate) fn shifted(self, by: usize) -> ByteSpan {
        ByteSpan { start: self.start + by, end: self.end + by }
    }

    /// First byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start
    }

    /// The byte after the last one.
    #[must_use]
    pub fn end(self) -> usize {
        self.end
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range, for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The piece of `text` that this span names; empty when `text` is not the
    /// text that the span was made for and the range does not fit it.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Whether two spans share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: ByteSpan) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub fn contains(self, other: ByteSpan) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A place in a text counted in bytes and in Unicode code points, both half open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextSpan {
    /// In bytes.
    pub bytes: ByteSpan,
    /// First code point.
    pub start_char: usize,
    /// The code point after the last one.
    pub end_char: usize,
}

/// Turns byte offsets that only grow into code point offsets, reading the text once.
#[derive(Debug)]
pub struct CharCounter<'a> {
    text: &'a str,
    byte: usize,
    chars: usize,
}

impl<'a> CharCounter<'a> {
    /// A counter at the start of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> CharCounter<'a> {
        CharCounter { text, byte: 0, chars: 0 }
    }

    /// The code points before byte `at`. Offsets that shrink are answered too,
    /// at the price of counting from the start again.
    pub fn chars_before(&mut self, at: usize) -> usize {
        if at < self.byte {
            self.byte = 0;
            self.chars = 0;
        }
        let between = self.text.get(self.byte..at).unwrap_or("");
        self.chars += between.chars().count();
        self.byte += between.len();
        self.chars
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_never_cuts_a_character() {
        assert!(ByteSpan::in_text("é", 0, 1).is_none());
        assert_eq!(ByteSpan::in_text("é", 0, 2).map(ByteSpan::len), Some(2));
    }

    #[test]
    fn a_span_lies_inside_its_text() {
        assert!(ByteSpan::in_text("abc", 1, 4).is_none());
        assert!(ByteSpan::in_text("abc", 3, 2).is_none());
    }

    #[test]
    fn code_points_are_counted_forwards_and_backwards() {
        let mut counter = CharCounter::new("aé’b");
        assert_eq!(counter.chars_before(3), 2);
        assert_eq!(counter.chars_before(6), 3);
        assert_eq!(counter.chars_before(1), 1);
    }
}
