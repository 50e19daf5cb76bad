//! Suggestions when nothing was found: similar words, and looser queries as commands to copy.

use newsgrep::query::Query;
use newsgrep::render::screen::{counted, safe, width};
use newsgrep::search::{Count, Engine};
use newsgrep::shell;
use newsgrep::suggest::suggest;

use crate::cli::args::SearchArgs;
use crate::cli::error::CliError;
use crate::cli::queries::{Question, TypedQueries};
use crate::cli::{say, today};

/// How many looser queries are shown.
const MOST: usize = 4;

/// Prints which words are in no article (of those that were read, where `is_limited`), which words are similar, and what
/// looser queries would find.
pub(crate) fn say_what_would(
    args: &SearchArgs,
    question: Question<'_>,
    engine: &dyn Engine,
    is_limited: bool,
) -> Result<(), CliError> {
    // What does not match `-v` cannot be found by looking more loosely.
    if args.request.object.invert_match == Some(true) {
        return Ok(());
    }
    let suggestions = suggest(engine, question.request, question.object.meant(today()?).as_ref())?;
    for missing in &suggestions.missing {
        let mut line = format!("  `{}` is in no article", safe(&missing.word));
        if is_limited {
            line.push_str(" that was read");
        }
        let near: Vec<_> = missing
            .near
            .iter()
            .map(|it| format!("{} ({})", safe(&it.word), counted(it.articles, "article", "articles")))
            .collect();
        if !near.is_empty() {
            line.push_str(". Near it: ");
            line.push_str(&near.join(", "));
        }
        say(&line);
    }
    let commands: Vec<(String, Count)> = suggestions
        .looser
        .iter()
        .take(MOST)
        .map(|it| (command(&it.query, args, question.typed), it.articles))
        .collect();
    let widest = commands.iter().map(|(command, _)| width(command)).max().unwrap_or(0).min(50);
    for (at, (command, articles)) in commands.iter().enumerate() {
        let lead = if at == 0 { "  try:  " } else { "        " };
        let pad = " ".repeat(widest.saturating_sub(width(command)));
        say(&format!("{lead}{command}{pad}   {}", counted(*articles, "article", "articles")));
    }
    Ok(())
}

/// The command for a looser query on the same index and paths.
fn command(query: &Query, args: &SearchArgs, asked: &TypedQueries) -> String {
    let mut words = vec!["newsgrep".to_owned()];
    if let Some(dir) = &args.index.index {
        // One that the environment names need not be typed again.
        if std::env::var_os("NEWSGREP_INDEX").is_none_or(|it| it != *dir) {
            words.push(format!("--index {}", shell::word(&dir.display().to_string())));
        }
    }
    if args.request.object.no_variants == Some(true) {
        words.push("--no-variants".to_owned());
    }
    let text = query.to_string();
    if text.starts_with('-') || is_command(&text) {
        words.push("-e".to_owned());
    }
    words.push(shell::word(&safe(&text)));
    words.extend(asked.paths.iter().map(|path| shell::word(&path.display().to_string())));
    words.join(" ")
}

fn is_command(text: &str) -> bool {
    use clap::CommandFactory;
    crate::cli::args::CommandLine::command().get_subcommands().any(|it| it.get_name() == text)
}
