//! The articles of many posting lists, some thousand at a time.

use std::cmp::Reverse;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::index::plan::access::SpellingPart;

/// What an article holds of a union.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Held {
    /// How often, all spellings together.
    pub(crate) frequency: u32,
    /// The rank of its best spelling.
    pub(crate) best: u32,
}

/// The articles of a part, one after the other.
pub(crate) struct Walk {
    pub(crate) postings: SegmentPostings,
    less: Vec<SegmentPostings>,
    /// The rank of its spelling.
    best: u32,
}

impl Walk {
    pub(crate) fn open(
        part: &SpellingPart,
        best: u32,
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<Walk>> {
        let open = |term: &Term| -> tantivy::Result<Option<SegmentPostings>> {
            let inverted = reader.inverted_index(term.field())?;
            Ok(inverted.read_postings(term, IndexRecordOption::WithFreqs)?)
        };
        let Some(postings) = open(&part.term)? else { return Ok(None) };
        let mut less = Vec::new();
        for term in &part.less {
            less.extend(open(term)?);
        }
        Ok(Some(Walk { postings, less, best }))
    }

    /// Visits every article before `end` that holds the part, and how often.
    pub(crate) fn each_before(&mut self, end: DocId, mut visit: impl FnMut(DocId, u32)) {
        let mut doc = self.postings.doc();
        while doc < end {
            let mut frequency = self.postings.term_freq();
            for other in &mut self.less {
                let there = if other.doc() < doc { other.seek(doc) } else { other.doc() };
                if there == doc {
                    frequency = frequency.saturating_sub(other.term_freq());
                }
            }
            if frequency > 0 {
                visit(doc, frequency);
            }
            doc = self.postings.advance();
        }
    }
}

/// How many articles are gathered at once: few enough for the processor's cache.
const WINDOW: DocId = 4096;

/// A list of so few articles is read whole at once: hundreds of open lists would take more memory than their content.
pub(crate) const RARE: u32 = 128;

/// The articles of all parts, a window of them at a time.
pub(crate) struct Gathered {
    /// Long lists that have not come to their end.
    walks: Vec<Walk>,
    /// The articles of all short ones, in the order of their windows, last first.
    rare: Vec<(DocId, Held)>,
    /// At most so many articles.
    pub(crate) most: u32,
    /// The first article of the window.
    start: DocId,
    /// What each article of the window holds …
    held: Vec<Held>,
    /// … and which of them hold anything, one bit each.
    any: Vec<u64>,
    /// The article it stands at.
    pub(crate) doc: DocId,
}

impl Gathered {
    /// Stands at the first article.
    pub(crate) fn of(walks: Vec<Walk>, mut rare: Vec<(DocId, Held)>) -> Gathered {
        rare.sort_unstable_by_key(|(doc, _)| Reverse(doc / WINDOW));
        let most =
            walks.iter().map(|it| it.postings.size_hint()).fold(rare.len() as u32, u32::saturating_add);
        let window = if most == 0 { 0 } else { WINDOW as usize };
        let (held, any) = (vec![Held::default(); window], vec![0; window / 64]);
        let mut gathered = Gathered { walks, rare, most, start: 0, held, any, doc: 0 };
        gathered.gather_from(0);
        gathered
    }

    /// Gathers windows until there is an article from `target` on, and stands at it.
    fn gather_from(&mut self, target: DocId) {
        self.doc = TERMINATED;
        while self.doc == TERMINATED {
            self.walks.retain(|it| it.postings.doc() != TERMINATED);
            let firsts = self.walks.iter().map(|it| it.postings.doc());
            let Some(first) = firsts.chain(self.rare.last().map(|(doc, _)| *doc)).min() else { return };
            self.start = first - first % WINDOW;
            self.held.fill(Held::default());
            self.any.fill(0);
            let (start, end) = (self.start, self.start + WINDOW);
            let mut add = |doc: DocId, frequency: u32, best: u32| {
                let at = (doc - start) as usize;
                let held = &mut self.held[at];
                held.best = if held.frequency == 0 { best } else { held.best.min(best) };
                held.frequency += frequency;
                self.any[at / 64] |= 1 << (at % 64);
            };
            while let Some((doc, held)) = self.rare.pop_if(|(doc, _)| *doc < end) {
                add(doc, held.frequency, held.best);
            }
            for walk in &mut self.walks {
                let best = walk.best;
                walk.each_before(end, |doc, frequency| add(doc, frequency, best));
            }
            self.doc = self.within(target.max(start));
        }
    }

    /// The first article of the window from `doc` on, which lies in it; or none.
    fn within(&self, doc: DocId) -> DocId {
        let at = (doc - self.start) as usize;
        let first = self.any.get(at / 64).map_or(0, |it| it & (u64::MAX << (at % 64)));
        let rest = self.any.iter().skip(at / 64 + 1);
        let mut words = (at / 64..).zip(std::iter::once(&first).chain(rest));
        words
            .find(|(_, bits)| **bits != 0)
            .map_or(TERMINATED, |(word, bits)| self.start + (word * 64) as DocId + bits.trailing_zeros())
    }

    pub(crate) fn seek(&mut self, target: DocId) {
        if self.doc >= target {
            return;
        }
        if target - self.start < WINDOW {
            self.doc = self.within(target);
            if self.doc != TERMINATED {
                return;
            }
        } else {
            for walk in self.walks.iter_mut().filter(|it| it.postings.doc() < target) {
                walk.postings.seek(target);
            }
            while self.rare.pop_if(|(doc, _)| *doc / WINDOW < target / WINDOW).is_some() {}
        }
        self.gather_from(target);
    }

    /// What the article it stands at holds.
    pub(crate) fn held(&self) -> Option<Held> {
        self.held.get(self.doc.checked_sub(self.start)? as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use tantivy::Index;
    use tantivy::query::{Bm25Weight, Weight};
    use tantivy::schema::{Schema, TextFieldIndexing, TextOptions};

    use super::*;
    use crate::index::exec::expansion_union::ExpansionUnionQuery;
    use crate::index::plan::access::{Expansion, Spelling};

    const ARTICLES: DocId = 3 * WINDOW + 17;

    /// How often a word stands in an article.
    fn times(word: &str, doc: DocId) -> u32 {
        match word {
            "common" => u32::from(doc.is_multiple_of(3)) * (1 + doc % 2),
            "other" => u32::from(doc.is_multiple_of(7)),
            "less" => u32::from(doc.is_multiple_of(9)),
            "late" => u32::from(doc > 2 * WINDOW && doc.is_multiple_of(11)),
            _ => u32::from(matches!(doc, 5 | 4095 | 4096 | 9001)),
        }
    }

    #[test]
    fn windows_of_lists_give_what_a_look_at_every_article_gives() {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
        let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 50_000_000).expect("a writer");
        for doc in 0..ARTICLES {
            let words = ["common", "other", "less", "late", "rare"];
            let words: Vec<&str> =
                words.iter().flat_map(|word| std::iter::repeat_n(*word, times(word, doc) as usize)).collect();
            writer.add_document(tantivy::doc!(text => words.join(" "))).expect("added");
        }
        writer.commit().expect("a commit");
        let searcher = index.reader().expect("a reader").searcher();
        assert_eq!(searcher.segment_readers().len(), 1);

        let term = |word: &str| Term::from_field_text(text, word);
        let spellings =
            [("late", None), ("rare", None), ("common", Some("less")), ("other", None), ("no", None)];
        let query = ExpansionUnionQuery(Arc::new(Expansion {
            spellings: spellings
                .iter()
                .map(|(word, less)| Spelling {
                    parts: vec![SpellingPart {
                        term: term(word),
                        less: less.iter().map(|it| term(it)).collect(),
                    }],
                    highest: 1.0,
                    width: 0.1,
                })
                .collect(),
            norms: text,
            bm25: Bm25Weight::for_one_term(1, 10, 1.0),
        }));
        let mut expected = BTreeMap::new();
        for doc in 0..ARTICLES {
            let held = (0u32..).zip(&spellings).filter(|(_, (word, _))| *word != "no").map(
                |(best, (word, less))| {
                    (best, times(word, doc).saturating_sub(less.map_or(0, |less| times(less, doc))))
                },
            );
            let held: Vec<_> = held.filter(|(_, frequency)| *frequency > 0).collect();
            if let Some((best, _)) = held.first() {
                expected.insert(doc, (*best, held.iter().map(|(_, frequency)| frequency).sum::<u32>()));
            }
        }
        let reader = &searcher.segment_readers()[0];
        let mut found = query.gather(reader).expect("gathered");
        let mut all = BTreeMap::new();
        while found.doc != TERMINATED {
            let held = found.held().expect("an article");
            all.insert(found.doc, (held.best, held.frequency));
            found.seek(found.doc + 1);
        }
        assert_eq!(all, expected);
        assert!(query.gather(reader).expect("gathered").most as usize >= all.len());
        assert_eq!(Weight::count(&query, reader).expect("counted") as usize, all.len());
        for step in [2, 63, 64, 1000, 4095, 4096, 5000, ARTICLES] {
            let mut found = query.gather(reader).expect("gathered");
            let mut target = 0;
            while found.doc != TERMINATED {
                target += step;
                found.seek(target);
                let next = expected.range(target..).next().map_or(TERMINATED, |(doc, _)| *doc);
                assert_eq!(found.doc.max(target), next.max(target), "steps of {step}, to {target}");
                target = target.max(found.doc.min(ARTICLES));
            }
        }
    }
}
