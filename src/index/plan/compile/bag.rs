//! Several words of which any will do: ranked together, as a bag.

use std::sync::Arc;

use crate::analysis::stem::Stemmer;
use crate::index::build::terms::stem_term;
use crate::index::error::SearchError;
use crate::index::exec::bag::{BagQuery, BagWord, Part};
use crate::index::plan::compile::{Compiled, Compiler, any_of, any_word_of};
use crate::query::{Query, SpanQuery, Word};

/// A leaf of a bag: how it is written in an explanation, and its query.
type Leaf = (String, Compiled);

impl Compiler<'_> {
    /// Any of these: words without marks as one bag, everything else beside it.
    pub(crate) fn any(&self, parts: &[Query]) -> Result<Compiled, SearchError> {
        let Some((bag, others)) = self.bag(parts) else {
            let parts = parts.iter().map(|it| self.compile(it)).collect::<Result<Vec<_>, _>>()?;
            return Ok(any_word_of(&parts).unwrap_or_else(|| any_of(parts)));
        };
        let mut parts: Vec<Compiled> = vec![Box::new(bag)];
        for other in others {
            parts.push(self.compile(other)?);
        }
        Ok(any_of(parts))
    }

    /// What each part of an OR adds to a score, where its words make a bag.
    pub(crate) fn bag_leaves(&self, parts: &[Query]) -> Result<Option<Vec<Leaf>>, SearchError> {
        let Some((bag, others)) = self.bag(parts) else { return Ok(None) };
        let part = |part| Box::new(BagQuery { part, ..bag.clone() }) as Compiled;
        let mut leaves: Vec<Leaf> = Vec::new();
        for (at, word) in bag.words.iter().enumerate() {
            let typed = parts.iter().find(|it| plain_word(it).is_some_and(|it| self.stems(it) == word.stems));
            leaves.push((typed.map(Query::to_string).unwrap_or_default(), part(Part::Word(at))));
        }
        for other in others {
            leaves.push((other.to_string(), self.compile(other)?));
        }
        if bag.ranking.feedback.is_some() {
            leaves.push((LENT.to_owned(), part(Part::Lent)));
        }
        Ok(Some(leaves))
    }

    /// The bag of an OR's words, and its other parts; `None` where there are not two words.
    fn bag<'q>(&self, parts: &'q [Query]) -> Option<(BagQuery, Vec<&'q Query>)> {
        let mut words: Vec<BagWord> = Vec::new();
        let mut others = Vec::new();
        for part in parts {
            let Some(plain) = plain_word(part) else {
                others.push(part);
                continue;
            };
            let stems = self.stems(plain);
            match words.iter_mut().find(|it| it.stems == stems) {
                Some(known) => known.times += 1.0,
                None => words.push(BagWord::new(plain, stems)),
            }
        }
        (words.len() >= FEWEST).then(|| {
            let bag = BagQuery {
                words: words.into(),
                part: Part::Whole,
                ranking: self.ranking,
                fields: *self.fields,
                context: self.context.clone(),
                lent: Arc::default(),
            };
            (bag, others)
        })
    }

    fn stems(&self, plain: &str) -> Vec<String> {
        let mut stems: Vec<String> =
            self.languages.iter().map(|&it| stem_term(it, &Stemmer::of(it).stem(plain))).collect();
        stems.dedup();
        stems
    }
}

/// How an explanation names what the best articles lend.
const LENT: &str = "(words of the best articles)";
/// Fewer words are no bag but alternatives, each of which is meant.
const FEWEST: usize = 4;

/// The plain form of a word without marks.
fn plain_word(query: &Query) -> Option<&str> {
    match query {
        Query::Span(SpanQuery::Word(Word::Stem(plain))) => Some(plain),
        Query::Span(_)
        | Query::All
        | Query::Field(_)
        | Query::Scope(..)
        | Query::And(_)
        | Query::Or(_)
        | Query::Not(_) => None,
    }
}
