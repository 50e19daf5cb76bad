//! How hits divide by source, speaker, author, language and time.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use crate::date::Day;
use crate::names::Links;
use crate::search::{Facet, FacetCounts};

/// Counts one facet in one segment.
pub(super) struct FacetCounter {
    column: Counted,
    unknown: u64,
}

enum Counted {
    /// Articles for each value, by the value's ordinal.
    Names { names: StrColumn, counts: Vec<u64> },
    /// Articles for each day.
    Days { days: Column<i64>, facet: Facet, counts: FxHashMap<i64, u64> },
    /// No article of the segment has a value.
    Empty,
}

impl FacetCounter {
    pub(super) fn open(facet: Facet, reader: &SegmentReader) -> tantivy::Result<FacetCounter> {
        let columns = reader.fast_fields();
        let names = |column| {
            let names = columns.str(column)?;
            tantivy::Result::Ok(names.map_or(Counted::Empty, |names| {
                let counts = vec![0; names.num_terms()];
                Counted::Names { names, counts }
            }))
        };
        let column = match facet {
            Facet::Source => names("source")?,
            Facet::Speaker => names("speaker")?,
            Facet::Author => names("author")?,
            Facet::Language => names("language")?,
            Facet::Year | Facet::Month | Facet::Day => columns
                .column_opt("day")?
                .map_or(Counted::Empty, |days| Counted::Days { days, facet, counts: FxHashMap::default() }),
        };
        Ok(FacetCounter { column, unknown: 0 })
    }

    /// Counts an article. Each value of it counts once: a column holds none twice.
    pub(super) fn count(&mut self, doc: DocId) {
        let mut known = false;
        match &mut self.column {
            Counted::Names { names, counts } => {
                for ord in names.ords().values_for_doc(doc) {
                    counts[ord as usize] += 1;
                    known = true;
                }
            }
            Counted::Days { days, counts, .. } => {
                if let Some(day) = days.first(doc) {
                    *counts.entry(day).or_default() += 1;
                    known = true;
                }
            }
            Counted::Empty => {}
        }
        self.unknown += u64::from(!known);
    }

    pub(super) fn finish(self) -> FacetTally {
        let mut values = BTreeMap::new();
        match self.column {
            Counted::Names { names, counts } => {
                let mut name = String::new();
                for (ord, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                    // A damaged dictionary loses the name, not the count.
                    name.clear();
                    let _ = names.ord_to_str(ord as u64, &mut name);
                    *values.entry(name.clone()).or_default() += count;
                }
            }
            Counted::Days { facet, counts, .. } => {
                for (number, count) in counts {
                    let day = i32::try_from(number).ok().and_then(Day::from_number);
                    let label = day.map_or(String::new(), |day| label(facet, day));
                    *values.entry(label).or_default() += count;
                }
            }
            Counted::Empty => {}
        }
        FacetTally { values, unknown: self.unknown }
    }
}

fn label(facet: Facet, day: Day) -> String {
    match facet {
        Facet::Year => format!("{:04}", day.date().year()),
        Facet::Month => day.month(),
        Facet::Day | Facet::Source | Facet::Speaker | Facet::Author | Facet::Language => day.to_string(),
    }
}

/// What was counted, before the largest are chosen.
#[derive(Debug, Clone, Default)]
pub(super) struct FacetTally {
    values: BTreeMap<String, u64>,
    unknown: u64,
}

impl FacetTally {
    pub(super) fn add(&mut self, other: FacetTally) {
        self.unknown += other.unknown;
        for (value, count) in other.values {
            *self.values.entry(value).or_default() += count;
        }
    }

    /// With the values joined that go by one name.
    pub(super) fn joined(self, links: &Links) -> FacetTally {
        let mut joined = FacetTally { values: BTreeMap::new(), unknown: self.unknown };
        for (name, count) in self.values {
            *joined.values.entry(links.canonical(&name).to_owned()).or_default() += count;
        }
        joined
    }

    /// The facet as it is shown: the largest values first, dates in order of time.
    pub(super) fn counts(self, facet: Facet, limit: usize) -> FacetCounts {
        let distinct = self.values.len() as u64;
        let mut values: Vec<(String, u64)> = self.values.into_iter().collect();
        let by_time = matches!(facet, Facet::Year | Facet::Month | Facet::Day);
        if !by_time {
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            values.truncate(limit);
        }
        FacetCounts { facet, values, unknown: self.unknown, distinct }
    }
}
