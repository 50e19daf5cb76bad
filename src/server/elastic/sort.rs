//! In which order hits come, and where a page begins.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::server::elastic::calendar::Round;
use crate::server::elastic::dates::Dates;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::{Kind, named};
use crate::server::elastic::formats::Format;
use crate::server::elastic::rows::{NO_DATE, Rows};
use crate::server::elastic::strict::{Keys, list, single, text};

/// What hits are sorted by.
#[derive(Debug, Clone)]
pub(super) struct SortKey {
    by: By,
    is_down: bool,
    missing: Missing,
    /// How dates are shown.
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Score,
    /// The order in which articles lie.
    Place,
    Word(usize),
    Instant(usize),
    /// A field that no article has.
    Nothing,
}

#[derive(Debug, Clone, PartialEq)]
enum Missing {
    Last,
    First,
    Word(String),
    Instant(i64),
}

/// A value that hits are sorted by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    Number(f64),
    Whole(i64),
    Word(String),
    /// It has none.
    None,
}

type Read<T> = Result<T, ElasticError>;

/// Reads `sort` of a body.
///
/// # Errors
///
/// It is not understood, or sorts by what cannot be sorted by.
pub(super) fn read(value: &Value, dates: &Dates) -> Read<Vec<SortKey>> {
    let mut keys = Vec::new();
    for entry in list(Some(value)) {
        match entry {
            Value::Object(_) => {
                let (name, settings) = single("sort", entry)?;
                keys.push(match settings {
                    Value::Object(map) => with_settings(name, map, dates)?,
                    way => key(name, direction(&text(way), name)?)?,
                });
            }
            Value::String(name) => keys.push(key(name, name == "_score")?),
            _ => {
                return Err(ElasticError::unsupported(
                    "malformed sort format, within the sort array, an object, or an actual string are allowed",
                ));
            }
        }
    }
    Ok(keys)
}

/// `date:desc,_score` of an address.
///
/// # Errors
///
/// As [`read`].
pub(super) fn of_words(words: &str) -> Read<Vec<SortKey>> {
    let one = |word: &str| match word.rsplit_once(':') {
        Some((name, way)) => key(name.trim(), direction(way.trim(), name)?),
        None => key(word.trim(), word.trim() == "_score"),
    };
    words.split(',').map(one).collect()
}

fn direction(way: &str, name: &str) -> Read<bool> {
    match way.to_ascii_lowercase().as_str() {
        "asc" => Ok(false),
        "desc" => Ok(true),
        _ => Err(ElasticError::unsupported(format!(
            "Unknown SortOrder [{way}] of [{name}]; it is asc or desc"
        ))
        .near(name)),
    }
}

fn key(name: &str, is_down: bool) -> Read<SortKey> {
    Ok(SortKey { by: by(name, false)?, is_down, missing: Missing::Last, format: None })
}

fn by(name: &str, is_unmapped_fine: bool) -> Read<By> {
    match name {
        "_score" => return Ok(By::Score),
        "_doc" | "_shard_doc" => return Ok(By::Place),
        "_script" => {
            return Err(ElasticError::unsupported(
                "[_script] is not supported, as there are no scripts; sort by a field",
            )
            .near(name));
        }
        "_geo_distance" => {
            return Err(ElasticError::unsupported(
                "[_geo_distance] is not supported, as articles have no places",
            )
            .near(name));
        }
        _ => {}
    }
    match named(name) {
        Some(row) if row.is_nested => Err(ElasticError::unsupported(format!(
            "sorting by [{name}] is not supported, as an article has many quotations; sort by a field of the article"
        ))
        .near(name)),
        Some(row) => match row.kind {
            Kind::Keyword(at) => Ok(By::Word(at)),
            Kind::Date(at) => Ok(By::Instant(at)),
            Kind::Index => Err(ElasticError::unsupported("sorting by [_index] is not supported, as there is one index")),
            Kind::Text(_) => Err(ElasticError::shard(
                "illegal_argument_exception",
                format!(
                    "Text fields are not optimised for operations that require per-document field data like aggregations and \
                     sorting, so these operations are disabled by default. Please use a keyword field instead. [{name}] is of \
                     type [text]"
                ),
            )),
        },
        None if is_unmapped_fine => Ok(By::Nothing),
        None => Err(ElasticError::shard(
            "query_shard_exception",
            format!("No mapping found for [{name}] in order to sort on"),
        )),
    }
}

fn with_settings(name: &str, map: &Map<String, Value>, dates: &Dates) -> Read<SortKey> {
    let known: &[&str] = match name {
        "_score" | "_doc" | "_shard_doc" => &["order", "unmapped_type", "format"],
        _ => &["order", "missing", "unmapped_type", "mode", "format", "numeric_type", "nested"],
    };
    let keys = Keys::of_map("field_sort", map, known)?;
    keys.refuse("nested", "sort by a field of the article")?;
    keys.refuse("numeric_type", "leave it out")?;
    let by = by(name, keys.has("unmapped_type"))?;
    if let Some(mode) = keys.word("mode", &["min", "max", "avg", "sum", "median"])?
        && !(matches!(mode, "min" | "max") && matches!(by, By::Instant(_)))
    {
        return keys
            .refuse("mode", "an ascending order goes by the first word, a descending one by the last")
            .and(key(name, false));
    }
    let is_down = match keys.text("order")? {
        Some(way) => direction(&way, name)?,
        None => name == "_score",
    };
    let missing = match keys.text("missing")?.as_deref() {
        None | Some("_last") => Missing::Last,
        Some("_first") => Missing::First,
        Some(word) => match by {
            By::Instant(_) => Missing::Instant(dates.read(&Value::from(word), Round::Down)?),
            _ => Missing::Word(word.to_owned()),
        },
    };
    let format = keys.text("format")?.map(|it| Format::named(&it)).transpose()?;
    if format.is_some() && !matches!(by, By::Instant(_) | By::Nothing | By::Place) {
        return keys.refuse("format", "it is for dates").and(key(name, false));
    }
    Ok(SortKey { by, is_down, missing, format })
}

impl SortKey {
    /// By the score, best first.
    pub(super) fn score() -> SortKey {
        SortKey { by: By::Score, is_down: true, missing: Missing::Last, format: None }
    }

    pub(super) fn is_score(&self) -> bool {
        self.by == By::Score
    }

    /// The order in which articles lie, which parts those that are alike otherwise.
    pub(super) fn place() -> SortKey {
        SortKey { by: By::Place, is_down: false, missing: Missing::Last, format: None }
    }

    fn place_of(&self, row: usize, score: f32, rows: &Rows) -> Place {
        match self.by {
            By::Score => Place::Number(f64::from(score)),
            By::Place => Place::Whole(row as i64),
            By::Nothing => Place::None,
            By::Word(at) => {
                let mut words = rows.keywords[at].words_of(row);
                let word = if self.is_down { words.next_back() } else { words.next() };
                match (word, &self.missing) {
                    (Some(word), _) => Place::Word(word.to_owned()),
                    (None, Missing::Word(word)) => Place::Word(word.clone()),
                    (None, _) => Place::None,
                }
            }
            By::Instant(at) => match (rows.dates[at][row], &self.missing) {
                (NO_DATE, Missing::Instant(instead)) => Place::Whole(*instead),
                (NO_DATE, _) => Place::None,
                (at, _) => Place::Whole(at),
            },
        }
    }

    fn compare(&self, a: &Place, b: &Place) -> Ordering {
        let order = match (a, b) {
            (Place::None, Place::None) => return Ordering::Equal,
            (Place::None, _) => {
                return if self.missing == Missing::First { Ordering::Less } else { Ordering::Greater };
            }
            (_, Place::None) => {
                return if self.missing == Missing::First { Ordering::Greater } else { Ordering::Less };
            }
            (Place::Number(a), Place::Number(b)) => a.total_cmp(b),
            (Place::Whole(a), Place::Whole(b)) => a.cmp(b),
            (Place::Word(a), Place::Word(b)) => a.cmp(b),
            (Place::Number(_) | Place::Whole(_) | Place::Word(_), _) => Ordering::Equal,
        };
        if self.is_down { order.reverse() } else { order }
    }

    fn shown(&self, place: &Place) -> Value {
        match place {
            Place::Number(number) => (*number).into(),
            Place::Whole(at) => match &self.format {
                Some(format) if matches!(self.by, By::Instant(_)) => {
                    format.print(*at, &jiff::tz::TimeZone::UTC).into()
                }
                Some(_) | None => (*at).into(),
            },
            Place::Word(word) => word.as_str().into(),
            Place::None => match self.by {
                // What no instant comes behind, or before.
                By::Instant(_) if self.is_down == (self.missing == Missing::First) => i64::MAX.into(),
                By::Instant(_) => i64::MIN.into(),
                By::Score | By::Place | By::Word(_) | By::Nothing => Value::Null,
            },
        }
    }

    /// A value of `search_after`.
    fn after(&self, value: &Value, dates: &Dates) -> Read<Place> {
        let bad = || {
            ElasticError::shard(
                "illegal_argument_exception",
                format!(
                    "Failed to parse search_after value [{value}]; send the [sort] of a hit as it was given"
                ),
            )
        };
        Ok(match (self.by, value) {
            (_, Value::Null) | (By::Nothing, _) => Place::None,
            (By::Score, value) => {
                Place::Number(value.as_f64().or_else(|| text(value).parse().ok()).ok_or_else(bad)?)
            }
            (By::Place, value) => {
                Place::Whole(value.as_i64().or_else(|| text(value).parse().ok()).ok_or_else(bad)?)
            }
            (By::Word(_), Value::String(word)) => Place::Word(word.clone()),
            (By::Word(_), _) => return Err(bad()),
            (By::Instant(_), value) => match value.as_i64() {
                Some(i64::MAX | i64::MIN) => Place::None,
                Some(at) => Place::Whole(at),
                None => {
                    let dates = match &self.format {
                        Some(format) => Dates { format: format.clone(), ..dates.clone() },
                        None => dates.clone(),
                    };
                    Place::Whole(dates.read(value, Round::Down)?)
                }
            },
        })
    }
}

/// The rows in order, the first `most` of them behind `after`, each with its places.
pub(super) fn ordered(
    mut rows: Vec<usize>,
    scores: &[f32],
    keys: &[SortKey],
    after: Option<&[Place]>,
    most: usize,
    all: &Rows,
) -> Vec<(usize, Vec<Place>)> {
    let compare = |a: &[Place], b: &[Place]| {
        keys.iter()
            .zip(a.iter().zip(b))
            .map(|(key, (a, b))| key.compare(a, b))
            .find(|it| it.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    let places = |row: usize| keys.iter().map(|key| key.place_of(row, scores[row], all)).collect::<Vec<_>>();
    // The score alone is what most go by: no value needs to be copied.
    if after.is_none() && matches!(keys, [SortKey { by: By::Score, is_down: true, .. }]) {
        let by_score = |a: &usize, b: &usize| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b));
        if most < rows.len() {
            rows.select_nth_unstable_by(most, by_score);
            rows.truncate(most);
        }
        rows.sort_unstable_by(by_score);
        return rows.into_iter().map(|row| (row, places(row))).collect();
    }
    let mut placed: Vec<(usize, Vec<Place>)> = rows.into_iter().map(|row| (row, places(row))).collect();
    if let Some(after) = after {
        placed.retain(|it| compare(&it.1, after).is_gt());
    }
    let by_places =
        |a: &(usize, Vec<Place>), b: &(usize, Vec<Place>)| compare(&a.1, &b.1).then(a.0.cmp(&b.0));
    if most < placed.len() {
        placed.select_nth_unstable_by(most, by_places);
        placed.truncate(most);
    }
    placed.sort_unstable_by(by_places);
    placed
}

/// What a hit shows of its order.
pub(super) fn shown(keys: &[SortKey], places: &[Place]) -> Value {
    keys.iter().zip(places).map(|(key, place)| key.shown(place)).collect()
}

/// Reads `search_after`.
///
/// # Errors
///
/// It has not as many values as there are orders, or wrong ones.
pub(super) fn after(value: &Value, keys: &[SortKey], dates: &Dates) -> Read<Vec<Place>> {
    let Value::Array(values) = value else {
        return Err(
            ElasticError::parsing("[search_after] takes a list, the [sort] of a hit").near("search_after")
        );
    };
    if keys.is_empty() {
        return Err(ElasticError::shard(
            "illegal_argument_exception",
            "Sort must contain at least one field.",
        ));
    }
    if values.len() != keys.len() {
        let reason = format!("search_after has {} value(s) but sort has {}.", values.len(), keys.len());
        return Err(ElasticError::shard("illegal_argument_exception", reason));
    }
    keys.iter().zip(values).map(|(key, value)| key.after(value, dates)).collect()
}
