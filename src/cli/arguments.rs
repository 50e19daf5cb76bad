//! The arguments as people type them, put into the order in which they are declared.
//!
//! Options may stand in front of a command, as with git or cargo, and a query may begin with a hyphen.

use std::ffi::OsString;

use clap::{Arg, Command, CommandFactory};

use newsgrep::request::options::OPTIONS;

use crate::cli::args::CommandLine;

/// The arguments with the options in front of a command moved behind it, and `-e` in front of a query that begins
/// with a hyphen and holds a blank. Others stay as they are.
pub(crate) fn arranged(mut typed: Vec<OsString>) -> Vec<OsString> {
    join_group(&mut typed);
    // Only then is there anything to do, and the declarations are not made for nothing.
    if !typed.get(1).is_some_and(is_option) {
        return typed;
    }
    let mut declared = CommandLine::command();
    if let Some(at) = query_with_hyphen(&typed, &declared) {
        typed.insert(at, "-e".into());
    } else if let Some(at) = command_behind_options(&typed, &mut declared) {
        typed[1..=at].rotate_right(1);
    }
    typed
}

/// `--group copies` as `--group=copies`: its value may be left out, so that what follows is a query unless it is one of
/// the words that it takes.
fn join_group(typed: &mut Vec<OsString>) {
    let end = typed.iter().position(|it| it == "--").unwrap_or(typed.len());
    let Some(at) = typed[..end].iter().position(|it| it == "--group") else { return };
    let words =
        OPTIONS.iter().find(|row| row.name == "group").map(|row| row.value.words()).unwrap_or_default();
    let value = typed.get(at + 1).and_then(|it| it.to_str()).filter(|it| words.contains(it));
    if let Some(value) = value.map(str::to_owned) {
        typed.splice(at..at + 2, [format!("--group={value}").into()]);
    }
}

/// The first argument that no option declares, as it was typed: what clap calls unknown.
pub(crate) fn unknown_option<'a>(typed: &'a [OsString], named: &str) -> Option<&'a str> {
    let letter = named.strip_prefix('-').filter(|it| !it.starts_with('-'));
    typed.iter().skip(1).filter_map(|it| it.to_str()).find(|typed| match letter {
        Some(letter) => typed.starts_with('-') && !typed.starts_with("--") && typed.contains(letter),
        None => typed.starts_with(named),
    })
}

fn is_option(argument: &OsString) -> bool {
    let bytes = argument.as_encoded_bytes();
    bytes.len() > 1 && bytes[0] == b'-'
}

/// Where a query stands that begins with a hyphen: among the options in front of everything else.
fn query_with_hyphen(typed: &[OsString], declared: &Command) -> Option<usize> {
    let mut at = 1;
    while let Some(argument) = typed.get(at).filter(|it| is_option(it)) {
        let text = argument.to_str()?;
        let flags = Flags::of(text, &[declared]);
        if !text.starts_with("--")
            && text.contains(char::is_whitespace)
            && flags.value != Some(ValueAt::Behind)
        {
            return Some(at);
        }
        if text == "--" || flags.holds_query {
            return None;
        }
        at += flags.length();
    }
    None
}

/// Where a command stands, when there are only options in front of it.
fn command_behind_options(typed: &[OsString], declared: &mut Command) -> Option<usize> {
    declared.build();
    let named = |it: &&OsString| it.to_str().and_then(|name| declared.find_subcommand(name));
    (2..typed.len()).find(|&end| {
        let Some(command) = typed.get(end).as_ref().and_then(named) else { return false };
        let mut at = 1;
        while at < end {
            let Some(text) = typed[at].to_str().filter(|_| is_option(&typed[at])) else { return false };
            let flags = Flags::of(text, &[command, declared]);
            if text == "--" || flags.holds_query || flags.is_unknown {
                return false;
            }
            at += flags.length();
        }
        at == end
    })
}

/// Where the value of an option stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ValueAt {
    /// In the next argument.
    Next,
    /// Behind the first letter.
    Behind,
}

/// What one argument that begins with a hyphen is.
#[derive(Debug, Default)]
struct Flags {
    /// Where its value stands.
    value: Option<ValueAt>,
    /// It gives a query, so what follows is no command.
    holds_query: bool,
    /// It is declared nowhere.
    is_unknown: bool,
}

impl Flags {
    /// How many arguments it is, with its value.
    fn length(&self) -> usize {
        if self.value == Some(ValueAt::Next) { 2 } else { 1 }
    }

    fn of(text: &str, declared: &[&Command]) -> Flags {
        let mut flags = Flags::default();
        if let Some(long) = text.strip_prefix("--") {
            let (name, value) =
                long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
            match find(declared, |it| has_long(it, name)) {
                Some(argument) => {
                    flags.value =
                        (value.is_none() && argument.get_action().takes_values()).then_some(ValueAt::Next);
                    flags.holds_query = is_query(argument);
                }
                None => flags.is_unknown = true,
            }
            return flags;
        }
        let letters = text.strip_prefix('-').unwrap_or(text);
        for (at, letter) in letters.char_indices() {
            let Some(argument) = find(declared, |it| has_short(it, letter)) else {
                flags.is_unknown = true;
                return flags;
            };
            flags.holds_query |= is_query(argument);
            if argument.get_action().takes_values() {
                let is_last = at + letter.len_utf8() == letters.len();
                let behind = (at == 0).then_some(ValueAt::Behind);
                flags.value = if is_last { Some(ValueAt::Next) } else { behind };
                return flags;
            }
        }
        flags
    }
}

fn find<'a>(declared: &[&'a Command], is: impl Fn(&Arg) -> bool) -> Option<&'a Arg> {
    declared.iter().find_map(|command| command.get_arguments().find(|it| is(it)))
}

fn has_long(argument: &Arg, name: &str) -> bool {
    argument.get_long() == Some(name) || argument.get_all_aliases().is_some_and(|it| it.contains(&name))
}

fn has_short(argument: &Arg, letter: char) -> bool {
    argument.get_short() == Some(letter)
        || argument.get_all_short_aliases().is_some_and(|it| it.contains(&letter))
}

/// Whether an option gives a query of a search.
fn is_query(argument: &Arg) -> bool {
    matches!(argument.get_id().as_str(), "queries" | "files")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let split = |line: &str| line.split('|').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(arranged(split(&format!("newsgrep|{typed}"))), split(&format!("newsgrep|{expected}")));
    }

    #[test]
    fn options_in_front_of_a_command_are_the_commands() {
        check("--index|x|info", "info|--index|x");
        check("--index=x|--json|quotes|a", "quotes|--index=x|--json|a");
        check("-m|5|quotes", "quotes|-m|5");
        check("-m5|batch|q.txt", "batch|-m5|q.txt");
        // Only the command has it.
        check("--dry-run|--memory|1G|index|a", "index|--dry-run|--memory|1G|a");
        // A value that is a command's name is a value.
        check("--index|info|verify", "verify|--index|info");
        check("-h|index", "index|-h");
    }

    #[test]
    fn a_query_that_is_a_commands_name_is_given_with_e() {
        for typed in
            ["-e|info", "-e|info|index", "-f|info|index", "--query=a|info", "-l|peace|info", "--|info"]
        {
            check(typed, typed);
        }
        // What stands in front is no option of either.
        check("--wrong|info", "--wrong|info");
        check("info|--index|x", "info|--index|x");
    }

    #[test]
    fn a_query_may_begin_with_a_hyphen() {
        check("-trump putin", "-e|-trump putin");
        check("-l|-m|3|-last putin|a.txt", "-l|-m|3|-e|-last putin|a.txt");
        check("--index|x|-clever plan", "--index|x|-e|-clever plan");
        // The value of an option, attached or not; an option behind the query; no blank.
        for typed in ["-e|-a b", "-elast word", "-m|-5 x", "peace|-a b", "-trump", "--file=a b|x", "--|-a b"]
        {
            check(typed, typed);
        }
    }

    #[test]
    fn an_unknown_option_is_named_as_it_was_typed() {
        let typed: Vec<OsString> = ["newsgrep", "-l", "-trump", "a"].map(OsString::from).into();
        assert_eq!(unknown_option(&typed, "-t"), Some("-trump"));
        let typed: Vec<OsString> = ["newsgrep", "--trump=1"].map(OsString::from).into();
        assert_eq!(unknown_option(&typed, "--trump"), Some("--trump=1"));
        assert_eq!(unknown_option(&typed, "-x"), None);
    }
}
