//! Which of the articles that are found tell of one event.

use tantivy::DocAddress;

use crate::date::Day;
use crate::index::build::copies::PlacedGroups;
use crate::index::error::{EngineError, failed};
use crate::index::exec::collector::Gather;
use crate::index::exec::query::{WalkContext, query_of};
use crate::index::exec::searcher::Searcher;
use crate::index::plan::access::Access;
use crate::likeness::Bag;
use crate::likeness::events::events;
use crate::search::SortBy;

/// Articles whose texts are compared; of more the newest.
const MOST: usize = 20_000;

/// What is to be told when so many articles were found, of which not all are compared.
pub(super) fn notice(found: u64) -> Option<String> {
    (found > MOST as u64).then(|| {
        format!("events are looked for in the {MOST} newest of {found} articles; a shorter time, as by --after and --before, looks at all of its articles")
    })
}

impl Searcher {
    /// The events among what `access` finds, of the newest articles where it finds more than [`MOST`].
    pub(super) fn placed_events(
        &self,
        access: Access,
        context: &WalkContext,
    ) -> Result<PlacedGroups, EngineError> {
        let engine = &self.0.engine;
        let gather = Gather {
            keep: MOST,
            sort: SortBy::NewestFirst,
            facets: &[],
            context: &context.query,
            columns: &self.0.columns,
            searcher: engine,
            links: None,
            groups: None,
        };
        let found = engine.search(&*query_of(access, context), &gather).map_err(failed)?;
        let mut places: Vec<DocAddress> = found.hits.into_iter().map(|(_, at)| at).collect();
        // Neighbours are read together.
        places.sort_unstable();
        let mut told = Vec::with_capacity(places.len());
        for at in places {
            if context.query.check_clock() {
                break;
            }
            let article = self.stored(at)?;
            let bag = Bag::of(article.title_text(), &article.body);
            told.push((article.id.clone(), at, (bag, article.day().map(Day::number))));
        }
        told.sort_by(|one, other| one.0.cmp(&other.0));
        let (places, articles): (Vec<DocAddress>, Vec<_>) = told.into_iter().map(|it| (it.1, it.2)).unzip();
        let groups = events(&articles, &|| context.query.check_clock());
        let placed =
            groups.into_iter().map(|group| group.into_iter().map(|at| places[at as usize]).collect());
        Ok(PlacedGroups::placed(engine, placed.collect()))
    }
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::index::fixture::{article, index_of, on, request};
    use crate::search::stories::{Grouping, Keep};
    use crate::search::{Count, Engine};

    #[test]
    fn it_is_told_when_articles_are_not_compared() {
        assert_eq!(super::notice(20_000), None);
        let told = super::notice(20_001).expect("a notice");
        assert!(told.starts_with("events are looked for in the 20000 newest of 20001 articles;"), "{told}");
    }

    #[test]
    fn reports_of_one_event_are_one_hit_whatever_the_segments() {
        let told = |id: &str, day: &str, title: &str, body: &str| on(day, article(id, title, body));
        let all: Vec<Article> = vec![
            told(
                "a",
                "2025-11-03",
                "Harbour wall of Breesap gives way",
                "Forty houses stand in water after the wall broke.",
            ),
            told(
                "b",
                "2025-11-04",
                "Breesap harbour wall broke",
                "Water stands in forty houses, the mayor of Breesap said.",
            ),
            told(
                "c",
                "2025-11-04",
                "Lindal orchestra plays",
                "The orchestra plays a summer of free concerts at the harbour.",
            ),
            told(
                "d",
                "2025-12-04",
                "Harbour wall of Breesap gives way",
                "Forty houses stand in water after the wall broke.",
            ),
        ];
        for segments in [vec![&all[..]], vec![&all[2..], &all[..2]]] {
            let (_dir, index) = index_of(&segments);
            let mut asked = request("harbour");
            (asked.group, asked.keep) = (Grouping::Events, Keep::First);
            let page = index.searcher().unwrap().search(&asked).unwrap();
            assert_eq!((page.articles, page.stories), (Count::Exact(4), Some(Count::Exact(3))));
            let event = page.hits.iter().find(|it| it.together.is_some()).unwrap();
            assert_eq!(event.id.as_str(), "a");
            assert_eq!(event.together.as_ref().unwrap().others[0].id.as_str(), "b");
        }
    }
}
