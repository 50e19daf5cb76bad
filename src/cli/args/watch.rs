//! What may be typed for watches.

use std::path::PathBuf;

use clap::{Arg, Args, Subcommand};

use newsgrep::request::RequestKind;

use crate::cli::args::request::{Asks, RequestArgs};
use crate::cli::args::{ColourArgs, IndexArgs};

/// Standing questions.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    #[command(subcommand)]
    pub(crate) command: WatchCommand,
}

/// Where watches are kept.
#[derive(Debug, Clone, Args)]
pub(crate) struct PlaceArgs {
    /// The folder of the watches [default: `watches` beside the index]
    #[arg(long, value_name = "DIR", env = "NEWSGREP_WATCHES", hide_env_values = true)]
    pub(crate) watches: Option<PathBuf>,
    /// Where it is kept what was told, for watches in a shared folder [default: the folder of the watches]
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// What is done with watches.
#[derive(Debug, Subcommand)]
pub(crate) enum WatchCommand {
    /// Keep a question under a name.
    Add(Box<AddArgs>),
    /// Print the names of all watches, their questions and what they told.
    List(ListArgs),
    /// Print the file of a watch.
    Show(NamedArgs),
    /// Print what a watch finds now, and how it reads its question; nothing counts as told.
    Test(TestArgs),
    /// Tell what is new.
    Run(Box<RunArgs>),
    /// Remove a watch, and what it has told.
    Remove(NamedArgs),
    /// Keep the questions of a list: NAME, a tab and QUERY a line, or a query a line.
    Import(ImportArgs),
}

/// A watch to keep.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// Its name: letters, digits, - _ .
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// What is looked for
    #[arg(value_name = "QUERY", required = true, allow_hyphen_values = true)]
    pub(crate) query: String,
    #[command(flatten)]
    pub(crate) request: RequestArgs<AddArgs>,
    /// Tell an article again when it is edited
    #[arg(long)]
    pub(crate) edits: bool,
    /// Tell each copy of an article as an article, not as a place of one story
    #[arg(long)]
    pub(crate) no_group: bool,
    /// Tell it to a file, as json:FILE, atom:FILE, mbox:FILE or eml:FOLDER; again for more
    #[arg(long, value_name = "PLACE")]
    pub(crate) tell: Vec<String>,
    /// Replace the watch of this name
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
}

impl Asks for AddArgs {
    const KIND: RequestKind = RequestKind::Search;

    fn adapt(argument: Arg) -> Arg {
        match argument.get_id().as_str() {
            "limit" => argument.help("How many articles a run tells at the most; the next run goes on"),
            _ => argument,
        }
    }
}

/// All watches.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// One JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
}

/// A watch.
#[derive(Debug, Args)]
pub(crate) struct NamedArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
}

/// A watch to try.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
}

/// A list to keep.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The list (`-`: standard input)
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Replace watches of the same name
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
}

/// Watches to run.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that clap fills in")]
pub(crate) struct RunArgs {
    /// Their names [default: all]
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// The first time tell also what is there already; after a change of the question all that was not told
    #[arg(long)]
    pub(crate) from_start: bool,
    /// Tell each copy of an article as an article, not as a place of one story
    #[arg(long)]
    pub(crate) no_group: bool,
    /// Tell it to a file too, as json:FILE, atom:FILE, mbox:FILE or eml:FOLDER; again for more
    #[arg(long, value_name = "PLACE")]
    pub(crate) tell: Vec<String>,
    /// Run a command of the shell for each article, with its JSON on standard input; again for more
    #[arg(long, value_name = "COMMAND")]
    pub(crate) exec: Vec<String>,
    /// Post the JSON of each article to this address (https by curl); again for more
    #[arg(long, value_name = "URL")]
    pub(crate) webhook: Vec<String>,
    /// Mail what is new to this address, one message a watch
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) mail: Vec<String>,
    /// The program that sends mail
    #[arg(long, value_name = "PROGRAM", default_value = "/usr/sbin/sendmail")]
    pub(crate) sendmail: PathBuf,
    /// Stay, and look at the index again and again
    #[arg(long)]
    pub(crate) follow: bool,
    /// How many seconds lie between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 10, requires = "follow")]
    pub(crate) every: u64,
    /// Where another run of the same watch is under way, wait for its end
    #[arg(long)]
    pub(crate) wait: bool,
    /// One JSON object a line: each article that is told, and a summary for each watch
    #[arg(long)]
    pub(crate) json: bool,
    /// Print nothing but errors
    #[arg(short = 'q', long, conflicts_with = "json")]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
}
