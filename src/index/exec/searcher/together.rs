//! Which article stands for a story, and what is told of the others.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::DocAddress;

use crate::article::Article;
use crate::date::Day;
use crate::field::Field;
use crate::index::build::copies::PlacedGroups;
use crate::index::error::{EngineError, failed};
use crate::index::exec::query::WalkContext;
use crate::index::exec::searcher::Searcher;
use crate::index::exec::standing::Shown;
use crate::index::plan::access::Access;
use crate::search::stories::{Grouping, Keep, OtherPlace, Together};
use crate::search::{NameFit, SearchRequest, Variants};

impl Searcher {
    /// The groups whose articles are shown as one, of those that `access` finds.
    pub(super) fn groups_of(
        &self,
        access: &Access,
        request: &SearchRequest,
        context: &WalkContext,
    ) -> Result<Option<Arc<PlacedGroups>>, EngineError> {
        Ok(match request.group {
            Grouping::Off => None,
            Grouping::Copies => Some(Arc::clone(self.placed_copies())),
            Grouping::Events => Some(Arc::new(self.placed_events(access.clone(), context)?)),
        })
    }

    /// The article that stands for the story of a hit. `together` has the articles of a story by the hit.
    pub(super) fn standing_for(
        &self,
        (score, at): (f32, DocAddress),
        groups: Option<&PlacedGroups>,
        together: &FxHashMap<DocAddress, Vec<DocAddress>>,
        keep: &Keep,
    ) -> Shown {
        let alone = |at| Shown { score, at, others: Vec::new(), unmatched: 0 };
        let Some(groups) = groups.filter(|groups| groups.group_of(at) > 0) else { return alone(at) };
        let found = together.get(&at).map_or(&[][..], Vec::as_slice);
        let unmatched = groups.of_article(at).len().saturating_sub(found.len()) as u64;
        let mut found: Vec<DocAddress> = found.to_vec();
        found.sort_by_cached_key(|&it| self.time_and_id(it));
        let dated = |it: &&DocAddress| self.published(**it).is_some();
        let kept = match keep {
            Keep::Best => None,
            Keep::First => found.first().copied(),
            Keep::Last => {
                // Of one instant the first id.
                let time = |it: &&DocAddress| self.published(**it);
                found.iter().filter(dated).rev().max_by_key(time).or(found.first()).copied()
            }
            Keep::Source(name) => {
                let fit = NameFit::of(name, Variants::Linked);
                let is_of = |it: &DocAddress| self.source(*it).is_some_and(|it| fit.fits(&it));
                found.iter().copied().find(is_of)
            }
        };
        let kept = kept.unwrap_or(at);
        found.retain(|it| *it != kept);
        Shown { others: found, unmatched, ..alone(kept) }
    }

    /// What is told of the other articles of a story; nothing of an article that is alone.
    pub(super) fn together(
        &self,
        article: &Article,
        others: &[DocAddress],
        unmatched: u64,
    ) -> Result<Option<Together>, EngineError> {
        if others.is_empty() && unmatched == 0 {
            return Ok(None);
        }
        let place = |&at: &DocAddress| {
            Ok(OtherPlace { id: self.id(at)?, source: self.source(at), day: self.day(at)? })
        };
        let places = others.iter().map(place).collect::<Result<_, EngineError>>()?;
        Ok(Some(Together::of(article.names.text(Field::Source), places, unmatched)))
    }

    /// What orders articles in time, those without a day last, then by id.
    fn time_and_id(&self, at: DocAddress) -> (Reverse<bool>, Option<i64>, String) {
        let time = self.published(at);
        let id = self.id(at).map(|it| it.to_string()).unwrap_or_default();
        (Reverse(time.is_some()), time, id)
    }

    fn published(&self, at: DocAddress) -> Option<i64> {
        let reader = self.0.engine.segment_reader(at.segment_ord);
        self.0.columns[at.segment_ord as usize].all_published(reader).ok()?.first(at.doc_id)
    }

    fn day(&self, at: DocAddress) -> Result<Option<Day>, EngineError> {
        let reader = self.0.engine.segment_reader(at.segment_ord);
        let days = self.0.columns[at.segment_ord as usize].days(Field::Date, reader).map_err(failed)?;
        Ok(days.first(at.doc_id).and_then(|it| i32::try_from(it).ok()).and_then(Day::from_number))
    }

    fn source(&self, at: DocAddress) -> Option<String> {
        let reader = self.0.engine.segment_reader(at.segment_ord);
        let sources = self.0.columns[at.segment_ord as usize].names(Field::Source, reader).ok()??;
        let mut name = String::new();
        let is_there = sources.ord_to_str(sources.ords().first(at.doc_id)?, &mut name).ok()?;
        is_there.then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::article::{Found, FoundBy};
    use crate::field::Field;
    use crate::index::fixture::{article, ids, index_of, on, request};
    use crate::query::NamePattern;
    use crate::search::stories::{Grouping, Keep};
    use crate::search::{Count, Engine, Facet, PageLimit, SortBy};

    const TEXT: &str = "The harbour wall of Breesap gave way on Tuesday night, the mayor told the council, and forty \
        houses in the old town below it stand in water that nobody expects to fall before the end of the week.";

    fn told(id: &str, source: &str, day: &str, body: &str) -> Article {
        let mut made = on(day, article(id, "Harbour wall of Breesap gives way", body));
        if !source.is_empty() {
            made.names.set(Field::Source, Found::new(source.to_owned(), FoundBy::Given));
        }
        made
    }

    /// A story in four places, one of them a version, and two articles of their own.
    fn articles() -> Vec<Article> {
        let other =
            "The orchestra of Lindal plays in the open air this summer, and the tickets cost nothing.";
        vec![
            told("wire", "Northern Wire", "2025-11-03", TEXT),
            told("post", "Lakeside Post", "2025-11-04", TEXT),
            told("again", "Northern Wire", "2025-11-05", TEXT),
            told("bare", "", "2025-11-04", TEXT),
            told("alone", "Northern Wire", "2025-11-04", &format!("{other} The harbour is dry.")),
            told(
                "lone",
                "Lakeside Post",
                "2025-11-04",
                "A harbour for boats of paper was opened, said its owner.",
            ),
        ]
    }

    #[test]
    fn a_story_is_one_hit_that_tells_of_its_other_places() {
        let all = articles();
        for segments in [vec![&all[..]], vec![&all[..1], &all[1..3], &all[3..]]] {
            let (_dir, index) = index_of(&segments);
            let searcher = index.searcher().unwrap();
            let mut asked = request("harbour");
            asked.sort = SortBy::OldestFirst;
            asked.facets = vec![Facet::SOURCE, Facet::MONTH];
            let page = searcher.search(&asked).unwrap();
            assert_eq!((page.articles, page.stories), (Count::Exact(6), None));
            assert!(page.hits.iter().all(|it| it.together.is_none()));
            asked.group = Grouping::Copies;
            let page = searcher.search(&asked).unwrap();
            assert_eq!((page.articles, page.stories), (Count::Exact(6), Some(Count::Exact(3))));
            assert_eq!(page.occurrences, None, "not all are shown");
            assert_eq!(
                page.hits.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
                ["wire", "alone", "lone"]
            );
            let together = page.hits[0].together.as_ref().unwrap();
            assert_eq!((together.papers, together.versions, together.unmatched), (2, 1, 0));
            let others: Vec<_> =
                together.others.iter().map(|it| (it.id.as_str(), it.source.as_deref())).collect();
            assert_eq!(
                others,
                [("bare", None), ("post", Some("Lakeside Post")), ("again", Some("Northern Wire"))]
            );
            assert!(page.hits[1].together.is_none());
            // A story counts once for each of its papers.
            let counts = |at: usize| -> Vec<(&str, u64)> {
                page.facets[at].values.iter().map(|(value, count)| (value.as_str(), count.number())).collect()
            };
            assert_eq!(counts(0), [("Lakeside Post", 2), ("Northern Wire", 2)]);
            assert_eq!(page.facets[0].unknown, Count::Exact(0));
            assert_eq!(counts(1), [("2025-11", 3)]);
            (asked.limit, asked.facets) = (PageLimit::Hits(0), Vec::new());
            assert_eq!(searcher.search(&asked).unwrap().stories, Some(Count::Exact(3)));
        }
    }

    #[test]
    fn who_stands_for_a_story_is_chosen() {
        let (_dir, index) = index_of(&[&articles()]);
        let searcher = index.searcher().unwrap();
        let of = |name: &str| Keep::Source(NamePattern::of_words(vec![name.to_owned()]));
        for (keep, sort, first) in [
            (Keep::Best, SortBy::NewestFirst, "again"),
            (Keep::First, SortBy::NewestFirst, "wire"),
            (Keep::Last, SortBy::OldestFirst, "again"),
            (of("lakeside"), SortBy::OldestFirst, "post"),
            (of("nobody"), SortBy::OldestFirst, "wire"),
        ] {
            let mut asked = request("wall");
            (asked.group, asked.keep, asked.sort) = (Grouping::Copies, keep.clone(), sort);
            assert_eq!(ids(&searcher, &asked)[0], first, "{keep:?}");
        }
    }

    #[test]
    fn pages_of_stories_follow_each_other_and_what_does_not_match_is_counted() {
        let mut all = articles();
        all[2].body.push_str(" Pumps are on their way.");
        let (_dir, index) = index_of(&[&all[..2], &all[2..]]);
        let searcher = index.searcher().unwrap();
        let mut asked = request("harbour");
        asked.group = Grouping::Copies;
        let whole = ids(&searcher, &asked);
        assert_eq!(whole.len(), 3);
        for offset in 0..3 {
            (asked.offset, asked.limit) = (offset, PageLimit::Hits(1));
            assert_eq!(ids(&searcher, &asked), whole[offset..=offset]);
        }
        let mut asked = request("pumps");
        asked.group = Grouping::Copies;
        let page = searcher.search(&asked).unwrap();
        let together = page.hits[0].together.as_ref().unwrap();
        assert_eq!((together.others.len(), together.unmatched), (0, 3));
    }
}
