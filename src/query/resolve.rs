//! From what was typed to what it means: dates relative to today, names of
//! fields, and AND lifted out of the operators that ask about places.

use crate::analysis::plain;
use crate::article::{ArticleId, Language};
use crate::field::{Field, FieldKind};
use crate::query::ast::{FieldClause, NamePattern, NameWord, Query, SaidBy, Scope, SpanQuery, Word};
use crate::query::canonical::{and, or, scoped, span_or};
use crate::query::cut::{Mark, TypedWord, cut, mark_of};
use crate::query::error::{Placeless, QueryError, QueryErrorKind, shortened};
use crate::query::lexer::Quoted;
use crate::query::names::Name;
use crate::query::syntax::{Tree, TreeKind};
use crate::query::{BareWords, ParseSettings, dates};
use crate::span::ByteSpan;

/// How many nodes a query may have once AND is lifted.
pub(super) const MOST_NODES: usize = 10_000;

/// The meaning of a tree.
pub(super) fn resolve(tree: Tree, settings: &ParseSettings) -> Result<Query, QueryError> {
    Resolver { settings, lifted: 0 }.query(tree)
}

struct Resolver<'a> {
    settings: &'a ParseSettings,
    /// Nodes of all the lifted expressions so far.
    lifted: usize,
}

/// Span expressions that must all hold: what lifting makes of one operand.
type Conjuncts = Vec<SpanQuery>;

impl Resolver<'_> {
    /// A tree at a Boolean level: the top, or the content of a scope.
    fn query(&mut self, tree: Tree) -> Result<Query, QueryError> {
        let at = tree.at;
        match tree.kind {
            TreeKind::Star => Ok(Query::All),
            TreeKind::Question => Err(QueryError::new(QueryErrorKind::NoWord { typed: "?".to_owned() }, at)),
            TreeKind::Bare(chunks) => Ok(self.bare(chunks)),
            TreeKind::Quoted { words, slop } => Ok(Query::Span(quoted(words, slop))),
            TreeKind::Value { name, value, mark, quoted } => {
                self.clause(name, &value, (mark, quoted), at).map(Query::Field)
            }
            TreeKind::Scope { name, inner } => {
                let scope = text_scope(name);
                self.query(*inner).map(|content| scoped(scope, content))
            }
            TreeKind::Said { who, inner } => {
                let scope = Scope::Said(said_by(*who)?);
                self.query(*inner).map(|content| scoped(scope, content))
            }
            TreeKind::And(parts) => self.queries(parts).map(and),
            TreeKind::Or(parts) => self.queries(parts).map(or),
            TreeKind::Not(inner) => self.query(*inner).map(|inner| Query::Not(Box::new(inner))),
            TreeKind::Pair { .. } | TreeKind::Filter { .. } => {
                let operator = operator_of(&tree.kind);
                let parts = self.operator(tree, operator)?;
                if parts.len() > 1 {
                    self.lifted += parts.iter().map(nodes).sum::<usize>();
                    within_limit(self.lifted, operator, at)?;
                }
                Ok(and(parts.into_iter().map(Query::Span).collect()))
            }
        }
    }

    fn queries(&mut self, parts: Vec<Tree>) -> Result<Vec<Query>, QueryError> {
        parts.into_iter().map(|part| self.query(part)).collect()
    }

    /// A run of bare words, as the settings have it.
    fn bare(&self, chunks: Vec<Vec<TypedWord>>) -> Query {
        match self.settings.words {
            BareWords::Phrase => Query::Span(phrase(chunks.into_iter().flatten())),
            BareWords::All => and(each(chunks).map(Query::Span).collect()),
            BareWords::Any => or(each(chunks).map(Query::Span).collect()),
        }
    }

    /// An operand of `operator`: span expressions that must all hold.
    fn span(&mut self, tree: Tree, operator: &'static str) -> Result<Conjuncts, QueryError> {
        let at = tree.at;
        let placeless = |what| Err(QueryError::new(QueryErrorKind::Placeless { what, operator }, at));
        match tree.kind {
            TreeKind::Star => placeless(Placeless::Everything),
            TreeKind::Question => Err(QueryError::new(QueryErrorKind::NoWord { typed: "?".to_owned() }, at)),
            TreeKind::Value { .. } => placeless(Placeless::Field),
            TreeKind::Not(_) => placeless(Placeless::Not),
            TreeKind::Bare(chunks) => Ok(match self.settings.words {
                BareWords::Phrase => vec![phrase(chunks.into_iter().flatten())],
                BareWords::All => each(chunks).collect(),
                BareWords::Any => vec![span_or(each(chunks).collect())],
            }),
            TreeKind::Quoted { words, slop } => Ok(vec![quoted(words, slop)]),
            TreeKind::Scope { name, inner } => self.span_scope(text_scope(name), *inner, operator, at),
            TreeKind::Said { who, inner } => {
                let scope = Scope::Said(said_by(*who)?);
                self.span_scope(scope, *inner, operator, at)
            }
            TreeKind::And(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.append(&mut self.span(part, operator)?);
                }
                Ok(all)
            }
            TreeKind::Or(parts) => self.any_of(parts, operator, at),
            TreeKind::Pair { .. } | TreeKind::Filter { .. } => {
                let operator = operator_of(&tree.kind);
                self.operator(tree, operator)
            }
        }
    }

    /// A scope yields places only when its content does. AND inside is asked of one
    /// region at a time, so it cannot be lifted out.
    fn span_scope(
        &mut self,
        scope: Scope,
        inner: Tree,
        operator: &'static str,
        at: ByteSpan,
    ) -> Result<Conjuncts, QueryError> {
        let mut content = self.span(inner, operator)?;
        match (content.pop(), content.is_empty()) {
            (Some(one), true) => Ok(vec![SpanQuery::Scope(scope, Box::new(one))]),
            _ => {
                let kind = QueryErrorKind::Placeless { what: Placeless::JoinedScope, operator };
                Err(QueryError::new(kind, at))
            }
        }
    }

    /// OR of operands: `(a AND b) OR c` is `(a OR c) AND (b OR c)`.
    fn any_of(
        &mut self,
        parts: Vec<Tree>,
        operator: &'static str,
        at: ByteSpan,
    ) -> Result<Conjuncts, QueryError> {
        let mut made: Vec<Vec<SpanQuery>> = vec![Vec::new()];
        for part in parts {
            let mut choices = self.span(part, operator)?;
            if choices.len() == 1 {
                let one = choices.remove(0);
                let copies = made.len() - 1;
                for so_far in made.iter_mut().take(copies) {
                    so_far.push(one.clone());
                }
                if let Some(last) = made.last_mut() {
                    last.push(one);
                }
                if copies > 0 {
                    within_limit(made.iter().flatten().map(nodes).sum(), operator, at)?;
                }
                continue;
            }
            let before: usize = made.iter().flatten().map(nodes).sum();
            let added: usize = choices.iter().map(nodes).sum();
            let total = before.saturating_mul(choices.len()).saturating_add(added.saturating_mul(made.len()));
            within_limit(total, operator, at)?;
            made = made
                .iter()
                .flat_map(|so_far| {
                    choices.iter().map(|choice| so_far.iter().chain([choice]).cloned().collect::<Vec<_>>())
                })
                .collect();
        }
        Ok(made.into_iter().map(span_or).collect())
    }

    /// A span operator over its operands, once for every choice among what they were lifted to.
    fn operator(&mut self, tree: Tree, operator: &'static str) -> Result<Conjuncts, QueryError> {
        let at = tree.at;
        match tree.kind {
            TreeKind::Filter { operator: filter, inner } => Ok(self
                .span(*inner, operator)?
                .into_iter()
                .map(|inner| SpanQuery::Filter { operator: filter, inner: Box::new(inner) })
                .collect()),
            TreeKind::Pair { operator: pair, left, right } => {
                let right_at = right.at;
                let lefts = self.span(*left, operator)?;
                let rights = self.span(*right, operator)?;
                if !pair.needs_right() && rights.len() > 1 {
                    let kind = QueryErrorKind::Placeless { what: Placeless::AndBehindNotNear, operator };
                    return Err(QueryError::new(kind, right_at));
                }
                if lefts.len() > 1 || rights.len() > 1 {
                    let size = |parts: &[SpanQuery]| parts.iter().map(nodes).sum::<usize>();
                    let pairs = lefts.len().saturating_mul(rights.len());
                    let total = pairs
                        .saturating_add(size(&lefts).saturating_mul(rights.len()))
                        .saturating_add(size(&rights).saturating_mul(lefts.len()));
                    within_limit(total, operator, at)?;
                }
                let made = |(left, right)| SpanQuery::Pair {
                    operator: pair,
                    left: Box::new(left),
                    right: Box::new(right),
                };
                Ok(pairs(lefts, rights).map(made).collect())
            }
            TreeKind::Star
            | TreeKind::Question
            | TreeKind::Bare(_)
            | TreeKind::Quoted { .. }
            | TreeKind::Value { .. }
            | TreeKind::Scope { .. }
            | TreeKind::Said { .. }
            | TreeKind::And(_)
            | TreeKind::Or(_)
            | TreeKind::Not(_) => unreachable!("only the operators come here"),
        }
    }

    fn clause(
        &self,
        name: Name,
        value: &str,
        (mark, quoted): (Mark, Quoted),
        at: ByteSpan,
    ) -> Result<FieldClause, QueryError> {
        let error = |kind| QueryError::new(kind, at);
        let missing = || error(QueryErrorKind::MissingValue { field: name.as_str() });
        let (field, day) = match name {
            Name::Field(field) => (field, dates::Bound::Within),
            Name::After => (Field::Date, dates::Bound::After),
            Name::Before => (Field::Date, dates::Bound::Before),
            Name::Copy => return ArticleId::new(value).map(FieldClause::CopyOf).ok_or_else(missing),
            Name::Lead | Name::Quote => return Err(missing()),
        };
        // In quotes a value is never a special word; a day cannot be anything else.
        let is_word = value == "unknown" && mark == Mark::None && matches!(name, Name::Field(_));
        let unknown = is_word && (quoted == Quoted::No || field.kind() == FieldKind::Day);
        Ok(match field.kind() {
            FieldKind::Name | FieldKind::Day | FieldKind::Code if unknown => FieldClause::Unknown(field),
            FieldKind::Day => {
                let today = self.settings.today;
                FieldClause::Day(field, dates::range(name.as_str(), day, value, today).map_err(error)?)
            }
            FieldKind::Name => FieldClause::Name(field, name_value(value, mark, name.as_str(), at)?),
            FieldKind::Code => {
                let language = Language::from_tag(value)
                    .ok_or_else(|| error(QueryErrorKind::BadLanguage { value: shortened(value) }))?;
                FieldClause::Exact(field, language.code().to_owned())
            }
            FieldKind::Exact if field == Field::Path && !value.is_empty() => {
                FieldClause::Glob(field, value.to_owned())
            }
            FieldKind::Exact => {
                let value = ArticleId::new(value).ok_or_else(missing)?;
                FieldClause::Exact(field, value.as_str().to_owned())
            }
            FieldKind::Text => return Err(missing()),
        })
    }
}

fn operator_of(kind: &TreeKind) -> &'static str {
    match kind {
        TreeKind::Pair { operator, .. } => operator.name(),
        TreeKind::Filter { operator, .. } => operator.name(),
        TreeKind::Star
        | TreeKind::Question
        | TreeKind::Bare(_)
        | TreeKind::Quoted { .. }
        | TreeKind::Value { .. }
        | TreeKind::Scope { .. }
        | TreeKind::Said { .. }
        | TreeKind::And(_)
        | TreeKind::Or(_)
        | TreeKind::Not(_) => "OR",
    }
}

fn within_limit(nodes: usize, operator: &'static str, at: ByteSpan) -> Result<(), QueryError> {
    if nodes > MOST_NODES {
        return Err(QueryError::new(QueryErrorKind::TooLarge { operator, limit: MOST_NODES }, at));
    }
    Ok(())
}

/// Every pair, left by left; the last copies are moved.
fn pairs(lefts: Conjuncts, rights: Conjuncts) -> impl Iterator<Item = (SpanQuery, SpanQuery)> {
    let (last_left, mut rights) = (lefts.len().saturating_sub(1), rights);
    lefts.into_iter().enumerate().flat_map(move |(at, left)| {
        let copies = if at == last_left { std::mem::take(&mut rights) } else { rights.clone() };
        let last_right = copies.len().saturating_sub(1);
        let mut left = Some(left);
        copies
            .into_iter()
            .enumerate()
            .filter_map(move |(at, right)| {
                let left = if at == last_right { left.take() } else { left.clone() };
                left.map(|left| (left, right))
            })
            .collect::<Vec<_>>()
    })
}

/// The scope that a name stands for, of those that [`Name::is_scope`] tells.
fn text_scope(name: Name) -> Scope {
    match name {
        Name::Lead => Scope::Lead,
        Name::Quote => Scope::Quote,
        Name::Field(Field::Title) => Scope::Title,
        Name::Field(_) | Name::After | Name::Before | Name::Copy => Scope::Body,
    }
}

/// Whose quotations are meant by what stands on the left of SAID.
fn said_by(who: Tree) -> Result<SaidBy, QueryError> {
    let at = who.at;
    let words: Vec<TypedWord> = match who.kind {
        TreeKind::Star => return Ok(SaidBy::Anyone),
        TreeKind::Question => return Ok(SaidBy::Unknown),
        TreeKind::Bare(chunks) => chunks.into_iter().flatten().collect(),
        TreeKind::Quoted { words, slop: None } => words,
        TreeKind::Quoted { slop: Some(_), .. }
        | TreeKind::Value { .. }
        | TreeKind::Scope { .. }
        | TreeKind::Said { .. }
        | TreeKind::Pair { .. }
        | TreeKind::Filter { .. }
        | TreeKind::And(_)
        | TreeKind::Or(_)
        | TreeKind::Not(_) => return Err(QueryError::new(QueryErrorKind::NotASpeaker, at)),
    };
    name_of(words, None).map(SaidBy::Name)
}

/// The value of a field of names; `mark` stands before it, and holds for all its words.
fn name_value(value: &str, mark: Mark, field: &'static str, at: ByteSpan) -> Result<NamePattern, QueryError> {
    let mut words = Vec::new();
    for chunk in value.split_whitespace() {
        let (own, skip) = mark_of(chunk);
        let mark = if own == Mark::None { mark } else { own };
        cut(&chunk[skip..], 0, mark, &mut words).map_err(|error| QueryError::new(error.kind, at))?;
    }
    if words.is_empty() {
        let kind = match value {
            "*" => QueryErrorKind::MarkedName { field: Some(field) },
            _ => QueryErrorKind::NoWord { typed: shortened(value) },
        };
        return Err(QueryError::new(kind, at));
    }
    name_of(words, Some(field)).map_err(|error| QueryError::new(error.kind, at))
}

/// A name of these words: all of them with `=`, all with `==`, or none.
fn name_of(words: Vec<TypedWord>, field: Option<&'static str>) -> Result<NamePattern, QueryError> {
    let (mut own, mut plain_words, mut written) = (Vec::new(), Vec::new(), Vec::new());
    for typed in words {
        match typed.word {
            Word::Stem(small) => own.push(NameWord::Own(plain(&small).into_owned())),
            Word::Fuzzy(word, distance) => own.push(NameWord::Fuzzy(word, distance)),
            Word::Variants(word) => own.push(NameWord::Variants(word)),
            Word::Plain(word) => plain_words.push(word),
            Word::Written(word) => written.push(word),
            Word::Wildcard(_) | Word::Any => {
                return Err(QueryError::new(QueryErrorKind::MarkedName { field }, typed.at));
            }
        }
        let kinds = [own.is_empty(), plain_words.is_empty(), written.is_empty()];
        if kinds.iter().filter(|is_empty| !**is_empty).count() > 1 {
            return Err(QueryError::new(QueryErrorKind::MarkedName { field }, typed.at));
        }
    }
    Ok(match (plain_words.is_empty(), written.is_empty()) {
        (false, _) => NamePattern::Plain(plain_words),
        (_, false) => NamePattern::Written(written),
        (true, true) => NamePattern::Words(own),
    })
}

fn phrase(words: impl IntoIterator<Item = TypedWord>) -> SpanQuery {
    let mut words: Vec<Word> = words.into_iter().map(|typed| typed.word).collect();
    match words.len() {
        1 => SpanQuery::Word(words.remove(0)),
        _ => SpanQuery::Phrase(words),
    }
}

fn quoted(words: Vec<TypedWord>, slop: Option<u32>) -> SpanQuery {
    match (phrase(words), slop) {
        (SpanQuery::Phrase(words), Some(slop)) => SpanQuery::Window { words, slop },
        (one, _) => one,
    }
}

fn each(chunks: Vec<Vec<TypedWord>>) -> impl Iterator<Item = SpanQuery> {
    chunks.into_iter().map(phrase)
}

/// How large a span expression is: its operators, leaves, and the words in them.
fn nodes(span: &SpanQuery) -> usize {
    let words = match span {
        SpanQuery::Phrase(words) | SpanQuery::Window { words, .. } => words.len(),
        SpanQuery::Scope(Scope::Said(SaidBy::Name(name)), _) => name.word_count(),
        SpanQuery::Word(_)
        | SpanQuery::Pair { .. }
        | SpanQuery::Filter { .. }
        | SpanQuery::Or(_)
        | SpanQuery::Scope(..) => 0,
    };
    1 + words + span.operands().map(nodes).sum::<usize>()
}
