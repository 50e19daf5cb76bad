//! `newsgrep diff ID ID`: two articles side by side.

use newsgrep::render::{copies, json};
use newsgrep::stories::diff;

use crate::cli::args::DiffArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
use crate::cli::show::find;
use crate::cli::{Exit, terminal, to_stdout};

/// Prints what differs.
pub(crate) fn run(args: &DiffArgs) -> Result<Exit, CliError> {
    let engine = open_to_ask(args.index.index.as_deref())?.searcher()?;
    let found = diff(&find(&engine, &args.one)?, &find(&engine, &args.other)?);
    let screen = terminal::screen(args.colour.colour);
    to_stdout(|out| {
        if args.json { json::diff::write_diff(&found, out) } else { copies::write_diff(&found, &screen, out) }
    })?;
    Ok(if found.is_same() { Exit::Nothing } else { Exit::Found })
}
