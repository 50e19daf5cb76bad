//! The arguments of the interfaces for programs: batches, the server, tools.

use std::path::PathBuf;

use clap::{Arg, Args, ValueEnum};

use newsgrep::request::RequestKind;
use newsgrep::request::options::options_of;

use crate::cli::args::request::{Asks, RequestArgs};
use crate::cli::args::{IndexArgs, KeepArgs, facet_help};
#[cfg(feature = "server")]
use crate::cli::args::{request::seconds, size};

/// Many queries to answer.
#[derive(Debug, Args)]
#[command(after_help = batch_after())]
pub(crate) struct BatchArgs {
    /// Queries: one a line, a table with columns id and query, or JSON Lines (`-`: standard input)
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// How the queries are written: text, tsv, csv, jsonl [default: by the file's name, else its start]
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub(crate) input: Option<BatchInput>,
    /// How the answers are written: jsonl, csv, trec
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = BatchFormat::Jsonl, hide_possible_values = true)]
    pub(crate) format: BatchFormat,
    #[command(flatten)]
    pub(crate) request: RequestArgs<BatchArgs>,
    /// Tell the time of each query
    #[arg(long)]
    pub(crate) stats: bool,
    /// How many queries are answered at once [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    #[command(flatten)]
    pub(crate) keep: KeepArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

impl Asks for BatchArgs {
    const KIND: RequestKind = RequestKind::Batch;

    fn adapt(argument: Arg) -> Arg {
        match argument.get_id().as_str() {
            "facets" => argument.help(facet_help()),
            "any" => argument.help(
                "Words side by side: any of them, best first; with --format trec nothing else is an operator",
            ),
            "limit" => argument
                .help("How many articles are shown for a query [default: 20; 1000 with --format trec]"),
            "fields" => argument.help("Which fields JSON and CSV hold"),
            _ => argument,
        }
    }
}

/// What stands below the help on `batch`, with the keys that the table of options names.
fn batch_after() -> String {
    let keys: Vec<&str> = options_of(RequestKind::Batch).map(|row| row.name).collect();
    format!(
        "Every line of JSON is a line of newsgrep --json QUERY with \"query_id\" as its first key: the query's id, else \
         the number of its line. A query may bring its own options, as columns or keys, which go before those of the \
         command line:\n{}.\nA broken query is answered by an object of type \"error\" (kind, message, at, offer, \
         line, column) and the rest goes on.\nExit status: 0 something was found, 1 nothing was, 2 a query was broken \
         or there was trouble.",
        keys.join(" ")
    )
}

/// A server to run.
#[cfg(feature = "server")]
#[derive(Debug, Args)]
#[command(after_help = SERVE_AFTER)]
pub(crate) struct ServeArgs {
    /// Files and folders to serve without an index of theirs; one is kept in the cache
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Open the page in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Where to listen; other machines reach it only at another address, and only with a token
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7700")]
    pub(crate) addr: String,
    /// What every request must show as `Authorization: Bearer TOKEN`; better in NEWSGREP_TOKEN
    #[arg(long, value_name = "TOKEN", env = "NEWSGREP_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
    /// Take articles in and out through _bulk
    #[arg(long)]
    pub(crate) writable: bool,
    /// The name of the index for clients of Elasticsearch
    #[arg(long, value_name = "NAME", default_value = "newsgrep")]
    pub(crate) name: String,
    /// Refuse bodies of more bytes; a batch may be longer, a line of it may not
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "8M")]
    pub(crate) max_body: u64,
    /// Refuse queries of more bytes
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "64K")]
    pub(crate) max_query: u64,
    /// Refuse to show more articles in one answer
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) max_hits: usize,
    /// Refuse answers of more bytes, and say how to ask for them in parts
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "32M")]
    pub(crate) max_answer: u64,
    /// Stop a search after so many seconds and say that the answer is partial
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "30")]
    pub(crate) max_time: std::time::Duration,
    /// Answer so many requests at once; more get 503 with Retry-After
    #[arg(long, value_name = "N", default_value_t = 128)]
    pub(crate) max_requests: usize,
    /// Keep so many connections open; more get 503 with Retry-After
    #[arg(long, value_name = "N", default_value_t = 1_024)]
    pub(crate) max_connections: usize,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

#[cfg(feature = "server")]
const SERVE_AFTER: &str = "\
Served: / (the page), /watches, /watch.atom, /api/search, /api/quotes, /api/facets, /api/suggest, /api/batch, /api/info,
/api/articles/ID, /api/events, /api/copies, /api/diff, /api/similar, /api/openapi.json, /healthz, /metrics,
tools for assistants (MCP) at /mcp, and of Elasticsearch's API
/NAME/_search, _msearch, _count, _doc/ID, _mapping, _field_caps and more (docs/ELASTICSEARCH.md), with --writable also
_bulk and _doc.
A client that sends nothing for 15 seconds in the middle of a request is let go. What is committed
to the index is picked up while it runs. SIGTERM and SIGINT finish what is under way and stop.";

/// Tools for assistants.
#[cfg(feature = "mcp")]
#[derive(Debug, Args)]
pub(crate) struct McpArgs {
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// How queries are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BatchInput {
    /// One a line.
    Text,
    /// Tab-separated values.
    Tsv,
    /// Comma-separated values.
    Csv,
    /// A request object a line.
    Jsonl,
}

/// How a batch is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BatchFormat {
    /// JSON Lines.
    Jsonl,
    /// A row for each hit.
    Csv,
    /// A run for TREC's tools.
    Trec,
}
