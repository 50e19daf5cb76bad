//! Counts for Prometheus: requests by path and status, how long they took, how many are under way.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the buckets, in seconds.
const BOUNDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// What is counted.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    requests: Mutex<BTreeMap<(String, u16), u64>>,
    buckets: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

impl Metrics {
    /// Counts a request to a path that is served, or to `other`.
    pub(super) fn add(&self, path: &str, status: u16, took: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match requests.get_mut(&(path.to_owned(), status)) {
            Some(count) => *count += 1,
            None => {
                requests.insert((path.to_owned(), status), 1);
            }
        }
        drop(requests);
        let seconds = took.as_secs_f64();
        if let Some(at) = BOUNDS.iter().position(|bound| seconds <= *bound) {
            self.buckets[at].fetch_add(1, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// The text that Prometheus reads.
    pub(super) fn text(&self, busy: usize, articles: u64) -> String {
        let mut out = String::new();
        let told = |name: &str, help: &str, kind: &str| {
            format!("# HELP newsgrep_{name} {help}\n# TYPE newsgrep_{name} {kind}\n")
        };
        out.push_str(&told("requests_total", "Requests answered.", "counter"));
        let requests = self.requests.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        for ((path, status), count) in requests {
            let path = path.replace('\\', "\\\\").replace('"', "\\\"");
            writeln!(out, "newsgrep_requests_total{{path=\"{path}\",status=\"{status}\"}} {count}")
                .expect("a string takes everything");
        }
        out.push_str(&told("request_seconds", "How long requests took.", "histogram"));
        let mut sum = 0;
        for (bound, bucket) in BOUNDS.iter().zip(&self.buckets) {
            sum += bucket.load(Ordering::Relaxed);
            writeln!(out, "newsgrep_request_seconds_bucket{{le=\"{bound}\"}} {sum}")
                .expect("a string takes everything");
        }
        let count = self.count.load(Ordering::Relaxed);
        let seconds = self.micros.load(Ordering::Relaxed) as f64 / 1e6;
        write!(
            out,
            "newsgrep_request_seconds_bucket{{le=\"+Inf\"}} {count}\nnewsgrep_request_seconds_sum {seconds}\n\
             newsgrep_request_seconds_count {count}\n"
        )
        .expect("a string takes everything");
        out.push_str(&told("requests_busy", "Requests being answered.", "gauge"));
        writeln!(out, "newsgrep_requests_busy {busy}").expect("a string takes everything");
        out.push_str(&told("articles", "Articles in the index.", "gauge"));
        writeln!(out, "newsgrep_articles {articles}").expect("a string takes everything");
        out
    }
}
