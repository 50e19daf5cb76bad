//! What a request may cost: time that ends, clients that go, answers that say when they are partial.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use newsgrep::article::{Article, ArticleId};
use newsgrep::query::Word;
use newsgrep::search::{
    Capability, Count, Engine, EngineSource, Expansion, IndexInfo, NearWord, Ranking, SearchError,
    SearchPage, SearchRequest,
};
use newsgrep::server::{Limits, ServerSettings, Shared, Writing};

use crate::interfaces::client::Served;
use crate::interfaces::today;

/// An engine that works until it is stopped, and finds nothing.
#[derive(Debug, Clone, Default)]
struct Endless {
    working: Arc<AtomicUsize>,
    searches: Arc<AtomicUsize>,
}

impl Endless {
    fn work(&self, request: &SearchRequest) {
        let start = Instant::now();
        self.searches.fetch_add(1, Ordering::SeqCst);
        self.working.fetch_add(1, Ordering::SeqCst);
        let is_over = || {
            let late = request.timeout.is_some_and(|it| start.elapsed() >= it);
            late || request.cancel.as_ref().is_some_and(newsgrep::search::Cancel::is_cancelled)
        };
        while !is_over() && start.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(2));
        }
        self.working.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Engine for Endless {
    fn capabilities(&self) -> &'static [Capability] {
        &[]
    }

    fn articles(&self) -> Result<u64, SearchError> {
        Ok(1)
    }

    fn search(&self, request: &SearchRequest) -> Result<SearchPage, SearchError> {
        self.work(request);
        Ok(SearchPage {
            articles: Count::AtLeast(0),
            occurrences: None,
            hits: Vec::new(),
            facets: Vec::new(),
            notices: Vec::new(),
            partial: true,
            took: Duration::ZERO,
        })
    }

    fn rank(&self, request: &SearchRequest) -> Result<Ranking, SearchError> {
        self.work(request);
        Ok(Ranking { articles: Count::AtLeast(0), hits: Vec::new(), partial: true })
    }

    fn article(&self, _: &ArticleId) -> Result<Option<Article>, SearchError> {
        Ok(None)
    }

    fn info(&self) -> Result<IndexInfo, SearchError> {
        unreachable!("nobody asks")
    }

    fn expand(&self, _: &Word, _: usize) -> Result<Vec<Expansion>, SearchError> {
        Ok(Vec::new())
    }

    fn near_words(&self, _: &str, _: usize) -> Result<Vec<NearWord>, SearchError> {
        Ok(Vec::new())
    }

    fn holds_path(&self, _: &str) -> Result<bool, SearchError> {
        Ok(true)
    }
}

impl EngineSource for Endless {
    fn location(&self) -> String {
        "nowhere".to_owned()
    }

    fn current(&self) -> Arc<dyn Engine> {
        Arc::new(self.clone())
    }

    fn refresh(&self) -> Result<(), SearchError> {
        Ok(())
    }
}

fn served(limits: Limits) -> (Served, Endless) {
    let engine = Endless::default();
    let settings = ServerSettings { today, limits, token: None, writing: Writing::Off };
    (Served::of(Shared::new(Arc::new(engine.clone()), settings)), engine)
}

/// Questions of every kind that works on the index.
const QUESTIONS: [(&str, &str, &str); 12] = [
    ("GET", "/api/search?q=the", ""),
    ("GET", "/api/facets?q=the", ""),
    ("GET", "/api/quotes", ""),
    ("GET", "/api/suggest?q=the", ""),
    ("GET", "/?q=the", ""),
    ("GET", "/quotes?q=*", ""),
    ("GET", "/feed.atom?q=the", ""),
    ("POST", "/x/_search", r#"{"query":{"match":{"text":"the"}}}"#),
    (
        "POST",
        "/x/_search",
        r#"{"aggs":{"a":{"filter":{"term":{"source":"x"}},"aggs":{"b":{"filter":{"match_all":{}}}}}}}"#,
    ),
    ("POST", "/x/_count", r#"{"query":{"match":{"text":"the"}}}"#),
    ("POST", "/_msearch", "{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n"),
    ("POST", "/x/_search", r#"{"search_after":[1,"x"]}"#),
];

#[test]
fn everything_that_is_asked_ends_in_time_and_says_that_it_is_partial() {
    let time = Duration::from_millis(300);
    let (served, engine) = served(Limits { time, ..Limits::default() });
    for (method, path, body) in QUESTIONS {
        let start = Instant::now();
        let response = served.ask(method, path, "content-type: application/json\r\n", body.as_bytes());
        assert!(start.elapsed() < time * 4, "{path} {body}: {:?}", start.elapsed());
        assert_eq!(response.status, 200, "{path} {body}: {}", response.body);
        let text = &response.body;
        let is_said =
            ["\"partial\":true", "\"timed_out\":true", "time ran out", "not everything was looked at"]
                .iter()
                .any(|it| text.contains(it));
        assert!(is_said || path.starts_with("/api/suggest"), "{path} {body}: {text}");
    }
    assert_eq!(engine.working.load(Ordering::SeqCst), 0);
}

#[test]
fn clients_that_leave_are_not_worked_for() {
    let (served, engine) = served(Limits::default());
    for (method, path, body) in QUESTIONS {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let before = engine.searches.load(Ordering::SeqCst);
        let clients: Vec<_> = (0..16)
            .map(|_| {
                let mut stream = served.connect();
                stream.write_all(head.as_bytes()).unwrap();
                stream
            })
            .collect();
        let begun = wait(|| engine.searches.load(Ordering::SeqCst) >= before + 2);
        assert!(begun, "{path} {body}");
        drop(clients);
        let is_busy = || !served.get("/metrics").body.contains("newsgrep_requests_busy 0");
        assert!(wait(|| engine.working.load(Ordering::SeqCst) == 0 && !is_busy()), "{path} {body}");
    }
}

/// Whether it becomes so within three seconds.
fn wait(is_so: impl Fn() -> bool) -> bool {
    (0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        is_so()
    })
}

#[test]
fn a_client_that_only_is_slow_to_read_is_served() {
    let (served, _) = served(Limits { time: Duration::from_millis(200), ..Limits::default() });
    let mut stream = served.connect();
    stream
        .write_all(b"GET /api/search?q=the HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .unwrap();
    std::thread::sleep(Duration::from_millis(500));
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("\"partial\":true"), "{answer}");
}
