//! What the terminal can show.

use std::io::{self, IsTerminal};

use anstream::{AutoStream, ColorChoice};
use newsgrep::render::screen::{Colours, Links, Screen};

use crate::cli::args::When;

/// The narrowest screen that lines are broken for, in columns.
const NARROWEST: usize = 40;
/// The widest; longer lines are hard to read.
const WIDEST: usize = 120;

/// The screen that standard output is: colours as asked for, links and broken lines only on a terminal.
pub(crate) fn screen(colour: When) -> Screen {
    let stdout = io::stdout();
    let colours = match colour {
        When::Always => Colours::On,
        When::Never => Colours::Off,
        // Knows NO_COLOR, CLICOLOR, CLICOLOR_FORCE and TERM.
        When::Auto => match AutoStream::choice(&stdout) {
            ColorChoice::Always | ColorChoice::AlwaysAnsi => Colours::On,
            ColorChoice::Never | ColorChoice::Auto => Colours::Off,
        },
    };
    let terminal = stdout.is_terminal();
    let folder = std::env::current_dir().ok().and_then(|dir| dir.to_str().map(str::to_owned));
    let links = match (terminal, colours, folder) {
        (true, Colours::On, Some(folder)) => Links::From(folder),
        _ => Links::Off,
    };
    Screen { colours, links, width: terminal.then(width) }
}

/// Whether standard error is a terminal.
pub(crate) fn somebody_reads_along() -> bool {
    io::stderr().is_terminal()
}

fn width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)).clamp(NARROWEST, WIDEST)
}
