//! Which verb a mention is the subject of: `Mr. Hall, who is 60, later said`.

use crate::people::lexicon::{
    ADVERB, AUXILIARY, COMMON, CONJUNCTION, DETERMINER, FINITE, FUNCTION, MAY_SAY, PARTICIPLE, PREPOSITION,
    RELATIVE, SAY,
};
use crate::people::mentions::Mention;
use crate::people::tokens::{Token, TokenKind, Tokens};

/// How well a verb attributes words to its subject. The models know the classes by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum VerbClass {
    /// There is no verb.
    #[default]
    None = 0,
    /// `said` and the other commonest verbs of saying.
    Common = 1,
    /// Other verbs of saying.
    Say = 2,
    /// Verbs that may report what somebody said.
    MaySay = 3,
    /// An auxiliary alone.
    Auxiliary = 4,
    /// Another word without a capital, most likely a verb.
    Other = 5,
}

impl VerbClass {
    /// Whether it reports, or may report, what somebody said.
    pub(super) fn is_cue(self) -> bool {
        matches!(self, VerbClass::Common | VerbClass::Say | VerbClass::MaySay)
    }
}

/// The verb that a mention is the subject of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Verb {
    pub(super) class: VerbClass,
    /// Whether it stands in `-ing`.
    pub(super) is_participle: bool,
    /// Its token.
    pub(super) at: u32,
}

impl Verb {
    /// Whether there is one.
    pub(super) fn exists(&self) -> bool {
        self.class != VerbClass::None
    }
}

/// Insertions between a mention and its verb are skipped up to this number.
const MOST_INSERTIONS: usize = 3;
/// A verb is looked for in this many tokens behind its subject.
const REACH: usize = 60;
/// An insertion is at most this long, in tokens.
const LONGEST_INSERTION: usize = 45;

/// The class of a word as a verb of saying; [`VerbClass::None`] when it is none.
pub(super) fn cue_class(token: &Token) -> VerbClass {
    if token.is(COMMON) {
        VerbClass::Common
    } else if token.is(SAY) && token.is(FINITE | PARTICIPLE) {
        VerbClass::Say
    } else if token.is(MAY_SAY) && token.is(FINITE | PARTICIPLE) {
        VerbClass::MaySay
    } else {
        VerbClass::None
    }
}

fn is_adverb(token: &Token, text: &str) -> bool {
    token.is(ADVERB)
        || token.is_lower() && token.end - token.start > 3 && text[..token.end as usize].ends_with("ly")
}

/// Finds the verb whose subject a mention is.
pub(super) fn verb_of(tokens: &Tokens<'_>, mention: &Mention) -> Verb {
    let list = &tokens.list;
    let text = tokens.text;
    let sentence = list[mention.first as usize].sentence;
    let own = list[mention.first as usize].quote;
    let limit = (mention.last as usize + REACH).min(list.len());
    let mut at = mention.last as usize;
    let mut insertions = 0;
    let mut auxiliary = None;
    // `his aide, Ann Lee, called it`: a name between commas stands for what is before it.
    let inserted =
        (mention.left as usize).checked_sub(1).and_then(|it| list.get(it)).is_some_and(Token::is_comma);
    if inserted
        && list.get(at).is_some_and(Token::is_comma)
        && list.get(at + 1).is_some_and(|it| cue_class(it).is_cue() && it.is(FINITE) && it.is_lower())
    {
        at += 1;
    }
    while at < limit {
        let token = &list[at];
        if token.sentence != sentence || token.quote != own {
            break;
        }
        let class = cue_class(token);
        if class.is_cue() && token.is_lower() {
            return Verb { class, is_participle: token.is(PARTICIPLE) && !token.is(FINITE), at: at as u32 };
        }
        if token.kind == TokenKind::Sign {
            let close = match token.sign {
                b',' => b',',
                b'(' => b')',
                b'-' | 0xe2 => token.sign,
                _ => break,
            };
            if insertions == MOST_INSERTIONS {
                break;
            }
            let Some(behind) = behind_insertion(tokens, at, close, sentence, own) else { break };
            insertions += 1;
            at = behind;
            continue;
        }
        if token.is(AUXILIARY) && token.is_lower() {
            auxiliary = auxiliary.or(Some(at));
        } else if !is_adverb(token, text) {
            if token.is(PREPOSITION) && token.is_lower() && auxiliary.is_none() {
                // `Mr. Hall of Ohio said`
                let behind = (at + 1..(at + 9).min(limit)).find(|it| {
                    let token = &list[*it];
                    token.is(SAY) && token.is(FINITE) && token.is_lower()
                });
                let clear = behind.filter(|end| {
                    list[at..*end].iter().all(|it| {
                        it.sentence == sentence
                            && it.quote == own
                            && it.kind != TokenKind::Sign
                            && !it.is(AUXILIARY | RELATIVE)
                    })
                });
                if let Some(verb) = clear {
                    return Verb { class: cue_class(&list[verb]), is_participle: false, at: verb as u32 };
                }
                // `Mr. Hall of Ohio, a lawyer, said`
                let home = (at + 1..(at + 9).min(limit)).find(|it| {
                    let token = &list[*it];
                    !(token.is_capital() || token.is_lower() && token.is(PREPOSITION) && *it > at + 1)
                });
                if let Some(comma) = home.filter(|it| *it > at + 1 && list[*it].is_comma()) {
                    at = comma;
                    continue;
                }
            }
            if token.kind == TokenKind::Word
                && token.is_lower()
                && !token.is(PREPOSITION | CONJUNCTION | DETERMINER | RELATIVE | FUNCTION)
            {
                return Verb {
                    class: VerbClass::Other,
                    is_participle: text[..token.end as usize].ends_with("ing"),
                    at: at as u32,
                };
            }
            break;
        }
        at += 1;
    }
    auxiliary.map_or_else(Verb::default, |at| Verb {
        class: VerbClass::Auxiliary,
        is_participle: false,
        at: at as u32,
    })
}

/// The token behind the sign that closes an insertion opened at `at`, when a verb follows there.
fn behind_insertion(tokens: &Tokens<'_>, at: usize, close: u8, sentence: u32, own: u32) -> Option<usize> {
    let list = &tokens.list;
    let limit = (at + LONGEST_INSERTION).min(list.len());
    for end in at + 1..limit {
        let token = &list[end];
        if token.sentence != sentence || token.quote != own {
            return None;
        }
        if token.is_sign(close) {
            if close == b')' {
                return Some(end + 1);
            }
            let next = list.get(end + 1)?;
            let verb = next.is_lower()
                && (cue_class(next).is_cue() && (next.is(FINITE) || !next.is(PARTICIPLE))
                    || next.is(AUXILIARY)
                    || is_adverb(next, tokens.text) && !next.is(RELATIVE));
            if verb {
                return Some(end + 1);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::parsed_text::ParsedText;

    /// The verb of the first mention.
    #[track_caller]
    fn check(text: &str, class: VerbClass, verb: &str) {
        let parsed = ParsedText::read(text);
        let found = parsed.verbs[0];
        let word = if found.exists() { parsed.text_of(found.at, found.at + 1) } else { "" };
        assert_eq!((found.class, word), (class, verb), "{text}");
    }

    #[test]
    fn a_subject_stands_before_its_verb() {
        check("Ann Lee said no.", VerbClass::Common, "said");
        check("Ann Lee vowed to go.", VerbClass::Say, "vowed");
        check("Ann Lee praised it.", VerbClass::MaySay, "praised");
        check("Ann Lee has no boat.", VerbClass::Auxiliary, "has");
        check("Ann Lee sailed home.", VerbClass::Other, "sailed");
        check("Ann Lee.", VerbClass::None, "");
        check("Ann Lee and Tom Roe said no.", VerbClass::None, "");
        check("Ann Lee; she said no.", VerbClass::None, "");
        check("Ann Lee. Said no.", VerbClass::None, "");
    }

    #[test]
    fn what_stands_between_is_passed_over() {
        check("Ann Lee later quietly said no.", VerbClass::Common, "said");
        check("Ann Lee has often said no.", VerbClass::Common, "said");
        check("Ann Lee, who is 61, said no.", VerbClass::Common, "said");
        check("Ann Lee (she is 61) said no.", VerbClass::Common, "said");
        check("Ann Lee – she is 61 – said no.", VerbClass::Common, "said");
        check("Ann Lee of Kelso said no.", VerbClass::Common, "said");
        check("Ann Lee of the town that was said no.", VerbClass::None, "");
        check("The mayor, Ann Lee, said no.", VerbClass::Common, "said");
        check("Ann Lee, 61, a baker, of Kelso, also said no.", VerbClass::Common, "said");
        check("Ann Lee (a) (b) (c) said no.", VerbClass::Common, "said");
        check("Ann Lee (a) (b) (c) (d) said no.", VerbClass::None, "");
        check("Ann Lee, 61, sailed home.", VerbClass::None, "");
    }

    #[test]
    fn a_verb_too_far_away_is_not_its_own() {
        let inserted = |words: usize| format!("Ann Lee, {}said no.", "xylo ".repeat(words) + ", ");
        check(&inserted(42), VerbClass::Common, "said");
        check(&inserted(45), VerbClass::None, "");
    }

    #[test]
    fn participles_are_told_from_finite_forms() {
        let participle = |text: &str| ParsedText::read(text).verbs[0].is_participle;
        assert!(participle("Ann Lee saying no."));
        assert!(!participle("Ann Lee said no."));
        assert!(participle("Ann Lee sailing home."));
        assert!(!participle("Ann Lee sailed home."));
    }
}
