//! Each option of the table reaches the answer through every interface, and in the same way: the test writes a request for
//! the shell, a batch, HTTP and MCP by what the table says of its options, and compares the answers.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use newsgrep::index::{Index, Snapshots};
use newsgrep::mcp::Tools;
use newsgrep::render::fields::HitField;
use newsgrep::request::RequestKind;
use newsgrep::request::options::{OPTIONS, OptionRow, OptionValue, Shell, options_of};
use newsgrep::server::{Limits, ServerSettings, Shared, Writing};
use serde_json::{Map, Value, json};

use crate::interfaces::client::Served;
use crate::interfaces::today;
use crate::support::page::{table, updated};

/// A collection that every interface asks.
struct Collection {
    folder: tempfile::TempDir,
    served: Served,
    tools: Tools,
}

impl Collection {
    /// With so many short articles besides.
    fn new(short: usize) -> Collection {
        let folder = tempfile::tempdir().unwrap();
        let mut harvests = String::new();
        for number in 1..=24 {
            let line = json!({
                "id": format!("h{number}"), "title": format!("Harvest {number}"),
                "date": format!("2025-0{}-1{}", number % 3 + 1, number % 7),
                "source": (if number % 4 == 0 { "The Ledger" } else { "Morning Post" }),
                "text": format!("The harvest report number {number} says that the harvest was good. \
                    \"Field {number} did well,\" said Ann Lee. The weather was fair.{}",
                    " It was a harvest to remember. Nobody spoke of rain.".repeat(number % 2)),
            });
            harvests.push_str(&format!("{line}\n"));
        }
        fs::write(folder.path().join("harvests.jsonl"), harvests).unwrap();
        let ferry = "The ferry to Lindal runs again from Monday after four weeks in dock, the harbour office said, and \
            the fare stays as it was before the repair of its engine.";
        let others = [
            json!({"id": "f1", "title": "Ferry to Lindal runs again", "date": "2025-03-22", "source": "The Ledger", "text": ferry}),
            json!({"id": "f2", "title": "Ferry to Lindal runs again", "date": "2025-03-23", "source": "Morning Post", "text": ferry}),
            json!({"id": "m", "title": "Markets", "date": "2025-02-20", "source": "The Ledger",
                "text": "The market fell. Reports of a bad harvest reached the market late. \"The bridge stays open,\" \
                said Volodymyr Zelenskiy."}),
            json!({"id": "z", "title": "Talks", "date": "2025-02-21", "source": "The Ledger",
                "text": "Volodymyr Zelensky came to the talks. \"We need a new bridge,\" said Volodymyr Zelensky."}),
            json!({"id": "i", "title": "Bridge", "date": "2025-03-21", "source": "Morning Post",
                "text": "Maria Berg said that the bridge would close in May. The council reported no costs."}),
        ];
        let others = others.iter().map(|it| format!("{it}\n")).collect::<String>();
        fs::write(folder.path().join("others.jsonl"), others).unwrap();
        let many: String = (0..short).map(|at| format!("{{\"text\":\"They met {at} times.\"}}\n")).collect();
        fs::write(folder.path().join("many.jsonl"), many).unwrap();
        let words = ["index", "--index", "index", "harvests.jsonl", "others.jsonl", "many.jsonl"];
        run(folder.path(), &words, "");
        let open = || Arc::new(Snapshots::of(Index::open(&folder.path().join("index")).unwrap()).unwrap());
        let settings = ServerSettings {
            today,
            limits: Limits::default(),
            token: None,
            writing: Writing::Off,
            name: "news".to_owned(),
            watches: None,
        };
        let served = Served::of(Shared::new(open(), settings));
        let tools = Tools::new(open(), today);
        Collection { served, tools, folder }
    }

    fn shell(&self, words: &[String], input: &str) -> Vec<Value> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        lines(&run(self.folder.path(), &words, input))
    }

    /// The answers of every interface, each with its name.
    fn answers(&self, kind: RequestKind, object: &Map<String, Value>) -> Vec<(&'static str, Vec<Value>)> {
        let (path, tool) = match kind {
            RequestKind::Search | RequestKind::Batch => ("/api/search", "search"),
            RequestKind::Counts => ("/api/facets", "facets"),
            RequestKind::Suggestions => ("/api/suggest", "suggest"),
            RequestKind::Quotations => ("/api/quotes", "quotes"),
            RequestKind::Events => ("/api/events", "events"),
        };
        let whole = Value::Object(object.clone()).to_string();
        let mut answers = vec![
            ("HTTP, in the body", lines(&self.served.post(path, &whole).body)),
            ("MCP", self.call(kind, tool, object.clone())),
        ];
        if let Some(pairs) = pairs(object) {
            answers.push(("HTTP, in the address", lines(&self.served.get(&format!("{path}?{pairs}")).body)));
        }
        let common = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<String>>();
        match kind {
            RequestKind::Search | RequestKind::Batch => {
                let mut line = common(&["--json", "--index", "index"]);
                line.extend(flags(object));
                line.extend(queries(object).into_iter().flat_map(|it| ["-e".to_owned(), it]));
                line.extend(texts(&object.get("paths").cloned().unwrap_or_default()));
                answers.push(("the shell", self.shell(&line, "")));
                let file = common(&["batch", "--index", "index", "--input", "jsonl", "-"]);
                answers.push(("a batch, by keys", self.shell(&file, &whole)));
                answers.push(("a batch over HTTP", lines(&self.served.post("/api/batch", &whole).body)));
                if let Some((heading, row)) = columns(object) {
                    let table = common(&["batch", "--index", "index", "--input", "tsv", "-"]);
                    answers.push(("a batch, by columns", self.shell(&table, &format!("{heading}\n{row}\n"))));
                }
                if let ([query], None) = (queries(object).as_slice(), object.get("paths")) {
                    let mut line = common(&["batch", "--index", "index", "--input", "text", "-"]);
                    line.extend(flags(object));
                    answers.push(("a batch, by flags", self.shell(&line, query)));
                }
            }
            RequestKind::Quotations | RequestKind::Events => {
                let mut line = common(&[tool, "--json", "--index", "index"]);
                line.extend(flags(object));
                line.extend(queries(object));
                line.extend(texts(&object.get("paths").cloned().unwrap_or_default()));
                answers.push(("the shell", self.shell(&line, "")));
            }
            RequestKind::Counts | RequestKind::Suggestions => {}
        }
        answers
    }

    /// Calls a tool, asking for as much as the other interfaces show.
    fn call(&self, kind: RequestKind, tool: &str, mut object: Map<String, Value>) -> Vec<Value> {
        let takes = |name: &str| options_of(kind).any(|row| row.name == name);
        if takes("limit") && !object.contains_key("all_hits") {
            object.entry("limit").or_insert(20.into());
        }
        if takes("fields") {
            let shown = HitField::in_json().map(HitField::as_str).collect();
            object.entry("fields").or_insert(shown);
            object.entry("snippets").or_insert(3.into());
        }
        let answer = match self.tools.call(tool, object) {
            Ok(answer) => answer,
            Err(problem) => return lines(&String::from_utf8(problem.line()).unwrap()),
        };
        let shown = ["hits", "quotations", "events"].iter().find_map(|key| answer.get(*key));
        let text: String = match shown.and_then(Value::as_array) {
            Some(shown) => shown.iter().chain([&answer["summary"]]).map(|it| format!("{it}\n")).collect(),
            None => answer.to_string(),
        };
        lines(&text)
    }
}

/// Runs the program and gives what it prints.
fn run(folder: &Path, words: &[&str], input: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_newsgrep"))
        .args(words)
        .current_dir(folder)
        .env("NEWSGREP_TODAY", today().to_string())
        .env_remove("NEWSGREP_INDEX")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input ends the writing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(!out.is_empty() || words[0] == "index", "{words:?} printed nothing: {err}");
    out
}

/// The lines of an answer, without what only batches say. Of one that time cut short, only that it was: how much was found
/// until then is left to chance.
fn lines(text: &str) -> Vec<Value> {
    let values = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let bare = values.map(|mut value| {
        for key in ["query_id", "line", "column"] {
            value.as_object_mut().unwrap().remove(key);
        }
        value
    });
    let lines: Vec<Value> = bare.collect();
    if lines.last().is_some_and(|it| it["partial"] == true) { vec![json!("partial")] } else { lines }
}

fn row(name: &str) -> &'static OptionRow {
    OPTIONS.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no option {name}"))
}

/// A value, or the values of a list, as text.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

fn queries(object: &Map<String, Value>) -> Vec<String> {
    object.get("query").map(texts).unwrap_or_default()
}

/// Whether the values of this option stand in one text, with commas between them.
fn is_list(row: &OptionRow) -> bool {
    matches!(row.value, OptionValue::Facets(_) | OptionValue::Fields(_))
}

/// The flags of the options that have some.
fn flags(object: &Map<String, Value>) -> Vec<String> {
    let mut flags = Vec::new();
    for (name, value) in object {
        match row(name).shell {
            Shell::No | Shell::Bare => {}
            Shell::FlagForEach(words) => {
                let word = words.iter().find(|it| value == it.0).expect("a flag");
                flags.push(format!("--{}", word.0));
            }
            Shell::Flag { long, value: "", .. } => {
                assert_eq!(value, true, "{name}");
                flags.push(format!("--{long}"));
            }
            Shell::Flag { long, .. } if is_list(row(name)) => {
                flags.push(format!("--{long}={}", texts(value).join(",")));
            }
            Shell::Flag { long, .. } => flags.extend(texts(value).iter().map(|it| format!("--{long}={it}"))),
        }
    }
    flags
}

/// The request as the words of an address; `None` where it cannot be written so.
fn pairs(object: &Map<String, Value>) -> Option<String> {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in object {
        let texts = texts(value);
        if is_list(row(name)) {
            pairs.append_pair(name, &texts.join(","));
        } else if name == "query" && texts.len() > 1 {
            return None;
        } else {
            pairs.extend_pairs(texts.iter().map(|it| (name, it)));
        }
    }
    Some(pairs.finish())
}

/// The heading and a row of a table; `None` where the request cannot be written so.
fn columns(object: &Map<String, Value>) -> Option<(String, String)> {
    let mut cells = Vec::new();
    for (name, value) in object {
        let texts = texts(value);
        if texts.len() > 1 && !is_list(row(name)) {
            return None;
        }
        cells.push((name.as_str(), texts.join(",")));
    }
    let (names, cells): (Vec<&str>, Vec<String>) = cells.into_iter().unzip();
    Some((names.join("\t"), cells.join("\t")))
}

/// For an option: what else is asked, and a value that is not the default. None for the name of a question.
fn sample(kind: RequestKind, name: &str) -> Option<(Value, Value)> {
    let about_quotations = kind == RequestKind::Quotations;
    Some(match name {
        "id" => return None,
        "query" => (json!({}), json!("bridge")),
        "speaker" => (json!({}), json!("Zelensky")),
        "about" => (json!({}), json!("market")),
        "filter" => (json!({}), json!(["source:ledger"])),
        "after" => (json!({}), json!("2025-02")),
        "before" => (json!({}), json!("2025-02-14")),
        "words" => (json!({"query": "bridge market"}), json!("any")),
        "word" => (json!({"query": "reports"}), json!(true)),
        "invert_match" => (json!({"query": "bridge"}), json!(true)),
        "variants" => (json!({"query": "Zelensky"}), json!(true)),
        "compounds" => (json!({"query": "badharvest"}), json!(true)),
        "no_variants" if about_quotations => (json!({"speaker": "Zelensky"}), json!(true)),
        "no_variants" => (json!({"query": "speaker:Zelensky"}), json!(true)),
        "indirect" if about_quotations => (json!({"speaker": "Berg"}), json!(true)),
        "indirect" => (json!({"query": "speaker:Berg"}), json!(true)),
        "max_expansions" => (json!({"query": "re*"}), json!(1)),
        "limit" => (json!({}), json!(3)),
        "offset" => (json!({}), json!(2)),
        "all_hits" => (json!({}), json!(true)),
        "sort" => (json!({}), json!("date")),
        "group" => (json!({}), json!("copies")),
        "keep" => (json!({"query": "ferry", "group": "copies"}), json!("first")),
        "min_confidence" => (json!({}), json!(1)),
        "facets" if about_quotations => (json!({}), json!(["date:year", "source"])),
        "facets" => (json!({}), json!(["date:year", "author"])),
        "facet_limit" => (json!({"facets": ["source"]}), json!(1)),
        "count_matches" => (json!({"limit": 1}), json!(true)),
        "snippets" => (json!({"limit": 4}), json!(1)),
        "timeout" if kind == RequestKind::Events => (json!({}), json!(0)),
        "timeout" => (json!({"query": "they NEAR/3 times"}), json!(0)),
        "fields" => (json!({}), json!(["title", "id"])),
        "paths" => (json!({}), json!(["others.jsonl"])),
        other => panic!("a sample of the option {other} is missing in this test"),
    })
}

#[test]
fn each_option_reaches_the_answer_alike_through_every_interface() {
    // So many that the clock is looked at while they are read.
    let large = Collection::new(10_000);
    // Events are found by reading all texts.
    let small = Collection::new(100);
    for kind in [
        RequestKind::Search,
        RequestKind::Batch,
        RequestKind::Counts,
        RequestKind::Suggestions,
        RequestKind::Quotations,
        RequestKind::Events,
    ] {
        let collection = if kind == RequestKind::Events { &small } else { &large };
        for row in options_of(kind) {
            let Some((besides, value)) = sample(kind, row.name) else { continue };
            let mut object = match kind {
                RequestKind::Quotations | RequestKind::Events => json!({"query": "*"}),
                RequestKind::Counts => json!({"query": "harvest", "facets": ["source"]}),
                RequestKind::Search | RequestKind::Batch => json!({"query": "harvest"}),
                RequestKind::Suggestions => json!({"query": "harvst"}),
            };
            let object = object.as_object_mut().unwrap();
            for (name, value) in besides.as_object().unwrap() {
                if options_of(kind).any(|row| row.name == name) {
                    object.insert(name.clone(), value.clone());
                }
            }
            let without = collection.answers(kind, object);
            object.insert(row.name.to_owned(), value);
            let with = collection.answers(kind, object);
            for answers in [&without, &with] {
                for (interface, answer) in answers {
                    assert_eq!(answer, &answers[0].1, "{kind:?} {object:?}: {interface}, {}", answers[0].0);
                }
            }
            // Events are few here.
            if !matches!(kind, RequestKind::Suggestions | RequestKind::Events) {
                assert_ne!(without[0].1, with[0].1, "{kind:?}: {} changes nothing", row.name);
            }
        }
    }
}

/// The row of an option in the documentation.
fn documented(row: &OptionRow) -> String {
    let code = |word: &str| format!("`{word}`");
    let codes = |words: &[&str]| words.iter().map(|it| code(it)).collect::<Vec<_>>().join(", ");
    let value = match row.value {
        OptionValue::Queries(_) => "text, or a list",
        OptionValue::Texts(_) | OptionValue::Facets(_) | OptionValue::Fields(_) => "a list",
        OptionValue::Limit(_) => "a number, or `all`",
        value => value.takes(),
    };
    let flag = match row.shell {
        Shell::No => String::new(),
        Shell::Bare if row.name == "query" => "`QUERY`, `-e`, `-f`".to_owned(),
        Shell::Bare => "`PATH`".to_owned(),
        Shell::FlagForEach(flags) => {
            flags.iter().map(|it| code(&format!("--{}", it.0))).collect::<Vec<_>>().join(", ")
        }
        Shell::Flag { short, long, .. } => {
            let short = short.map(|it| format!("`-{it}`, ")).unwrap_or_default();
            format!("{short}`--{long}`")
        }
    };
    let kinds = row.takes.iter().map(|kind| match kind {
        RequestKind::Search => "search",
        RequestKind::Batch => "batch",
        RequestKind::Counts => "facets",
        RequestKind::Suggestions => "suggest",
        RequestKind::Quotations => "quotes",
        RequestKind::Events => "events",
    });
    let kinds = if row.takes.len() == 6 { "all".to_owned() } else { kinds.collect::<Vec<_>>().join(", ") };
    let also = if row.aliases.is_empty() { String::new() } else { format!(" (also {})", codes(row.aliases)) };
    format!(
        "| `{}`{also} | {flag} | {value} | {} | {} | {kinds} | {} |",
        row.name,
        row.default.map(code).unwrap_or_default(),
        row.most.map(|it| it.to_string()).unwrap_or_default(),
        row.doc(row.takes[0]),
    )
}

#[test]
fn the_documentation_lists_the_options_of_the_table() {
    let head = "| key | flag | value | default | at most | taken by | what |\n\
        | --- | --- | --- | --- | --- | --- | --- |\n";
    let rows: String = OPTIONS.iter().map(|row| documented(row) + "\n").collect();
    if !updated("docs/REQUESTS.md", |page| page.replace(table(page, head), &rows)) {
        assert_eq!(table(include_str!("../docs/REQUESTS.md"), head), rows, "`UPDATE=1 cargo test` writes it");
    }
}

#[test]
fn several_queries_are_read_one_by_one_at_every_interface() {
    let collection = Collection::new(1);
    for (queries, kind) in [
        (json!(["bridge", "market OR weather", "NOT harvest"]), "summary"),
        (json!(["bridge", "market) OR (weather"]), "error"),
        (json!(["\"bridge", "market\""]), "error"),
    ] {
        let object = json!({"query": queries});
        let answers = collection.answers(RequestKind::Search, object.as_object().unwrap());
        assert_eq!(answers.len(), 5);
        for (interface, answer) in &answers {
            assert_eq!(answer.last().unwrap()["type"], kind, "{interface}");
            assert_eq!(answer, &answers[0].1, "{interface}, {}", answers[0].0);
        }
    }
}
