//! The walls of the house, checked like any other behaviour.

use std::fs;
use std::path::Path;

/// Rooms from the ground up. A room may name itself and rooms on lower floors.
const FLOORS: &[&[&str]] = &[
    &["article", "date", "source", "span", "document"],
    &["analyze"],
    &["query", "ingest", "extract", "names"],
    &["search"],
    &["evidence"],
    &["index", "render"],
    &["update", "suggest", "quotes"],
    &["request"],
    &["server", "mcp"],
    &["cli"],
];

/// Rooms of which each word everyone uses may know the others.
const WORDS: &[&str] = FLOORS[0];

/// What belongs to some rooms, and the only places that may write it.
const BELONGS: &[(&str, &[&str])] = &[
    ("tantivy::", &["src/index/"]),
    ("axum::", &["src/server/"]),
    ("tokio::", &["src/server/", "src/mcp/", "src/cli/serve.rs", "src/cli/mcp.rs"]),
    ("rmcp::", &["src/mcp/"]),
    ("clap::", &["src/cli/"]),
    ("anyhow::", &["src/cli/"]),
    ("std::env::", &["src/cli/", "src/main.rs"]),
    ("println!", &["src/cli/", "src/main.rs"]),
    ("process::exit", &["src/main.rs"]),
    ("SystemTime::now", &["src/cli/"]),
    ("Zoned::now", &["src/cli/"]),
    ("Timestamp::now", &["src/cli/"]),
    ("fs::", &["src/ingest/", "src/index/", "src/cli/"]),
    ("rust_stemmers", &["src/analyze/stem.rs"]),
];

/// The most lines of a file, its tests left out.
const LONGEST: usize = 500;

#[test]
fn rooms_name_only_lower_floors() {
    each_source(&mut |path, text| {
        let room = room_of(path);
        let Some(home) = floor(room) else { return };
        for named in rooms_named(text) {
            let Some(there) = floor(&named) else { continue };
            let fine =
                named == room || there < home || (WORDS.contains(&room) && WORDS.contains(&named.as_str()));
            assert!(fine, "{path} looks up or beside to `{named}`");
        }
    });
}

#[test]
fn every_room_has_its_floor() {
    each_source(&mut |path, _| {
        let room = room_of(path);
        assert!(
            matches!(room, "lib" | "main") || floor(room).is_some(),
            "{path}: on which floor is `{room}`?"
        );
    });
}

#[test]
fn foreign_words_stay_in_their_room() {
    each_source(&mut |path, text| {
        let code = without_tests(text);
        for (word, rooms) in BELONGS {
            let allowed = rooms.iter().any(|room| path.starts_with(room));
            assert!(allowed || !mentions(&code, word), "{path} says `{word}`");
        }
    });
}

#[test]
fn no_file_is_too_long_to_read() {
    each_source(&mut |path, text| {
        let lines = without_tests(text).lines().count();
        assert!(lines <= LONGEST, "{path} has {lines} lines without its tests");
    });
}

#[test]
fn a_wrong_arrow_is_seen_however_it_is_written() {
    let named = |text| rooms_named(text).collect::<Vec<_>>();
    assert_eq!(named("use crate::index::Index;"), ["index"]);
    assert_eq!(
        named("use crate::{query, index::{self, Index}, span::ByteSpan};"),
        ["query", "index", "span"]
    );
    assert_eq!(named("fn f() -> crate::render::Format {}"), ["render"]);
    assert_eq!(named("//! See [`crate::cli`]."), ["cli"]);
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn room_of(path: &str) -> &str {
    first_word(path.strip_prefix("src/").unwrap_or(path))
}

/// The rooms that a text names, as `crate::room` or in a list `crate::{…}`. The program names
/// the library as `newsgrep::`.
fn rooms_named(text: &str) -> impl Iterator<Item = String> + '_ {
    let parts = text.split("crate::").skip(1).chain(text.split("use newsgrep::").skip(1));
    parts.flat_map(|rest| match rest.strip_prefix('{') {
        Some(list) => top_level(list),
        None => vec![first_word(rest).to_owned()],
    })
}

/// The first words of a list's items, up to the brace that closes it.
fn top_level(list: &str) -> Vec<String> {
    let (mut depth, mut words, mut item) = (0, Vec::new(), String::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => words.push(std::mem::take(&mut item)),
            c if depth == 0 => item.push(c),
            _ => {}
        }
    }
    words.push(item);
    words.iter().map(|it| first_word(it.trim()).to_owned()).filter(|it| !it.is_empty()).collect()
}

/// Whether the code says `word`, and not a longer one that ends with it.
fn mentions(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| !code[..at].ends_with(|c: char| c == '_' || c.is_alphanumeric()))
}

/// The text up to its tests.
fn without_tests(text: &str) -> String {
    text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or(text).to_owned()
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| c != '_' && !c.is_alphanumeric()).next().unwrap_or("")
}

fn each_source(visit: &mut dyn FnMut(&str, &str)) {
    let mut folders = vec![Path::new("src").to_path_buf()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                files += 1;
                visit(path.to_str().unwrap(), &fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(files > 10, "the sources are read from the package's folder");
}
