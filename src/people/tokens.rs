//! Step 2: words, numbers and signs.
//!
//! Takes a text with its blocks and the stretches between marks; gives its tokens, each with its classes, its
//! sentence and the quotation it stands in.

use crate::analysis::letters::{self, Letters};
use crate::analysis::sentences;
use crate::span::ByteSpan;

use crate::people::exact_words::{self, SHORT_TITLE};
use crate::people::lexicon::{self, AUXILIARY, FUNCTION, GIVEN, HE_SHE, OTHER_PRONOUN, TIME};
use crate::people::marks::QuotedSpan;
pub(super) use crate::people::token::{Shape, Token, TokenKind};

/// A sentence: its tokens and its block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) block: u32,
}

/// All tokens of a piece of text.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    pub(super) text: &'a str,
    pub(super) list: Vec<Token>,
    pub(super) sentences: Vec<Sentence>,
    /// Where the tokens of each quotation begin and end.
    pub(super) quotes: Vec<(u32, u32)>,
    /// The quotations that are part of a name: `James “Jimmy” Nolan`. In order.
    pub(super) nicknames: Vec<u32>,
}

impl<'a> Tokens<'a> {
    pub(super) fn read(text: &'a str, blocks: &[ByteSpan], quoted: &[QuotedSpan]) -> Tokens<'a> {
        let mut tokens = Tokens {
            text,
            list: Vec::with_capacity(text.len() / 5 + 8),
            sentences: Vec::with_capacity(text.len() / 80 + 8),
            quotes: vec![(0, 0); quoted.len()],
            nicknames: Vec::new(),
        };
        let mut quote = 0;
        for (number, block) in blocks.iter().enumerate() {
            for span in sentences::sentences(text, *block) {
                let first = tokens.list.len() as u32;
                tokens.scan(span, quoted, &mut quote);
                let last = tokens.list.len() as u32;
                if last > first {
                    tokens.sentences.push(Sentence { first, last, block: number as u32 });
                }
            }
        }
        for quote in quote..quoted.len() {
            tokens.close(quote);
        }
        for (quote, quoted) in quoted.iter().enumerate() {
            if tokens.reads_as_nickname(quote, quoted.inner.of(text)) {
                tokens.nicknames.push(quote as u32);
            }
        }
        tokens
    }

    /// Whether a quotation only gives a name to what stands before it: `Plan (“GFOP”)`.
    pub(super) fn is_defined(&self, quote: usize) -> bool {
        let (first, last) = (self.quotes[quote].0 as usize, self.quotes[quote].1 as usize);
        let sign = |at: Option<usize>, sign: u8| {
            at.is_some_and(|it| self.list.get(it).is_some_and(|it| it.is_sign(sign)))
        };
        let words = self.list[first..last].iter().filter(|it| it.kind == TokenKind::Word).count();
        let opens = sign(first.checked_sub(1), b'(')
            || sign(first.checked_sub(2), b'(') && self.list[first - 1].is(lexicon::DETERMINER);
        words <= 4 && opens && sign(Some(last), b')')
    }

    /// Whether a quotation stands inside a name.
    pub(super) fn is_nickname(&self, quote: usize) -> bool {
        self.nicknames.binary_search(&(quote as u32)).is_ok()
    }

    fn reads_as_nickname(&self, quote: usize, inner: &str) -> bool {
        let (first, last) = (self.quotes[quote].0 as usize, self.quotes[quote].1 as usize);
        let before = first.checked_sub(1).and_then(|at| self.list.get(at));
        let (Some(before), Some(behind)) = (before, self.list.get(last)) else { return false };
        let named = before.is(GIVEN) && !before.is(TIME) || before.shape == Shape::Initial;
        before.is_capital()
            && before.quote == 0
            && named
            && behind.is_capital()
            && behind.sentence == before.sentence
            && !behind.is(FUNCTION | AUXILIARY | HE_SHE | OTHER_PRONOUN)
            && inner.split_whitespace().nth(2).is_none()
            && inner.starts_with(char::is_uppercase)
            && inner.ends_with(|c: char| c.is_alphanumeric() || c == '.')
            && self.list[last - 1].start > before.end
    }

    /// The end of a speaker's name before what they say in a transcript: one to
    /// four capitalised words in capitals, and a colon, that begin a sentence.
    pub(super) fn transcript_label(&self, at: usize) -> Option<usize> {
        let list = &self.list;
        let token = list.get(at)?;
        let before = at.checked_sub(1).and_then(|it| list.get(it));
        let opens = before.is_none_or(|it| {
            it.sentence != token.sentence
                || it.kind == TokenKind::Sign && it.quote == token.quote && it.quote > 0
        });
        if !opens || token.kind != TokenKind::Word {
            return None;
        }
        let upper =
            |it: &Token| it.kind == TokenKind::Word && matches!(it.shape, Shape::Upper | Shape::Initial);
        let end = (at..list.len().min(at + 4)).take_while(|it| upper(&list[*it])).last()? + 1;
        let mut behind = list[end..].iter().take(5); // `MIRA TELFORD, HOST:`
        let office = behind.position(|it| !it.is_comma() && it.shape != Shape::Upper)?;
        let colon = list.get(end + office).filter(|it| it.is_sign(b':'))?;
        let long = list[end - 1].end - list[end - 1].start > 3;
        let told = list.get(end + office + 1).is_some_and(|it| it.sentence == colon.sentence);
        (long && told && !list[end - 1].is(lexicon::ORGANISATION)).then_some(end)
    }

    /// The token behind the nickname that begins at a token, if one does.
    pub(super) fn behind_nickname(&self, at: usize) -> Option<usize> {
        let quote = self.list[at].quote.checked_sub(1)?;
        let (first, last) = *self.quotes.get(quote as usize)?;
        (first as usize == at && self.nicknames.binary_search(&quote).is_ok()).then_some(last as usize)
    }

    /// Gives a quotation without tokens of its own an empty place in order.
    fn close(&mut self, quote: usize) {
        let here = self.list.len() as u32;
        if self.quotes[quote].1 == 0 {
            self.quotes[quote] = (here, here);
        }
    }

    /// The block of a token.
    pub(super) fn block(&self, token: &Token) -> u32 {
        self.sentences.get(token.sentence as usize).map_or(0, |it| it.block)
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind, shape: Shape, quote: usize) {
        let (classes, hash) = match kind {
            TokenKind::Word => lexicon::look_up(self.text, start, end),
            TokenKind::Number | TokenKind::Possessive | TokenKind::Sign => (0, 0),
        };
        self.list.push(Token {
            start: start as u32,
            end: end as u32,
            classes,
            sentence: self.sentences.len() as u32,
            quote: quote as u32,
            hash,
            kind,
            shape,
            sign: self.text.as_bytes()[start],
        });
    }

    fn scan(&mut self, span: ByteSpan, quoted: &[QuotedSpan], quote: &mut usize) {
        let bytes = self.text.as_bytes();
        let mut at = span.start();
        // What stands at `at` is looked up again only where a quotation begins or ends.
        let mut within = 0;
        let mut change = at;
        while at < span.end() {
            let byte = bytes[at];
            if byte == b' ' || byte.is_ascii_whitespace() {
                at += 1;
                continue;
            }
            if at >= change {
                while quoted.get(*quote).is_some_and(|it| it.outer.end() <= at) {
                    self.close(*quote);
                    *quote += 1;
                }
                (within, change) = match quoted.get(*quote) {
                    Some(it) if it.outer.start() <= at => (*quote + 1, it.outer.end()),
                    Some(it) => (0, it.outer.start()),
                    None => (0, usize::MAX),
                };
            }
            let before = self.list.len();
            at = self.token(at, span.end(), within);
            if within > 0 && self.list.len() > before {
                let range = &mut self.quotes[within - 1];
                if range.1 == 0 {
                    range.0 = before as u32;
                }
                range.1 = self.list.len() as u32;
            }
        }
    }

    /// Reads one token at `at` and returns the place behind it.
    fn token(&mut self, at: usize, limit: usize, quote: usize) -> usize {
        let bytes = self.text.as_bytes();
        let byte = bytes[at];
        if byte.is_ascii_alphabetic() {
            return self.short_word(at, limit, quote).unwrap_or_else(|| self.word(at, limit, quote));
        }
        if byte.is_ascii_digit() {
            let mut end = at + 1;
            while end < limit
                && (bytes[end].is_ascii_alphanumeric()
                    || (matches!(bytes[end], b',' | b'.' | b'-')
                        && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric)))
            {
                end += 1;
            }
            self.push(at, end, TokenKind::Number, Shape::Lower, quote);
            return end;
        }
        if byte < 0x80 {
            let possessive = byte == b'\'' && self.is_possessive(at, 1);
            if possessive {
                return self.possessive(at, 1, limit, quote);
            }
            // A double apostrophe is one sign, and so is a run of full stops.
            let mut end = at + 1;
            while end < limit && bytes[end] == byte && matches!(byte, b'\'' | b'.' | b'-' | b'`') {
                end += 1;
            }
            self.push(at, end, TokenKind::Sign, Shape::Lower, quote);
            return end;
        }
        let c = self.text[at..].chars().next().unwrap_or(' ');
        if c.is_whitespace() || crate::analysis::is_ignorable(c) {
            return at + c.len_utf8();
        }
        if matches!(c, '’' | '‘') && self.is_possessive(at, 3) {
            return self.possessive(at, 3, limit, quote);
        }
        if c.is_alphanumeric() {
            return self.word(at, limit, quote);
        }
        self.push(at, at + c.len_utf8(), TokenKind::Sign, Shape::Lower, quote);
        at + c.len_utf8()
    }

    /// Whether an apostrophe of `len` bytes directly behind a word is a possessive.
    fn is_possessive(&self, at: usize, len: usize) -> bool {
        let Some(last) = self.list.last() else { return false };
        if last.end as usize != at || last.kind != TokenKind::Word {
            return false;
        }
        let bytes = self.text.as_bytes();
        let behind = at + len;
        let s = matches!(bytes.get(behind), Some(b's' | b'S'));
        if s {
            return !self.text[behind + 1..].starts_with(char::is_alphanumeric);
        }
        matches!(bytes[at - 1], b's' | b'S' | b'z')
            && bytes.get(behind) == Some(&b' ')
            && self.text[behind + 1..].starts_with(char::is_alphanumeric)
    }

    fn possessive(&mut self, at: usize, len: usize, limit: usize, quote: usize) -> usize {
        let bytes = self.text.as_bytes();
        let end = at + len + usize::from(matches!(bytes.get(at + len), Some(b's' | b'S')));
        let end = end.min(limit.max(at + len));
        self.push(at, end, TokenKind::Possessive, Shape::Lower, quote);
        end
    }

    /// Reads a word of up to seven plain letters with nothing behind it that could belong to it, as one number.
    #[inline]
    fn short_word(&mut self, at: usize, limit: usize, quote: usize) -> Option<usize> {
        let eight = u64::from_le_bytes(*self.text.as_bytes().get(at..)?.first_chunk::<8>()?);
        let letters = Letters::of(eight);
        let len = letters.first();
        if !(1..8).contains(&len) || at + len > limit || !ends_word((eight >> (8 * len)) as u8) {
            return None;
        }
        let shape = match letters.begins_capital() {
            false => Shape::Lower,
            true if len == 1 => Shape::Initial,
            true if letters.all_capital(len) => Shape::Upper,
            true => Shape::Capital,
        };
        let (classes, hash) = lexicon::look_up_short(len, eight);
        self.list.push(Token {
            start: at as u32,
            end: (at + len) as u32,
            classes,
            sentence: self.sentences.len() as u32,
            quote: quote as u32,
            hash,
            kind: TokenKind::Word,
            shape,
            sign: eight as u8,
        });
        Some(at + len)
    }

    fn word(&mut self, at: usize, limit: usize, quote: usize) -> usize {
        let text = self.text;
        let bytes = text.as_bytes();
        // Most words are plain letters with nothing behind them that could belong to them.
        let letters = letters::count(bytes, at).min(limit - at);
        if letters > 0 && ends_word(bytes.get(at + letters).copied().unwrap_or(b' ')) {
            let word = &bytes[at..at + letters];
            let shape = if word[0].is_ascii_lowercase() {
                Shape::Lower
            } else if letters == 1 {
                Shape::Initial
            } else if word[1].is_ascii_uppercase() && word.iter().all(u8::is_ascii_uppercase) {
                Shape::Upper
            } else {
                Shape::Capital
            };
            self.push(at, at + letters, TokenKind::Word, shape, quote);
            return at + letters;
        }
        let (mut upper, mut lower, mut letters) = (0u32, 0u32, 0u32);
        let mut end = at;
        let mut single = true;
        while end < limit {
            let byte = bytes[end];
            let len = match byte {
                b'A'..=b'Z' => {
                    upper += 1;
                    letters += 1;
                    1
                }
                b'a'..=b'z' => {
                    lower += 1;
                    letters += 1;
                    1
                }
                b'0'..=b'9' => 1,
                b'.' if single && letters > 0 && Self::is_one_letter(&bytes[at..end]) => {
                    // `U.S.`, `J.`: a stop behind one letter belongs to it.
                    let next = bytes.get(end + 1).copied().unwrap_or(b' ');
                    if next.is_ascii_alphabetic() || upper > 0 {
                        1
                    } else {
                        break;
                    }
                }
                b'\'' | b'-' | b'&' if end + 1 < limit && Self::joins(text, end, 1) => 1,
                0..=0x7f => break,
                _ => {
                    let c = text[end..].chars().next().unwrap_or(' ');
                    // Some write the opening mark for an apostrophe.
                    if matches!(c, '’' | '‘') {
                        if end + 3 < limit && Self::joins(text, end, 3) { 3 } else { break }
                    } else if c.is_alphanumeric() || is_mark(c) {
                        if c.is_uppercase() {
                            upper += 1;
                        } else {
                            lower += 1;
                        }
                        letters += 1;
                        c.len_utf8()
                    } else {
                        break;
                    }
                }
            };
            if letters > 1 && bytes[end] != b'.' && end > at && bytes[end - 1] != b'.' {
                single = false;
            }
            end += len;
        }
        // Full stops of known abbreviations belong to the word.
        if end < limit && bytes[end] == b'.' && exact_words::is(&text[at..end], SHORT_TITLE) {
            end += 1;
        }
        // `Del. Ann Lee` is a delegate, `Del Toro` none.
        if &bytes[at..end] == b"Del." {
            self.push(at, end, TokenKind::Word, Shape::Capital, quote);
            if let Some(delegate) = self.list.last_mut() {
                (delegate.classes, delegate.hash) = lexicon::look_up("delegate", 0, 8);
            }
            return end;
        }
        let first = text[at..].chars().next().is_some_and(char::is_uppercase);
        let shape = match (first, upper, lower) {
            (true, 1, 0) => Shape::Initial,
            (true, 2.., 0) => Shape::Upper,
            (true, ..) => Shape::Capital,
            // `al-Assad`, `iPhone`: a capital behind a join counts.
            (false, 1.., _) if text[at..end].contains('-') => Shape::Capital,
            (false, ..) => Shape::Lower,
        };
        self.push(at, end, TokenKind::Word, shape, quote);
        end
    }

    /// Whether a word ends in one letter behind a full stop or nothing: `U.S`, `J`.
    fn is_one_letter(word: &[u8]) -> bool {
        matches!(word, [letter] | [.., b'.', letter] if *letter != b'.')
    }

    /// Whether the sign at `at` stands between two letters and is no possessive.
    fn joins(text: &str, at: usize, len: usize) -> bool {
        let rest = &text[at + len..];
        let bytes = rest.as_bytes();
        let Some(next) = rest.chars().next() else { return false };
        if !next.is_alphanumeric() {
            return false;
        }
        let hyphen = matches!(text.as_bytes()[at], b'-' | b'&');
        if hyphen {
            return true;
        }
        let possessive =
            matches!(bytes.first(), Some(b's' | b'S')) && !rest[1..].starts_with(char::is_alphanumeric);
        !possessive || is_contraction(text, at)
    }
}

/// Whether a word of plain letters surely ends before a byte.
fn ends_word(behind: u8) -> bool {
    matches!(behind, b' ' | b',' | b'\n' | b';' | b':' | b'?' | b'!' | b'"' | b')')
}

/// Whether the `'s` at `at` shortens `is` behind a pronoun.
fn is_contraction(text: &str, at: usize) -> bool {
    let head = &text.as_bytes()[at.saturating_sub(6)..at];
    let word = head.rsplit(|b| !b.is_ascii_alphabetic()).next().unwrap_or(&[]);
    [&b"he"[..], b"she", b"it", b"that", b"there", b"here", b"let", b"what", b"where"]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let blocks: Vec<_> = crate::people::marks::blocks(text).collect();
        let tokens = Tokens::read(text, &blocks, &[]);
        tokens.list.iter().map(|it| it.text(text)).collect()
    }

    #[test]
    fn names_hold_together_and_possessives_part() {
        assert_eq!(words("Ann O'Brien's vice-president"), ["Ann", "O'Brien", "'s", "vice-president"]);
        assert_eq!(
            words("J. K. Lee of the U.S. left."),
            ["J.", "K.", "Lee", "of", "the", "U.S.", "left", "."]
        );
        assert_eq!(words("Sanders’ plan; Mr. Hall’s"), ["Sanders", "’", "plan", ";", "Mr.", "Hall", "’s"]);
        assert_eq!(words("he's don’t"), ["he's", "don’t"]);
    }

    #[test]
    fn a_short_word_has_the_shape_of_its_letters() {
        let text = "war iPhone A a NATO NATOs Bill REUTERSX Telegraph ";
        let tokens = Tokens::read(text, &[ByteSpan::known(0, text.len())], &[]);
        let shapes: Vec<Shape> = tokens.list.iter().map(|it| it.shape).collect();
        use Shape::{Capital, Initial, Lower, Upper};
        assert_eq!(shapes, [Lower, Lower, Initial, Lower, Upper, Capital, Capital, Upper, Capital]);
    }

    #[test]
    fn a_transcript_names_its_speaker_in_up_to_four_words() {
        for (text, at, end) in [
            ("WALLACE: But we go.", 0, Some(1)),
            ("TOM WIRTH: But we go.", 0, Some(2)),
            ("SENATOR TOM J. WIRTH: But we go.", 0, Some(4)),
            // Five words, a small letter, too short a name, nothing said, and not at the beginning.
            ("THE SENATOR TOM J. WIRTH: But we go.", 0, None),
            ("TOM Wirth: But we go.", 0, None),
            ("TOM LI: But we go.", 0, None),
            ("TOM WIRTH:", 0, None),
            ("THEN TOM WIRTH: But we go.", 1, None),
        ] {
            let tokens = Tokens::read(text, &[ByteSpan::known(0, text.len())], &[]);
            assert_eq!(tokens.transcript_label(at), end, "{text}");
        }
    }

    #[test]
    fn any_text_is_survived() {
        for text in
            ["’", "'s", "é’s", "a’", "U.", "’s’s", "a.b.c.", "A.\u{301}", "x-", "-x", "\u{ad}", "日本"]
        {
            let _ = words(text);
        }
    }
}
