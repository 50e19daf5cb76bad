//! What the algebra needs to know of one article, wherever it comes from.

use crate::evidence::algebra::plan::{ClauseId, SaidById, WordId};
use crate::search::TextField;

/// Tokens `start..end` of a field, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct TokenRange {
    /// The first token.
    pub(crate) start: u32,
    /// The token after the last one.
    pub(crate) end: u32,
}

impl TokenRange {
    /// The range `start..end`.
    #[must_use]
    pub(crate) fn new(start: u32, end: u32) -> TokenRange {
        TokenRange { start, end }
    }

    /// Whether no token lies in it.
    #[must_use]
    pub(crate) fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A leaf match: a word, a whole phrase, one word of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Match {
    /// The field it stands in.
    pub(crate) field: TextField,
    /// Its tokens.
    pub(crate) tokens: TokenRange,
}

/// One article as the algebra sees it: where each word of a [`Plan`](crate::evidence::Plan)
/// stands, and how the text is divided.
///
/// All positions are token positions within their field. An implementation may
/// work a list out when it is first asked for; [`Plan::needs`](crate::evidence::Plan::needs) tells what will never be.
pub(crate) trait WordPositions {
    /// Where the word stands, sorted, none twice, below [`Self::token_count`]. Never
    /// asked for [`Word::Any`](crate::query::Word::Any), which stands everywhere.
    fn positions(&self, word: WordId, field: TextField) -> &[u32];

    /// How many tokens the field has.
    fn token_count(&self, field: TextField) -> u32;

    /// The first token of each sentence, sorted, none twice. (The first one's may be left out.)
    fn sentence_starts(&self, field: TextField) -> &[u32];

    /// The first token of each paragraph, sorted, none twice. (The first one's may be left out.)
    fn paragraph_starts(&self, field: TextField) -> &[u32];

    /// The quotations of the body that scopes ask of, in order of place. An empty one is
    /// passed over; they may overlap.
    fn quotations(&self) -> &[TokenRange];

    /// Whether the quotation of this index in [`Self::quotations`] is attributed so.
    fn said(&self, by: SaidById, quotation: usize) -> bool;

    /// Whether the article satisfies the field clause.
    fn clause(&self, clause: ClauseId) -> bool;
}
