//! Aggregations: how the articles that are found divide, to any depth.

mod buckets;
mod composite;
mod count;
mod histogram;
mod read;
mod read_dates;
mod read_field;

pub(super) use crate::server::elastic::aggs::count::{Counter, Found};
pub(super) use crate::server::elastic::aggs::read::read;

use serde_json::Value;

use jiff::tz::TimeZone;

use crate::server::elastic::calendar::Unit;
use crate::server::elastic::clause::{Clause, LikePart};
use crate::server::elastic::fields::FieldRow;
use crate::server::elastic::formats::Format;
use crate::server::elastic::hits::Hits;

/// An aggregation.
#[derive(Debug, Clone)]
pub(super) struct Aggregation {
    name: String,
    kind: Kind,
    meta: Option<Value>,
    within: Vec<Aggregation>,
}

/// The field of an aggregation; `None` where the mapping has none of this name, so that no article has it.
type Of = Option<FieldRow>;

#[derive(Debug, Clone)]
enum Kind {
    Terms(Terms),
    Histogram(Histogram),
    DateRange(DateRange),
    Composite(Composite),
    Filter(Clause),
    Filters {
        named: Vec<(Option<String>, Clause)>,
        other: Option<String>,
        is_keyed: bool,
    },
    Global,
    Missing(Of),
    Nested,
    /// Back from quotations to their articles.
    ReverseNested,
    TopHits(Box<Hits>),
    Metric(Metric, Of, Option<Value>),
}

/// A number made of the values of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Metric {
    Min,
    Max,
    Mean,
    Sum,
    Stats,
    Count,
    Different,
}

#[derive(Debug, Clone)]
struct Terms {
    field: Of,
    size: usize,
    least: u64,
    order: Vec<Order>,
    include: Option<Words>,
    exclude: Option<Words>,
    missing: Option<Value>,
    format: Option<Format>,
}

/// Which values count.
#[derive(Debug, Clone)]
enum Words {
    These(Vec<String>),
    Like(Vec<LikePart>),
}

/// By what buckets are ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Order {
    by: OrderBy,
    is_down: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum OrderBy {
    Count,
    Key,
    /// A number of an aggregation within.
    Within {
        name: String,
        value: String,
    },
}

#[derive(Debug, Clone)]
struct Histogram {
    field: Of,
    interval: Interval,
    offset: i64,
    least: u64,
    format: Format,
    zone: TimeZone,
    is_keyed: bool,
    order: Vec<Order>,
    /// From where to where there are buckets, whatever was found.
    extended: Option<(i64, i64)>,
    /// Beyond which there are none.
    hard: Option<(i64, i64)>,
    missing: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Interval {
    Calendar(Unit),
    Fixed(i64),
}

#[derive(Debug, Clone)]
struct DateRange {
    field: Of,
    /// Name, first and last but one instant.
    ranges: Vec<(Option<String>, Option<i64>, Option<i64>)>,
    format: Format,
    zone: TimeZone,
    is_keyed: bool,
    missing: Option<i64>,
}

#[derive(Debug, Clone)]
struct Composite {
    sources: Vec<Source>,
    size: usize,
    after: Option<Vec<composite::Key>>,
}

#[derive(Debug, Clone)]
struct Source {
    name: String,
    field: Of,
    interval: Option<(Interval, i64, TimeZone)>,
    format: Option<Format>,
    is_down: bool,
    with_missing: bool,
}
