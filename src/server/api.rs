//! The API: answers as `newsgrep --json` prints them, for requests in the address (GET) or as an object in the body (POST).

use std::time::Instant;

use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::article::ArticleId;
use crate::render::json;
use crate::request::answer;
use crate::request::answer::AnswerLines;
use crate::request::batch::{bound_hits, too_many_hits};
use crate::request::{Problem, RequestKind, RequestObject};
use crate::search::{Engine, PageLimit};
use crate::server::Shared;
use crate::server::params;
use crate::server::params::{asked, object, wants_object};
use crate::server::problems::{JSON, LINES};

/// Answers with more hits than this wait for a turn, see [`crate::server::Shared::work_in_turn`].
const FEW: usize = 100;
/// Bytes that the quotations of an answer may take while it is made.
pub(super) const QUOTES_MEMORY: usize = 128 << 20;

/// `/healthz`: always `ok`.
pub(super) async fn health() -> &'static str {
    "ok\n"
}

/// `/metrics`: counts for Prometheus.
pub(super) async fn metrics(State(shared): State<Shared>) -> Result<Response, Problem> {
    let text = shared.counted().text(shared.busy(), shared.engine().articles()?);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// Counts every request. All paths that are not served are counted as one, so that clients cannot add counters.
pub(super) async fn count(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let path = request.extensions().get::<MatchedPath>().map(|it| it.as_str().to_owned());
    let response = next.run(request).await;
    let path = path.as_deref().unwrap_or("other");
    shared.counted().add(path, response.status().as_u16(), start.elapsed());
    response
}

/// `/api/search`: hits, then the summary.
pub(super) async fn search(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let format = format(&request)?;
    let (object, headers) = object(&shared, RequestKind::Search, request).await?;
    let mut question = asked(&shared, &object)?;
    let limits = shared.settings().limits;
    let all = bound_hits(&mut question, limits.hits)?;
    let is_long = !matches!(question.request.limit, PageLimit::Hits(few) if few <= FEW);
    let work = move |engine: &dyn Engine| {
        let (lines, articles) = answer::search(engine, &question, limits.answer)?;
        if all && articles.number() > limits.hits as u64 {
            return Err(too_many_hits(limits.hits));
        }
        Ok(lines)
    };
    let lines = if is_long { shared.work_in_turn(work).await? } else { shared.work_here(work).await? };
    Ok(answered(lines, &headers, format.as_deref(), AnswerLines::Hits))
}

/// `/api/facets`: the summary alone, by source, speaker and month unless told otherwise.
pub(super) async fn facets(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let (mut object, _) = object(&shared, RequestKind::Counts, request).await?;
    if object.facets.is_empty() {
        object.facets = ["source", "speaker", "date:month"].map(str::to_owned).to_vec();
    }
    everything(&mut object);
    let question = asked(&shared, &object)?;
    let line = shared.work_here(move |engine| answer::counts(engine, &question)).await?;
    Ok(([(header::CONTENT_TYPE, JSON)], line).into_response())
}

/// `/api/suggest`: suggestions for a query that finds nothing.
pub(super) async fn suggest(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let (object, _) = object(&shared, RequestKind::Suggestions, request).await?;
    let question = asked(&shared, &object)?;
    let meant = object.meant((shared.settings().today)());
    let line =
        shared.work_in_turn(move |engine| answer::suggestions(engine, &question, meant.as_ref())).await?;
    Ok(([(header::CONTENT_TYPE, JSON)], line).into_response())
}

/// `/api/quotes`: quotations, each with every place that tells it, then the summary.
pub(super) async fn quotes(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let format = format(&request)?;
    let limits = shared.settings().limits;
    let today = (shared.settings().today)();
    let (object, headers) = object(&shared, RequestKind::Quotations, request).await?;
    params::check_length(&object, &limits)?;
    let mut question = object.ask_quotes(today)?.at_most(limits.hits);
    question.request.memory = QUOTES_MEMORY;
    let lines = shared.work_in_turn(move |engine| question.answer(engine, limits.answer)).await?;
    Ok(answered(lines, &headers, format.as_deref(), AnswerLines::Quotations))
}

/// `/api/articles/{id}`: an article, whole.
pub(super) async fn article(
    State(shared): State<Shared>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::new("not_utf8", "the id is not UTF-8"))?;
    let line = shared
        .work_here(move |engine| {
            let none = || Problem::new("no_article", format!("no article has the id `{id}`"));
            let id = ArticleId::new(&id).ok_or_else(none)?;
            let article = engine.article(&id)?.ok_or_else(none)?;
            let mut line = Vec::new();
            json::article::write_article(&article, &mut line).expect("a vector takes everything");
            Ok(line)
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, JSON)], line).into_response())
}

/// `/api/info`: what is in the index.
pub(super) async fn info(State(shared): State<Shared>) -> Result<Response, Problem> {
    let dir = shared.location();
    let line = shared
        .work(move |engine| {
            let mut line = Vec::new();
            json::write_info(&dir, &engine.info()?, &mut line).expect("a vector takes everything");
            Ok(line)
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, JSON)], line).into_response())
}

/// Counts without a query are of every article.
pub(super) fn everything(object: &mut RequestObject) {
    if object.query.is_empty() {
        object.query = vec!["*".to_owned()];
    }
}

/// The parameter `format` of an address.
fn format(request: &Request) -> Result<Option<String>, Problem> {
    let format = params::pairs(request.uri())?.into_iter().find(|(key, _)| key == "format");
    match format {
        None => Ok(None),
        Some((_, format)) if matches!(format.as_str(), "json" | "jsonl") => Ok(Some(format)),
        Some((_, format)) => {
            Err(Problem::new("bad_value", format!("format: `{format}` is not json or jsonl")))
        }
    }
}

fn answered(lines: Vec<u8>, headers: &HeaderMap, format: Option<&str>, kind: AnswerLines) -> Response {
    if wants_object(headers, format) {
        let object = answer::as_object(&lines, kind);
        ([(header::CONTENT_TYPE, JSON)], Bytes::from(object)).into_response()
    } else {
        ([(header::CONTENT_TYPE, LINES)], Bytes::from(lines)).into_response()
    }
}
