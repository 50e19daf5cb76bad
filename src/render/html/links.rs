//! Addresses of the page.

use url::form_urlencoded::Serializer;

use crate::render::html::PageQuery;
use crate::search::SortBy;

/// The value of the parameter `sort` for an order.
pub(super) fn sort_word(sort: SortBy) -> &'static str {
    match sort {
        SortBy::Relevance => "relevance",
        SortBy::OldestFirst => "date",
        SortBy::NewestFirst => "-date",
    }
}

/// The address that asks this.
pub(super) fn to(path: &str, asked: &PageQuery) -> String {
    let mut words = Serializer::new(String::new());
    words.append_pair("q", &asked.query);
    for filter in &asked.filters {
        words.append_pair("filter", filter);
    }
    if asked.sort != SortBy::Relevance {
        words.append_pair("sort", sort_word(asked.sort));
    }
    if asked.apart {
        words.append_pair("group", "off");
    }
    if asked.offset > 0 {
        words.append_pair("offset", &asked.offset.to_string());
    }
    format!("{path}?{}", words.finish())
}

/// The address of an article, at its first match.
pub(super) fn article(id: &str, query: &str) -> String {
    let mut words = Serializer::new(String::new());
    words.append_pair("id", id);
    if !query.is_empty() {
        words.append_pair("q", query);
    }
    format!("/article?{}#match", words.finish())
}

/// The address of a place in an article.
pub(super) fn place(id: &str, query: &str, start: usize, end: usize) -> String {
    let mut words = Serializer::new(String::new());
    words.append_pair("id", id).append_pair("q", query).append_pair("at", &format!("{start}-{end}"));
    format!("/article?{}#at", words.finish())
}

/// The same question with one more clause.
pub(super) fn narrowed(asked: &PageQuery, clause: String) -> PageQuery {
    let mut narrowed = PageQuery { offset: 0, ..asked.clone() };
    if clause.starts_with("date:") {
        // One stretch of time takes the place of another.
        narrowed.filters.retain(|it| !it.starts_with("date:"));
    }
    if !narrowed.filters.contains(&clause) {
        narrowed.filters.push(clause);
    }
    narrowed
}
