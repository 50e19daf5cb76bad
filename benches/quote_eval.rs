//! Reads articles (`{"id", "text", …}`, one a line) and writes their quotations as a scorer
//! reads them; with `--whole` those of the body that extraction makes of the record; with
//! `--speed` how fast it went.
//!
//! usage: quote_eval [--whole|--speed] ARTICLES.jsonl > PREDICTIONS.jsonl
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a program for measuring")]

use std::cell::Cell;
use std::io::{BufRead, BufWriter, Write};
use std::time::Instant;

use newsgrep::article::{Article, Language, Origin, SpeakerKind};
use newsgrep::date::Day;
use newsgrep::extract::{ExtractSettings, FieldMap};
use newsgrep::index::{Index, WriterSettings};
use newsgrep::people;
use newsgrep::record::{Content, RawRecord, Reject};
use newsgrep::span::CharCounter;
use newsgrep::update::article_of;
use serde_json::{Value, json};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let path = args.iter().find(|it| !it.starts_with("--")).expect("a file of articles");
    let has = |flag: &str| args.iter().any(|it| it == flag);
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let articles: Vec<Value> =
        file.lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    let mut out = BufWriter::new(std::io::stdout());
    if has("--speed") {
        return speed(&articles);
    }
    for article in &articles {
        let text = article["text"].as_str().unwrap_or("");
        let line = if has("--whole") {
            let made = whole(Content::Json(article.to_string().into_bytes()));
            let Ok(made) = made else { continue };
            predictions(article, &made.body)
        } else {
            predictions(article, text)
        };
        writeln!(out, "{line}").unwrap();
    }
}

/// The article that extraction makes of a record.
fn whole(content: Content) -> Result<Article, Reject> {
    let settings =
        ExtractSettings { today: Day::new(2026, 1, 1).unwrap(), map: FieldMap::default(), dates: None };
    let origin = Origin { path: "a".to_owned(), record: None };
    article_of(RawRecord::new(origin, content), &settings)
}

fn predictions(article: &Value, text: &str) -> Value {
    let mut counter = CharCounter::new(text);
    let quotes: Vec<Value> = people::quotations(text, Language::ENGLISH)
        .iter()
        .filter(|it| it.kind != newsgrep::article::QuotationKind::Indirect)
        .map(|it| {
            let (start, end) = (counter.chars_before(it.span.start()), counter.chars_before(it.span.end()));
            let person = it.speaker.as_ref().filter(|it| it.kind == SpeakerKind::Person);
            json!({
                "start": start, "end": end, "text": it.span.of(text),
                "speaker": person.map(|it| &it.name),
                "speaker_mention": it.mention.map(|it| it.of(text)),
                "confidence": it.confidence,
            })
        })
        .collect();
    json!({"id": article["id"], "quotes": quotes})
}

/// Seconds that this program has been running on a core, where the system tells (Linux).
fn on_core() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    Some(told.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

/// Seconds that all threads of this program have been running, in hundredths (Linux).
fn on_cores() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/self/stat").ok()?;
    let behind_name: Vec<&str> = told.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| behind_name.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// What extraction takes of a core, as a share of what indexing the same articles takes of all.
fn beside_indexing(records: &[Vec<u8>], bytes: usize) {
    let start = on_cores();
    let articles: Vec<Article> =
        records.iter().filter_map(|it| whole(Content::Json(it.clone())).ok()).collect();
    let extracted = on_cores();
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer(WriterSettings { memory: 200_000_000 }).unwrap();
    let mut document_builder = index.document_builder();
    for article in &articles {
        writer.add(document_builder.prepare(article)).unwrap();
    }
    writer.commit(b"").unwrap();
    drop(writer);
    if let (Some(start), Some(extracted), Some(indexed)) = (start, extracted, on_cores()) {
        let (extraction, indexing) = (extracted - start, indexed - extracted);
        println!(
            "extraction takes {:.2} of the time of indexing what was extracted ({:.1} MB/s)",
            extraction / indexing,
            bytes as f64 / indexing / 1e6
        );
    }
}

/// How fast quotations alone, and everything that extraction does, are read; and that twice the text takes
/// twice the time, whatever it is made of.
fn speed(articles: &[Value]) {
    let texts: Vec<&str> = articles.iter().filter_map(|it| it["text"].as_str()).collect();
    let bytes: usize = texts.iter().map(|it| it.len()).sum();
    let found = Cell::new(0);
    measure("quotations", bytes, || {
        found.set(texts.iter().map(|it| people::quotations(it, Language::ENGLISH).len()).sum());
    });
    println!("{bytes} bytes, {} quotations", found.get());
    let records: Vec<Vec<u8>> = articles.iter().map(|it| it.to_string().into_bytes()).collect();
    measure("everything, of records", bytes, || {
        for record in &records {
            let _ = whole(Content::Json(record.clone()));
        }
    });
    measure("everything, of texts", bytes, || {
        for text in &texts {
            let _ = whole(Content::Text((*text).to_owned()));
        }
    });
    beside_indexing(&records, bytes);
    let all = texts.join("\n\n");
    let kinds = [
        ("news", all.clone()),
        ("news in one line", all.replace('\n', " ")),
        ("news without marks", all.replace(['"', '“', '”', '\'', '‘', '’'], "")),
        ("marks alone", "\"".repeat(all.len())),
        ("open marks alone", "“".repeat(all.len() / 3)),
        ("single marks", " 'a'".repeat(all.len() / 4)),
        ("names alone", "Ann Lee ".repeat(all.len() / 8)),
        ("capitals", all.to_uppercase()),
        ("small pieces", "“A,” B said. ".repeat(all.len() / 17)),
        ("another script", "Он сказал: «Мы не уйдём». ".repeat(all.len() / 45)),
    ];
    for (name, text) in kinds {
        let half = text.floor_char_boundary(text.len() / 2);
        measure(&format!("{name}, half"), half, || {
            drop(people::quotations(&text[..half], Language::ENGLISH));
        });
        measure(&format!("{name}, whole"), text.len(), || drop(people::quotations(&text, Language::ENGLISH)));
    }
}

fn measure(name: &str, bytes: usize, run: impl Fn()) {
    let (mut best, mut best_core) = (f64::MAX, f64::MAX);
    for _ in 0..5 {
        let (start, core) = (Instant::now(), on_core());
        run();
        best = best.min(start.elapsed().as_secs_f64());
        if let (Some(from), Some(to)) = (core, on_core()) {
            best_core = best_core.min(to - from);
        }
    }
    let rate = |seconds: f64| bytes as f64 / seconds / 1e6;
    println!("{name:26} {:6.1} MB/s, {:6.1} MB/s of its core's time", rate(best), rate(best_core));
}
