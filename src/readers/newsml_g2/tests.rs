use super::*;
use crate::readers::xml::{Flavour, parse};
use crate::record::Content;

fn of(item: &str) -> Outcome {
    record(parse(item, Flavour::Xml).elements().next().unwrap())
}

fn text(content: &Content) -> String {
    let Content::Json(bytes) = content else { panic!("{content:?}") };
    serde_json::from_slice::<serde_json::Value>(bytes).unwrap()["text"].as_str().unwrap().to_owned()
}

fn field(outcome: &Outcome, key: &str) -> Option<String> {
    let (_, fields) = outcome.as_ref().unwrap();
    fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone())
}

/// An item with this in its two parts of metadata and in its content.
fn item(of_item: &str, of_content: &str, content: &str) -> String {
    format!(
        "<n:newsItem guid='urn:1' version='3' xml:lang='en-GB'><n:itemMeta><n:itemClass qcode='ninat:text'/>{of_item}</n:itemMeta>\
         <n:contentMeta>{of_content}</n:contentMeta><n:contentSet>{content}</n:contentSet></n:newsItem>"
    )
}

const PLAIN: &str = "<n:inlineData contenttype='text/plain'>One.\n\nTwo.</n:inlineData>";

#[test]
fn an_item_says_what_it_is() {
    let outcome = of(&item(
        "<n:provider qcode='p:STAR'><n:name>Star Agency</n:name></n:provider><n:versionCreated>2025-11-28</n:versionCreated>\
         <n:embargoed>2031-01-01</n:embargoed><n:pubStatus qcode='stat:usable'/>",
        "<n:contentCreated>2025-11-27T10:00:00Z</n:contentCreated><n:headline rank='3'>no</n:headline><n:headline rank='1'>Talks</n:headline>\
         <n:creator><n:name>doe.jane</n:name></n:creator><n:by>By Jane Doe</n:by><n:language tag='de'/>",
        PLAIN,
    ));
    for (key, value) in [
        ("title", "Talks"),
        ("id", "urn:1"),
        ("version", "3"),
        ("date", "2025-11-27T10:00:00Z"),
        ("author", "By Jane Doe"),
        ("source", "Star Agency"),
        ("language", "de"),
        ("embargo", "2031-01-01"),
    ] {
        assert_eq!(field(&outcome, key).as_deref(), Some(value), "{key}");
    }
    let outcome =
        of(&item("<n:provider qcode='p:STAR'/>", "<n:creator><n:name>doe.jane</n:name></n:creator>", PLAIN));
    assert_eq!((field(&outcome, "author"), field(&outcome, "source").as_deref()), (None, Some("STAR")));
    assert_eq!(field(&outcome, "language").as_deref(), Some("en-GB"));
}

#[test]
fn of_several_renditions_one_is_taken() {
    let page = "<n:inlineXML contenttype='application/xhtml+xml'><html><head><title>no</title></head><body><header><h1>no</h1></header>\
        <section><p class='byline'>By no</p><p>Page one.</p><p>Two.</p></section><footer>no</footer></body></html></n:inlineXML>";
    let nitf = "<n:inlineXML><nitf><body><body.head><hedline><hl1>From NITF</hl1></hedline></body.head>\
        <body.content><p>NITF one.</p><p>Two.</p></body.content></body></nitf></n:inlineXML>";
    let html = "<n:inlineData contenttype='text/html'><![CDATA[<p>HTML one.</p><p>Two.</p>]]></n:inlineData>";
    let of_set = |set: &[&str]| text(&of(&item("", "", &set.concat())).unwrap().0);
    assert_eq!(of_set(&[PLAIN, page]), "Page one.\n\nTwo.");
    assert_eq!(of_set(&[page, html, nitf, PLAIN]), "NITF one.\n\nTwo.");
    assert_eq!(of_set(&[PLAIN, html]), "HTML one.\n\nTwo.");
    // A rendition of a few words is a teaser and not the text.
    let long = format!("<n:inlineData contenttype='text/plain'>{}</n:inlineData>", "Words. ".repeat(20));
    assert!(of_set(&[page, &long]).starts_with("Words."));
    assert_eq!(field(&of(&item("", "", nitf)), "title").as_deref(), Some("From NITF"));
}

#[test]
fn what_is_taken_back_or_has_no_text_is_told() {
    let told = |item: &str| of(item).unwrap_err().to_string();
    let gone = "withdrawn: the agency withdrew urn:1";
    assert_eq!(told(&item("<n:pubStatus qcode='stat:canceled'/>", "", PLAIN)), gone);
    assert_eq!(
        told(&item("<n:pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/withheld'/>", "", PLAIN)),
        gone
    );
    assert_eq!(told(&item("<n:signal qcode='sig:kill'/>", "", PLAIN)), gone);
    assert_eq!(told(&item("", "", "<n:remoteContent href='x'/>")), "no-body: an item without a text");
    assert_eq!(
        told("<packageItem guid='urn:2'><groupSet/></packageItem>"),
        "no-body: a package of other items"
    );
    let picture = item("", "", PLAIN).replace("ninat:text", "ninat:picture");
    assert_eq!(told(&picture), "no-body: a picture");
}
