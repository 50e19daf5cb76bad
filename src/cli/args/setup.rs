//! What may be typed for the program itself: the cache, the settings, the manual.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// The cache.
#[derive(Debug, Args)]
pub(crate) struct CacheArgs {
    #[command(subcommand)]
    pub(crate) command: CacheCommand,
}

/// What is done with the cache.
#[derive(Debug, Subcommand)]
pub(crate) enum CacheCommand {
    /// Print the indexes in the cache: for which PATHs, how large, when last asked.
    List(ListCacheArgs),
    /// Remove indexes from the cache; they are made again when they are needed.
    Clear(ClearCacheArgs),
}

/// Indexes to list.
#[derive(Debug, Args)]
pub(crate) struct ListCacheArgs {
    /// One JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Indexes to remove.
#[derive(Debug, Args)]
pub(crate) struct ClearCacheArgs {
    /// Only those that were not asked for so many days
    #[arg(long, value_name = "DAYS")]
    pub(crate) unused: Option<u64>,
}

/// Settings to print.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// One JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Manual pages.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The page of this command [default: that of the program]
    #[arg(value_name = "COMMAND", conflicts_with = "install")]
    pub(crate) command: Vec<String>,
    /// Write all pages into the folder man1 below this one, such as ~/.local/share/man
    #[arg(long, value_name = "DIR")]
    pub(crate) install: Option<PathBuf>,
}
