//! One item of a feed as a record.

use url::Url;

use crate::readers::feed::channel::{Channel, author, dublin, own};
use crate::readers::feed::ends;
use crate::readers::parts::{Fields, extended, with_century};
use crate::readers::reader::Outcome;
use crate::readers::xml::{Element, paragraphs, paragraphs_of_html, paragraphs_of_plain};
use crate::record::RejectReason;

/// With less text than this, what a feed calls a description is no more than one, in bytes.
const DESCRIPTION: usize = 1000;

/// With more text than this, its language is told by itself: many feeds name the one that the program was set up
/// in. In bytes.
const TELLS_ITS_LANGUAGE: usize = 300;

/// The record of an item.
pub(super) fn record(item: &Element, channel: &Channel) -> Outcome {
    if let Some(kind) = item.all("post_type").map(Element::line).find(|kind| kind != "post" && kind != "page")
    {
        return Err(RejectReason::NoBody { what: format!("a {kind} of a weblog") });
    }
    let (text, is_partial) = text_of(item);
    let base = item.attribute("xml:base").or(channel.base.as_deref());
    let url = address(item, base);
    let mut fields = Fields::default();
    fields.put("title", title_of(item));
    fields.put("id", id_of(item).or_else(|| url.as_deref().map(without_campaign)));
    fields.put("url", url.as_deref());
    let published = date(
        item,
        &["pubDate", "published", "date", "issued", "created", "publicationDate", "post_date_gmt"],
    );
    let updated = date(item, &["updated", "modified"]);
    match published {
        Some(published) => {
            fields.put("date", Some(published));
            fields.put("updated", updated);
        }
        None => fields.put("date", updated),
    }
    fields.put("author", authors(item).or_else(|| list(channel.authors.iter().cloned())));
    fields.put("source", source(item).or_else(|| channel.title.clone()));
    let mut categories = own(item, "category").map(Element::line).filter(|line| !line.is_empty());
    if let (Some(category), None) = (categories.next(), categories.next()) {
        fields.put("section", Some(category));
    }
    let length: usize = text.iter().map(String::len).sum();
    let language = item.attribute("xml:lang").map(str::to_owned).or_else(|| dublin(item, "language"));
    let of_channel = || channel.language.clone().filter(|_| length < TELLS_ITS_LANGUAGE);
    fields.put("language", language.or_else(of_channel));
    fields.put("partial", is_partial.then_some("true"));
    fields.with_text(&text)
}

/// The text of an item in paragraphs, and whether it is only the beginning or a summary of the article.
fn text_of(item: &Element) -> (Vec<String>, bool) {
    let whole = item.all("encoded").filter(|element| element.prefix != "excerpt");
    let content = own(item, "content").filter(|element| element.attribute("src").is_none());
    let body = item.all("body").chain(item.all("div"));
    for element in whole.chain(content).chain(body) {
        let mut text = rich(element);
        let is_partial = ends::cut(&mut text);
        if !text.is_empty() {
            return (text, is_partial);
        }
    }
    let short = own(item, "description").chain(own(item, "summary")).chain(own(item, "tagline"));
    for element in short.chain(item.all("description")).chain(item.all("abstract")).chain(item.all("summary"))
    {
        let mut text = rich(element);
        let is_partial = ends::cut(&mut text);
        if !text.is_empty() {
            let is_short = text.iter().map(String::len).sum::<usize>() < DESCRIPTION;
            return (text, is_partial || is_short);
        }
    }
    (Vec::new(), true)
}

/// The paragraphs of an element that holds text, escaped HTML, or elements of XHTML. What it says of itself is believed
/// only where it says that it is nothing but text.
fn rich(element: &Element) -> Vec<String> {
    if element.elements().next().is_some() {
        return paragraphs(element, &|_| false);
    }
    let text = element.raw_text();
    match element.attribute("type") {
        Some("text" | "text/plain") => paragraphs_of_plain(&text),
        Some(_) | None => paragraphs_of_html(&text),
    }
}

fn title_of(item: &Element) -> Option<String> {
    let titles = own(item, "title").chain(item.all("title").filter(|title| title.prefix == "dc"));
    let lines = titles.map(|title| rich(title).join(" ").split_whitespace().collect::<Vec<_>>().join(" "));
    lines.into_iter().find(|line| !line.is_empty())
}

/// Where the item is found: resolved, with what only counts visits.
fn address(item: &Element, base: Option<&str>) -> Option<String> {
    let base = base.and_then(|base| Url::parse(base.trim()).ok());
    let resolved = |text: &str| {
        let text = text.trim();
        let url = match &base {
            Some(base) => base.join(text).ok()?,
            None => Url::parse(text).ok()?,
        };
        // An address that was whole is kept as it is written.
        let is_web = matches!(url.scheme(), "http" | "https");
        is_web.then(|| if text.contains("://") { text.to_owned() } else { url.to_string() })
    };
    let original = item.all("origLink").map(Element::line);
    let links = own(item, "link").filter_map(|link| match link.attribute("href") {
        Some(href) => matches!(link.attribute("rel"), None | Some("alternate")).then(|| href.to_owned()),
        None => Some(link.line()).filter(|line| !line.is_empty()),
    });
    let permanent =
        own(item, "guid").filter(|guid| guid.attribute("isPermaLink") != Some("false")).map(Element::line);
    let about = item.attribute("rdf:about").map(str::to_owned);
    let whole = |line: &String| line.contains("://");
    original
        .chain(links)
        .find_map(|link| resolved(&link))
        .or_else(|| permanent.chain(about).filter(whole).find_map(|link| resolved(&link)))
}

/// The name by which the feed knows the item.
fn id_of(item: &Element) -> Option<String> {
    let ids = own(item, "guid").chain(own(item, "id")).map(Element::line);
    ids.into_iter().find(|line| !line.is_empty()).or_else(|| item.attribute("rdf:about").map(str::to_owned))
}

/// An address without what only counts visits.
fn without_campaign(url: &str) -> String {
    let Some((page, query)) = url.split_once('?') else { return url.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("utm_")).collect();
    if kept.is_empty() { page.to_owned() } else { format!("{page}?{}", kept.join("&")) }
}

fn date(item: &Element, names: &[&str]) -> Option<String> {
    let found = names.iter().find_map(|name| item.all(name).map(Element::line).find(|line| !line.is_empty()));
    found.map(|moment| extended(&with_century(&moment)))
}

fn authors(item: &Element) -> Option<String> {
    let creators = item.all("creator").map(Element::line).filter(|line| !line.is_empty());
    let own_authors = own(item, "author").filter_map(author);
    list(creators).or_else(|| list(own_authors)).or_else(|| list(item.all("author").filter_map(author)))
}

fn list(names: impl Iterator<Item = String>) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names.filter(|name| !name.contains("://")) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    (!all.is_empty()).then(|| all.join(", "))
}

/// The paper that a feed of many papers has the item from.
fn source(item: &Element) -> Option<String> {
    let source = own(item, "source").next()?;
    let name = own(source, "title").next().map_or_else(|| source.line(), Element::line);
    Some(name).filter(|name| !name.is_empty() && !name.contains("://"))
}
