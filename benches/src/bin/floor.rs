//! Raw tantivy as a program of its own, to be timed as a whole:
//! `floor index FOLDER CORPUS.jsonl [THREADS]`, `floor query FOLDER PHRASE`, `floor nothing`.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use anyhow::{Result, bail};
use newsgrep_benches::floor::Floor;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["nothing"] => Ok(()),
        ["index", folder, corpus, rest @ ..] => {
            let lines = BufReader::with_capacity(1 << 20, File::open(corpus)?).lines();
            let records = lines.map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok());
            let threads = rest.first().map_or(Ok(1), |it| it.parse())?;
            Floor::build(Path::new(folder), records, threads, false)
        }
        ["query", folder, phrase] => {
            let floor = Floor::open(Path::new(folder))?;
            let query = floor.phrase(phrase)?;
            let mut out = std::io::stdout().lock();
            for snippet in floor.shown(&*query, 10)? {
                writeln!(out, "{snippet}")?;
            }
            Ok(())
        }
        _ => bail!("floor index FOLDER CORPUS.jsonl [THREADS] | query FOLDER PHRASE | nothing"),
    }
}
