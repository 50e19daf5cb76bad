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

fn roof() -> TempDir {
    desk(&[
        (
            "1",
            "Courier",
            "“The roof leaks,” said Ana Belmar, the mayor. Ivo Petrak, the harbour master, said: “We know about the roof.”",
        ),
        (
            "2",
            "Post",
            "“It was the roof again, and nobody listened to us,” said Ivo Petrak, the harbour master.",
        ),
        (
            "3",
            "Post",
            "Talks about refugees went on. “We shall see,” said Ana Belmar, the mayor, of the refugees.",
        ),
    ])
}

/// The words of the quotations that are found.
fn said(desk: &TempDir, words: &[&str]) -> Vec<String> {
    let ran = run_in(desk.path(), &[&["quotes", "--json"], words].concat());
    let lines = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|it| it["type"] == "quotation").map(|it| it["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_clause_about_the_speaker_is_asked_of_the_quotation() {
    let desk = roof();
    assert_eq!(said(&desk, &["speaker:\"Ana Belmar\" AND roof"]), ["“The roof leaks,”"]);
    assert_eq!(said(&desk, &["roof AND NOT speaker:petrak"]), ["“The roof leaks,”"]);
    assert_eq!(said(&desk, &["(speaker:belmar OR speaker:petrak) AND leaks"]), ["“The roof leaks,”"]);
    assert_eq!(said(&desk, &["speaker:petrak AND source:post"]).len(), 1);
    let ran = run_in(desk.path(), &["quotes", "--explain", "-c", "speaker:petrak AND roof"]);
    assert!(ran.out.starts_with("said by petrak\n  roof\n") && ran.out.ends_with("2\n"), "{}", ran.out);
}

#[test]
fn quotations_are_sorted_counted_listed_and_divided() {
    let desk = roof();
    let check = |words: &[&str], out: &str| {
        let ran = run_in(desk.path(), &[&["quotes"], words].concat());
        assert_eq!(ran.out, out, "{words:?}: {}", ran.err);
    };
    check(&["-c", "roof"], "3\n");
    check(&["-l", "listened"], "in.jsonl:2\n");
    let ran = run_in(desk.path(), &["quotes", "roof", "--facet", "source,date:month", "--json", "-m", "0"]);
    let summary: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    let of = |facet: &str| summary["facets"][facet]["values"].to_string();
    assert_eq!(
        of("source"),
        "[{\"quotations\":2,\"value\":\"Courier\"},{\"quotations\":1,\"value\":\"Post\"}]"
    );
    assert_eq!(of("date:month"), "[{\"quotations\":3,\"value\":\"2024-03\"}]");
    let ran = run_in(desk.path(), &["quotes", "roof", "--facet", "language"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    let dates = desk_of_days();
    assert_eq!(said(&dates, &["tram", "--sort", "date"]), ["“The tram is late,”", "“The tram is early,”"]);
    assert_eq!(said(&dates, &["tram", "--sort=-date"]), ["“The tram is early,”", "“The tram is late,”"]);
}

fn desk_of_days() -> TempDir {
    let folder = TempDir::new().unwrap();
    let lines = "{\"id\":\"1\",\"date\":\"2024-03-07\",\"text\":\"“The tram is early,” said Ana Belmar, the mayor.\"}\n\
                 {\"id\":\"2\",\"date\":\"2024-03-01\",\"text\":\"“The tram is late,” said Ana Belmar, the mayor.\"}\n";
    std::fs::write(folder.path().join("in.jsonl"), lines).unwrap();
    folder
}

#[test]
fn a_speaker_who_is_not_sure_enough_is_unknown() {
    let desk = roof();
    let named = |words: &[&str]| {
        let ran = run_in(desk.path(), &[&["quotes", "roof", "--json", "-m", "0"], words].concat());
        let summary: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
        summary["facets"]["speaker"]["unknown"].clone()
    };
    assert_eq!(named(&[]), 0);
    assert_eq!(named(&["--min-confidence", "1"]), 3);
    assert!(said(&desk, &["speaker:petrak roof", "--min-confidence", "1"]).is_empty());
    let ran = run_in(desk.path(), &["quotes", "roof", "--min-confidence", "7"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}

#[test]
fn what_somebody_did_not_say_is_offered_beside_their_words_and_by_others() {
    let desk = roof();
    let ran = run_in(desk.path(), &["belmar SAID refugees"]);
    assert!(ran.err.contains("NEAR/p (belmar SAID"), "{}", ran.err);
    let ran = run_in(desk.path(), &["belmar SAID listened"]);
    assert!(ran.err.contains("quote:listened"), "{}", ran.err);
}

#[test]
fn spellings_of_one_speaker_are_one_value_where_quotations_are_counted() {
    let desk = desk(&[
        (
            "1",
            "Post",
            "President Volodymyr Zelensky spoke. “It is workable,” Zelensky said on Friday in Kyiv.",
        ),
        (
            "2",
            "Post",
            "The envoy met Volodymyr Zelenskyy in Kyiv. “We are not done,” Zelenskyy said after the talks.",
        ),
    ]);
    let ran = run_in(desk.path(), &["quotes", "speaker:zelensky", "--json", "-m", "0"]);
    let summary: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    assert_eq!(summary["facets"]["speaker"]["values"][0]["quotations"], 2, "{summary}");
}
