//! Copies of one article, told as one story with its places.

use rustc_hash::FxHashMap;

use crate::article::{Article, ArticleId};
use crate::field::Field;
use crate::search::{ArticleStamp, Capability, Engine, SearchError};
use crate::watch::definition::{Copies, Watch};
use crate::watch::ledger::Ledger;

/// Why an article is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It was not told before, nor was a copy of it.
    New,
    /// It was told, and was edited since.
    Changed,
    /// A copy of it was told before: it is a further place of that story.
    Place,
}

/// An article that is to be told, with those of its copies that are new too.
#[derive(Debug, Clone)]
pub(super) struct Story {
    pub(super) kind: Kind,
    pub(super) stamp: ArticleStamp,
    /// The article that was told before, of which this is a further place.
    pub(super) told: Option<String>,
    /// The copies.
    pub(super) copies: Vec<ArticleStamp>,
}

/// Where a copy stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The id of the article.
    pub id: String,
    /// What else is told of it, by the names of the fields.
    pub fields: Vec<(&'static str, String)>,
}

impl Place {
    /// The place of an article.
    pub(super) fn of(article: &Article) -> Place {
        let fields = [Field::Title, Field::Source, Field::Date, Field::Url];
        let field = |it: Field| article.text(it).map(|text| (it.as_str(), text.into_owned()));
        Place { id: article.id.as_str().to_owned(), fields: fields.into_iter().filter_map(field).collect() }
    }
}

/// Puts copies together: the first of them is told with the others as its places, unless one was told before.
pub(super) fn stories(
    engine: &dyn Engine,
    watch: &Watch,
    ledger: &Ledger,
    tell: Vec<(Kind, ArticleStamp)>,
) -> Result<Vec<Story>, SearchError> {
    let apart = watch.copies == Copies::Apart || !engine.capabilities().contains(&Capability::Copies);
    let mut stories: Vec<Story> = Vec::new();
    let mut first: FxHashMap<String, usize> = FxHashMap::default();
    for (kind, stamp) in tell {
        let mut story = Story { kind, stamp, told: None, copies: Vec::new() };
        if apart || kind != Kind::New {
            stories.push(story);
            continue;
        }
        if let Some(&at) = first.get(&story.stamp.id) {
            stories[at].copies.push(story.stamp);
            continue;
        }
        let copies = match ArticleId::new(&story.stamp.id) {
            Some(id) => engine.copies(&id)?,
            None => Vec::new(),
        };
        let others = copies.iter().map(ArticleId::as_str).filter(|it| *it != story.stamp.id);
        story.told = others.clone().find(|it| ledger.was_told(it)).map(str::to_owned);
        if story.told.is_some() {
            story.kind = Kind::Place;
        } else {
            first.extend(others.map(|it| (it.to_owned(), stories.len())));
        }
        stories.push(story);
    }
    Ok(stories)
}
