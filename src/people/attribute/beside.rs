//! Speakers that stand with a verb of their own directly beside the quotation: `…,” said Ann Lee`, `Ann Lee: “…`.
//!
//! In a sentence with several speakers each has the words next to them. Nothing that stands further away competes.

use crate::people::exact_words;
use crate::people::exact_words::{CHANTING, CONTRAST};
use crate::people::lexicon::{
    ADVERB, AUXILIARY, CONJUNCTION, DETERMINER, FINITE, FUNCTION, GROUP, PREPOSITION, RELATIVE, SAY,
    STATEMENT,
};
use crate::people::mentions::{Mention, MentionKind};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::{Token, TokenKind};
use crate::people::verbs::{VerbClass, cue_class};

/// Between a subject and its verb stand no more tokens than these.
const MOST_BETWEEN: u32 = 4;
/// Between a verb and the quotation stand no more tokens than these that tell to whom it was said.
const MOST_ADDRESSED: usize = 4;
/// No description of a speaker without a name has more tokens.
const LONGEST_DESCRIPTION: usize = 12;
/// So many mentions are looked at on either side.
const MOST_LOOKED_AT: usize = 12;

/// The mention that the words number `quote` belong to, where it stands directly beside them. `near` is the first
/// mention that does not begin before the quotation.
pub(super) fn beside(parsed: &ParsedText<'_>, quote: usize, near: usize) -> Option<u32> {
    let around = Around::new(parsed, quote, near)?;
    let found = around
        .said_behind()
        .or_else(|| around.colon_before())
        .or_else(|| around.verb_left_out())
        .or_else(|| around.told_by_joined())
        .or_else(|| around.told_before());
    found.map(|it| it as u32)
}

/// Whether the words number `quote` are said by somebody whom the sentence only describes, and the text never names.
pub(super) fn is_unnamed(parsed: &ParsedText<'_>, quote: usize, near: usize) -> bool {
    Around::new(parsed, quote, near).is_some_and(|it| it.is_unnamed_behind() || it.is_chanted())
}

/// What stands around a quotation.
struct Around<'a, 'b> {
    parsed: &'a ParsedText<'b>,
    list: &'a [Token],
    quote: usize,
    near: usize,
    /// The tokens of the quotation.
    first: usize,
    last: usize,
    block: u32,
}

impl<'a, 'b> Around<'a, 'b> {
    fn new(parsed: &'a ParsedText<'b>, quote: usize, near: usize) -> Option<Around<'a, 'b>> {
        let (first, last) = parsed.tokens.quotes[quote];
        let list = &parsed.tokens.list[..];
        let block = parsed.tokens.block(list.get(first as usize)?);
        Some(Around { parsed, list, quote, near, first: first as usize, last: last as usize, block })
    }

    /// A token of the same paragraph outside quotations.
    fn token(&self, at: usize) -> Option<&'a Token> {
        self.list.get(at).filter(|it| it.quote == 0 && self.parsed.tokens.block(it) == self.block)
    }

    fn mention(&self, at: usize) -> &'a Mention {
        &self.parsed.mentions[at]
    }

    /// The mentions before the quotation, outside quotations, the nearest first.
    fn before(&self) -> impl Iterator<Item = usize> {
        let from = self.near.saturating_sub(MOST_LOOKED_AT);
        (from..self.near).rev().filter(|at| {
            let mention = self.mention(*at);
            mention.last as usize <= self.first && self.token(mention.first as usize).is_some()
        })
    }

    /// The mention that begins, with its titles, at a token.
    fn beginning_at(&self, left: usize) -> Option<usize> {
        let here = self.near..self.parsed.mentions.len().min(self.near + MOST_LOOKED_AT);
        // Of `Kelso mayor Ann Lee`, whose parts begin at one place, the last is the name.
        here.into_iter().rfind(|at| self.mention(*at).left as usize == left && !self.mention(*at).owns_office)
    }

    fn is_cue(&self, at: usize) -> bool {
        self.token(at).is_some_and(|it| it.is_lower() && it.is(SAY) && it.is(FINITE))
    }

    /// `…,” said Ann Lee` and `…,” Ann Lee said`.
    fn said_behind(&self) -> Option<usize> {
        let inner = self.parsed.quoted[self.quote].inner.of(self.parsed.tokens.text);
        if inner.ends_with('.') {
            return None;
        }
        let goes_on = inner.ends_with([',', '?', '!', '—', '–']);
        let comma = self.token(self.last).is_some_and(Token::is_comma);
        let next = self.last + usize::from(comma);
        let sentence = self.token(next)?.sentence;
        // Whom the writer has it from may be the source.
        let end = self.parsed.tokens.sentences[sentence as usize].last as usize;
        let reported = |it: &Token| it.quote == 0 && it.text(self.parsed.tokens.text) == "according";
        if self.list[next..end.max(next)].iter().any(reported) {
            return None;
        }
        if self.is_cue(next) {
            let subject = self.beginning_at(next + 1).map(|it| self.owned_by(it));
            return subject.or_else(|| self.described_behind(next + 1, end));
        }
        // `Ann Lee asked, “Why?” Tom Roe said no.`
        let before = self.first.checked_sub(1).and_then(|at| self.token(at));
        let begun = before.is_some_and(|it| it.kind == TokenKind::Sign && matches!(it.sign, b',' | b':'));
        // `and “…,” Ann Lee said yes`: the words before are somebody else's.
        let joined = before.is_some_and(|it| it.is(CONJUNCTION))
            && self.first > 1
            && self.list[self.first - 2].quote > 0;
        if joined || begun && !inner.ends_with(',') || !goes_on && !comma {
            return None;
        }
        let subject = self.beginning_at(next)?;
        let verb = self.parsed.verbs[subject];
        let near = verb.at.saturating_sub(self.mention(subject).last) <= MOST_BETWEEN;
        let says = matches!(verb.class, VerbClass::Common | VerbClass::Say) && !verb.is_participle;
        // `…”, Ann Lee called it “…”`: her words follow.
        let ends = self.list.get(verb.at as usize + 1).is_none_or(|it| it.quote == 0);
        if !(goes_on && says && near && ends) {
            return None;
        }
        Some(self.recalled(verb.at as usize).unwrap_or(subject))
    }

    /// The name that a comma tells of whom the words at `from` describe: `said the florist next door, Ann Lee.`
    fn described_behind(&self, from: usize, end: usize) -> Option<usize> {
        let text = self.parsed.tokens.text;
        let opening = self.token(from)?;
        if !(opening.is(DETERMINER) || opening.text(text) == "one") {
            return None;
        }
        let rest = from..end.min(from + LONGEST_DESCRIPTION);
        let comma =
            rest.clone().find(|at| self.list[*at].kind == TokenKind::Sign || self.list[*at].quote > 0)?;
        let acts = |it: &Token| {
            it.is_lower()
                && (it.is(AUXILIARY | RELATIVE) || it.is(SAY) && it.is(FINITE) || it.is(CONJUNCTION))
        };
        if !self.list[comma].is_comma() || self.list[from..comma].iter().any(acts) {
            return None;
        }
        let here = self.near..self.parsed.mentions.len().min(self.near + MOST_LOOKED_AT);
        let named = here.into_iter().find(|at| self.mention(*at).left as usize == comma + 1)?;
        let mention = self.mention(named);
        let closes = self.list.get(mention.last as usize).is_none_or(|it| {
            it.kind == TokenKind::Sign || it.quote > 0 || it.sentence != opening.sentence || it.is(RELATIVE)
        });
        (mention.kind == MentionKind::Name && mention.len() >= 2 && closes).then_some(named)
    }

    /// `“…,” said a man in a hat`, `“…,” a source near the mayor tells us`: somebody whom nobody names.
    fn is_unnamed_behind(&self) -> bool {
        let inner = self.parsed.quoted[self.quote].inner.of(self.parsed.tokens.text);
        let comma = self.token(self.last).is_some_and(Token::is_comma);
        if !comma && !inner.ends_with([',', '?', '!', '—', '–']) {
            return false;
        }
        let next = self.last + usize::from(comma);
        let Some(token) = self.token(next) else { return false };
        let sentence = token.sentence;
        let text = self.parsed.tokens.text;
        let indefinite = |at: usize| {
            self.token(at)
                .filter(|it| it.sentence == sentence && it.is_lower())
                .is_some_and(|it| matches!(it.text(text), "a" | "an" | "another" | "one"))
        };
        let inverted = self.is_cue(next);
        let from = next + usize::from(inverted);
        if !indefinite(from) || self.beginning_at(from).is_some() {
            return false;
        }
        let limit = (from + LONGEST_DESCRIPTION).min(self.list.len());
        let words = (from..limit).take_while(|at| {
            self.token(*at).is_some_and(|it| it.sentence == sentence && it.kind == TokenKind::Word)
        });
        let close = from + words.clone().count();
        let named = self.parsed.mentions[self.near..].iter().take(MOST_LOOKED_AT).any(|it| {
            it.kind == MentionKind::Name && it.first as usize >= from && it.first as usize <= close + 1
        });
        let says = || words.clone().skip(1).any(|at| self.is_cue(at));
        !named && (inverted || says())
    }

    /// `as the marchers chanted, “…”`: a crowd that no list knows has the verb beside the words.
    fn is_chanted(&self) -> bool {
        let Some(mut verb) = self.first.checked_sub(1) else { return false };
        if self.token(verb).is_some_and(|it| it.is_comma() || it.is_sign(b':')) {
            verb = verb.saturating_sub(1);
        }
        let text = self.parsed.tokens.text;
        let Some(crowd) = verb.checked_sub(1).and_then(|at| self.token(at)) else { return false };
        let says = self.token(verb).is_some_and(|it| {
            it.is_lower() && cue_class(it).is_cue() || exact_words::is(it.text(text), CHANTING)
        });
        let word = crowd.text(text);
        let sentence = self.list[self.first].sentence;
        says && crowd.sentence == sentence
            && crowd.is_lower()
            && crowd.kind == TokenKind::Word
            && (crowd.is(GROUP) || word.len() > 4 && word.ends_with('s') && !word.ends_with("ss"))
            && !crowd.is(ADVERB | AUXILIARY | SAY | FUNCTION | PREPOSITION | CONJUNCTION)
    }

    /// `Ann Lee met a man who took her hand and told her, “…”`: the verb beside the words goes on with the clause
    /// before it.
    fn told_by_joined(&self) -> Option<usize> {
        let sentence = self.list[self.first].sentence;
        let sign = self.first.checked_sub(1)?;
        self.token(sign).filter(|it| it.is_comma() || it.is_sign(b':'))?;
        let verb = (sign.saturating_sub(MOST_ADDRESSED)..sign).rev().find(|at| self.is_cue(*at))?;
        let joined = verb.checked_sub(1).filter(|at| self.token(*at).is_some_and(|it| it.is(CONJUNCTION)))?;
        if self.list[joined].sentence != sentence {
            return None;
        }
        let subject = self.before().find(|at| {
            let mention = self.mention(*at);
            (mention.last as usize) < joined
                && self.list[mention.first as usize].sentence == sentence
                && self.parsed.verbs[*at].exists()
                && (self.parsed.verbs[*at].at as usize) < joined
                && !mention.is_modifier
        })?;
        let mention = self.mention(subject);
        let clear = self.list[mention.last as usize..joined].iter().all(|it| it.kind != TokenKind::Sign);
        let other = matches!(mention.kind, MentionKind::Relative | MentionKind::Description);
        (clear && other).then_some(subject)
    }

    /// `the Port Authority’s Ann Lee`: the name behind whatever it belongs to.
    fn owned_by(&self, owner: usize) -> usize {
        let behind = self.mention(owner).last;
        let owns = self.token(behind as usize).is_some_and(|it| it.kind == TokenKind::Possessive);
        let next = owner + 1..self.parsed.mentions.len().min(owner + 4);
        let mut named = next.into_iter().filter(|at| self.mention(*at).kind == MentionKind::Name);
        named.find(|at| owns && self.mention(*at).left == behind + 1).map_or(owner, |it| self.owned_by(it))
    }

    /// `Ann Lee recalled Tom Roe telling her`: the subject of the second verb, if the first, at `verb`, is followed
    /// by one.
    fn recalled(&self, verb: usize) -> Option<usize> {
        let other = self.beginning_at(verb + 1)?;
        let theirs = self.parsed.verbs[other];
        let says = matches!(theirs.class, VerbClass::Common | VerbClass::Say);
        (says && theirs.is_participle && theirs.at == self.mention(other).last).then_some(other)
    }

    /// `Ann Lee: “…`, also behind the words of somebody else.
    fn colon_before(&self) -> Option<usize> {
        let colon = self.first.checked_sub(1)?;
        self.token(colon).filter(|it| it.is_sign(b':'))?;
        let found = self.before().next()?;
        let mention = self.mention(found);
        let named = mention.kind == MentionKind::Name && mention.last as usize == colon;
        (named && self.opens_part(mention.left as usize)).then_some(found)
    }

    /// `Ann Lee said “…”, Tom Roe “…”`: the verb is left out.
    fn verb_left_out(&self) -> Option<usize> {
        let found = self.before().next()?;
        let mention = self.mention(found);
        let closed = mention.last as usize + 1 == self.first
            && self.token(self.first - 1).is_some_and(Token::is_comma);
        if mention.kind != MentionKind::Name || !(mention.last as usize == self.first || closed) {
            return None;
        }
        let mut left = mention.left as usize;
        // `the guest of honour, Ann Lee, “…”`
        if let Some(office) = self.before().find(|at| self.mention(*at).holder as usize == found) {
            left = self.mention(office).left as usize;
        } else if let Some(office) = found
            .checked_sub(1)
            .map(|at| self.mention(at))
            .filter(|it| it.is_apposed && it.last + 1 == mention.left)
        {
            left = office.left as usize;
        }
        let mut at = left.checked_sub(1)?;
        while self.token(at).is_some_and(|it| it.is_comma() || it.sign == b';' || it.is(CONJUNCTION)) {
            at = at.checked_sub(1)?;
        }
        let sentence = self.list[self.first].sentence;
        let behind_quote = at + 1 < left && self.list[at].quote > 0 && self.list[at].sentence == sentence;
        behind_quote.then_some(found)
    }

    /// Whether a part of a sentence begins at a token: behind its start, a quotation, a semicolon, `and` or `while`.
    fn opens_part(&self, left: usize) -> bool {
        let Some(before) = left.checked_sub(1).map(|at| &self.list[at]) else { return true };
        self.parsed.tokens.block(before) != self.block
            || before.sentence != self.list[left].sentence
            || before.quote > 0
            || before.kind == TokenKind::Sign && matches!(before.sign, b';' | b',')
            || before.is(CONJUNCTION)
            || self.contrasts(before)
    }

    /// Whether a word puts one clause beside another: `while`.
    fn contrasts(&self, token: &Token) -> bool {
        let word = token.text(self.parsed.tokens.text);
        token.quote == 0 && exact_words::uses_in_small_letters(word) & CONTRAST != 0
    }

    /// Whether somebody else says something in the rest of the sentence: `Ann Lee said it was “…” while Tom Roe
    /// said no`, `While Ann Lee said it was “…”, Tom Roe said no`.
    fn another_says_behind(&self, person: u32) -> bool {
        let sentence = self.list[self.first].sentence;
        let here = self.near..self.parsed.mentions.len().min(self.near + MOST_LOOKED_AT);
        here.filter(|at| self.mention(*at).first as usize >= self.last).any(|at| {
            let mention = self.mention(at);
            let token = &self.list[mention.first as usize];
            token.sentence == sentence
                && token.quote == 0
                && mention.person != person
                && matches!(
                    mention.kind,
                    MentionKind::Name | MentionKind::Organisation | MentionKind::Description
                )
                && self.parsed.verbs[at].class.is_cue()
        })
    }

    /// `Ann Lee told him: “…`, and `Ann Lee said it was a “…”` where somebody else speaks in the sentence too.
    fn told_before(&self) -> Option<usize> {
        let sentence = self.list[self.first].sentence;
        let mut subjects = self.before().filter(|at| {
            let mention = self.mention(*at);
            let verb = self.parsed.verbs[*at];
            verb.exists()
                && (verb.at as usize) < self.first
                && self.list[mention.first as usize].sentence == sentence
        });
        let subject = subjects.find(|at| self.mention(*at).kind != MentionKind::OtherPronoun)?;
        let mention = self.mention(subject);
        let verb = self.parsed.verbs[subject];
        // Whom a pronoun or a description means is not told here.
        let told = match mention.kind {
            MentionKind::Name => true,
            MentionKind::Description => mention.is_apposed || !mention.is_definite,
            MentionKind::Organisation => self.list[mention.first as usize].is_capital(),
            MentionKind::Group => true,
            MentionKind::Pronoun | MentionKind::Relative | MentionKind::OtherPronoun => false,
        };
        let between = &self.list[verb.at as usize + 1..self.first];
        let clear = between.iter().all(|it| {
            let cue = it.is_lower() && cue_class(it) != VerbClass::None && !it.is(AUXILIARY | STATEMENT);
            let parts = it.kind == TokenKind::Sign && !matches!(it.sign, b',' | b':');
            it.quote == 0 && !cue && !parts
        });
        if !told || !clear || !verb.class.is_cue() || mention.is_modifier {
            return None;
        }
        let adjacent =
            between.len() <= MOST_ADDRESSED && between.last().is_none_or(|it| it.kind == TokenKind::Sign);
        // `As Ann Lee put it, “…`
        let put = adjacent && between.len() == 2;
        let says = (matches!(verb.class, VerbClass::Common | VerbClass::Say) || put) && !verb.is_participle;
        let left = mention.left as usize;
        let mut others = || {
            let opposed = left.checked_sub(1).is_some_and(|at| self.contrasts(&self.list[at]));
            opposed
                || subjects.any(|at| self.parsed.verbs[at].class.is_cue())
                || self.another_says_behind(mention.person)
        };
        let inserted = left.checked_sub(1).is_some_and(|at| self.list[at].is_comma());
        let near = says || between.len() <= MOST_ADDRESSED;
        let opens = near && !inserted && self.opens_part(left);
        (adjacent && says || opens && others()).then_some(subject)
    }
}
