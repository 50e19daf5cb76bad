//! What may be typed to index files.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use newsgrep::date::DayRange;
use newsgrep::readers::Format;
use newsgrep::update::catalog::{Ids, Keep};

use crate::cli::args::{IndexArgs, format, size};

/// What is indexed, and how.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that clap fills in")]
pub(crate) struct UpdateArgs {
    /// Files and folders (`-`: standard input)
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
    /// Only tell what would happen
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// List all that was rejected; without a PATH, what the index remembers
    #[arg(long)]
    pub(crate) rejected: bool,
    /// Where records keep a field, as field=key; again for more
    #[arg(long, value_name = "FIELD=KEY")]
    pub(crate) map: Vec<String>,
    /// Days that are said without a year lie in this range, such as 2025-01..2026-02, where one alone does; give it
    /// with each update
    #[arg(long, value_name = "FROM..TO")]
    pub(crate) dates: Option<DayRange>,
    /// Read files that are named and standard input as this format [default: what each one shows]
    #[arg(long = "type", value_name = "FORMAT", value_parser = format())]
    pub(crate) read_as: Option<Format>,
    /// Reject records of more bytes (64M, 1G); one takes ten times its bytes in memory, or more
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "64M")]
    pub(crate) max_size: u64,
    /// Memory to keep to, besides a document too large for it and some 100 bytes a record; less
    /// than 64M is taken for that
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "384M")]
    pub(crate) memory: u64,
    /// Threads that read and extract [default: one a processor]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// When another process writes the index, wait until it is done
    #[arg(long)]
    pub(crate) wait: bool,
    /// Keep the earlier wording of what is edited, marked; the index remembers it until told no
    #[arg(long, value_enum, value_name = "WHETHER", num_args = 0..=1, require_equals = true, default_missing_value = "yes", hide_possible_values = true)]
    pub(crate) keep_versions: Option<KeepVersions>,
    /// How records of one id in several files are told: by the id, or by their file too, so that both are
    /// kept; the index remembers it
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) ids: Option<IdsArg>,
    /// Read every file and compare what it says, whatever its size and times are
    #[arg(long)]
    pub(crate) check: bool,
    /// Take out the articles of files that cannot be read and of paths that are missing or empty, too
    #[arg(long)]
    pub(crate) prune: bool,
    /// Make the index anew from the articles stored in it: after damage, or for a new format
    #[arg(long, conflicts_with_all = ["paths", "dry_run", "rejected", "map"])]
    pub(crate) rebuild: bool,
}

/// Whether earlier wordings stay in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepVersions {
    /// They do.
    Yes,
    /// Those that are kept stay; no more are.
    No,
}

impl From<KeepVersions> for Keep {
    fn from(keep: KeepVersions) -> Keep {
        match keep {
            KeepVersions::Yes => Keep::Every,
            KeepVersions::No => Keep::Last,
        }
    }
}

/// How articles are named whose records give an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum IdsArg {
    /// By the id: of two files that have it with other texts the first counts.
    AsGiven,
    /// By the file and the id.
    PerFile,
}

impl From<IdsArg> for Ids {
    fn from(ids: IdsArg) -> Ids {
        match ids {
            IdsArg::AsGiven => Ids::AsGiven,
            IdsArg::PerFile => Ids::PerFile,
        }
    }
}
