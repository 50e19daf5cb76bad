//! Whom a pronoun or a description means.

use crate::people::lexicon;
use crate::people::lexicon::{DEMONYM, PLACE, PREPOSITION, ROLE, TITLE};
use crate::people::mentions::{Mention, NOBODY, Sex, Sort};
use crate::people::parsed_text::ParsedText;
use crate::people::sources::Past;

/// How many numbers describe a candidate.
pub(super) const FEATURES: usize = 44;

/// A candidate's numbers.
pub(super) type Features = [i16; FEATURES];

const MOST: usize = 10;

/// A person whom a mention may mean, with the nearest place before it where they are named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) person: u32,
    nearest: u32,
    /// Names of theirs in reach, and how many of them are subjects.
    named: i16,
    subject: i16,
    rank: i16,
    /// Persons of a sex that fits who are named nearer.
    rivals: u8,
    /// Whether their nearest name is the first of its block.
    leads: bool,
    /// The nearest place before it where they, or a pronoun for them, are a subject.
    acting: u32,
    /// How many others are subjects nearer than that.
    acting_rank: i16,
}

/// The persons named before a mention, the nearest first.
/// `known` holds the person of every mention that is known so far.
pub(super) fn candidates(
    parsed: &ParsedText<'_>,
    mention: usize,
    past: Past,
    known: &[u32],
    found: &mut Vec<Candidate>,
) {
    found.clear();
    let list = &parsed.tokens.list;
    let here = &parsed.mentions[mention];
    let block = parsed.tokens.block(&list[here.first as usize]);
    let mut fitting = 0u8;
    let mut acting_rank = 0i16;
    let mut barred = NOBODY;
    for at in (mention.saturating_sub(120)..mention).rev() {
        let other = &parsed.mentions[at];
        let person = known[at];
        if person == NOBODY || person == barred {
            continue;
        }
        let token = &list[other.first as usize];
        if is_of_another(parsed, other, here) {
            barred = person;
            continue;
        }
        if block.saturating_sub(parsed.tokens.block(token)) > 8 {
            break;
        }
        let named = other.sort == Sort::Name;
        let subject = parsed.governed[at].class > 0 && !other.modifier;
        let acts = subject && token.quote == 0;
        let place = found.iter().position(|it| it.person == person);
        let seen = match place {
            Some(place) => place,
            None if found.len() == MOST => continue,
            None => {
                let rank = found.len() as i16;
                let rivals = fitting;
                found.push(Candidate {
                    person,
                    nearest: at as u32,
                    named: 0,
                    subject: 0,
                    rank,
                    rivals,
                    leads: leads(parsed, at),
                    acting: u32::MAX,
                    acting_rank: 9,
                });
                fitting += u8::from(fits(here.sex, parsed.persons[person as usize].sex));
                found.len() - 1
            }
        };
        let seen = &mut found[seen];
        seen.named += i16::from(named);
        seen.subject += i16::from(subject && named);
        if acts && seen.acting == u32::MAX {
            seen.acting = at as u32;
            seen.acting_rank = acting_rank;
            acting_rank += 1;
        }
    }
    // Behind it, within its sentence: `When he spoke, Mr. Hall said …`.
    let sentence = list[here.first as usize].sentence;
    for (at, other) in parsed.mentions.iter().enumerate().skip(mention + 1).take(6) {
        if list[other.first as usize].sentence != sentence {
            break;
        }
        if other.person != NOBODY && !found.iter().any(|it| it.person == other.person) && found.len() < MOST {
            let rank = found.len() as i16;
            found.push(Candidate {
                person: other.person,
                nearest: at as u32,
                named: 0,
                subject: 0,
                rank,
                rivals: fitting,
                leads: false,
                acting: u32::MAX,
                acting_rank: 9,
            });
        }
    }
    for person in [past.person, past.other] {
        if person != NOBODY && person != barred && !found.iter().any(|it| it.person == person) {
            let rank = found.len() as i16;
            found.push(Candidate {
                person,
                nearest: u32::MAX,
                named: 0,
                subject: 0,
                rank,
                rivals: fitting,
                leads: false,
                acting: u32::MAX,
                acting_rank: 9,
            });
        }
    }
}

fn after_preposition(parsed: &ParsedText<'_>, mention: &Mention) -> bool {
    let before = (mention.left as usize).checked_sub(1).and_then(|at| parsed.tokens.list.get(at));
    before.is_some_and(|it| it.is(PREPOSITION))
}

/// Whether a clause about a name holds a pronoun that can only be somebody
/// else's: `Ms. Lee, whose plan he rejects`.
fn is_of_another(parsed: &ParsedText<'_>, name: &Mention, pronoun: &Mention) -> bool {
    let list = &parsed.tokens.list;
    let last = name.last as usize;
    let behind = last + usize::from(list.get(last).is_some_and(crate::people::tokens::Token::is_comma));
    let clause = list.get(behind).is_some_and(|it| matches!(it.text(parsed.tokens.text), "whose" | "whom"));
    clause
        && pronoun.first as usize > behind
        && pronoun.first as usize <= behind + 5
        && list[pronoun.first as usize].sentence == list[behind].sentence
        && list[behind + 1..pronoun.first as usize].iter().all(|it| !it.is_comma())
}

fn fits(one: Sex, other: Sex) -> bool {
    one == Sex::Unknown || other == Sex::Unknown || one == other
}

/// Whether no person is named before a mention in its block.
fn leads(parsed: &ParsedText<'_>, at: usize) -> bool {
    let list = &parsed.tokens.list;
    let block = parsed.tokens.block(&list[parsed.mentions[at].first as usize]);
    !parsed.mentions[at.saturating_sub(12)..at]
        .iter()
        .any(|it| it.person != NOBODY && parsed.tokens.block(&list[it.first as usize]) == block)
}

/// The numbers of nobody, which all candidates of a mention share.
pub(super) fn mention_features(
    parsed: &ParsedText<'_>,
    mention: usize,
    count: usize,
    past: Past,
) -> Features {
    let mut numbers = [0i16; FEATURES];
    let list = &parsed.tokens.list;
    let here = &parsed.mentions[mention];
    let sentence = parsed.tokens.sentences[list[here.first as usize].sentence as usize];
    let first_of_block =
        sentence.first == 0 || parsed.tokens.block(&list[sentence.first as usize - 1]) != sentence.block;
    let values = [
        0,
        here.sort as i16,
        here.sex as i16,
        i16::from(here.definite),
        count as i16,
        (here.left.saturating_sub(sentence.first)).min(30) as i16,
        i16::from(first_of_block),
        i16::from(parsed.governed[mention].class),
        since_quote(parsed, here),
        past.source.map_or(9, |it| parsed.mentions[it as usize].sort as i16),
    ];
    numbers[..values.len()].copy_from_slice(&values);
    numbers
}

/// Blocks since the quotation before a mention.
fn since_quote(parsed: &ParsedText<'_>, here: &Mention) -> i16 {
    let list = &parsed.tokens.list;
    let told = parsed.tokens.quotes.partition_point(|it| it.0 < here.first);
    let last = told.checked_sub(1).and_then(|it| list.get(parsed.tokens.quotes[it].0 as usize));
    last.map_or(9, |it| {
        parsed.tokens.block(&list[here.first as usize]).saturating_sub(parsed.tokens.block(it)).min(9) as i16
    })
}

fn distance(
    parsed: &ParsedText<'_>,
    one: &Mention,
    other: &Mention,
    f: fn(&crate::people::parsed_text::Before) -> u32,
) -> i16 {
    let (a, b) = (f(&parsed.before[one.first as usize]), f(&parsed.before[other.first as usize]));
    (i64::from(b) - i64::from(a)).clamp(-30, 120) as i16
}

/// The numbers of one candidate.
pub(super) fn features(
    parsed: &ParsedText<'_>,
    mention: usize,
    candidate: &Candidate,
    past: Past,
    shared: &Features,
) -> Features {
    let mut numbers = *shared;
    numbers[0] = 1;
    let list = &parsed.tokens.list;
    let here = &parsed.mentions[mention];
    let person = &parsed.persons[candidate.person as usize];
    let agrees = match (here.sex, person.sex) {
        (Sex::Unknown, _) | (_, Sex::Unknown) => 1,
        (a, b) if a == b => 2,
        (Sex::Female | Sex::Male, Sex::Female | Sex::Male) => 0,
    };
    let nearest = parsed.mentions.get(candidate.nearest as usize);
    let acting = parsed.mentions.get(candidate.acting as usize);
    let told = parsed.tokens.quotes.partition_point(|it| it.0 < here.first);
    let last_quote = told.checked_sub(1).map_or(0, |it| parsed.tokens.quotes[it].1);
    let head = &list[here.first as usize];
    let same_role = here.sort == Sort::Description && person.roles.contains(&lexicon::role_key(head.hash));
    let mut same_words = 0;
    if here.sort == Sort::Description {
        for token in &list[here.left as usize..here.last as usize] {
            let telling = token.is(ROLE | TITLE | DEMONYM | PLACE);
            same_words += i16::from(telling && person.roles.contains(&lexicon::role_key(token.hash)));
        }
    }
    let values = [
        agrees,
        person.sex as i16,
        i16::from(same_role),
        same_words,
        candidate.rank,
        candidate.named.min(20),
        candidate.subject.min(20),
        person.count.min(30) as i16,
        i16::from(person.sure),
        i16::from(past.person == candidate.person),
        i16::from(past.other == candidate.person),
        nearest.map_or(120, |it| distance(parsed, it, here, |it| it.outside)),
        nearest.map_or(30, |it| distance(parsed, it, here, |it| it.sentences)),
        nearest.map_or(9, |it| {
            let (a, b) = (parsed.tokens.block(&list[it.first as usize]), parsed.tokens.block(head));
            (i64::from(b) - i64::from(a)).min(9) as i16
        }),
        nearest.map_or(9, |_| i16::from(parsed.governed[candidate.nearest as usize].class)),
        nearest.map_or(0, |it| i16::from(it.modifier)),
        nearest.map_or(0, |it| i16::from(list[it.first as usize].quote > 0)),
        nearest.map_or(40, |it| {
            let sentence = parsed.tokens.sentences[list[it.first as usize].sentence as usize];
            (it.left.saturating_sub(sentence.first)).min(40) as i16
        }),
        i16::from(person.roles.is_empty()),
        nearest.map_or(0, |it| i16::from(it.last - it.first >= 2)),
        nearest.map_or(0, |it| i16::from(it.first > here.first)),
        i16::from(candidate.rivals),
        i16::from(candidate.leads),
        nearest.map_or(0, |it| i16::from(after_preposition(parsed, it))),
        nearest.map_or(0, |it| i16::from(it.first >= last_quote && it.first < here.first)),
        nearest.map_or(0, |it| {
            let subject = parsed.governed[candidate.nearest as usize].class > 0 && !it.modifier;
            i16::from(it.first >= last_quote && it.first < here.first && subject)
        }),
        candidate.acting_rank,
        acting.map_or(30, |it| distance(parsed, it, here, |it| it.sentences)),
        acting.map_or(120, |it| distance(parsed, it, here, |it| it.outside)),
        acting.map_or(7, |it| it.sort as i16),
        acting.map_or(0, |_| i16::from(parsed.governed[candidate.acting as usize].class)),
        acting.map_or(40, |it| {
            let sentence = parsed.tokens.sentences[list[it.first as usize].sentence as usize];
            (it.left.saturating_sub(sentence.first)).min(40) as i16
        }),
    ];
    numbers[10..10 + values.len()].copy_from_slice(&values);
    numbers
}

/// How much more, or less, a description fits a candidate than a pronoun would.
pub(super) fn described(numbers: &Features) -> f32 {
    if numbers[0] == 0 {
        return 0.0;
    }
    let (same_role, same_words) = (f32::from(numbers[12]), f32::from(numbers[13].min(2)));
    2.5 * same_role + 2.0 * same_words
}
