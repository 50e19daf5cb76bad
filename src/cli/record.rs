//! `newsgrep record`: records of answers, and whether they still hold.

use std::collections::HashSet;
use std::path::Path;

use newsgrep::article::{Article, ArticleId};
use newsgrep::date::Day;
use newsgrep::query::Query;
use newsgrep::render::screen::{counted, safe};
use newsgrep::repeat::{
    AnswerRecord, Difference, HitRecord, Part, RecordSettings, as_of, bibtex, csl, methods, missing, verify,
};
use newsgrep::request::AskError;
use newsgrep::search::Engine;
use newsgrep::watch::write_whole;
use serde_json::Value;

use crate::cli::args::{KeepArgs, RecordArgs, RecordCommand, ShowRecordArgs, VerifyRecordArgs};
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
use crate::cli::{Exit, say, to_stdout, today};

/// Does what is asked of records.
pub(crate) fn run(args: &RecordArgs) -> Result<Exit, CliError> {
    match &args.command {
        RecordCommand::Verify(args) => check(args),
        RecordCommand::Show(args) => show(args),
    }
}

/// Reads a record.
fn read(path: &Path) -> Result<AnswerRecord, CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| CliError::file("read", path, error))?;
    AnswerRecord::read(&text)
        .map_err(|error| CliError::usage(error.to_string()).before(&path.display().to_string()))
}

/// Writes the record that `make` makes, where one was asked for, and returns its sum.
pub(crate) fn keep(
    args: &KeepArgs,
    make: impl FnOnce(RecordSettings, Day, &str) -> Result<AnswerRecord, AskError>,
) -> Result<Option<String>, CliError> {
    let Some(path) = &args.record else { return Ok(None) };
    let settings = RecordSettings { corpus: !args.no_corpus, limit: args.record_limit };
    let record = make(settings, today()?, &jiff::Timestamp::now().to_string())?;
    write_whole(path, record.write().as_bytes()).map_err(|error| CliError::file("write", path, error))?;
    Ok(Some(record.sum().to_owned()))
}

/// Limits a query to the articles of a record.
pub(crate) fn limited(path: &Path, engine: &dyn Engine, query: Query) -> Result<Query, CliError> {
    let record = read(path)?;
    let limited = as_of(engine, &record, query)?;
    let (query, gone) = limited.ok_or_else(|| {
        CliError::usage(format!("{} does not list its articles", path.display()))
            .hint("a record that is made without --no-corpus does".to_owned())
    })?;
    if gone > 0 {
        let what = counted(gone, "article of the record is", "articles of the record are");
        say(&format!("note: {what} not there any more as it was"));
    }
    Ok(query)
}

fn check(args: &VerifyRecordArgs) -> Result<Exit, CliError> {
    let record = read(&args.file)?;
    let engine = open_to_ask(args.index.index.as_deref())?.searcher()?;
    let differences = verify(&engine, &record)?;
    to_stdout(|out| {
        for difference in &differences {
            if args.json {
                writeln!(out, "{}", serde_json::to_string(difference).unwrap_or_default())?;
            } else {
                writeln!(out, "{}", safe(&sentence(difference)))?;
            }
        }
        if !args.json && differences.is_empty() {
            writeln!(out, "the same: {}, fingerprint {}", extent(&record), record.corpus.fingerprint)?;
        }
        Ok(())
    })?;
    Ok(if differences.is_empty() { Exit::Found } else { Exit::Nothing })
}

/// How much a record holds.
fn extent(record: &AnswerRecord) -> String {
    let parts: Vec<&Part> = record.parts().collect();
    match parts.as_slice() {
        [one] => match one.answer.quotations {
            Some(quotations) => counted(quotations, "quotation", "quotations"),
            None => counted(one.answer.articles, "article", "articles"),
        },
        several => counted(several.len() as u64, "question", "questions"),
    }
}

/// A difference for people.
fn sentence(difference: &Difference) -> String {
    let mark = |in_answer: bool| if in_answer { ", in the answer" } else { "" };
    let of = |id: &Option<Value>| match id {
        Some(Value::String(id)) => format!(" of {id}"),
        Some(id) => format!(" of {id}"),
        None => String::new(),
    };
    match difference {
        Difference::Added { id, in_answer } => format!("added: {id}{}", mark(*in_answer)),
        Difference::Gone { id, content, in_answer } => {
            let id = id.clone().unwrap_or_else(|| format!("an article with the content {content}"));
            format!("gone: {id}{}", mark(*in_answer))
        }
        Difference::Edited { id, in_answer, .. } => format!("edited: {id}{}", mark(*in_answer)),
        Difference::Query { query_id, before, after } => {
            format!("query{}: was read as `{before}`, is read as `{after}`", of(query_id))
        }
        Difference::Names { query_id, before, after } => {
            format!("names{}: were {}; are {}", of(query_id), before.join("; "), after.join("; "))
        }
        Difference::Answer { query_id, before, after } => {
            let (before, after) =
                (counted(*before, "article", "articles"), counted(*after, "article", "articles"));
            format!(
                "answer{}: not that of the record, which lists no articles; it was {before}, it is {after}",
                of(query_id)
            )
        }
        Difference::Version { query_id, before, after, articles } => {
            let found = if articles.is_empty() {
                String::new()
            } else {
                format!(": finds {} otherwise", articles.join(", "))
            };
            format!("version{}: {before}; now {after}{found}", of(query_id))
        }
    }
}

fn show(args: &ShowRecordArgs) -> Result<Exit, CliError> {
    let record = read(&args.file)?;
    if !args.bibtex && !args.csl {
        to_stdout(|out| methods(&record).lines().try_for_each(|line| writeln!(out, "{}", safe(line))))?;
        return Ok(Exit::Found);
    }
    if record.parts().any(|it| it.answer.hits.is_none()) {
        return Err(CliError::usage(format!("{} does not list what was found", args.file.display()))
            .hint("--record-limit says how many articles a record lists".to_owned()));
    }
    let hits: Vec<&HitRecord> = record.parts().flat_map(|it| it.answer.hits.iter().flatten()).collect();
    // An article that answers several questions of a batch is one reference.
    let mut seen = HashSet::new();
    let ids: Vec<ArticleId> =
        hits.iter().filter(|it| seen.insert(&it.id)).filter_map(|it| ArticleId::new(&it.id)).collect();
    let engine = open_to_ask(args.index.index.as_deref())?.searcher()?;
    let mut articles: Vec<Article> = Vec::new();
    for id in &ids {
        articles.extend(engine.article(id)?);
    }
    let text = if args.bibtex { bibtex(&articles) } else { csl(&articles) };
    to_stdout(|out| out.write_all(text.as_bytes()))?;
    if let Some(what) = missing(ids.len(), articles.len()) {
        say(&format!("note: {what}"));
    }
    Ok(Exit::Found)
}
