//! Key words in context: each match on a line of its own.

use crate::article::{Quotation, QuotationKind};
use crate::evidence::snippets::layout::Layout;
use crate::evidence::snippets::passage::{first_chars, from_a_word, last_chars, to_a_word};
use crate::search::{Evidence, TextField};
use crate::span::{ByteSpan, TextSpan};

/// A match with what stands left and right of it. All spans are of the field's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KwicLine {
    /// The field.
    pub field: TextField,
    /// What stands before the match in its paragraph, from the beginning of a word on.
    pub left: ByteSpan,
    /// The match.
    pub matched: TextSpan,
    /// What stands behind it in its paragraph, up to the end of a word.
    pub right: ByteSpan,
    /// The sentence or sentences in which it stands, whole.
    pub sentence: ByteSpan,
    /// The quotation that holds the whole match, as an index into the article's; words
    /// between marks before speech without.
    pub quotation: Option<usize>,
}

/// A line for each piece of evidence, in its order, with at most `width` characters on
/// either side. Evidence that does not fit its text is passed over.
#[must_use]
pub fn kwic(
    title: &str,
    body: &str,
    quotations: &[Quotation],
    spans: &[Evidence],
    width: usize,
) -> Vec<KwicLine> {
    let layouts = [Layout::whole(title), Layout::whole(body)];
    let line = |it: &Evidence| {
        let (text, layout) = match it.field {
            TextField::Title => (title, &layouts[0]),
            TextField::Body => (body, &layouts[1]),
        };
        let bytes = it.span.bytes;
        let sentences = layout.sentences_of(bytes)?;
        let (first, last) = (layout.sentences[sentences.start], layout.sentences[sentences.end - 1]);
        let left = text.get(first.paragraph.start()..bytes.start())?;
        let right = text.get(bytes.end()..last.paragraph.end())?;
        let left = match last_chars(left, width) {
            part if part.len() == left.len() => part,
            part => from_a_word(part),
        };
        let right = match first_chars(right, width) {
            part if part.len() == right.len() => part,
            part => to_a_word(part),
        };
        Some(KwicLine {
            field: it.field,
            left: ByteSpan::known(bytes.start() - left.len(), bytes.start()),
            matched: it.span,
            right: ByteSpan::known(bytes.end(), bytes.end() + right.len()),
            sentence: ByteSpan::known(first.span.start(), last.span.end()),
            quotation: (it.field == TextField::Body).then(|| holding(quotations, bytes)).flatten(),
        })
    };
    spans.iter().filter_map(line).collect()
}

/// The quotation that holds the whole span, the shortest one between marks first.
fn holding(quotations: &[Quotation], span: ByteSpan) -> Option<usize> {
    let holds = quotations.iter().enumerate().filter(|(_, it)| it.span.contains(span));
    holds.min_by_key(|(_, it)| (it.kind == QuotationKind::Indirect, it.span.len())).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(field: TextField, text: &str, word: &str) -> Evidence {
        let start = text.find(word).unwrap();
        let bytes = ByteSpan::in_text(text, start, start + word.len()).unwrap();
        let start_char = text[..start].chars().count();
        let span = TextSpan { bytes, start_char, end_char: start_char + word.chars().count() };
        Evidence { field, span, text: word.to_owned() }
    }

    fn quotation(text: &str, words: &str, kind: QuotationKind) -> Quotation {
        let span = evidence(TextField::Body, text, words).span.bytes;
        Quotation { span, kind, speaker: None, mention: None, cue: None, confidence: 0.0 }
    }

    #[test]
    fn a_line_has_whole_words_on_either_side() {
        let body = "One.\n\nNobody said it. “The peace plan is dead,” he said.\n\nTwo.";
        let quotations = [
            quotation(body, "The peace plan is dead,” he said", QuotationKind::Indirect),
            quotation(body, "“The peace plan is dead,”", QuotationKind::Direct),
        ];
        let spans = [evidence(TextField::Title, "Peace", "Peace"), evidence(TextField::Body, body, "peace")];
        let lines = kwic("Peace", body, &quotations, &spans, 12);
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].left.of("Peace"), lines[0].sentence.of("Peace")), ("", "Peace"));
        assert_eq!(lines[0].quotation, None);
        let line = &lines[1];
        assert_eq!((line.left.of(body), line.right.of(body)), ("it. “The ", " plan is"));
        assert_eq!(line.sentence.of(body), "“The peace plan is dead,” he said.");
        assert_eq!(line.quotation, Some(1));
    }

    #[test]
    fn a_line_ends_with_its_paragraph() {
        let body = "One.\n\nBig peace now.\n\nTwo.";
        let line = &kwic("", body, &[], &[evidence(TextField::Body, body, "peace")], 80)[0];
        assert_eq!((line.left.of(body), line.right.of(body)), ("Big ", " now."));
    }
}
