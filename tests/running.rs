//! The program beside others that use the same index, and what it leaves and says.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use newsgrep::index::{Index, WriterSettings};

use crate::support::state::{bring_up_to_date, files, write_articles};

/// A folder with articles, and the index of it.
fn stage() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    write_articles(&root.path().join("articles"), 4);
    bring_up_to_date(&root.path().join("index"), &root.path().join("articles")).unwrap();
    root
}

fn newsgrep(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
    command.args(words).current_dir(root).env_remove("NEWSGREP_INDEX").env("NEWSGREP_TODAY", "2025-12-01");
    command.env("RUST_BACKTRACE", "0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(root: &Path, words: &[&str]) -> Output {
    newsgrep(root, words).output().unwrap()
}

fn interrupt(child: &Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn a_search_writes_nothing() {
    let root = stage();
    let state = || -> Vec<_> {
        let seen = |path: &std::path::PathBuf| fs::metadata(path).unwrap().modified().unwrap();
        files(&root.path().join("index")).into_iter().map(|path| (seen(&path), path)).collect()
    };
    let before = state();
    for path in files(&root.path().join("index")) {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    }
    for folder in ["index/segments", "index"] {
        fs::set_permissions(root.path().join(folder), fs::Permissions::from_mode(0o555)).unwrap();
    }
    for words in [&["council"][..], &["--json", "lee SAID budget"], &["info"], &["verify", "--full"]] {
        let ran = run(root.path(), words);
        assert!(ran.status.success(), "{words:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    assert_eq!(state(), before);
    for folder in ["index", "index/segments"] {
        fs::set_permissions(root.path().join(folder), fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn files_of_an_index_are_readable_as_the_umask_says() {
    let root = stage();
    for (mask, file, folder) in [("027", 0o640, 0o750), ("077", 0o600, 0o700)] {
        let program = env!("CARGO_BIN_EXE_newsgrep");
        let line = format!("umask {mask}; exec '{program}' index --index new-{mask} articles");
        assert!(Command::new("sh").args(["-c", &line]).current_dir(root.path()).status().unwrap().success());
        let index = root.path().join(format!("new-{mask}"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&index), mode(&index.join("segments"))), (folder, folder), "{mask}");
        for path in files(&index) {
            assert_eq!(mode(&path), file, "{mask}: {}", path.display());
        }
    }
}

#[test]
fn whoever_waits_goes_on_when_the_other_is_done() {
    let root = stage();
    let index = Index::open(&root.path().join("index")).unwrap();
    let writer = index.writer(WriterSettings { memory: 15_000_000 }).unwrap();
    let ran = run(root.path(), &["index", "articles"]);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.code() == Some(2) && said.contains(&std::process::id().to_string()), "{said}");
    let mut child = newsgrep(root.path(), &["index", "--wait", "articles"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("waiting"), "{line}");
    drop(writer);
    assert!(child.wait().unwrap().success());
}

/// Interrupts a run that waits for more on its standard input, again and again; its exit code.
fn interrupted(root: &Path) -> Option<i32> {
    let mut command = newsgrep(root, &["index", "-"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.as_mut().unwrap().write_all(b"{\"text\":\"They met.\"}\n").unwrap();
    // Once it has the lock it hears signals.
    while fs::read_to_string(root.join("index/writer.lock")).unwrap() != child.id().to_string() {
        assert_eq!(child.try_wait().unwrap(), None);
        std::thread::yield_now();
    }
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        interrupt(&child);
    }
}

#[test]
fn a_second_interrupt_ends_it_at_once() {
    let root = stage();
    // The first alone ends it with 2 where it is heard before it waits.
    let code = (0..40).map(|_| interrupted(root.path())).find(|code| *code != Some(2));
    assert_eq!(code, Some(Some(130)));
    let ran = run(root.path(), &["verify", "--full"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn no_text_of_an_article_is_said_on_the_side() {
    let root = tempfile::tempdir().unwrap();
    let lines = "{\"text\":\"Quixotry was seen.\"}\n{\"title\":\"Quixotry\",\"text\":\n{\"text\":\"\"}\n\
                 {\"text\":\"Quixotry was seen.\"}\n";
    fs::write(root.path().join("a.jsonl"), lines).unwrap();
    for words in [
        &["index", "a.jsonl"][..],
        &["index", "--rejected"],
        &["verify"],
        &["info"],
        &["--count", "seen"],
        &["--json", "seen"],
    ] {
        let said = String::from_utf8(run(root.path(), words).stderr).unwrap();
        assert!(!said.to_lowercase().contains("quixotry"), "{words:?}: {said}");
    }
}

#[test]
fn an_answer_cut_short_by_time_says_so() {
    let root = tempfile::tempdir().unwrap();
    let lines: String = (0..20_000).map(|at| format!("{{\"text\":\"They met {at} times.\"}}\n")).collect();
    fs::write(root.path().join("a.jsonl"), lines).unwrap();
    assert!(run(root.path(), &["index", "a.jsonl"]).status.success());
    let ask = |words: &[&str]| {
        let ran = run(root.path(), &[&["--timeout", "0"], words].concat());
        (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap())
    };
    let (out, _) = ask(&["--json", "they NEAR/3 times"]);
    assert!(out.contains("\"partial\":true"), "{out}");
    for shape in
        ["-c", "--count-matches", "-l", "-L", "-q", "-o", "--kwic", "--csv", "--tsv", "--facet=source"]
    {
        let (out, err) = ask(&[shape, "they NEAR/3 times"]);
        assert!(err.contains("time ran out"), "{shape}: {out}{err}");
    }
    // That nothing was found so far is no answer.
    for shape in ["-c", "-l", "-L", "-q", "-o", "--json", "--csv"] {
        let ran = run(root.path(), &["--timeout", "0", shape, "met -(they NEAR/3 times)"]);
        assert_eq!(ran.status.code(), Some(2), "{shape}");
    }
    assert_eq!(run(root.path(), &["--timeout", "60", "-c", "they NEAR/3 tomes"]).status.code(), Some(1));
    // What was not asked in time does not count as what does not match.
    for words in [&["-v", "-c", "they NEAR/3 times"][..], &["-c", "met -(they NEAR/3 times)"]] {
        let (out, err) = ask(words);
        assert_eq!(out, "0\n", "{words:?}: {err}");
    }
    // Every article of the file matches, so the file is none without a match.
    assert_eq!(ask(&["-L", "they NEAR/3 times"]).0, "");
    // A walk through all words of the index ends in time too.
    let (out, err) = ask(&["-c", "--max-expansions", "1000000", "*1*"]);
    assert_eq!(out, "0\n", "{err}");
    assert!(err.contains("time ran out"), "{err}");
}

#[test]
fn an_engine_that_fails_is_told_of_in_our_words() {
    let root = stage();
    let index = root.path().join("index");
    let mut failed = 0;
    for file in files(&index) {
        let bytes = fs::read(&file).unwrap();
        for part in 1..4 {
            let mut altered = bytes.clone();
            let Some(byte) = altered.get_mut(bytes.len() * part / 4) else { continue };
            *byte ^= 1;
            fs::write(&file, &altered).unwrap();
            for query in ["\"council met\"", "lee SAID budget", "counc*", "date:2025-11"] {
                let ran = run(root.path(), &["--facet", "source", query]);
                let mut said = String::new();
                ran.stderr.as_slice().read_to_string(&mut said).unwrap();
                failed += u64::from(ran.status.code() == Some(2));
                assert!(!said.contains("panicked") && !said.contains("the program failed"), "{said}");
                assert!(matches!(ran.status.code(), Some(0..=2)), "{said}");
            }
        }
        fs::write(&file, &bytes).unwrap();
    }
    assert!(failed > 20, "{failed}");
}
