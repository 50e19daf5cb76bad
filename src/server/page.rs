//! The page for people at `/`, its views, its feeds and its files.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::article::ArticleId;
use crate::field::{FIELDS, Field};
use crate::query::{FieldClause, Query};
use crate::quotes::quotes as find_quotes;
use crate::render::html;
use crate::render::html::{ArticleView, Feed, PageQuery, QuotesView, ResultsView, Trouble};
use crate::request::{Group, Limit, Order, ParsedRequest, Problem, RequestObject, both};
use crate::search::quotes::QuotesRequest;
use crate::search::stories::Grouping;
use crate::search::{Facet, PageLimit, SearchPage, SortBy};
use crate::server::{Shared, access, api, elastic, params, problems};
use crate::span::ByteSpan;
use crate::suggest::suggest;

/// Hits of a page.
const HITS: usize = 20;
/// Values of a facet.
const VALUES: usize = 10;
/// Days and months that a timeline is drawn from.
const POINTS: usize = 4_000;
/// Looser queries that are offered.
const OFFERS: usize = 4;

/// The content security policy: everything comes from this server, and nothing inline is executed.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Its routes.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/", get(home))
        .route("/quotes", get(quotes))
        .route("/article", get(article))
        .route("/feed.atom", get(atom))
        .route("/feed.rss", get(rss))
        .route("/opensearch.xml", get(opensearch))
        .route("/style.css", get(|| file("text/css; charset=utf-8", include_str!("assets/style.css"))))
        .route("/page.js", get(|| file("text/javascript; charset=utf-8", include_str!("assets/page.js"))))
        .route("/icon.svg", get(|| file("image/svg+xml", include_str!("assets/icon.svg"))))
}

async fn file(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=300")], text).into_response()
}

pub(super) fn page(status: StatusCode, text: String) -> Response {
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// The query of an address; parameters that the page does not know are passed over.
fn asked(request: &Request) -> Result<(PageQuery, params::Pairs), Problem> {
    let pairs = params::pairs(request.uri())?;
    let mut asked = PageQuery { limit: HITS, ..PageQuery::default() };
    for (key, value) in &pairs {
        match key.as_str() {
            "q" | "query" => asked.query.clone_from(value),
            "filter" if !value.trim().is_empty() => asked.filters.push(value.clone()),
            "sort" => {
                asked.sort = match value.as_str() {
                    "date" => SortBy::OldestFirst,
                    "-date" => SortBy::NewestFirst,
                    _ => SortBy::Relevance,
                };
            }
            "group" => asked.apart = matches!(value.as_str(), "off" | "no" | "false" | "0"),
            "offset" => asked.offset = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    asked.query = asked.query.trim().to_owned();
    Ok((asked, pairs))
}

/// The request of a page, parsed as at every interface.
fn understood(shared: &Shared, page: &PageQuery) -> Result<ParsedRequest, Problem> {
    params::asked(shared, &object(page))
}

/// What the page asks, as a request object.
fn object(page: &PageQuery) -> RequestObject {
    RequestObject {
        query: vec![if page.query.is_empty() { "*".to_owned() } else { page.query.clone() }],
        filter: page.filters.clone(),
        limit: Some(Limit::Hits(page.limit)),
        offset: Some(page.offset),
        sort: Some(match page.sort {
            SortBy::Relevance => Order::Relevance,
            SortBy::OldestFirst => Order::Date,
            SortBy::NewestFirst => Order::DateReversed,
        }),
        group: Some(if page.apart { Group::Off } else { Group::Copies }),
        ..RequestObject::default()
    }
}

/// A problem as a page.
pub(super) fn troubled(asked: &PageQuery, problem: &Problem) -> Response {
    let trouble = Trouble { message: &problem.message, at: problem.at, offer: problem.offer.as_deref() };
    page(problems::status(problem.kind), html::trouble(asked, &trouble))
}

/// `/`: the search box, with results where there is a query; for a client that asks for JSON, what Elasticsearch says of
/// itself.
async fn home(State(shared): State<Shared>, request: Request) -> Response {
    if elastic::accepts_json(request.headers()) {
        return elastic::about();
    }
    let asked = match asked(&request) {
        Ok((asked, _)) => asked,
        Err(problem) => return problem.into_response(),
    };
    let is_cross_site = access::is_cross_site(request.headers());
    match results(&shared, &asked, is_cross_site).await {
        Ok(response) => response,
        Err(problem) => troubled(&asked, &problem),
    }
}

async fn results(shared: &Shared, asked: &PageQuery, is_cross_site: bool) -> Result<Response, Problem> {
    let mut question = understood(shared, asked)?;
    if asked.query.is_empty() && asked.filters.is_empty() && asked.offset == 0 {
        // Nothing was asked: what there is, the newest of it first.
        question.request.sort = SortBy::NewestFirst;
    }
    question.request.facets = facets();
    question.request.facet_limit = POINTS;
    let shown = asked.clone();
    let watching = shared.watching();
    let today = (shared.settings().today)();
    let text = shared
        .work(move |engine| {
            let mut answer = engine.search(&question.request)?;
            shorten(&mut answer);
            let (mut looser, mut near) = (Vec::new(), Vec::new());
            // A link on another site makes the server search and no more.
            if answer.articles.number() == 0 && !is_cross_site {
                let found = suggest(engine, &question.request, object(&shown).meant(today).as_ref())?;
                looser =
                    found.looser.iter().take(OFFERS).map(|it| (it.query.to_string(), it.articles)).collect();
                let words = found
                    .missing
                    .iter()
                    .filter_map(|it| Some((it.word.clone(), it.near.first()?.word.clone())));
                near = words.collect();
            }
            Ok(html::results(&ResultsView {
                asked: &shown,
                page: &answer,
                looser: &looser,
                near: &near,
                watching,
            }))
        })
        .await?;
    Ok(page(StatusCode::OK, text))
}

/// The facets of the page: names, and the timeline.
fn facets() -> Vec<Facet> {
    let names = FIELDS.iter().filter(|row| row.on_page).filter_map(|row| Facet::of(row.field));
    names.chain([Facet::MONTH, Facet::DAY]).collect()
}

/// Cuts the facets of names to a few values; the timeline keeps all.
fn shorten(answer: &mut SearchPage) {
    for counts in answer.facets.iter_mut().filter(|it| it.facet.period().is_none()) {
        counts.values.truncate(VALUES);
    }
}

/// `/quotes`: quotations.
async fn quotes(State(shared): State<Shared>, request: Request) -> Response {
    let asked = match asked(&request) {
        Ok((asked, _)) => asked,
        Err(problem) => return problem.into_response(),
    };
    if access::is_cross_site(request.headers()) {
        // All quotations cost more than a search: whoever followed a link asks for them here.
        return page(StatusCode::OK, html::ask_again(&asked));
    }
    let answered = async {
        let question = understood(&shared, &asked)?;
        let mut quotes = QuotesRequest::new(question.request.query);
        quotes.limit = PageLimit::Hits(HITS);
        quotes.offset = asked.offset;
        quotes.memory = api::QUOTES_MEMORY;
        let shown = asked.clone();
        shared
            .work_in_turn(move |engine| {
                let answer = find_quotes(engine, &quotes)?;
                Ok(html::quotes(&QuotesView { asked: &shown, page: &answer }))
            })
            .await
    };
    match answered.await {
        Ok(text) => page(StatusCode::OK, text),
        Err(problem) => troubled(&asked, &problem),
    }
}

/// `/article`: an article, with the matches marked.
async fn article(State(shared): State<Shared>, request: Request) -> Response {
    let (asked, pairs) = match asked(&request) {
        Ok(asked) => asked,
        Err(problem) => return problem.into_response(),
    };
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let (id, at) = (get("id").unwrap_or_default(), get("at"));
    let answered = async {
        let question = understood(&shared, &asked)?;
        let shown = asked.clone();
        shared
            .work(move |engine| {
                let none = || Problem::new("no_article", format!("no article has the id `{id}`"));
                let id = ArticleId::new(&id).ok_or_else(none)?;
                let article = engine.article(&id)?.ok_or_else(none)?;
                let mut request = question.request;
                let this = Query::Field(FieldClause::Exact(Field::Id, id.as_str().to_owned()));
                request.query = both(request.query, vec![this]);
                (request.limit, request.offset, request.snippets) = (PageLimit::Hits(1), 0, 0);
                request.group = Grouping::Off;
                let found = engine.search(&request)?;
                let spans = found.hits.first().map_or(&[][..], |hit| &hit.spans);
                let at = at.as_deref().and_then(|at| {
                    let (start, end) = at.split_once('-')?;
                    ByteSpan::in_text(&article.body, start.parse().ok()?, end.parse().ok()?)
                });
                Ok(html::article(&ArticleView { asked: &shown, article: &article, spans, at }))
            })
            .await
    };
    match answered.await {
        Ok(text) => page(StatusCode::OK, text),
        Err(problem) => troubled(&asked, &problem),
    }
}

async fn atom(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    feed(&shared, request, "application/atom+xml; charset=utf-8", html::atom).await
}

async fn rss(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    feed(&shared, request, "application/rss+xml; charset=utf-8", html::rss).await
}

async fn feed(
    shared: &Shared,
    request: Request,
    kind: &'static str,
    write: fn(&Feed<'_>) -> String,
) -> Result<Response, Problem> {
    let home = access::home_of(request.headers());
    let (asked, _) = asked(&request)?;
    let mut question = understood(shared, &asked)?;
    // A feed tells what is new, every article of it.
    question.request.sort = SortBy::NewestFirst;
    question.request.group = Grouping::Off;
    let text = shared
        .work(move |engine| {
            let answer = engine.search(&question.request)?;
            Ok(write(&Feed { home: &home, asked: &asked, hits: &answer.hits, partial: answer.partial }))
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

async fn opensearch(headers: HeaderMap) -> Response {
    let text = html::opensearch(&access::home_of(&headers));
    ([(header::CONTENT_TYPE, "application/opensearchdescription+xml; charset=utf-8")], text).into_response()
}
