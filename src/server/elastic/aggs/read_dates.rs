//! Aggregations by time, and by several values together, read strictly.

use serde_json::Value;

use crate::server::elastic::aggs::composite::Key;
use crate::server::elastic::aggs::read_field::{dates_alone, field, orders};
use crate::server::elastic::aggs::{Composite, DateRange, Histogram, Interval, Order, OrderBy, Source};
use crate::server::elastic::calendar::{Round, Unit, length};
use crate::server::elastic::dates::{Dates, zone};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::formats::Format;
use crate::server::elastic::reader::Reader;
use crate::server::elastic::strict::{Keys, list, single};

type Read<T> = Result<T, ElasticError>;

fn interval(keys: Keys<'_>, what: &str) -> Read<Interval> {
    let bad = |key: &str, word: &str, wanted: &str| {
        let reason = format!("[{what}] failed to parse field [{key}]");
        let cause = format!("The supplied interval [{word}] could not be parsed as {wanted}.");
        ElasticError::bad("x_content_parse_exception", format!("{reason}: {cause}"))
            .near(key)
            .caused_by("illegal_argument_exception", &cause)
    };
    let both =
        ["calendar_interval", "fixed_interval", "interval"].into_iter().filter(|key| keys.has(key)).count();
    if both > 1 {
        return Err(ElasticError::unsupported(
            "Cannot use [interval] with [fixed_interval] or [calendar_interval] configuration options.",
        ));
    }
    if let Some(word) = keys.text("calendar_interval")? {
        let unit =
            Unit::of_interval(&word).ok_or_else(|| bad("calendar_interval", &word, "a calendar interval"))?;
        return Ok(Interval::Calendar(unit));
    }
    if let Some(word) = keys.text("fixed_interval")? {
        let length = length(&word).filter(|it| *it > 0);
        return length.map(Interval::Fixed).ok_or_else(|| bad("fixed_interval", &word, "a fixed interval"));
    }
    let Some(word) = keys.text("interval")? else {
        return Err(ElasticError::shard(
            "illegal_argument_exception",
            "Invalid interval specified, must be non-null and non-empty",
        ));
    };
    match Unit::of_interval(&word) {
        Some(unit) => Ok(Interval::Calendar(unit)),
        None => {
            let millis = word.parse().ok().or_else(|| length(&word)).filter(|it: &i64| *it > 0);
            millis.map(Interval::Fixed).ok_or_else(|| bad("interval", &word, "an interval"))
        }
    }
}

/// The length of an offset: `+6h`, `-1d`, a number of milliseconds.
fn offset(keys: Keys<'_>) -> Read<i64> {
    let Some(word) = keys.text("offset")? else { return Ok(0) };
    let (sign, bare) = match word.strip_prefix('-') {
        Some(bare) => (-1, bare),
        None => (1, word.strip_prefix('+').unwrap_or(&word)),
    };
    let millis = bare.parse().ok().or_else(|| length(bare));
    millis.map(|it: i64| sign * it).ok_or_else(|| {
        ElasticError::unsupported(format!("[offset] is a time such as +6h, not [{word}]")).near("offset")
    })
}

fn zone_of(keys: Keys<'_>) -> Read<jiff::tz::TimeZone> {
    keys.text("time_zone")?.map_or(Ok(jiff::tz::TimeZone::UTC), |it| zone(&it))
}

pub(super) fn histogram(body: &Value, reader: &mut Reader) -> Read<Histogram> {
    const KNOWN: [&str; 14] = [
        "field",
        "calendar_interval",
        "fixed_interval",
        "interval",
        "offset",
        "min_doc_count",
        "format",
        "time_zone",
        "keyed",
        "order",
        "extended_bounds",
        "hard_bounds",
        "missing",
        "script",
    ];
    let keys = Keys::of("date_histogram", body, &KNOWN)?;
    let field = dates_alone(field(keys, reader, "date_histogram")?, "date_histogram")?;
    let interval = interval(keys, "date_histogram")?;
    let zone = zone_of(keys)?;
    let format = keys.text("format")?.map_or_else(|| Ok(Format::default()), |it| Format::named(&it))?;
    let dates = Dates { format: format.clone(), zone: zone.clone(), ..reader.dates.clone() };
    let either = |value: &Value, round| dates.read(value, round).or_else(|_| reader.dates.read(value, round));
    let bounds = |key: &str| -> Read<Option<(i64, i64)>> {
        let Some(value) = keys.get(key) else { return Ok(None) };
        let inner = Keys::of(key, value, &["min", "max"])?;
        let low = inner.get("min").map_or(Ok(i64::MAX), |it| either(it, Round::Down))?;
        let high = inner.get("max").map_or(Ok(i64::MIN), |it| either(it, Round::Down))?;
        if key == "extended_bounds" && inner.has("min") && inner.has("max") && low > high {
            return Err(ElasticError::unsupported(
                "[extended_bounds.min] cannot be greater than [extended_bounds.max]",
            )
            .near(key));
        }
        Ok(Some((low, high)))
    };
    let extended = bounds("extended_bounds")?;
    let hard = bounds("hard_bounds")?.map(|(low, high)| {
        (if low == i64::MAX { i64::MIN } else { low }, if high == i64::MIN { i64::MAX } else { high })
    });
    let missing = keys.get("missing").map(|it| either(it, Round::Down)).transpose()?;
    Ok(Histogram {
        field,
        interval,
        offset: offset(keys)?,
        least: keys.count("min_doc_count")?.unwrap_or(0) as u64,
        format,
        zone,
        is_keyed: keys.flag("keyed", false)?,
        order: orders(keys, vec![Order { by: OrderBy::Key, is_down: false }])?,
        extended,
        hard,
        missing,
    })
}

pub(super) fn date_range(body: &Value, reader: &mut Reader) -> Read<DateRange> {
    let known = ["field", "ranges", "format", "time_zone", "keyed", "missing", "script"];
    let keys = Keys::of("date_range", body, &known)?;
    let field = dates_alone(field(keys, reader, "date_range")?, "date_range")?;
    let zone = zone_of(keys)?;
    let format = keys.text("format")?.map_or_else(|| Ok(Format::default()), |it| Format::named(&it))?;
    let dates = Dates { format: format.clone(), zone: zone.clone(), ..reader.dates.clone() };
    let mut ranges = Vec::new();
    for range in list(Some(keys.need("ranges")?)) {
        let range = Keys::of("ranges", range, &["key", "from", "to"])?;
        let bound = |key: &str| range.get(key).map(|it| dates.read(it, Round::Down)).transpose();
        ranges.push((range.text("key")?, bound("from")?, bound("to")?));
    }
    if ranges.is_empty() {
        return Err(ElasticError::unsupported("No [ranges] specified for the [date_range] aggregation")
            .near("ranges"));
    }
    ranges.sort_by_key(|it| (it.1.unwrap_or(i64::MIN), it.2.unwrap_or(i64::MAX)));
    let missing = keys.get("missing").map(|it| dates.read(it, Round::Down)).transpose()?;
    Ok(DateRange { field, ranges, format, zone, is_keyed: keys.flag("keyed", false)?, missing })
}

pub(super) fn composite(body: &Value, reader: &mut Reader) -> Read<Composite> {
    let keys = Keys::of("composite", body, &["sources", "size", "after"])?;
    let mut sources = Vec::new();
    for source in list(Some(keys.need("sources")?)) {
        let (name, source) = single("sources", source)?;
        let (kind, body) = single(name, source)?;
        let common = ["field", "order", "missing_bucket", "script"];
        let (keys, is_dates) = match kind.as_str() {
            "terms" => (Keys::of("terms", body, &common)?, false),
            "date_histogram" => {
                let own =
                    ["calendar_interval", "fixed_interval", "interval", "offset", "time_zone", "format"];
                (Keys::of("date_histogram", body, &[&common[..], &own].concat())?, true)
            }
            other => {
                return Err(ElasticError::unsupported(format!(
                    "[composite] by [{other}] is not supported; by terms and date_histogram"
                )));
            }
        };
        let of = field(keys, reader, kind)?;
        let interval = match is_dates {
            true => Some((interval(keys, "date_histogram")?, offset(keys)?, zone_of(keys)?)),
            false => None,
        };
        sources.push(Source {
            name: name.clone(),
            field: if is_dates { dates_alone(of, kind)? } else { of },
            interval,
            format: if is_dates {
                keys.text("format")?.map(|it| Format::named(&it)).transpose()?
            } else {
                None
            },
            is_down: keys.word("order", &["asc", "desc"])? == Some("desc"),
            with_missing: keys.flag("missing_bucket", false)?,
        });
    }
    if sources.is_empty() {
        return Err(ElasticError::unsupported("Composite [sources] cannot be null or empty").near("sources"));
    }
    let after = match keys.get("after") {
        None => None,
        Some(value) => {
            let names: Vec<&str> = sources.iter().map(|it| it.name.as_str()).collect();
            let after = Keys::of("after", value, &names)?;
            let key = |source: &Source| Key::read(after.get(&source.name), source, &reader.dates);
            Some(sources.iter().map(key).collect::<Read<Vec<_>>>()?)
        }
    };
    Ok(Composite { sources, size: keys.count("size")?.unwrap_or(10), after })
}
