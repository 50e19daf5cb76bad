//! Hashes of places and days, by which it is told whether an article is indexed as it should be.

use rustc_hash::FxHashSet;

use crate::date::Day;

/// The hash of a place behind that of the places before it.
pub(super) fn place_hash(before: u64, path: &str, record: Option<u64>) -> u64 {
    let number = record.map_or(0, |it| it.wrapping_add(1));
    xxhash_rust::xxh3::xxh3_64_with_seed(path.as_bytes(), before ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The hash of a path.
pub(super) fn path_hash(path: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(path.as_bytes())
}

/// The hash of a day.
pub(super) fn day_hash(day: Day) -> u64 {
    xxhash_rust::xxh3::xxh3_64(&day.number().to_le_bytes())
}

/// The hashes that occur more than once.
pub(super) fn repeated(mut hashes: Vec<u64>) -> FxHashSet<u64> {
    hashes.sort_unstable();
    hashes.windows(2).filter(|it| it[0] == it[1]).map(|it| it[0]).collect()
}
