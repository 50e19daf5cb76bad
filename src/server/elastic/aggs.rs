//! Aggregations: terms, date_histogram, cardinality, filter, and those that only hold others.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::date::{Day, Period};
use crate::field::Field;
use crate::query::Query;
use crate::request::{Problem, both};
use crate::search::{Count, Engine, Facet, FacetCounts, PageLimit, SearchRequest};
use crate::server::elastic::days::{monday_offset, months};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::query::Reading;
use crate::server::elastic::words::{Target, mapped_name, target_of, text};

/// The greatest depth of nested aggregations.
const DEEPEST: usize = 8;
/// The most aggregations of a request.
const MOST: usize = 64;
/// The most bars of a histogram.
const BARS: usize = 10_000;

/// An aggregation that was understood.
#[derive(Debug, Clone)]
pub(super) struct Aggregation {
    name: String,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Terms {
        facet: Facet,
        size: usize,
        order: Order,
        least: u64,
    },
    Histogram {
        facet: Facet,
        interval: Interval,
        least: u64,
        format: String,
    },
    Cardinality(Facet),
    Missing(Facet),
    /// Of those that satisfy the query; `None`: of all that the whole request speaks of.
    Within(Option<Query>, Vec<Aggregation>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    MostFirst,
    FewestFirst,
    ByKey,
    ByKeyDown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Interval {
    Days(i32),
    Week,
    Months(i32),
}

/// Reads the aggregations of a request.
pub(super) fn read(
    value: Option<&Value>,
    reading: &mut Reading<'_>,
    count: &mut usize,
    depth: usize,
) -> Result<Vec<Aggregation>, ElasticError> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let named = value.as_object().ok_or_else(|| ElasticError::parsing("[aggs] takes an object"))?;
    if depth > DEEPEST {
        return Err(ElasticError::parsing(format!("aggregations nest deeper than {DEEPEST} levels")));
    }
    let mut read = Vec::new();
    for (name, body) in named {
        *count += 1;
        if *count > MOST {
            return Err(ElasticError::parsing(format!("a request has at most {MOST} aggregations")));
        }
        let body = body.as_object().ok_or_else(|| ElasticError::parsing("an aggregation is an object"))?;
        let within =
            self::read(body.get("aggs").or_else(|| body.get("aggregations")), reading, count, depth + 1)?;
        let mut kinds =
            body.iter().filter(|(key, _)| !matches!(key.as_str(), "aggs" | "aggregations" | "meta"));
        let (Some((kind, settings)), None) = (kinds.next(), kinds.next()) else {
            return Err(ElasticError::parsing(format!("the aggregation [{name}] has one type")));
        };
        let kind = kind_of(kind, settings, within, reading)?;
        read.push(Aggregation { name: name.clone(), kind });
    }
    Ok(read)
}

fn kind_of(
    kind: &str,
    body: &Value,
    within: Vec<Aggregation>,
    reading: &mut Reading<'_>,
) -> Result<Kind, ElasticError> {
    let settings =
        body.as_object().ok_or_else(|| ElasticError::parsing(format!("[{kind}] takes an object")))?;
    match kind {
        "filter" => return Ok(Kind::Within(Some(reading.read(body)?), within)),
        "nested" | "reverse_nested" => return Ok(Kind::Within(None, within)),
        _ if !within.is_empty() => {
            return Err(ElasticError::unsupported(format!(
                "aggregations under [{kind}] are not supported, only under [filter] and [nested]"
            )));
        }
        _ => {}
    }
    let facet = || facet_of(&settings.get("field").map_or_else(String::new, text));
    let least = |default| settings.get("min_doc_count").and_then(Value::as_u64).unwrap_or(default);
    match kind {
        "terms" => {
            let size = settings.get("size").and_then(Value::as_u64).unwrap_or(10);
            for key in ["include", "exclude", "script", "missing"] {
                if settings.contains_key(key) {
                    return Err(ElasticError::unsupported(format!("[{key}] of [terms] is not supported")));
                }
            }
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            let facet = facet()?;
            Ok(Kind::Terms { facet, size, order: order(settings.get("order"))?, least: least(1) })
        }
        "date_histogram" => {
            let facet = facet()?;
            if facet.period().is_none() {
                return Err(ElasticError::unsupported("[date_histogram] is for [date]"));
            }
            let interval = ["calendar_interval", "fixed_interval", "interval"]
                .iter()
                .find_map(|key| settings.get(*key))
                .ok_or_else(|| ElasticError::parsing("[date_histogram] lacks [calendar_interval]"))?;
            let format = settings.get("format").map_or_else(String::new, text);
            Ok(Kind::Histogram { facet, interval: interval_of(&text(interval))?, least: least(0), format })
        }
        "cardinality" => facet().map(Kind::Cardinality),
        "missing" => facet().map(Kind::Missing),
        other => Err(ElasticError::unsupported(format!(
            "Unknown aggregation type [{other}]; known are terms, date_histogram, cardinality, filter, nested, missing"
        ))),
    }
}

/// The facet of a field; days one by one.
fn facet_of(name: &str) -> Result<Facet, ElasticError> {
    let facet = match target_of(name) {
        Ok(Target::Field(field)) => Facet::of(field),
        Ok(Target::Text | Target::Lead | Target::Quotes) | Err(_) => None,
    };
    facet.map(|it| it.by(Period::Day)).ok_or_else(|| {
        let counted = Field::all().filter(|field| Facet::of(*field).is_some()).map(mapped_name);
        let counted: Vec<&str> = counted.collect();
        ElasticError::unsupported(format!("[{name}] is not counted; fields that are: {}", counted.join(", ")))
    })
}

fn order(value: Option<&Value>) -> Result<Order, ElasticError> {
    let Some(value) = value else { return Ok(Order::MostFirst) };
    let first = match value {
        Value::Array(values) => values.first().unwrap_or(&Value::Null),
        other => other,
    };
    let entry = first.as_object().and_then(|it| it.iter().next());
    match entry.map(|(key, way)| (key.as_str(), text(way).to_ascii_lowercase())) {
        Some(("_count", way)) if way == "desc" => Ok(Order::MostFirst),
        Some(("_count", way)) if way == "asc" => Ok(Order::FewestFirst),
        Some(("_key" | "_term", way)) if way == "asc" => Ok(Order::ByKey),
        Some(("_key" | "_term", way)) if way == "desc" => Ok(Order::ByKeyDown),
        Some(_) | None => Err(ElasticError::unsupported("[order] is by _count or _key, asc or desc")),
    }
}

fn interval_of(text: &str) -> Result<Interval, ElasticError> {
    let bad = || {
        ElasticError::parsing(format!(
            "the interval [{text}] is not day, week, month, quarter, year or so many days"
        ))
    };
    match text {
        "day" | "1d" => Ok(Interval::Days(1)),
        "week" | "1w" => Ok(Interval::Week),
        "month" | "1M" => Ok(Interval::Months(1)),
        "quarter" | "1q" => Ok(Interval::Months(3)),
        "year" | "1y" => Ok(Interval::Months(12)),
        days => {
            let number = days.strip_suffix('d').and_then(|it| it.parse::<i32>().ok());
            number.filter(|it| (1..=36_500).contains(it)).map(Interval::Days).ok_or_else(bad)
        }
    }
}

/// Counts. `take` takes the room for each part of the answer.
pub(super) fn count(
    aggregations: &[Aggregation],
    query: &Query,
    like: &SearchRequest,
    engine: &dyn Engine,
    take: &mut dyn FnMut(&Value) -> Result<(), Problem>,
) -> Result<(Value, u64), Problem> {
    let mut facets = Vec::new();
    for aggregation in aggregations {
        let facet = match aggregation.kind {
            Kind::Terms { facet, .. }
            | Kind::Histogram { facet, .. }
            | Kind::Cardinality(facet)
            | Kind::Missing(facet) => Some(facet),
            Kind::Within(..) => None,
        };
        if let Some(facet) = facet
            && !facets.contains(&facet)
        {
            facets.push(facet);
        }
    }
    let request = SearchRequest {
        query: query.clone(),
        limit: PageLimit::Hits(0),
        offset: 0,
        facets,
        facet_limit: usize::MAX,
        ..like.clone()
    };
    let page = engine.search(&request)?;
    let counts = |facet: Facet| page.facets.iter().find(|it| it.facet == facet);
    let mut answers = Map::new();
    for Aggregation { name, kind } in aggregations {
        let answer = match kind {
            Kind::Terms { facet, size, order, least } => {
                counts(*facet).map_or(Value::Null, |it| terms(it, *size, *order, *least))
            }
            Kind::Histogram { facet, interval, least, format } => match counts(*facet) {
                Some(counts) => histogram(counts, *interval, *least, format)?,
                None => Value::Null,
            },
            Kind::Cardinality(facet) => json!({"value": counts(*facet).map_or(0, |it| it.distinct.number())}),
            Kind::Missing(facet) => json!({"doc_count": counts(*facet).map_or(0, |it| it.unknown.number())}),
            Kind::Within(filter, within) => {
                let inner = match filter {
                    Some(filter) => both(query.clone(), vec![filter.clone()]),
                    None => query.clone(),
                };
                let (answers, articles) = count(within, &inner, like, engine, take)?;
                let mut answer = Map::new();
                answer.insert("doc_count".to_owned(), articles.into());
                if let Value::Object(answers) = answers {
                    answer.extend(answers);
                }
                Value::Object(answer)
            }
        };
        // Those within another took theirs.
        if !matches!(kind, Kind::Within(..)) {
            take(&answer)?;
        }
        answers.insert(name.clone(), answer);
    }
    Ok((Value::Object(answers), page.articles.number()))
}

fn terms(counts: &FacetCounts, size: usize, order: Order, least: u64) -> Value {
    let mut values: Vec<&(String, Count)> =
        counts.values.iter().filter(|it| it.1.number() >= least).collect();
    match order {
        Order::MostFirst => values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0))),
        Order::FewestFirst => values.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0))),
        Order::ByKey => values.sort_by(|a, b| a.0.cmp(&b.0)),
        Order::ByKeyDown => values.sort_by(|a, b| b.0.cmp(&a.0)),
    }
    let others: u64 = values.iter().skip(size).map(|it| it.1.number()).sum();
    let bucket = |it: &&(String, Count)| match (counts.facet.period(), it.0.parse::<Day>()) {
        (Some(_), Ok(day)) => {
            json!({"key": millis(day), "key_as_string": instant(day), "doc_count": it.1.number()})
        }
        _ => json!({"key": it.0, "doc_count": it.1.number()}),
    };
    let buckets: Vec<Value> = values.iter().take(size).map(bucket).collect();
    json!({"doc_count_error_upper_bound": 0, "sum_other_doc_count": others, "buckets": buckets})
}

fn histogram(counts: &FacetCounts, interval: Interval, least: u64, format: &str) -> Result<Value, Problem> {
    let mut bars: BTreeMap<Day, u64> = BTreeMap::new();
    for (day, articles) in &counts.values {
        let Ok(day) = day.parse::<Day>() else { continue };
        *bars.entry(first_of(day, interval).unwrap_or(day)).or_default() += articles.number();
    }
    if least == 0
        && let (Some((&first, _)), Some((&last, _))) = (bars.first_key_value(), bars.last_key_value())
    {
        let mut at = first;
        while let Some(next) = following(at, interval).filter(|it| *it < last) {
            bars.entry(next).or_default();
            at = next;
            if bars.len() > BARS {
                return Err(Problem::new(
                    "too_many_buckets",
                    format!("the histogram has more than {BARS} bars"),
                )
                .offer("ask for longer intervals, or set min_doc_count to 1"));
            }
        }
    }
    let buckets: Vec<Value> = bars
        .iter()
        .filter(|(_, articles)| **articles >= least)
        .map(|(day, articles)| {
            json!({"key_as_string": formatted(*day, format), "key": millis(*day), "doc_count": articles})
        })
        .collect();
    Ok(json!({"buckets": buckets}))
}

fn first_of(day: Day, interval: Interval) -> Option<Day> {
    let date = day.date();
    match interval {
        Interval::Days(days) => Day::from_number(day.number().div_euclid(days) * days),
        Interval::Week => day.plus(-monday_offset(day)),
        Interval::Months(number) => {
            let month = i32::from(date.month()) - 1;
            Day::new(date.year(), i8::try_from(month / number * number + 1).ok()?, 1)
        }
    }
}

fn following(day: Day, interval: Interval) -> Option<Day> {
    match interval {
        Interval::Days(days) => day.plus(days),
        Interval::Week => day.plus(7),
        Interval::Months(number) => months(day, number),
    }
}

/// Milliseconds since 1970, as clients have it.
pub(super) fn millis(day: Day) -> i64 {
    i64::from(day.number()) * 86_400_000
}

fn instant(day: Day) -> String {
    format!("{day}T00:00:00.000Z")
}

fn formatted(day: Day, format: &str) -> String {
    let whole = day.to_string();
    match format {
        "yyyy-MM-dd" | "strict_date" | "date" => whole,
        "yyyy-MM" => whole.chars().take(7).collect(),
        "yyyy" => whole.chars().take(4).collect(),
        "epoch_millis" => millis(day).to_string(),
        _ => instant(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_has_the_bars_between() {
        let day = |text: &str| (text.to_owned(), 2.into());
        let counts = FacetCounts {
            facet: Facet::DAY,
            values: vec![day("2024-12-30"), day("2025-01-02"), day("2025-03-31")],
            unknown: 0.into(),
            distinct: 3.into(),
        };
        let keys = |interval, least| {
            let histogram = histogram(&counts, interval, least, "yyyy-MM-dd").expect("few bars");
            let bars = histogram["buckets"].as_array().expect("a list").clone();
            bars.iter()
                .map(|it| format!("{} {}", text(&it["key_as_string"]), it["doc_count"]))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            keys(Interval::Months(1), 0),
            ["2024-12-01 2", "2025-01-01 2", "2025-02-01 0", "2025-03-01 2"]
        );
        assert_eq!(keys(Interval::Months(3), 1), ["2024-10-01 2", "2025-01-01 4"]);
        assert_eq!(keys(Interval::Week, 1), ["2024-12-30 4", "2025-03-31 2"]);
        assert_eq!(keys(Interval::Months(12), 0), ["2024-01-01 2", "2025-01-01 4"]);
    }
}
