//! Several words of which any will do. Four or more without marks are a bag, which is ranked as a whole.

use std::sync::Arc;

use crate::analysis::function_words::is_function_word_in;
use crate::analysis::{Stemmer, clusters, plain};
use crate::index::build::terms::stem_term;
use crate::index::error::EngineError;
use crate::index::plan::access::{Access, Bag, BagPart, BagWord};
use crate::index::plan::compile::Compiler;
use crate::index::plan::term_set::TermSet;
use crate::query::{Query, SpanQuery, Word};

/// A leaf of a query that scores: how an explanation writes it, and its articles.
pub(crate) type Leaf = (String, Access);

impl Compiler<'_> {
    /// Any of these: words without marks as one bag, everything else beside it.
    pub(crate) fn any(&self, parts: &[Query]) -> Result<Access, EngineError> {
        let Some((bag, others)) = self.bag(parts) else {
            let parts = parts.iter().map(|it| self.compile(it)).collect::<Result<Vec<_>, _>>()?;
            return Ok(joined(parts));
        };
        let mut parts = vec![Access::Bag(bag)];
        for other in others {
            parts.push(self.compile(other)?);
        }
        Ok(Access::any_of(parts))
    }

    /// The leaves of a query that score.
    pub(crate) fn leaves(&self, query: &Query) -> Result<Vec<Leaf>, EngineError> {
        Ok(match query {
            Query::Span(_) | Query::Scope(..) => vec![(query.to_string(), self.compile(query)?)],
            Query::Or(parts) if let Some((bag, others)) = self.bag(parts) => {
                self.bag_leaves(&bag, parts, others)?
            }
            Query::And(parts) | Query::Or(parts) => {
                let mut leaves = Vec::new();
                for part in parts {
                    leaves.extend(self.leaves(part)?);
                }
                leaves
            }
            Query::All | Query::Field(_) | Query::Not(_) => Vec::new(),
        })
    }

    /// What each part of an OR adds to a score whose words make a bag.
    fn bag_leaves(&self, bag: &Bag, parts: &[Query], others: Vec<&Query>) -> Result<Vec<Leaf>, EngineError> {
        let part = |part| Access::Bag(Bag { part, ..bag.clone() });
        let mut leaves: Vec<Leaf> = Vec::new();
        for (at, word) in bag.words.iter().enumerate() {
            let typed = parts.iter().find(|it| bag_word(it).is_some_and(|it| self.stems(&it) == word.stems));
            leaves.push((typed.map(Query::to_string).unwrap_or_default(), part(BagPart::Word(at))));
        }
        for other in others {
            leaves.push((other.to_string(), self.compile(other)?));
        }
        if bag.ranking.feedback.is_some() {
            leaves.push((FEEDBACK.to_owned(), part(BagPart::Feedback)));
        }
        Ok(leaves)
    }

    /// The bag of an OR's words, and its other parts; `None` where there are not two words.
    fn bag<'q>(&self, parts: &'q [Query]) -> Option<(Bag, Vec<&'q Query>)> {
        let mut words: Vec<BagWord> = Vec::new();
        let mut others = Vec::new();
        for part in parts {
            let Some(small) = bag_word(part) else {
                others.push(part);
                continue;
            };
            let stems = self.stems(&small);
            match words.iter_mut().find(|it| it.stems == stems) {
                Some(known) => known.times += 1.0,
                None => {
                    let is_function_word = {
                        let only = if let [only] = self.languages { Some(*only) } else { None };
                        matches!(small[..], [word] if is_function_word_in(&plain(word), only))
                    };
                    words.push(BagWord { stems, times: 1.0, is_function_word });
                }
            }
        }
        (words.len() >= FEWEST).then(|| {
            let bag = Bag {
                words: words.into(),
                part: BagPart::Whole,
                ranking: self.ranking,
                feedback: Arc::default(),
            };
            (bag, others)
        })
    }

    /// The terms of tokens that follow each other, in each language of the index.
    fn stems(&self, small: &[&str]) -> Vec<Vec<String>> {
        let of = |language| {
            let stemmer = Stemmer::of(language);
            small.iter().map(|it| stem_term(language, &stemmer.stem(it))).collect()
        };
        let mut stems: Vec<Vec<String>> = self.languages.iter().map(|&it| of(it)).collect();
        stems.dedup();
        stems
    }
}

/// How an explanation names what the words of the best articles add.
const FEEDBACK: &str = "(words of the best articles)";
/// The fewest words of a bag. With fewer, each is an alternative that is meant, and they are ranked as such.
const FEWEST: usize = 4;

/// Any of these; words of one term each as one set.
fn joined(parts: Vec<Access>) -> Access {
    match parts.iter().map(Access::as_term_set).collect::<Option<Vec<&TermSet>>>() {
        Some(sets) if !sets.is_empty() => Access::TermSet(TermSet::joined(&sets)),
        Some(_) | None => Access::any_of(parts),
    }
}

/// The small form of a word without marks, or of tokens without marks that follow each other in a script without
/// spaces.
fn bag_word(query: &Query) -> Option<Vec<&str>> {
    fn stem(word: &Word) -> Option<&str> {
        if let Word::Stem(small) = word { Some(small) } else { None }
    }
    let token = |word| stem(word).filter(|it| it.chars().next().is_some_and(clusters::begins));
    match query {
        Query::Span(SpanQuery::Word(word)) => stem(word).map(|it| vec![it]),
        Query::Span(SpanQuery::Phrase(words)) => words.iter().map(token).collect(),
        Query::Span(_)
        | Query::All
        | Query::Field(_)
        | Query::Scope(..)
        | Query::And(_)
        | Query::Or(_)
        | Query::Not(_) => None,
    }
}
