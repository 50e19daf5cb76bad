//! Finds who is quoted in a text, without any index: `cargo run --example quotes -- FILE`.
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;

use newsgrep::article::Origin;
use newsgrep::date::Day;
use newsgrep::extract::{ExtractSettings, FieldMap};
use newsgrep::record::{Content, RawRecord};
use newsgrep::update::article_of;

const OWN: &str = "Keeper leaves the rock\n\nThe last keeper left on Monday.\n\n\
    \"The light will not miss me,\" Tom Marsh said. \"It never asked my name.\"\n";

fn main() -> Result<(), Box<dyn Error>> {
    run(std::env::args().nth(1))
}

fn run(path: Option<String>) -> Result<(), Box<dyn Error>> {
    let (path, text) = match path {
        Some(path) => (path.clone(), std::fs::read_to_string(path)?),
        None => ("own".to_owned(), OWN.to_owned()),
    };
    let raw = RawRecord::new(Origin { path, record: None }, Content::Text(text));
    let today = Day::new(2025, 11, 27).ok_or("no such day")?;
    let article = article_of(raw, &ExtractSettings { today, map: FieldMap::default() })?;
    for quotation in &article.quotations {
        let speaker = quotation.speaker.as_ref().map_or("somebody", |it| it.name.as_str());
        println!("{speaker}: {}", quotation.span.of(&article.body));
    }
    Ok(())
}

#[test]
fn it_runs() {
    run(None).unwrap();
}
