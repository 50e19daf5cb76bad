//! `--sort path`: hits in the order of their places.
//!
//! No engine has that order, so all hits are found first, and the passages of those that are shown behind it.

use std::cmp::Ordering;
use std::collections::HashMap;

use newsgrep::article::ArticleId;
use newsgrep::field::Field;
use newsgrep::query::{FieldClause, Query};
use newsgrep::request::both;
use newsgrep::search::{Engine, Hit, HitParts, PageLimit, SearchError, SearchPage, SearchRequest};

use crate::cli::args::SortByPath;

/// Answers a request in the order of places, where that was asked for.
pub(crate) fn search(
    engine: &dyn Engine,
    request: &SearchRequest,
    order: SortByPath,
) -> Result<SearchPage, SearchError> {
    if order == SortByPath::No {
        return engine.search(request);
    }
    let PageLimit::Hits(limit) = request.limit else {
        let mut page = engine.search(&SearchRequest { offset: 0, ..request.clone() })?;
        sort(&mut page.hits, order);
        page.hits.drain(..request.offset.min(page.hits.len()));
        return Ok(page);
    };
    if limit == 0 {
        return engine.search(request);
    }
    let mut page = engine.search(&SearchRequest {
        limit: PageLimit::All,
        offset: 0,
        parts: HitParts::WithoutText,
        ..request.clone()
    })?;
    sort(&mut page.hits, order);
    let chosen: Vec<ArticleId> =
        page.hits.drain(..).skip(request.offset).take(limit).map(|it| it.id).collect();
    let clause = |id: &ArticleId| Query::Field(FieldClause::Exact(Field::Id, id.as_str().to_owned()));
    let mut ids: Vec<Query> = chosen.iter().map(clause).collect();
    let these = match ids.len() {
        0 => return Ok(page),
        1 => ids.remove(0),
        _ => Query::Or(ids),
    };
    let shown = SearchRequest {
        query: both(request.query.clone(), vec![these]),
        limit: PageLimit::All,
        offset: 0,
        facets: Vec::new(),
        ..request.clone()
    };
    let found = engine.search(&shown)?.hits;
    let mut found: HashMap<ArticleId, Hit> = found.into_iter().map(|it| (it.id.clone(), it)).collect();
    page.hits = chosen.iter().filter_map(|id| found.remove(id)).collect();
    Ok(page)
}

fn sort(hits: &mut [Hit], order: SortByPath) {
    let place = |hit: &Hit| hit.origins.first().map(|it| (it.path.clone(), it.record));
    let by_place = |a: &Hit, b: &Hit| place(a).cmp(&place(b)).then_with(|| a.id.as_str().cmp(b.id.as_str()));
    match order {
        SortByPath::No => {}
        SortByPath::Yes => hits.sort_by(by_place),
        SortByPath::Reversed => hits.sort_by(|a, b| Ordering::reverse(by_place(a, b))),
    }
}
