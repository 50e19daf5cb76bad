//! What is known from the quotations before a place in the text.

use crate::people::mentions::NOBODY;

/// Who spoke last, as far as that was decided.
#[derive(Debug, Clone, Copy)]
pub(crate) struct History {
    /// The mention that the quotation before was attributed to.
    pub(crate) source: Option<u32>,
    /// Its speaker, or [`NOBODY`].
    pub(crate) speaker: u32,
    /// The last speaker before who is another person, or [`NOBODY`].
    pub(crate) earlier_speaker: u32,
}

impl History {
    /// Nothing was quoted yet.
    pub(crate) const EMPTY: History = History { source: None, speaker: NOBODY, earlier_speaker: NOBODY };
}
