//! Counts of articles and of their evidence.

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Articles that satisfy the query.
    pub(crate) articles: u64,
    /// Pieces of evidence, over all of them.
    pub(crate) occurrences: u64,
}

impl std::iter::Sum for Counted {
    fn sum<I: Iterator<Item = Counted>>(parts: I) -> Counted {
        parts.fold(Counted::default(), |sum, it| Counted {
            articles: sum.articles + it.articles,
            occurrences: sum.occurrences + it.occurrences,
        })
    }
}
