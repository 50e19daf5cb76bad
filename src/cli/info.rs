//! `newsgrep info`: what is in the index.

use newsgrep::render::{info, json};
use newsgrep::search::{Engine, IndexInfo};

use crate::cli::args::InfoArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_standing;
use crate::cli::{Exit, terminal, to_stdout};

/// Prints what is in the index.
pub(crate) fn run(args: &InfoArgs) -> Result<Exit, CliError> {
    let index = open_standing(args.index.index.as_deref())?;
    let info: IndexInfo = index.searcher()?.info()?;
    let dir = index.dir().display().to_string();
    let screen = terminal::screen(args.colour.colour);
    to_stdout(|out| {
        if args.json {
            json::write_info(&dir, &info, out)
        } else {
            info::write_info(&dir, &info, &screen, out)
        }
    })?;
    Ok(Exit::Found)
}
