//! A question while another process writes the index that it asks: it waits, or says that its answer is the old one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use newsgrep::index::{Index, WriterSettings};

const SETTINGS: WriterSettings = WriterSettings { memory: 15_000_000 };

fn ask(root: &Path, words: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
    command.args(words).current_dir(root).env("XDG_CACHE_HOME", root.join("cache"));
    command.env_remove("NEWSGREP_INDEX").env("NEWSGREP_TODAY", "2025-12-01");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn told(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn answer(root: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    told(ask(root, words).wait_with_output().unwrap())
}

/// The one index in the cache.
fn in_cache(root: &Path) -> PathBuf {
    let folders = fs::read_dir(root.join("cache/newsgrep")).unwrap();
    folders.map(|it| it.unwrap().path()).find(|it| it.is_dir()).unwrap()
}

/// Whether it goes on for as long as an answer would never take.
fn waits(child: &mut Child) -> bool {
    std::thread::sleep(Duration::from_millis(1_500));
    child.try_wait().unwrap().is_none()
}

#[test]
fn a_question_waits_for_whoever_brings_its_cache_up_to_date() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    fs::write(root.join("a.jsonl"), "{\"text\":\"A quartz.\"}\n").unwrap();
    assert_eq!(answer(root, &["-c", "quartz", "a.jsonl"]).1, "1\n");
    fs::write(root.join("a.jsonl"), "{\"text\":\"A quartz.\"}\n{\"text\":\"Quartz again.\"}\n").unwrap();
    let index = Index::open(&in_cache(root)).unwrap();
    let writer = index.writer(SETTINGS).unwrap();
    let (code, out, err) = answer(root, &["-c", "--no-wait", "quartz", "a.jsonl"]);
    assert_eq!((code, out.as_str()), (Some(0), "1\n"), "{err}");
    assert!(err.contains(&format!("locked by process {}", std::process::id())), "{err}");
    assert!(err.contains("the answer is of the old index"), "{err}");
    let (code, _, err) = answer(root, &["--no-wait", "feldspar", "a.jsonl"]);
    assert!(code == Some(1) && err.contains("nothing found in what was read."), "{err}");
    let mut patient =
        [&["-c", "quartz", "a.jsonl"] as &[&str], &["quotes", "quartz", "a.jsonl"]].map(|it| ask(root, it));
    assert!(waits(&mut patient[0]) && waits(&mut patient[1]));
    drop(writer);
    let [search, quotes] = patient.map(|it| told(it.wait_with_output().unwrap()));
    assert_eq!((search.0, search.1.as_str()), (Some(0), "2\n"), "{}", search.2);
    assert!(search.2.contains("waiting until it is done"), "{}", search.2);
    assert_eq!(quotes.0, Some(1), "{}", quotes.2);
}

#[test]
fn nothing_is_denied_of_an_index_that_is_being_made() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    fs::write(root.join("a.txt"), "A quartz.").unwrap();
    // One in the cache.
    assert_eq!(answer(root, &["-c", "quartz", "a.txt"]).1, "1\n");
    let cached = in_cache(root);
    fs::remove_dir_all(&cached).unwrap();
    let index = Index::create(&cached).unwrap();
    let writer = index.writer(SETTINGS).unwrap();
    let (code, out, err) = answer(root, &["-c", "--no-wait", "quartz", "a.txt"]);
    assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
    assert!(err.contains("is being made by another process"), "{err}");
    drop(writer);
    assert_eq!(answer(root, &["-c", "quartz", "a.txt"]).1, "1\n");

    // One that stands.
    let index = Index::create(&root.join("index")).unwrap();
    let mut writer = index.writer(SETTINGS).unwrap();
    fs::write(root.join("q"), "quartz\n").unwrap();
    let (code, _, err) = answer(root, &["--no-wait", "quartz"]);
    assert!(code == Some(2) && err.contains("is being made by another process"), "{err}");
    let words: [&[&str]; 3] = [&["-c", "quartz"], &["batch", "q"], &["quotes", "quartz"]];
    let mut patient = words.map(|it| ask(root, it));
    assert!(patient.iter_mut().all(waits));
    let article = newsgrep::article::Article::new(newsgrep::article::ArticleId::new("x").unwrap());
    let article = newsgrep::article::Article { body: "A quartz.".into(), ..article };
    writer.add(index.document_builder().prepare(&article)).unwrap();
    writer.commit(b"").unwrap();
    drop(writer);
    let [search, batch, quotes] = patient.map(|it| told(it.wait_with_output().unwrap()));
    assert_eq!((search.0, search.1.as_str()), (Some(0), "1\n"), "{}", search.2);
    assert_eq!(batch.0, Some(0), "{}", batch.2);
    assert_eq!((quotes.0, quotes.2.lines().last()), (Some(1), Some("nothing found.")), "{}", quotes.2);
}

#[test]
fn an_index_of_which_the_making_was_stopped_says_so() {
    let root = tempfile::tempdir().unwrap();
    Index::create(&root.path().join("index")).unwrap();
    for words in
        [&["quartz"] as &[&str], &["quotes"], &["show", "x"], &["mcp"], &["serve", "--addr", "127.0.0.1:0"]]
    {
        let (code, out, err) = answer(root.path(), words);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{words:?}: {err}");
        assert!(err.contains("was made and never filled\nhint: newsgrep index --index index PATH"), "{err}");
    }
    // One of nothing is one.
    fs::create_dir(root.path().join("none")).unwrap();
    assert_eq!(answer(root.path(), &["index", "none"]).0, Some(0));
    assert_eq!(answer(root.path(), &["quartz"]).0, Some(1));
}

#[test]
fn first_questions_at_once_give_one_answer() {
    let root = tempfile::tempdir().unwrap();
    let lines: String =
        (0..300).map(|at| format!("{{\"id\":\"{at}\",\"text\":\"Quartz item {at}.\"}}\n")).collect();
    fs::write(root.path().join("a.jsonl"), lines).unwrap();
    let asked: Vec<Child> = (0..6).map(|_| ask(root.path(), &["-c", "quartz", "a.jsonl"])).collect();
    for child in asked {
        let (code, out, err) = told(child.wait_with_output().unwrap());
        assert_eq!((code, out.as_str()), (Some(0), "300\n"), "{err}");
    }
    // And where each finds one of an older format.
    let manifest = in_cache(root.path()).join("newsgrep.json");
    fs::copy("fixtures/specimens/v1/newsgrep.json", manifest).unwrap();
    let asked: Vec<Child> = (0..6).map(|_| ask(root.path(), &["-c", "quartz", "a.jsonl"])).collect();
    for child in asked {
        let (code, out, err) = told(child.wait_with_output().unwrap());
        assert_eq!((code, out.as_str()), (Some(0), "300\n"), "{err}");
    }
}
