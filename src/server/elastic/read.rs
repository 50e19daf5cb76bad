//! Elasticsearch's query language, read strictly: every kind of query, and those that hold others.

use serde_json::Value;

use crate::date::Day;
use crate::query::{BareWords, ParseSettings, parse};
use crate::server::elastic::clause::{BoolClause, Clause, ScoreMode, least_of};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::QUOTES;
use crate::server::elastic::reader::{Read, ReadQuery, Reader, finish, query_keys, unsupported};
use crate::server::elastic::strict::{Keys, text};
use crate::server::elastic::{functions, lucene, many, simple};

/// Every kind of query, and what reads it.
static KINDS: [(&str, ReadQuery); 27] = [
    ("match_all", |_, body| constant("match_all", body, Clause::All)),
    ("match_none", |_, body| constant("match_none", body, Clause::Nothing)),
    ("match", |reader, body| reader.matches("match", body)),
    ("match_phrase", |reader, body| reader.matches("match_phrase", body)),
    ("match_phrase_prefix", |reader, body| reader.matches("match_phrase_prefix", body)),
    ("match_bool_prefix", |reader, body| reader.matches("match_bool_prefix", body)),
    ("multi_match", many::multi_match),
    ("combined_fields", many::combined_fields),
    ("term", Reader::term),
    ("terms", Reader::terms),
    ("ids", Reader::ids),
    ("range", Reader::range),
    ("prefix", |reader, body| reader.pattern("prefix", body)),
    ("wildcard", |reader, body| reader.pattern("wildcard", body)),
    ("fuzzy", Reader::fuzzy),
    ("exists", Reader::exists),
    ("bool", Reader::bool),
    ("constant_score", Reader::constant_score),
    ("dis_max", Reader::dis_max),
    ("boosting", Reader::boosting),
    ("function_score", functions::function_score),
    ("nested", Reader::nested),
    ("query_string", lucene::query_string),
    ("simple_query_string", simple::simple_query_string),
    ("newsgrep", Reader::ours),
    ("terms_set", Reader::terms_set),
    ("wrapper", |_, _| Err(unsupported("wrapper", "write the query itself"))),
];

/// A reader of all kinds of queries, for the index of this name.
pub(super) fn reader(today: Day, index: &str) -> Reader {
    Reader::new(today, index, &KINDS)
}

fn constant(kind: &str, body: &Value, clause: Clause) -> Read {
    let keys = query_keys(kind, body, &["boost", "_name"])?;
    finish(keys, clause)
}

impl Reader {
    fn bool(&mut self, body: &Value) -> Read {
        const KNOWN: [&str; 8] = [
            "must",
            "filter",
            "should",
            "must_not",
            "minimum_should_match",
            "adjust_pure_negative",
            "boost",
            "_name",
        ];
        let keys = Keys::of("bool", body, &KNOWN)?;
        let mut clause = BoolClause {
            must: self.queries(keys.get("must"))?,
            filter: self.queries(keys.get("filter"))?,
            should: self.queries(keys.get("should"))?,
            must_not: self.queries(keys.get("must_not"))?,
            least: 0,
        };
        if !keys.flag("adjust_pure_negative", true)?
            && clause.must.is_empty()
            && clause.filter.is_empty()
            && clause.should.is_empty()
            && !clause.must_not.is_empty()
        {
            return finish(keys, Clause::Nothing);
        }
        let alone = clause.must.is_empty() && clause.filter.is_empty() && !clause.should.is_empty();
        clause.least = match keys.get("minimum_should_match") {
            None => 0,
            Some(value) => least_of(value, clause.should.len()).ok_or_else(|| {
                ElasticError::unsupported(format!(
                    "[minimum_should_match] is a number or a percentage, not [{value}]"
                ))
                .near("minimum_should_match")
            })?,
        };
        if alone {
            clause.least = clause.least.max(1);
        }
        finish(keys, Clause::Bool(Box::new(clause)))
    }

    fn constant_score(&mut self, body: &Value) -> Read {
        let keys = query_keys("constant_score", body, &["filter", "boost", "_name"])?;
        let inner = self.query(keys.need("filter")?)?;
        finish(keys, Clause::Constant(Box::new(inner), 1.0))
    }

    fn dis_max(&mut self, body: &Value) -> Read {
        let keys = query_keys("dis_max", body, &["queries", "tie_breaker", "boost", "_name"])?;
        let parts = self.queries(Some(keys.need("queries")?))?;
        if parts.is_empty() {
            return Err(ElasticError::parsing("[dis_max] requires 'queries' field with at least one clause")
                .near("dis_max"));
        }
        let tie = keys.number("tie_breaker")?.unwrap_or(0.0) as f32;
        finish(keys, Clause::best(parts, tie))
    }

    fn boosting(&mut self, body: &Value) -> Read {
        let keys =
            query_keys("boosting", body, &["positive", "negative", "negative_boost", "boost", "_name"])?;
        let positive = Box::new(self.query(keys.need("positive")?)?);
        let negative = Box::new(self.query(keys.need("negative")?)?);
        let factor = keys.number("negative_boost")?.filter(|it| *it >= 0.0).ok_or_else(|| {
            ElasticError::parsing(
                "[boosting] query requires 'negative_boost' to be set to be a positive value",
            )
            .near("boosting")
        })?;
        finish(keys, Clause::Boosting { positive, negative, factor: factor as f32 })
    }

    fn nested(&mut self, body: &Value) -> Read {
        let known = ["path", "query", "score_mode", "ignore_unmapped", "inner_hits", "boost", "_name"];
        let keys = query_keys("nested", body, &known)?;
        keys.refuse("inner_hits", "highlight quotes.text, or read the quotes of _source")?;
        let path = text(keys.need("path")?);
        let mode = match keys.word("score_mode", &["avg", "max", "min", "sum", "none"])? {
            None | Some("avg") => ScoreMode::Mean,
            Some("max") => ScoreMode::Most,
            Some("min") => ScoreMode::Least,
            Some("sum") => ScoreMode::Sum,
            Some(_) => ScoreMode::None,
        };
        if path != QUOTES || self.is_nested {
            if keys.flag("ignore_unmapped", false)? {
                return finish(keys, Clause::Nothing);
            }
            let reason = if path == QUOTES {
                "[nested] within [nested] is not supported, as quotations hold no others".to_owned()
            } else {
                format!("[nested] failed to find nested object under path [{path}]; there is [{QUOTES}]")
            };
            return Err(ElasticError::shard("query_shard_exception", reason));
        }
        self.is_nested = true;
        let inner = self.query(keys.need("query")?);
        self.is_nested = false;
        finish(keys, Clause::Nested { inner: Box::new(inner?), mode })
    }

    /// A query in newsgrep's own language.
    fn ours(&mut self, body: &Value) -> Read {
        let keys = query_keys("newsgrep", body, &["query", "default_operator", "boost", "_name"])?;
        let words = match keys.word("default_operator", &["and", "or"])? {
            None => BareWords::Phrase,
            Some("and") => BareWords::All,
            Some(_) => BareWords::Any,
        };
        if self.is_nested {
            return Err(unsupported("newsgrep", "within nested; ask for the whole article"));
        }
        let typed = keys.text("query")?.unwrap_or_default();
        let settings = ParseSettings { today: self.today, words };
        let query = parse(&typed, &settings).map_err(|error| ElasticError::query(&error))?;
        finish(keys, Clause::Ours(query))
    }
}
