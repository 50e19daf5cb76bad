//! `--explain`: how a query was read.

use std::io::{self, Write};

use newsgrep::query::Query;
use newsgrep::render::screen::safe;

/// Writes the query as it was read.
pub(crate) fn write_tree(query: &Query, _json: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", safe(&query.to_string()))
}
