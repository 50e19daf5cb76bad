//! Which rows a clause finds, and with which scores.

use std::sync::Mutex;

use rustc_hash::FxHashMap;

use crate::article::ArticleId;

use crate::query::Query;
use crate::request::Problem;
use crate::search::{Engine, PageLimit, SearchRequest, SortBy};
use crate::server::elastic::clause::{BoolClause, Clause, Combine, FunctionClause, ScoreMode, WordTest};
use crate::server::elastic::fields::{FieldRow, Kind, TextOf};
use crate::server::elastic::rows::{Column, NO_DATE, Rows};

/// The score of each row; not a number where it is not found.
pub(super) type Scores = Vec<f32>;

/// The score of a row that is not found.
pub(super) const NONE: f32 = f32::NAN;

/// What clauses are asked of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Space {
    Articles,
    Quotations,
}

/// Finds rows.
pub(super) struct Finder<'a> {
    pub(super) engine: &'a dyn Engine,
    pub(super) rows: &'a Rows,
    pub(super) like: &'a SearchRequest,
    /// What a word stands for, once it was looked up.
    pub(super) expanded: Mutex<FxHashMap<String, Vec<String>>>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(engine: &'a dyn Engine, rows: &'a Rows, like: &'a SearchRequest) -> Finder<'a> {
        Finder { engine, rows, like, expanded: Mutex::default() }
    }

    pub(super) fn count(&self, space: Space) -> usize {
        match space {
            Space::Articles => self.rows.len(),
            Space::Quotations => self.rows.quoted_in.len(),
        }
    }

    /// The scores of all rows.
    ///
    /// # Errors
    ///
    /// The index fails or refuses the query.
    pub(super) fn scores(&self, clause: &Clause, space: Space) -> Result<Scores, Problem> {
        let count = self.count(space);
        let all = |score: f32| vec![score; count];
        Ok(match clause {
            Clause::All | Clause::HasQuote => all(1.0),
            Clause::Nothing => all(NONE),
            Clause::Ids(ids) => {
                let mut scores = all(NONE);
                for id in ids.iter().filter_map(|id| ArticleId::new(id)) {
                    if let Some(row) = self.rows.place(&id) {
                        scores[row] = 1.0;
                    }
                }
                scores
            }
            Clause::Keyword { field, test } => self.words(*field, test, space),
            Clause::Date { field, from, to } => {
                let Kind::Date(at) = field.kind else { return Ok(all(NONE)) };
                let within = |it: &i64| *it != NO_DATE && (*from..=*to).contains(it);
                self.rows.dates[at].iter().map(|it| if within(it) { 1.0 } else { NONE }).collect()
            }
            Clause::Exists(field) => self.exists(*field, space),
            Clause::Text(text) => self.text(text, space)?,
            Clause::Ours(query) => self.ranked(query)?,
            Clause::Bool(clause) => self.bool(clause, space)?,
            Clause::Best(parts, tie) => {
                let mut best = all(NONE);
                let mut sum = vec![0.0; count];
                for part in parts {
                    for ((best, sum), score) in best.iter_mut().zip(&mut sum).zip(self.scores(part, space)?) {
                        if !score.is_nan() {
                            *best = best.max(score);
                            *sum += score;
                        }
                    }
                }
                best.iter().zip(sum).map(|(best, sum)| best + tie * (sum - best)).collect()
            }
            Clause::Constant(inner, score) => {
                let scores = self.scores(inner, space)?;
                scores.into_iter().map(|it| if it.is_nan() { NONE } else { *score }).collect()
            }
            Clause::Boosting { positive, negative, factor } => {
                let negative = self.scores(negative, space)?;
                let positive = self.scores(positive, space)?.into_iter();
                positive.zip(negative).map(|(it, no)| if no.is_nan() { it } else { it * factor }).collect()
            }
            Clause::Nested { inner, mode } => {
                let inner = self.scores(inner, Space::Quotations)?;
                (0..count).map(|row| joined(&inner[self.rows.quotes_of(row)], *mode)).collect()
            }
            Clause::Function(function) => self.function(function, space)?,
            Clause::Boost(inner, boost) => {
                self.scores(inner, space)?.into_iter().map(|it| it * boost).collect()
            }
            Clause::Named(inner, _) => self.scores(inner, space)?,
        })
    }

    fn bool(&self, clause: &BoolClause, space: Space) -> Result<Scores, Problem> {
        let is_scored = !clause.must.is_empty() || !clause.should.is_empty();
        // Where nothing is asked every row is found, with the score of one that only exists.
        let nothing = !is_scored && clause.filter.is_empty();
        let mut scores = vec![if nothing { 1.0 } else { 0.0 }; self.count(space)];
        for part in &clause.must {
            scores.iter_mut().zip(self.scores(part, space)?).for_each(|(it, more)| *it += more);
        }
        let without = |scores: &mut Scores, parts: &[Clause], with: bool| -> Result<(), Problem> {
            for part in parts {
                for (it, other) in scores.iter_mut().zip(self.scores(part, space)?) {
                    if other.is_nan() == with {
                        *it = NONE;
                    }
                }
            }
            Ok(())
        };
        without(&mut scores, &clause.filter, true)?;
        without(&mut scores, &clause.must_not, false)?;
        let mut found = vec![0_usize; if clause.should.is_empty() { 0 } else { scores.len() }];
        for part in &clause.should {
            for ((it, found), more) in scores.iter_mut().zip(&mut found).zip(self.scores(part, space)?) {
                if !more.is_nan() {
                    *found += 1;
                    *it += more;
                }
            }
        }
        if clause.least > clause.should.len() {
            scores.fill(NONE);
        } else if clause.least > 0 {
            for (it, found) in scores.iter_mut().zip(found) {
                if found < clause.least {
                    *it = NONE;
                }
            }
        }
        Ok(scores)
    }

    fn function(&self, function: &FunctionClause, space: Space) -> Result<Scores, Problem> {
        let mut scores = self.scores(&function.query, space)?;
        let mut weights = Vec::new();
        for (filter, weight) in &function.functions {
            weights.push((filter.as_ref().map(|it| self.scores(it, space)).transpose()?, *weight));
        }
        for (row, score) in scores.iter_mut().enumerate().filter(|it| !it.1.is_nan()) {
            let fitting = weights.iter().filter(|it| it.0.as_ref().is_none_or(|it| !it[row].is_nan()));
            let fitting: Vec<f32> = fitting.map(|it| it.1).collect();
            let factor = match (fitting.first(), function.score_mode) {
                (None, _) => 1.0,
                (Some(first), Combine::First | Combine::Replace) => *first,
                (Some(_), Combine::Multiply) => fitting.iter().product(),
                (Some(_), Combine::Sum) => fitting.iter().sum(),
                // Weights are averaged by themselves.
                (Some(_), Combine::Mean) => 1.0,
                (Some(_), Combine::Most) => fitting.iter().copied().fold(f32::MIN, f32::max),
                (Some(_), Combine::Least) => fitting.iter().copied().fold(f32::MAX, f32::min),
            };
            let factor = factor.min(function.most);
            *score = match function.boost_mode {
                Combine::Multiply | Combine::First => *score * factor,
                Combine::Replace => factor,
                Combine::Sum => *score + factor,
                Combine::Mean => (*score + factor) / 2.0,
                Combine::Most => score.max(factor),
                Combine::Least => score.min(factor),
            };
            if function.least_score.is_some_and(|least| *score < least) {
                *score = NONE;
            }
        }
        Ok(scores)
    }

    fn column(&self, field: FieldRow, space: Space) -> Option<&Column> {
        let Kind::Keyword(at) = field.kind else { return None };
        match (space, field.is_nested) {
            (Space::Articles, false) => self.rows.keywords.get(at),
            (Space::Quotations, true) => self.rows.quote_keywords.get(at),
            (Space::Articles, true) | (Space::Quotations, false) => None,
        }
    }

    /// Rows by a word to the letter; with BM25 where it is one word.
    fn words(&self, field: FieldRow, test: &WordTest, space: Space) -> Scores {
        let count = self.count(space);
        let Some(column) = self.column(field, space) else { return vec![NONE; count] };
        let fitting: Vec<bool> = match test {
            WordTest::AnyOf(words) => {
                let mut fitting = vec![false; column.words.len()];
                for word in words {
                    if let Ok(at) = column.words.binary_search_by(|it| (**it).cmp(word)) {
                        fitting[at] = true;
                    }
                }
                fitting
            }
            test => column.words.iter().map(|it| test.fits(it)).collect(),
        };
        let is_found = |row: usize| column.of_row(row).iter().any(|at| fitting[*at as usize]);
        let mut scores: Scores = (0..count).map(|row| if is_found(row) { 1.0 } else { NONE }).collect();
        if matches!(test, WordTest::Is(_)) && field.name != "_id" {
            let found = scores.iter().filter(|it| !it.is_nan()).count() as f32;
            let all = (0..count).filter(|row| !column.of_row(*row).is_empty()).count() as f32;
            let score = (1.0 + (all - found + 0.5) / (found + 0.5)).ln() / 2.2;
            scores.iter_mut().for_each(|it| *it *= score);
        }
        scores
    }

    fn exists(&self, field: FieldRow, space: Space) -> Scores {
        let count = self.count(space);
        let has: Box<dyn Fn(usize) -> bool + '_> = match field.kind {
            Kind::Keyword(_) => match self.column(field, space) {
                Some(column) => Box::new(|row| !column.of_row(row).is_empty()),
                None => Box::new(|_| false),
            },
            Kind::Date(at) => Box::new(move |row| self.rows.dates[at][row] != NO_DATE),
            Kind::Text(TextOf::Title) => Box::new(|row| self.rows.has[row][0]),
            Kind::Text(TextOf::Body) => Box::new(|row| self.rows.has[row][1]),
            Kind::Text(TextOf::Both) => Box::new(|row| self.rows.has[row].contains(&true)),
            Kind::Text(TextOf::Quote) | Kind::Index => Box::new(|_| true),
        };
        (0..count).map(|row| if has(row) { 1.0 } else { NONE }).collect()
    }

    /// Articles by a query of the index.
    pub(super) fn ranked(&self, query: &Query) -> Result<Scores, Problem> {
        let mut scores = vec![NONE; self.rows.len()];
        let request = SearchRequest {
            query: query.clone().canonical(),
            limit: PageLimit::All,
            offset: 0,
            sort: SortBy::Relevance,
            snippets: 0,
            facets: Vec::new(),
            ..self.like.clone()
        };
        for (id, score) in self.engine.rank(&request)?.hits {
            if let Some(row) = self.rows.place(&id) {
                scores[row] = score;
            }
        }
        Ok(scores)
    }

    /// The names of the clauses that found a row.
    pub(super) fn named(&self, clause: &Clause, rows: &[usize]) -> Result<Vec<Vec<String>>, Problem> {
        let mut named = Vec::new();
        clause.named(&mut named);
        let mut names = vec![Vec::new(); rows.len()];
        for (name, clause) in named {
            let scores = self.scores(clause, Space::Articles)?;
            for (names, row) in names.iter_mut().zip(rows) {
                if !scores[*row].is_nan() {
                    names.push(name.to_owned());
                }
            }
        }
        Ok(names)
    }
}

fn joined(scores: &[f32], mode: ScoreMode) -> f32 {
    let found: Vec<f32> = scores.iter().copied().filter(|it| !it.is_nan()).collect();
    if found.is_empty() {
        return NONE;
    }
    match mode {
        ScoreMode::Mean => found.iter().sum::<f32>() / found.len() as f32,
        ScoreMode::Sum => found.iter().sum(),
        ScoreMode::Most => found.iter().copied().fold(f32::MIN, f32::max),
        ScoreMode::Least => found.iter().copied().fold(f32::MAX, f32::min),
        ScoreMode::None => 0.0,
    }
}
