//! Gathers from matches: how many, which are shown, how they divide.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use super::columns::SegmentColumns;
use super::facets::{FacetCounter, FacetTally};
use super::trouble::Trouble;
use crate::search::{Facet, SortBy};

/// Collects the first hits of an order, the number of all, and the facets.
pub(super) struct Gather<'a> {
    /// How many hits are kept.
    pub(super) keep: usize,
    pub(super) sort: SortBy,
    pub(super) facets: &'a [Facet],
    /// Says when to stop.
    pub(super) trouble: &'a Trouble,
    /// The columns of each segment.
    pub(super) columns: &'a [Arc<SegmentColumns>],
    pub(super) searcher: &'a Searcher,
}

/// What was gathered.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) articles: u64,
    /// The hits kept, in order.
    pub(super) hits: Vec<(Score, DocAddress)>,
    pub(super) facets: Vec<FacetTally>,
}

/// A hit's place in the order. Greater is earlier.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rank {
    first: f64,
    second: i64,
    /// The ordinal of the id in its segment; between segments the ids themselves are compared.
    id: Reverse<u64>,
    doc: DocId,
    score: Score,
}

impl Rank {
    fn key(&self) -> (f64, i64) {
        (self.first, self.second)
    }
}

impl PartialEq for Rank {
    fn eq(&self, other: &Rank) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Rank {}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Rank) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Rank) -> Ordering {
        compare(self.key(), other.key()).then(self.id.cmp(&other.id))
    }
}

fn compare(a: (f64, i64), b: (f64, i64)) -> Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
}

/// The day of an article whose day is unknown, in an order in which greater is earlier: last.
const UNDATED: i64 = i64::MIN;

pub(super) struct GatherSegment {
    segment: SegmentOrdinal,
    keep: usize,
    sort: SortBy,
    days: Column<i64>,
    ids: Option<StrColumn>,
    best: BinaryHeap<Reverse<Rank>>,
    facets: Vec<FacetCounter>,
    articles: u64,
    /// No hit that scores less can be kept any more.
    least: Score,
    trouble: Trouble,
}

impl GatherSegment {
    fn rank(&self, doc: DocId, score: Score) -> Rank {
        let day = self.days.first(doc);
        let (first, second) = match self.sort {
            SortBy::Relevance => (f64::from(score), day.unwrap_or(UNDATED)),
            SortBy::NewestFirst => (0.0, day.unwrap_or(UNDATED)),
            SortBy::OldestFirst => (0.0, day.map_or(UNDATED, |day| -day)),
        };
        let id = self.ids.as_ref().and_then(|ids| ids.ords().first(doc)).unwrap_or(u64::MAX);
        Rank { first, second, id: Reverse(id), doc, score }
    }

    fn keep(&mut self, doc: DocId, score: Score) {
        if self.keep == 0 {
            return;
        }
        let rank = self.rank(doc, score);
        if self.best.len() < self.keep {
            self.best.push(Reverse(rank));
        } else if let Some(mut last) = self.best.peek_mut()
            && rank > last.0
        {
            last.0 = rank;
        }
        if self.best.len() == self.keep
            && self.sort == SortBy::Relevance
            && let Some(Reverse(last)) = self.best.peek()
        {
            self.least = last.score;
        }
    }
}

/// How many articles are collected between two looks at the clock.
const PER_LOOK: u64 = 1 << 12;

impl SegmentCollector for GatherSegment {
    type Fruit = (SegmentOrdinal, Vec<Rank>, u64, Vec<FacetTally>);

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.trouble.was_late() || (self.articles % PER_LOOK == PER_LOOK - 1 && self.trouble.is_late()) {
            return;
        }
        self.articles += 1;
        for facet in &mut self.facets {
            facet.count(doc);
        }
        // Most hits fall behind the last one kept by their score alone.
        if score >= self.least {
            self.keep(doc, score);
        }
    }

    fn harvest(self) -> Self::Fruit {
        let kept = self.best.into_iter().map(|Reverse(rank)| rank).collect();
        let facets = self.facets.into_iter().map(FacetCounter::finish).collect();
        (self.segment, kept, self.articles, facets)
    }
}

impl Collector for Gather<'_> {
    type Fruit = Gathered;
    type Child = GatherSegment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<GatherSegment> {
        let columns = &self.columns[segment as usize];
        Ok(GatherSegment {
            segment,
            keep: self.keep,
            sort: self.sort,
            days: columns.days(reader)?.clone(),
            ids: columns.ids(reader)?.cloned(),
            best: BinaryHeap::new(),
            facets: self
                .facets
                .iter()
                .map(|&facet| FacetCounter::open(facet, reader))
                .collect::<tantivy::Result<_>>()?,
            articles: 0,
            least: if self.keep == 0 { Score::INFINITY } else { Score::NEG_INFINITY },
            trouble: Arc::clone(self.trouble),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.keep > 0
    }

    fn merge_fruits(
        &self,
        fruits: Vec<(SegmentOrdinal, Vec<Rank>, u64, Vec<FacetTally>)>,
    ) -> tantivy::Result<Gathered> {
        let mut gathered =
            Gathered { facets: vec![FacetTally::default(); self.facets.len()], ..Gathered::default() };
        let mut all = Vec::new();
        for (segment, kept, articles, facets) in fruits {
            all.extend(kept.into_iter().map(|rank| (segment, rank)));
            gathered.articles += articles;
            for (total, part) in gathered.facets.iter_mut().zip(facets) {
                total.add(part);
            }
        }
        all.sort_by(|(a_segment, a), (b_segment, b)| {
            compare(b.key(), a.key()).then_with(|| match a_segment == b_segment {
                true => b.id.cmp(&a.id),
                false => self.id(*a_segment, a).cmp(&self.id(*b_segment, b)),
            })
        });
        all.truncate(self.keep);
        gathered.hits =
            all.into_iter().map(|(segment, rank)| (rank.score, DocAddress::new(segment, rank.doc))).collect();
        Ok(gathered)
    }
}

impl Gather<'_> {
    /// The id of a hit; empty where a damaged column cannot tell: the order suffers, nothing else.
    fn id(&self, segment: SegmentOrdinal, rank: &Rank) -> String {
        let reader = self.searcher.segment_reader(segment);
        let mut id = String::new();
        if let Ok(Some(ids)) = self.columns[segment as usize].ids(reader) {
            let _ = ids.ord_to_str(rank.id.0, &mut id);
        }
        id
    }
}
