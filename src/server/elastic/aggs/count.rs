//! The counting.

use serde_json::{Map, Value, json};

use crate::request::Problem;
use crate::server::elastic::aggs::{Aggregation, Kind, Metric, Of};
use crate::server::elastic::dates;
use crate::server::elastic::evaluate::{Finder, Scores, Space};
use crate::server::elastic::fetch::Fetch;
use crate::server::elastic::fields::Kind as FieldKind;
use crate::server::elastic::formats::Format;
use crate::server::elastic::rows::{Column, NO_DATE};

/// The most buckets of a request.
pub(super) const BUCKETS: usize = 65_535;

/// Counts rows.
pub(in super::super) struct Counter<'a> {
    pub(in super::super) finder: &'a Finder<'a>,
    pub(in super::super) fetch: &'a Fetch<'a>,
    /// The scores of the articles that the request finds.
    pub(in super::super) scores: &'a Scores,
    pub(in super::super) buckets: std::cell::Cell<usize>,
}

/// Rows that were found.
#[derive(Debug, Clone)]
pub(in super::super) struct Found {
    pub(in super::super) space: Space,
    pub(in super::super) rows: Vec<u32>,
}

impl Counter<'_> {
    /// What the aggregations say of these rows.
    ///
    /// # Errors
    ///
    /// The index fails, or there are too many buckets.
    pub(in super::super) fn count(&self, all: &[Aggregation], found: &Found) -> Result<Value, Problem> {
        let mut counted = Map::new();
        for aggregation in all {
            let mut one = self.one(aggregation, found)?;
            if let Some(meta) = &aggregation.meta {
                one["meta"] = meta.clone();
            }
            counted.insert(aggregation.name.clone(), one);
        }
        Ok(Value::Object(counted))
    }

    fn one(&self, aggregation: &Aggregation, found: &Found) -> Result<Value, Problem> {
        let within = &aggregation.within;
        match &aggregation.kind {
            Kind::Terms(terms) => self.terms(terms, within, found),
            Kind::Histogram(histogram) => self.histogram(histogram, within, found),
            Kind::DateRange(range) => self.date_range(range, within, found),
            Kind::Composite(composite) => self.composite(composite, within, found),
            Kind::Filter(clause) => {
                let scores = self.finder.scores(clause, found.space)?;
                self.bucket(json!({}), within, &found.filter(|row| !scores[row].is_nan()))
            }
            Kind::Filters { named, other, is_keyed } => {
                let mut rest = found.clone();
                let mut buckets = Vec::new();
                for (name, clause) in named {
                    let scores = self.finder.scores(clause, found.space)?;
                    let of = found.filter(|row| !scores[row].is_nan());
                    rest = rest.filter(|row| scores[row].is_nan());
                    buckets.push((name.clone().unwrap_or_default(), self.bucket(json!({}), within, &of)?));
                }
                if let Some(name) = other {
                    buckets.push((name.clone(), self.bucket(json!({}), within, &rest)?));
                }
                let buckets = if *is_keyed {
                    Value::Object(buckets.into_iter().collect())
                } else {
                    buckets.into_iter().map(|it| it.1).collect()
                };
                Ok(json!({"buckets": buckets}))
            }
            Kind::Global => {
                let rows = (0..).take(self.finder.rows.len()).collect();
                self.bucket(json!({}), within, &Found { space: Space::Articles, rows })
            }
            Kind::Missing(of) => {
                let has = self.has(*of, found.space);
                self.bucket(json!({}), within, &found.filter(|row| !has(row)))
            }
            Kind::Nested => {
                let rows = found.rows.iter().flat_map(|row| self.finder.rows.quotes_of(*row as usize));
                let rows = rows.filter_map(|it| u32::try_from(it).ok()).collect();
                self.bucket(json!({}), within, &Found { space: Space::Quotations, rows })
            }
            Kind::ReverseNested => {
                let mut rows: Vec<u32> =
                    found.rows.iter().map(|quote| self.finder.rows.quoted_in[*quote as usize]).collect();
                rows.dedup();
                self.bucket(json!({}), within, &Found { space: Space::Articles, rows })
            }
            Kind::TopHits(hits) => {
                let rows = found.rows.iter().map(|it| *it as usize).collect();
                Ok(json!({"hits": self.fetch.top(hits, rows, self.scores)?}))
            }
            Kind::Metric(metric, of, missing) => self.metric(*metric, *of, missing.as_ref(), found),
        }
    }

    /// A bucket of these rows, with what is counted within.
    pub(super) fn bucket(
        &self,
        head: Value,
        within: &[Aggregation],
        found: &Found,
    ) -> Result<Value, Problem> {
        self.buckets.set(self.buckets.get() + 1);
        if self.buckets.get() > BUCKETS {
            return Err(Problem::new(
                "bad_value",
                format!(
                    "the aggregations make more than {BUCKETS} buckets; ask for fewer, or page with [composite]"
                ),
            ));
        }
        let mut bucket = head;
        bucket["doc_count"] = found.rows.len().into();
        if !within.is_empty()
            && let (Some(bucket), Value::Object(counted)) =
                (bucket.as_object_mut(), self.count(within, found)?)
        {
            bucket.extend(counted);
        }
        Ok(bucket)
    }

    /// Whether a row has something in a field.
    fn has(&self, of: Of, space: Space) -> Box<dyn Fn(usize) -> bool + '_> {
        match of.map(|it| it.kind) {
            Some(FieldKind::Keyword(_)) => match self.column(of, space) {
                Some(column) => Box::new(|row| !column.of_row(row).is_empty()),
                None => Box::new(|_| false),
            },
            Some(FieldKind::Date(at)) => Box::new(move |row| self.finder.rows.dates[at][row] != NO_DATE),
            Some(FieldKind::Text(crate::server::elastic::fields::TextOf::Title)) => {
                Box::new(|row| self.finder.rows.has[row][0])
            }
            Some(FieldKind::Text(crate::server::elastic::fields::TextOf::Body)) => {
                Box::new(|row| self.finder.rows.has[row][1])
            }
            Some(FieldKind::Text(_) | FieldKind::Index) => Box::new(|_| true),
            None => Box::new(|_| false),
        }
    }

    pub(super) fn column(&self, of: Of, space: Space) -> Option<&Column> {
        let row = of?;
        let FieldKind::Keyword(at) = row.kind else { return None };
        match (space, row.is_nested) {
            (Space::Articles, false) => self.finder.rows.keywords.get(at),
            (Space::Quotations, true) => self.finder.rows.quote_keywords.get(at),
            (Space::Articles, true) | (Space::Quotations, false) => None,
        }
    }

    /// The instants of a field.
    pub(super) fn dates(&self, of: Of, space: Space) -> Option<&[i64]> {
        match (of?.kind, space) {
            (FieldKind::Date(at), Space::Articles) => self.finder.rows.dates.get(at).map(Vec::as_slice),
            _ => None,
        }
    }

    fn metric(
        &self,
        metric: Metric,
        of: Of,
        missing: Option<&Value>,
        found: &Found,
    ) -> Result<Value, Problem> {
        if let Some(column) = self.column(of, found.space) {
            let mut seen = vec![false; column.words.len()];
            let (mut values, mut without) = (0_u64, 0_u64);
            for row in &found.rows {
                let words = column.of_row(*row as usize);
                words.iter().for_each(|it| seen[*it as usize] = true);
                values += words.len() as u64;
                without += u64::from(words.is_empty());
            }
            let different = seen.iter().filter(|it| **it).count() as u64;
            let value = match metric {
                Metric::Different => {
                    let other = missing.map(crate::server::elastic::strict::text).filter(|it| {
                        without > 0
                            && column
                                .words
                                .binary_search_by(|word| (**word).cmp(it))
                                .map_or(true, |at| !seen[at])
                    });
                    different + u64::from(other.is_some())
                }
                _ => values + if missing.is_some() { without } else { 0 },
            };
            return Ok(json!({"value": value}));
        }
        let instead = missing.and_then(dates::of_document);
        let column = self.dates(of, found.space);
        let mut values: Vec<i64> = Vec::new();
        for row in &found.rows {
            let value = column.map_or(NO_DATE, |it| it[*row as usize]);
            values.extend(if value == NO_DATE { instead } else { Some(value) });
        }
        let count = values.len();
        let sum: f64 = values.iter().map(|it| *it as f64).sum();
        let (min, max) = (values.iter().min().copied(), values.iter().max().copied());
        let mean = (count > 0).then(|| sum / count as f64);
        let shown = |at: f64| Format::default().print(at as i64, &jiff::tz::TimeZone::UTC);
        let is_date = of.is_some_and(|it| matches!(it.kind, FieldKind::Date(_)));
        let alone = |value: Option<f64>| match value {
            None => json!({"value": null}),
            Some(value) if is_date => json!({"value": value, "value_as_string": shown(value)}),
            Some(value) => json!({"value": value}),
        };
        Ok(match metric {
            Metric::Count => json!({"value": count}),
            Metric::Different => {
                values.sort_unstable();
                values.dedup();
                json!({"value": values.len()})
            }
            Metric::Min => alone(min.map(|it| it as f64)),
            Metric::Max => alone(max.map(|it| it as f64)),
            Metric::Mean => alone(mean),
            Metric::Sum => alone(Some(sum)),
            Metric::Stats => {
                let mut stats = json!({"count": count, "min": min.map(|it| it as f64), "max": max.map(|it| it as f64), "avg": mean, "sum": sum});
                if count > 0 && is_date {
                    for key in ["min", "max", "avg", "sum"] {
                        let value = stats[key].as_f64().unwrap_or(0.0);
                        stats[format!("{key}_as_string")] = shown(value).into();
                    }
                }
                stats
            }
        })
    }
}

impl Found {
    pub(super) fn filter(&self, keep: impl Fn(usize) -> bool) -> Found {
        let rows = self.rows.iter().copied().filter(|row| keep(*row as usize)).collect();
        Found { space: self.space, rows }
    }
}
