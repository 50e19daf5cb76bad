//! What may be typed for quotations.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::args::{ColourArgs, IndexArgs};

/// Quotations to print.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that clap fills in")]
pub(crate) struct QuotesArgs {
    /// What the quotation says; date: source: and other fields limit the articles
    #[arg(value_name = "QUERY")]
    pub(crate) query: Option<String>,
    /// Files and folders to which the answer is limited
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Who says it: all these words are in the name
    #[arg(long, value_name = "NAME")]
    pub(crate) speaker: Option<String>,
    /// What the paragraph around it speaks of
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(crate) about: Option<String>,
    /// A name finds only its own spelling
    #[arg(long)]
    pub(crate) no_variants: bool,
    /// Also speech that is reported without quotation marks
    #[arg(long)]
    pub(crate) indirect: bool,
    /// How many quotations are shown [default: 20]
    #[arg(short = 'm', long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// Pass over so many first
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) offset: usize,
    /// Show every quotation
    #[arg(long, conflicts_with = "limit")]
    pub(crate) all_hits: bool,
    /// Count by speaker
    #[arg(long, value_name = "speaker")]
    pub(crate) facet: Option<SpeakerFacet>,
    /// How many speakers are counted
    #[arg(long, value_name = "N", default_value_t = 10, hide_default_value = true)]
    pub(crate) facet_limit: usize,
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
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// How quotations can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SpeakerFacet {
    /// By who says them.
    Speaker,
}
