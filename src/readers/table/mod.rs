//! Tables: each row below a header of known names is a record.

mod columns;
mod csv;
mod lines;
#[cfg(feature = "tables")]
mod sheet;

pub(super) use crate::readers::table::csv::Csv;
#[cfg(feature = "tables")]
pub(super) use crate::readers::table::sheet::Sheet;
