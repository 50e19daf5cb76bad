//! The structure of the code, checked like any other behaviour: what may import what.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Modules from the bottom up. A module may import itself and lower layers.
const LAYERS: &[&[&str]] = &[
    &["article", "date", "field", "found", "pool", "record", "shell", "source", "span"],
    &["analysis", "language"],
    &["copies", "likeness", "query", "readers", "extract", "people"],
    &["search"],
    &["evidence"],
    &["index", "cluster", "render"],
    &["stories"],
    &["quotes", "suggest", "update"],
    &["request"],
    &["watch", "repeat"],
    &["server", "mcp"],
    &["cli"],
];

/// The nouns, which may import each other as long as no two do so mutually.
const NOUNS: &[&str] = LAYERS[0];

/// Parts of the index from the bottom up, by the same rule.
const INDEX_PARTS: &[&str] = &["store", "build", "plan", "exec"];

/// What may be written in some places only.
const PLACES: &[(&str, &[&str])] = &[
    ("tantivy::", &["src/index/"]),
    ("axum::", &["src/server/"]),
    ("zip::", &["src/readers/"]),
    ("tar::", &["src/readers/"]),
    ("tokio::", &["src/server/", "src/mcp/", "src/cli/serve.rs", "src/cli/mcp.rs"]),
    ("rmcp::", &["src/mcp/"]),
    ("clap::", &["src/cli/"]),
    ("anyhow::", &["src/cli/"]),
    ("std::env::", &["src/cli/", "src/main.rs"]),
    ("println!", &["src/cli/", "src/main.rs"]),
    ("print!", &["src/cli/", "src/main.rs"]),
    ("process::exit", &["src/main.rs"]),
    ("SystemTime::now", &["src/cli/"]),
    ("Zoned::now", &["src/cli/"]),
    ("Timestamp::now", &["src/cli/"]),
    ("fs::", &["src/readers/", "src/index/", "src/cli/", "src/watch/shelf.rs"]),
    ("rust_stemmers", &["src/analysis/stem.rs"]),
];

/// The most lines of a file, its tests left out.
const LONGEST: usize = 500;

#[test]
fn the_page_on_architecture_has_every_module_in_its_layer() {
    let page = include_str!("../docs/ARCHITECTURE.md");
    let table = page.split_once("| layer | modules |").unwrap().1.split("\n\n").next().unwrap();
    for (at, modules) in LAYERS.iter().enumerate() {
        let is_there = |module: &&&str| {
            Path::new("src").join(module).is_dir() || Path::new(&format!("src/{module}.rs")).is_file()
        };
        for module in modules.iter().filter(is_there) {
            let row = table.lines().find(|line| line.starts_with(&format!("| {} |", at + 1)));
            let cell = row.and_then(|row| row.split('|').nth(2)).unwrap_or_default();
            assert!(cell.contains(&format!("`{module}`")), "{module} is not in layer {} of the page", at + 1);
        }
    }
}

#[test]
fn modules_import_lower_layers_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        let Some(here) = layer(module) else { continue };
        for named in modules_named(&text) {
            let Some(there) = layer(&named) else { continue };
            let is_fine = named == module
                || there < here
                || (NOUNS.contains(&module) && NOUNS.contains(&named.as_str()));
            if !is_fine {
                wrong.push(format!("{path} imports `{named}`, which is not below it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_layer() {
    for (path, _) in sources() {
        let module = module_of(&path);
        assert!(
            matches!(module, "lib" | "main") || layer(module).is_some(),
            "{path}: on which layer is `{module}`?"
        );
    }
}

#[test]
fn parts_of_the_index_import_lower_parts_only() {
    let part = |path: &str| {
        let name = path.strip_prefix("src/index/")?.split('/').next()?.to_owned();
        INDEX_PARTS.iter().position(|it| *it == name)
    };
    let wrong: Vec<String> = imports()
        .iter()
        .flat_map(|(from, to)| to.iter().map(move |to| (from, to)))
        .filter(|(from, to)| matches!((part(from), part(to)), (Some(a), Some(b)) if a < b))
        .map(|(from, to)| format!("{from} imports {to}, which is not below it"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let circles: Vec<String> = circles(&imports()).iter().map(|files| files.join(", ")).collect();
    assert!(circles.is_empty(), "files that import each other:\n{}", circles.join("\n"));
}

#[test]
fn each_library_stays_in_its_place() {
    for (path, text) in sources() {
        let code = without_tests(&text);
        for (word, places) in PLACES {
            let allowed = places.iter().any(|place| path.starts_with(place));
            assert!(allowed || !mentions(&code, word), "{path} says `{word}`");
        }
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(path, text)| (path, without_tests(&text).lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| format!("{path} has {lines} lines without its tests"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// Names that the library promises: those at its root. The modules are public for the program and the tests alone.
#[test]
fn what_is_promised_stands_at_the_root() {
    let root = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let lines: Vec<&str> = root.lines().collect();
    let shown: Vec<_> =
        lines.windows(2).filter(|two| two[1].starts_with("pub mod ") && two[0] != "#[doc(hidden)]").collect();
    assert!(shown.is_empty(), "modules that are promised: {shown:?}");
    let names: usize = lines
        .iter()
        .filter(|line| line.starts_with("pub use "))
        .map(|line| line.rsplit("::").next().unwrap_or_default().split(',').count())
        .sum();
    assert!((40..=64).contains(&names), "{names} names are promised");
}

#[test]
fn an_import_is_seen_however_it_is_written() {
    let named = |text| modules_named(text).into_iter().collect::<Vec<_>>();
    assert_eq!(named("use crate::index::Index;"), ["index"]);
    assert_eq!(
        named("use crate::{query, index::{self, Index}, span::ByteSpan};"),
        ["index", "query", "span"]
    );
    assert_eq!(named("fn f() -> crate::render::Format {}"), ["render"]);
    assert_eq!(named("//! See [`crate::cli`]."), ["cli"]);
    assert_eq!(
        paths_named("use super::a::{b, c::D};\nfn f() { crate::e::f(); self::g::h() }"),
        ["super::a::b", "super::a::c::D", "crate::e::f", "self::g::h"]
    );
}

#[test]
fn a_circle_is_found_however_long_it_is() {
    let graph = |arrows: &[(&str, &str)]| {
        let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in arrows {
            graph.entry((*from).into()).or_default().insert((*to).into());
            graph.entry((*to).into()).or_default();
        }
        graph
    };
    assert!(circles(&graph(&[("a", "b"), ("a", "c"), ("b", "c")])).is_empty());
    assert_eq!(circles(&graph(&[("a", "b"), ("b", "a"), ("c", "a")])), [["a", "b"]]);
    assert_eq!(circles(&graph(&[("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])), [["a", "b", "c"]]);
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

fn module_of(path: &str) -> &str {
    first_word(path.strip_prefix("src/").unwrap_or(path))
}

/// The modules that a text names, as `crate::module` or in a list `crate::{…}`, also in its documentation.
/// The program names the library as `newsgrep::`.
fn modules_named(text: &str) -> BTreeSet<String> {
    let parts = text.split("crate::").skip(1).chain(text.split("use newsgrep::").skip(1));
    parts
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => items(list).iter().map(|it| first_word(it).to_owned()).collect(),
            None => vec![first_word(rest).to_owned()],
        })
        .collect()
}

/// Which file imports which others of the same module. A name that a file only hands on (`pub use`) counts
/// as imported from where it is defined.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let sources: Vec<(String, String)> =
        sources().into_iter().map(|(path, text)| (path, without_comments(&without_tests(&text)))).collect();
    let files: BTreeMap<String, &str> =
        sources.iter().map(|(path, _)| (module_path(path), path.as_str())).collect();
    let mut handed_on = BTreeMap::new();
    for (path, code) in &sources {
        let here = module_path(path);
        for (statement, _) in statements(code).filter(|(_, is_public)| *is_public) {
            for named in paths_named(statement) {
                let target = absolute(&named, &here);
                if let Some((_, name)) = target.rsplit_once("::") {
                    handed_on.insert(format!("{here}::{name}"), target.clone());
                }
            }
        }
    }
    let file_of = |named: &str| {
        let mut named = named.to_owned();
        // A name is handed on a few times at the most; the bound ends a circle of names.
        for _ in 0..8 {
            let Some(target) = prefixes(&named).find_map(|start| handed_on.get(start)).cloned() else {
                break;
            };
            named = target;
        }
        prefixes(&named).find_map(|start| files.get(start).copied())
    };
    let mut graph = BTreeMap::new();
    for (path, code) in &sources {
        let here = module_path(path);
        let mut code = code.clone();
        for (statement, _) in statements(&code.clone()).filter(|(_, is_public)| *is_public) {
            code = code.replace(statement, "");
        }
        let targets: BTreeSet<String> = paths_named(&code)
            .iter()
            .filter_map(|named| file_of(&absolute(named, &here)))
            .filter(|file| *file != path.as_str() && module_of(file) == module_of(path))
            .map(str::to_owned)
            .collect();
        graph.insert(path.clone(), targets);
    }
    graph
}

/// A path and what it lies in, the longest first.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |it| it.rsplit_once("::").map(|(start, _)| start))
}

/// The `use` statements of a text, and whether each hands on what it names.
fn statements(code: &str) -> impl Iterator<Item = (&str, bool)> {
    code.match_indices("use ").filter_map(|(at, _)| {
        let line = code[..at].rsplit('\n').next().unwrap_or("");
        let is_public = line.trim_start().starts_with("pub");
        let starts = line.trim().is_empty() || is_public && line.ends_with(' ');
        let end = at + code[at..].find(';')?;
        starts.then(|| (&code[at..end], is_public))
    })
}

/// `crate::a::b` for `src/a/b.rs` and `src/a/b/mod.rs`.
fn module_path(path: &str) -> String {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    format!("crate::{}", path.replace('/', "::"))
}

/// A path as written in module `here`, from the crate's root.
fn absolute(named: &str, here: &str) -> String {
    let mut base = here.to_owned();
    let mut rest = named;
    if rest.starts_with("crate::") {
        return rest.to_owned();
    }
    rest = rest.strip_prefix("self::").unwrap_or(rest);
    while let Some(after) = rest.strip_prefix("super::") {
        base = base.rsplit_once("::").map_or_else(|| "crate".to_owned(), |it| it.0.to_owned());
        rest = after;
    }
    format!("{base}::{rest}")
}

/// Every path that code names from `crate`, `super` or `self`, lists taken apart.
fn paths_named(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = ["crate::", "super::", "self::"].iter().filter_map(|it| rest.find(it)).min() {
        let starts_word = !rest[..at].ends_with(|c: char| c == '_' || c == ':' || c.is_alphanumeric());
        let path = &rest[at..];
        if starts_word {
            found.extend(whole_paths(path));
        }
        let end = path.find(|c: char| c != ':' && c != '_' && !c.is_alphanumeric()).unwrap_or(path.len());
        rest = &path[end.max(1)..];
    }
    found
}

/// The paths that a text begins with: one, or as many as the list at its end holds.
fn whole_paths(text: &str) -> Vec<String> {
    let end = text.find(|c: char| c != ':' && c != '_' && !c.is_alphanumeric()).unwrap_or(text.len());
    let (start, behind) = text.split_at(end);
    match behind.strip_prefix('{') {
        Some(list) if start.ends_with("::") => items(list)
            .iter()
            .flat_map(|item| whole_paths(item))
            .map(|item| {
                if item == "self" { start.trim_end_matches(':').to_owned() } else { format!("{start}{item}") }
            })
            .collect(),
        _ => vec![start.trim_end_matches(':').to_owned()],
    }
}

/// The items of a list, up to the brace that closes it.
fn items(list: &str) -> Vec<String> {
    let (mut depth, mut words, mut item) = (0, Vec::new(), String::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                words.push(std::mem::take(&mut item));
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    words.push(item);
    words.iter().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

/// Groups of files each of which is reached from each other of its group, by name.
fn circles(graph: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        graph.keys().map(|from| (from.as_str(), reachable(graph, from))).collect();
    let mut groups: BTreeSet<Vec<String>> = BTreeSet::new();
    for (from, there) in &reached {
        if there.contains(from) {
            let back = |it: &&&str| reached.get(**it).is_some_and(|back| back.contains(from));
            groups.insert(there.iter().filter(back).map(|it| (*it).to_owned()).collect());
        }
    }
    groups.into_iter().collect()
}

/// What can be reached from a file along imports; itself only in a circle.
fn reachable<'a>(graph: &'a BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = graph[from].iter().map(String::as_str).collect();
    while let Some(file) = open.pop() {
        if found.insert(file) {
            open.extend(graph[file].iter().map(String::as_str));
        }
    }
    found
}

/// Whether the code says `word`, and not a longer one that ends with it.
fn mentions(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| !code[..at].ends_with(|c: char| c == '_' || c.is_alphanumeric()))
}

/// The text up to its tests.
fn without_tests(text: &str) -> String {
    text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or(text).to_owned()
}

fn without_comments(text: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or("").to_owned();
    text.lines().map(code).collect::<Vec<_>>().join("\n")
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| c != '_' && !c.is_alphanumeric()).next().unwrap_or("")
}

/// Every source file with its text, by path.
fn sources() -> Vec<(String, String)> {
    let mut folders = vec![Path::new("src").to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                files.push((path.to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(files.len() > 10, "the sources are read from the package's folder");
    files.sort();
    files
}
