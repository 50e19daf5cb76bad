//! What is in an index.

use crate::date::Day;

/// What an index holds.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexInfo {
    /// Articles.
    pub articles: u64,
    /// Quotations, indirect ones left out.
    pub quotations: u64,
    /// Most frequent sources with their articles, most first.
    pub sources: Vec<(String, u64)>,
    /// How many different sources there are.
    pub distinct_sources: u64,
    /// Most quoted speakers with the articles that quote them, most first.
    pub speakers: Vec<(String, u64)>,
    /// How many different speakers there are.
    pub distinct_speakers: u64,
    /// Languages with their articles, most first.
    pub languages: Vec<(String, u64)>,
    /// First and last day, where any is known.
    pub days: Option<(Day, Day)>,
    /// Articles whose day is unknown.
    pub undated: u64,
    /// Articles whose source is unknown.
    pub unsourced: u64,
    /// Bytes of text: titles and bodies.
    pub text_bytes: u64,
    /// Bytes on disk.
    pub index_bytes: u64,
    /// Segments.
    pub segments: usize,
    /// Format of the files.
    pub format: u32,
    /// Revision of the extraction that made it.
    pub revision: u32,
    /// The program that wrote it.
    pub written_by: String,
}

/// A word near to one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearWord {
    /// The word in its plain form, or as most often written where that is known.
    pub word: String,
    /// How many edits lie between.
    pub edits: u8,
    /// In how many articles it stands.
    pub articles: u64,
}
