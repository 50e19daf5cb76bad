//! NITF, the News Industry Text Format: a document, or several after one another.

use crate::readers::parts::{Fields, drop_initials, extended};
use crate::readers::reader::{Limits, Outcome, Reader, RecordStream, Sniff};
use crate::readers::stream::Stream;
use crate::readers::xml::{Element, Items, Nesting, paragraphs, records, root};
use crate::record::{RejectReason, takes_back};

/// NITF.
pub(super) struct Nitf;

impl Reader for Nitf {
    fn name(&self) -> &'static str {
        "nitf"
    }

    fn about(&self) -> &'static str {
        "NITF, as news agencies and archives of newspapers have it"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["nitf"]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        if root(head) == Some("nitf") { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        let items = Items::new(Box::new(stream), &["nitf"], Nesting::None, limits.max_size);
        records(items, "no document of NITF in it", |nitf, _| record(nitf))
    }
}

fn record(nitf: &Element) -> Outcome {
    let attribute = |element: &str, key: &str| nitf.find(element)?.attribute(key);
    let title = headline(nitf);
    let id = attribute("doc-id", "id-string");
    let status = attribute("docdata", "management-status").unwrap_or("").to_ascii_lowercase();
    let is_kill = title.as_deref().is_some_and(is_kill_notice)
        || nitf.at(&["head", "title"]).is_some_and(|it| is_kill_notice(&it.line()));
    if takes_back(&status) || is_kill {
        return Err(RejectReason::Withdrawn {
            id: id.or(title.as_deref()).unwrap_or("a document").to_owned(),
            version: attribute("du-key", "version").and_then(|it| it.trim().parse().ok()),
        });
    }
    let mut fields = Fields::default();
    let (mut text, mut is_partial) = (body(nitf), false);
    if text.is_empty()
        && let Some(summary) = nitf.find("abstract")
    {
        text = paragraphs(summary, &|_| false);
        is_partial = true;
    }
    if text.is_empty() {
        return Err(RejectReason::NoBody { what: "a document of NITF without a text".to_owned() });
    }
    fields.put("title", title);
    fields.put("id", id);
    let date = attribute("date.issue", "norm")
        .or_else(|| attribute("pubdata", "date.publication"))
        .or_else(|| attribute("story.date", "norm"))
        .or_else(|| attribute("date.release", "norm"));
    fields.put("date", date.map(extended));
    fields.put("author", byline(nitf));
    fields.put("source", attribute("pubdata", "name").or_else(|| attribute("doc.copyright", "holder")));
    fields.put("section", attribute("pubdata", "position.section"));
    fields.put("url", attribute("pubdata", "ex-ref"));
    fields.put("version", attribute("du-key", "version"));
    let body = nitf.all("body").next();
    fields.put("language", nitf.attribute("xml:lang").or_else(|| body?.attribute("xml:lang")));
    fields.put("embargo", attribute("date.release", "norm").filter(|_| status == "embargoed").map(extended));
    fields.put("partial", is_partial.then_some("true"));
    fields.with_text(&text)
}

/// `KILL: Ferry held`, `MANDATORY KILL`.
fn is_kill_notice(title: &str) -> bool {
    let title = title.trim();
    let rest = title.strip_prefix("MANDATORY ").unwrap_or(title);
    rest.strip_prefix("KILL")
        .is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with([':', '-', '–', '—']))
}

/// The headline of a document, without its decks.
pub(super) fn headline(nitf: &Element) -> Option<String> {
    let lines = nitf.descendants().filter(|element| element.name == "hl1").map(Element::line);
    lines.into_iter().find(|line| !line.is_empty())
}

/// Who wrote a document, as its byline prints it.
pub(super) fn byline(nitf: &Element) -> Option<String> {
    let bylines: Vec<&Element> = nitf.descendants().filter(|element| element.name == "byline").collect();
    let printed = bylines.iter().find(|byline| byline.attribute("class") == Some("print_byline"));
    let byline = printed.or_else(|| bylines.first())?;
    let persons: Vec<String> =
        byline.descendants().filter(|element| element.name == "person").map(Element::line).collect();
    if !persons.is_empty() {
        return Some(persons.join(", "));
    }
    let line = paragraphs(byline, &|element| element.name == "byttl").join(" ");
    let line = line.trim_matches(|c: char| c == ',' || c.is_whitespace());
    (!line.is_empty()).then(|| line.to_owned())
}

/// Elements of the content that are not the text of the article.
const BESIDE: [&str; 9] =
    ["media", "note", "ed-msg", "bibliography", "tagline", "abstract", "byline", "byttl", "copyrite"];

/// The paragraphs of a document's text.
pub(super) fn body(nitf: &Element) -> Vec<String> {
    let Some(outer) = nitf.all("body").next().or_else(|| nitf.find("body")) else { return Vec::new() };
    let is_full =
        |element: &Element| element.name == "block" && element.attribute("class") == Some("full_text");
    let content = outer.all("body.content").next();
    let has_full = content.is_some_and(|content| content.descendants().any(is_full));
    let skip = |element: &Element| {
        let repeats =
            has_full && element.name == "block" && element.attribute("class").is_some() && !is_full(element);
        repeats
            || matches!(element.name.as_str(), "body.head" | "body.end")
            || BESIDE.contains(&element.name.as_str())
    };
    let mut text = paragraphs(content.unwrap_or(outer), &skip);
    drop_initials(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::xml::{Flavour, parse};

    fn of(text: &str) -> Outcome {
        record(parse(text, Flavour::Xml).elements().next().unwrap())
    }

    #[test]
    fn a_document_is_its_content_and_what_its_head_says() {
        let (_, fields) = of("<nitf xml:lang='en'><head><docdata><doc-id id-string='a1'/><date.issue norm='20251127T100000Z'/>\
            <doc.copyright holder='Agency'/></docdata><pubdata name='Star' ex-ref='https://star.example/a1' position.section='World'/></head>\
            <body><body.head><hedline><hl1>Talks go on</hl1><hl2>A deck</hl2></hedline><note><body.content><p>no</p></body.content></note>\
            <byline>By <person>Jane Doe</person> and <person>Ali Khan</person><byttl>Correspondents</byttl></byline></body.head>\
            <body.content><p>One.</p></body.content></body></nitf>").unwrap();
        let expected = [
            ("title", "Talks go on"),
            ("id", "a1"),
            ("date", "2025-11-27T10:00:00Z"),
            ("author", "Jane Doe, Ali Khan"),
            ("source", "Star"),
            ("section", "World"),
            ("url", "https://star.example/a1"),
            ("language", "en"),
        ];
        assert_eq!(fields, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn the_text_is_the_content_without_what_stands_beside_it() {
        let text = |content: &str| {
            body(parse(&format!("<nitf><body><body.content>{content}</body.content><body.end><tagline>no</tagline></body.end></body></nitf>"), Flavour::Xml).elements().next().unwrap())
        };
        assert_eq!(
            text(
                "<p>One <org>X</org>.</p><media><media-caption><p>no</p></media-caption></media><hl2>Two</hl2><p>ab/cd</p>"
            ),
            ["One X.", "Two"]
        );
        assert_eq!(
            text(
                "<block class='lead_paragraph'><p>One.</p></block><block class='full_text'><p>One.</p><p>Two.</p></block>"
            ),
            ["One.", "Two."]
        );
        assert_eq!(text("<block class='lead_paragraph'><p>One.</p></block>"), ["One."]);
    }

    #[test]
    fn a_kill_takes_a_document_back() {
        let told = |text: &str| of(text).unwrap_err().to_string();
        let kill = "<nitf><head><docdata management-status='canceled'><doc-id id-string='a1'/></docdata></head><body/></nitf>";
        assert_eq!(told(kill), "withdrawn: the agency withdrew a1");
        assert_eq!(
            told(
                "<nitf><body><body.head><hedline><hl1>KILL: Talks</hl1></hedline></body.head></body></nitf>"
            ),
            "withdrawn: the agency withdrew KILL: Talks"
        );
        assert_eq!(
            told(
                "<nitf><body><body.head><hedline><hl1>KILLING of X</hl1></hedline></body.head></body></nitf>"
            ),
            "no-body: a document of NITF without a text"
        );
    }
}
