//! A number together with what is promised about it.

use std::cmp::Ordering;
use std::fmt;

/// How many there are, and whether that is all.
///
/// The order is that of the numbers; of two equal ones the lower bound comes second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Count {
    /// So many and no more.
    Exact(u64),
    /// So many were found; there may be more, because time ran out or not everything was checked.
    AtLeast(u64),
}

impl Count {
    /// Exact when `complete`, else a lower bound.
    #[must_use]
    pub fn of(number: u64, complete: bool) -> Count {
        if complete { Count::Exact(number) } else { Count::AtLeast(number) }
    }

    /// The number, whatever is promised about it.
    #[must_use]
    pub fn number(self) -> u64 {
        match self {
            Count::Exact(number) | Count::AtLeast(number) => number,
        }
    }

    /// Whether there are no more.
    #[must_use]
    pub fn is_exact(self) -> bool {
        matches!(self, Count::Exact(_))
    }
}

impl fmt::Display for Count {
    /// `12`, or `at least 12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Count::Exact(number) => write!(f, "{number}"),
            Count::AtLeast(number) => write!(f, "at least {number}"),
        }
    }
}

impl Ord for Count {
    fn cmp(&self, other: &Count) -> Ordering {
        let key = |count: &Count| (count.number(), !count.is_exact());
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Count {
    fn partial_cmp(&self, other: &Count) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<u64> for Count {
    fn from(number: u64) -> Count {
        Count::Exact(number)
    }
}

/// A sum is exact when all its parts are.
impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Count>>(parts: I) -> Count {
        parts.fold(Count::Exact(0), |sum, part| {
            Count::of(sum.number() + part.number(), sum.is_exact() && part.is_exact())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_bound_stays_one_in_sums_and_in_words() {
        let sum = |parts: &[Count]| parts.iter().copied().sum::<Count>();
        assert_eq!(sum(&[]), Count::Exact(0));
        assert_eq!(sum(&[Count::Exact(2), Count::Exact(3)]), Count::Exact(5));
        assert_eq!(sum(&[Count::AtLeast(2), Count::Exact(3)]), Count::AtLeast(5));
        assert!(Count::AtLeast(4) < Count::Exact(5) && Count::Exact(5) < Count::AtLeast(5));
        assert_eq!(Count::AtLeast(5).to_string(), "at least 5");
        assert_eq!(Count::Exact(5).to_string(), "5");
    }
}
