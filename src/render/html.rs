//! For browsers: the page, rendered here so that it is read without scripts, and feeds.
//!
//! The only place that escapes: [`Html`] takes markup of our own as `&'static str` and everything else as
//! text, so nothing of an article can become markup.

mod article;
mod feed;
mod links;
mod quotes;
mod results;
mod watches;

use crate::search::{Count, SortBy};
use crate::span::ByteSpan;

pub use crate::render::html::article::{ArticleView, article};
pub use crate::render::html::feed::{Feed, atom, opensearch, rss};
pub use crate::render::html::quotes::{QuotesView, ask_again, quotes};
pub use crate::render::html::results::{ResultsView, Trouble, results, trouble};
pub use crate::render::html::watches::{WatchRow, WatchesView, Watching, watches};

/// The state of the page: what was asked. Its links repeat it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageQuery {
    /// What was typed.
    pub query: String,
    /// More queries that were chosen by a click.
    pub filters: Vec<String>,
    /// The order.
    pub sort: SortBy,
    /// How many hits were passed over.
    pub offset: usize,
    /// How many are shown.
    pub limit: usize,
    /// Whether copies of one story are shown one by one.
    pub apart: bool,
}

/// Markup that is being written.
#[derive(Debug, Default)]
struct Html(String);

impl Html {
    /// Appends markup.
    fn raw(&mut self, markup: &'static str) -> &mut Html {
        self.0.push_str(markup);
        self
    }

    /// Appends text, escaped.
    fn text(&mut self, text: &str) -> &mut Html {
        escape(text, &mut self.0);
        self
    }

    /// A number, with a `+` behind a lower bound.
    fn number(&mut self, count: impl Into<Count>) -> &mut Html {
        self.text(&crate::render::screen::tabled(count.into()))
    }

    /// An attribute, with a blank before it.
    fn attribute(&mut self, name: &'static str, value: &str) -> &mut Html {
        self.raw(" ").raw(name).raw("=\"").text(value).raw("\"")
    }

    /// A link.
    fn link(&mut self, to: &str, text: &str) -> &mut Html {
        self.raw("<a").attribute("href", to).raw(">").text(text).raw("</a>")
    }

    /// Text with its matches.
    fn marked(&mut self, text: &str, marks: &[ByteSpan]) -> &mut Html {
        let mut at = 0;
        for mark in marks {
            if let (Some(before), Some(inside)) = (text.get(at..mark.start()), text.get(mark.range())) {
                self.text(before).raw("<mark>").text(inside).raw("</mark>");
                at = mark.end();
            }
        }
        self.text(text.get(at..).unwrap_or(""))
    }
}

/// Text escaped for HTML and XML, in elements and attributes alike; characters that XML forbids become U+FFFD.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            // They turn the direction of everything behind them.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// A whole page around what `body` makes.
fn page(title: &str, asked: &PageQuery, body: impl FnOnce(&mut Html)) -> String {
    let mut html = Html::default();
    html.raw(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>",
    );
    html.text(title).raw(
        "</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\n\
         <link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\"newsgrep\" href=\"/opensearch.xml\">\n",
    );
    if !asked.query.is_empty() {
        for (kind, path) in [("application/atom+xml", "/feed.atom"), ("application/rss+xml", "/feed.rss")] {
            html.raw("<link rel=\"alternate\"").attribute("type", kind);
            html.attribute("href", &links::to(path, &PageQuery { offset: 0, ..asked.clone() })).raw(">\n");
        }
    }
    html.raw("<script src=\"/page.js\" defer></script>\n</head>\n<body>\n");
    html.raw("<a class=\"skip\" href=\"#main\">Skip to the answer</a>\n");
    html.raw("<header>\n<a class=\"home\" href=\"/\">newsgrep</a>\n<form action=\"/\" method=\"get\" role=\"search\">\n");
    html.raw("<input type=\"search\" name=\"q\" aria-label=\"What is looked for\" placeholder=\"last Ukrainian\" autocomplete=\"off\" spellcheck=\"false\"");
    html.attribute("value", &asked.query);
    html.raw(if asked.query.is_empty() { " autofocus>\n" } else { ">\n" });
    for filter in &asked.filters {
        html.raw("<input type=\"hidden\" name=\"filter\"").attribute("value", filter).raw(">\n");
    }
    if asked.sort != SortBy::Relevance {
        html.raw("<input type=\"hidden\" name=\"sort\"")
            .attribute("value", links::sort_word(asked.sort))
            .raw(">\n");
    }
    if asked.apart {
        html.raw("<input type=\"hidden\" name=\"group\" value=\"off\">\n");
    }
    html.raw("<button>Search</button>\n<button formaction=\"/quotes\">Who said it</button>\n</form>\n</header>\n<main id=\"main\" tabindex=\"-1\">\n");
    body(&mut html);
    html.raw("</main>\n</body>\n</html>\n");
    html.0
}

/// What an answer holds, and beside it what it divides into. The answer comes first; on a narrow screen the side is shown
/// when its button is pressed.
fn columns(html: &mut Html, answer: impl FnOnce(&mut Html), side: impl FnOnce(&mut Html)) {
    html.raw("<div class=\"columns\">\n<input type=\"checkbox\" id=\"narrow\" class=\"narrow\">");
    html.raw("<label for=\"narrow\">Narrow down</label>\n<div>\n");
    answer(html);
    html.raw("</div>\n<aside aria-label=\"Narrow down\">\n");
    side(html);
    html.raw("</aside>\n</div>\n");
}

/// The filters, each with a link that removes it.
fn filters(html: &mut Html, path: &'static str, asked: &PageQuery) {
    if asked.filters.is_empty() {
        return;
    }
    html.raw("<p class=\"filters\">");
    for (at, filter) in asked.filters.iter().enumerate() {
        let mut without = PageQuery { offset: 0, ..asked.clone() };
        without.filters.remove(at);
        html.raw("<a class=\"filter\" title=\"take off\"").attribute("href", &links::to(path, &without));
        html.raw(">").text(filter).raw(" <span aria-hidden=\"true\">×</span></a> ");
    }
    html.raw("</p>\n");
}

#[cfg(test)]
mod tests;
