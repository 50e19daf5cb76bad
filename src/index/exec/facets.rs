//! How hits divide by the values of a field and by time.
//!
//! Values are counted by their number in a column, a block of articles at a time; what they are called is asked
//! when all are counted.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use crate::date::{Day, Period};
use crate::index::store::columns::SegmentColumns;
use crate::people::names::Links;
use crate::search::{Count, Facet, FacetCounts};

mod names;

use crate::index::exec::facets::names::{Counted, named, summed};

/// Articles that are counted at once.
pub(crate) const BLOCK: usize = 512;

/// Counts one facet in one segment.
pub(crate) struct FacetCounter {
    facet: Facet,
    values: Values,
    unknown: u64,
    /// Of the block: its articles that have a value, once for each, and where the values are.
    docs: Vec<DocId>,
    rows: Vec<u32>,
}

enum Values {
    /// Articles for each value, by the value's ordinal.
    Names { column: StrColumn, counts: Vec<u32>, ordinals: Vec<u64> },
    /// Articles for each day.
    Days { column: Column<i64>, counts: DayCounts, days: Vec<i64> },
    /// No article of the segment has a value.
    None,
}

impl FacetCounter {
    pub(crate) fn open(
        facet: Facet,
        reader: &SegmentReader,
        columns: &SegmentColumns,
    ) -> tantivy::Result<FacetCounter> {
        let values = match facet.period() {
            None => columns.names(facet.field(), reader)?.map_or(Values::None, |column| Values::Names {
                column: column.clone(),
                counts: vec![0; column.num_terms()],
                ordinals: Vec::new(),
            }),
            Some(_) => {
                let column = columns.days(facet.field(), reader)?.clone();
                let counts = DayCounts::of(&column);
                Values::Days { column, counts, days: Vec::new() }
            }
        };
        Ok(FacetCounter { facet, values, unknown: 0, docs: Vec::new(), rows: Vec::new() })
    }

    /// Counts articles, in order. Each value of one counts once: a column holds none twice.
    pub(crate) fn count(&mut self, block: &[DocId]) {
        self.docs.clear();
        self.rows.clear();
        match &mut self.values {
            Values::Names { column, counts, ordinals } => {
                column.ords().row_ids_for_docs(block, &mut self.docs, &mut self.rows);
                ordinals.resize(self.rows.len(), 0);
                column.ords().values.get_vals(&self.rows, ordinals);
                for ordinal in &*ordinals {
                    counts[*ordinal as usize] += 1;
                }
            }
            Values::Days { column, counts, days } => {
                column.row_ids_for_docs(block, &mut self.docs, &mut self.rows);
                days.resize(self.rows.len(), 0);
                column.values.get_vals(&self.rows, days);
                days.iter().for_each(|day| counts.add(*day));
            }
            Values::None => {}
        }
        self.docs.dedup();
        self.unknown += (block.len() - self.docs.len()) as u64;
    }

    /// What was counted, under its names: with links, those of one speaker together.
    pub(crate) fn finish(
        self,
        columns: &SegmentColumns,
        links: Option<&Links>,
    ) -> tantivy::Result<FacetTally> {
        let links = links.filter(|_| self.facet == Facet::SPEAKER);
        let values = match self.values {
            Values::Names { column, counts, .. } => {
                let kept = columns.facet_names(self.facet.field(), links.is_some());
                named(&column, &counts, kept, links)?
            }
            Values::Days { counts, .. } => counts.labelled(self.facet.period().unwrap_or(Period::Day)),
            Values::None => Vec::new(),
        };
        Ok(FacetTally { values, unknown: self.unknown })
    }
}

/// Articles for each day.
struct DayCounts {
    /// The first day of `near`.
    first: i64,
    near: Vec<u32>,
    /// Days that lie far before the last ones.
    far: FxHashMap<i64, u32>,
}

impl DayCounts {
    /// Days that have a place of their own: some 180 years.
    const NEAR: i64 = 1 << 16;

    fn of(column: &Column<i64>) -> DayCounts {
        let (least, last) = (column.values.min_value(), column.values.max_value());
        let first = least.max(last.saturating_sub(Self::NEAR - 1));
        let width = if column.values.num_vals() == 0 { 0 } else { last.saturating_sub(first) + 1 };
        DayCounts { first, near: vec![0; usize::try_from(width).unwrap_or(0)], far: FxHashMap::default() }
    }

    fn add(&mut self, day: i64) {
        let at = usize::try_from(day.wrapping_sub(self.first)).unwrap_or(usize::MAX);
        match self.near.get_mut(at) {
            Some(count) => *count += 1,
            None => *self.far.entry(day).or_default() += 1,
        }
    }

    /// The counts by day, month or year, in order of time.
    fn labelled(self, period: Period) -> Vec<Counted> {
        let mut days: Vec<(i64, u32)> = self.far.into_iter().collect();
        days.sort_unstable();
        days.extend((self.first..).zip(self.near).filter(|(_, count)| *count > 0));
        let mut values: Vec<Counted> = Vec::new();
        // The last day that goes by the last label.
        let mut until = i64::MIN;
        for (day, count) in days {
            match values.last_mut().filter(|_| day <= until) {
                Some((_, sum)) => *sum += u64::from(count),
                None => {
                    let known = i32::try_from(day).ok().and_then(Day::from_number);
                    until = known.map_or(day, |it| i64::from(period.last_day(it).number()));
                    values.push((known.map_or(String::new(), |it| period.label(it)).into(), count.into()));
                }
            }
        }
        values
    }
}

/// What was counted, before the largest are chosen.
#[derive(Debug, Clone, Default)]
pub(crate) struct FacetTally {
    /// In order of the values, which for days is that of time.
    values: Vec<Counted>,
    unknown: u64,
}

impl FacetTally {
    pub(crate) fn add(&mut self, other: FacetTally) {
        self.unknown += other.unknown;
        if self.values.is_empty() {
            self.values = other.values;
        } else if !other.values.is_empty() {
            self.values.extend(other.values);
            self.values.sort_by(|a, b| a.0.cmp(&b.0));
            self.values = summed(std::mem::take(&mut self.values));
        }
    }

    /// The facet as it is shown: the largest values first, dates in order of time. The counts are exact
    /// when every article was looked at.
    pub(crate) fn counts(self, facet: Facet, limit: usize, complete: bool) -> FacetCounts {
        let number = |counted| Count::of(counted, complete);
        let distinct = self.values.len() as u64;
        let mut values = self.values;
        let largest = |a: &Counted, b: &Counted| -> Ordering { b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)) };
        if facet.period().is_none() {
            if values.len() > limit {
                values.select_nth_unstable_by(limit, largest);
                values.truncate(limit);
            }
            values.sort_unstable_by(largest);
        }
        let values =
            values.into_iter().map(|(value, count)| (String::from(&*value), number(count))).collect();
        FacetCounts { facet, values, unknown: number(self.unknown), distinct: number(distinct) }
    }
}
