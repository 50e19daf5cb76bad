//! `newsgrep quotes [QUERY] [PATH]...`: who said it.

use newsgrep::quotes::quotes;
use newsgrep::render::Format;
use newsgrep::render::quotes::{summary, write_first};
use newsgrep::render::writer::{SummaryPlace, View};
use newsgrep::request::RequestObject;
use newsgrep::search::quotes::QuotesOrder;

use crate::cli::args::{QuotesArgs, SpeakerFacet};
use crate::cli::error::CliError;
use crate::cli::locate::open_for;
use crate::cli::wait::Wait;
use crate::cli::{Exit, say, terminal, to_stdout, today};

/// Prints the quotations.
pub(crate) fn run(args: &QuotesArgs) -> Result<Exit, CliError> {
    told(args, QuotesOrder::MostTold)
}

/// Prints the quotations in the order in which they were told, and who may have told each first.
pub(crate) fn first(args: &QuotesArgs) -> Result<Exit, CliError> {
    told(args, QuotesOrder::EarliestFirst)
}

fn told(args: &QuotesArgs, order: QuotesOrder) -> Result<Exit, CliError> {
    let answered = answer(args, order);
    if let (Err(error), true) = (&answered, args.json)
        && !error.is_closed_pipe()
    {
        to_stdout(|out| error.write_json(out))?;
    }
    answered
}

fn answer(args: &QuotesArgs, order: QuotesOrder) -> Result<Exit, CliError> {
    let query = args.query.iter().cloned().collect();
    let object = RequestObject { query, ..args.request.object.clone() };
    let mut asked = object.ask_quotes(today()?)?;
    let opened = open_for(args.index.index.as_deref(), &args.paths, Wait::unless(args.no_wait))?;
    asked.request.order = order;
    asked.request.within.clone_from(&opened.within);
    let page = quotes(&opened.engine, &asked.request)?;
    let screen = terminal::screen(args.colour.colour);
    let format = match (args.json, args.csv, args.tsv) {
        (true, ..) => Format::Json,
        (_, true, _) => Format::Csv,
        (.., true) => Format::Tsv,
        _ => Format::Text,
    };
    let writer = format.writer(View { query: &asked.text, fields: &[], screen: &screen });
    let counted = args.facet.map(|SpeakerFacet::Speaker| args.facet_limit);
    to_stdout(|out| match (order, format) {
        (QuotesOrder::EarliestFirst, Format::Text) => write_first(&page, &screen, out),
        _ => writer.quotations(&page, counted, out),
    })?;
    if writer.summary_place() == SummaryPlace::Beside {
        say(&match page.quotations {
            0 if page.partial => "nothing found so far: time ran out".to_owned(),
            0 if opened.left_out.limits_a_no() => "nothing found in what was read.".to_owned(),
            0 => "nothing found.".to_owned(),
            _ => summary(&page, asked.request.offset),
        });
    }
    let exit = match page.quotations {
        // It is not known that there is none.
        0 if page.partial => Exit::Broken,
        0 => Exit::Nothing,
        _ => Exit::Found,
    };
    Ok(opened.left_out.exit(exit))
}
