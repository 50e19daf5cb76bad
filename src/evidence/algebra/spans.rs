//! Span expressions asked of one article: whether they hold, how often, and where.
//!
//! What stands at the top is answered without listing its intervals. The operands of
//! other operators are listed, each node once, operands first.

use crate::evidence::algebra::leaves::each_phrase;
use crate::evidence::algebra::lists::{Budget, List};
use crate::evidence::algebra::nearness::Buffers;
use crate::evidence::algebra::pairs::{self, Pair};
use crate::evidence::algebra::plan::Node;
use crate::evidence::algebra::regions::{Frame, QuotationReach, Region, are_disjoint, push_clipped};
use crate::evidence::algebra::span_in_article::SpanInArticle;
use crate::evidence::algebra::window::Rows;
use crate::evidence::algebra::word_pairs::TwoWords;
use crate::evidence::algebra::word_positions::TokenRange;
use crate::evidence::error::EvidenceError;
use crate::query::{FilterOperator, PairOperator};
use crate::search::TextField;

/// What the evaluation of a span expression needs, used again for the next article.
#[derive(Debug, Default)]
pub(crate) struct SpanScratch {
    pub(crate) frames: Vec<Frame>,
    /// The intervals of each node.
    pub(crate) lists: Vec<List>,
    pub(crate) buffers: Buffers,
    pub(crate) rows: Rows,
    budget: Budget,
    todo: Vec<usize>,
    common: Vec<u32>,
    distinct: Vec<(TextField, TokenRange)>,
}

impl SpanScratch {
    /// Lists longer than this are given back to the system before the next article.
    const KEPT: usize = 1 << 16;

    /// Starts with a new article.
    pub(crate) fn renew(&mut self) {
        self.budget = Budget::default();
    }

    /// Sets the regions that the expression is asked of.
    pub(crate) fn set_regions(
        &mut self,
        expression: SpanInArticle<'_>,
        regions: &[Region],
        top_level: bool,
        reach: &mut QuotationReach,
    ) {
        let span = expression.span;
        if self.frames.len() < span.frames.len() {
            self.frames.resize_with(span.frames.len(), Frame::default);
        }
        if self.lists.len() < span.nodes.len() {
            self.lists.resize_with(span.nodes.len(), List::default);
        }
        for list in &mut self.lists[..span.nodes.len()] {
            if list.intervals.capacity() > Self::KEPT {
                *list = List::default();
            }
            list.clear();
        }
        let first = &mut self.frames[0];
        first.regions.clear();
        first.regions.extend_from_slice(regions);
        first.disjoint = are_disjoint(regions);
        first.top_level = top_level;
        for number in 1..span.frames.len() {
            let scope = span.frames[number];
            let (before, from) = self.frames.split_at_mut(number);
            let (outer, inner) = (&before[scope.parent as usize], &mut from[0]);
            inner.regions.clear();
            inner.top_level = false;
            for (parent, region) in outer.regions.iter().enumerate() {
                push_clipped(scope.scope, region, parent, expression.article, reach, &mut inner.regions);
            }
            inner.disjoint = are_disjoint(&inner.regions);
        }
    }

    /// Whether the node has an interval in some region.
    pub(crate) fn any(&mut self, expression: SpanInArticle<'_>, node: usize) -> Result<bool, EvidenceError> {
        let mut todo = std::mem::take(&mut self.todo);
        todo.clear();
        todo.push(node);
        let mut answer = Ok(false);
        while let (Some(node), Ok(false)) = (todo.pop(), &answer) {
            match &expression.span.nodes[node] {
                Node::Or(parts) => todo.extend(parts.iter().rev()),
                Node::Scope { inner, .. } => todo.push(*inner),
                Node::Nothing
                | Node::Word(_)
                | Node::Phrase(_)
                | Node::Window(_)
                | Node::Pair { .. }
                | Node::Filter { .. } => answer = self.any_here(expression, node),
            }
        }
        self.todo = todo;
        answer
    }

    fn any_here(&mut self, expression: SpanInArticle<'_>, node: usize) -> Result<bool, EvidenceError> {
        let frame = expression.frame_of(node);
        match &expression.span.nodes[node] {
            Node::Nothing => Ok(false),
            Node::Word(word) => {
                Ok(self.frames[frame].regions.iter().any(|it| expression.places(*word, it).len() > 0))
            }
            Node::Phrase(words) => Ok(self.frames[frame].regions.iter().any(|region| {
                let mut found = false;
                each_phrase(expression.article, words, region, |_| {
                    found = true;
                    false
                });
                found
            })),
            Node::Window(window) => {
                let Self { frames, rows, .. } = self;
                let regions = &frames[frame].regions;
                Ok(regions.iter().any(|it| rows.read(window, expression.article, it) && rows.any()))
            }
            Node::Pair { operator, left, right } => {
                if let Some(words) = TwoWords::of(expression, node) {
                    return Ok(self.frames[frame].regions.iter().any(|it| words.any(expression, it)));
                }
                self.fill_both(expression, *left, *right)?;
                let Self { frames, lists, buffers, .. } = self;
                let operands = (&lists[*left], &lists[*right]);
                let mut pairs = pairs_of(expression, *operator, operands, &frames[frame]);
                Ok(pairs.any(|it| it.any(buffers)))
            }
            Node::Filter { operator: FilterOperator::First(within), inner } => {
                self.fill(expression, *inner)?;
                let (frame, list) = (&self.frames[frame], &self.lists[*inner]);
                Ok(frame.regions.iter().enumerate().any(|(number, region)| {
                    !frame.is_passed_over_by_first(region)
                        && list.of(number).iter().any(|it| ends_within(*it, region, *within))
                }))
            }
            Node::Filter { operator: FilterOperator::AtLeast(_), .. } | Node::Or(_) | Node::Scope { .. } => {
                Ok(self.count(expression, node)? > 0)
            }
        }
    }

    /// How many different intervals the node has, over all regions.
    pub(crate) fn count(&mut self, expression: SpanInArticle<'_>, node: usize) -> Result<u64, EvidenceError> {
        let (mut node, mut least) = (node, 0);
        let count = loop {
            match &expression.span.nodes[node] {
                Node::Scope { inner, .. } => node = *inner,
                Node::Filter { operator: FilterOperator::AtLeast(count), inner } => {
                    least = least.max(u64::from(*count));
                    node = *inner;
                }
                Node::Nothing
                | Node::Word(_)
                | Node::Phrase(_)
                | Node::Window(_)
                | Node::Pair { .. }
                | Node::Filter { operator: FilterOperator::First(_), .. }
                | Node::Or(_) => break self.count_here(expression, node)?,
            }
        };
        Ok(if count >= least { count } else { 0 })
    }

    fn count_here(&mut self, expression: SpanInArticle<'_>, node: usize) -> Result<u64, EvidenceError> {
        let frame = expression.frame_of(node);
        if !self.frames[frame].disjoint {
            return self.count_listed(expression, node);
        }
        let regions = &self.frames[frame].regions;
        match &expression.span.nodes[node] {
            Node::Nothing => Ok(0),
            Node::Word(word) => Ok(regions.iter().map(|it| expression.places(*word, it).len() as u64).sum()),
            Node::Phrase(words) => {
                let mut count = 0;
                for region in regions {
                    each_phrase(expression.article, words, region, |_| {
                        count += 1;
                        true
                    });
                }
                Ok(count)
            }
            Node::Window(window) => {
                let Self { frames, rows, .. } = self;
                let counts = frames[frame].regions.iter().map(|region| {
                    if rows.read(window, expression.article, region) { rows.count() } else { 0 }
                });
                Ok(counts.sum())
            }
            Node::Pair { operator, left, right } => {
                if let Some(words) = TwoWords::of(expression, node) {
                    let Self { frames, common, .. } = self;
                    let regions = &frames[frame].regions;
                    return Ok(regions.iter().map(|it| words.count(expression, it, common)).sum());
                }
                self.fill_both(expression, *left, *right)?;
                let Self { frames, lists, buffers, .. } = self;
                let (left, right) = (&lists[*left], &lists[*right]);
                let pairs = pairs_of(expression, *operator, (left, right), &frames[frame]);
                match pairs::count(*operator, left, right, pairs, buffers) {
                    Some(count) => Ok(count),
                    None => self.count_listed(expression, node),
                }
            }
            Node::Filter { .. } | Node::Or(_) | Node::Scope { .. } => self.count_listed(expression, node),
        }
    }

    fn count_listed(&mut self, expression: SpanInArticle<'_>, node: usize) -> Result<u64, EvidenceError> {
        self.fill(expression, node)?;
        Ok(self.count_distinct(expression.frame_of(node), node))
    }

    /// How many different intervals a filled list has.
    fn count_distinct(&mut self, frame: usize, node: usize) -> u64 {
        let (frame, list) = (&self.frames[frame], &self.lists[node]);
        if frame.disjoint {
            return list.intervals.len() as u64;
        }
        self.distinct.clear();
        for (number, region) in frame.regions.iter().enumerate() {
            self.distinct.extend(list.of(number).iter().map(|it| (region.field, *it)));
        }
        self.distinct.sort_unstable();
        self.distinct.dedup();
        self.distinct.len() as u64
    }

    /// Lists the intervals of both nodes, also when one has none: the lists are read.
    pub(crate) fn fill_both(
        &mut self,
        expression: SpanInArticle<'_>,
        left: usize,
        right: usize,
    ) -> Result<(), EvidenceError> {
        self.fill(expression, left)?;
        self.fill(expression, right)
    }

    /// Lists the intervals of the node and of all below it.
    pub(crate) fn fill(&mut self, expression: SpanInArticle<'_>, node: usize) -> Result<(), EvidenceError> {
        if self.lists[node].is_filled {
            return Ok(());
        }
        for below in expression.span.first_of[node] as usize..=node {
            if self.lists[below].is_filled {
                continue;
            }
            let mut list = std::mem::take(&mut self.lists[below]);
            let outcome = self.fill_here(expression, below, &mut list);
            list.is_filled = true;
            self.lists[below] = list;
            outcome?;
        }
        Ok(())
    }

    fn fill_here(
        &mut self,
        expression: SpanInArticle<'_>,
        node: usize,
        list: &mut List,
    ) -> Result<(), EvidenceError> {
        let frame = expression.frame_of(node);
        if let Node::Filter { operator: FilterOperator::AtLeast(count), inner } = &expression.span.nodes[node]
        {
            let enough = self.count_distinct(frame, *inner) >= u64::from(*count);
            let from = &self.lists[*inner];
            self.budget.spend(from.intervals.len())?;
            for number in 0..self.frames[frame].regions.len() {
                if enough {
                    list.intervals.extend_from_slice(from.of(number));
                }
                list.close_region();
            }
            return Ok(());
        }
        let mut next_inner = 0;
        for number in 0..self.frames[frame].regions.len() {
            let region = self.frames[frame].regions[number];
            let Self { frames, lists, buffers, rows, budget, .. } = self;
            match &expression.span.nodes[node] {
                Node::Nothing | Node::Filter { operator: FilterOperator::AtLeast(_), .. } => {
                    list.close_region();
                }
                Node::Word(word) => {
                    let places = expression.places(*word, &region);
                    budget.spend(places.len())?;
                    list.intervals.extend(places.iter().map(|at| TokenRange::new(at, at + 1)));
                    list.close_region();
                }
                Node::Phrase(words) => {
                    let length = u32::try_from(words.len()).unwrap_or(u32::MAX);
                    let before = list.intervals.len();
                    each_phrase(expression.article, words, &region, |at| {
                        list.intervals.push(TokenRange::new(at, at + length));
                        true
                    });
                    budget.spend(list.intervals.len() - before)?;
                    list.close_region();
                }
                Node::Window(window) => {
                    if rows.read(window, expression.article, &region) {
                        let fits = rows.each_interval(|interval| {
                            list.intervals.push(interval);
                            budget.spend_one()
                        });
                        if !fits {
                            return Err(Budget::exceeded());
                        }
                    }
                    list.close_unsorted_region();
                }
                Node::Pair { operator, left, right } => {
                    let (left, right) = (lists[*left].of(number), lists[*right].of(number));
                    let reach = expression.reach(operator.distance(), region.field);
                    Pair { operator: *operator, left, right, reach }.list(buffers, budget, list)?;
                }
                Node::Filter { operator: FilterOperator::First(within), inner } => {
                    if !frames[frame].is_passed_over_by_first(&region) {
                        let all = lists[*inner].of(number).iter().copied();
                        list.intervals.extend(all.filter(|it| ends_within(*it, &region, *within)));
                    }
                    list.close_region();
                }
                Node::Or(parts) => {
                    for &part in parts {
                        let of_part = lists[part].of(number);
                        budget.spend(of_part.len())?;
                        list.intervals.extend_from_slice(of_part);
                    }
                    list.close_unsorted_region();
                }
                Node::Scope { frame: inner_frame, inner } => {
                    let inner_regions = &frames[*inner_frame].regions;
                    while inner_regions.get(next_inner).is_some_and(|it| it.parent == number) {
                        let of_inner = lists[*inner].of(next_inner);
                        budget.spend(of_inner.len())?;
                        list.intervals.extend_from_slice(of_inner);
                        next_inner += 1;
                    }
                    list.close_unsorted_region();
                }
            }
        }
        Ok(())
    }
}

/// An operator over two filled lists, region by region.
pub(crate) fn pairs_of<'a>(
    expression: SpanInArticle<'a>,
    operator: PairOperator,
    (left, right): (&'a List, &'a List),
    frame: &'a Frame,
) -> impl Iterator<Item = Pair<'a>> {
    frame.regions.iter().enumerate().map(move |(number, region)| Pair {
        operator,
        left: left.of(number),
        right: right.of(number),
        reach: expression.reach(operator.distance(), region.field),
    })
}

/// Whether the interval ends within the first `within` tokens of the region.
pub(crate) fn ends_within(interval: TokenRange, region: &Region, within: u32) -> bool {
    interval.end - region.tokens.start <= within
}
