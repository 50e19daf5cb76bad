//! Where words and phrases stand in a region.

use crate::evidence::algebra::plan::{PlanWord, WordId};
use crate::evidence::algebra::regions::Region;
use crate::evidence::algebra::word_positions::WordPositions;

/// Where a word stands in a region.
#[derive(Clone, Copy)]
pub(crate) enum Places<'a> {
    /// At these positions.
    At(&'a [u32]),
    /// At every position of this range: the word is any token.
    Every(u32, u32),
}

impl<'a> Places<'a> {
    pub(crate) fn len(self) -> usize {
        match self {
            Places::At(positions) => positions.len(),
            Places::Every(start, end) => (end - start) as usize,
        }
    }

    /// Every position, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = u32> + use<'a> {
        let (listed, range) = match self {
            Places::At(positions) => (positions, 0..0),
            Places::Every(start, end) => (&[][..], start..end),
        };
        listed.iter().copied().chain(range)
    }
}

/// Where `word` stands in the region.
pub(crate) fn places<'a>(article: &'a dyn WordPositions, word: PlanWord, region: &Region) -> Places<'a> {
    let (start, end) = (region.tokens.start, region.tokens.end);
    match word {
        PlanWord::Any => Places::Every(start, end),
        PlanWord::Listed(id) => Places::At(positions(article, id, region)),
    }
}

/// Where a listed word stands in the region.
pub(crate) fn positions<'a>(article: &'a dyn WordPositions, word: WordId, region: &Region) -> &'a [u32] {
    between(article.positions(word, region.field), region.tokens.start, region.tokens.end)
}

/// The positions from `start` up to `end`.
fn between(positions: &[u32], start: u32, end: u32) -> &[u32] {
    let upto = match positions.last() {
        Some(&last) if last >= end => positions.partition_point(|&at| at < end),
        Some(_) | None => positions.len(),
    };
    let from = match positions.first() {
        Some(&first) if first < start => positions[..upto].partition_point(|&at| at < start),
        Some(_) | None => 0,
    };
    &positions[from.min(upto)..upto]
}

/// The first index of a list at which `below` no longer holds; `below` holds for a first part of the list and
/// for nothing behind it. The search starts at `hint` and is fast when the answer is near it.
pub(crate) fn seek<T>(list: &[T], hint: usize, below: impl Fn(&T) -> bool) -> usize {
    if hint > 0 && (hint > list.len() || !below(&list[hint - 1])) {
        return list[..hint.min(list.len())].partition_point(below);
    }
    let (mut from, mut step) = (hint, 1);
    while let Some(it) = list.get(from + step - 1) {
        if !below(it) {
            return from + list[from..from + step - 1].partition_point(below);
        }
        from += step;
        step *= 2;
    }
    from + list[from..].partition_point(below)
}

/// Words of a phrase that are looked up without asking for memory.
const FEW: usize = 8;

/// Calls `visit` with the first token of each place of the phrase in the region, in
/// order, until it answers `false`.
pub(crate) fn each_phrase(
    article: &dyn WordPositions,
    words: &[PlanWord],
    region: &Region,
    mut visit: impl FnMut(u32) -> bool,
) {
    let length = u32::try_from(words.len()).unwrap_or(u32::MAX);
    let (start, end) = (region.tokens.start, region.tokens.end);
    if end - start < length {
        return;
    }
    let last_start = end - length;
    let empty: (&[u32], u32) = (&[], 0);
    let mut few = [empty; FEW];
    let mut many = Vec::new();
    let slots: &mut [(&[u32], u32)] = if words.len() <= FEW {
        &mut few
    } else {
        many.resize(words.len(), empty);
        &mut many
    };
    let mut listed = 0;
    for (offset, word) in (0..).zip(words) {
        if let PlanWord::Listed(id) = *word {
            let positions =
                between(article.positions(id, region.field), start + offset, last_start + offset + 1);
            if positions.is_empty() {
                return;
            }
            slots[listed] = (positions, offset);
            listed += 1;
        }
    }
    let slots = &mut slots[..listed];
    slots.sort_unstable_by_key(|(positions, _)| positions.len());
    let Some(((rarest, rarest_offset), others)) = slots.split_first_mut() else {
        let mut at = start;
        while at <= last_start && visit(at) {
            at += 1;
        }
        return;
    };
    'candidates: for &at in *rarest {
        let first = at - *rarest_offset;
        for (positions, offset) in others.iter_mut() {
            let wanted = first + *offset;
            *positions = &positions[seek(positions, 0, |&it| it < wanted)..];
            match positions.first() {
                None => return,
                Some(&found) if found != wanted => continue 'candidates,
                Some(_) => {}
            }
        }
        if !visit(first) {
            return;
        }
    }
}
