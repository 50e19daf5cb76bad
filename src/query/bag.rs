//! A text as a question: any of its words, ranked.

use crate::analysis::small;
use crate::analysis::units::{Units, units};
use crate::query::lexer::MOST_WORDS;
use crate::query::{Query, QueryError, QueryErrorKind, SpanQuery, Word};
use crate::span::ByteSpan;

/// Any of the words of a text in which nothing is an operator, a mark or a field: a topic, a
/// headline, a pasted paragraph. A word that stands twice counts twice. In scripts without spaces the words are
/// all runs of two tokens, in those of Southeast Asia of three too.
///
/// # Errors
///
/// There is no word in it, or more than a query may have.
pub fn any_word_of(text: &str) -> Result<Query, QueryError> {
    let mut words: Vec<Query> = Vec::new();
    let Units { tokens, units } = units(text);
    for unit in units {
        if words.len() == MOST_WORDS {
            return Err(QueryError::new(
                QueryErrorKind::TooManyWords { limit: MOST_WORDS },
                tokens[unit.start],
            ));
        }
        let mut tokens: Vec<Word> =
            tokens[unit].iter().map(|it| Word::Stem(small(it.of(text)).into_owned())).collect();
        let unit = match tokens.len() {
            1 => SpanQuery::Word(tokens.remove(0)),
            _ => SpanQuery::Phrase(tokens),
        };
        words.push(Query::Span(unit));
    }
    match words.len() {
        0 => {
            let all = ByteSpan::in_text(text, 0, text.len()).expect("a whole text is a span of itself");
            let kind = match text.trim() {
                "" => QueryErrorKind::Empty,
                typed => QueryErrorKind::NoWord { typed: crate::query::error::shortened(typed) },
            };
            Err(QueryError::new(kind, all))
        }
        1 => Ok(words.remove(0)),
        _ => Ok(Query::Or(words)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_an_operator() {
        let query = any_word_of("Did NATO (or the U.S.) NOT send +1 time-sharing *~2?").expect("words");
        assert_eq!(
            query.to_string(),
            "did OR nato OR or OR the OR us OR not OR send OR 1 OR time OR sharing OR 2"
        );
        assert_eq!(any_word_of("war War").expect("words").to_string(), "war OR war");
        assert_eq!(any_word_of("War?").expect("a word").to_string(), "war");
    }

    #[test]
    fn a_run_of_characters_is_any_two_of_them_in_a_row() {
        assert_eq!(any_word_of("过桥费 2024").expect("words").to_string(), "\"过 桥\" OR \"桥 费\" OR 2024");
        assert_eq!(any_word_of("费").expect("a word").to_string(), "费");
    }

    #[test]
    fn a_text_without_words_is_refused() {
        assert_eq!(any_word_of(" ").expect_err("empty").kind, QueryErrorKind::Empty);
        assert!(matches!(any_word_of("?!").expect_err("no word").kind, QueryErrorKind::NoWord { .. }));
    }
}
