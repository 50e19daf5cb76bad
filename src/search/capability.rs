//! What some engines can do and others cannot.

/// Something that not every engine can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capability {
    /// Counts are exact unless time runs out. Without it any count may be a lower bound.
    ExactCounts,
    /// Hits have scores, and relevance is an order. Without it that order is newest first.
    Relevance,
    /// A hit can tell what each leaf of the query added to its score.
    Explanations,
    /// Words near to a word can be named.
    NearWords,
    /// Articles have a number by which they came, and the collection a fingerprint.
    Arrivals,
    /// Articles that are copies of each other are known.
    Copies,
}

impl Capability {
    /// What cannot be done without it, behind "cannot".
    pub(crate) fn as_verb(self) -> &'static str {
        match self {
            Capability::ExactCounts => "count exactly",
            Capability::Relevance => "order hits by relevance",
            Capability::Explanations => "explain scores",
            Capability::NearWords => "name words of similar spelling",
            Capability::Arrivals => "tell in which order articles came",
            Capability::Copies => "tell which articles are copies",
        }
    }
}
