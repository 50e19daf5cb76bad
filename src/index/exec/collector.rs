//! Collects what a request asks for from all matches: their number, the hits to show, the facets.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use crate::index::build::copies::PlacedGroups;
use crate::index::exec::facets::{BLOCK, FacetCounter, FacetTally, GroupValue};
use crate::index::exec::term_set::TermSetQuery;
use crate::index::plan::context::QueryContext;
use crate::index::store::columns::SegmentColumns;
use crate::people::names::Links;
use crate::search::{Facet, SortBy};

/// Collects the first hits in an order, the number of all, and the facets.
pub(crate) struct Gather<'a> {
    /// How many hits are kept.
    pub(crate) keep: usize,
    pub(crate) sort: SortBy,
    pub(crate) facets: &'a [Facet],
    /// Says when to stop.
    pub(crate) context: &'a QueryContext,
    /// The columns of each segment.
    pub(crate) columns: &'a [Arc<SegmentColumns>],
    pub(crate) searcher: &'a Searcher,
    /// Spellings of names that are counted together.
    pub(crate) links: Option<&'a Links>,
    /// Articles that are one hit, and count as one.
    pub(crate) groups: Option<Arc<PlacedGroups>>,
}

/// What was gathered.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) articles: u64,
    /// The hits kept, in order.
    pub(crate) hits: Vec<(Score, DocAddress)>,
    pub(crate) facets: Vec<FacetTally>,
    /// How many articles and groups were found; `None` where articles are not grouped.
    pub(crate) stories: Option<u64>,
    /// The groups that articles were put into.
    pub(crate) groups: Option<Arc<PlacedGroups>>,
    /// For each hit of a group, all articles of it that were found, itself among them.
    pub(crate) together: FxHashMap<DocAddress, Vec<DocAddress>>,
}

/// What decides between hits of the same score, or of the same time. Greater is earlier.
#[derive(Debug, Clone, Copy)]
struct Rank {
    second: i64,
    /// The ordinal of the id in its segment; between segments the ids themselves are compared.
    id: Reverse<u64>,
}

impl Rank {
    /// Reads it from columns, which is done only for the few hits that tie.
    fn of(candidate: Candidate, sort: SortBy, columns: &SegmentColumns) -> Rank {
        let second = match sort {
            SortBy::Relevance => columns.published(candidate.doc).unwrap_or(UNDATED),
            SortBy::NewestFirst | SortBy::OldestFirst => 0,
        };
        Rank { second, id: Reverse(columns.id_ordinal(candidate.doc).unwrap_or(u64::MAX)) }
    }
}

/// Stands for an unknown time, which comes last where greater is earlier.
const UNDATED: i64 = i64::MIN;
/// The most candidates for which memory is allocated at the start.
const AT_ONCE: usize = 1 << 10;

/// An article that may be among those kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    /// What decides first: the score or the time. Greater is earlier.
    first: f64,
    doc: DocId,
    score: Score,
    /// The number of its group plus 1; 0 for one in none.
    group: u32,
}

pub(crate) struct GatherSegment {
    segment: SegmentOrdinal,
    keep: usize,
    sort: SortBy,
    columns: Arc<SegmentColumns>,
    /// At most twice as many as are kept, cut down whenever there are more.
    candidates: Vec<Candidate>,
    groups: Option<Arc<PlacedGroups>>,
    /// The articles that stand in a group.
    grouped: Vec<Candidate>,
    facets: Vec<FacetCounter>,
    /// Articles that are still to be counted by facets.
    uncounted: Vec<DocId>,
    articles: u64,
    /// The score or time of the last hit that is kept: hits below it are dropped at once.
    least: f64,
    context: QueryContext,
}

impl GatherSegment {
    fn first(&self, doc: DocId, score: Score) -> f64 {
        // Times are far smaller than the numbers that an f64 holds whole.
        let time = || self.columns.published(doc).map_or(f64::NEG_INFINITY, |time| time as f64);
        match self.sort {
            SortBy::Relevance => f64::from(score),
            SortBy::NewestFirst => time(),
            SortBy::OldestFirst => match time() {
                f64::NEG_INFINITY => f64::NEG_INFINITY,
                time => -time,
            },
        }
    }

    fn keep(&mut self, doc: DocId, score: Score) {
        let first = self.first(doc, score);
        // Most hits are below the last one that is kept.
        if self.keep == 0 || first < self.least {
            return;
        }
        self.candidates.push(Candidate { first, doc, score, group: 0 });
        if self.candidates.len() >= self.keep.saturating_mul(2).max(64) {
            self.cut();
        }
    }

    /// The number of the group of an article plus 1; 0 where it stands in none.
    fn group_of(&self, doc: DocId) -> u32 {
        self.groups.as_ref().map_or(0, |groups| groups.group_of(DocAddress::new(self.segment, doc)))
    }

    /// Counts a block of articles, of which none is kept.
    fn count(&mut self, docs: impl ExactSizeIterator<Item = DocId>) {
        let articles = self.articles + docs.len() as u64;
        let looks = articles / PER_LOOK != self.articles / PER_LOOK;
        if self.context.is_late() || looks && self.context.check_clock() {
            return;
        }
        self.articles = articles;
        for doc in docs {
            match self.group_of(doc) {
                0 => self.uncounted.push(doc),
                group => self.grouped.push(Candidate { first: 0.0, doc, score: 0.0, group }),
            }
        }
        if self.uncounted.len() >= BLOCK {
            self.count_facets();
        }
    }

    fn count_facets(&mut self) {
        for facet in &mut self.facets {
            facet.count(&self.uncounted);
        }
        self.uncounted.clear();
    }

    /// Cuts the candidates down to those that are kept. Only between those that tie with the last one it is looked
    /// up what else decides.
    fn cut(&mut self) {
        if self.candidates.len() <= self.keep {
            return;
        }
        let mut all = std::mem::take(&mut self.candidates);
        let (_, last, _) = all.select_nth_unstable_by(self.keep - 1, |a, b| b.first.total_cmp(&a.first));
        let last = last.first;
        let mut level: Vec<Candidate> = all.iter().filter(|it| it.first == last).copied().collect();
        all.retain(|it| it.first > last);
        let left = self.keep - all.len();
        if level.len() > left {
            let mut ranked: Vec<(Rank, Candidate)> =
                level.iter().map(|&it| (Rank::of(it, self.sort, &self.columns), it)).collect();
            ranked.select_nth_unstable_by(left - 1, |(a, _), (b, _)| {
                b.second.cmp(&a.second).then(b.id.cmp(&a.id))
            });
            level.clear();
            level.extend(ranked.into_iter().take(left).map(|(_, it)| it));
        }
        all.append(&mut level);
        self.candidates = all;
        self.least = last;
    }
}

/// How many articles are collected between two looks at the clock.
const PER_LOOK: u64 = 1 << 12;

impl SegmentCollector for GatherSegment {
    type Fruit = OfSegment;

    fn collect(&mut self, doc: DocId, score: Score) {
        if self.context.is_late() || (self.articles % PER_LOOK == PER_LOOK - 1 && self.context.check_clock())
        {
            return;
        }
        self.articles += 1;
        let group = self.group_of(doc);
        if group > 0 {
            let first = self.first(doc, score);
            self.grouped.push(Candidate { first, doc, score, group });
            return;
        }
        if !self.facets.is_empty() {
            self.uncounted.push(doc);
            if self.uncounted.len() == BLOCK {
                self.count_facets();
            }
        }
        self.keep(doc, score);
    }

    fn harvest(mut self) -> Self::Fruit {
        self.cut();
        self.count_facets();
        OfSegment {
            segment: self.segment,
            kept: self.candidates,
            articles: self.articles,
            facets: self.facets,
            grouped: self.grouped,
        }
    }
}

/// What was collected in a segment.
pub(crate) struct OfSegment {
    segment: SegmentOrdinal,
    kept: Vec<Candidate>,
    articles: u64,
    facets: Vec<FacetCounter>,
    /// The articles that stand in a group; neither kept nor counted by facets.
    grouped: Vec<Candidate>,
}

impl Collector for Gather<'_> {
    type Fruit = Gathered;
    type Child = GatherSegment;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<GatherSegment> {
        let columns = &self.columns[segment as usize];
        columns.all_published(reader)?;
        columns.ids(reader)?;
        Ok(GatherSegment {
            segment,
            keep: self.keep,
            sort: self.sort,
            columns: Arc::clone(columns),
            candidates: Vec::with_capacity(self.keep.saturating_mul(2).min(AT_ONCE)),
            facets: self
                .facets
                .iter()
                .map(|&facet| FacetCounter::open(facet, reader, columns))
                .collect::<tantivy::Result<_>>()?,
            groups: self.groups.clone(),
            grouped: Vec::new(),
            uncounted: Vec::new(),
            articles: 0,
            least: f64::NEG_INFINITY,
            context: self.context.clone(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.keep > 0
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<<GatherSegment as SegmentCollector>::Fruit> {
        let mut collector = self.for_segment(segment, reader)?;
        // The words of the query may not have been looked up completely.
        if self.context.is_late() {
            return Ok(collector.harvest());
        }
        let alive = reader.alive_bitset();
        if self.keep == 0 && self.facets.is_empty() && self.groups.is_none() {
            collector.articles = u64::from(weight.count(reader)?);
        } else if self.keep == 0 {
            let mut living = Vec::new();
            weight.for_each_no_score(reader, &mut |docs| match alive {
                None => collector.count(docs.iter().copied()),
                Some(alive) => {
                    living.clear();
                    living.extend(docs.iter().copied().filter(|doc| alive.is_alive(*doc)));
                    collector.count(living.iter().copied());
                }
            })?;
        } else {
            weight.for_each(reader, &mut |doc, score| {
                if alive.is_none_or(|it| it.is_alive(doc)) {
                    collector.collect(doc, score);
                }
            })?;
        }
        Ok(collector.harvest())
    }

    fn merge_fruits(&self, fruits: Vec<OfSegment>) -> tantivy::Result<Gathered> {
        let mut gathered =
            Gathered { facets: vec![FacetTally::default(); self.facets.len()], ..Gathered::default() };
        let mut all = Vec::new();
        let mut grouped = Vec::new();
        let mut values: Vec<Vec<GroupValue>> = vec![Vec::new(); self.facets.len()];
        for OfSegment { segment, kept, articles, facets, grouped: of_segment } in fruits {
            all.extend(kept.into_iter().map(|it| (segment, it)));
            gathered.articles += articles;
            let numbered: Vec<(u32, DocId)> = of_segment.iter().map(|it| (it.group, it.doc)).collect();
            for ((total, part), values) in gathered.facets.iter_mut().zip(facets).zip(&mut values) {
                part.values_of(&numbered, self.links, values)?;
                total.add(part.finish(&self.columns[segment as usize], self.links)?);
            }
            grouped.extend(of_segment.into_iter().map(|it| (segment, it)));
        }
        gathered.groups.clone_from(&self.groups);
        if self.groups.is_some() {
            grouped.sort_unstable_by_key(|(segment, it)| (it.group, *segment, it.doc));
            let groups = grouped.chunk_by(|(_, a), (_, b)| a.group == b.group).count() as u64;
            gathered.stories = Some(gathered.articles - grouped.len() as u64 + groups);
            for (total, values) in gathered.facets.iter_mut().zip(values) {
                total.add(FacetTally::of_groups(values, groups));
            }
            if self.keep > 0 {
                self.add_best_of_groups(&grouped, &mut all);
            }
        }
        all.sort_unstable_by(|(_, a), (_, b)| b.first.total_cmp(&a.first));
        for level in all.chunk_by_mut(|(_, a), (_, b)| a.first.total_cmp(&b.first).is_eq()) {
            if level.len() > 1 {
                self.order(level);
            }
        }
        all.truncate(self.keep);
        for (segment, it) in all.iter().filter(|(_, it)| it.group > 0) {
            let from = grouped.partition_point(|(_, other)| other.group < it.group);
            let found = grouped[from..].iter().take_while(|(_, other)| other.group == it.group);
            let found = found.map(|(segment, it)| DocAddress::new(*segment, it.doc)).collect();
            gathered.together.insert(DocAddress::new(*segment, it.doc), found);
        }
        gathered.hits =
            all.into_iter().map(|(segment, it)| (it.score, DocAddress::new(segment, it.doc))).collect();
        Ok(gathered)
    }
}

impl Gather<'_> {
    /// The best hits of a query that finds them without walking through all its matches.
    pub(crate) fn best(&self, query: &TermSetQuery) -> tantivy::Result<Gathered> {
        let mut fruits = Vec::new();
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let mut collector = self.for_segment(segment, reader)?;
            collector.articles = query.best(self.searcher, reader, &mut |doc, score| {
                collector.keep(doc, score);
                // A hit with the score of the last one may still come before it by its time.
                (collector.least as Score).next_down().max(Score::MIN)
            })?;
            fruits.push(collector.harvest());
        }
        self.merge_fruits(fruits)
    }

    /// Adds the first article of each group that may be among those kept. The groups stand side by side.
    fn add_best_of_groups(
        &self,
        grouped: &[(SegmentOrdinal, Candidate)],
        all: &mut Vec<(SegmentOrdinal, Candidate)>,
    ) {
        let groups: Vec<(f64, &[(SegmentOrdinal, Candidate)])> = grouped
            .chunk_by(|(_, a), (_, b)| a.group == b.group)
            .map(|group| (group.iter().map(|(_, it)| it.first).fold(f64::NEG_INFINITY, f64::max), group))
            .collect();
        let mut firsts: Vec<f64> =
            groups.iter().map(|it| it.0).chain(all.iter().map(|(_, it)| it.first)).collect();
        let least = if firsts.len() > self.keep {
            *firsts.select_nth_unstable_by(self.keep - 1, |a, b| b.total_cmp(a)).1
        } else {
            f64::NEG_INFINITY
        };
        for (first, group) in groups.into_iter().filter(|it| it.0 >= least) {
            let mut level: Vec<_> = group.iter().filter(|(_, it)| it.first == first).copied().collect();
            if level.len() > 1 {
                self.order(&mut level);
            }
            all.extend(level.first());
        }
    }

    /// Orders hits that tie.
    fn order(&self, level: &mut [(SegmentOrdinal, Candidate)]) {
        let rank = |&(segment, it): &(SegmentOrdinal, Candidate)| {
            (Rank::of(it, self.sort, &self.columns[segment as usize]), segment, it)
        };
        let mut ranked: Vec<(Rank, SegmentOrdinal, Candidate)> = level.iter().map(rank).collect();
        ranked.sort_unstable_by(|(a, a_segment, _), (b, b_segment, _)| {
            b.second.cmp(&a.second).then_with(|| match a_segment == b_segment {
                true => b.id.cmp(&a.id),
                false => self.id(*a_segment, a).cmp(&self.id(*b_segment, b)),
            })
        });
        for (place, (_, segment, it)) in level.iter_mut().zip(ranked) {
            *place = (segment, it);
        }
    }

    /// The id of a hit; empty when its column is damaged, which harms the order alone.
    fn id(&self, segment: SegmentOrdinal, rank: &Rank) -> String {
        let reader = self.searcher.segment_reader(segment);
        let mut id = String::new();
        if let Ok(Some(ids)) = self.columns[segment as usize].ids(reader) {
            let _ = ids.ord_to_str(rank.id.0, &mut id);
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::index::fixture::{article, at, ids, index_of, on, ranking, request};
    use crate::search::{Engine, Facet, PageLimit, SortBy};

    /// Articles of the same words, so that only time and id tell them apart.
    fn level() -> Vec<Article> {
        let same = |id| article(id, "Harbour", "The wall holds.");
        let [new, old] = ["2025-11-27", "2024-02-01"];
        vec![
            on(old, same("d")),
            on(new, same("c")),
            same("b"),
            on(new, same("a")),
            on(old, same("e")),
            same("f"),
        ]
    }

    #[test]
    fn hits_of_the_same_score_come_newest_first_then_by_id() {
        let articles = level();
        for segments in [vec![&articles[..]], vec![&articles[..2], &articles[2..5], &articles[5..]]] {
            let (_dir, index) = index_of(&segments);
            let searcher = index.searcher().unwrap();
            let order = |sort| {
                let mut request = request("harbour");
                request.sort = sort;
                let all = ids(&searcher, &request);
                // Each page shows the same order.
                for offset in 0..all.len() {
                    for limit in 0..=all.len() {
                        (request.offset, request.limit) = (offset, PageLimit::Hits(limit));
                        let shown = &all[offset..all.len().min(offset + limit)];
                        assert_eq!(ids(&searcher, &request), shown, "{sort:?} {offset} {limit}");
                    }
                }
                all
            };
            assert_eq!(order(SortBy::Relevance), ["a", "c", "d", "e", "b", "f"]);
            assert_eq!(order(SortBy::NewestFirst), ["a", "c", "d", "e", "b", "f"]);
            assert_eq!(order(SortBy::OldestFirst), ["d", "e", "a", "c", "b", "f"]);
        }
    }

    #[test]
    fn times_decide_before_days_and_days_before_ids() {
        // In the order of time; of one instant the day that is printed later is later.
        let told = [
            ("f", "2024-03-04", None),
            ("d", "2024-03-05", Some("2024-03-05T00:59:59+01:00")),
            ("h", "2024-03-05", None),
            ("b", "2024-03-05", Some("2024-03-05T01:00:00Z")),
            ("g", "2024-03-04", Some("2024-03-04T22:30:00-05:00")),
            ("a", "2024-03-05", Some("2024-03-05T03:30:00Z")),
            ("c", "2024-03-05", Some("2024-03-05T04:30:00+01:00")),
        ];
        let articles: Vec<Article> = told
            .iter()
            .map(|(id, day, instant)| at(day, *instant, article(id, "Harbour", "The wall.")))
            .collect();
        let undated = article("e", "Harbour", "The wall.");
        let ids_of = |order: &[usize]| order.iter().map(|it| told[*it].0.to_owned()).collect::<Vec<_>>();
        let newest = [ids_of(&[5, 6, 4, 3, 2, 1, 0]), vec!["e".to_owned()]].concat();
        let oldest = [ids_of(&[0, 1, 2, 3, 4, 5, 6]), vec!["e".to_owned()]].concat();
        let rest = [&articles[3..], std::slice::from_ref(&undated)].concat();
        for segments in [vec![&[&articles[..3], &rest].concat()[..]], vec![&rest[..], &articles[..3]]] {
            let (_dir, index) = index_of(&segments);
            let searcher = index.searcher().unwrap();
            for (sort, expected) in
                [(SortBy::Relevance, &newest), (SortBy::NewestFirst, &newest), (SortBy::OldestFirst, &oldest)]
            {
                let mut request = request("harbour");
                request.sort = sort;
                assert_eq!(&ids(&searcher, &request), expected, "{sort:?}");
                // The cut of a page falls between hits of one time too.
                request.limit = PageLimit::Hits(3);
                assert_eq!(ids(&searcher, &request), expected[..3], "{sort:?}");
            }
        }
    }

    #[test]
    fn a_better_score_comes_before_a_newer_day_unless_days_are_asked_for() {
        let plain = "Nothing else is told of it here.";
        let old = on("1999-01-01", article("old", "Harbour", "Harbour of the harbour."));
        let new = on("2025-11-27", article("new", "", &format!("The harbour. {plain} {plain} {plain}")));
        let (_dir, index) = index_of(&[&[old, new]]);
        let searcher = index.searcher().unwrap();
        let mut request = request("harbour");
        assert_eq!(ids(&searcher, &request), ["old", "new"]);
        request.sort = SortBy::NewestFirst;
        assert_eq!(ids(&searcher, &request), ["new", "old"]);
    }

    #[test]
    fn deleted_articles_are_neither_counted_nor_shown() {
        let first = [article("a", "Harbour", "One."), article("b", "Harbour", "Two.")];
        let again = [article("a", "Harbour", "Three."), article("c", "Harbour", "Four.")];
        let (_dir, index) = index_of(&[&first, &again]);
        let searcher = index.searcher().unwrap();
        let mut asked = request("harbour OR \"three four\"");
        asked.facets = vec![Facet::LANGUAGE];
        for limit in [PageLimit::Hits(0), PageLimit::Hits(2), PageLimit::All] {
            asked.limit = limit;
            let page = searcher.search(&asked).unwrap();
            assert_eq!(page.articles.number(), 3);
            assert_eq!(page.facets[0].values.iter().map(|it| it.1.number()).sum::<u64>(), 3);
        }
        assert_eq!(ranking(&searcher, &request("harbour")).0, 3);
    }
}
