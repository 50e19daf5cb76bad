//! From text to tokens, and from tokens to the forms that are compared.
//!
//! Text is cut into tokens ([`Words`]). Each has three forms: *written*, as it stands; *plain*, without case, accents
//! and spelling marks ([`plain`]); and its *stem*, what the stemmer of the article's language makes of it, folded like the
//! plain form ([`FormCache`]). [`read`] adds what is around a token: its position in the field, its sentence and its
//! paragraph. These rules are a part of the query language: whoever follows them comes to the same tokens.

mod abbreviations;
mod affixes;
mod apostrophes;
pub(crate) mod clusters;
mod fold;
mod form_cache;
pub(crate) mod function_words;
pub(crate) mod letters;
pub(crate) mod sentences;
mod stem;
pub(crate) mod units;
mod verbs;
mod words;

pub(crate) use crate::analysis::fold::push_plain;
pub use crate::analysis::fold::{plain, small};
pub use crate::analysis::form_cache::{FormCache, Forms};
pub(crate) use crate::analysis::sentences::{paragraphs, sentences};
pub(crate) use crate::analysis::stem::{Stemmer, beginnings};
pub use crate::analysis::words::Words;
pub(crate) use crate::analysis::words::{is_apostrophe, is_ignorable, is_word_char};

use crate::span::ByteSpan;

/// A token in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its place in the text, in bytes.
    pub span: ByteSpan,
    /// 0, 1, 2 … within its field.
    pub position: u32,
    /// The sentence it stands in, counted from 0 within its field.
    pub sentence: u32,
    /// The paragraph it stands in, counted from 0 within its field.
    pub paragraph: u32,
}

/// The words of a text in plain form, such as those of a name.
pub(crate) fn plain_words(text: &str) -> impl Iterator<Item = String> + '_ {
    Words::new(text).map(|span| plain(span.of(text)).into_owned())
}

/// Reads a whole field: every token with its position, sentence and paragraph.
#[must_use]
pub fn read(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 6);
    read_into(text, &mut tokens);
    tokens
}

/// As [`read`], into a vector that is emptied first. Sentences and paragraphs
/// without tokens are not counted.
pub(crate) fn read_into(text: &str, tokens: &mut Vec<Token>) {
    tokens.clear();
    let mut words = words::Words::new(text).peekable();
    let (mut sentence, mut paragraph) = (0u32, 0u32);
    for block in sentences::paragraphs(text) {
        let before = tokens.len();
        for stretch in sentences::sentences(text, block) {
            let first = tokens.len();
            while let Some(span) = words.next_if(|span| span.start() < stretch.end()) {
                let position = u32::try_from(tokens.len()).unwrap_or(u32::MAX);
                tokens.push(Token { span, position, sentence, paragraph });
            }
            sentence += u32::from(tokens.len() > first);
        }
        paragraph += u32::from(tokens.len() > before);
    }
}

/// As [`read_into`], without looking for sentences and paragraphs: every token is said to stand in the first.
pub(crate) fn cut_into(text: &str, tokens: &mut Vec<Token>) {
    tokens.clear();
    let place = |(position, span)| Token { span, position, sentence: 0, paragraph: 0 };
    tokens.extend((0..).zip(words::Words::new(text)).map(place));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn tokens_are_the_same_with_and_without_their_sentences(
            text in "([A-Za-zé0-9]{1,9}|[ .,!?'’“”\n\u{ad}\u{200b}\u{301}-]{1,3}|\n\n|\\PC){0,40}",
        ) {
            let mut cut = Vec::new();
            cut_into(&text, &mut cut);
            let spans = |tokens: &[Token]| tokens.iter().map(|it| (it.span, it.position)).collect::<Vec<_>>();
            prop_assert_eq!(spans(&cut), spans(&read(&text)));
        }
    }

    #[test]
    fn a_token_knows_its_sentence_and_paragraph() {
        let text = "One two. Three four.\n\nFive.";
        let seen: Vec<_> =
            read(text).iter().map(|it| (it.span.of(text), it.position, it.sentence, it.paragraph)).collect();
        assert_eq!(
            seen,
            [("One", 0, 0, 0), ("two", 1, 0, 0), ("Three", 2, 1, 0), ("four", 3, 1, 0), ("Five", 4, 2, 1)]
        );
    }

    #[test]
    fn a_paragraph_without_tokens_does_not_count() {
        let paragraphs: Vec<_> = read("One\n\n***\n\nTwo").iter().map(|it| it.paragraph).collect();
        assert_eq!(paragraphs, [0, 1]);
    }
}
