//! `--sort path`, which is no order of a request.

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

/// Whether hits come in the order of their places, which is an order of the command line alone.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SortByPath {
    /// They do not.
    #[default]
    No,
    /// They do.
    Yes,
    /// The last place first.
    Reversed,
}

impl SortByPath {
    /// The words for it behind `--sort`.
    pub(crate) const WORDS: [&str; 2] = ["path", "-path"];
}

impl Args for SortByPath {
    fn augment_args(command: Command) -> Command {
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        command
    }
}

impl FromArgMatches for SortByPath {
    fn from_arg_matches(matches: &ArgMatches) -> Result<SortByPath, Error> {
        Ok(match matches.get_one::<String>("sort").map(String::as_str) {
            Some("path") => SortByPath::Yes,
            Some("-path") => SortByPath::Reversed,
            Some(_) | None => SortByPath::No,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
