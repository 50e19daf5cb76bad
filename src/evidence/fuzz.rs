//! The body of a fuzz target: any text and any query are answered, and the answer keeps its promises.

use crate::article::{Language, Quotation, QuotationKind, Speaker, SpeakerKind};
use crate::evidence::Plan;
use crate::evidence::snippets::{kwic, passage};
use crate::evidence::text::{ArticleText, Facts, TextEvaluator};
use crate::query::{FieldClause, Query, SaidBy};
use crate::search::TextField;
use crate::span::ByteSpan;

/// Says yes to some things and no to others, always the same.
struct Anything;

impl Facts for Anything {
    fn said(&self, by: &SaidBy, quotation: &Quotation) -> bool {
        match by {
            SaidBy::Anyone => quotation.speaker.is_some(),
            SaidBy::Unknown => quotation.speaker.is_none(),
            SaidBy::Name(name) => quotation.span.len() % 2 == name.word_count() % 2,
        }
    }

    fn clause(&self, _clause: &FieldClause) -> bool {
        true
    }
}

/// Asks `query` of an article made of these texts.
///
/// # Panics
///
/// When a promise is broken: evidence that is unsorted, doubled, outside its text or off a
/// character's boundary; an answer that depends on how it is asked; a passage without its match.
pub fn answer_any(title: &str, body: &str, query: &Query) {
    let Ok(plan) = Plan::new(query) else { return };
    let quotations = quotations(body);
    let text = ArticleText { title, body, language: Language::ENGLISH, quotations: &quotations };
    let mut reader = TextEvaluator::new(&plan);
    let Ok(answer) = reader.evidence(&text, &Anything) else { return };
    assert_eq!(reader.holds(&text, &Anything), Ok(answer.is_some()), "asked twice, answered twice");
    let Some(spans) = answer else { return };
    assert!(
        spans.is_sorted_by(|a, b| (a.field, a.span.bytes) < (b.field, b.span.bytes)),
        "sorted, none twice"
    );
    for span in &spans {
        let field = text.field(span.field);
        assert_eq!(field.get(span.span.bytes.range()), Some(span.text.as_str()), "the text of its place");
        assert!(!span.text.is_empty(), "evidence is something");
        let chars = field[..span.span.bytes.start()].chars().count();
        assert_eq!(span.span.start_char, chars, "code points before it");
        assert_eq!(span.span.end_char, chars + span.text.chars().count(), "code points in it");
    }
    for characters in [0, 10, 240] {
        let limits = passage::PassageLimits { passages: 2, characters };
        let snippets = passage::snippets(title, body, &spans, limits);
        assert_eq!(snippets.is_empty(), spans.is_empty(), "evidence is shown");
        assert!(snippets.len() <= limits.passages, "not more than asked for");
        let mut shown_to = 0;
        for snippet in &snippets {
            let end = snippet.start + snippet.text.len();
            let field = text.field(snippet.field);
            assert_eq!(field.get(snippet.start..end), Some(snippet.text.as_str()), "verbatim");
            assert!(snippet.start >= shown_to, "in reading order");
            shown_to = end;
            assert!(!snippet.marks.is_empty(), "a whole match in each");
            assert!(snippet.marks.is_sorted_by(|a, b| a.end() < b.start()), "marks are merged");
            assert!(snippet.marks.iter().all(|it| snippet.text.get(it.range()).is_some()), "inside");
        }
    }
    assert_eq!(kwic::kwic(title, body, &quotations, &spans, 20).len(), spans.len(), "a line each");
    for field in [TextField::Title, TextField::Body] {
        let passages = passage::with_context(field, text.field(field), &spans, (1, 1));
        let marked =
            |bytes: ByteSpan| passages.iter().any(|it| it.marks.iter().any(|mark| mark.contains(bytes)));
        assert!(spans.iter().all(|it| it.field != field || marked(it.span.bytes)), "all are shown");
    }
}

/// What stands between curly marks is quoted; `>` makes it indirect, `!` gives it a speaker.
fn quotations(body: &str) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = body[at..].find('“').map(|it| at + it) {
        let Some(end) = body[open..].find('”').map(|it| open + it + '”'.len_utf8()) else { break };
        let Some(span) = ByteSpan::in_text(body, open, end) else { break };
        let words = span.of(body);
        found.push(Quotation {
            span,
            kind: if words.contains('>') { QuotationKind::Indirect } else { QuotationKind::Direct },
            speaker: words.contains('!').then(|| Speaker {
                name: "Somebody".to_owned(),
                kind: SpeakerKind::Person,
                role: None,
            }),
            mention: None,
            cue: None,
            confidence: 0.5,
        });
        at = end;
    }
    found
}
