//! Errors as clients of Elasticsearch read them.

use std::fmt;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::query::QueryError;
use crate::request::Problem;
use crate::server::problems::{JSON, status};

/// A request that is refused.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ElasticError {
    pub(super) status: StatusCode,
    kind: String,
    reason: String,
    problem: Option<Box<Problem>>,
}

impl ElasticError {
    pub(super) fn new(status: StatusCode, kind: &str, reason: impl Into<String>) -> ElasticError {
        ElasticError { status, kind: kind.to_owned(), reason: reason.into(), problem: None }
    }

    /// A body that cannot be parsed.
    pub(super) fn parsing(reason: impl Into<String>) -> ElasticError {
        ElasticError::new(StatusCode::BAD_REQUEST, "parsing_exception", reason)
    }

    /// A request for something that does not exist.
    pub(super) fn unsupported(reason: impl Into<String>) -> ElasticError {
        ElasticError::new(StatusCode::BAD_REQUEST, "illegal_argument_exception", reason)
    }

    /// A query in newsgrep's language that cannot be parsed.
    pub(super) fn query(error: &QueryError) -> ElasticError {
        Problem::from(error.clone()).into()
    }

    /// As the client reads it, without the status.
    pub(super) fn body(&self) -> Value {
        let cause = json!({"type": self.kind, "reason": self.reason});
        let mut error = json!({"root_cause": [cause], "type": self.kind, "reason": self.reason});
        if let (Some(problem), Some(error)) = (&self.problem, error.as_object_mut()) {
            error.insert("kind".to_owned(), problem.kind.into());
            error.insert("offer".to_owned(), problem.offer.clone().into());
            let at = problem.at.map(|at| json!({"start": at.start(), "end": at.end()}));
            error.insert("at".to_owned(), at.unwrap_or(Value::Null));
        }
        json!({"error": error, "status": self.status.as_u16()})
    }
}

impl From<Problem> for ElasticError {
    fn from(problem: Problem) -> ElasticError {
        let status = status(problem.kind);
        let kind = match status {
            StatusCode::BAD_REQUEST => "query_shard_exception",
            StatusCode::SERVICE_UNAVAILABLE => "es_rejected_execution_exception",
            _ => problem.kind,
        };
        let reason = problem.message.clone();
        ElasticError { status, kind: kind.to_owned(), reason, problem: Some(Box::new(problem)) }
    }
}

impl fmt::Display for ElasticError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl IntoResponse for ElasticError {
    fn into_response(self) -> Response {
        let mut response =
            (self.status, [(header::CONTENT_TYPE, JSON)], self.body().to_string()).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, axum::http::HeaderValue::from_static("1"));
        }
        response
    }
}
