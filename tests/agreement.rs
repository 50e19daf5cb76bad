//! The index and the brute-force twin answer alike: the same articles, the same counts, the same spans.

use std::collections::{BTreeMap, BTreeSet};

use newsgrep::article::Article;
use newsgrep::index::{Index, Searcher, WriterSettings};
use newsgrep::query::Query;
use newsgrep::search::{Occurrences, PageLimit, SearchRequest, Variants};

use crate::support::articles::articles;
use crate::support::generate::Generator;
use crate::support::twin::Twin;

/// An index of these articles in so many segments.
fn index(articles: &[Article], segments: usize) -> (tempfile::TempDir, Searcher) {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(dir.path()).unwrap();
    let mut writer = index.writer(WriterSettings { memory: 15_000_000, threads: 1 }).unwrap();
    let mut preparer = index.preparer();
    for part in articles.chunks(articles.len().div_ceil(segments)) {
        for article in part {
            writer.add(preparer.prepare(article)).unwrap();
        }
        writer.commit(b"").unwrap();
    }
    drop(writer);
    let searcher = index.searcher().unwrap();
    (dir, searcher)
}

#[track_caller]
fn check(searcher: &Searcher, twin: &Twin, query: &Query, number: usize) {
    let expected = twin.answer(query);
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
    let ids: BTreeSet<_> = found.keys().cloned().collect();
    assert_eq!(ids, expected.articles, "articles of query {number} {query}");
    assert_eq!(page.articles as usize, expected.articles.len(), "count of query {number} {query}");
    assert_eq!(found, expected.spans, "spans of query {number} {query}");
    assert_eq!(
        page.occurrences,
        Some(expected.occurrences() as u64),
        "occurrences of query {number} {query}"
    );
    request.limit = PageLimit::Hits(0);
    request.occurrences = Occurrences::Count;
    let counted = searcher.search(&request).unwrap();
    // With nothing to show, a count over all hits comes from the index alone.
    assert_eq!(counted.articles, page.articles, "articles counted of query {number} {query}");
    assert_eq!(counted.occurrences, page.occurrences, "occurrences counted of query {number} {query}");
}

#[test]
fn the_index_answers_as_the_twin_does() {
    let queries = std::env::var("NEWSGREP_QUERIES").ok().and_then(|it| it.parse().ok()).unwrap_or(600);
    for (seed, segments) in [(1, 1), (2, 3)] {
        let articles = articles(seed, 15);
        let (_dir, searcher) = index(&articles, segments);
        let twin = Twin::new(&articles);
        let mut generator = Generator::new(seed, &articles);
        for number in 0..queries {
            check(&searcher, &twin, &generator.query(), number);
        }
    }
}
