//! `newsgrep copies`: the copies of an article, or all groups of copies.

use std::io::{self, Write};

use newsgrep::article::ArticleId;
use newsgrep::render::{copies, json};
use newsgrep::search::Engine;
use newsgrep::stories::story;

use crate::cli::args::CopiesArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
use crate::cli::show::find;
use crate::cli::{Exit, terminal, to_stdout};

/// Prints them.
pub(crate) fn run(args: &CopiesArgs) -> Result<Exit, CliError> {
    let engine = open_to_ask(args.index.index.as_deref())?.searcher()?;
    match &args.id {
        Some(id) => one(args, &engine, id),
        None => all(args, &engine),
    }
}

fn one(args: &CopiesArgs, engine: &dyn Engine, name: &str) -> Result<Exit, CliError> {
    let id = find(engine, name)?.id;
    let found = story(engine, &id)?.ok_or_else(|| CliError::no_article(name))?;
    let screen = terminal::screen(args.colour.colour);
    to_stdout(|out| {
        if args.json {
            json::copies::write_story(&found, out)
        } else if args.tsv {
            let ids: Vec<ArticleId> = found.places.iter().map(|it| it.id.clone()).collect();
            write_ids(&ids, out)
        } else {
            copies::write_story(&found, &screen, out)
        }
    })?;
    Ok(if found.places.len() > 1 { Exit::Found } else { Exit::Nothing })
}

fn all(args: &CopiesArgs, engine: &dyn Engine) -> Result<Exit, CliError> {
    let groups = engine.all_copies()?;
    let screen = terminal::screen(args.colour.colour);
    let mut failed = None;
    to_stdout(|out| {
        for group in &groups {
            if args.tsv {
                write_ids(group, out)?;
                continue;
            }
            match group.first().map_or(Ok(None), |id| story(engine, id)) {
                Ok(Some(found)) if args.json => json::copies::write_story(&found, out)?,
                Ok(Some(found)) => {
                    copies::write_story(&found, &screen, out)?;
                    writeln!(out)?;
                }
                Ok(None) => {}
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        Ok(())
    })?;
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(if groups.is_empty() { Exit::Nothing } else { Exit::Found }),
    }
}

/// The ids of a group on a line, separated by tabs. No id holds one.
fn write_ids(ids: &[ArticleId], out: &mut dyn Write) -> io::Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| newsgrep::render::screen::safe(id.as_str())).collect();
    writeln!(out, "{}", ids.join("\t"))
}
