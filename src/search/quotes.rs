//! What is asked of the quotations of an index, and the answer: the same words of the same speaker,
//! told by several articles, once.

use std::time::Duration;

use crate::article::{ArticleId, Origin, QuotationKind, Speaker};
use crate::date::Day;
use crate::query::{NamePattern, Query};
use crate::search::{IndirectSpeech, PageLimit, SearchRequest, Variants};
use crate::span::{ByteSpan, TextSpan};

/// A question about quotations.
#[derive(Debug, Clone)]
pub struct QuotesRequest {
    /// What the quotation says; clauses about fields of the article (`date:`, `source:`) limit the
    /// articles. [`Query::All`]: anything.
    pub query: Query,
    /// Whose quotations; `None`: anybody's, known or not.
    pub speaker: Option<NamePattern>,
    /// What its paragraph is about.
    pub about: Option<Query>,
    /// How many quotations are shown.
    pub limit: PageLimit,
    /// How many are passed over first.
    pub offset: usize,
    /// Whether names find their other spellings.
    pub variants: Variants,
    /// Whether speech that is reported without quotation marks counts.
    pub indirect: IndirectSpeech,
    /// Articles to which the answer is limited, as in [`SearchRequest::within`].
    pub within: Vec<String>,
    /// As in [`SearchRequest::max_expansions`].
    pub max_expansions: usize,
    /// How long it may take. What is not done by then is left out, and the answer is partial.
    pub timeout: Option<Duration>,
    /// Bytes that the quotations under way may take. Those beyond are left out, and the answer is partial.
    pub memory: usize,
}

impl QuotesRequest {
    /// The first 20 quotations that satisfy the query, whoever said them.
    #[must_use]
    pub fn new(query: Query) -> QuotesRequest {
        QuotesRequest {
            query,
            speaker: None,
            about: None,
            limit: PageLimit::Hits(SearchRequest::DEFAULT_LIMIT),
            offset: 0,
            variants: Variants::Linked,
            indirect: IndirectSpeech::Excluded,
            within: Vec::new(),
            max_expansions: SearchRequest::DEFAULT_MAX_EXPANSIONS,
            timeout: None,
            memory: usize::MAX,
        }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotesPage {
    /// How many different quotations there are.
    pub quotations: u64,
    /// In how many articles.
    pub articles: u64,
    /// Who says them, with the number of different quotations, most first, then by name.
    pub speakers: Vec<(String, u64)>,
    /// How many of the quotations have no known speaker.
    pub unknown: u64,
    /// Whether time or memory ran out before all articles were looked at.
    pub partial: bool,
    /// The quotations of this page: those told by most articles first, then the newest.
    pub shown: Vec<Quoted>,
}

/// A quotation, with every place that tells it. They differ in a few words at most.
#[derive(Debug, Clone, PartialEq)]
pub struct Quoted {
    /// Whose words; `None` when no article tells.
    pub speaker: Option<Speaker>,
    /// The wordings, the fullest first; at least one.
    pub wordings: Vec<Wording>,
}

/// A quotation as one article has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Wording {
    /// The words with their marks.
    pub text: String,
    /// The matches in them, in bytes of `text`: sorted, merged.
    pub marks: Vec<ByteSpan>,
    /// Where they stand in the body.
    pub span: TextSpan,
    /// How they are quoted.
    pub kind: QuotationKind,
    /// How sure the speaker is, 0 to 1.
    pub confidence: f32,
    /// The article.
    pub id: ArticleId,
    /// Its headline.
    pub title: Option<String>,
    /// Where it was read.
    pub place: Option<Origin>,
    /// Its day.
    pub date: Option<Day>,
    /// Who published it.
    pub source: Option<String>,
    /// Its words laid against those of the fullest wording, in order; empty for that one itself.
    pub differences: Vec<Piece>,
}

/// A run of words of a wording, against the fullest one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Both have it.
    Same(String),
    /// Only this wording has it.
    Added(String),
    /// Only the fullest wording has it.
    LeftOut(String),
}
