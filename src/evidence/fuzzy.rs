//! Words that differ by a few edits.
//!
//! The distance is optimal string alignment on code points: insert, delete, replace,
//! swap of neighbours, and no part edited twice.

use crate::query::EditDistance;

/// How far from the diagonal an alignment within [`EditDistance::MAX`] can stray.
const REACH: usize = EditDistance::MAX as usize;
const BAND: usize = 2 * REACH + 1;
/// More edits than any distance allows.
const FAR: u8 = EditDistance::MAX + 1;

/// A plain form, ready to be compared with many others.
#[derive(Debug, Clone)]
pub(crate) struct Fuzzy {
    chars: Vec<char>,
    most: u8,
}

impl Fuzzy {
    /// Plain forms within `distance` of `plain`.
    #[must_use]
    pub(crate) fn new(plain: &str, distance: EditDistance) -> Fuzzy {
        Fuzzy { chars: plain.chars().collect(), most: distance.edits() }
    }

    /// The most edits.
    #[must_use]
    pub(crate) fn edits(&self) -> u8 {
        self.most
    }

    /// Its letters.
    #[must_use]
    pub(crate) fn chars(&self) -> &[char] {
        &self.chars
    }

    /// Whether the plain form `other` is within the distance.
    #[must_use]
    pub(crate) fn matches(&self, other: &str) -> bool {
        self.distance(other).is_some()
    }

    /// How many edits away `other` is, when that is within the distance.
    ///
    /// Only the cells near the diagonal are filled, so the time grows with the length of
    /// the shorter word; a word that is too long or too short is refused at once.
    #[must_use]
    pub(crate) fn distance(&self, other: &str) -> Option<u8> {
        let most = usize::from(self.most);
        // A code point has one to four bytes.
        if other.len() + most < self.chars.len() || other.len() > 4 * (self.chars.len() + most) {
            return None;
        }
        // Cell `k` of row `i` is the distance of the first i characters of `other` and the
        // first i + k - REACH of ours; `before` is two rows above.
        let mut before = [FAR; BAND];
        let mut above = [FAR; BAND];
        for (k, cell) in above.iter_mut().enumerate().skip(REACH) {
            *cell = (k - REACH) as u8;
        }
        let mut last = None;
        let mut rows = 0;
        for c in other.chars() {
            rows += 1;
            if rows > self.chars.len() + most {
                return None;
            }
            let mut row = [FAR; BAND];
            for k in 0..BAND {
                let Some(column) = (rows + k).checked_sub(REACH) else { continue };
                if column > self.chars.len() {
                    break;
                }
                let mut best = if k + 1 < BAND { above[k + 1] + 1 } else { FAR };
                if k > 0 {
                    best = best.min(row[k - 1] + 1);
                }
                if let Some(at) = column.checked_sub(1) {
                    best = best.min(above[k] + u8::from(self.chars[at] != c));
                    let swaps = at > 0 && self.chars[at - 1] == c && last == Some(self.chars[at]);
                    if swaps {
                        best = best.min(before[k] + 1);
                    }
                }
                row[k] = best.min(FAR);
            }
            if row.iter().all(|&cell| cell > self.most) && above.iter().all(|&cell| cell > self.most) {
                return None;
            }
            (before, above, last) = (above, row, Some(c));
        }
        let k = (self.chars.len() + REACH).checked_sub(rows)?;
        above.get(k).copied().filter(|&edits| edits <= self.most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The whole table, by definition.
    fn slow_distance(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let mut table = vec![vec![0usize; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                if i == 0 || j == 0 {
                    table[i][j] = i + j;
                    continue;
                }
                let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(table[i - 2][j - 2] + 1);
                }
                table[i][j] = best;
            }
        }
        table[a.len()][b.len()]
    }

    fn distance(a: &str, b: &str) -> Option<u8> {
        Fuzzy::new(a, EditDistance::new(2).unwrap()).distance(b)
    }

    #[test]
    fn edits_are_counted() {
        for (a, b, expected) in [
            ("zelensky", "zelensky", Some(0)),
            ("zelensky", "zelenskyy", Some(1)),
            ("zelensky", "zelenskiy", Some(1)),
            ("zelensky", "zelesnky", Some(1)),
            ("zelensky", "selenskyj", Some(2)),
            ("zelensky", "zelenskiyy", Some(2)),
            ("zelensky", "zelenskayas", None),
            ("ab", "ba", Some(1)),
            ("ca", "abc", None),
            ("", "ab", Some(2)),
            ("", "", Some(0)),
            ("ab", "", Some(2)),
            ("abc", "", None),
            ("зеленский", "зеленскій", Some(1)),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn a_part_is_not_edited_twice() {
        // A swap with an insertion between the swapped letters is two edits in full
        // Damerau distance, three in optimal string alignment.
        assert_eq!(slow_distance("ca", "abc"), 3);
        assert_eq!(distance("ca", "abc"), None);
    }

    #[test]
    fn fewer_edits_may_be_asked_for() {
        let one = Fuzzy::new("minsk", EditDistance::new(1).unwrap());
        assert!(one.matches("misnk") && one.matches("minks") && !one.matches("mikns"));
        assert!(!Fuzzy::new("minsk", EditDistance::new(0).unwrap()).matches("minks"));
    }

    proptest! {
        #[test]
        fn the_band_finds_what_the_table_finds(a in "[abé]{0,8}", b in "[abé]{0,8}", most in 0u8..=2) {
            let expected = slow_distance(&a, &b);
            let found = Fuzzy::new(&a, EditDistance::new(most).unwrap()).distance(&b);
            prop_assert_eq!(found, u8::try_from(expected).ok().filter(|&it| it <= most));
        }
    }
}
