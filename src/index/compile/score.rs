//! How expressions and words of several terms score.

use std::collections::HashMap;

use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::schema::Field;
use tantivy::{Score, Searcher, Term};

use super::{Compiled, Compiler};
use crate::index::error::SearchError;
use crate::index::schema::Form;
use crate::index::searcher::failed;
use crate::index::spans::view::Meaning;
use crate::index::terms::FOREIGN;
use crate::index::union::{Member, UnionQuery};
use crate::query::{EditDistance, Word};
use crate::search::TextField;

impl Compiler<'_> {
    /// A word of several terms that are all of it: no position needs to be looked at.
    pub(super) fn union(
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

    /// How an expression of these words scores: as one term that is as rare as they are together.
    pub(super) fn bm25(&self, meaning: &Meaning, field: TextField) -> Result<Bm25Weight, SearchError> {
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
