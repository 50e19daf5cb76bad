//! Manual pages and completions for shells.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory};

use crate::cli::args::{CommandLine, ManArgs};
use crate::cli::error::CliError;
use crate::cli::examples::of_command;
use crate::cli::help::command_of;
use crate::cli::{Exit, to_stdout};

/// Prints the completions for a shell.
pub(crate) fn completions(shell: clap_complete::Shell) -> Result<Exit, CliError> {
    // Into memory first: the generator panics when its writer fails.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::command(), "newsgrep", &mut script);
    to_stdout(|out| out.write_all(&script))?;
    Ok(Exit::Found)
}

/// Prints a manual page, or writes all of them into a folder.
pub(crate) fn man(args: &ManArgs) -> Result<Exit, CliError> {
    if let Some(dir) = &args.install {
        return install(dir);
    }
    let path: Vec<&str> = args.command.iter().map(String::as_str).collect();
    let page = page(&path)?;
    to_stdout(|out| out.write_all(&page))?;
    Ok(Exit::Found)
}

/// Writes the pages of all commands into `man1` below a folder.
fn install(dir: &Path) -> Result<Exit, CliError> {
    let folder =
        if dir.file_name().is_some_and(|it| it == "man1") { dir.to_owned() } else { dir.join("man1") };
    fs::create_dir_all(&folder).map_err(|error| CliError::file("make", &folder, error))?;
    let mut count = 0;
    for path in commands() {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let file = folder.join(format!("{}.1", name_of(&path)));
        fs::write(&file, page(&path)?).map_err(|error| CliError::file("write", &file, error))?;
        count += 1;
    }
    to_stdout(|out| writeln!(out, "wrote {count} pages into {}", folder.display()))?;
    Ok(Exit::Found)
}

/// Every command, each by its words; a search first, by none.
fn commands() -> Vec<Vec<String>> {
    let mut program = CommandLine::command();
    program.build();
    let mut commands = vec![Vec::new()];
    for command in program.get_subcommands() {
        commands.push(vec![command.get_name().to_owned()]);
        let parts = command.get_subcommands().filter(|it| it.get_name() != "help");
        commands.extend(parts.map(|it| vec![command.get_name().to_owned(), it.get_name().to_owned()]));
    }
    commands
}

fn name_of(path: &[&str]) -> String {
    ["newsgrep"].iter().chain(path).copied().collect::<Vec<_>>().join("-")
}

/// The page of a command.
fn page(path: &[&str]) -> Result<Vec<u8>, CliError> {
    let name = name_of(path);
    // The manual leaves nothing out.
    let command = command_of(path)?.mut_args(|it| it.hide_short_help(false));
    let mut out = Vec::new();
    write(&command, path, &name, &mut out)?;
    Ok(out)
}

fn write(command: &Command, path: &[&str], name: &str, out: &mut dyn Write) -> io::Result<()> {
    let after = command.get_after_help().map(ToString::to_string);
    let man = clap_mangen::Man::new(command.clone()).title(name.to_uppercase());
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    if let Some(after) = after {
        writeln!(out, ".PP")?;
        plain(&after, out)?;
    }
    man.render_options_section(out)?;
    if command.get_subcommands().next().is_some() {
        writeln!(out, ".SH COMMANDS")?;
        for part in command.get_subcommands().filter(|it| it.get_name() != "help") {
            writeln!(out, ".TP")?;
            bold(&format!("{name}-{}(1)", part.get_name()), out)?;
            plain(&part.get_about().map(ToString::to_string).unwrap_or_default(), out)?;
        }
    }
    if let Some(examples) = of_command(&path.join(" ")) {
        writeln!(out, ".SH EXAMPLES")?;
        for (line, does) in examples.lines {
            writeln!(out, ".TP")?;
            bold(line, out)?;
            plain(&format!("{}.", capital(does)), out)?;
        }
        writeln!(out, ".SH \"EXIT STATUS\"")?;
        for (status, says) in examples.exits {
            writeln!(out, ".TP\n.B {status}")?;
            plain(says, out)?;
        }
    }
    writeln!(out, ".SH FILES\n.TP\n.I newsgrep.toml")?;
    plain("Settings of a user and of a project; newsgrep config prints those that hold.", out)?;
    writeln!(out, ".SH VERSION\nnewsgrep {}", env!("CARGO_PKG_VERSION"))
}

/// The first letter as a capital one.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|it| it.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A line of text in bold letters, that means nothing to the formatter.
fn bold(line: &str, out: &mut dyn Write) -> io::Result<()> {
    plain(&format!("\u{1}{line}\u{2}"), out)
}

/// Text that means nothing to the formatter.
fn plain(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for line in text.lines() {
        let escaped = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
        let escaped = escaped.replace('\u{1}', "\\fB").replace('\u{2}', "\\fR");
        let guard = if escaped.starts_with('.') { "\\&" } else { "" };
        writeln!(out, "{guard}{escaped}")?;
    }
    Ok(())
}
