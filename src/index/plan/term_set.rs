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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::build::opened::OpenIndex;
    use crate::index::build::schema::Form;
    use crate::index::fixture::{article, index_of};
    use crate::index::store::files::Folder;
    use crate::search::TextField;

    #[test]
    fn a_word_is_as_rare_as_its_terms_are_together_and_absent_ones_are_left_out() {
        let articles = [("Wall", "A wall."), ("Wall", "A quay."), ("", "A quay, a wall."), ("", "Nothing.")];
        let articles: Vec<_> =
            (0..).zip(articles).map(|(at, (title, body))| article(&format!("a{at}"), title, body)).collect();
        let (dir, _) = index_of(&[&articles[..1], &articles[1..]]);
        let open = OpenIndex::open(Folder::new(dir.path())).unwrap();
        let searcher = open.engine.reader().unwrap().searcher();
        let pair = |stem: &str| {
            [TextField::Title, TextField::Body]
                .map(|field| Term::from_field_text(open.fields.text(field, Form::Stem), stem))
                .into()
        };
        let set = TermSet::word(&searcher, ["wall", "quay", "lake"].map(pair).into_iter(), 1.5).unwrap();
        assert_eq!(set.words.len(), 2, "no text has `lake`");
        for word in &set.words {
            assert_eq!((word.title.articles, word.body.articles), (2, 4));
            assert_eq!((word.title.boost, word.body.boost), (1.5, 1.0));
        }
        let in_segments: Vec<u32> = searcher
            .segment_readers()
            .iter()
            .map(|it| set.words[1].body.articles_in(it.segment_id()))
            .collect();
        assert_eq!(in_segments.iter().sum::<u32>(), 2);
        assert!(in_segments.contains(&0), "one segment has no `quay`: {in_segments:?}");
        assert_eq!(TermSet::joined(&[&set, &set]).terms().count(), 8);
    }
}
