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
use crate::request::stories;
use crate::request::{Problem, RequestKind, RequestObject};
use crate::search::{Engine, PageLimit};
use crate::server::Shared;
use crate::server::params;
use crate::server::params::{asked, object, wants_object};
use crate::server::problems::{JSON, LINES};

/// Answers with more hits than this wait for a turn, see [`crate::server::Shared::work_in_turn`].
const FEW: usize = 100;
/// Similar articles that are shown unless it is asked for others.
const SIMILAR: usize = 10;
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

/// `/api/events`: events, each with its articles, then the summary. Without a query, of every article.
pub(super) async fn events(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let format = format(&request)?;
    let limits = shared.settings().limits;
    let (mut object, headers) = object(&shared, RequestKind::Events, request).await?;
    everything(&mut object);
    let question = stories::at_most(asked(&shared, &object)?, limits.hits);
    let lines = shared.work_in_turn(move |engine| stories::events(engine, &question, limits.answer)).await?;
    Ok(answered(lines, &headers, format.as_deref(), AnswerLines::Events))
}

/// `/api/copies?id=ID`: the story of an article.
pub(super) async fn copies(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let Named { id, .. } = named(&request, &["id"])?;
    let line = shared.work_in_turn(move |engine| stories::copies(engine, &id)).await?;
    Ok(([(header::CONTENT_TYPE, JSON)], line).into_response())
}

/// `/api/similar?id=ID`: the articles that are most like it, ten unless `limit` says otherwise.
pub(super) async fn similar(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let Named { id, limit, .. } = named(&request, &["id", "limit"])?;
    let limit = limit.unwrap_or(SIMILAR).min(FEW);
    let lines = shared.work_in_turn(move |engine| stories::similar(engine, &id, limit)).await?;
    Ok(([(header::CONTENT_TYPE, LINES)], lines).into_response())
}

/// `/api/similar` with a text in the body, `{"title","text","limit"}`: the articles that are most like it.
pub(super) async fn similar_to_text(
    State(shared): State<Shared>,
    request: Request,
) -> Result<Response, Problem> {
    let bytes = params::question(request.into_body(), &shared.settings().limits).await?;
    let asked: TextToCompare = serde_json::from_slice(&bytes).map_err(|error| {
        Problem::new("not_json", format!("the body is not a text to compare: {error}"))
            .offer("send {\"title\": \"…\", \"text\": \"…\"}")
    })?;
    let limit = asked.limit.unwrap_or(SIMILAR).min(FEW);
    let work = move |engine: &dyn Engine| {
        stories::similar_to_text(engine, asked.title.as_deref(), &asked.text, limit)
    };
    let lines = shared.work_in_turn(work).await?;
    Ok(([(header::CONTENT_TYPE, LINES)], lines).into_response())
}

/// A text that is laid beside the articles.
#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct TextToCompare {
    /// Its headline.
    title: Option<String>,
    /// The text.
    text: String,
    /// How many articles are shown; 10 unless told otherwise.
    limit: Option<usize>,
}

/// `/api/diff?id=ID&other=ID`: two articles side by side.
pub(super) async fn diff(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let Named { id, other, .. } = named(&request, &["id", "other"])?;
    let line = shared.work_in_turn(move |engine| stories::diff(engine, &id, &other)).await?;
    Ok(([(header::CONTENT_TYPE, JSON)], line).into_response())
}

/// The articles that are meant, and how many others are asked for.
#[derive(Default)]
struct Named {
    id: String,
    other: String,
    limit: Option<usize>,
}

fn named(request: &Request, known: &[&str]) -> Result<Named, Problem> {
    let mut named = Named::default();
    for (key, value) in params::pairs(request.uri())? {
        match key.as_str() {
            "format" | "pretty" => {}
            other if !known.contains(&other) => {
                let problem = Problem::new("unknown_key", format!("there is no key `{key}` in a request"));
                return Err(problem.offer(format!("keys are {}", known.join(", "))));
            }
            "id" => named.id = value,
            "other" => named.other = value,
            _ => {
                let wrong = |_| Problem::new("bad_value", format!("limit: `{value}` is not a number"));
                named.limit = Some(value.parse().map_err(wrong)?);
            }
        }
    }
    for (key, value) in [("id", &named.id), ("other", &named.other)] {
        if value.is_empty() && known.contains(&key) {
            let problem = Problem::new("bad_value", format!("{key}: an article is named by its id"));
            return Err(problem.offer(format!("give an `{key}`")));
        }
    }
    Ok(named)
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
