//! Offices and kinship: who holds one, and who only owns it.
//!
//! In `said Ann Lee’s lawyer, Tom Roe`, `a spokeswoman for Ann Lee` and `the mayor of Kelso (Tom Roe)` the office
//! speaks. Whoever stands beside it as its owner does not.

use crate::people::exact_words;
use crate::people::exact_words::{INTRODUCING, OFFICE_PHRASE, TELLS_NAME};
use crate::people::lexicon::{
    ADDRESS, AUXILIARY, CONJUNCTION, FINITE, GIVEN, HE_SHE, MAY_SAY, OTHER_PRONOUN, PREPOSITION, RELATIVE,
    ROLE, SAY, TIME,
};
use crate::people::mentions::mention::{Evidence, Mention, MentionKind, Sex};
use crate::people::tokens::{Token, TokenKind, Tokens};

/// A phrase behind an office (`of law at the University of Kelso`) has no more tokens.
const LONGEST_PHRASE: usize = 14;
/// Between an owner and the office stand no more tokens (`Kelso’s first elected mayor`).
const MOST_BETWEEN: usize = 6;

/// Marks the owners of offices, and finds the name of each holder that a comma, brackets or `named` tells.
pub(super) fn mark_holders(tokens: &Tokens<'_>, mentions: &mut [Mention]) {
    let mut near = 0;
    for office in 0..tokens.list.len() {
        if !is_office(tokens, office) {
            continue;
        }
        while mentions.get(near).is_some_and(|it| (it.last as usize) <= office) {
            near += 1;
        }
        let named = mentions.get(near).is_some_and(|it| {
            it.kind == MentionKind::Name && (it.left as usize) <= office && (it.first as usize) > office
        });
        let description = (near..mentions.len().min(near + 2)).find(|at| {
            mentions[*at].kind == MentionKind::Description && mentions[*at].last as usize == office + 1
        });
        let owned_before = mark_owner_before(tokens, mentions, near, office);
        if named {
            continue;
        }
        let end = phrase_end(tokens, office + 1);
        let mut owned = owned_before;
        let mut at = near;
        while let Some(mention) = mentions.get_mut(at).filter(|it| (it.first as usize) < end) {
            if mention.first as usize > office {
                mention.owns_office = true;
                owned = true;
            }
            at += 1;
        }
        let Some(description) = description else { continue };
        mentions[description].is_owned = owned;
        let name =
            (at..mentions.len().min(at + 3)).find(|it| names_holder(tokens, &mentions[*it], office, end));
        let name = name.or_else(|| named_before(tokens, mentions, description, end));
        if let Some(name) = name {
            mentions[name].evidence = Evidence::Strong;
            // `his wife, Ann Lee`
            if mentions[name].sex == Sex::Unknown {
                mentions[name].sex = mentions[description].sex;
            }
            mentions[description].holder = name as u32;
            mentions[description].is_apposed = true;
        }
    }
}

/// Whether a token is a noun for one person who has an office, a trade or kin, and no name.
fn is_office(tokens: &Tokens<'_>, at: usize) -> bool {
    let token = &tokens.list[at];
    // Most words are none, and this asks for one bit.
    if !token.is(ROLE) {
        return false;
    }
    let next = tokens.list.get(at + 1);
    token.kind == TokenKind::Word
        && token.quote == 0
        && !(token.is_capital() && token.is(GIVEN | ADDRESS))
        // `chief executive`: the last noun is the head.
        && !next.is_some_and(|it| it.is_lower() && it.is(ROLE) && !it.is(SAY | FINITE))
}

/// Marks who owns the office by `’s`; says whether somebody does.
fn mark_owner_before(tokens: &Tokens<'_>, mentions: &mut [Mention], near: usize, office: usize) -> bool {
    let list = &tokens.list;
    let sentence = list[office].sentence;
    let from = office.saturating_sub(MOST_BETWEEN);
    let owner = (from..office)
        .rev()
        .take_while(|at| {
            let token = &list[*at];
            token.sentence == sentence
                && token.quote == 0
                && token.kind != TokenKind::Sign
                && !(token.is_lower() && ends_phrase(token) || token.is_lower() && token.is(PREPOSITION))
        })
        .find(|at| list[*at].kind == TokenKind::Possessive);
    let Some(owner) = owner else { return false };
    let known = near.min(mentions.len());
    for mention in mentions[..known].iter_mut().rev().take(4) {
        if mention.last as usize == owner {
            mention.owns_office = true;
            return true;
        }
    }
    true
}

/// A word that no phrase about an office goes over.
fn ends_phrase(token: &Token) -> bool {
    token.is(AUXILIARY | CONJUNCTION | HE_SHE | OTHER_PRONOUN | RELATIVE | TIME)
        || token.is(SAY | MAY_SAY) && token.is(FINITE) && !token.is(ROLE | PREPOSITION)
}

/// Where the prepositional phrases behind an office end: `of law at the University of Kelso`.
fn phrase_end(tokens: &Tokens<'_>, from: usize) -> usize {
    let list = &tokens.list;
    let Some(first) = list.get(from) else { return from };
    let opens = first.is_lower()
        && exact_words::is(first.text(tokens.text), OFFICE_PHRASE)
        && from > 0
        && first.sentence == list[from - 1].sentence;
    if !opens {
        return from;
    }
    let mut end = from + 1;
    while end < list.len().min(from + LONGEST_PHRASE) {
        let token = &list[end];
        let dot = token.is_sign(b'.') && list[end - 1].is(ADDRESS);
        let inside = token.sentence == first.sentence
            && token.quote == 0
            && (token.kind != TokenKind::Sign || dot || token.sign == b'&')
            && !(token.is_lower() && ends_phrase(token))
            && !token.is(TIME);
        if !inside {
            break;
        }
        // `who gave her name as`, `named`: the name follows.
        if token.is_lower() && exact_words::is(token.text(tokens.text), INTRODUCING) {
            break;
        }
        end += 1;
    }
    end
}

/// The name before a description whose phrase ends at `end`: `Ann Lee, the mayor of Kelso,`.
fn named_before(tokens: &Tokens<'_>, mentions: &[Mention], description: usize, end: usize) -> Option<usize> {
    let list = &tokens.list;
    let left = mentions[description].left;
    // `In Kelso, the mayor said`: a comma or the end must follow.
    let sentence = list[left as usize].sentence;
    let closes = list.get(end).is_none_or(|it| {
        it.sentence != sentence || it.quote > 0 || it.kind == TokenKind::Sign || it.is(CONJUNCTION | RELATIVE)
    });
    let mut before = (description.saturating_sub(4)..description).rev();
    before.find(|at| {
        let name = &mentions[*at];
        name.kind == MentionKind::Name
            && name.last + 1 == left
            && closes
            && list[name.last as usize].is_comma()
            && !name.owns_office
    })
}

/// Whether a name tells who holds the office whose phrase ends at `end`.
fn names_holder(tokens: &Tokens<'_>, name: &Mention, office: usize, end: usize) -> bool {
    let list = &tokens.list;
    if name.kind != MentionKind::Name || name.owns_office {
        return false;
    }
    let Some(sign) = list.get(end) else { return false };
    let left = name.left as usize;
    if left <= end || sign.sentence != list[left].sentence || sign.quote > 0 {
        return false;
    }
    let full = name.len() >= 2 || name.evidence >= Evidence::Some || name.left < name.first;
    let behind = list.get(name.last as usize).filter(|it| it.sentence == sign.sentence);
    if sign.is_comma() {
        // `In a letter to the mayor of Kelso, Ann Lee said …` names somebody else.
        let acts = behind.is_some_and(|it| {
            it.kind == TokenKind::Possessive || it.is_lower() && !it.is(PREPOSITION | TIME | RELATIVE)
        });
        // `the grandmother, Xylia, is`: one word that no list knows, between commas.
        let inserted = end == office + 1 && behind.is_some_and(Token::is_comma);
        return (full || inserted) && left == end + 1 && !acts;
    }
    if sign.is_sign(b'(') {
        return full && left == end + 1 && behind.is_some_and(|it| it.sign == b')' || it.is_comma());
    }
    is_introduced(tokens, end, left)
}

/// Whether what stands before a name gives it to the office: `named`, `who gave her name as`.
fn is_introduced(tokens: &Tokens<'_>, end: usize, left: usize) -> bool {
    let word = |at: usize| tokens.list[at].text(tokens.text);
    let between = left - end;
    match between {
        1 => exact_words::is(word(end), INTRODUCING),
        2..=6 => {
            let gives = (end..left).any(|at| exact_words::is(word(at), TELLS_NAME));
            gives
                && matches!(word(left - 1), "as" | "is" | "was")
                && (end..left).all(|at| tokens.list[at].is_lower())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::people::parsed_text::ParsedText;

    /// The holder whom the first description has, and the words that own an office.
    #[track_caller]
    fn check(text: &str, holder: &str, owners: &[&str]) {
        let parsed = ParsedText::read(text);
        let words = |at: usize| parsed.text_of(parsed.mentions[at].first, parsed.mentions[at].last);
        let holders = parsed
            .mentions
            .iter()
            .filter_map(|it| parsed.mentions.get(it.holder as usize).map(|_| it.holder));
        let found: Vec<&str> = holders.map(|it| words(it as usize)).collect();
        assert_eq!(found.first().copied().unwrap_or(""), holder, "{text}");
        let marked = (0..parsed.mentions.len()).filter(|at| parsed.mentions[*at].owns_office);
        assert_eq!(marked.map(words).collect::<Vec<_>>(), owners, "{text}");
    }

    #[test]
    fn the_holder_stands_behind_whatever_the_office_is_of() {
        check("“No,” said Ann Lee’s lawyer, Tom Roe.", "Tom Roe", &["Ann Lee"]);
        check("“No,” said a spokesman for Ann Lee, Tom Roe.", "Tom Roe", &["Ann Lee"]);
        check("“No,” said the mayor of Kelso (Tom Roe).", "Tom Roe", &["Kelso"]);
        check("“No,” said the coach of United, Tom Roe, on Monday.", "Tom Roe", &["United"]);
        check("“No,” said a skipper from Kelso named Tom Roe.", "Tom Roe", &["Kelso"]);
        check("“No,” said a skipper who gave his name as Tom Roe.", "Tom Roe", &[]);
        check("A spokesman for Ann Lee, Tom Roe, said no.", "Tom Roe", &["Ann Lee"]);
        check("The company’s lawyer, Tom Roe, said no.", "Tom Roe", &["company"]);
    }

    #[test]
    fn whoever_acts_behind_the_comma_is_somebody_else() {
        check("In a letter to the mayor of Kelso, Tom Roe said no.", "", &["Kelso"]);
        check("After a talk with the mayor of Kelso, Tom Roe’s boat left.", "", &["Kelso"]);
        check("A spokesman for Ann Lee said no.", "", &["Ann Lee"]);
    }

    #[test]
    fn a_name_behind_its_own_title_owns_nothing() {
        check("Then the mayor Tom Roe left.", "", &[]);
        check("Then Mayor Tom Roe of Kelso left.", "", &[]);
    }
}
