//! `newsgrep watch`: standing questions, and what is new for them.

mod book;
mod rested;
mod run;
mod tell;

use std::io::Read;
use std::path::Path;

#[cfg(any(feature = "server", feature = "mcp"))]
use newsgrep::index::Index;
use newsgrep::query::describe;
use newsgrep::render::Format;
use newsgrep::render::screen::{counted, safe};
use newsgrep::render::writer::View;
use newsgrep::request::{Limit, Problem, RequestObject};
use newsgrep::search::Engine;
#[cfg(any(feature = "server", feature = "mcp"))]
use newsgrep::watch::Keeping;
use newsgrep::watch::import;
use newsgrep::watch::{Copies, FileTarget, Shelf, Watch, WatchName};

use crate::cli::args::{AddArgs, ImportArgs, ListArgs, NamedArgs, TestArgs, WatchArgs, WatchCommand};
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
use crate::cli::watch::book::{no_name, shelf_of};
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

/// The watches beside an index, for the interfaces: those of the folder that is named in the environment, if one is.
#[cfg(any(feature = "server", feature = "mcp"))]
pub(crate) fn keeping(index: &Index) -> Keeping {
    let shelf = match std::env::var_os("NEWSGREP_WATCHES").filter(|it| !it.is_empty()) {
        Some(dir) => Shelf { watches: dir.clone().into(), state: dir.into() },
        None => Shelf::beside(index.dir()),
    };
    Keeping { shelf, now: || jiff::Timestamp::now().to_string() }
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
    let path = shelf_of(&args.place)?.write(&watch, args.replace)?;
    say(&format!("kept as {}", safe(&path.display().to_string())));
    Ok(Exit::Found)
}

/// The names of all watches; files that are none are named.
fn names(shelf: &Shelf) -> Result<Vec<WatchName>, CliError> {
    let names = shelf.names()?;
    for path in &names.passed_over {
        say(&format!("newsgrep: passed over: {}", no_name(&path.display().to_string())));
    }
    Ok(names.names)
}

fn list(args: &ListArgs) -> Result<Exit, CliError> {
    let shelf = shelf_of(&args.place)?;
    let rested = Rested::read(&shelf);
    let mut rows = Vec::new();
    for name in names(&shelf)? {
        let watch = shelf.read(&name);
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
    let shelf = shelf_of(&args.place)?;
    let text = shelf.text(&name(&args.name)?)?;
    to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Found)
}

fn test(args: &TestArgs) -> Result<Exit, CliError> {
    let shelf = shelf_of(&args.place)?;
    let (mut watch, _) = shelf.read(&name(&args.name)?)?;
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
    book::remove(&shelf_of(&args.place)?, &name(&args.name)?)?;
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
    let shelf = shelf_of(&args.place)?;
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
        let done = checked.and_then(|watch| {
            shelf.write_one_of_many(&watch, args.replace).map_err(|error| error.to_string())
        });
        match done {
            Ok(_) => kept += 1,
            Err(error) => {
                wrong += 1;
                say(&format!("newsgrep: {}, line {line}: {}", args.file.display(), safe(&error)));
            }
        }
    }
    if kept > 0 {
        sync(&shelf.watches).map_err(|error| CliError::file("write", &shelf.watches, error))?;
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

/// Brings the files of a folder to disk, all at once where the system can.
#[cfg(target_os = "linux")]
fn sync(dir: &Path) -> std::io::Result<()> {
    Ok(rustix::fs::syncfs(std::fs::File::open(dir)?)?)
}

/// Brings the files of a folder to disk.
#[cfg(not(target_os = "linux"))]
fn sync(dir: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_file() {
            std::fs::OpenOptions::new().write(true).open(path)?.sync_all()?;
        }
    }
    Ok(())
}

/// Today; whether a query can be read does not depend on the day.
fn today_or_epoch() -> newsgrep::date::Day {
    today().unwrap_or_else(|_| newsgrep::date::Day::from_number(0).expect("the first of 1970 is a day"))
}
