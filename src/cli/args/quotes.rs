//! What may be typed for quotations.

use std::path::PathBuf;

use clap::{Arg, Args};

use newsgrep::request::RequestKind;

use crate::cli::args::request::{Asks, RequestArgs};
use crate::cli::args::{ColourArgs, IndexArgs, KeepArgs};

/// Quotations to print.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that clap fills in")]
pub(crate) struct QuotesArgs {
    /// What the quotation says; speaker: is who says it, date: source: and other fields limit the articles
    #[arg(value_name = "QUERY")]
    pub(crate) query: Option<String>,
    /// Files and folders to which the answer is limited
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) request: RequestArgs<QuotesArgs>,
    /// Print how many quotations there are
    #[arg(short, long, group = "shape")]
    pub(crate) count: bool,
    /// Print the places of the articles that tell them
    #[arg(short = 'l', long, group = "shape")]
    pub(crate) files_with_matches: bool,
    /// First print how the query is read
    #[arg(long)]
    pub(crate) explain: bool,
    /// While another process brings the index of the PATHs up to date, answer from its old state
    #[arg(long)]
    pub(crate) no_wait: bool,
    /// One JSON object a line
    #[arg(long, group = "format")]
    pub(crate) json: bool,
    /// Comma-separated values, a row for each place
    #[arg(long, group = "format")]
    pub(crate) csv: bool,
    /// Tab-separated values, a row for each place
    #[arg(long, group = "format")]
    pub(crate) tsv: bool,
    #[command(flatten)]
    pub(crate) keep: KeepArgs,
    #[command(flatten)]
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

impl Asks for QuotesArgs {
    const KIND: RequestKind = RequestKind::Quotations;

    fn adapt(argument: Arg) -> Arg {
        argument
    }
}
