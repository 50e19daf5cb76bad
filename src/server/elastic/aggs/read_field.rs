//! Fields and orders of aggregations, read strictly.

use crate::server::elastic::aggs::{Of, Order, OrderBy};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::{FieldRow, Kind as FieldKind, named};
use crate::server::elastic::reader::Reader;
use crate::server::elastic::strict::{Keys, list, single, text};

type Read<T> = Result<T, ElasticError>;

/// The field of an aggregation that wants words or instants, not text.
pub(super) fn field(keys: Keys<'_>, reader: &Reader, kind: &str) -> Read<Of> {
    keys.refuse("script", "name a field")?;
    let name = text(keys.need("field")?);
    let found = named(&name).filter(|it| it.is_nested == reader.is_nested);
    match found {
        Some(FieldRow { kind: FieldKind::Text(_), .. }) if kind != "missing" => Err(ElasticError::shard(
            "illegal_argument_exception",
            format!(
                "Text fields are not optimised for operations that require per-document field data like aggregations and \
                 sorting, so these operations are disabled by default. Please use a keyword field instead. [{name}] is of \
                 type [text]"
            ),
        )),
        Some(FieldRow { kind: FieldKind::Index, .. }) => Err(ElasticError::unsupported(
            "aggregations on [_index] are not supported, as there is one index",
        )),
        found => Ok(found),
    }
}

pub(super) fn dates_alone(of: Of, kind: &str) -> Read<Of> {
    match of {
        Some(FieldRow { kind: FieldKind::Date(_), .. }) | None => Ok(of),
        Some(row) => Err(ElasticError::shard(
            "illegal_argument_exception",
            format!(
                "Field [{}] of type [{}] is not supported for aggregation [{kind}]",
                row.name,
                row.type_name()
            ),
        )),
    }
}

pub(super) fn orders(keys: Keys<'_>, default: Vec<Order>) -> Read<Vec<Order>> {
    let Some(value) = keys.get("order") else { return Ok(default) };
    let mut orders = Vec::new();
    for entry in list(Some(value)) {
        let (by, way) = single("order", entry)?;
        let is_down = match text(way).to_ascii_lowercase().as_str() {
            "asc" => false,
            "desc" => true,
            other => {
                return Err(ElasticError::parsing(format!("Unknown order direction [{other}]")).near("order"));
            }
        };
        let by = match by.as_str() {
            "_count" => OrderBy::Count,
            "_key" | "_term" | "_time" => OrderBy::Key,
            path => {
                let (name, value) = path.split_once('.').unwrap_or((path, "value"));
                OrderBy::Within { name: name.to_owned(), value: value.to_owned() }
            }
        };
        orders.push(Order { by, is_down });
    }
    Ok(if orders.is_empty() { default } else { orders })
}
