//! The program from outside: that its parts are connected. What a query means and how an answer looks
//! is tested where it is made.

use std::path::Path;
use std::process::{Command, Output};

use newsgrep::article::{
    Article, ArticleId, Found, FoundBy, Origin, Quotation, QuotationKind, Speaker, SpeakerKind,
};
use newsgrep::date::{Dating, Day};
use newsgrep::field::Field;
use newsgrep::index::{Index, WriterSettings};
use newsgrep::span::ByteSpan;
use tempfile::TempDir;

/// A folder with an index of three articles.
struct Desk(TempDir);

pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

fn article(path: &str, title: Option<&str>, body: &str, day: Option<Day>, source: Option<&str>) -> Article {
    let quotation = body.find('"').and_then(|start| {
        let end = start + 1 + body[start + 1..].find('"')? + 1;
        Some(Quotation {
            span: ByteSpan::in_text(body, start, end)?,
            kind: QuotationKind::Direct,
            speaker: Some(Speaker { name: "Ada Poe".into(), kind: SpeakerKind::Person, role: None }),
            mention: None,
            cue: None,
            confidence: 0.9,
        })
    });
    Article {
        title: title.map(|it| Found::new(it.into(), FoundBy::Head)),
        body: body.into(),
        names: source
            .map(|it| (Field::Source, Found::new(it.to_owned(), FoundBy::Trailer)))
            .into_iter()
            .collect(),
        dating: day.map(|day| Dating { day, instant: None, found: FoundBy::Text }),
        quotations: quotation.into_iter().collect(),
        origins: vec![Origin { path: path.into(), record: None }],
        ..Article::new(ArticleId::new(path).expect("not blank"))
    }
}

impl Desk {
    fn new() -> Desk {
        let desk = TempDir::new().expect("a folder");
        let index = Index::create(&desk.path().join("index")).expect("made");
        let mut writer = index.writer(WriterSettings { memory: 20_000_000 }).expect("a writer");
        let mut document_builder = index.document_builder();
        for article in [
            article(
                "wire/bridge.txt",
                Some("Old bridge closes"),
                "The old bridge closed.\n\n\"The bridge is tired,\" Ada Poe said. Nobody was hurt.",
                Day::new(2025, 11, 27),
                Some("Harbour Post"),
            ),
            article("wire/ferry.txt", None, "The ferry runs again. No bridge is near.", None, None),
            article("local/market.txt", Some("Market day"), "Fish was cheap.", Day::new(2025, 10, 1), None),
        ] {
            writer.add(document_builder.prepare(&article)).expect("added");
        }
        writer.commit(b"").expect("committed");
        Desk(desk)
    }

    fn run(&self, words: &[&str]) -> Ran {
        run_in(self.0.path(), words)
    }
}

pub(crate) fn run_in(dir: &Path, words: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
    command.args(words).current_dir(dir).env("NEWSGREP_TODAY", "2025-11-30").env("XDG_CACHE_HOME", dir);
    command.env("XDG_CONFIG_HOME", dir.join("config"));
    for name in ["NEWSGREP_INDEX", "RUST_BACKTRACE", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Ran { code: status.code(), out: text(stdout), err: text(stderr) }
}

#[track_caller]
fn check(words: &[&str], code: i32, out: &str, err: &str) {
    let ran = Desk::new().run(words);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(code), out, err), "{}", ran.out);
}

#[test]
fn a_search_shows_its_evidence_and_counts() {
    check(
        &["old bridge"],
        0,
        "\
Old bridge closes
2025-11-27  Harbour Post  wire/bridge.txt
quoted: Ada Poe (1)
  The old bridge closed.
",
        "\n1 article, 2 occurrences\n",
    );
}

#[test]
fn paths_limit_the_answer_and_one_that_is_not_held_names_the_command() {
    check(&["-c", "bridge", "wire"], 0, "2\n", "");
    check(&["-c", "bridge", "local"], 1, "0\n", "");
    check(
        &["bridge", "elsewhere"],
        2,
        "",
        "newsgrep: the index in index does not hold elsewhere\nhint: newsgrep index --index index elsewhere\n\
         hint: newsgrep 'bridge elsewhere' looks for the words side by side\n",
    );
}

#[test]
fn an_index_is_found_from_a_folder_below() {
    let desk = Desk::new();
    let below = desk.0.path().join("wire");
    std::fs::create_dir(&below).expect("made");
    let ran = run_in(&below, &["-l", "bridge", "ferry.txt"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "wire/ferry.txt\n"), "{}", ran.err);
}

#[test]
fn the_habits_of_grep_hold() {
    check(&["-l", "bridge"], 0, "wire/bridge.txt\nwire/ferry.txt\n", "");
    check(&["-L", "bridge"], 0, "local/market.txt\n", "");
    check(&["-c", "-v", "bridge"], 0, "1\n", "");
    check(&["-c", "-w", "bridges"], 1, "0\n", "");
    check(&["-c", "bridges"], 0, "2\n", "");
    check(&["-ir", "-c", "BRIDGE"], 0, "2\n", "");
    check(&["-q", "bridge"], 0, "", "");
    check(&["-e", "fish", "-e", "ferry", "-c", "wire"], 0, "1\n", "");
    check(
        &["-n", "bridge"],
        2,
        "",
        "newsgrep: -n numbers lines in grep; an article has none\n\
         hint: -m N says how many articles are shown, -o where each match stands\n",
    );
}

#[test]
fn occurrences_say_where_they_stand() {
    check(&["-o", "tired"], 0, "wire/bridge.txt:body:39-44:tired\n", "1 article, 1 occurrence\n");
    let ran = Desk::new().run(&["--kwic", "--json", "tired"]);
    let line: serde_json::Value =
        serde_json::from_str(ran.out.lines().next().expect("a line")).expect("JSON");
    assert_eq!(line["speaker"], "Ada Poe");
    assert_eq!(line["left"], "\"The bridge is ");
}

#[test]
fn a_mistake_is_pointed_at_and_told_to_programs_too() {
    let ran = Desk::new().run(&["speeker:poe"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("\n  speeker:poe\n  ^^^^^^^"), "{}", ran.err);
    let ran = Desk::new().run(&["--json", "\"open"]);
    assert_eq!(ran.code, Some(2));
    let line: serde_json::Value = serde_json::from_str(&ran.out).expect("one JSON object");
    assert_eq!((&line["type"], &line["kind"]), (&"error".into(), &"unclosed_quote".into()));
}

#[test]
fn programs_get_hits_and_a_summary() {
    let ran = Desk::new().run(&["--json", "bridge", "--facet", "source"]);
    let lines: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[2]["articles"], 2);
    assert_eq!(lines[2]["facets"]["source"]["unknown"], 1);
    assert_eq!(ran.err, "");
}

#[test]
fn when_nothing_is_found_looser_queries_are_offered_as_commands() {
    let ran = Desk::new().run(&["bridge old"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.starts_with("nothing found.\n"), "{}", ran.err);
    assert!(ran.err.contains("newsgrep 'bridge AND old'"), "{}", ran.err);
    let ran = Desk::new().run(&["bridgg"]);
    assert!(ran.err.contains("`bridgg` is in no article. Near it: bridge (2 articles)"), "{}", ran.err);
}

#[test]
fn quotations_say_who_in_which_words_and_where() {
    check(
        &["quotes", "tired", "--speaker", "poe", "--facet", "speaker"],
        0,
        "\
speaker
  Ada Poe  1

Ada Poe  2025-11-27
  \"The bridge is tired,\"  Harbour Post  wire/bridge.txt
",
        "1 quotation in 1 article\n",
    );
    let ran = Desk::new().run(&["quotes", "--json", "--about", "hurt"]);
    let line: serde_json::Value =
        serde_json::from_str(ran.out.lines().next().expect("a line")).expect("JSON");
    assert_eq!((&line["text"], &line["start"]), (&"\"The bridge is tired,\"".into(), &24.into()));
    assert_eq!(line["places"][0]["path"], "wire/bridge.txt");
    check(&["quotes", "ferry"], 1, "", "nothing found.\n");
    let empty = Desk::new().run(&["bridge source:nobody", "--facet", "source"]);
    assert!(!empty.out.contains("source\n") && empty.code == Some(1), "{}", empty.out);
}

#[test]
fn reported_speech_is_shown_where_it_is_asked_for() {
    let desk = TempDir::new().expect("a folder");
    let text = "The talks go on\n\nAda Poe said on Monday that the bridge would open again in spring.\n";
    std::fs::write(desk.path().join("talks.txt"), text).expect("written");
    assert_eq!(run_in(desk.path(), &["index", "talks.txt"]).code, Some(0));
    assert_eq!(run_in(desk.path(), &["quotes", "--speaker", "poe"]).code, Some(1));
    let asked = run_in(desk.path(), &["quotes", "--speaker", "poe", "--indirect"]);
    assert!(asked.out.contains("the bridge would open again in spring"), "{}", asked.out);
}

#[test]
fn a_batch_heeds_reported_speech_and_spellings_as_it_is_told() {
    let desk = TempDir::new().expect("a folder");
    for (name, text) in [
        ("poe.txt", "Ada Poe said on Monday that the bridge would open again in spring.\n"),
        ("tall.txt", "\"We will not give in,\" Volodymyr Zelensky said on Monday.\n"),
        ("small.txt", "\"We are ready for talks,\" Volodymyr Zelenskiy said on Tuesday.\n"),
    ] {
        std::fs::write(desk.path().join(name), text).expect("written");
    }
    std::fs::write(desk.path().join("questions.tsv"), "reported\tpoe SAID spring\nname\tspeaker:zelenskiy\n")
        .expect("written");
    assert_eq!(run_in(desk.path(), &["index", "poe.txt", "tall.txt", "small.txt"]).code, Some(0));
    let found = |switches: &[&str]| -> Vec<String> {
        let words = [&["batch", "questions.tsv", "--format", "trec"], switches].concat();
        let ran = run_in(desk.path(), &words);
        let hit = |line: &str| line.split(' ').step_by(2).take(2).collect::<Vec<_>>().join(" ");
        let mut found: Vec<String> = ran.out.lines().map(hit).collect();
        found.sort();
        found
    };
    assert_eq!(found(&[]), ["name small.txt", "name tall.txt"]);
    assert_eq!(found(&["--no-variants"]), ["name small.txt"]);
    assert_eq!(found(&["--indirect"]), ["name small.txt", "name tall.txt", "reported poe.txt"]);
    assert_eq!(found(&["--indirect", "--no-variants"]), ["name small.txt", "reported poe.txt"]);
}

#[test]
fn an_article_is_shown_by_its_id() {
    let ran = Desk::new().run(&["show", "--json", "wire/bridge.txt"]);
    let line: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(line["quotations"][0]["speaker"], "Ada Poe");
    assert_eq!(line["found"]["source"], "trailer");
    assert_eq!(Desk::new().run(&["show", "nowhere"]).code, Some(2));
}

#[test]
fn tokens_can_be_checked() {
    check(
        &["analyze", "--json", "Łódź’s"],
        0,
        "{\"field\":\"body\",\"position\":0,\"sentence\":0,\"paragraph\":0,\"start\":0,\"end\":7,\"start_char\":0,\
         \"end_char\":4,\"written\":\"Łódź\",\"plain\":\"lodz\",\"stem\":\"lodz\"}\n",
        "",
    );
}

#[test]
fn an_index_is_built_where_nothing_is_named_and_a_cache_where_none_is_wanted() {
    let desk = TempDir::new().expect("a folder");
    let articles = desk.path().join("articles");
    std::fs::create_dir(&articles).expect("made");
    std::fs::write(articles.join("a.txt"), "The old bridge closed on Thursday.\n").expect("written");
    let ran = run_in(desk.path(), &["-l", "old bridge", "articles"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "articles/a.txt\n"), "{}", ran.err);
    assert!(!desk.path().join("index").exists());
    std::fs::write(articles.join("b.jsonl"), "{\"id\":\"b\",\"text\":\"An old bridge.\"}\n{broken\n")
        .expect("written");
    let ran = run_in(desk.path(), &["index", "articles"]);
    let counts = "indexed 2, replaced 0, unchanged 0, duplicates 0, rejected 1\n";
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), counts), "{}", ran.err);
    let ran = run_in(desk.path(), &["-c", "old bridge", "articles"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "2\n"), "{}", ran.err);
    let ran = run_in(desk.path(), &["index", "--rejected"]);
    assert!(ran.out.starts_with("articles/b.jsonl:2"), "{}", ran.out);
}

#[test]
fn a_cache_of_an_older_format_is_made_again() {
    let desk = TempDir::new().expect("a folder");
    std::fs::write(desk.path().join("a.txt"), "The old bridge closed on Thursday.\n").expect("written");
    let found = || run_in(desk.path(), &["-l", "old bridge", "a.txt"]);
    assert_eq!(found().out, "a.txt\n");
    let kept = std::fs::read_dir(desk.path().join("newsgrep")).expect("a cache");
    let index = kept.map(|it| it.expect("a name").path()).find(|it| it.is_dir()).expect("an index");
    let manifest = index.join("newsgrep.json");
    std::fs::copy("fixtures/specimens/v1/newsgrep.json", manifest).expect("copied");
    let ran = found();
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "a.txt\n", ""));
}

#[test]
fn without_an_index_the_way_to_one_is_told() {
    let empty = TempDir::new().expect("a folder");
    let ran = run_in(empty.path(), &["bridge"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("newsgrep index PATH"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let desk = Desk::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_newsgrep"))
        .args(["man"])
        .current_dir(desk.0.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn how_speakers_were_decided_is_told_to_people_and_to_programs() {
    let folder = TempDir::new().expect("a folder");
    let body = "Ann Lee met Tom Marsh on Monday. \\\"The light will not miss me,\\\" he said.";
    let record = format!("{{\"id\":\"a\",\"title\":\"Keeper leaves\",\"text\":\"{body}\"}}\n");
    std::fs::write(folder.path().join("a.jsonl"), record).expect("written");
    let run = |words: &[&str]| {
        let ran = run_in(folder.path(), &[&["extract", "--explain-speakers", "a.jsonl"], words].concat());
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
        ran.out
    };
    let text = run(&[]);
    assert!(text.starts_with("a\n\"The light will not miss me,\"\n  Tom Marsh, 0."), "{text}");
    assert!(text.contains(" pronoun \"he\"\n") && text.contains(" Ann Lee\n"), "{text}");
    for format in ["json", "eval"] {
        let line = run(&["--format", format]);
        let line: serde_json::Value = serde_json::from_str(&line).expect("one object");
        assert_eq!(line["quotations"][0]["speaker"], "Tom Marsh", "{line}");
        assert_eq!(line.get("type").is_some(), format == "json");
    }
    let plain = run_in(folder.path(), &["extract", "a.jsonl"]);
    assert!(plain.out.starts_with("{\"type\":\"article\""), "{}", plain.out);
}
