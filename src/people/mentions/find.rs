//! Reads sentences one after the other for what they mention.

use crate::people::lexicon::{
    ADDRESS, CONJUNCTION, Classes, DETERMINER, FEMALE, FINITE, GIVEN, GROUP, HE_SHE, MALE, OTHER_PRONOUN,
    PREPOSITION, RELATIVE, ROLE, SAY, TITLE,
};
use crate::people::mentions::capitalised::Finder;
use crate::people::mentions::lower_words::LowerWords;
use crate::people::mentions::mention::{Evidence, Mention, MentionKind, Sex};
use crate::people::tokens::{Shape, Token, TokenKind, Tokens};

/// All mentions of a text, in order of place.
pub(crate) fn mentions(tokens: &Tokens<'_>) -> Vec<Mention> {
    let lower = LowerWords::of(tokens);
    let mut finder = Finder::new(tokens, &lower);
    for sentence in &tokens.sentences {
        finder.sentence(sentence.first as usize, sentence.last as usize);
    }
    let mut mentions = finder.found;
    mark_appositions(tokens, &mut mentions);
    mentions
}

impl Finder<'_, '_> {
    fn sentence(&mut self, first: usize, last: usize) {
        let headline = self.read_capitals(first, last);
        let mut at = first;
        while at < last {
            let token = *self.token(at);
            let telling = HE_SHE | OTHER_PRONOUN | RELATIVE | DETERMINER | GROUP | ROLE;
            if token.kind != TokenKind::Word || token.shape == Shape::Lower && !token.is(telling) {
                at += 1;
                continue;
            }
            if token.is_capital() && self.can_begin_name(at, first) {
                if let Some(end) = self.tokens.transcript_label(at) {
                    self.read_label(at, end);
                    at = end;
                    continue;
                }
                let end = self.run_end(at, last);
                if !headline || end - at <= 4 {
                    self.run(at, end, first, last);
                }
                at = end;
                // `Ms. Hall’s lawyer said`: who is owned is described.
                let owner =
                    self.found.last().filter(|it| it.last as usize == end && it.kind == MentionKind::Name);
                if let Some(left) = owner.map(|it| it.left as usize)
                    && end < last
                    && self.token(end).kind == TokenKind::Possessive
                {
                    at = self.description(end, left, last);
                }
                continue;
            }
            if token.is(HE_SHE) {
                self.push(
                    MentionKind::Pronoun,
                    at,
                    at + 1,
                    at,
                    Sex::of(sex_of_pronoun(token, self.tokens.text)),
                );
            } else if token.is(OTHER_PRONOUN) {
                self.push(MentionKind::OtherPronoun, at, at + 1, at, Sex::Unknown);
            } else if token.is(RELATIVE) && token.end - token.start == 3 {
                self.push(MentionKind::Relative, at, at + 1, at, Sex::Unknown);
            } else if token.is(DETERMINER) {
                if self.owns_utterance(at, last) {
                    self.push(MentionKind::Pronoun, at, at + 1, at, Sex::of(token.classes));
                }
                at = self.description(at, at, last);
                continue;
            } else if token.is_lower() && token.is(GROUP) {
                self.push(MentionKind::Group, at, at + 1, at, Sex::Unknown);
            } else if token.is_lower() && token.is(ROLE) && self.is_bare_subject(at, first, last) {
                self.push(MentionKind::Description, at, at + 1, at, Sex::of(token.classes));
            }
            at += 1;
        }
    }

    /// Reads the name that stands before what is said in a transcript: `WALLACE: But, Governor`.
    fn read_label(&mut self, at: usize, end: usize) {
        let titled = (at..end - 1).rev().find(|it| self.token(*it).is(TITLE | ADDRESS));
        let name = titled.map_or(at, |it| it + 1);
        let given = self.token(name);
        let sex = if given.is(GIVEN) && end - name > 1 { Sex::of(given.classes) } else { Sex::Unknown };
        self.push(MentionKind::Name, name, end, at, sex);
        if let Some(mention) = self.found.last_mut() {
            mention.evidence = Evidence::Strong;
            mention.is_definite = true;
        }
    }

    /// Whether most words of a sentence are capitalised, as in a headline. Notes in [`Finder::all_upper`]
    /// whether most of its long words are in capitals.
    fn read_capitals(&mut self, first: usize, last: usize) -> bool {
        let (mut words, mut capital) = (0, 0);
        let (mut long, mut upper) = (0, 0);
        for token in &self.tokens.list[first..last] {
            if token.kind != TokenKind::Word {
                continue;
            }
            let counts = u32::from(!token.is(PREPOSITION | CONJUNCTION | DETERMINER));
            words += counts;
            capital += counts * u32::from(token.shape != Shape::Lower);
            let counts = u32::from(token.end - token.start > 3);
            long += counts;
            upper += counts * u32::from(token.shape == Shape::Upper);
        }
        self.all_upper = long > 2 && upper * 3 > long * 2;
        words >= 6 && capital * 10 >= words * 9
    }

    /// Whether a noun without an article is the subject of a verb of saying: `president says`.
    fn is_bare_subject(&self, at: usize, first: usize, last: usize) -> bool {
        let cue = |it: &Token| it.is(SAY) && it.is(FINITE);
        at + 1 < last && cue(self.token(at + 1)) && at > first && !self.token(at - 1).is(DETERMINER)
    }
}

/// The class of `she` and its forms, or of `he` and his.
fn sex_of_pronoun(token: Token, text: &str) -> Classes {
    match token.text(text).as_bytes().first() {
        Some(b's' | b'S') => FEMALE,
        _ => MALE,
    }
}

/// Marks descriptions that stand beside a name and explain it.
fn mark_appositions(tokens: &Tokens<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (one, two) = (mentions[at - 1], mentions[at]);
        let comma = tokens.list.get(one.last as usize).is_some_and(Token::is_comma);
        if !comma || two.left != one.last + 1 {
            continue;
        }
        match (one.kind, two.kind) {
            (MentionKind::Name, MentionKind::Description) => mentions[at].is_apposed = true,
            (MentionKind::Description, MentionKind::Name) if !one.is_modifier => {
                mentions[at - 1].is_apposed = true;
            }
            _ => {}
        }
    }
}
