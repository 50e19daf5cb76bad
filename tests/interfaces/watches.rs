//! Watches on the page, as feeds, and for assistants.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use newsgrep::index::Snapshots;
use newsgrep::mcp::Tools;
use newsgrep::server::{Limits, ServerSettings, Shared, Writing};
use newsgrep::watch::{Keeping, Shelf};
use serde_json::{Map, Value, json};

use super::client::{Response, Served};
use crate::support::desk::Desk;
use crate::support::state::today;

const NOW: &str = "2025-12-01T10:00:00Z";

fn keeping(desk: &Desk) -> Keeping {
    Keeping { shelf: Shelf::beside(desk.index().dir()), now: || NOW.to_owned() }
}

fn served(desk: &Desk, writing: Writing, watches: Option<Keeping>) -> Served {
    let (limits, name) = (Limits::default(), "news".to_owned());
    let settings = ServerSettings { today, limits, token: None, writing, name, watches };
    Served::of(Shared::new(Arc::new(Snapshots::of(desk.index()).unwrap()), settings))
}

fn write(desk: &Desk, id: &str, text: &str) {
    let article = json!({"id": id, "title": format!("On {id}"), "text": text, "date": "2025-11-20"});
    desk.write(&format!("news/{id}.jsonl"), &format!("{article}\n"));
}

fn form(served: &Served, headers: &str, body: &str) -> Response {
    let kind = "content-type: application/x-www-form-urlencoded\r\n";
    served.ask("POST", "/watches", &format!("{kind}{headers}"), body.as_bytes())
}

/// The rows of the list: name, new, told.
fn rows(served: &Served) -> Vec<(String, String, String)> {
    let page = served.get("/watches");
    assert_eq!(page.status, 200);
    let cell = |row: &str, at: usize| {
        let cell = row.split("<t").nth(at).unwrap_or("").split_once('>').unwrap_or_default().1;
        cell.split('<').next().unwrap_or("").to_owned()
    };
    let rows = page.body.split("<tr><th scope=\"row\">").skip(1);
    rows.map(|row| (row.split('<').next().unwrap().to_owned(), cell(row, 1), cell(row, 2))).collect()
}

fn ids(feed: &str) -> Vec<&str> {
    feed.split("<entry>\n<id>").skip(1).filter_map(|it| it.split("</id>").next()).collect()
}

fn row(name: &str, new: &str, told: &str) -> (String, String, String) {
    (name.to_owned(), new.to_owned(), told.to_owned())
}

#[test]
fn a_question_is_watched_from_the_page_and_read_as_a_feed() {
    let desk = Desk::new();
    write(&desk, "a", "A wall.");
    write(&desk, "b", "A quay.");
    desk.update(&["news"]);
    let writing = || Writing::Into(Box::new(desk.index()));
    let page = served(&desk, writing(), Some(keeping(&desk)));
    assert!(page.get("/?q=wall").body.contains("<form class=\"watch\" action=\"/watches\" method=\"post\">"));
    assert!(page.get("/watches").body.contains("0 watches"));
    let kept = form(&page, "", "q=wall");
    assert!(kept.status == 303 && kept.head.contains("location: /watches?kept=wall"), "{}", kept.head);
    assert!(form(&page, "", "q=wall").head.contains("kept=wall\r"), "the same question is kept once");
    let other = form(&page, "", "q=%28wall%29");
    assert!(other.head.contains("location: /watches?kept=wall-2"), "{}", other.head);
    assert_eq!((form(&page, "", "q=%28wall").status, form(&page, "", "q=").status), (400, 400));
    assert_eq!(form(&page, "sec-fetch-site: cross-site\r\n", "q=evil").status, 403);
    assert_eq!(form(&page, "origin: http://evil.example\r\n", "q=evil").status, 403);
    // What was there is not new; the file is that of `newsgrep watch add`.
    assert_eq!(rows(&page), [row("wall", "0", "0"), row("wall-2", "0", "0")]);
    assert_eq!(fs::read_to_string(desk.path("watches/wall.toml")).unwrap(), "query = \"wall\"\n");

    write(&desk, "c", "Another wall.");
    write(&desk, "d", "A wall & a quay.");
    desk.update(&["news"]);
    fs::write(desk.path("watches/wrong.toml"), "query = '(wall'\n").unwrap();
    fs::write(desk.path("watches/broken.toml"), "query = \n").unwrap();
    let page = served(&desk, Writing::Off, Some(keeping(&desk)));
    let listed = rows(&page);
    assert!(listed.contains(&row("wall", "2", "0")) && listed.len() == 4, "{listed:?}");
    assert!(page.get("/watches").body.contains("class=\"wrong\""));
    let found = page.get("/?q=wall").body;
    assert!(found.contains("href=\"/watches\"") && !found.contains("class=\"watch\""));
    assert_eq!(form(&page, "", "q=quay").status, 403);
    let feed = page.get("/watch.atom?name=wall");
    assert!(feed.status == 200 && feed.head.contains("application/atom+xml"), "{}", feed.head);
    let (c, d) = ("urn:newsgrep:told:wall/c", "urn:newsgrep:told:wall/d");
    assert_eq!(ids(&feed.body), [d, c]);
    assert!(feed.body.contains("wall &amp; a quay"), "{}", feed.body);
    assert_eq!(page.get("/watch.atom?name=wall").body, feed.body, "it stays as it is until something comes");
    for wrong in ["", "?name=..%2Fnews", "?name=none"] {
        assert_eq!(page.get(&format!("/watch.atom{wrong}")).status, 404, "{wrong}");
    }

    // A run tells them, and the feed goes on to hold them under the same names.
    let mut run = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
    run.args(["watch", "run", "wall", "--json"]).current_dir(desk.root.path());
    let ran = run.env_remove("NEWSGREP_INDEX").env("NEWSGREP_TODAY", "2025-12-01").output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    let told = String::from_utf8(ran.stdout).unwrap();
    assert!(
        told.contains("\"key\":\"wall/c\"")
            && told.contains("\"key\":\"wall/d\"")
            && !told.contains("wall/a")
    );
    assert!(rows(&page).contains(&row("wall", "0", "2")));
    let mut after =
        ids(&page.get("/watch.atom?name=wall").body).into_iter().map(str::to_owned).collect::<Vec<_>>();
    after.sort();
    assert_eq!(after, [c, d]);
    let none = served(&desk, Writing::Off, None);
    assert_eq!((none.get("/watches").status, none.get("/watch.atom?name=wall").status), (404, 404));
    assert!(!none.get("/?q=wall").body.contains("/watches"));
}

#[test]
fn any_text_is_compared_over_http_and_by_assistants() {
    let desk = Desk::new();
    write(&desk, "a", "The harbour wall broke in the storm and the quay was flooded.");
    write(&desk, "b", "A new mayor was elected in the northern valley.");
    desk.update(&["news"]);
    let page = served(&desk, Writing::Off, None);
    let text = json!({"title": "Storm", "text": "Storm floods the quay of the harbour.", "limit": 1});
    let answer = page.post("/api/similar", &text.to_string());
    let line: Value = serde_json::from_str(answer.body.trim()).unwrap();
    assert_eq!((answer.status, &line["id"], &line["type"]), (200, &json!("a"), &json!("similar")), "{line}");
    for wrong in ["", "{\"text\": \"…\"}", "{\"text\": 7}", "{\"text\": \"a\", \"x\": 1}"] {
        assert_eq!(page.post("/api/similar", wrong).status, 400, "{wrong}");
    }
    let tools = Tools::new(Arc::new(Snapshots::of(desk.index()).unwrap()), today);
    let similar = |arguments: Value| tools.call("similar", arguments.as_object().unwrap().clone());
    assert_eq!(similar(text.clone()).unwrap(), json!({"similar": [line]}));
    assert_eq!(similar(json!({"text": "a", "id": "a"})).unwrap_err().kind, "unknown_key");
}

#[test]
fn an_assistant_lists_watches_and_sees_what_is_new_and_nothing_counts_as_told() {
    let desk = Desk::new();
    write(&desk, "a", "A wall.");
    desk.update(&["news"]);
    let tools = Tools::new(Arc::new(Snapshots::of(desk.index()).unwrap()), today);
    let call = |tools: &Tools, name: &str, arguments: Value| {
        tools.call(name, arguments.as_object().cloned().unwrap_or_else(Map::new))
    };
    assert_eq!(call(&tools, "watches", json!({})).unwrap_err().kind, "no_watch");
    let tools = tools.with_watches(Some(keeping(&desk)));
    assert_eq!(call(&tools, "watches", json!({})).unwrap(), json!({"watches": []}));
    let page = served(&desk, Writing::Into(Box::new(desk.index())), Some(keeping(&desk)));
    assert_eq!(form(&page, "", "q=wall&filter=date%3A2025").status, 303);
    write(&desk, "b", "A wall.");
    write(&desk, "c", "The wall of the north.");
    desk.update(&["news"]);
    for _ in 0..2 {
        let listed = call(&tools, "watches", json!({})).unwrap();
        let expected = json!({"watch": "wall", "query": "wall", "filter": ["date:2025"], "told": 0, "new": 2, "last": NOW});
        assert_eq!(listed["watches"], json!([expected]));
        let news = call(&tools, "watch", json!({"name": "wall", "limit": 1})).unwrap();
        assert_eq!(
            (&news["news"][0]["key"], &news["left"], &news["begun"]),
            (&json!("wall/b"), &json!(1), &json!(true))
        );
        assert_eq!(news["news"][0]["hit"]["snippets"][0]["text"], "A wall.");
    }
    for wrong in
        [json!({}), json!({"name": "../wall"}), json!({"name": "none"}), json!({"name": "wall", "x": 1})]
    {
        assert!(call(&tools, "watch", wrong.clone()).is_err(), "{wrong}");
    }
}
