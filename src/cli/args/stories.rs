//! Arguments of the commands on stories.

use std::path::PathBuf;

use clap::{Arg, Args};

use newsgrep::request::RequestKind;

use crate::cli::args::request::{Asks, RequestArgs};
use crate::cli::args::{ColourArgs, IndexArgs};

/// Arguments of `newsgrep diff`.
#[derive(Debug, Clone, Args)]
pub(crate) struct DiffArgs {
    /// The id of an article, or the path it was read from
    #[arg(value_name = "ID", allow_hyphen_values = true)]
    pub(crate) one: String,
    /// The article that is laid against it
    #[arg(value_name = "ID", allow_hyphen_values = true)]
    pub(crate) other: String,
    /// One JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// Arguments of `newsgrep similar`.
#[derive(Debug, Clone, Args)]
pub(crate) struct SimilarArgs {
    /// The article's id, the path it was read from, a file that is not in the index, or `-`
    #[arg(value_name = "ID|FILE", allow_hyphen_values = true)]
    pub(crate) to: String,
    /// How many are shown
    #[arg(short = 'm', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// One JSON object an article
    #[arg(long, conflicts_with = "tsv")]
    pub(crate) json: bool,
    /// An id and how like it is, 0 to 1, on a line, with a tab between them
    #[arg(long)]
    pub(crate) tsv: bool,
    #[command(flatten)]
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// Arguments of `newsgrep events`.
#[derive(Debug, Args)]
pub(crate) struct EventsArgs {
    /// The query; left out: every article
    #[arg(value_name = "QUERY")]
    pub(crate) query: Option<String>,
    /// Files and folders to which the answer is limited
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) request: RequestArgs<EventsArgs>,
    /// One JSON object an event
    #[arg(long, conflicts_with = "tsv")]
    pub(crate) json: bool,
    /// The ids of each event on a line, separated by tabs
    #[arg(long)]
    pub(crate) tsv: bool,
    /// Do not wait for another process that brings the index of PATHs up to date
    #[arg(long, hide_short_help = true)]
    pub(crate) no_wait: bool,
    #[command(flatten)]
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

impl Asks for EventsArgs {
    const KIND: RequestKind = RequestKind::Events;

    fn adapt(argument: Arg) -> Arg {
        match argument.get_id().as_str() {
            "limit" => argument.help("How many events are shown [default: 20; all with --tsv]"),
            "max_expansions" | "no_variants" | "offset" => argument.hide_short_help(true),
            _ => argument,
        }
    }
}
