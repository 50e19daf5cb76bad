//! Records of answers: the same where nothing changed, and each kind of change by its name.

use std::fs;
use std::process::Command;

use newsgrep::index::Index;
use newsgrep::repeat::{AnswerRecord, Difference, RecordSettings, as_of, record, verify};
use newsgrep::request::RequestObject;
use newsgrep::search::Engine;
use newsgrep::update::UpdateSettings;

use crate::support::desk::Desk;
use crate::support::random::Random;
use crate::support::state::{request, settings, today};

const ALL: RecordSettings = RecordSettings { corpus: true, limit: 10_000 };

fn line(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({"id": id, "title": "Harbour", "text": text, "date": "2025-11-20"}))
}

fn asked(query: &str) -> RequestObject {
    RequestObject { query: vec![query.to_owned()], ..RequestObject::default() }
}

fn made(index: &Index, query: &str, settings: RecordSettings) -> AnswerRecord {
    let searcher = index.searcher().unwrap();
    let made = record(&searcher, &asked(query), today(), "2025-12-01T10:00:00Z", settings).unwrap();
    let read = AnswerRecord::read(&made.write()).unwrap();
    assert_eq!(read, made);
    read
}

fn differences(index: &Index, record: &AnswerRecord) -> Vec<String> {
    let mut named: Vec<String> = verify(&index.searcher().unwrap(), record)
        .unwrap()
        .iter()
        .map(|it| match it {
            Difference::Added { id, in_answer } => format!("added {id} {in_answer}"),
            Difference::Gone { id, in_answer, .. } => {
                format!("gone {} {in_answer}", id.as_deref().unwrap_or("?"))
            }
            Difference::Edited { id, in_answer, .. } => format!("edited {id} {in_answer}"),
            Difference::Query { .. } => "query".to_owned(),
            Difference::Names { .. } => "names".to_owned(),
            Difference::Version { articles, .. } => format!("version {articles:?}"),
        })
        .collect();
    named.sort();
    named
}

#[test]
fn a_record_holds_on_another_machine_with_the_articles_in_another_order() {
    let lines: Vec<String> =
        (0..100).map(|at| line(&format!("n{at}"), &format!("Wall {at} and quay."))).collect();
    let desk = |parts: &[&[String]], threads: usize| {
        let desk = Desk::new();
        for (at, part) in parts.iter().enumerate() {
            desk.write(&format!("news/{at}.jsonl"), &part.concat());
            desk.update_with(&["news"], &UpdateSettings { threads, ..settings() });
        }
        desk
    };
    let one = desk(&[&lines], 1);
    let mut turned = lines.clone();
    turned.reverse();
    let other = desk(&[&turned[..30], &turned[30..]], 3);
    for query in ["wall", "wall AND NOT 7", "\"and quay\"", "date:30d"] {
        let record = made(&one.index(), query, ALL);
        assert_eq!(differences(&other.index(), &record), [""; 0], "{query}");
        assert_eq!(made(&other.index(), query, ALL).answer, record.answer, "{query}");
    }
}

#[test]
fn each_kind_of_change_is_named() {
    let desk = Desk::new();
    let write = |lines: &[(&str, &str)]| {
        let text: String = lines.iter().map(|(id, text)| line(id, text)).collect();
        desk.write("news/a.jsonl", &text);
        desk.update(&["news"]);
    };
    write(&[("a", "A wall."), ("b", "A wall."), ("c", "A quay."), ("d", "A boat."), ("e", "A wall.")]);
    let whole = made(&desk.index(), "wall", ALL);
    let bare = made(&desk.index(), "wall", RecordSettings { corpus: false, limit: 10_000 });
    let hash = made(&desk.index(), "wall", RecordSettings { corpus: false, limit: 1 });
    assert_eq!((whole.answer.articles, whole.answer.occurrences), (3, 3));
    assert!(bare.corpus.list.is_none() && hash.answer.hits.is_none());
    for record in [&whole, &bare, &hash] {
        assert_eq!(differences(&desk.index(), record), [""; 0]);
    }
    write(&[
        ("a", "A wall."),
        ("b", "No more."),
        ("c", "A quay and a wall."),
        ("f", "A wall."),
        ("g", "A boat."),
    ]);
    assert_eq!(
        differences(&desk.index(), &whole),
        ["added f true", "added g false", "edited b true", "edited c true", "gone ? false", "gone e true"]
    );
    assert_eq!(
        differences(&desk.index(), &bare),
        ["added c true", "added f true", "edited b true", "gone e true"],
        "what is not listed is known only by the answer"
    );
    // The query is read otherwise, which another version of the program may do.
    let mut value: serde_json::Value = serde_json::from_str(&whole.write()).unwrap();
    value["question"]["query"] = "quay".into();
    assert!(AnswerRecord::read(&value.to_string()).is_err(), "it was altered");
}

#[test]
fn two_hundred_random_edits_are_told_and_nothing_else() {
    let mut random = Random::new(7);
    let desk = Desk::new();
    let text =
        |at: usize, turn: usize| line(&format!("n{at}"), &format!("Number {at} in turn {turn} at the wall."));
    let mut lines: Vec<Option<String>> = (0..300).map(|at| Some(text(at, 0))).collect();
    let write = |lines: &[Option<String>]| {
        desk.write("news/a.jsonl", &lines.iter().flatten().cloned().collect::<String>());
        desk.update(&["news"]);
    };
    write(&lines);
    let record = made(&desk.index(), "wall", ALL);
    let before = lines.clone();
    for turn in 1..=200 {
        let at = random.below(lines.len() + 1);
        if at == lines.len() {
            lines.push(Some(text(at, turn)));
        } else if random.below(3) == 0 {
            lines[at] = None;
        } else {
            lines[at] = Some(text(at, turn));
        }
    }
    write(&lines);
    let mut expected = Vec::new();
    for (at, now) in lines.iter().enumerate() {
        match (before.get(at).and_then(Option::as_ref), now) {
            (Some(_), None) => expected.push(format!("gone n{at} true")),
            (None, Some(_)) => expected.push(format!("added n{at} true")),
            (Some(then), Some(now)) if then != now => expected.push(format!("edited n{at} true")),
            _ => {}
        }
    }
    expected.sort();
    assert!(expected.len() > 50);
    assert_eq!(differences(&desk.index(), &record), expected);
}

#[test]
fn an_answer_is_given_from_the_articles_of_a_record() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", &(line("a", "A wall.") + &line("b", "A wall.") + &line("c", "A wall.")));
    desk.update(&["news"]);
    let record = made(&desk.index(), "quay", ALL);
    desk.write("news/a.jsonl", &(line("a", "A wall.") + &line("b", "Another wall.")));
    desk.write("news/b.jsonl", &line("d", "A wall."));
    desk.update(&["news"]);
    let searcher = desk.index().searcher().unwrap();
    let mut now = request("wall");
    let (query, gone) = as_of(&searcher, &record, now.query).unwrap().unwrap();
    now.query = query;
    let ids: Vec<String> = searcher.search(&now).unwrap().hits.iter().map(|it| it.id.to_string()).collect();
    assert_eq!((ids, gone), (vec!["a".to_owned()], 2));
    let bare = made(&desk.index(), "quay", RecordSettings { corpus: false, limit: 1 });
    assert!(as_of(&searcher, &bare, request("wall").query).unwrap().is_none());
}

#[cfg(feature = "cli")]
#[test]
fn the_program_records_verifies_and_shows() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", &(line("a", "A wall.") + &line("b", "A wall.") + &line("c", "A quay.")));
    desk.update(&["news"]);
    let say = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
        command.args(words).current_dir(desk.root.path()).env_remove("NEWSGREP_INDEX");
        let ran = command.env("NEWSGREP_TODAY", "2025-12-01").output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (ran.status.code(), text(ran.stdout), text(ran.stderr))
    };
    let (code, out, err) = say(&["wall", "-c", "--record", "answer.json"]);
    assert_eq!((code, out.as_str()), (Some(0), "2\n"), "{err}");
    let (code, out, _) = say(&["record", "verify", "answer.json"]);
    assert!(code == Some(0) && out.starts_with("the same: 2 articles, fingerprint "), "{out}");
    let (_, out, _) = say(&["record", "show", "answer.json"]);
    for part in [
        "was asked `wall`",
        "3 articles with the fingerprint",
        "2 articles satisfied the query, with 2 occurrences",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    // Globs are a part of the question.
    assert_eq!(say(&["wall", "-c", "-g", "!*.jsonl", "--record", "none.json"]).1, "0\n");
    let (_, out, _) = say(&["record", "verify", "none.json"]);
    assert!(out.starts_with("the same: 0 articles"), "{out}");
    let (_, out, _) = say(&["record", "show", "answer.json", "--csl"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap().as_array().unwrap().len(), 2);
    assert_eq!(say(&["record", "show", "answer.json", "--bibtex"]).1.matches("@article{").count(), 2);
    desk.write("news/b.jsonl", &line("d", "A wall."));
    desk.update(&["news"]);
    let (code, out, _) = say(&["record", "verify", "answer.json", "--json"]);
    assert_eq!((code, out.as_str()), (Some(1), "{\"change\":\"added\",\"id\":\"d\",\"in_answer\":true}\n"));
    assert_eq!(say(&["wall", "-c"]).1, "3\n");
    assert_eq!(say(&["wall", "-c", "--as-of", "answer.json"]).1, "2\n");
    fs::write(
        desk.path("answer.json"),
        fs::read_to_string(desk.path("answer.json")).unwrap().replace("\"a\"", "\"z\""),
    )
    .unwrap();
    let (code, _, err) = say(&["record", "verify", "answer.json"]);
    assert!(code == Some(2) && err.contains("it was altered"), "{err}");
}
