//! Many questions at once find in an article what each finds alone.

use std::collections::BTreeSet;

use newsgrep::evidence::{Percolator, Standing};
use newsgrep::query::Query;
use newsgrep::search::{Engine, IndirectSpeech, PageLimit, SearchRequest, Variants};

use crate::support::articles::articles;
use crate::support::engines;
use crate::support::generate::Generator;
use crate::support::random::Random;

/// What the index finds for a question, as places in the list of articles.
fn searched(index: &dyn Engine, standing: Standing<'_>, ids: &[String]) -> BTreeSet<usize> {
    let mut request = SearchRequest::new(standing.query.clone());
    request.limit = PageLimit::All;
    request.max_expansions = usize::MAX;
    (request.variants, request.indirect) = (standing.variants, standing.indirect);
    let found = index.rank(&request).unwrap_or_else(|error| panic!("{}: {error}", standing.query));
    found.hits.iter().map(|(id, _)| ids.iter().position(|it| it == id.as_str()).unwrap()).collect()
}

#[test]
fn every_operator_finds_among_thousands_of_questions_what_a_search_finds() {
    for (seed, how_many) in [(1, 12), (2, 12), (3, 12)] {
        let articles = articles(seed, how_many);
        let dir = tempfile::tempdir().unwrap();
        let index = engines::index(dir.path(), &articles, 2).unwrap();
        let ids: Vec<String> = articles.iter().map(|it| it.id.as_str().to_owned()).collect();
        let (mut generator, mut random) = (Generator::new(seed, &articles), Random::new(seed));
        let queries: Vec<Query> = (0..2000).map(|_| generator.query()).collect();
        let standing: Vec<Standing<'_>> = queries
            .iter()
            .map(|query| Standing {
                query,
                variants: *random.pick(&[Variants::Linked, Variants::Off]),
                indirect: *random.pick(&[IndirectSpeech::Excluded, IndirectSpeech::Included]),
            })
            .filter(Standing::is_of_each_alone)
            .collect();
        assert!(standing.len() > 1800);
        let mut percolator = Percolator::new(standing.iter().copied());
        let links = index.links();
        let spellings = |name: &str| links.forms(name).into_iter().map(str::to_owned).collect();
        let mut found = vec![BTreeSet::new(); standing.len()];
        for (at, article) in articles.iter().enumerate() {
            let percolated = percolator.ask(article, &spellings);
            assert_eq!(percolated.refused, [0; 0]);
            percolated.holds.iter().for_each(|question| {
                found[*question].insert(at);
            });
        }
        let mut some = 0;
        for (standing, found) in standing.iter().zip(&found) {
            let expected = searched(&index, *standing, &ids);
            assert_eq!(
                *found, expected,
                "{} {:?} {:?}",
                standing.query, standing.variants, standing.indirect
            );
            some += usize::from(!expected.is_empty() && expected.len() < articles.len());
        }
        assert!(some * 3 > standing.len(), "{some} of {} tell articles apart", standing.len());
    }
}

#[test]
fn an_article_is_forgotten_when_the_next_is_asked() {
    let articles = articles(7, 2);
    let mut generator = Generator::new(7, &articles);
    let queries: Vec<Query> = (0..300).map(|_| generator.query()).collect();
    let standing = || {
        queries.iter().map(|query| Standing {
            query,
            variants: Variants::Off,
            indirect: IndirectSpeech::Excluded,
        })
    };
    let alone = |name: &str| vec![name.to_owned()];
    let mut percolator = Percolator::new(standing());
    percolator.ask(&articles[0], &alone);
    assert_eq!(percolator.ask(&articles[1], &alone), Percolator::new(standing()).ask(&articles[1], &alone));
}
