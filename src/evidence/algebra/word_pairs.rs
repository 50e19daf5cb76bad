//! NEAR and PRE of two words, straight from their positions.
//!
//! Most proximity queries are made of these. No intervals are listed, and the search leaps over the positions of
//! a frequent word from one position of a rare word to the next.

use crate::evidence::algebra::leaves::seek;
use crate::evidence::algebra::nearness::Reach;
use crate::evidence::algebra::plan::{Boolean, Node, Plan, PlanWord, WordId};
use crate::evidence::algebra::regions::Region;
use crate::evidence::algebra::span_in_article::SpanInArticle;
use crate::query::{Distance, PairOperator};

/// A NEAR or PRE between two words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TwoWords {
    left: WordId,
    right: WordId,
    distance: Distance,
    ordered: bool,
}

/// A plan that is nothing but a NEAR or PRE of two words with a number of tokens between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NearTokens {
    /// The left word.
    pub(crate) left: WordId,
    /// The right word.
    pub(crate) right: WordId,
    most: u32,
    ordered: bool,
}

impl NearTokens {
    /// The plan as one of these, when it is one.
    #[must_use]
    pub(crate) fn of(plan: &Plan) -> Option<NearTokens> {
        let Boolean::Span(span) = &plan.root else { return None };
        let words = TwoWords::of_node(&span.nodes, span.top())?;
        let Distance::Tokens(most) = words.distance else { return None };
        Some(NearTokens { left: words.left, right: words.right, most, ordered: words.ordered })
    }

    /// As [`Evaluator::holds`](crate::evidence::Evaluator::holds), for one field, from the sorted positions of both words.
    #[must_use]
    pub(crate) fn any(self, left: &[u32], right: &[u32]) -> bool {
        let mut from = 0;
        left.iter().any(|&at| {
            let first = if self.ordered { at.saturating_add(1) } else { nearest(at, self.most) };
            while from < right.len() && right[from] < first {
                from += 1;
            }
            let last = furthest(at, self.most);
            let mut others = right[from..].iter().take(2).filter(|&&other| other != at);
            others.next().is_some_and(|&other| other <= last)
        })
    }

    /// As [`Evaluator::frequency`](crate::evidence::Evaluator::frequency), for one field, from the sorted positions of both words.
    #[must_use]
    pub(crate) fn count(self, left: &[u32], right: &[u32]) -> u64 {
        let (mut from, mut to) = (0, 0);
        let (mut count, mut common) = (0, Vec::new());
        for &at in left {
            let first = if self.ordered { at.saturating_add(1) } else { nearest(at, self.most) };
            while from < right.len() && right[from] < first {
                from += 1;
            }
            if from == right.len() {
                break;
            }
            let last = furthest(at, self.most);
            to = to.max(from);
            while to < right.len() && right[to] <= last {
                to += 1;
            }
            let near = &right[from..to];
            count += near.len() as u64;
            if !self.ordered && !near.is_empty() && near.binary_search(&at).is_ok() {
                count -= 1;
                common.push(at);
            }
        }
        // Two tokens that both satisfy both words are one interval, counted in both orders.
        if common.len() > 1 {
            count - count_before(&common, &common, Reach::Tokens(self.most))
        } else {
            count
        }
    }
}

impl NearTokens {
    /// How many tokens of the field take part: the number of pieces of evidence.
    #[must_use]
    pub(crate) fn taking_part(self, left: &[u32], right: &[u32]) -> u64 {
        let reach = Reach::Tokens(self.most);
        let (left_side, right_side) =
            if self.ordered { (Side::Behind, Side::Before) } else { (Side::Either, Side::Either) };
        let mut lefts = 0;
        let mut twice = Vec::new();
        each_with_partner(left, right, reach, left_side, &mut |at| {
            lefts += 1;
            // A token that is both words and takes part as both is one piece of evidence.
            if right.binary_search(&at).is_ok() {
                twice.push(at);
            }
        });
        let mut rights = 0;
        each_with_partner(right, left, reach, right_side, &mut |at| {
            rights += u64::from(twice.binary_search(&at).is_err());
        });
        lefts + rights
    }
}

/// The first position that has at most so many tokens between itself and `at`.
fn nearest(at: u32, most: u32) -> u32 {
    at.saturating_sub(1).saturating_sub(most)
}

/// The last position that has at most so many tokens between `at` and itself.
fn furthest(at: u32, most: u32) -> u32 {
    at.saturating_add(1).saturating_add(most)
}

impl TwoWords {
    /// The node as one of these, when it is one.
    pub(crate) fn of(expression: SpanInArticle<'_>, node: usize) -> Option<TwoWords> {
        TwoWords::of_node(&expression.span.nodes, node)
    }

    fn of_node(nodes: &[Node], node: usize) -> Option<TwoWords> {
        let Node::Pair { operator, left, right } = &nodes[node] else { return None };
        let (distance, ordered) = match operator {
            PairOperator::Near(distance) => (distance, false),
            PairOperator::Pre(distance) => (distance, true),
            PairOperator::NotNear(_) => return None,
        };
        let (Node::Word(PlanWord::Listed(left)), Node::Word(PlanWord::Listed(right))) =
            (&nodes[*left], &nodes[*right])
        else {
            return None;
        };
        Some(TwoWords { left: *left, right: *right, distance: *distance, ordered })
    }

    fn near_tokens(self) -> Option<NearTokens> {
        let TwoWords { left, right, distance, ordered } = self;
        match distance {
            Distance::Tokens(most) => Some(NearTokens { left, right, most, ordered }),
            Distance::Sentence | Distance::Paragraph => None,
        }
    }

    /// The positions of both words in the region; `None` when one has none.
    fn read<'a>(
        self,
        expression: SpanInArticle<'a>,
        region: &Region,
    ) -> Option<(&'a [u32], &'a [u32], Reach<'a>)> {
        let left = expression.positions(self.left, region);
        if left.is_empty() {
            return None;
        }
        let right = expression.positions(self.right, region);
        (!right.is_empty()).then(|| (left, right, expression.reach(self.distance, region.field)))
    }

    /// Whether the two stand near each other in the region.
    pub(crate) fn any(self, expression: SpanInArticle<'_>, region: &Region) -> bool {
        self.read(expression, region).is_some_and(|(left, right, reach)| match self.near_tokens() {
            Some(near) => near.any(left, right),
            None => any_before(left, right, reach) || (!self.ordered && any_before(right, left, reach)),
        })
    }

    /// How many different intervals cover both in the region.
    pub(crate) fn count(self, expression: SpanInArticle<'_>, region: &Region, common: &mut Vec<u32>) -> u64 {
        let Some((left, right, reach)) = self.read(expression, region) else { return 0 };
        if let Some(near) = self.near_tokens() {
            return near.count(left, right);
        }
        let forward = count_before(left, right, reach);
        if self.ordered {
            return forward;
        }
        // Two tokens that both satisfy both words are one interval, counted in both orders.
        let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
        let mut hint = 0;
        common.clear();
        common.extend(short.iter().filter(|&&at| {
            hint = seek(long, hint, |&other| other < at);
            long.get(hint) == Some(&at)
        }));
        let both = if common.len() > 1 { count_before(common, common, reach) } else { 0 };
        forward + count_before(right, left, reach) - both
    }

    /// Calls `visit` with each position of either that has the other near; first those of
    /// the left one, then those of the right one.
    pub(crate) fn each_taking_part(
        self,
        expression: SpanInArticle<'_>,
        region: &Region,
        mut visit: impl FnMut(u32),
    ) {
        let Some((left, right, reach)) = self.read(expression, region) else { return };
        let (left_side, right_side) =
            if self.ordered { (Side::Behind, Side::Before) } else { (Side::Either, Side::Either) };
        each_with_partner(left, right, reach, left_side, &mut visit);
        each_with_partner(right, left, reach, right_side, &mut visit);
    }
}

/// Whether some `first` stands before some `second` within reach. The shorter list is walked.
fn any_before(first: &[u32], second: &[u32], reach: Reach<'_>) -> bool {
    let (mut hint, mut unit) = (0, 0);
    if first.len() <= second.len() {
        first.iter().any(|&at| {
            hint = seek(second, hint, |&other| other <= at);
            second.get(hint).is_some_and(|&next| next <= last_behind(at, reach, &mut unit))
        })
    } else {
        second.iter().any(|&at| {
            hint = seek(first, hint, |&other| other < at);
            hint.checked_sub(1).is_some_and(|before| first[before] >= first_before(at, reach, &mut unit))
        })
    }
}

/// The last position behind `at` within reach of it.
fn last_behind(at: u32, reach: Reach<'_>, unit: &mut usize) -> u32 {
    match reach {
        Reach::Tokens(most) => furthest(at, most),
        Reach::Within(units) => units.end_of(at, unit) - 1,
    }
}

/// The first position before `at` within reach of it.
fn first_before(at: u32, reach: Reach<'_>, unit: &mut usize) -> u32 {
    match reach {
        Reach::Tokens(most) => nearest(at, most),
        Reach::Within(units) => units.start_of(at, unit),
    }
}

/// How many pairs of a `first` before a `second` there are within reach.
fn count_before(first: &[u32], second: &[u32], reach: Reach<'_>) -> u64 {
    let (mut from, mut to, mut unit) = (0, 0, 0);
    let mut count = 0;
    for &at in first {
        from = seek(second, from, |&other| other <= at);
        if from == second.len() {
            break;
        }
        let last = last_behind(at, reach, &mut unit);
        if second[from] <= last {
            to = seek(second, to.max(from), |&other| other <= last);
            count += (to - from) as u64;
        }
    }
    count
}

/// Where the other word may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Behind,
    Before,
    Either,
}

/// Calls `visit` with each of `own` that has one of `others` within reach on that side.
fn each_with_partner(own: &[u32], others: &[u32], reach: Reach<'_>, side: Side, visit: &mut impl FnMut(u32)) {
    let (mut hint, mut unit) = (0, 0);
    for &at in own {
        hint = seek(others, hint, |&other| other < at);
        let before = hint.checked_sub(1).map(|index| others[index]);
        let behind = match others.get(hint) {
            Some(&same) if same == at => others.get(hint + 1),
            other => other,
        };
        let is_near = (side != Side::Before
            && behind.is_some_and(|&it| it <= last_behind(at, reach, &mut unit)))
            || (side != Side::Behind && before.is_some_and(|it| it >= first_before(at, reach, &mut unit)));
        if is_near {
            visit(at);
        }
    }
}
