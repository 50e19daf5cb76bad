//! Transcripts: what stands behind a speaker's name and a colon, paragraph after paragraph, without marks.

use crate::article::{Quotation, QuotationKind};
use crate::people::lexicon::ROLE;
use crate::people::mentions::{MentionKind, NOBODY};
use crate::people::parsed_text::ParsedText;
use crate::people::quotation::person;
use crate::people::tokens::{Shape, Token, TokenKind};

/// A label has no more tokens before its colon: `MIRA TELFORD, HOST:`.
const LONGEST_LABEL: usize = 8;
/// How sure a name before a colon is the speaker's.
const SURE: f32 = 0.95;

/// One paragraph of a transcript.
struct Turn {
    /// The mention that labels it; `None` for `QUESTION:` and the like.
    source: Option<usize>,
    /// The tokens of its words, half open.
    words: (usize, usize),
    block: u32,
    /// Whether `Q:` stands before it, or `A:`.
    asks: bool,
    answers: bool,
}

/// The turns of a text that is a transcript: two paragraphs in a row begin with labels, and one of these names a
/// person. Spans count from `offset` bytes before the text.
pub(super) fn turns(parsed: &ParsedText<'_>, offset: usize) -> Vec<Quotation> {
    let mut turns = Vec::new();
    let mut near = 0;
    let sentences = &parsed.tokens.sentences;
    for at in 0..sentences.len() {
        if at > 0 && sentences[at - 1].block == sentences[at].block {
            continue;
        }
        while parsed.mentions.get(near).is_some_and(|it| it.first < sentences[at].first) {
            near += 1;
        }
        turns.extend(turn(parsed, at, near));
    }
    let follows = turns.windows(2).any(|it| it[0].block + 1 == it[1].block);
    // A word alone may be anything: `TIME:`.
    let named = |it: &Turn| {
        let source = it.source.map(|at| &parsed.mentions[at]);
        source.is_some_and(|it| it.person != NOBODY && (it.len() >= 2 || it.left < it.first))
    };
    let asked =
        follows && turns.windows(2).any(|it| it[0].asks && it[1].answers && it[0].block + 1 == it[1].block);
    if !follows || !asked && !turns.iter().any(named) {
        return Vec::new();
    }
    let asked_person = if asked { interviewed(parsed, &turns) } else { None };
    turns.into_iter().map(|it| quotation(parsed, &it, asked_person, offset)).collect()
}

/// The person who answers in an interview whose paragraphs begin with `Q:` and `A:`: the only one whom the text names
/// in full before it.
fn interviewed(parsed: &ParsedText<'_>, turns: &[Turn]) -> Option<u32> {
    let first = turns.iter().find(|it| it.asks)?.words.0 as u32;
    let before = parsed.mentions.iter().take_while(|it| it.first < first);
    let mut named = before.filter(|it| it.kind == MentionKind::Name && it.person != NOBODY && it.len() >= 2);
    let person = named.next()?.person;
    named.all(|it| it.person == person).then_some(person)
}

/// The turn that a paragraph is, whose first sentence is `at`. `near` is the first mention in it.
fn turn(parsed: &ParsedText<'_>, at: usize, near: usize) -> Option<Turn> {
    let list = &parsed.tokens.list;
    let sentence = parsed.tokens.sentences[at];
    let first = sentence.first as usize;
    let label = first..list.len().min(first + LONGEST_LABEL + 1);
    let colon = label.into_iter().find(|it| list[*it].is_sign(b':'))?;
    if colon == first || parsed.tokens.block(&list[colon]) != sentence.block {
        return None;
    }
    let behind = parsed.tokens.sentences[at..].iter().take_while(|it| it.block == sentence.block);
    let last = behind.last()?.last as usize;
    let words = list.get(colon + 1..last)?;
    let told = words.first().is_some_and(Token::is_capital)
        && words.last().is_some_and(|it| {
            it.kind == TokenKind::Sign && matches!(it.sign, b'.' | b'?' | b'!' | b')' | 0xe2)
        });
    if !told || list[first..last].iter().any(|it| it.quote > 0) {
        return None;
    }
    let here = near..parsed.mentions.len().min(near + 4);
    let named = here.into_iter().find(|it| {
        let mention = &parsed.mentions[*it];
        mention.left as usize == first
            && mention.last as usize <= colon
            && matches!(mention.kind, MentionKind::Name | MentionKind::Organisation)
            // `UNIDENTIFIED PERSON:`
            && !list[mention.last as usize - 1].is(ROLE)
    });
    let is_label =
        |it: &Token| it.kind != TokenKind::Word || matches!(it.shape, Shape::Upper | Shape::Initial);
    let upper = list[first..colon].iter().all(is_label) && list[first].kind == TokenKind::Word;
    let whole = named.is_some_and(|it| parsed.mentions[it].last as usize == colon);
    let label = |letter: &str| colon == first + 1 && list[first].text(parsed.tokens.text) == letter;
    let (asks, answers) = (label("Q"), label("A"));
    let source = named.filter(|_| !asks && !answers);
    let found = Turn { source, words: (colon + 1, last), block: sentence.block, asks, answers };
    (upper || whole).then_some(found)
}

/// The quotation of a turn. `asked` is the person who answers where nothing but `A:` stands before the words.
fn quotation(parsed: &ParsedText<'_>, turn: &Turn, asked: Option<u32>, offset: usize) -> Quotation {
    let mention = turn.source.map(|it| &parsed.mentions[it]);
    let answering = asked.filter(|_| turn.answers);
    let speaker = mention.map(|it| it.person).or(answering).and_then(|it| person(parsed, it));
    Quotation {
        span: parsed.span_of(turn.words.0 as u32, turn.words.1 as u32).shifted(offset),
        kind: QuotationKind::Direct,
        mention: mention.map(|it| parsed.span_of(it.first, it.last).shifted(offset)),
        cue: None,
        confidence: if speaker.is_some() { SURE } else { 0.0 },
        speaker,
    }
}

#[cfg(test)]
mod tests {
    use crate::article::Language;

    /// The words of each quotation and its speaker.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = crate::people::quotations(text, Language::ENGLISH);
        let name = |it: &crate::article::Quotation| {
            it.speaker.as_ref().map_or(String::new(), |it| it.name.to_lowercase())
        };
        let seen: Vec<(&str, String)> = found.iter().map(|it| (it.span.of(text), name(it))).collect();
        let expected: Vec<(&str, String)> = expected.iter().map(|it| (it.0, it.1.to_owned())).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn each_paragraph_is_that_of_its_label() {
        check(
            "ANN BRAKK, HOST: Good morning.\n\nTOM ROE: It leaks. (Laughter) We said so.\n\nBRAKK: Why?\n\nQUESTION: All of it?",
            &[
                ("Good morning.", "ann brakk"),
                ("It leaks. (Laughter) We said so.", "tom roe"),
                ("Why?", "ann brakk"),
                ("All of it?", ""),
            ],
        );
        check("Ann Lee: We go.\n\nTom Roe: We stay.", &[("We go.", "ann lee"), ("We stay.", "tom roe")]);
    }

    #[test]
    fn who_is_interviewed_answers() {
        check(
            "Ann Lee keeps bees.\n\nQ: Why?\n\nA: They hum. Lee hums too.\n\nQ: And you?",
            &[("Why?", ""), ("They hum. Lee hums too.", "ann lee"), ("And you?", "")],
        );
        // Of two nobody knows who answers.
        check(
            "Ann Lee and Tom Roe keep bees.\n\nQ: Why?\n\nA: They hum.",
            &[("Why?", ""), ("They hum.", "")],
        );
        check("Ann Lee keeps bees.\n\nA: They hum.\n\nB: They sting.", &[]);
    }

    #[test]
    fn lists_are_no_transcripts() {
        check("TIME: Twenty minutes.\n\nNOTE: Serve at once.", &[]);
        check("Ann Lee: 1,769.\n\nTom Roe: 1,501.", &[]);
        check("Ann Lee: 12 points\n\nTom Roe: 10 points", &[]);
        check("Ann Lee: We go.\n\nThe train left.\n\nTIME: Two.", &[]);
    }
}
