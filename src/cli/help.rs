//! Help, the manual page, completions for shells.

use clap::CommandFactory;

use crate::cli::args::CommandLine;
use crate::cli::error::CliError;
use crate::cli::{Exit, to_stdout};

/// Prints help on the program or on a command.
pub(crate) fn run(topic: Option<&str>) -> Result<Exit, CliError> {
    let mut program = CommandLine::command();
    program.build();
    let help = match topic {
        Some("query") => return query(),
        None => program.render_help(),
        Some(name) => match program.find_subcommand_mut(name) {
            Some(command) => command.render_help(),
            None => {
                return Err(CliError::usage(format!("there is no command `{name}`"))
                    .hint("newsgrep --help lists the commands".to_owned()));
            }
        },
    };
    to_stdout(|out| write!(out, "{help}"))?;
    Ok(Exit::Found)
}

/// Prints the page on the query language.
fn query() -> Result<Exit, CliError> {
    let page = newsgrep::query::table::help();
    to_stdout(|out| out.write_all(page.as_bytes()))?;
    Ok(Exit::Found)
}

/// Prints the completions for a shell.
pub(crate) fn completions(shell: clap_complete::Shell) -> Result<Exit, CliError> {
    // Into memory first: the generator panics when its writer fails.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::command(), "newsgrep", &mut script);
    to_stdout(|out| out.write_all(&script))?;
    Ok(Exit::Found)
}

/// Prints the manual page.
pub(crate) fn man() -> Result<Exit, CliError> {
    to_stdout(|out| clap_mangen::Man::new(CommandLine::command()).render(&mut &mut *out))?;
    Ok(Exit::Found)
}
