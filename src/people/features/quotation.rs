//! The numbers of a quotation itself, whoever may have said it.

use crate::people::features::history::History;
use crate::people::features::neighbours;
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::Token;

/// What describes a quotation, by number. Sources and speech begin with these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuotationFeature {
    Kind,
    BeforeQuote,
    AfterQuote,
    Ending,
    Beginning,
    Length,
    OpensParagraph,
    ClosesParagraph,
    Unclosed,
    TokensSinceQuote,
    ParagraphsSinceQuote,
    LowerAfter,
    PreviousUnclosed,
    PreviousKind,
    TwoBeforeQuote,
    OpensSentence,
    PlaceInSentence,
    TwoAfterQuote,
}

/// How many they are.
pub(crate) const COUNT: usize = 18;

/// The kind of mention of the candidate *nobody*.
const NOBODY_KIND: i16 = 7;
/// More tokens than these are not told apart.
const MOST_TOKENS: u32 = 60;

/// The numbers of a quotation.
pub(crate) fn quotation_features(parsed: &ParsedText<'_>, quote: usize, history: History) -> [i16; COUNT] {
    use QuotationFeature as F;
    let mut numbers = [0i16; COUNT];
    let text = parsed.tokens.text;
    let list = &parsed.tokens.list;
    let (first, last) = (parsed.tokens.quotes[quote].0 as usize, parsed.tokens.quotes[quote].1 as usize);
    let quoted = parsed.quoted[quote];
    let Some(opening) = list.get(first) else { return numbers };
    let sentence = parsed.tokens.sentences[opening.sentence as usize];
    let block = sentence.block;
    let same_block = |token: &&Token| parsed.tokens.block(token) == block;
    let previous = first.checked_sub(1).and_then(|at| list.get(at)).filter(same_block);
    let next = list.get(last).filter(same_block);
    let inner = quoted.inner.of(text);
    let mut set = |feature: F, number: i16| numbers[feature as usize] = number;
    set(F::Kind, NOBODY_KIND);
    set(F::BeforeQuote, neighbours::code(previous, text));
    set(F::AfterQuote, neighbours::code(next, text));
    set(
        F::Ending,
        match inner.chars().next_back() {
            Some(',') => 1,
            Some('?') => 2,
            Some('!') => 3,
            Some('.') => 4,
            Some('—' | '–' | '-') => 5,
            Some('…') => 6,
            Some(_) | None => 0,
        },
    );
    set(
        F::Beginning,
        match inner.chars().next() {
            Some(c) if c.is_uppercase() => 1,
            Some(c) if c.is_lowercase() => 2,
            Some(_) | None => 0,
        },
    );
    set(F::Length, (last.saturating_sub(first)).min(MOST_TOKENS as usize) as i16);
    set(F::OpensParagraph, i16::from(previous.is_none()));
    set(F::ClosesParagraph, i16::from(next.is_none()));
    set(F::Unclosed, i16::from(!quoted.closed));
    let before = quote.checked_sub(1).map(|it| parsed.tokens.quotes[it]);
    let tokens_since = before.map_or(MOST_TOKENS, |(_, end)| {
        let end = (end as usize).min(first);
        parsed.before[first].tokens.saturating_sub(parsed.before[end].tokens).min(MOST_TOKENS)
    });
    set(F::TokensSinceQuote, tokens_since as i16);
    let paragraphs_since = before
        .and_then(|(start, _)| list.get(start as usize))
        .map_or(9, |it| block.saturating_sub(parsed.tokens.block(it)).min(9) as i16);
    set(F::ParagraphsSinceQuote, paragraphs_since);
    set(F::LowerAfter, i16::from(next.is_some_and(Token::is_lower)));
    set(F::PreviousUnclosed, i16::from(quote.checked_sub(1).is_some_and(|it| !parsed.quoted[it].closed)));
    set(F::PreviousKind, history.source.map_or(9, |it| parsed.mentions[it as usize].kind as i16));
    set(F::TwoBeforeQuote, neighbours::code(first.checked_sub(2).and_then(|at| list.get(at)), text));
    set(F::OpensSentence, i16::from(first as u32 == sentence.first));
    set(F::PlaceInSentence, (first as u32).saturating_sub(sentence.first).min(40) as i16);
    set(F::TwoAfterQuote, neighbours::code(list.get(last + 1).filter(same_block), text));
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::features::list::Model;
    use crate::people::features::list::tests::check as check_names;

    #[test]
    fn the_names_are_those_of_the_list() {
        use QuotationFeature as F;
        let all = [
            F::Kind,
            F::BeforeQuote,
            F::AfterQuote,
            F::Ending,
            F::Beginning,
            F::Length,
            F::OpensParagraph,
            F::ClosesParagraph,
            F::Unclosed,
            F::TokensSinceQuote,
            F::ParagraphsSinceQuote,
            F::LowerAfter,
            F::PreviousUnclosed,
            F::PreviousKind,
            F::TwoBeforeQuote,
            F::OpensSentence,
            F::PlaceInSentence,
            F::TwoAfterQuote,
        ];
        assert_eq!(all.len(), COUNT);
        check_names(Model::Source, 0, &all);
        check_names(Model::Speech, 0, &all);
    }
}
