//! From a query to its [`Access`].
//!
//! A word or phrase of plain stems becomes terms, asked of title and body; everything with positions that
//! terms alone do not decide becomes [`Spans`]. Field clauses do not score.

mod bag;
mod candidates;
mod counting;
mod score;
mod shape;

use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::schema::Field;
use tantivy::{Score, Searcher, Term};

use crate::article::Language;
use crate::evidence::Plan;
use crate::evidence::required::{FieldSet, Required};
use crate::field;
use crate::index::build::schema::{Fields, Form};
use crate::index::error::{EngineError, failed};
use crate::index::plan::access::{Access, Candidates, ResolvedPlan, Spans};
use crate::index::plan::compile::shape::{all_words, apart, has_first, only_body};
use crate::index::plan::context::QueryContext;
use crate::index::plan::term_infos::TermInfos;
use crate::index::plan::term_set::TermSet;
use crate::index::plan::words::{Pace, Resolver};
use crate::index::plan::{glob, names};
use crate::query::{FieldClause, NamePattern, Query, SaidBy, Scope, SpanQuery, Word};
use crate::search::{BagRanking, IndirectSpeech, TextField};

pub(crate) use crate::index::plan::compile::counting::Counting;

/// How much more a word counts in the title than in the body.
pub(crate) const TITLE_BOOST: Score = 1.5;

/// Compiles queries against one snapshot.
pub(crate) struct Compiler<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) languages: &'a [Language],
    pub(crate) max_expansions: usize,
    pub(crate) indirect: IndirectSpeech,
    /// How bags of words are ranked.
    pub(crate) ranking: BagRanking,
    pub(crate) context: QueryContext,
    /// The names that the names of a pattern stand for, themselves among them.
    pub(crate) linked: &'a dyn Fn(BTreeSet<String>) -> BTreeSet<String>,
}

impl Compiler<'_> {
    /// The articles that satisfy `query`.
    pub(crate) fn compile(&self, query: &Query) -> Result<Access, EngineError> {
        Ok(match query {
            Query::All => Access::All.unscored(),
            Query::Field(clause) => self.clause(clause)?.unscored(),
            Query::Span(span) => self.span(span)?,
            Query::Scope(..) => self.joint(query)?,
            Query::And(parts) => self.all_of(parts)?,
            Query::Or(parts) => self.any(parts)?,
            Query::Not(_) => self.all_of(std::slice::from_ref(query))?,
        })
    }

    fn all_of(&self, all: &[Query]) -> Result<Access, EngineError> {
        let (mut parts, mut none) = (Vec::with_capacity(all.len()), Vec::new());
        for part in all {
            match part {
                Query::Not(excluded) => none.push(self.compile(excluded)?),
                other => parts.push(self.compile(other)?),
            }
        }
        if parts.is_empty() {
            parts.push(Access::All.unscored());
        }
        Ok(Access::AllOf { parts, none })
    }

    /// A span expression at the top level.
    fn span(&self, span: &SpanQuery) -> Result<Access, EngineError> {
        let (span_in, fields) = match span {
            SpanQuery::Scope(Scope::Title, inner) if apart(inner) && !has_first(inner) => {
                (&**inner, FieldSet::Title)
            }
            SpanQuery::Scope(Scope::Body, inner) if apart(inner) => (&**inner, FieldSet::Body),
            _ => (span, FieldSet::Both),
        };
        if !apart(span_in) {
            return self.joint(&Query::Span(span.clone()));
        }
        if let (SpanQuery::Word(word @ Word::Stem(_)), FieldSet::Both) = (span_in, fields) {
            let terms = self.resolver().resolve(word)?.plus;
            let terms = terms.iter().map(|(form, text)| {
                let term = |field| Term::from_field_text(self.fields.text(field, *form), text);
                (term(TextField::Title), term(TextField::Body))
            });
            let word = TermSet::word(self.searcher, terms, TITLE_BOOST);
            return Ok(Access::TermSet(word.map_err(failed)?));
        }
        let resolved = Arc::new(self.resolve(Plan::for_span(span_in))?);
        // The spellings of one word have one order for title and body.
        if let SpanQuery::Word(word @ (Word::Fuzzy(..) | Word::Variants(_))) = span_in
            && fields == FieldSet::Both
            && let Some(union) = self.union(word, &resolved, &[TextField::Title, TextField::Body])?
        {
            return Ok(union);
        }
        let mut parts = Vec::new();
        for field in [TextField::Title, TextField::Body] {
            if fields.has(field) && !(field == TextField::Title && only_body(span_in)) {
                let part = self.in_field(span_in, &resolved, field)?;
                parts.push(match field {
                    TextField::Title => Access::Boosted { of: Box::new(part), by: TITLE_BOOST },
                    TextField::Body => part,
                });
            }
        }
        Ok(Access::any_of(parts))
    }

    /// A span expression in one field, whose regions know nothing of each other.
    fn in_field(
        &self,
        span: &SpanQuery,
        resolved: &Arc<ResolvedPlan>,
        field: TextField,
    ) -> Result<Access, EngineError> {
        if let Some(simple) = self.simple(span, resolved, field) {
            return Ok(simple);
        }
        if let SpanQuery::Word(word) = span
            && let Some(union) = self.union(word, resolved, &[field])?
        {
            return Ok(union);
        }
        let fields = match field {
            TextField::Title => FieldSet::Title,
            TextField::Body => FieldSet::Body,
        };
        let candidates = match all_words(span, &resolved.plan) {
            Some(words) if words.iter().all(|&word| !resolved.terms[word].any) => Candidates::AllWords(words),
            _ => Candidates::Within(Arc::new(self.candidates(&Required::by_span(span, fields), resolved)?)),
        };
        let unscored = |resolved| Spans { resolved, fields, candidates: candidates.clone(), bm25: None };
        let preferred = self.nearness(span, resolved, field, unscored)?;
        if preferred.is_empty() {
            let bm25 = Some(self.bm25(resolved, field)?);
            return Ok(Access::Spans(Spans { bm25, ..unscored(Arc::clone(resolved)) }));
        }
        let required = Box::new(Access::Spans(unscored(Arc::clone(resolved))));
        Ok(Access::Preferring { required, preferred })
    }

    /// The term that is the word, when it is one.
    fn one_term<'m>(word: &Word, resolved: &'m ResolvedPlan) -> Option<(Form, &'m str)> {
        let at = resolved.plan.words().iter().position(|it| it == word)?;
        let terms = &resolved.terms[at];
        match (terms.plus.as_slice(), terms.minus.as_slice(), terms.any) {
            ([(form, text)], [], false) => Some((*form, text)),
            _ => None,
        }
    }

    /// What needs no more than terms: one, or several in a row.
    fn simple(&self, span: &SpanQuery, resolved: &ResolvedPlan, field: TextField) -> Option<Access> {
        let term = |word: &Word| {
            let (form, text) = Self::one_term(word, resolved)?;
            Some((form, Term::from_field_text(self.fields.text(field, form), text)))
        };
        match span {
            SpanQuery::Word(word) => Some(Access::Word(term(word)?.1)),
            SpanQuery::Phrase(words) => {
                let terms = words.iter().map(term).collect::<Option<Vec<_>>>()?;
                let (form, _) = terms.first()?;
                let same = terms.iter().all(|(it, _)| it == form);
                same.then(|| Access::Phrase(terms.into_iter().map(|(_, term)| term).collect()))
            }
            SpanQuery::Window { .. }
            | SpanQuery::Pair { .. }
            | SpanQuery::Filter { .. }
            | SpanQuery::Or(_)
            | SpanQuery::Scope(..) => None,
        }
    }

    /// A query whose regions must be seen together.
    fn joint(&self, query: &Query) -> Result<Access, EngineError> {
        let plan = Plan::new(query).map_err(EngineError::Evidence)?;
        let resolved = Arc::new(self.resolve(plan)?);
        let candidates = self.candidates(&Required::by(query, FieldSet::Both), &resolved)?;
        Ok(Access::Spans(Spans {
            bm25: Some(self.bm25(&resolved, TextField::Body)?),
            resolved,
            fields: FieldSet::Both,
            candidates: Candidates::Within(Arc::new(candidates)),
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

    /// Looks the words, names and clauses of a plan up.
    fn resolve(&self, plan: Plan) -> Result<ResolvedPlan, EngineError> {
        let resolver = self.resolver();
        let terms = plan.words().iter().map(|it| resolver.resolve(it)).collect::<Result<Vec<_>, _>>()?;
        let names = plan
            .said_by()
            .iter()
            .map(|by| match by {
                SaidBy::Name(pattern) => Ok(Some(self.speakers(pattern)?.into_iter().collect())),
                SaidBy::Anyone | SaidBy::Unknown => Ok(None),
            })
            .collect::<Result<Vec<_>, EngineError>>()?;
        let clauses = plan.clauses().iter().map(|it| self.clause(it)).collect::<Result<Vec<_>, _>>()?;
        let indirect = self.indirect;
        Ok(ResolvedPlan { plan, terms, term_infos: TermInfos::default(), names, clauses, indirect })
    }

    /// The speakers that a pattern names, with their linked spellings.
    pub(crate) fn speakers(&self, pattern: &NamePattern) -> Result<BTreeSet<String>, EngineError> {
        let mut names = self.names(self.fields.speaker_names, pattern)?;
        if self.indirect == IndirectSpeech::Included {
            names.extend(self.names(self.fields.voice_names, pattern)?);
        }
        Ok((self.linked)(names))
    }

    /// Articles that quote any of these speakers.
    fn quoting<'n>(&self, speakers: impl Iterator<Item = &'n String> + Clone) -> Access {
        let mut parts = vec![Access::AnyKey(names::keys(self.fields.speaker_names, speakers.clone()))];
        if self.indirect == IndirectSpeech::Included {
            parts.push(Access::AnyKey(names::keys(self.fields.voice_names, speakers)));
        }
        Access::any_of(parts)
    }

    fn names(&self, field: Field, pattern: &NamePattern) -> Result<BTreeSet<String>, EngineError> {
        names::matching(self.searcher, field, pattern).map_err(failed)
    }

    /// Articles of which a field clause speaks.
    fn clause(&self, clause: &FieldClause) -> Result<Access, EngineError> {
        let fields = self.fields;
        let exactly = |field, text: &str| Access::Key(Term::from_field_text(field, text));
        Ok(match clause {
            FieldClause::Day(field, range) => match (range.from(), range.to()) {
                (None, None) => {
                    let none = vec![exactly(fields.unknown, field.as_str())];
                    Access::AllOf { parts: vec![Access::All], none }
                }
                (from, to) => Access::Days { column: fields.day(*field), from, to },
            },
            FieldClause::Name(field::Field::Speaker, pattern) => self.quoting(self.speakers(pattern)?.iter()),
            FieldClause::Name(field, pattern) => {
                let terms = fields.name_terms(*field);
                Access::AnyKey(names::keys(terms, self.names(terms, pattern)?.iter()))
            }
            FieldClause::Exact(field, value) => exactly(fields.exact(*field), value),
            FieldClause::Glob(field, glob) => {
                Access::Glob { field: fields.exact(*field), pattern: glob::pattern_of(glob) }
            }
            FieldClause::Unknown(field) => exactly(fields.unknown, field.as_str()),
        })
    }

    /// Those of the articles that were read at one of these paths or below one of these folders. No paths: all.
    pub(crate) fn limited(&self, access: Access, paths: &[String]) -> Access {
        if paths.is_empty() {
            return access;
        }
        Access::AllOf { parts: vec![access, self.within(paths)], none: Vec::new() }
    }

    /// Articles read at one of these paths or below one of these folders.
    pub(crate) fn within(&self, paths: &[String]) -> Access {
        let term = |text: &str| Term::from_field_text(self.fields.path, text);
        let mut parts = Vec::new();
        for path in paths {
            let path = path.trim_end_matches('/');
            parts.push(Access::Key(term(path)));
            // `0` is the character behind `/`.
            parts.push(Access::Keys { from: term(&format!("{path}/")), below: term(&format!("{path}0")) });
        }
        Access::any_of(parts).unscored()
    }
}
