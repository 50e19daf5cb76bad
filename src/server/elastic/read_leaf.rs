//! Queries of one field: words, values, ranges, patterns.

use serde_json::Value;

use crate::server::elastic::calendar::Round;
use crate::server::elastic::clause::{BoolClause, Clause, WordTest, like_parts};
use crate::server::elastic::dates::zone;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::{FieldRow, Kind, QUOTES, fitting};
use crate::server::elastic::formats::Format;
use crate::server::elastic::leaf::{Asked, EXPANSIONS, Fuzzy, Way, asked, token, token_like};
use crate::server::elastic::reader::{Read, Reader, finish, join, ours_alone, query_keys, unsupported};
use crate::server::elastic::strict::{Keys, list, single, text};
use crate::server::elastic::{lucene, parsing};

/// A field with what is asked of it.
struct Of<'v> {
    name: &'v str,
    value: &'v Value,
    keys: Option<Keys<'v>>,
}

impl Of<'_> {
    fn finish(&self, clause: Clause) -> Read {
        self.keys.map_or(Ok(clause.clone()), |keys| finish(keys, clause))
    }
}

impl Reader {
    /// `{field: value}` or `{field: {key: value, …}}`.
    fn of<'v>(
        &mut self,
        kind: &'v str,
        body: &'v Value,
        key: &str,
        known: &[&str],
    ) -> Result<Of<'v>, ElasticError> {
        let map = body.as_object().ok_or_else(|| {
            ElasticError::parsing(format!("[{kind}] query malformed, no start_object after query name"))
                .near(kind)
        })?;
        let mut entries = map.iter();
        let (name, value) = match (entries.next(), entries.next()) {
            (Some(entry), None) => entry,
            (None, _) => return Err(ElasticError::unsupported(format!("[{kind}] names no field")).near(kind)),
            (Some((first, _)), Some((second, _))) => {
                let reason =
                    format!("[{kind}] query doesn't support multiple fields, found [{first}] and [{second}]");
                return Err(ElasticError::parsing(reason).near(second));
            }
        };
        match value {
            Value::Object(_) => {
                let keys = query_keys(kind, value, &[known, &[key, "boost", "_name"]].concat())?;
                Ok(Of { name, value: keys.need(key)?, keys: Some(keys) })
            }
            Value::Array(_) => {
                let reason = format!("[{kind}] query does not support array of values for [{name}]");
                Err(ElasticError::parsing(reason).near(name))
            }
            value => Ok(Of { name, value, keys: None }),
        }
    }

    pub(super) fn matches(&mut self, kind: &str, body: &Value) -> Read {
        const FUZZY: [&str; 5] =
            ["fuzziness", "prefix_length", "max_expansions", "fuzzy_transpositions", "fuzzy_rewrite"];
        let known: &[&str] = match kind {
            "match" => &[
                "operator",
                "minimum_should_match",
                "lenient",
                "zero_terms_query",
                "analyzer",
                "auto_generate_synonyms_phrase_query",
            ],
            "match_phrase" => &["slop", "zero_terms_query", "analyzer"],
            "match_phrase_prefix" => &["slop", "zero_terms_query", "analyzer", "max_expansions"],
            _ => &["operator", "minimum_should_match", "analyzer"],
        };
        let with_fuzzy = [known, &FUZZY].concat();
        let known = if matches!(kind, "match" | "match_bool_prefix") { &with_fuzzy } else { known };
        let of = self.of(kind, body, "query", known)?;
        if of.value.is_array() || of.value.is_object() {
            return Err(ElasticError::parsing(format!(
                "[{kind}] unknown token [{}] after [query]",
                parsing::token(of.value)
            )));
        }
        let mut how = Asked::default();
        let mut slop = 0;
        let mut most = EXPANSIONS;
        if let Some(keys) = of.keys {
            ours_alone(keys)?;
            keys.refuse("fuzzy_rewrite", "scores are made as they are")?;
            keys.flag("auto_generate_synonyms_phrase_query", true)?;
            how.join = join(keys, "operator")?;
            how.least = keys.get("minimum_should_match").cloned();
            how.fuzzy = if known.contains(&"fuzziness") { Fuzzy::of(keys)? } else { None };
            how.is_lenient = keys.flag("lenient", false)?;
            how.none_is_all = keys.word("zero_terms_query", &["none", "all"])? == Some("all");
            slop = keys.count("slop")?.unwrap_or(0);
            most = keys.count("max_expansions")?.unwrap_or(EXPANSIONS);
        }
        let slop = u32::try_from(slop).unwrap_or(u32::MAX);
        how.way = match kind {
            "match" => Way::Words,
            "match_phrase" => Way::Phrase { slop },
            "match_phrase_prefix" => Way::PhrasePrefix { slop, most },
            _ => Way::Beginning,
        };
        let Some(field) = self.field(of.name) else { return of.finish(Clause::Nothing) };
        let clause = self.asked(field, &text(of.value), &how)?;
        of.finish(clause)
    }

    /// A text asked of a field.
    pub(super) fn asked(&mut self, field: FieldRow, typed: &str, how: &Asked) -> Read {
        self.count(crate::analysis::Words::new(typed).count())?;
        asked(field, typed, how, &self.dates, &self.index)
    }

    pub(super) fn term(&mut self, body: &Value) -> Read {
        let of = self.of("term", body, "value", &["case_insensitive"])?;
        let folded = of.keys.map_or(Ok(false), |keys| keys.flag("case_insensitive", false))?;
        let Some(field) = self.field(of.name) else { return of.finish(Clause::Nothing) };
        let clause = self.exact(field, of.value, folded)?;
        of.finish(clause)
    }

    /// A value of a field as it stands.
    pub(super) fn exact(&mut self, field: FieldRow, value: &Value, folded: bool) -> Read {
        if value.is_array() || value.is_object() {
            return Err(ElasticError::parsing(format!(
                "[term] query does not support [{}] as a value",
                parsing::token(value)
            )));
        }
        let typed = text(value);
        match field.kind {
            Kind::Text(of) if folded => Ok(token(of, &typed.to_lowercase())),
            Kind::Text(of) => Ok(token(of, &typed)),
            Kind::Keyword(_) => {
                let test = WordTest::Is(typed);
                Ok(Clause::Keyword { field, test: if folded { test.folded() } else { test } })
            }
            Kind::Date(_) | Kind::Index => asked(field, &typed, &Asked::default(), &self.dates, &self.index),
        }
    }

    pub(super) fn terms(&mut self, body: &Value) -> Read {
        let map =
            body.as_object().ok_or_else(|| ElasticError::parsing("[terms] takes an object").near("terms"))?;
        let settings: serde_json::Map<String, Value> = map
            .iter()
            .filter(|it| matches!(it.0.as_str(), "boost" | "_name"))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        let mut fields = map.iter().filter(|it| !matches!(it.0.as_str(), "boost" | "_name"));
        let (Some((name, value)), None) = (fields.next(), fields.next()) else {
            return Err(ElasticError::parsing("[terms] query requires one field name and a list of values")
                .near("terms"));
        };
        let values = match value {
            Value::Array(values) => values,
            Value::Object(_) => {
                return Err(ElasticError::unsupported(
                    "[terms] lookups are not supported; send the values as a list",
                ));
            }
            _ => {
                return Err(ElasticError::parsing(format!(
                    "[terms] query does not support [{name}]: its values are a list"
                ))
                .near(name));
            }
        };
        self.count(values.len())?;
        let keys = Keys::of_map("terms", &settings, &["boost", "_name"])?;
        let Some(field) = self.field(name) else { return finish(keys, Clause::Nothing) };
        let clause = match field.kind {
            Kind::Keyword(_) => {
                if let Some(bad) = values.iter().find(|it| it.is_array() || it.is_object() || it.is_null()) {
                    return Err(ElasticError::unsupported(format!(
                        "No value specified for terms query: [{bad}]"
                    )));
                }
                Clause::Keyword { field, test: WordTest::AnyOf(values.iter().map(text).collect()) }
            }
            Kind::Text(_) | Kind::Date(_) | Kind::Index => {
                let parts = values.iter().map(|it| self.exact(field, it, false)).collect::<Result<_, _>>()?;
                Clause::any(parts)
            }
        };
        finish(keys, Clause::Constant(Box::new(clause), 1.0))
    }

    pub(super) fn terms_set(&mut self, body: &Value) -> Read {
        let of = self.of(
            "terms_set",
            body,
            "terms",
            &["minimum_should_match_field", "minimum_should_match_script"],
        )?;
        let script = of.keys.and_then(|it| it.get("minimum_should_match_script"));
        let source = script.and_then(|it| it.get("source")).map(text);
        let Some(least) = source.and_then(|it| it.trim().parse().ok()) else {
            return Err(unsupported(
                "terms_set",
                "of a number alone as its script; use bool with minimum_should_match",
            ));
        };
        let Some(field) = self.field(of.name) else { return of.finish(Clause::Nothing) };
        let parts = list(Some(of.value))
            .into_iter()
            .map(|it| self.exact(field, it, false))
            .collect::<Result<_, _>>()?;
        of.finish(Clause::Bool(Box::new(BoolClause { should: parts, least, ..BoolClause::default() })))
    }

    pub(super) fn ids(&mut self, body: &Value) -> Read {
        let keys = query_keys("ids", body, &["values", "boost", "_name"])?;
        let ids = keys.words("values")?;
        self.count(ids.len())?;
        finish(keys, if self.is_nested { Clause::Nothing } else { Clause::Ids(ids) })
    }

    pub(super) fn range(&mut self, body: &Value) -> Read {
        const KNOWN: [&str; 13] = [
            "gte",
            "gt",
            "lte",
            "lt",
            "from",
            "to",
            "include_lower",
            "include_upper",
            "format",
            "time_zone",
            "relation",
            "boost",
            "_name",
        ];
        let (name, bounds) = single("range", body)?;
        let keys = query_keys("range", bounds, &KNOWN)?;
        let clause = match self.field(name) {
            None => Clause::Nothing,
            Some(field) => self.between(field, keys)?,
        };
        finish(keys, clause)
    }

    fn between(&mut self, field: FieldRow, keys: Keys<'_>) -> Read {
        let lower = keys.flag("include_lower", true)?;
        let upper = keys.flag("include_upper", true)?;
        let low = [("gte", true), ("gt", false), ("from", lower)];
        let high = [("lte", true), ("lt", false), ("to", upper)];
        let bound = |of: [(&str, bool); 3]| {
            of.into_iter().filter_map(|(key, with)| Some((keys.get(key)?, with))).next_back()
        };
        let (low, high) = (bound(low), bound(high));
        match field.kind {
            Kind::Date(_) => {
                if keys.word("relation", &["intersects", "within", "contains", "disjoint"])?
                    == Some("disjoint")
                {
                    return Err(ElasticError::shard(
                        "illegal_argument_exception",
                        format!("Field [{}] of type [date] does not support DISJOINT ranges", field.name),
                    ));
                }
                let mut dates = self.dates.clone();
                if let Some(format) = keys.text("format")? {
                    dates.format = Format::named(&format)?;
                }
                if let Some(name) = keys.text("time_zone")? {
                    dates.zone = zone(&name)?;
                }
                let from = match low {
                    None => i64::MIN + 1,
                    Some((value, true)) => dates.read(value, Round::Down)?,
                    Some((value, false)) => dates.read(value, Round::Up)? + 1,
                };
                let to = match high {
                    None => i64::MAX,
                    Some((value, true)) => dates.read(value, Round::Up)?,
                    Some((value, false)) => dates.read(value, Round::Down)? - 1,
                };
                Ok(Clause::Date { field, from, to })
            }
            Kind::Keyword(_) => {
                for key in ["format", "time_zone", "relation"] {
                    keys.refuse(key, "the field holds words")?;
                }
                let word = |it: Option<(&Value, bool)>| it.map(|(value, with)| (text(value), with));
                Ok(Clause::Keyword { field, test: WordTest::Between { from: word(low), to: word(high) } })
            }
            Kind::Text(_) | Kind::Index => Err(ElasticError::unsupported(format!(
                "[range] on [{}] is not supported, as it holds text; use prefix or wildcard",
                field.name
            ))
            .near(field.name)),
        }
    }

    pub(super) fn pattern(&mut self, kind: &str, body: &Value) -> Read {
        let other = body.as_object().is_some_and(|it| it.values().any(|it| it.get("wildcard").is_some()));
        let key = if kind == "wildcard" && other { "wildcard" } else { "value" };
        let of = self.of(kind, body, key, &["case_insensitive", "rewrite"])?;
        let mut folded = false;
        if let Some(keys) = of.keys {
            folded = keys.flag("case_insensitive", false)?;
            rewrite(keys)?;
        }
        let typed = text(of.value);
        let Some(field) = self.field(of.name) else { return of.finish(Clause::Nothing) };
        let clause = self.like(field, kind, &typed, folded)?;
        of.finish(clause)
    }

    /// A prefix, or a pattern.
    pub(super) fn like(&mut self, field: FieldRow, kind: &str, typed: &str, folded: bool) -> Read {
        match field.kind {
            Kind::Text(of) => {
                let mut pattern = if folded { typed.to_lowercase() } else { typed.to_owned() };
                if kind == "prefix" {
                    pattern = pattern.replace('\\', "\\\\").replace('*', "\\*").replace('?', "\\?") + "*";
                }
                Ok(Clause::Constant(Box::new(token_like(of, &pattern)), 1.0))
            }
            Kind::Keyword(_) => {
                let test = if kind == "prefix" {
                    WordTest::Begins(typed.to_owned())
                } else {
                    WordTest::Like(like_parts(typed))
                };
                let clause = Clause::Keyword { field, test: if folded { test.folded() } else { test } };
                Ok(Clause::Constant(Box::new(clause), 1.0))
            }
            Kind::Date(_) | Kind::Index => Err(ElasticError::shard(
                "query_shard_exception",
                format!(
                    "Can only use {kind} queries on keyword, text and wildcard fields - not on [{}] which is of type [{}]",
                    field.name,
                    field.type_name()
                ),
            )),
        }
    }

    pub(super) fn fuzzy(&mut self, body: &Value) -> Read {
        let known = ["fuzziness", "prefix_length", "max_expansions", "transpositions", "rewrite"];
        let of = self.of("fuzzy", body, "value", &known)?;
        let mut fuzzy = Fuzzy::parse("AUTO")?;
        if let Some(keys) = of.keys {
            if let Some(text) = keys.text("fuzziness")? {
                fuzzy = Fuzzy::parse(&text)?;
            }
            fuzzy.begins = keys.count("prefix_length")?.unwrap_or(0);
            fuzzy.most = keys.count("max_expansions")?.unwrap_or(EXPANSIONS);
            fuzzy.swaps = keys.flag("transpositions", true)?;
            rewrite(keys)?;
        }
        let typed = text(of.value);
        let Some(field) = self.field(of.name) else { return of.finish(Clause::Nothing) };
        let clause = lucene::fuzzy_term(field, &typed, &fuzzy)?;
        of.finish(clause)
    }

    pub(super) fn exists(&mut self, body: &Value) -> Read {
        let keys = query_keys("exists", body, &["field", "boost", "_name"])?;
        let name = text(keys.need("field")?);
        let clause = self.exists_in(&name);
        finish(keys, Clause::Constant(Box::new(clause), 1.0))
    }

    /// That a field is not empty.
    pub(super) fn exists_in(&self, name: &str) -> Clause {
        if self.is_nested && name == QUOTES {
            return Clause::HasQuote;
        }
        let fields = fitting(name).into_iter().filter(|it| it.is_nested == self.is_nested);
        Clause::any(
            fields
                .map(|field| if field.name.starts_with('_') { Clause::All } else { Clause::Exists(field) })
                .collect(),
        )
    }
}

/// How many words a pattern stands for is not limited here, and its score is always the same.
fn rewrite(keys: Keys<'_>) -> Result<(), ElasticError> {
    keys.word("rewrite", &["constant_score", "constant_score_boolean", "constant_score_blended"]).map(|_| ())
}
