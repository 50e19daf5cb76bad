//! Which mention a quotation is attributed to: all mentions around it compete.

use crate::people::lexicon::{
    AUXILIARY, CONJUNCTION, CORE, DETERMINER, FINITE, FUNCTION, ING, PREPOSITION, RELATIVE, SAY, SPEECH, WEAK,
};
use crate::people::mentions::{Mention, NOBODY, Sex, Sort};
use crate::people::parsed_text::{ParsedText, cue_class};
use crate::people::tokens::{Kind, Token};

/// How many numbers describe a candidate.
pub(super) const FEATURES: usize = 64;

/// A candidate's numbers.
pub(super) type Features = [i16; FEATURES];

/// What the quotations before told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Past {
    /// The mention that the quotation before was attributed to.
    pub(super) source: Option<u32>,
    /// Its speaker.
    pub(super) person: u32,
    /// The speaker of the one before that, when another.
    pub(super) other: u32,
}

impl Past {
    /// Nothing was quoted yet.
    pub(super) const NOTHING: Past = Past { source: None, person: NOBODY, other: NOBODY };
}

const MOST_BEFORE: usize = 10;
const MOST_BEHIND: usize = 5;

/// The mentions that compete for a quotation, nearest first on each side; a
/// mention inside a quotation does not.
pub(super) fn candidates(parsed: &ParsedText<'_>, quote: usize, near: usize, found: &mut Vec<u32>) {
    found.clear();
    let (first, last) = parsed.tokens.quotes[quote];
    let list = &parsed.tokens.list;
    let Some(opening) = list.get(first as usize) else { return };
    let block = parsed.tokens.block(opening);
    let block_of = |it: &Mention| parsed.tokens.block(&list[it.first as usize]);
    let mut at = near;
    let mut seen = 0;
    let mut scanned = 0;
    while at > 0 && found.len() < MOST_BEFORE && scanned < 80 {
        at -= 1;
        scanned += 1;
        let mention = &parsed.mentions[at];
        if list[mention.first as usize].quote > 0 || mention.last > first {
            continue;
        }
        let far = block.saturating_sub(block_of(mention));
        if far > 4 || far > 1 && seen >= 6 {
            break;
        }
        seen += 1;
        found.push(at as u32);
    }
    let mut behind = 0;
    for (at, mention) in parsed.mentions.iter().enumerate().skip(near).take(40) {
        if mention.first < last || list[mention.first as usize].quote > 0 {
            continue;
        }
        let far = block_of(mention).saturating_sub(block);
        if far > 1 || far == 1 && behind >= 2 || behind >= MOST_BEHIND {
            break;
        }
        behind += 1;
        found.push(at as u32);
    }
}

/// What stands beside a quotation, as a small number.
fn beside(token: Option<&Token>, text: &str) -> i16 {
    let Some(token) = token else { return 0 };
    match token.kind {
        Kind::Sign => match token.sign {
            b',' => 1,
            b':' => 2,
            b'.' | b'!' | b'?' => 3,
            b'(' | b')' | b'[' | b']' => 5,
            b'-' => 6,
            0xe2 => 6,
            _ => 7,
        },
        Kind::Possessive => 8,
        Kind::Number => 9,
        Kind::Word => {
            let class = cue_class(token);
            if class > 0 && token.is_lower() {
                9 + i16::from(class)
            } else if token.text(text) == "that" {
                13
            } else if token.is(PREPOSITION) && token.is_lower() {
                14
            } else if token.is(DETERMINER) && token.is_lower() {
                15
            } else if token.is(AUXILIARY) {
                16
            } else if token.is(CONJUNCTION) {
                17
            } else if token.is_capital() {
                18
            } else if token.is(FUNCTION) {
                19
            } else {
                20
            }
        }
    }
}

/// The numbers of a quotation itself, which all its candidates share; and the candidate *nobody*.
pub(super) fn quote_features(parsed: &ParsedText<'_>, quote: usize, past: Past) -> Features {
    let mut numbers = [0i16; FEATURES];
    let text = parsed.tokens.text;
    let list = &parsed.tokens.list;
    let (first, last) = (parsed.tokens.quotes[quote].0 as usize, parsed.tokens.quotes[quote].1 as usize);
    let marked = parsed.marked[quote];
    let Some(opening) = list.get(first) else { return numbers };
    let sentence = parsed.tokens.sentences[opening.sentence as usize];
    let block = sentence.block;
    let same_block = |token: &&Token| parsed.tokens.block(token) == block;
    let previous = first.checked_sub(1).and_then(|at| list.get(at)).filter(same_block);
    let next = list.get(last).filter(same_block);
    let inner = marked.inner.of(text);
    let ending = match inner.chars().next_back() {
        Some(',') => 1,
        Some('?') => 2,
        Some('!') => 3,
        Some('.') => 4,
        Some('—' | '–' | '-') => 5,
        Some('…') => 6,
        Some(_) | None => 0,
    };
    let begins = match inner.chars().next() {
        Some(c) if c.is_uppercase() => 1,
        Some(c) if c.is_lowercase() => 2,
        Some(_) | None => 0,
    };
    let before_quote = if quote > 0 { Some(parsed.tokens.quotes[quote - 1]) } else { None };
    let gap = before_quote.map_or(60, |(_, end)| {
        let since =
            parsed.before[first].outside.saturating_sub(parsed.before[(end as usize).min(first)].outside);
        since.min(60) as i16
    });
    let quote_block = before_quote
        .and_then(|(start, _)| list.get(start as usize))
        .map_or(9, |it| block.saturating_sub(parsed.tokens.block(it)).min(9) as i16);
    let values = [
        7, // 0: the sort of the mention; 7 is nobody
        beside(previous, text),
        beside(next, text),
        ending,
        begins,
        (last.saturating_sub(first)).min(60) as i16,
        i16::from(previous.is_none()),
        i16::from(next.is_none()),
        i16::from(!marked.closed),
        gap,
        quote_block,
        i16::from(next.is_some_and(|it| it.is_lower())),
        i16::from(before_quote.is_some_and(|_| !parsed.marked[quote - 1].closed)),
        past.source.map_or(9, |it| parsed.mentions[it as usize].sort as i16),
        first.checked_sub(2).and_then(|at| list.get(at)).map_or(0, |it| beside(Some(it), text)),
        i16::from(first as u32 == sentence.first),
        (first as u32).saturating_sub(sentence.first).min(40) as i16,
        list.get(last + 1).filter(same_block).map_or(0, |it| beside(Some(it), text)),
    ];
    numbers[..values.len()].copy_from_slice(&values);
    numbers
}

/// The numbers of one candidate. `shared` are those of its quotation.
pub(super) fn features(
    parsed: &ParsedText<'_>,
    quote: usize,
    candidate: u32,
    rank: i16,
    past: Past,
    shared: &Features,
) -> Features {
    let mut numbers = *shared;
    let list = &parsed.tokens.list;
    let text = parsed.tokens.text;
    let mention = parsed.mentions[candidate as usize];
    let (first, last) = (parsed.tokens.quotes[quote].0 as usize, parsed.tokens.quotes[quote].1 as usize);
    let ahead = (mention.first as usize) < first;
    let (left, right) =
        if ahead { (mention.last as usize, first) } else { (last, mention.left.max(last as u32) as usize) };
    let between = |f: fn(&crate::people::parsed_text::Before) -> u32| {
        (f(&parsed.before[right]).saturating_sub(f(&parsed.before[left.min(right)]))).min(99) as i16
    };
    let governed = parsed.governed[candidate as usize];
    let verb = governed.at as usize;
    let has_verb = governed.class > 0;
    // How far the verb is from the quotation, and on which side.
    let verb_gap = match has_verb {
        true if verb < first => {
            parsed.before[first].outside.saturating_sub(parsed.before[verb].outside).min(99) as i16
        }
        true if verb >= last => {
            parsed.before[verb].outside.saturating_sub(parsed.before[last].outside).min(99) as i16
        }
        true | false => 99,
    };
    let verb_side = if !has_verb {
        0
    } else if verb < first {
        1
    } else {
        2
    };
    let verb_sentence = if has_verb && verb < first {
        parsed.before[first].sentences.saturating_sub(parsed.before[verb].sentences).min(9) as i16
    } else if has_verb {
        parsed.before[verb].sentences.saturating_sub(parsed.before[first].sentences).min(9) as i16
    } else {
        9
    };
    let before_mention = (mention.left as usize).checked_sub(1).and_then(|at| list.get(at));
    let same_sentence = |it: &&Token| it.sentence == list[mention.first as usize].sentence;
    let inverted = before_mention.filter(same_sentence).map_or(0, |it| {
        if it.is_lower() && it.is(FINITE | CORE) && it.quote == 0 { i16::from(cue_class(it)) } else { 0 }
    });
    let two_before = (mention.left as usize).checked_sub(2).and_then(|at| list.get(at)).filter(same_sentence);
    // `… “impossible.” According to Moscow, …`: what begins the next sentence is about that one.
    let own = ahead || list[mention.first as usize].sentence == list[last.max(first + 1) - 1].sentence;
    let according = own && is_according(parsed, &mention);
    let next = list.get(mention.last as usize).filter(same_sentence);
    let person = parsed.persons.get(mention.person as usize);
    let after_verb = if has_verb { list.get(verb + 1) } else { None };
    let block_gap = {
        let (a, b) = (parsed.tokens.block(&list[mention.first as usize]), parsed.tokens.block(&list[first]));
        (i64::from(b) - i64::from(a)).clamp(-3, 6) as i16
    };
    let sentence = parsed.tokens.sentences[list[mention.first as usize].sentence as usize];
    let prepared = before_mention.filter(same_sentence);
    let object = prepared.is_some_and(|it| it.is(SAY | WEAK) && it.is(FINITE | ING));
    let quotes_between = if ahead {
        let mut it = quote;
        while it > 0 && quote - it < 9 && parsed.tokens.quotes[it - 1].0 >= mention.last {
            it -= 1;
        }
        quote - it
    } else {
        let mut it = quote + 1;
        while it < parsed.tokens.quotes.len() && it - quote < 10 && parsed.tokens.quotes[it].0 < mention.first
        {
            it += 1;
        }
        it - quote - 1
    };
    let verb_token = if has_verb { list.get(verb) } else { None };
    let since_name = person.map_or(0, |it| it.count.min(20) as i16);
    let values = [
        i16::from(ahead),
        between(|it| it.outside),
        between(|it| it.sentences),
        between(|it| it.cues),
        between(|it| it.weak),
        block_gap,
        quotes_between.min(9) as i16,
        rank,
        i16::from(mention.sure),
        i16::from(mention.modifier),
        i16::from(mention.definite),
        i16::from(mention.apposed),
        if mention.sex == Sex::Unknown { 0 } else { 1 },
        i16::from(governed.class),
        i16::from(governed.ing),
        verb_gap,
        verb_side,
        verb_sentence,
        inverted,
        i16::from(according),
        prepared.map_or(0, |it| beside(Some(it), text)),
        next.map_or(0, |it| beside(Some(it), text)),
        after_verb.map_or(0, |it| if it.quote > 0 { 30 } else { beside(Some(it), text) }),
        (mention.left.saturating_sub(sentence.first)).min(30) as i16,
        i16::from(object),
        since_name,
        person.map_or(0, |it| i16::from(it.sure)),
        i16::from(past.source == Some(candidate)),
        i16::from(past.person != NOBODY && past.person == mention.person),
        i16::from(past.other != NOBODY && past.other == mention.person),
        i16::from(two_before.is_some_and(|it| it.is(SPEECH))),
        i16::from(verb_token.is_some_and(|it| it.is(CORE))),
        i16::from(prepared.is_some_and(|it| it.is(PREPOSITION))),
        (mention.last - mention.first) as i16,
        mention.first.saturating_sub(mention.left).min(12) as i16,
        i16::from(prepared.is_some_and(|it| it.is(RELATIVE))),
        i16::from(list[mention.first as usize].text(text).eq_ignore_ascii_case("it")),
        i16::from(list[mention.last as usize - 1].is(SPEECH)),
        (ahead as i16) * {
            // The last verb of saying before the quotation, and how far this mention is from it.
            parsed.before[first].outside.saturating_sub(parsed.before[mention.first as usize].outside).min(50)
                as i16
        },
        i16::from(person.is_some_and(|it| !it.roles.is_empty())),
        i16::from(has_saying(parsed, &mention)),
        i16::from(list[mention.first as usize].is_capital() && mention.sort == Sort::Body),
    ];
    numbers[0] = mention.sort as i16;
    numbers[18..18 + values.len()].copy_from_slice(&values);
    numbers
}

/// Whether `according to` stands before a mention, with no more than what describes it between.
pub(super) fn is_according(parsed: &ParsedText<'_>, mention: &Mention) -> bool {
    let list = &parsed.tokens.list;
    let text = parsed.tokens.text;
    let here = &list[mention.first as usize];
    let left = mention.left as usize;
    let to = (left.saturating_sub(8)..left).rev().take_while(|at| {
        let token = &list[*at];
        token.sentence == here.sentence
            && token.quote == 0
            && token.kind != Kind::Sign
            && !(token.is(SAY | WEAK) && token.is(FINITE) && token.is_lower() && !token.is(PREPOSITION))
    });
    let to = to.into_iter().find(|at| list[*at].text(text).eq_ignore_ascii_case("to"));
    let according = to.and_then(|it| it.checked_sub(1)).map(|it| &list[it]);
    according.is_some_and(|it| {
        it.sentence == here.sentence && it.quote == 0 && it.text(text).eq_ignore_ascii_case("according")
    })
}

/// Whether what somebody said is a noun behind them: `Mr. Hall’s claim that`, `her warning`.
fn has_saying(parsed: &ParsedText<'_>, mention: &Mention) -> bool {
    let list = &parsed.tokens.list;
    let here = &list[mention.first as usize];
    let owner = mention.sort == Sort::Pronoun && here.is(DETERMINER);
    let owned = list.get(mention.last as usize).is_some_and(|it| it.kind == Kind::Possessive);
    if !owner && !owned {
        return false;
    }
    let from = mention.last as usize + usize::from(owned);
    let near = list.iter().skip(from).take(4).take_while(|it| it.sentence == here.sentence && it.is_lower());
    near.into_iter().any(|it| is_saying(it.text(parsed.tokens.text)))
}

/// Nouns for what is said, which verbs of saying give.
pub(super) fn is_saying(word: &str) -> bool {
    matches!(
        word,
        "claim"
            | "claims"
            | "assertion"
            | "assertions"
            | "remark"
            | "remarks"
            | "comment"
            | "comments"
            | "statement"
            | "statements"
            | "prediction"
            | "predictions"
            | "charge"
            | "accusation"
            | "accusations"
            | "allegation"
            | "allegations"
            | "description"
            | "warning"
            | "warnings"
            | "call"
            | "calls"
            | "pledge"
            | "promise"
            | "promises"
            | "vow"
            | "argument"
            | "contention"
            | "suggestion"
            | "response"
            | "reply"
            | "declaration"
            | "insistence"
            | "demand"
            | "demands"
            | "announcement"
            | "admission"
            | "words"
            | "phrase"
            | "line"
            | "question"
            | "answer"
            | "complaint"
            | "criticism"
            | "praise"
            | "motto"
            | "slogan"
            | "tweet"
            | "tweets"
            | "message"
            | "refrain"
            | "assessment"
            | "characterization"
            | "proposal"
            | "boast"
            | "quip"
            | "joke"
            | "denial"
            | "exhortation"
    )
}
