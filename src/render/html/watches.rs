//! The list of watches, and the form that keeps a question.

use url::form_urlencoded::Serializer;

use crate::render::html::{Html, PageQuery, links, page};
use crate::render::screen::counted;

/// Whether questions can be kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Watching {
    /// There is no place for watches.
    #[default]
    Off,
    /// They can be looked at.
    Shown,
    /// They can be kept too.
    Kept,
}

/// The list of watches.
#[derive(Debug)]
pub struct WatchesView<'a> {
    /// Each of them.
    pub watches: &'a [WatchRow],
    /// What was just kept, by its name.
    pub kept: Option<&'a str>,
}

/// A watch in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchRow {
    /// Its name.
    pub name: String,
    /// What it asks.
    pub asked: PageQuery,
    /// How many articles it has told.
    pub told: u64,
    /// How many it has not told yet; `None` where that was not looked up.
    pub new: Option<u64>,
    /// When it was told last, as RFC 3339 has it.
    pub last: Option<String>,
    /// Why it cannot be asked.
    pub error: Option<String>,
}

/// The page that lists the watches.
#[must_use]
pub fn watches(view: &WatchesView<'_>) -> String {
    page("Watches – newsgrep", &PageQuery::default(), |html| {
        html.raw("<h1 class=\"summary\">");
        html.text(&counted(view.watches.len() as u64, "watch", "watches")).raw("</h1>\n");
        if let Some(name) = view.kept {
            html.raw("<p class=\"notice\">")
                .text(name)
                .raw(" is kept. What comes from now on is new for it.</p>\n");
        }
        if view.watches.is_empty() {
            html.raw("<p>A question that is watched tells what is new for it. Search, and press <i>watch this</i>; or ");
            html.raw("<code>newsgrep watch add NAME QUERY</code>.</p>\n");
            return;
        }
        html.raw(
            "<table class=\"watches\">\n<thead><tr><th>watch</th><th>new</th><th>told</th><th>question</th>",
        );
        html.raw("<th>last run</th><th>feed</th></tr></thead>\n<tbody>\n");
        for row in view.watches {
            watch(html, row);
        }
        html.raw("</tbody>\n</table>\n");
    })
}

fn watch(html: &mut Html, row: &WatchRow) {
    html.raw("<tr><th scope=\"row\">").text(&row.name).raw("</th><td>");
    match row.new {
        Some(new) => html.number(new),
        None => html.raw("–"),
    };
    html.raw("</td><td>").number(row.told).raw("</td><td>");
    if let Some(error) = &row.error {
        html.raw("<span class=\"wrong\">").text(error).raw("</span>");
    } else {
        html.link(&links::to("/", &row.asked), &row.asked.query);
        for filter in &row.asked.filters {
            html.raw(" <span class=\"filter\">").text(filter).raw("</span>");
        }
    }
    html.raw("</td><td>").text(row.last.as_deref().unwrap_or("never")).raw("</td><td>");
    if row.error.is_none() {
        html.link(&feed_of(&row.name), "Atom");
    }
    html.raw("</td></tr>\n");
}

/// The address of the feed of a watch.
fn feed_of(name: &str) -> String {
    let mut words = Serializer::new(String::new());
    words.append_pair("name", name);
    format!("/watch.atom?{}", words.finish())
}

/// What keeps a question, beside it.
pub(super) fn watch_this(html: &mut Html, asked: &PageQuery, watching: Watching) {
    match watching {
        Watching::Off => {}
        Watching::Shown => {
            html.raw(" ").link("/watches", "watches");
        }
        Watching::Kept => {
            html.raw("<form class=\"watch\" action=\"/watches\" method=\"post\">");
            html.raw("<input type=\"hidden\" name=\"q\"").attribute("value", &asked.query).raw(">");
            for filter in &asked.filters {
                html.raw("<input type=\"hidden\" name=\"filter\"").attribute("value", filter).raw(">");
            }
            html.raw("<button>watch this</button></form> ").link("/watches", "watches");
        }
    }
}
