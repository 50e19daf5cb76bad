//! What stands beside a quotation or a mention, as a small number.

use crate::people::lexicon::{AUXILIARY, CONJUNCTION, DETERMINER, FUNCTION, PREPOSITION};
use crate::people::tokens::{Token, TokenKind};
use crate::people::verbs::cue_class;

/// The code of a token; 0 when there is none. `data/features.tsv` lists the codes.
pub(super) fn code(token: Option<&Token>, text: &str) -> i16 {
    let Some(token) = token else { return 0 };
    match token.kind {
        TokenKind::Sign => match token.sign {
            b',' => 1,
            b':' => 2,
            b'.' | b'!' | b'?' => 3,
            b'(' | b')' | b'[' | b']' => 5,
            // 0xe2 begins the long dashes.
            b'-' | 0xe2 => 6,
            _ => 7,
        },
        TokenKind::Possessive => 8,
        TokenKind::Number => 9,
        TokenKind::Word => {
            let class = cue_class(token);
            if class.is_cue() && token.is_lower() {
                9 + class as i16
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::parsed_text::ParsedText;

    #[test]
    fn each_kind_of_neighbour_has_its_code() {
        let text = "Ann, : ! ( - ; Lee's 7 said added praised that of the was and then bridge.";
        let parsed = ParsedText::read(text);
        let codes: Vec<i16> = parsed.tokens.list.iter().map(|it| code(Some(it), text)).collect();
        assert_eq!(codes, [18, 1, 2, 3, 5, 6, 7, 18, 8, 9, 10, 10, 12, 13, 14, 15, 16, 17, 19, 20, 3]);
        assert_eq!(code(None, text), 0);
    }
}
