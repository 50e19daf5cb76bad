//! What an update is told: what to read, and how.

use std::io::Read;
use std::path::PathBuf;

use crate::extract::ExtractSettings;
use crate::readers::ReadSettings;
use crate::update::catalog::Keep;

/// How an update is done.
#[derive(Debug, Clone)]
pub struct UpdateSettings {
    /// How files are read.
    pub read: ReadSettings,
    /// How articles are extracted.
    pub extract: ExtractSettings,
    /// Memory for the whole update, in bytes; see [`crate::index::WriterSettings::memory`].
    pub memory: usize,
    /// Threads that extract.
    pub threads: usize,
    /// Whether earlier wordings stay findable; `None`: as the last update said.
    pub keep: Option<Keep>,
    /// Whether anything is written.
    pub mode: Mode,
}

/// Whether an update writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It writes.
    Write,
    /// It only reports what it would do.
    DryRun,
}

/// What an update reads, in this order.
pub struct Input {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// A stream, whose name is [`STREAM`].
    pub stream: Option<Box<dyn Read + Send>>,
}

/// The path that stands for the stream in origins and in the catalog.
pub const STREAM: &str = "-";
