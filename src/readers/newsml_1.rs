//! NewsML 1.0 to 1.2: a record is a news item. Its text is one of its components; headlines, captions, logos and style
//! sheets are others.

use crate::readers::nitf;
use crate::readers::parts::{Fields, drop_initials, extended};
use crate::readers::reader::{Limits, Outcome, Reader, RecordStream, Sniff};
use crate::readers::stream::Stream;
use crate::readers::xml::{
    Element, Flavour, Items, Nesting, paragraphs, paragraphs_of_html, parse, records, root,
};
use crate::record::{RejectReason, takes_back};

/// NewsML 1.
pub(super) struct NewsMl1;

impl Reader for NewsMl1 {
    fn name(&self) -> &'static str {
        "newsml-1"
    }

    fn about(&self) -> &'static str {
        "NewsML 1.0 to 1.2 of news agencies, one article a news item"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["newsml"]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        if root(head) == Some("NewsML") { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        let items = Items::new(Box::new(stream), &["NewsItem"], Nesting::Allowed, limits.max_size);
        let mut envelope = Envelope::default();
        records(items, "a message without items", move |item, before| {
            envelope.read(before);
            record(item, &envelope)
        })
    }
}

/// What stands around all items of a file.
#[derive(Debug, Default)]
struct Envelope {
    sent: Option<String>,
    sender: Option<String>,
}

impl Envelope {
    fn read(&mut self, before: &str) {
        let root = parse(before, Flavour::Xml);
        if let Some(envelope) = root.find("NewsEnvelope") {
            let sent = envelope.find("DateAndTime").map(Element::line);
            let sender = envelope.find("SentFrom").and_then(|it| it.find("Party")).and_then(formal_name);
            *self = Envelope { sent, sender: sender.map(str::to_owned) };
        }
    }
}

fn formal_name(element: &Element) -> Option<&str> {
    element.attribute("FormalName")
}

fn record(item: &Element, envelope: &Envelope) -> Outcome {
    let line = |name: &str| {
        let lines = item.descendants().filter(|element| element.name == name).map(Element::line);
        lines.into_iter().find(|line| !line.is_empty())
    };
    let name_of = |element: &str| item.find(element).and_then(formal_name).map(str::to_owned);
    let id = line("PublicIdentifier").or_else(|| line("NewsItemId"));
    let status = name_of("Status").unwrap_or_default().to_ascii_lowercase();
    if takes_back(&status) {
        return Err(RejectReason::Withdrawn {
            id: id.unwrap_or_else(|| "an item without a name".to_owned()),
            version: line("RevisionId").and_then(|it| it.trim().parse().ok()),
        });
    }
    let mut components = Vec::new();
    gather(item, "", &mut components);
    let Some(best) =
        components.iter().max_by_key(|component| component.worth()).filter(|it| it.worth().0 > 0)
    else {
        let what = match name_of("MediaType").as_deref() {
            Some("Photo" | "Picture") => "a picture",
            Some("Graphic") => "a graphic",
            Some("Video") => "a video",
            Some("Audio") => "a sound recording",
            Some(_) | None => "an item without a text",
        };
        return Err(RejectReason::NoBody { what: what.to_owned() });
    };
    let headline = components.iter().find(|component| component.role == "headline");
    let mut fields = Fields::default();
    fields.put("title", line("HeadLine").or_else(|| Some(headline?.text.join(" "))));
    fields.put("id", id);
    fields.put("version", line("RevisionId"));
    let date = line("ThisRevisionCreated").or_else(|| line("FirstCreated"));
    let date = date.or_else(|| envelope.sent.clone()).or_else(|| line("DateId"));
    fields.put("date", date.map(|date| extended(&date)));
    fields.put("author", line("ByLine"));
    let party = |element: &str| item.find(element)?.find("Party").and_then(formal_name).map(str::to_owned);
    let source = party("Provider").or_else(|| party("Source")).or_else(|| envelope.sender.clone());
    fields.put("source", source.or_else(|| line("ProviderId")));
    fields.put("language", name_of("Language").or_else(|| item.attribute("xml:lang").map(str::to_owned)));
    let released = || Some(extended(&item.find("StatusWillChange")?.find("DateAndTime")?.line()));
    fields.put("embargo", (status == "embargoed").then(released).flatten());
    fields.with_text(&best.text)
}

/// A component that has content.
#[derive(Debug)]
struct Component {
    /// Its role in lower case, that of the component around it where it has none.
    role: String,
    text: Vec<String>,
}

impl Component {
    /// How good it is as the text of the item; 0 is none.
    fn worth(&self) -> (u8, usize) {
        let length = self.text.iter().map(String::len).sum();
        let rank = match self.role.as_str() {
            _ if length == 0 => 0,
            "main" | "body" | "text" | "main text" | "maintext" | "story" | "content" => 3,
            "" => 2,
            "supporting" | "supplementary" | "release" => 1,
            _ => 0,
        };
        (rank, length)
    }
}

/// Adds the components with content below an element.
fn gather(element: &Element, role: &str, components: &mut Vec<Component>) {
    let own = element.all("Role").find_map(formal_name).map(str::to_ascii_lowercase);
    let role = own.unwrap_or_else(|| role.to_owned());
    for content in element.all("ContentItem") {
        let media = content.find("MediaType").and_then(formal_name).unwrap_or("Text");
        let is_encoded = content.find("Encoding").is_some();
        if let Some(data) =
            content.find("DataContent").filter(|_| media.eq_ignore_ascii_case("text") && !is_encoded)
        {
            components.push(Component { role: role.clone(), text: text_of(data) });
        }
    }
    for inner in element.all("NewsComponent") {
        gather(inner, &role, components);
    }
}

fn text_of(data: &Element) -> Vec<String> {
    let mut text = match (data.find("nitf"), data.find("body"), data.elements().next()) {
        (Some(document), _, _) => nitf::body(document),
        (None, Some(body), _) => paragraphs(body, &is_beside),
        (None, None, Some(_)) => paragraphs(data, &is_beside),
        (None, None, None) => paragraphs_of_html(&data.raw_text()),
    };
    drop_initials(&mut text);
    text
}

fn is_beside(element: &Element) -> bool {
    matches!(element.name.as_str(), "header" | "footer" | "aside" | "nav" | "figure" | "media" | "tagline")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Content;

    fn of(item: &str) -> Outcome {
        record(parse(item, Flavour::Xml).elements().next().unwrap(), &Envelope::default())
    }

    fn text(outcome: Outcome) -> String {
        let Ok((Content::Json(bytes), _)) = outcome else { panic!("{outcome:?}") };
        serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()["text"].as_str().unwrap().to_owned()
    }

    fn component(role: &str, content: &str) -> String {
        let role = if role.is_empty() { String::new() } else { format!("<Role FormalName='{role}'/>") };
        format!(
            "<NewsComponent>{role}<ContentItem><DataContent>{content}</DataContent></ContentItem></NewsComponent>"
        )
    }

    #[test]
    fn the_text_is_the_main_component() {
        let long = "<p>A caption that has more letters than the text.</p>";
        let all = [
            component("StyleSheet", "p { color: red }"),
            component("Caption", long),
            component("Main", "<p>One.</p><p>Two.</p><p>ab/cd</p>"),
        ];
        assert_eq!(
            text(of(&format!("<NewsItem><NewsComponent>{}</NewsComponent></NewsItem>", all.concat()))),
            "One.\n\nTwo."
        );
        let page = component("", "<html><head><title>no</title></head><body><p>One.</p></body></html>");
        assert_eq!(text(of(&format!("<NewsItem>{page}</NewsItem>"))), "One.");
        let plain = component("Body", "One.\n\nTwo &lt;3.");
        assert_eq!(text(of(&format!("<NewsItem>{plain}</NewsItem>"))), "One.\n\nTwo &lt;3.");
    }

    #[test]
    fn an_item_says_what_it_is() {
        let item = format!(
            "<NewsItem xml:lang='fr'><Identification><NewsIdentifier><ProviderId>star.example</ProviderId><RevisionId>2</RevisionId>\
             <PublicIdentifier>urn:1</PublicIdentifier></NewsIdentifier></Identification><NewsManagement><FirstCreated>20010101</FirstCreated>\
             <ThisRevisionCreated>20251127T100000+0100</ThisRevisionCreated><Status FormalName='Embargoed'/><StatusWillChange>\
             <FutureStatus FormalName='Usable'/><DateAndTime>20310101T000000Z</DateAndTime></StatusWillChange></NewsManagement>\
             <NewsComponent><NewsLines><HeadLine>T</HeadLine><ByLine>Par Jane Doe</ByLine></NewsLines>{}</NewsComponent></NewsItem>",
            component("Main", "<p>One.</p>")
        );
        let (_, fields) = of(&item).unwrap();
        let expected = [
            ("title", "T"),
            ("id", "urn:1"),
            ("version", "2"),
            ("date", "2025-11-27T10:00:00+01:00"),
            ("author", "Par Jane Doe"),
            ("source", "star.example"),
            ("language", "fr"),
            ("embargo", "2031-01-01T00:00:00Z"),
        ];
        assert_eq!(fields, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_is_taken_back_or_has_no_text_is_told() {
        let told = |item: &str| of(item).unwrap_err().to_string();
        let gone =
            "<NewsItem><PublicIdentifier>urn:1</PublicIdentifier><Status FormalName='Canceled'/></NewsItem>";
        assert_eq!(told(gone), "withdrawn: the agency withdrew urn:1");
        let picture = "<NewsItem><NewsComponent><ContentItem><MediaType FormalName='Photo'/></ContentItem></NewsComponent></NewsItem>";
        assert_eq!(told(picture), "no-body: a picture");
    }
}
