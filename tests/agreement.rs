//! The index and the definition of the language answer alike, asked through the same trait.

use std::collections::BTreeMap;

use newsgrep::article::{Article, ArticleId};
use newsgrep::evidence::reference::{Definition, ReferenceEngine};
use newsgrep::query::{FieldClause, Query, Word};
use newsgrep::search::{
    Count, Engine, Facet, Hit, HitParts, IndirectSpeech, Occurrences, PageLimit, SearchPage, SearchRequest,
    SortBy, Variants,
};

use crate::support::articles::articles;
use crate::support::engines;
use crate::support::generate::Generator;
use crate::support::random::Random;

/// How many queries are asked of each collection; `NEWSGREP_QUERIES` asks more.
fn queries() -> usize {
    std::env::var("NEWSGREP_QUERIES").ok().and_then(|it| it.parse().ok()).unwrap_or(600)
}

/// Calls `ask` with the index and the definition over the same articles.
fn with_engines(seed: u64, how_many: usize, segments: usize, ask: impl Fn(&[Article], [&dyn Engine; 2])) {
    let articles = articles(seed, how_many);
    let dir = tempfile::tempdir().unwrap();
    let index = engines::index(dir.path(), &articles, segments).unwrap();
    ask(&articles, [&index, &ReferenceEngine::new(&articles)]);
}

/// A request for all there is to know of the articles that satisfy the query.
fn everything(query: &Query) -> SearchRequest {
    let mut request = SearchRequest::new(query.clone());
    request.limit = PageLimit::All;
    request.max_expansions = usize::MAX;
    request
}

/// A hit with all it shows but its score.
fn shown(hit: &Hit) -> String {
    format!("{:?}", Hit { score: 0.0, explanation: None, ..hit.clone() })
}

/// What a hit shows that does not stand in the text.
fn head(hit: &Hit) -> String {
    let hit = hit.clone();
    let (opening, speakers, spans, snippets) = (String::new(), Vec::new(), Vec::new(), Vec::new());
    format!("{:?}", Hit { opening, speakers, spans, snippets, ..hit })
}

fn hits(page: &SearchPage) -> BTreeMap<ArticleId, String> {
    page.hits.iter().map(|hit| (hit.id.clone(), shown(hit))).collect()
}

#[test]
fn both_find_the_same_articles_with_the_same_evidence() {
    for (seed, segments) in [(1, 1), (2, 3)] {
        with_engines(seed, 15, segments, |articles, [index, reference]| {
            let mut generator = Generator::new(seed, articles);
            for number in 0..queries() {
                let mut request = everything(&generator.query());
                request.variants = Variants::Off;
                let label = format!("query {number} {}", request.query);
                let page = index.search(&request).unwrap_or_else(|err| panic!("{label}: {err}"));
                let expected = reference.search(&request).unwrap();
                assert_eq!(hits(&page), hits(&expected), "{label}");
                assert_eq!(page.articles, expected.articles, "{label}");
                assert_eq!(page.occurrences, expected.occurrences, "{label}");
                for engine in [index, reference] {
                    let mut articles = BTreeMap::new();
                    let take = &mut |article: Article, spans| {
                        articles.insert(article.id.clone(), (article, spans));
                        true
                    };
                    let told = engine.each_article(&request, take).unwrap();
                    assert_eq!(told.occurrences, expected.occurrences, "{label}");
                    let evidence = page.hits.iter().map(|it| (&it.id, &it.spans));
                    let taken = articles.iter().map(|(id, (_, spans))| (id, spans));
                    assert_eq!(taken.collect::<BTreeMap<_, _>>(), evidence.collect(), "{label}");
                    let whole = |it: &Article| engine.article(&it.id).unwrap().as_ref() == Some(it);
                    assert!(articles.values().all(|(article, _)| whole(article)), "{label}");
                }
                // With nothing to show, a count over all hits comes from the index alone.
                request.limit = PageLimit::Hits(0);
                request.occurrences = Occurrences::Count;
                let counted = index.search(&request).unwrap();
                assert_eq!(counted.articles, expected.articles, "counted: {label}");
                assert_eq!(counted.occurrences, expected.occurrences, "counted: {label}");
            }
        });
    }
}

#[test]
fn both_take_every_part_of_a_request_alike() {
    for (seed, segments) in [(5, 1), (6, 3)] {
        with_engines(seed, 40, segments, |articles, [index, reference]| {
            let mut generator = Generator::new(seed, articles);
            let mut random = Random::new(seed);
            let mut answered = 0;
            for number in 0..queries() / 2 {
                let request = any_request(&generator.query(), articles, &mut random);
                let label = format!("request {number} {request:?}");
                let page = index.search(&request).unwrap_or_else(|err| panic!("{label}: {err}"));
                let expected = reference.search(&request).unwrap();
                assert_eq!(page.articles, expected.articles, "{label}");
                assert_eq!(page.occurrences, expected.occurrences, "{label}");
                assert_eq!(page.facets, expected.facets, "{label}");
                answered += usize::from(!page.hits.is_empty());
                let ranked = index.rank(&request).unwrap();
                assert_eq!(ranked.articles, expected.articles, "{label}");
                let shown_ids: Vec<_> = page.hits.iter().map(|hit| hit.id.clone()).collect();
                let ranked_ids: Vec<_> = ranked.hits.into_iter().map(|(id, _)| id).collect();
                assert_eq!(shown_ids, ranked_ids, "{label}");
                let without_text = SearchRequest { parts: HitParts::WithoutText, ..request.clone() };
                let told = index.search(&without_text).unwrap();
                assert_eq!(told.occurrences, page.occurrences, "{label}");
                let heads = |page: &SearchPage| page.hits.iter().map(head).collect::<Vec<_>>();
                assert_eq!(heads(&told), heads(&page), "{label}");
                assert!(told.hits.iter().all(|it| it.spans.is_empty()), "texts are read: {label}");
                if request.sort == SortBy::Relevance {
                    // The definition has no relevance: which hits a page shows is the index's own affair.
                    assert_eq!(page.hits.len(), expected.hits.len(), "{label}");
                    assert!(page.hits.is_sorted_by(|a, b| a.score >= b.score), "{label}");
                } else {
                    let in_order = |page: &SearchPage| page.hits.iter().map(shown).collect::<Vec<_>>();
                    assert_eq!(in_order(&page), in_order(&expected), "{label}");
                }
            }
            assert!(answered * 4 > queries() / 2, "{answered} requests have hits");
        });
    }
}

/// A request that may differ from the usual one in all that shapes an answer.
fn any_request(query: &Query, articles: &[Article], random: &mut Random) -> SearchRequest {
    let mut request = everything(query);
    request.sort = *random.pick(&[SortBy::Relevance, SortBy::OldestFirst, SortBy::NewestFirst]);
    if random.chance(60) {
        request.limit = PageLimit::Hits(random.below(8));
        request.offset = random.below(6);
    }
    if random.chance(40) {
        request.occurrences = Occurrences::Count;
    }
    request.variants = *random.pick(&[Variants::Linked, Variants::Off]);
    request.indirect = *random.pick(&[IndirectSpeech::Excluded, IndirectSpeech::Included]);
    request.snippets = random.below(4);
    if random.chance(30) {
        let article = random.pick(articles);
        let path = &random.pick(&article.origins).path;
        let upto = path.match_indices('/').map(|(at, _)| at).nth(random.below(3)).unwrap_or(path.len());
        request.within = vec![path[..upto].to_owned()];
    }
    let all: Vec<Facet> = Facet::all().collect();
    request.facets = all.into_iter().filter(|_| random.chance(30)).collect();
    request.facet_limit = *random.pick(&[1, 2, usize::MAX]);
    request
}

#[test]
fn facets_of_many_articles_are_counted_alike() {
    for (seed, segments) in [(3, 1), (4, 3)] {
        with_engines(seed, 700, segments, |articles, [index, reference]| {
            let mut generator = Generator::new(seed, articles);
            let queries = [Query::All].into_iter().chain((0..40).map(|_| generator.query()));
            for (number, query) in queries.enumerate() {
                for variants in [Variants::Linked, Variants::Off] {
                    let mut request = everything(&query);
                    request.limit = PageLimit::Hits(number % 3);
                    request.variants = variants;
                    request.facets = Facet::all().collect();
                    for limit in [2, usize::MAX] {
                        request.facet_limit = limit;
                        let page = index.search(&request).unwrap();
                        let expected = reference.search(&request).unwrap();
                        assert_eq!(page.facets, expected.facets, "{query} {variants:?}");
                    }
                }
            }
        });
    }
}

#[test]
fn both_take_the_same_names_for_spellings_of_one() {
    let articles = articles(8, 60);
    let dir = tempfile::tempdir().unwrap();
    let index = engines::index(dir.path(), &articles, 3).unwrap();
    let definition = Definition::new(&articles);
    assert!(!index.links().is_empty());
    assert_eq!(index.links(), definition.links());
}

#[test]
fn both_know_the_same_of_the_whole_collection() {
    with_engines(8, 60, 3, |articles, [index, reference]| {
        assert_eq!(index.articles().unwrap(), articles.len() as u64);
        assert_eq!(reference.articles().unwrap(), articles.len() as u64);
        let (info, mut expected) = (index.info().unwrap(), reference.info().unwrap());
        // What only files have.
        expected.index_bytes = info.index_bytes;
        expected.segments = info.segments;
        expected.format = info.format;
        expected.revision = info.revision;
        expected.written_by = info.written_by.clone();
        expected.sequence = info.sequence;
        expected.fingerprint = info.fingerprint.clone();
        assert_eq!(info, expected);
        for article in articles {
            let found = index.article(&article.id).unwrap();
            assert_eq!(format!("{found:?}"), format!("{:?}", reference.article(&article.id).unwrap()));
        }
        let nobody = ArticleId::new("nobody").unwrap();
        assert!(index.article(&nobody).unwrap().is_none() && reference.article(&nobody).unwrap().is_none());
        let path = &articles[0].origins[0].path;
        for path in [path, "2024", "2024/", "2025/sport/11", "202", "2024/11/0.htm", "nowhere", "2025/11/1"] {
            assert_eq!(index.holds_path(path).unwrap(), reference.holds_path(path).unwrap(), "{path}");
        }
    });
}

#[test]
fn a_word_stands_for_the_same_forms() {
    with_engines(9, 60, 3, |articles, [index, reference]| {
        let mut generator = Generator::new(9, articles);
        let mut asked = 0;
        for _ in 0..queries() {
            for word in generator.query().words() {
                // What a stem stands for depends on the language of the article that is asked.
                if matches!(word, Word::Stem(_)) {
                    continue;
                }
                let found = index.expand(word, usize::MAX).unwrap();
                assert_eq!(found, reference.expand(word, usize::MAX).unwrap(), "{word}");
                asked += found.len();
                if let Some(most) = found.len().checked_sub(1) {
                    assert!(index.expand(word, most).unwrap_err().is_refusal(), "{word}");
                    assert!(reference.expand(word, most).unwrap_err().is_refusal(), "{word}");
                }
            }
        }
        assert!(asked > 100, "{asked} forms");
    });
}

/// A text of invented words, the same for the same number.
fn told(sentences: impl IntoIterator<Item = usize>) -> String {
    let word = |at: usize| {
        format!("{}{}", ["bar", "con", "del", "fir", "gan"][at % 5], ["mu", "ta", "re"][at / 5 % 3])
    };
    let sentence = |at: usize| {
        let words: Vec<String> =
            (0..9).map(|step| word(at * 31 + step * at + step) + &at.to_string()).collect();
        format!("So {} it was. ", words.join(" "))
    };
    sentences.into_iter().map(sentence).collect()
}

#[test]
fn both_know_the_same_copies() {
    let mut random = Random::new(12);
    let mut all = articles(12, 40);
    for article in &mut all {
        let from = random.below(6) * 40;
        let len = [12, 12, 8, 5][random.below(4)];
        article.body = told(from..from + len);
        article.quotations.clear();
    }
    let reference = ReferenceEngine::new(&all);
    let expected = reference.all_copies().unwrap();
    assert!(expected.len() > 3 && expected.iter().any(|group| group.len() > 2), "{expected:?}");
    for segments in [1, 3] {
        let dir = tempfile::tempdir().unwrap();
        let index = engines::index(dir.path(), &all, segments).unwrap();
        assert_eq!(index.all_copies().unwrap(), expected);
        for article in &all {
            let id = article.id.as_str();
            assert_eq!(index.copies(&article.id).unwrap(), reference.copies(&article.id).unwrap(), "{id}");
            let copies = Query::Field(FieldClause::CopyOf(article.id.clone()));
            for query in [copies.clone(), Query::Not(Box::new(copies))] {
                let request = everything(&query);
                let found = index.search(&request).unwrap();
                assert_eq!(hits(&found), hits(&reference.search(&request).unwrap()), "{query}");
            }
        }
    }
}

#[test]
fn no_count_of_either_is_a_lower_bound() {
    with_engines(10, 30, 1, |articles, engines| {
        let mut generator = Generator::new(10, articles);
        for _ in 0..50 {
            let mut request = everything(&generator.query());
            request.facets = Facet::all().collect();
            for engine in engines {
                let page = engine.search(&request).unwrap();
                assert!(page.is_exact() && matches!(page.articles, Count::Exact(_)));
            }
        }
    });
}
