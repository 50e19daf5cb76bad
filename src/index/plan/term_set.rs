//! A few words of one term each, with where their postings lie: looked up once, for their rarity and for their walk.

use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::{Score, Searcher, Term};

use crate::index::plan::term_infos::{SegmentTermInfos, articles_in, look_up};

/// Words of which any will do; each adds to the score what it is worth.
#[derive(Debug, Clone)]
pub(crate) struct TermSet {
    pub(crate) words: Vec<TermPair>,
}

/// A word that is one term of the title and one of the body.
#[derive(Debug, Clone)]
pub(crate) struct TermPair {
    pub(crate) title: LocatedTerm,
    pub(crate) body: LocatedTerm,
}

/// A term with where its postings lie.
#[derive(Debug, Clone)]
pub(crate) struct LocatedTerm {
    pub(crate) term: Term,
    /// How many times it counts.
    pub(crate) boost: Score,
    /// In how many articles the word stands, by which its rarity is reckoned.
    pub(crate) articles: u64,
    pub(crate) infos: SegmentTermInfos,
}

impl TermSet {
    /// One word, which each language of the index has another term for: pairs of the term in the title
    /// and the one in the body. A title counts `boost` times as much.
    pub(crate) fn word(
        searcher: &Searcher,
        terms: impl Iterator<Item = (Term, Term)>,
        boost: Score,
    ) -> tantivy::Result<TermSet> {
        let mut words = Vec::new();
        for (title, body) in terms {
            let title = LocatedTerm::look_up(searcher, title, boost)?;
            let body = LocatedTerm::look_up(searcher, body, 1.0)?;
            words.push(TermPair { title, body });
        }
        // Most words occur in one language.
        words.retain(|it| it.title.articles + it.body.articles > 0);
        // A word is as rare as its terms are together, whichever of them stands there.
        let titles = words.iter().map(|it| it.title.articles).sum();
        let bodies = words.iter().map(|it| it.body.articles).sum();
        for word in &mut words {
            (word.title.articles, word.body.articles) = (titles, bodies);
        }
        Ok(TermSet { words })
    }

    /// The words of all these sets together.
    pub(crate) fn joined(sets: &[&TermSet]) -> TermSet {
        TermSet { words: sets.iter().flat_map(|it| it.words.iter().cloned()).collect() }
    }

    /// The terms: of each word that of the title, then that of the body.
    pub(crate) fn terms(&self) -> impl Iterator<Item = &LocatedTerm> {
        self.words.iter().flat_map(|word| [&word.title, &word.body])
    }
}

impl LocatedTerm {
    fn look_up(searcher: &Searcher, term: Term, boost: Score) -> tantivy::Result<LocatedTerm> {
        let infos = look_up(searcher, &term)?;
        let articles = articles_in(&infos);
        Ok(LocatedTerm { term, boost, articles, infos })
    }

    /// Where its postings lie in a segment, if it has any there.
    pub(crate) fn info(&self, segment: SegmentId) -> Option<&TermInfo> {
        self.infos.iter().find(|(id, _)| *id == segment).map(|(_, info)| info)
    }

    /// In how many articles of a segment it stands.
    pub(crate) fn articles_in(&self, segment: SegmentId) -> u32 {
        self.info(segment).map_or(0, |info| info.doc_freq)
    }
}
