//! Settings from files, and the pager.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::cli::{Ran, run_in};

/// A folder with articles of two sources, and these two files of settings.
fn folder(users: &str, projects: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let lines: String = (1..=9)
        .map(|day| {
            format!("{{\"text\":\"A tram came.\",\"date\":\"2025-11-0{day}\",\"title\":\"T{day}\"}}\n")
        })
        .collect();
    fs::write(folder.path().join("a.jsonl"), lines).unwrap();
    fs::create_dir_all(folder.path().join("config/newsgrep")).unwrap();
    fs::write(folder.path().join("config/newsgrep/newsgrep.toml"), users).unwrap();
    if !projects.is_empty() {
        fs::write(folder.path().join("newsgrep.toml"), projects).unwrap();
    }
    folder
}

fn titles(ran: &Ran) -> Vec<&str> {
    ran.out.lines().filter(|line| line.starts_with('T')).collect()
}

#[test]
fn what_is_typed_goes_before_the_project_and_that_before_the_user() {
    let folder = folder("limit = 3\nsort = \"date\"\n", "limit = 2\n");
    let ask = |words: &[&str]| run_in(folder.path(), &[words, &["tram", "a.jsonl"]].concat());
    assert_eq!(titles(&ask(&[])), ["T1", "T2"]);
    assert_eq!(titles(&ask(&["-m", "1", "--sort=-date"])), ["T9"]);
    assert_eq!(titles(&ask(&["--no-config", "--sort=-date"])).len(), 9);
    // What cannot stand beside what is typed is left out.
    assert_eq!(titles(&ask(&["--all-hits"])).len(), 9);
    assert_eq!(ask(&["-c"]).out, "9\n");
    let ran = run_in(folder.path(), &["config"]);
    assert!(ran.out.contains("limit = 2  # ") && ran.out.contains("sort = \"date\"  # "), "{}", ran.out);
    assert_eq!(ran.out.matches("limit").count(), 1, "only what holds");
    // Other commands have their own.
    let ran = run_in(folder.path(), &["index", "a.jsonl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn a_project_sets_neither_programs_nor_places_outside_it() {
    for (projects, says) in [
        ("pager = \"evil\"", "cannot set `pager`"),
        ("record = \"/tmp/x\"", "cannot set `record`"),
        ("exec = [\"evil\"]", "cannot set `exec`"),
        ("webhook = \"http://example.org\"", "cannot set `webhook`"),
        ("addr = \"0.0.0.0:80\"", "cannot set `addr`"),
        ("file = \"/etc/passwd\"", "cannot set `file`"),
        ("index = \"/elsewhere\"", "below its own folder"),
        ("index = \"../elsewhere\"", "below its own folder"),
    ] {
        let folder = folder("", projects);
        let ran = run_in(folder.path(), &["tram", "a.jsonl"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{projects}");
        assert!(ran.err.contains(says), "{projects}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn a_project_names_an_index_below_it_and_no_link_out_of_it() {
    let folder = folder("", "index = \"kept\"\n");
    assert_eq!(run_in(folder.path(), &["index", "a.jsonl"]).code, Some(0));
    assert!(folder.path().join("kept/newsgrep.json").is_file());
    assert_eq!(run_in(folder.path(), &["-c", "tram"]).out, "9\n");
    let outside = TempDir::new().unwrap();
    fs::rename(folder.path().join("kept"), outside.path().join("kept")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("kept"), folder.path().join("kept")).unwrap();
    let ran = run_in(folder.path(), &["-c", "tram"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
}

#[test]
fn a_mistake_in_a_file_is_told_with_its_place() {
    for (users, says) in [
        ("limit = \"many\"", "newsgrep.toml: "),
        ("\nlimit == 3", "newsgrep.toml line 2: "),
        ("limt = 3", "did you mean `limit`?"),
        ("sort = \"best\"", "newsgrep.toml: "),
        ("facet = [\"colour\"]", "newsgrep.toml: "),
    ] {
        let folder = folder(users, "");
        let ran = run_in(folder.path(), &["tram", "a.jsonl"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{users}");
        assert!(ran.err.contains(says), "{users}: {}", ran.err);
        assert_eq!(run_in(folder.path(), &["-h"]).code, Some(0));
    }
}

/// What somebody sees at a terminal, through a pager that marks its lines; `None` where no terminal can be had.
fn seen(folder: &Path, command: &str) -> Option<String> {
    let line = format!("{} {command}", env!("CARGO_BIN_EXE_newsgrep"));
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(folder);
    script.env("NEWSGREP_PAGER", "sed 's/^/paged:/'").env("XDG_CACHE_HOME", folder);
    script.env("XDG_CONFIG_HOME", folder.join("config")).env_remove("NEWSGREP_INDEX");
    let output = script.stdin(std::process::Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(target_os = "linux")]
#[test]
fn long_answers_on_a_terminal_go_through_a_pager() {
    let folder = folder("", "");
    let Some(long) = seen(folder.path(), "--all-hits tram a.jsonl") else { return };
    assert!(long.contains("paged:"), "{long}");
    for short in ["-m 1 tram a.jsonl", "--no-pager --all-hits tram a.jsonl"] {
        let printed = seen(folder.path(), short).unwrap();
        assert!(!printed.contains("paged:") && printed.contains("tram"), "{printed}");
    }
}
