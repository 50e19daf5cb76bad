//! A word, a number or a sign.

use crate::people::lexicon::Classes;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Letters, with the joins of names (`O'Brien`, `U.S.`, `vice-president`).
    Word,
    /// Digits.
    Number,
    /// `'s` behind a word, or the apostrophe of a plural.
    Possessive,
    /// Any other sign; a quotation mark too.
    Sign,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// No capital at its beginning.
    Lower,
    /// A capital first.
    Capital,
    /// Two or more capitals and no small letter.
    Upper,
    /// One capital and a full stop, or one capital alone.
    Initial,
}

/// One token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) classes: Classes,
    /// Counted from 0 in the piece.
    pub(super) sentence: u32,
    /// The number of the quotation that it stands in, from 1; 0 outside.
    pub(super) quote: u32,
    /// Of the word in lower case.
    pub(super) hash: u32,
    pub(super) kind: TokenKind,
    pub(super) shape: Shape,
    /// The first byte, which tells signs apart.
    pub(super) sign: u8,
}

impl Token {
    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    pub(super) fn is(&self, classes: Classes) -> bool {
        self.classes & classes != 0
    }

    pub(super) fn is_capital(&self) -> bool {
        self.kind == TokenKind::Word && self.shape != Shape::Lower
    }

    pub(super) fn is_lower(&self) -> bool {
        self.kind == TokenKind::Word && self.shape == Shape::Lower
    }

    /// Whether it is this sign.
    pub(super) fn is_sign(&self, sign: u8) -> bool {
        self.kind == TokenKind::Sign && self.sign == sign
    }

    pub(super) fn is_comma(&self) -> bool {
        self.is_sign(b',')
    }

    /// Whether it is a hyphen or a long dash: 0xe2 begins these.
    pub(super) fn is_dash(&self) -> bool {
        self.kind == TokenKind::Sign && matches!(self.sign, b'-' | 0xe2)
    }
}
