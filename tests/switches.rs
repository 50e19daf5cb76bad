//! What the index does in its own way, the engine's own way gives too: an upgrade of the engine can be taken first.

use newsgrep::article::{Article, ArticleId, Found, FoundBy, Origin};
use newsgrep::date::Day;
use newsgrep::index::{Implementation, Index, Switches, VerifyDepth, WriterSettings};
use newsgrep::query::{BareWords, ParseSettings, Query, parse};
use newsgrep::search::{Engine, Occurrences, PageLimit, SearchPage, SearchRequest};

use crate::support::articles::articles;
use crate::support::generate::Generator;
use crate::support::random::Random;

const OWN: Switches =
    Switches { segments: Implementation::Own, phrases: Implementation::Own, bags: Implementation::Own };

fn index_of(articles: &[Article], switches: Switches) -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(dir.path()).unwrap().with_switches(switches);
    let mut writer = index.writer(WriterSettings { memory: 64 << 20 }).unwrap();
    let mut document_builder = index.document_builder();
    for article in articles {
        writer.replace(document_builder.prepare(article)).unwrap();
    }
    writer.commit(b"").unwrap();
    drop(writer);
    (dir, index)
}

fn page(index: &Index, switches: Switches, query: &Query) -> SearchPage {
    let mut request = SearchRequest::new(query.clone());
    request.limit = PageLimit::Hits(50);
    request.occurrences = Occurrences::Count;
    request.max_expansions = usize::MAX;
    index.clone().with_switches(switches).searcher().unwrap().search(&request).unwrap()
}

/// Counts, and each hit with its score, in order.
fn answer(page: &SearchPage) -> (String, Vec<(ArticleId, f32)>) {
    let counts = format!("{:?} {:?}", page.articles, page.occurrences);
    (counts, page.hits.iter().map(|hit| (hit.id.clone(), hit.score)).collect())
}

/// Short articles of so few words that each stands in nearly all of them.
fn frequent_words(count: usize) -> Vec<Article> {
    const WORDS: [&str; 8] = ["the", "old", "harbour", "of", "town", "wall", "in", "new"];
    let mut random = Random::new(5);
    let mut text = |words: usize| {
        let words: Vec<&str> = (0..words).map(|_| *random.pick(&WORDS)).collect();
        words.join(" ")
    };
    let article = |number: usize| Article {
        title: Some(Found::new(text(4), FoundBy::Given)),
        body: text(10 + number % 50),
        origins: vec![Origin { path: "a.jsonl".into(), record: Some(number as u64) }],
        ..Article::new(ArticleId::new(&format!("a{number}")).unwrap())
    };
    (0..count).map(article).collect()
}

fn parsed(query: &str) -> Query {
    let today = Day::new(2025, 11, 27).unwrap();
    parse(query, &ParseSettings { today, words: BareWords::Phrase }).unwrap()
}

#[test]
fn phrases_are_found_and_scored_as_the_engine_does() {
    let (_dir, index) = index_of(&frequent_words(2_500), OWN);
    let engines = Switches { phrases: Implementation::Engine, ..OWN };
    for query in [
        "\"old harbour\"",
        "\"the old harbour\"",
        "\"harbour harbour\"",
        "\"the old\" AND wall",
        "\"the old\" AND NOT \"new town\"",
        "\"the old\" OR \"of town\" OR \"in the new\"",
        "title:\"old harbour\"",
        "\"harbour lights\"",
    ] {
        let query = parsed(query);
        let own = page(&index, OWN, &query);
        assert_eq!(answer(&own), answer(&page(&index, engines, &query)), "{query}");
        assert!(own.hits.len() > 10 || query.to_string().contains("lights"), "{query} is found");
    }
}

#[test]
fn segments_that_the_engine_builds_answer_as_our_own() {
    let mut articles = articles(8, 300);
    // Each article once more, so that the first of each is taken out while its segment is built.
    articles.extend_from_within(..100);
    let engines = Switches { segments: Implementation::Engine, ..OWN };
    let ((_own, own), (_engines, engines)) = (index_of(&articles, OWN), index_of(&articles, engines));
    let mut generator = Generator::new(8, &articles);
    for query in (0..150).map(|_| generator.query()) {
        let [own, engines] = [&own, &engines].map(|index| answer(&page(index, OWN, &query)));
        assert_eq!(own, engines, "{query}");
    }
    let (report, _) = engines.verify(VerifyDepth::Full).unwrap();
    assert_eq!((report.articles, report.findings), (300, Vec::new()));
}

#[test]
fn bags_find_what_the_engine_finds() {
    let articles = articles(9, 400);
    let (_dir, index) = index_of(&articles, OWN);
    let engines = Switches { bags: Implementation::Engine, ..OWN };
    for query in [
        "kremlin OR ceasefire OR café OR organise",
        "(war OR plan OR NATO OR talks OR Łódź) AND peace",
        "(war OR plan OR NATO OR talks) AND NOT peace",
        "war OR plan OR NATO OR talks OR \"the plan\" OR lang:de",
    ] {
        let query = parsed(query);
        let mut request = SearchRequest::new(query.clone());
        (request.limit, request.explain) = (PageLimit::All, true);
        let [own, engines] = [OWN, engines].map(|switches| {
            let searcher = index.clone().with_switches(switches).searcher().unwrap();
            let mut page = searcher.search(&request).unwrap();
            page.hits.sort_by(|a, b| a.id.cmp(&b.id));
            page
        });
        assert!(own.hits.len() > 20, "{query} is found");
        assert_eq!(own.articles, engines.articles, "{query}");
        for (own, engines) in own.hits.iter().zip(&engines.hits) {
            assert_eq!((&own.id, &own.spans), (&engines.id, &engines.spans), "{query}");
            // What the leaves add up to is the score, whoever ranks.
            for hit in [own, engines] {
                let leaves = hit.explanation.as_ref().unwrap();
                let sum: f32 = leaves.iter().map(|it| it.score).sum();
                assert!((sum - hit.score).abs() <= 1e-4 * hit.score.abs() + 1e-6, "{query}: {leaves:?}");
            }
        }
        assert!(own.hits.iter().zip(&engines.hits).any(|(a, b)| a.score != b.score), "{query}: two ways");
    }
}
