//! Many questions on one open index: answered in parallel, written in the order they were asked.
//!
//! A question that cannot be answered gets an error, and the rest goes on. Memory is bounded: lines have a maximum length,
//! and a thread that is far ahead waits for the one whose answer is written next.

#[cfg(feature = "server")]
pub(crate) mod part;
mod read;
mod trec;

use std::borrow::Cow;
use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

use serde_json::Value;

pub use crate::request::batch::read::{Numbered, QueryFormat, Questions};

use crate::date::Day;
use crate::pool::{Bounds, map_in_order};
use crate::render::csv;
use crate::render::csv::Separator;
use crate::render::fields::HitField;
use crate::request::{ParsedRequest, Problem, QuerySyntax, RequestObject, WordsSide, answer};
use crate::search::{Engine, PageLimit};
use crate::span::ByteSpan;

/// In what form answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerFormat {
    /// The lines of the single question, each with its `query_id` first.
    Json,
    /// A row for each hit.
    Csv,
    /// A run as TREC's tools read it: `query Q0 article rank score newsgrep`.
    Trec,
}

/// Whether each answer tells how long it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// It does, as `took_ms` behind its `query_id`.
    Told,
    /// It does not, so that the same batch gives the same bytes.
    Left,
}

/// How a batch is answered.
#[derive(Debug, Clone)]
pub struct BatchSettings {
    /// The day that `date:today` is.
    pub today: Day,
    /// The options of questions that do not give their own.
    pub defaults: RequestObject,
    /// In what form.
    pub format: AnswerFormat,
    /// Whether times are told.
    pub timing: Timing,
    /// How many threads answer.
    pub threads: usize,
    /// Hits of one answer at most.
    pub hits: usize,
    /// Bytes of one answer at most.
    pub bytes: usize,
    /// The sum of the record of the answers, where one is kept: they name it.
    pub record: Option<String>,
}

/// The figures of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchReport {
    /// Questions.
    pub queries: u64,
    /// Those that were answered with trouble.
    pub broken: u64,
    /// Those that found nothing.
    pub nothing: u64,
    /// The articles that the questions found together.
    pub articles: u64,
    /// The keys and columns that are none of a request and were passed over.
    pub unknown_keys: Vec<String>,
    /// The time that the questions took, each by itself, together.
    pub took: Duration,
    /// The longest of them.
    pub longest: Duration,
}

/// An answer that was made and waits for its turn.
struct Answered {
    bytes: Vec<u8>,
    outcome: Result<u64, (u64, String, Problem)>,
    took: Duration,
}

/// Is called with the number of questions answered so far.
pub type Told<'a> = &'a (dyn Fn(u64) + Sync);

/// Answers every question of `input`, in its order. Errors that the format has no place for go to `aside`, with the line
/// and the id of their question.
///
/// # Errors
///
/// Reading the questions or writing the answers failed.
pub fn batch<R: BufRead + Send>(
    engine: &dyn Engine,
    mut input: Questions<R>,
    settings: &BatchSettings,
    out: &mut (dyn Write + Send),
    aside: &mut (dyn FnMut(u64, &str, &Problem) + Send),
    told: Told<'_>,
) -> io::Result<BatchReport> {
    if settings.format == AnswerFormat::Csv {
        out.write_all(&heading(settings))?;
    }
    let mut report = BatchReport::default();
    let take = |answered: io::Result<Answered>| -> io::Result<()> {
        let answered = answered?;
        out.write_all(&answered.bytes)?;
        report.queries += 1;
        report.took += answered.took;
        report.longest = report.longest.max(answered.took);
        match answered.outcome {
            Ok(articles) => {
                report.articles += articles;
                report.nothing += u64::from(articles == 0);
            }
            Err((line, id, problem)) => {
                report.broken += 1;
                aside(line, &id, &problem);
            }
        }
        told(report.queries);
        Ok(())
    };
    let threads = settings.threads.max(1);
    let bounds = Bounds { threads, items: threads * 16, weight: usize::MAX };
    let questions = input.by_ref().map(|question| (question, 0));
    let work = || |question: io::Result<Numbered>| question.map(|it| answered(engine, it, settings));
    map_in_order(bounds, questions, work, take)?;
    report.unknown_keys = input.into_unknown_keys();
    Ok(report)
}

fn answered(engine: &dyn Engine, question: Numbered, settings: &BatchSettings) -> Answered {
    let start = Instant::now();
    let line = question.line;
    let texts = question.object.as_ref().map(|it| it.query.clone()).unwrap_or_default();
    let answer = question.object.map(|object| object.with_defaults(&settings.defaults)).and_then(|object| {
        let mut asked = object.parse_as(reading(&object, settings.format), settings.today)?;
        let all = bound_hits(&mut asked, settings.hits)?;
        let (lines, articles) = answer_of(engine, &asked, &question.id, settings)?;
        if all && articles > settings.hits as u64 {
            Err(too_many_hits(settings.hits))
        } else {
            Ok((lines, articles))
        }
    });
    let took = start.elapsed();
    let timed = match settings.timing {
        Timing::Told => Some(took),
        Timing::Left => None,
    };
    match answer {
        Ok((bytes, articles)) => {
            let bytes = match settings.format {
                AnswerFormat::Json => {
                    let bytes = naming(bytes, settings.record.as_deref());
                    with_id(&bytes, &question.id, timed)
                }
                AnswerFormat::Csv | AnswerFormat::Trec => bytes,
            };
            Answered { bytes, outcome: Ok(articles), took }
        }
        Err(problem) => {
            let bytes = match settings.format {
                AnswerFormat::Json => {
                    let told = with_place(&problem, line, question.column, &texts);
                    with_id(&told, &question.id, timed)
                }
                AnswerFormat::Csv | AnswerFormat::Trec => Vec::new(),
            };
            Answered { bytes, outcome: Err((line, shown(&question.id), problem)), took }
        }
    }
}

/// Refuses a limit above `most`. A request for all hits is limited to `most`, and `true` is returned: the caller refuses the
/// answer when more were found.
///
/// # Errors
///
/// The limit is a number above `most`.
pub(crate) fn bound_hits(asked: &mut ParsedRequest, most: usize) -> Result<bool, Problem> {
    match asked.request.limit {
        PageLimit::Hits(limit) if limit > most => Err(too_many_hits(most)),
        PageLimit::Hits(_) => Ok(false),
        PageLimit::All if most == usize::MAX => Ok(false),
        PageLimit::All => {
            asked.request.limit = PageLimit::Hits(most);
            Ok(true)
        }
    }
}

/// The error for more hits than an answer may hold.
pub(crate) fn too_many_hits(limit: usize) -> Problem {
    Problem::new("too_many_hits", format!("an answer holds at most {limit} articles"))
        .offer(format!("ask for them in parts with limit={limit} and offset"))
}

fn answer_of(
    engine: &dyn Engine,
    asked: &ParsedRequest,
    id: &Value,
    settings: &BatchSettings,
) -> Result<(Vec<u8>, u64), Problem> {
    match settings.format {
        AnswerFormat::Json => {
            let (lines, articles) = answer::search(engine, asked, settings.bytes)?;
            Ok((lines, articles.number()))
        }
        AnswerFormat::Csv => {
            let page = engine.search(&asked.request)?;
            let mut out = Vec::new();
            let mut table = csv::Table::new(Separator::Comma, &mut out);
            let id = shown(id);
            for hit in &page.hits {
                let cells = columns(settings).into_iter().map(|field| csv::cell(hit, field));
                table
                    .row(std::iter::once(id.as_str().into()).chain(cells).chain(record(settings)))
                    .expect("a vector takes everything");
            }
            table.finish().expect("a vector takes everything");
            Ok((out, page.articles.number()))
        }
        AnswerFormat::Trec => {
            let ranking = engine.rank(&asked.request)?;
            Ok((trec::run(&shown(id), &ranking, asked.request.sort), ranking.articles.number()))
        }
    }
}

/// How a question is read. In TREC's form questions are topics, which are sentences: with `words` set to any, nothing in
/// them is an operator.
fn reading(question: &RequestObject, format: AnswerFormat) -> QuerySyntax {
    match (format, question.words) {
        (AnswerFormat::Trec, Some(WordsSide::Any)) => QuerySyntax::Text,
        (AnswerFormat::Trec, Some(WordsSide::Phrase | WordsSide::All) | None)
        | (AnswerFormat::Json | AnswerFormat::Csv, _) => QuerySyntax::Query,
    }
}

/// The columns of a table: those that hold for the whole batch.
fn columns(settings: &BatchSettings) -> Vec<HitField> {
    let named: Vec<_> = settings.defaults.fields.iter().filter_map(|it| HitField::from_word(it)).collect();
    if named.is_empty() { HitField::in_tables().collect() } else { named }
}

fn heading(settings: &BatchSettings) -> Vec<u8> {
    let mut out = Vec::new();
    let mut table = csv::Table::new(Separator::Comma, &mut out);
    let cells = std::iter::once("query_id").chain(columns(settings).into_iter().map(HitField::as_str));
    let record = settings.record.is_some().then_some(RECORD);
    table.row(cells.chain(record).map(Into::into)).expect("a vector takes everything");
    table.finish().expect("a vector takes everything");
    out
}

/// The column and the key that name the record of the answers.
const RECORD: &str = "answer_record";

/// The cell that names the record of the answers, where one is kept.
fn record(settings: &BatchSettings) -> Option<Cow<'_, str>> {
    settings.record.as_deref().map(Cow::Borrowed)
}

/// The lines of an answer, of which the last, its summary, names the record.
fn naming(mut lines: Vec<u8>, record: Option<&str>) -> Vec<u8> {
    if let (Some(record), true) = (record, lines.ends_with(b"}\n")) {
        lines.truncate(lines.len() - 2);
        lines.extend(format!(",\"{RECORD}\":\"{record}\"}}\n").into_bytes());
    }
    lines
}

/// Each line of an answer with the id of its question as its first key.
fn with_id(lines: &[u8], id: &Value, took: Option<Duration>) -> Vec<u8> {
    let mut head = format!("{{\"query_id\":{id},").into_bytes();
    if let Some(took) = took {
        head.extend(format!("\"took_ms\":{:.3},", took.as_secs_f64() * 1e3).into_bytes());
    }
    let mut out = Vec::with_capacity(lines.len() + lines.len() / 8);
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        out.extend_from_slice(&head);
        out.extend_from_slice(&line[1..]);
    }
    out
}

/// The line of a problem with `line` and `column`, both counted from 1: the column in characters of
/// the line, or of the query where the line is not the query alone. `texts` are the queries of the question.
fn with_place(problem: &Problem, line: u64, column: usize, texts: &[String]) -> Vec<u8> {
    let text = texts.get(problem.query.unwrap_or(0) as usize);
    let before = |at: ByteSpan| text.and_then(|text| text.get(..at.start())).map(|it| it.chars().count());
    let column = problem.at.and_then(before).map(|it| it + column);
    let mut told = problem.line();
    told.truncate(told.len().saturating_sub(2));
    let column = column.map_or_else(|| "null".to_owned(), |it| it.to_string());
    told.extend(format!(",\"line\":{line},\"column\":{column}}}\n").into_bytes());
    told
}

/// An id as text.
fn shown(id: &Value) -> String {
    match id {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            id.to_string()
        }
    }
}
