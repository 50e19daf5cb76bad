//! The request object.

use serde_json::Value;

/// A question as it arrives: which of the [options](crate::request::options) were given, with what. One that was not
/// given has its default. What each means, and which requests take it, stands in the table of options.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RequestObject {
    /// Its name, a string or a number, in batches.
    pub id: Option<Value>,
    /// The queries, of which an article satisfies any; mostly one. Without one, nothing was asked.
    pub query: Vec<String>,
    /// More queries; an article satisfies all of them.
    pub filter: Vec<String>,
    /// Who says the quotation.
    pub speaker: Option<String>,
    /// A query for the paragraph around the quotation.
    pub about: Option<String>,
    /// The day, month or year after which an article was published.
    pub after: Option<String>,
    /// The day, month or year before which an article was published.
    pub before: Option<String>,
    /// What words side by side mean.
    pub words: Option<WordsSide>,
    /// Whether words find only their own spelling.
    pub word: Option<bool>,
    /// Whether the articles that do not match are meant.
    pub invert_match: Option<bool>,
    /// How many are shown.
    pub limit: Option<Limit>,
    /// How many are passed over first.
    pub offset: Option<usize>,
    /// The order.
    pub sort: Option<Order>,
    /// What is shown as one.
    pub group: Option<Group>,
    /// Which article stands for a story.
    pub keep: Option<String>,
    /// What is counted, by the names of facets.
    pub facets: Vec<String>,
    /// How many values a facet shows.
    pub facet_limit: Option<usize>,
    /// What a hit shows, by the names of its fields.
    pub fields: Vec<String>,
    /// How many passages a hit shows.
    pub snippets: Option<usize>,
    /// Whether occurrences are counted over all articles.
    pub count_matches: Option<bool>,
    /// How sure a speaker must be to be named.
    pub min_confidence: Option<f64>,
    /// Whether words also find other spellings of themselves.
    pub variants: Option<bool>,
    /// Whether words also find themselves written apart, and words side by side the one they make.
    pub compounds: Option<bool>,
    /// Whether a name finds its own spelling alone.
    pub no_variants: Option<bool>,
    /// Whether speech that is reported without quotation marks is asked too.
    pub indirect: Option<bool>,
    /// For how many words a `word~` or `word*` may stand.
    pub max_expansions: Option<usize>,
    /// Seconds after which the answer may be partial.
    pub timeout: Option<f64>,
    /// Paths to which the answer is limited.
    pub paths: Vec<String>,
}

impl RequestObject {
    /// The query as it was typed, to be shown: of several, each in parentheses with OR between them. It is not read
    /// again.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self.query.as_slice() {
            [] => None,
            [text] => Some(text.clone()),
            several => Some(several.iter().map(|it| format!("({it})")).collect::<Vec<_>>().join(" OR ")),
        }
    }

    /// How long its queries are together, in bytes.
    #[must_use]
    pub fn query_bytes(&self) -> usize {
        let one = [&self.speaker, &self.about].into_iter().flatten();
        self.query.iter().chain(&self.filter).chain(one).map(String::len).sum()
    }
}

/// What words side by side mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordsSide {
    /// One after the other.
    Phrase,
    /// All of them, anywhere in the text.
    All,
    /// Any of them, best first.
    Any,
}

impl WordsSide {
    /// Each with the word for it.
    pub(super) const WORDS: [(&str, WordsSide); 3] =
        [("phrase", WordsSide::Phrase), ("all", WordsSide::All), ("any", WordsSide::Any)];
}

/// In which order articles come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Best first.
    Relevance,
    /// Earliest day first.
    Date,
    /// Latest day first.
    DateReversed,
}

impl Order {
    /// Each with the word for it.
    pub const WORDS: [(&str, Order); 3] =
        [("relevance", Order::Relevance), ("date", Order::Date), ("-date", Order::DateReversed)];
}

/// Which articles are shown as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Copies of one story.
    Copies,
    /// Articles that tell of one event.
    Event,
    /// None.
    Off,
}

impl Group {
    /// Each with the word for it.
    pub(super) const WORDS: [(&str, Group); 3] =
        [("copies", Group::Copies), ("event", Group::Event), ("off", Group::Off)];
}

/// How many are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// So many at most.
    Hits(usize),
    /// Every one.
    All,
}
