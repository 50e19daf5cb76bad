//! From the meaning of a query to a query of the engine.
//!
//! A word or phrase of plain stems becomes the engine's own term or phrase
//! query, asked of title and body; everything with positions that the engine has
//! no query for becomes a [`SpanEngineQuery`]. Field clauses do not score.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use tantivy::query::{
    AllQuery, AutomatonWeight, Bm25StatisticsProvider, Bm25Weight, BooleanQuery, BoostQuery, ConstScoreQuery,
    EmptyQuery, EnableScoring, Occur, PhraseQuery, Query as EngineQuery, RangeQuery, TermQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Score, Searcher, Term};

use super::error::SearchError;
use super::names;
use super::schema::{Fields, Form};
use super::searcher::failed;
use super::spans::view::{Fieldset, Meaning};
use super::spans::{Candidates, SpanEngineQuery, Trouble};
use super::terms::FOREIGN;
use super::union::{Member, UnionQuery};
use super::words::{Resolver, Terms, WildcardAutomaton};
use crate::article::Language;
use crate::evidence::Plan;
use crate::query::ast::{Wildcard, WildcardPart};
use crate::query::{
    EditDistance, FieldClause, FieldName, NamePattern, Query, SaidBy, Scope, SpanQuery, Word,
};
use crate::search::TextField;

/// How much more a word counts in the title than in the body.
pub(super) const TITLE_BOOST: Score = 1.5;

/// Compiles queries against one snapshot.
pub(super) struct Compiler<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: &'a Fields,
    pub(super) languages: &'a [Language],
    pub(super) max_expansions: usize,
    pub(super) trouble: Trouble,
    /// The names that the names of a pattern stand for, themselves among them.
    pub(super) linked: &'a dyn Fn(BTreeSet<String>) -> BTreeSet<String>,
}

type Compiled = Box<dyn EngineQuery>;

impl Compiler<'_> {
    /// The engine's query for the articles that satisfy `query`.
    pub(super) fn compile(&self, query: &Query) -> Result<Compiled, SearchError> {
        Ok(match query {
            Query::All => unscored(Box::new(AllQuery)),
            Query::Field(clause) => unscored(self.clause(clause)?),
            Query::Span(span) => self.span(span)?,
            Query::Scope(..) => self.joint(query)?,
            Query::And(parts) => self.all_of(parts)?,
            Query::Or(parts) => {
                let parts = parts.iter().map(|it| self.compile(it)).collect::<Result<Vec<_>, _>>()?;
                any_of(parts)
            }
            Query::Not(_) => self.all_of(std::slice::from_ref(query))?,
        })
    }

    fn all_of(&self, parts: &[Query]) -> Result<Compiled, SearchError> {
        let mut clauses: Vec<(Occur, Compiled)> = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            clauses.push(match part {
                Query::Not(excluded) => (Occur::MustNot, self.compile(excluded)?),
                other => (Occur::Must, self.compile(other)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// A span expression at the top level.
    fn span(&self, span: &SpanQuery) -> Result<Compiled, SearchError> {
        let (asked, fieldset) = match span {
            SpanQuery::Scope(Scope::Title, inner) if apart(inner) && !has_first(inner) => {
                (&**inner, Fieldset::Title)
            }
            SpanQuery::Scope(Scope::Body, inner) if apart(inner) => (&**inner, Fieldset::Body),
            _ => (span, Fieldset::Both),
        };
        if !apart(asked) {
            return self.joint(&Query::Span(span.clone()));
        }
        let meaning = Arc::new(self.meaning(Plan::for_span(asked))?);
        let mut parts = Vec::new();
        for field in [TextField::Title, TextField::Body] {
            if fieldset.has(field) && !(field == TextField::Title && only_body(asked)) {
                let part = self.in_field(asked, &meaning, field)?;
                parts.push(if field == TextField::Title {
                    Box::new(BoostQuery::new(part, TITLE_BOOST)) as Compiled
                } else {
                    part
                });
            }
        }
        Ok(any_of(parts))
    }

    /// A span expression in one field, whose regions know nothing of each other.
    fn in_field(
        &self,
        span: &SpanQuery,
        meaning: &Arc<Meaning>,
        field: TextField,
    ) -> Result<Compiled, SearchError> {
        if let Some(simple) = self.simple(span, meaning, field) {
            return Ok(simple);
        }
        if let SpanQuery::Word(word) = span
            && let Some(union) = self.union(word, meaning, field)?
        {
            return Ok(union);
        }
        let fieldset = match field {
            TextField::Title => Fieldset::Title,
            TextField::Body => Fieldset::Body,
        };
        let candidates = match all_words(span, &meaning.plan) {
            Some(words) if words.iter().all(|&word| !meaning.terms[word].any) => Candidates::AllWords(words),
            _ => Candidates::Found(self.may_hold(span, fieldset, meaning)?.into()),
        };
        Ok(Box::new(SpanEngineQuery {
            meaning: Arc::clone(meaning),
            fieldset,
            candidates,
            bm25: Some(self.bm25(meaning, field)?),
            trouble: Arc::clone(&self.trouble),
        }))
    }

    /// What the engine has a query of its own for: a term, or a phrase of terms.
    fn simple(&self, span: &SpanQuery, meaning: &Meaning, field: TextField) -> Option<Compiled> {
        let term = |word: &Word| {
            let at = meaning.plan.words().iter().position(|it| it == word)?;
            let terms = &meaning.terms[at];
            match (terms.plus.as_slice(), terms.minus.as_slice(), terms.any) {
                ([(form, text)], [], false) => {
                    Some((*form, Term::from_field_text(self.fields.text(field, *form), text)))
                }
                _ => None,
            }
        };
        match span {
            SpanQuery::Word(word) => {
                let (_, term) = term(word)?;
                Some(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
            }
            SpanQuery::Phrase(words) => {
                let terms = words.iter().map(term).collect::<Option<Vec<_>>>()?;
                let (form, _) = terms.first()?;
                let same = terms.iter().all(|(it, _)| it == form);
                same.then(|| -> Compiled {
                    Box::new(PhraseQuery::new(terms.into_iter().map(|(_, term)| term).collect()))
                })
            }
            SpanQuery::Window { .. }
            | SpanQuery::Near { .. }
            | SpanQuery::NotNear { .. }
            | SpanQuery::First { .. }
            | SpanQuery::AtLeast { .. }
            | SpanQuery::Or(_)
            | SpanQuery::Scope(..) => None,
        }
    }

    /// A word of several terms that are all of it: no position needs to be looked at.
    fn union(
        &self,
        word: &Word,
        meaning: &Meaning,
        field: TextField,
    ) -> Result<Option<Compiled>, SearchError> {
        let at = meaning.plan.words().iter().position(|it| it == word);
        let Some(terms) = at.map(|at| &meaning.terms[at]).filter(|it| it.minus.is_empty() && !it.any) else {
            return Ok(None);
        };
        let edits: HashMap<&str, u8> =
            terms.expansion.iter().map(|(form, edits)| (form.as_str(), *edits)).collect();
        let ranked = matches!(word, Word::Fuzzy(..));
        let mut members = Vec::with_capacity(terms.plus.len());
        for (form, text) in &terms.plus {
            let term = Term::from_field_text(self.fields.text(field, *form), text);
            let weight = if ranked {
                let edits = edits.get(plain_of(text)).copied().unwrap_or(EditDistance::MAX);
                nearness(edits, self.searcher.doc_freq(&term).map_err(failed)?)
            } else {
                1.0
            };
            members.push(Member { term, weight });
        }
        let norms = self.fields.text(field, Form::Stem);
        Ok(Some(Box::new(UnionQuery { members, norms, bm25: self.bm25(meaning, field)? })))
    }

    /// A query whose regions must be seen together.
    fn joint(&self, query: &Query) -> Result<Compiled, SearchError> {
        let plan = Plan::new(query).map_err(SearchError::Evidence)?;
        let meaning = Arc::new(self.meaning(plan)?);
        let candidates = self.may_satisfy(query, Fieldset::Both, &meaning)?;
        Ok(Box::new(SpanEngineQuery {
            bm25: Some(self.bm25(&meaning, TextField::Body)?),
            meaning,
            fieldset: Fieldset::Both,
            candidates: Candidates::Found(candidates.into()),
            trouble: Arc::clone(&self.trouble),
        }))
    }

    /// Resolves the words, names and clauses of a plan.
    pub(super) fn meaning(&self, plan: Plan) -> Result<Meaning, SearchError> {
        let resolver = Resolver {
            searcher: self.searcher,
            fields: self.fields,
            languages: self.languages,
            max_expansions: self.max_expansions,
        };
        let terms = plan.words().iter().map(|it| resolver.resolve(it)).collect::<Result<Vec<_>, _>>()?;
        let names = plan
            .said_by()
            .iter()
            .map(|by| match by {
                SaidBy::Name(pattern) => Ok(Some(self.speakers(pattern)?.into_iter().collect())),
                SaidBy::Anyone | SaidBy::Unknown => Ok(None),
            })
            .collect::<Result<Vec<_>, SearchError>>()?;
        let clauses =
            plan.clauses().iter().map(|it| self.clause(it).map(Arc::from)).collect::<Result<Vec<_>, _>>()?;
        Ok(Meaning { plan, terms, names, clauses, fields: *self.fields })
    }

    /// The speakers that a pattern names, with their linked spellings.
    pub(super) fn speakers(&self, pattern: &NamePattern) -> Result<BTreeSet<String>, SearchError> {
        Ok((self.linked)(self.names(self.fields.speaker_names, pattern)?))
    }

    fn names(&self, field: Field, pattern: &NamePattern) -> Result<BTreeSet<String>, SearchError> {
        names::matching(self.searcher, field, pattern).map_err(failed)
    }

    /// Articles of which a field clause speaks.
    fn clause(&self, clause: &FieldClause) -> Result<Compiled, SearchError> {
        let fields = self.fields;
        let exactly = |field, text: &str| -> Compiled {
            Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
        };
        Ok(match clause {
            FieldClause::Date(range) => {
                let bound = |day: Option<crate::date::Day>| {
                    day.map_or(Bound::Unbounded, |day| {
                        Bound::Included(Term::from_field_i64(fields.day, i64::from(day.number())))
                    })
                };
                match (range.from(), range.to()) {
                    (None, None) => Box::new(BooleanQuery::new(vec![
                        (Occur::Must, Box::new(AllQuery) as Compiled),
                        (Occur::MustNot, exactly(fields.unknown, "date")),
                    ])),
                    (from, to) => Box::new(RangeQuery::new(bound(from), bound(to))),
                }
            }
            FieldClause::Speaker(pattern) => {
                Box::new(names::query(fields.speaker_names, &self.speakers(pattern)?))
            }
            FieldClause::Source(pattern) => {
                let names = self.names(fields.source_names, pattern)?;
                Box::new(names::query(fields.source_names, &names))
            }
            FieldClause::Author(pattern) => {
                let names = self.names(fields.author_names, pattern)?;
                Box::new(names::query(fields.author_names, &names))
            }
            FieldClause::Language(code) => exactly(fields.language, code),
            FieldClause::Id(id) => exactly(fields.id, id),
            FieldClause::Path(glob) => Box::new(GlobQuery { field: fields.path, glob: glob_pattern(glob) }),
            FieldClause::Unknown(name) => exactly(
                fields.unknown,
                match name {
                    FieldName::Date => "date",
                    FieldName::Speaker => "speaker",
                    FieldName::Source => "source",
                    FieldName::Author => "author",
                    FieldName::Language => "language",
                    FieldName::Title => "title",
                },
            ),
        })
    }

    /// Articles read at one of these paths or below one of these folders.
    pub(super) fn within(&self, paths: &[String]) -> Compiled {
        let field = self.fields.path;
        let term = |text: &str| Term::from_field_text(field, text);
        let mut parts: Vec<Compiled> = Vec::new();
        for path in paths {
            let path = path.trim_end_matches('/');
            parts.push(Box::new(TermQuery::new(term(path), IndexRecordOption::Basic)));
            // `0` is the character behind `/`.
            parts.push(Box::new(RangeQuery::new(
                Bound::Included(term(&format!("{path}/"))),
                Bound::Excluded(term(&format!("{path}0"))),
            )));
        }
        unscored(any_of(parts))
    }

    /// Articles outside which a query cannot hold: the words it needs, wherever they stand.
    fn may_satisfy(
        &self,
        query: &Query,
        fieldset: Fieldset,
        meaning: &Meaning,
    ) -> Result<Compiled, SearchError> {
        Ok(match query {
            Query::All | Query::Not(_) => Box::new(AllQuery),
            Query::Field(clause) => self.clause(clause)?,
            Query::Span(span) => self.may_hold(span, fieldset, meaning)?,
            Query::Scope(scope, inner) => {
                let content = self.may_satisfy(inner, narrowed(fieldset, scope), meaning)?;
                self.in_scope(scope, content, meaning)?
            }
            Query::And(parts) => {
                let parts = parts
                    .iter()
                    .filter(|it| !matches!(it, Query::All | Query::Not(_)))
                    .map(|it| self.may_satisfy(it, fieldset, meaning))
                    .collect::<Result<Vec<_>, _>>()?;
                every_of(parts)
            }
            Query::Or(parts) => {
                let parts = parts.iter().map(|it| self.may_satisfy(it, fieldset, meaning)).collect::<Result<
                    Vec<_>,
                    _,
                >>(
                )?;
                any_of(parts)
            }
        })
    }

    fn may_hold(
        &self,
        span: &SpanQuery,
        fieldset: Fieldset,
        meaning: &Meaning,
    ) -> Result<Compiled, SearchError> {
        let all = |words: &[Word]| -> Result<Compiled, SearchError> {
            let mut parts = Vec::new();
            for word in words.iter().filter(|it| !matches!(it, Word::Any)) {
                parts.push(self.holds_word(word, fieldset, meaning));
            }
            Ok(every_of(parts))
        };
        Ok(match span {
            SpanQuery::Word(word) => all(std::slice::from_ref(word))?,
            SpanQuery::Phrase(words) | SpanQuery::Window { words, .. } => all(words)?,
            SpanQuery::Near { left, right, .. } => every_of(vec![
                self.may_hold(left, fieldset, meaning)?,
                self.may_hold(right, fieldset, meaning)?,
            ]),
            SpanQuery::NotNear { left: inner, .. }
            | SpanQuery::First { inner, .. }
            | SpanQuery::AtLeast { inner, .. } => self.may_hold(inner, fieldset, meaning)?,
            SpanQuery::Or(parts) => {
                let parts = parts
                    .iter()
                    .map(|it| self.may_hold(it, fieldset, meaning))
                    .collect::<Result<Vec<_>, _>>()?;
                any_of(parts)
            }
            SpanQuery::Scope(scope, inner) => {
                let content = self.may_hold(inner, narrowed(fieldset, scope), meaning)?;
                self.in_scope(scope, content, meaning)?
            }
        })
    }

    /// `content`, in articles that have such quotations at all.
    fn in_scope(&self, scope: &Scope, content: Compiled, meaning: &Meaning) -> Result<Compiled, SearchError> {
        let Scope::Said(by) = scope else { return Ok(content) };
        let said = match by {
            SaidBy::Name(_) => {
                let at = meaning.plan.said_by().iter().position(|it| it == by);
                let names = at.and_then(|at| meaning.names[at].as_ref());
                let names = names.into_iter().flatten().cloned().collect();
                Box::new(names::query(self.fields.speaker_names, &names)) as Compiled
            }
            SaidBy::Unknown => self.clause(&FieldClause::Unknown(FieldName::Speaker))?,
            SaidBy::Anyone => return Ok(content),
        };
        Ok(every_of(vec![said, content]))
    }

    fn holds_word(&self, word: &Word, fieldset: Fieldset, meaning: &Meaning) -> Compiled {
        let at = meaning.plan.words().iter().position(|it| it == word);
        let none = Terms::default();
        let terms = at.map_or(&none, |at| &meaning.terms[at]);
        let mut parts: Vec<Compiled> = Vec::new();
        for field in [TextField::Title, TextField::Body] {
            if !fieldset.has(field) {
                continue;
            }
            for (form, text) in &terms.plus {
                let term = Term::from_field_text(self.fields.text(field, *form), text);
                parts.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
            }
        }
        any_of(parts)
    }

    /// How an expression of these words scores: as one term that is as rare as they are together.
    fn bm25(&self, meaning: &Meaning, field: TextField) -> Result<Bm25Weight, SearchError> {
        let stems = self.fields.text(field, Form::Stem);
        let mut frequencies = Vec::new();
        for terms in meaning.terms.iter().filter(|it| !it.any) {
            let mut articles = 0;
            for (form, text) in &terms.plus {
                let term = Term::from_field_text(self.fields.text(field, *form), text);
                articles += self.searcher.doc_freq(&term).map_err(failed)?;
            }
            frequencies.push(articles);
        }
        let statistics = Statistics { searcher: self.searcher, frequencies };
        let terms: Vec<Term> = (0..statistics.frequencies.len().max(1))
            .map(|at| Term::from_field_text(stems, &at.to_string()))
            .collect();
        Bm25Weight::for_terms(&statistics, &terms).map_err(failed)
    }
}

/// BM25's statistics with the frequencies of words that are no single term: the
/// term `3` stands for the fourth word.
struct Statistics<'a> {
    searcher: &'a Searcher,
    frequencies: Vec<u64>,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let value = term.value();
        let word = value.as_str().and_then(|it| it.parse::<usize>().ok());
        let articles = word.and_then(|at| self.frequencies.get(at)).copied().unwrap_or(0);
        Ok(articles.min(self.total_num_docs()?))
    }
}

/// The word of a term, without the language of a stem.
fn plain_of(term: &str) -> &str {
    term.strip_prefix(FOREIGN).map_or(term, |rest| rest.get(2..).unwrap_or(""))
}

/// How much a spelling so many edits away counts, from 0 to 1: nearness first, then how
/// frequent it is. A step of nearness outweighs what frequency and length make of a score.
fn nearness(edits: u8, articles: u64) -> Score {
    let frequent = 1.0 - 1.0 / (2.0 + articles as Score).log2();
    16f32.powi(-i32::from(edits)) * (0.25 + 0.75 * frequent)
}

/// Whether title and body can be asked apart: nothing in it counts or compares over regions.
fn apart(span: &SpanQuery) -> bool {
    match span {
        SpanQuery::Word(_) | SpanQuery::Phrase(_) | SpanQuery::Window { .. } => true,
        SpanQuery::Near { left, right, .. } | SpanQuery::NotNear { left, right, .. } => {
            apart(left) && apart(right)
        }
        SpanQuery::First { inner, .. } => apart(inner),
        SpanQuery::Or(parts) => parts.iter().all(apart),
        SpanQuery::AtLeast { .. } => false,
        SpanQuery::Scope(scope, inner) => matches!(scope, Scope::Quote | Scope::Said(_)) && apart(inner),
    }
}

/// Whether it counts from the start of a region, which outside a scope is the body's.
fn has_first(span: &SpanQuery) -> bool {
    match span {
        SpanQuery::First { .. } => true,
        SpanQuery::Near { left, right, .. } | SpanQuery::NotNear { left, right, .. } => {
            has_first(left) || has_first(right)
        }
        SpanQuery::AtLeast { inner, .. } => has_first(inner),
        SpanQuery::Or(parts) => parts.iter().any(has_first),
        SpanQuery::Word(_) | SpanQuery::Phrase(_) | SpanQuery::Window { .. } | SpanQuery::Scope(..) => false,
    }
}

/// Whether it can hold in the body alone.
fn only_body(span: &SpanQuery) -> bool {
    match span {
        SpanQuery::Scope(scope, _) => matches!(scope, Scope::Body | Scope::Quote | Scope::Said(_)),
        SpanQuery::First { .. } => true,
        SpanQuery::Near { left, right, .. } => only_body(left) || only_body(right),
        SpanQuery::NotNear { left, .. } => only_body(left),
        SpanQuery::AtLeast { inner, .. } => only_body(inner),
        SpanQuery::Or(parts) => parts.iter().all(only_body),
        SpanQuery::Word(_) | SpanQuery::Phrase(_) | SpanQuery::Window { .. } => false,
    }
}

/// The words that must all stand in a region for the expression to hold there, by place in
/// the plan; `None` when it is not as simple as that.
fn all_words(span: &SpanQuery, plan: &Plan) -> Option<Vec<usize>> {
    let mut words: Vec<usize> = Vec::new();
    let mut left = vec![span];
    while let Some(span) = left.pop() {
        let leaves = match span {
            SpanQuery::Word(word) => std::slice::from_ref(word),
            SpanQuery::Phrase(words) | SpanQuery::Window { words, .. } => words.as_slice(),
            SpanQuery::Near { left: one, right: other, .. } => {
                left.extend([&**one, &**other]);
                continue;
            }
            SpanQuery::NotNear { left: inner, .. } | SpanQuery::First { inner, .. } => {
                left.push(inner);
                continue;
            }
            SpanQuery::AtLeast { .. } | SpanQuery::Or(_) | SpanQuery::Scope(..) => return None,
        };
        for word in leaves {
            let at = plan.words().iter().position(|it| it == word)?;
            if !words.contains(&at) {
                words.push(at);
            }
        }
    }
    Some(words)
}

fn narrowed(fieldset: Fieldset, scope: &Scope) -> Fieldset {
    match (scope, fieldset) {
        (Scope::Title, Fieldset::Both) => Fieldset::Title,
        (Scope::Body | Scope::Quote | Scope::Said(_), Fieldset::Both) => Fieldset::Body,
        (Scope::Title | Scope::Body | Scope::Quote | Scope::Said(_) | Scope::Lead, _) => fieldset,
    }
}

fn any_of(mut parts: Vec<Compiled>) -> Compiled {
    match parts.len() {
        0 => Box::new(EmptyQuery),
        1 => parts.remove(0),
        _ => Box::new(BooleanQuery::new(parts.into_iter().map(|it| (Occur::Should, it)).collect())),
    }
}

fn every_of(mut parts: Vec<Compiled>) -> Compiled {
    match parts.len() {
        0 => Box::new(AllQuery),
        1 => parts.remove(0),
        _ => Box::new(BooleanQuery::new(parts.into_iter().map(|it| (Occur::Must, it)).collect())),
    }
}

fn unscored(query: Compiled) -> Compiled {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// A glob as a pattern: `*` any run, `?` one character, everything else itself.
pub(super) fn glob_pattern(glob: &str) -> Wildcard {
    let mut parts = Vec::new();
    for c in glob.chars() {
        match (c, parts.last_mut()) {
            ('*', Some(WildcardPart::Run)) => {}
            ('*', _) => parts.push(WildcardPart::Run),
            ('?', _) => parts.push(WildcardPart::One),
            (c, Some(WildcardPart::Text(text))) => text.push(c),
            (c, _) => parts.push(WildcardPart::Text(c.to_string())),
        }
    }
    Wildcard { parts }
}

/// Articles with a term that fits a pattern.
#[derive(Debug, Clone)]
struct GlobQuery {
    field: Field,
    glob: Wildcard,
}

impl EngineQuery for GlobQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AutomatonWeight::new(self.field, WildcardAutomaton::new(&self.glob))))
    }
}
