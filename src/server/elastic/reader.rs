//! What reads queries: how deep it is, where it reads, and what every kind of query has.

use serde_json::Value;

use crate::date::Day;
use crate::server::elastic::clause::{Clause, Join};
use crate::server::elastic::dates::Dates;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::{FieldRow, named};
use crate::server::elastic::parsing;
use crate::server::elastic::strict::{Keys, list, single};

/// The greatest depth of nested clauses.
const DEEPEST: usize = 40;
/// The most words and clauses of a query.
const MOST: usize = 10_000;

/// Reads a query.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    pub(super) today: Day,
    pub(super) dates: Dates,
    /// The name of the index.
    pub(super) index: String,
    nodes: usize,
    depth: usize,
    /// Whether what is read is asked of one quotation.
    pub(super) is_nested: bool,
    kinds: &'static [(&'static str, ReadQuery)],
}

pub(super) type Read = Result<Clause, ElasticError>;
pub(super) type ReadQuery = fn(&mut Reader, &Value) -> Read;

/// What other servers know and this one does not, with what to do instead.
const OTHERS: [(&str, &str); 30] = [
    ("regexp", "use wildcard or prefix"),
    ("more_like_this", "newsgrep's own /api/search finds copies with similar:ID"),
    ("intervals", "use match_phrase with slop"),
    ("span_term", "use match_phrase with slop"),
    ("span_near", "use match_phrase with slop"),
    ("span_or", "use bool with should"),
    ("span_not", "use newsgrep's own language: {\"newsgrep\": {\"query\": …}}"),
    ("span_first", "use newsgrep's own language: {\"newsgrep\": {\"query\": …}}"),
    ("span_containing", "use newsgrep's own language: {\"newsgrep\": {\"query\": …}}"),
    ("span_within", "use newsgrep's own language: {\"newsgrep\": {\"query\": …}}"),
    ("span_multi", "use wildcard or prefix"),
    ("field_masking_span", "use match_phrase with slop"),
    ("script", "there are no scripts"),
    ("script_score", "there are no scripts; use function_score with weight"),
    ("percolate", "use newsgrep watch"),
    ("knn", "there are no vectors"),
    ("neural", "there are no vectors"),
    ("text_expansion", "there are no vectors"),
    ("sparse_vector", "there are no vectors"),
    ("semantic", "there are no vectors"),
    ("pinned", "use bool with should and boost"),
    ("rank_feature", "use function_score with weight"),
    ("distance_feature", "sort by date"),
    ("has_child", "articles have no children"),
    ("has_parent", "articles have no parents"),
    ("parent_id", "articles have no parents"),
    ("geo_distance", "articles have no places"),
    ("geo_bounding_box", "articles have no places"),
    ("geo_shape", "articles have no places"),
    ("geo_polygon", "articles have no places"),
];

pub(super) fn unsupported(kind: &str, instead: &str) -> ElasticError {
    ElasticError::unsupported(format!("[{kind}] queries are not supported; {instead}")).near(kind)
}

/// The object of a query with these keys and no others.
pub(super) fn query_keys<'v>(
    kind: &'v str,
    body: &'v Value,
    known: &[&str],
) -> Result<Keys<'v>, ElasticError> {
    if let Some(key) = body.as_object().and_then(|map| map.keys().find(|key| !known.contains(&key.as_str())))
    {
        let reason = format!("[{kind}] query does not support [{key}]; it supports {}", known.join(", "));
        return Err(ElasticError::parsing(reason).near(key));
    }
    Keys::of(kind, body, known)
}

/// A clause with the boost and the name that its keys give it.
pub(super) fn finish(keys: Keys<'_>, clause: Clause) -> Read {
    let clause = clause.boosted(keys.boost()?);
    Ok(match keys.text("_name")? {
        Some(name) => Clause::Named(Box::new(clause), name),
        None => clause,
    })
}

impl Reader {
    pub(super) fn new(today: Day, index: &str, kinds: &'static [(&'static str, ReadQuery)]) -> Reader {
        let dates = Dates::new(today);
        Reader { today, dates, index: index.to_owned(), nodes: 0, depth: 0, is_nested: false, kinds }
    }

    /// Reads a query.
    ///
    /// # Errors
    ///
    /// It is no query, holds what is not known, or is not supported.
    pub(super) fn query(&mut self, value: &Value) -> Read {
        self.depth += 1;
        self.count(1)?;
        if self.depth > DEEPEST {
            return Err(ElasticError::unsupported(format!("the query nests deeper than {DEEPEST} levels")));
        }
        let clause = self.clause(value)?;
        self.depth -= 1;
        Ok(clause)
    }

    pub(super) fn count(&mut self, more: usize) -> Result<(), ElasticError> {
        self.nodes += more;
        if self.nodes > MOST {
            return Err(ElasticError::unsupported(format!(
                "the query has more than {MOST} words and clauses"
            )));
        }
        Ok(())
    }

    fn clause(&mut self, value: &Value) -> Read {
        if !value.is_object() {
            let reason = format!(
                "[_na] query malformed, must start with start_object, not [{}]",
                parsing::token(value)
            );
            return Err(ElasticError::parsing(reason));
        }
        if value.as_object().is_some_and(serde_json::Map::is_empty) {
            return Err(ElasticError::unsupported("query malformed, empty clause found"));
        }
        let (name, body) = single("query", value)?;
        if let Some((_, read)) = self.kinds.iter().find(|it| it.0 == name) {
            return read(self, body);
        }
        if let Some((_, instead)) = OTHERS.iter().find(|it| it.0 == name) {
            return Err(unsupported(name, instead));
        }
        let known: Vec<&str> = self.kinds.iter().map(|it| it.0).collect();
        let offer = crate::server::elastic::nearest::nearest(name, &known).map_or_else(
            || format!("; known are {}", known.join(", ")),
            |it| format!(" did you mean [{it}]?"),
        );
        let reason = format!("unknown query [{name}]{offer}");
        Err(ElasticError::parsing(reason.clone())
            .near(name)
            .caused_by("named_object_not_found_exception", &reason))
    }

    /// Several queries, or one.
    pub(super) fn queries(&mut self, value: Option<&Value>) -> Result<Vec<Clause>, ElasticError> {
        list(value).into_iter().map(|it| self.query(it)).collect()
    }

    /// The field of this name, where it can be asked here.
    pub(super) fn field(&self, name: &str) -> Option<FieldRow> {
        named(name).filter(|it| it.is_nested == self.is_nested || it.name == "_index")
    }
}

/// How words join.
pub(super) fn join(keys: Keys<'_>, key: &str) -> Result<Join, ElasticError> {
    Ok(match keys.word(key, &["or", "and"])? {
        Some("and") => Join::And,
        _ => Join::Or,
    })
}

/// Refuses an analyzer that is not the one of the index.
pub(super) fn ours_alone(keys: Keys<'_>) -> Result<(), ElasticError> {
    for key in ["analyzer", "quote_analyzer"] {
        if keys.text(key)?.is_some_and(|it| it != "newsgrep" && it != "default") {
            return keys.refuse(key, "text is analysed as it was indexed; leave it out");
        }
    }
    Ok(())
}
