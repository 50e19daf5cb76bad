//! The index beside the definition of the language, over generated queries: articles, counts, occurrences and
//! spans must be the same. `agreement QUERIES SEED [CORPUS.jsonl]`; without a corpus, over made-up articles.
//! `agreement FILE 0 CORPUS.jsonl` asks the queries of a file instead, one a line, such as `queries.txt`.

#[path = "../../../tests/support/mod.rs"]
#[allow(dead_code, reason = "the tests use all of it")]
mod support;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail, ensure};
use newsgrep::article::Article;
use newsgrep::date::Day;
use newsgrep::evidence::reference::Definition;
use newsgrep::extract::{ExtractSettings, FieldMap};
use newsgrep::index::Searcher;
use newsgrep::query::{BareWords, ParseSettings, Query, parse};
use newsgrep::readers::{FileEntry, Named, Opened, ReadSettings, open};
use newsgrep::search::{Count, Engine, IndirectSpeech, Occurrences, PageLimit, SearchRequest, Variants};
use newsgrep::update::article_of;
use support::generate::Generator;

/// Of how many hits the texts are read.
const SHOWN: usize = 200;

fn check(searcher: &Searcher, definition: &Definition<'_>, query: &Query) -> Result<usize> {
    let expected = definition.answer(query, Variants::Off, IndirectSpeech::Excluded);
    let mut request = SearchRequest::new(query.clone());
    request.limit = PageLimit::All;
    request.variants = Variants::Off;
    request.max_expansions = usize::MAX;
    request.snippets = 0;
    let found: BTreeSet<_> = searcher.rank(&request)?.hits.into_iter().map(|(id, _)| id).collect();
    ensure!(found.iter().eq(expected.spans.keys()), "other articles");
    // The spans of the best; all are counted, from postings, below.
    request.limit = PageLimit::Hits(SHOWN);
    let page = searcher.search(&request)?;
    ensure!(page.articles == Count::Exact(expected.spans.len() as u64), "another number of articles");
    ensure!(page.hits.len() == SHOWN.min(found.len()), "another number of hits");
    for hit in &page.hits {
        let spans = hit.spans.iter().map(|it| (it.field, it.span.bytes.start(), it.span.bytes.end()));
        ensure!(expected.spans.get(&hit.id) == Some(&spans.collect()), "other spans in {}", hit.id.as_str());
    }
    let occurrences = Some(Count::Exact(expected.occurrences() as u64));
    ensure!(page.hits.len() < found.len() || page.occurrences == occurrences, "other occurrences");
    request.limit = PageLimit::Hits(0);
    request.occurrences = Occurrences::Count;
    ensure!(searcher.search(&request)?.occurrences == occurrences, "occurrences counted otherwise");
    Ok(expected.spans.len())
}

fn read(corpus: &str) -> Result<Vec<Article>> {
    let entry = FileEntry {
        path: corpus.into(),
        shown: corpus.into(),
        named: Named::Outright,
        size: 0,
        modified: None,
        inode: None,
    };
    let Opened::Records(records) = open(&entry, &ReadSettings::default()) else {
        bail!("{corpus} is not read")
    };
    let today = Day::new(2026, 1, 1).context("a day")?;
    let settings = ExtractSettings { today, map: FieldMap::default(), dates: None };
    records.map(|it| Ok(article_of(it?, &settings)?)).collect()
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [queries, seed, rest @ ..] = args.as_slice() else { bail!("agreement QUERIES SEED [CORPUS.jsonl]") };
    let seed: u64 = seed.parse()?;
    let (queries, listed) = match queries.parse::<usize>() {
        Ok(count) => (count, Vec::new()),
        Err(_) => {
            let text = std::fs::read_to_string(queries).with_context(|| queries.clone())?;
            let settings =
                ParseSettings { today: Day::new(2026, 1, 1).context("a day")?, words: BareWords::Phrase };
            let listed = text.lines().map(|line| parse(line, &settings).with_context(|| line.to_owned()));
            let listed = listed.collect::<Result<Vec<_>>>()?;
            (listed.len(), listed)
        }
    };
    let articles = match rest.first() {
        Some(corpus) => read(corpus)?,
        None => support::articles::articles(seed, 15),
    };
    let dir = std::env::temp_dir().join(format!("newsgrep-agreement-{}", std::process::id()));
    let searcher = support::engines::index(&dir, &articles, 1 + seed as usize % 3)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (hits, differences, done) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (searcher, articles, listed) = (&searcher, &articles, &listed);
            let (hits, differences, done) = (&hits, &differences, &done);
            scope.spawn(move || {
                let definition = Definition::new(articles);
                let mut generator = Generator::new(seed * 1000 + thread as u64, articles);
                for number in (thread..queries).step_by(threads) {
                    let query = listed.get(number).cloned().unwrap_or_else(|| generator.query());
                    match check(searcher, &definition, &query) {
                        Ok(articles) => _ = hits.fetch_add(usize::from(articles > 0), Ordering::Relaxed),
                        Err(err) => {
                            differences.fetch_add(1, Ordering::Relaxed);
                            println!("{err}: {query}");
                        }
                    }
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    if done.is_multiple_of(1000) {
                        println!("{done} queries, {} differences", differences.load(Ordering::Relaxed));
                    }
                }
            });
        }
    });
    std::fs::remove_dir_all(&dir)?;
    let differences = differences.into_inner();
    println!(
        "{} queries over {} articles, {} found something, {differences} differences",
        done.into_inner(),
        articles.len(),
        hits.into_inner()
    );
    ensure!(differences == 0, "the index and the definition differ");
    Ok(())
}
