//! Files that nobody wants, at full size: what becomes of each, in what time and memory.
//!
//! Run with `cargo bench --bench bad_input`; it needs 4 GB of disk for a while and prints a table.
//! A number behind `--` divides the sizes by it. The small ones are in the tests. Exits with 1 when a
//! file brings the program down.
#![expect(clippy::unwrap_used, reason = "whatever is unexpected here ends the measurement")]
#![expect(clippy::print_stdout, reason = "a program for measuring")]

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write, copy, repeat};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// A file: its name, and what writes it, for sizes divided by a number.
type Nasty = (&'static str, &'static str, fn(&mut dyn Write, u64));

const FILES: &[Nasty] = &[
    ("a line of 1 GB", "a.txt", |out, part| fill(out, b'c', (1 << 30) / part)),
    ("a record of 1 GB", "a.jsonl", |out, part| {
        out.write_all(b"{\"text\":\"").unwrap();
        fill(out, b'c', (1 << 30) / part);
        out.write_all(b"\"}\n{\"text\":\"They met.\"}\n").unwrap();
    }),
    ("an article of 200 MB", "a.txt", |out, part| {
        for number in 0..200_000_000 / 40 / part {
            writeln!(out, "They met again for the {number:10}. time.").unwrap();
        }
    }),
    ("an article of 60 MB", "a.txt", |out, part| {
        for number in 0..60_000_000 / 40 / part {
            writeln!(out, "They met again for the {number:10}. time.").unwrap();
        }
    }),
    ("5 million tiny records", "a.jsonl", |out, part| {
        for number in 0..5_000_000 / part {
            writeln!(out, "{{\"id\":{number},\"text\":\"They met.\"}}").unwrap();
        }
    }),
    ("5 million times the same", "a.jsonl", |out, part| {
        for _ in 0..5_000_000 / part {
            writeln!(out, "{{\"text\":\"They met.\"}}").unwrap();
        }
    }),
    ("5 million broken records", "a.jsonl", |out, part| {
        for _ in 0..5_000_000 / part {
            writeln!(out, "{{\"text\":").unwrap();
        }
    }),
    ("gzip bomb of 10 GB", "a.txt.gz", |out, part| {
        let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::new(1));
        fill(&mut packed, b' ', (10 << 30) / part);
        packed.finish().unwrap();
    }),
    ("zstd bomb of 10 GB", "a.jsonl.zst", |out, part| {
        let mut packed = zstd::Encoder::new(out, 1).unwrap();
        fill(&mut packed, b'a', (10 << 30) / part);
        packed.finish().unwrap();
    }),
    ("HTML 50,000 deep", "a.html", |out, _| {
        out.write_all("<div><p>".repeat(50_000).as_bytes()).unwrap();
        out.write_all(b"The council met.").unwrap();
    }),
    ("HTML of a million open tables", "a.html", |out, part| {
        (0..1_000_000 / part).for_each(|_| out.write_all(b"<table><tr><td>met").unwrap());
    }),
    ("JSON 10,000 deep", "a.json", |out, _| {
        let (open, close) = ("{\"a\":".repeat(10_000), "}".repeat(10_000));
        write!(out, "{{\"text\":\"One.\",\"more\":{open}1{close}}}").unwrap();
    }),
    ("a list 10 million deep", "a.json", |out, part| fill(out, b'[', 10_000_000 / part)),
    ("60 MB of quotation marks", "a.txt", |out, part| {
        (0..30_000_000 / part).for_each(|_| out.write_all(b"\" ").unwrap());
    }),
    ("a word of 60 MB", "a.txt", |out, part| fill(out, b'w', 60_000_000 / part)),
    ("1 GB of zeros", "a", |out, part| fill(out, 0, (1 << 30) / part)),
];

fn fill(out: &mut dyn Write, byte: u8, many: u64) {
    copy(&mut repeat(byte).take(many), out).unwrap();
}

/// The most that a process ever had resident, in kilobytes; `None` where the system does not tell.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Seconds of processor time that a process has had; `None` where the system does not tell. A tick is a
/// hundredth of a second wherever Linux runs.
fn worked(process: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let numbers: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| numbers.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// Indexes one file. Prints a row, and tells whether all is well.
fn try_file(root: &Path, (what, name, write): &Nasty, part: u64) -> bool {
    let (file, index) = (root.join(name), root.join("index"));
    let mut out = BufWriter::new(File::create(&file).unwrap());
    write(&mut out, part);
    out.flush().unwrap();
    let bytes = fs::metadata(&file).unwrap().len();
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_newsgrep"))
        .args(["index", "--index"])
        .args([&index, &file])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut most, mut work) = (0, 0.0);
    let code = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        most = most.max(peak(child.id()).unwrap_or(0));
        work = worked(child.id()).unwrap_or(work);
        std::thread::sleep(Duration::from_millis(5));
    };
    let took = start.elapsed();
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    let became = said.lines().last().unwrap_or("nothing").to_owned();
    println!(
        "| {what} | {:.1} | {:.1} | {work:.1} | {} | {} | {became} |",
        bytes as f64 / 1e6,
        took.as_secs_f64(),
        most / 1024,
        code.map_or_else(|| "killed".into(), |code| code.to_string())
    );
    fs::remove_file(&file).unwrap();
    let _ = fs::remove_dir_all(&index);
    // 0: read; 2: rejected. Anything else is a crash.
    matches!(code, Some(0 | 2)) && became.starts_with("indexed ")
}

fn main() -> ExitCode {
    let part = std::env::args().skip(1).find_map(|it| it.parse().ok()).unwrap_or(1u64).max(1);
    let root = tempfile::tempdir().unwrap();
    println!("| file | MB | seconds | of a processor | peak resident, MB | exit | became |");
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    let well = FILES.iter().filter(|file| try_file(root.path(), file, part)).count();
    if well == FILES.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
