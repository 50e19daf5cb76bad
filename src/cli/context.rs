//! What stands around the evidence: sentences for `-C`, left and right for `--kwic`.

use newsgrep::analyze::sentences::{paragraphs, sentences};
use newsgrep::article::{Article, QuotationKind};
use newsgrep::index::{IndexError, Searcher};
use newsgrep::render::lines::{Context, Occurrence};
use newsgrep::search::{Evidence, Hit, Snippet, TextField};
use newsgrep::span::ByteSpan;

/// The most bytes on either side of a match.
const REACH: usize = 400;

/// The occurrences of the hits, as they stand.
pub(crate) fn occurrences<'a>(hits: &'a [Hit]) -> Vec<Occurrence<'a>> {
    let each =
        |hit: &'a Hit| hit.spans.iter().map(move |evidence| Occurrence { hit, evidence, context: None });
    hits.iter().flat_map(each).collect()
}

/// The occurrences of the hits with what stands around them.
pub(crate) fn concordance<'a>(
    searcher: &Searcher,
    hits: &'a [Hit],
) -> Result<Vec<Occurrence<'a>>, IndexError> {
    let mut found = Vec::new();
    for hit in hits {
        // An article that has left the index since is shown without its context.
        let text = searcher.article(&hit.id)?.map(Text::of);
        for evidence in &hit.spans {
            let context = text.as_ref().map(|text| text.around(evidence));
            found.push(Occurrence { hit, evidence, context });
        }
    }
    Ok(found)
}

/// Gives each hit, in place of its passages, those of its sentences that hold a match, with `around`
/// sentences before and behind each.
pub(crate) fn widen(searcher: &Searcher, hits: &mut [Hit], around: usize) -> Result<(), IndexError> {
    for hit in hits {
        let Some(text) = searcher.article(&hit.id)?.map(Text::of) else { continue };
        hit.snippets.retain(|it| it.field == TextField::Title);
        hit.snippets.extend(text.passages(&hit.spans, around));
    }
    Ok(())
}

/// An article with its sentences.
struct Text {
    article: Article,
    sentences: Vec<ByteSpan>,
}

impl Text {
    fn of(article: Article) -> Text {
        let body = &article.body;
        let sentences = paragraphs(body).flat_map(|block| sentences(body, block)).collect();
        Text { article, sentences }
    }

    /// The sentences that a span reaches into, by number: first and last.
    fn sentences_of(&self, span: ByteSpan) -> Option<(usize, usize)> {
        let first = self.sentences.partition_point(|it| it.end() <= span.start());
        let behind = self.sentences.partition_point(|it| it.start() < span.end());
        (first < behind).then(|| (first, behind - 1))
    }

    fn around(&self, evidence: &Evidence) -> Context {
        let span = evidence.span.bytes;
        let (field, sentence) = match evidence.field {
            TextField::Title => {
                let title = self.article.title_text();
                (title, ByteSpan::in_text(title, 0, title.len()))
            }
            TextField::Body => (self.article.body.as_str(), self.stretch(span, 0)),
        };
        let sentence = sentence.unwrap_or(span);
        let from = field.ceil_char_boundary(span.start().saturating_sub(REACH));
        let to = field.floor_char_boundary((span.end() + REACH).min(field.len()));
        let left = field.get(from..span.start()).unwrap_or("");
        let right = field.get(span.end()..to).unwrap_or("");
        let speaker = self
            .article
            .quotations
            .iter()
            .filter(|it| evidence.field == TextField::Body && it.span.contains(span))
            .filter(|it| it.kind != QuotationKind::Indirect)
            .find_map(|it| it.speaker.as_ref());
        Context {
            left: left.rsplit("\n\n").next().unwrap_or("").to_owned(),
            right: right.split("\n\n").next().unwrap_or("").to_owned(),
            sentence,
            sentence_text: sentence.of(field).to_owned(),
            speaker: speaker.map(|it| it.name.clone()),
        }
    }

    /// The stretch of the body from the first sentence of a span to its last, and `around` more on
    /// either side, without the white space at its ends.
    fn stretch(&self, span: ByteSpan, around: usize) -> Option<ByteSpan> {
        let (first, last) = self.sentences_of(span)?;
        self.between(first.saturating_sub(around), (last + around).min(self.sentences.len() - 1))
    }

    fn between(&self, first: usize, last: usize) -> Option<ByteSpan> {
        let (start, end) = (self.sentences.get(first)?.start(), self.sentences.get(last)?.end());
        let whole = self.article.body.get(start..end)?;
        let before = whole.len() - whole.trim_start().len();
        ByteSpan::in_text(&self.article.body, start + before, start + whole.trim_end().len())
    }

    fn passages(&self, spans: &[Evidence], around: usize) -> Vec<Snippet> {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        let body = spans.iter().filter(|it| it.field == TextField::Body);
        for (first, last) in body.clone().filter_map(|it| self.sentences_of(it.span.bytes)) {
            let first = first.saturating_sub(around);
            let last = (last + around).min(self.sentences.len() - 1);
            match ranges.last_mut() {
                Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
                Some(_) | None => ranges.push((first, last)),
            }
        }
        let passage = |(first, last)| {
            let stretch = self.between(first, last)?;
            let text = stretch.of(&self.article.body).to_owned();
            let inside = body.clone().map(|it| it.span.bytes).filter(|span| stretch.contains(*span));
            let mut marks: Vec<(usize, usize)> = Vec::new();
            for span in inside {
                let (start, end) = (span.start() - stretch.start(), span.end() - stretch.start());
                match marks.last_mut() {
                    Some(mark) if start < mark.1 => mark.1 = mark.1.max(end),
                    Some(_) | None => marks.push((start, end)),
                }
            }
            let marks = marks.iter().filter_map(|mark| ByteSpan::in_text(&text, mark.0, mark.1)).collect();
            Some(Snippet { field: TextField::Body, start: stretch.start(), text, marks })
        };
        ranges.into_iter().filter_map(passage).collect()
    }
}
