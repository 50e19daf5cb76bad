//! What shows that a name is a person's: that they say something, or what the article says of them.

use crate::people::lexicon::{
    AUXILIARY, CONJUNCTION, DETERMINER, FINITE, HE_SHE, PLURAL, PREPOSITION, RELATIVE, ROLE, SAY,
};
use crate::people::mentions::{Mention, Sex};
use crate::people::tokens::{Token, TokenKind, Tokens};

/// A description of a speaker has no more tokens, nor a line that announces one.
const LONGEST_DESCRIPTION: usize = 12;

/// The sex of the pronoun with which the sentence behind that of a mention begins, in the same paragraph: `Hall said.
/// She left.`
pub(super) fn sex_told_behind(tokens: &Tokens<'_>, mention: &Mention) -> Sex {
    let sentence = tokens.list[mention.first as usize].sentence as usize;
    let behind = tokens.sentences.get(sentence + 1).filter(|it| it.block == tokens.sentences[sentence].block);
    let pronoun =
        behind.and_then(|it| tokens.list.get(it.first as usize)).filter(|it| it.is(HE_SHE) && it.quote == 0);
    match pronoun.map(|it| it.text(tokens.text)) {
        Some("She") => Sex::Female,
        Some("He") => Sex::Male,
        _ => Sex::Unknown,
    }
}

/// Whether a verb of saying stands directly beside a mention.
pub(super) fn is_beside_cue(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    // `The mayor of Kelso said`: the town does not.
    if mention.owns_office {
        return false;
    }
    let list = &tokens.list;
    let sentence = list[mention.first as usize].sentence;
    let cue = |at: usize| {
        list.get(at).is_some_and(|it| it.is(SAY) && it.is(FINITE) && it.is_lower() && it.sentence == sentence)
    };
    let behind = mention.last as usize;
    // `Xi Jinping, the president, said` too: whatever stands between commas.
    let apposed = list.get(behind).is_some_and(|it| it.is_comma())
        && (behind + 1..(behind + 25).min(list.len())).any(|at| list[at].is_comma() && cue(at + 1));
    cue(behind)
        || apposed
        || mention.left > 0 && cue(mention.left as usize - 1)
        || signs(tokens, mention)
        || is_label(tokens, mention)
        || is_introduced(tokens, mention)
        || announces(tokens, mention)
}

/// Whether a name ends the words by which a speaker is described: `said one of the skippers, Ann Lee.`
fn is_introduced(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let list = &tokens.list;
    let left = mention.left as usize;
    if mention.len() < 2 || left < 3 || !list[left - 1].is_comma() {
        return false;
    }
    let sentence = list[left].sentence;
    let closes = list
        .get(mention.last as usize)
        .is_none_or(|it| it.sentence != sentence || it.kind == TokenKind::Sign || it.quote > 0);
    let inside = |at: &usize| {
        let token = &list[*at];
        token.sentence == sentence
            && token.quote == 0
            && token.kind != TokenKind::Sign
            && !token.is(AUXILIARY | RELATIVE | CONJUNCTION)
    };
    let mut words = (left.saturating_sub(LONGEST_DESCRIPTION)..left - 1).rev().take_while(inside);
    let cue = words.find(|at| list[*at].is_lower() && list[*at].is(SAY) && list[*at].is(FINITE));
    closes && cue.is_some_and(|at| list[at + 1].is(DETERMINER) || list[at + 1].text(tokens.text) == "one")
}

/// Whether a name stands in the short line that announces the words below it: `Then Ann Lee rose:`.
fn announces(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let list = &tokens.list;
    let token = &list[mention.first as usize];
    let sentence = tokens.sentences[token.sentence as usize];
    let last = sentence.last as usize;
    mention.len() >= 2
        && token.quote == 0
        && list[last - 1].is_sign(b':')
        && last - sentence.first as usize <= LONGEST_DESCRIPTION
        && list.get(last).is_some_and(|it| it.quote > 0 && tokens.block(it) > sentence.block)
}

/// Whether a colon and a quotation follow a name: `Ann Lee: “…”`.
fn is_label(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let list = &tokens.list;
    let behind = mention.last as usize;
    let colon = list.get(behind).is_some_and(|it| it.is_sign(b':') && it.quote == 0);
    let here = &list[mention.first as usize];
    let opens = mention.left.checked_sub(1).map(|at| &list[at as usize]).is_none_or(|it| {
        it.sentence != here.sentence || it.quote > 0 || it.is(CONJUNCTION) || it.kind == TokenKind::Sign
    });
    colon && opens && here.quote == 0 && list.get(behind + 1).is_some_and(|it| it.quote > 0)
}

/// Whether a name signs a quotation: `“…” — Ann Lee`.
fn signs(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let list = &tokens.list;
    let Some(dash) = mention.left.checked_sub(1).map(|at| list[at as usize]) else { return false };
    let marked = mention.left.checked_sub(2).is_some_and(|at| list[at as usize].quote > 0);
    marked && dash.is_dash() && dash.quote == 0
}

/// Whether what follows a name is only said of persons: `, who`, `, 82,`, `, a teacher at`.
pub(super) fn is_told_of_person(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let list = &tokens.list;
    let behind = mention.last as usize;
    let sentence = list[mention.first as usize].sentence;
    let same = |at: usize| list.get(at).filter(|it| it.sentence == sentence && it.quote == 0);
    if !same(behind).is_some_and(Token::is_comma) {
        return false;
    }
    let Some(next) = same(behind + 1) else { return false };
    let word = next.text(tokens.text);
    if word == "who" || word == "whose" {
        return true;
    }
    let closes = same(behind + 2).is_some_and(Token::is_comma);
    if next.kind == TokenKind::Number {
        return closes && word.len() == 2;
    }
    // The noun ends the phrase: `, political science professor at …`.
    let phrase = (behind + 1..behind + 8)
        .map_while(same)
        .take_while(|it| it.kind == TokenKind::Word && it.is_lower() && !it.is(PREPOSITION));
    phrase.last().is_some_and(|it| it.is(ROLE) && it.is_lower() && !it.is(PLURAL))
}
