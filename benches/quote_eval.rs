//! Reads articles (`{"id", "text", …}`, one a line) and writes their quotations as a scorer
//! reads them; with `--contests` everything that competed, for learning; with
//! `--speed` how fast it went.
//!
//! usage: quote_eval [--contests|--speed] ARTICLES.jsonl > PREDICTIONS.jsonl
#![allow(clippy::unwrap_used, missing_docs, reason = "a program for measuring")]

use std::io::{BufRead, BufWriter, Write};

use newsgrep::article::{Language, SpeakerKind};
use newsgrep::extract::quotes;
use newsgrep::span::CharCounter;
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
        let line = if has("--contests") { contests(article, text) } else { predictions(article, text) };
        writeln!(out, "{line}").unwrap();
    }
}

fn predictions(article: &Value, text: &str) -> Value {
    let mut counter = CharCounter::new(text);
    let quotes: Vec<Value> = quotes::quotations(text, Language::ENGLISH)
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

fn contests(article: &Value, text: &str) -> Value {
    let chars: Vec<usize> = {
        let mut all = vec![0; text.len() + 1];
        let mut count = 0;
        for (at, c) in text.char_indices() {
            all[at] = count;
            count += 1;
            let _ = c;
        }
        all[text.len()] = count;
        all
    };
    let rows = |rows: &[quotes::Row]| -> Vec<Value> {
        let row = |row: &quotes::Row| {
            let (start, end) = (chars[row.span.start()], chars[row.span.end()]);
            json!({"s": start, "e": end, "name": row.name, "sort": row.sort, "f": row.numbers})
        };
        rows.iter().map(row).collect()
    };
    let (records, pronouns) = quotes::contests(text);
    let records = records.iter().map(|it| {
        let persons: Vec<Value> = it.persons.iter().map(|(at, list)| json!([at, rows(list)])).collect();
        json!({
            "s": chars[it.span.start()], "e": chars[it.span.end()], "nobody": it.nobody,
            "mentions": rows(&it.mentions), "persons": persons, "speech": it.speech,
        })
    });
    let pronouns: Vec<Value> = pronouns
        .iter()
        .map(|(span, list)| json!([chars[span.start()], chars[span.end()], rows(list)]))
        .collect();
    json!({"id": article["id"], "source": article["source"], "contests": records.collect::<Vec<_>>(), "pronouns": pronouns})
}

fn speed(articles: &[Value]) {
    let texts: Vec<&str> = articles.iter().filter_map(|it| it["text"].as_str()).collect();
    let bytes: usize = texts.iter().map(|it| it.len()).sum();
    let mut best = f64::MAX;
    let mut found = 0;
    for _ in 0..5 {
        let start = std::time::Instant::now();
        found = texts.iter().map(|it| quotes::quotations(it, Language::ENGLISH).len()).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{bytes} bytes, {found} quotations, {:.1} MB/s", bytes as f64 / best / 1e6);
}
