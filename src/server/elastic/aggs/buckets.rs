//! Buckets by the values of a field.

use std::cmp::Ordering;

use serde_json::{Value, json};

use crate::request::Problem;
use crate::server::elastic::aggs::count::{Counter, Found};
use crate::server::elastic::aggs::{Aggregation, DateRange, Order, OrderBy, Terms, Words};
use crate::server::elastic::clause::WordTest;
use crate::server::elastic::rows::NO_DATE;
use crate::server::elastic::strict::text;

impl Words {
    fn holds(&self, word: &str) -> bool {
        match self {
            Words::These(words) => words.iter().any(|it| it == word),
            Words::Like(parts) => WordTest::Like(parts.clone()).fits(word),
        }
    }
}

/// A value, with how often it was found and, where that was worked out, its bucket.
struct Entry {
    /// Its place in the order of values.
    place: i64,
    count: u64,
    bucket: Option<Value>,
}

impl Counter<'_> {
    pub(super) fn terms(
        &self,
        terms: &Terms,
        within: &[Aggregation],
        found: &Found,
    ) -> Result<Value, Problem> {
        let nothing = json!({"doc_count_error_upper_bound": 0, "sum_other_doc_count": 0, "buckets": []});
        if let Some(instants) = self.dates(terms.field, found.space) {
            return self.terms_of_dates(terms, instants, within, found);
        }
        let Some(column) = self.column(terms.field, found.space) else { return Ok(nothing) };
        let missing = terms.missing.as_ref().map(text);
        // The place of what stands for a value that is missing: among the words, or between them.
        let instead = missing.as_deref().map(|it| column.words.binary_search_by(|word| (**word).cmp(it)));
        let mut counts = vec![0_u64; column.words.len()];
        let mut without = 0;
        for row in &found.rows {
            let words = column.of_row(*row as usize);
            words.iter().for_each(|at| counts[*at as usize] += 1);
            without += u64::from(words.is_empty());
        }
        if let Some(Ok(at)) = instead {
            counts[at] += without;
        }
        let fits = |word: &str| {
            terms.include.as_ref().is_none_or(|it| it.holds(word))
                && !terms.exclude.as_ref().is_some_and(|it| it.holds(word))
        };
        // Places are doubled, so that a word that is not there has one between.
        let mut entries: Vec<Entry> = counts
            .iter()
            .enumerate()
            .filter(|(at, count)| **count >= terms.least && fits(&column.words[*at]))
            .map(|(at, count)| Entry { place: 2 * at as i64 + 1, count: *count, bucket: None })
            .collect();
        if let (Some(Err(at)), Some(word)) = (instead, &missing)
            && without >= terms.least.max(1)
            && fits(word)
        {
            entries.push(Entry { place: 2 * at as i64, count: without, bucket: None });
        }
        let bucket = |entry: &Entry| {
            let at = (entry.place / 2) as usize;
            let word =
                if entry.place % 2 == 1 { &*column.words[at] } else { missing.as_deref().unwrap_or("") };
            let is_missing = entry.place % 2 == 0 || instead == Some(Ok(at));
            let of = if within.is_empty() {
                None
            } else {
                Some(found.filter(|row| {
                    let words = column.of_row(row);
                    (entry.place % 2 == 1 && words.binary_search(&(at as u32)).is_ok())
                        || (is_missing && words.is_empty())
                }))
            };
            self.bucket_of(json!({"key": word}), entry.count, of, within)
        };
        self.chosen(entries, &terms.order, terms.size, bucket)
    }

    fn terms_of_dates(
        &self,
        terms: &Terms,
        instants: &[i64],
        within: &[Aggregation],
        found: &Found,
    ) -> Result<Value, Problem> {
        let format = terms.format.clone().unwrap_or_default();
        let instead = terms.missing.as_ref().and_then(crate::server::elastic::dates::of_document);
        let value = |row: usize| match instants[row] {
            NO_DATE => instead,
            at => Some(at),
        };
        let shown = |at: i64| format.print(at, &jiff::tz::TimeZone::UTC);
        let mut values: Vec<i64> = found.rows.iter().filter_map(|row| value(*row as usize)).collect();
        values.sort_unstable();
        let mut entries: Vec<Entry> = Vec::new();
        for at in values {
            match entries.last_mut() {
                Some(last) if last.place == at => last.count += 1,
                Some(_) | None => entries.push(Entry { place: at, count: 1, bucket: None }),
            }
        }
        let fits = |at: i64| {
            terms.include.as_ref().is_none_or(|it| it.holds(&shown(at)))
                && !terms.exclude.as_ref().is_some_and(|it| it.holds(&shown(at)))
        };
        entries.retain(|it| it.count >= terms.least && fits(it.place));
        let bucket = |entry: &Entry| {
            let of = (!within.is_empty()).then(|| found.filter(|row| value(row) == Some(entry.place)));
            let head = json!({"key": entry.place, "key_as_string": shown(entry.place)});
            self.bucket_of(head, entry.count, of, within)
        };
        self.chosen(entries, &terms.order, terms.size, bucket)
    }

    fn bucket_of(
        &self,
        head: Value,
        count: u64,
        of: Option<Found>,
        within: &[Aggregation],
    ) -> Result<Value, Problem> {
        match of {
            Some(found) => self.bucket(head, within, &found),
            None => {
                let empty =
                    Found { space: crate::server::elastic::evaluate::Space::Articles, rows: Vec::new() };
                let mut bucket = self.bucket(head, &[], &empty)?;
                bucket["doc_count"] = count.into();
                Ok(bucket)
            }
        }
    }

    /// The first of the entries, with the number of those that are left out.
    fn chosen(
        &self,
        mut entries: Vec<Entry>,
        orders: &[Order],
        size: usize,
        bucket: impl Fn(&Entry) -> Result<Value, Problem>,
    ) -> Result<Value, Problem> {
        if orders.iter().any(|it| matches!(it.by, OrderBy::Within { .. })) {
            for entry in &mut entries {
                entry.bucket = Some(bucket(entry)?);
            }
        }
        let compare = |a: &Entry, b: &Entry| {
            let value = |entry: &Entry, order: &Order| {
                entry.bucket.as_ref().map_or(f64::NAN, |it| number(it, &order.by))
            };
            order_by(orders, |order| match &order.by {
                OrderBy::Count => a.count.cmp(&b.count),
                OrderBy::Key => a.place.cmp(&b.place),
                OrderBy::Within { .. } => by_number(value(a, order), value(b, order), order.is_down),
            })
        };
        let others: u64 = if size < entries.len() {
            entries.select_nth_unstable_by(size, compare);
            entries[size..].iter().map(|it| it.count).sum()
        } else {
            0
        };
        entries.truncate(size);
        entries.sort_by(compare);
        let mut buckets = Vec::with_capacity(entries.len());
        for mut entry in entries {
            buckets.push(match entry.bucket.take() {
                Some(done) => done,
                None => bucket(&entry)?,
            });
        }
        Ok(json!({"doc_count_error_upper_bound": 0, "sum_other_doc_count": others, "buckets": buckets}))
    }

    pub(super) fn date_range(
        &self,
        range: &DateRange,
        within: &[Aggregation],
        found: &Found,
    ) -> Result<Value, Problem> {
        let instants = self.dates(range.field, found.space);
        let mut buckets = Vec::new();
        for (name, from, to) in &range.ranges {
            let of = found.filter(|row| {
                let at = instants.map_or(NO_DATE, |it| it[row]);
                let at = if at == NO_DATE { range.missing } else { Some(at) };
                at.is_some_and(|at| from.is_none_or(|it| at >= it) && to.is_none_or(|it| at < it))
            });
            let shown = |at: i64| range.format.print(at, &range.zone);
            let word = |at: Option<i64>| at.map_or_else(|| "*".to_owned(), shown);
            let key = name.clone().unwrap_or_else(|| format!("{}-{}", word(*from), word(*to)));
            let mut head = if range.is_keyed { json!({}) } else { json!({"key": key}) };
            for (name, at) in [("from", from), ("to", to)] {
                if let Some(at) = at {
                    head[name] = (*at as f64).into();
                    head[format!("{name}_as_string")] = shown(*at).into();
                }
            }
            buckets.push((key, self.bucket(head, within, &of)?));
        }
        let buckets = if range.is_keyed {
            Value::Object(buckets.into_iter().collect())
        } else {
            buckets.into_iter().map(|it| it.1).collect()
        };
        Ok(json!({"buckets": buckets}))
    }
}

/// A number of what is counted within a bucket.
pub(super) fn number(bucket: &Value, by: &OrderBy) -> f64 {
    let OrderBy::Within { name, value } = by else { return f64::NAN };
    let counted = &bucket[name.as_str()];
    counted[value.as_str()].as_f64().or_else(|| counted["doc_count"].as_f64()).unwrap_or(f64::NAN)
}

/// By a number; what has none comes last, whatever the direction.
pub(super) fn by_number(a: f64, b: f64, is_down: bool) -> Ordering {
    match (a.is_nan(), b.is_nan()) {
        (true, true) => Ordering::Equal,
        (true, false) => {
            if is_down {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (false, true) => {
            if is_down {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (false, false) => a.total_cmp(&b),
    }
}

/// The first order by which two differ.
pub(super) fn order_by(orders: &[Order], compare: impl Fn(&Order) -> Ordering) -> Ordering {
    let one = |order: &Order| if order.is_down { compare(order).reverse() } else { compare(order) };
    orders.iter().map(one).find(|it| it.is_ne()).unwrap_or(Ordering::Equal)
}
