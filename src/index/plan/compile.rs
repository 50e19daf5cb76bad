//! From the meaning of a query to a query of the engine.
//!
//! A word or phrase of plain stems becomes the engine's own term or phrase
//! query, asked of title and body; everything with positions that the engine has
//! no query for becomes a [`SpanEngineQuery`]. Field clauses do not score.

mod bag;
mod candidates;
mod excluded;
mod glob;
mod score;
mod shape;

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, Query as EngineQuery, RangeQuery,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Score, Searcher, Term};

use crate::article::Language;
use crate::evidence::Plan;
use crate::field;
use crate::index::build::schema::{Fields, Form};
use crate::index::error::{SearchError, failed};
use crate::index::exec::disjunction::DisjunctionQuery;
use crate::index::exec::phrase::PhraseQuery;
use crate::index::exec::spans::view::{FieldSet, ResolvedPlan};
use crate::index::exec::spans::{Candidates, SpanEngineQuery};
use crate::index::exec::term_set::TermSetQuery;
use crate::index::plan::context::QueryContext;
use crate::index::plan::names;
use crate::index::plan::term_infos::TermInfos;
use crate::index::plan::words::{Pace, Resolver};
use crate::index::store::columns::SegmentColumns;
use crate::query::{FieldClause, NamePattern, Query, SaidBy, Scope, SpanQuery, Word};
use crate::search::{BagRanking, IndirectSpeech, SearchRequest, TextField};

/// How much more a word counts in the title than in the body.
pub(crate) const TITLE_BOOST: Score = 1.5;

pub(crate) use crate::index::plan::compile::glob::glob_pattern;

use crate::index::plan::compile::excluded::Excluded;
use crate::index::plan::compile::glob::GlobQuery;
use crate::index::plan::compile::shape::{all_words, apart, has_first, only_body};

/// Compiles queries against one snapshot.
pub(crate) struct Compiler<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) languages: &'a [Language],
    pub(crate) max_expansions: usize,
    pub(crate) indirect: IndirectSpeech,
    /// How bags of words are ranked.
    pub(crate) ranking: BagRanking,
    pub(crate) columns: Arc<HashMap<SegmentId, Arc<SegmentColumns>>>,
    pub(crate) context: QueryContext,
    /// The names that the names of a pattern stand for, themselves among them.
    pub(crate) linked: &'a dyn Fn(BTreeSet<String>) -> BTreeSet<String>,
}

type Compiled = Box<dyn EngineQuery>;

impl Compiler<'_> {
    /// The engine's query for the articles that satisfy `query`.
    pub(crate) fn compile(&self, query: &Query) -> Result<Compiled, SearchError> {
        Ok(match query {
            Query::All => unscored(Box::new(AllQuery)),
            Query::Field(clause) => unscored(self.clause(clause)?),
            Query::Span(span) => self.span(span)?,
            Query::Scope(..) => self.joint(query)?,
            Query::And(parts) => self.all_of(parts)?,
            Query::Or(parts) => self.any(parts)?,
            Query::Not(_) => self.all_of(std::slice::from_ref(query))?,
        })
    }

    fn all_of(&self, parts: &[Query]) -> Result<Compiled, SearchError> {
        let mut clauses: Vec<(Occur, Compiled)> = Vec::with_capacity(parts.len() + 1);
        for part in parts {
            clauses.push(match part {
                Query::Not(excluded) => (Occur::MustNot, self.excluded(excluded)?),
                other => (Occur::Must, self.compile(other)?),
            });
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// What must not hold.
    fn excluded(&self, query: &Query) -> Result<Compiled, SearchError> {
        Ok(Box::new(Excluded { query: self.compile(query)?, context: self.context.clone() }))
    }

    /// A span expression at the top level.
    fn span(&self, span: &SpanQuery) -> Result<Compiled, SearchError> {
        let (asked, fieldset) = match span {
            SpanQuery::Scope(Scope::Title, inner) if apart(inner) && !has_first(inner) => {
                (&**inner, FieldSet::Title)
            }
            SpanQuery::Scope(Scope::Body, inner) if apart(inner) => (&**inner, FieldSet::Body),
            _ => (span, FieldSet::Both),
        };
        if !apart(asked) {
            return self.joint(&Query::Span(span.clone()));
        }
        if let (SpanQuery::Word(word @ Word::Stem(_)), FieldSet::Both) = (asked, fieldset) {
            let terms = self.resolver().resolve(word)?.plus;
            let terms = terms.iter().map(|(form, text)| {
                let term = |field| Term::from_field_text(self.fields.text(field, *form), text);
                (term(TextField::Title), term(TextField::Body))
            });
            let word = TermSetQuery::word(self.searcher, terms, TITLE_BOOST);
            return Ok(Box::new(word.map_err(failed)?));
        }
        let meaning = Arc::new(self.meaning(Plan::for_span(asked))?);
        // The spellings of one word have one order for title and body.
        if let SpanQuery::Word(word @ (Word::Fuzzy(..) | Word::Variants(_))) = asked
            && fieldset == FieldSet::Both
            && let Some(union) = self.union(word, &meaning, &[TextField::Title, TextField::Body])?
        {
            return Ok(union);
        }
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
        meaning: &Arc<ResolvedPlan>,
        field: TextField,
    ) -> Result<Compiled, SearchError> {
        if let Some(simple) = self.simple(span, meaning, field) {
            return Ok(simple);
        }
        if let SpanQuery::Word(word) = span
            && let Some(union) = self.union(word, meaning, &[field])?
        {
            return Ok(union);
        }
        let fieldset = match field {
            TextField::Title => FieldSet::Title,
            TextField::Body => FieldSet::Body,
        };
        let candidates = match all_words(span, &meaning.plan) {
            Some(words) if words.iter().all(|&word| !meaning.terms[word].any) => Candidates::AllWords(words),
            _ => Candidates::Found(self.may_hold(span, fieldset, meaning)?.into()),
        };
        let unscored = |meaning| SpanEngineQuery {
            meaning,
            fieldset,
            candidates: candidates.clone(),
            bm25: None,
            context: self.context.clone(),
        };
        let nearness = self.nearness(span, meaning, field, unscored)?;
        if nearness.is_empty() {
            let bm25 = Some(self.bm25(meaning, field)?);
            return Ok(Box::new(SpanEngineQuery { bm25, ..unscored(Arc::clone(meaning)) }));
        }
        let span = Box::new(unscored(Arc::clone(meaning)));
        let mut clauses: Vec<(Occur, Compiled)> = vec![(Occur::Must, span)];
        clauses.extend(nearness.into_iter().map(|it| (Occur::Should, it)));
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// The term that is the word, when it is one.
    fn one_term<'m>(word: &Word, meaning: &'m ResolvedPlan) -> Option<(Form, &'m str)> {
        let at = meaning.plan.words().iter().position(|it| it == word)?;
        let terms = &meaning.terms[at];
        match (terms.plus.as_slice(), terms.minus.as_slice(), terms.any) {
            ([(form, text)], [], false) => Some((*form, text)),
            _ => None,
        }
    }

    /// What the engine has a query of its own for: a term, or a phrase of terms.
    fn simple(&self, span: &SpanQuery, meaning: &ResolvedPlan, field: TextField) -> Option<Compiled> {
        let term = |word: &Word| {
            let (form, text) = Self::one_term(word, meaning)?;
            Some((form, Term::from_field_text(self.fields.text(field, form), text)))
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
                    let terms = terms.into_iter().map(|(_, term)| term).collect();
                    Box::new(PhraseQuery { terms, columns: Arc::clone(&self.columns) })
                })
            }
            SpanQuery::Window { .. }
            | SpanQuery::Pair { .. }
            | SpanQuery::Filter { .. }
            | SpanQuery::Or(_)
            | SpanQuery::Scope(..) => None,
        }
    }

    /// A query whose regions must be seen together.
    fn joint(&self, query: &Query) -> Result<Compiled, SearchError> {
        let plan = Plan::new(query).map_err(SearchError::Evidence)?;
        let meaning = Arc::new(self.meaning(plan)?);
        let candidates = self.may_satisfy(query, FieldSet::Both, &meaning)?;
        Ok(Box::new(SpanEngineQuery {
            bm25: Some(self.bm25(&meaning, TextField::Body)?),
            meaning,
            fieldset: FieldSet::Both,
            candidates: Candidates::Found(candidates.into()),
            context: self.context.clone(),
        }))
    }

    fn resolver(&self) -> Resolver<'_> {
        Resolver {
            searcher: self.searcher,
            fields: self.fields,
            languages: self.languages,
            max_expansions: self.max_expansions,
            pace: Pace::of(&self.context),
        }
    }

    /// Resolves the words, names and clauses of a plan.
    pub(crate) fn meaning(&self, plan: Plan) -> Result<ResolvedPlan, SearchError> {
        let resolver = self.resolver();
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
        Ok(ResolvedPlan {
            plan,
            terms,
            term_infos: TermInfos::default(),
            names,
            clauses,
            fields: *self.fields,
            indirect: self.indirect,
            columns: Arc::clone(&self.columns),
        })
    }

    /// The speakers that a pattern names, with their linked spellings.
    pub(crate) fn speakers(&self, pattern: &NamePattern) -> Result<BTreeSet<String>, SearchError> {
        let mut names = self.names(self.fields.speaker_names, pattern)?;
        if self.indirect == IndirectSpeech::Included {
            names.extend(self.names(self.fields.voice_names, pattern)?);
        }
        Ok((self.linked)(names))
    }

    /// Articles that quote any of these speakers.
    pub(crate) fn quoting(&self, speakers: &BTreeSet<String>) -> Compiled {
        let mut parts: Vec<Compiled> = vec![Box::new(names::query(self.fields.speaker_names, speakers))];
        if self.indirect == IndirectSpeech::Included {
            parts.push(Box::new(names::query(self.fields.voice_names, speakers)));
        }
        any_of(parts)
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
            FieldClause::Day(field, range) => {
                let column = fields.day(*field);
                let bound = |day: Option<crate::date::Day>| {
                    day.map_or(Bound::Unbounded, |day| {
                        Bound::Included(Term::from_field_i64(column, i64::from(day.number())))
                    })
                };
                match (range.from(), range.to()) {
                    (None, None) => Box::new(BooleanQuery::new(vec![
                        (Occur::Must, Box::new(AllQuery) as Compiled),
                        (Occur::MustNot, exactly(fields.unknown, field.as_str())),
                    ])),
                    (from, to) => Box::new(RangeQuery::new(bound(from), bound(to))),
                }
            }
            FieldClause::Name(field::Field::Speaker, pattern) => self.quoting(&self.speakers(pattern)?),
            FieldClause::Name(field, pattern) => {
                let terms = fields.name_terms(*field);
                Box::new(names::query(terms, &self.names(terms, pattern)?))
            }
            FieldClause::Exact(field, value) => exactly(fields.exact(*field), value),
            FieldClause::Glob(field, glob) => {
                Box::new(GlobQuery { field: fields.exact(*field), glob: glob_pattern(glob) })
            }
            FieldClause::Unknown(field) => exactly(fields.unknown, field.as_str()),
        })
    }

    /// The query, limited to the paths of the request.
    pub(crate) fn limited(&self, query: Compiled, request: &SearchRequest) -> Compiled {
        if request.within.is_empty() {
            return query;
        }
        let within = self.within(&request.within);
        Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, within)]))
    }

    /// The words of a query that asks for all of a few words of one term each.
    pub(crate) fn words_of_all(&self, query: &Query) -> Result<Option<Vec<TermSetQuery>>, SearchError> {
        let Query::And(parts) = query else { return Ok(None) };
        let mut words = Vec::with_capacity(parts.len());
        for part in parts {
            let Query::Span(SpanQuery::Word(Word::Stem(_))) = part else { return Ok(None) };
            let Ok(word) = self.compile(part)?.downcast::<TermSetQuery>() else { return Ok(None) };
            words.push(*word);
        }
        Ok(Some(words))
    }

    /// What a span expression means of which title and body can be asked one after the other, and the words
    /// that all must stand where it holds, by place in the plan.
    pub(crate) fn apart(&self, span: &SpanQuery) -> Result<Option<(ResolvedPlan, Vec<usize>)>, SearchError> {
        if !apart(span) || has_first(span) {
            return Ok(None);
        }
        let meaning = self.meaning(Plan::for_span(span))?;
        let words = all_words(span, &meaning.plan);
        let words = words.filter(|words| !words.is_empty() && words.iter().all(|&it| !meaning.terms[it].any));
        Ok(words.map(|words| (meaning, words)))
    }

    /// Articles read at one of these paths or below one of these folders.
    pub(crate) fn within(&self, paths: &[String]) -> Compiled {
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
}

/// Words of one term each, joined by OR, as one query.
fn any_word_of(parts: &[Compiled]) -> Option<Compiled> {
    let words = parts.iter().map(|it| it.downcast_ref::<TermSetQuery>()).collect::<Option<Vec<_>>>()?;
    (!words.is_empty()).then(|| -> Compiled { Box::new(TermSetQuery::joined(&words)) })
}

fn any_of(mut parts: Vec<Compiled>) -> Compiled {
    match (parts.pop(), parts.pop()) {
        (None, _) => Box::new(EmptyQuery),
        (Some(only), None) => only,
        (Some(other), Some(one)) if parts.is_empty() => Box::new(DisjunctionQuery { one, other }),
        (Some(last), Some(before)) => {
            let parts = parts.into_iter().chain([before, last]);
            Box::new(BooleanQuery::new(parts.map(|it| (Occur::Should, it)).collect()))
        }
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
