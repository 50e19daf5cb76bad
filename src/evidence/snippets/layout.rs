//! Where the sentences of a field stand, for showing them.

use std::ops::Range;

use crate::analysis::{paragraphs, sentences};
use crate::span::ByteSpan;

/// A sentence without the white space around it, and its paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) span: ByteSpan,
    pub(crate) paragraph: ByteSpan,
}

/// Sentences of a field, in order.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) sentences: Vec<Sentence>,
}

impl Layout {
    /// All sentences.
    pub(crate) fn whole(text: &str) -> Layout {
        let mut layout = Layout::default();
        paragraphs(text).for_each(|it| layout.push_paragraph(text, it));
        layout
    }

    /// The sentences of the paragraphs in which these spans lie; the spans are sorted.
    pub(crate) fn around(text: &str, spans: &[ByteSpan]) -> Layout {
        let mut layout = Layout::default();
        let (mut rest, mut furthest) = (spans, 0);
        for paragraph in paragraphs(text) {
            let begun = rest.partition_point(|it| it.start() < paragraph.end());
            furthest = rest[..begun].iter().map(|it| it.end()).fold(furthest, usize::max);
            rest = &rest[begun..];
            if furthest > paragraph.start() {
                layout.push_paragraph(text, paragraph);
            }
            if rest.is_empty() && furthest <= paragraph.end() {
                break;
            }
        }
        layout
    }

    fn push_paragraph(&mut self, text: &str, paragraph: ByteSpan) {
        for stretch in sentences(text, paragraph) {
            let shown = stretch.of(text);
            let start = stretch.start() + (shown.len() - shown.trim_start().len());
            let end = start + shown.trim().len();
            if start < end {
                self.sentences.push(Sentence { span: ByteSpan::known(start, end), paragraph });
            }
        }
    }

    /// The sentences that share a byte with the span, by index; `None` when there are none.
    pub(crate) fn sentences_of(&self, span: ByteSpan) -> Option<Range<usize>> {
        let start = self.sentences.partition_point(|it| it.span.end() <= span.start());
        let end = self.sentences.partition_point(|it| it.span.start() < span.end());
        (start < end).then_some(start..end)
    }
}
