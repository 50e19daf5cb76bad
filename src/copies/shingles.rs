//! The few hashes of a text by which articles that may be copies find each other.
//!
//! Every run of five words has a hash, and about one in sixteen of the hashes is kept, always the same ones. So two
//! texts that share half of their words share about half of what is kept of the shorter.

use crate::analysis::clusters;
use crate::copies::text::{is_of_characters, run_hash, word_hash};

/// Words in a shingle.
const WORDS: usize = 5;
/// Characters in a shingle of a script without spaces.
const CHARACTERS: usize = 8;
/// One shingle in so many is kept.
const ONE_IN: u64 = 16;
/// So many are kept of any text that has them.
const FEWEST: usize = 6;
/// Bits of a hash that are kept. The others are the same in nearly all of them.
const BITS: u32 = 40;

/// Hashes that two articles must share to be compared at all.
const SHARED: u32 = 2;
/// The same as a share of the hashes of the article that has fewer, in hundredths.
const SHARED_PERCENT: u32 = 15;

/// Whether two articles share enough hashes to be worth reading. Both lists are sorted, each hash once.
#[must_use]
pub fn are_alike(one: &[u64], other: &[u64]) -> bool {
    let len = |it: &[u64]| u32::try_from(it.len()).unwrap_or(u32::MAX);
    let least = least_shared(len(one), len(other));
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < one.len() && j < other.len() {
        match one[i].cmp(&other[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j, shared) = (i + 1, j + 1, shared + 1);
                if shared >= least {
                    return true;
                }
            }
        }
    }
    false
}

/// How many hashes two articles that have so many must share.
pub(crate) fn least_shared(one: u32, other: u32) -> u32 {
    SHARED.max(one.min(other).saturating_mul(SHARED_PERCENT).div_ceil(100))
}

/// The kept hashes of a text, sorted, each once.
#[must_use]
pub fn kept<'w>(words: impl Iterator<Item = &'w str>) -> Vec<u64> {
    let mut alone = 0;
    let words: Vec<u64> = words
        .map(|word| {
            alone += usize::from(word.chars().next().is_some_and(clusters::begins));
            word_hash(word)
        })
        .collect();
    let len = if is_of_characters(alone, words.len()) { CHARACTERS } else { WORDS };
    let len = len.min(words.len()).max(1);
    let mut kept = Vec::with_capacity(words.len() / ONE_IN as usize + FEWEST);
    // The smallest that are not kept by themselves, for short texts.
    let mut next = Vec::new();
    let is_short = words.len() < FEWEST * ONE_IN as usize * 4;
    for shingle in words.windows(len) {
        let hash = run_hash(shingle);
        if hash <= u64::MAX / ONE_IN {
            kept.push(hash);
        } else if is_short {
            next.push(hash);
        }
    }
    sorted(&mut kept);
    if kept.len() < FEWEST {
        sorted(&mut next);
        let missing = FEWEST - kept.len();
        kept.extend(next.into_iter().take(missing));
    }
    kept.iter_mut().for_each(|hash| *hash &= (1 << BITS) - 1);
    sorted(&mut kept);
    kept
}

fn sorted(hashes: &mut Vec<u64>) {
    hashes.sort_unstable();
    hashes.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(from: usize, to: usize) -> Vec<String> {
        (from..to).map(|it| format!("word{}", it * 7919 % 10_007)).collect()
    }

    fn kept_of(words: &[String]) -> Vec<u64> {
        kept(words.iter().map(String::as_str))
    }

    #[test]
    fn half_of_a_text_keeps_half_of_its_hashes() {
        let (all, half) = (kept_of(&text(0, 3200)), kept_of(&text(0, 1600)));
        assert!((120..280).contains(&all.len()), "{}", all.len());
        assert!(half.iter().all(|it| all.contains(it)));
        assert!(are_alike(&all, &half));
        assert!(!are_alike(&all, &kept_of(&text(3200, 6400))));
    }

    #[test]
    fn a_short_text_keeps_a_few() {
        assert_eq!(kept_of(&text(0, 20)).len(), FEWEST);
        assert_eq!(kept_of(&text(0, 3)).len(), 1);
        assert!(kept_of(&[]).is_empty());
    }

    #[test]
    fn case_and_apostrophes_make_no_difference() {
        let of = |text: &str| kept(text.split(' '));
        assert_eq!(of("The Mayor didn't say a word"), of("the mayor didn’t SAY a word"));
    }

    #[test]
    fn a_share_of_the_smaller_list_is_needed() {
        let numbers = |from: u64, to: u64| (from..to).collect::<Vec<_>>();
        assert!(are_alike(&numbers(0, 20), &numbers(17, 40)));
        assert!(!are_alike(&numbers(0, 20), &numbers(18, 40)), "three of twenty are needed");
        assert!(!are_alike(&numbers(0, 5), &numbers(4, 40)), "one is never enough");
    }
}
