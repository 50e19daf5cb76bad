//! Errors as clients of Elasticsearch read them.

use std::fmt;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::query::QueryError;
use crate::request::Problem;
use crate::server::problems::{JSON, status};

/// A request that is refused.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ElasticError {
    pub(super) status: StatusCode,
    kind: Box<str>,
    reason: Box<str>,
    /// Whether it is told as the failure of a search, as what shows when a query runs is.
    is_of_shard: bool,
    caused_by: Option<Box<(String, String)>>,
    /// What else stands beside type and reason.
    more: Map<String, Value>,
    /// A word of the body by which the place of the error is found.
    near: Option<Box<str>>,
}

impl ElasticError {
    pub(super) fn new(status: StatusCode, kind: &str, reason: impl Into<String>) -> ElasticError {
        ElasticError {
            status,
            kind: kind.into(),
            reason: reason.into().into_boxed_str(),
            is_of_shard: false,
            caused_by: None,
            more: Map::new(),
            near: None,
        }
    }

    /// A request that is wrong.
    pub(super) fn bad(kind: &str, reason: impl Into<String>) -> ElasticError {
        ElasticError::new(StatusCode::BAD_REQUEST, kind, reason)
    }

    /// A body that cannot be parsed.
    pub(super) fn parsing(reason: impl Into<String>) -> ElasticError {
        ElasticError::bad("parsing_exception", reason).at(1, 1)
    }

    /// A key that an object does not have.
    pub(super) fn unknown_key(what: &str, key: &str, known: &[&str]) -> ElasticError {
        let nearest = crate::server::elastic::nearest::nearest(key, known);
        let offer = nearest.map_or_else(
            || {
                if known.is_empty() { String::new() } else { format!("; known are {}", known.join(", ")) }
            },
            |it| format!(" did you mean [{it}]?"),
        );
        ElasticError::bad("x_content_parse_exception", format!("[{what}] unknown field [{key}]{offer}"))
            .near(key)
    }

    /// A value that is wrong, or something that is not supported.
    pub(super) fn unsupported(reason: impl Into<String>) -> ElasticError {
        ElasticError::bad("illegal_argument_exception", reason)
    }

    /// What shows when a query runs.
    pub(super) fn shard(kind: &str, reason: impl Into<String>) -> ElasticError {
        ElasticError { is_of_shard: true, ..ElasticError::bad(kind, reason) }
    }

    /// An index that is not there.
    pub(super) fn no_index(name: &str) -> ElasticError {
        let mut error = ElasticError::new(
            StatusCode::NOT_FOUND,
            "index_not_found_exception",
            format!("no such index [{name}]"),
        );
        for key in ["index", "resource.id"] {
            error.more.insert(key.to_owned(), name.into());
        }
        error.more.insert("resource.type".to_owned(), "index_or_alias".into());
        error.more.insert("index_uuid".to_owned(), "_na_".into());
        error
    }

    /// The place of it in the body, counted from 1.
    pub(super) fn at(mut self, line: usize, column: usize) -> ElasticError {
        self.more.insert("line".to_owned(), line.into());
        self.more.insert("col".to_owned(), column.into());
        self
    }

    /// The word at which it is.
    pub(super) fn near(mut self, word: &str) -> ElasticError {
        self.near = Some(word.into());
        self
    }

    pub(super) fn caused_by(mut self, kind: &str, reason: &str) -> ElasticError {
        self.caused_by = Some(Box::new((kind.to_owned(), reason.to_owned())));
        self
    }

    /// A query in newsgrep's language that cannot be parsed.
    pub(super) fn query(error: &QueryError) -> ElasticError {
        Problem::from(error.clone()).into()
    }

    /// With the place of its word in the body, where it is there.
    pub(super) fn in_body(mut self, body: &[u8]) -> ElasticError {
        let Some(word) = self.near.take() else { return self };
        let Ok(text) = std::str::from_utf8(body) else { return self };
        let quoted = Value::from(&*word).to_string();
        let Some(at) = text.find(&quoted) else { return self };
        let line = text[..at].matches('\n').count() + 1;
        let column = at - text[..at].rfind('\n').map_or(0, |it| it + 1) + 1;
        if &*self.kind == "x_content_parse_exception" {
            self.reason = format!("[{line}:{column}] {}", self.reason).into();
            return self;
        }
        self.at(line, column)
    }

    /// Type, reason and what stands beside them.
    pub(super) fn cause(&self) -> Value {
        let mut cause = json!({"type": self.kind, "reason": self.reason});
        if let Some(cause) = cause.as_object_mut() {
            cause.extend(self.more.clone());
            if let Some((kind, reason)) = self.caused_by.as_deref() {
                cause.insert("caused_by".to_owned(), json!({"type": kind, "reason": reason}));
            }
        }
        cause
    }

    /// As the client reads it.
    pub(super) fn body(&self) -> Value {
        let cause = self.cause();
        let mut error = if self.is_of_shard {
            json!({
                "type": "search_phase_execution_exception",
                "reason": "all shards failed",
                "phase": "query",
                "grouped": true,
                "failed_shards": [{"shard": 0, "index": "_na_", "node": "newsgrep", "reason": cause.clone()}],
                "caused_by": {"type": self.kind, "reason": self.reason, "caused_by": cause.clone()},
            })
        } else {
            cause.clone()
        };
        let mut root = cause;
        if let Some(root) = root.as_object_mut() {
            root.remove("caused_by");
        }
        error["root_cause"] = json!([root]);
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
        let mut error = ElasticError::new(status, kind, problem.message.clone());
        error.is_of_shard = status == StatusCode::BAD_REQUEST;
        error.more.insert("kind".to_owned(), problem.kind.into());
        error.more.insert("offer".to_owned(), problem.offer.clone().into());
        if let Some(at) = problem.at {
            error.more.insert("at".to_owned(), json!({"start": at.start(), "end": at.end()}));
        }
        error
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
