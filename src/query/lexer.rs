//! From characters to tokens, each with its place.
//!
//! The lexer never fails: its first mistake becomes the last token, so that a
//! mistake of the parser further to the left is told first.

use crate::analysis::{is_ignorable, is_word_char};
use crate::field::FieldKind;
use crate::query::cut::{Mark, TypedWord, cut, mark_of};
use crate::query::error::{QueryError, QueryErrorKind, shortened};
use crate::query::foreign;
use crate::query::letters::{ends_chunk, meant, meant_text};
use crate::query::names;
use crate::query::names::Name;
use crate::query::operators;
use crate::query::operators::{FilterOperator, Operator, PairOperator};
use crate::span::ByteSpan;

/// The most words that a query may have.
pub(super) const MOST_WORDS: usize = 20_000;
/// The largest number that an operator takes.
const LARGEST: u32 = i32::MAX as u32;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) at: ByteSpan,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    Open,
    Close,
    And,
    Or,
    Not,
    /// `-`, right before what it excludes.
    Minus,
    /// NEAR and PRE.
    Pair(PairOperator),
    Said,
    /// FIRST and ATLEAST.
    Filter(FilterOperator),
    /// A chunk of bare words, at least one.
    Words(Vec<TypedWord>),
    /// Words in quotes; at least one.
    Quoted {
        words: Vec<TypedWord>,
        slop: Option<u32>,
    },
    /// `title:` and the other scopes; what they ask follows.
    Scope(Name),
    /// A field clause with its value.
    Value {
        name: Name,
        value: String,
        mark: Mark,
        quoted: Quoted,
    },
    /// A lone `*`.
    Star,
    /// A lone `?`: unknown before SAID, else punctuation.
    Question,
    /// Punctuation that stands alone; it is passed over where words stand beside it.
    Punctuation,
    Mistake(QueryError),
    End,
}

/// Whether a value stood in quotes, where no word is special.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoted {
    Yes,
    No,
}

/// Cuts a query into tokens; the last one is [`TokenKind::End`] or [`TokenKind::Mistake`].
pub(super) fn lex(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), words: 0, chunk_end: 0 };
    match lexer.run() {
        Ok(()) => lexer.push(TokenKind::End, text.len(), text.len()),
        Err(error) => lexer.tokens.push(Token { at: error.at, kind: TokenKind::Mistake(error) }),
    }
    lexer.tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    words: usize,
    /// Where the chunk ends that was looked at last; `title:title:…` is one of many parts.
    chunk_end: usize,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) -> Result<(), QueryError> {
        while let Some(c) = self.peek() {
            let start = self.at;
            match meant(c) {
                _ if c.is_whitespace() => self.at += c.len_utf8(),
                '(' => {
                    self.at += c.len_utf8();
                    self.push(TokenKind::Open, start, self.at);
                }
                ')' => {
                    self.at += c.len_utf8();
                    self.push(TokenKind::Close, start, self.at);
                    self.nothing_touches()?;
                }
                '"' => self.quoted(start, Mark::None)?,
                '-' if self.may_exclude() => self.minus(c)?,
                _ => self.chunk()?,
            }
        }
        Ok(())
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        self.tokens.push(Token { kind, at: ByteSpan::known(start, end) });
    }

    fn error<T>(&self, kind: QueryErrorKind, start: usize, end: usize) -> Result<T, QueryError> {
        Err(QueryError::new(kind, ByteSpan::known(start, end)))
    }

    /// The chunk at the current place: up to white space, a parenthesis or a quote.
    fn chunk_here(&mut self) -> &'a str {
        if self.chunk_end <= self.at {
            let rest = self.rest();
            self.chunk_end = self.at + rest.find(ends_chunk).unwrap_or(rest.len());
        }
        &self.text[self.at..self.chunk_end]
    }

    fn may_exclude(&self) -> bool {
        self.text[..self.at]
            .chars()
            .rev()
            .find(|&c| !is_ignorable(c))
            .is_none_or(|c| c.is_whitespace() || meant(c) == '(')
    }

    /// `-` before a leaf or a group; alone, or before nothing but punctuation, it is ignored.
    fn minus(&mut self, sign: char) -> Result<(), QueryError> {
        let start = self.at;
        self.at += sign.len_utf8();
        let followed = self.peek().is_some_and(|c| !c.is_whitespace() && meant(c) != ')');
        if !followed {
            self.push(TokenKind::Punctuation, start, self.at);
            return Ok(());
        }
        self.push(TokenKind::Minus, start, self.at);
        let before = self.tokens.len();
        if self.peek().is_some_and(|c| !ends_chunk(c)) {
            self.chunk()?;
            let excluded = self.tokens.get(before).map(|token| &token.kind);
            if matches!(excluded, Some(TokenKind::Punctuation | TokenKind::Question)) {
                self.tokens.truncate(before - 1);
                self.push(TokenKind::Punctuation, start, self.at);
            }
        }
        Ok(())
    }

    /// Behind `)` there is no `~5` and no `^2`: those belong to quotes, or to no one.
    fn nothing_touches(&mut self) -> Result<(), QueryError> {
        let chunk = self.chunk_here();
        let end = self.at + chunk.len();
        match chunk.chars().next().map(meant) {
            Some('~') => self.error(QueryErrorKind::BadWindow, self.at, end),
            Some('^') => self.foreign_if_any(chunk, self.at),
            _ => Ok(()),
        }
    }

    fn foreign_if_any(&self, chunk: &str, start: usize) -> Result<(), QueryError> {
        match foreign::ours(chunk) {
            Some(ours) => {
                let kind = QueryErrorKind::ForeignOperator { typed: shortened(chunk), ours };
                self.error(kind, start, start + chunk.len())
            }
            None => Ok(()),
        }
    }

    fn quote_starts(&self, at: usize) -> bool {
        self.text[at..].chars().next().is_some_and(|c| meant(c) == '"')
    }

    /// Words in quotes; the opening quote stands at the current place, and its mark (if any) at `start`.
    fn quoted(&mut self, start: usize, mark: Mark) -> Result<(), QueryError> {
        let (inside, from) = self.inside_quotes()?;
        let mut words = Vec::new();
        let mut at = 0;
        while let Some(next) = inside[at..].find(|c: char| !c.is_whitespace()) {
            let chunk = &inside[at + next..];
            let chunk = &chunk[..chunk.find(char::is_whitespace).unwrap_or(chunk.len())];
            let (own, skip) = mark_of(chunk);
            let mark = if own == Mark::None { mark } else { own };
            cut(&chunk[skip..], from + at + next + skip, mark, &mut words)?;
            at += next + chunk.len();
        }
        let slop = self.slop()?;
        if words.is_empty() {
            let typed = shortened(&self.text[start..self.at]);
            return self.error(QueryErrorKind::NoWord { typed }, start, self.at);
        }
        self.count(words.len(), start)?;
        self.push(TokenKind::Quoted { words, slop }, start, self.at);
        let chunk = self.chunk_here();
        if chunk.starts_with('^') { self.foreign_if_any(chunk, self.at) } else { Ok(()) }
    }

    /// What stands between the quote at the current place and the next one, and where it starts.
    fn inside_quotes(&mut self) -> Result<(&'a str, usize), QueryError> {
        let open = self.at;
        let from = open + self.peek().map_or(0, char::len_utf8);
        let Some(length) = self.text[from..].find(|c| meant(c) == '"') else {
            return self.error(QueryErrorKind::UnclosedQuote, open, from);
        };
        let inside = &self.text[from..from + length];
        self.at = from + length;
        self.at += self.peek().map_or(0, char::len_utf8);
        Ok((inside, from))
    }

    /// `~5` right behind a closing quote.
    fn slop(&mut self) -> Result<Option<u32>, QueryError> {
        let Some(tilde) = self.peek().filter(|&c| meant(c) == '~') else { return Ok(None) };
        let start = self.at;
        let digits = &self.rest()[tilde.len_utf8()..];
        let word = |c: char| is_word_char(c) || c == '.';
        let digits = &digits[..digits.find(|c| !word(c)).unwrap_or(digits.len())];
        let number = digits.trim_end_matches('.');
        let end = start + tilde.len_utf8() + number.len();
        match number_of(number) {
            Some(slop) => {
                self.at = end;
                Ok(Some(slop))
            }
            None => self.error(QueryErrorKind::BadWindow, start, end),
        }
    }

    fn count(&mut self, words: usize, start: usize) -> Result<(), QueryError> {
        self.words += words;
        if self.words > MOST_WORDS {
            return self.error(QueryErrorKind::TooManyWords { limit: MOST_WORDS }, start, self.at);
        }
        Ok(())
    }

    /// A chunk that starts at the current place: an operator, a clause, or bare words.
    fn chunk(&mut self) -> Result<(), QueryError> {
        let (start, chunk) = (self.at, self.chunk_here());
        // Small letters alone are words, and are no operator of any tool.
        if chunk.bytes().all(|it| it.is_ascii_lowercase()) {
            return self.bare(chunk, start);
        }
        let end = start + chunk.len();
        let (mark, skip) = mark_of(chunk);
        if mark != Mark::None && skip == chunk.len() && self.quote_starts(end) {
            self.at = end;
            return self.quoted(start, mark);
        }
        if let Some(operator) = self.operator(chunk)? {
            self.at = end;
            self.push(operator, start, end);
            return Ok(());
        }
        if let Some(ours) = foreign::range(self.rest()) {
            let length = self.rest().find([']', '}']).map_or(chunk.len(), |at| at + 1);
            let typed = shortened(&self.rest()[..length]);
            return self.error(QueryErrorKind::ForeignOperator { typed, ours }, start, start + length);
        }
        if let Some((name, colon, behind)) = field_prefix(chunk) {
            return self.field(&name, start, start + colon, start + behind);
        }
        self.foreign_if_any(chunk, start)?;
        self.field_sign(chunk)?;
        self.bare(chunk, start)
    }

    fn bare(&mut self, chunk: &str, start: usize) -> Result<(), QueryError> {
        let end = start + chunk.len();
        let (mark, skip) = mark_of(chunk);
        let touches = self.text[end..].chars().next().is_some_and(|c| meant(c) == '(');
        let more_signs = skip > 0 && chunk[skip..].chars().next().is_some_and(|c| meant(c) == '=');
        if mark != Mark::None && ((skip == chunk.len() && touches) || (more_signs && has_word(chunk))) {
            let mark = shortened(&chunk[..skip]);
            return self.error(QueryErrorKind::StrayMark { mark }, start, start + skip);
        }
        let mut words = Vec::new();
        cut(&chunk[skip..], start + skip, mark, &mut words)?;
        self.at = end;
        self.count(words.len(), start)?;
        let kind = match words.as_slice() {
            [] if chunk.chars().filter(|&c| !is_ignorable(c)).map(meant).eq(['?']) => TokenKind::Question,
            [] => TokenKind::Punctuation,
            [TypedWord { word: crate::query::ast::Word::Any, at }] if mark != Mark::None => {
                let kind = match mark {
                    Mark::Written => QueryErrorKind::MarksClash { one: "==", other: "*" },
                    Mark::Plain | Mark::None => QueryErrorKind::StrayMark { mark: "=".to_owned() },
                };
                return self.error(kind, start, at.end());
            }
            [TypedWord { word: crate::query::ast::Word::Any, .. }] => TokenKind::Star,
            _ => TokenKind::Words(words),
        };
        self.push(kind, start, end);
        Ok(())
    }

    fn operator(&self, chunk: &str) -> Result<Option<TokenKind>, QueryError> {
        let Some(meant) = meant_text(chunk, names::LONGEST) else { return Ok(None) };
        let named = match meant.as_str() {
            "AND" => Some(TokenKind::And),
            "OR" => Some(TokenKind::Or),
            "NOT" => Some(TokenKind::Not),
            "SAID" => Some(TokenKind::Said),
            _ => None,
        };
        let Some((name, argument)) = meant.split_once('/') else { return Ok(named) };
        match operators::typed(name, argument, number_of) {
            None => Ok(None),
            Some(Ok(Operator::Pair(operator))) => Ok(Some(TokenKind::Pair(operator))),
            Some(Ok(Operator::Filter(operator))) => Ok(Some(TokenKind::Filter(operator))),
            Some(Err(takes)) => {
                let typed = shortened(chunk);
                self.error(QueryErrorKind::BadNumber { typed, takes }, self.at, self.at + chunk.len())
            }
        }
    }

    /// A chunk that starts with a name and a colon.
    fn field(&mut self, typed: &str, start: usize, colon: usize, behind: usize) -> Result<(), QueryError> {
        let next = self.text[behind..].chars().next();
        let has_value = next.is_some_and(|c| !c.is_whitespace() && meant(c) != ')');
        let Some(name) = Name::from_word(typed) else {
            if !has_value {
                // `Kremlin: no deal`, as in a headline.
                let chunk = self.chunk_here();
                return self.bare(chunk, start);
            }
            let kind = if matches!(typed, "NEAR" | "PRE") {
                let ours = format!("write {typed}/5");
                QueryErrorKind::ForeignOperator { typed: format!("{typed}:"), ours }
            } else {
                QueryErrorKind::UnknownField { name: typed.to_owned(), nearest: names::nearest(typed) }
            };
            return self.error(kind, start, colon);
        };
        let field = name.as_str();
        if !has_value {
            return self.error(QueryErrorKind::MissingValue { field }, start, behind);
        }
        self.at = behind;
        if name.is_scope() {
            self.push(TokenKind::Scope(name), start, behind);
            return Ok(());
        }
        self.value(name, start)
    }

    fn value(&mut self, name: Name, start: usize) -> Result<(), QueryError> {
        let field = name.as_str();
        let mark = self.mark_before_quote(name);
        let (value, quoted) = match self.peek().map(meant) {
            Some('(') => return self.error(QueryErrorKind::GroupedValue { field }, start, self.at),
            Some('"') => (self.inside_quotes()?.0, Quoted::Yes),
            _ => {
                let chunk = self.chunk_here();
                if let Some(ours) = foreign::range(self.rest()) {
                    let end = self.at + self.rest().find([']', '}']).map_or(chunk.len(), |at| at + 1);
                    let typed = shortened(&self.text[self.at..end]);
                    return self.error(QueryErrorKind::ForeignOperator { typed, ours }, start, end);
                }
                self.at += chunk.len();
                let touches = self.peek().is_some_and(|c| matches!(meant(c), '(' | '"'));
                if touches {
                    return self.error(QueryErrorKind::BrokenValue { field }, start, self.at);
                }
                (chunk, Quoted::No)
            }
        };
        // A long value counts as the words that it may hold.
        self.count(1 + value.len() / 16, start)?;
        self.push(TokenKind::Value { name, value: value.to_owned(), mark, quoted }, start, self.at);
        Ok(())
    }

    /// Passes over the `=` or `==` before the quoted value of a field of names.
    fn mark_before_quote(&mut self, name: Name) -> Mark {
        let takes_marks = matches!(name, Name::Field(field) if field.kind() == FieldKind::Name);
        let (mark, skip) = mark_of(self.chunk_here());
        if !takes_marks || mark == Mark::None || !self.quote_starts(self.at + skip) {
            return Mark::None;
        }
        self.at += skip;
        mark
    }

    /// `date>=2025`, `source=reuters`: a field with another sign than the colon.
    fn field_sign(&self, chunk: &str) -> Result<(), QueryError> {
        let Some(end) = chunk.find(['=', '<', '>']) else { return Ok(()) };
        let (name, rest) = chunk.split_at(end);
        if rest.len() < 2 || Name::from_word(name).is_none() {
            return Ok(());
        }
        let value = if rest.starts_with('=') { rest.trim_start_matches('=') } else { rest };
        let ours = format!("write {name}:{}", shortened(value));
        let kind = QueryErrorKind::ForeignOperator { typed: shortened(chunk), ours };
        self.error(kind, self.at, self.at + chunk.len())
    }
}

/// The name before the first colon of a chunk, where that colon stands, and what
/// is behind it. A time (`10:30`) and anything else that is no name is none.
fn field_prefix(chunk: &str) -> Option<(String, usize, usize)> {
    let (colon, sign) = chunk.char_indices().take(names::LONGEST + 1).find(|&(_, c)| meant(c) == ':')?;
    let name = meant_text(&chunk[..colon], names::LONGEST * 4)?;
    let is_name = name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    is_name.then(|| (name, colon, colon + sign.len_utf8()))
}

fn has_word(chunk: &str) -> bool {
    chunk.chars().any(is_word_char)
}

/// A number of ASCII digits that operators take.
fn number_of(digits: &str) -> Option<u32> {
    let meant = meant_text(digits, 16)?;
    let is_number = !meant.is_empty() && meant.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| meant.parse().ok()).flatten().filter(|&number| number <= LARGEST)
}
