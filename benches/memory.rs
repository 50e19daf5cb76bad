//! How much memory indexing takes at each `--memory`, and whether answering takes more with every query.
//!
//! Run with `cargo bench --bench memory -- ARTICLES.jsonl [ARTICLES.jsonl]`; it prints two tables. The
//! first is of indexing the first file: the most that was ever resident (`VmHWM`), of the whole
//! process. The second is of 100,000 queries each to `batch` and `serve` on an index of the last
//! file: what is resident (`VmRSS`) after so many. A number among the words divides the queries by it.
//! Exits with 1 when indexing takes more than a quarter above what was allowed, or answering the last
//! half of the queries adds more than a tenth. Linux only, for where else the system keeps these
//! figures differs.
#![expect(clippy::unwrap_used, reason = "whatever is unexpected here ends the measurement")]
#![expect(clippy::print_stderr, clippy::print_stdout, reason = "a program for measuring")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// What `--memory` is told, in megabytes.
const ALLOWED: [u64; 5] = [64, 128, 192, 512, 1024];
/// Queries to each interface.
const QUERIES: usize = 100_000;
/// How often it is looked while they are answered.
const LOOKS: usize = 8;

struct Run {
    peak: u64,
    took: Duration,
    segments: usize,
}

/// A figure of a process, in kilobytes; `None` once it has ended.
fn figure(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix(name))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

fn newsgrep(index: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
    command.args(words).arg("--index").arg(index).stderr(Stdio::null());
    command
}

fn index(articles: &Path, allowed: u64) -> Run {
    let root = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let mut child = newsgrep(&root.path().join("index"), &["index", "--memory", &format!("{allowed}M")])
        .arg(articles)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(figure(child.id(), "VmHWM:").unwrap_or(0));
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = start.elapsed();
    let files = fs::read_dir(root.path().join("index/segments")).unwrap();
    let names = files.map(|it| PathBuf::from(it.unwrap().file_name()));
    let segments = names.filter(|it| it.extension().is_some_and(|it| it == "store")).count();
    Run { peak: most / 1024, took, segments }
}

/// Queries of several kinds, no two the same.
fn queries(many: usize) -> impl Iterator<Item = String> {
    let words = include_str!("queries.txt").lines().filter(|it| !it.is_empty());
    let words: Vec<&str> = words.collect();
    (0..many).map(move |at| {
        let (one, other) = (words[at % words.len()], words[(at / words.len() + at) % words.len()]);
        match at % 4 {
            0 => format!("({one}) OR word{at}"),
            1 => format!("({one}) AND NOT ({other}) AND NOT word{at}"),
            2 => format!("({one}) OR \"the word{at} of\" OR wo{at}rd~1"),
            _ => format!("({one}) date:2000..2{:03}", at % 1000),
        }
    })
}

/// What was resident after each part of the queries, in megabytes.
type Resident = Vec<u64>;

fn look(seen: &mut Resident, at: usize, many: usize, child: &Child) {
    if (at + 1).is_multiple_of((many / LOOKS).max(1)) {
        seen.push(figure(child.id(), "VmRSS:").unwrap_or(0) / 1024);
    }
}

/// Queries to `batch`, which is given one when it has answered those before, but for a few.
fn batch(index: &Path, many: usize) -> Resident {
    let mut child = newsgrep(index, &["batch", "-", "--input", "text", "-m", "3"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut into = child.stdin.take().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let feeding = std::thread::spawn(move || {
        queries(many).for_each(|query| writeln!(into, "{query}").unwrap());
    });
    let (mut seen, mut answered) = (Vec::new(), 0);
    for line in out.lines() {
        if !line.unwrap().contains("\"type\":\"hit\"") {
            look(&mut seen, answered, many, &child);
            answered += 1;
        }
    }
    feeding.join().unwrap();
    child.wait().unwrap();
    assert!(answered >= many, "{answered} answers");
    seen
}

/// Queries to `serve`, over one connection.
fn serve(index: &Path, many: usize) -> Resident {
    const ADDRESS: &str = "127.0.0.1:7793";
    let mut child = newsgrep(index, &["serve", "--addr", ADDRESS]).stdout(Stdio::null()).spawn().unwrap();
    let connection = loop {
        match TcpStream::connect(ADDRESS) {
            Ok(connection) => break connection,
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    let mut into = connection.try_clone().unwrap();
    let mut out = BufReader::new(connection);
    let mut seen = Vec::new();
    for (at, query) in queries(many).enumerate() {
        let body = format!("{{\"query\":{query:?},\"limit\":3}}");
        let head = format!(
            "POST /api/search HTTP/1.1\r\nHost: {ADDRESS}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        into.write_all((head + &body).as_bytes()).unwrap();
        answer(&mut out);
        look(&mut seen, at, many, &child);
    }
    drop((into, out));
    child.kill().unwrap();
    child.wait().unwrap();
    seen
}

/// Reads an answer to its end, which must be a good one.
fn answer(out: &mut impl BufRead) {
    let (mut line, mut length) = (String::new(), 0);
    out.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 200"), "{line}");
    while line != "\r\n" {
        line.clear();
        out.read_line(&mut line).unwrap();
        let lower = line.to_ascii_lowercase();
        length = lower.strip_prefix("content-length:").map_or(length, |it| it.trim().parse().unwrap());
    }
    out.read_exact(&mut vec![0; length]).unwrap();
}

/// Whether the second half of the queries added no more than a tenth.
fn is_flat(seen: &Resident) -> bool {
    match (seen.get(seen.len() / 2 - 1), seen.last()) {
        (Some(&half), Some(&last)) => last <= half + half / 10 + 1,
        _ => false,
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let files: Vec<&Path> = words.iter().map(Path::new).filter(|it| it.is_file()).collect();
    let (Some(&articles), Some(&few)) = (files.first(), files.last()) else {
        eprintln!("which articles? cargo bench --bench memory -- ARTICLES.jsonl");
        return ExitCode::FAILURE;
    };
    let part = words.iter().find_map(|it| it.parse::<usize>().ok()).unwrap_or(1).max(1);
    println!("| --memory | peak resident, MB | of it | segments | seconds |");
    println!("| --- | --- | --- | --- | --- |");
    let mut kept = true;
    for allowed in ALLOWED {
        let run = index(articles, allowed);
        let share = run.peak as f64 / allowed as f64;
        kept &= share <= 1.25;
        println!(
            "| {allowed}M | {} | {share:.2} | {} | {:.0} |",
            run.peak,
            run.segments,
            run.took.as_secs_f64()
        );
    }
    let root = tempfile::tempdir().unwrap();
    let index = root.path().join("index");
    assert!(newsgrep(&index, &["index"]).arg(few).stdout(Stdio::null()).status().unwrap().success());
    let many = QUERIES / part;
    println!("\n| interface | queries | resident in MB, after each {LOOKS}th of them |");
    println!("| --- | --- | --- |");
    for (interface, seen) in [("batch", batch(&index, many)), ("serve", serve(&index, many))] {
        kept &= is_flat(&seen);
        println!(
            "| {interface} | {many} | {} |",
            seen.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
        );
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
