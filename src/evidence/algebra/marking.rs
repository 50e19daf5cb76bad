//! From the intervals of a span expression down to the leaf matches that make them.
//!
//! An interval is *alive* when it takes part in a way of satisfying the whole. At the
//! top all are; an operator passes life on to those intervals of its operands that
//! make a live one. Operators stand behind their operands, so one walk backwards does it.

use crate::evidence::algebra::leaves::{each_phrase, seek, standing};
use crate::evidence::algebra::lists::List;
use crate::evidence::algebra::nearness::{each_apart, each_pair_before, mark_before};
use crate::evidence::algebra::plan::{Node, Window};
use crate::evidence::algebra::spans::{SpanInArticle, SpanScratch, ends_within};
use crate::evidence::algebra::word_pairs::TwoWords;
use crate::evidence::algebra::word_positions::{Match, TokenRange};
use crate::evidence::error::EvidenceError;

/// Which intervals of a node are alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Life {
    /// None.
    #[default]
    Dead,
    /// All, whether they are listed or not.
    All,
    /// Those that are flagged in its list.
    Flagged,
}

/// The life of the nodes, used again for the next article.
#[derive(Debug, Default)]
pub(crate) struct Marking {
    life: Vec<Life>,
    /// For a flagged node, a flag for each interval of its list.
    flags: Vec<Vec<bool>>,
}

impl Marking {
    /// Appends the leaf matches of all ways in which the expression is satisfied; none
    /// when it is not. They may come unsorted, and twice.
    pub(crate) fn mark(
        &mut self,
        asked: SpanInArticle<'_>,
        scratch: &mut SpanScratch,
        found: &mut Vec<Match>,
    ) -> Result<(), EvidenceError> {
        let count = asked.span.nodes.len();
        self.life.clear();
        self.life.resize(count, Life::Dead);
        if self.flags.len() < count {
            self.flags.resize_with(count, Vec::new);
        }
        self.life[asked.span.top()] = Life::All;
        for node in (0..count).rev() {
            match self.life[node] {
                Life::Dead => {}
                Life::All => self.pass_on_all(asked, scratch, node, found)?,
                Life::Flagged => self.pass_on_flagged(asked, scratch, node, found),
            }
        }
        Ok(())
    }

    /// The node's list is filled and none of its intervals is alive yet.
    fn start_flags(&mut self, scratch: &SpanScratch, node: usize) {
        let flags = &mut self.flags[node];
        flags.clear();
        flags.resize(scratch.lists[node].intervals.len(), false);
        self.life[node] = Life::Flagged;
    }

    fn pass_on_all(
        &mut self,
        asked: SpanInArticle<'_>,
        scratch: &mut SpanScratch,
        node: usize,
        found: &mut Vec<Match>,
    ) -> Result<(), EvidenceError> {
        let frame = asked.frame_of(node);
        match &asked.span.nodes[node] {
            Node::Nothing => {}
            Node::Word(word) => {
                for region in &scratch.frames[frame].regions {
                    let places = standing(asked.places, *word, region).iter();
                    found.extend(places.map(|at| one_token(region.field, at)));
                }
            }
            Node::Phrase(words) => {
                let length = u32::try_from(words.len()).unwrap_or(u32::MAX);
                for region in &scratch.frames[frame].regions {
                    each_phrase(asked.places, words, region, |at| {
                        let tokens = TokenRange::new(at, at + length);
                        found.push(Match { field: region.field, tokens });
                        true
                    });
                }
            }
            Node::Window(window) => {
                let SpanScratch { frames, rows, .. } = scratch;
                for region in &frames[frame].regions {
                    if rows.read(window, asked.places, region) {
                        rows.each_taking_part(|at| found.push(one_token(region.field, at)));
                    }
                }
            }
            Node::Near { left, right, distance, ordered } => {
                if let Some(words) = TwoWords::of(asked, node) {
                    for region in &scratch.frames[frame].regions {
                        words.each_taking_part(asked, region, |at| found.push(one_token(region.field, at)));
                    }
                    return Ok(());
                }
                scratch.fill_both(asked, *left, *right)?;
                self.start_flags(scratch, *left);
                self.start_flags(scratch, *right);
                let (mut left_flags, mut right_flags) = self.take_flags(*left, *right);
                let SpanScratch { frames, lists, buffers, .. } = scratch;
                for (number, region) in frames[frame].regions.iter().enumerate() {
                    let reach = asked.reach(*distance, region.field);
                    let left_flags = &mut left_flags[lists[*left].range(number)];
                    let right_flags = &mut right_flags[lists[*right].range(number)];
                    let (left, right) = (lists[*left].of(number), lists[*right].of(number));
                    mark_before(
                        left,
                        right,
                        reach,
                        buffers,
                        |at| left_flags[at] = true,
                        |at| {
                            right_flags[at] = true;
                        },
                    );
                    if !ordered {
                        mark_before(
                            right,
                            left,
                            reach,
                            buffers,
                            |at| right_flags[at] = true,
                            |at| {
                                left_flags[at] = true;
                            },
                        );
                    }
                }
                self.give_flags(*left, left_flags, *right, right_flags);
            }
            Node::NotNear { left, right, distance } => {
                scratch.fill_both(asked, *left, *right)?;
                self.start_flags(scratch, *left);
                let SpanScratch { frames, lists, buffers, .. } = scratch;
                for (number, region) in frames[frame].regions.iter().enumerate() {
                    let reach = asked.reach(*distance, region.field);
                    let flags = &mut self.flags[*left][lists[*left].range(number)];
                    each_apart(lists[*left].of(number), lists[*right].of(number), reach, buffers, |at| {
                        flags[at] = true;
                        true
                    });
                }
            }
            Node::First { within, inner } => {
                scratch.fill(asked, *inner)?;
                self.start_flags(scratch, *inner);
                let (frame, list) = (&scratch.frames[frame], &scratch.lists[*inner]);
                for (number, region) in frame.regions.iter().enumerate() {
                    if frame.is_passed_over_by_first(region) {
                        continue;
                    }
                    for index in list.range(number) {
                        self.flags[*inner][index] = ends_within(list.intervals[index], region, *within);
                    }
                }
            }
            Node::AtLeast { inner, .. } => {
                if scratch.count(asked, node)? > 0 {
                    self.life[*inner] = Life::All;
                }
            }
            Node::Or(parts) => parts.iter().for_each(|&part| self.life[part] = Life::All),
            Node::Scope { inner, .. } => self.life[*inner] = Life::All,
        }
        Ok(())
    }

    fn pass_on_flagged(
        &mut self,
        asked: SpanInArticle<'_>,
        scratch: &mut SpanScratch,
        node: usize,
        found: &mut Vec<Match>,
    ) {
        let own = std::mem::take(&mut self.flags[node]);
        if own.contains(&true) {
            self.pass_on_these(asked, scratch, node, &own, found);
        }
        self.flags[node] = own;
    }

    fn pass_on_these(
        &mut self,
        asked: SpanInArticle<'_>,
        scratch: &mut SpanScratch,
        node: usize,
        own: &[bool],
        found: &mut Vec<Match>,
    ) {
        let frame = asked.frame_of(node);
        let regions = 0..scratch.frames[frame].regions.len();
        match &asked.span.nodes[node] {
            Node::Nothing => {}
            Node::Word(_) | Node::Phrase(_) => {
                for number in regions {
                    let field = scratch.frames[frame].regions[number].field;
                    let alive = alive(&scratch.lists[node], own, number);
                    found.extend(alive.map(|tokens| Match { field, tokens }));
                }
            }
            Node::Window(window) => mark_window(asked, scratch, node, window, own, found),
            Node::Near { left, right, distance, ordered } => {
                self.start_flags(scratch, *left);
                self.start_flags(scratch, *right);
                let (mut left_flags, mut right_flags) = self.take_flags(*left, *right);
                let SpanScratch { frames, lists, .. } = scratch;
                for number in regions {
                    let reach = asked.reach(*distance, frames[frame].regions[number].field);
                    let (list, own) = (lists[node].of(number), &own[lists[node].range(number)]);
                    let left_flags = &mut left_flags[lists[*left].range(number)];
                    let right_flags = &mut right_flags[lists[*right].range(number)];
                    let (left, right) = (lists[*left].of(number), lists[*right].of(number));
                    mark_pairs(left, right, reach, list, own, left_flags, right_flags);
                    if !ordered {
                        mark_pairs(right, left, reach, list, own, right_flags, left_flags);
                    }
                }
                self.give_flags(*left, left_flags, *right, right_flags);
            }
            Node::NotNear { left: inner, .. } | Node::First { inner, .. } | Node::AtLeast { inner, .. } => {
                self.start_flags(scratch, *inner);
                for number in regions {
                    self.pass_on_same(scratch, (node, number), own, (*inner, number));
                }
            }
            Node::Or(parts) => {
                for &part in parts {
                    self.start_flags(scratch, part);
                    for number in regions.clone() {
                        self.pass_on_same(scratch, (node, number), own, (part, number));
                    }
                }
            }
            Node::Scope { frame: inner_frame, inner } => {
                self.start_flags(scratch, *inner);
                for number in 0..scratch.frames[*inner_frame].regions.len() {
                    let parent = scratch.frames[*inner_frame].regions[number].parent;
                    self.pass_on_same(scratch, (node, parent), own, (*inner, number));
                }
            }
        }
    }

    /// The intervals of `inner` that are live intervals of `outer` live too.
    fn pass_on_same(
        &mut self,
        scratch: &SpanScratch,
        (outer, outer_region): (usize, usize),
        own: &[bool],
        (inner, inner_region): (usize, usize),
    ) {
        let (outer, inner_list) = (&scratch.lists[outer], &scratch.lists[inner]);
        let own = &own[outer.range(outer_region)];
        let outer = outer.of(outer_region);
        let mut at = 0;
        for index in inner_list.range(inner_region) {
            let interval = inner_list.intervals[index];
            at = seek(outer, at, |it| *it < interval);
            if outer.get(at) == Some(&interval) && own[at] {
                self.flags[inner][index] = true;
            }
        }
    }

    fn take_flags(&mut self, left: usize, right: usize) -> (Vec<bool>, Vec<bool>) {
        (std::mem::take(&mut self.flags[left]), std::mem::take(&mut self.flags[right]))
    }

    fn give_flags(&mut self, left: usize, left_flags: Vec<bool>, right: usize, right_flags: Vec<bool>) {
        self.flags[left] = left_flags;
        self.flags[right] = right_flags;
    }
}

fn one_token(field: crate::search::TextField, at: u32) -> Match {
    Match { field, tokens: TokenRange::new(at, at + 1) }
}

/// The live intervals of a list in one region.
fn alive<'a>(
    list: &'a List,
    own: &'a [bool],
    region: usize,
) -> impl Iterator<Item = TokenRange> + Clone + 'a {
    list.range(region).filter(|&index| own[index]).map(|index| list.intervals[index])
}

fn mark_window(
    asked: SpanInArticle<'_>,
    scratch: &mut SpanScratch,
    node: usize,
    window: &Window,
    own: &[bool],
    found: &mut Vec<Match>,
) {
    let SpanScratch { frames, lists, rows, .. } = scratch;
    for (number, region) in frames[asked.frame_of(node)].regions.iter().enumerate() {
        let alive = alive(&lists[node], own, number);
        if alive.clone().next().is_some() && rows.read(window, asked.places, region) {
            rows.each_within(alive, |at| found.push(one_token(region.field, at)));
        }
    }
}

/// Passes life on to each `first` and `second` that together make a live interval.
fn mark_pairs(
    first: &[TokenRange],
    second: &[TokenRange],
    reach: crate::evidence::algebra::nearness::Reach<'_>,
    list: &[TokenRange],
    own: &[bool],
    first_flags: &mut [bool],
    second_flags: &mut [bool],
) {
    let mut at = 0;
    each_pair_before(first, second, reach, |a, b| {
        if let Some(b) = b {
            let cover = TokenRange::new(first[a].start, second[b].end);
            at = seek(list, at, |it| *it < cover);
            if own.get(at) == Some(&true) {
                first_flags[a] = true;
                second_flags[b] = true;
            }
        }
        true
    });
}
