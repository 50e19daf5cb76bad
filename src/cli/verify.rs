//! `newsgrep verify`: whether the index is whole.

use newsgrep::index::VerifyDepth;
use newsgrep::render::screen::{counted, safe};
use newsgrep::update::verify;

use crate::cli::args::VerifyArgs;
use crate::cli::error::{CliError, quoted};
use crate::cli::locate::open_standing;
use crate::cli::{Exit, say, to_stdout};

/// Says what is wrong, a line each, and what to do; or that nothing is.
pub(crate) fn run(args: &VerifyArgs) -> Result<Exit, CliError> {
    let index = open_standing(args.index.index.as_deref())?;
    let depth = if args.full { VerifyDepth::Full } else { VerifyDepth::Sample };
    let report = verify(&index, depth)?;
    let checked = format!(
        "{} checked; {} in the index, {} of them held against their stored text",
        counted(report.files, "file", "files"),
        counted(report.articles, "article", "articles"),
        report.compared
    );
    if report.findings.is_empty() {
        to_stdout(|out| writeln!(out, "whole: {checked}"))?;
        return Ok(Exit::Found);
    }
    to_stdout(|out| report.findings.iter().try_for_each(|it| writeln!(out, "damaged: {}", safe(it))))?;
    say(&format!("{} found: {checked}", counted(report.findings.len() as u64, "fault", "faults")));
    say(&format!(
        "hint: newsgrep index --rebuild --index {} saves what is whole and says what is lost",
        safe(&quoted(index.dir()))
    ));
    Err(CliError::told())
}
