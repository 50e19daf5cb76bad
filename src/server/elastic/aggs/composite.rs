//! Buckets by several values together, page by page.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::request::Problem;
use crate::server::elastic::aggs::count::{Counter, Found};
use crate::server::elastic::aggs::{Aggregation, Composite, Source};
use crate::server::elastic::calendar::Round;
use crate::server::elastic::dates::Dates;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::Kind;
use crate::server::elastic::rows::NO_DATE;
use crate::server::elastic::strict::text;

/// A value of a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Missing,
    Instant(i64),
    Word(String),
}

impl Key {
    /// The value behind which the next page begins.
    ///
    /// # Errors
    ///
    /// It is none of the source.
    pub(super) fn read(value: Option<&Value>, source: &Source, dates: &Dates) -> Result<Key, ElasticError> {
        let Some(value) = value else { return Ok(Key::Missing) };
        let is_date = source.field.is_some_and(|it| matches!(it.kind, Kind::Date(_)));
        if !is_date {
            return Ok(Key::Word(text(value)));
        }
        let dates = match &source.format {
            Some(format) => Dates { format: format.clone(), ..dates.clone() },
            None => dates.clone(),
        };
        value.as_i64().map_or_else(|| dates.read(value, Round::Down), Ok).map(Key::Instant)
    }

    fn shown(&self, source: &Source) -> Value {
        match self {
            Key::Missing => Value::Null,
            Key::Word(word) => word.as_str().into(),
            Key::Instant(at) => match (&source.format, &source.interval) {
                (Some(format), Some((_, _, zone))) => format.print(*at, zone).into(),
                _ => (*at).into(),
            },
        }
    }
}

fn compare(a: &[Key], b: &[Key], sources: &[Source]) -> Ordering {
    let one = |((a, b), source): ((&Key, &Key), &Source)| {
        if source.is_down { b.cmp(a) } else { a.cmp(b) }
    };
    a.iter().zip(b).zip(sources).map(one).find(|it| it.is_ne()).unwrap_or(Ordering::Equal)
}

impl Counter<'_> {
    pub(super) fn composite(
        &self,
        composite: &Composite,
        within: &[Aggregation],
        found: &Found,
    ) -> Result<Value, Problem> {
        let sources = &composite.sources;
        let mut groups: BTreeMap<Vec<Key>, Vec<u32>> = BTreeMap::new();
        for row in &found.rows {
            let mut keys: Vec<Vec<Key>> = vec![Vec::new()];
            for source in sources {
                let mut values = self.values(source, *row as usize, found);
                if values.is_empty() && source.with_missing {
                    values.push(Key::Missing);
                }
                keys = keys
                    .iter()
                    .flat_map(|begun| {
                        values.iter().map(|it| begun.iter().cloned().chain([it.clone()]).collect())
                    })
                    .collect();
            }
            for key in keys {
                groups.entry(key).or_default().push(*row);
            }
        }
        let mut groups: Vec<(Vec<Key>, Vec<u32>)> = groups.into_iter().collect();
        groups.sort_by(|a, b| compare(&a.0, &b.0, sources));
        if let Some(after) = &composite.after {
            groups.retain(|it| compare(&it.0, after, sources).is_gt());
        }
        groups.truncate(composite.size);
        let mut buckets = Vec::new();
        for (key, rows) in groups {
            let shown: Map<String, Value> = sources
                .iter()
                .zip(&key)
                .map(|(source, key)| (source.name.clone(), key.shown(source)))
                .collect();
            buckets.push(self.bucket(json!({"key": shown}), within, &Found { space: found.space, rows })?);
        }
        let mut counted = json!({"buckets": buckets});
        if let Some(last) = buckets.last() {
            counted["after_key"] = last["key"].clone();
        }
        Ok(counted)
    }

    fn values(&self, source: &Source, row: usize, found: &Found) -> Vec<Key> {
        if let Some(instants) = self.dates(source.field, found.space) {
            let at = instants[row];
            if at == NO_DATE {
                return Vec::new();
            }
            return vec![Key::Instant(match &source.interval {
                Some((interval, offset, zone)) => interval.begin(at, *offset, zone),
                None => at,
            })];
        }
        let column = self.column(source.field, found.space);
        column.map_or_else(Vec::new, |it| it.words_of(row).map(|word| Key::Word(word.to_owned())).collect())
    }
}
