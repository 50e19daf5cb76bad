//! What is asked of an index, and what it answers: requests, pages, hits.
//!
//! Plain data, and the trait between what searches and what holds the articles: an [`Engine`] takes a
//! [`SearchRequest`] and gives a [`SearchPage`]; a renderer shows a page without knowing where it came from.

pub mod bag;
mod capability;
mod corpus;
mod count;
mod engine;
mod error;
mod facet;
mod hit;
mod limited;
mod names;
pub mod piece;
pub mod quotes;
pub mod stories;

pub use crate::search::bag::BagRanking;
pub use crate::search::capability::Capability;
pub use crate::search::corpus::{ArticleStamp, Corpus};
pub use crate::search::count::Count;
pub use crate::search::engine::{Engine, EngineSource, Expansion};
pub use crate::search::error::{EngineFailure, SearchError};
pub use crate::search::facet::Facet;
pub use crate::search::hit::HitParts;
pub use crate::search::limited::{Cancel, CancelOnDrop, Limited};
pub(crate) use crate::search::names::{NameFit, WordFit, untitled};

use std::time::Duration;

use crate::article::{ArticleId, Earlier, Language, Names, Origin, SpeakerKind};
use crate::date::{Dating, Day};
use crate::query::Query;
use crate::search::stories::{Grouping, Keep, Together};
use crate::span::{ByteSpan, TextSpan};

/// How many hits a page holds at the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageLimit {
    /// So many; 0 asks for the counts alone.
    Hits(usize),
    /// Every hit.
    All,
}

/// In which order hits come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// Best first; ties: newer first, then id.
    #[default]
    Relevance,
    /// Earliest publication first; ties: id. Earlier is what was published at the earlier instant, a day without a time
    /// of day at its beginning in UTC; of one instant, what is printed under the earlier day. Unknown times come last.
    OldestFirst,
    /// Latest publication first, in the same sense; ties: id. Unknown times come last.
    NewestFirst,
}

/// Whether the pieces of evidence in hits that are not shown are counted too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Occurrences {
    /// Only when every hit is shown anyway.
    #[default]
    WhenAllShown,
    /// Over all hits.
    Count,
}

/// Whether a name finds its other spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Variants {
    /// A name matches its linked spellings too.
    #[default]
    Linked,
    /// A name matches itself alone.
    Off,
}

/// Whether speech that is reported without marks counts as a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum IndirectSpeech {
    /// No: a quotation is what stands between marks.
    #[default]
    Excluded,
    /// Yes, for `quote:`, `SAID` and `speaker:`.
    Included,
}

/// A question with everything that shapes its answer.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// What is looked for.
    pub query: Query,
    /// How many hits are shown.
    pub limit: PageLimit,
    /// How many hits are passed over first.
    pub offset: usize,
    /// In which order.
    pub sort: SortBy,
    /// Which facets are counted, each at most once.
    pub facets: Vec<Facet>,
    /// How many values a facet shows at most.
    pub facet_limit: usize,
    /// Whether occurrences are counted over all hits.
    pub occurrences: Occurrences,
    /// Whether names find their other spellings.
    pub variants: Variants,
    /// Whether indirect speech is asked too.
    pub indirect: IndirectSpeech,
    /// How many snippets a hit shows at most.
    pub snippets: usize,
    /// Articles to which the answer is limited: paths as places give them, a folder standing
    /// for all below it. Empty: no limit.
    pub within: Vec<String>,
    /// How many terms a fuzzy word or wildcard may stand for before the query is refused.
    pub max_expansions: usize,
    /// How long it may take; `None`: as long as it takes.
    pub timeout: Option<Duration>,
    /// Who can stop it before that; what was found until then is the answer, and partial.
    pub cancel: Option<Cancel>,
    /// Whether each hit explains its score.
    pub explain: bool,
    /// How a bag of words is ranked.
    pub bag: BagRanking,
    /// Whether articles of one story are one hit; facets then count stories.
    pub group: Grouping,
    /// Which of them is shown.
    pub keep: Keep,
    /// What is told of each hit.
    pub parts: HitParts,
    /// What is to be told of the question, whatever is found: an answer repeats it among its notices.
    pub notices: Vec<String>,
}

impl SearchRequest {
    /// The hits that a page shows unless told otherwise.
    pub const DEFAULT_LIMIT: usize = 20;
    /// How many values a facet shows unless told otherwise.
    pub const DEFAULT_FACET_LIMIT: usize = 10;
    /// The terms that a fuzzy word or wildcard may stand for unless told otherwise.
    pub const DEFAULT_MAX_EXPANSIONS: usize = 10_000;

    /// The first 20 hits by relevance, with up to three snippets each and no facets.
    #[must_use]
    pub fn new(query: Query) -> SearchRequest {
        SearchRequest {
            query,
            limit: PageLimit::Hits(Self::DEFAULT_LIMIT),
            offset: 0,
            sort: SortBy::Relevance,
            facets: Vec::new(),
            facet_limit: Self::DEFAULT_FACET_LIMIT,
            occurrences: Occurrences::WhenAllShown,
            variants: Variants::Linked,
            indirect: IndirectSpeech::Excluded,
            snippets: 3,
            within: Vec::new(),
            max_expansions: Self::DEFAULT_MAX_EXPANSIONS,
            timeout: None,
            cancel: None,
            explain: false,
            bag: BagRanking::default(),
            group: Grouping::Off,
            keep: Keep::Best,
            parts: HitParts::Whole,
            notices: Vec::new(),
        }
    }
}

/// The answer to a request.
#[derive(Debug, Clone)]
pub struct SearchPage {
    /// How many articles satisfy the query.
    pub articles: Count,
    /// How many stories they tell; `None` where articles of one story are not shown as one.
    pub stories: Option<Count>,
    /// How many pieces of evidence they hold together; `None` when not counted.
    pub occurrences: Option<Count>,
    /// The hits of this page.
    pub hits: Vec<Hit>,
    /// The facets asked for, in the order asked.
    pub facets: Vec<FacetCounts>,
    /// Things the asker should know, such as the spellings a name was linked to.
    pub notices: Vec<String>,
    /// Whether time ran out, so that counts and hits speak of a part only.
    pub partial: bool,
    /// How long it took.
    pub took: Duration,
}

impl SearchPage {
    /// Whether every count of it is exact.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        let facets = self
            .facets
            .iter()
            .flat_map(|it| it.values.iter().map(|(_, articles)| *articles).chain([it.unknown, it.distinct]));
        facets.chain(self.occurrences).chain(self.stories).chain([self.articles]).all(Count::is_exact)
    }
}

/// Which articles answer a request, without their texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// How many articles satisfy the query.
    pub articles: Count,
    /// The hits of this page, in order, with their scores.
    pub hits: Vec<(ArticleId, f32)>,
    /// Whether time ran out.
    pub partial: bool,
}

/// One article that satisfies the query, with the proof.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Its name in the index.
    pub id: ArticleId,
    /// BM25 over the leaves of the query; 0 when only fields were asked.
    pub score: f32,
    /// The headline.
    pub title: Option<String>,
    /// The first words of the body, for a hit without a headline.
    pub opening: String,
    /// When it was published.
    pub dating: Option<Dating>,
    /// When it was last updated.
    pub updated: Option<Dating>,
    /// Who published it, who wrote it, and what else it has one name of.
    pub names: Names,
    /// The language it is written in.
    pub language: Language,
    /// The address it was published at.
    pub url: Option<String>,
    /// Every place it was read at, at least one.
    pub origins: Vec<Origin>,
    /// Set when this is how an article read before it was edited.
    pub earlier: Option<Earlier>,
    /// Who is quoted, most quotations first, then by name.
    pub speakers: Vec<SpeakerCount>,
    /// The evidence, by field (title first), then by place; none twice.
    pub spans: Vec<Evidence>,
    /// The passages chosen to show it, in reading order.
    pub snippets: Vec<Snippet>,
    /// Why it scored, where that was asked for.
    pub explanation: Option<Vec<LeafScore>>,
    /// The story that it stands for, where it is one of several articles of one.
    pub together: Option<Together>,
}

/// How often somebody is quoted in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerCount {
    /// The name as the article gives it.
    pub name: String,
    /// A person or an organisation.
    pub kind: SpeakerKind,
    /// How many quotations.
    pub quotations: usize,
}

/// The fields whose text is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextField {
    /// The headline.
    Title,
    /// The body.
    Body,
}

impl TextField {
    /// The word by which programs know it; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TextField::Title => "title",
            TextField::Body => "body",
        }
    }
}

/// A piece of evidence: a span of a field whose text satisfied the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The field.
    pub field: TextField,
    /// Its place in the field.
    pub span: TextSpan,
    /// The text at that place.
    pub text: String,
}

/// A passage of a field, with the matches in it marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The field it is taken from.
    pub field: TextField,
    /// Where it starts in the field, in bytes.
    pub start: usize,
    /// The passage: a verbatim stretch of the field.
    pub text: String,
    /// The matches, in bytes of `text`: sorted, merged, never empty spans.
    pub marks: Vec<ByteSpan>,
    /// How it begins.
    pub begins: Edge,
    /// How it ends.
    pub ends: Edge,
}

/// How a passage begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Where a sentence does.
    Sentence,
    /// Between two words of a sentence that did not fit.
    Cut,
}

impl Snippet {
    /// The passages in one text, with an ellipsis between them and wherever one is cut out of a sentence.
    #[must_use]
    pub fn joined(snippets: &[Snippet]) -> String {
        let mut text = String::new();
        for (at, snippet) in snippets.iter().enumerate() {
            match at {
                0 if snippet.begins == Edge::Cut => text.push_str("… "),
                0 => {}
                _ => text.push_str(" … "),
            }
            text.push_str(&snippet.text);
        }
        if snippets.last().is_some_and(|it| it.ends == Edge::Cut) {
            text.push_str(" …");
        }
        text
    }
}

/// What one leaf of the query added to a hit's score.
#[derive(Debug, Clone, PartialEq)]
pub struct LeafScore {
    /// The leaf as the query has it.
    pub leaf: String,
    /// What it added.
    pub score: f32,
}

/// How the hits divide by one facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// Which facet.
    pub facet: Facet,
    /// Value and number of articles, of stories where these are shown once: most first, then by value; dates in order of time.
    pub values: Vec<(String, Count)>,
    /// Articles, or stories, for which the value is unknown.
    pub unknown: Count,
    /// How many different values there are, shown or not.
    pub distinct: Count,
}

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
    /// The number of the article that came last.
    pub sequence: u64,
    /// The sum over all articles, as 32 hexadecimal digits.
    pub fingerprint: String,
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

/// Answers made by hand, for tests of what shows them.
#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::article::{Found, FoundBy};
    use crate::field::Field;

    /// A hit for `"last Ukrainian"` with everything known.
    pub(crate) fn hit() -> Hit {
        let text = "ready to fight \"to the last Ukrainian\", he told reporters in Bishkek.";
        let at = text.find("last").expect("it is there");
        let words = ByteSpan::in_text(text, at, at + 14).expect("inside");
        let span = TextSpan { bytes: ByteSpan::known(523, 537), start_char: 520, end_char: 534 };
        Hit {
            id: ArticleId::new("ledger-1").expect("not blank"),
            score: 2.5,
            title: Some("Talks end without a truce".into()),
            opening: "The talks ended on Thursday".into(),
            dating: Day::new(2025, 11, 27).map(|day| Dating { day, instant: None, found: FoundBy::Head }),
            updated: None,
            names: names(&[(Field::Source, "Morning Ledger"), (Field::Author, "A. Writer")]),
            language: Language::ENGLISH,
            url: None,
            origins: vec![Origin { path: "articles/ledger.txt".into(), record: None }],
            earlier: None,
            speakers: [("Vladimir Putin", 4), ("Dmitry Peskov", 1)]
                .map(|(name, quotations)| SpeakerCount {
                    name: name.into(),
                    kind: SpeakerKind::Person,
                    quotations,
                })
                .into(),
            spans: vec![Evidence { field: TextField::Body, span, text: "last Ukrainian".into() }],
            snippets: vec![Snippet {
                field: TextField::Body,
                start: 500,
                text: text.into(),
                marks: vec![words],
                begins: Edge::Cut,
                ends: Edge::Sentence,
            }],
            explanation: None,
            together: None,
        }
    }

    /// These names, as a record gives them.
    pub(crate) fn names(of: &[(Field, &str)]) -> Names {
        of.iter().map(|(field, name)| (*field, Found::new((*name).to_owned(), FoundBy::Given))).collect()
    }

    /// A page of these hits and no others, with three occurrences.
    pub(crate) fn page(hits: Vec<Hit>) -> SearchPage {
        SearchPage {
            articles: Count::Exact(hits.len() as u64),
            stories: None,
            occurrences: Some(Count::Exact(3)),
            hits,
            facets: Vec::new(),
            notices: Vec::new(),
            partial: false,
            took: Duration::ZERO,
        }
    }
}
