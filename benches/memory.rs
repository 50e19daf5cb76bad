//! How much memory indexing takes at each `--memory`.
//!
//! Run with `cargo bench --bench memory -- ARTICLES.jsonl`; it prints a table. The figure is the
//! most that was ever resident (`VmHWM`), of the whole process. Exits with 1 when it is more than
//! a quarter above what was allowed. Linux only, for where else the system keeps that figure differs.
#![expect(clippy::unwrap_used, reason = "whatever is unexpected here ends the measurement")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// What `--memory` is told, in megabytes.
const ALLOWED: [u64; 5] = [64, 128, 192, 512, 1024];

struct Run {
    peak: u64,
    took: Duration,
    segments: usize,
}

/// The most that a process ever had resident, in kilobytes; `None` once it has ended.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

fn index(articles: &Path, allowed: u64) -> Run {
    let root = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_newsgrep"))
        .args(["index", "--memory", &format!("{allowed}M"), "--index"])
        .args([root.path().join("index").as_path(), articles])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(peak(child.id()).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = start.elapsed();
    let files = fs::read_dir(root.path().join("index/segments")).unwrap();
    let names = files.map(|it| PathBuf::from(it.unwrap().file_name()));
    let segments = names.filter(|it| it.extension().is_some_and(|it| it == "store")).count();
    Run { peak: most / 1024, took, segments }
}

fn main() -> ExitCode {
    let Some(articles) = std::env::args_os().skip(1).map(PathBuf::from).find(|it| it.is_file()) else {
        eprintln!("which articles? cargo bench --bench memory -- ARTICLES.jsonl");
        return ExitCode::FAILURE;
    };
    println!("| --memory | peak resident, MB | of it | segments | seconds |");
    println!("| --- | --- | --- | --- | --- |");
    let mut kept = true;
    for allowed in ALLOWED {
        let run = index(&articles, allowed);
        let share = run.peak as f64 / allowed as f64;
        kept &= share <= 1.25;
        println!(
            "| {allowed}M | {} | {share:.2} | {} | {:.0} |",
            run.peak,
            run.segments,
            run.took.as_secs_f64()
        );
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
