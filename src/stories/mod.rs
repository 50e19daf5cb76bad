//! Stories over many papers: the copies of an article, told in time order with what each is to the others.

mod diff;
mod events;
mod similar;
pub(crate) mod wording;

use std::collections::BTreeSet;

pub use crate::search::stories::Events;
pub use crate::stories::diff::diff;
pub use crate::stories::events::events;
pub use crate::stories::similar::similar;

use crate::article::{Article, ArticleId};
use crate::copies::pair::is_furniture;
use crate::copies::{ComparedText, Kind, compare};
use crate::date::Day;
use crate::field::Field;
use crate::search::stories::{Likeness, Story, StoryPlace};
use crate::search::{Engine, SearchError};

/// Earlier articles of a story that each is laid beside: the nearest in time, and the first.
const MOST_COMPARED: usize = 40;

/// The story of an article: itself and its copies. `None` when there is no such article.
///
/// # Errors
///
/// The engine fails, or does not know copies.
pub fn story(engine: &dyn Engine, id: &ArticleId) -> Result<Option<Story>, SearchError> {
    let mut ids: BTreeSet<ArticleId> = engine.copies(id)?.into_iter().collect();
    ids.insert(id.clone());
    let mut articles = Vec::new();
    for id in &ids {
        articles.extend(engine.article(id)?);
    }
    if !articles.iter().any(|it| it.id == *id) {
        return Ok(None);
    }
    articles.sort_by_key(|it| (it.dating.is_none(), it.dating.map(|dating| dating.order())));
    let texts: Vec<ComparedText> = articles.iter().map(read).collect();
    let places = (0..articles.len()).map(|at| StoryPlace {
        like: likeness(&articles, &texts, at),
        is_furniture: is_furniture(&texts[at]),
        ..place_of(&articles[at])
    });
    Ok(Some(Story { places: places.collect() }))
}

/// An article as a story has it, with what it is to others left out.
fn place_of(article: &Article) -> StoryPlace {
    StoryPlace {
        id: article.id.clone(),
        title: article.title.as_ref().map(|it| it.value.clone()),
        source: article.names.text(Field::Source).map(str::to_owned),
        dating: article.dating,
        like: None,
        is_furniture: false,
    }
}

fn read(article: &Article) -> ComparedText {
    ComparedText::new(article.title_text(), &article.body, article.day().map(Day::number))
}

/// What an article is to the earlier one that it is most like.
fn likeness(articles: &[Article], texts: &[ComparedText], at: usize) -> Option<Likeness> {
    let near = at.saturating_sub(MOST_COMPARED);
    let earlier = std::iter::once(0).filter(|first| *first < near).chain(near..at);
    let compared = earlier.map(|other| {
        let verdict = compare(&texts[at], &texts[other]);
        let is_shorter = texts[at].count() <= texts[other].count();
        let (shared, kept) = if is_shorter {
            (verdict.cover, verdict.cover_of_longer)
        } else {
            (verdict.cover_of_longer, verdict.cover)
        };
        (other, is_shorter, verdict.kind, shared, kept)
    });
    let joined = compared.filter(|it| it.2.is_some());
    // The one that has most of it, of equal ones the earliest.
    let (other, is_shorter, kind, shared, kept) =
        joined.reduce(|best, it| if it.3 + it.4 > best.3 + best.4 { it } else { best })?;
    let source = |at: usize| articles[at].names.text(Field::Source);
    let kind = match kind? {
        // What says more than the earlier one is no cut of it.
        Kind::Cut if !is_shorter => Kind::Updated,
        kind => kind,
    };
    Some(Likeness {
        of: articles[other].id.clone(),
        kind,
        is_version: source(at).is_some() && source(at) == source(other),
        shared,
        kept,
    })
}
