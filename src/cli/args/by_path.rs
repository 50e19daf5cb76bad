//! Orders of `--sort` that are none of a request: by place, and by the words around a match.

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

/// By which words the lines of a concordance are ordered: none, or the first key first.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct SortByWords(pub(crate) Vec<WordKey>);

/// A word beside a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordKey {
    /// The words of the match itself.
    Match,
    /// The word so many places before it; 1 is the nearest.
    Left(usize),
    /// The word so many places behind it.
    Right(usize),
}

impl SortByWords {
    /// The keys as they are typed, `left1,right1`; `None` where it is something else.
    pub(crate) fn read(typed: &str) -> Option<SortByWords> {
        let key = |word: &str| {
            let place = |text: &str| text.parse().ok().filter(|it| (1..=9).contains(it));
            match word {
                "match" => Some(WordKey::Match),
                _ => word
                    .strip_prefix("left")
                    .and_then(place)
                    .map(WordKey::Left)
                    .or_else(|| word.strip_prefix("right").and_then(place).map(WordKey::Right)),
            }
        };
        typed.split(',').map(|it| key(it.trim())).collect::<Option<Vec<_>>>().map(SortByWords)
    }
}

impl Args for SortByWords {
    fn augment_args(command: Command) -> Command {
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        command
    }
}

impl FromArgMatches for SortByWords {
    fn from_arg_matches(matches: &ArgMatches) -> Result<SortByWords, Error> {
        let typed = matches.get_one::<String>("sort");
        Ok(typed.and_then(|it| SortByWords::read(it)).unwrap_or_default())
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Whether `--sort` names an order of the command line alone.
pub(super) fn is_own(typed: &str) -> bool {
    SortByPath::WORDS.contains(&typed) || SortByWords::read(typed).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_words_beside_a_match() {
        let keys = |typed| SortByWords::read(typed).map(|it| it.0);
        assert_eq!(keys("left1,right2"), Some(vec![WordKey::Left(1), WordKey::Right(2)]));
        assert_eq!(keys("match, left3"), Some(vec![WordKey::Match, WordKey::Left(3)]));
        for typed in ["", "left", "left0", "left10", "date", "left1,date"] {
            assert_eq!(keys(typed), None, "{typed}");
        }
    }
}
