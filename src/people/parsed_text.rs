//! A piece of text after steps 1 to 4, with what the models look at again and again.

use crate::span::ByteSpan;

use crate::people::lexicon::{FINITE, MAY_SAY, PARTICIPLE, SAY};
use crate::people::marks;
use crate::people::marks::QuotedSpan;
use crate::people::mentions;
use crate::people::mentions::Mention;
use crate::people::persons;
use crate::people::persons::Person;
use crate::people::tokens::Tokens;
use crate::people::verbs;
use crate::people::verbs::Verb;

/// What stands before a token in its text, counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// Tokens outside quotations; a quotation counts as one.
    pub(super) tokens: u32,
    /// Ends of sentences that are not within a quotation.
    pub(super) sentence_ends: u32,
    /// Finite verbs of saying outside quotations.
    pub(super) cues: u32,
    /// Other possible cues outside quotations.
    pub(super) weak_cues: u32,
}

/// A piece of text, read.
pub(super) struct ParsedText<'a> {
    pub(super) tokens: Tokens<'a>,
    pub(super) quoted: Vec<QuotedSpan>,
    pub(super) mentions: Vec<Mention>,
    pub(super) persons: Vec<Person>,
    /// For each token, and behind the last, what stands before it.
    pub(super) before: Vec<Counts>,
    /// For each mention the verb that it is the subject of.
    pub(super) verbs: Vec<Verb>,
}

impl<'a> ParsedText<'a> {
    pub(super) fn read(text: &'a str) -> ParsedText<'a> {
        let blocks: Vec<ByteSpan> = marks::blocks(text).collect();
        let quoted = marks::quoted_spans(text, &blocks);
        let tokens = Tokens::read(text, &blocks, &quoted);
        let mut mentions = mentions::mentions(&tokens);
        let persons = persons::persons(&tokens, &mut mentions);
        let before = count(&tokens);
        // `a spokesman for Ann Lee said`: she does not.
        let verb = |it: &Mention| if it.owns_office { Verb::default() } else { verbs::verb_of(&tokens, it) };
        let verbs = mentions.iter().map(verb).collect();
        ParsedText { tokens, quoted, mentions, persons, before, verbs }
    }

    /// Where the tokens `first..last` stand, in bytes of the text.
    pub(super) fn span_of(&self, first: u32, last: u32) -> ByteSpan {
        let list = &self.tokens.list;
        let start = list[first as usize].start as usize;
        let end = list[(last as usize - 1).max(first as usize)].end as usize;
        ByteSpan::known(start, end.max(start))
    }

    /// The words of the tokens `first..last` as the text has them.
    pub(super) fn text_of(&self, first: u32, last: u32) -> &'a str {
        self.span_of(first, last).of(self.tokens.text)
    }
}

/// What stands before each token, and behind the last.
fn count(tokens: &Tokens<'_>) -> Vec<Counts> {
    let list = &tokens.list;
    let mut all = Vec::with_capacity(list.len() + 1);
    let mut now = Counts::default();
    for (at, token) in list.iter().enumerate() {
        if at > 0 {
            let previous = &list[at - 1];
            let same_quote = token.quote > 0 && token.quote == previous.quote;
            now.sentence_ends += u32::from(token.sentence != previous.sentence && !same_quote);
            if !same_quote {
                now.tokens += 1;
            }
            if previous.quote == 0 {
                let cue = previous.is(SAY) && previous.is(FINITE);
                now.cues += u32::from(cue);
                now.weak_cues +=
                    u32::from(!cue && previous.is(SAY | MAY_SAY) && previous.is(FINITE | PARTICIPLE));
            }
        }
        all.push(now);
    }
    all.push(now);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands before the first of these words.
    fn before(text: &str, word: &str) -> [u32; 4] {
        let parsed = ParsedText::read(text);
        let found = parsed.tokens.list.iter().position(|it| it.text(text) == word);
        let it = parsed.before[found.unwrap()];
        [it.tokens, it.sentence_ends, it.cues, it.weak_cues]
    }

    #[test]
    fn a_quotation_counts_as_one_token() {
        let text = "He said: “We go. We do not stay,” and praised it. Then it ended.";
        assert_eq!(before(text, "He"), [0, 0, 0, 0]);
        assert_eq!(before(text, "said"), [1, 0, 0, 0]);
        assert_eq!(before(text, "and"), [4, 0, 1, 0]);
        assert_eq!(before(text, "it"), [6, 0, 1, 1]);
        assert_eq!(before(text, "Then"), [8, 1, 1, 1]);
        let parsed = ParsedText::read(text);
        let last = parsed.before.last().unwrap();
        assert_eq!((parsed.before.len(), last.tokens), (parsed.tokens.list.len() + 1, 11));
    }

    #[test]
    fn two_quotations_side_by_side_are_two() {
        assert_eq!(before("“No.” “Yes.” Xylo", "Xylo"), [2, 2, 0, 0]);
    }

    #[test]
    fn words_inside_a_quotation_are_no_cues() {
        assert_eq!(before("“He said so,” Xylo", "Xylo"), [1, 0, 0, 0]);
    }

    #[test]
    fn tokens_are_found_in_the_text() {
        let parsed = ParsedText::read("Ann  Lee left.");
        assert_eq!(parsed.text_of(0, 2), "Ann  Lee");
        assert_eq!(parsed.text_of(2, 2), "left");
        assert_eq!(parsed.span_of(1, 2), ByteSpan::known(5, 8));
    }
}
