//! The runs that found nothing, of all watches in one file: with thousands of watches few have anything to write down.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use newsgrep::watch::ledger::Run;
use newsgrep::watch::{Ledger, Shelf, WatchName, write_whole};
use serde::{Deserialize, Serialize};

use crate::cli::error::CliError;

/// The last runs of watches whose ledgers stayed as they were. What is lost of it is found again: the ledger then
/// stands for an earlier run.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Rested {
    runs: Vec<Run>,
    /// By its name, how long the ledger of a watch was, and which of the runs was its last.
    watches: BTreeMap<String, (u64, usize)>,
}

fn file(shelf: &Shelf) -> PathBuf {
    shelf.state.join("ledger").join("rested.json")
}

impl Rested {
    /// What is known; nothing where the file is not there, or not whole.
    pub(super) fn read(shelf: &Shelf) -> Rested {
        let bytes = fs::read(file(shelf)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Puts the last run of a watch into its ledger, which is so many bytes long. Whether there is one.
    pub(super) fn wake(&self, name: &WatchName, bytes: u64, ledger: &mut Ledger) -> bool {
        let known = self.watches.get(name.as_str()).filter(|it| it.0 == bytes);
        let run = known.and_then(|it| self.runs.get(it.1));
        if let (Some(run), Some(own)) = (run, &mut ledger.run) {
            *own = Run { question: std::mem::take(&mut own.question), ..run.clone() };
            return true;
        }
        false
    }

    /// Writes down that this was the last run of these watches, whose ledgers are so many bytes long.
    pub(super) fn write(
        self,
        shelf: &Shelf,
        run: Run,
        watches: Vec<(WatchName, u64)>,
    ) -> Result<(), CliError> {
        let mut next = Rested { runs: vec![run], watches: BTreeMap::new() };
        next.watches.extend(watches.into_iter().map(|(name, bytes)| (name.as_str().to_owned(), (bytes, 0))));
        let mut moved: BTreeMap<usize, usize> = BTreeMap::new();
        for (name, (bytes, at)) in self.watches {
            if let (false, Some(run)) = (next.watches.contains_key(&name), self.runs.get(at)) {
                let at = *moved.entry(at).or_insert_with(|| {
                    next.runs.push(run.clone());
                    next.runs.len() - 1
                });
                next.watches.insert(name, (bytes, at));
            }
        }
        let path = file(shelf);
        let text = serde_json::to_string(&next).unwrap_or_default();
        write_whole(&path, text.as_bytes()).map_err(|error| CliError::file("write", &path, error))
    }
}
