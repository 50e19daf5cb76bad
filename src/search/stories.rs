//! A story as several papers have it: plain data.

use crate::article::ArticleId;
use crate::copies::Kind;
use crate::date::{Dating, Day};
use crate::query::NamePattern;
use crate::search::piece::Piece;

/// Whether articles that tell one story are shown as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    /// Every article stands for itself.
    #[default]
    Off,
    /// Copies are one: the same text, cut, updated or corrected.
    Copies,
    /// Articles that tell of one event are one, among those that satisfy the query.
    Events,
}

/// Which article of a story stands for it, of those that satisfy the query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Keep {
    /// The first in the order of the answer.
    #[default]
    Best,
    /// The earliest; those without a day come behind.
    First,
    /// The latest; those without a day come behind.
    Last,
    /// That of the source whose name has all these words; where there is none, the first in the order of the answer.
    Source(NamePattern),
}

/// The story for which a hit stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// The other articles of it that satisfy the query, the earliest first, those without a day last.
    pub others: Vec<OtherPlace>,
    /// How many more there are in the index, which do not satisfy the query.
    pub unmatched: u64,
    /// How many papers the others are of, besides that of the hit; each that is not known counts as one.
    pub papers: u64,
    /// How many of the others are of the same paper as the hit.
    pub versions: u64,
}

/// An article of a story besides the one that stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherPlace {
    /// The article.
    pub id: ArticleId,
    /// Who published it.
    pub source: Option<String>,
    /// On which day.
    pub day: Option<Day>,
}

impl Together {
    /// The story of a hit of this source.
    #[must_use]
    pub fn of(source: Option<&str>, others: Vec<OtherPlace>, unmatched: u64) -> Together {
        let mut names: Vec<&str> = others.iter().filter_map(|it| it.source.as_deref()).collect();
        let versions = names.iter().filter(|it| Some(**it) == source).count() as u64;
        let unknown = others.len() - names.len();
        names.retain(|it| Some(*it) != source);
        names.sort_unstable();
        names.dedup();
        Together { papers: (names.len() + unknown) as u64, versions, others, unmatched }
    }
}

/// Two articles side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Diff {
    /// The first.
    pub one: StoryPlace,
    /// The second.
    pub other: StoryPlace,
    /// What they are to each other, if they are of one story.
    pub kind: Option<Kind>,
    /// The headline of the second against that of the first.
    pub title: Vec<Piece>,
    /// The sentences of the second against those of the first, in order.
    pub sentences: Vec<DiffSentence>,
}

/// A sentence with what stands behind it, of two articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiffSentence {
    /// Both have it, as the second writes it.
    Same(String),
    /// Only the second has it.
    Added(String),
    /// Only the first has it.
    LeftOut(String),
    /// Both have it, in other words: those of the second against those of the first.
    Changed(Vec<Piece>),
}

/// The events among the articles that satisfy a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Events {
    /// How many events two articles or more tell of.
    pub events: u64,
    /// How many articles tell of them.
    pub articles: u64,
    /// Whether time ran out.
    pub partial: bool,
    /// What should be known about the answer.
    pub notices: Vec<String>,
    /// Those that are shown, the earliest first, those without a day last.
    pub shown: Vec<Event>,
}

/// Several articles on the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The articles, the earliest first, those without a day last.
    pub places: Vec<EventPlace>,
}

/// An article that tells of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPlace {
    /// The article.
    pub id: ArticleId,
    /// Its headline.
    pub title: Option<String>,
    /// The first words of its text.
    pub opening: String,
    /// Who published it.
    pub source: Option<String>,
    /// When.
    pub dating: Option<Dating>,
    /// Sentences that tell what no earlier article of the event does.
    pub adds: Vec<String>,
}

/// What is most like an article.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarPage {
    /// The most alike first.
    pub shown: Vec<Similar>,
    /// How many copies of the article itself there are, which are not among them.
    pub copies: u64,
}

/// An article that is like another.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// The article.
    pub id: ArticleId,
    /// How like it is, 0 to 1.
    pub score: f64,
    /// Its headline.
    pub title: Option<String>,
    /// The first words of its text.
    pub opening: String,
    /// Who published it.
    pub source: Option<String>,
    /// When.
    pub dating: Option<Dating>,
    /// How many copies of it there are besides.
    pub copies: u64,
}

/// The articles that are copies of each other, in time order.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The articles, the earliest first, those without a day last; at least one.
    pub places: Vec<StoryPlace>,
}

/// An article of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryPlace {
    /// The article.
    pub id: ArticleId,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// When.
    pub dating: Option<Dating>,
    /// What it is to an earlier one; `None` for the first, and where it is like none of the earlier ones.
    pub like: Option<Likeness>,
    /// Whether the text does not speak of its headline, as that of a page of other stories does not.
    pub is_furniture: bool,
}

/// What an article is to an earlier one of its story.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// The earlier article, the one that it is most like.
    pub of: ArticleId,
    /// What it is to that one.
    pub kind: Kind,
    /// Whether both are of one source: a version of it, no other paper's copy.
    pub is_version: bool,
    /// How much of its own text stands there too, 0 to 1.
    pub shared: f32,
    /// How much of the earlier text it has, 0 to 1.
    pub kept: f32,
}
