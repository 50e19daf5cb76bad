//! What a feed says of itself and so of all its items.

use crate::readers::xml::{Element, Flavour, parse};

/// What a feed says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Channel {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    /// The address that others are relative to.
    pub(super) base: Option<String>,
    pub(super) authors: Vec<String>,
}

impl Channel {
    /// Reads what stands before the items; `None` where no feed begins there.
    pub(super) fn read(text: &str) -> Option<Channel> {
        let root = parse(text, Flavour::Xml);
        let feed = root.find("channel").or_else(|| root.find("feed"))?;
        let child = |name: &str| own(feed, name).map(Element::line).find(|line| !line.is_empty());
        let lang = |element: &Element| element.attribute("xml:lang").map(str::to_owned);
        let outer = root.elements().find_map(|element| element.attribute("xml:base"));
        let base = feed.attribute("xml:base").or(outer).map(str::to_owned);
        let page = own(feed, "link").find_map(|link| match link.attribute("href") {
            Some(href) => matches!(link.attribute("rel"), None | Some("alternate")).then(|| href.to_owned()),
            None => Some(link.line()).filter(|line| !line.is_empty()),
        });
        Some(Channel {
            title: child("title"),
            language: child("language").or_else(|| dublin(feed, "language")).or_else(|| lang(feed)),
            base: base.or(page),
            authors: own(feed, "author").filter_map(author).collect(),
        })
    }
}

/// The children with a name that belong to the feed's own language: their prefix is that of the element.
pub(super) fn own<'a>(element: &'a Element, name: &'a str) -> impl Iterator<Item = &'a Element> {
    element.all(name).filter(|child| child.prefix == element.prefix || child.prefix.is_empty())
}

/// The text of a child of the Dublin Core.
pub(super) fn dublin(element: &Element, name: &str) -> Option<String> {
    let mut found =
        element.all(name).filter(|child| matches!(child.prefix.as_str(), "dc" | "dcterms" | "dct"));
    found.next().map(Element::line).filter(|line| !line.is_empty())
}

/// The name in an element for an author: `<name>…</name>`, `jane@star.example (Jane Doe)`, `Jane Doe`.
pub(super) fn author(element: &Element) -> Option<String> {
    if let Some(name) = own(element, "name").next() {
        return Some(name.line()).filter(|name| !name.is_empty());
    }
    let line = element.line();
    let name = match (line.find('@'), line.rsplit_once('(')) {
        (Some(at), Some((mail, name))) if at < mail.len() => name.trim_end_matches(')').trim().to_owned(),
        _ => line,
    };
    Some(name).filter(|name| !name.is_empty() && !name.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_tells_its_title_and_not_those_of_its_parts() {
        let rss = "<rss><channel><image><title>no</title></image><itunes:title>no</itunes:title><title>The Star</title>\
            <atom:link href='no' rel='self'/><link>https://star.example/</link><language>en-gb</language>";
        let channel = Channel::read(rss).unwrap();
        assert_eq!(channel.title.as_deref(), Some("The Star"));
        assert_eq!(channel.language.as_deref(), Some("en-gb"));
        assert_eq!(channel.base.as_deref(), Some("https://star.example/"));
        let atom = "<a:feed xml:lang='de' xml:base='https://star.example/x/'><a:title>Star</a:title><a:link rel='self' href='no'/>\
            <a:author><a:name>Staff</a:name><a:email>x</a:email></a:author>";
        let channel = Channel::read(atom).unwrap();
        assert_eq!((channel.title.as_deref(), channel.language.as_deref()), (Some("Star"), Some("de")));
        assert_eq!(channel.base.as_deref(), Some("https://star.example/x/"));
        assert_eq!(channel.authors, ["Staff"]);
        assert_eq!(Channel::read(" \n"), None);
    }

    #[test]
    fn an_author_is_a_name_and_no_address() {
        let of = |text: &str| author(parse(text, Flavour::Xml).find("author").unwrap());
        assert_eq!(of("<author>jane@star.example (Jane Doe)</author>").as_deref(), Some("Jane Doe"));
        assert_eq!(of("<author>Jane Doe (Star)</author>").as_deref(), Some("Jane Doe (Star)"));
        assert_eq!(of("<author>jane@star.example</author>"), None);
        assert_eq!(of("<author><name>Jane Doe</name><uri>x</uri></author>").as_deref(), Some("Jane Doe"));
    }
}
