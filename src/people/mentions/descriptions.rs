//! Descriptions: noun phrases behind a determiner or an owner, as in `the former senator`, `Ms. Hall’s lawyer`.

use crate::people::exact_words;
use crate::people::exact_words::UTTERANCE;
use crate::people::lexicon::{
    ADVERB, AUXILIARY, CONJUNCTION, DETERMINER, FINITE, GROUP, HE_SHE, MAY_SAY, ORGANISATION,
    ORGANISATION_NOUN, OTHER_PRONOUN, PARTICIPLE, PREPOSITION, RELATIVE, ROLE, SAY, STATEMENT, TIME, TITLE,
};
use crate::people::mentions::capitalised::Finder;
use crate::people::mentions::mention::{MentionKind, Sex};
use crate::people::tokens::TokenKind;

impl Finder<'_, '_> {
    /// Whether `his` or `her` owns a noun for what is said: `his claim that`.
    pub(super) fn owns_utterance(&self, at: usize, last: usize) -> bool {
        let text = self.tokens.text;
        let word = self.token(at).text(text);
        matches!(word, "his" | "her" | "His" | "Her")
            && (at + 1..last.min(at + 4))
                .take_while(|it| self.token(*it).is_lower())
                .any(|it| exact_words::is(self.token(it).text(text), UTTERANCE))
    }

    /// Reads a noun phrase whose determiner or owner stands at `at` and that
    /// begins at `left`; returns where to go on.
    pub(super) fn description(&mut self, at: usize, left: usize, last: usize) -> usize {
        let list = &self.tokens.list;
        let mut next = at + 1;
        let mut head: Option<usize> = None;
        let start = next;
        while next < last && next - start < 8 {
            let token = list[next];
            match token.kind {
                TokenKind::Sign | TokenKind::Possessive => break,
                TokenKind::Number => {}
                TokenKind::Word => {
                    let verb = token.is(SAY | MAY_SAY)
                        && token.is(FINITE | PARTICIPLE)
                        && !token.is(ROLE | ORGANISATION_NOUN | STATEMENT);
                    let stop = token.is(AUXILIARY
                        | PREPOSITION
                        | CONJUNCTION
                        | HE_SHE
                        | OTHER_PRONOUN
                        | RELATIVE
                        | TIME
                        | DETERMINER)
                        || verb && token.is_lower();
                    if stop {
                        break;
                    }
                    if token.is(ROLE | GROUP | ORGANISATION_NOUN | STATEMENT)
                        || token.is(ORGANISATION) && token.is_capital()
                    {
                        head = Some(next);
                    }
                }
            }
            next += 1;
        }
        let Some(head) = head else { return at + 1 };
        let token = list[head];
        // A name behind the head makes it a title: the run will read both.
        let named = list.get(head + 1).is_some_and(|it| head + 1 < last && it.is_capital() && !it.is(TIME));
        if named || (token.is_capital() && !token.is(ROLE)) {
            return at + 1;
        }
        let goes_on = head + 1 < next && list[head + 1].is_lower() && !list[head + 1].is(ADVERB);
        if goes_on && !token.is(ROLE | GROUP) {
            return at + 1;
        }
        let kind = if token.is(ROLE) {
            MentionKind::Description
        } else if token.is(GROUP) {
            MentionKind::Group
        } else {
            MentionKind::Organisation
        };
        let sex = Sex::of(token.classes);
        let is_definite = !matches!(
            list[at].text(self.tokens.text),
            "a" | "an"
                | "A"
                | "An"
                | "one"
                | "One"
                | "another"
                | "Another"
                | "some"
                | "Some"
                | "any"
                | "every"
                | "each"
                // Whom the writer knows is not named in the text.
                | "my"
                | "My"
                | "our"
                | "Our"
        );
        // Names inside are read too: `the Clinton campaign`.
        let mut inner = start;
        while inner < head {
            if list[inner].is_capital() && self.can_begin_name(inner, at) {
                let end = self.run_end(inner, head + 1).min(head + 1);
                if end <= head {
                    self.run(inner, end, at, last);
                    if let Some(mention) = self.found.last_mut() {
                        mention.is_modifier = true;
                    }
                }
                inner = end.max(inner + 1);
            } else {
                inner += 1;
            }
        }
        self.push(kind, head, head + 1, left, sex);
        let is_modifier = self.tokens.list.get(head + 1).is_some_and(|it| it.kind == TokenKind::Possessive);
        if let Some(mention) = self.found.last_mut() {
            mention.is_definite = is_definite;
            mention.is_modifier = is_modifier;
        }
        head + 1
    }

    /// A run that is nothing but titles: a description.
    pub(super) fn title_alone(&mut self, first: usize, end: usize) {
        let list = &self.tokens.list;
        let head = list[first..end].iter().rev().find(|it| it.is(ROLE | TITLE)).copied();
        let Some(head) = head else { return };
        let left = if first > 0 && list[first - 1].is(DETERMINER) { first - 1 } else { first };
        self.push(MentionKind::Description, end - 1, end, left, Sex::of(head.classes));
        let is_modifier = self.is_modifier(end, usize::MAX);
        if let Some(mention) = self.found.last_mut() {
            mention.is_definite = true;
            mention.is_modifier = is_modifier;
        }
    }

    /// Whether what ends at `last` only modifies what follows: `Ann Lee’s boat`, `the Lee campaign`.
    pub(super) fn is_modifier(&self, last: usize, limit: usize) -> bool {
        let Some(next) = self.tokens.list.get(last).filter(|_| last < limit) else { return false };
        next.kind == TokenKind::Possessive
            || next.is_lower()
                && next.is(ORGANISATION_NOUN | ROLE | STATEMENT | GROUP)
                && !next.is(SAY | FINITE | AUXILIARY)
    }
}
