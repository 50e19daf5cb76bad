//! Buckets by stretches of time.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::request::Problem;
use crate::server::elastic::aggs::buckets::{by_number, number, order_by};
use crate::server::elastic::aggs::count::{BUCKETS, Counter, Found};
use crate::server::elastic::aggs::{Aggregation, Histogram, Interval, OrderBy};
use crate::server::elastic::calendar::{floor, next};
use crate::server::elastic::rows::NO_DATE;

impl Interval {
    /// The beginning of the stretch in which an instant lies.
    pub(super) fn begin(self, at: i64, offset: i64, zone: &TimeZone) -> i64 {
        let moved = at.saturating_sub(offset);
        let begin = match self {
            Interval::Calendar(unit) => floor(moved, unit, zone).unwrap_or(moved),
            Interval::Fixed(length) => {
                let ahead = jiff::Timestamp::from_millisecond(moved)
                    .map_or(0, |it| i64::from(zone.to_offset(it).seconds()) * 1_000);
                (moved + ahead).div_euclid(length) * length - ahead
            }
        };
        begin.saturating_add(offset)
    }

    /// The beginning of the next one.
    fn after(self, begin: i64, offset: i64, zone: &TimeZone) -> Option<i64> {
        match self {
            Interval::Calendar(unit) => next(begin - offset, unit, 1, zone)?.checked_add(offset),
            Interval::Fixed(length) => begin.checked_add(length),
        }
    }
}

impl Counter<'_> {
    pub(super) fn histogram(
        &self,
        histogram: &Histogram,
        within: &[Aggregation],
        found: &Found,
    ) -> Result<Value, Problem> {
        let instants = self.dates(histogram.field, found.space);
        let mut stretches: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
        let mut begun: rustc_hash::FxHashMap<i64, i64> = rustc_hash::FxHashMap::default();
        for row in &found.rows {
            let at = instants.map_or(NO_DATE, |it| it[*row as usize]);
            let at = if at == NO_DATE { histogram.missing } else { Some(at) };
            let Some(at) = at else { continue };
            if histogram.hard.is_some_and(|(low, high)| at < low || at > high) {
                continue;
            }
            let begin = *begun
                .entry(at)
                .or_insert_with(|| histogram.interval.begin(at, histogram.offset, &histogram.zone));
            stretches.entry(begin).or_default().push(*row);
        }
        if histogram.least == 0 && histogram.field.is_some() {
            let begin = |at: i64| histogram.interval.begin(at, histogram.offset, &histogram.zone);
            let mut first = stretches.keys().next().copied();
            let mut last = stretches.keys().next_back().copied();
            if let Some((low, high)) = histogram.extended {
                if low != i64::MAX {
                    first = Some(first.map_or(begin(low), |it| it.min(begin(low))));
                    last = last.or(first);
                }
                if high != i64::MIN {
                    last = Some(last.map_or(begin(high), |it| it.max(begin(high))));
                    first = first.or(last);
                }
            }
            if let (Some(mut at), Some(last)) = (first, last) {
                let mut count = 0;
                while at <= last {
                    stretches.entry(at).or_default();
                    count += 1;
                    let Some(next) = histogram.interval.after(at, histogram.offset, &histogram.zone) else {
                        break;
                    };
                    if count > BUCKETS || next <= at {
                        return Err(Problem::new(
                            "bad_value",
                            format!(
                                "the histogram has more than {BUCKETS} buckets; ask for a longer interval"
                            ),
                        ));
                    }
                    at = next;
                }
            }
        }
        let mut buckets = Vec::new();
        for (begin, rows) in stretches {
            if (rows.len() as u64) < histogram.least {
                continue;
            }
            let head = json!({"key": begin, "key_as_string": histogram.format.print(begin, &histogram.zone)});
            buckets.push(self.bucket(head, within, &Found { space: found.space, rows })?);
        }
        buckets.sort_by(|a, b| {
            order_by(&histogram.order, |order| match &order.by {
                OrderBy::Count => a["doc_count"].as_u64().cmp(&b["doc_count"].as_u64()),
                OrderBy::Key => a["key"].as_i64().cmp(&b["key"].as_i64()),
                OrderBy::Within { .. } => {
                    by_number(number(a, &order.by), number(b, &order.by), order.is_down)
                }
            })
        });
        let buckets = if histogram.is_keyed {
            let name = |it: &Value| it["key_as_string"].as_str().unwrap_or_default().to_owned();
            Value::Object(buckets.into_iter().map(|it| (name(&it), it)).collect())
        } else {
            buckets.into()
        };
        Ok(json!({"buckets": buckets}))
    }
}
