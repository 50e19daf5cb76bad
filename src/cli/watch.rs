//! `newsgrep watch`: standing questions, and what is new for them.

mod book;
mod rested;
mod run;
mod tell;

use std::io::Read;
use std::path::Path;

use newsgrep::query::describe;
use newsgrep::render::Format;
use newsgrep::render::screen::{counted, safe};
use newsgrep::render::writer::View;
use newsgrep::request::{Limit, Problem, RequestObject};
use newsgrep::search::Engine;
use newsgrep::watch::import;
use newsgrep::watch::{Copies, FileTarget, Watch, WatchName};

use crate::cli::args::{AddArgs, ImportArgs, ListArgs, NamedArgs, TestArgs, WatchArgs, WatchCommand};
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
pub(super) use crate::cli::watch::book::write_whole;
use crate::cli::watch::book::{Shelf, no_name};
use crate::cli::watch::rested::Rested;
use crate::cli::{Exit, STREAM, say, terminal, to_stdout, today};

/// Does what is asked of watches.
pub(crate) fn run(args: &WatchArgs) -> Result<Exit, CliError> {
    match &args.command {
        WatchCommand::Add(args) => add(args),
        WatchCommand::List(args) => list(args),
        WatchCommand::Show(args) => show(args),
        WatchCommand::Test(args) => test(args),
        WatchCommand::Run(args) => run::run(args),
        WatchCommand::Remove(args) => remove(args),
        WatchCommand::Import(args) => import(args),
    }
}

fn name(text: &str) -> Result<WatchName, CliError> {
    WatchName::new(text).ok_or_else(|| no_name(text))
}

/// The places that are named by words such as `atom:FILE`.
fn targets(words: &[String]) -> Result<Vec<FileTarget>, CliError> {
    let read = |word: &String| FileTarget::read(word).map_err(|error| CliError::from(Problem::from(error)));
    words.iter().map(read).collect()
}

fn add(args: &AddArgs) -> Result<Exit, CliError> {
    let request = RequestObject { query: vec![args.query.clone()], ..args.request.object.clone() };
    request.ask(today()?)?;
    let mut watch = Watch::new(name(&args.name)?, request);
    (watch.edits, watch.tell) = (args.edits, targets(&args.tell)?);
    watch.copies = if args.no_group { Copies::Apart } else { Copies::Together };
    let path = Shelf::of(&args.place)?.write(&watch, args.replace)?;
    say(&format!("kept as {}", safe(&path.display().to_string())));
    Ok(Exit::Found)
}

/// The watch of this name, as its file has it.
fn read(shelf: &Shelf, name: WatchName) -> Result<(Watch, String), CliError> {
    let path = shelf.file(&name);
    let text = shelf.text(&name)?;
    let watch = Watch::read(name, &text).map_err(|error| {
        let place =
            error.at.map_or(String::new(), |(line, column)| format!(", line {line}, column {column}"));
        CliError::from(*error.problem).before(&format!("{}{place}", path.display()))
    })?;
    Ok((watch, text))
}

fn list(args: &ListArgs) -> Result<Exit, CliError> {
    let shelf = Shelf::of(&args.place)?;
    let rested = Rested::read(&shelf);
    let mut rows = Vec::new();
    for name in shelf.names()? {
        let watch = read(&shelf, name.clone());
        let (mut ledger, bytes) = shelf.look(&name)?;
        rested.wake(&name, bytes, &mut ledger);
        let query = watch.as_ref().ok().and_then(|(watch, _)| watch.request.text());
        let error = watch.err().map(|it| it.to_string());
        let last = ledger.run.as_ref().map(|it| it.at.clone());
        let owed: usize = ledger.owed.values().map(Vec::len).sum();
        rows.push((name, query, ledger.told(), last, owed, error));
    }
    to_stdout(|out| {
        for (name, query, told, last, owed, error) in &rows {
            if args.json {
                let row = serde_json::json!({"type": "watch", "v": newsgrep::render::json::VERSION, "watch": name.as_str(),
                    "query": query, "told": told, "last": last, "owed": owed, "error": error});
                writeln!(out, "{row}")?;
                continue;
            }
            let what = query.as_deref().or(error.as_deref()).unwrap_or("");
            let last = last.as_deref().unwrap_or("never run");
            writeln!(out, "{name}  {}  {last}  {}", counted(*told as u64, "told", "told"), safe(what))?;
            if *owed > 0 {
                writeln!(out, "  {} could not be told yet", counted(*owed as u64, "article", "articles"))?;
            }
        }
        Ok(())
    })?;
    Ok(if rows.is_empty() { Exit::Nothing } else { Exit::Found })
}

fn show(args: &NamedArgs) -> Result<Exit, CliError> {
    let shelf = Shelf::of(&args.place)?;
    let text = shelf.text(&name(&args.name)?)?;
    to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Found)
}

fn test(args: &TestArgs) -> Result<Exit, CliError> {
    let shelf = Shelf::of(&args.place)?;
    let (mut watch, _) = read(&shelf, name(&args.name)?)?;
    watch.request.limit.get_or_insert(Limit::Hits(5));
    let asked = watch.request.ask(today()?)?;
    let engine = open_to_ask(args.place.index.index.as_deref())?.searcher()?;
    let page = engine.search(&asked.request)?;
    let screen = terminal::screen(args.colour.colour);
    let view = View { query: &asked.text, fields: &asked.fields, screen: &screen, record: None };
    let writer = Format::Text.writer(view);
    let tree = describe(&asked.request.query, &mut |_| None);
    to_stdout(|out| {
        writer.explanation(&asked.request.query.to_string(), &tree, out)?;
        writer.hits(&page, out)
    })?;
    let ledger = shelf.look(&watch.name)?.0;
    say(&format!(
        "{} in the index; {} by the watch so far",
        counted(page.articles, "article matches", "articles match"),
        counted(ledger.told() as u64, "told", "told")
    ));
    Ok(if page.articles.number() > 0 { Exit::Found } else { Exit::Nothing })
}

fn remove(args: &NamedArgs) -> Result<Exit, CliError> {
    Shelf::of(&args.place)?.remove(&name(&args.name)?)?;
    Ok(Exit::Found)
}

fn import(args: &ImportArgs) -> Result<Exit, CliError> {
    let failed = |error| CliError::file("read", &args.file, error);
    let bytes = if args.file == Path::new(STREAM) {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(failed)?;
        bytes
    } else {
        std::fs::read(&args.file).map_err(failed)?
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| CliError::usage(format!("{} is no text in UTF-8", args.file.display())))?;
    let shelf = Shelf::of(&args.place)?;
    let (mut kept, mut wrong) = (0u64, 0u64);
    for (line, watch) in import::read(&text).map_err(|error| CliError::usage(error.to_string()))? {
        let checked = watch.and_then(|watch| match watch.request.ask(today_or_epoch()) {
            Ok(_) => Ok(watch),
            Err(problem) => {
                let query = watch.request.query.first().map_or("", String::as_str);
                let before = text.lines().nth(line - 1).and_then(|it| it.find(query)).unwrap_or(0);
                let at = problem.at.map_or(0, |it| it.start());
                let shown = text.lines().nth(line - 1).and_then(|it| it.get(..before + at)).unwrap_or("");
                Err(format!("column {}: {problem}", shown.chars().count() + 1))
            }
        });
        let done =
            checked.and_then(|watch| shelf.write(&watch, args.replace).map_err(|error| error.to_string()));
        match done {
            Ok(_) => kept += 1,
            Err(error) => {
                wrong += 1;
                say(&format!("newsgrep: {}, line {line}: {}", args.file.display(), safe(&error)));
            }
        }
    }
    say(&format!("{} kept", counted(kept, "watch", "watches")));
    Ok(if wrong > 0 {
        Exit::Broken
    } else if kept > 0 {
        Exit::Found
    } else {
        Exit::Nothing
    })
}

/// Today; whether a query can be read does not depend on the day.
fn today_or_epoch() -> newsgrep::date::Day {
    today().unwrap_or_else(|_| newsgrep::date::Day::from_number(0).expect("the first of 1970 is a day"))
}
