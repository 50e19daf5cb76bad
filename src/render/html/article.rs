//! An article, whole, with the matches of the query and the quotations in it.

use crate::analysis::paragraphs;
use crate::article::{Article, Quotation, QuotationKind};
use crate::field::Field;
use crate::render::html::{Html, PageQuery, page};
use crate::search::{Evidence, TextField};
use crate::span::ByteSpan;

/// An article to show.
#[derive(Debug)]
pub struct ArticleView<'a> {
    /// What was asked.
    pub asked: &'a PageQuery,
    /// The article.
    pub article: &'a Article,
    /// Its evidence.
    pub spans: &'a [Evidence],
    /// A place in the body that is pointed at.
    pub at: Option<ByteSpan>,
}

/// The page of an article.
#[must_use]
pub fn article(view: &ArticleView<'_>) -> String {
    let ArticleView { asked, article, .. } = view;
    let title = article.title.as_ref().map(|it| it.value.as_str());
    page(title.unwrap_or("newsgrep"), asked, |html| {
        html.raw("<article class=\"whole\">\n<h1 dir=\"auto\"")
            .attribute("lang", article.language.value.code())
            .raw(">");
        match title {
            Some(title) => html.marked(title, &merged(view.spans, TextField::Title)),
            None => html.raw("<i>no headline</i>"),
        };
        html.raw("</h1>\n<p class=\"facts\">");
        match article.day() {
            Some(day) => html.text(&day.to_string()),
            None => html.raw("date unknown"),
        };
        if let Some(updated) = article.text(Field::Updated) {
            html.raw(", updated ").text(&updated);
        }
        html.raw(" · ");
        html.text(article.names.text(Field::Source).unwrap_or("source unknown"));
        if let Some(author) = article.names.text(Field::Author) {
            html.raw(" · by ").text(author);
        }
        for (field, name) in article.names.iter() {
            if !matches!(field, Field::Source | Field::Author) {
                html.raw(" · ").text(field.as_str()).raw(": ").text(&name.value);
            }
        }
        if let Some(earlier) = &article.earlier {
            html.raw(" · wording: ").text(&earlier.to_string());
        }
        html.raw("</p>\n<p class=\"facts\">");
        if let Some(url) =
            article.url.as_deref().filter(|it| it.starts_with("https://") || it.starts_with("http://"))
        {
            html.raw("<a rel=\"noreferrer noopener\"")
                .attribute("href", url)
                .raw(">")
                .text(url)
                .raw("</a> · ");
        }
        for (at, place) in article.origins.iter().take(5).enumerate() {
            html.raw(if at > 0 { ", " } else { "" }).text(&place.to_string());
        }
        html.raw(" <button class=\"copy\" hidden>copy link</button></p>\n");
        body(html, view);
        html.raw("</article>\n");
    })
}

/// The body, cut at every place where a match or a quotation begins or ends.
fn body(html: &mut Html, view: &ArticleView<'_>) {
    let body = view.article.body.as_str();
    let marks = merged(view.spans, TextField::Body);
    let mut cuts: Vec<usize> = Vec::new();
    let quotations = view.article.quotations.iter().map(|it| it.span);
    for span in marks.iter().copied().chain(quotations).chain(view.at) {
        cuts.extend([span.start(), span.end()]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut state = Running { marks: &marks, next_mark: 0, match_named: false, at_named: false };
    for paragraph in paragraphs(body) {
        html.raw("<p dir=\"auto\"").attribute("lang", view.article.language.value.code()).raw(">");
        let mut from = paragraph.start();
        let first = cuts.partition_point(|cut| *cut <= from);
        for cut in
            cuts[first..].iter().copied().take_while(|cut| *cut < paragraph.end()).chain([paragraph.end()])
        {
            piece(html, view, &mut state, from, cut);
            from = cut;
        }
        html.raw("</p>\n");
    }
}

/// How many matches have been written.
struct Running<'a> {
    marks: &'a [ByteSpan],
    next_mark: usize,
    match_named: bool,
    at_named: bool,
}

fn piece(html: &mut Html, view: &ArticleView<'_>, state: &mut Running<'_>, start: usize, end: usize) {
    let Some(text) = view.article.body.get(start..end) else { return };
    while state.marks.get(state.next_mark).is_some_and(|it| it.end() <= start) {
        state.next_mark += 1;
    }
    let is_in = |span: &ByteSpan| span.start() <= start && end <= span.end();
    let marked = state.marks.get(state.next_mark).is_some_and(is_in);
    // Quotations are in order of place; few reach over each other.
    let quotations = &view.article.quotations;
    let near = quotations.partition_point(|it| it.span.start() <= start);
    let told = |it: &&Quotation| it.kind != QuotationKind::Indirect && is_in(&it.span);
    let quotation = quotations[..near].iter().rev().take(8).find(told);
    let pointed = view.at.as_ref().is_some_and(is_in);
    if let Some(quotation) = quotation {
        html.raw("<span class=\"said\"");
        let speaker = quotation.speaker.as_ref().map_or("speaker unknown", |it| it.name.as_str());
        html.attribute("title", speaker).raw(">");
    }
    if pointed {
        html.raw("<span class=\"at\"");
        if !state.at_named {
            html.raw(" id=\"at\"");
            state.at_named = true;
        }
        html.raw(">");
    }
    if marked {
        html.raw("<mark");
        if !state.match_named {
            html.raw(" id=\"match\"");
            state.match_named = true;
        }
        html.raw(">");
    }
    html.text(text);
    html.raw(if marked { "</mark>" } else { "" });
    html.raw(if pointed { "</span>" } else { "" });
    html.raw(if quotation.is_some() { "</span>" } else { "" });
}

/// The evidence of a field as spans that do not overlap.
fn merged(spans: &[Evidence], field: TextField) -> Vec<ByteSpan> {
    let mut merged: Vec<ByteSpan> = Vec::new();
    for span in spans.iter().filter(|it| it.field == field).map(|it| it.span.bytes) {
        match merged.last_mut() {
            Some(last) if span.start() < last.end() => {
                *last = ByteSpan::known(last.start(), last.end().max(span.end()));
            }
            Some(_) | None => merged.push(span),
        }
    }
    merged
}
