//! Records of answers: the same where nothing changed, and each kind of change by its name.

use std::fs;
use std::process::Command;

use newsgrep::index::Index;
use newsgrep::repeat::{
    AnswerPart, AnswerRecord, Asks, Difference, RecordSettings, ToRecord, as_of, record, verify,
};
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
    let asked = ToRecord::new(Asks::Articles, asked(query));
    let made = record(&searcher, asked, today(), "2025-12-01T10:00:00Z", settings).unwrap();
    let read = AnswerRecord::read(&made.write()).unwrap();
    assert_eq!(read, made);
    read
}

/// The answer of a record of one question.
fn answer(record: &AnswerRecord) -> &AnswerPart {
    &record.parts().next().expect("it has a question").answer
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
            Difference::Answer { before, after, .. } => format!("answer {before} {after}"),
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
        assert_eq!(answer(&made(&other.index(), query, ALL)), answer(&record), "{query}");
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
    assert_eq!((answer(&whole).articles, answer(&whole).occurrences), (3, 3));
    assert!(bare.corpus.list.is_none() && answer(&hash).hits.is_none());
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
    assert_eq!(differences(&desk.index(), &hash), ["answer 3 3"], "not the same, and which is not known");
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

/// Runs the program on a desk: its exit status, what it prints, and what it says besides.
#[cfg(feature = "cli")]
fn ran(desk: &Desk, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
    command.args(words).current_dir(desk.root.path()).env_remove("NEWSGREP_INDEX");
    let ran = command.env("NEWSGREP_TODAY", "2025-12-01").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (ran.status.code(), text(ran.stdout), text(ran.stderr))
}

#[cfg(feature = "cli")]
fn sum_of(desk: &Desk, record: &str) -> String {
    let text = fs::read_to_string(desk.path(record)).unwrap();
    AnswerRecord::read(&text).unwrap().sum().to_owned()
}

#[cfg(feature = "cli")]
#[test]
fn quotations_are_recorded_and_every_export_names_its_record() {
    let desk = Desk::new();
    let says = |id: &str, who: &str, what: &str| line(id, &format!("\"{what},\" {who} said on Monday."));
    let write = |lines: &[String]| {
        desk.write("news/a.jsonl", &lines.concat());
        desk.update(&["news"]);
    };
    let all = [
        says("a", "Tom Marsh", "The light will not miss me"),
        says("b", "Tom Marsh", "The light will not miss me"),
        says("c", "Ann Lee", "The quay will hold the winter"),
    ];
    write(&all);
    let whole = ran(&desk, &["quotes", "will", "--json"]);
    let (code, out, err) = ran(&desk, &["quotes", "will", "--json", "--record", "said.json"]);
    assert_eq!(code, Some(0), "{err}");
    let sum = sum_of(&desk, "said.json");
    let named = format!(",\"answer_record\":\"{sum}\"}}\n");
    assert_eq!(
        out,
        whole.1.strip_suffix("}\n").unwrap().to_owned() + &named,
        "the same answer, and its record"
    );
    let (_, out, _) = ran(&desk, &["quotes", "will", "--csv", "-m", "1", "--record", "one.json"]);
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].ends_with(",answer_record") && lines.len() == 3, "a quotation of two articles: {out}");
    assert!(lines[1..].iter().all(|it| it.ends_with(&sum_of(&desk, "one.json"))), "{out}");
    let (code, out, _) = ran(&desk, &["record", "verify", "one.json"]);
    assert!(
        code == Some(0) && out.starts_with("the same: 2 quotations, "),
        "what is shown is no limit: {out}"
    );
    let (_, out, _) = ran(&desk, &["record", "show", "said.json"]);
    assert!(
        out.contains("asked for quotations `will`") && out.contains("2 quotations in 3 articles"),
        "{out}"
    );
    // The words stay, and somebody else says them.
    write(&[all[0].clone(), all[1].clone(), says("c", "Joe Dunn", "The quay will hold the winter")]);
    let (code, out, _) = ran(&desk, &["record", "verify", "said.json"]);
    assert_eq!((code, out.as_str()), (Some(1), "edited: c, in the answer\n"));
    for (flag, shown) in [("--csv", ",answer_record"), ("--tsv", "\tanswer_record")] {
        let (_, out, _) = ran(&desk, &["light", flag, "--record", "light.json"]);
        assert!(out.lines().next().unwrap().ends_with(shown), "{out}");
        assert_eq!(out.matches(&sum_of(&desk, "light.json")).count(), 2, "{out}");
        let (_, out, _) = ran(&desk, &["light", "-o", flag, "--record", "light.json"]);
        assert_eq!(out.matches(&sum_of(&desk, "light.json")).count(), 2, "{out}");
    }
    for more in [&[][..], &["--all-hits"], &["-m", "1"], &["-o"], &["-c"], &["--sort", "path"]] {
        let plain = ran(&desk, &[&["light", "--json"], more].concat()).1;
        let (_, out, err) = ran(&desk, &[&["light", "--json", "--record", "light.json"], more].concat());
        let sum = format!(",\"answer_record\":\"{}\"", sum_of(&desk, "light.json"));
        assert_eq!(out.matches(&sum).count(), 1, "{more:?}: {out}{err}");
        assert_eq!(out.replace(&sum, ""), plain, "{more:?}: a record changes no answer");
        let (code, out, _) = ran(&desk, &["record", "verify", "light.json"]);
        assert_eq!(code, Some(0), "{more:?}: {out}");
    }
}

#[cfg(feature = "cli")]
#[test]
fn a_batch_is_recorded_as_one() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", &(line("a", "A wall.") + &line("b", "A quay.")));
    desk.update(&["news"]);
    desk.write("asked.tsv", "id\tquery\nfirst\twall\nsecond\tquay\nwrong\t(quay\nthird\tboat\n");
    let plain = ran(&desk, &["batch", "asked.tsv"]);
    let (code, out, _) = ran(&desk, &["batch", "asked.tsv", "--record", "all.json"]);
    let sum = format!(",\"answer_record\":\"{}\"", sum_of(&desk, "all.json"));
    assert_eq!((code, out.matches(&sum).count()), (Some(2), 3), "the wrong one has none: {out}");
    assert_eq!(out.replace(&sum, ""), plain.1);
    let (code, out, _) = ran(&desk, &["record", "verify", "all.json"]);
    assert!(code == Some(0) && out.starts_with("the same: 3 questions, "), "{out}");
    let (_, out, _) = ran(&desk, &["record", "show", "all.json"]);
    for part in ["was asked 3 questions", "\nsecond: `quay`, which it reads as", "1 article satisfied"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let (_, out, _) = ran(&desk, &["batch", "asked.tsv", "--format", "csv", "--record", "all.json"]);
    assert!(out.starts_with("query_id,") && out.lines().next().unwrap().ends_with(",answer_record"), "{out}");
    assert_eq!(out.matches(&sum_of(&desk, "all.json")).count(), 2, "{out}");
    desk.write("news/b.jsonl", &line("c", "A boat at the quay."));
    desk.update(&["news"]);
    let (code, out, _) = ran(&desk, &["record", "verify", "all.json", "--json"]);
    assert_eq!((code, out.as_str()), (Some(1), "{\"change\":\"added\",\"id\":\"c\",\"in_answer\":true}\n"));
    let (code, _, err) = ran(&desk, &["batch", "asked.tsv", "--format", "trec", "--record", "all.json"]);
    assert!(code == Some(2) && err.contains("--record does not go with --format trec"), "{err}");
}

#[cfg(feature = "cli")]
#[test]
fn the_program_records_verifies_and_shows() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", &(line("a", "A wall.") + &line("b", "A wall.") + &line("c", "A quay.")));
    desk.update(&["news"]);
    let say = |words: &[&str]| ran(&desk, words);
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
