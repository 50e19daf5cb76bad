//! What goes wrong with disks, processes and files, many times over, and what becomes of an index then.
//!
//! Run with `cargo bench --bench faults`; it takes some minutes and prints a table. `cargo bench --bench
//! faults -- 30` does a thirtieth of it. The quick part is in the tests. Exits with 1 when an index was ever
//! between two states, an answer was wrong, or the next run did not come to what a clean one gives.
#![expect(clippy::unwrap_used, reason = "whatever is unexpected here ends the measurement")]
#![expect(clippy::print_stdout, reason = "a program for measuring")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use newsgrep::Engine;
use newsgrep::article::{Article, ArticleId, Origin};
use newsgrep::index::faults::{Fault, Faults};
use newsgrep::index::{Index, IndexError, WriterSettings};
use newsgrep::update::{BULK, commit_changes, rebuild};

#[path = "../tests/support/random.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod random;
#[path = "../tests/support/state.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod state;

use random::Random;
use state::{
    Answers, answers, bring_opened_up_to_date, bring_up_to_date, change_articles, copy, faults, files,
    scores, write_articles,
};

/// A kind of fault, how often it was tried, and what became of it.
#[derive(Default)]
struct Row {
    fault: String,
    times: u64,
    /// The index was as before.
    before: u64,
    /// The index was as after.
    after: u64,
    /// The damage was reported.
    reported: u64,
    /// Anything else, each with a sentence.
    wrong: Vec<String>,
}

/// Two states of a folder, and the index of each.
struct Stage {
    root: tempfile::TempDir,
    folder: PathBuf,
    before: PathBuf,
    old: Answers,
    new: Answers,
    new_scores: Vec<String>,
}

impl Stage {
    fn new(articles: usize) -> Stage {
        let root = tempfile::tempdir().unwrap();
        let (folder, before) = (root.path().join("articles"), root.path().join("before"));
        write_articles(&folder, articles);
        bring_up_to_date(&before, &folder).unwrap();
        let old = answers(&before).unwrap();
        change_articles(&folder, articles);
        let clean = root.path().join("clean");
        bring_up_to_date(&clean, &folder).unwrap();
        let new = answers(&clean).unwrap();
        let new_scores = scores(&clean);
        Stage { root, folder, before, old, new, new_scores }
    }

    fn copy(&self) -> PathBuf {
        let index = self.root.path().join("index");
        if index.exists() {
            fs::remove_dir_all(&index).unwrap();
        }
        copy(&self.before, &index);
        index
    }

    /// Which state an index is in after a fault, and whether the next run completes it.
    fn judge(&self, index: &Path, row: &mut Row, what: &str) {
        row.times += 1;
        let wrong = match answers(index) {
            Ok(now) if now == self.new => {
                row.after += 1;
                None
            }
            Ok(now) if now == self.old => {
                row.before += 1;
                None
            }
            Ok(_) => Some("between two states".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        let wrong = wrong.or_else(|| faults(index).first().cloned());
        let wrong = wrong.or_else(|| bring_up_to_date(index, &self.folder).err().map(|it| it.to_string()));
        let wrong = wrong.or_else(|| match answers(index) {
            Ok(now) if now == self.new && scores(index) == self.new_scores => None,
            Ok(_) => Some("the next run comes to something else than a clean one".to_owned()),
            Err(error) => Some(error.to_string()),
        });
        let wrong = wrong.or_else(|| faults(index).first().cloned());
        row.wrong.extend(wrong.map(|it| format!("{what}: {it}")));
    }
}

fn failing_disk(fault: Fault, every: usize) -> Row {
    let stage = Stage::new(6);
    let counted = Arc::new(Faults::none());
    let opened = Index::open_with_faults(&stage.copy(), Arc::clone(&counted)).unwrap();
    bring_opened_up_to_date(&opened, &stage.folder).unwrap();
    let mut row = Row { fault: format!("disk: {fault:?}"), ..Row::default() };
    for call in (0..counted.calls()).step_by(every) {
        let index = stage.copy();
        let opened = Index::open_with_faults(&index, Arc::new(Faults::at(call, fault))).unwrap();
        let done = bring_opened_up_to_date(&opened, &stage.folder);
        drop(opened);
        if done.is_err() {
            row.reported += 1;
        } else if answers(&index).ok().as_ref() != Some(&stage.new) {
            row.wrong.push(format!("call {call}: said to be done and was not"));
        }
        stage.judge(&index, &mut row, &format!("call {call}"));
    }
    row
}

fn killed(times: u64) -> Row {
    let stage = Stage::new(400);
    let mut row = Row { fault: "SIGKILL".into(), ..Row::default() };
    let run = |index: &Path| {
        Command::new(env!("CARGO_BIN_EXE_newsgrep"))
            .args(["index", "--index"])
            .args([index, &stage.folder])
            .env("NEWSGREP_TODAY", "2025-12-01")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let index = stage.copy();
    let start = Instant::now();
    run(&index).wait().unwrap();
    let whole = start.elapsed();
    let mut random = Random::new(9);
    for _ in 0..times {
        let index = stage.copy();
        let mut child = run(&index);
        let moment = Duration::from_micros(random.below(usize::try_from(whole.as_micros()).unwrap()) as u64);
        std::thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        stage.judge(&index, &mut row, &format!("after {moment:?}"));
    }
    row
}

/// Alters each file of an index; what a search and a verification make of it.
fn altered(kind: &str, step: usize, alter: impl Fn(&[u8], usize) -> Option<Vec<u8>>) -> Row {
    let stage = Stage::new(6);
    let index = stage.copy();
    bring_up_to_date(&index, &stage.folder).unwrap();
    // A panic is counted; each need not be told as well.
    std::panic::set_hook(Box::new(|_| {}));
    let mut row = Row { fault: kind.to_owned(), ..Row::default() };
    for file in files(&index) {
        let bytes = fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for at in (0..bytes.len().max(1)).step_by(step) {
            match alter(&bytes, at) {
                Some(altered) => fs::write(&file, altered).unwrap(),
                None if at == 0 => fs::remove_file(&file).unwrap(),
                None => continue,
            }
            row.times += 1;
            match catch_unwind(AssertUnwindSafe(|| answers(&index))) {
                Ok(Ok(now)) if now == stage.new => row.after += 1,
                Ok(Ok(_)) => row.wrong.push(format!("{name} at {at}: a wrong answer")),
                Ok(Err(_)) if faults(&index).is_empty() => {
                    row.wrong.push(format!("{name} at {at}: verify finds nothing"));
                }
                Ok(Err(_)) => row.reported += 1,
                Err(_) => row.wrong.push(format!("{name} at {at}: a panic")),
            }
        }
        fs::write(&file, &bytes).unwrap();
    }
    drop(std::panic::take_hook());
    row
}

/// Rebuilds an index with one altered byte; what is lost is read again by the next run.
fn rebuilt(step: usize) -> Row {
    let stage = Stage::new(6);
    let whole = stage.root.path().join("whole");
    copy(&stage.before, &whole);
    bring_up_to_date(&whole, &stage.folder).unwrap();
    let mut row = Row { fault: "rebuild after a flip".into(), ..Row::default() };
    for file in files(&whole) {
        let bytes = fs::read(&file).unwrap();
        for at in (step / 2..bytes.len()).step_by(step) {
            let index = stage.root.path().join("index");
            if index.exists() {
                fs::remove_dir_all(&index).unwrap();
            }
            copy(&whole, &index);
            let mut altered = bytes.clone();
            altered[at] ^= 1 << (at % 8);
            fs::write(index.join(file.strip_prefix(&whole).unwrap()), altered).unwrap();
            let what = format!("{} at {at}", file.display());
            match rebuild(&index, WriterSettings { memory: 15_000_000 }) {
                Ok(report) if report.lost.is_empty() => stage.judge(&index, &mut row, &what),
                Ok(_) => {
                    row.reported += 1;
                    row.times += 1;
                    bring_up_to_date(&index, &stage.folder).unwrap();
                    if answers(&index).ok().as_ref() != Some(&stage.new) || !faults(&index).is_empty() {
                        row.wrong.push(format!("{what}: not whole after the next run"));
                    }
                }
                // A manifest that says it is of a newer program.
                Err(_) if file.ends_with("newsgrep.json") => row.reported += 1,
                Err(error) => row.wrong.push(format!("{what}: {error}")),
            }
        }
    }
    row
}

/// The program on an index.
fn program(arguments: &[&str], index: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
    command.args(arguments).arg("--index").arg(index).env("NEWSGREP_TODAY", "2025-12-01");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Puts one article of this id into an index, and takes another out, as `_bulk` does.
fn put(index: &Index, id: &str, gone: &str) -> Result<(), IndexError> {
    let mut writer = index.writer(WriterSettings { memory: 0 })?;
    let [id, gone] = [id, gone].map(|it| ArticleId::new(it).unwrap());
    let mut article = Article::new(id.clone());
    article.body = "The council met about the quartz.".to_owned();
    article.origins = vec![Origin { path: BULK.to_owned(), record: None }];
    writer.replace(index.document_builder().prepare(&article))?;
    writer.remove(&gone);
    commit_changes(&mut writer, &[(id, Some(article.content_hash())), (gone, None)].into())
}

/// `_bulk` on a disk that fails: the state before or after, and the next request completes it.
fn bulk_on_failing_disk(fault: Fault, every: usize) -> Row {
    let stage = Stage::new(6);
    let mut row = Row { fault: format!("_bulk, disk: {fault:?}"), ..Row::default() };
    let done = stage.copy();
    put(&Index::open(&done).unwrap(), "k1", "w1").unwrap();
    let new = answers(&done).unwrap();
    let counted = Arc::new(Faults::none());
    put(&Index::open_with_faults(&stage.copy(), Arc::clone(&counted)).unwrap(), "k1", "w1").unwrap();
    for call in (0..counted.calls()).step_by(every) {
        row.times += 1;
        let index = stage.copy();
        let opened = Index::open_with_faults(&index, Arc::new(Faults::at(call, fault))).unwrap();
        let put_now = put(&opened, "k1", "w1");
        drop(opened);
        let wrong = match answers(&index) {
            Ok(now) if now == new => {
                row.after += 1;
                None
            }
            Ok(now) if now == stage.old && put_now.is_err() => {
                row.before += 1;
                None
            }
            Ok(_) => Some("between two states, or said to be done and was not".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        let wrong = wrong.or_else(|| faults(&index).first().cloned());
        let again = put(&Index::open(&index).unwrap(), "k1", "w1").err().map(|it| it.to_string());
        let wrong = wrong.or(again).or_else(|| {
            (answers(&index).ok().as_ref() != Some(&new))
                .then(|| "the next request does not complete it".to_owned())
        });
        let wrong = wrong.or_else(|| faults(&index).first().cloned());
        row.wrong.extend(wrong.map(|it| format!("call {call}: {it}")));
    }
    row
}

/// Kills a server while it takes articles in: every request that was answered is kept.
fn bulk_killed(times: u64) -> Row {
    let stage = Stage::new(40);
    let mut row = Row { fault: "_bulk, SIGKILL".into(), ..Row::default() };
    let mut random = Random::new(5);
    for time in 0..times {
        let index = stage.copy();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut server = program(&["serve", "--writable", "--addr", &address], &index).spawn().unwrap();
        let until = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(&address).is_err() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        let moment = Duration::from_millis(random.below(400) as u64);
        let answered = std::thread::scope(|scope| {
            let writing = scope.spawn(|| (0..).take_while(|number| is_put(&address, *number)).count());
            std::thread::sleep(moment);
            server.kill().unwrap();
            server.wait().unwrap();
            writing.join().unwrap()
        });
        row.times += 1;
        row.after += answered as u64;
        let searcher = Index::open(&index).unwrap().searcher().unwrap();
        let missing = (0..answered).find(|number| {
            searcher.article(&ArticleId::new(&format!("k{number}")).unwrap()).unwrap().is_none()
        });
        let wrong = missing.map(|it| format!("k{it} was answered and is not there"));
        let wrong = wrong.or_else(|| faults(&index).first().cloned());
        row.wrong.extend(wrong.map(|it| format!("time {time}: {it}")));
    }
    row
}

/// Whether a server takes an article and says so.
fn is_put(address: &str, number: usize) -> bool {
    use std::io::{Read, Write};
    let body =
        format!("{{\"index\":{{\"_id\":\"k{number}\"}}}}\n{{\"text\":\"The quartz of item {number}.\"}}\n");
    let head =
        "POST /_bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nConnection: close";
    let Ok(mut stream) = std::net::TcpStream::connect(address) else { return false };
    let sent = write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let mut answer = String::new();
    sent.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.contains("\"errors\":false")
}

/// Two rebuilds that begin at about the same time, or one of them killed: nothing is lost, and whoever cannot work is
/// told who does.
fn rebuilds_at_once(times: u64) -> Row {
    let stage = Stage::new(40);
    let mut row = Row { fault: "rebuild against rebuild".into(), ..Row::default() };
    let mut random = Random::new(7);
    let index = stage.copy();
    put(&Index::open(&index).unwrap(), "k1", "w1").unwrap();
    let whole = answers(&index).unwrap();
    for time in 0..times {
        row.times += 1;
        let mut first = program(&["index", "--rebuild"], &index).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(random.below(120) as u64));
        let second = program(&["index", "--rebuild"], &index).spawn().unwrap();
        if time % 4 == 3 {
            first.kill().unwrap();
        }
        let second = second.wait_with_output().unwrap();
        first.wait().unwrap();
        let told = String::from_utf8_lossy(&second.stderr).into_owned();
        let wrong = match second.status.success() {
            true => {
                row.after += 1;
                None
            }
            false if told.contains("locked by process") => {
                row.reported += 1;
                None
            }
            false => Some(told),
        };
        let wrong = wrong.or_else(|| match answers(&index) {
            Ok(now) if now == whole => None,
            Ok(_) => Some("another answer".to_owned()),
            Err(error) => Some(error.to_string()),
        });
        let wrong = wrong.or_else(|| faults(&index).first().cloned());
        row.wrong.extend(wrong.map(|it| format!("time {time}: {it}")));
    }
    row
}

/// Readers of all kinds while rebuilds go on: each answers as if there was none.
fn readers_against_rebuilds(times: u64) -> Row {
    let stage = Stage::new(40);
    let mut row = Row { fault: "reader against rebuild".into(), ..Row::default() };
    let index = stage.copy();
    let whole = answers(&index).unwrap();
    let count = |index: &Path| program(&["council", "-c"], index).output().unwrap();
    let expected = count(&index).stdout;
    let opened = Index::open(&index).unwrap();
    std::thread::scope(|scope| {
        let rebuilding = scope
            .spawn(|| (0..times).all(|_| rebuild(&index, WriterSettings { memory: 15_000_000 }).is_ok()));
        while !rebuilding.is_finished() {
            row.times += 1;
            let now = count(&index);
            let wrong = (now.stdout != expected || !now.status.success())
                .then(|| format!("the program: {}", String::from_utf8_lossy(&now.stderr)));
            let wrong = wrong.or_else(|| opened.searcher().err().map(|it| it.to_string()));
            let wrong = wrong.or_else(|| match answers(&index) {
                Ok(now) if now == whole => None,
                Ok(_) => Some("another answer".to_owned()),
                Err(error) => Some(error.to_string()),
            });
            let wrong = wrong.or_else(|| faults(&index).first().cloned());
            if wrong.is_none() {
                row.after += 1;
            }
            row.wrong.extend(wrong);
        }
        if !rebuilding.join().unwrap() {
            row.wrong.push("a rebuild failed".to_owned());
        }
    });
    row
}

fn main() -> ExitCode {
    let part = std::env::args().skip(1).find_map(|it| it.parse::<usize>().ok()).unwrap_or(1).max(1);
    let mut rows: Vec<Row> = Fault::ALL.iter().map(|&fault| failing_disk(fault, part)).collect();
    rows.push(killed((300 / part as u64).max(3)));
    rows.push(altered("flipped bit", 7 * part, |bytes, at| {
        let mut altered = bytes.to_vec();
        *altered.get_mut(at)? ^= 1 << (at % 8);
        Some(altered)
    }));
    rows.push(altered("truncation", 31 * part, |bytes, at| bytes.get(..at).map(<[u8]>::to_vec)));
    rows.push(altered("file missing", usize::MAX, |_, _| None));
    rows.push(rebuilt(97 * part));
    rows.extend(Fault::ALL.iter().map(|&fault| bulk_on_failing_disk(fault, part)));
    rows.push(bulk_killed((60 / part as u64).max(2)));
    rows.push(rebuilds_at_once((120 / part as u64).max(4)));
    rows.push(readers_against_rebuilds((120 / part as u64).max(4)));
    println!("| fault | times | as before | as after or whole | reported | wrong |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for row in &rows {
        println!(
            "| {} | {} | {} | {} | {} | {} |",
            row.fault,
            row.times,
            row.before,
            row.after,
            row.reported,
            row.wrong.len()
        );
    }
    for wrong in rows.iter().flat_map(|row| &row.wrong) {
        println!("wrong: {wrong}");
    }
    if rows.iter().all(|row| row.wrong.is_empty()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
