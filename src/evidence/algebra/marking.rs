//! From the intervals of a span expression down to the leaf matches that make them.
//!
//! An interval is *used* when it takes part in a way of satisfying the whole expression. At the
//! top all are used. An operator uses those intervals of its operands that make a used one of its
//! own. Operators stand behind their operands in a plan, so that one walk backwards finds all.

use crate::evidence::algebra::leaves::each_phrase;
use crate::evidence::algebra::lists::{List, mark_same};
use crate::evidence::algebra::plan::{Node, Window};
use crate::evidence::algebra::span_in_article::SpanInArticle;
use crate::evidence::algebra::spans::{SpanScratch, ends_within, pairs_of};
use crate::evidence::algebra::word_pairs::TwoWords;
use crate::evidence::algebra::word_positions::{Match, TokenRange};
use crate::evidence::error::EvidenceError;
use crate::query::{FilterOperator, PairOperator};
use crate::search::TextField;

/// Which intervals of a node are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Used {
    /// None.
    #[default]
    None,
    /// All, whether they are listed or not.
    All,
    /// Those that are flagged in its list.
    Flagged,
}

/// Which intervals are used, node by node; its memory is used again for the next article.
#[derive(Debug, Default)]
pub(crate) struct Marking {
    used: Vec<Used>,
    /// For a node of which some are used, a flag for each interval of its list.
    flags: Vec<Vec<bool>>,
}

impl Marking {
    /// Appends the leaf matches of all ways in which the expression is satisfied; none
    /// when it is not. They may come unsorted, and twice.
    pub(crate) fn mark(
        &mut self,
        expression: SpanInArticle<'_>,
        scratch: &mut SpanScratch,
        found: &mut Vec<Match>,
    ) -> Result<(), EvidenceError> {
        let count = expression.span.nodes.len();
        self.used.clear();
        self.used.resize(count, Used::None);
        if self.flags.len() < count {
            self.flags.resize_with(count, Vec::new);
        }
        self.used[expression.span.top()] = Used::All;
        for node in (0..count).rev() {
            match self.used[node] {
                Used::None => {}
                Used::All => self.mark_all(expression, scratch, node, found)?,
                Used::Flagged => {
                    let own = std::mem::take(&mut self.flags[node]);
                    if own.contains(&true) {
                        self.mark_flagged(expression, scratch, node, &own, found);
                    }
                    self.flags[node] = own;
                }
            }
        }
        Ok(())
    }

    /// Prepares a node whose list is filled to have some of its intervals flagged.
    fn start_flags(&mut self, scratch: &SpanScratch, node: usize) {
        let flags = &mut self.flags[node];
        flags.clear();
        flags.resize(scratch.lists[node].intervals.len(), false);
        self.used[node] = Used::Flagged;
    }

    /// Prepares both operands of an operator, and calls `mark` with the flags of each.
    fn flag_both(
        &mut self,
        scratch: &mut SpanScratch,
        (left, right): (usize, usize),
        mark: impl FnOnce(&mut SpanScratch, &mut [bool], &mut [bool]),
    ) {
        self.start_flags(scratch, left);
        self.start_flags(scratch, right);
        let mut of_left = std::mem::take(&mut self.flags[left]);
        let mut of_right = std::mem::take(&mut self.flags[right]);
        mark(scratch, &mut of_left, &mut of_right);
        self.flags[left] = of_left;
        self.flags[right] = of_right;
    }

    /// Marks what all intervals of the node are made of.
    fn mark_all(
        &mut self,
        expression: SpanInArticle<'_>,
        scratch: &mut SpanScratch,
        node: usize,
        found: &mut Vec<Match>,
    ) -> Result<(), EvidenceError> {
        let frame = expression.frame_of(node);
        match &expression.span.nodes[node] {
            Node::Nothing => {}
            Node::Word(word) => {
                for region in &scratch.frames[frame].regions {
                    let places = expression.places(*word, region).iter();
                    found.extend(places.map(|at| one_token(region.field, at)));
                }
            }
            Node::Phrase(words) => {
                let length = u32::try_from(words.len()).unwrap_or(u32::MAX);
                for region in &scratch.frames[frame].regions {
                    each_phrase(expression.article, words, region, |at| {
                        let tokens = TokenRange::new(at, at + length);
                        found.push(Match { field: region.field, tokens });
                        true
                    });
                }
            }
            Node::Window(window) => {
                let SpanScratch { frames, rows, .. } = scratch;
                for region in &frames[frame].regions {
                    if rows.read(window, expression.article, region) {
                        rows.each_taking_part(|at| found.push(one_token(region.field, at)));
                    }
                }
            }
            Node::Pair { operator, left, right } => {
                if let Some(words) = TwoWords::of(expression, node) {
                    for region in &scratch.frames[frame].regions {
                        words.each_taking_part(expression, region, |at| {
                            found.push(one_token(region.field, at));
                        });
                    }
                    return Ok(());
                }
                scratch.fill_both(expression, *left, *right)?;
                self.flag_both(scratch, (*left, *right), |scratch, left_used, right_used| {
                    let SpanScratch { frames, lists, buffers, .. } = scratch;
                    let (left, right) = (&lists[*left], &lists[*right]);
                    let pairs = pairs_of(expression, *operator, (left, right), &frames[frame]);
                    for (number, pair) in pairs.enumerate() {
                        let left_used = &mut left_used[left.range(number)];
                        pair.mark(buffers, left_used, &mut right_used[right.range(number)]);
                    }
                });
            }
            Node::Filter { operator: FilterOperator::First(within), inner } => {
                scratch.fill(expression, *inner)?;
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
            Node::Filter { operator: FilterOperator::AtLeast(_), inner } => {
                if scratch.count(expression, node)? > 0 {
                    self.used[*inner] = Used::All;
                }
            }
            Node::Or(parts) => parts.iter().for_each(|&part| self.used[part] = Used::All),
            Node::Scope { inner, .. } => self.used[*inner] = Used::All,
        }
        Ok(())
    }

    /// Marks what the flagged intervals of the node are made of.
    fn mark_flagged(
        &mut self,
        expression: SpanInArticle<'_>,
        scratch: &mut SpanScratch,
        node: usize,
        own: &[bool],
        found: &mut Vec<Match>,
    ) {
        let frame = expression.frame_of(node);
        let regions = 0..scratch.frames[frame].regions.len();
        match &expression.span.nodes[node] {
            Node::Nothing => {}
            Node::Word(_) | Node::Phrase(_) => {
                for number in regions {
                    let field = scratch.frames[frame].regions[number].field;
                    let flagged = flagged(&scratch.lists[node], own, number);
                    found.extend(flagged.map(|tokens| Match { field, tokens }));
                }
            }
            Node::Window(window) => mark_window(expression, scratch, node, window, own, found),
            Node::Pair { operator, left, right } => {
                self.mark_pair(expression, scratch, node, *operator, (*left, *right), own);
            }
            Node::Filter { inner, .. } => {
                self.start_flags(scratch, *inner);
                for number in regions {
                    self.mark_same_in(scratch, (node, number), own, (*inner, number));
                }
            }
            Node::Or(parts) => {
                for &part in parts {
                    self.start_flags(scratch, part);
                    for number in regions.clone() {
                        self.mark_same_in(scratch, (node, number), own, (part, number));
                    }
                }
            }
            Node::Scope { frame: inner_frame, inner } => {
                self.start_flags(scratch, *inner);
                for number in 0..scratch.frames[*inner_frame].regions.len() {
                    let parent = scratch.frames[*inner_frame].regions[number].parent;
                    self.mark_same_in(scratch, (node, parent), own, (*inner, number));
                }
            }
        }
    }

    fn mark_pair(
        &mut self,
        expression: SpanInArticle<'_>,
        scratch: &mut SpanScratch,
        node: usize,
        operator: PairOperator,
        operands: (usize, usize),
        own: &[bool],
    ) {
        let frame = expression.frame_of(node);
        self.flag_both(scratch, operands, |scratch, left_used, right_used| {
            let (list, left, right) =
                (&scratch.lists[node], &scratch.lists[operands.0], &scratch.lists[operands.1]);
            let pairs = pairs_of(expression, operator, (left, right), &scratch.frames[frame]);
            for (number, pair) in pairs.enumerate() {
                let left_used = &mut left_used[left.range(number)];
                let right_used = &mut right_used[right.range(number)];
                pair.mark_used(list.of(number), &own[list.range(number)], left_used, right_used);
            }
        });
    }

    /// Flags the intervals of one node, in one region, that are flagged intervals of another.
    fn mark_same_in(
        &mut self,
        scratch: &SpanScratch,
        (outer, outer_region): (usize, usize),
        own: &[bool],
        (inner, inner_region): (usize, usize),
    ) {
        let (outer, list) = (&scratch.lists[outer], &scratch.lists[inner]);
        let flags = &mut self.flags[inner][list.range(inner_region)];
        let own = &own[outer.range(outer_region)];
        mark_same((outer.of(outer_region), own), (list.of(inner_region), flags));
    }
}

fn one_token(field: TextField, at: u32) -> Match {
    Match { field, tokens: TokenRange::new(at, at + 1) }
}

/// The flagged intervals of a list in one region.
fn flagged<'a>(
    list: &'a List,
    own: &'a [bool],
    region: usize,
) -> impl Iterator<Item = TokenRange> + Clone + 'a {
    list.range(region).filter(|&index| own[index]).map(|index| list.intervals[index])
}

fn mark_window(
    expression: SpanInArticle<'_>,
    scratch: &mut SpanScratch,
    node: usize,
    window: &Window,
    own: &[bool],
    found: &mut Vec<Match>,
) {
    let SpanScratch { frames, lists, rows, .. } = scratch;
    for (number, region) in frames[expression.frame_of(node)].regions.iter().enumerate() {
        let flagged = flagged(&lists[node], own, number);
        if flagged.clone().next().is_some() && rows.read(window, expression.article, region) {
            rows.each_within(flagged, |at| found.push(one_token(region.field, at)));
        }
    }
}
