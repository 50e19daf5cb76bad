//! Speakers that stand with a verb of their own directly beside the quotation: `…,” said Ann Lee`, `Ann Lee: “…`.
//!
//! In a sentence with several speakers each has the words next to them. Nothing that stands further away competes.

use crate::people::lexicon::{AUXILIARY, CONJUNCTION, FINITE, SAY, STATEMENT};
use crate::people::mentions::{Mention, MentionKind};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::{Token, TokenKind};
use crate::people::verbs::{VerbClass, cue_class};

/// Between a subject and its verb stand no more tokens than these.
const MOST_BETWEEN: u32 = 4;
/// Between a verb and the quotation stand no more tokens than these that tell to whom it was said.
const MOST_ADDRESSED: usize = 4;
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
        .or_else(|| around.told_before());
    found.map(|it| it as u32)
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
            return self.beginning_at(next + 1).map(|it| self.owned_by(it));
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

    /// Whether a part of a sentence begins at a token: behind its start, a quotation, a semicolon or `and`.
    fn opens_part(&self, left: usize) -> bool {
        let Some(before) = left.checked_sub(1).map(|at| &self.list[at]) else { return true };
        self.parsed.tokens.block(before) != self.block
            || before.sentence != self.list[left].sentence
            || before.quote > 0
            || before.kind == TokenKind::Sign && matches!(before.sign, b';' | b',')
            || before.is(CONJUNCTION)
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
            _ => false,
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
        let others = subjects.any(|at| self.parsed.verbs[at].class.is_cue());
        let left = mention.left as usize;
        let inserted = left.checked_sub(1).is_some_and(|at| self.list[at].is_comma());
        let near = says || between.len() <= MOST_ADDRESSED;
        (adjacent && says || others && near && !inserted && self.opens_part(left)).then_some(subject)
    }
}
