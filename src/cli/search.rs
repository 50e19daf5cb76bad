//! `newsgrep QUERY [PATH]...`: a search.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use newsgrep::article::Origin;
use newsgrep::query::{Query, describe};
use newsgrep::render::lines::Heading;
use newsgrep::render::screen::{Screen, safe};
use newsgrep::render::writer::{HitWriter, SummaryPlace, View};
use newsgrep::render::{Format, lines, text};
use newsgrep::repeat::{Asks, ToRecord, search_all};
use newsgrep::request::{Limit, ParsedRequest, RequestObject};
use newsgrep::search::{Count, Engine, Expansion, HitParts, PageLimit, SearchPage, SearchRequest};

use crate::cli::args::{GrepArgs, SearchArgs, SortByPath, When};
use crate::cli::cache::Reading;
use crate::cli::error::CliError;
use crate::cli::locate::{Opened, open_for};
use crate::cli::queries::{Question, TypedQueries, read};
use crate::cli::wait::Wait;
use crate::cli::{Exit, by_path, context, figures, record, say, suggest, terminal, to_stdout, today};

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
    if let Some((why, instead)) = args.grep.refused.first() {
        return Err(CliError::usage(why).hint(instead.to_owned()));
    }
    let sorts_lines = !args.grep.by_words.0.is_empty();
    if sorts_lines && !args.kwic {
        return Err(CliError::usage("--sort left1,right1 orders the lines of --kwic")
            .hint("articles come by relevance, date or path".to_owned()));
    }
    let start = Instant::now();
    let typed = read(args)?;
    let object = object(args, &typed)?;
    let ask = |object: &RequestObject| object.ask(today()?).map_err(|problem| typed.error(problem));
    let mut asked = ask(&object)?;
    let opened = open_for(args.index.index.as_deref(), &typed.paths, reading(args))
        .map_err(|error| typed.told_of_paths(error))?;
    let engine = &opened.engine;
    asked.request.within.clone_from(&opened.within);
    asked.request.explain = args.explain;
    let question = RequestObject { paths: opened.within.clone(), ..typed.object(args)? };
    // A record holds the evidence, whatever is shown.
    let (kept, mut page) = recorded(args, engine, question, &asked.request)?;
    asked.request.parts = parts(args, &asked);
    if let Some(path) = &args.as_of {
        asked.request.query = record::limited(path, engine, asked.request.query)?;
    }
    let ParsedRequest { text, request, fields } = asked;
    let question = Question { request: &request, typed: &typed, object: &object };
    let colour = if args.grep.no_colour { When::Never } else { args.colour.colour };
    let screen = terminal::screen(colour);
    let view = View { query: &text, fields: &fields, screen: &screen, record: kept.as_deref() };
    let writer = format.writer(view);
    let writer = writer.as_ref();
    let is_streamed = page.is_none() && is_streamed(args, &request, writer);
    let mut page_of = |request: &SearchRequest| match page.take() {
        Some(page) => Ok(page),
        None => by_path::search(engine, request, args.grep.by_path),
    };
    if args.explain {
        explain(&request.query, writer, engine, request.max_expansions)?;
    }
    let exit = match shape(args) {
        Shape::Hits if is_streamed => {
            let page = hits_one_by_one(writer, engine, &request)?;
            say_beside(writer, args, &page, question, &opened)?;
            exit_of(&page)
        }
        Shape::Hits => {
            hits(args, Printer { writer, screen: &screen }, &opened, question, page_of(&request)?)?
        }
        Shape::Places if args.grep.no_filename => words(&page_of(&request)?)?,
        Shape::Places | Shape::Concordance => {
            occurrences(args, Printer { writer, screen: &screen }, &opened, question, &page_of(&request)?)?
        }
        Shape::Paths => paths(&page_of(&request)?, Listing { screen: &screen, end: end_of_place(args) })?,
        Shape::OtherPaths => {
            let invert_match = Some(object.invert_match != Some(true));
            let others = ask(&RequestObject { invert_match, ..object.clone() })?.request.query;
            other_paths(engine, &request, others, Listing { screen: &screen, end: end_of_place(args) })?
        }
        Shape::Articles if args.grep.with_filename => count_by_path(engine, &request, &screen)?,
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
    if args.grep.stats {
        figures::say_of(engine, &request, start)?;
    }
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
        (args.files_with_matches || args.grep.list_files, Shape::Paths),
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
fn object(args: &SearchArgs, typed: &TypedQueries) -> Result<RequestObject, CliError> {
    let mut object = typed.object(args)?;
    match shape(args) {
        Shape::Hits => return Ok(object),
        // A file may hold any number of them.
        Shape::Articles if args.grep.with_filename => object.limit = Some(Limit::All),
        Shape::Articles | Shape::Occurrences | Shape::Nothing => object.limit = Some(Limit::Hits(0)),
        Shape::Paths | Shape::OtherPaths | Shape::Places | Shape::Concordance => {
            object.limit.get_or_insert(Limit::All);
        }
    }
    object.snippets = Some(0);
    Ok(object)
}

/// What has to be told of each hit: of a list of places nothing that stands in the text, of a page for people all.
fn parts(args: &SearchArgs, asked: &ParsedRequest) -> HitParts {
    match shape(args) {
        Shape::Paths | Shape::OtherPaths | Shape::Articles => HitParts::WithoutText,
        Shape::Hits if format(args) != Format::Text && around(args).is_none() => asked.parts(),
        _ => HitParts::Whole,
    }
}

fn reading(args: &SearchArgs) -> Reading {
    Reading {
        threads: args.grep.threads.map(usize::from),
        read_as: args.grep.read_as,
        ..Wait::unless(args.no_wait).into()
    }
}

/// Records the answer where that was asked for: the sum of the record, and the page where it holds all that answers.
fn recorded(
    args: &SearchArgs,
    engine: &dyn Engine,
    question: RequestObject,
    request: &SearchRequest,
) -> Result<(Option<String>, Option<SearchPage>), CliError> {
    let is_shown = matches!(shape(args), Shape::Hits | Shape::Paths | Shape::Places | Shape::Concordance);
    let is_all = args.keep.record.is_some() && is_shown && args.grep.by_path == SortByPath::No;
    let all = if is_all { search_all(engine, request)? } else { None };
    let (page, seen) = all.unzip();
    let asked = ToRecord::new(Asks::Articles, question).answered(seen);
    let kept = record::keep(&args.keep, |settings, today, made| {
        newsgrep::repeat::record(engine, asked, today, made, settings)
    })?;
    Ok((kept, page))
}

/// What an answer is printed with.
#[derive(Clone, Copy)]
struct Printer<'a> {
    writer: &'a dyn HitWriter,
    screen: &'a Screen,
}

fn hits(
    args: &SearchArgs,
    Printer { writer, screen }: Printer<'_>,
    opened: &Opened,
    question: Question<'_>,
    mut page: SearchPage,
) -> Result<Exit, CliError> {
    let engine = &opened.engine;
    if let Some(around) = around(args) {
        context::widen(engine, &mut page.hits, around)?;
    }
    to_stdout(|out| match args.grep.no_heading {
        true => lines::write_passages(&page.hits, screen, out),
        false => writer.hits(&page, out),
    })?;
    say_beside(writer, args, &page, question, opened)?;
    Ok(exit_of(&page))
}

/// Whether each hit can be written as it is made: all are asked for, in the order of the engine and as they are.
fn is_streamed(args: &SearchArgs, request: &SearchRequest, writer: &dyn HitWriter) -> bool {
    request.limit == PageLimit::All
        && writer.takes_hits_one_by_one()
        && around(args).is_none()
        && args.grep.by_path == SortByPath::No
}

/// Writes each hit as it is made, so that not all are held at once, and then the page.
fn hits_one_by_one(
    writer: &dyn HitWriter,
    engine: &dyn Engine,
    request: &SearchRequest,
) -> Result<SearchPage, CliError> {
    let mut answered = None;
    to_stdout(|out| {
        let mut written = Ok(());
        let page = engine.each_hit(request, &mut |hit| {
            written = writer.hit(&hit, out);
            written.is_ok()
        });
        written?;
        match answered.insert(page) {
            Ok(page) => writer.hits(page, out),
            Err(_) => Ok(()),
        }
    })?;
    // Whoever reads may have gone before the answer was whole.
    Ok(answered
        .unwrap_or_else(|| engine.search(&SearchRequest { limit: PageLimit::Hits(0), ..request.clone() }))?)
}

fn occurrences(
    args: &SearchArgs,
    Printer { writer, screen }: Printer<'_>,
    opened: &Opened,
    question: Question<'_>,
    page: &SearchPage,
) -> Result<Exit, CliError> {
    let engine = &opened.engine;
    let mut found =
        if args.kwic { context::concordance(engine, &page.hits)? } else { context::occurrences(&page.hits) };
    let keys = &args.grep.by_words.0;
    context::sort(&mut found, keys);
    let is_text = writer.summary_place() == SummaryPlace::Beside;
    // Lines of one article do not stand together any more.
    let no_heading = args.grep.no_heading || (!keys.is_empty() && is_text);
    to_stdout(|out| match (args.kwic, args.grep.heading, no_heading) {
        (true, _, true) => lines::write_concordance(&found, Heading::InFront, screen, out),
        (false, true, _) => lines::write_occurrences(&found, Heading::Above, screen, out),
        _ => writer.occurrences(&found, page, out),
    })?;
    say_beside(writer, args, page, question, opened)?;
    Ok(exit_of(page))
}

/// Prints on standard error what the format has no place for.
fn say_beside(
    writer: &dyn HitWriter,
    args: &SearchArgs,
    page: &SearchPage,
    question: Question<'_>,
    opened: &Opened,
) -> Result<(), CliError> {
    match writer.summary_place() {
        SummaryPlace::Written => {}
        SummaryPlace::Beside => close(args, page, question, opened)?,
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
    question: Question<'_>,
    opened: &Opened,
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
        return suggest::say_what_would(args, question, &opened.engine, is_limited);
    }
    if !page.hits.is_empty() && shape(args) == Shape::Hits {
        say("");
    }
    let mut line = text::summary(page, question.request.offset);
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
        for notice in &request.notices {
            say(&format!("note: {}", safe(notice)));
        }
        say_if_partial(&page);
    }
    Ok(exit_of(&page))
}

/// How places are listed.
#[derive(Debug, Clone, Copy)]
struct Listing<'a> {
    screen: &'a Screen,
    /// What stands behind each.
    end: char,
}

impl Listing<'_> {
    fn write<'a>(self, places: impl IntoIterator<Item = &'a Origin>) -> Result<(), CliError> {
        to_stdout(|out| {
            places
                .into_iter()
                .try_for_each(|it| write!(out, "{}{}", self.screen.path(&it.path, &it.to_string()), self.end))
        })
    }
}

fn end_of_place(args: &SearchArgs) -> char {
    if args.grep.null { '\0' } else { '\n' }
}

/// The places of the hits, in their order: a path, with the number of the record where a file holds several.
fn paths(page: &SearchPage, listing: Listing<'_>) -> Result<Exit, CliError> {
    listing.write(page.hits.iter().flat_map(|hit| &hit.origins))?;
    say_if_partial(page);
    Ok(exit_of(page))
}

/// The places of what does not match, by path and number; `others` is the query for it.
fn other_paths(
    engine: &dyn Engine,
    request: &SearchRequest,
    others: Query,
    listing: Listing<'_>,
) -> Result<Exit, CliError> {
    let all = SearchRequest { query: others, limit: PageLimit::All, offset: 0, ..request.clone() };
    let page = engine.search(&all)?;
    let places: BTreeSet<&Origin> = page.hits.iter().flat_map(|hit| &hit.origins).collect();
    let limit = match request.limit {
        PageLimit::All => usize::MAX,
        PageLimit::Hits(limit) => limit,
    };
    let shown: Vec<&Origin> = places.into_iter().skip(request.offset).take(limit).collect();
    listing.write(shown.iter().copied())?;
    say_if_partial(&page);
    Ok(if page.partial && shown.is_empty() { Exit::Broken } else { exit(Count::Exact(shown.len() as u64)) })
}

/// How many articles of each file match, by path.
fn count_by_path(engine: &dyn Engine, request: &SearchRequest, screen: &Screen) -> Result<Exit, CliError> {
    let page = engine.search(request)?;
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for hit in &page.hits {
        let paths: BTreeSet<&str> = hit.origins.iter().map(|it| it.path.as_str()).collect();
        paths.into_iter().for_each(|path| *counts.entry(path).or_default() += 1);
    }
    to_stdout(|out| {
        counts.iter().try_for_each(|(path, count)| writeln!(out, "{}:{count}", screen.path(path, path)))
    })?;
    say_if_partial(&page);
    Ok(exit_of(&page))
}

/// The words of each occurrence, one a line.
fn words(page: &SearchPage) -> Result<Exit, CliError> {
    to_stdout(|out| {
        let mut found = page.hits.iter().flat_map(|hit| &hit.spans);
        found.try_for_each(|it| writeln!(out, "{}", safe(&it.text.replace(['\n', '\r'], " "))))
    })?;
    say_if_partial(page);
    Ok(exit_of(page))
}

/// How many sentences before and behind a match are asked for.
fn around(args: &SearchArgs) -> Option<(usize, usize)> {
    let GrepArgs { before_context: before, after_context: after, .. } = args.grep;
    let both = args.context;
    (before.or(after).or(both).is_some()).then(|| (before.or(both).unwrap_or(0), after.or(both).unwrap_or(0)))
}

/// The exit of an answer: 2 where time ran out before anything was found, as it is not known that there is nothing.
fn exit_of(page: &SearchPage) -> Exit {
    if page.partial && page.articles.number() == 0 { Exit::Broken } else { exit(page.articles) }
}

fn exit(found: Count) -> Exit {
    if found.number() > 0 { Exit::Found } else { Exit::Nothing }
}
