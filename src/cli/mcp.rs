//! `newsgrep mcp`: tools for assistants, on standard input and output.

use std::sync::Arc;

use newsgrep::index::Snapshots;
use newsgrep::mcp::{Tools, run as speak};

use crate::cli::args::McpArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
use crate::cli::{Exit, clock, today, watch::keeping};

/// Answers until the client closes the input. Nothing but the protocol goes to standard output.
pub(crate) fn run(args: &McpArgs) -> Result<Exit, CliError> {
    today()?;
    let index = open_to_ask(args.index.index.as_deref())?;
    let keeping = keeping(&index);
    let tools = Tools::new(Arc::new(Snapshots::of(index)?), clock).with_watches(Some(keeping));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(CliError::from)?;
    let spoken = runtime.block_on(speak(tools));
    // A read of standard input that is under way cannot be called back.
    runtime.shutdown_background();
    spoken.map_err(|error| CliError::usage(error.to_string()))?;
    Ok(Exit::Found)
}
