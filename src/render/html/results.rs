//! The results: hits with their evidence, what they divide into, when they were published.

use crate::date::{Day, Period};
use crate::field::Field;
use crate::render::html::watches::{Watching, watch_this};
use crate::render::html::{Html, PageQuery, columns, filters, links, page};
use crate::render::screen::counted;
use crate::search::stories::Together;
use crate::search::{Count, Edge, Facet, FacetCounts, Hit, SearchPage, SortBy};
use crate::span::ByteSpan;

/// Bars that are drawn at the most.
const BARS: usize = 200;
/// Days up to which a timeline is by day.
const BY_DAY: u64 = 92;

/// An answer to show.
#[derive(Debug)]
pub struct ResultsView<'a> {
    /// What was asked.
    pub asked: &'a PageQuery,
    /// The answer.
    pub page: &'a SearchPage,
    /// For an answer of nothing: looser queries with what they find.
    pub looser: &'a [(String, Count)],
    /// Words near those that are in no article: the word, and one near it.
    pub near: &'a [(String, String)],
    /// Whether the question can be kept.
    pub watching: Watching,
}

/// A question that was not understood.
#[derive(Debug)]
pub struct Trouble<'a> {
    /// One sentence.
    pub message: &'a str,
    /// Where in the query.
    pub at: Option<ByteSpan>,
    /// What may help.
    pub offer: Option<&'a str>,
}

/// The page of results.
#[must_use]
pub fn results(view: &ResultsView<'_>) -> String {
    let ResultsView { asked, page: answer, .. } = view;
    let title =
        if asked.query.is_empty() { "newsgrep".to_owned() } else { format!("{} – newsgrep", asked.query) };
    page(&title, asked, |html| {
        filters(html, "/", asked);
        summary(html, asked, answer, view.watching);
        if answer.articles.number() == 0 {
            nothing(html, view);
            // There is nothing to divide.
            return;
        }
        let main = |html: &mut Html| {
            timeline(html, asked, &answer.facets);
            html.raw("<ol class=\"hits\"").attribute("start", &(asked.offset + 1).to_string()).raw(">\n");
            for found in &answer.hits {
                hit(html, asked, found);
            }
            html.raw("</ol>\n");
            pages(html, asked, answer);
        };
        let side = |html: &mut Html| {
            for facet in &answer.facets {
                match facet.facet.period() {
                    None => divide(html, asked, facet),
                    Some(Period::Month) => months(html, asked, facet),
                    Some(Period::Year | Period::Day) => {}
                }
            }
        };
        columns(html, main, side);
    })
}

/// The page for a question that was not understood.
#[must_use]
pub fn trouble(asked: &PageQuery, trouble: &Trouble<'_>) -> String {
    page("newsgrep", asked, |html| {
        html.raw("<div class=\"trouble\" role=\"alert\">\n<h1>").text(trouble.message).raw("</h1>\n");
        if let Some(at) = trouble.at {
            html.raw("<pre>");
            if at.is_empty() {
                html.text(&asked.query).raw("<mark class=\"wrong\"> </mark>");
            } else {
                let start = asked.query.get(..at.start()).unwrap_or("");
                html.text(start)
                    .raw("<mark class=\"wrong\">")
                    .text(asked.query.get(at.range()).unwrap_or(""));
                html.raw("</mark>").text(asked.query.get(at.end()..).unwrap_or(""));
            }
            html.raw("</pre>\n");
        }
        if let Some(offer) = trouble.offer {
            html.raw("<p>").text(offer).raw("</p>\n");
        }
        html.raw("</div>\n");
    })
}

fn summary(html: &mut Html, asked: &PageQuery, answer: &SearchPage, watching: Watching) {
    html.raw("<h1 class=\"summary\">");
    // That time ran out says already that there may be more.
    let count = |count: Count| if answer.partial { Count::Exact(count.number()) } else { count };
    if let Some(stories) = answer.stories.filter(|it| it.number() < answer.articles.number()) {
        html.text(&counted(count(stories), "story", "stories")).raw(" in ");
    }
    html.text(&counted(count(answer.articles), "article", "articles"));
    if let Some(occurrences) = answer.occurrences.filter(|it| it.number() > 0) {
        html.raw(", ").text(&counted(count(occurrences), "occurrence", "occurrences"));
    }
    if answer.partial {
        html.raw(" so far: time ran out");
    }
    if asked.query.is_empty() && asked.filters.is_empty() {
        // What there is, before anything was asked: the newest first, with nothing to choose.
        html.raw("</h1>\n");
        return;
    }
    html.raw("</h1>\n<p class=\"orders\">");
    for (sort, name) in [
        (SortBy::Relevance, "best first"),
        (SortBy::NewestFirst, "newest first"),
        (SortBy::OldestFirst, "oldest first"),
    ] {
        if sort == asked.sort {
            html.raw("<b>").text(name).raw("</b> ");
        } else {
            html.link(&links::to("/", &PageQuery { sort, offset: 0, ..(*asked).clone() }), name).raw(" ");
        }
    }
    let other = PageQuery { apart: !asked.apart, offset: 0, ..(*asked).clone() };
    html.raw("<span class=\"switch\">");
    if asked.apart {
        html.link(&links::to("/", &other), "stories once").raw(" <b>every article</b>");
    } else {
        html.raw("<b>stories once</b> ").link(&links::to("/", &other), "every article");
    }
    html.raw("</span> ");
    if !asked.query.is_empty() {
        html.raw("<a class=\"feed\"").attribute("href", &links::to("/feed.atom", asked)).raw(">feed</a>");
        watch_this(html, asked, watching);
    }
    html.raw("</p>\n");
    for notice in &answer.notices {
        html.raw("<p class=\"notice\">").text(notice).raw("</p>\n");
    }
}

fn nothing(html: &mut Html, view: &ResultsView<'_>) {
    html.raw("<div class=\"nothing\">\n<p>Nothing found.</p>\n<ul>\n");
    for (word, near) in view.near {
        html.raw("<li>").text(word).raw(" is in no article. Near it: ").text(near).raw("</li>\n");
    }
    for (query, articles) in view.looser {
        let asked = PageQuery { query: query.clone(), offset: 0, ..view.asked.clone() };
        html.raw("<li>Try ").link(&links::to("/", &asked), query);
        html.raw(": ").text(&counted(*articles, "article", "articles")).raw("</li>\n");
    }
    html.raw("</ul>\n</div>\n");
}

fn divide(html: &mut Html, asked: &PageQuery, counts: &FacetCounts) {
    if counts.values.is_empty() {
        return;
    }
    html.raw("<section>\n<h2>").text(counts.facet.as_str()).raw("</h2>\n<ul class=\"facet\">\n");
    for (value, articles) in &counts.values {
        html.raw("<li>");
        match counts.facet.clause(value) {
            Some(clause) => html.link(&links::to("/", &links::narrowed(asked, clause)), value),
            None => html.text(value),
        };
        html.raw(" <span class=\"count\">").number(*articles).raw("</span></li>\n");
    }
    if counts.unknown.number() > 0 {
        let clause = counts.facet.clause_of_unknown();
        html.raw("<li>").link(&links::to("/", &links::narrowed(asked, clause)), "unknown");
        html.raw(" <span class=\"count\">").number(counts.unknown).raw("</span></li>\n");
    }
    html.raw("</ul>\n");
    let more = counts.distinct.number().saturating_sub(counts.values.len() as u64);
    if more > 0 {
        html.raw("<p class=\"more\">").number(Count::of(more, counts.distinct.is_exact())).raw(" more</p>\n");
    }
    html.raw("</section>\n");
}

/// Months, the newest first: a list may be long.
fn months(html: &mut Html, asked: &PageQuery, counts: &FacetCounts) {
    let newest: Vec<_> = counts.values.iter().rev().take(12).cloned().collect();
    let shown = FacetCounts { values: newest, ..counts.clone() };
    if shown.values.is_empty() {
        return;
    }
    html.raw("<section>\n<h2>month</h2>\n<ul class=\"facet\">\n");
    for (value, articles) in &shown.values {
        let clause = format!("date:{value}");
        html.raw("<li>").link(&links::to("/", &links::narrowed(asked, clause)), value);
        html.raw(" <span class=\"count\">").number(*articles).raw("</span></li>\n");
    }
    if counts.unknown.number() > 0 {
        html.raw("<li>").link(&links::to("/", &links::narrowed(asked, "date:unknown".to_owned())), "unknown");
        html.raw(" <span class=\"count\">").number(counts.unknown).raw("</span></li>\n");
    }
    html.raw("</ul>\n</section>\n");
}

/// Bars over time, each a link; with scripts a stretch of them can be brushed.
fn timeline(html: &mut Html, asked: &PageQuery, facets: &[FacetCounts]) {
    let of = |facet| facets.iter().find(|it| it.facet == facet).filter(|it| it.values.len() > 1);
    let days = of(Facet::DAY).filter(|it| span_of(it) <= BY_DAY);
    let Some(counts) =
        days.or_else(|| of(Facet::MONTH).filter(|it| it.values.len() <= BARS)).or_else(|| of(Facet::YEAR))
    else {
        return;
    };
    let bars = with_gaps(counts);
    if bars.len() > BARS * 2 {
        return;
    }
    let most = bars.iter().map(|it| it.1).max().unwrap_or(1).max(1);
    html.raw("<figure class=\"timeline\">\n<svg aria-hidden=\"true\" preserveAspectRatio=\"none\"");
    html.attribute("viewBox", &format!("0 0 {} 60", bars.len() * 10)).raw(">\n");
    for (at, (value, articles)) in bars.iter().enumerate() {
        // The smallest bar can still be seen.
        let height = if *articles == 0 { 0 } else { (articles * 56 / most).max(2) };
        let said = format!("{value}: {}", counted(*articles, "article", "articles"));
        html.raw("<a").attribute("href", &links::to("/", &links::narrowed(asked, format!("date:{value}"))));
        html.attribute("data-value", value).raw(" tabindex=\"-1\"><title>").text(&said);
        html.raw("</title><rect class=\"ground\"").attribute("x", &(at * 10).to_string());
        html.raw(" y=\"0\" width=\"10\" height=\"60\"/><rect class=\"bar\"");
        html.attribute("x", &(at * 10 + 1).to_string()).attribute("y", &(60 - height).to_string());
        html.raw(" width=\"8\"").attribute("height", &height.to_string()).raw("/></a>\n");
    }
    let (first, last) = (&bars[0].0, &bars[bars.len() - 1].0);
    html.raw("</svg>\n<figcaption><span>").text(first).raw("</span><span>").text(last);
    html.raw("</span></figcaption>\n</figure>\n");
}

/// Days from the first to the last.
fn span_of(counts: &FacetCounts) -> u64 {
    let day = |value: Option<&(String, Count)>| value.and_then(|it| it.0.parse::<Day>().ok());
    match (day(counts.values.first()), day(counts.values.last())) {
        (Some(first), Some(last)) => u64::try_from(last.number() - first.number()).unwrap_or(u64::MAX),
        _ => u64::MAX,
    }
}

/// The values with those between them that have no article.
fn with_gaps(counts: &FacetCounts) -> Vec<(String, u64)> {
    let mut bars: Vec<(String, u64)> = Vec::new();
    for (value, articles) in &counts.values {
        while let Some(next) = bars.last().and_then(|it| counts.facet.period()?.next_label(&it.0)) {
            if next >= *value || bars.len() > BARS * 2 {
                break;
            }
            bars.push((next, 0));
        }
        bars.push((value.clone(), articles.number()));
    }
    bars
}

fn hit(html: &mut Html, asked: &PageQuery, found: &Hit) {
    html.raw("<li>\n<article>\n<h2 dir=\"auto\"").attribute("lang", found.language.code());
    html.raw("><a class=\"open\"");
    html.attribute("href", &links::article(found.id.as_str(), &asked.query)).raw(">");
    match &found.title {
        Some(title) => html.text(title),
        None => html.raw("<i>no headline</i> ").text(&found.opening),
    };
    html.raw("</a></h2>\n<p class=\"facts\">");
    match found.dating {
        Some(dating) => {
            html.raw("<time").attribute("datetime", &dating.precise()).raw(">");
            html.text(&dating.day.to_string()).raw("</time>")
        }
        None => html.raw("date unknown"),
    };
    html.raw(" · ").text(found.names.text(Field::Source).unwrap_or("source unknown"));
    if let Some(author) = found.names.text(Field::Author) {
        html.raw(" · by ").text(author);
    }
    if let Some(earlier) = &found.earlier {
        html.raw(" · wording: ").text(&earlier.to_string());
    }
    if !found.speakers.is_empty() {
        html.raw(" · quoted: ");
        for (at, speaker) in found.speakers.iter().take(4).enumerate() {
            html.raw(if at > 0 { ", " } else { "" }).text(&speaker.name);
            html.raw(" (").number(speaker.quotations as u64).raw(")");
        }
    }
    html.raw("</p>\n");
    if let Some(together) = &found.together {
        elsewhere(html, asked, together);
    }
    for snippet in &found.snippets {
        html.raw("<p class=\"snippet\" dir=\"auto\"").attribute("lang", found.language.code()).raw(">");
        if snippet.begins == Edge::Cut {
            html.raw("… ");
        }
        html.marked(&snippet.text, &snippet.marks);
        if snippet.ends == Edge::Cut {
            html.raw(" …");
        }
        html.raw("</p>\n");
    }
    html.raw("</article>\n</li>\n");
}

/// Where else a story stands, to be opened.
fn elsewhere(html: &mut Html, asked: &PageQuery, together: &Together) {
    let told = crate::render::text::elsewhere(together);
    if together.others.is_empty() {
        html.raw("<p class=\"facts\">").text(&told).raw("</p>\n");
        return;
    }
    html.raw("<details class=\"facts\"><summary>").text(&told).raw("</summary>\n<ul>\n");
    for place in &together.others {
        html.raw("<li>");
        match place.day {
            Some(day) => html.text(&day.to_string()),
            None => html.raw("date unknown"),
        };
        let source = place.source.as_deref().unwrap_or("source unknown");
        html.raw(" · ").link(&links::article(place.id.as_str(), &asked.query), source).raw("</li>\n");
    }
    html.raw("</ul>\n</details>\n");
}

fn pages(html: &mut Html, asked: &PageQuery, answer: &SearchPage) {
    let end = asked.offset + answer.hits.len();
    html.raw("<nav class=\"pages\">");
    if asked.offset > 0 {
        let before = PageQuery { offset: asked.offset.saturating_sub(asked.limit), ..asked.clone() };
        html.raw("<a rel=\"prev\"").attribute("href", &links::to("/", &before)).raw(">← before</a> ");
    }
    if (end as u64) < answer.stories.unwrap_or(answer.articles).number() && !answer.hits.is_empty() {
        let behind = PageQuery { offset: end, ..asked.clone() };
        html.raw("<a rel=\"next\"").attribute("href", &links::to("/", &behind)).raw(">more →</a>");
    }
    html.raw("</nav>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_for_what_lies_between_values_too() {
        let counts = |facet, values: &[&str]| FacetCounts {
            facet,
            values: values.iter().map(|it| ((*it).to_owned(), 2.into())).collect(),
            unknown: 0.into(),
            distinct: 3.into(),
        };
        let labels = |facet, values: &[&str]| -> Vec<String> {
            let bars = with_gaps(&counts(facet, values));
            bars.into_iter().map(|(label, articles)| format!("{label} {articles}")).collect()
        };
        assert_eq!(
            labels(Facet::MONTH, &["2024-11", "2025-01", "2025-02", "2025-04"]),
            ["2024-11 2", "2024-12 0", "2025-01 2", "2025-02 2", "2025-03 0", "2025-04 2"]
        );
        assert_eq!(
            labels(Facet::DAY, &["2024-02-28", "2024-03-01"]),
            ["2024-02-28 2", "2024-02-29 0", "2024-03-01 2"]
        );
        assert_eq!(labels(Facet::YEAR, &["2024"]), ["2024 2"]);
        assert!(labels(Facet::YEAR, &[]).is_empty());
    }
}
