//! How bags of words are ranked, setting by setting: `ranking FOLDER WORKDIR`.
//!
//! FOLDER holds a folder for each collection, with `corpus.jsonl` (`_id`, `title`, `text`),
//! `queries.jsonl` (`_id`, `text`) and `qrels.tsv`. Each line is one setting for all of them: nDCG@10 for each
//! collection, and the mean. The last line leaves one collection out at a time: the setting that is best
//! for the others, judged by the one left out.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use newsgrep::article::{Article, ArticleId, Found, FoundBy, Origin};
use newsgrep::index::{Index, Searcher, WriterSettings};
use newsgrep::query::{Query, any_word_of};
use newsgrep::search::bag::{Feedback, FunctionWords};
use newsgrep::search::{BagRanking, Engine, PageLimit, SearchRequest};
use serde_json::Value as Json;

/// A collection with judgements.
struct Collection {
    name: String,
    searcher: Searcher,
    /// What is asked, and the gain of each article.
    queries: Vec<(Query, HashMap<String, f64>)>,
}

fn records(path: &Path) -> Result<Vec<Json>> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    BufReader::new(file).lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

fn article(record: &Json) -> Option<Article> {
    let text = |key: &str| record[key].as_str().filter(|it| !it.trim().is_empty());
    if text("title").is_none() && text("text").is_none() {
        return None;
    }
    Some(Article {
        title: text("title").map(|it| Found::new(it.to_owned(), FoundBy::Given)),
        body: text("text").unwrap_or_default().to_owned(),
        origins: vec![Origin { path: "corpus.jsonl".into(), record: None }],
        ..Article::new(ArticleId::new(text("_id")?)?)
    })
}

impl Collection {
    fn open(from: &Path, work: &Path) -> Result<Collection> {
        let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let dir = work.join(&name);
        if !Index::is_at(&dir) {
            let index = Index::create(&dir)?;
            let mut writer = index.writer(WriterSettings { memory: 100_000_000 })?;
            let mut document_builder = index.document_builder();
            for article in records(&from.join("corpus.jsonl"))?.iter().filter_map(article) {
                writer.add(document_builder.prepare(&article))?;
            }
            writer.commit(b"")?;
        }
        let mut judged: HashMap<String, HashMap<String, f64>> = HashMap::new();
        for line in BufReader::new(File::open(from.join("qrels.tsv"))?).lines() {
            let line = line?;
            let cells: Vec<&str> = line.split_whitespace().collect();
            if let [query, article, gain] = cells[..]
                && let Ok(gain) = gain.parse::<f64>()
                && gain > 0.0
            {
                judged.entry(query.to_owned()).or_default().insert(article.to_owned(), gain);
            }
        }
        let mut queries = Vec::new();
        for record in records(&from.join("queries.jsonl"))? {
            let (id, text) = (record["_id"].as_str().unwrap_or(""), record["text"].as_str().unwrap_or(""));
            if let Some(gains) = judged.remove(id) {
                queries.push((any_word_of(text)?, gains));
            }
        }
        Ok(Collection { name, searcher: Index::open(&dir)?.searcher()?, queries })
    }

    /// The mean nDCG@10 over the queries.
    fn judge(&self, ranking: BagRanking) -> Result<f64> {
        let mut sum = 0.0;
        for (query, gains) in &self.queries {
            let request = SearchRequest {
                limit: PageLimit::Hits(10),
                bag: ranking,
                ..SearchRequest::new(query.clone())
            };
            let discount = |at: usize| 1.0 / (at as f64 + 2.0).log2();
            let found = self.searcher.rank(&request)?.hits;
            let reached: f64 = found
                .iter()
                .enumerate()
                .map(|(at, (id, _))| gains.get(id.as_str()).copied().unwrap_or(0.0) * discount(at))
                .sum();
            let mut ideal: Vec<f64> = gains.values().copied().collect();
            ideal.sort_by(|a, b| b.total_cmp(a));
            sum += reached
                / ideal.iter().take(10).enumerate().map(|(at, gain)| gain * discount(at)).sum::<f64>();
        }
        Ok(sum / self.queries.len() as f64)
    }
}

fn settings() -> Vec<(String, BagRanking)> {
    let best = BagRanking::default();
    let plain = BagRanking { feedback: None, ..best };
    let with =
        |articles, words, share| BagRanking { feedback: Some(Feedback { articles, words, share }), ..best };
    let mut settings = vec![
        ("as it is".to_owned(), best),
        ("without feedback".to_owned(), plain),
        (
            "… and function words weigh as others".to_owned(),
            BagRanking { function_words: FunctionWords::AsOthers, ..plain },
        ),
        ("… and title as the body".to_owned(), BagRanking { title: 1.0, ..plain }),
    ];
    for (k1, b) in [(0.9, 0.4), (1.2, 0.5), (1.2, 0.75), (1.6, 0.6), (2.0, 0.6)] {
        let ranking = BagRanking { saturation: k1, length: b, ..plain };
        settings.push((format!("without feedback, k1 {k1}, b {b}"), ranking));
    }
    for title in [2.0, 5.0] {
        settings.push((format!("without feedback, title {title}"), BagRanking { title, ..plain }));
    }
    for (articles, words, share) in [
        (10, 30, 0.3),
        (10, 60, 0.4),
        (20, 60, 0.4),
        (50, 30, 0.4),
        (50, 60, 0.2),
        (50, 60, 0.6),
        (50, 100, 0.4),
    ] {
        let label = format!("feedback of {articles} articles, {words} words, {share}");
        settings.push((label, with(articles, words, share)));
    }
    settings
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, work] = args.as_slice() else { anyhow::bail!("ranking FOLDER WORKDIR") };
    let mut collections = Vec::new();
    let mut folders: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|it| it.path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|it| it.join("qrels.tsv").is_file()) {
        collections.push(Collection::open(folder, Path::new(work))?);
    }
    let names: Vec<&str> = collections.iter().map(|it| it.name.as_str()).collect();
    println!("| setting | {} | mean |\n| --- {}| --- |", names.join(" | "), "| --- ".repeat(names.len()));
    let mut judged: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let row = |label: &str, values: &[f64]| {
        let cells: Vec<String> = values.iter().map(|it| format!("{it:.3}")).collect();
        println!("| {label} | {} | {:.4} |", cells.join(" | "), mean(values));
    };
    for (label, ranking) in settings() {
        let values = collections.iter().map(|it| it.judge(ranking)).collect::<Result<Vec<_>>>()?;
        row(&label, &values);
        judged.insert(label, values);
    }
    let left_out: Vec<f64> = (0..collections.len())
        .filter_map(|out| {
            let others = |values: &Vec<f64>| mean(values) * values.len() as f64 - values[out];
            let best = judged.values().max_by(|a, b| others(a).total_cmp(&others(b)));
            best.map(|values| values[out])
        })
        .collect();
    row("the best for the others", &left_out);
    Ok(())
}
