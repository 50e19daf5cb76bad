//! The parameters and the body of a request, as one request object.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use serde_json::{Map, Value};

use crate::request::{ParsedRequest, Problem, RequestKind, RequestObject};
use crate::server::{Limits, Shared};

/// Bytes of the body of one question.
const QUESTION: usize = 1 << 20;

/// The parameters of an address: keys and values.
pub(super) type Pairs = Vec<(String, String)>;

/// The parameters of an address.
///
/// # Errors
///
/// They are not UTF-8.
pub(super) fn pairs(address: &axum::http::Uri) -> Result<Pairs, Problem> {
    let text = address.query().unwrap_or("");
    let mut pairs = Vec::new();
    for (key, value) in url::form_urlencoded::parse(text.as_bytes()) {
        if [&key, &value].into_iter().any(|it: &Cow<'_, str>| it.contains('\u{fffd}'))
            && !text.contains("%EF%BF%BD")
        {
            return Err(Problem::new("not_utf8", "the words of the address are not UTF-8"));
        }
        pairs.push((key.into_owned(), value.into_owned()));
    }
    Ok(pairs)
}

/// The body, whole.
///
/// # Errors
///
/// It is longer than allowed, breaks off, or comes too slowly.
pub(super) async fn body(body: Body, limits: &Limits) -> Result<Bytes, Problem> {
    let mut stream = body.into_data_stream();
    let mut whole: Vec<u8> = Vec::new();
    let slow = |_| Problem::new("slow_body", "the body came too slowly");
    let read = async {
        while let Some(piece) = next(&mut stream, limits.patience).await? {
            if whole.len() + piece.len() > limits.body {
                let message = format!("the body is longer than {} bytes", limits.body);
                return Err(Problem::new("body_too_large", message));
            }
            whole.extend_from_slice(&piece);
        }
        Ok(Bytes::from(whole))
    };
    // A byte now and then is no answer to patience.
    tokio::time::timeout(limits.time, read).await.map_err(slow)?
}

/// The body of a question, whole. It may have at most 1 MB: as parsed JSON it takes many times its length.
///
/// # Errors
///
/// As [`body`].
pub(super) async fn question(content: Body, limits: &Limits) -> Result<Bytes, Problem> {
    body(content, &Limits { body: limits.body.min(QUESTION), ..*limits }).await
}

/// The next piece of a body.
pub(super) async fn next(
    stream: &mut axum::body::BodyDataStream,
    patience: Duration,
) -> Result<Option<Bytes>, Problem> {
    match tokio::time::timeout(patience, stream.next()).await {
        Err(_) => Err(Problem::new("slow_body", "the body came too slowly")),
        Ok(None) => Ok(None),
        Ok(Some(Ok(piece))) => Ok(Some(piece)),
        Ok(Some(Err(_))) => Err(Problem::new("broken_body", "the body breaks off")),
    }
}

/// The request object of a request: the keys of its body, then the parameters of its address. Also its headers.
///
/// # Errors
///
/// The body is too long or is not JSON, a key is unknown, or a value is wrong.
pub(super) async fn object(
    shared: &Shared,
    kind: RequestKind,
    request: Request,
) -> Result<(RequestObject, HeaderMap), Problem> {
    let limits = &shared.settings().limits;
    let (parts, content) = request.into_parts();
    let pairs = pairs(&parts.uri)?;
    let bytes = question(content, limits).await?;
    let mut object = RequestObject::from_known_json(kind, json_object(&bytes)?)?;
    // How the answer is written is no part of a question.
    let shared_words = pairs.iter().filter(|(key, _)| !matches!(key.as_str(), "format" | "pretty"));
    object.add_pairs(kind, shared_words.map(|(key, value)| (key.as_str(), value.as_str())))?;
    Ok((object, parts.headers))
}

/// A JSON object out of bytes; nothing at all is an empty one.
///
/// # Errors
///
/// It is something else.
pub(super) fn json_object(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    if bytes.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(bytes).map_err(|error| {
        Problem::new("not_json", format!("the body is not a JSON object: {error}"))
            .offer("send {\"query\": \"last Ukrainian\"}")
    })
}

/// Parses a request object, within the limits of the server.
///
/// # Errors
///
/// It cannot be parsed, or its queries are too long.
pub(super) fn asked(shared: &Shared, object: &RequestObject) -> Result<ParsedRequest, Problem> {
    let settings = shared.settings();
    let limits = &settings.limits;
    check_length(object, limits)?;
    let mut asked = object.clone().bounded().ask((settings.today)())?;
    asked.request.timeout = Some(asked.request.timeout.map_or(limits.time, |it| it.min(limits.time)));
    Ok(asked)
}

/// Checks that its queries together are no longer than the server allows.
///
/// # Errors
///
/// They are not.
pub(super) fn check_length(object: &RequestObject, limits: &Limits) -> Result<(), Problem> {
    if object.query_bytes() <= limits.query {
        return Ok(());
    }
    Err(Problem::new("too_large", format!("the query is longer than {} bytes", limits.query))
        .offer("ask in several queries"))
}

/// Whether the client asks for one JSON object rather than lines.
pub(super) fn wants_object(headers: &HeaderMap, address_format: Option<&str>) -> bool {
    if let Some(format) = address_format {
        return format == "json";
    }
    let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or("");
    accept.contains("application/json")
}
