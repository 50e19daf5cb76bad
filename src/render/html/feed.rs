//! Feeds of any query, and the description by which browsers learn to search here.

use crate::date::Dating;
use crate::field::Field;
use crate::render::html::{Html, PageQuery, links};
use crate::search::{Hit, Snippet};

/// A feed to write.
#[derive(Debug)]
pub struct Feed<'a> {
    /// The address of the server, without a path: `http://127.0.0.1:7700`.
    pub home: &'a str,
    /// What was asked.
    pub asked: &'a PageQuery,
    /// The newest hits.
    pub hits: &'a [Hit],
    /// Whether time ran out: there may be newer ones.
    pub partial: bool,
}

/// The note where time ran out.
const PARTIAL: &str = "The answer is partial: time ran out.";

/// When an entry of a feed changed last: a feed must say so, also where the article does not.
fn changed(hit: &Hit) -> Option<Dating> {
    hit.updated.or(hit.dating)
}

/// An instant as feeds have it; a day begins at midnight in UTC.
fn moment(dating: Option<Dating>) -> String {
    match dating {
        Some(Dating { instant: Some(instant), .. }) => instant.to_string(),
        Some(Dating { day, .. }) => format!("{day}T00:00:00Z"),
        None => "1970-01-01T00:00:00Z".to_owned(),
    }
}

fn title_of(hit: &Hit) -> &str {
    hit.title.as_deref().unwrap_or(&hit.opening)
}

fn summary_of(hit: &Hit) -> String {
    Snippet::joined(&hit.snippets)
}

/// As Atom.
#[must_use]
pub fn atom(feed: &Feed<'_>) -> String {
    let Feed { home, asked, hits, partial } = feed;
    let mut xml = Html::default();
    xml.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>newsgrep: ");
    let own = format!("{home}{}", links::to("/feed.atom", asked));
    xml.text(&asked.query).raw("</title>\n<id>").text(&own).raw("</id>\n<link rel=\"self\"");
    xml.attribute("href", &own)
        .raw("/>\n<link")
        .attribute("href", &format!("{home}{}", links::to("/", asked)));
    let newest = hits.iter().filter_map(changed).max_by_key(|it| it.order());
    xml.raw("/>\n<updated>").text(&moment(newest)).raw("</updated>\n");
    if *partial {
        xml.raw("<subtitle>").raw(PARTIAL).raw("</subtitle>\n");
    }
    for hit in *hits {
        let address = format!("{home}{}", links::article(hit.id.as_str(), &asked.query));
        xml.raw("<entry>\n<title>")
            .text(title_of(hit))
            .raw("</title>\n<id>")
            .text(&address)
            .raw("</id>\n<link");
        xml.attribute("href", &address).raw("/>\n");
        if hit.dating.is_some() {
            xml.raw("<published>").text(&moment(hit.dating)).raw("</published>\n");
        }
        xml.raw("<updated>").text(&moment(changed(hit))).raw("</updated>\n<author><name>");
        xml.text(hit.names.text(Field::Author).or(hit.names.text(Field::Source)).unwrap_or("unknown"))
            .raw("</name></author>\n<summary>");
        xml.text(&summary_of(hit)).raw("</summary>\n</entry>\n");
    }
    xml.raw("</feed>\n");
    xml.0
}

/// As RSS 2.0.
#[must_use]
pub fn rss(feed: &Feed<'_>) -> String {
    let Feed { home, asked, hits, partial } = feed;
    let mut xml = Html::default();
    xml.raw(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\">\n<channel>\n<title>newsgrep: ",
    );
    xml.text(&asked.query).raw("</title>\n<link>").text(&format!("{home}{}", links::to("/", asked)));
    xml.raw("</link>\n<description>Articles that answer ").text(&asked.query);
    if *partial {
        xml.raw(". ").raw(PARTIAL);
    }
    xml.raw("</description>\n");
    for hit in *hits {
        let address = format!("{home}{}", links::article(hit.id.as_str(), &asked.query));
        xml.raw("<item>\n<title>").text(title_of(hit)).raw("</title>\n<link>").text(&address);
        xml.raw("</link>\n<guid isPermaLink=\"false\">").text(hit.id.as_str()).raw("</guid>\n");
        if let Some(dating) = hit.dating {
            // A moment is always an instant.
            let instant = moment(Some(dating)).parse::<jiff::Timestamp>().unwrap_or_default();
            let date = instant.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
            xml.raw("<pubDate>").text(&date).raw("</pubDate>\n");
        }
        xml.raw("<description>").text(&summary_of(hit)).raw("</description>\n</item>\n");
    }
    xml.raw("</channel>\n</rss>\n");
    xml.0
}

/// The OpenSearch description.
#[must_use]
pub fn opensearch(home: &str) -> String {
    let mut xml = Html::default();
    xml.raw(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>newsgrep</ShortName>\n<Description>grep for the news</Description>\n<InputEncoding>UTF-8</InputEncoding>\n",
    );
    for (kind, path) in
        [("text/html", "/"), ("application/atom+xml", "/feed.atom"), ("application/rss+xml", "/feed.rss")]
    {
        xml.raw("<Url").attribute("type", kind);
        xml.attribute("template", &format!("{home}{path}?q={{searchTerms}}&offset={{startIndex?}}"))
            .raw("/>\n");
    }
    xml.raw("</OpenSearchDescription>\n");
    xml.0
}
