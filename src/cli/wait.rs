//! Waiting for another process that writes the index.

use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use newsgrep::index::Index;
use newsgrep::render::screen::safe;

use crate::cli::error::CliError;
use crate::cli::{say, terminal};

/// How long before asking again.
const PATIENCE: Duration = Duration::from_millis(100);
/// How long it waits before it prints a line where standard error is no terminal.
const SILENT: Duration = Duration::from_secs(1);

/// Whether a question waits for a process that writes the index that it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// It does.
    UntilDone,
    /// It does not: the old state answers.
    No,
}

impl Wait {
    /// As `--no-wait` says.
    pub(crate) fn unless(no_wait: bool) -> Wait {
        if no_wait { Wait::No } else { Wait::UntilDone }
    }
}

/// A wait that a person sees: a line that moves on a terminal, else one line when it takes longer.
#[derive(Debug)]
pub(crate) struct Waiting {
    since: Instant,
    bar: Option<ProgressBar>,
    told: bool,
}

impl Waiting {
    pub(crate) fn new() -> Waiting {
        Waiting { since: Instant::now(), bar: None, told: false }
    }

    /// Waits a little for the process that `locked` names.
    pub(crate) fn a_little(&mut self, locked: &CliError) {
        std::thread::sleep(PATIENCE);
        if terminal::somebody_reads_along() {
            let bar = self.bar.get_or_insert_with(|| {
                let bar = ProgressBar::new_spinner();
                let style = ProgressStyle::with_template("{spinner} {msg}   {elapsed_precise}");
                bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
                bar
            });
            bar.set_message(format!("{}; waiting until it is done", safe(&locked.to_string())));
            bar.tick();
        } else if !self.told && self.since.elapsed() > SILENT {
            say(&format!("{}; waiting until it is done", safe(&locked.to_string())));
            self.told = true;
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Opens an index to ask it. One that is made at this moment is waited for, as nothing can be denied of what it
/// does not hold yet.
///
/// # Errors
///
/// It cannot be opened, it was never filled, or it is being made and nobody waits.
pub(crate) fn open_filled(dir: &Path, wait: Wait) -> Result<Index, CliError> {
    let mut waiting = Waiting::new();
    loop {
        let index = Index::open(dir)?;
        if !index.is_unfilled()? {
            return Ok(index);
        }
        match index.check_unlocked() {
            Err(error) if wait == Wait::UntilDone => waiting.a_little(&error.into()),
            Err(_) => return Err(CliError::being_made(dir)),
            // It may have been filled in between.
            Ok(()) if index.is_unfilled()? => return Err(CliError::unfilled(dir)),
            Ok(()) => {}
        }
    }
}
