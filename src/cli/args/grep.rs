//! The flags of grep and ripgrep that are none of a request: those that are heeded, and one table of those that cannot be.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use newsgrep::readers::Format;

use crate::cli::args::by_path::{SortByPath, SortByWords};
use crate::cli::args::{ANSWER, FORMAT, WHERE, format};
use crate::cli::error::CliError;

/// Flags that mean what they mean in grep and ripgrep.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that clap fills in")]
pub(crate) struct GrepArgs {
    /// Passages with so many sentences behind each match
    #[arg(short = 'A', long, value_name = "N", help_heading = ANSWER, conflicts_with = "shape", hide_short_help = true)]
    pub(crate) after_context: Option<usize>,
    /// Passages with so many sentences before each match
    #[arg(short = 'B', long, value_name = "N", help_heading = ANSWER, conflicts_with = "shape", hide_short_help = true)]
    pub(crate) before_context: Option<usize>,
    /// The places of all articles that would be searched; there is no QUERY
    #[arg(long = "files", help_heading = ANSWER, group = "shape", hide_short_help = true)]
    pub(crate) list_files: bool,
    /// Only articles whose path matches; `!GLOB` leaves them out
    #[arg(short = 'g', long = "glob", alias = "include", value_name = "GLOB", help_heading = WHERE, allow_hyphen_values = true, hide_short_help = true)]
    pub(crate) globs: Vec<String>,
    /// Without articles whose path matches
    #[arg(long = "exclude", value_name = "GLOB", hide = true)]
    pub(crate) excluded: Vec<String>,
    /// With -c: one line for each file, path:count
    #[arg(short = 'H', long, help_heading = FORMAT, hide_short_help = true)]
    pub(crate) with_filename: bool,
    /// With -o: the words alone
    #[arg(long, help_heading = FORMAT, conflicts_with = "with_filename", hide_short_help = true)]
    pub(crate) no_filename: bool,
    /// A zero byte behind each place instead of a line end, for xargs -0
    #[arg(short = '0', long, help_heading = FORMAT, hide_short_help = true)]
    pub(crate) null: bool,
    /// No notes on standard error
    #[arg(long, help_heading = FORMAT, hide_short_help = true)]
    pub(crate) no_messages: bool,
    /// Figures behind the answer, on standard error: what matched, what was searched, how long it took
    #[arg(long, help_heading = ANSWER, hide_short_help = true)]
    pub(crate) stats: bool,
    /// With -o: matches below a line for each place
    #[arg(long, help_heading = FORMAT, hide_short_help = true, conflicts_with_all = ["format", "count"])]
    pub(crate) heading: bool,
    /// A line for each passage or match, with its place in front
    #[arg(long, help_heading = FORMAT, hide_short_help = true, conflicts_with_all = ["heading", "format", "count", "context"])]
    pub(crate) no_heading: bool,
    /// Threads that read the PATHs where no index holds them [default: one a processor]
    #[arg(short = 'j', long, value_name = "N", help_heading = WHERE, hide_short_help = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// Read PATHs that are files, and standard input, as this format [default: what each one shows]
    #[arg(long = "type", value_name = "FORMAT", help_heading = WHERE, hide_short_help = true, value_parser = format())]
    pub(crate) read_as: Option<Format>,
    /// Only articles of files whose names end as those of this format do; again for more
    #[arg(long = "type-filter", value_name = "FORMAT", help_heading = WHERE, hide_short_help = true, value_parser = format())]
    pub(crate) type_filters: Vec<Format>,
    #[command(flatten)]
    pub(crate) by_path: SortByPath,
    #[command(flatten)]
    pub(crate) by_words: SortByWords,
    /// As --color=never.
    #[arg(long = "no-color", alias = "no-colour", hide = true)]
    pub(crate) no_colour: bool,
    #[command(flatten)]
    pub(crate) refused: RefusedFlags,
}

impl GrepArgs {
    /// The conditions on the path, as queries.
    ///
    /// # Errors
    ///
    /// Files of a format are not told by their names.
    pub(crate) fn filters(&self) -> Result<Vec<String>, CliError> {
        let taken: Vec<String> =
            self.globs.iter().filter(|it| !it.starts_with('!')).map(|it| glob(it)).collect();
        let left_out = self.globs.iter().filter_map(|it| it.strip_prefix('!'));
        let left_out = left_out.chain(self.excluded.iter().map(String::as_str));
        let mut filters: Vec<String> = left_out.map(|it| format!("NOT ({})", glob(it))).collect();
        if !taken.is_empty() {
            filters.push(taken.join(" OR "));
        }
        let mut endings = Vec::new();
        for format in &self.type_filters {
            if format.endings().is_empty() {
                let name = format.name();
                return Err(CliError::usage(format!(
                    "files of the format {name} are told by what they hold, and not by their names"
                ))
                .hint("-g GLOB limits the answer to files of these names".to_owned()));
            }
            for ending in format.endings() {
                // Packed files have a second ending.
                endings.extend([format!("path:\"*.{ending}\""), format!("path:\"*.{ending}.*\"")]);
                // What lies in an archive or a mailbox is of the format of the outer file too.
                endings.push(format!("path:\"*.{ending}!*\""));
            }
        }
        if !endings.is_empty() {
            filters.push(endings.join(" OR "));
        }
        Ok(filters)
    }
}

/// A glob of grep as a query: without a slash it is one of the file's name, in whatever folder.
fn glob(glob: &str) -> String {
    match glob.strip_prefix("./") {
        Some(below) => format!("path:\"{below}\""),
        None if glob.contains('/') => format!("path:\"{glob}\""),
        None => format!("path:\"{glob}\" OR path:\"*/{glob}\""),
    }
}

/// A flag of another tool that cannot be heeded, with the reason and what to do instead.
struct Refused {
    short: Option<char>,
    long: &'static str,
    why: &'static str,
    instead: &'static str,
}

const fn refused(
    short: Option<char>,
    long: &'static str,
    why: &'static str,
    instead: &'static str,
) -> Refused {
    Refused { short, long, why, instead }
}

const NO_EXPRESSIONS: &str = "a query has words, and no regular expressions";
const WORDS_FOR_THEM: &str = "negotiat* is any ending, a OR b is either; newsgrep help query has the rest";

/// Every flag that is refused.
static REFUSED: [Refused; 9] = [
    refused(
        Some('n'),
        "line-number",
        "-n numbers lines in grep; an article has none",
        "-m N says how many articles are shown, -o where each match stands",
    ),
    refused(Some('E'), "extended-regexp", NO_EXPRESSIONS, WORDS_FOR_THEM),
    refused(Some('P'), "perl-regexp", NO_EXPRESSIONS, WORDS_FOR_THEM),
    refused(
        Some('F'),
        "fixed-strings",
        "-F turns regular expressions off, and a query has none",
        "==Word finds what is written exactly so, =word that form alone",
    ),
    refused(
        Some('x'),
        "line-regexp",
        "-x compares whole lines; an article has none",
        "\"word word\" in quotes is a phrase, title:(…) asks the headline",
    ),
    refused(
        Some('S'),
        "smart-case",
        "case never matters, unless a word asks for it",
        "==Word compares capitals",
    ),
    refused(
        None,
        "case-sensitive",
        "case never matters, unless a word asks for it",
        "==Word compares capitals",
    ),
    refused(Some('U'), "multiline", "phrases run over the ends of lines anyway", "leave -U out"),
    refused(
        Some('z'),
        "null-data",
        "records of articles are not told by zero bytes",
        "--type jsonl reads one article a line",
    ),
];

/// The flags of the table of those that are refused that were typed.
#[derive(Debug, Default)]
pub(crate) struct RefusedFlags(Option<usize>);

impl RefusedFlags {
    /// The first one that was typed: why it is refused, and what to do instead.
    pub(crate) fn first(&self) -> Option<(&'static str, &'static str)> {
        self.0.map(|at| (REFUSED[at].why, REFUSED[at].instead))
    }
}

impl Args for RefusedFlags {
    fn augment_args(mut command: Command) -> Command {
        for flag in &REFUSED {
            let mut argument = Arg::new(flag.long).long(flag.long).action(ArgAction::SetTrue).hide(true);
            if let Some(letter) = flag.short {
                argument = argument.short(letter);
            }
            command = command.arg(argument);
        }
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for RefusedFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<RefusedFlags, Error> {
        Ok(RefusedFlags(REFUSED.iter().position(|flag| matches.get_flag(flag.long))))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_is_one_of_the_name_unless_it_has_a_folder() {
        for (typed, expected) in [
            ("*.txt", "path:\"*.txt\" OR path:\"*/*.txt\""),
            ("wire/*.txt", "path:\"wire/*.txt\""),
            ("./a/*", "path:\"a/*\""),
        ] {
            assert_eq!(glob(typed), expected);
        }
    }
}
