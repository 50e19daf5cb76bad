//! `newsgrep index PATH...`: brings an index up to date with files and folders.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use newsgrep::extract::ExtractSettings;
use newsgrep::index::{Index, IndexError, WriterSettings};
use newsgrep::readers::{ReadSettings, Walked, walk};
use newsgrep::render::screen::{counted, safe};
use newsgrep::update::{
    Input, Mode, Progress, UpdateReport, UpdateSettings, catalog, rebuild, unchanged, update,
};

use crate::cli::args::{UpdateArgs, field_map};
use crate::cli::error::CliError;
use crate::cli::locate::DEFAULT_DIR;
use crate::cli::{Exit, STREAM, allocator, say, stop, terminal, to_stdout, today};

/// Rejects that are named unless all are asked for.
const NAMED: usize = 10;
/// Memory in bytes, unless told otherwise.
pub(crate) const DEFAULT_MEMORY: usize = 384 << 20;
/// How often the bar moves.
const TICK: Duration = Duration::from_millis(100);
/// How long to wait for another process before asking again.
const PATIENCE: Duration = Duration::from_millis(200);

/// Indexes, and says what became of every record.
pub(crate) fn run(args: &UpdateArgs) -> Result<Exit, CliError> {
    allocator::give_memory_back();
    let dir = args.index.index.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_DIR));
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
    let settings = UpdateSettings {
        read: ReadSettings { max_size: args.max_size, format: args.read_as },
        extract: ExtractSettings { today: today()?, map: field_map(&args.map)? },
        memory: usize::try_from(args.memory).unwrap_or(usize::MAX),
        threads: args.threads.unwrap_or_else(threads),
        keep: args.keep_versions.map(Into::into),
        mode: if args.dry_run { Mode::DryRun } else { Mode::Write },
    };
    stop::on_signal(&stop);
    let report = match (args.dry_run, Index::is_at(&dir)) {
        (_, true) => {
            let index = Index::open(&dir)?;
            patiently(args, &stop, || bring_up_to_date(&index, &args.paths, &settings, &stop))?
        }
        (false, false) => {
            let index = patiently(args, &stop, || Ok(open_or_create(&dir)?))?;
            patiently(args, &stop, || bring_up_to_date(&index, &args.paths, &settings, &stop))?
        }
        // What would become of everything in an index that is not made.
        (true, false) => {
            let nowhere = std::env::temp_dir().join(format!("newsgrep-dry-run-{}", std::process::id()));
            let report = Index::create(&nowhere)
                .map_err(CliError::from)
                .and_then(|index| bring_up_to_date(&index, &args.paths, &settings, &stop));
            // A folder that stays behind in the folder for such is no trouble.
            let _ = std::fs::remove_dir_all(&nowhere);
            report?
        }
    };
    tell(args, &report)?;
    Ok(Exit::Found)
}

/// Does it, and when another process writes and `--wait` says so, again and again until it is done.
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

/// The index, made when it is missing. Somebody else may make it in between.
fn open_or_create(dir: &Path) -> Result<Index, IndexError> {
    match Index::create(dir) {
        Err(IndexError::Exists { .. }) => Index::open(dir),
        made => made,
    }
}

/// Makes the index anew from the articles stored in it.
fn rebuild_from_stored(dir: &Path, memory: u64) -> Result<Exit, CliError> {
    let memory = usize::try_from(memory).unwrap_or(usize::MAX);
    let report = rebuild(dir, WriterSettings { memory })?;
    for lost in &report.lost {
        say(&format!("lost: {}", safe(lost)));
    }
    for notice in &report.notices {
        say(&format!("note: {}", safe(notice)));
    }
    to_stdout(|out| writeln!(out, "rebuilt: {} saved, {} lost", report.saved, report.lost.len()))?;
    if report.lost.is_empty() {
        return Ok(Exit::Found);
    }
    say("hint: newsgrep index PATH reads what is lost again, where its files are still there");
    Err(CliError::told())
}

/// An index in the cache as the files are now, made when it is missing.
pub(super) fn cached(dir: &Path, paths: &[PathBuf]) -> Result<Index, CliError> {
    let index = match if Index::is_at(dir) { Index::open(dir) } else { Index::create(dir) } {
        // Whatever is in the cache can be made again of the files.
        Err(IndexError::RebuildNeeded { .. }) => {
            std::fs::remove_dir_all(dir).map_err(|error| CliError::file("remove", dir, error))?;
            Index::create(dir)?
        }
        opened => opened?,
    };
    if let [path] = paths
        && path.as_os_str() != STREAM
        && let Ok(Some(as_it_was)) = unchanged(&index, path)
    {
        tell_of_rejected(as_it_was.rejected);
        return Ok(index);
    }
    let settings = UpdateSettings {
        read: ReadSettings::default(),
        extract: ExtractSettings { today: today()?, map: field_map(&[])? },
        memory: DEFAULT_MEMORY,
        threads: threads(),
        keep: None,
        mode: Mode::Write,
    };
    match bring_up_to_date(&index, paths, &settings, &Arc::default()) {
        Ok(report) => tell_of_rejected(report.rejected),
        // Somebody else brings it up to date: what stands in it answers.
        Err(error) if error.is_locked() => return Ok(index),
        Err(error) => return Err(error),
    }
    // Opened anew: an open index may answer from the state that it was opened in.
    Ok(Index::open(dir)?)
}

fn tell_of_rejected(rejected: u64) {
    if rejected > 0 {
        let records = counted(rejected, "record was", "records were");
        say(&format!("note: {records} rejected (newsgrep index --dry-run with these paths tells why)"));
    }
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn bring_up_to_date(
    index: &Index,
    paths: &[PathBuf],
    settings: &UpdateSettings,
    stop: &Arc<AtomicBool>,
) -> Result<UpdateReport, CliError> {
    let (streams, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| path.as_os_str() == STREAM);
    let stream: Option<Box<dyn Read + Send>> = match streams.is_empty() {
        true => None,
        false => Some(Box::new(io::stdin())),
    };
    let progress = Progress { stop: Arc::clone(stop), ..Progress::default() };
    if !terminal::somebody_reads_along() {
        return Ok(update(index, Input { paths, stream }, settings, &progress)?);
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (progress, done, walked) = (&progress, &done, paths.clone());
        let total = Arc::new(AtomicU64::new(0));
        let counted = total.clone();
        scope.spawn(move || {
            let files = walk(&walked)
                .take_while(|_| !done.load(Ordering::Relaxed))
                .filter(|it| matches!(it, Walked::File(_)));
            counted.store(files.count() as u64, Ordering::Relaxed);
        });
        scope.spawn(move || show(progress, &total, done));
        let report = update(index, Input { paths, stream }, settings, progress);
        done.store(true, Ordering::Relaxed);
        Ok(report?)
    })
}

/// Moves a bar on standard error until it is done. Short runs never show one.
fn show(progress: &Progress, total: &AtomicU64, done: &AtomicBool) {
    const COUNTING: &str = "reading  {pos} files   {msg}   {elapsed_precise}";
    const KNOWN: &str = "reading  {bar:30}  {pos} of {len} files   {msg}   {elapsed_precise}";
    let style = |template| ProgressStyle::with_template(template).map(|it| it.progress_chars("█▉▊▋▌▍▎▏ "));
    let bar = ProgressBar::no_length();
    if let Ok(style) = style(COUNTING) {
        bar.set_style(style);
    }
    while !done.load(Ordering::Relaxed) {
        std::thread::sleep(TICK);
        let files = total.load(Ordering::Relaxed);
        if files > 0 && bar.length() != Some(files) {
            bar.set_length(files);
            if let Ok(style) = style(KNOWN) {
                bar.set_style(style);
            }
        }
        let seconds = bar.elapsed().as_secs_f64().max(0.001);
        let megabytes = progress.bytes.load(Ordering::Relaxed) as f64 / 1e6;
        bar.set_message(format!("{:.0} MB/s", megabytes / seconds));
        bar.set_position(progress.files.load(Ordering::Relaxed));
    }
    bar.finish_and_clear();
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
    if report.skipped > 0 {
        say(&format!("skipped {} of a kind that is not read", counted(report.skipped, "file", "files")));
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
    if report.rejected > 0 || report.stopped {
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
            write!(out, "{}", safe(reject.path))?;
            if let Some(record) = reject.record {
                write!(out, ":{record}")?;
            }
            if let Some(line) = reject.line {
                write!(out, " (line {line})")?;
            }
            writeln!(out, ": {}", safe(&reject.reason))?;
        }
        Ok(())
    })?;
    Ok(if count > 0 { Exit::Found } else { Exit::Nothing })
}
