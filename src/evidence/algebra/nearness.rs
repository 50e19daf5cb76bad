//! Which of two lists of intervals stand near each other.
//!
//! Lists are sorted by start, then end, without doubles, all within one region.
//! Whether a partner exists is answered without listing pairs; pairs are listed
//! only where their covering intervals are needed.

use crate::evidence::algebra::leaves::seek;
use crate::evidence::algebra::word_positions::TokenRange;
use crate::query::Distance;

/// The sentences or the paragraphs of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Units<'a> {
    pub(crate) starts: &'a [u32],
}

impl Units<'_> {
    /// The start of the unit behind the one that holds `at`; the number of its unit goes into `hint`.
    pub(crate) fn end_of(self, at: u32, hint: &mut usize) -> u32 {
        *hint = seek(self.starts, *hint, |&start| start <= at);
        self.starts.get(*hint).copied().unwrap_or(u32::MAX)
    }

    pub(crate) fn start_of(self, at: u32, hint: &mut usize) -> u32 {
        *hint = seek(self.starts, *hint, |&start| start <= at);
        hint.checked_sub(1).map_or(0, |index| self.starts[index])
    }
}

/// A [`Distance`] with the units it speaks of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reach<'a> {
    Tokens(u32),
    Within(Units<'a>),
}

impl<'a> Reach<'a> {
    /// The reach of `distance` where sentences and paragraphs start so.
    pub(crate) fn new(
        distance: Distance,
        sentences: impl FnOnce() -> &'a [u32],
        paragraphs: impl FnOnce() -> &'a [u32],
    ) -> Reach<'a> {
        match distance {
            Distance::Tokens(most) => Reach::Tokens(most),
            Distance::Sentence => Reach::Within(Units { starts: sentences() }),
            Distance::Paragraph => Reach::Within(Units { starts: paragraphs() }),
        }
    }
}

/// Buffers that are used again.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    /// For each index, the smallest end from there on.
    least_end: Vec<u32>,
    ends: Vec<u32>,
    /// The two furthest ends up to an index, or the two nearest from it on.
    extremes: Vec<Extremes>,
    suffix: Vec<Extremes>,
}

/// The best end with its index, and the best of the others.
#[derive(Debug, Clone, Copy)]
struct Extremes {
    best: u32,
    index: usize,
    second: u32,
}

impl Extremes {
    /// The best one that is not at `index`.
    fn besides(self, index: Option<usize>) -> u32 {
        if index == Some(self.index) { self.second } else { self.best }
    }
}

impl Buffers {
    fn fill_least_end(&mut self, list: &[TokenRange]) {
        self.least_end.clear();
        self.least_end.resize(list.len() + 1, u32::MAX);
        for (index, it) in list.iter().enumerate().rev() {
            self.least_end[index] = it.end.min(self.least_end[index + 1]);
        }
    }
}

/// Whether some `first` stands before some `second` within reach.
pub(crate) fn any_before(
    first: &[TokenRange],
    second: &[TokenRange],
    reach: Reach<'_>,
    buffers: &mut Buffers,
) -> bool {
    let mut found = false;
    each_with_one_behind(first, second, reach, buffers, |_| {
        found = true;
        false
    });
    found
}

/// Marks each `first` that has a `second` behind it within reach, and each such `second`.
pub(crate) fn mark_before(
    first: &[TokenRange],
    second: &[TokenRange],
    reach: Reach<'_>,
    buffers: &mut Buffers,
    first_used: &mut [bool],
    second_used: &mut [bool],
) {
    if first.is_empty() || second.is_empty() {
        return;
    }
    each_with_one_behind(first, second, reach, buffers, |index| {
        first_used[index] = true;
        true
    });
    match reach {
        Reach::Tokens(most) => {
            let ends = &mut buffers.ends;
            ends.clear();
            ends.extend(first.iter().map(|it| it.end));
            if !ends.is_sorted() {
                ends.sort_unstable();
            }
            let mut hint = 0;
            for (index, it) in second.iter().enumerate() {
                let nearest = it.start.saturating_sub(most);
                hint = seek(ends, hint, |&end| end < nearest);
                if ends.get(hint).is_some_and(|&end| end <= it.start) {
                    second_used[index] = true;
                }
            }
        }
        Reach::Within(units) => {
            buffers.fill_least_end(first);
            let (mut hint, mut unit) = (0, 0);
            for (index, it) in second.iter().enumerate() {
                let unit_start = units.start_of(it.end - 1, &mut unit);
                hint = seek(first, hint, |other| other.start < unit_start);
                if buffers.least_end[hint] <= it.start {
                    second_used[index] = true;
                }
            }
        }
    }
}

/// Calls `visit` with the index of each `first` that has a `second` behind it within
/// reach, until it answers `false`.
fn each_with_one_behind(
    first: &[TokenRange],
    second: &[TokenRange],
    reach: Reach<'_>,
    buffers: &mut Buffers,
    mut visit: impl FnMut(usize) -> bool,
) {
    if first.is_empty() || second.is_empty() {
        return;
    }
    if let Reach::Within(_) = reach {
        buffers.fill_least_end(second);
    }
    let (mut hint, mut unit) = (0, 0);
    for (index, it) in first.iter().enumerate() {
        hint = seek(second, hint, |other| other.start < it.end);
        let has_one = match reach {
            Reach::Tokens(most) => {
                second.get(hint).is_some_and(|other| other.start <= it.end.saturating_add(most))
            }
            Reach::Within(units) => {
                hint < second.len() && buffers.least_end[hint] <= units.end_of(it.start, &mut unit)
            }
        };
        if has_one && !visit(index) {
            return;
        }
    }
}

/// Calls `visit` with the indices of each pair of a `first` before a `second` within
/// reach, until it answers `false`; what it answered last is returned.
pub(crate) fn each_pair_before(
    first: &[TokenRange],
    second: &[TokenRange],
    reach: Reach<'_>,
    mut visit: impl FnMut(usize, Option<usize>) -> bool,
) -> bool {
    let (mut hint, mut unit) = (0, 0);
    for (index, it) in first.iter().enumerate() {
        hint = seek(second, hint, |other| other.start < it.end);
        let unit_end = match reach {
            Reach::Tokens(_) => u32::MAX,
            Reach::Within(units) => units.end_of(it.start, &mut unit),
        };
        let last_start = match reach {
            Reach::Tokens(most) => it.end.saturating_add(most),
            Reach::Within(_) => unit_end.saturating_sub(1),
        };
        for (at, other) in second.iter().enumerate().skip(hint) {
            if other.start > last_start {
                break;
            }
            let fits = other.end <= unit_end;
            if !visit(index, fits.then_some(at)) {
                return false;
            }
        }
    }
    true
}

/// The length that all intervals share; `None` when they differ.
pub(crate) fn shared_length(list: &[TokenRange]) -> Option<u32> {
    let length = list.first().map_or(1, |it| it.end - it.start);
    list.iter().all(|it| it.end - it.start == length).then_some(length)
}

/// How many different intervals cover a pair, for lists of intervals of one length each.
pub(crate) fn count_pairs(
    (left, left_length): (&[TokenRange], u32),
    (right, right_length): (&[TokenRange], u32),
    reach: Reach<'_>,
    ordered: bool,
    buffers: &mut Buffers,
) -> u64 {
    let forward = count_before(left, right, right_length, reach);
    if ordered {
        return forward;
    }
    // An interval that covers a left before a right may cover a right before a left as
    // well: it then starts where both a left and a right start, and ends likewise.
    let (starts, ends) = (&mut buffers.least_end, &mut buffers.ends);
    common(left.iter().map(|it| it.start), right.iter().map(|it| it.start), starts);
    common(left.iter().map(|it| it.end), right.iter().map(|it| it.end), ends);
    let mut both = 0u64;
    let (mut from, mut to, mut unit) = (0, 0, 0);
    for &start in &*starts {
        let shortest = start.saturating_add(left_length).saturating_add(right_length);
        let longest = match reach {
            Reach::Tokens(most) => shortest.saturating_add(most),
            Reach::Within(units) => units.end_of(start, &mut unit),
        };
        from = seek(ends, from, |&end| end < shortest);
        to = seek(ends, to, |&end| end <= longest);
        both += to.saturating_sub(from) as u64;
    }
    forward + count_before(right, left, left_length, reach) - both
}

fn count_before(first: &[TokenRange], second: &[TokenRange], second_length: u32, reach: Reach<'_>) -> u64 {
    let (mut from, mut to, mut unit) = (0, 0, 0);
    let mut count = 0;
    for it in first {
        let last_start = match reach {
            Reach::Tokens(most) => it.end.saturating_add(most),
            Reach::Within(units) => match units.end_of(it.start, &mut unit).checked_sub(second_length) {
                Some(last_start) => last_start,
                None => continue,
            },
        };
        from = seek(second, from, |other| other.start < it.end);
        to = seek(second, to, |other| other.start <= last_start);
        count += to.saturating_sub(from) as u64;
    }
    count
}

/// What two sorted sequences have in common.
fn common(left: impl Iterator<Item = u32>, right: impl Iterator<Item = u32>, out: &mut Vec<u32>) {
    out.clear();
    let mut right = right.peekable();
    for it in left {
        while right.next_if(|&other| other < it).is_some() {}
        if right.peek() == Some(&it) {
            out.push(it);
        }
    }
}

/// Calls `visit` with the index of each `left` that no other `right` overlaps or is near,
/// until it answers `false`.
pub(crate) fn each_apart(
    left: &[TokenRange],
    right: &[TokenRange],
    reach: Reach<'_>,
    buffers: &mut Buffers,
    mut visit: impl FnMut(usize) -> bool,
) {
    let Buffers { extremes: furthest, suffix: nearest, .. } = buffers;
    fill_furthest(right, furthest);
    if let Reach::Within(_) = reach {
        fill_nearest(right, nearest);
    }
    let (mut own, mut upto, mut from, mut unit, mut last_unit) = (0, 0, 0, 0, 0);
    for (index, it) in left.iter().enumerate() {
        own = seek(right, own, |other| other < it);
        let same = (right.get(own) == Some(it)).then_some(own);
        let is_near = match reach {
            Reach::Tokens(most) => {
                let last_start = it.end.saturating_add(most);
                upto = seek(right, upto, |other| other.start <= last_start);
                // Ends are never 0, so 0 stands for none.
                let end = furthest[upto].besides(same);
                end > 0 && end.saturating_add(most) >= it.start
            }
            Reach::Within(units) => {
                upto = seek(right, upto, |other| other.start < it.end);
                let overlaps = furthest[upto].besides(same) > it.start;
                let unit_start = units.start_of(it.start, &mut unit);
                let unit_end = units.end_of(it.end - 1, &mut last_unit);
                from = seek(right, from, |other| other.start < unit_start);
                let lies_in_one = unit == last_unit;
                let end = nearest[from].besides(same);
                overlaps || (lies_in_one && end != u32::MAX && end <= unit_end)
            }
        };
        if !is_near && !visit(index) {
            return;
        }
    }
}

/// At index i, the furthest ends among the first i.
fn fill_furthest(list: &[TokenRange], out: &mut Vec<Extremes>) {
    let mut so_far = Extremes { best: 0, index: usize::MAX, second: 0 };
    out.clear();
    out.push(so_far);
    for (index, it) in list.iter().enumerate() {
        if it.end > so_far.best {
            so_far = Extremes { best: it.end, index, second: so_far.best };
        } else {
            so_far.second = so_far.second.max(it.end);
        }
        out.push(so_far);
    }
}

/// At index i, the nearest ends among those from i on.
fn fill_nearest(list: &[TokenRange], out: &mut Vec<Extremes>) {
    let mut so_far = Extremes { best: u32::MAX, index: usize::MAX, second: u32::MAX };
    out.clear();
    out.resize(list.len() + 1, so_far);
    for (index, it) in list.iter().enumerate().rev() {
        if it.end < so_far.best {
            so_far = Extremes { best: it.end, index, second: so_far.best };
        } else {
            so_far.second = so_far.second.min(it.end);
        }
        out[index] = so_far;
    }
}
