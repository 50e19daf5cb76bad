//! What extraction makes of the corpus, beside what it should make of it, and
//! whether every record of the collections is accounted for.
//!
//! Run with `cargo bench --bench corpus`. The corpus lies beside the checkout;
//! where it does not, there is nothing to compare and the program says so.
//! Exits with 1 when something is wrong.
#![expect(clippy::print_stderr, clippy::print_stdout, reason = "a program for measuring")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use newsgrep::article::Article;
use newsgrep::date::Day;
use newsgrep::extract::{ExtractSettings, FieldMap};
use newsgrep::field::Field;
use newsgrep::index::Index;
use newsgrep::readers::{Opened, ReadSettings, Walked, open, walk};
use newsgrep::record::Reject;
use newsgrep::search::Engine;
use newsgrep::update::{Compare, Input, Mode, Progress, Unreachable, UpdateSettings, article_of, update};

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(wrong) => {
            eprintln!("{wrong} wrong");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("corpus: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<u32, Box<dyn Error>> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("NEWSGREP_SHARED").map_or(shared, PathBuf::from);
    if !shared.join("corpus").is_dir() {
        eprintln!("no corpus at {}: nothing compared", shared.display());
        return Ok(0);
    }
    let settings = ExtractSettings { today: today()?, map: FieldMap::default(), dates: None };
    let mut wrong = corpus(&shared, &settings)?;
    wrong += collections(&shared, &settings)?;
    Ok(wrong)
}

fn today() -> Result<Day, Box<dyn Error>> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let days = i32::try_from(now.as_secs() / 86_400)?;
    Ok(Day::from_number(days).ok_or("the clock is beyond the calendar")?)
}

#[derive(serde::Deserialize)]
struct Gold {
    id: String,
    date: Option<String>,
    source: Option<String>,
    author: Option<String>,
    title: Option<String>,
    text: String,
}

fn corpus(shared: &Path, settings: &ExtractSettings) -> Result<u32, Box<dyn Error>> {
    // The year of one article is told by the others, so an index is made of them.
    let folder = tempfile::tempdir()?;
    let index = Index::create(&folder.path().join("index"))?;
    let input = Input { paths: vec![shared.join("corpus")], stream: None };
    let settings = UpdateSettings {
        read: ReadSettings::default(),
        extract: settings.clone(),
        memory: 64 << 20,
        threads: 2,
        keep: None,
        ids: None,
        compare: Compare::Stamps,
        unreachable: Unreachable::Keep,
        mode: Mode::Write,
    };
    let report = update(&index, input, &settings, &Progress::default())?;
    let mut wrong = u32::try_from(report.rejected)?;
    let searcher = index.searcher()?;
    let files = newsgrep::update::catalog(&index)?.files;
    let ids = files.values().flat_map(|file| file.articles().map(|(_, article)| article.id));
    let mut articles = Vec::new();
    for id in ids {
        articles.extend(searcher.article(&id)?);
    }
    for line in fs::read_to_string(shared.join("corpus-gold.jsonl"))?.lines() {
        let gold: Gold = serde_json::from_str(line)?;
        let Some(article) = articles.iter().find(|article| article.id.as_str().contains(&gold.id)) else {
            println!("{}: not found", gold.id);
            wrong += 1;
            continue;
        };
        let mut check = |field: &str, is: Option<String>, should: &Option<String>| {
            let right = is == *should;
            wrong += u32::from(!right);
            let mark = if right { "  " } else { "! " };
            println!("{mark}{} {field}: {} (should be {})", gold.id, shown(&is), shown(should));
        };
        check("date", article.day().map(|day| day.to_string()), &gold.date);
        check("source", article.names.text(Field::Source).map(str::to_owned), &gold.source);
        check("author", article.names.text(Field::Author).map(str::to_owned), &gold.author);
        check("title", article.title.as_ref().map(|it| it.value.clone()), &gold.title);
        let share = article.body.len() * 100 / gold.text.len();
        println!(
            "  {} body: {} bytes, {share} % of the file, {} paragraphs",
            gold.id,
            article.body.len(),
            article.body.split("\n\n").count()
        );
        for teaser in ["Greenland", "Nikkei", "Min Read", "Source:", "2025-11-28"] {
            if article.body.contains(teaser) {
                println!("! {} body holds `{teaser}`", gold.id);
                wrong += 1;
            }
        }
    }
    Ok(wrong)
}

fn shown(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or("unknown")
}

/// Every record must come out as an article or as a reject with a reason.
fn collections(shared: &Path, settings: &ExtractSettings) -> Result<u32, Box<dyn Error>> {
    let mut wrong = 0;
    for (name, records) in [
        ("news/news_real.jsonl.gz", 11_911),
        ("retrieval/time/corpus.jsonl", 423),
        ("retrieval/cranfield/corpus.jsonl", 1_400),
        ("retrieval/cacm/corpus.jsonl", 3_204),
        ("retrieval/npl/corpus.jsonl", 11_429),
        ("retrieval/scifact/corpus.jsonl", 5_183),
    ] {
        let path = shared.join(name);
        if !path.exists() {
            continue;
        }
        let start = Instant::now();
        let (articles, rejects) = articles(&path, settings);
        let seconds = start.elapsed().as_secs_f64();
        let bytes: usize = articles.iter().map(|it| it.body.len() + it.title_text().len()).sum();
        let right = articles.len() + rejects.len() == records;
        wrong += u32::from(!right);
        let count = |has: &dyn Fn(&Article) -> bool| articles.iter().filter(|it| has(it)).count();
        println!(
            "{}{name}: {} articles, {} rejected of {records}; title {}, date {}, source {}, author {}; {:.0} MB/s",
            if right { "  " } else { "! " },
            articles.len(),
            rejects.len(),
            count(&|it| it.title.is_some()),
            count(&|it| it.dating.is_some()),
            count(&|it| it.names.get(Field::Source).is_some()),
            count(&|it| it.names.get(Field::Author).is_some()),
            bytes as f64 / 1e6 / seconds,
        );
        if let Some(reject) = rejects.first() {
            println!("    first: {reject}");
        }
    }
    Ok(wrong)
}

fn articles(path: &Path, settings: &ExtractSettings) -> (Vec<Article>, Vec<Reject>) {
    let (mut articles, mut rejects) = (Vec::new(), Vec::new());
    for walked in walk(&[path.to_owned()]) {
        match walked {
            Walked::File(entry) => match open(&entry, &ReadSettings::default()) {
                Opened::Records(records) => {
                    for record in records {
                        match record.and_then(|raw| article_of(raw, settings)) {
                            Ok(article) => articles.push(article),
                            Err(reject) => rejects.push(reject),
                        }
                    }
                }
                Opened::Skipped(reason) => println!("skipped {}: {reason}", entry.shown),
            },
            Walked::Skipped(skipped) => println!("skipped {}: {}", skipped.shown, skipped.reason),
            Walked::Rejected(reject) => rejects.push(reject),
        }
    }
    (articles, rejects)
}
