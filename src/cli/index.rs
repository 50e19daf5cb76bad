//! `newsgrep index PATH...`: brings an index up to date with files and folders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use newsgrep::extract::ExtractSettings;
use newsgrep::index::{Index, IndexError, WriterSettings};
use newsgrep::readers::ReadSettings;
use newsgrep::render::screen::{counted, safe};
use newsgrep::update::{Compare, Mode, Unreachable, UpdateReport, UpdateSettings, catalog, rebuild};

use crate::cli::args::{UpdateArgs, field_map};
use crate::cli::error::CliError;
use crate::cli::left_out::{not_read, passed_over};
use crate::cli::locate::DEFAULT_DIR;
use crate::cli::owner::is_ours;
use crate::cli::update::{bring_up_to_date, threads};
use crate::cli::{Exit, STREAM, say, stop, to_stdout, today};

/// How many rejects are named unless all are asked for.
const NAMED: usize = 10;
/// How long to wait for another process before asking again.
const PATIENCE: Duration = Duration::from_millis(200);

/// Indexes, and says what became of every record.
pub(crate) fn run(args: &UpdateArgs) -> Result<Exit, CliError> {
    let dir = args.index.index.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_DIR));
    if args.index.index.is_none() && Index::is_at(&dir) && !is_ours(&dir) {
        return Err(CliError::of_another_user(&dir));
    }
    let stop = Arc::default();
    if args.rebuild {
        return patiently(args, &stop, || rebuild_from_stored(&dir, args.memory));
    }
    if args.paths.is_empty() {
        if args.rejected {
            return list_rejected(&dir);
        }
        return Err(CliError::usage("which files and folders?").hint("newsgrep index PATH...".to_owned()));
    }
    let map = field_map(&args.map)?;
    let settings = UpdateSettings {
        read: ReadSettings { max_size: args.max_size, format: args.read_as, mapped: map.columns() },
        extract: ExtractSettings { today: today()?, map, dates: args.dates },
        memory: usize::try_from(args.memory).unwrap_or(usize::MAX),
        threads: args.threads.unwrap_or_else(threads),
        keep: args.keep_versions.map(Into::into),
        ids: args.ids.map(Into::into),
        // A range reaches what was read before, too.
        compare: if args.check || args.dates.is_some() { Compare::Contents } else { Compare::Stamps },
        unreachable: if args.prune { Unreachable::Prune } else { Unreachable::Keep },
        mode: if args.dry_run { Mode::DryRun } else { Mode::Write },
    };
    stop::on_signal(&stop);
    let report = match (args.dry_run, Index::is_at(&dir)) {
        (_, true) => {
            let index = Index::open(&dir)?;
            patiently(args, &stop, || {
                bring_up_to_date(&index, &args.paths, &settings, &stop, Some(tell_before_prune))
            })?
        }
        (false, false) => {
            let index = patiently(args, &stop, || Ok(open_or_create(&dir)?))?;
            patiently(args, &stop, || {
                bring_up_to_date(&index, &args.paths, &settings, &stop, Some(tell_before_prune))
            })?
        }
        // What would become of everything in an index that is not made.
        (true, false) => {
            // Made under a name that nobody knows, for this user alone, and removed at the end.
            let nowhere = tempfile::Builder::new()
                .prefix("newsgrep-dry-run-")
                .tempdir()
                .map_err(|error| CliError::file("make a folder in", &std::env::temp_dir(), error))?;
            let index = Index::create(nowhere.path())?;
            bring_up_to_date(&index, &args.paths, &settings, &stop, Some(tell_before_prune))?
        }
    };
    tell(args, &report)?;
    Ok(Exit::Found)
}

fn tell_before_prune(articles: u64) {
    let articles = counted(articles, "article", "articles");
    say(&format!("taking out {articles} of what is missing or cannot be read"));
}

/// Updates the index; with `--wait` tries again while another process writes it.
fn patiently<T>(
    args: &UpdateArgs,
    stop: &AtomicBool,
    mut work: impl FnMut() -> Result<T, CliError>,
) -> Result<T, CliError> {
    let mut told = false;
    loop {
        match work() {
            Err(error) if args.wait && error.is_locked() && !stop.load(Ordering::Relaxed) => {
                if !told {
                    say("another process writes the index; waiting until it is done");
                    told = true;
                }
                std::thread::sleep(PATIENCE);
            }
            done => return done,
        }
    }
}

/// The index, made when it is missing. Another process may make it at the same time.
fn open_or_create(dir: &Path) -> Result<Index, IndexError> {
    match Index::create(dir) {
        Err(IndexError::Exists { .. }) => Index::open(dir),
        made => made,
    }
}

/// Rebuilds the index from the articles stored in it.
fn rebuild_from_stored(dir: &Path, memory: u64) -> Result<Exit, CliError> {
    let memory = usize::try_from(memory).unwrap_or(usize::MAX);
    let report = rebuild(dir, WriterSettings { memory })?;
    for lost in &report.lost {
        say(&format!("lost: {}", safe(lost)));
    }
    for notice in &report.notices {
        say(&format!("note: {}", safe(notice)));
    }
    to_stdout(|out| writeln!(out, "rebuilt: {} saved, {} lost", report.saved, report.lost_articles))?;
    if report.lost.is_empty() {
        return Ok(Exit::Found);
    }
    say("hint: newsgrep index PATH reads what is lost again, where its files are still there");
    Err(CliError::told())
}

/// Rejects and what was passed over on standard error, the counts as the last line of the answer.
fn tell(args: &UpdateArgs, report: &UpdateReport) -> Result<(), CliError> {
    let named = if args.rejected { usize::MAX } else { NAMED };
    let mut rejects = report.rejects();
    for reject in rejects.by_ref().take(named) {
        say(&format!("rejected: {}", safe(&reject.to_string())));
    }
    let more = rejects.count();
    if more > 0 {
        say(&format!("… {more} more (newsgrep index --rejected lists them)"));
    }
    if report.rejects().any(|it| it.reason.starts_with("same id as ")) {
        say("hint: --ids per-file keeps the articles of both files, under ids that name their file");
    }
    if !args.prune && report.rejects().any(|it| it.reason.starts_with("unreadable:")) {
        say("hint: articles of what cannot be read or is missing stay; --prune takes them out");
    }
    // Rejects were told with their reasons.
    let rejected: BTreeSet<&str> = report.rejects().map(|it| it.file).collect();
    for path in report.unread.iter().filter(|it| !rejected.contains(it.as_str())) {
        say(&format!("newsgrep: {} is not read", safe(path)));
    }
    if !report.kinds.is_empty() {
        say(&not_read(&report.kinds));
    }
    for (path, kinds) in report.passed_over.iter().take(named) {
        say(&passed_over(path, kinds));
    }
    if report.removed > 0 {
        say(&format!("removed {} whose files are gone", counted(report.removed, "article", "articles")));
    }
    if report.kept > 0 {
        say(&format!(
            "kept {} of what was edited",
            counted(report.kept, "earlier wording", "earlier wordings")
        ));
    }
    if report.stopped {
        let place = report.stopped_at.as_ref().map(|it| format!(" at {}", safe(&it.to_string())));
        say(&format!(
            "stopped{}; what was read is kept, and the same command goes on from there",
            place.unwrap_or_default()
        ));
    }
    to_stdout(|out| {
        writeln!(
            out,
            "{}indexed {}, replaced {}, unchanged {}, duplicates {}, rejected {}",
            if args.dry_run { "dry run: " } else { "" },
            report.indexed,
            report.replaced,
            report.unchanged,
            report.duplicates,
            report.rejected
        )
    })?;
    if report.rejected > 0 || report.stopped || !report.unread.is_empty() {
        return Err(CliError::told());
    }
    Ok(())
}

/// The rejects of the last run, as the index remembers them.
fn list_rejected(dir: &Path) -> Result<Exit, CliError> {
    let catalog = catalog(&Index::open(dir)?)?;
    let mut count = 0u64;
    to_stdout(|out| {
        for reject in catalog.rejects() {
            count += 1;
            write!(out, "{}", safe(&reject.place.to_string()))?;
            if let Some(line) = reject.line {
                write!(out, " (line {line})")?;
            }
            writeln!(out, ": {}", safe(&reject.reason))?;
        }
        Ok(())
    })?;
    // Below no path in particular: everything.
    let kinds = catalog.skipped.below(&[String::new(), STREAM.to_owned()]);
    if !kinds.is_empty() {
        say(&not_read(&kinds));
    }
    Ok(if count > 0 || !kinds.is_empty() { Exit::Found } else { Exit::Nothing })
}
