//! What the README shows is what the program does. `UPDATE=1 cargo test readme` writes anew what the sessions print.

use std::path::Path;
use std::process::Command;

use crate::support::page::updated;

/// A command of the README and what it is said to print.
struct Session {
    command: String,
    printed: String,
}

fn sessions() -> Vec<Session> {
    let readme = include_str!("../README.md");
    let mut sessions = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for session in block.split("$ ").skip(1) {
            let (command, printed) = session.split_once('\n').unwrap();
            sessions.push(Session { command: command.to_owned(), printed: printed.trim_end().to_owned() });
        }
    }
    sessions
}

/// The command's words, as a shell splits them: spaces outside quotation marks.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut mark) = (Vec::new(), String::new(), None);
    for c in command.chars() {
        match (c, mark) {
            ('\'' | '"', None) => mark = Some(c),
            (c, Some(open)) if c == open => mark = None,
            (' ', None) => words.push(std::mem::take(&mut word)),
            (c, _) => word.push(c),
        }
    }
    words.push(word);
    words
}

/// A folder with the fixtures in it and nothing else, where a command may leave an index.
fn scratch() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("fixtures/articles");
    std::fs::create_dir_all(&articles).unwrap();
    for entry in std::fs::read_dir("fixtures/articles").unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, articles.join(path.file_name().unwrap())).unwrap();
    }
    folder
}

/// Everything the program prints in a folder for a person who sees both streams.
fn run(arguments: &[String], folder: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_newsgrep"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("NEWSGREP_TODAY", "2025-12-01")
        .env_remove("NEWSGREP_INDEX")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).unwrap()
}

#[test]
fn every_session_prints_what_the_readme_shows() {
    let folder = scratch();
    let sessions = sessions();
    assert!(sessions.len() >= 5, "the README shows sessions");
    for session in sessions {
        let command = words(&session.command);
        assert_eq!(command[0], "newsgrep", "{}", session.command);
        let prints = run(&command[1..], folder.path());
        let shown = |printed: &str| format!("$ {}\n{}\n", session.command, printed.trim_end());
        if !updated("README.md", |page| page.replace(&shown(&session.printed), &shown(&prints))) {
            assert_eq!(prints.trim_end(), session.printed, "$ {}", session.command);
        }
    }
}

#[test]
fn the_first_command_is_the_main_job() {
    let readme = include_str!("../README.md");
    let line = readme.lines().find(|line| line.starts_with("cargo run")).unwrap();
    let (_, arguments) = line.split_once(" -- ").unwrap();
    let folder = scratch();
    assert_eq!(run(&words(arguments), folder.path()).trim_end(), sessions()[0].printed);
    assert!(readme.lines().any(|line| line == "cargo test"));
}

#[test]
fn the_readme_is_short_and_its_links_lead_somewhere() {
    let readme = include_str!("../README.md");
    let lines = readme.lines().count();
    assert!(lines <= 150, "{lines} lines");
    for target in readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(Path::new(target).exists(), "{target} is not there");
    }
}

#[test]
fn the_readme_names_every_command_of_the_program() {
    let folder = scratch();
    let help = run(&["--help".to_owned()], folder.path());
    let commands = help.split("Commands").nth(1).unwrap().split("\n\n").next().unwrap();
    let readme = include_str!("../README.md");
    for line in commands.lines().skip(1) {
        let Some(command) = line.split_whitespace().next() else { continue };
        // A description that goes on over a second line stands deeper.
        if line.starts_with("  ") && !line.starts_with("    ") {
            assert!(readme.contains(&format!("`newsgrep {command}")), "the README does not name {command}");
        }
    }
}

#[test]
fn every_query_of_the_readmes_table_is_one() {
    every_query_is_one(include_str!("../README.md"), "| query | finds |");
}

#[test]
fn every_query_of_the_page_about_the_language_is_one() {
    every_query_is_one(include_str!("../docs/QUERY.md"), "| written | finds |");
}

/// Asks every query in the first column of the table below `head`.
fn every_query_is_one(page: &str, head: &str) {
    let folder = scratch();
    let table = page.split(head).nth(1).unwrap().split("\n\n").next().unwrap();
    let queries = table.lines().skip(2).filter_map(|line| line.split('|').nth(1));
    for query in queries.flat_map(|cell| cell.split('`').skip(1).step_by(2).collect::<Vec<_>>()) {
        let query = query.replace('…', "word");
        let said = run(&["-c".into(), "-e".into(), query.clone(), "fixtures/articles".into()], folder.path());
        assert!(
            said.trim_end().lines().next().is_some_and(|it| it.parse::<u32>().is_ok()),
            "{query}: {said}"
        );
    }
}
