//! Elasticsearch's query language, translated to newsgrep's queries.

use serde_json::{Map, Value};

use crate::analysis::Words;
use crate::analysis::plain;
use crate::date::Day;
use crate::field::{Field, FieldKind};
use crate::query::{
    BareWords, FieldClause, NamePattern, ParseSettings, Query, SaidBy, Scope, SpanQuery, Word, parse,
};
use crate::server::elastic::days;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::quotation::OneQuotation;
use crate::server::elastic::words::{
    Join, Minimum, Target, all, any, bad_range, fuzzy_words, in_field, is_text, join, list, map, minimum,
    phrase, range, scoped, stems, target_of, text, wildcard, with_prefix,
};

/// The greatest depth of nested clauses.
const DEEPEST: usize = 40;
/// The most words and clauses of a query.
const MOST: usize = 10_000;

/// Reads a query; remembers what it passed over.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    today: Day,
    warnings: &'a mut Vec<String>,
    nodes: usize,
    depth: usize,
}

type Read = Result<Query, ElasticError>;
/// A field, what is asked of it, and the settings beside that.
type FieldOf<'v> = (Target, &'v Value, Option<&'v Map<String, Value>>);

impl<'a> Reading<'a> {
    pub(super) fn new(today: Day, warnings: &'a mut Vec<String>) -> Reading<'a> {
        Reading { today, warnings, nodes: 0, depth: 0 }
    }

    /// Translates a query.
    pub(super) fn read(&mut self, value: &Value) -> Read {
        self.query(value).map(Query::canonical)
    }

    fn query(&mut self, value: &Value) -> Read {
        self.depth += 1;
        self.count(1)?;
        if self.depth > DEEPEST {
            return Err(ElasticError::parsing(format!("the query nests deeper than {DEEPEST} levels")));
        }
        let query = self.clause(value);
        self.depth -= 1;
        query
    }

    fn count(&mut self, more: usize) -> Result<(), ElasticError> {
        self.nodes += more;
        if self.nodes > MOST {
            return Err(ElasticError::parsing(format!("the query has more than {MOST} words and clauses")));
        }
        Ok(())
    }

    fn clause(&mut self, value: &Value) -> Read {
        let object = value.as_object().ok_or_else(|| ElasticError::parsing("a query is an object"))?;
        let mut clauses = object.iter();
        let (Some((name, body)), None) = (clauses.next(), clauses.next()) else {
            return Err(ElasticError::parsing("a query is an object with one key, the kind of query"));
        };
        match name.as_str() {
            "match_all" => Ok(Query::All),
            "match_none" => Ok(Query::Not(Box::new(Query::All))),
            "match" => self.matches(body),
            "match_phrase" => self.phrase(body, Ending::Whole),
            "match_phrase_prefix" | "match_bool_prefix" => self.phrase(body, Ending::Prefix),
            "multi_match" => self.multi_match(body),
            "term" => self.term(body),
            "terms" => self.terms(body),
            "ids" => {
                let ids = list(map("ids", body)?.get("values"));
                self.count(ids.len())?;
                Ok(any(ids.iter().map(|id| Query::Field(FieldClause::Exact(Field::Id, text(id)))).collect()))
            }
            "range" => self.range(body),
            "bool" => self.bool(body),
            "prefix" | "wildcard" => self.pattern(name, body),
            "fuzzy" => self.fuzzy(body),
            "exists" => self.exists(body),
            "query_string" | "simple_query_string" => self.query_string(body),
            "nested" => self.nested(body),
            "constant_score" => {
                let map = map(name, body)?;
                self.query(map.get("filter").unwrap_or(&Value::Null))
            }
            "dis_max" => {
                let parts = list(map(name, body)?.get("queries"));
                let parts = parts.iter().map(|it| self.query(it)).collect::<Result<_, _>>()?;
                Ok(any(parts))
            }
            other => Err(ElasticError::parsing(format!(
                "unknown query [{other}]; known are match, match_phrase, multi_match, term, terms, range, bool, prefix, \
                 wildcard, fuzzy, exists, ids, query_string, simple_query_string, match_all, nested"
            ))),
        }
    }

    /// `{field: value}` or `{field: {key: value, …}}`.
    fn field<'v>(
        &mut self,
        kind: &str,
        body: &'v Value,
        key: &str,
        others: &[&str],
    ) -> Result<FieldOf<'v>, ElasticError> {
        let map = map(kind, body)?;
        let mut fields = map.iter().filter(|(name, _)| !matches!(name.as_str(), "boost" | "_name"));
        let (Some((name, value)), None) = (fields.next(), fields.next()) else {
            return Err(ElasticError::parsing(format!("[{kind}] takes one field")));
        };
        let field = target_of(name)?;
        match value.as_object() {
            None => Ok((field, value, None)),
            Some(settings) => {
                self.warn_unless(kind, settings, key, others);
                let value = settings.get(key);
                let value = value.ok_or_else(|| ElasticError::parsing(format!("[{kind}] lacks [{key}]")))?;
                Ok((field, value, Some(settings)))
            }
        }
    }

    fn warn_unless(&mut self, kind: &str, settings: &Map<String, Value>, key: &str, others: &[&str]) {
        const SILENT: [&str; 9] = [
            "boost",
            "_name",
            "lenient",
            "analyzer",
            "auto_generate_synonyms_phrase_query",
            "fuzzy_transpositions",
            "max_expansions",
            "prefix_length",
            "rewrite",
        ];
        for name in settings.keys() {
            let name = name.as_str();
            if name != key && !others.contains(&name) && !SILENT.contains(&name) {
                self.warnings.push(format!("key [{name}] of [{kind}] is not known and was passed over"));
            }
        }
    }

    fn matches(&mut self, body: &Value) -> Read {
        let others = ["operator", "fuzziness", "minimum_should_match", "zero_terms_query"];
        let (field, value, settings) = self.field("match", body, "query", &others)?;
        let get = |key: &str| settings.and_then(|it| it.get(key));
        let join = join(get("operator"))?;
        let join = match minimum(get("minimum_should_match"))? {
            Minimum::All => Join::And,
            Minimum::One => join,
        };
        let words = match get("fuzziness") {
            None => stems(&text(value)),
            Some(fuzziness) => fuzzy_words(&text(value), fuzziness)?,
        };
        self.count(words.len())?;
        if is_text(field) { Ok(in_field(field, words, join)) } else { self.exact(field, value) }
    }

    fn phrase(&mut self, body: &Value, ending: Ending) -> Read {
        let others = ["slop", "zero_terms_query", "operator", "fuzziness", "minimum_should_match"];
        let (field, value, settings) = self.field("match_phrase", body, "query", &others)?;
        let slop = settings.and_then(|it| it.get("slop")).and_then(Value::as_u64).unwrap_or(0);
        let value = text(value);
        if !is_text(field) {
            return self.exact(field, &Value::String(value));
        }
        let words = match ending {
            Ending::Whole => stems(&value),
            Ending::Prefix => with_prefix(&value),
        };
        self.count(words.len())?;
        Ok(scoped(field, phrase(words, u32::try_from(slop).unwrap_or(u32::MAX))))
    }

    fn multi_match(&mut self, body: &Value) -> Read {
        let map = map("multi_match", body)?;
        let others =
            ["fields", "type", "operator", "fuzziness", "minimum_should_match", "slop", "tie_breaker"];
        self.warn_unless("multi_match", map, "query", &others);
        let value = map.get("query").ok_or_else(|| ElasticError::parsing("[multi_match] lacks [query]"))?;
        let value = text(value);
        let mut fields: Vec<Target> = Vec::new();
        for name in list(map.get("fields")) {
            let field = target_of(text(name).split('^').next().unwrap_or(""))?;
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        let both =
            fields.contains(&Target::Field(Field::Title)) && fields.contains(&Target::Field(Field::Body));
        if fields.is_empty() || both {
            // Title and body together are what is searched anyway, the title above the body.
            fields.retain(|it| !matches!(it, Target::Text | Target::Field(Field::Title | Field::Body)));
            fields.insert(0, Target::Text);
        }
        let kind = map.get("type").map_or_else(|| "best_fields".to_owned(), text);
        let mut join = join(map.get("operator"))?;
        if minimum(map.get("minimum_should_match"))? == Minimum::All {
            join = Join::And;
        }
        let slop = map.get("slop").and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
        let mut parts = Vec::new();
        for field in fields {
            if !is_text(field) {
                parts.push(self.exact(field, &Value::String(value.clone()))?);
                continue;
            }
            let words = match (kind.as_str(), map.get("fuzziness")) {
                ("phrase_prefix" | "bool_prefix", _) => with_prefix(&value),
                (_, Some(fuzziness)) => fuzzy_words(&value, fuzziness)?,
                (_, None) => stems(&value),
            };
            self.count(words.len())?;
            parts.push(match kind.as_str() {
                "phrase" | "phrase_prefix" => scoped(field, phrase(words, slop)),
                "best_fields" | "most_fields" | "cross_fields" | "bool_prefix" => {
                    in_field(field, words, join)
                }
                other => return Err(ElasticError::parsing(format!("[multi_match] has no type [{other}]"))),
            });
        }
        Ok(any(parts))
    }

    fn term(&mut self, body: &Value) -> Read {
        let (field, value, _) = self.field("term", body, "value", &["case_insensitive"])?;
        self.exact(field, value)
    }

    fn terms(&mut self, body: &Value) -> Read {
        let map = map("terms", body)?;
        let mut fields = map.iter().filter(|(name, _)| !matches!(name.as_str(), "boost" | "_name"));
        let (Some((name, Value::Array(values))), None) = (fields.next(), fields.next()) else {
            return Err(ElasticError::parsing("[terms] takes one field and a list"));
        };
        let field = target_of(name)?;
        self.count(values.len())?;
        let parts = values.iter().map(|value| self.exact(field, value)).collect::<Result<_, _>>()?;
        Ok(any(parts))
    }

    /// A value of a field as it stands.
    fn exact(&mut self, target: Target, value: &Value) -> Read {
        let text = text(value);
        let name = || {
            let words: Vec<String> = Words::new(&text).map(|it| plain(it.of(&text)).into_owned()).collect();
            if words.is_empty() { None } else { Some(NamePattern::of_words(words)) }
        };
        let nothing = || Query::Not(Box::new(Query::All));
        let exactly = |field, text| Ok(Query::Field(FieldClause::Exact(field, text)));
        let field = match target {
            Target::Field(field) => field,
            Target::Text | Target::Lead | Target::Quotes => Field::Body,
        };
        match field.kind() {
            FieldKind::Name => {
                Ok(name().map_or_else(nothing, |name| Query::Field(FieldClause::Name(field, name))))
            }
            FieldKind::Code => exactly(field, text.to_lowercase()),
            FieldKind::Exact if field != Field::Path => exactly(field, text),
            FieldKind::Exact if !text.contains(['*', '?']) => {
                Ok(Query::Field(FieldClause::Glob(field, text)))
            }
            FieldKind::Exact => Err(ElasticError::parsing("a path with * or ? is a pattern: use wildcard")),
            FieldKind::Day => {
                let (from, to) = days::read(value, self.today)?;
                let range = range(Some(from), Some(to)).ok_or_else(|| bad_range(value))?;
                Ok(Query::Field(FieldClause::Day(field, range)))
            }
            FieldKind::Text => {
                let words: Vec<Word> =
                    Words::new(&text).map(|it| Word::Plain(plain(it.of(&text)).into_owned())).collect();
                self.count(words.len())?;
                Ok(scoped(target, phrase(words, 0)))
            }
        }
    }

    fn range(&mut self, body: &Value) -> Read {
        let map = map("range", body)?;
        let mut fields = map.iter().filter(|(name, _)| !matches!(name.as_str(), "boost" | "_name"));
        let (Some((name, Value::Object(bounds))), None) = (fields.next(), fields.next()) else {
            return Err(ElasticError::parsing("[range] takes one field with its bounds"));
        };
        let field = match target_of(name)? {
            Target::Field(field) if field.kind() == FieldKind::Day => field,
            _ => return Err(ElasticError::parsing(format!("[range] is for [date], not for [{name}]"))),
        };
        let (mut from, mut to) = (None, None);
        for (key, value) in bounds {
            let day = |value: &Value| -> Result<Option<(Day, Day)>, ElasticError> {
                if value.is_null() { Ok(None) } else { days::read(value, self.today).map(Some) }
            };
            match key.as_str() {
                "gte" | "from" => from = day(value)?.map(|it| it.0),
                "gt" => from = day(value)?.and_then(|it| it.1.plus(1)),
                "lte" | "to" => to = day(value)?.map(|it| it.1),
                "lt" => to = day(value)?.and_then(|it| it.0.plus(-1)),
                "format" | "time_zone" | "relation" | "boost" | "_name" => {}
                other => {
                    self.warnings.push(format!("key [{other}] of [range] is not known and was passed over"));
                }
            }
        }
        // A range that ends before it starts holds nothing, as there.
        Ok(range(from, to).map_or_else(
            || Query::Not(Box::new(Query::All)),
            |range| Query::Field(FieldClause::Day(field, range)),
        ))
    }

    fn bool(&mut self, body: &Value) -> Read {
        let map = map("bool", body)?;
        self.warn_unless("bool", map, "must", &["filter", "should", "must_not", "minimum_should_match"]);
        let mut parts = Vec::new();
        for key in ["must", "filter"] {
            for clause in list(map.get(key)) {
                parts.push(self.query(clause)?);
            }
        }
        let mut should = Vec::new();
        for clause in list(map.get("should")) {
            should.push(self.query(clause)?);
        }
        let least = match map.get("minimum_should_match") {
            None => usize::from(parts.is_empty()),
            Some(value) if value.as_u64() == Some(0) || value.as_str() == Some("0") => 0,
            Some(value) => match minimum(Some(value))? {
                Minimum::One => 1,
                Minimum::All => should.len(),
            },
        };
        match (should.len(), least) {
            (0, _) => {}
            // They only raise the score of what is found anyway.
            (_, 0) => {
                should.push(Query::All);
                parts.push(Query::Or(should));
            }
            (_, 1) => parts.push(any(should)),
            (_, _) => parts.extend(should),
        }
        for clause in list(map.get("must_not")) {
            parts.push(Query::Not(Box::new(self.query(clause)?)));
        }
        Ok(all(parts))
    }

    fn pattern(&mut self, kind: &str, body: &Value) -> Read {
        let key = if body.as_object().is_some_and(|it| it.values().any(|it| it.get("wildcard").is_some())) {
            "wildcard"
        } else {
            "value"
        };
        let (field, value, _) = self.field(kind, body, key, &["case_insensitive"])?;
        let mut value = text(value);
        if kind == "prefix" {
            value.push('*');
        }
        match field {
            Target::Field(Field::Path) => Ok(Query::Field(FieldClause::Glob(Field::Path, value))),
            field if is_text(field) => Ok(scoped(field, SpanQuery::Word(Word::Wildcard(wildcard(&value))))),
            _ => Err(ElasticError::parsing(format!("[{kind}] is for title, body, quotes.text and path"))),
        }
    }

    fn fuzzy(&mut self, body: &Value) -> Read {
        let (field, value, settings) =
            self.field("fuzzy", body, "value", &["fuzziness", "transpositions"])?;
        if !is_text(field) {
            return Err(ElasticError::parsing("[fuzzy] is for title, body and quotes.text"));
        }
        let auto = Value::from("AUTO");
        let fuzziness = settings.and_then(|it| it.get("fuzziness")).unwrap_or(&auto);
        let words = fuzzy_words(&text(value), fuzziness)?;
        self.count(words.len())?;
        Ok(scoped(field, phrase(words, 0)))
    }

    fn exists(&mut self, body: &Value) -> Read {
        let name = map("exists", body)?.get("field").map_or_else(String::new, text);
        if matches!(name.as_str(), "quotes" | "quotes.text") {
            return Ok(Query::Span(SpanQuery::Scope(Scope::Quote, Box::new(SpanQuery::Word(Word::Any)))));
        }
        let field = match target_of(&name)? {
            Target::Field(field) => field,
            Target::Text | Target::Lead | Target::Quotes => return Ok(Query::All),
        };
        match field.kind() {
            FieldKind::Name if field == Field::Speaker => Ok(Query::Span(SpanQuery::Scope(
                Scope::Said(SaidBy::Anyone),
                Box::new(SpanQuery::Word(Word::Any)),
            ))),
            // Every article has a body.
            FieldKind::Text if field == Field::Body => Ok(Query::All),
            FieldKind::Text | FieldKind::Name | FieldKind::Day | FieldKind::Code => {
                Ok(Query::Not(Box::new(Query::Field(FieldClause::Unknown(field)))))
            }
            FieldKind::Exact => Ok(Query::All),
        }
    }

    fn query_string(&mut self, body: &Value) -> Read {
        let map = map("query_string", body)?;
        let others = [
            "fields",
            "default_field",
            "default_operator",
            "flags",
            "analyze_wildcard",
            "allow_leading_wildcard",
        ];
        self.warn_unless("query_string", map, "query", &others);
        let value = map.get("query").ok_or_else(|| ElasticError::parsing("[query_string] lacks [query]"))?;
        let words = match map.get("default_operator").map(|it| text(it).to_ascii_lowercase()).as_deref() {
            None => BareWords::Phrase,
            Some("and") => BareWords::All,
            Some("or") => BareWords::Any,
            Some(other) => {
                return Err(ElasticError::parsing(format!("[default_operator] is AND or OR, not [{other}]")));
            }
        };
        let query = self.ours(&text(value), words)?;
        let mut fields = Vec::new();
        let named = list(map.get("fields")).into_iter().chain(map.get("default_field"));
        for name in named {
            fields.push(target_of(text(name).split('^').next().unwrap_or(""))?);
        }
        let scope = match fields.as_slice() {
            [Target::Field(Field::Title)] => Scope::Title,
            [Target::Field(Field::Body)] => Scope::Body,
            [Target::Lead] => Scope::Lead,
            [Target::Quotes] => Scope::Quote,
            _ => return Ok(query),
        };
        Ok(Query::Scope(scope, Box::new(query)))
    }

    /// A query in newsgrep's own language.
    pub(super) fn ours(&mut self, text: &str, words: BareWords) -> Read {
        let settings = ParseSettings { today: self.today, words };
        parse(text, &settings).map_err(|error| ElasticError::query(&error))
    }

    /// Conditions on one quotation: what it says, and who says it.
    fn nested(&mut self, body: &Value) -> Read {
        let map = map("nested", body)?;
        self.warn_unless("nested", map, "query", &["path", "score_mode", "ignore_unmapped", "inner_hits"]);
        if map.get("inner_hits").is_some() {
            self.warnings.push("[inner_hits] is not given; highlight quotes.text instead".to_owned());
        }
        let path = map.get("path").map_or_else(String::new, text);
        if path != "quotes" {
            return Err(ElasticError::parsing(format!(
                "[nested] is for the path [quotes], not for [{path}]"
            )));
        }
        let inner = map.get("query").ok_or_else(|| ElasticError::parsing("[nested] lacks [query]"))?;
        let mut one = OneQuotation::default();
        one.take(self.query(inner)?.canonical())?;
        Ok(one.finish())
    }
}

/// How the last word of a phrase is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Whole,
    Prefix,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(query: Value, expected: &str) {
        let mut warnings = Vec::new();
        let today = Day::new(2025, 11, 27).expect("a day");
        let read = Reading::new(today, &mut warnings).read(&query);
        let shown = match read {
            Ok(query) => query.to_string(),
            Err(error) => format!("! {error}"),
        };
        assert_eq!(shown, expected, "{query}");
    }

    #[test]
    fn each_kind_of_query_has_its_meaning_here() {
        check(json!({"match_all": {}}), "*");
        check(json!({"match": {"body": "last Ukrainian"}}), "body:last OR body:ukrainian");
        check(
            json!({"match": {"text": {"query": "last Ukrainian", "operator": "AND"}}}),
            "last AND ukrainian",
        );
        check(json!({"match_phrase": {"title": "last Ukrainian"}}), "title:\"last ukrainian\"");
        check(json!({"match_phrase": {"text": {"query": "peace plan", "slop": 3}}}), "\"peace plan\"~3");
        check(json!({"multi_match": {"query": "peace", "fields": ["title^3", "body"]}}), "peace");
        check(json!({"term": {"source.keyword": "Reuters"}}), "source:reuters");
        check(json!({"terms": {"source": ["Reuters", "AP"]}}), "source:reuters OR source:ap");
        check(
            json!({"range": {"date": {"gte": "2025-11-01", "lt": "2025-12-01"}}}),
            "date:2025-11-01..2025-11-30",
        );
        check(json!({"range": {"date": {"gte": "now-7d/d"}}}), "date:2025-11-20..");
        check(json!({"prefix": {"body": "negotiat"}}), "body:negotiat*");
        check(json!({"wildcard": {"text": {"value": "organi?e"}}}), "organi?e");
        check(json!({"fuzzy": {"text": "Zelensky"}}), "zelensky~2");
        check(json!({"exists": {"field": "source"}}), "NOT source:unknown");
        check(json!({"query_string": {"query": "putin SAID (ceasefire)"}}), "putin SAID ceasefire");
    }

    #[test]
    fn conditions_go_together_as_there() {
        check(
            json!({"bool": {"must": {"match": {"text": "peace"}}, "filter": [{"term": {"language": "en"}}],
                "must_not": [{"match": {"text": "war"}}]}}),
            "peace AND lang:en AND NOT war",
        );
        check(
            json!({"bool": {"should": [{"match": {"text": "peace"}}, {"match": {"text": "war"}}]}}),
            "peace OR war",
        );
        check(
            json!({"nested": {"path": "quotes", "query": {"bool": {"must": [
                {"match": {"quotes.text": "ceasefire"}}, {"match": {"quotes.speaker": "Putin"}}]}}}}),
            "putin SAID ceasefire",
        );
    }

    #[test]
    fn what_is_not_there_is_named() {
        for (query, expected) in [
            (json!({"geo_shape": {}}), "unknown query [geo_shape]"),
            (json!({"match": {"colour": "red"}}), "no mapping found for [colour]"),
            (json!({"match_all": {}, "match": {}}), "one key"),
            (json!({"range": {"title": {"gte": 1}}}), "[range] is for [date]"),
            (json!({"query_string": {"query": "speeker:x"}}), "no field named `speeker`"),
            (json!("x"), "a query is an object"),
        ] {
            let mut warnings = Vec::new();
            let today = Day::new(2025, 11, 27).expect("a day");
            let error = Reading::new(today, &mut warnings).read(&query).expect_err("refused").to_string();
            assert!(error.contains(expected), "{query}: {error}");
        }
        let mut warnings = Vec::new();
        let today = Day::new(2025, 11, 27).expect("a day");
        let query = json!({"match": {"body": {"query": "x", "colour": 1}}});
        Reading::new(today, &mut warnings).read(&query).expect("read");
        assert_eq!(warnings, ["key [colour] of [match] is not known and was passed over"]);
    }

    #[test]
    fn a_deep_query_is_refused() {
        let mut query = json!({"match_all": {}});
        for _ in 0..60 {
            query = json!({"bool": {"must": query}});
        }
        check(query, "! the query nests deeper than 40 levels");
    }
}
