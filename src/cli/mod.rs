//! The command line: arguments, the index they mean, what is printed, exit codes.
//!
//! The only module that reads arguments, the environment and the clock, and the only one that prints.

mod analyze;
mod args;
mod arguments;
mod batch;
mod by_path;
mod cache;
mod cached;
mod config;
mod context;
mod copies;
mod diff;
mod error;
mod events;
mod examples;
mod extract;
mod failure;
mod figures;
mod help;
mod index;
mod info;
mod left_out;
mod locate;
mod manual;
#[cfg(feature = "mcp")]
mod mcp;
mod owner;
mod pager;
mod queries;
mod quotes;
mod record;
mod search;
#[cfg(feature = "server")]
mod serve;
mod show;
mod similar;
mod stop;
mod suggest;
mod terminal;
mod update;
mod verify;
mod wait;
mod watch;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::args::{Command, CommandLine};
use crate::cli::error::CliError;
use newsgrep::date::Day;
use newsgrep::render::screen::safe;
use newsgrep::shell;

/// The exit code of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0.
    Found,
    /// 1.
    Nothing,
    /// 2: the answer itself reports errors.
    Broken,
}

/// The exit code for errors.
const TROUBLE: u8 = 2;

/// The path that stands for standard input.
const STREAM: &str = "-";

/// Runs the command line.
pub(crate) fn main() -> ExitCode {
    if is_version(std::env::args_os().skip(1)) {
        let _ = to_stdout(|out| writeln!(out, "newsgrep {}", env!("CARGO_PKG_VERSION")));
        return ExitCode::SUCCESS;
    }
    let typed = arguments::arranged(std::env::args_os().collect());
    let settings = config::read(&typed);
    let typed = match settings.as_ref().map(|it| it.applied(typed.clone())) {
        Ok(Ok(typed)) => typed,
        Ok(Err(error)) => return trouble(&error),
        // What is wrong with a file is told once it is known that it is needed.
        Err(_) => typed,
    };
    let line = match CommandLine::try_parse_from(&typed) {
        Ok(line) => line,
        Err(error) if error.kind() == ErrorKind::DisplayHelp && help::is_short(&typed) => {
            let _ = to_stdout(|out| out.write_all(help::on_one_screen().as_bytes()));
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            // Help and version are answers; the rest is trouble. A reader that has gone is neither.
            let code = if error.use_stderr() { ExitCode::from(TROUBLE) } else { ExitCode::SUCCESS };
            let _ = error.print();
            if let Some(hint) = query_hint(&typed, &error) {
                say(&hint);
            }
            return code;
        }
    };
    let settings = match settings {
        Ok(settings) => settings,
        Err(error) => return trouble(&error),
    };
    if !line.search.no_pager && is_paged(line.command.as_ref()) {
        pager::choose(settings.pager());
    }
    match failure::told(|| run(&line, &settings)) {
        Ok(Exit::Found) => ExitCode::SUCCESS,
        Ok(Exit::Nothing) => ExitCode::from(1),
        Ok(Exit::Broken) => ExitCode::from(TROUBLE),
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => trouble(&error),
    }
}

/// Tells an error, unless that was done.
fn trouble(error: &CliError) -> ExitCode {
    // Nobody is left to be told when standard error is closed.
    if !error.is_told() {
        let _ = error.write(&mut io::stderr().lock());
    }
    ExitCode::from(TROUBLE)
}

/// Whether a person reads the answer of a command from its beginning to its end.
fn is_paged(command: Option<&Command>) -> bool {
    matches!(
        command,
        None | Some(
            Command::Quotes(_)
                | Command::First(_)
                | Command::Show(_)
                | Command::Copies(_)
                | Command::Diff(_)
                | Command::Similar(_)
                | Command::Events(_)
                | Command::Info(_)
                | Command::Help { .. }
        )
    )
}

/// How to look for what was taken as an option and is none.
fn query_hint(typed: &[OsString], error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(named)) = error.get(ContextKind::InvalidArg) else { return None };
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let unknown = arguments::unknown_option(typed, named)?;
    Some(format!("hint: a query that begins with a hyphen: newsgrep -e {}", shell::word(&safe(unknown))))
}

/// Whether only the version is asked for. It is printed before the arguments are declared, which takes longer.
fn is_version(mut arguments: impl Iterator<Item = OsString>) -> bool {
    let is_flag = arguments.next().is_some_and(|it| it == "--version" || it == "-V");
    is_flag && arguments.next().is_none()
}

/// One line a command; a new one is declared in [`args`] and gets its file.
fn run(line: &CommandLine, settings: &config::Settings) -> Result<Exit, CliError> {
    NO_MESSAGES.store(line.search.grep.no_messages, Ordering::Relaxed);
    match &line.command {
        None => search::run(&line.search),
        Some(Command::Index(args)) => index::run(args),
        Some(Command::Quotes(args)) => quotes::run(args),
        Some(Command::First(args)) => quotes::first(args),
        Some(Command::Batch(args)) => batch::run(args),
        Some(Command::Watch(args)) => watch::run(args),
        Some(Command::Record(args)) => record::run(args),
        #[cfg(feature = "server")]
        Some(Command::Serve(args)) => serve::run(args, args.open),
        #[cfg(feature = "server")]
        Some(Command::Open(args)) => serve::run(args, true),
        #[cfg(feature = "mcp")]
        Some(Command::Mcp(args)) => mcp::run(args),
        Some(Command::Extract(args)) => extract::run(args),
        Some(Command::Show(args)) => show::run(args),
        Some(Command::Copies(args)) => copies::run(args),
        Some(Command::Diff(args)) => diff::run(args),
        Some(Command::Similar(args)) => similar::run(args),
        Some(Command::Events(args)) => events::run(args),
        Some(Command::Info(args)) => info::run(args),
        Some(Command::Verify(args)) => verify::run(args),
        Some(Command::Analyze(args)) => analyze::run(args),
        Some(Command::Cache(args)) => cached::run(args),
        Some(Command::Config(args)) => config::run(args, settings),
        Some(Command::Completions { shell }) => manual::completions(*shell),
        Some(Command::Man(args)) => manual::man(args),
        Some(Command::Help { topic }) => help::run(topic),
    }
}

/// Today, by the clock of the machine. For scripts that must give the same answer on another day
/// the variable NEWSGREP_TODAY (`2025-11-27`) takes its place.
fn today() -> Result<Day, CliError> {
    match std::env::var("NEWSGREP_TODAY") {
        Ok(text) => text.parse().map_err(|error| CliError::usage(format!("NEWSGREP_TODAY: {error}"))),
        Err(_) => Ok(jiff::Zoned::now().date().into()),
    }
}

/// Today, for interfaces that go on answering over midnight. The variable was read without trouble at the start.
#[cfg(any(feature = "server", feature = "mcp"))]
fn clock() -> Day {
    today().unwrap_or_else(|_| jiff::Zoned::now().date().into())
}

/// Writes to standard output and flushes it, so that notes on standard error come after the answer.
fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), CliError> {
    let mut write = Some(write);
    // It is called once.
    let mut once = |out: &mut dyn Write| write.take().map_or(Ok(()), |write| write(out));
    if let Some(shown) = pager::through(&mut once) {
        return Ok(shown?);
    }
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    once(&mut out)?;
    out.flush()?;
    Ok(())
}

/// Whether notes are kept back, as `--no-messages` asks.
static NO_MESSAGES: AtomicBool = AtomicBool::new(false);

/// Prints a note about the answer on standard error; it is no error when that is closed.
fn say(line: &str) {
    if NO_MESSAGES.load(Ordering::Relaxed) {
        return;
    }
    let _ = writeln!(io::stderr().lock(), "{line}");
}
