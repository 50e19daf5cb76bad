//! How hits divide by the values of a field and by time.
//!
//! Values are counted by their ordinals in a column, a block of articles at a time. Their names are read when all
//! articles are counted.

use std::cmp::Ordering;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use crate::date::{Day, Period};
use crate::index::store::columns::SegmentColumns;
use crate::index::store::columns::names::{each_name, shown};
use crate::people::names::Links;
use crate::search::{Count, Facet, FacetCounts};

mod names;

use crate::index::exec::facets::names::{Counted, named, summed};

/// How many articles are counted at once.
pub(crate) const BLOCK: usize = 512;

/// Counts one facet in one segment.
pub(crate) struct FacetCounter {
    facet: Facet,
    values: Values,
    unknown: u64,
    /// Of the block: its articles that have a value, one entry for each value, and the row of the value.
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

    /// Adds the values of articles that stand in groups, each with the number of its group, each once.
    pub(crate) fn values_of(
        &self,
        grouped: &[(u32, DocId)],
        links: Option<&Links>,
        into: &mut Vec<GroupValue>,
    ) -> tantivy::Result<()> {
        let links = links.filter(|_| self.facet == Facet::SPEAKER);
        match &self.values {
            Values::Names { column, .. } => {
                let values = |&(group, doc): &(u32, DocId)| {
                    column.ords().values_for_doc(doc).map(move |it| (it, group))
                };
                let mut found: Vec<(u64, u32)> = grouped.iter().flat_map(values).collect();
                found.sort_unstable();
                found.dedup();
                let mut ordinals: Vec<u64> = found.iter().map(|it| it.0).collect();
                ordinals.dedup();
                let mut names: Vec<Arc<str>> = Vec::with_capacity(ordinals.len());
                each_name(column, &ordinals, |name| names.push(shown(name, links).into()))?;
                let groups = found.chunk_by(|one, other| one.0 == other.0);
                for (name, groups) in names.iter().zip(groups) {
                    into.extend(groups.iter().map(|(_, group)| (*group, name.clone())));
                }
            }
            Values::Days { column, .. } => {
                let period = self.facet.period().unwrap_or(Period::Day);
                let day = |doc| {
                    column.first(doc).and_then(|day| i32::try_from(day).ok()).and_then(Day::from_number)
                };
                let value = |&(group, doc): &(u32, DocId)| Some((group, period.label(day(doc)?).into()));
                into.extend(grouped.iter().filter_map(value));
            }
            Values::None => {}
        }
        Ok(())
    }

    /// The counts under the names of the values; with links, all spellings of a speaker together.
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
    /// Days before those of `near`.
    far: FxHashMap<i64, u32>,
}

impl DayCounts {
    /// How many days before the last one have a counter of their own: some 180 years.
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
        // The last day of the period of the last value.
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

/// The number of a group, and a value that one of its articles has.
pub(crate) type GroupValue = (u32, Arc<str>);

/// The counts of one facet, before the largest values are chosen.
#[derive(Debug, Clone, Default)]
pub(crate) struct FacetTally {
    /// In order of the values, which for days is that of time.
    values: Vec<Counted>,
    unknown: u64,
}

impl FacetTally {
    /// The counts of so many groups: each counts once for every value that its articles have.
    pub(crate) fn of_groups(mut values: Vec<GroupValue>, groups: u64) -> FacetTally {
        values.sort_unstable();
        values.dedup();
        let known = values.chunk_by(|one, other| one.0 == other.0).count() as u64;
        let mut counted: Vec<Counted> = values.into_iter().map(|(_, value)| (value, 1)).collect();
        counted.sort_unstable();
        FacetTally { values: summed(counted), unknown: groups.saturating_sub(known) }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts of these days.
    fn counted(first: i64, width: usize, days: &[i64]) -> DayCounts {
        let mut counts = DayCounts { first, near: vec![0; width], far: FxHashMap::default() };
        days.iter().for_each(|day| counts.add(*day));
        counts
    }

    fn number(year: i16, month: i8, day: i8) -> i64 {
        i64::from(Day::new(year, month, day).unwrap().number())
    }

    fn shown(values: &[Counted]) -> Vec<(&str, u64)> {
        values.iter().map(|(value, count)| (&**value, *count)).collect()
    }

    #[test]
    fn days_are_counted_by_period_in_order_of_time() {
        let days = [
            number(2024, 12, 31),
            number(2024, 1, 31),
            number(2024, 2, 1),
            number(1750, 6, 1),
            number(2024, 1, 1),
            number(2025, 1, 1),
            number(1750, 6, 1),
            number(1750, 5, 31),
        ];
        let first = number(2024, 1, 1);
        let label = |period| counted(first, 400, &days).labelled(period);
        assert_eq!(shown(&label(Period::Year)), [("1750", 3), ("2024", 4), ("2025", 1)]);
        assert_eq!(
            shown(&label(Period::Month)),
            [("1750-05", 1), ("1750-06", 2), ("2024-01", 2), ("2024-02", 1), ("2024-12", 1), ("2025-01", 1)]
        );
        assert_eq!(label(Period::Day).len(), 7);
        assert_eq!(shown(&label(Period::Day))[1], ("1750-06-01", 2));
    }

    fn tally(values: &[(&str, u64)], unknown: u64) -> FacetTally {
        FacetTally { values: values.iter().map(|(name, count)| ((*name).into(), *count)).collect(), unknown }
    }

    #[test]
    fn counts_of_segments_add_up() {
        let mut sum = FacetTally::default();
        for part in [tally(&[("b", 2), ("c", 1)], 1), tally(&[], 2), tally(&[("a", 1), ("c", 5)], 0)] {
            sum.add(part);
        }
        assert_eq!(shown(&sum.values), [("a", 1), ("b", 2), ("c", 6)]);
        assert_eq!(sum.unknown, 3);
    }

    #[test]
    fn the_largest_values_come_first_and_ties_by_name() {
        let all = tally(&[("a", 1), ("b", 3), ("c", 2), ("d", 3), ("e", 1)], 7);
        let first = |limit| {
            let counts = all.clone().counts(Facet::SOURCE, limit, true);
            assert_eq!((counts.distinct, counts.unknown), (Count::Exact(5), Count::Exact(7)));
            let values = counts.values.into_iter().map(|(value, count)| format!("{value}{}", count.number()));
            values.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(first(9), "b3 d3 c2 a1 e1");
        assert_eq!(first(5), "b3 d3 c2 a1 e1");
        assert_eq!([first(4), first(1), first(0)], ["b3 d3 c2 a1", "b3", ""]);
    }

    #[test]
    fn times_keep_their_order_and_an_incomplete_count_says_so() {
        let counts = tally(&[("2023", 1), ("2024", 9)], 0).counts(Facet::YEAR, 1, false);
        let values: Vec<_> = counts.values.iter().map(|(value, count)| (value.as_str(), *count)).collect();
        assert_eq!(values, [("2023", Count::AtLeast(1)), ("2024", Count::AtLeast(9))]);
    }
}
