//! Errors as responses: the status, and the JSON object that every interface shows.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::request::Problem;

/// The media type of one JSON object.
pub(super) const JSON: &str = "application/json";
/// The media type of JSON Lines.
pub(super) const LINES: &str = "application/x-ndjson";

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = status(self.kind);
        let mut response = (status, [(header::CONTENT_TYPE, JSON)], self.line()).into_response();
        let mut also = |name: HeaderName, value: &'static str| {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        };
        match status {
            StatusCode::SERVICE_UNAVAILABLE => also(header::RETRY_AFTER, "1"),
            StatusCode::UNAUTHORIZED => also(header::WWW_AUTHENTICATE, "Bearer, Basic realm=\"newsgrep\""),
            _ => {}
        }
        response
    }
}

/// The status of a kind of error; 400 for all that is wrong with a request itself.
pub(super) fn status(kind: &str) -> StatusCode {
    match kind {
        "no_article" | "no_watch" | "not_found" => StatusCode::NOT_FOUND,
        "wrong_method" => StatusCode::METHOD_NOT_ALLOWED,
        "unauthorized" => StatusCode::UNAUTHORIZED,
        "forbidden" | "not_writable" => StatusCode::FORBIDDEN,
        "body_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        "slow_body" => StatusCode::REQUEST_TIMEOUT,
        "busy" | "locked" => StatusCode::SERVICE_UNAVAILABLE,
        "timeout" => StatusCode::GATEWAY_TIMEOUT,
        "no_index" | "rebuild_needed" | "newer_program" | "damaged" | "foreign" | "io" | "internal" => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
        _ => StatusCode::BAD_REQUEST,
    }
}

/// Answers a path that is not served.
pub(super) async fn no_such_path() -> Problem {
    Problem::new("not_found", "nothing is served at this path")
        .offer("/api/openapi.json tells what is served")
}

/// Answers a method that the path does not take.
pub(super) async fn wrong_method() -> Problem {
    Problem::new("wrong_method", "this path does not take this method")
        .offer("/api/openapi.json tells what is served")
}
