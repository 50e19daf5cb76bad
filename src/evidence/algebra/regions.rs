//! The stretches of text that a query is asked of, and scopes within them.

use crate::evidence::algebra::plan::PlanScope;
use crate::evidence::algebra::word_positions::{TokenRange, WordPositions};
use crate::search::TextField;

/// A stretch of a field in which intervals are looked for. Never without tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) field: TextField,
    pub(crate) tokens: TokenRange,
    /// The region it was clipped from, as an index into the outer frame.
    pub(crate) parent: usize,
}

/// The regions that one part of a query is asked of together.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub(crate) regions: Vec<Region>,
    /// Whether no two regions share a token, as far as is known without sorting.
    pub(crate) disjoint: bool,
    /// Whether this is the top level, where FIRST speaks of the body alone.
    pub(crate) top_level: bool,
}

impl Frame {
    pub(crate) fn is_passed_over_by_first(&self, region: &Region) -> bool {
        self.top_level && region.field == TextField::Title
    }
}

/// Whether regions follow one another without sharing a token.
pub(crate) fn are_disjoint(regions: &[Region]) -> bool {
    regions.windows(2).all(|pair| {
        (pair[0].field, pair[0].tokens.end) <= (pair[1].field, pair[1].tokens.start)
            || pair[0].field < pair[1].field
    })
}

/// The regions of the top level.
pub(crate) fn push_whole_text(article: &dyn WordPositions, out: &mut Vec<Region>) {
    for field in [TextField::Title, TextField::Body] {
        let tokens = TokenRange::new(0, article.token_count(field));
        if !tokens.is_empty() {
            out.push(Region { field, tokens, parent: 0 });
        }
    }
}

/// How far quotations reach, so that those in a stretch of text are found without
/// walking through all; worked out once for an article.
#[derive(Debug, Default)]
pub(crate) struct QuotationReach {
    /// The furthest end of any quotation up to this one. Empty when not worked out yet.
    furthest: Vec<u32>,
    ordered: bool,
}

impl QuotationReach {
    pub(crate) fn forget(&mut self) {
        self.furthest.clear();
    }

    /// The quotations among which all lie that share a token with `within`.
    fn around(&mut self, quotations: &[TokenRange], within: TokenRange) -> std::ops::Range<usize> {
        if self.furthest.len() != quotations.len() {
            self.furthest.clear();
            let mut furthest = 0;
            self.furthest.extend(quotations.iter().map(|it| {
                furthest = furthest.max(it.end);
                furthest
            }));
            self.ordered = quotations.is_sorted_by_key(|it| it.start);
        }
        if !self.ordered {
            return 0..quotations.len();
        }
        let from = self.furthest.partition_point(|&end| end <= within.start);
        let to = quotations.partition_point(|it| it.start < within.end);
        from..to.max(from)
    }
}

/// Appends the regions of `scope`, each clipped to `outer`.
pub(crate) fn push_clipped(
    scope: PlanScope,
    outer: &Region,
    parent: usize,
    article: &dyn WordPositions,
    reach: &mut QuotationReach,
    out: &mut Vec<Region>,
) {
    let mut push = |start: u32, end: u32| {
        let tokens = TokenRange::new(start.max(outer.tokens.start), end.min(outer.tokens.end));
        if !tokens.is_empty() {
            out.push(Region { field: outer.field, tokens, parent });
        }
    };
    match (scope, outer.field) {
        (PlanScope::Title | PlanScope::Lead, TextField::Title) | (PlanScope::Body, TextField::Body) => {
            push(0, u32::MAX);
        }
        (PlanScope::Lead, TextField::Body) => {
            let starts = article.paragraph_starts(TextField::Body);
            push(0, starts.iter().copied().find(|&start| start > 0).unwrap_or(u32::MAX));
        }
        (PlanScope::Quote | PlanScope::Said(_), TextField::Body) => {
            let quotations = article.quotations();
            for index in reach.around(quotations, outer.tokens) {
                let is_asked = match scope {
                    PlanScope::Said(by) => article.said(by, index),
                    PlanScope::Title | PlanScope::Body | PlanScope::Lead | PlanScope::Quote => true,
                };
                if is_asked {
                    push(quotations[index].start, quotations[index].end);
                }
            }
        }
        (PlanScope::Title, TextField::Body)
        | (PlanScope::Body | PlanScope::Quote | PlanScope::Said(_), TextField::Title) => {}
    }
}
