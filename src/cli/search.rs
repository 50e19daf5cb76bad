//! `newsgrep QUERY [PATH]...`: a search.

use std::collections::BTreeSet;
use std::io::{self, Write};

use newsgrep::query::{Query, describe};
use newsgrep::render::screen::{Screen, safe};
use newsgrep::render::writer::{HitWriter, SummaryPlace, View};
use newsgrep::render::{Format, text};
use newsgrep::request::{Limit, ParsedRequest, RequestObject};
use newsgrep::search::{Count, Engine, Expansion, PageLimit, SearchPage, SearchRequest};

use crate::cli::args::SearchArgs;
use crate::cli::error::CliError;
use crate::cli::locate::{Opened, open_for};
use crate::cli::queries::{TypedQueries, read};
use crate::cli::wait::Wait;
use crate::cli::{Exit, context, say, suggest, terminal, to_stdout, today};

/// The part of an answer that is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// The hits.
    Hits,
    /// The paths of the hits.
    Paths,
    /// The paths that have no hit.
    OtherPaths,
    /// How many articles.
    Articles,
    /// How many occurrences.
    Occurrences,
    /// Each occurrence with its place.
    Places,
    /// Each occurrence in its context.
    Concordance,
    /// Nothing.
    Nothing,
}

/// Searches and prints.
pub(crate) fn run(args: &SearchArgs) -> Result<Exit, CliError> {
    let format = format(args);
    let answered = answer(args, format);
    if let (Err(error), Format::Json) = (&answered, format)
        && !error.is_closed_pipe()
    {
        to_stdout(|out| error.write_json(out))?;
    }
    answered
}

fn answer(args: &SearchArgs, format: Format) -> Result<Exit, CliError> {
    if args.line_number {
        return Err(CliError::usage("-n numbers lines in grep; an article has none")
            .hint("-m N says how many articles are shown, -o where each match stands".to_owned()));
    }
    let typed = read(args)?;
    let object = object(args, &typed);
    let ask = |object: &RequestObject| object.ask(today()?).map_err(|problem| typed.error(problem));
    let mut asked = ask(&object)?;
    let opened = open_for(args.index.index.as_deref(), &typed.paths, Wait::unless(args.no_wait))?;
    let engine = &opened.engine;
    asked.request.within.clone_from(&opened.within);
    asked.request.explain = args.explain;
    let ParsedRequest { text, request, fields } = asked;
    let screen = terminal::screen(args.colour.colour);
    let writer = format.writer(View { query: &text, fields: &fields, screen: &screen });
    let writer = writer.as_ref();
    if args.explain {
        explain(&request.query, writer, engine, request.max_expansions)?;
    }
    let exit = match shape(args) {
        Shape::Hits => hits(args, writer, &opened, &request, &typed)?,
        Shape::Places | Shape::Concordance => occurrences(args, writer, &opened, &request, &typed)?,
        Shape::Paths => paths(engine, &request, &screen)?,
        Shape::OtherPaths => {
            let invert_match = Some(object.invert_match != Some(true));
            let others = ask(&RequestObject { invert_match, ..object })?.request.query;
            other_paths(engine, &request, others, &screen)?
        }
        Shape::Articles | Shape::Occurrences => count(shape(args), writer, engine, &request)?,
        Shape::Nothing => {
            let page = engine.search(&request)?;
            say_if_partial(&page);
            match exit_of(&page) {
                // As grep does: what was asked for is there.
                Exit::Found => return Ok(Exit::Found),
                other => other,
            }
        }
    };
    let is_told = matches!(shape(args), Shape::Hits | Shape::Places | Shape::Concordance)
        && matches!(writer.summary_place(), SummaryPlace::Beside);
    if exit == Exit::Nothing && !is_told && shape(args) != Shape::Nothing {
        // Where the answer has no place for it, what was not read is said all the same.
        opened.left_out.limits_a_no();
    }
    Ok(opened.left_out.exit(exit))
}

/// Writes how the query was read, before the answer.
fn explain(query: &Query, writer: &dyn HitWriter, engine: &dyn Engine, most: usize) -> Result<(), CliError> {
    // A word that stands for too many forms is an error of the search, which says so.
    let tree = describe(query, &mut |word| engine.expand(word, most).ok().and_then(|it| forms(&it)));
    to_stdout(|out| writer.explanation(&query.to_string(), &tree, out))
}

/// The forms that a word stands for, as a note behind it: the most frequent, and how many more.
fn forms(forms: &[Expansion]) -> Option<String> {
    const SHOWN: usize = 12;
    let (first, more) = forms.split_at(forms.len().min(SHOWN));
    if first.is_empty() {
        return None;
    }
    let mut note: Vec<String> = first.iter().map(|it| format!("{} {}", it.form, it.articles)).collect();
    if !more.is_empty() {
        note.push(format!("{} more", more.len()));
    }
    Some(note.join(", "))
}

fn format(args: &SearchArgs) -> Format {
    if args.json {
        Format::Json
    } else if args.csv {
        Format::Csv
    } else if args.tsv {
        Format::Tsv
    } else {
        Format::Text
    }
}

fn shape(args: &SearchArgs) -> Shape {
    let shapes = [
        (args.files_with_matches, Shape::Paths),
        (args.files_without_match, Shape::OtherPaths),
        (args.count, Shape::Articles),
        // With JSON the summary carries the number beside the hits.
        (args.request.object.count_matches == Some(true) && !args.json, Shape::Occurrences),
        (args.only_matching, Shape::Places),
        (args.kwic, Shape::Concordance),
        (args.quiet, Shape::Nothing),
    ];
    shapes.into_iter().find(|(asked, _)| *asked).map_or(Shape::Hits, |(_, shape)| shape)
}

/// The request object, with the limit and the passages that the printed part needs.
fn object(args: &SearchArgs, typed: &TypedQueries) -> RequestObject {
    let mut object = RequestObject { query: typed.texts.clone(), ..args.request.object.clone() };
    match shape(args) {
        Shape::Hits => return object,
        Shape::Articles | Shape::Occurrences | Shape::Nothing => object.limit = Some(Limit::Hits(0)),
        Shape::Paths | Shape::OtherPaths | Shape::Places | Shape::Concordance => {
            object.limit.get_or_insert(Limit::All);
        }
    }
    object.snippets = Some(0);
    object
}

fn hits(
    args: &SearchArgs,
    writer: &dyn HitWriter,
    opened: &Opened,
    request: &SearchRequest,
    typed: &TypedQueries,
) -> Result<Exit, CliError> {
    let engine = &opened.engine;
    let mut page = engine.search(request)?;
    if let Some(around) = args.context {
        context::widen(engine, &mut page.hits, around)?;
    }
    to_stdout(|out| writer.hits(&page, out))?;
    say_beside(writer, args, &page, request, opened, typed)?;
    Ok(exit_of(&page))
}

fn occurrences(
    args: &SearchArgs,
    writer: &dyn HitWriter,
    opened: &Opened,
    request: &SearchRequest,
    typed: &TypedQueries,
) -> Result<Exit, CliError> {
    let engine = &opened.engine;
    let page = engine.search(request)?;
    let found =
        if args.kwic { context::concordance(engine, &page.hits)? } else { context::occurrences(&page.hits) };
    to_stdout(|out| writer.occurrences(&found, &page, out))?;
    say_beside(writer, args, &page, request, opened, typed)?;
    Ok(exit_of(&page))
}

/// Prints on standard error what the format has no place for.
fn say_beside(
    writer: &dyn HitWriter,
    args: &SearchArgs,
    page: &SearchPage,
    request: &SearchRequest,
    opened: &Opened,
    typed: &TypedQueries,
) -> Result<(), CliError> {
    match writer.summary_place() {
        SummaryPlace::Written => {}
        SummaryPlace::Beside => close(args, page, request, opened, typed)?,
        SummaryPlace::Nowhere => say_if_partial(page),
    }
    Ok(())
}

/// Says that there may be more, where the answer has no place for it.
fn say_if_partial(page: &SearchPage) {
    if page.partial {
        say("note: the answer is partial: time ran out");
    } else if !page.is_exact() {
        say("note: there may be more: counts are lower bounds");
    }
}

/// Prints notices and how much was found; where nothing was, suggestions.
fn close(
    args: &SearchArgs,
    page: &SearchPage,
    request: &SearchRequest,
    opened: &Opened,
    typed: &TypedQueries,
) -> Result<(), CliError> {
    for notice in &page.notices {
        say(&format!("note: {}", safe(notice)));
    }
    if page.articles.number() == 0 {
        if page.partial {
            say("nothing found so far: time ran out");
            return Ok(());
        }
        let is_limited = opened.left_out.limits_a_no();
        say(if is_limited { "nothing found in what was read." } else { "nothing found." });
        return suggest::say_what_would(args, request, &opened.engine, typed, is_limited);
    }
    if !page.hits.is_empty() && shape(args) == Shape::Hits {
        say("");
    }
    let mut line = text::summary(page, request.offset);
    if terminal::somebody_reads_along() {
        line.push_str(&format!("   {:.3} s", page.took.as_secs_f64()));
    }
    say(&line);
    Ok(())
}

fn count(
    shape: Shape,
    writer: &dyn HitWriter,
    engine: &dyn Engine,
    request: &SearchRequest,
) -> Result<Exit, CliError> {
    let page = engine.search(request)?;
    let number = match (shape, page.occurrences) {
        (Shape::Occurrences, Some(number)) => number,
        _ => page.articles,
    };
    to_stdout(|out| writer.count(number, &page, out))?;
    if writer.summary_place() != SummaryPlace::Written {
        say_if_partial(&page);
    }
    Ok(exit_of(&page))
}

/// Each path once, in the order of the hits.
fn paths(engine: &dyn Engine, request: &SearchRequest, screen: &Screen) -> Result<Exit, CliError> {
    let page = engine.search(request)?;
    let mut seen = BTreeSet::new();
    to_stdout(|out| {
        for place in page.hits.iter().flat_map(|hit| &hit.origins) {
            if seen.insert(place.path.as_str()) {
                writeln!(out, "{}", screen.path(&place.path, &place.path))?;
            }
        }
        Ok(())
    })?;
    say_if_partial(&page);
    Ok(exit_of(&page))
}

/// Each path of which no article matches, once, by name; `others` is the query for what does not match.
fn other_paths(
    engine: &dyn Engine,
    request: &SearchRequest,
    others: Query,
    screen: &Screen,
) -> Result<Exit, CliError> {
    let all = |query: Query| SearchRequest { query, limit: PageLimit::All, offset: 0, ..request.clone() };
    let others = engine.search(&all(others))?;
    let mut paths: BTreeSet<&str> = BTreeSet::new();
    paths.extend(others.hits.iter().flat_map(|hit| &hit.origins).map(|place| place.path.as_str()));
    let has_records =
        |page: &SearchPage| page.hits.iter().flat_map(|hit| &hit.origins).any(|place| place.record.is_some());
    // A file that holds many articles may have both.
    let matching =
        if has_records(&others) { Some(engine.search(&all(request.query.clone()))?) } else { None };
    match &matching {
        // Any of these may hold a match that was not found in time.
        Some(page) if page.partial => paths.clear(),
        Some(page) => {
            for place in page.hits.iter().flat_map(|hit| &hit.origins) {
                paths.remove(place.path.as_str());
            }
        }
        None => {}
    }
    let limit = match request.limit {
        PageLimit::All => usize::MAX,
        PageLimit::Hits(limit) => limit,
    };
    let shown: Vec<&str> = paths.into_iter().skip(request.offset).take(limit).collect();
    to_stdout(|out: &mut dyn Write| -> io::Result<()> {
        shown.iter().try_for_each(|path| writeln!(out, "{}", screen.path(path, path)))
    })?;
    let told = matching.as_ref().filter(|it| it.partial).unwrap_or(&others);
    say_if_partial(told);
    Ok(if told.partial && shown.is_empty() { Exit::Broken } else { exit(Count::Exact(shown.len() as u64)) })
}

/// The exit of an answer: 2 where time ran out before anything was found, as it is not known that there is nothing.
fn exit_of(page: &SearchPage) -> Exit {
    if page.partial && page.articles.number() == 0 { Exit::Broken } else { exit(page.articles) }
}

fn exit(found: Count) -> Exit {
    if found.number() > 0 { Exit::Found } else { Exit::Nothing }
}
