//! `newsgrep quotes [QUERY] [PATH]...`: who said it.

use std::collections::HashSet;

use newsgrep::query::describe;
use newsgrep::quotes::{quotes, reading};
use newsgrep::render::Format;
use newsgrep::render::quotes::{summary, write_first};
use newsgrep::render::screen::safe;
use newsgrep::render::writer::{SummaryPlace, View};
use newsgrep::repeat::{Asks, ToRecord, quotes_all};
use newsgrep::request::RequestObject;
use newsgrep::search::quotes::QuotesOrder;
use newsgrep::search::{Facet, PageLimit};

use crate::cli::args::QuotesArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_for;
use crate::cli::wait::Wait;
use crate::cli::{Exit, record, say, terminal, to_stdout, today};

/// Prints the quotations.
pub(crate) fn run(args: &QuotesArgs) -> Result<Exit, CliError> {
    told(args, None)
}

/// Prints the quotations in the order in which they were told, and who may have told each first.
pub(crate) fn first(args: &QuotesArgs) -> Result<Exit, CliError> {
    told(args, Some(QuotesOrder::EarliestFirst))
}

fn told(args: &QuotesArgs, order: Option<QuotesOrder>) -> Result<Exit, CliError> {
    let answered = answer(args, order);
    if let (Err(error), true) = (&answered, args.json)
        && !error.is_closed_pipe()
    {
        to_stdout(|out| error.write_json(out))?;
    }
    answered
}

/// Answers; `first` is the order in which they are told where that cannot be chosen.
fn answer(args: &QuotesArgs, first: Option<QuotesOrder>) -> Result<Exit, CliError> {
    let query = args.query.iter().cloned().collect();
    let object = RequestObject { query, ..args.request.object.clone() };
    let mut asked = object.ask_quotes(today()?)?;
    let opened = open_for(args.index.index.as_deref(), &args.paths, Wait::unless(args.no_wait))?;
    let request = &mut asked.request;
    request.order = first.unwrap_or(request.order);
    request.within.clone_from(&opened.within);
    if args.count {
        request.limit = PageLimit::Hits(0);
    } else if args.files_with_matches && object.limit.is_none() {
        request.limit = PageLimit::All;
    }
    let (page, kept) = match &args.keep.record {
        None => (quotes(&opened.engine, request)?, None),
        Some(_) => {
            let (page, seen) = quotes_all(&opened.engine, request)?;
            let question = RequestObject { paths: opened.within.clone(), ..object.clone() };
            let asked = ToRecord::new(Asks::Quotations, question).answered(seen);
            let kept = record::keep(&args.keep, |settings, today, made| {
                newsgrep::repeat::record(&opened.engine, asked, today, made, settings)
            })?;
            (page, kept)
        }
    };
    let screen = terminal::screen(args.colour.colour);
    let format = match (args.json, args.csv, args.tsv) {
        (true, ..) => Format::Json,
        (_, true, _) => Format::Csv,
        (.., true) => Format::Tsv,
        _ => Format::Text,
    };
    let view = View { query: &asked.text, fields: &[], screen: &screen, record: kept.as_deref() };
    let writer = format.writer(view);
    if args.explain {
        let read = reading(request);
        to_stdout(|out| writer.explanation(&read.to_string(), &describe(&read, &mut |_| None), out))?;
    }
    let by_speaker = request.facets.contains(&Facet::SPEAKER);
    let counted = (!request.facets.is_empty()).then_some(if by_speaker { request.facet_limit } else { 0 });
    to_stdout(|out| match (first, format) {
        _ if args.count && format != Format::Json => writeln!(out, "{}", page.quotations),
        _ if args.files_with_matches => {
            let told = page.shown.iter().flat_map(|it| &it.wordings).filter_map(|it| it.place.as_ref());
            let mut seen = HashSet::new();
            told.filter(|it| seen.insert(*it))
                .try_for_each(|it| writeln!(out, "{}", screen.path(&it.path, &it.to_string())))
        }
        (Some(_), Format::Text) => write_first(&page, &screen, out),
        _ => writer.quotations(&page, counted, out),
    })?;
    if writer.summary_place() == SummaryPlace::Beside && !args.count && !args.files_with_matches {
        for notice in &page.notices {
            say(&format!("note: {}", safe(notice)));
        }
        say(&match page.quotations {
            0 if page.partial => "nothing found so far: time ran out".to_owned(),
            0 if opened.left_out.limits_a_no() => "nothing found in what was read.".to_owned(),
            0 => "nothing found.".to_owned(),
            _ => summary(&page, request.offset),
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
