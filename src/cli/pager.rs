//! A pager for answers that are longer than the terminal.

use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

/// The program that shows long answers, where there is one.
static PROGRAM: OnceLock<String> = OnceLock::new();

/// Bytes that are held back at the most, until it is known whether they fit the terminal.
const HELD: usize = 1 << 18;

/// Shows long answers through a program, where standard output is a terminal. `set` is what the settings name.
///
/// NEWSGREP_PAGER comes first, then the settings, then PAGER; an empty one, or `cat`, is none.
pub(crate) fn choose(set: Option<&str>) {
    if !io::stdout().is_terminal() {
        return;
    }
    let named = |name| std::env::var(name).ok();
    let program = named("NEWSGREP_PAGER").or_else(|| set.map(str::to_owned)).or_else(|| named("PAGER"));
    let program = program.unwrap_or_else(|| "less".to_owned());
    if !matches!(program.trim(), "" | "cat") {
        let _ = PROGRAM.set(program);
    }
}

/// Writes an answer to standard output, through the pager where one was chosen and the answer does not fit the
/// terminal; `None` where none was chosen.
pub(crate) fn through(write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Option<io::Result<()>> {
    let program = PROGRAM.get()?;
    let mut out = Paged { program, held: Vec::new(), lines: 0, shown: Shown::Held };
    let written = write(&mut out);
    Some(out.finish().and(written))
}

/// An answer of which it is not known yet how long it is.
struct Paged<'a> {
    program: &'a str,
    held: Vec<u8>,
    lines: usize,
    shown: Shown,
}

/// Where an answer goes.
enum Shown {
    /// It is held back.
    Held,
    /// Into the pager.
    Paged(Child),
    /// To the terminal, as the pager cannot be started.
    Plainly,
}

impl Paged<'_> {
    /// Starts the pager, and hands over what was held back.
    fn start(&mut self) -> io::Result<()> {
        let mut command = Command::new("sh");
        command.args(["-c", self.program]).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            // Ends where all fits a screen, keeps colours and links, leaves the answer on the terminal.
            command.env("LESS", "FRX");
        }
        // An interrupt is the pager's: without it the terminal would be left as the pager set it.
        #[cfg(unix)]
        let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::new(AtomicBool::new(false)));
        self.shown = command.spawn().map_or(Shown::Plainly, Shown::Paged);
        let held = std::mem::take(&mut self.held);
        self.write_all(&held)
    }

    /// Shows what is held back and waits until the pager is closed.
    fn finish(self) -> io::Result<()> {
        match self.shown {
            Shown::Paged(mut child) => {
                drop(child.stdin.take());
                child.wait().map(drop)
            }
            Shown::Held | Shown::Plainly => {
                let mut out = io::stdout().lock();
                out.write_all(&self.held)?;
                out.flush()
            }
        }
    }
}

impl Write for Paged<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.shown {
            Shown::Paged(child) => match &mut child.stdin {
                Some(stdin) => stdin.write(bytes),
                None => Err(io::ErrorKind::BrokenPipe.into()),
            },
            Shown::Plainly => io::stdout().write(bytes),
            Shown::Held => {
                self.held.extend_from_slice(bytes);
                self.lines += bytes.iter().filter(|byte| **byte == b'\n').count();
                if self.lines + 1 >= rows() || self.held.len() > HELD {
                    self.start()?;
                }
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.shown {
            Shown::Paged(child) => child.stdin.as_mut().map_or(Ok(()), Write::flush),
            Shown::Held | Shown::Plainly => Ok(()),
        }
    }
}

/// The lines of the terminal.
fn rows() -> usize {
    terminal_size::terminal_size().map(|(_, rows)| usize::from(rows.0)).filter(|it| *it > 0).unwrap_or(24)
}
