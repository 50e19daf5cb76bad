//! Exports of Europresse, in its three layouts: tables until about 2014, then articles with a header.

use crate::readers::parts::Fields;
use crate::readers::reader::Outcome;
use crate::readers::xml::{Element, Node, paragraphs};

/// The records of a page of Europresse.
pub(super) fn records(page: &Element) -> Vec<Outcome> {
    let names_paper = |it: &Element| it.elements().any(|inner| has_class(inner, "DocPublicationName"));
    let articles: Vec<&Element> = page
        .descendants()
        .filter(|it| {
            it.name == "article" && it.descendants().any(|inner| has_class(inner, "DocPublicationName"))
        })
        .collect();
    if !articles.is_empty() {
        return articles.into_iter().map(article).collect();
    }
    page.descendants().filter(|it| it.name == "td" && names_paper(it)).map(cell).collect()
}

fn has_class(element: &Element, class: &str) -> bool {
    element.attribute("class").is_some_and(|all| all.split(' ').any(|one| one.eq_ignore_ascii_case(class)))
}

fn first<'a>(element: &'a Element, classes: &[&str]) -> Option<&'a Element> {
    let mut all = element.descendants();
    all.find(|it| classes.iter().any(|class| has_class(it, class)))
}

/// The fields that all layouts have.
fn fields(element: &Element) -> Fields {
    let mut fields = Fields::default();
    fields.put("title", first(element, &["rdp__articletitle", "titreArticleVisu"]).map(Element::line));
    let source = first(element, &["DocPublicationName"]).map(Element::line);
    fields.put("source", source.and_then(|it| it.split(',').next().map(str::to_owned)));
    let header: String = element
        .descendants()
        .filter(|it| has_class(it, "DocHeader"))
        .map(Element::raw_text)
        .collect::<Vec<_>>()
        .join(" ");
    fields.put("date", date(&header));
    fields.put("section", header.split_once(',').map(|(section, _)| section));
    let texts = element.descendants().chain([element]).flat_map(|it| &it.children);
    let words = texts.flat_map(|node| match node {
        Node::Text(text) => text.split_whitespace(),
        Node::Element(_) => "".split_whitespace(),
    });
    fields.put("id", words.filter(|it| it.starts_with("news·")).last());
    fields
}

/// The day in a header such as `Politique, mardi 28 février 2017, p. 6`.
fn date(header: &str) -> Option<String> {
    let words: Vec<&str> = header.split([' ', ',', '\u{A0}', '\n']).filter(|it| !it.is_empty()).collect();
    let is_figures = |word: &str| word.bytes().all(|it| it.is_ascii_digit());
    let at = words.iter().position(|it| it.len() == 4 && is_figures(it) && it.starts_with(['1', '2']))?;
    words.get(at.checked_sub(2)?..=at).map(|date| date.join(" "))
}

/// An article of the later layouts.
fn article(article: &Element) -> Outcome {
    let mut fields = fields(article);
    let author = first(article, &["sm-margin-bottomNews"]).or_else(|| {
        let header = article.all("header").next()?;
        let bare = header.all("div").filter(|it| it.attribute("class").is_none());
        // In front of the title stand the paper, the date and the part of the paper.
        let title = header.children.iter().position(|node| match node {
            Node::Element(it) => has_class(it, "titreArticle") || first(it, &["titreArticleVisu"]).is_some(),
            Node::Text(_) => false,
        })?;
        let behind = header.children.get(title + 1..)?;
        bare.filter(|it| behind.iter().any(|node| matches!(node, Node::Element(inner) if inner == *it)))
            .last()
    });
    fields.put("author", author.map(Element::line));
    let text = first(article, &["docOcurrContainer"]).or_else(|| first(article, &["DocText"]));
    let nothing = |_: &Element| false;
    let text: Vec<String> = text.map(|it| paragraphs(it, &nothing)).unwrap_or_default();
    fields.with_text(&text)
}

/// An article of the layout with tables: one cell, in which the text follows the title.
fn cell(cell: &Element) -> Outcome {
    let mut fields = fields(cell);
    let is_table = |it: &Element| it.name == "table";
    let lines: Vec<String> = paragraphs(cell, &is_table)
        .iter()
        .flat_map(|it| it.lines())
        .map(|it| it.trim().to_owned())
        .filter(|it| !it.is_empty())
        .collect();
    let title = first(cell, &["titreArticleVisu"]).map(Element::line).unwrap_or_default();
    let start = lines.iter().position(|it| *it == title).map_or(0, |at| at + 1);
    let is_end = |it: &String| it.starts_with('©') || it.starts_with("Numéro de document");
    let end = lines.iter().position(is_end).unwrap_or(lines.len()).max(start);
    let mut text = &lines[start..end];
    if let [author, rest @ ..] = text
        && author.split_whitespace().count() <= 6
        && !author.ends_with(['.', '!', '?', '»'])
        && !rest.is_empty()
    {
        fields.put("author", Some(author));
        text = rest;
    }
    fields.with_text(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::xml::{Flavour, parse};
    use crate::record::Content;

    fn told(page: &str) -> Vec<String> {
        let told = |it: Outcome| match it {
            Ok((Content::Json(bytes), fields)) => {
                let fields: Vec<String> =
                    fields.iter().map(|(key, value)| format!("{key}={value}")).collect();
                format!("{} {}", fields.join(";"), String::from_utf8(bytes).unwrap())
            }
            other => format!("{other:?}"),
        };
        records(&parse(page, Flavour::Html)).into_iter().map(told).collect()
    }

    #[test]
    fn each_layout_tells_its_fields() {
        let expected = "title=Marché fermé;source=Le Journal;date=28 février 2017;section=Politique;\
                        id=news·20170228·LM·a8;author=Ada Poe {\"text\":\"Le conseil a voté.\\n\\nIl rentre.\"}";
        let tables = "<table><tr><td><table><tr><td><img src='x'></td></tr></table>\
            <span class='DocPublicationName'>Le Journal</span><br><span class='DocHeader'>Politique, </span>\
            <span class='DocHeader'>mardi </span><span class='DocHeader'>28 février 2017</span><br><br>\
            <span class='TitreArticleVisu'>Marché fermé</span><br><br>Ada Poe<br><br>Le conseil a voté.<p></p>Il rentre.\
            <p></p><b>© 2017 Le Journal. Tous droits réservés.</b><p></p>Numéro de document : news·20170228·LM·a8<br>\
            <table><tr><td>Ce certificat est émis</td></tr></table></td></tr></table>";
        assert_eq!(told(tables), [expected]);
        let articles = "<article><header><div><span class='DocPublicationName'>Le Journal </span></div>\
            <div><span class='DocHeader'>Politique, mardi 28 février 2017, p. 34</span></div><div><p>MÉDIAS</p></div>\
            <div class='titreArticle'><p class='titreArticleVisu'>Marché fermé</p></div><div>Ada Poe</div></header>\
            <section><div class='DocText'><div class='docOcurrContainer'><p>Le conseil a <mark>voté</mark>.</p>\
            <p>Il rentre.</p></div></div></section><footer><p>Numéro de document : news·20170228·LM·a8</p></footer></article>";
        assert_eq!(told(articles), [expected]);
    }
}
