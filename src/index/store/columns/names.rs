//! The names that the values of a column stand for, read for many values at once.

use std::sync::Arc;

use tantivy::TantivyError;
use tantivy::columnar::StrColumn;
use tantivy::error::DataCorruption;

use crate::people::names::Links;

/// The names of all values of a column. They are kept: to read them costs more than to count most hits.
#[derive(Debug)]
pub(crate) struct FacetNames {
    /// The names that are shown, in order.
    pub(crate) shown: Vec<Arc<str>>,
    /// For each value of the column, in its order, where its name stands in `shown`.
    pub(crate) of: Vec<usize>,
}

impl FacetNames {
    /// Reads the names; with links, each spelling goes by the name that stands for its speaker.
    pub(crate) fn read(column: &StrColumn, links: Option<&Links>) -> tantivy::Result<FacetNames> {
        let all: Vec<u64> = (0..column.num_terms() as u64).collect();
        let mut names: Vec<Arc<str>> = Vec::with_capacity(all.len());
        each_name(column, &all, |name| names.push(shown(name, links).into()))?;
        if links.is_none() {
            return Ok(FacetNames { of: (0..names.len()).collect(), shown: names });
        }
        let mut distinct = names.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let of = names.iter().map(|it| distinct.partition_point(|other| other < it)).collect();
        Ok(FacetNames { shown: distinct, of })
    }
}

/// The name under which a value is shown.
pub(crate) fn shown<'a>(name: &'a str, links: Option<&'a Links>) -> &'a str {
    links.map_or(name, |links| links.canonical(name))
}

/// Visits the names of values, which are given in order: to read one costs as much as to read its block.
pub(crate) fn each_name(
    column: &StrColumn,
    ordinals: &[u64],
    mut visit: impl FnMut(&str),
) -> tantivy::Result<()> {
    let damaged = |what: &str| TantivyError::DataCorruption(DataCorruption::comment_only(what));
    let mut whole = true;
    let all =
        column.dictionary().sorted_ords_to_term_cb(ordinals, |name| match std::str::from_utf8(name) {
            Ok(name) => visit(name),
            Err(_) => whole = false,
        })?;
    if all && whole { Ok(()) } else { Err(damaged("a column lacks the name of one of its values")) }
}
