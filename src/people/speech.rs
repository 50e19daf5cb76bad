//! Whether words between marks are speech: not a title, a nickname, a programme.

use crate::people::lexicon::{
    AUXILIARY, CONJUNCTION, DETERMINER, FUNCTION, GIVEN, HE_SHE, ORG, OTHER_PRONOUN, PREPOSITION, ROLE,
    SPEECH,
};
use crate::people::parsed_text::ParsedText;
use crate::people::sources;
use crate::people::tokens::{Kind, Shape};

/// How many numbers describe a stretch between marks.
pub(super) const FEATURES: usize = 48;

/// Its numbers.
pub(super) type Features = [i16; FEATURES];

/// The numbers of a stretch. `sourced` is how sure its source is, `before` how
/// likely the stretch before it is speech, both in hundredths.
pub(super) fn features(
    parsed: &ParsedText<'_>,
    quote: usize,
    shared: &sources::Features,
    best: &sources::Features,
    sourced: i16,
    before: i16,
) -> Features {
    let mut numbers = [0i16; FEATURES];
    numbers[..18].copy_from_slice(&shared[..18]);
    let list = &parsed.tokens.list;
    let text = parsed.tokens.text;
    let (first, last) = (parsed.tokens.quotes[quote].0 as usize, parsed.tokens.quotes[quote].1 as usize);
    let (mut words, mut capitals, mut pronouns, mut functions, mut upper) = (0i16, 0i16, 0i16, 0i16, 0i16);
    let mut content = 0i16;
    for token in &list[first..last.min(first + 40)] {
        if token.kind != Kind::Word {
            continue;
        }
        words += 1;
        capitals += i16::from(token.is_capital());
        content +=
            i16::from(token.is_lower() && !token.is(FUNCTION | DETERMINER | PREPOSITION | CONJUNCTION));
        upper += i16::from(token.shape == crate::people::tokens::Shape::Upper);
        pronouns += i16::from(token.is(OTHER_PRONOUN | HE_SHE));
        functions += i16::from(token.is(FUNCTION | DETERMINER));
    }
    let share = if words > 0 { capitals * 10 / words } else { 0 };
    let previous = first.checked_sub(1).and_then(|at| list.get(at));
    let next = list.get(last);
    let word = |token: Option<&crate::people::tokens::Token>, choices: &[&str]| {
        token.is_some_and(|it| choices.iter().any(|choice| it.text(text).eq_ignore_ascii_case(choice)))
    };
    let values = [
        words,
        capitals,
        share,
        pronouns,
        functions,
        upper,
        sourced,
        best[0],
        best[18],
        best[31],
        best[33],
        i16::from(
            previous.is_some_and(|it| it.is_capital() && it.is(GIVEN))
                && next.is_some_and(crate::people::tokens::Token::is_capital),
        ),
        i16::from(word(
            previous,
            &[
                "called",
                "dubbed",
                "titled",
                "entitled",
                "named",
                "known",
                "nicknamed",
                "headlined",
                "as",
                "so-called",
            ],
        )),
        i16::from(previous.is_some_and(|it| it.is(SPEECH | ORG))),
        i16::from(word(previous, &["the", "a", "an", "this", "that", "his", "her", "their", "its"])),
        i16::from(word(previous, &["on", "in", "of", "to", "for", "from", "with"])),
        best[38],
        best[20],
        i16::from(next.is_some_and(|it| it.is(SPEECH | ORG))),
        content,
        i16::from(next.is_some_and(|it| it.is_lower() && it.classes == 0)),
        i16::from(next.is_some_and(|it| it.is(ROLE))),
        if shared[9] <= 5 { before } else { -1 },
        programme(parsed, first),
        small_capitals(parsed, first, last),
        i16::from(named_so(parsed, first)),
        i16::from(next.is_some_and(|it| it.is_capital())),
        best[58],
        i16::from(list.get(first + 1).is_some_and(|it| it.is(OTHER_PRONOUN | HE_SHE | AUXILIARY))),
        i16::from(previous.is_some_and(|it| it.is_lower() && it.classes == 0)),
    ];
    numbers[18..18 + values.len()].copy_from_slice(&values);
    numbers
}

/// What owns or announces a stretch: 1 a body (`CNN’s “…”`), 2 anybody else, 3 a
/// noun for a work and a comma (`in her first book, “…”`).
fn programme(parsed: &ParsedText<'_>, first: usize) -> i16 {
    let list = &parsed.tokens.list;
    let sentence = list.get(first).map_or(0, |it| it.sentence);
    let before = |back: usize| {
        first
            .checked_sub(back)
            .and_then(|at| list.get(at))
            .filter(|it| it.sentence == sentence && it.quote == 0)
    };
    match before(1) {
        Some(it) if it.kind == Kind::Possessive => match before(2) {
            Some(owner) if owner.is(ORG) || owner.shape == Shape::Upper => 1,
            Some(_) | None => 2,
        },
        Some(it) if it.is_comma() => {
            i16::from(before(2).is_some_and(|it| it.is(SPEECH | ORG) && it.is_lower())) * 3
        }
        Some(_) | None => 0,
    }
}

/// The small letters among the words that a title would write with capitals, up to nine.
fn small_capitals(parsed: &ParsedText<'_>, first: usize, last: usize) -> i16 {
    let words = parsed.tokens.list[first..last.min(first + 20)]
        .iter()
        .filter(|it| it.is_lower() && !it.is(PREPOSITION | CONJUNCTION | DETERMINER));
    words.take(9).count() as i16
}

/// Whether one of the words before a stretch says that it is a name.
fn named_so(parsed: &ParsedText<'_>, first: usize) -> bool {
    let list = &parsed.tokens.list;
    list[first.saturating_sub(5)..first]
        .iter()
        .rev()
        .take_while(|it| it.kind != Kind::Sign || it.quote > 0)
        .any(|it| {
            it.is_lower()
                && matches!(
                    it.text(parsed.tokens.text),
                    "titled"
                        | "entitled"
                        | "known"
                        | "dubbed"
                        | "nicknamed"
                        | "named"
                        | "labeled"
                        | "labelled"
                        | "so-called"
                        | "called"
                        | "song"
                        | "film"
                        | "movie"
                        | "book"
                        | "novel"
                        | "album"
                        | "show"
                        | "series"
                        | "episode"
                        | "programme"
                        | "program"
                        | "essay"
                        | "poem"
                        | "play"
                        | "magazine"
                        | "headline"
                        | "hit"
                        | "single"
                        | "anthem"
                        | "documentary"
                        | "column"
                        | "podcast"
                        | "drama"
                        | "musical"
                        | "term"
                        | "word"
                        | "hashtag"
                        | "hits"
                        | "songs"
                        | "films"
                        | "movies"
                        | "books"
                        | "novels"
                        | "albums"
                        | "shows"
                        | "plays"
                        | "poems"
                        | "singles"
                        | "musicals"
                        | "starred"
                        | "sitcom"
                        | "opera"
                        | "painting"
                        | "exhibit"
                        | "exhibition"
                        | "game"
                        | "ballad"
                        | "thriller"
                        | "comedy"
                )
        })
}
