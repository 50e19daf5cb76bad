//! How many words two texts have in common, in the same order.
//!
//! It is the length of their longest common subsequence, found for 64 words at a time by the bits of integers
//! (Hyyrö, *Bit-parallel LCS-length computation revisited*, 2004).

use crate::stories::wording::MOST_WORDS;

/// Words whose matches one integer holds.
const BITS: usize = u64::BITS as usize;
/// Integers for the longest text that is compared.
const BLOCKS: usize = MOST_WORDS.div_ceil(BITS);

/// The number of words that both have in the same order. Of each only the first [`MOST_WORDS`] count.
pub(super) fn words_in_order(one: &[u32], other: &[u32]) -> usize {
    let (one, other) = (&one[..one.len().min(MOST_WORDS)], &other[..other.len().min(MOST_WORDS)]);
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() <= BITS { of_few(short, long) } else { of_many(short, long) }
}

fn of_few(short: &[u32], long: &[u32]) -> usize {
    let mut free = u64::MAX;
    for word in long {
        let matches = short.iter().enumerate().fold(0, |all, (at, it)| all | (u64::from(it == word) << at));
        let taken = free & matches;
        free = free.wrapping_add(taken) | (free - taken);
    }
    let used = if short.len() == BITS { u64::MAX } else { (1 << short.len()) - 1 };
    (!free & used).count_ones() as usize
}

fn of_many(short: &[u32], long: &[u32]) -> usize {
    let mut places: Vec<(u32, usize)> = short.iter().copied().zip(0..).collect();
    places.sort_unstable();
    let mut free = [u64::MAX; BLOCKS];
    for word in long {
        let from = places.partition_point(|(it, _)| it < word);
        let mut matches = [0u64; BLOCKS];
        for (_, at) in places[from..].iter().take_while(|(it, _)| it == word) {
            matches[at / BITS] |= 1 << (at % BITS);
        }
        let mut carry = false;
        for (free, matches) in free.iter_mut().zip(matches) {
            let taken = *free & matches;
            let (sum, over) = free.overflowing_add(taken);
            let (sum, over_again) = sum.overflowing_add(u64::from(carry));
            carry = over || over_again;
            *free = sum | (*free - taken);
        }
    }
    (0..short.len()).filter(|at| free[at / BITS] & (1 << (at % BITS)) == 0).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stories::wording::common;

    fn rows() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
        (2u32..40).prop_flat_map(|words| {
            (proptest::collection::vec(0..words, 0..150), proptest::collection::vec(0..words, 0..150))
        })
    }

    proptest! {
        #[test]
        fn it_is_the_length_of_the_longest_common_run((one, other) in rows()) {
            let expected = common(&one, &other).len();
            prop_assert_eq!(words_in_order(&one, &other), expected);
            prop_assert_eq!(words_in_order(&other, &one), expected);
        }
    }

    #[test]
    fn integers_are_filled_to_their_ends() {
        for len in [1, 63, 64, 65, 127, 128, 129, MOST_WORDS] {
            let row: Vec<u32> = (0..u32::try_from(len).unwrap()).collect();
            assert_eq!(words_in_order(&row, &row), len);
            let reversed: Vec<u32> = row.iter().rev().copied().collect();
            assert_eq!(words_in_order(&row, &reversed), 1);
        }
        let long: Vec<u32> = (0..1_000).collect();
        assert_eq!(words_in_order(&long, &long), MOST_WORDS);
        assert_eq!(words_in_order(&[], &long), 0);
    }
}
