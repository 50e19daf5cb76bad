//! Thousands of standing questions against new articles: `percolation WATCHES.tsv INDEX [ARTICLES [QUESTIONS]]`.
//!
//! WATCHES.tsv has a name, a tab and a query a line. The articles of the index that came last are asked, one by one. Printed
//! is the processor time of making the questions ready, of the first article, and of each of all; then the answers are
//! compared with those of searches, for the first QUESTIONS of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use newsgrep::article::{Article, ArticleId};
use newsgrep::date::Day;
use newsgrep::evidence::{Percolator, Standing};
use newsgrep::index::Index;
use newsgrep::request::RequestObject;
use newsgrep::search::{Engine, PageLimit, SearchRequest};

/// The processor time of this thread, in milliseconds.
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [watches, index, rest @ ..] = words.as_slice() else {
        anyhow::bail!("percolation WATCHES.tsv INDEX [ARTICLES [QUESTIONS]]")
    };
    let number = |at: usize, default: usize| rest.get(at).and_then(|it| it.parse().ok()).unwrap_or(default);
    let (most, checked) = (number(0, 1000), number(1, usize::MAX));
    let today = Day::new(2025, 11, 27).context("a day")?;
    let text = std::fs::read_to_string(watches)?;

    let start = processor();
    let (mut requests, mut wrong): (Vec<SearchRequest>, usize) = (Vec::new(), 0);
    for line in text.lines() {
        let query = line.split_once('\t').map_or(line, |it| it.1).to_owned();
        let object = RequestObject { query: vec![query], ..RequestObject::default() };
        match object.ask(today) {
            Ok(asked) => requests.push(asked.request),
            Err(_) => wrong += 1,
        }
    }
    let parsed = processor();
    let mut percolator = Percolator::new(requests.iter().map(|it| Standing {
        query: &it.query,
        variants: it.variants,
        indirect: it.indirect,
    }));
    let compiled = processor();
    let searcher = Index::open(Path::new(index))?.searcher()?;
    let links = searcher.links();
    let corpus = searcher.corpus()?;
    let mut stamps = Vec::new();
    searcher.each_stamp(corpus.sequence.saturating_sub(most as u64), &mut |it| stamps.push(it))?;
    stamps.sort_by_key(|it| it.sequence);
    let ids: Vec<ArticleId> = stamps.iter().filter_map(|it| ArticleId::new(&it.id)).collect();
    let mut articles: Vec<Article> = Vec::new();
    for id in &ids {
        articles.extend(searcher.article(id)?);
    }
    let languages: BTreeSet<_> = articles.iter().map(|it| it.language.value).collect();
    let before = processor();
    languages.iter().for_each(|it| percolator.prepare(*it));
    let ready = processor();
    println!(
        "{} questions, {wrong} wrong; read in {:.0} ms, made ready in {:.0} ms, for {} languages",
        requests.len(),
        parsed - start,
        compiled - parsed + ready - before,
        languages.len()
    );

    let spellings = |name: &str| links.forms(name).into_iter().map(str::to_owned).collect();
    let mut found: BTreeMap<usize, BTreeSet<&ArticleId>> = BTreeMap::new();
    let mut times = Vec::new();
    let mut matches = 0;
    for (article, id) in articles.iter().zip(&ids) {
        let start = processor();
        let percolated = percolator.ask(article, &spellings);
        times.push(processor() - start);
        matches += percolated.holds.len();
        for at in percolated.holds {
            found.entry(at).or_default().insert(id);
        }
    }
    let sum = |of: &[f64]| of.iter().sum::<f64>() / of.len().max(1) as f64;
    println!("the first article {:.2} ms", times.first().copied().unwrap_or(0.0));
    for part in [1, 10, 100, 1000, times.len()] {
        if part <= times.len() {
            println!("{part} articles: {:.3} ms each", sum(&times[..part]));
        }
    }
    println!("the slowest {:.2} ms; {matches} matches", times.iter().copied().fold(0.0, f64::max));

    let start = processor();
    let asked: BTreeSet<&ArticleId> = ids.iter().collect();
    let mut refused = 0;
    for (at, request) in requests.iter().enumerate().take(checked) {
        let request = SearchRequest { limit: PageLimit::All, ..request.clone() };
        let Ok(ranking) = searcher.rank(&request) else {
            refused += 1;
            continue;
        };
        let expected: BTreeSet<&ArticleId> =
            ranking.hits.iter().filter_map(|it| asked.get(&it.0).copied()).collect();
        let own = found.remove(&at).unwrap_or_default();
        ensure!(own == expected, "question {at}, {}, finds otherwise", request.query);
    }
    println!("searches find the same, in {:.0} ms; {refused} are refused", processor() - start);
    Ok(())
}
