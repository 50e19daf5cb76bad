//! A piece of text with everything that the rankers look at.

use crate::span::ByteSpan;

use crate::people::lexicon::{
    ADVERB, AUXILIARY, CONJUNCTION, CORE, DETERMINER, FINITE, FUNCTION, ING, PREPOSITION, RELATIVE, SAY, WEAK,
};
use crate::people::marks;
use crate::people::marks::Marked;
use crate::people::mentions;
use crate::people::mentions::Mention;
use crate::people::persons;
use crate::people::persons::Person;
use crate::people::tokens::{Kind, Token, Tokens};
use crate::people::vocabulary::LowerWords;

/// What stands before a token, counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before {
    /// Tokens outside quotations; a quotation counts as one.
    pub(super) outside: u32,
    /// Ends of sentences that are not within a quotation.
    pub(super) sentences: u32,
    /// Finite verbs of saying outside quotations.
    pub(super) cues: u32,
    /// Other possible cues outside quotations.
    pub(super) weak: u32,
}

/// The verb that a mention is the subject of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Governed {
    /// 0 none, 1 the most common verbs of saying, 2 other verbs of saying, 3 possible ones, 4 an auxiliary alone, 5 another word.
    pub(super) class: u8,
    /// Whether it stands in `-ing`.
    pub(super) ing: bool,
    /// Its token.
    pub(super) at: u32,
}

/// A piece of text, read.
pub(super) struct ParsedText<'a> {
    pub(super) tokens: Tokens<'a>,
    pub(super) marked: Vec<Marked>,
    pub(super) mentions: Vec<Mention>,
    pub(super) persons: Vec<Person>,
    pub(super) before: Vec<Before>,
    /// The verb of each mention.
    pub(super) governed: Vec<Governed>,
}

impl<'a> ParsedText<'a> {
    pub(super) fn read(text: &'a str) -> ParsedText<'a> {
        let blocks: Vec<ByteSpan> = marks::blocks(text).collect();
        let marked = marks::marked(text, &blocks);
        let tokens = Tokens::read(text, &blocks, &marked);
        let lower = LowerWords::of(&tokens);
        let mut mentions = mentions::mentions(&tokens, &lower);
        let persons = persons::persons(&tokens, &mut mentions);
        let before = count(&tokens);
        let governed = mentions.iter().map(|it| governed(&tokens, it)).collect();
        ParsedText { tokens, marked, mentions, persons, before, governed }
    }
}

fn count(tokens: &Tokens<'_>) -> Vec<Before> {
    let list = &tokens.list;
    let mut all = Vec::with_capacity(list.len() + 1);
    let mut now = Before::default();
    for (at, token) in list.iter().enumerate() {
        if at > 0 {
            let previous = &list[at - 1];
            let same_quote = token.quote > 0 && token.quote == previous.quote;
            now.sentences += u32::from(token.sentence != previous.sentence && !same_quote);
            if !same_quote {
                now.outside += 1;
            }
            if previous.quote == 0 {
                let cue = previous.is(SAY) && previous.is(FINITE);
                now.cues += u32::from(cue);
                now.weak += u32::from(!cue && previous.is(SAY | WEAK) && previous.is(FINITE | ING));
            }
        }
        all.push(now);
    }
    all.push(now);
    all
}

/// How a cue ranks: 1 `said`, 2 other verbs of saying, 3 possible ones.
pub(super) fn cue_class(token: &Token) -> u8 {
    if token.is(CORE) {
        1
    } else if token.is(SAY) && token.is(FINITE | ING) {
        2
    } else if token.is(WEAK) && token.is(FINITE | ING) {
        3
    } else {
        0
    }
}

fn is_adverb(token: &Token, text: &str) -> bool {
    token.is(ADVERB)
        || token.is_lower() && token.end - token.start > 3 && text[..token.end as usize].ends_with("ly")
}

/// Finds the verb whose subject a mention is.
fn governed(tokens: &Tokens<'_>, mention: &Mention) -> Governed {
    let list = &tokens.list;
    let text = tokens.text;
    let sentence = list[mention.first as usize].sentence;
    let own = list[mention.first as usize].quote;
    let limit = (mention.last as usize + 60).min(list.len());
    let mut at = mention.last as usize;
    let mut hops = 0;
    let mut auxiliary = None;
    // `his aide, Ann Lee, called it`: a name between commas stands for what is before it.
    let inserted =
        (mention.left as usize).checked_sub(1).and_then(|it| list.get(it)).is_some_and(Token::is_comma);
    if inserted
        && list.get(at).is_some_and(Token::is_comma)
        && list.get(at + 1).is_some_and(|it| cue_class(it) > 0 && it.is(FINITE) && it.is_lower())
    {
        at += 1;
    }
    while at < limit {
        let token = &list[at];
        if token.sentence != sentence || token.quote != own {
            break;
        }
        let class = cue_class(token);
        if class > 0 && token.is_lower() {
            return Governed { class, ing: token.is(ING) && !token.is(FINITE), at: at as u32 };
        }
        if token.kind == Kind::Sign {
            let close = match token.sign {
                b',' => b',',
                b'(' => b')',
                b'-' | 0xe2 => token.sign,
                _ => break,
            };
            if hops >= 3 {
                break;
            }
            let Some(behind) = behind_insertion(tokens, at, close, sentence, own) else { break };
            hops += 1;
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
                            && it.kind != Kind::Sign
                            && !it.is(AUXILIARY | RELATIVE)
                    })
                });
                if let Some(verb) = clear {
                    return Governed { class: cue_class(&list[verb]), ing: false, at: verb as u32 };
                }
            }
            if token.kind == Kind::Word
                && token.is_lower()
                && !token.is(PREPOSITION | CONJUNCTION | DETERMINER | RELATIVE | FUNCTION)
            {
                return Governed {
                    class: 5,
                    ing: text[..token.end as usize].ends_with("ing"),
                    at: at as u32,
                };
            }
            break;
        }
        at += 1;
    }
    auxiliary.map_or_else(Governed::default, |at| Governed { class: 4, ing: false, at: at as u32 })
}

/// The token behind the sign that closes an insertion opened at `at`, when a verb follows there.
fn behind_insertion(tokens: &Tokens<'_>, at: usize, close: u8, sentence: u32, own: u32) -> Option<usize> {
    let list = &tokens.list;
    let limit = (at + 45).min(list.len());
    for end in at + 1..limit {
        let token = &list[end];
        if token.sentence != sentence || token.quote != own {
            return None;
        }
        if token.kind == Kind::Sign && token.sign == close {
            if close == b')' {
                return Some(end + 1);
            }
            let next = list.get(end + 1)?;
            let verb = next.is_lower()
                && (cue_class(next) > 0 && (next.is(FINITE) || !next.is(ING))
                    || next.is(AUXILIARY)
                    || is_adverb(next, tokens.text) && !next.is(RELATIVE));
            if verb {
                return Some(end + 1);
            }
        }
    }
    None
}
