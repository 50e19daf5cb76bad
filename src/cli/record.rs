//! `newsgrep record`: records of answers, and whether they still hold.

use std::path::Path;

use newsgrep::article::{Article, ArticleId};
use newsgrep::query::Query;
use newsgrep::render::screen::{counted, safe};
use newsgrep::repeat::{
    AnswerRecord, Difference, RecordSettings, as_of, bibtex, csl, methods, missing, record, verify,
};
use newsgrep::request::RequestObject;
use newsgrep::search::Engine;

use crate::cli::args::{RecordArgs, RecordCommand, SearchArgs, ShowRecordArgs, VerifyRecordArgs};
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
use crate::cli::watch::write_whole;
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

/// Records the answer to a search where that was asked for; `within` are its paths as places give them.
pub(crate) fn keep(
    args: &SearchArgs,
    engine: &dyn Engine,
    asked: RequestObject,
    within: &[String],
) -> Result<(), CliError> {
    let Some(path) = &args.record else { return Ok(()) };
    let question = RequestObject { paths: within.to_vec(), ..asked };
    let settings = RecordSettings { corpus: !args.no_corpus, limit: args.record_limit };
    let made = jiff::Timestamp::now().to_string();
    let record = record(engine, &question, today()?, &made, settings)?;
    write_whole(path, record.write().as_bytes()).map_err(|error| CliError::file("write", path, error))
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
            let articles = counted(record.answer.articles, "article", "articles");
            writeln!(out, "the same: {articles}, fingerprint {}", record.corpus.fingerprint)?;
        }
        Ok(())
    })?;
    Ok(if differences.is_empty() { Exit::Found } else { Exit::Nothing })
}

/// A difference for people.
fn sentence(difference: &Difference) -> String {
    let mark = |in_answer: bool| if in_answer { ", in the answer" } else { "" };
    match difference {
        Difference::Added { id, in_answer } => format!("added: {id}{}", mark(*in_answer)),
        Difference::Gone { id, content, in_answer } => {
            let id = id.clone().unwrap_or_else(|| format!("an article with the content {content}"));
            format!("gone: {id}{}", mark(*in_answer))
        }
        Difference::Edited { id, in_answer, .. } => format!("edited: {id}{}", mark(*in_answer)),
        Difference::Query { before, after } => format!("query: was read as `{before}`, is read as `{after}`"),
        Difference::Names { before, after } => {
            format!("names: were {}; are {}", before.join("; "), after.join("; "))
        }
        Difference::Version { before, after, articles } => {
            let found = if articles.is_empty() {
                String::new()
            } else {
                format!(": finds {} otherwise", articles.join(", "))
            };
            format!("version: {before}; now {after}{found}")
        }
    }
}

fn show(args: &ShowRecordArgs) -> Result<Exit, CliError> {
    let record = read(&args.file)?;
    if !args.bibtex && !args.csl {
        to_stdout(|out| writeln!(out, "{}", safe(&methods(&record))))?;
        return Ok(Exit::Found);
    }
    let Some(hits) = &record.answer.hits else {
        return Err(CliError::usage(format!("{} does not list what was found", args.file.display()))
            .hint("--record-limit says how many articles a record lists".to_owned()));
    };
    let engine = open_to_ask(args.index.index.as_deref())?.searcher()?;
    let mut articles: Vec<Article> = Vec::new();
    for id in hits.iter().filter_map(|it| ArticleId::new(&it.id)) {
        articles.extend(engine.article(&id)?);
    }
    let text = if args.bibtex { bibtex(&articles) } else { csl(&articles) };
    to_stdout(|out| out.write_all(text.as_bytes()))?;
    if let Some(what) = missing(hits.len(), articles.len()) {
        say(&format!("note: {what}"));
    }
    Ok(Exit::Found)
}
