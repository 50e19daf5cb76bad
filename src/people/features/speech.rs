//! Whether words between marks are speech: not a title, a nickname, a programme.

use crate::people::exact_words;
use crate::people::exact_words::{NAMING, WORK};
use crate::people::features::quotation;
use crate::people::features::quotation::QuotationFeature;
use crate::people::features::source;
use crate::people::features::source::SourceFeature;
use crate::people::lexicon::{
    AUXILIARY, CONJUNCTION, DETERMINER, FUNCTION, GIVEN, HE_SHE, ORGANISATION, OTHER_PRONOUN, PREPOSITION,
    ROLE, STATEMENT,
};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::{Shape, Token, TokenKind};

/// What describes a stretch between marks, by number. The numbers of a quotation come before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpeechFeature {
    Words = quotation::COUNT as isize,
    Capitals,
    CapitalShare,
    Pronouns,
    FunctionWords,
    UpperWords,
    Sourced,
    SourceKind,
    SourceIsBefore,
    SourceVerb,
    SourceVerbDistance,
    InsideName,
    BehindNamingWord,
    BehindWork,
    BehindDeterminer,
    BehindPreposition,
    BeforeSource,
    SourceSentences,
    BeforeWork,
    ContentWords,
    BeforeUnknownWord,
    BeforeRole,
    PreviousSpeech,
    Announced,
    LowerWords,
    NamedBefore,
    BeforeCapital,
    SourceOwnsUtterance,
    SecondIsPronoun,
    BehindUnknownWord,
}

/// How many numbers describe a stretch between marks.
pub(crate) const ROOM: usize = 48;

/// Its numbers.
pub(crate) type Row = [i16; ROOM];

/// As many tokens of a stretch are looked at.
const MOST_TOKENS: usize = 40;
/// A stretch that ends more tokens before this one tells nothing of it.
const NEAR: i16 = 5;

/// The numbers of a stretch. `best` are those of its likeliest source, `sourced` is how likely it has one at all,
/// `before` how likely the stretch before it is speech, both in hundredths.
pub(crate) fn features(
    parsed: &ParsedText<'_>,
    quote: usize,
    quotation: &[i16; quotation::COUNT],
    best: &source::Row,
    sourced: i16,
    before: i16,
) -> Row {
    use SpeechFeature as F;
    let mut numbers = [0i16; ROOM];
    numbers[..quotation::COUNT].copy_from_slice(quotation);
    let list = &parsed.tokens.list;
    let text = parsed.tokens.text;
    let (first, last) = (parsed.tokens.quotes[quote].0 as usize, parsed.tokens.quotes[quote].1 as usize);
    let previous = first.checked_sub(1).and_then(|at| list.get(at));
    let next = list.get(last);
    let mut set = |feature: F, number: i16| numbers[feature as usize] = number;

    // What it is made of.
    let (mut words, mut capitals, mut upper, mut pronouns) = (0i16, 0i16, 0i16, 0i16);
    let (mut functions, mut content) = (0i16, 0i16);
    for token in list[first..last.min(first + MOST_TOKENS)].iter().filter(|it| it.kind == TokenKind::Word) {
        words += 1;
        capitals += i16::from(token.is_capital());
        upper += i16::from(token.shape == Shape::Upper);
        pronouns += i16::from(token.is(OTHER_PRONOUN | HE_SHE));
        functions += i16::from(token.is(FUNCTION | DETERMINER));
        let says_little = token.is(FUNCTION | DETERMINER | PREPOSITION | CONJUNCTION);
        content += i16::from(token.is_lower() && !says_little);
    }
    set(F::Words, words);
    set(F::Capitals, capitals);
    set(F::CapitalShare, if words > 0 { capitals * 10 / words } else { 0 });
    set(F::UpperWords, upper);
    set(F::Pronouns, pronouns);
    set(F::FunctionWords, functions);
    set(F::ContentWords, content);
    set(F::LowerWords, lower_words(parsed, first, last));
    let second = list.get(first + 1);
    set(F::SecondIsPronoun, i16::from(second.is_some_and(|it| it.is(OTHER_PRONOUN | HE_SHE | AUXILIARY))));

    // What its likeliest source is.
    let of_source = |feature: SourceFeature| best[feature as usize];
    set(F::Sourced, sourced);
    set(F::SourceKind, best[QuotationFeature::Kind as usize]);
    set(F::SourceIsBefore, of_source(SourceFeature::IsBefore));
    set(F::SourceVerb, of_source(SourceFeature::Verb));
    set(F::SourceVerbDistance, of_source(SourceFeature::VerbDistance));
    set(F::BeforeSource, of_source(SourceFeature::BeforeMention));
    set(F::SourceSentences, of_source(SourceFeature::SentenceEndsBetween));
    set(F::SourceOwnsUtterance, of_source(SourceFeature::OwnsUtterance));

    // What stands around it.
    let uses = previous.map_or(0, |it| exact_words::uses_in_small_letters(it.text(text)));
    let is_work = |it: &Token| it.is(STATEMENT | ORGANISATION);
    let is_unknown = |it: &Token| it.is_lower() && it.classes == 0;
    let inside_name =
        previous.is_some_and(|it| it.is_capital() && it.is(GIVEN)) && next.is_some_and(Token::is_capital);
    set(F::InsideName, i16::from(inside_name));
    set(F::BehindNamingWord, i16::from(uses & NAMING != 0));
    set(F::BehindWork, i16::from(previous.is_some_and(is_work)));
    set(F::BehindDeterminer, i16::from(uses & exact_words::DETERMINER != 0));
    set(F::BehindPreposition, i16::from(uses & exact_words::PREPOSITION != 0));
    set(F::BehindUnknownWord, i16::from(previous.is_some_and(is_unknown)));
    set(F::BeforeWork, i16::from(next.is_some_and(is_work)));
    set(F::BeforeUnknownWord, i16::from(next.is_some_and(is_unknown)));
    set(F::BeforeRole, i16::from(next.is_some_and(|it| it.is(ROLE))));
    set(F::BeforeCapital, i16::from(next.is_some_and(Token::is_capital)));
    set(F::Announced, announced(parsed, first));
    set(F::NamedBefore, i16::from(is_named_before(parsed, first)));
    let near = quotation[QuotationFeature::TokensSinceQuote as usize] <= NEAR;
    set(F::PreviousSpeech, if near { before } else { -1 });
    numbers
}

/// What owns or announces a stretch: 1 an organisation (`CNN’s “…”`), 2 anybody else, 3 a noun for a text or an
/// organisation and a comma (`in her first book, “…”`).
fn announced(parsed: &ParsedText<'_>, first: usize) -> i16 {
    let list = &parsed.tokens.list;
    let sentence = list.get(first).map_or(0, |it| it.sentence);
    let before = |back: usize| {
        first
            .checked_sub(back)
            .and_then(|at| list.get(at))
            .filter(|it| it.sentence == sentence && it.quote == 0)
    };
    match before(1) {
        Some(it) if it.kind == TokenKind::Possessive => match before(2) {
            Some(owner) if owner.is(ORGANISATION) || owner.shape == Shape::Upper => 1,
            Some(_) | None => 2,
        },
        Some(it) if it.is_comma() => {
            i16::from(before(2).is_some_and(|it| it.is(STATEMENT | ORGANISATION) && it.is_lower())) * 3
        }
        Some(_) | None => 0,
    }
}

/// The words without a capital that a title would write with one, at most nine.
fn lower_words(parsed: &ParsedText<'_>, first: usize, last: usize) -> i16 {
    let words = parsed.tokens.list[first..last.min(first + 20)]
        .iter()
        .filter(|it| it.is_lower() && !it.is(PREPOSITION | CONJUNCTION | DETERMINER));
    words.take(9).count() as i16
}

/// Whether one of the five words before a stretch says that it is a name.
fn is_named_before(parsed: &ParsedText<'_>, first: usize) -> bool {
    let list = &parsed.tokens.list;
    list[first.saturating_sub(5)..first]
        .iter()
        .rev()
        .take_while(|it| it.kind != TokenKind::Sign || it.quote > 0)
        .any(|it| it.is_lower() && exact_words::is(it.text(parsed.tokens.text), WORK))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::features::list;
    use crate::people::features::list::Model;
    use crate::people::features::list::tests::check as check_names;

    #[test]
    fn what_announces_a_stretch_is_told_apart() {
        let of = |text: &str| {
            let parsed = ParsedText::read(text);
            announced(&parsed, parsed.tokens.quotes[0].0 as usize)
        };
        assert_eq!(of("Then CNN’s “State” began."), 1);
        assert_eq!(of("Then the ministry’s “State” began."), 1);
        assert_eq!(of("Then Ann’s “State” began."), 2);
        assert_eq!(of("In her first book, “State,” it began."), 3);
        assert_eq!(of("In her first boat, “State,” it began."), 0);
        assert_eq!(of("Then the “State” began."), 0);
        assert_eq!(of("“State” began."), 0);
    }

    #[test]
    fn a_name_may_be_announced_five_words_before() {
        let named = |text: &str| {
            let parsed = ParsedText::read(text);
            is_named_before(&parsed, parsed.tokens.quotes[0].0 as usize)
        };
        assert!(named("a film that he made “State” of"));
        assert!(named("a film that then he made “State” of"));
        assert!(!named("a film that then he once made “State” of"));
        assert!(!named("a film, he made “State” of"));
        assert!(!named("a Film that he made “State” of"));
    }

    #[test]
    fn the_names_are_those_of_the_list() {
        use SpeechFeature as F;
        let all = [
            F::Words,
            F::Capitals,
            F::CapitalShare,
            F::Pronouns,
            F::FunctionWords,
            F::UpperWords,
            F::Sourced,
            F::SourceKind,
            F::SourceIsBefore,
            F::SourceVerb,
            F::SourceVerbDistance,
            F::InsideName,
            F::BehindNamingWord,
            F::BehindWork,
            F::BehindDeterminer,
            F::BehindPreposition,
            F::BeforeSource,
            F::SourceSentences,
            F::BeforeWork,
            F::ContentWords,
            F::BeforeUnknownWord,
            F::BeforeRole,
            F::PreviousSpeech,
            F::Announced,
            F::LowerWords,
            F::NamedBefore,
            F::BeforeCapital,
            F::SourceOwnsUtterance,
            F::SecondIsPronoun,
            F::BehindUnknownWord,
        ];
        check_names(Model::Speech, quotation::COUNT, &all);
        assert_eq!(quotation::COUNT + all.len(), list::names(Model::Speech).len());
    }
}
