//! Files that nobody wants: each is read or rejected, counted, and none brings the program down.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use newsgrep::index::Index;
use newsgrep::readers::ReadSettings;
use newsgrep::update::{Input, Progress, UpdateReport, UpdateSettings, update};

use crate::support::state::{faults, settings};

/// Indexes a folder with one file in it, and says how many articles it became and why records were rejected.
fn indexed(name: &str, bytes: &[u8]) -> (u64, Vec<String>) {
    indexed_up_to(name, bytes, 4 << 20)
}

fn indexed_up_to(name: &str, bytes: &[u8], max_size: u64) -> (u64, Vec<String>) {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("articles");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
    let report = index_folder(&root.path().join("index"), &folder, max_size);
    (
        report.indexed,
        report.rejects().map(|it| it.to_string().replace(folder.to_str().unwrap(), "")).collect(),
    )
}

fn index_folder(index: &Path, folder: &Path, max_size: u64) -> UpdateReport {
    let opened = Index::create(index).unwrap();
    let settings =
        UpdateSettings { read: ReadSettings { max_size, ..ReadSettings::default() }, ..settings() };
    let input = Input { paths: vec![folder.to_owned()], stream: None };
    let report = update(&opened, input, &settings, &Progress::default()).unwrap();
    assert_eq!(faults(index), [""; 0]);
    report
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[track_caller]
fn check(name: &str, bytes: &[u8], articles: u64, rejects: &[&str]) {
    let (indexed, found) = indexed(name, bytes);
    let fits = found.len() == rejects.len() && found.iter().zip(rejects).all(|(it, part)| it.contains(part));
    assert!(indexed == articles && fits, "{name}: {indexed} articles, {found:?}");
}

#[test]
fn packed_files_that_are_cut_or_altered_are_rejected() {
    let text = "The council met again and again. ".repeat(3000);
    let packed = gzip(text.as_bytes());
    check("a.txt.gz", &packed, 1, &[]);
    check("a.txt.gz", &packed[..packed.len() / 2], 0, &["damaged"]);
    check("a.txt.gz", &packed[..packed.len() - 4], 0, &["damaged"]);
    check("a.txt.gz", &packed[..3], 0, &["damaged"]);
    let packed = zstd::encode_all(text.as_bytes(), 1).unwrap();
    check("a.txt.zst", &packed, 1, &[]);
    check("a.txt.zst", &packed[..packed.len() / 2], 0, &["damaged"]);
    let mut altered = packed.clone();
    altered[packed.len() / 2] ^= 255;
    assert!(indexed("a.txt.zst", &altered).0 <= 1);
}

#[test]
fn a_packed_file_that_grows_without_end_is_rejected() {
    let bomb = zstd::encode_all(std::io::repeat(b' ').take(64 << 20), 1).unwrap();
    check("a.txt.zst", &bomb, 0, &["larger than"]);
    let mut lines = zstd::Encoder::new(Vec::new(), 1).unwrap();
    lines.write_all(b"{\"text\":\"One.\"}\n").unwrap();
    std::io::copy(&mut std::io::repeat(b'a').take(64 << 20), &mut lines).unwrap();
    let (indexed, rejects) = indexed("a.jsonl.zst", &lines.finish().unwrap());
    assert!(indexed == 1 && rejects.len() == 1, "{indexed} {rejects:?}");
}

#[test]
fn what_nests_deeper_than_any_page_costs_no_stack() {
    let mut page = "<div><p>".repeat(50_000);
    page.push_str("The council met about the harbour, and met again the day after.");
    let (indexed, rejects) = indexed("a.html", page.as_bytes());
    assert_eq!(indexed + rejects.len() as u64, 1);
    check("a.json", "[".repeat(10_000).as_bytes(), 0, &["JSON"]);
    let deep =
        format!("{{\"text\":\"One.\",\"more\":{}{}}}", "{\"a\":".repeat(10_000) + "1", "}".repeat(10_000));
    let (indexed, rejects) = self::indexed("a.jsonl", deep.as_bytes());
    assert_eq!(indexed + rejects.len() as u64, 1);
    let deep = format!("{}{{\"text\":\"One.\"}}{}", "[".repeat(10_000), "]".repeat(10_000));
    let (indexed, rejects) = self::indexed("a.json", deep.as_bytes());
    assert!(indexed + rejects.len() as u64 >= 1);
}

#[test]
fn a_line_without_end_is_one_document_or_too_large() {
    let line = "council ".repeat(400_000);
    check("a.txt", line.as_bytes(), 1, &[]);
    let word = "c".repeat(3_000_000);
    check("a.txt", word.as_bytes(), 1, &[]);
    check("a.txt", line.repeat(2).as_bytes(), 0, &["larger than"]);
    let record = format!("{{\"text\":\"{line}{line}\"}}\n{{\"text\":\"Two.\"}}\n");
    check("a.jsonl", record.as_bytes(), 1, &["larger than"]);
}

#[test]
fn bytes_that_are_no_text_are_rejected_or_replaced() {
    check("a.txt", b"One \0 two \0 three", 0, &["binary"]);
    check("a.txt", b"One \xff\xfe\xc0 two, the council met.", 1, &[]);
    check("a.txt", b"", 0, &["empty"]);
    check("a.txt", b" \n\t\r\n ", 0, &["empty"]);
    let units = |mark: bool, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = "The council met. Nobody asked why, and nobody was told.";
        mark.then_some(0xfeff).into_iter().chain(text.encode_utf16()).flat_map(order).collect()
    };
    for mark in [true, false] {
        check("a.txt", &units(mark, u16::to_le_bytes), 1, &[]);
        check("a.txt", &units(mark, u16::to_be_bytes), 1, &[]);
    }
    let mut half = units(true, u16::to_le_bytes);
    half.pop();
    check("a.txt", &half, 1, &[]);
    check("a.jsonl", b"\xef\xbb\xbf{\"text\":\"One.\"}\n", 1, &[]);
    check("a.jsonl", b"{\"text\":\"\\ud800 lone \\u0000 zero\"}\n", 1, &[]);
}

#[test]
fn records_that_contradict_themselves_are_counted() {
    let (indexed, rejects) =
        indexed("a.jsonl", b"{\"text\":\"One.\",\"text\":\"Two.\",\"id\":\"a\",\"id\":\"b\"}\n");
    assert_eq!((indexed + rejects.len() as u64, indexed <= 1), (1, true));
    let dates =
        ["0000-01-01", "99999-12-31", "2025-13-45", "-1", "9999999999999999999", "1e400", "null", "\u{202e}"];
    let lines: String =
        dates.iter().map(|date| format!("{{\"text\":\"One {date}.\",\"date\":\"{date}\"}}\n")).collect();
    check("a.jsonl", lines.as_bytes(), dates.len() as u64, &[]);
    let numbers: String = ["0", "1e400", "99999999999999999999", "-5", "true", "[]", "{}"]
        .iter()
        .enumerate()
        .map(|(at, date)| {
            format!("{{\"text\":\"One {at}.\",\"date\":{date},\"title\":{date},\"id\":{date}}}\n")
        })
        .collect();
    let (indexed, rejects) = self::indexed("a.jsonl", numbers.as_bytes());
    assert_eq!(indexed + rejects.len() as u64, 7, "{rejects:?}");
    check("a.jsonl", b"1\n\"two\"\nnull\n[]\n{\"text\":\"One.\"}\n", 1, &["not an article"; 4]);
}

#[test]
fn very_many_very_small_records_are_read() {
    let lines: String =
        (0..30_000).map(|number| format!("{{\"id\":{number},\"text\":\"{number}\"}}\n")).collect();
    check("a.jsonl", lines.as_bytes(), 30_000, &[]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_passed_over_and_named() {
    use std::os::unix::ffi::OsStrExt;
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("articles");
    fs::create_dir_all(folder.join("sub")).unwrap();
    fs::write(folder.join("a.txt"), "The council met.").unwrap();
    std::os::unix::fs::symlink(&folder, folder.join("sub/loop")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.join("broken.txt")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.join("zero.txt")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe.txt")).status().unwrap().success());
    let name = std::ffi::OsStr::from_bytes(b"\xff\xfe.txt");
    fs::write(folder.join(name), "It met in another name.").unwrap();
    fs::write(folder.join("line\nbreak\u{1b}[31m.txt"), "It met in a red name.").unwrap();
    let report = index_folder(&root.path().join("index"), &folder, 1 << 20);
    assert_eq!((report.indexed, report.rejected, report.skipped), (3, 0, 4), "{report:?}");
    let opened = Index::create(&root.path().join("named")).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let progress = Progress { stop, ..Progress::default() };
    let paths = ["zero.txt", "pipe.txt", "nothing", "sub/loop/a.txt"].map(|it| folder.join(it)).to_vec();
    let report = update(&opened, Input { paths, stream: None }, &settings(), &progress).unwrap();
    assert_eq!((report.indexed, report.rejected), (1, 3), "{report:?}");
}

#[cfg(all(unix, feature = "cli"))]
#[test]
fn no_name_and_no_text_reaches_the_terminal_raw() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("articles");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a\u{1b}[2Jb\n.txt"), "The \u{1b}[31mcouncil\u{7} met.\u{9b}1m \u{202e}drow")
        .unwrap();
    fs::write(folder.join("b\u{1b}]0;x\u{7}.jsonl"), "{broken \u{1b}[1m\n").unwrap();
    for words in [
        &["index", "articles"][..],
        &["index", "--rejected"],
        &["--color=always", "council"],
        &["--json", "council"],
        &["--csv", "council"],
        &["-o", "council"],
        &["--kwic", "council"],
        &["-l", "council"],
        &["verify"],
        &["info"],
    ] {
        let ran = Command::new(env!("CARGO_BIN_EXE_newsgrep"))
            .args(words)
            .current_dir(root.path())
            .env_remove("NEWSGREP_INDEX")
            .output()
            .unwrap();
        let out = [ran.stdout, ran.stderr].concat();
        let text = String::from_utf8(out).unwrap();
        // Colours are ours: they end in `m` and come of nothing that was read.
        for bad in ["\u{1b}[2J", "\u{1b}[31mcouncil", "\u{1b}]0;", "\u{7}", "\u{9b}"] {
            assert!(!text.contains(bad), "{words:?}: {text:?}");
        }
    }
}

#[cfg(all(unix, feature = "cli"))]
#[test]
fn an_interrupted_run_keeps_what_is_whole() {
    let root = tempfile::tempdir().unwrap();
    let lines: String =
        (0..40_000).map(|at| format!("{{\"id\":{at},\"text\":\"The council met {at} times.\"}}\n")).collect();
    fs::write(root.path().join("a.jsonl"), lines).unwrap();
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
        command.args(["index", "--index", "index", "a.jsonl"]).current_dir(root.path());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        command.spawn().unwrap()
    };
    let child = run();
    while !root.path().join("index/newsgrep.json").exists() {
        std::thread::yield_now();
    }
    std::thread::sleep(std::time::Duration::from_millis(100));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ran = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    assert_eq!(faults(&root.path().join("index")), [""; 0]);
    if ran.status.code() == Some(2) {
        assert!(err.contains("stopped at a.jsonl:"), "{err}");
    } else {
        assert!(out.starts_with("indexed 40000,"), "{out}{err}");
    }
    let out = String::from_utf8(run().wait_with_output().unwrap().stdout).unwrap();
    let counted = |name: &str| -> u64 {
        let rest = out.split(name).nth(1).unwrap();
        rest.trim_start().split(',').next().unwrap().trim().parse().unwrap()
    };
    assert_eq!(counted("indexed") + counted("unchanged"), 40_000, "{out}");
}
