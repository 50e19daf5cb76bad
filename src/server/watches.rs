//! `/watches`: the standing questions with what is new for each, and the form that keeps one; `/watch.atom`: the feed of one.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use url::form_urlencoded;

use crate::date::Day;
use crate::render::html;
use crate::render::html::{PageQuery, WatchRow, WatchesView};
use crate::request::{Problem, RequestObject};
use crate::search::Engine;
use crate::server::page::{page, troubled};
use crate::server::{Shared, params};
use crate::watch::{Keeping, Shelf, Watch, WatchName, atom, news};

/// So many watches are asked for what is new; the others are listed without it.
const ASKED: usize = 200;
/// Articles that were told already and stay in a feed.
const TOLD: usize = 50;

/// Its routes.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/watches", get(list).post(keep)).route("/watch.atom", get(feed))
}

fn kept_in(shared: &Shared) -> Result<Keeping, Problem> {
    shared.settings().watches.clone().ok_or_else(|| {
        Problem::new("not_found", "this server has no folder of watches")
            .offer("newsgrep serve of an index that is kept has one beside it")
    })
}

/// The watch of the parameter `name`.
fn named(pairs: &params::Pairs) -> Result<WatchName, Problem> {
    let name = pairs.iter().find(|(key, _)| key == "name").map(|(_, value)| value.as_str());
    name.and_then(WatchName::new)
        .ok_or_else(|| Problem::new("no_watch", "there is no such watch").offer("/watches lists all"))
}

async fn list(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let keeping = kept_in(&shared)?;
    let pairs = params::pairs(request.uri())?;
    let kept = pairs.into_iter().find(|(key, _)| key == "kept").map(|(_, name)| name);
    let today = (shared.settings().today)();
    let text = shared.work_in_turn(move |engine| {
        let rows = rows(engine, &keeping.shelf, today)?;
        let kept = kept.as_deref().filter(|kept| rows.iter().any(|it| it.name == *kept));
        Ok(html::watches(&WatchesView { watches: &rows, kept }))
    });
    Ok(page(StatusCode::OK, text.await?))
}

/// All watches, the first of them with how much is new.
fn rows(engine: &dyn Engine, shelf: &Shelf, today: Day) -> Result<Vec<WatchRow>, Problem> {
    let mut rows = Vec::new();
    for (at, name) in shelf.names()?.names.into_iter().enumerate() {
        let mut row = WatchRow {
            name: name.to_string(),
            asked: PageQuery::default(),
            told: 0,
            new: None,
            last: None,
            error: None,
        };
        if let Err(problem) = fill(engine, shelf, (&name, today), at < ASKED, &mut row) {
            row.error = Some(problem.message);
        }
        rows.push(row);
    }
    Ok(rows)
}

fn fill(
    engine: &dyn Engine,
    shelf: &Shelf,
    (name, today): (&WatchName, Day),
    asks: bool,
    row: &mut WatchRow,
) -> Result<(), Problem> {
    let (watch, _) = shelf.read(name)?;
    row.asked.query = watch.request.text().unwrap_or_default();
    row.asked.filters.clone_from(&watch.request.filter);
    let ledger = shelf.look(name)?.0;
    row.told = ledger.told() as u64;
    row.last = ledger.run.as_ref().map(|it| it.at.clone());
    if asks && !engine.is_late() {
        row.new = Some(news::count(engine, &watch, &ledger, today)?);
    }
    Ok(())
}

/// Keeps the question of a form.
async fn keep(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let keeping = kept_in(&shared)?;
    if shared.writable().is_none() {
        return Err(Problem::new("not_writable", "this server keeps no watches")
            .offer("newsgrep serve --writable does; newsgrep watch add NAME QUERY too"));
    }
    let bytes = params::question(request.into_body(), &shared.settings().limits).await?;
    let mut asked = PageQuery::default();
    for (key, value) in form_urlencoded::parse(&bytes) {
        match &*key {
            "q" => asked.query = value.trim().to_owned(),
            "filter" if !value.trim().is_empty() => asked.filters.push(value.into_owned()),
            _ => {}
        }
    }
    if asked.query.is_empty() {
        return Ok(troubled(&asked, &Problem::new("no_query", "what is to be watched?")));
    }
    let object = RequestObject {
        query: vec![asked.query.clone()],
        filter: asked.filters.clone(),
        ..RequestObject::default()
    };
    if let Err(problem) = params::asked(&shared, &object) {
        return Ok(troubled(&asked, &problem));
    }
    let today = (shared.settings().today)();
    let name = shared.work(move |engine| kept(engine, &keeping, object, today)).await?;
    let home: String = form_urlencoded::Serializer::new(String::new()).append_pair("kept", &name).finish();
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, format!("/watches?{home}"))]).into_response())
}

/// Keeps a question, unless it is kept already; the name of its watch.
fn kept(
    engine: &dyn Engine,
    keeping: &Keeping,
    object: RequestObject,
    today: Day,
) -> Result<String, Problem> {
    let shelf = &keeping.shelf;
    let is_this = |name: &WatchName| shelf.read(name).is_ok_and(|(watch, _)| watch.request == object);
    let is_taken = |name: &WatchName| shelf.file(name).exists() && !is_this(name);
    let name = news::name_for(&object.query[0], is_taken)
        .ok_or_else(|| Problem::new("bad_value", "every name for this watch is taken"))?;
    if !shelf.file(&name).exists() {
        let watch = Watch::new(name.clone(), object);
        shelf.begin(&name, &news::beginning(engine, &watch, today, &(keeping.now)())?)?;
        shelf.write(&watch, false)?;
    }
    Ok(name.to_string())
}

/// The feed of a watch: what it told last, and what is new for it.
async fn feed(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let keeping = kept_in(&shared)?;
    let name = named(&params::pairs(request.uri())?)?;
    let today = (shared.settings().today)();
    let text = shared.work_in_turn(move |engine| {
        let (watch, _) = keeping.shelf.read(&name)?;
        let ledger = keeping.shelf.look(&name)?.0;
        let now = (keeping.now)();
        let (mut events, _) = news::latest(engine, &watch, &ledger, TOLD, (today, &now))?;
        events.drain(..events.len().saturating_sub(atom::MOST));
        let updated = events.last().and_then(|it| it["told"].as_str()).map(str::to_owned);
        let updated = updated.or_else(|| ledger.run.map(|it| it.at)).unwrap_or(now);
        atom::feed(name.as_str(), &events, "", &updated)
            .map_err(|error| Problem::new("internal", error.to_string()))
    });
    let kind = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    Ok((kind, text.await?).into_response())
}
