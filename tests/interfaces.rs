//! One answer at every interface: the shell, batches, HTTP, MCP and the library give the same articles, in the same
//! order, with the same counts and spans, and the same kinds of trouble.

mod assistants;
pub(crate) mod client;
mod watches;

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use newsgrep::article::Article;
use newsgrep::date::Day;
use newsgrep::index::{Index, Snapshots, WriterSettings};
use newsgrep::mcp::Tools;
use newsgrep::query::{BareWords, ParseSettings, parse};
use newsgrep::search::{Count, Engine, Facet, PageLimit, SearchRequest, SortBy};
use newsgrep::server::CONNECTION_THREADS;
use serde_json::{Map, Value, json};

use crate::support::articles::articles;
use crate::support::generate::Generator;
use client::{Limited, Served};

/// The day that `date:today` is.
const TODAY: &str = "2025-11-27";

pub(crate) fn today() -> Day {
    TODAY.parse().unwrap()
}

/// Articles in an index, in a folder that is gone at the end.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    articles: Vec<Article>,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap(), articles: articles(7, 120) };
        let index = Index::create(&desk.dir()).unwrap();
        let mut writer = index.writer(WriterSettings { memory: 20_000_000 }).unwrap();
        let mut document_builder = index.document_builder();
        for article in &desk.articles {
            writer.add(document_builder.prepare(article)).unwrap();
        }
        writer.commit(&newsgrep::update::catalog::Catalog::default().encode()).unwrap();
        desk
    }

    fn dir(&self) -> std::path::PathBuf {
        self.folder.path().join("index")
    }

    pub(crate) fn index(&self) -> Index {
        Index::open(&self.dir()).unwrap()
    }

    /// Runs the program; what it prints, and its exit code.
    fn shell(&self, words: &[&str], input: &str) -> (String, Option<i32>) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_newsgrep"))
            .args(words)
            .current_dir(self.folder.path())
            .env("NEWSGREP_TODAY", TODAY)
            .env_remove("NEWSGREP_INDEX")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let writing = std::thread::spawn(move || {
            // A program that does not read its input ends the writing.
            let _ = stdin.write_all(input.as_bytes());
        });
        let output = child.wait_with_output().unwrap();
        writing.join().unwrap();
        (String::from_utf8(output.stdout).unwrap(), output.status.code())
    }
}

/// A question with its settings.
struct Question {
    query: String,
    words: &'static str,
    sort: &'static str,
    limit: usize,
    offset: usize,
    facets: &'static [&'static str],
}

impl Question {
    fn of(number: usize, query: String) -> Question {
        Question {
            query,
            words: ["phrase", "all", "any"][number / 7 % 3],
            sort: ["relevance", "date", "-date"][number % 3],
            limit: [5, 20, 0, 200][number % 4],
            offset: [0, 0, 3][number % 3],
            facets: [&[][..], &["source", "date:month"], &["speaker"], &["author", "language", "date:year"]]
                [number / 3 % 4],
        }
    }

    fn object(&self, number: usize) -> Value {
        json!({"id": format!("q{number}"), "query": self.query, "words": self.words, "sort": self.sort,
            "limit": self.limit, "offset": self.offset, "facets": self.facets})
    }

    fn flags(&self) -> Vec<String> {
        let mut flags = vec!["--json".to_owned(), format!("--sort={}", self.sort)];
        flags.extend([
            "-m".to_owned(),
            self.limit.to_string(),
            "--offset".to_owned(),
            self.offset.to_string(),
        ]);
        match self.words {
            "all" => flags.push("--all".to_owned()),
            "any" => flags.push("--any".to_owned()),
            _ => {}
        }
        if !self.facets.is_empty() {
            flags.push(format!("--facet={}", self.facets.join(",")));
        }
        flags.extend(["-e".to_owned(), self.query.clone()]);
        flags
    }
}

/// Queries that are none, and one that is refused only by the index.
const BROKEN: [&str; 24] = [
    "",
    "   ",
    "\"last",
    "(war",
    "war)",
    "()",
    "speeker:putin",
    "speaker:",
    "date:2025-13",
    "date:2025-11-30..2025-11-01",
    "lang:english",
    "a AND",
    "AND a",
    "a OR",
    "NOT",
    "a NEAR/x b",
    "a w/5 b",
    "a && b",
    "==peace~",
    "word~9",
    "\"a b\"~",
    "FIRST/3 a",
    "* NEAR/3 peace",
    "(war SAID peace) NEAR/2 (a AND NOT b)",
];

fn questions(desk: &Desk) -> Vec<Question> {
    let mut generator = Generator::new(11, &desk.articles);
    let mut queries: Vec<String> = (0..300).map(|_| generator.query().to_string()).collect();
    let plain =
        ["peace plan", "last Ukrainian", "war", "plan Kremlin", "\"peace plan\"~5", "negotiat*", "U.S.", "*"];
    queries.extend(plain.iter().cycle().take(40).map(|it| (*it).to_owned()));
    queries.extend(BROKEN.iter().map(|it| (*it).to_owned()));
    queries.into_iter().enumerate().map(|(number, query)| Question::of(number, query)).collect()
}

/// The lines of a batch, by the id of their question, without it.
fn by_question(lines: &str) -> std::collections::HashMap<String, String> {
    let mut answers = std::collections::HashMap::new();
    for line in lines.lines() {
        let rest = line.strip_prefix("{\"query_id\":\"").unwrap_or_else(|| panic!("no id: {line}"));
        let (id, rest) = rest.split_once("\",").unwrap();
        let answer: &mut String = answers.entry(id.to_owned()).or_default();
        answer.push('{');
        answer.push_str(rest);
        answer.push('\n');
    }
    answers
}

/// The ids, spans, counts and facets that the library itself gives, or the kind of trouble.
fn library(desk: &Desk, question: &Question) -> Result<Value, &'static str> {
    let words = match question.words {
        "all" => BareWords::All,
        "any" => BareWords::Any,
        _ => BareWords::Phrase,
    };
    let query = parse(&question.query, &ParseSettings { today: today(), words }).map_err(|it| it.code())?;
    let mut request = SearchRequest::new(query);
    request.limit = PageLimit::Hits(question.limit);
    request.offset = question.offset;
    request.sort = match question.sort {
        "date" => SortBy::OldestFirst,
        "-date" => SortBy::NewestFirst,
        _ => SortBy::Relevance,
    };
    request.facets = question.facets.iter().map(|it| Facet::from_word(it).unwrap()).collect();
    let page = desk.index().searcher().unwrap().search(&request).map_err(|_| "refused")?;
    let hits: Vec<Value> = page
        .hits
        .iter()
        .map(|hit| {
            let spans: Vec<Value> = hit
                .spans
                .iter()
                .map(|it| json!([it.field.as_str(), it.span.bytes.start(), it.span.bytes.end()]))
                .collect();
            json!([hit.id.as_str(), spans])
        })
        .collect();
    let facets: Map<String, Value> = page
        .facets
        .iter()
        .map(|it| {
            let values: Vec<_> =
                it.values.iter().map(|(value, articles)| (value, articles.number())).collect();
            (it.facet.as_str().to_owned(), json!([values, it.unknown.number(), it.distinct.number()]))
        })
        .collect();
    Ok(json!([hits, page.articles.number(), page.occurrences.map(Count::number), facets]))
}

/// The same of the lines of an answer.
fn told(lines: &str) -> Result<Value, String> {
    let mut hits = Vec::new();
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        match value["type"].as_str() {
            Some("hit") => {
                let spans = value["spans"].as_array().unwrap().iter();
                let spans: Vec<Value> =
                    spans.map(|it| json!([it["field"], it["start"], it["end"]])).collect();
                hits.push(json!([value["id"], spans]));
            }
            Some("summary") => {
                let mut facets = Map::new();
                for (name, counts) in value["facets"].as_object().unwrap() {
                    let values = counts["values"].as_array().unwrap().iter();
                    let values: Vec<Value> = values.map(|it| json!([it["value"], it["articles"]])).collect();
                    facets.insert(name.clone(), json!([values, counts["unknown"], counts["distinct"]]));
                }
                return Ok(json!([hits, value["articles"], value["occurrences"], facets]));
            }
            Some("error") => return Err(value["kind"].as_str().unwrap().to_owned()),
            other => panic!("a line of type {other:?}"),
        }
    }
    panic!("no summary in {lines}");
}

#[test]
fn every_interface_gives_the_same_answer() {
    let desk = Desk::new();
    let questions = questions(&desk);
    assert!(questions.len() >= 300);
    let served = Served::new(&desk, Limited::default());
    let tools = Tools::new(Arc::new(Snapshots::of(desk.index()).unwrap()), today);

    let mut file = String::new();
    for (number, question) in questions.iter().enumerate() {
        file.push_str(&format!("{}\n", question.object(number)));
    }
    let (batch, code) = desk.shell(&["batch", "-", "--input", "jsonl"], &file);
    assert_eq!(code, Some(2), "some questions are broken");
    let batch = by_question(&batch);
    let over_http = by_question(&served.post("/api/batch", &file).body);

    let (mut found, mut broken) = (0, 0);
    for (number, question) in questions.iter().enumerate() {
        let name = format!("question {number}: {}", question.query);
        let flags = question.flags();
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let (shell, code) = desk.shell(&flags, "");
        let expected = library(&desk, question);
        let seen = told(&shell);
        match (&expected, &seen) {
            (Ok(expected), Ok(seen)) => {
                assert_eq!(expected, seen, "{name}");
                found += usize::from(code == Some(0));
            }
            (Err(expected), Err(seen)) => {
                assert_eq!(expected, seen, "{name}");
                assert_eq!(code, Some(2), "{name}");
                broken += 1;
            }
            _ => panic!("{name}: {expected:?} and {seen:?}"),
        }

        let id = format!("q{number}");
        let mut object = question.object(number);
        object.as_object_mut().unwrap().remove("id");
        let posted = served.post("/api/search", &object.to_string());
        assert_eq!(posted.body, shell, "{name}");
        assert_eq!(posted.status, if seen.is_ok() { 200 } else { 400 }, "{name}");
        let got = served.get(&format!("/api/search?{}", pairs(question)));
        assert_eq!(got.body, shell, "{name}");
        let answers = [&batch[&id], &over_http[&id]];
        if seen.is_ok() {
            assert_eq!(answers, [&shell, &shell], "{name}");
        } else {
            // A batch says the line and the column besides.
            let bare = shell.trim_end().trim_end_matches('}');
            assert!(
                answers.iter().all(|it| it.starts_with(bare) && it.contains("\"column\":")),
                "{name}: {answers:?}"
            );
        }

        object["fields"] = json!(["id", "spans", "score"]);
        let called = tools.call("search", object.as_object().unwrap().clone());
        match (called, &seen) {
            (Ok(answer), Ok(seen)) => {
                let hits: Vec<String> =
                    answer["hits"].as_array().unwrap().iter().map(|it| format!("{it}\n")).collect();
                let lines = format!("{}{}\n", hits.concat(), answer["summary"]);
                assert_eq!(&told(&lines).unwrap(), seen, "{name}");
            }
            (Err(problem), Err(seen)) => assert_eq!(problem.kind, seen, "{name}"),
            (called, _) => panic!("{name}: {called:?}"),
        }
    }
    assert!(found > 100, "only {found} questions find something");
    assert_eq!(broken, BROKEN.len());
}

/// A question as the words of an address.
fn pairs(question: &Question) -> String {
    let mut words = url::form_urlencoded::Serializer::new(String::new());
    words.append_pair("q", &question.query).append_pair("words", question.words);
    words.append_pair("sort", question.sort).append_pair("limit", &question.limit.to_string());
    words
        .append_pair("offset", &question.offset.to_string())
        .append_pair("facets", &question.facets.join(","));
    words.finish()
}

#[test]
fn a_run_for_evaluation_falls_strictly_and_has_the_order_of_the_hits() {
    let desk = Desk::new();
    let (run, code) = desk.shell(&["batch", "-", "--format", "trec", "--any"], "peace plan\nwar\n(\n*\n");
    assert_eq!(code, Some(2));
    let (lines, _) = desk.shell(&["--json", "--any", "--all-hits", "peace plan"], "");
    let ids: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|it| Some(it["id"].as_str()?.to_owned()))
        .collect();
    let rows: Vec<Vec<&str>> = run.lines().map(|line| line.split(' ').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 6 && row[1] == "Q0" && row[5] == "newsgrep"));
    let first: Vec<&str> = rows.iter().filter(|row| row[0] == "1").map(|row| row[2]).collect();
    assert_eq!(first, ids);
    for query in ["1", "2"] {
        let scores: Vec<f32> =
            rows.iter().filter(|row| row[0] == query).map(|row| row[4].parse().unwrap()).collect();
        assert!(!scores.is_empty() && scores.windows(2).all(|pair| pair[0] > pair[1]), "{query}: {scores:?}");
    }
}

#[test]
fn a_batch_is_a_table_too() {
    let desk = Desk::new();
    let table = "id,query,limit,sort\nfirst,\"\"\"peace plan\"\"\",2,-date\nsecond,war OR,,\n";
    let (lines, code) =
        desk.shell(&["batch", "-", "--input", "csv", "--format", "csv", "--fields", "id,date"], table);
    assert_eq!(code, Some(2));
    let mut rows = lines.lines();
    assert_eq!(rows.next(), Some("query_id,id,date"));
    assert!(rows.all(|row| row.starts_with("first,")), "{lines}");
    let (lines, code) = desk.shell(&["batch", "-"], "nowordlikethis\n");
    assert_eq!(code, Some(1), "{lines}");
}

#[test]
fn what_is_committed_is_found_without_a_restart_at_http_and_mcp() {
    let desk = Desk::new();
    let served = Served::new(&desk, Limited::default());
    let tools = Tools::new(Arc::new(Snapshots::of(desk.index()).unwrap()), today);
    let asked = "/api/search?q=zeppelin&limit=0";
    assert!(served.get(asked).body.contains("\"articles\":0"));
    let mut article = desk.articles[0].clone();
    article.id = newsgrep::article::ArticleId::new("new").unwrap();
    article.body = "A zeppelin came.".to_owned();
    article.quotations.clear();
    let index = desk.index();
    let mut writer = index.writer(WriterSettings { memory: 20_000_000 }).unwrap();
    writer.add(index.document_builder().prepare(&article)).unwrap();
    writer.commit(b"").unwrap();
    let called = tools.call("search", json!({"query": "zeppelin"}).as_object().unwrap().clone()).unwrap();
    assert_eq!(called["summary"]["articles"], 1);
    let seen = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        served.get(asked).body.contains("\"articles\":1")
    });
    assert!(seen, "it is found within ten seconds");
}

#[test]
fn clients_of_elasticsearch_are_answered() {
    let desk = Desk::new();
    let served = Served::new(&desk, Limited { writable: true, ..Limited::default() });
    let search = |body: Value| -> Value {
        let response = served.post("/news/_search", &body.to_string());
        assert_eq!(response.status, 200, "{}", response.body);
        assert!(response.head.contains("x-elastic-product: Elasticsearch"));
        serde_json::from_str(&response.body).unwrap()
    };
    let ours = |query: &str| -> u64 {
        let (lines, _) = desk.shell(&["--json", "-m0", query], "");
        told(&lines).unwrap()[1].as_u64().unwrap()
    };
    for (query, same) in [
        (json!({"match_all": {}}), "*"),
        (json!({"match": {"text": {"query": "peace war", "operator": "and"}}}), "peace AND war"),
        (json!({"match": {"title": "peace"}}), "title:peace"),
        (json!({"match_phrase": {"text": "peace plan"}}), "\"peace plan\""),
        (
            json!({"bool": {"must": [{"match": {"text": "peace"}}], "must_not": {"match": {"text": "war"}}}}),
            "peace -war",
        ),
        (json!({"exists": {"field": "date"}}), "NOT date:unknown"),
        (json!({"newsgrep": {"query": "peace NEAR/3 plan"}}), "peace NEAR/3 plan"),
        (json!({"query_string": {"query": "peace war", "default_field": "text"}}), "peace OR war"),
    ] {
        let answer = search(json!({"query": query, "size": 3}));
        assert_eq!(answer["hits"]["total"]["value"], ours(same), "{query}");
        assert!(ours(same) > 0, "{same}");
    }
    // Pages by what the last hit was sorted by hold every hit once.
    let mut ids = Vec::new();
    let mut after = Value::Null;
    for _ in 0..100 {
        let sort = json!([{"date": "desc"}, {"id": "asc"}]);
        let mut body =
            json!({"query": {"match": {"text": "peace"}}, "size": 7, "sort": sort, "_source": ["title"]});
        if !after.is_null() {
            body["search_after"] = after.clone();
        }
        let answer = search(body);
        let hits = answer["hits"]["hits"].as_array().unwrap().clone();
        let Some(last) = hits.last() else { break };
        after = last["sort"].clone();
        ids.extend(hits.iter().map(|it| it["_id"].as_str().unwrap().to_owned()));
    }
    let different: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!((different.len() as u64, ids.len() as u64), (ours("peace"), ours("peace")));
    let counted = search(json!({"size": 0, "aggs": {
        "by_source": {"terms": {"field": "source", "size": 3}},
        "sources": {"cardinality": {"field": "source"}},
        "months": {"date_histogram": {"field": "date", "calendar_interval": "month"}},
        "war": {"filter": {"match": {"text": "war"}}, "aggs": {"s": {"terms": {"field": "source"}}}},
    }}));
    let aggregations = &counted["aggregations"];
    assert_eq!(aggregations["war"]["doc_count"], ours("war"));
    // What is counted within a filter is what a search for it counts.
    let of_war = search(json!({"size": 0, "query": {"match": {"text": "war"}},
        "aggs": {"s": {"terms": {"field": "source"}}}}));
    assert!(of_war["aggregations"]["s"]["buckets"].as_array().is_some_and(|it| !it.is_empty()), "{of_war}");
    assert_eq!(aggregations["war"]["s"], of_war["aggregations"]["s"]);
    assert!(aggregations["by_source"]["buckets"][0]["doc_count"].as_u64() > Some(0), "{counted}");
    let lit = search(
        json!({"query": {"match": {"text": "peace"}}, "highlight": {"fields": {"body": {}, "title": {}}}}),
    );
    assert!(lit["hits"]["hits"][0]["highlight"].to_string().contains("<em>"), "{lit}");

    let lines = "{\"index\":{\"_id\":\"b1\"}}\n{\"title\":\"Airship seen\",\"text\":\"An airship was seen over town.\",\"date\":\"2025-11-20\"}\n\
        {\"create\":{\"_id\":\"b1\"}}\n{\"title\":\"x\",\"text\":\"y\"}\n{\"delete\":{\"_id\":\"nobody\"}}\n";
    let bulk: Value = serde_json::from_str(&served.post("/news/_bulk", lines).body).unwrap();
    let statuses: Vec<&Value> = bulk["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it.as_object().unwrap().values().next().unwrap()["status"])
        .collect();
    assert_eq!(statuses, [&json!(201), &json!(409), &json!(404)], "{bulk}");
    let found = search(json!({"query": {"match": {"title": "airship"}}}));
    assert_eq!(found["hits"]["hits"][0]["_source"]["date"], "2025-11-20", "{found}");
    assert_eq!(served.get("/news/_doc/b1").status, 200);
    assert_eq!(served.get("/news/_doc/b2").status, 404);
    for (path, body) in [
        ("/news/_search", "{\"query\":{\"geo\":{}}}"),
        ("/news/_search", "{"),
        ("/news/_search", "{\"query\":{\"match\":{\"body\":{\"query\":\"x\",\"colour\":1}}}}"),
        ("/news/_search", "{\"size\":-1}"),
        ("/news/_bulk", "{\"index\":{}}\n"),
        ("/_msearch", ""),
    ] {
        let response = served.post(path, body);
        assert_eq!(response.status, 400, "{path} {body}: {}", response.body);
        assert!(response.body.contains("\"reason\""), "{}", response.body);
    }
    let read_only = Served::new(&desk, Limited::default());
    assert_eq!(read_only.post("/news/_bulk", lines).status, 403);
}

#[test]
fn what_came_over_the_network_stays() {
    use newsgrep::index::VerifyDepth;
    use newsgrep::update::{Input, Progress, rebuild, update, verify};
    let desk = Desk { folder: tempfile::tempdir().unwrap(), articles: Vec::new() };
    let files = desk.folder.path().join("files");
    std::fs::create_dir(&files).unwrap();
    let records = "{\"id\":\"f1\",\"text\":\"Quartz one.\"}\n{\"id\":\"f2\",\"text\":\"Quartz two.\"}\n{\"id\":\"f3\",\"text\":\"Quartz three.\"}\n";
    std::fs::write(files.join("a.jsonl"), records).unwrap();
    // A file that changed just now would be read again.
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    std::fs::File::options().write(true).open(files.join("a.jsonl")).unwrap().set_modified(long_ago).unwrap();
    Index::create(&desk.dir()).unwrap();
    let from_files = || {
        let input = Input { paths: vec![files.clone()], stream: None };
        update(&desk.index(), input, &crate::support::state::settings(), &Progress::default()).unwrap()
    };
    let check = |when: &str| {
        let report = verify(&desk.index(), VerifyDepth::Full).unwrap();
        assert_eq!(report.findings, [""; 0], "{when}");
        let searcher = desk.index().searcher().unwrap();
        let body = |id: &str| {
            let id = newsgrep::article::ArticleId::new(id).unwrap();
            searcher.article(&id).unwrap().map(|it| it.body.clone())
        };
        let bodies = ["b1", "b2", "f1", "f2", "f3"].map(body);
        let expected = [Some("Quartz wired."), None, Some("Quartz one."), Some("Quartz mended."), None];
        assert_eq!(bodies, expected.map(|it| it.map(str::to_owned)), "{when}");
    };
    from_files();
    let served = Served::new(&desk, Limited { writable: true, ..Limited::default() });
    for lines in [
        "{\"index\":{\"_id\":\"b1\"}}\n{\"text\":\"Quartz early.\"}\n{\"index\":{\"_id\":\"b2\"}}\n{\"text\":\"Quartz gone.\"}\n",
        "{\"index\":{\"_id\":\"b1\"}}\n{\"text\":\"Quartz wired.\"}\n{\"delete\":{\"_id\":\"b2\"}}\n{\"index\":{\"_id\":\"f2\"}}\n{\"text\":\"Quartz mended.\"}\n{\"delete\":{\"_id\":\"f3\"}}\n",
    ] {
        let answer = served.post("/news/_bulk", lines);
        assert!(answer.body.contains("\"errors\":false"), "{}", answer.body);
    }
    check("after _bulk");
    let report = rebuild(&desk.dir(), WriterSettings { memory: 20_000_000 }).unwrap();
    assert_eq!((report.saved, report.lost.len()), (3, 0));
    check("after a rebuild");
    // The server was begun before it; it has one index, which need not be named.
    let answer = served.post("/_bulk", "{\"index\":{\"_id\":\"b1\"}}\n{\"text\":\"Quartz wired.\"}\n");
    assert!(answer.body.contains("\"errors\":false"), "{}", answer.body);
    check("written to behind a rebuild");
    let answer = served.post("/_mget", "{\"ids\":[\"b1\"]}");
    assert!(answer.body.contains("Quartz wired."), "{}", answer.body);
    assert_eq!(from_files().removed, 0);
    check("after an update of files");
}

#[test]
fn a_section_is_at_every_interface() {
    let desk = Desk::new();
    let served = Served::new(&desk, Limited { writable: true, ..Limited::default() });
    let lines = "{\"index\":{\"_id\":\"s1\"}}\n{\"title\":\"Airship seen\",\"text\":\"An airship.\",\"section\":\"Harbour Affairs\"}\n";
    served.post("/news/_bulk", lines);
    let json = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let search = |body: Value| json(&served.post("/news/_search", &body.to_string()).body);
    for query in [
        json!({"term": {"section": "Harbour Affairs"}}),
        json!({"match": {"section": "Harbour Affairs"}}),
        json!({"bool": {"must": [{"exists": {"field": "section"}}, {"match": {"title": "airship"}}]}}),
        json!({"query_string": {"query": "section:Harbour*"}}),
        json!({"newsgrep": {"query": "section:affairs"}}),
    ] {
        let answer = search(json!({"query": query}));
        assert_eq!(answer["hits"]["hits"][0]["_source"]["section"], "Harbour Affairs", "{query} {answer}");
    }
    let counted = search(json!({"size": 0, "aggs": {"by": {"terms": {"field": "section"}}}}));
    let buckets = counted["aggregations"]["by"]["buckets"].as_array().unwrap();
    assert!(buckets.contains(&json!({"key": "Harbour Affairs", "doc_count": 1})), "{counted}");
    let mapping = json(&served.get("/news/_mapping").body);
    assert!(mapping.to_string().contains("\"section\":{\"type\":\"keyword\"}"), "{mapping}");

    let line = json(served.get("/api/search?q=section:affairs").body.lines().next().unwrap());
    assert_eq!(line["section"], "Harbour Affairs");
    let whole = json(&served.get("/api/articles/s1").body);
    assert_eq!((&whole["section"], &whole["found"]["section"]), (&json!("Harbour Affairs"), &json!("given")));
    let described = json(&served.get("/api/openapi.json").body);
    for schema in ["HitV1", "ArticleV1"] {
        let place = format!("/components/schemas/{schema}/properties/section/description");
        assert!(described.pointer(&place).is_some(), "{schema}");
    }
    assert!(described.to_string().contains("source, author, section, "));
    let page = served.get("/?q=airship").body;
    assert!(page.contains("<h2>section</h2>") && page.contains("Harbour Affairs"), "{page}");

    let tools = Tools::new(Arc::new(Snapshots::of(desk.index()).unwrap()), today);
    let call = |name: &str, value: Value| tools.call(name, value.as_object().unwrap().clone()).unwrap();
    let found = call("search", json!({"query": "section:affairs"}));
    assert_eq!(found["hits"][0]["section"], "Harbour Affairs", "{found}");
    assert_eq!(call("article", json!({"id": "s1"}))["section"], "Harbour Affairs");
    let counts = call("facets", json!({"query": "airship", "facets": ["section"]}));
    let query = "section:==\"Harbour Affairs\"";
    let value = json!([{"value": "Harbour Affairs", "articles": 1, "query": query}]);
    assert_eq!(counts["facets"]["section"]["values"], value);
}

#[test]
fn the_times_of_an_article_are_at_every_interface() {
    let desk = Desk::new();
    let served = Served::new(&desk, Limited { writable: true, ..Limited::default() });
    let line = |id: &str, date: &str, updated: &str| {
        format!(
            "{{\"index\":{{\"_id\":\"{id}\"}}}}\n{{\"title\":\"Airship seen\",\"text\":\"An airship.\",\
             \"date\":\"{date}\",\"dateModified\":\"{updated}\"}}\n"
        )
    };
    let lines = [
        line("t1", "2024-03-04T22:30:00-05:00", "2024-03-06T08:00:00+01:00"),
        line("t2", "2024-03-05T01:00:00Z", "2024-03-06"),
        line("t3", "2024-03-05", ""),
        line("t4", "2024-03-05T03:30:00Z", ""),
    ];
    served.post("/news/_bulk", &lines.concat());
    let json = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let search = |body: Value| json(&served.post("/news/_search", &body.to_string()).body);

    // 22:30 west of the Atlantic is after 01:00 of the next day in UTC; of one instant the later day comes first.
    let newest = ["t4", "t1", "t2", "t3"];
    for (way, order) in [("desc", newest.to_vec()), ("asc", newest.iter().rev().copied().collect())] {
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        for _ in 0..order.len() {
            let mut body = json!({"query": {"match": {"title": "airship"}}, "size": 1, "sort": [{"date": way}, {"id": way}]});
            if !after.is_null() {
                body["search_after"] = after;
            }
            let hit = search(body)["hits"]["hits"][0].clone();
            seen.push(hit["_id"].as_str().unwrap().to_owned());
            after = hit["sort"].clone();
        }
        assert_eq!(seen, order, "{way}");
        let sort = if way == "desc" { "-date" } else { "date" };
        let lines = served.get(&format!("/api/search?q=airship&sort={sort}")).body;
        let ids = |lines: &str| -> Vec<String> {
            let hits = lines.lines().map(json).filter(|it| it["type"] == "hit");
            hits.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(ids(&lines), order, "{way}");
        let (lines, _) = desk.shell(&["--json", &format!("--sort={sort}"), "airship"], "");
        assert_eq!(ids(&lines), order, "{way}");
        let mut batched = Vec::new();
        for offset in 0..order.len() {
            let question = json!({"query": "airship", "sort": sort, "limit": 1, "offset": offset});
            batched.extend(ids(&desk.shell(&["batch", "-"], &format!("{question}\n")).0));
        }
        assert_eq!(batched, order, "{way}");
    }
    let sorted = search(json!({"query": {"ids": {"values": ["t1"]}}, "sort": [{"date": "desc"}]}));
    assert_eq!(sorted["hits"]["hits"][0]["sort"][0], 1_709_609_400_000_i64);
    let shown = &sorted["hits"]["hits"][0]["_source"];
    assert_eq!(
        (&shown["date"], &shown["published"], &shown["updated"]),
        (&json!("2024-03-04T22:30:00-05:00"), &Value::Null, &json!("2024-03-06T08:00:00+01:00"))
    );
    let ranged = search(json!({"query": {"range": {"updated": {"gte": "2024-03-06"}}}}));
    assert!(ranged["hits"]["total"]["value"].as_u64() >= Some(2), "{ranged}");
    let hit = json(served.get("/api/search?q=id:t2").body.lines().next().unwrap());
    assert_eq!((&hit["published"], &hit["updated"]), (&json!("2024-03-05T01:00:00Z"), &json!("2024-03-06")));
    let hit = json(served.get("/api/search?q=id:t3").body.lines().next().unwrap());
    assert_eq!(
        (&hit["date"], &hit["published"], &hit["updated"]),
        (&json!("2024-03-05"), &Value::Null, &Value::Null)
    );
    let feed = served.get("/feed.atom?q=airship").body;
    assert!(feed.contains("<published>2024-03-04T22:30:00-05:00</published>"), "{feed}");
    assert!(feed.contains("<updated>2024-03-06T08:00:00+01:00</updated>"), "{feed}");
}

#[test]
fn the_page_shows_the_answer_without_scripts() {
    let desk = Desk::new();
    let served = Served::new(&desk, Limited::default());
    let page = served.get("/?q=peace+plan");
    assert_eq!(page.status, 200);
    assert!(page.head.contains("content-security-policy: default-src 'none'"), "{}", page.head);
    assert!(page.body.contains("<mark>peace plan</mark>"), "{}", page.body);
    let link = page.body.split("class=\"open\" href=\"").nth(1).and_then(|it| it.split('"').next()).unwrap();
    let article = served.get(&link.replace("&amp;", "&"));
    assert!(
        article.body.contains("<mark id=\"match\">") || article.body.contains("\"><mark>"),
        "{}",
        article.body
    );
    for (path, status, holds) in [
        ("/", 200, "<form"),
        ("/?q=(", 400, "not closed"),
        ("/?q=nowordlikethis", 200, "Nothing found"),
        ("/quotes?q=peace", 200, "wordings"),
        ("/article?id=nobody", 404, "no article"),
        ("/feed.atom?q=peace", 200, "<entry>"),
        ("/feed.rss?q=peace", 200, "<item>"),
        ("/opensearch.xml", 200, "{searchTerms}"),
        ("/style.css", 200, "prefers-color-scheme"),
        ("/page.js", 200, "addEventListener"),
    ] {
        let response = served.get(path);
        assert_eq!(response.status, status, "{path}");
        assert!(response.body.contains(holds), "{path}: {}", response.body);
    }
}

#[test]
fn a_token_is_asked_for_and_limits_hold() {
    let desk = Desk::new();
    let served = Served::new(&desk, Limited { token: Some("secret"), ..Limited::default() });
    assert_eq!(served.get("/api/info").status, 401);
    assert_eq!(served.get("/healthz").status, 200);
    assert_eq!(served.ask("GET", "/api/info", "authorization: Bearer secret\r\n", b"").status, 200);

    let served = Served::new(&desk, Limited { requests: 1, body: 1_000, ..Limited::default() });
    assert_eq!(served.post("/api/search", &" ".repeat(2_000)).status, 413);
    assert_eq!(served.get("/api/search?q=war&limit=1000000").status, 400);
    // A batch that is still coming holds the only place. It may come before the place of the request ahead
    // of it is free, and be refused itself: then it is sent again.
    let (held, refused) = (0..100)
        .find_map(|_| {
            let held = served.hold("/api/batch");
            let mut answers = (0..20).map(|_| served.get("/api/search?q=war"));
            answers.find(|it| it.status == 503).map(|refused| (held, refused))
        })
        .unwrap();
    assert!(
        refused.head.contains("retry-after: 1") && refused.body.contains("\"kind\":\"busy\""),
        "{}",
        refused.body
    );
    drop(held);
    let recovered = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        served.get("/api/search?q=war").status == 200
    });
    assert!(recovered);
}

#[test]
fn connections_beyond_those_with_a_thread_of_their_own_are_served_too() {
    let desk = Desk::new();
    let served = Served::new(&desk, Limited::default());
    let path = "/api/search?q=the&limit=2";
    let alone = served.get(path);
    assert_eq!(alone.status, 200);
    let held: Vec<_> = (0..=CONNECTION_THREADS).map(|_| served.hold("/api/search")).collect();
    for path in [path, "/api/quotes?limit=2", "/api/info"] {
        assert_eq!(served.get(path).status, 200, "{path}");
    }
    assert_eq!(served.get(path).body, alone.body);
    drop(held);
    assert_eq!(served.get(path).body, alone.body);
}

#[test]
fn malformed_requests_are_the_clients_fault() {
    let desk = Desk::new();
    let served = Served::new(&desk, Limited::default());
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |most: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % most as u64).unwrap()
    };
    let paths = [
        "/api/search",
        "/api/facets",
        "/api/suggest",
        "/api/quotes",
        "/api/batch",
        "/api/articles/",
        "/news/_search",
        "/_msearch",
        "/_count",
        "/news/_bulk",
        "/",
        "/quotes",
        "/article",
        "/feed.atom",
        "/%ff",
        "/api/search?limit=%ff",
    ];
    let pieces = [
        "{", "}", "[", "\"", "\\", ":", ",", "query", "é", "\u{0}", "null", "1e999", "-1", "&q=", "%", "%zz",
        "(", "~", "NEAR/", "\n", "a*", " ",
    ];
    for number in 0..1_000 {
        let noise: String = (0..random(24)).map(|_| pieces[random(pieces.len())]).collect();
        let path = paths[random(paths.len())];
        let response = match random(4) {
            0 => served.ask("POST", path, "", noise.as_bytes()),
            1 => {
                let address: String = noise.chars().filter(|c| c.is_ascii_graphic()).collect();
                served.ask("GET", &format!("{path}?q={address}"), "", b"")
            }
            2 => {
                let head: String = noise.chars().filter(|c| !c.is_control()).collect();
                served.ask("GET", path, &format!("x-noise: {head}\r\naccept: {head}\r\n"), b"")
            }
            _ => served.ask(["PUT", "BREW", "DELETE", "HEAD"][random(4)], path, "", noise.as_bytes()),
        };
        assert!(response.status < 500, "{number} {path} {noise:?}: {} {}", response.status, response.body);
    }
    assert_eq!(served.get("/healthz").status, 200);
}
