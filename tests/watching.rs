//! Standing questions: each article that matches is told once, whatever happens between.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use newsgrep::index::WriterSettings;
use newsgrep::update::rebuild;
use serde_json::{Value, json};

use crate::support::desk::Desk;
use crate::support::random::Random;

/// A folder with articles, their index and watches.
struct Room(Desk);

/// What a run said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    lines: Vec<Value>,
    out: String,
    err: String,
}

impl Said {
    /// What was told: the kind and the id of each article, with `late` behind one that is marked so.
    fn told(&self) -> Vec<String> {
        let told = self.lines.iter().filter(|it| it["hit"].is_object());
        told.map(|it| {
            let late = if it["late"] == true { " late" } else { "" };
            format!("{} {}{late}", it["type"].as_str().unwrap(), it["hit"]["id"].as_str().unwrap())
        })
        .collect()
    }

    fn summary(&self, watch: &str) -> &Value {
        self.lines.iter().find(|it| it["type"] == "watch" && it["watch"] == watch).unwrap()
    }
}

fn article(id: &str, text: &str) -> Value {
    json!({"id": id, "title": "Harbour", "text": text, "date": "2025-11-30", "source": "Star"})
}

impl Room {
    fn new() -> Room {
        Room(Desk::new())
    }

    /// Writes an article into a file of its own.
    fn write(&self, article: &Value) {
        self.0.write(&format!("news/{}.jsonl", article["id"].as_str().unwrap()), &format!("{article}\n"));
    }

    fn remove(&self, id: &str) {
        fs::remove_file(self.path(&format!("news/{id}.jsonl"))).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path(name)
    }

    fn update(&self) {
        self.0.update(&["news"]);
    }

    /// Adds these articles to the index.
    fn add(&self, articles: &[Value]) {
        articles.iter().for_each(|it| self.write(it));
        self.update();
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
        command.args(words).current_dir(self.0.root.path()).env_remove("NEWSGREP_INDEX");
        command.env_remove("NEWSGREP_WATCHES").env("NEWSGREP_TODAY", "2025-12-01").env("RUST_BACKTRACE", "0");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn say(&self, words: &[&str]) -> Said {
        said(self.command(words))
    }

    fn keep(&self, name: &str, query: &str, more: &[&str]) {
        let words = [&["watch", "add", name, query, "--replace"], more].concat();
        let said = self.say(&words);
        assert_eq!(said.code, Some(0), "{}", said.err);
    }

    /// Runs all watches.
    fn run(&self, more: &[&str]) -> Said {
        self.say(&[&["watch", "run", "--json"], more].concat())
    }

    /// A room with a watch for `wall` that was run over one article.
    fn begun() -> Room {
        let room = Room::new();
        room.add(&[article("old", "The wall stands.")]);
        room.keep("wall", "wall", &[]);
        let said = room.run(&[]);
        assert_eq!((said.told(), said.code), (vec![], Some(1)));
        room
    }
}

fn said(mut command: Command) -> Said {
    let ran = command.output().unwrap();
    let out = String::from_utf8(ran.stdout).unwrap();
    let lines = out.lines().filter_map(|it| serde_json::from_str(it).ok()).collect();
    Said { code: ran.status.code(), lines, out, err: String::from_utf8(ran.stderr).unwrap() }
}

/// Case 1.
#[test]
fn the_first_run_tells_nothing_of_what_was_there_unless_asked_to() {
    let room = Room::begun();
    let said = room.run(&[]);
    assert_eq!(said.summary("wall")["seen"], 0, "they are seen once");
    room.keep("all", "wall", &[]);
    let said = room.run(&["all"]);
    assert_eq!(said.summary("all")["seen"], 1);
    room.keep("start", "wall", &[]);
    let said = room.run(&["start", "--from-start"]);
    assert_eq!((said.told(), said.code), (vec!["new old".to_owned()], Some(0)));
    assert_eq!(room.run(&["start", "--from-start"]).told(), [""; 0], "once");
    room.keep("text", "wall", &[]);
    let said = room.say(&["watch", "run", "text"]);
    assert!(
        said.err.contains("1 article was there before and not told; --from-start tells all"),
        "{}",
        said.err
    );
}

/// Cases 2 and 3.
#[test]
fn a_new_article_is_told_once_and_then_nothing() {
    let room = Room::begun();
    room.add(&[article("new", "A wall fell."), article("quay", "The quay stands.")]);
    let said = room.run(&["--tell", "mbox:post", "--tell", "atom:news.xml"]);
    assert_eq!((said.told(), said.code), (vec!["new new".to_owned()], Some(0)));
    let event = &said.lines[0];
    assert_eq!(
        (&event["key"], &event["watch"], &event["v"]),
        (&json!("wall/new"), &json!("wall"), &json!(1))
    );
    assert_eq!(event["hit"]["spans"][0]["text"], "wall");
    assert!(event["seq"].as_u64().unwrap() > 1);
    let files =
        ["post", "news.xml"].map(|it| fs::read_to_string(room.path("watches/told").join(it)).unwrap());
    for _ in 0..2 {
        let said = room.run(&["--tell", "mbox:post", "--tell", "atom:news.xml"]);
        assert_eq!((said.told(), said.code), (vec![], Some(1)));
        assert_eq!(said.err, "");
    }
    let after =
        ["post", "news.xml"].map(|it| fs::read_to_string(room.path("watches/told").join(it)).unwrap());
    assert_eq!(after, files, "no empty mail, no entry");
}

/// Cases 4, 5 and 6.
#[test]
fn late_undated_and_future_articles_are_told_when_they_arrive() {
    let room = Room::begun();
    let dated = |id: &str, date: Value| {
        let mut article = article(id, "A wall.");
        article["date"] = date;
        article
    };
    room.add(&[
        dated("last", json!("2024-06-01")),
        dated("none", Value::Null),
        dated("next", json!("2025-12-09")),
    ]);
    let mut told = room.run(&[]).told();
    told.sort();
    assert_eq!(told, ["new last late", "new next", "new none"]);
    let mut later = room.command(&["watch", "run", "--json"]);
    later.env("NEWSGREP_TODAY", "2025-12-09");
    assert_eq!(said(later).told(), [""; 0]);
}

/// Cases 7, 8 and 9.
#[test]
fn an_edit_is_told_only_where_it_makes_a_match_or_edits_are_asked_for() {
    let room = Room::begun();
    room.keep("edits", "wall", &["--edits"]);
    room.run(&[]);
    room.add(&[article("a", "The wall stands."), article("b", "The quay stands.")]);
    let said = room.run(&[]);
    assert_eq!(said.told(), ["new a", "new a"], "each watch");
    let before =
        said.lines.iter().find(|it| it["watch"] == "edits" && it["type"] == "new").unwrap()["key"].clone();
    room.add(&[article("a", "The wall fell."), article("b", "The quay and the wall stand.")]);
    let said = room.run(&[]);
    let of = |watch: &str| {
        let lines = said.lines.iter().filter(|it| it["watch"] == watch && it["hit"].is_object());
        lines.map(|it| format!("{} {}", it["type"], it["hit"]["id"])).collect::<Vec<_>>()
    };
    assert_eq!(of("wall"), ["\"new\" \"b\""]);
    assert_eq!(of("edits"), ["\"changed\" \"a\"", "\"new\" \"b\""]);
    let changed = said.lines.iter().find(|it| it["type"] == "changed").unwrap();
    assert_eq!(changed["changed"], json!(["body"]));
    assert_ne!(changed["key"], before);
    // It matches no more, and matches again.
    room.add(&[article("a", "Nothing stands.")]);
    assert_eq!(room.run(&["wall"]).told(), [""; 0]);
    room.add(&[article("a", "The wall stands.")]);
    assert_eq!(room.run(&["wall"]).told(), [""; 0]);
}

/// An agency's text in a paper.
fn paper(at: usize) -> Value {
    let text = "The agency says that the old harbour wall fell into the water on Monday night, after three days of \
        rain and a long quarrel about who was to pay for the stones that the winter had taken from it. Nobody was hurt. \
        The council will meet on Thursday to hear the engineers, who had asked for money twice since the spring.";
    let mut article = article(&format!("p{at:02}"), text);
    article["source"] = json!(format!("Paper {at}"));
    article
}

/// Cases 10 to 12.
#[test]
fn copies_are_one_story_with_its_places_and_a_further_paper_is_a_line() {
    let room = Room::begun();
    room.add(&(0..20).map(paper).collect::<Vec<_>>());
    let said = room.run(&["--tell", "atom:news.xml", "--tell", "mbox:post"]);
    assert_eq!((said.told(), said.summary("wall")["told"].clone()), (vec!["new p00".to_owned()], json!(20)));
    let places = said.lines[0]["places"].as_array().unwrap();
    assert_eq!(places.len(), 20);
    assert_eq!(
        places[3],
        json!({"id": "p03", "title": "Harbour", "source": "Paper 3", "date": "2025-11-30"})
    );
    for file in ["news.xml", "post"] {
        let text = fs::read_to_string(room.path(&format!("watches/told/{file}"))).unwrap();
        assert!(text.contains("20 places: Paper 0, Paper 1, "), "{text}");
    }
    assert_eq!(room.run(&[]).told(), [""; 0]);
    // A week later, and a correction under another id.
    let mut corrected = paper(21);
    corrected["title"] = json!("Corrected: Harbour");
    room.add(&[paper(20), corrected]);
    let said = room.run(&[]);
    let mut told = said.told();
    told.sort();
    assert_eq!(told, ["place p20", "place p21"]);
    assert!(said.lines[0]["story"].as_str().unwrap().starts_with('p'));
    assert_eq!(room.run(&[]).told(), [""; 0]);
}

/// Cases 10 to 12, without groups, and a story that was there before the watch.
#[test]
fn without_groups_each_copy_is_an_article() {
    let room = Room::begun();
    room.keep("apart", "wall", &["--no-group"]);
    room.run(&[]);
    room.add(&(0..20).map(paper).collect::<Vec<_>>());
    assert_eq!(room.run(&["apart"]).told().len(), 20);
    assert_eq!(room.run(&["wall", "--no-group"]).told().len(), 20);
    room.add(&[paper(20)]);
    assert_eq!(room.run(&["apart"]).told(), ["new p20"]);
    // Nobody was told of what was there before.
    room.keep("late", "wall", &[]);
    room.run(&["late"]);
    room.add(&[paper(21)]);
    assert_eq!(room.run(&["late"]).told(), ["new p21"]);
    room.add(&[paper(22)]);
    assert_eq!(room.run(&["late"]).told(), ["place p22"]);
}

/// Cases 13, 14 and 15.
#[test]
fn an_index_that_is_rebuilt_moved_or_made_anew_tells_nothing() {
    let room = Room::begun();
    for at in 0..5 {
        room.add(&[article(&format!("n{at}"), &format!("Wall {at}."))]);
    }
    assert_eq!(room.run(&[]).told().len(), 5);
    rebuild(&room.path("index"), WriterSettings { memory: 0 }).unwrap();
    assert_eq!(room.run(&[]).told(), [""; 0], "rebuilt");
    let mut writer = room.0.index().writer(WriterSettings { memory: 0 }).unwrap();
    writer.merge(1).unwrap();
    drop(writer);
    assert_eq!(room.run(&[]).told(), [""; 0], "compacted");
    fs::rename(room.path("index"), room.path("elsewhere")).unwrap();
    let said = room.run(&["--index", "elsewhere", "--watches", "watches"]);
    assert_eq!(said.told(), [""; 0], "moved: {}", said.err);
    room.update();
    assert_eq!(room.run(&[]).told(), [""; 0], "from nothing");
    room.remove("n3");
    room.update();
    assert_eq!(room.run(&[]).told(), [""; 0]);
    room.add(&[article("n3", "Wall 3."), article("n9", "Wall 9.")]);
    assert_eq!(room.run(&[]).told(), ["new n9"], "what returns is known");
}

/// Case 16.
#[test]
fn a_kill_at_any_moment_repeats_one_article_at_most_and_with_the_same_key() {
    // The third article ends the program: before it is told, while it is told, and after it.
    for (moment, repeats) in [("before", 0), ("while", 1), ("told", 1)] {
        let room = Room::begun();
        room.add(&(0..5).map(|at| article(&format!("n{at}"), "A wall.")).collect::<Vec<_>>());
        let receiver = format!(
            "line=$(cat); n=$(cat count 2>/dev/null || echo 0); n=$((n+1)); echo $n > count; \
             if [ $n = 3 ] && [ {moment} = before ]; then kill -9 $PPID; exit 1; fi; \
             printf '%s\\n' \"$line\" >> got; \
             if [ $n = 3 ]; then kill -9 $PPID; fi; if [ {moment} = while ]; then sleep 0.1; fi"
        );
        let words = [
            "--exec",
            receiver.as_str(),
            "--tell",
            "atom:news.xml",
            "--tell",
            "mbox:post",
            "--tell",
            "json:news.jsonl",
        ];
        let killed = room.run(&words);
        assert_eq!(killed.code, None, "{moment}: it was killed: {}", killed.err);
        let rest = room.run(&words);
        assert_eq!(rest.code, Some(0), "{moment}: {}", rest.err);
        let mut keys: BTreeMap<String, usize> = BTreeMap::new();
        for line in fs::read_to_string(room.path("got")).unwrap().lines() {
            let event: Value = serde_json::from_str(line).unwrap();
            *keys.entry(event["key"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        assert_eq!(keys.len(), 5, "{moment}: {keys:?}");
        assert_eq!(keys.values().sum::<usize>(), 5 + repeats, "{moment}: {keys:?}");
        let text = |name: &str| fs::read_to_string(room.path("watches/told").join(name)).unwrap();
        let (feed, post, lines) = (text("news.xml"), text("post"), text("news.jsonl"));
        assert_eq!(feed.matches("<entry>").count(), 5, "{moment}");
        assert_eq!(lines.lines().count(), 5, "{moment}: {lines}");
        assert_eq!(post.matches("\nMessage-ID:").count(), 1, "{moment}");
        assert_eq!(room.run(&words).told(), [""; 0]);
    }
}

/// Case 17.
#[test]
fn what_could_not_be_told_is_told_next_and_the_others_are_unharmed() {
    let room = Room::begun();
    room.keep("quay", "quay", &[]);
    room.run(&[]);
    room.add(&[article("a", "A wall."), article("b", "A wall and a quay.")]);
    let receiver = "test -e open && cat >> got";
    let program = room.path("sendmail");
    fs::write(&program, "#!/bin/sh\ntest -e open && cat >> mail\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let words = [
        "--exec",
        receiver,
        "--tell",
        "json:news.jsonl",
        "--mail",
        "me@desk.example",
        "--sendmail",
        "./sendmail",
    ];
    let said = room.run(&words);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("wall: exec:") && said.err.contains("mail:me@desk.example could not be told"),
        "{}",
        said.err
    );
    assert_eq!(said.told().len(), 3);
    let lines = || fs::read_to_string(room.path("watches/told/news.jsonl")).unwrap().lines().count();
    assert_eq!(lines(), 3, "the file was told");
    assert!(!room.path("got").exists());
    let said = room.run(&words);
    assert_eq!((said.code, said.told()), (Some(2), vec![]), "still not");
    fs::write(room.path("open"), "").unwrap();
    let said = room.run(&words);
    assert_eq!((said.code, said.told()), (Some(0), vec![]), "{}", said.err);
    let got = fs::read_to_string(room.path("got")).unwrap();
    assert_eq!((got.lines().count(), lines()), (3, 3), "{got}");
    let mail = fs::read_to_string(room.path("mail")).unwrap();
    assert_eq!(mail.matches("Message-ID").count(), 2, "one a watch");
    assert!(mail.contains("Subject: [wall] 2 articles") && mail.contains("To: me@desk.example"));
    room.run(&words);
    assert_eq!(fs::read_to_string(room.path("got")).unwrap(), got);
}

/// Case 17: an address that fails, then answers.
#[test]
fn a_webhook_is_posted_each_article_and_tried_again() {
    let room = Room::begun();
    room.add(&[article("a", "A wall.")]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let mut got = Vec::new();
        for status in ["503 Busy", "200 OK"] {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            let mut part = [0; 4096];
            loop {
                let read = stream.read(&mut part).unwrap();
                request.extend_from_slice(&part[..read]);
                let text = String::from_utf8_lossy(&request).into_owned();
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let head = head.to_ascii_lowercase();
                    let length =
                        head.lines().find_map(|it| it.strip_prefix("content-length: ")?.parse().ok());
                    if body.len() >= length.unwrap_or(0) {
                        got.push(body.to_owned());
                        break;
                    }
                }
            }
            write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        }
        got
    });
    let said = room.run(&["--webhook", &url]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let got = server.join().unwrap();
    assert_eq!(got[0], got[1]);
    assert_eq!(serde_json::from_str::<Value>(&got[1]).unwrap()["key"], "wall/a");
    let refused = room.run(&["--webhook", "ftp://desk.example/hook"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("http and https"), "{}", refused.err);
}

/// A program that stands for curl keeps what it is given, and answers as it is told.
#[test]
fn a_webhook_over_https_is_posted_by_curl() {
    let room = Room::begun();
    let curl = room.path("bin/curl");
    let answers = |script: &str| {
        room.0.write("bin/curl", &format!("#!/bin/sh\ncat > got\necho \"$@\" > asked\n{script}\n"));
        fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).unwrap();
    };
    let run = || {
        let mut command = room.command(&["watch", "run", "--json", "--webhook", "https://desk.example/hook"]);
        let paths =
            format!("{}:{}", curl.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
        command.env("PATH", paths);
        said(command)
    };
    room.add(&[article("a", "A wall.")]);
    answers("echo 'no such host' >&2; exit 6");
    let failed = run();
    assert!(failed.code == Some(2) && failed.err.contains("curl failed: no such host"), "{}", failed.err);
    answers("printf 403");
    let refused = run();
    assert!(refused.code == Some(2) && refused.err.contains("it answered 403"), "{}", refused.err);
    answers("printf 204");
    assert_eq!(run().code, Some(0), "what was owed is told");
    let got: Value = serde_json::from_str(&fs::read_to_string(room.path("got")).unwrap()).unwrap();
    assert_eq!(got["key"], "wall/a");
    let asked = fs::read_to_string(room.path("asked")).unwrap();
    assert!(
        asked.starts_with("-q ") && asked.trim_end().ends_with("--url https://desk.example/hook"),
        "{asked}"
    );
    assert_eq!(run().code, Some(1), "nothing is owed any more");
}

/// Case 26: what is told is read by programs that others wrote, where they are at hand.
#[test]
fn feeds_messages_and_lines_are_read_by_other_programs() {
    let room = Room::begun();
    room.keep("wall", "wall", &["--tell", "atom:wall.xml", "--tell", "mbox:post", "--tell", "json:lines"]);
    let mut told = article("a", "The <wall> & the quay, à la carte.\n\nFrom here on a wall.");
    (told["date"], told["title"]) = (json!("2025-11-30T10:15:00+01:00"), json!("Wall & “quay” \u{1f30a}"));
    room.add(&[told, article("b", "A wall.")]);
    assert_eq!(room.run(&[]).code, Some(0));
    let script = r#"
import email, email.policy, json, mailbox, sys
box = mailbox.mbox('post', factory=lambda f: email.message_from_binary_file(f, policy=email.policy.default))
[message] = list(box)
assert message['subject'].startswith('[wall] '), message['subject']
text = message.get_body(('plain',)).get_content()
assert 'Wall & “quay” \U0001f30a' in text and '\nFrom ' not in text, text
assert not message.defects, message.defects
lines = [json.loads(it) for it in open('lines', encoding='utf-8')]
assert [it['key'] for it in lines] == ['wall/a', 'wall/b'], lines
try:
    import feedparser
except ImportError:
    import xml.etree.ElementTree as tree
    entries = tree.parse('wall.xml').getroot().findall('{http://www.w3.org/2005/Atom}entry')
    ids = [it.findtext('{http://www.w3.org/2005/Atom}id') for it in entries]
else:
    feed = feedparser.parse('wall.xml')
    assert not feed.bozo, feed.bozo_exception
    ids = [it.id for it in feed.entries]
    told = feed.entries[ids.index('urn:newsgrep:told:wall/a')]
    assert told.title == 'Wall & “quay” \U0001f30a', told.title
    assert tuple(told.published_parsed[:5]) == (2025, 11, 30, 9, 15), told.published
    assert told.updated_parsed, told
assert sorted(ids) == ['urn:newsgrep:told:wall/a', 'urn:newsgrep:told:wall/b'], ids
"#;
    let place = room.path("watches/told");
    match Command::new("python3").args(["-c", script]).current_dir(&place).output() {
        Ok(ran) => assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr)),
        Err(_) => eprintln!("there is no python3"),
    }
    match Command::new("jq").args(["-r", ".hit.title", "lines"]).current_dir(&place).output() {
        Ok(ran) => assert_eq!(String::from_utf8_lossy(&ran.stdout), "Wall & “quay” \u{1f30a}\nHarbour\n"),
        Err(_) => eprintln!("there is no jq"),
    }
}

/// Case 18.
#[test]
fn a_second_run_of_a_watch_leaves_or_waits() {
    let room = Room::begun();
    room.add(&[article("a", "A wall.")]);
    let first = room
        .command(&[
            "watch",
            "run",
            "--json",
            "--exec",
            "echo > begun; while ! test -e go; do sleep 0.02; done",
        ])
        .spawn()
        .unwrap();
    while !room.path("begun").exists() {
        std::thread::yield_now();
    }
    let second = room.run(&[]);
    assert_eq!((second.code, second.told()), (Some(2), vec![]));
    assert!(second.err.contains("another run of the watch `wall` is under way"), "{}", second.err);
    let third = room.command(&["watch", "run", "--json", "--wait"]).spawn().unwrap();
    fs::write(room.path("go"), "").unwrap();
    let out =
        |child: std::process::Child| String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(out(first).contains("\"key\":\"wall/a\""));
    assert!(!out(third).contains("\"key\":\"wall/a\""), "nothing twice");
}

/// Case 19.
#[test]
fn what_is_written_while_a_watch_runs_is_told_next() {
    let room = Room::begun();
    room.add(&[article("a", "A wall.")]);
    room.write(&article("b", "A second wall."));
    let program = env!("CARGO_BIN_EXE_newsgrep");
    let said = room.run(&["--exec", &format!("{program} index news >/dev/null")]);
    assert_eq!((said.told(), said.code), (vec!["new a".to_owned()], Some(0)), "{}", said.err);
    assert_eq!(room.run(&[]).told(), ["new b"]);
}

/// Case 20.
#[test]
fn a_changed_question_tells_what_is_new_since_and_says_so() {
    let room = Room::begun();
    room.add(&[article("before", "A quay.")]);
    room.run(&[]);
    room.keep("wall", "quay", &[]);
    room.add(&[article("after", "A quay.")]);
    let said = room.run(&[]);
    assert_eq!(said.told(), ["new after"]);
    let summary = said.summary("wall");
    assert_eq!(summary["notices"], json!(["the question was changed since the last run"]));
    assert_eq!(summary["seen"], 1);
    room.keep("wall", "quay OR wall", &[]);
    let said = room.run(&["--from-start"]);
    assert_eq!(said.told(), [""; 0], "all of it was told or seen");
    room.add(&[article("boat", "A boat.")]);
    room.run(&[]);
    room.keep("wall", "boat", &[]);
    assert_eq!(room.run(&["--from-start"]).told(), ["new boat"]);
}

/// Case 21.
#[test]
fn a_watch_with_a_mistake_is_named_with_its_place_and_costs_no_other() {
    let room = Room::begun();
    room.0.write("watches/wrong.toml", "limit = 3\nquery = '(open'\n");
    room.0.write("watches/worse.toml", "query = [\n");
    room.0.write("watches/acts.toml", "query = 'wall'\ntell = 'exec:touch owned'\n");
    room.add(&[article("a", "A wall.")]);
    let said = room.run(&[]);
    assert_eq!((said.told(), said.code), (vec!["new a".to_owned()], Some(2)));
    assert!(said.err.contains("watches/wrong.toml, line 2, column "), "{}", said.err);
    assert!(said.err.contains("watches/worse.toml, line "), "{}", said.err);
    assert!(said.err.contains("may not stand in the file of a watch"), "{}", said.err);
    assert!(!room.path("owned").exists());
    let errors = said.lines.iter().filter(|it| it["type"] == "error");
    assert_eq!(errors.map(|it| it["watch"].clone()).collect::<Vec<_>>(), ["acts", "worse", "wrong"]);
}

/// Case 22.
#[test]
fn a_relative_day_is_that_of_the_run() {
    let room = Room::begun();
    room.keep("week", "wall AND date:7d", &[]);
    room.run(&[]);
    let mut old = article("n", "A wall.");
    old["date"] = json!("2025-12-05");
    room.add(&[old]);
    let on = |day: &str| {
        let mut command = room.command(&["watch", "run", "week", "--json"]);
        command.env("NEWSGREP_TODAY", day);
        said(command).told()
    };
    assert_eq!(on("2025-12-01"), [""; 0], "it is not of that week yet");
    assert_eq!(on("2025-12-06"), ["new n"], "nothing was indexed meanwhile");
    assert_eq!(on("2025-12-20"), [""; 0], "leaving the window tells nothing");
    assert_eq!(on("2025-12-06"), [""; 0]);
}

/// Case 23.
#[test]
fn a_limit_loses_nothing() {
    let room = Room::begun();
    room.keep("few", "wall", &["-m", "2", "--sort=-date", "--facet", "source"]);
    room.run(&[]);
    let dated = |at: usize| {
        let mut article = article(&format!("n{at}"), "A wall.");
        article["date"] = json!(format!("2025-11-2{at}"));
        article
    };
    room.add(&(0..5).map(dated).collect::<Vec<_>>());
    let first = room.run(&["few"]);
    let strip = |said: &Said| said.told().iter().map(|it| it.replace(" late", "")).collect::<Vec<_>>();
    assert_eq!(
        (strip(&first), first.summary("few")["left"].clone()),
        (vec!["new n4".into(), "new n3".into()], json!(3))
    );
    assert_eq!(strip(&room.run(&["few"])), ["new n2", "new n1"]);
    assert_eq!(strip(&room.run(&["few"])), ["new n0"]);
    let last = room.run(&["few"]);
    assert_eq!((last.code, last.summary("few")["left"].clone()), (Some(1), json!(0)));
}

/// Case 26: the form of what is told is tested beside the code; here that it is what was found.
#[test]
fn a_feed_and_messages_hold_what_was_told() {
    let room = Room::begun();
    room.keep("wall", "wall", &["--tell", "atom:feeds/wall.xml", "--tell", "eml:new"]);
    let mut told = article("a", "The <wall> & the quay.");
    (told["date"], told["title"]) = (json!("2025-11-30T10:15:00+01:00"), json!("Wall & quay"));
    room.add(&[told]);
    room.run(&[]);
    let feed = fs::read_to_string(room.path("watches/told/feeds/wall.xml")).unwrap();
    for part in [
        "<id>urn:newsgrep:told:wall/a</id>",
        "<published>2025-11-30T10:15:00+01:00</published>",
        "Wall &amp; quay",
    ] {
        assert!(feed.contains(part), "{part}: {feed}");
    }
    let messages: Vec<PathBuf> =
        fs::read_dir(room.path("watches/told/new")).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(messages.len(), 1);
    assert!(fs::read_to_string(&messages[0]).unwrap().contains("Subject: [wall] Wall & quay"));
    // A link that somebody put there is not followed.
    fs::remove_dir_all(room.path("watches/told/new")).unwrap();
    fs::create_dir(room.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(room.path("elsewhere"), room.path("watches/told/new")).unwrap();
    room.add(&[article("b", "A wall.")]);
    let said = room.run(&[]);
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert_eq!(fs::read_dir(room.path("elsewhere")).unwrap().count(), 0);
}

#[test]
fn watches_are_kept_listed_shown_tried_imported_and_removed() {
    let room = Room::begun();
    let again = room.say(&["watch", "add", "wall", "quay"]);
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("there is a watch `wall` already"), "{}", again.err);
    assert_eq!(room.say(&["watch", "add", "../x", "wall"]).code, Some(2));
    assert_eq!(room.say(&["watch", "add", "x", "(open"]).code, Some(2));
    assert_eq!(room.say(&["watch", "show", "wall"]).out, "query = \"wall\"\n");
    let tried = room.say(&["watch", "test", "wall"]);
    assert!(tried.code == Some(0) && tried.out.contains("Harbour"), "{tried:?}");
    assert!(
        tried.err.contains("1 article matches in the index; 0 told by the watch so far"),
        "{}",
        tried.err
    );
    room.0.write("list.tsv", "quay\tquay OR dock\nbad\t(open\nwall\tboat\n");
    let said = room.say(&["watch", "import", "list.tsv"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("list.tsv, line 2: column ") && said.err.contains("list.tsv, line 3: "),
        "{}",
        said.err
    );
    assert!(said.err.contains("1 watch kept"), "{}", said.err);
    room.0.write("feeds.opml", "<?xml version=\"1.0\"?><opml version=\"2.0\"></opml>");
    assert!(room.say(&["watch", "import", "feeds.opml"]).err.contains("OPML"));
    let list = room.say(&["watch", "list", "--json"]);
    let names: Vec<_> = list.lines.iter().map(|it| it["watch"].clone()).collect();
    assert_eq!(names, ["quay", "wall"]);
    assert!(room.say(&["watch", "list"]).out.contains("quay OR dock"));
    assert_eq!(room.say(&["watch", "remove", "wall"]).code, Some(0));
    assert_eq!(room.say(&["watch", "show", "wall"]).code, Some(2));
    assert!(!room.path("watches/ledger/wall.jsonl").exists());
}

#[test]
fn a_run_that_stays_tells_what_comes() {
    let room = Room::begun();
    let child = room
        .command(&["watch", "run", "--json", "--follow", "--every", "1", "--tell", "json:news.jsonl"])
        .spawn()
        .unwrap();
    room.add(&[article("a", "A wall.")]);
    let file = room.path("watches/told/news.jsonl");
    while !file.exists() || fs::metadata(&file).unwrap().len() == 0 {
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert!(String::from_utf8(ended.stdout).unwrap().contains("\"key\":\"wall/a\""));
}

/// Case 25: many watches are asked all at once, and each is told what a search for it finds.
#[test]
fn many_watches_are_told_what_each_finds_alone() {
    let queries = [
        "wall",
        "NOT wall",
        "*",
        "date:7d",
        "quay AND NOT wall",
        "speaker:zelensky",
        "zelensky SAID (wall)",
        "* SAID (wall)",
        "w?ll AND source:star",
        "wal~1 NEAR/9 stand",
        "pier~~ OR quays",
        "title:harbour AND ATLEAST/2(wall)",
        "path:*a2*",
        "\"harbour wall\" NOT NEAR/3 old",
    ];
    let room = Room::new();
    room.add(&[article("old", "The wall stands.")]);
    for (at, query) in queries.iter().enumerate() {
        room.keep(&format!("w{at:02}"), query, &[]);
    }
    room.run(&[]);
    let was_there: BTreeSet<String> = found(&room, &queries, "2025-12-01");
    let mut told = BTreeSet::new();
    let mut expected = BTreeSet::new();
    let texts = [
        ("a1", "The harbour wall stands, and the old wall too."),
        ("a2", "\"The wall will hold,\" Volodymyr Zelenskyy said."),
        ("a3", "The quay and the pier."),
        ("a4", "\"No peer of the wall,\" Volodymyr Zelensky said."),
        ("a2", "\"The wall will not hold,\" Volodymyr Zelenskyy said."),
        ("a5", "Walls stand on quays."),
    ];
    for (step, (id, text)) in texts.into_iter().enumerate() {
        room.add(&[article(id, text)]);
        let today = format!("2025-12-0{}", 1 + step);
        let mut command = room.command(&["watch", "run", "--json"]);
        command.env("NEWSGREP_TODAY", &today);
        let said = said(command);
        assert!(matches!(said.code, Some(0 | 1)), "{}", said.err);
        for key in said.lines.iter().filter_map(|it| it["key"].as_str()) {
            assert!(told.insert(key.to_owned()), "{key} is told again");
        }
        expected.append(&mut found(&room, &queries, &today));
        assert_eq!(told, expected.difference(&was_there).cloned().collect(), "{id}");
    }
    // `a2` began to match when `a4` came, with another spelling of its speaker.
    assert!(told.contains("w05/a2") && told.contains("w06/a2"));
}

/// What searches for these find, as keys of watches.
fn found(room: &Room, queries: &[&str], today: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (at, query) in queries.iter().enumerate() {
        let mut command = room.command(&["--json", "--limit", "100", "-e", query]);
        command.env("NEWSGREP_TODAY", today);
        let hits = said(command).lines;
        keys.extend(hits.iter().filter_map(|it| Some(format!("w{at:02}/{}", it["id"].as_str()?))));
    }
    keys
}

/// Case 20, where nothing was written down for the runs between.
#[test]
fn a_changed_question_among_many_tells_what_is_new_since_the_last_run() {
    let room = Room::new();
    room.add(&[article("old", "The wall stands.")]);
    for at in 0..10 {
        room.keep(&format!("w{at}"), "wall", &[]);
    }
    room.run(&[]);
    let length = || fs::metadata(room.path("watches/ledger/w3.jsonl")).unwrap().len();
    let before = length();
    for id in ["q1", "q2"] {
        room.add(&[article(id, "The quay.")]);
        assert_eq!(room.run(&[]).told(), [""; 0]);
    }
    assert_eq!(length(), before, "nothing is written for a run that finds nothing");
    room.keep("w3", "quay", &[]);
    room.add(&[article("q3", "The quay and the wall.")]);
    let said = room.run(&[]);
    assert_eq!(said.lines.iter().filter(|it| it["key"] == "w3/q3").count(), 1);
    assert_eq!(said.told().len(), 10, "{:?}", said.told());
    assert_eq!(said.summary("w3")["seen"], 2);
    assert_eq!(room.run(&[]).told(), [""; 0]);
}

/// Case 24.
#[test]
fn after_random_steps_every_article_that_matched_at_some_run_was_told_once() {
    let mut random = Random::new(24);
    let room = Room::begun();
    let mut there: BTreeMap<String, String> = BTreeMap::new();
    let mut gone: BTreeMap<String, String> = BTreeMap::new();
    let mut expected: BTreeSet<String> = BTreeSet::new();
    let mut kills = 0;
    let got = || fs::read_to_string(room.path("got")).unwrap_or_default();
    for step in 0..50 {
        let word = if random.chance(60) { "wall" } else { "quay" };
        let any = there.keys().nth(random.below(there.len())).cloned();
        match (random.below(8), any) {
            (0..=2, _) | (_, None) => {
                let id = format!("n{step}");
                there.insert(id, format!("The {word} of step {step}."));
            }
            (3, Some(id)) => drop(there.insert(id, format!("The {word}, edited in step {step}."))),
            (4, Some(id)) => {
                room.remove(&id);
                let text = there.remove(&id).unwrap();
                gone.insert(id, text);
            }
            (5, Some(_)) => there.append(&mut gone),
            (6, Some(_)) => drop(rebuild(&room.path("index"), WriterSettings { memory: 0 }).unwrap()),
            (_, Some(_)) => fs::remove_dir_all(room.path("index")).unwrap(),
        }
        there.iter().for_each(|(id, text)| room.write(&article(id, text)));
        room.update();
        if random.chance(40) {
            continue;
        }
        if random.chance(30) {
            let lines = got().lines().count() + random.between(1, 3);
            let receiver = format!("cat >> got; if [ $(wc -l < got) -ge {lines} ]; then kill -9 $PPID; fi");
            kills += usize::from(room.run(&["--exec", &receiver]).code.is_none());
        }
        let said = room.run(&["--exec", "cat >> got"]);
        assert!(matches!(said.code, Some(0 | 1)), "{step}: {}", said.err);
        expected.extend(
            there.iter().filter(|(_, text)| text.contains("wall")).map(|(id, _)| format!("wall/{id}")),
        );
        let keys: Vec<String> = got()
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["key"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(keys.iter().cloned().collect::<BTreeSet<_>>(), expected, "{step}");
        assert!(keys.len() <= expected.len() + kills, "{step}: {} told, {kills} kills", keys.len());
    }
    assert!(expected.len() > 9 && kills > 0);
}
