//! From tokens to a tree of what was typed.
//!
//! Every node knows its place and how many levels it has. No tree is built that is
//! higher than [`DEEPEST`], so that nothing that walks a query needs more stack
//! than that; parentheses that change nothing end at twice as many.

use crate::query::cut::{Mark, TypedWord};
use crate::query::error::{Placeless, QueryError, QueryErrorKind, Side, shortened};
use crate::query::lexer::{Quoted, Token, TokenKind, lex};
use crate::query::names::Name;
use crate::query::operators::{FilterOperator, PairOperator};
use crate::span::ByteSpan;

/// How many levels a query may have.
pub(super) const DEEPEST: usize = 64;

/// A piece of a query as typed.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) kind: TreeKind,
    pub(super) at: ByteSpan,
    levels: usize,
}

#[derive(Debug)]
pub(super) enum TreeKind {
    /// `*`
    Star,
    /// `?`, on the left of SAID.
    Question,
    /// A run of bare chunks, each of one word or more.
    Bare(Vec<Vec<TypedWord>>),
    /// Words in quotes, with the number behind their `~`.
    Quoted {
        words: Vec<TypedWord>,
        slop: Option<u32>,
    },
    /// `source:reuters`
    Value {
        name: Name,
        value: String,
        mark: Mark,
        quoted: Quoted,
    },
    /// `title:…`
    Scope {
        name: Name,
        inner: Box<Tree>,
    },
    /// `… SAID …`
    Said {
        who: Box<Tree>,
        inner: Box<Tree>,
    },
    /// NEAR, PRE and NOT NEAR.
    Pair {
        operator: PairOperator,
        left: Box<Tree>,
        right: Box<Tree>,
    },
    /// `FIRST/n(…)` and `ATLEAST/n(…)`
    Filter {
        operator: FilterOperator,
        inner: Box<Tree>,
    },
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Not(Box<Tree>),
}

/// Reads a query as typed.
pub(super) fn read(text: &str) -> Result<Tree, QueryError> {
    let tokens = prepared(text, lex(text));
    let mut parser = Parser { text, tokens, next: 0, depth: 0 };
    let tree = parser.or()?;
    if *parser.peek()? == TokenKind::Close {
        return parser.error_here(QueryErrorKind::UnopenedParenthesis);
    }
    debug_assert_eq!(parser.tokens[parser.next].kind, TokenKind::End, "all is read");
    tree.ok_or_else(|| {
        let kind = if text.trim().is_empty() {
            QueryErrorKind::Empty
        } else {
            QueryErrorKind::NoWord { typed: shortened(text.trim()) }
        };
        QueryError::new(kind, ByteSpan::known(0, text.len()))
    })
}

/// The tokens without punctuation that stands beside words, and with the
/// mistakes that only show between neighbours.
fn prepared(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    let in_capitals = !text.contains(char::is_lowercase);
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(mut token) = tokens.next() {
        let next = tokens.peek();
        let names_the_unknown = next.is_some_and(|next| next.kind == TokenKind::Said);
        let ignored =
            token.kind == TokenKind::Punctuation || (token.kind == TokenKind::Question && !names_the_unknown);
        if ignored {
            // `title:…` with three stops asks for nothing.
            if let Some(Token { kind: TokenKind::Scope(name), at }) = kept.last()
                && at.end() == token.at.start()
            {
                let kind = QueryErrorKind::MissingValue { field: name.as_str() };
                let at = ByteSpan::known(at.start(), token.at.end());
                token.kind = TokenKind::Mistake(QueryError::new(kind, at));
                kept.push(token);
            }
            continue;
        }
        if !in_capitals && is_bare_near(text, kept.last(), &token, next) {
            let kind = QueryErrorKind::ForeignOperator {
                typed: "NEAR".to_owned(),
                ours: "say how near: NEAR/5, NEAR/s or NEAR/p; in lower case, near is a word".to_owned(),
            };
            token.kind = TokenKind::Mistake(QueryError::new(kind, token.at));
        }
        kept.push(token);
    }
    kept
}

/// Whether a NEAR without its `/` stands where only an operator is meant. In a
/// line that is all in capitals it is a word, as in a headline.
fn is_bare_near(text: &str, before: Option<&Token>, token: &Token, next: Option<&Token>) -> bool {
    if token.at.of(text) != "NEAR" {
        return false;
    }
    let Some(next) = next else { return false };
    let joined = before.is_some_and(|before| ends_operand(&before.kind)) && starts_operand(&next.kind);
    joined || (next.kind == TokenKind::Open && next.at.start() == token.at.end())
}

fn ends_operand(kind: &TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Words(_)
            | TokenKind::Quoted { .. }
            | TokenKind::Value { .. }
            | TokenKind::Star
            | TokenKind::Close
    )
}

fn starts_operand(kind: &TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Words(_)
            | TokenKind::Quoted { .. }
            | TokenKind::Value { .. }
            | TokenKind::Scope(_)
            | TokenKind::Star
            | TokenKind::Open
            | TokenKind::Filter(_)
    )
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

/// An operator that stands between two operands.
enum Between {
    Pair(PairOperator),
    Said,
}

impl Parser<'_> {
    /// The next token; a mistake of the lexer is told when it is reached.
    fn peek(&self) -> Result<&TokenKind, QueryError> {
        let kind = &self.tokens[self.next].kind;
        if let TokenKind::Mistake(error) = kind { Err(error.clone()) } else { Ok(kind) }
    }

    fn peek_second(&self) -> Option<&TokenKind> {
        self.tokens.get(self.next + 1).map(|token| &token.kind)
    }

    fn here(&self) -> ByteSpan {
        self.tokens[self.next].at
    }

    /// Takes the next token. The last one, which is the end or a mistake, stays.
    fn take(&mut self) -> (TokenKind, ByteSpan) {
        let token = &mut self.tokens[self.next];
        self.next += 1;
        (std::mem::replace(&mut token.kind, TokenKind::Punctuation), token.at)
    }

    fn error_here<T>(&self, kind: QueryErrorKind) -> Result<T, QueryError> {
        Err(QueryError::new(kind, self.here()))
    }

    fn missing<T>(&self, operator: &str, side: Side, at: ByteSpan) -> Result<T, QueryError> {
        Err(QueryError::new(QueryErrorKind::MissingOperand { operator: operator.to_owned(), side }, at))
    }

    fn deeper(&mut self, at: ByteSpan) -> Result<(), QueryError> {
        self.depth += 1;
        // A level of the tree can be typed with two: `title:(…)`, `NOT (…)`.
        if self.depth > 2 * DEEPEST {
            return Err(QueryError::new(QueryErrorKind::TooDeep { limit: DEEPEST }, at));
        }
        Ok(())
    }

    fn or(&mut self) -> Result<Option<Tree>, QueryError> {
        let Some(first) = self.and()? else {
            if *self.peek()? == TokenKind::Or {
                return self.missing("OR", Side::Left, self.here());
            }
            return Ok(None);
        };
        let mut parts = vec![first];
        while *self.peek()? == TokenKind::Or {
            let (_, at) = self.take();
            match self.and()? {
                Some(part) => parts.push(part),
                None => return self.missing("OR", Side::Right, at),
            }
        }
        joined(parts, TreeKind::Or).map(Some)
    }

    fn and(&mut self) -> Result<Option<Tree>, QueryError> {
        let mut parts = Vec::new();
        loop {
            if *self.peek()? == TokenKind::And {
                if parts.is_empty() {
                    return self.missing("AND", Side::Left, self.here());
                }
                let (_, at) = self.take();
                match self.not()? {
                    Some(part) => parts.push(part),
                    None => return self.missing("AND", Side::Right, at),
                }
            } else {
                let Some(part) = self.not()? else { break };
                parts.push(part);
            }
        }
        if parts.is_empty() { Ok(None) } else { joined(parts, TreeKind::And).map(Some) }
    }

    fn not(&mut self) -> Result<Option<Tree>, QueryError> {
        if *self.peek()? != TokenKind::Not || self.between()?.is_some() {
            return self.near();
        }
        let (_, at) = self.take();
        self.deeper(at)?;
        let Some(inner) = self.not()? else { return self.missing("NOT", Side::Right, at) };
        self.depth -= 1;
        negated(inner, at).map(Some)
    }

    /// The operator between two operands that stands here, and how many tokens it has.
    fn between(&self) -> Result<Option<(Between, usize)>, QueryError> {
        Ok(match (self.peek()?, self.peek_second()) {
            (TokenKind::Pair(operator), _) => Some((Between::Pair(*operator), 1)),
            (TokenKind::Said, _) => Some((Between::Said, 1)),
            (TokenKind::Not, Some(TokenKind::Pair(operator))) => match operator.denied() {
                Some(operator) => Some((Between::Pair(operator), 2)),
                None => {
                    let at = ByteSpan::known(self.here().start(), self.tokens[self.next + 1].at.end());
                    let typed = shortened(at.of(self.text));
                    let ours = "write NOT NEAR/5, which asks in both directions".to_owned();
                    return Err(QueryError::new(QueryErrorKind::ForeignOperator { typed, ours }, at));
                }
            },
            _ => None,
        })
    }

    fn near(&mut self) -> Result<Option<Tree>, QueryError> {
        let Some(mut left) = self.operand()? else {
            return match self.between()? {
                Some((between, tokens)) => {
                    let (name, at) = self.name_of(&between, tokens);
                    self.missing(&name, Side::Left, at)
                }
                None => Ok(None),
            };
        };
        while let Some((between, tokens)) = self.between()? {
            let (name, at) = self.name_of(&between, tokens);
            self.next += tokens;
            if let (Between::Pair(operator), TokenKind::Not) = (&between, self.peek()?) {
                let kind = QueryErrorKind::Placeless { what: Placeless::Not, operator: operator.name() };
                return self.error_here(kind);
            }
            let Some(right) = self.operand()? else { return self.missing(&name, Side::Right, at) };
            let whole = ByteSpan::known(left.at.start(), right.at.end());
            let levels = left.levels.max(right.levels);
            let (before, right) = (Box::new(left), Box::new(right));
            let kind = match between {
                Between::Pair(operator) => TreeKind::Pair { operator, left: before, right },
                Between::Said => TreeKind::Said { who: before, inner: right },
            };
            left = higher(kind, whole, levels, at)?;
        }
        Ok(Some(left))
    }

    fn name_of(&self, between: &Between, tokens: usize) -> (String, ByteSpan) {
        let last = self.tokens[self.next + tokens - 1].at;
        let name = match between {
            // An operator of two tokens is named without its distance.
            Between::Pair(operator) if tokens > 1 => operator.name().to_owned(),
            Between::Pair(_) => shortened(last.of(self.text)),
            Between::Said => "SAID".to_owned(),
        };
        (name, ByteSpan::known(self.here().start(), last.end()))
    }

    /// A phrase, that is a run of bare words, or one of the tighter things.
    fn operand(&mut self) -> Result<Option<Tree>, QueryError> {
        let start = self.here();
        let mut chunks = Vec::new();
        let mut end = start;
        while let TokenKind::Words(_) = self.peek()? {
            let (kind, at) = self.take();
            if let TokenKind::Words(words) = kind {
                chunks.push(words);
            }
            end = at;
        }
        if chunks.is_empty() {
            return self.single();
        }
        let at = ByteSpan::known(start.start(), end.end());
        Ok(Some(Tree { kind: TreeKind::Bare(chunks), at, levels: 1 }))
    }

    /// A leaf, a clause, a scope or a group; of bare words one chunk.
    fn single(&mut self) -> Result<Option<Tree>, QueryError> {
        let leaf = |kind, at| Ok(Some(Tree { kind, at, levels: 1 }));
        match self.peek()? {
            TokenKind::Words(_)
            | TokenKind::Quoted { .. }
            | TokenKind::Value { .. }
            | TokenKind::Star
            | TokenKind::Question => match self.take() {
                (TokenKind::Words(words), at) => leaf(TreeKind::Bare(vec![words]), at),
                (TokenKind::Quoted { words, slop }, at) => leaf(TreeKind::Quoted { words, slop }, at),
                (TokenKind::Value { name, value, mark, quoted }, at) => {
                    leaf(TreeKind::Value { name, value, mark, quoted }, at)
                }
                (TokenKind::Question, at) => leaf(TreeKind::Question, at),
                (_, at) => leaf(TreeKind::Star, at),
            },
            TokenKind::Minus => {
                let (_, at) = self.take();
                self.deeper(at)?;
                let Some(inner) = self.single()? else { return self.missing("-", Side::Right, at) };
                self.depth -= 1;
                negated(inner, at).map(Some)
            }
            &TokenKind::Scope(name) => {
                let (_, at) = self.take();
                self.deeper(at)?;
                let Some(inner) = self.single()? else {
                    return Err(QueryError::new(QueryErrorKind::MissingValue { field: name.as_str() }, at));
                };
                self.depth -= 1;
                let whole = ByteSpan::known(at.start(), inner.at.end());
                let levels = inner.levels;
                higher(TreeKind::Scope { name, inner: Box::new(inner) }, whole, levels, at).map(Some)
            }
            &TokenKind::Filter(operator) => {
                self.function(|inner| TreeKind::Filter { operator, inner: Box::new(inner) })
            }
            TokenKind::Open => self.group().map(Some),
            TokenKind::Close
            | TokenKind::And
            | TokenKind::Or
            | TokenKind::Not
            | TokenKind::Pair(_)
            | TokenKind::Said
            | TokenKind::Punctuation
            | TokenKind::Mistake(_)
            | TokenKind::End => Ok(None),
        }
    }

    fn function(&mut self, made: impl FnOnce(Tree) -> TreeKind) -> Result<Option<Tree>, QueryError> {
        let (_, at) = self.take();
        if *self.peek()? != TokenKind::Open {
            let operator = shortened(at.of(self.text));
            return Err(QueryError::new(QueryErrorKind::MissingGroup { operator }, at));
        }
        let inner = self.group()?;
        let whole = ByteSpan::known(at.start(), inner.at.end());
        let levels = inner.levels;
        higher(made(inner), whole, levels, at).map(Some)
    }

    fn group(&mut self) -> Result<Tree, QueryError> {
        let (_, open) = self.take();
        self.deeper(open)?;
        let inner = self.or()?;
        if *self.peek()? != TokenKind::Close {
            return Err(QueryError::new(QueryErrorKind::UnclosedParenthesis, open));
        }
        let (_, close) = self.take();
        self.depth -= 1;
        let at = ByteSpan::known(open.start(), close.end());
        match inner {
            Some(tree) => Ok(Tree { at, ..tree }),
            None => Err(QueryError::new(QueryErrorKind::EmptyGroup, at)),
        }
    }
}

/// A node one level above its parts; `operator` is the place to point at when that is one too many.
fn higher(kind: TreeKind, at: ByteSpan, levels: usize, operator: ByteSpan) -> Result<Tree, QueryError> {
    if levels >= DEEPEST {
        return Err(QueryError::new(QueryErrorKind::TooDeep { limit: DEEPEST }, operator));
    }
    Ok(Tree { kind, at, levels: levels + 1 })
}

fn negated(inner: Tree, operator: ByteSpan) -> Result<Tree, QueryError> {
    let at = ByteSpan::known(operator.start(), inner.at.end());
    let levels = inner.levels;
    higher(TreeKind::Not(Box::new(inner)), at, levels, operator)
}

/// One part stays itself.
fn joined(mut parts: Vec<Tree>, made: fn(Vec<Tree>) -> TreeKind) -> Result<Tree, QueryError> {
    match parts.len() {
        1 => Ok(parts.remove(0)),
        _ => {
            let at = ByteSpan::known(
                parts.first().map_or(0, |part| part.at.start()),
                parts.last().map_or(0, |part| part.at.end()),
            );
            let levels = parts.iter().map(|part| part.levels).max().unwrap_or(0);
            higher(made(parts), at, levels, at)
        }
    }
}
