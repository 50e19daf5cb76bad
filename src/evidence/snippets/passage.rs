//! Which passages of an article to show for its evidence.
//!
//! A passage is a verbatim stretch of a field: whole sentences where they fit, always
//! with at least one whole match. Those that show the most different matches are
//! chosen; they come in reading order.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::evidence::snippets::layout::{Layout, Sentence};
use crate::search::{Edge, Evidence, Snippet, TextField};
use crate::span::ByteSpan;

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PassageLimits {
    /// How many passages at the most.
    pub(crate) passages: usize,
    /// How many characters a passage has at the most, unless a match is longer by itself.
    pub(crate) characters: usize,
}

impl Default for PassageLimits {
    /// Three passages of up to 240 characters.
    fn default() -> Self {
        PassageLimits { passages: 3, characters: 240 }
    }
}

/// A stretch of a field, with the matches in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The field.
    pub field: TextField,
    /// Its place in the field.
    pub span: ByteSpan,
    /// The matches that lie wholly in it, in bytes of the field: sorted, merged.
    pub marks: Vec<ByteSpan>,
    /// How it begins.
    pub begins: Edge,
    /// How it ends.
    pub ends: Edge,
}

impl Passage {
    /// The passage as a snippet; `text` is that of its field.
    #[must_use]
    pub fn snippet(&self, text: &str) -> Snippet {
        let start = self.span.start();
        let mark = |it: &ByteSpan| ByteSpan::known(it.start() - start, it.end() - start);
        Snippet {
            field: self.field,
            start,
            text: self.span.of(text).to_owned(),
            marks: self.marks.iter().map(mark).collect(),
            begins: self.begins,
            ends: self.ends,
        }
    }
}

/// The passages that show the evidence best, in reading order. The title is shown only when
/// it alone has evidence, since a hit shows its title anyway.
///
/// `spans` are sorted, as a [`TextEvaluator`](crate::evidence::TextEvaluator) gives them; one that does not fit its text is passed over.
#[must_use]
pub(crate) fn passages(title: &str, body: &str, spans: &[Evidence], limits: PassageLimits) -> Vec<Passage> {
    let (title_spans, body_spans) = by_field(title, body, spans);
    let (field, text, spans) = match body_spans.is_empty() {
        true => (TextField::Title, title, title_spans),
        false => (TextField::Body, body, body_spans),
    };
    if spans.is_empty() || limits.passages == 0 {
        return Vec::new();
    }
    let layout = Layout::around(text, &spans);
    let mut candidates = candidates(text, &spans, &layout, limits.characters);
    let mut chosen = choose(text, &spans, &mut candidates, limits.passages);
    chosen.sort_unstable_by_key(|it| it.matches.start);
    let mut passages: Vec<Passage> = Vec::with_capacity(chosen.len());
    for candidate in chosen {
        let shown_to = passages.last().map_or(0, |it| it.span.end());
        if candidate.core.end() <= shown_to {
            continue;
        }
        let passage = candidate.passage(field, text, &spans, limits.characters, shown_to);
        match passages.last_mut() {
            Some(last) if last.joins(&passage, text, limits.characters) => last.join(passage),
            Some(_) | None => passages.push(passage),
        }
    }
    passages
}

/// [`passages`], as snippets.
#[must_use]
pub(crate) fn snippets(title: &str, body: &str, spans: &[Evidence], limits: PassageLimits) -> Vec<Snippet> {
    let text = |field| match field {
        TextField::Title => title,
        TextField::Body => body,
    };
    passages(title, body, spans, limits).iter().map(|it| it.snippet(text(it.field))).collect()
}

/// Every match of a field with its sentence and so many sentences before and behind it, in
/// reading order; what touches is one passage.
#[must_use]
pub fn with_context(
    field: TextField,
    text: &str,
    spans: &[Evidence],
    (before, behind): (usize, usize),
) -> Vec<Passage> {
    let (title, body) = match field {
        TextField::Title => (text, ""),
        TextField::Body => ("", text),
    };
    let (title_spans, body_spans) = by_field(title, body, spans);
    let spans = if field == TextField::Title { title_spans } else { body_spans };
    let layout = Layout::whole(text);
    let mut passages: Vec<Passage> = Vec::new();
    let mut shown = 0..0;
    for span in &spans {
        let Some(sentences) = layout.sentences_of(*span) else { continue };
        let from = sentences.start.saturating_sub(before);
        let to = sentences.end.saturating_add(behind).min(layout.sentences.len());
        let joins = !passages.is_empty() && from <= shown.end;
        let first = if joins { shown.start } else { from };
        shown = first..to.max(if joins { shown.end } else { 0 });
        let bytes = ByteSpan::known(
            layout.sentences[shown.start].span.start(),
            layout.sentences[shown.end - 1].span.end(),
        );
        let passage =
            Passage { field, span: bytes, marks: Vec::new(), begins: Edge::Sentence, ends: Edge::Sentence };
        match passages.last_mut() {
            Some(last) if joins => last.span = bytes,
            Some(_) | None => passages.push(passage),
        }
    }
    let mut rest = spans.as_slice();
    for passage in &mut passages {
        let upto = rest.partition_point(|it| it.start() < passage.span.end());
        passage.marks = merged(rest[..upto].iter().copied());
        rest = &rest[upto..];
    }
    passages
}

/// The bytes of the evidence, title and body apart.
fn by_field(title: &str, body: &str, spans: &[Evidence]) -> (Vec<ByteSpan>, Vec<ByteSpan>) {
    let of = |field: TextField, text: &str| {
        let fitting = spans.iter().filter(|it| it.field == field).map(|it| it.span.bytes);
        let mut fitting: Vec<ByteSpan> =
            fitting.filter(|it| !it.is_empty() && text.get(it.range()).is_some()).collect();
        if !fitting.is_sorted() {
            fitting.sort_unstable();
        }
        fitting
    };
    (of(TextField::Title, title), of(TextField::Body, body))
}

/// Sorted spans, those that touch or overlap made one.
fn merged(spans: impl Iterator<Item = ByteSpan>) -> Vec<ByteSpan> {
    let mut out: Vec<ByteSpan> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start() <= last.end() => {
                *last = ByteSpan::known(last.start(), last.end().max(span.end()));
            }
            Some(_) | None => out.push(span),
        }
    }
    out
}

/// A stretch that could be shown: some matches and the sentences around them.
#[derive(Debug, Clone)]
struct Candidate {
    matches: Range<usize>,
    /// From the first byte of a match to the last one of any.
    core: ByteSpan,
    /// The whole sentences.
    sentences: ByteSpan,
}

/// Groups the matches by sentence; where a sentence is too long, by what fits.
fn candidates(text: &str, spans: &[ByteSpan], layout: &Layout, characters: usize) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::new();
    for (index, span) in spans.iter().enumerate() {
        let sentences = layout.span_of(*span);
        if let Some(last) = out.last_mut()
            && span.start() < last.sentences.end()
        {
            let whole = cover(last.sentences, sentences);
            let core = cover(last.core, *span);
            let fits = fits(text, whole, characters) || fits(text, core, characters);
            if fits || last.core.contains(*span) {
                *last = Candidate { matches: last.matches.start..index + 1, core, sentences: whole };
                continue;
            }
        }
        out.push(Candidate { matches: index..index + 1, core: *span, sentences });
    }
    out
}

fn cover(a: ByteSpan, b: ByteSpan) -> ByteSpan {
    ByteSpan::known(a.start().min(b.start()), a.end().max(b.end()))
}

fn fits(text: &str, span: ByteSpan, characters: usize) -> bool {
    span.len() <= characters
        || (span.len() <= characters.saturating_mul(4) && span.of(text).chars().count() <= characters)
}

/// Takes `most` candidates: each time the one with the most different matches that are
/// not shown yet, then with the most different ones, then with the most, then the first.
fn choose(text: &str, spans: &[ByteSpan], candidates: &mut Vec<Candidate>, most: usize) -> Vec<Candidate> {
    if candidates.len() <= most {
        return std::mem::take(candidates);
    }
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let kinds: Vec<usize> = spans
        .iter()
        .map(|it| {
            let next = numbers.len();
            *numbers.entry(it.of(text).to_lowercase()).or_insert(next)
        })
        .collect();
    let mut shown = vec![false; numbers.len()];
    let different: Vec<usize> = candidates
        .iter()
        .map(|it| {
            let mut kinds = kinds[it.matches.clone()].to_vec();
            kinds.sort_unstable();
            kinds.dedup();
            kinds.len()
        })
        .collect();
    let mut left: Vec<usize> = (0..candidates.len()).collect();
    let mut chosen = Vec::new();
    while chosen.len() < most && shown.contains(&false) {
        let worth = |&index: &usize| {
            let matches = candidates[index].matches.clone();
            let mut new: Vec<usize> =
                kinds[matches.clone()].iter().copied().filter(|&it| !shown[it]).collect();
            new.sort_unstable();
            new.dedup();
            (new.len(), different[index], matches.len(), std::cmp::Reverse(index))
        };
        let Some(best) = left.iter().copied().max_by_key(worth) else { break };
        left.retain(|&it| it != best);
        kinds[candidates[best].matches.clone()].iter().for_each(|&it| shown[it] = true);
        chosen.push(candidates[best].clone());
    }
    left.sort_by_key(|&index| std::cmp::Reverse((different[index], candidates[index].matches.len())));
    let rest = left.into_iter().take(most - chosen.len()).map(|index| candidates[index].clone());
    chosen.extend(rest);
    chosen
}

impl Candidate {
    /// The passage: its sentences when they fit, else the matches with what fits around them.
    /// What ends at `shown_to` is shown already.
    fn passage(
        &self,
        field: TextField,
        text: &str,
        spans: &[ByteSpan],
        characters: usize,
        shown_to: usize,
    ) -> Passage {
        let (span, begins, ends) = if fits(text, self.sentences, characters) {
            (self.sentences, Edge::Sentence, Edge::Sentence)
        } else {
            self.cut(text, characters, shown_to)
        };
        let inside = spans[self.matches.start..].iter().take_while(|it| it.start() < span.end());
        // Matches of the sentence that stand before this candidate's may fit into the passage too.
        let before = spans[..self.matches.start].iter().rev().take_while(|it| it.end() > span.start());
        let mut marks: Vec<ByteSpan> =
            before.chain(inside).copied().filter(|it| span.contains(*it)).collect();
        marks.sort_unstable();
        Passage { field, span, marks: merged(marks.into_iter()), begins, ends }
    }

    fn cut(&self, text: &str, characters: usize, shown_to: usize) -> (ByteSpan, Edge, Edge) {
        let core = self.core;
        let spare = characters.saturating_sub(core.of(text).chars().count());
        let left_from = shown_to.clamp(self.sentences.start(), core.start());
        let left = &text[left_from..core.start()];
        let right = &text[core.end()..self.sentences.end()];
        // What one side does not need is the other's.
        let (left_need, right_need) = (count_up_to(left, spare), count_up_to(right, spare));
        let left_most = left_need.min((spare / 2).max(spare - right_need));
        let right_most = right_need.min(spare - left_most);
        let start = match last_chars(left, left_most) {
            part if part.len() == left.len() => left_from,
            part => core.start() - from_a_word(part).len(),
        };
        let start = core.start() - text[start..core.start()].trim_start().len();
        let end = match first_chars(right, right_most) {
            part if part.len() == right.len() => self.sentences.end(),
            part => core.end() + to_a_word(part).len(),
        };
        let edge = |at_sentence: bool| if at_sentence { Edge::Sentence } else { Edge::Cut };
        let begins = edge(start == self.sentences.start());
        (ByteSpan::known(start, end), begins, edge(end == self.sentences.end()))
    }
}

fn count_up_to(text: &str, most: usize) -> usize {
    text.chars().take(most).count()
}

/// The last characters of `text`, at most so many.
pub(crate) fn last_chars(text: &str, most: usize) -> &str {
    let start = match most.checked_sub(1) {
        Some(before) => text.char_indices().rev().nth(before).map_or(0, |(at, _)| at),
        None => text.len(),
    };
    &text[start..]
}

/// The first characters of `text`, at most so many.
pub(crate) fn first_chars(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}

/// Without the part of a word at the beginning.
pub(crate) fn from_a_word(text: &str) -> &str {
    text.find(char::is_whitespace).map_or("", |at| text[at..].trim_start())
}

/// Without the part of a word at the end.
pub(crate) fn to_a_word(text: &str) -> &str {
    text.rfind(char::is_whitespace).map_or("", |at| text[..at].trim_end())
}

impl Passage {
    /// Whether the next passage goes on where this one ends, and one can show both.
    fn joins(&self, next: &Passage, text: &str, characters: usize) -> bool {
        let between = text.get(self.span.end()..next.span.start());
        let touches = between.is_none_or(|it| it.trim().is_empty() && !it.contains('\n'));
        touches && (between.is_none() || fits(text, cover(self.span, next.span), characters))
    }

    fn join(&mut self, next: Passage) {
        if next.span.end() > self.span.end() {
            self.ends = next.ends;
        }
        self.span = cover(self.span, next.span);
        self.marks.extend(next.marks);
        self.marks.sort_unstable();
        self.marks = merged(std::mem::take(&mut self.marks).into_iter());
    }
}

/// The sentence that a layout holds for a span, in one piece.
impl Layout {
    fn span_of(&self, span: ByteSpan) -> ByteSpan {
        match self.sentences_of(span) {
            Some(sentences) => {
                let Sentence { span: first, .. } = self.sentences[sentences.start];
                let Sentence { span: last, .. } = self.sentences[sentences.end - 1];
                cover(cover(first, last), span)
            }
            None => span,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::TextSpan;

    /// Every place of each word, as evidence.
    fn spans_of(field: TextField, text: &str, words: &[&str]) -> Vec<Evidence> {
        let mut spans: Vec<ByteSpan> = words
            .iter()
            .flat_map(|word| text.match_indices(word))
            .map(|(at, word)| ByteSpan::in_text(text, at, at + word.len()).unwrap())
            .collect();
        spans.sort_unstable();
        let evidence = |bytes: ByteSpan| Evidence {
            field,
            span: TextSpan { bytes, start_char: 0, end_char: 0 },
            text: bytes.of(text).to_owned(),
        };
        spans.into_iter().map(evidence).collect()
    }

    /// The snippets with their marks in brackets and `…` where a sentence is cut.
    fn shown(body: &str, words: &[&str], passages_and_characters: (usize, usize)) -> Vec<String> {
        let (most, characters) = passages_and_characters;
        let spans = spans_of(TextField::Body, body, words);
        let limits = PassageLimits { passages: most, characters };
        passages("", body, &spans, limits).iter().map(|it| marked(it, body)).collect()
    }

    fn marked(passage: &Passage, text: &str) -> String {
        let snippet = passage.snippet(text);
        let mut out = String::new();
        if passage.begins == Edge::Cut {
            out.push('…');
        }
        let mut at = 0;
        for mark in &snippet.marks {
            out.push_str(&format!("{}[{}]", &snippet.text[at..mark.start()], mark.of(&snippet.text)));
            at = mark.end();
        }
        out.push_str(&snippet.text[at..]);
        if passage.ends == Edge::Cut {
            out.push('…');
        }
        out
    }

    #[test]
    fn a_snippet_is_a_whole_sentence_where_it_fits() {
        let body = "Rain fell. The peace talks went on.  Nobody left.";
        assert_eq!(shown(body, &["peace"], (3, 240)), ["The [peace] talks went on."]);
    }

    #[test]
    fn a_long_sentence_is_cut_between_words_around_its_match() {
        let body = "One two three four five six seven peace eight nine ten eleven twelve thirteen.";
        assert_eq!(shown(body, &["peace"], (3, 30)), ["…six seven [peace] eight nine…"]);
        assert_eq!(shown(body, &["One"], (3, 30)), ["[One] two three four five six…"]);
        assert_eq!(shown(body, &["thirteen"], (3, 30)), ["…ten eleven twelve [thirteen]."]);
        assert_eq!(shown(body, &["peace"], (3, 0)), ["…[peace]…"]);
    }

    #[test]
    fn far_matches_of_one_long_sentence_are_passages_of_their_own() {
        let body = "peace one two three four five six seven eight nine ten eleven plan";
        assert_eq!(
            shown(body, &["peace", "plan"], (3, 20)),
            ["[peace] one two three…", "…ten eleven [plan]"]
        );
    }

    #[test]
    fn a_match_that_is_too_long_is_shown_whole() {
        let body = "A very long match indeed.";
        assert_eq!(shown(body, &["long match"], (1, 3)), ["…[long match]…"]);
    }

    #[test]
    fn passages_that_show_more_different_matches_are_chosen() {
        let body = "Peace here. Peace there.\n\nPeace and a plan. Peace now. Peace, peace.";
        assert_eq!(shown(body, &["Peace", "plan"], (1, 240)), ["[Peace] and a [plan]."]);
        // Then the one with the most, and all in reading order.
        assert_eq!(
            shown(body, &["Peace", "peace", "plan"], (2, 20)),
            ["[Peace] and a [plan].", "[Peace], [peace]."]
        );
    }

    #[test]
    fn sentences_side_by_side_are_one_passage() {
        let body = "Peace here. Peace there.\n\nPeace now.";
        assert_eq!(shown(body, &["Peace"], (3, 240)), ["[Peace] here. [Peace] there.", "[Peace] now."]);
    }

    #[test]
    fn a_match_over_two_sentences_shows_both() {
        let body = "They want peace. Plan or not, x.";
        assert_eq!(shown(body, &["peace. Plan"], (3, 240)), ["They want [peace. Plan] or not, x."]);
    }

    #[test]
    fn overlapping_matches_have_one_mark() {
        assert_eq!(
            shown("peace plan talks", &["peace plan", "plan talks"], (3, 240)),
            ["[peace plan talks]"]
        );
    }

    #[test]
    fn the_title_is_shown_only_when_it_alone_matches() {
        let mut spans = spans_of(TextField::Title, "Peace", &["Peace"]);
        let limits = PassageLimits::default();
        assert_eq!(snippets("Peace", "No war.", &spans, limits)[0].field, TextField::Title);
        spans.extend(spans_of(TextField::Body, "No war.", &["war"]));
        let all = snippets("Peace", "No war.", &spans, limits);
        assert_eq!((all.len(), all[0].field), (1, TextField::Body));
        assert_eq!(snippets("Peace", "No war.", &[], limits), []);
    }

    #[test]
    fn context_is_counted_in_sentences_and_joined_where_it_touches() {
        let body = "Rain fell. Snow fell. Peace came. All sang.\n\nTime passed. Wind blew. Night fell. Peace stayed. Dawn broke.";
        let spans = spans_of(TextField::Body, body, &["Peace"]);
        let shown = |around| -> Vec<String> {
            with_context(TextField::Body, body, &spans, around).iter().map(|it| marked(it, body)).collect()
        };
        assert_eq!(shown((0, 0)), ["[Peace] came.", "[Peace] stayed."]);
        assert_eq!(
            shown((1, 1)),
            ["Snow fell. [Peace] came. All sang.", "Night fell. [Peace] stayed. Dawn broke."]
        );
        assert_eq!(shown((0, 1)), ["[Peace] came. All sang.", "[Peace] stayed. Dawn broke."]);
        assert_eq!(shown((2, 2)), [body.replace("Peace", "[Peace]")]);
    }
}
