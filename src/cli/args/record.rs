//! What may be typed for records of answers.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::args::{ANSWER, IndexArgs};

/// Records of answers.
#[derive(Debug, Args)]
pub(crate) struct RecordArgs {
    #[command(subcommand)]
    pub(crate) command: RecordCommand,
}

/// Where an answer is recorded.
#[derive(Debug, Clone, Args)]
pub(crate) struct KeepArgs {
    /// Record what was asked, of which articles, and every article found: newsgrep record verify FILE
    #[arg(long, value_name = "FILE", help_heading = ANSWER)]
    pub(crate) record: Option<PathBuf>,
    /// Without the list of articles that were asked, 12 bytes each
    #[arg(long, requires = "record", hide_short_help = true, help_heading = ANSWER)]
    pub(crate) no_corpus: bool,
    /// List at most so many articles found; of more a hash is recorded
    #[arg(long, value_name = "N", default_value_t = 10_000, hide_default_value = true, requires = "record", hide_short_help = true, help_heading = ANSWER)]
    pub(crate) record_limit: usize,
}

/// What is done with records.
#[derive(Debug, Subcommand)]
pub(crate) enum RecordCommand {
    /// Ask again, and print what differs and why; exit status 0 the same, 1 not.
    Verify(VerifyRecordArgs),
    /// Print a paragraph on the method, or references to what was found.
    Show(ShowRecordArgs),
}

/// A record to check.
#[derive(Debug, Args)]
pub(crate) struct VerifyRecordArgs {
    /// The record
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// One JSON object a line, a line a difference
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// A record to show.
#[derive(Debug, Args)]
pub(crate) struct ShowRecordArgs {
    /// The record
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// What was found, as BibTeX
    #[arg(long, conflicts_with = "csl")]
    pub(crate) bibtex: bool,
    /// What was found, as CSL-JSON
    #[arg(long)]
    pub(crate) csl: bool,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}
