//! The fields of the table, from a document to every way of asking for them on the command line.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

/// A folder with documents of our own, and an index of them.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(documents: &[(&str, &str)]) -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        for (name, text) in documents {
            let place = desk.0.path().join("in").join(name);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, text).unwrap();
        }
        desk.run(&["index", "in"]);
        desk
    }

    fn run(&self, words: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
        command.args(words).current_dir(self.0.path()).env("NEWSGREP_TODAY", "2025-11-30");
        command.env_remove("NEWSGREP_INDEX");
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    }

    /// The paths that a query finds, in their order, without the folder in front.
    fn ordered(&self, words: &[&str]) -> Vec<String> {
        let lines = self.run(&[&["-l"], words].concat());
        lines.lines().map(|it| it.trim_start_matches("in/").to_owned()).collect()
    }

    /// The same, sorted.
    fn paths(&self, words: &[&str]) -> Vec<String> {
        let mut paths = self.ordered(words);
        paths.sort();
        paths
    }

    /// The first line of JSON that these words give.
    fn json(&self, words: &[&str]) -> Value {
        let lines = self.run(&[words, &["--json"]].concat());
        serde_json::from_str(lines.lines().next().unwrap()).unwrap()
    }
}

const STORY: &str = "The ferry was held in port on Thursday because the wind would not turn, the harbour master said.\n\n\
     Forty passengers waited in the hall until the evening, and most of them went home by bus.\n";

fn sections() -> Desk {
    let page = |head: &str| {
        format!(
            "<html lang=en><head><title>Ferry held again</title>{head}</head><body><article><h1>Ferry held again</h1><p>{}</p></article></body></html>",
            STORY.replace("\n\n", "</p><p>")
        )
    };
    let meta = page("<meta property='article:section' content='World'>");
    let linked = page(
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Ferry held\",\"articleSection\":[\"World News\",\"Travel\"]}</script>",
    );
    Desk::new(&[
        ("a.json", &json!({"title": "Ferry held", "text": STORY, "section": "World"}).to_string()),
        ("b.html", &meta),
        ("c.html", &linked),
        ("d.txt", &format!("Ferry held in port\n\nSection: World\n\nNovember 27, 2025\n\n{STORY}")),
        ("e.json", &json!({"title": "Ferry held", "text": STORY, "category": "Sport"}).to_string()),
        ("f.txt", &format!("Ferry held in port\n\n{STORY}")),
    ])
}

#[test]
fn a_section_is_found_wherever_a_document_names_it() {
    let desk = sections();
    assert_eq!(desk.paths(&["section:world"]), ["a.json", "b.html", "c.html", "d.txt"]);
    assert_eq!(desk.paths(&["section:\"world news\""]), ["c.html"]);
    assert_eq!(desk.paths(&["section:unknown"]), ["f.txt"]);
    assert_eq!(desk.paths(&["ferry -section:world"]), ["e.json", "f.txt"]);
    let found = |path: &str| desk.json(&["show", path])["found"]["section"].clone();
    assert_eq!(
        ["a.json", "b.html", "c.html", "d.txt", "f.txt"].map(|name| found(&format!("in/{name}"))),
        [json!("given"), json!("meta"), json!("json-ld"), json!("head"), Value::Null]
    );
    // The line that names it is not of the story.
    let body = desk.json(&["show", "in/d.txt"])["body"].as_str().unwrap().to_owned();
    assert!(body.starts_with("The ferry was held"), "{body}");
}

#[test]
fn a_section_is_counted_and_shown() {
    let desk = sections();
    let counts = desk.run(&["--facet", "section", "-m0", "ferry"]);
    let lines: Vec<Vec<&str>> = counts.lines().map(|line| line.split_whitespace().collect()).collect();
    let expected: [&[&str]; 5] = [
        &["section"],
        &["World", "3"],
        &["Sport", "1"],
        &["World", "News,", "Travel", "1"],
        &["unknown", "1"],
    ];
    assert_eq!(lines[..5], expected, "{counts}");
    assert!(desk.run(&["show", "in/a.json"]).contains("\nsection   World  found by: given\n"));
    assert!(desk.run(&["show", "in/f.txt"]).contains("\nsection   unknown\n"));
    assert_eq!(desk.json(&["show", "in/a.json"])["section"], "World");
    assert_eq!(desk.json(&["section:sport"])["section"], "Sport");
    assert_eq!(desk.json(&["path:in/f.txt"])["section"], Value::Null);
    assert_eq!(
        desk.run(&["--csv", "--fields", "path,section", "section:sport"]),
        "path,section\nin/e.json,Sport\n"
    );
    assert!(desk.run(&["--csv", "section:sport"]).lines().next().unwrap().contains(",section"));
    assert!(desk.run(&["help", "query"]).contains("section:name"));
}

#[test]
fn an_update_is_found_beside_the_publication() {
    let page = format!(
        "<html lang=en><head><title>Ferry held again</title>\
         <meta property='article:published_time' content='2025-11-20T10:00:00+01:00'>\
         <meta property='article:modified_time' content='2025-11-22T23:30:00-05:00'></head>\
         <body><article><h1>Ferry held again</h1><p>{}</p></article></body></html>",
        STORY.replace("\n\n", "</p><p>")
    );
    let record = json!({"title": "Ferry held", "text": STORY, "date": "2025-11-19", "dateModified": "2025-11-21T08:00:00Z"});
    let line = |line: &str| format!("Ferry held in port\n\n{line}\n\n{STORY}");
    let desk = Desk::new(&[
        ("a.json", &record.to_string()),
        ("b.html", &page),
        ("c.txt", &line("Published 3 March 2025 | Updated 4 March 2025, 10:15 GMT")),
        ("d.txt", &line("Updated 5 March 2025")),
        ("e.txt", &line("March 6, 2025")),
    ]);
    let times = |name: &str| {
        let article = desk.json(&["show", &format!("in/{name}")]);
        ["date", "published", "updated"].map(|key| article[key].as_str().unwrap_or("-").to_owned())
    };
    assert_eq!(times("a.json"), ["2025-11-19", "-", "2025-11-21T08:00:00Z"]);
    assert_eq!(times("b.html"), ["2025-11-20", "2025-11-20T10:00:00+01:00", "2025-11-22T23:30:00-05:00"]);
    assert_eq!(times("c.txt"), ["2025-03-03", "-", "2025-03-04T10:15:00Z"]);
    // Where nothing else tells the day of publication, that of the update stands for it.
    assert_eq!(times("d.txt"), ["2025-03-05", "-", "2025-03-05"]);
    assert_eq!(times("e.txt"), ["2025-03-06", "-", "-"]);
    assert_eq!(desk.paths(&["updated:2025-11"]), ["a.json", "b.html"]);
    assert_eq!(desk.paths(&["updated:2025-11-22"]), ["b.html"]);
    assert_eq!(desk.paths(&["updated:..2025-03-04"]), ["c.txt"]);
    assert_eq!(desk.paths(&["updated:unknown"]), ["e.txt"]);
    let counts = desk.run(&["--facet", "updated:month", "-m0", "ferry"]);
    let lines: Vec<Vec<&str>> = counts.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(lines.contains(&vec!["2025-03", "2"]) && lines.contains(&vec!["2025-11", "2"]), "{counts}");
    let shown = desk.run(&["show", "in/b.html"]);
    for line in [
        "date      2025-11-20  found by: meta",
        "published 2025-11-20T10:00:00+01:00",
        "updated   2025-11-22T23:30:00-05:00  found by: meta",
    ] {
        assert!(shown.lines().any(|it| it == line), "{line}\n{shown}");
    }
    let table = desk.run(&["--csv", "--fields", "path,date,published,updated", "updated:2025-11-22"]);
    assert_eq!(
        table,
        "path,date,published,updated\nin/b.html,2025-11-20,2025-11-20T10:00:00+01:00,2025-11-22T23:30:00-05:00\n"
    );
    // Sorting goes by publication, whatever was updated since.
    assert_eq!(desk.ordered(&["--sort=-date", "ferry"]), ["b.html", "a.json", "e.txt", "d.txt", "c.txt"]);
}
