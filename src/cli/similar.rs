//! `newsgrep similar ID|FILE|-`: what else is told of the same.

use std::io;
use std::path::Path;

use newsgrep::article::Article;
use newsgrep::extract::ExtractSettings;
use newsgrep::readers::{self, Opened, ReadSettings, Walked};
use newsgrep::render::screen::safe;
use newsgrep::render::{copies, json};
use newsgrep::search::Engine;
use newsgrep::stories::similar;
use newsgrep::update::article_of;

use crate::cli::args::{SimilarArgs, field_map};
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
use crate::cli::show::find;
use crate::cli::{Exit, STREAM, say, terminal, to_stdout, today};

/// Prints the articles that are most like one of the index, of a file, or of standard input.
pub(crate) fn run(args: &SimilarArgs) -> Result<Exit, CliError> {
    let engine = open_to_ask(args.index.index.as_deref())?.searcher()?;
    let to = meant(args, &engine)?;
    let page = similar(&engine, &to, args.limit)?;
    let screen = terminal::screen(args.colour.colour);
    to_stdout(|out| {
        if args.json {
            json::similar::write_similar(&page, out)
        } else if args.tsv {
            let mut rows = page.shown.iter();
            rows.try_for_each(|it| writeln!(out, "{}\t{:.4}", safe(it.id.as_str()), it.score))
        } else {
            copies::write_similar(&page, &screen, out)
        }
    })?;
    if page.copies > 0 && !args.json && !args.tsv {
        let copies = if page.copies == 1 { "copy".to_owned() } else { format!("{} copies", page.copies) };
        say(&format!("note: its own {copies} left out; newsgrep copies {} lists them", safe(to.id.as_str())));
    }
    Ok(if page.shown.is_empty() { Exit::Nothing } else { Exit::Found })
}

/// The article that is meant: of the index, else the first of a file.
fn meant(args: &SimilarArgs, engine: &dyn Engine) -> Result<Article, CliError> {
    if args.to != STREAM {
        let found = find(engine, &args.to);
        if found.is_ok() || !Path::new(&args.to).exists() {
            return found;
        }
    }
    let settings = ExtractSettings { today: today()?, map: field_map(&[])?, dates: None };
    let reading = ReadSettings::default();
    let opened = if args.to == STREAM {
        readers::read(Box::new(io::stdin()), STREAM, &reading)
    } else {
        let walked = readers::walk(&[args.to.clone().into()]).into_iter().find_map(|it| match it {
            Walked::File(entry) => Some(readers::open(&entry, &reading)),
            Walked::Skipped(_) | Walked::Rejected(_) => None,
        });
        walked.ok_or_else(|| CliError::usage(format!("{} cannot be read", safe(&args.to))))?
    };
    let Opened::Records(mut records) = opened else {
        return Err(CliError::usage(format!("{} is not of a kind that is read", safe(&args.to))));
    };
    let first = records.find_map(|record| record.ok().and_then(|it| article_of(it, &settings).ok()));
    first.ok_or_else(|| CliError::usage(format!("there is no article in {}", safe(&args.to))))
}
