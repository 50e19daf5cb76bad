//! Brings an index up to date with files, with a progress bar on a terminal.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use newsgrep::index::Index;
use newsgrep::readers::{Walked, walk};
use newsgrep::update::{Input, Progress, UpdateReport, UpdateSettings, update};

use crate::cli::error::CliError;
use crate::cli::{STREAM, terminal};

/// Memory in bytes, unless told otherwise.
pub(crate) const DEFAULT_MEMORY: usize = 384 << 20;
/// How often the bar moves.
const TICK: Duration = Duration::from_millis(100);

/// One thread for each processor.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Updates an index with files, folders and standard input. `stop` ends it early, `before_prune` is told how many
/// articles are about to be taken out of which it is not known that they are gone.
pub(crate) fn bring_up_to_date(
    index: &Index,
    paths: &[PathBuf],
    settings: &UpdateSettings,
    stop: &Arc<AtomicBool>,
    before_prune: Option<fn(u64)>,
) -> Result<UpdateReport, CliError> {
    let (streams, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| path.as_os_str() == STREAM);
    let stream: Option<Box<dyn Read + Send>> = match streams.is_empty() {
        true => None,
        false => Some(Box::new(io::stdin())),
    };
    let progress = Progress { stop: Arc::clone(stop), before_prune, ..Progress::default() };
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
