//! Finds who is quoted in a text, without any index: `cargo run --example quotes -- FILE`.
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;

use newsgrep::{Language, quotations};

const OWN: &str = "The last keeper left on Monday.\n\n\
    \"The light will not miss me,\" Tom Marsh said. \"It never asked my name.\"\n";

fn main() -> Result<(), Box<dyn Error>> {
    run(std::env::args().nth(1))
}

fn run(path: Option<String>) -> Result<(), Box<dyn Error>> {
    let text = path.map_or_else(|| Ok(OWN.to_owned()), std::fs::read_to_string)?;
    for quotation in quotations(&text, Language::ENGLISH) {
        let speaker = quotation.speaker.as_ref().map_or("somebody", |it| it.name.as_str());
        println!("{speaker}: {}", quotation.span.of(&text));
    }
    Ok(())
}

#[test]
fn it_runs() {
    run(None).unwrap();
}
