//! `newsgrep events [QUERY] [PATH]...`: which articles tell of the same, in the order of time.

use std::io::{self, Write};

use newsgrep::article::ArticleId;
use newsgrep::render::screen::safe;
use newsgrep::render::{copies, json};
use newsgrep::request::{Limit, RequestObject};
use newsgrep::search::PageLimit;
use newsgrep::stories::{Events, events};

use crate::cli::args::EventsArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_for;
use crate::cli::wait::Wait;
use crate::cli::{Exit, say, terminal, to_stdout, today};

/// Prints them.
pub(crate) fn run(args: &EventsArgs) -> Result<Exit, CliError> {
    let answered = answer(args);
    if let (Err(error), true) = (&answered, args.json)
        && !error.is_closed_pipe()
    {
        to_stdout(|out| error.write_json(out))?;
    }
    answered
}

fn answer(args: &EventsArgs) -> Result<Exit, CliError> {
    let query = vec![args.query.clone().unwrap_or_else(|| "*".to_owned())];
    let mut object = RequestObject { query, ..args.request.object.clone() };
    if args.tsv {
        object.limit.get_or_insert(Limit::All);
    }
    let mut asked = object.ask(today()?)?;
    let opened = open_for(args.index.index.as_deref(), &args.paths, Wait::unless(args.no_wait))?;
    asked.request.within.clone_from(&opened.within);
    let page = events(&opened.engine, &asked.request)?;
    let screen = terminal::screen(args.colour.colour);
    to_stdout(|out| {
        if args.json {
            json::copies::write_events(&asked.text, &page, out)
        } else if args.tsv {
            page.shown.iter().try_for_each(|it| write_ids(it.places.iter().map(|it| &it.id), out))
        } else {
            copies::write_events(&page, &screen, out)
        }
    })?;
    if !args.json && !args.tsv {
        page.notices.iter().for_each(|it| say(&format!("note: {it}")));
        say(&summary(&page, asked.request.limit));
    }
    let exit = match page.events {
        0 if page.partial => Exit::Broken,
        0 => Exit::Nothing,
        _ => Exit::Found,
    };
    Ok(opened.left_out.exit(exit))
}

fn write_ids<'a>(ids: impl Iterator<Item = &'a ArticleId>, out: &mut dyn Write) -> io::Result<()> {
    let ids: Vec<_> = ids.map(|id| safe(id.as_str())).collect();
    writeln!(out, "{}", ids.join("\t"))
}

/// How many there are, and how many are shown.
fn summary(page: &Events, limit: PageLimit) -> String {
    let events = |count: u64| if count == 1 { "1 event".to_owned() } else { format!("{count} events") };
    let so_far = if page.partial { " so far: time ran out" } else { "" };
    let all = format!("{} in {} articles", events(page.events), page.articles);
    match limit {
        _ if page.events == 0 => format!("no event is told by two articles{so_far}"),
        PageLimit::Hits(limit) if (limit as u64) < page.events => {
            format!("{} of {all}{so_far}; -m {} for more", page.shown.len(), page.events)
        }
        PageLimit::Hits(_) | PageLimit::All => format!("{all}{so_far}"),
    }
}
