//! The index and the definition answer alike: the same articles, the same counts, the same spans.

use std::collections::{BTreeMap, BTreeSet};

use newsgrep::article::{Article, QuotationKind};
use newsgrep::date::Period;
use newsgrep::evidence::reference::Definition;
use newsgrep::index::{Index, Searcher, WriterSettings};
use newsgrep::people::names::Links;
use newsgrep::query::Query;
use newsgrep::search::{
    Count, Engine, Facet, IndirectSpeech, Occurrences, PageLimit, SearchRequest, Variants,
};

use crate::support::articles::articles;
use crate::support::generate::Generator;

/// An index of these articles in so many segments.
fn index(articles: &[Article], segments: usize) -> (tempfile::TempDir, Searcher) {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(dir.path()).unwrap();
    let mut writer = index.writer(WriterSettings { memory: 15_000_000 }).unwrap();
    let mut document_builder = index.document_builder();
    for part in articles.chunks(articles.len().div_ceil(segments)) {
        for article in part {
            writer.add(document_builder.prepare(article)).unwrap();
        }
        writer.commit(b"").unwrap();
    }
    drop(writer);
    let searcher = index.searcher().unwrap();
    (dir, searcher)
}

#[track_caller]
fn check(searcher: &Searcher, definition: &Definition<'_>, query: &Query, number: usize) {
    let expected = definition.answer(query, Variants::Off, IndirectSpeech::Excluded);
    let mut request = SearchRequest::new(query.clone());
    request.limit = PageLimit::All;
    request.variants = Variants::Off;
    request.max_expansions = usize::MAX;
    let page = searcher.search(&request).unwrap_or_else(|err| panic!("query {number} {query}: {err}"));
    let found: BTreeMap<_, BTreeSet<_>> = page
        .hits
        .iter()
        .map(|hit| {
            let spans = hit.spans.iter().map(|it| (it.field, it.span.bytes.start(), it.span.bytes.end()));
            (hit.id.clone(), spans.collect())
        })
        .collect();
    let ids = |spans: &BTreeMap<_, _>| spans.keys().cloned().collect::<Vec<_>>();
    assert_eq!(ids(&found), ids(&expected.spans), "articles of query {number} {query}");
    let count = Count::Exact(expected.spans.len() as u64);
    assert_eq!(page.articles, count, "count of query {number} {query}");
    assert_eq!(found, expected.spans, "spans of query {number} {query}");
    assert_eq!(
        page.occurrences,
        Some(Count::Exact(expected.occurrences() as u64)),
        "occurrences of query {number} {query}"
    );
    request.limit = PageLimit::Hits(0);
    request.occurrences = Occurrences::Count;
    let counted = searcher.search(&request).unwrap();
    // With nothing to show, a count over all hits comes from the index alone.
    assert_eq!(counted.articles, page.articles, "articles counted of query {number} {query}");
    assert_eq!(counted.occurrences, page.occurrences, "occurrences counted of query {number} {query}");
}

/// The values of an article that a facet counts.
fn values(article: &Article, facet: Facet, links: &Links) -> BTreeSet<String> {
    let text = article.text(facet.field());
    match facet.period() {
        Some(Period::Year) => text.iter().map(|it| it[..4].to_owned()).collect(),
        Some(Period::Month) => text.iter().map(|it| it[..7].to_owned()).collect(),
        Some(Period::Day) => text.iter().map(|it| it.to_string()).collect(),
        None if facet != Facet::SPEAKER => text.iter().map(|it| it.to_string()).collect(),
        None => {
            let told = article.quotations.iter().filter(|it| it.kind != QuotationKind::Indirect);
            let names = told.filter_map(|it| it.speaker.as_ref()).map(|it| it.name.clone());
            // Two spellings in one article count twice, so they are told apart here.
            let names: BTreeSet<String> = names.collect();
            names.into_iter().map(|it| format!("{}\0{it}", links.canonical(&it))).collect()
        }
    }
}

#[test]
fn facets_count_what_a_look_at_every_article_counts() {
    for (seed, segments) in [(3, 1), (4, 3)] {
        let articles = articles(seed, 700);
        let (_dir, searcher) = index(&articles, segments);
        let definition = Definition::new(&articles);
        let mut generator = Generator::new(seed, &articles);
        let queries = [Query::All].into_iter().chain((0..40).map(|_| generator.query()));
        for (number, query) in queries.enumerate() {
            let found = definition.answer(&query, Variants::Off, IndirectSpeech::Excluded).spans;
            for variants in [Variants::Linked, Variants::Off] {
                let mut request = SearchRequest::new(query.clone());
                // Names in the query itself find other articles with their spellings than without.
                if variants == Variants::Linked && query != Query::All {
                    continue;
                }
                request.limit = PageLimit::Hits(number % 3);
                request.variants = variants;
                request.max_expansions = usize::MAX;
                request.facets = Facet::all().collect();
                request.facet_limit = usize::MAX;
                let none = Links::default();
                let links = if variants == Variants::Linked { searcher.links() } else { &none };
                let page = searcher.search(&request).unwrap();
                for (facet, counts) in Facet::all().zip(&page.facets) {
                    let (mut expected, mut unknown) = (BTreeMap::<String, u64>::new(), 0);
                    for article in articles.iter().filter(|it| found.contains_key(&it.id)) {
                        let values = values(article, facet, links);
                        unknown += u64::from(values.is_empty());
                        for value in values {
                            let shown = value.split('\0').next().unwrap_or_default().to_owned();
                            *expected.entry(shown).or_default() += 1;
                        }
                    }
                    assert_eq!(counts.unknown, Count::Exact(unknown), "{facet:?} of {query}");
                    assert_eq!(counts.distinct, Count::Exact(expected.len() as u64), "{facet:?} of {query}");
                    let expected =
                        expected.into_iter().map(|(value, articles)| (value, Count::Exact(articles)));
                    let expected: BTreeMap<String, Count> = expected.collect();
                    let seen: BTreeMap<String, Count> = counts.values.iter().cloned().collect();
                    assert_eq!(seen, expected, "{facet:?} of {query}");
                    let mut short = request.clone();
                    short.facet_limit = 2;
                    let short = &searcher.search(&short).unwrap().facets;
                    let short = short.iter().find(|it| it.facet == facet).unwrap();
                    assert!(counts.values.starts_with(&short.values), "{facet:?} of {query}");
                }
            }
        }
    }
}

#[test]
fn the_index_answers_as_the_definition_does() {
    let queries = std::env::var("NEWSGREP_QUERIES").ok().and_then(|it| it.parse().ok()).unwrap_or(600);
    for (seed, segments) in [(1, 1), (2, 3)] {
        let articles = articles(seed, 15);
        let (_dir, searcher) = index(&articles, segments);
        let definition = Definition::new(&articles);
        let mut generator = Generator::new(seed, &articles);
        for number in 0..queries {
            check(&searcher, &definition, &generator.query(), number);
        }
    }
}
