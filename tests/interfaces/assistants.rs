//! Assistants over HTTP: the same tools, the same token, the same limits.

use std::sync::Arc;

use newsgrep::index::Snapshots;
use newsgrep::mcp::{Tools, http_service};
use newsgrep::server::{Limits, ServerSettings, Shared, Writing};
use serde_json::{Value, json};

use super::client::{Response, Served, keeping};
use super::{Desk, today};

fn served(desk: &Desk, token: Option<&str>, limits: Limits) -> Served {
    let source = Arc::new(Snapshots::of(desk.index()).unwrap());
    let settings = ServerSettings {
        today,
        limits,
        token: token.map(str::to_owned),
        writing: Writing::Off,
        name: "news".to_owned(),
        watches: None,
    };
    let tools = Tools::new(source.clone(), today).with_watches(Some(keeping(desk)));
    Served::of(Shared::new(source, settings).with_assistants(http_service(&tools)))
}

const HEADERS: &str = "content-type: application/json\r\naccept: application/json, text/event-stream\r\n";

fn post(served: &Served, headers: &str, message: &Value) -> Response {
    served.ask("POST", "/mcp", &format!("{HEADERS}{headers}"), message.to_string().as_bytes())
}

/// The result of a method; or the error.
fn ask(served: &Served, method: &str, params: Value) -> Value {
    let message = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
    let response = post(served, "mcp-protocol-version: 2025-11-25\r\n", &message);
    let answer: Value = serde_json::from_str(&response.body).unwrap();
    assert_eq!(answer["id"], 7, "{answer}");
    if answer["error"].is_object() { answer["error"].clone() } else { answer["result"].clone() }
}

fn call(served: &Served, name: &str, arguments: Value) -> Value {
    ask(served, "tools/call", json!({"name": name, "arguments": arguments}))
}

#[test]
fn an_assistant_asks_over_http() {
    let desk = Desk::new();
    let served = served(&desk, None, Limits::default());
    for version in ["2025-11-25", "2025-06-18", "2025-03-26"] {
        let hello = json!({"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
        let hello =
            post(&served, "", &json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}));
        let hello: Value = serde_json::from_str(&hello.body).unwrap();
        assert_eq!(hello["result"]["protocolVersion"], version, "{hello}");
        assert!(hello["result"]["instructions"].as_str().unwrap().contains("untrusted data"));
    }
    let gone = post(&served, "", &json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    assert_eq!(gone.status, 202);
    // There is no stream to listen to.
    assert_eq!(served.ask("GET", "/mcp", "accept: text/event-stream\r\n", b"").status, 405);
    let tools = Tools::new(Arc::new(Snapshots::of(desk.index()).unwrap()), today);
    let tools = tools.with_watches(Some(keeping(&desk)));
    let listed = ask(&served, "tools/list", json!({}))["tools"].clone();
    for tool in listed.as_array().unwrap() {
        let name = tool["name"].as_str().unwrap();
        let arguments = match name {
            // It wants a watch.
            "watch" => continue,
            "search" | "suggest" => json!({"query": "the"}),
            "article" | "copies" | "similar" => json!({"id": desk.articles[0].id.as_str()}),
            "diff" => json!({"id": desk.articles[0].id.as_str(), "other": desk.articles[1].id.as_str()}),
            _ => json!({}),
        };
        let answer = call(&served, name, arguments.clone())["structuredContent"].clone();
        let mut same = tools.call(name, arguments.as_object().unwrap().clone()).unwrap();
        let keys: Vec<&String> = same.as_object().unwrap().keys().collect();
        for key in keys {
            let schema = &tool["outputSchema"]["properties"];
            assert!(schema[key.as_str()].is_object(), "{name} does not describe {key}");
        }
        for required in tool["outputSchema"]["required"].as_array().into_iter().flatten() {
            assert!(answer.get(required.as_str().unwrap()).is_some(), "{name} lacks {required}");
        }
        if answer["left_out"].is_null() {
            same["untrusted"] = answer["untrusted"].clone();
            assert_eq!(timeless(answer), timeless(same), "{name}");
        }
    }
}

/// An answer without the time that it took.
fn timeless(mut answer: Value) -> Value {
    for place in ["/took_ms", "/summary/took_ms"] {
        if let Some(took) = answer.pointer_mut(place) {
            *took = Value::Null;
        }
    }
    answer
}

#[test]
fn the_door_for_assistants_is_as_narrow_as_the_others() {
    let desk = Desk::new();
    let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"});
    let served_here = served(&desk, None, Limits { body: 2_000, ..Limits::default() });
    assert_eq!(post(&served_here, "", &hello).status, 200);
    assert_eq!(post(&served_here, "origin: http://example.org\r\n", &hello).status, 403);
    let long = json!({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"x": "y".repeat(3_000)}});
    assert_eq!(post(&served_here, "", &long).status, 413);
    let closed = served(&desk, Some("secret"), Limits::default());
    assert_eq!(post(&closed, "", &hello).status, 401);
    assert_eq!(post(&closed, "authorization: Bearer secret\r\n", &hello).status, 200);
    // Without tools there is no such door.
    let bare = Served::new(&desk, super::Limited::default());
    assert_eq!(post(&bare, "", &hello).status, 404);
}

#[test]
fn an_answer_stays_short_and_tells_what_it_leaves_out() {
    let desk = Desk::new();
    let served = served(&desk, None, Limits::default());
    let answer = call(
        &served,
        "search",
        json!({"query": "the", "limit": 100, "snippets": 20, "fields": ["id", "title", "snippets", "spans"]}),
    );
    assert!(answer.to_string().len() < 50_000, "{}", answer.to_string().len());
    let answer = &answer["structuredContent"];
    let told = answer["left_out"].as_array().unwrap();
    let hits = told.iter().find(|it| it["at"] == "hits").unwrap();
    assert_eq!(hits["shown"], answer["hits"].as_array().unwrap().len());
    // What finds nothing says what would.
    let nothing = call(&served, "search", json!({"query": "the xqzzy"}))["structuredContent"].clone();
    assert_eq!(nothing["offers"]["missing"][0]["word"], "xqzzy", "{nothing}");
}

#[test]
fn articles_are_resources_and_prompts_are_offered() {
    let desk = Desk::new();
    let served = served(&desk, None, Limits::default());
    let templates = ask(&served, "resources/templates/list", json!({}));
    assert_eq!(templates["resourceTemplates"][0]["uriTemplate"], "newsgrep://article/{id}");
    let article = &desk.articles[0];
    let id: String = article.id.as_str().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let read = ask(&served, "resources/read", json!({"uri": format!("newsgrep://article/{id}")}));
    let text = read["contents"][0]["text"].as_str().unwrap();
    assert!(text.contains(&article.body) && text.contains("untrusted data"), "{text}");
    let error = ask(&served, "resources/read", json!({"uri": "newsgrep://article/none"}));
    assert!(error["message"].as_str().unwrap().contains("no article"), "{error}");
    let prompts = ask(&served, "prompts/list", json!({}));
    assert_eq!(prompts["prompts"].as_array().unwrap().len(), 3);
    let prompt = json!({"name": "check_claim", "arguments": {"claim": "The bridge fell."}});
    let prompt = ask(&served, "prompts/get", prompt);
    assert!(prompt["messages"][0]["content"]["text"].as_str().unwrap().contains("The bridge fell."));
}
