//! A request, taken apart: its path, parameters and body.

use std::sync::Arc;

use axum::http::{HeaderMap, Method, StatusCode};
use serde_json::{Map, Value};

use crate::search::SearchRequest;
use crate::server::Shared;
use crate::server::elastic::contexts::Contexts;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::parsing;
use crate::server::elastic::patterns::fits;
use crate::server::elastic::reader::Reader;

/// A request.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) shared: Shared,
    pub(super) contexts: Arc<Contexts>,
    pub(super) method: Method,
    pub(super) uri: String,
    pub(super) pairs: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: axum::body::Bytes,
}

/// An answer.
#[derive(Debug)]
pub(super) enum Answer {
    Json(StatusCode, Value),
    Text(String),
}

pub(super) type Answered = Result<Answer, ElasticError>;

/// Parameters that every request may have.
const EVERYWHERE: [&str; 6] =
    ["pretty", "human", "error_trace", "filter_path", "format", "source_content_type"];

/// Parameters that hold a query or say how it is read.
pub(super) const QUERY: [&str; 6] =
    ["q", "df", "default_operator", "lenient", "analyze_wildcard", "analyzer"];
/// Parameters that say which indices are meant.
pub(super) const INDICES: [&str; 4] =
    ["ignore_unavailable", "allow_no_indices", "expand_wildcards", "ignore_throttled"];

impl Answer {
    pub(super) fn ok(value: Value) -> Answered {
        Ok(Answer::Json(StatusCode::OK, value))
    }
}

impl Call {
    /// Refuses other methods than these.
    ///
    /// # Errors
    ///
    /// The request has another one.
    pub(super) fn methods(&self, allowed: &[Method]) -> Result<(), Answer> {
        if allowed.contains(&self.method) {
            return Ok(());
        }
        let names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
        let reason = format!(
            "Incorrect HTTP method for uri [{}] and method [{}], allowed: [{}]",
            self.uri,
            self.method,
            names.join(", ")
        );
        Err(Answer::Json(StatusCode::METHOD_NOT_ALLOWED, serde_json::json!({"error": reason, "status": 405})))
    }

    /// Refuses parameters that are not known.
    ///
    /// # Errors
    ///
    /// There is one.
    pub(super) fn known(&self, known: &[&str]) -> Result<(), ElasticError> {
        let is_known = |key: &str| known.contains(&key) || EVERYWHERE.contains(&key);
        if let Some((key, _)) = self.pairs.iter().find(|it| !is_known(&it.0)) {
            let path = self.uri.split('?').next().unwrap_or_default();
            let nearest = crate::server::elastic::nearest::nearest(key, known);
            let offer = nearest.map_or_else(String::new, |it| format!(" -> did you mean [{it}]?"));
            return Err(ElasticError::unsupported(format!(
                "request [{path}] contains unrecognized parameter: [{key}]{offer}"
            )));
        }
        if let Some(format) = self.get("format").filter(|it| !matches!(*it, "json" | "text" | "")) {
            return Err(ElasticError::unsupported(format!(
                "[format] [{format}] is not supported; answers are JSON"
            )));
        }
        Ok(())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|it| it != "false")
    }

    /// The body as an object.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub(super) fn object(&self) -> Result<Map<String, Value>, ElasticError> {
        match self.get("source") {
            Some(source) if self.body.is_empty() => parsing::object(source.as_bytes()),
            _ => parsing::object(&self.body),
        }
    }

    /// The name of the index.
    pub(super) fn index(&self) -> &str {
        &self.shared.settings().name
    }

    /// Whether these names, patterns and lists are of the index.
    ///
    /// # Errors
    ///
    /// They name one that is not there.
    pub(super) fn names(&self, names: &str) -> Result<bool, ElasticError> {
        names_of(
            self.index(),
            names,
            self.flag("ignore_unavailable"),
            self.get("allow_no_indices") == Some("false"),
        )
    }

    /// A reader of its queries.
    pub(super) fn reader(&self) -> Reader {
        crate::server::elastic::read::reader((self.shared.settings().today)(), self.index())
    }

    /// What searches have in common.
    pub(super) fn like(&self) -> SearchRequest {
        let limits = self.shared.settings().limits;
        SearchRequest {
            timeout: Some(limits.time),
            snippets: 0,
            ..SearchRequest::new(crate::query::Query::All)
        }
    }
}

/// Whether names, patterns and lists are of the index of this name.
///
/// # Errors
///
/// They name one that is not there, and that matters.
pub(super) fn names_of(
    index: &str,
    names: &str,
    ignore: bool,
    none_is_wrong: bool,
) -> Result<bool, ElasticError> {
    let mut is_meant = false;
    for name in names.split(',') {
        match name.strip_prefix('-') {
            Some(without) if is_meant && fits(without, index) => is_meant = false,
            Some(_) => {}
            None if name == "_all" || name.is_empty() => is_meant = true,
            None if name.contains('*') => {
                is_meant |= fits(name, index);
                if none_is_wrong && !fits(name, index) {
                    return Err(ElasticError::no_index(name));
                }
            }
            None if name == index => is_meant = true,
            None if name.starts_with('_') => {
                return Err(ElasticError::bad(
                    "invalid_index_name_exception",
                    format!("Invalid index name [{name}], must not start with '_'."),
                ));
            }
            None if ignore => {}
            None => return Err(ElasticError::no_index(name)),
        }
    }
    Ok(is_meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_patterns_and_lists_are_of_the_index() {
        for (names, expected) in [
            ("news", Some(true)),
            ("_all", Some(true)),
            ("ne*", Some(true)),
            ("x*", Some(false)),
            ("news,x*", Some(true)),
            ("*,-news", Some(false)),
            ("other", None),
            ("news,other", None),
            ("_x", None),
        ] {
            assert_eq!(names_of("news", names, false, false).ok(), expected, "{names}");
        }
        assert_eq!(names_of("news", "other", true, false), Ok(false));
    }
}
