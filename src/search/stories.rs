//! A story as several papers have it: plain data.

use crate::article::ArticleId;
use crate::copies::Kind;
use crate::date::Dating;

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
