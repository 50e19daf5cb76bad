//! Names of speakers in queries, and what is counted by them.

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::run_in;

/// A folder with an index of these articles, given as id, source and text.
fn desk(articles: &[(&str, &str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let line = |(id, source, text): &(&str, &str, &str)| {
        serde_json::json!({"id": id, "source": source, "text": text, "date": "2024-03-05"}).to_string() + "\n"
    };
    let lines: String = articles.iter().map(line).collect();
    std::fs::write(folder.path().join("in.jsonl"), lines).unwrap();
    let ran = run_in(folder.path(), &["index", "in.jsonl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    folder
}

fn two_belmars() -> TempDir {
    desk(&[
        ("1", "Breesap Times", "“We shall see,” said Ana Belmar, the mayor of Breesap."),
        ("2", "Times", "“Nothing is decided,” said Ana Belmar, the mayor of Breesap."),
        ("3", "Times", "“The pilots were never asked,” said Tomas Belmar, a skipper."),
        ("4", "times", "“It has leaked for years,” Ms Belmar told reporters."),
        ("5", "Norvik Times", "Nobody spoke at the meeting of the council on Monday."),
    ])
}

#[track_caller]
fn check_count(desk: &TempDir, query: &str, expected: &str) {
    let ran = run_in(desk.path(), &["-c", query]);
    assert_eq!(ran.out.trim(), expected, "{query}: {}", ran.err);
}

#[test]
fn each_value_of_a_facet_carries_the_query_that_finds_what_it_counts() {
    let desk = two_belmars();
    let ran = run_in(desk.path(), &["--json", "*", "--facet", "source,speaker,language", "-m", "0"]);
    let summary: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    let mut seen = 0;
    for facet in ["source", "speaker", "language"] {
        for value in summary["facets"][facet]["values"].as_array().unwrap() {
            check_count(&desk, value["query"].as_str().unwrap(), &value["articles"].to_string());
            seen += 1;
        }
    }
    assert_eq!(seen, 4 + 3 + 1, "{summary}");
}

#[test]
fn a_name_with_an_equals_sign_is_no_more_and_no_less() {
    let desk = two_belmars();
    check_count(&desk, "speaker:belmar", "4");
    check_count(&desk, "speaker:=Belmar", "1");
    check_count(&desk, "speaker:=\"ana belmar\"", "2");
    check_count(&desk, "=\"Ana Belmar\" SAID decided", "1");
    check_count(&desk, "source:=Times", "3");
    check_count(&desk, "source:==Times", "2");
}

#[test]
fn a_name_is_found_in_another_spelling_and_with_its_title_and_it_is_said_how_it_was_read() {
    let desk = desk(&[("1", "Courier", "“The plan is workable,” said Volodymyr Zelensky, the president.")]);
    for query in [
        "speaker:zelenskyy",
        "zelenskyy SAID workable",
        "\"Wolodymyr Selenskyj\" SAID workable",
        "speaker:\"President Zelensky\"",
        "speaker:zelenksy~",
        "speaker:zelneskyy~~",
    ] {
        check_count(&desk, query, "1");
    }
    check_count(&desk, "speaker:zelenska", "0");
    let ran = run_in(desk.path(), &["--no-variants", "-c", "speaker:zelenskyy"]);
    assert_eq!(ran.out.trim(), "0");
    let ran = run_in(desk.path(), &["speaker:zelenskyy"]);
    assert!(ran.err.contains("note: zelenskyy: read as Volodymyr Zelensky"), "{}", ran.err);
    let ran = run_in(desk.path(), &["speaker:zelensky"]);
    assert!(!ran.err.contains("note:"), "{}", ran.err);
}
