//! Raw tantivy as a program of its own, to be timed as a whole:
//! `floor index FOLDER CORPUS.jsonl [THREADS]`, `floor query FOLDER PHRASE`, `floor batch FOLDER
//! QUERIES.jsonl THREADS`, `floor nothing`.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

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
        ["batch", folder, queries, threads] => {
            batch(&Floor::open(Path::new(folder))?, Path::new(queries), threads.parse()?)
        }
        _ => bail!(
            "floor index FOLDER CORPUS.jsonl [THREADS] | query FOLDER PHRASE | batch FOLDER QUERIES.jsonl THREADS | nothing"
        ),
    }
}

/// Answers queries of the mix on several threads, ten hits each, as lines of text in the order of the queries.
fn batch(floor: &Floor, queries: &Path, threads: usize) -> Result<()> {
    let lines: Vec<String> = BufReader::new(File::open(queries)?).lines().collect::<std::io::Result<_>>()?;
    let next = AtomicUsize::new(0);
    let answered = std::thread::scope(|scope| {
        let work = || -> Result<Vec<(usize, String)>> {
            let mut answers = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(line) = lines.get(at) else { return Ok(answers) };
                if let Some(query) = floor.query(&serde_json::from_str(line)?)? {
                    answers.push((at, floor.shown(&*query, 10)?.join("\n")));
                }
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|it| it.join().expect("no worker panics")).collect::<Result<Vec<_>>>()
    })?;
    let mut answers: Vec<(usize, String)> = answered.into_iter().flatten().collect();
    answers.sort_unstable_by_key(|(at, _)| *at);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (_, answer) in answers {
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
