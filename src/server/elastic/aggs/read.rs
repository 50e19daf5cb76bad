//! Aggregations, read strictly.

use serde_json::{Map, Value};

use crate::server::elastic::aggs::read_dates::{composite, date_range, histogram};
use crate::server::elastic::aggs::read_field::{dates_alone, field, orders};
use crate::server::elastic::aggs::{Aggregation, Kind, Metric, Order, OrderBy, Terms, Words};
use crate::server::elastic::clause::{LikePart, like_parts};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::QUOTES;
use crate::server::elastic::formats::Format;
use crate::server::elastic::hits::Hits;
use crate::server::elastic::nearest::nearest;
use crate::server::elastic::reader::Reader;
use crate::server::elastic::strict::{Keys, text};

/// The greatest depth of nested aggregations.
const DEEPEST: usize = 20;
/// The most aggregations of a request.
const MOST: usize = 200;

type Read<T> = Result<T, ElasticError>;

/// Every kind that there is.
const KINDS: [&str; 19] = [
    "terms",
    "range",
    "date_histogram",
    "date_range",
    "composite",
    "filter",
    "filters",
    "global",
    "missing",
    "nested",
    "reverse_nested",
    "top_hits",
    "min",
    "max",
    "avg",
    "sum",
    "stats",
    "value_count",
    "cardinality",
];

/// What other servers know, with what to do instead.
const OTHERS: [&str; 45] = [
    "histogram",
    "auto_date_histogram",
    "variable_width_histogram",
    "ip_range",
    "ip_prefix",
    "significant_terms",
    "significant_text",
    "rare_terms",
    "multi_terms",
    "adjacency_matrix",
    "sampler",
    "diversified_sampler",
    "random_sampler",
    "parent",
    "children",
    "geo_distance",
    "geohash_grid",
    "geotile_grid",
    "geohex_grid",
    "geo_bounds",
    "geo_centroid",
    "extended_stats",
    "percentiles",
    "percentile_ranks",
    "median_absolute_deviation",
    "weighted_avg",
    "scripted_metric",
    "top_metrics",
    "string_stats",
    "boxplot",
    "matrix_stats",
    "t_test",
    "rate",
    "categorize_text",
    "avg_bucket",
    "sum_bucket",
    "min_bucket",
    "max_bucket",
    "stats_bucket",
    "cumulative_sum",
    "derivative",
    "moving_fn",
    "bucket_script",
    "bucket_selector",
    "bucket_sort",
];

/// Reads the aggregations of a request.
///
/// # Errors
///
/// One of them is not known, or holds what is not.
pub(in super::super) fn read(
    value: &Value,
    reader: &mut Reader,
    count: &mut usize,
    depth: usize,
) -> Read<Vec<Aggregation>> {
    let all =
        value.as_object().ok_or_else(|| ElasticError::parsing("[aggs] takes an object").near("aggs"))?;
    if depth > DEEPEST {
        return Err(ElasticError::unsupported(format!("aggregations nest deeper than {DEEPEST} levels")));
    }
    let mut read = Vec::new();
    for (name, body) in all {
        *count += 1;
        if *count > MOST {
            return Err(ElasticError::unsupported(format!("a request has at most {MOST} aggregations")));
        }
        if name.is_empty() || name.contains(['[', ']', '>']) {
            return Err(ElasticError::parsing(format!(
                "Invalid aggregation name [{name}]. Aggregation names can contain any character except '[', ']', and '>'"
            ))
            .near(name));
        }
        read.push(one(name, body, reader, count, depth)?);
    }
    Ok(read)
}

fn one(name: &str, body: &Value, reader: &mut Reader, count: &mut usize, depth: usize) -> Read<Aggregation> {
    let body = body.as_object().ok_or_else(|| {
        ElasticError::parsing(format!("Aggregation definition for [{name}] is an object")).near(name)
    })?;
    let mut kinds = body.iter().filter(|it| !matches!(it.0.as_str(), "aggs" | "aggregations" | "meta"));
    let (kind, settings) = match (kinds.next(), kinds.next()) {
        (Some(kind), None) => kind,
        (None, _) => {
            return Err(
                ElasticError::parsing(format!("Missing definition for aggregation [{name}]")).near(name)
            );
        }
        (Some((one, _)), Some((two, _))) => {
            let reason = format!("Found two aggregation type definitions in [{name}]: [{one}] and [{two}]");
            return Err(ElasticError::parsing(reason).near(name));
        }
    };
    if OTHERS.contains(&kind.as_str()) {
        let reason = format!("[{kind}] aggregations are not supported; there are {}", KINDS.join(", "));
        return Err(ElasticError::unsupported(reason).near(kind));
    }
    if !KINDS.contains(&kind.as_str()) {
        let offer = nearest(kind, &KINDS).map_or_else(
            || format!("; there are {}", KINDS.join(", ")),
            |it| format!(" did you mean [{it}]?"),
        );
        let reason = format!("Unknown aggregation type [{kind}]{offer}");
        return Err(ElasticError::parsing(reason.clone())
            .near(kind)
            .caused_by("named_object_not_found_exception", &reason));
    }
    let was_nested = reader.is_nested;
    let read_kind = kind_of(name, kind, settings, reader, depth)?;
    match read_kind {
        Kind::Nested => reader.is_nested = true,
        Kind::ReverseNested | Kind::Global => reader.is_nested = false,
        _ => {}
    }
    let mut within = Vec::new();
    for key in ["aggs", "aggregations"] {
        if let Some(value) = body.get(key) {
            within.extend(read(value, reader, count, depth + 1)?);
        }
    }
    reader.is_nested = was_nested;
    if !within.is_empty() && matches!(read_kind, Kind::Metric(..) | Kind::TopHits(_)) {
        let reason = format!("Aggregator [{name}] of type [{kind}] cannot accept sub-aggregations");
        return Err(ElasticError::bad("aggregation_initialization_exception", reason).near(name));
    }
    check_orders(&read_kind, &within)?;
    Ok(Aggregation { name: name.to_owned(), kind: read_kind, meta: body.get("meta").cloned(), within })
}

/// That what buckets are ordered by is there.
fn check_orders(kind: &Kind, within: &[Aggregation]) -> Read<()> {
    let orders = match kind {
        Kind::Terms(it) => &it.order,
        Kind::Histogram(it) => &it.order,
        _ => return Ok(()),
    };
    for order in orders {
        if let OrderBy::Within { name, value } = &order.by {
            let found = within.iter().find(|it| it.name == *name);
            let fits = match found.map(|it| &it.kind) {
                Some(Kind::Metric(Metric::Stats, ..)) => {
                    ["count", "min", "max", "avg", "sum"].contains(&value.as_str())
                }
                Some(Kind::Metric(..)) => value == "value",
                Some(Kind::Filter(_) | Kind::Missing(_) | Kind::Nested | Kind::ReverseNested) => {
                    value == "value"
                }
                _ => false,
            };
            if !fits {
                return Err(ElasticError::shard(
                    "aggregation_execution_exception",
                    format!("Invalid aggregation order path [{name}]: there is no number of that name"),
                ));
            }
        }
    }
    Ok(())
}

fn kind_of(name: &str, kind: &str, body: &Value, reader: &mut Reader, depth: usize) -> Read<Kind> {
    Ok(match kind {
        "terms" => Kind::Terms(terms(body, reader)?),
        "date_histogram" => Kind::Histogram(histogram(body, reader)?),
        "date_range" | "range" => Kind::DateRange(date_range(body, reader)?),
        "composite" => Kind::Composite(composite(body, reader)?),
        "filter" => Kind::Filter(reader.query(body)?),
        "filters" => filters(body, reader)?,
        "global" => {
            Keys::of("global", body, &[])?;
            if depth > 0 {
                return Err(ElasticError::shard(
                    "aggregation_execution_exception",
                    format!(
                        "Aggregation [{name}] cannot have a global sub-aggregation; it stands at the top alone"
                    ),
                ));
            }
            Kind::Global
        }
        "missing" => {
            let keys = Keys::of("missing", body, &["field"])?;
            Kind::Missing(field(keys, reader, "missing")?)
        }
        "nested" => {
            let keys = Keys::of("nested", body, &["path"])?;
            let path = text(keys.need("path")?);
            if path != QUOTES || reader.is_nested {
                let reason =
                    format!("[nested] failed to find nested object under path [{path}]; there is [{QUOTES}]");
                return Err(ElasticError::unsupported(reason).near("path"));
            }
            Kind::Nested
        }
        "reverse_nested" => {
            let keys = Keys::of("reverse_nested", body, &["path"])?;
            keys.refuse("path", "leave it out to come back to the articles")?;
            if !reader.is_nested {
                return Err(ElasticError::shard(
                    "illegal_argument_exception",
                    "Reverse nested aggregation can not be used outside a [nested] aggregation",
                ));
            }
            Kind::ReverseNested
        }
        "top_hits" => {
            if reader.is_nested {
                return Err(ElasticError::unsupported(
                    "[top_hits] within [nested] is not supported; use reverse_nested first",
                ));
            }
            Kind::TopHits(Box::new(Hits::of_top_hits(body, reader)?))
        }
        _ => metric(kind, body, reader)?,
    })
}

fn terms(body: &Value, reader: &mut Reader) -> Read<Terms> {
    const KNOWN: [&str; 14] = [
        "field",
        "size",
        "shard_size",
        "min_doc_count",
        "shard_min_doc_count",
        "order",
        "include",
        "exclude",
        "missing",
        "format",
        "execution_hint",
        "collect_mode",
        "show_term_doc_count_error",
        "script",
    ];
    let keys = Keys::of("terms", body, &[&KNOWN[..], &["value_type"]].concat())?;
    keys.refuse("value_type", "leave it out")?;
    keys.refuse("show_term_doc_count_error", "counts are exact")?;
    keys.refuse("shard_min_doc_count", "use min_doc_count")?;
    keys.count("shard_size")?;
    keys.word("execution_hint", &["map", "global_ordinals", "global_ordinals_hash"])?;
    keys.word("collect_mode", &["depth_first", "breadth_first"])?;
    let field = field(keys, reader, "terms")?;
    let size = keys.count("size")?.unwrap_or(10);
    if size == 0 {
        return Err(
            ElasticError::unsupported("[size] must be greater than 0. Found [0] in [terms]").near("size")
        );
    }
    let format = keys.text("format")?.map(|it| Format::named(&it)).transpose()?;
    let mut order = orders(keys, vec![Order { by: OrderBy::Count, is_down: true }])?;
    if !order.iter().any(|it| it.by == OrderBy::Key) {
        order.push(Order { by: OrderBy::Key, is_down: false });
    }
    Ok(Terms {
        field,
        size,
        least: keys.count("min_doc_count")?.unwrap_or(1) as u64,
        order,
        include: words(keys, "include")?,
        exclude: words(keys, "exclude")?,
        missing: keys.get("missing").cloned(),
        format,
    })
}

/// A list of values, or a pattern in which `.*` is the only sign.
fn words(keys: Keys<'_>, key: &str) -> Read<Option<Words>> {
    match keys.get(key) {
        None => Ok(None),
        Some(Value::Array(_)) => Ok(Some(Words::These(keys.words(key)?))),
        Some(Value::String(pattern)) => {
            let parts: Vec<&str> = pattern.split(".*").collect();
            if parts.iter().any(|it| {
                it.contains([
                    '.', '*', '+', '?', '[', ']', '(', ')', '{', '}', '|', '\\', '#', '@', '&', '<', '>',
                    '~', '"', '^', '$',
                ])
            }) {
                return Err(ElasticError::unsupported(format!(
                    "[{key}] as a regular expression other than with .* is not supported; send the values as a list"
                ))
                .near(key));
            }
            let mut like: Vec<LikePart> = Vec::new();
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    like.push(LikePart::Run);
                }
                like.extend(like_parts(part));
            }
            Ok(Some(Words::Like(like)))
        }
        Some(_) => {
            Err(ElasticError::unsupported(format!("[{key}] as partitions is not supported; use composite"))
                .near(key))
        }
    }
}

fn filters(body: &Value, reader: &mut Reader) -> Read<Kind> {
    let keys = Keys::of("filters", body, &["filters", "other_bucket", "other_bucket_key", "keyed"])?;
    let mut other = keys.text("other_bucket_key")?;
    if keys.flag("other_bucket", other.is_some())? {
        other.get_or_insert_with(|| "_other_".to_owned());
    }
    let (named, is_keyed) = match keys.need("filters")? {
        Value::Object(map) => (named_filters(map, reader)?, true),
        Value::Array(filters) => {
            let read = |it: &Value| Ok((None, reader.query(it)?));
            (filters.iter().map(read).collect::<Read<Vec<_>>>()?, false)
        }
        _ => return Err(ElasticError::parsing("[filters] takes an object or a list").near("filters")),
    };
    if named.is_empty() {
        return Err(ElasticError::unsupported("[filters] cannot be empty").near("filters"));
    }
    Ok(Kind::Filters { named, other, is_keyed: keys.flag("keyed", is_keyed)? && is_keyed })
}

fn named_filters(
    map: &Map<String, Value>,
    reader: &mut Reader,
) -> Read<Vec<(Option<String>, crate::server::elastic::clause::Clause)>> {
    map.iter().map(|(name, it)| Ok((Some(name.clone()), reader.query(it)?))).collect()
}

fn metric(kind: &str, body: &Value, reader: &mut Reader) -> Read<Kind> {
    let known: &[&str] = match kind {
        "cardinality" => &["field", "missing", "precision_threshold", "script", "execution_hint"],
        _ => &["field", "missing", "format", "script"],
    };
    let keys = Keys::of(kind, body, known)?;
    if kind == "cardinality" {
        keys.count("precision_threshold")?;
    }
    keys.refuse("format", "instants are told as text beside the number")?;
    let of = field(keys, reader, kind)?;
    let (metric, wants_numbers) = match kind {
        "min" => (Metric::Min, true),
        "max" => (Metric::Max, true),
        "avg" => (Metric::Mean, true),
        "sum" => (Metric::Sum, true),
        "stats" => (Metric::Stats, true),
        "value_count" => (Metric::Count, false),
        _ => (Metric::Different, false),
    };
    let of = if wants_numbers { dates_alone(of, kind)? } else { of };
    Ok(Kind::Metric(metric, of, keys.get("missing").cloned()))
}
