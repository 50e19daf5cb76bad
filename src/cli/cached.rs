//! `newsgrep cache list|clear`: the indexes that were made for questions about paths that no index holds.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use newsgrep::index::Index;
use newsgrep::render::screen::{counted, safe};
use newsgrep::search::Engine;
use serde::Serialize;

use crate::cli::args::{CacheArgs, CacheCommand, ClearCacheArgs};
use crate::cli::cache::{Remembered, cache_folder, note_of};
use crate::cli::error::CliError;
use crate::cli::{Exit, say, to_stdout};

/// Lists or removes them.
pub(crate) fn run(args: &CacheArgs) -> Result<Exit, CliError> {
    match &args.command {
        CacheCommand::List(args) => list(args.json),
        CacheCommand::Clear(args) => clear(args),
    }
}

/// An index in the cache.
#[derive(Debug, Serialize)]
struct Kept {
    index: PathBuf,
    /// `None` where it cannot be opened.
    articles: Option<u64>,
    bytes: u64,
    /// Days since it was asked.
    unused_days: u64,
    /// In which folder which paths were asked; `None` where that is not known.
    #[serde(flatten)]
    asked: Option<Remembered>,
}

/// Every index in the cache, the last one asked first.
fn all() -> Result<Vec<Kept>, CliError> {
    let folder = cache_folder()?;
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| CliError::file("read", &folder, error))?,
    };
    let mut kept = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        let index = entry.path();
        if !Index::is_at(&index) {
            continue;
        }
        let articles =
            Index::open(&index).ok().and_then(|it| it.searcher().ok()).and_then(|it| it.articles().ok());
        let note = note_of(&index);
        let asked = fs::read(&note).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let used = fs::metadata(if note.is_file() { &note } else { &index }).and_then(|it| it.modified());
        let unused = used.ok().and_then(|it| SystemTime::now().duration_since(it).ok()).unwrap_or_default();
        let bytes = size(&index);
        kept.push((unused, Kept { articles, bytes, unused_days: unused.as_secs() / DAY, asked, index }));
    }
    kept.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.index.cmp(&b.1.index)));
    Ok(kept.into_iter().map(|it| it.1).collect())
}

const DAY: u64 = Duration::from_hours(24).as_secs();

fn list(as_json: bool) -> Result<Exit, CliError> {
    let kept = all()?;
    to_stdout(|out| {
        for it in &kept {
            if as_json {
                writeln!(out, "{}", serde_json::to_string(it)?)?;
                continue;
            }
            let articles = it
                .articles
                .map_or("cannot be opened".to_owned(), |articles| counted(articles, "article", "articles"));
            let paths = it.asked.as_ref().map_or("paths unknown".to_owned(), Remembered::shown);
            let used = match it.unused_days {
                0 => "today".to_owned(),
                days => format!("{} ago", counted(days, "day", "days")),
            };
            writeln!(out, "{}  {}, {articles}, asked {used}", safe(&paths), megabytes(it.bytes))?;
            writeln!(out, "  {}", safe(&it.index.display().to_string()))?;
        }
        Ok(())
    })?;
    if !as_json {
        say(&total(&kept, "in the cache"));
    }
    Ok(if kept.is_empty() { Exit::Nothing } else { Exit::Found })
}

fn clear(args: &ClearCacheArgs) -> Result<Exit, CliError> {
    let mut removed = Vec::new();
    for it in all()? {
        if args.unused.is_some_and(|days| it.unused_days < days) {
            continue;
        }
        if let Ok(index) = Index::open(&it.index)
            && let Err(error) = index.check_unlocked()
        {
            say(&format!("note: {}, and stays", safe(&error.to_string())));
            continue;
        }
        fs::remove_dir_all(&it.index).map_err(|error| CliError::file("remove", &it.index, error))?;
        // Those of earlier versions have none.
        let _ = fs::remove_file(note_of(&it.index));
        removed.push(it);
    }
    to_stdout(|out| writeln!(out, "{}", total(&removed, "removed")))?;
    Ok(if removed.is_empty() { Exit::Nothing } else { Exit::Found })
}

fn total(kept: &[Kept], what: &str) -> String {
    let bytes = kept.iter().map(|it| it.bytes).sum();
    format!("{} {what}, {}", counted(kept.len() as u64, "index", "indexes"), megabytes(bytes))
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// The bytes of all files below a folder.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries
        .map(|entry| match entry.metadata() {
            Ok(it) if it.is_dir() => size(&entry.path()),
            Ok(it) => it.len(),
            Err(_) => 0,
        })
        .sum()
}
