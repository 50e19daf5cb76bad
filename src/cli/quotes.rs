//! `newsgrep quotes [QUERY] [PATH]...`: who said it.

use newsgrep::analysis::Words;
use newsgrep::analysis::plain;
use newsgrep::query::{BareWords, NamePattern, ParseSettings, Query, parse};
use newsgrep::quotes::quotes;
use newsgrep::render::Format;
use newsgrep::render::quotes::summary;
use newsgrep::render::writer::{SummaryPlace, View};
use newsgrep::search::quotes::QuotesRequest;
use newsgrep::search::{IndirectSpeech, PageLimit, Variants};

use crate::cli::args::{QuotesArgs, SpeakerFacet};
use crate::cli::error::CliError;
use crate::cli::locate::open_for;
use crate::cli::wait::Wait;
use crate::cli::{Exit, say, terminal, to_stdout, today};

/// Prints the quotations.
pub(crate) fn run(args: &QuotesArgs) -> Result<Exit, CliError> {
    let answered = answer(args);
    if let (Err(error), true) = (&answered, args.json)
        && !error.is_closed_pipe()
    {
        to_stdout(|out| error.write_json(out))?;
    }
    answered
}

fn answer(args: &QuotesArgs) -> Result<Exit, CliError> {
    let settings = ParseSettings { today: today()?, words: BareWords::Phrase };
    let read = |text: &str| parse(text, &settings).map_err(|error| CliError::query(text, error));
    let text = args.query.clone().unwrap_or_else(|| "*".to_owned());
    let mut request = QuotesRequest::new(match &args.query {
        Some(text) => read(text)?,
        None => Query::All,
    });
    request.speaker = args.speaker.as_deref().map(name).transpose()?;
    request.about = args.about.as_deref().map(read).transpose()?;
    request.limit = match (args.all_hits, args.limit) {
        (true, _) => PageLimit::All,
        (false, limit) => PageLimit::Hits(limit.unwrap_or(newsgrep::search::SearchRequest::DEFAULT_LIMIT)),
    };
    request.offset = args.offset;
    if args.no_variants {
        request.variants = Variants::Off;
    }
    if args.indirect {
        request.indirect = IndirectSpeech::Included;
    }
    let opened = open_for(args.index.index.as_deref(), &args.paths, Wait::unless(args.no_wait))?;
    request.within.clone_from(&opened.within);
    let page = quotes(&opened.engine, &request)?;
    let screen = terminal::screen(args.colour.colour);
    let format = match (args.json, args.csv, args.tsv) {
        (true, ..) => Format::Json,
        (_, true, _) => Format::Csv,
        (.., true) => Format::Tsv,
        _ => Format::Text,
    };
    let writer = format.writer(View { query: &text, fields: &[], screen: &screen });
    let counted = args.facet.map(|SpeakerFacet::Speaker| args.facet_limit);
    to_stdout(|out| writer.quotations(&page, counted, out))?;
    if writer.summary_place() == SummaryPlace::Beside {
        say(&match page.quotations {
            0 if opened.left_out.limits_a_no() => "nothing found in what was read.".to_owned(),
            0 => "nothing found.".to_owned(),
            _ => summary(&page, request.offset),
        });
    }
    Ok(opened.left_out.exit(if page.quotations > 0 { Exit::Found } else { Exit::Nothing }))
}

/// The words of a name as they are compared.
fn name(text: &str) -> Result<NamePattern, CliError> {
    let words: Vec<String> = Words::new(text).map(|span| plain(span.of(text)).into_owned()).collect();
    if words.is_empty() {
        return Err(CliError::usage(format!("there is no name in `{text}`")));
    }
    Ok(NamePattern { words })
}
