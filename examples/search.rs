//! Indexes a folder and searches it: `cargo run --example search -- FOLDER QUERY`.
//!
//! Without arguments it makes a folder of two articles of its own.
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;
use std::path::{Path, PathBuf};

use newsgrep::{BareWords, ParseSettings, parse};
use newsgrep::{
    Compare, ExtractSettings, FieldMap, Input, Mode, Progress, ReadSettings, Unreachable, UpdateSettings,
    update,
};
use newsgrep::{Day, Engine, Facet, Index, SearchRequest};

fn main() -> Result<(), Box<dyn Error>> {
    run(std::env::args().skip(1))
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    let own = tempfile::tempdir()?;
    let folder = match arguments.next() {
        Some(folder) => PathBuf::from(folder),
        None => own_articles(own.path())?,
    };
    let text = arguments.next().unwrap_or_else(|| "speaker:marsh light".to_owned());

    // The clock is yours: nothing in the library looks at it.
    let today = Day::new(2025, 11, 27).ok_or("no such day")?;
    let place = tempfile::tempdir()?;
    let index = Index::create(&place.path().join("index"))?;
    let settings = UpdateSettings {
        read: ReadSettings::default(),
        extract: ExtractSettings { today, map: FieldMap::default(), dates: None },
        memory: 64 << 20,
        threads: 2,
        keep: None,
        ids: None,
        compare: Compare::Stamps,
        unreachable: Unreachable::Keep,
        mode: Mode::Write,
    };
    let input = Input { paths: vec![folder], stream: None };
    let report = update(&index, input, &settings, &Progress::default())?;
    println!("{} articles", report.indexed);

    let searcher = index.searcher()?;
    let mut request = SearchRequest::new(parse(&text, &ParseSettings { today, words: BareWords::Phrase })?);
    request.facets = vec![Facet::SOURCE];
    let page = searcher.search(&request)?;
    println!("{} of them answer {text}", page.articles);
    for hit in &page.hits {
        println!("{}  {}", hit.id, hit.title.as_deref().unwrap_or(&hit.opening));
        for it in &hit.spans {
            println!(
                "  {} {}..{}  {}",
                it.field.as_str(),
                it.span.bytes.start(),
                it.span.bytes.end(),
                it.text
            );
        }
    }
    for (source, articles) in page.facets.iter().flat_map(|it| &it.values) {
        println!("{source}: {articles}");
    }
    Ok(())
}

fn own_articles(folder: &Path) -> std::io::Result<PathBuf> {
    let lines = concat!(
        r#"{"id":"keeper","title":"Keeper leaves the rock","source":"Harbour Post","date":"2025-11-03","text":"The last keeper left on Monday. \"The light will not miss me,\" Tom Marsh said."}"#,
        "\n",
        r#"{"id":"ferry","title":"Ferry runs again","source":"Island Wire","date":"2025-10-12","text":"The ferry left the harbour at noon."}"#,
        "\n",
    );
    std::fs::write(folder.join("articles.jsonl"), lines)?;
    Ok(folder.to_owned())
}

#[test]
fn it_runs() {
    run(std::iter::empty()).unwrap();
}
