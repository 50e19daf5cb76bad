//! `newsgrep batch FILE`: many questions, one answer each.

use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use newsgrep::render::screen::{counted, safe, thousands};
use newsgrep::repeat::{Asks, ToRecord, record_batch};
use newsgrep::request::batch::{
    AnswerFormat, BatchReport, BatchSettings, QueryFormat, Questions, Timing, batch,
};
use newsgrep::request::{Limit, Problem};
use newsgrep::search::Engine;

use crate::cli::args::{BatchArgs, BatchFormat, BatchInput};
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
use crate::cli::{Exit, STREAM, record, say, today};

/// The default limit of a TREC run.
const TREC_DEPTH: usize = 1_000;

/// Answers the questions of a file.
pub(crate) fn run(args: &BatchArgs) -> Result<Exit, CliError> {
    let engine = open_to_ask(args.index.index.as_deref())?.searcher()?;
    let mut settings = settings(args)?;
    let format =
        args.input.map(QueryFormat::from).or_else(|| QueryFormat::of_name(&args.file.to_string_lossy()));
    let mut input: Box<dyn BufRead + Send> = if args.file == Path::new(STREAM) {
        Box::new(BufReader::with_capacity(1 << 16, io::stdin()))
    } else {
        let file =
            std::fs::File::open(&args.file).map_err(|error| CliError::file("read", &args.file, error))?;
        Box::new(BufReader::with_capacity(1 << 16, file))
    };
    if args.keep.record.is_some() {
        // It is read twice: the record comes first, so that the answers can name it.
        let mut text = Vec::new();
        input.read_to_end(&mut text).map_err(|error| CliError::file("read", &args.file, error))?;
        settings.record = recorded(args, &engine, &text, format, &settings)?;
        input = Box::new(io::Cursor::new(text));
    }
    let questions =
        Questions::new(input, format).map_err(|error| CliError::file("read", &args.file, error))?;
    let bar = bar();
    let start = Instant::now();
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout());
    let mut aside = |line: u64, id: &str, problem: &Problem| {
        if settings.format != AnswerFormat::Json {
            bar.suspend(|| {
                say(&format!("newsgrep: line {line}, query {}: {}", safe(id), safe(&problem.to_string())));
            });
        }
    };
    let report = batch(&engine, questions, &settings, &mut out, &mut aside, &|done| bar.set_position(done))?;
    out.flush()?;
    bar.finish_and_clear();
    close(args, &report, start.elapsed());
    if report.broken > 0 {
        return Ok(Exit::Broken);
    }
    Ok(if report.articles > 0 { Exit::Found } else { Exit::Nothing })
}

/// Records the answers to the questions of a text; the sum of the record.
fn recorded(
    args: &BatchArgs,
    engine: &dyn Engine,
    text: &[u8],
    format: Option<QueryFormat>,
    settings: &BatchSettings,
) -> Result<Option<String>, CliError> {
    if settings.format == AnswerFormat::Trec {
        return Err(CliError::usage(
            "--record does not go with --format trec, which is ranked by other rules",
        )
        .hint("--format jsonl and csv are recorded".to_owned()));
    }
    let failed = |error| CliError::file("read", &args.file, error);
    let mut asked = Vec::new();
    for question in Questions::new(text, format).map_err(failed)? {
        let question = question.map_err(failed)?;
        // A broken one is named when the batch is answered.
        if let Ok(object) = question.object {
            let object = object.with_defaults(&settings.defaults);
            asked.push(ToRecord::new(Asks::Articles, object).named(question.id));
        }
    }
    record::keep(&args.keep, |kept, today, made| record_batch(engine, asked, today, made, kept))
}

fn settings(args: &BatchArgs) -> Result<BatchSettings, CliError> {
    let format = match args.format {
        BatchFormat::Jsonl => AnswerFormat::Json,
        BatchFormat::Csv => AnswerFormat::Csv,
        BatchFormat::Trec => AnswerFormat::Trec,
    };
    let mut defaults = args.request.object.clone();
    if format == AnswerFormat::Trec {
        defaults.limit.get_or_insert(Limit::Hits(TREC_DEPTH));
    }
    let threads = args.threads.map_or_else(
        || std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        |it| it.clamp(1, 256),
    );
    let timing = if args.stats { Timing::Told } else { Timing::Left };
    let (hits, bytes) = (usize::MAX, usize::MAX);
    let record = None;
    Ok(BatchSettings { today: today()?, defaults, format, timing, threads, hits, bytes, record })
}

/// A progress bar that counts questions, on a terminal.
fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{human_pos} queries   {per_sec}   {elapsed_precise}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar
}

/// Prints the figures at the end.
fn close(args: &BatchArgs, report: &BatchReport, took: Duration) {
    if !report.unknown_keys.is_empty() {
        let keys: Vec<_> = report.unknown_keys.iter().map(|key| safe(key).into_owned()).collect();
        say(&format!("note: passed over what is no part of a request: {}", keys.join(", ")));
    }
    let mut line = counted(report.queries, "query", "queries");
    if report.broken > 0 {
        line.push_str(&format!(", {} broken", thousands(report.broken)));
    }
    line.push_str(&format!(", {} without a hit", thousands(report.nothing)));
    if args.stats {
        let each = report.took.as_secs_f64() * 1e3 / report.queries.max(1) as f64;
        line.push_str(&format!(
            "; {:.3} s, {each:.3} ms a query, the longest {:.3} ms",
            took.as_secs_f64(),
            report.longest.as_secs_f64() * 1e3
        ));
    }
    say(&line);
}

impl From<BatchInput> for QueryFormat {
    fn from(input: BatchInput) -> QueryFormat {
        match input {
            BatchInput::Text => QueryFormat::Text,
            BatchInput::Tsv => QueryFormat::Tsv,
            BatchInput::Csv => QueryFormat::Csv,
            BatchInput::Jsonl => QueryFormat::Json,
        }
    }
}
