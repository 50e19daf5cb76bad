//! NEAR, PRE and NOT NEAR over the intervals of their operands.

use crate::evidence::algebra::leaves::seek;
use crate::evidence::algebra::lists::{Budget, List, mark_same};
use crate::evidence::algebra::nearness::{
    Buffers, Reach, any_before, count_pairs, each_apart, each_pair_before, mark_before, shared_length,
};
use crate::evidence::algebra::word_positions::TokenRange;
use crate::evidence::error::EvidenceError;
use crate::query::PairOperator;

/// The intervals of both operands in one region.
#[derive(Clone, Copy)]
pub(crate) struct Pair<'a> {
    pub(crate) operator: PairOperator,
    pub(crate) left: &'a [TokenRange],
    pub(crate) right: &'a [TokenRange],
    pub(crate) reach: Reach<'a>,
}

impl Pair<'_> {
    /// Whether the operator has an interval.
    pub(crate) fn any(self, buffers: &mut Buffers) -> bool {
        let Pair { left, right, reach, .. } = self;
        match self.operator {
            PairOperator::Near(_) => {
                any_before(left, right, reach, buffers) || any_before(right, left, reach, buffers)
            }
            PairOperator::Pre(_) => any_before(left, right, reach, buffers),
            PairOperator::NotNear(_) => {
                let mut found = false;
                each_apart(left, right, reach, buffers, |_| {
                    found = true;
                    false
                });
                found
            }
        }
    }

    /// Appends the operator's intervals to a list, whose region is then closed.
    pub(crate) fn list(
        self,
        buffers: &mut Buffers,
        budget: &mut Budget,
        list: &mut List,
    ) -> Result<(), EvidenceError> {
        let Pair { left, right, reach, .. } = self;
        let mut cover = |first: &[TokenRange], second: &[TokenRange]| {
            let fits = each_pair_before(first, second, reach, |a, b| {
                if let Some(b) = b {
                    list.intervals.push(TokenRange::new(first[a].start, second[b].end));
                }
                budget.spend_one()
            });
            if fits { Ok(()) } else { Err(Budget::exceeded()) }
        };
        match self.operator {
            PairOperator::Near(_) => {
                cover(left, right)?;
                cover(right, left)?;
            }
            PairOperator::Pre(_) => cover(left, right)?,
            PairOperator::NotNear(_) => each_apart(left, right, reach, buffers, |at| {
                list.intervals.push(left[at]);
                true
            }),
        }
        list.close_unsorted_region();
        Ok(())
    }

    /// Marks the intervals of both operands that take part in any interval of the operator.
    pub(crate) fn mark(self, buffers: &mut Buffers, left_used: &mut [bool], right_used: &mut [bool]) {
        let Pair { left, right, reach, .. } = self;
        match self.operator {
            PairOperator::Near(_) => {
                mark_before(left, right, reach, buffers, left_used, right_used);
                mark_before(right, left, reach, buffers, right_used, left_used);
            }
            PairOperator::Pre(_) => mark_before(left, right, reach, buffers, left_used, right_used),
            PairOperator::NotNear(_) => each_apart(left, right, reach, buffers, |at| {
                left_used[at] = true;
                true
            }),
        }
    }

    /// Marks the intervals of both operands that make one of those of the operator that are used. `list` has all
    /// intervals of the operator, and `used` says which.
    pub(crate) fn mark_used(
        self,
        list: &[TokenRange],
        used: &[bool],
        left_used: &mut [bool],
        right_used: &mut [bool],
    ) {
        let Pair { left, right, reach, .. } = self;
        match self.operator {
            PairOperator::Near(_) => {
                mark_pairs(left, right, reach, (list, used), left_used, right_used);
                mark_pairs(right, left, reach, (list, used), right_used, left_used);
            }
            PairOperator::Pre(_) => mark_pairs(left, right, reach, (list, used), left_used, right_used),
            PairOperator::NotNear(_) => mark_same((list, used), (left, left_used)),
        }
    }
}

/// How many different intervals the operator has over all regions, where that can be told without listing
/// them. `pairs` gives the operands region by region; no two regions share a token.
pub(crate) fn count<'a>(
    operator: PairOperator,
    left: &List,
    right: &List,
    pairs: impl Iterator<Item = Pair<'a>>,
    buffers: &mut Buffers,
) -> Option<u64> {
    let ordered = match operator {
        PairOperator::Near(_) => false,
        PairOperator::Pre(_) => true,
        PairOperator::NotNear(_) => return None,
    };
    let (left, right) = (shared_length(&left.intervals)?, shared_length(&right.intervals)?);
    Some(pairs.map(|it| count_pairs((it.left, left), (it.right, right), it.reach, ordered, buffers)).sum())
}

/// Marks each `first` and `second` that together make a used interval.
fn mark_pairs(
    first: &[TokenRange],
    second: &[TokenRange],
    reach: Reach<'_>,
    (list, used): (&[TokenRange], &[bool]),
    first_used: &mut [bool],
    second_used: &mut [bool],
) {
    let mut at = 0;
    each_pair_before(first, second, reach, |a, b| {
        if let Some(b) = b {
            let cover = TokenRange::new(first[a].start, second[b].end);
            at = seek(list, at, |it| *it < cover);
            if used.get(at) == Some(&true) {
                first_used[a] = true;
                second_used[b] = true;
            }
        }
        true
    });
}
