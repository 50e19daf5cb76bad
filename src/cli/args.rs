//! What may be typed, and nothing more.

mod by_path;
mod grep;
mod interfaces;
mod quotes;
mod record;
mod request;
mod setup;
mod stories;
mod update;
mod watch;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser, ValueParser};
use clap::{Arg, Args, Parser, Subcommand, ValueEnum};

use newsgrep::date::Period;
use newsgrep::extract::FieldMap;
use newsgrep::readers::Format;
use newsgrep::request::{Order, RequestKind};
use newsgrep::search::Facet;

pub(crate) use crate::cli::args::by_path::{SortByPath, SortByWords, WordKey};
pub(crate) use crate::cli::args::grep::GrepArgs;
#[cfg(feature = "mcp")]
pub(crate) use crate::cli::args::interfaces::McpArgs;
#[cfg(feature = "server")]
pub(crate) use crate::cli::args::interfaces::ServeArgs;
pub(crate) use crate::cli::args::interfaces::{BatchArgs, BatchFormat, BatchInput};
pub(crate) use crate::cli::args::quotes::QuotesArgs;
pub(crate) use crate::cli::args::record::{
    KeepArgs, RecordArgs, RecordCommand, ShowRecordArgs, VerifyRecordArgs,
};
use crate::cli::args::request::{Asks, Listed, RequestArgs};
pub(crate) use crate::cli::args::setup::{CacheArgs, CacheCommand, ClearCacheArgs, ConfigArgs, ManArgs};
pub(crate) use crate::cli::args::stories::{DiffArgs, EventsArgs, SimilarArgs};
pub(crate) use crate::cli::args::update::UpdateArgs;
pub(crate) use crate::cli::args::watch::{
    AddArgs, ImportArgs, ListArgs, NamedArgs, PlaceArgs, RunArgs, TestArgs, WatchArgs, WatchCommand,
};
use crate::cli::error::CliError;

const WORDS: &str = "What counts as a match";
const ANSWER: &str = "What is answered";
const FORMAT: &str = "How it is shown";
const WHERE: &str = "Where";

const AFTER: &str = "\
Words side by side are a phrase. AND OR NOT ( ) NEAR/5 SAID, =word word~ word*,
source: speaker: date: and the rest of the language: newsgrep help query.
Case never matters and folders are searched whole: -i and -r change nothing.
Exit status: 0 something was found, 1 nothing was, 2 there was trouble.";

/// grep for the news: full-text search over articles, with date, source and speaker.
#[derive(Debug, Parser)]
#[command(
    name = "newsgrep",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "Commands, first on the line",
    subcommand_value_name = "COMMAND",
    override_usage = "newsgrep [OPTIONS] QUERY [PATH]...\n       newsgrep COMMAND …",
    after_help = AFTER,
    max_term_width = 100,
    disable_help_flag = true
)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) search: SearchArgs,
}

/// The commands; a search needs none. The arguments of a command are declared once it is on the line.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    /// Bring an index up to date with files and folders
    Index(UpdateArgs),
    /// Print quotations: who said it, in which words, told by whom.
    Quotes(QuotesArgs),
    /// Print who told words first, and who copied them: the same quotations, the earliest first.
    First(QuotesArgs),
    /// Answer many queries: a file of them, JSON Lines out.
    Batch(BatchArgs),
    /// Keep standing questions, and tell what is new for them.
    Watch(WatchArgs),
    /// Check and show records of answers, which --record makes.
    Record(RecordArgs),
    /// Answer over HTTP: an API, and a page for people.
    #[cfg(feature = "server")]
    Serve(ServeArgs),
    /// Serve the page, and open it in the browser.
    #[cfg(feature = "server")]
    Open(ServeArgs),
    /// Answer assistants: tools on standard input and output.
    #[cfg(feature = "mcp")]
    Mcp(McpArgs),
    /// Print what is made of files, as JSON, without indexing them.
    Extract(ExtractArgs),
    /// Print an article: its facts, its text, who is quoted.
    Show(ShowArgs),
    /// Print the copies of an article: which papers have it, since when, how they differ.
    Copies(CopiesArgs),
    /// Print what differs between two articles, by sentence and by word.
    Diff(DiffArgs),
    /// Print the articles that are most like one: in other words on the same.
    Similar(SimilarArgs),
    /// Print events: which articles tell of the same, in the order of time.
    Events(EventsArgs),
    /// Print what is in the index.
    Info(InfoArgs),
    /// Check that the index is whole: its files, and what they say of each other.
    Verify(VerifyArgs),
    /// Print the words of a text as they are indexed.
    Analyze(AnalyzeArgs),
    /// List or remove the indexes that were kept for PATHs.
    Cache(CacheArgs),
    /// Print the settings that hold, and where each was made.
    Config(ConfigArgs),
    /// Print the completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print a manual page, or install them all.
    Man(ManArgs),
    /// Print help on a command, or on the query language: `help query`.
    Help {
        /// A command, or `query`.
        topic: Vec<String>,
    },
}

/// Which index is meant.
#[derive(Debug, Clone, Args)]
pub(crate) struct IndexArgs {
    /// The index [default: the nearest ./index upwards, else a cache for the PATHs]
    #[arg(long, value_name = "DIR", env = "NEWSGREP_INDEX", hide_env_values = true, help_heading = WHERE)]
    pub(crate) index: Option<PathBuf>,
}

/// A search.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that clap fills in")]
pub(crate) struct SearchArgs {
    /// What is looked for.
    #[arg(value_name = "QUERY", hide = true)]
    pub(crate) query: Option<OsString>,
    /// Files and folders to which the answer is limited.
    #[arg(value_name = "PATH", hide = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// A query, also one that looks like a flag or a command; again for any of several
    #[arg(short = 'e', long = "query", alias = "regexp", value_name = "QUERY", allow_hyphen_values = true, help_heading = WORDS)]
    pub(crate) queries: Vec<String>,
    /// Queries from a file, one a line; any of them counts (`-`: standard input)
    #[arg(short = 'f', long = "file", value_name = "FILE", help_heading = WORDS)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) request: RequestArgs<SearchArgs>,

    /// Only the places of the articles that match: file, or file:number where a file holds several
    #[arg(short = 'l', long, help_heading = ANSWER, group = "shape")]
    pub(crate) files_with_matches: bool,
    /// Only the places of the articles that do not match
    #[arg(short = 'L', long, help_heading = ANSWER, group = "shape")]
    pub(crate) files_without_match: bool,
    /// Only the number of articles
    #[arg(short = 'c', long, help_heading = ANSWER, group = "shape")]
    pub(crate) count: bool,
    /// Each occurrence with its place: path:field:start-end:text
    #[arg(short = 'o', long, help_heading = ANSWER, group = "shape")]
    pub(crate) only_matching: bool,
    /// Each occurrence in its context: left | match | right
    #[arg(long, help_heading = ANSWER, group = "shape")]
    pub(crate) kwic: bool,
    /// Nothing; the exit status tells
    #[arg(short = 'q', long, help_heading = ANSWER, group = "shape")]
    pub(crate) quiet: bool,
    /// Passages with so many sentences around each match, as with -A N -B N
    #[arg(short = 'C', long, value_name = "N", help_heading = ANSWER, conflicts_with = "shape")]
    pub(crate) context: Option<usize>,
    /// How the query was read, and why each article scored
    #[arg(long, help_heading = ANSWER)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) keep: KeepArgs,
    /// Answer from the articles of a record, where they are still there as they were
    #[arg(long, value_name = "FILE", help_heading = WHERE, conflicts_with_all = ["record", "files_without_match"])]
    pub(crate) as_of: Option<PathBuf>,
    /// While another process brings the index of the PATHs up to date, answer from its old state
    #[arg(long, help_heading = WHERE, hide_short_help = true)]
    pub(crate) no_wait: bool,

    /// One JSON object a line
    #[arg(long, help_heading = FORMAT, group = "format", conflicts_with_all = ["files_with_matches", "files_without_match"])]
    pub(crate) json: bool,
    /// Comma-separated values
    #[arg(long, help_heading = FORMAT, group = "format", conflicts_with_all = ["files_with_matches", "files_without_match", "count"])]
    pub(crate) csv: bool,
    /// Tab-separated values
    #[arg(long, help_heading = FORMAT, group = "format", conflicts_with_all = ["files_with_matches", "files_without_match", "count"])]
    pub(crate) tsv: bool,
    #[command(flatten)]
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,

    /// Print help: -h on one screen, --help all of it
    #[arg(short = 'h', long, action = clap::ArgAction::Help, global = true)]
    pub(crate) help: Option<bool>,
    /// Leave newsgrep.toml unread
    #[arg(long, global = true, hide_short_help = true, help_heading = FORMAT)]
    pub(crate) no_config: bool,
    /// Print to the terminal itself, not through a pager
    #[arg(long, global = true, hide_short_help = true, help_heading = FORMAT)]
    pub(crate) no_pager: bool,

    /// Accepted from the habits of grep; it is always so.
    #[arg(short = 'i', long = "ignore-case", hide = true)]
    pub(crate) ignore_case: bool,
    /// Accepted from the habits of grep; it is always so.
    #[arg(short = 'r', short_alias = 'R', long = "recursive", hide = true)]
    pub(crate) recursive: bool,
    #[command(flatten)]
    pub(crate) grep: GrepArgs,
}

impl Asks for SearchArgs {
    const KIND: RequestKind = RequestKind::Search;

    fn adapt(argument: Arg) -> Arg {
        let name = argument.get_id().as_str().to_owned();
        let argument = match name.as_str() {
            "facets" => argument.help(facet_help()),
            "fields" => argument.requires("format").help("Which fields JSON, CSV and TSV hold"),
            "count_matches" => argument
                .group("shape")
                .help("Only the number of occurrences; with --json: count them over all articles"),
            "limit" => argument
                .alias("max-count")
                .help("How many articles are shown [default: 20; all with -l, -L, -o, --kwic]"),
            "max_expansions" | "no_variants" | "offset" | "keep" => argument.hide_short_help(true),
            "sort" => argument
                .value_parser(ValueParser::new(Listed { names: orders, read: order }))
                .help(
                    "The order: relevance, date (earliest first), -date, path, -path; of --kwic also the words beside \
                     the match, as left1,right1 [default: relevance]",
                ),
            _ => argument,
        };
        argument.help_heading(match name.as_str() {
            "limit" | "offset" | "all_hits" | "sort" | "facets" | "facet_limit" | "count_matches"
            | "snippets" | "timeout" | "group" | "keep" => ANSWER,
            "fields" => FORMAT,
            _ => WORDS,
        })
    }
}

/// Whether there are colours.
#[derive(Debug, Clone, Args)]
pub(crate) struct ColourArgs {
    /// Colours: auto (on a terminal), always, never
    #[arg(long = "color", alias = "colour", value_name = "WHEN", value_enum, default_value_t = When::Auto, hide_default_value = true, hide_possible_values = true, help_heading = FORMAT)]
    pub(crate) colour: When,
}

/// An index to check.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Hold the stored text of every article against its postings, not of a sample
    #[arg(long)]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// Files to print articles of.
#[derive(Debug, Args)]
pub(crate) struct ExtractArgs {
    /// Files and folders (`-`: standard input)
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// json: all of it; eval: for {id, text} records, what a scorer of quotations reads [default: json, or text
    /// for people with --explain-speakers]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) format: Option<ExtractFormat>,
    /// Instead of the article, print how the speaker of each quotation was decided: who competed, with which
    /// numbers, and how likely each was found
    #[arg(long)]
    pub(crate) explain_speakers: bool,
    /// Where records keep a field, as field=key; again for more
    #[arg(long, value_name = "FIELD=KEY")]
    pub(crate) map: Vec<String>,
    /// Days that are said without a year lie in this range, such as 2025-01..2026-02, where one alone does
    #[arg(long, value_name = "FROM..TO")]
    pub(crate) dates: Option<newsgrep::date::DayRange>,
    /// Read files that are named and standard input as this format [default: what each one shows]
    #[arg(long = "type", value_name = "FORMAT", value_parser = format())]
    pub(crate) read_as: Option<Format>,
    /// Reject records of more bytes (64M, 1G)
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "64M")]
    pub(crate) max_size: u64,
}

/// What `extract` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExtractFormat {
    /// The article.
    Json,
    /// Its quotations, for a scorer.
    Eval,
}

/// An article to print.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The article's id, or the path it was read from
    #[arg(value_name = "ID", allow_hyphen_values = true)]
    pub(crate) id: String,
    /// As one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// The copies of an article.
#[derive(Debug, Args)]
pub(crate) struct CopiesArgs {
    /// The article's id, or the path it was read from
    #[arg(
        value_name = "ID",
        allow_hyphen_values = true,
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    pub(crate) id: Option<String>,
    /// Every story that stands in two articles or more
    #[arg(long)]
    pub(crate) all: bool,
    /// One JSON object a story
    #[arg(long, conflicts_with = "tsv")]
    pub(crate) json: bool,
    /// The ids of each story on a line, separated by tabs
    #[arg(long)]
    pub(crate) tsv: bool,
    #[command(flatten)]
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// What is in an index.
#[derive(Debug, Args)]
pub(crate) struct InfoArgs {
    /// As one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) colour: ColourArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// A text whose words are printed.
#[derive(Debug, Args)]
pub(crate) struct AnalyzeArgs {
    /// The text (`-`: standard input)
    #[arg(
        value_name = "TEXT",
        required_unless_present = "id",
        conflicts_with = "id",
        allow_hyphen_values = true
    )]
    pub(crate) text: Option<String>,
    /// The title and the body of the article with this id
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    /// The language of the text, two letters
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = language, conflicts_with = "id")]
    pub(crate) lang: newsgrep::article::Language,
    /// One JSON object a token
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless NO_COLOR says no.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The help on `--facet`: each field, and for days the periods that there are.
fn facet_help() -> String {
    let mut fields: Vec<String> = Vec::new();
    for facet in Facet::all().filter(|it| matches!(it.period(), None | Some(Period::Month))) {
        fields.push(facet.as_str().to_owned());
    }
    format!("Count by {} (:year, :day)", fields.join(", "))
}

/// The formats that are read, with a word on each in the long help.
fn format() -> impl TypedValueParser<Value = Format> {
    let values = Format::all().map(|format| PossibleValue::new(format.name()).help(format.about()));
    PossibleValuesParser::new(values)
        .try_map(|name| Format::named(&name).ok_or("a format that is not listed"))
}

/// The names of all orders; those of words beside a match are made of numbers, too.
fn orders() -> Vec<&'static str> {
    let requests = Order::WORDS.into_iter().map(|it| it.0);
    requests.chain(SortByPath::WORDS).chain(["left1", "right1"]).collect()
}

fn order(typed: &str) -> Result<String, String> {
    match orders().contains(&typed) || SortByWords::read(typed).is_some() {
        true => Ok(typed.to_owned()),
        false => Err(format!("orders are {}; of --kwic also left2, right2, match", orders().join(", "))),
    }
}

fn language(tag: &str) -> Result<newsgrep::article::Language, String> {
    newsgrep::article::Language::from_tag(tag)
        .ok_or_else(|| "a language is two letters, such as en".to_owned())
}

/// A number of bytes: `65536`, `64M`, `1GiB`; the letters count in powers of 1024.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || "a size is a number of bytes, such as 65536, 64M or 1G".to_owned();
    let letters = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number: u64 = text[..text.len() - letters.len()].parse().map_err(|_| wrong())?;
    let letters = letters.trim().to_ascii_lowercase();
    let power = match letters.trim_end_matches("ib").trim_end_matches('b') {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        _ => return Err(wrong()),
    };
    number.checked_mul(1024u64.pow(power)).ok_or_else(wrong)
}

/// The keys that `--map` names.
pub(crate) fn field_map(pairs: &[String]) -> Result<FieldMap, CliError> {
    let mut map = FieldMap::default();
    for pair in pairs {
        map.add(pair).map_err(|error| CliError::usage(format!("--map {pair}: {error}")))?;
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_declarations_do_not_contradict_each_other() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_size_is_read_as_people_write_it() {
        for (text, expected) in [("0", 0), ("64M", 64 << 20), ("1GiB", 1 << 30), ("2kb", 2048)] {
            assert_eq!(size(text), Ok(expected));
        }
        for text in ["", "M", "-1", "1T", "99999999999G"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_word_that_is_no_command_is_a_query() {
        let line = CommandLine::try_parse_from(["newsgrep", "ceasefire", "index"]).expect("it parses");
        assert!(line.command.is_none());
        assert_eq!(line.search.paths, [PathBuf::from("index")]);
    }

    #[test]
    fn the_latest_day_first_is_written_with_a_minus() {
        for typed in [["--sort=-date", "a"], ["a", "--sort=-date"]] {
            let line =
                CommandLine::try_parse_from(std::iter::once("newsgrep").chain(typed)).expect("it parses");
            assert_eq!(line.search.request.object.sort, Some(Order::DateReversed));
        }
        let line = CommandLine::try_parse_from(["newsgrep", "a", "--sort", "-date"]).expect("it parses");
        assert_eq!(line.search.request.object.sort, Some(Order::DateReversed));
    }
}
