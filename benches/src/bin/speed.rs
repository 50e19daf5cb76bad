//! Queries beside raw tantivy, in one run: `speed CORPUS.jsonl QUERIES.jsonl WORKDIR [REPEATS]`.
//!
//! Both engines hold the same articles in one segment and answer the same request: the top
//! 20 and the number of all. Each line is a class of queries: the median over its queries of the
//! ratio of medians. Facets come last, each with the number of all and no hits, beside tantivy's terms
//! aggregation; the articles of a corpus name no speakers, so both are given the same made-up ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use newsgrep::article::{
    Article, ArticleId, Found, FoundBy, Origin, Quotation, QuotationKind, Speaker, SpeakerKind,
};
use newsgrep::date::{Dating, Day};
use newsgrep::field::Field;
use newsgrep::index::{Index, Searcher, WriterSettings};
use newsgrep::query::{BareWords, ParseSettings, parse};
use newsgrep::search::{Count, Engine, Facet, Occurrences, PageLimit, SearchRequest};
use newsgrep::source::Source;
use newsgrep::span::ByteSpan;
use newsgrep_benches::floor::Floor;
use newsgrep_benches::{median, micros};
use serde_json::{Value as Json, json};

fn records(path: &Path) -> Result<impl Iterator<Item = Json>> {
    let lines = BufReader::with_capacity(1 << 20, File::open(path)?).lines();
    Ok(lines.map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok()))
}

/// The articles of a corpus, each with up to four speakers and its month as a number.
///
/// Low numbers speak most; there is about one name for every ten articles, and no two are spellings of one.
fn articles(path: &Path) -> Result<impl Iterator<Item = Json>> {
    Ok((0u64..).zip(records(path)?).map(|(number, mut record)| {
        let mut noise = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut draw = || {
            // One step of xorshift.
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            (noise >> 11) as f64 / (1u64 << 53) as f64
        };
        let names: BTreeSet<String> = (0..(draw() * 5.0) as usize)
            .map(|_| speaker((draw().powi(2) * (20.0 + number as f64 / 10.0)) as u64))
            .collect();
        record["speakers"] = names.into_iter().collect();
        record["source"] =
            record["source"].as_str().and_then(Source::from_name).map(|it| it.to_string()).into();
        if let Some((year, month)) =
            record["date"].as_str().and_then(|it| Some((it.get(..4)?, it.get(5..7)?)))
            && let (Ok(year), Ok(month)) = (year.parse::<u64>(), month.parse::<u64>())
        {
            record["month"] = (year * 100 + month).into();
        }
        record
    }))
}

/// A name for a number.
fn speaker(mut number: u64) -> String {
    let mut name = String::from("Anna R");
    loop {
        name.push(b"aeiou"[number as usize % 5] as char);
        name.push(b"bdglmnpr"[number as usize / 5 % 8] as char);
        number /= 40;
        if number == 0 {
            name.push('o');
            return name;
        }
    }
}

fn article(record: &Json) -> Option<Article> {
    let text = |key: &str| record[key].as_str().filter(|it| !it.is_empty());
    let body = text("text")?;
    let first = body.chars().next().map_or(0, char::len_utf8);
    let quotation = |name: &str| {
        Some(Quotation {
            span: ByteSpan::in_text(body, 0, first)?,
            kind: QuotationKind::Direct,
            speaker: Some(Speaker { name: name.to_owned(), kind: SpeakerKind::Person, role: None }),
            mention: None,
            cue: None,
            confidence: 1.0,
        })
    };
    let speakers = record["speakers"].as_array().into_iter().flatten().filter_map(Json::as_str);
    Some(Article {
        title: text("title").map(|it| Found::new(it.to_owned(), FoundBy::Given)),
        body: body.to_owned(),
        names: [Field::Source, Field::Author]
            .into_iter()
            .filter_map(|field| Some((field, Found::new(text(field.as_str())?.to_owned(), FoundBy::Given))))
            .collect(),
        dating: text("date").and_then(|it| it.get(..10)?.parse::<Day>().ok()).map(|day| Dating {
            day,
            instant: None,
            found: FoundBy::Given,
        }),
        quotations: speakers.filter_map(quotation).collect(),
        origins: vec![Origin { path: "corpus.jsonl".into(), record: None }],
        ..Article::new(ArticleId::new(text("id")?)?)
    })
}

fn size(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|it| if it.path().is_dir() { size(&it.path()) } else { it.metadata().map_or(0, |it| it.len()) })
        .sum()
}

/// A query of the mix in newsgrep's language.
fn translate(query: &Json) -> Option<String> {
    let words: Vec<&str> = query["terms"].as_array()?.iter().filter_map(Json::as_str).collect();
    let core = match query["type"].as_str()? {
        "term" => words[0].to_owned(),
        "and" => words.join(" AND "),
        "or" => words.join(" OR "),
        "phrase" if query["slop"].as_u64().unwrap_or(0) == 0 => format!("\"{}\"", words.join(" ")),
        "fuzzy" => format!("{}~{}", words[0], query["d"]),
        _ => return None,
    };
    Some(match (query["from"].as_str(), query["to"].as_str()) {
        (Some(from), Some(to)) => format!("{core} AND date:{}..{}", &from[..10], &to[..10]),
        _ => core,
    })
}

/// What raw tantivy is asked.
enum Raw {
    Mix(Json),
    Phrase(String),
    Regex(&'static str),
}

impl Raw {
    fn query(&self, floor: &Floor) -> Result<Box<dyn tantivy::query::Query>> {
        match self {
            Raw::Mix(query) => floor.query(query)?.context("a query"),
            Raw::Phrase(words) => floor.phrase(words),
            Raw::Regex(pattern) => floor.regex(pattern),
        }
    }
}

/// The medians of two things done in turns.
fn paired(repeats: usize, mut one: impl FnMut(), mut other: impl FnMut()) -> (f64, f64) {
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    for round in 0..repeats + 2 {
        let (a, b) = (micros(&mut one), micros(&mut other));
        if round >= 2 {
            ones.push(a);
            others.push(b);
        }
    }
    (median(&mut ones), median(&mut others))
}

/// What is counted of the hits of a word: a name for it, facets of newsgrep, fields of the floor with the number
/// of buckets. As newsgrep does, the floor shows ten values, but all months.
type Asked = (&'static str, &'static [Facet], &'static [(&'static str, usize)]);

const FACETS: [Asked; 4] = [
    ("source", &[Facet::SOURCE], &[("source", 10)]),
    ("speaker", &[Facet::SPEAKER], &[("speaker", 10)]),
    ("month", &[Facet::MONTH], &[("month", 10_000)]),
    (
        "all three",
        &[Facet::SOURCE, Facet::SPEAKER, Facet::MONTH],
        &[("source", 10), ("speaker", 10), ("month", 10_000)],
    ),
];

/// Facets over a word: counts that differ are an error. Gives newsgrep's time and the ratio.
fn facets(
    searcher: &Searcher,
    floor: &Floor,
    word: &str,
    which: usize,
    repeats: usize,
) -> Result<(f64, f64)> {
    let (_, asked, fields) = FACETS[which];
    let query = json!({"type": "term", "terms": [word]});
    let today = Day::new(2026, 1, 1).context("a day")?;
    let ours = |limit: usize| {
        let mut request =
            SearchRequest::new(parse(word, &ParseSettings { today, words: BareWords::Phrase })?);
        request.limit = PageLimit::Hits(0);
        request.facets = asked.to_vec();
        request.facet_limit = limit;
        anyhow::Ok(searcher.search(&request)?)
    };
    let theirs = |fields: &[_]| floor.facets(&*floor.query(&query)?.context("a query")?, fields);
    let whole: Vec<_> = fields.iter().map(|(field, _)| (*field, 60_000)).collect();
    let (page, (count, buckets)) = (ours(usize::MAX)?, theirs(&whole)?);
    ensure!(page.articles == Count::Exact(count as u64), "{word}: {}, the floor has {count}", page.articles);
    let buckets = serde_json::to_value(buckets)?;
    for (facet, (field, _)) in page.facets.iter().zip(fields) {
        let mine: BTreeMap<String, u64> =
            facet.values.iter().map(|(value, count)| (value.replace('-', ""), count.number())).collect();
        let other: BTreeMap<String, u64> = buckets[field]["buckets"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| {
                let key =
                    it["key"].as_str().map_or_else(|| it["key"].to_string(), |key| key.replace('-', ""));
                (key.trim_end_matches(".0").to_owned(), it["doc_count"].as_u64().unwrap_or(0))
            })
            .collect();
        ensure!(mine == other, "{word}: {field} has {} values, the floor's {}", mine.len(), other.len());
    }
    if let Some(times) = std::env::var("PROFILE").ok().and_then(|it| it.parse::<usize>().ok()) {
        for _ in 0..times {
            ours(10)?;
        }
    }
    let (a, b) = paired(repeats, || _ = ours(10).map(|it| it.articles), || _ = theirs(fields));
    Ok((a, a / b))
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, queries, work, ..] = args.as_slice() else {
        anyhow::bail!("speed CORPUS.jsonl QUERIES.jsonl WORKDIR [REPEATS]")
    };
    let repeats = args.get(3).map_or(Ok(15), |it| it.parse())?;
    let (ours, theirs) = (Path::new(work).join("newsgrep"), Path::new(work).join("floor"));
    if !ours.exists() {
        let start = Instant::now();
        let index = Index::create(&ours)?;
        let mut writer = index.writer(WriterSettings { memory: 200_000_000 })?;
        let mut document_builder = index.document_builder();
        for article in articles(Path::new(corpus))?.filter_map(|it| article(&it)) {
            writer.add(document_builder.prepare(&article))?;
        }
        writer.commit(b"")?;
        let built = start.elapsed().as_secs_f64();
        writer.merge(1)?;
        println!("newsgrep: built in {built:.1} s, merged after {:.1} s", start.elapsed().as_secs_f64());
    }
    if !theirs.exists() {
        let start = Instant::now();
        Floor::build(&theirs, articles(Path::new(corpus))?, 1, true)?;
        println!("floor: built and merged in {:.1} s", start.elapsed().as_secs_f64());
    }
    let index = Index::open(&ours)?;
    let info = index.searcher()?.info()?;
    println!(
        "{} articles, {:.1} MB of text; index / text: newsgrep {:.3}, floor {:.3}; segments {}",
        info.articles,
        info.text_bytes as f64 / 1e6,
        size(&ours) as f64 / info.text_bytes as f64,
        size(&theirs) as f64 / info.text_bytes as f64,
        info.segments
    );
    let searcher = index.searcher()?;
    let floor = Floor::open(&theirs)?;
    let today = Day::new(2026, 1, 1).context("a day")?;
    let mut classes: BTreeMap<String, Vec<[f64; 4]>> = BTreeMap::new();
    let mut pairs: Vec<(String, String, Raw, bool)> = Vec::new();
    for query in records(Path::new(queries))? {
        let (Some(text), Some(_)) = (translate(&query), floor.query(&query)?) else { continue };
        pairs.push((query["class"].as_str().unwrap_or("").to_owned(), text, Raw::Mix(query), true));
    }
    for (class, left, right) in [
        ("near hi", "last", "year"),
        ("near hi", "prime", "minister"),
        ("near hi", "white", "house"),
        ("near mid", "peace", "plan"),
        ("near mid", "health", "care"),
        ("near mid", "supreme", "court"),
        ("near lo", "turban", "police"),
        ("near lo", "nuclear", "peninsula"),
        ("near half", "said", "year"),
    ] {
        for operator in ["NEAR/5", "PRE/5", "NEAR/s"] {
            let class = format!("{class} {operator} vs phrase");
            let raw = Raw::Phrase(format!("{left} {right}"));
            pairs.push((class, format!("{left} {operator} {right}"), raw, false));
        }
    }
    for (wildcard, regex) in
        [("negotiat*", "negoti.*"), ("ukrain*", "ukrain.*"), ("*burg", ".*burg"), ("organi?e", "organi.?")]
    {
        pairs.push(("wildcard vs regex".into(), wildcard.into(), Raw::Regex(regex), false));
    }
    if let Ok(only) = std::env::var("ONLY") {
        pairs.retain(|(class, ..)| class.contains(&only));
    }
    for (class, text, raw, same) in &pairs {
        // Both are asked from the text of the query on.
        let request = |limit: usize, occurrences: Occurrences| -> Result<SearchRequest> {
            let mut request =
                SearchRequest::new(parse(text, &ParseSettings { today, words: BareWords::Phrase })?);
            request.limit = PageLimit::Hits(limit);
            request.occurrences = occurrences;
            Ok(request)
        };
        let plain = request(20, Occurrences::default())?.occurrences;
        let mut counts = (0, 0);
        // For a profiler: only our side, many times.
        if let Some(times) = std::env::var("PROFILE").ok().and_then(|it| it.parse::<usize>().ok()) {
            for _ in 0..times {
                searcher.best(&request(20, plain)?)?;
            }
            continue;
        }
        let ours = |limit, asked| searcher.best(&request(limit, asked)?).context("an answer");
        let whole = |limit, asked| searcher.search(&request(limit, asked)?).context("an answer");
        let theirs = || raw.query(&floor);
        let (a, b) = paired(
            repeats,
            || counts.0 = ours(20, plain).map_or(0, |it| it.articles.number()),
            || counts.1 = theirs().and_then(|it| floor.search(&*it, 20)).map_or(0, |it| it.1),
        );
        let (c, d) = paired(
            repeats,
            || _ = whole(20, plain).map(|it| it.articles),
            || _ = theirs().and_then(|it| floor.snippets(&*it, 20)),
        );
        let (e, f) = paired(
            repeats,
            || _ = ours(0, plain).map(|it| it.articles),
            || _ = whole(0, Occurrences::Count).map(|it| it.occurrences),
        );
        if *same && counts.0 as usize != counts.1 {
            println!("  {text}: newsgrep finds {}, the floor {}", counts.0, counts.1);
        }
        if std::env::var_os("VERBOSE").is_some() {
            println!("  {class:24} {text:40} n {:6} ours {a:8.0} floor {b:8.0} ratio {:.2}", counts.0, a / b);
        }
        classes.entry(class.clone()).or_default().push([a / b, a, c / d, f / e]);
    }
    println!("{:32} {:>8} {:>9} {:>14} {:>12}", "class", "ratio", "ours µs", "with snippets", "occ/count");
    for (class, rows) in classes {
        let column = |at: usize| median(&mut rows.iter().map(|row| row[at]).collect::<Vec<_>>());
        println!("{class:32} {:8.2} {:9.0} {:14.2} {:12.2}", column(0), column(1), column(2), column(3));
    }
    let only = std::env::var("ONLY").unwrap_or_default();
    for (which, (name, ..)) in FACETS.iter().enumerate() {
        let class = format!("facets {name}");
        if !class.contains(&only) {
            continue;
        }
        let (mut taken, mut ratios) = (Vec::new(), Vec::new());
        for query in records(Path::new(queries))?.filter(|it| it["class"] == "term_hi") {
            let word = query["terms"][0].as_str().context("a word")?;
            let (micros, ratio) = facets(&searcher, &floor, word, which, repeats)?;
            taken.push(micros);
            ratios.push(ratio);
        }
        println!("{class:32} {:8.2} {:9.0}", median(&mut ratios), median(&mut taken));
    }
    Ok(())
}
