//! Help, on one screen or whole.

use clap::CommandFactory;
use newsgrep::render::screen::width;

use crate::cli::args::CommandLine;
use crate::cli::error::CliError;
use crate::cli::examples::of_command;
use crate::cli::{Exit, to_stdout};

/// Prints help on the program or on a command.
pub(crate) fn run(topic: &[String]) -> Result<Exit, CliError> {
    let path: Vec<&str> = topic.iter().map(String::as_str).collect();
    if path == ["query"] {
        let page = newsgrep::query::table::help();
        to_stdout(|out| out.write_all(page.as_bytes()))?;
        return Ok(Exit::Found);
    }
    let mut command = command_of(&path)?;
    let help = command.render_long_help();
    to_stdout(|out| write!(out, "{help}"))?;
    Ok(Exit::Found)
}

/// The command of these words, with its examples.
pub(crate) fn command_of(path: &[&str]) -> Result<clap::Command, CliError> {
    let mut command = with_examples(CommandLine::command(), "");
    command.build();
    for (at, name) in path.iter().enumerate() {
        command = match command.find_subcommand_mut(name) {
            Some(found) => {
                found.build();
                with_examples(found.clone(), &path[..=at].join(" "))
            }
            None => {
                return Err(CliError::usage(format!("there is no command `{name}`"))
                    .hint("newsgrep -h lists the commands".to_owned()));
            }
        };
    }
    Ok(command)
}

/// The command with its examples below its help.
fn with_examples(command: clap::Command, name: &str) -> clap::Command {
    let Some(examples) = of_command(name) else { return command };
    let mut text = command.get_after_help().map(|it| format!("{it}\n\n")).unwrap_or_default();
    text.push_str("Examples:\n");
    for (line, does) in examples.lines {
        text.push_str(&format!("  {line}\n      {does}\n"));
    }
    command.after_long_help(text.trim_end().to_owned())
}

/// Whether help on a search is asked for with `-h`.
pub(crate) fn is_short(typed: &[std::ffi::OsString]) -> bool {
    let mut words = typed.iter().skip(1).filter_map(|it| it.to_str());
    let program = CommandLine::command();
    let is_command = |word: &str| program.get_subcommands().any(|it| it.get_name() == word);
    words.clone().next().is_none_or(|it| !is_command(it)) && words.all(|it| it != "--help")
}

/// What `-h` prints: how to begin, on one screen.
pub(crate) fn on_one_screen() -> String {
    let mut page = String::from("Usage: newsgrep [OPTIONS] QUERY [PATH]...   or   newsgrep COMMAND …\n\n");
    let examples = of_command("").map_or(&[][..], |it| it.lines);
    let widest = examples.iter().take(EXAMPLES).map(|it| width(it.0)).max().unwrap_or(0);
    for (line, does) in examples.iter().take(EXAMPLES) {
        let lines = if widest + width(does) + 4 > COLUMNS { "\n      " } else { "  " };
        page.push_str(&format!("  {line}{lines}{does}\n"));
    }
    page.push_str(REST);
    let program = CommandLine::command();
    let mut line = "Commands:".to_owned();
    for name in program.get_subcommands().map(clap::Command::get_name) {
        if line.len() + name.len() + 1 > COLUMNS {
            page.push_str(&line);
            page.push('\n');
            line = " ".repeat("Commands:".len());
        }
        line.push(' ');
        line.push_str(name);
    }
    page.push_str(&line);
    page.push_str("\nAll of it: newsgrep --help, newsgrep help COMMAND, newsgrep help query.\n");
    page
}

/// The columns of a screen.
const COLUMNS: usize = 80;
/// How many examples are shown.
const EXAMPLES: usize = 3;

const REST: &str = "
Words side by side are a phrase. AND OR NOT ( ) NEAR/5 SAID, =word word~ word*,
source: speaker: date:2025-11 and more narrow it.
  -l, -L       places that match, or do not    -m N         show N articles
  -c, -o       how many; each with its place   --sort BY    date, -date, path
  -C N         N sentences around a match      --after, --before DATE
  --kwic       left | match | right            --facet LIST count by source, …
  -v, -w       what does not match; as spelt   --json, --csv, --tsv
  -g GLOB      files of these names            --index DIR  which index
Exit status: 0 something was found, 1 nothing was, 2 there was trouble.
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::examples::EXAMPLES as ALL;

    #[test]
    fn what_is_printed_for_h_fits_a_screen() {
        let page = on_one_screen();
        assert!(page.lines().count() <= 24, "{page}");
        assert!(page.lines().all(|line| width(line) <= COLUMNS), "{page}");
        assert_eq!(page.lines().filter(|line| line.starts_with("  newsgrep ")).count(), EXAMPLES);
    }

    #[test]
    fn every_flag_on_the_screen_is_declared() {
        let program = CommandLine::command();
        let declared = |flag: &str| {
            program.get_arguments().any(|it| match flag.strip_prefix("--") {
                Some(long) => it.get_long() == Some(long),
                None => it.get_short().map(|it| it.to_string()).as_deref() == flag.strip_prefix('-'),
            })
        };
        let flags =
            REST.split([' ', ',', '\n']).filter(|it| it.len() > 1 && it.starts_with('-') && *it != "-date");
        for flag in flags {
            assert!(declared(flag), "{flag}");
        }
    }

    #[test]
    fn every_command_has_examples_that_are_understood() {
        let mut commands = vec![String::new()];
        let mut program = CommandLine::command();
        program.build();
        for command in program.get_subcommands() {
            commands.push(command.get_name().to_owned());
            let parts =
                command.get_subcommands().map(|it| format!("{} {}", command.get_name(), it.get_name()));
            commands.extend(parts);
        }
        for command in &commands {
            assert!(of_command(command).is_some_and(|it| !it.lines.is_empty()), "{command} has none");
        }
        for example in ALL {
            assert!(commands.iter().any(|it| it == example.command), "{}", example.command);
            for (line, _) in example.lines {
                let words = words(line);
                let start = words.iter().position(|it| it == "newsgrep").expect("the program");
                let end = words.iter().position(|it| it == "|" || it == ">").filter(|it| *it > start);
                let typed = &words[start..end.unwrap_or(words.len())];
                let read = crate::cli::args::CommandLine::command().try_get_matches_from(typed);
                assert!(read.is_ok(), "{line}: {}", read.err().map(|it| it.to_string()).unwrap_or_default());
            }
        }
    }

    /// The words of a line, as a shell splits it.
    fn words(line: &str) -> Vec<String> {
        let (mut words, mut mark) = (vec![String::new()], None);
        for c in line.chars() {
            match (c, mark) {
                ('\'' | '"', None) => mark = Some(c),
                (c, Some(open)) if c == open => mark = None,
                (' ', None) => words.push(String::new()),
                (c, _) => words.last_mut().expect("one at least").push(c),
            }
        }
        words
    }
}
