//! The text of an item of NewsML-G2: one of several renditions of it.

use crate::readers::nitf;
use crate::readers::parts::drop_initials;
use crate::readers::xml::{Element, paragraphs, paragraphs_of_html, paragraphs_of_plain};

/// One rendition of the text of an item.
#[derive(Debug, Default)]
pub(super) struct Rendition {
    pub(super) text: Vec<String>,
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) language: Option<String>,
}

/// How much of the text of the longest rendition one must have to be the whole text: a half.
const WHOLE: usize = 2;

/// The best of the renditions in a set. They are one text in several forms, of which that with the most structure is
/// taken, and never two.
pub(super) fn best(set: &Element) -> Rendition {
    let all: Vec<(u8, Rendition)> =
        set.elements().filter_map(rendition).filter(|(_, one)| !one.text.is_empty()).collect();
    let length = |one: &Rendition| one.text.iter().map(String::len).sum::<usize>();
    let longest = all.iter().map(|(_, one)| length(one)).max().unwrap_or(0);
    let whole = all.into_iter().filter(|(_, one)| length(one) * WHOLE >= longest);
    whole.min_by_key(|(rank, _)| *rank).map(|(_, one)| one).unwrap_or_default()
}

/// A rendition that stands in the set itself, with its rank: 0 has the most structure.
fn rendition(element: &Element) -> Option<(u8, Rendition)> {
    let kind = element.attribute("contenttype").unwrap_or("").to_ascii_lowercase();
    let language = element.attribute("xml:lang").map(str::to_owned);
    match element.name.as_str() {
        "inlineXML" => {
            if let Some(document) = element.find("nitf") {
                let text = nitf::body(document);
                let (title, byline) = (nitf::headline(document), nitf::byline(document));
                return Some((0, Rendition { text, title, byline, language }));
            }
            let page = element.find("html");
            let rank = if page.is_some() || kind.contains("html") { 1 } else { 3 };
            Some((rank, of_page(page.unwrap_or(element), language)))
        }
        "inlineData" => {
            let text = element.raw_text();
            let is_plain = kind.starts_with("text/plain");
            let is_text = kind.is_empty() || kind.starts_with("text/") || kind.contains("html");
            if !is_text || element.attribute("encoding").is_some() {
                return None;
            }
            let (rank, mut text) =
                if is_plain { (4, paragraphs_of_plain(&text)) } else { (2, paragraphs_of_html(&text)) };
            drop_initials(&mut text);
            Some((rank, Rendition { text, language, ..Rendition::default() }))
        }
        _ => None,
    }
}

fn of_page(page: &Element, language: Option<String>) -> Rendition {
    let body = page.find("body").unwrap_or(page);
    let mut text = paragraphs(body, &is_beside);
    drop_initials(&mut text);
    let line = |element: Option<&Element>| element.map(Element::line).filter(|line| !line.is_empty());
    Rendition {
        text,
        title: line(page.find("title")).or_else(|| line(body.find("h1"))),
        byline: line(body.descendants().find(|element| has_class(element, "byline"))),
        language: language.or_else(|| page.attribute("lang").map(str::to_owned)),
    }
}

/// Whether an element of a page stands beside the text of the article.
fn is_beside(element: &Element) -> bool {
    matches!(element.name.as_str(), "header" | "footer" | "aside" | "nav" | "figure" | "figcaption")
        || ["byline", "slugline", "caption", "notepad", "ednote", "editorialnote", "contacts"]
            .iter()
            .any(|class| has_class(element, class))
}

fn has_class(element: &Element, class: &str) -> bool {
    element
        .attribute("class")
        .is_some_and(|it| it.split_whitespace().any(|one| one.eq_ignore_ascii_case(class)))
}
