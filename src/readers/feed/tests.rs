use std::io::Cursor;

use crate::readers::ReadSettings;
use crate::readers::{Format, Opened, read};
use crate::record::{Content, RawRecord, Reject};

/// The records of a file of these bytes.
fn records(text: &[u8]) -> Vec<Result<RawRecord, Reject>> {
    records_as(text, None)
}

fn records_as(text: &[u8], format: Option<Format>) -> Vec<Result<RawRecord, Reject>> {
    let settings = ReadSettings { format, ..ReadSettings::default() };
    match read(Box::new(Cursor::new(text.to_vec())), "a.xml", &settings) {
        Opened::Records(records) => records.collect(),
        Opened::Skipped(reason) => panic!("it is skipped: {reason}"),
    }
}

fn field<'a>(record: &'a RawRecord, key: &str) -> Option<&'a str> {
    record.fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

fn body(record: &RawRecord) -> String {
    let Content::Json(bytes) = &record.content else { panic!("{:?}", record.content) };
    let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    value["text"].as_str().unwrap().replace("&lt;", "<").replace("&amp;", "&")
}

fn only(item: &str) -> RawRecord {
    let feed = format!(
        "<rss><channel><title>The Star</title><link>https://star.example/</link>{item}</channel></rss>"
    );
    let mut records = records(feed.as_bytes());
    assert_eq!(records.len(), 1, "{item}");
    records.remove(0).unwrap()
}

#[test]
fn the_whole_text_comes_before_the_summary_wherever_it_stands() {
    let whole = "<content:encoded><![CDATA[<p>One &amp; two.</p><p>Three.</p>]]></content:encoded>";
    let short = "<description>One.</description>";
    for item in [format!("<item>{whole}{short}</item>"), format!("<item>{short}{whole}</item>")] {
        let record = only(&item);
        assert_eq!(body(&record), "One & two.\n\nThree.");
        assert_eq!(field(&record, "partial"), None);
    }
    let record = only(
        "<item><title>T</title><description>&amp;lt;p&amp;gt;One. &amp;lt;a href='x'>Read more&amp;lt;/a>&amp;lt;/p&amp;gt;</description></item>",
    );
    assert_eq!((body(&record).as_str(), field(&record, "partial")), ("One.", Some("true")));
}

#[test]
fn an_item_says_who_when_and_where() {
    let record = only(
        "<item><title>A &ldquo;b&rdquo; & c</title><media:title>no</media:title><link>/2025/11/27/talks?utm_source=rss&utm_medium=x</link>\
         <guid isPermaLink=\"false\">17</guid><dc:creator>Jane Doe</dc:creator><dc:creator>Ali Khan</dc:creator>\
         <pubDate>Thu, 27 Nov 2025 10:00:00 GMT</pubDate><category>World</category><description>x</description></item>",
    );
    for (key, value) in [
        ("title", "A “b” & c"),
        ("id", "17"),
        ("url", "https://star.example/2025/11/27/talks?utm_source=rss&utm_medium=x"),
        ("author", "Jane Doe, Ali Khan"),
        ("date", "Thu, 27 Nov 2025 10:00:00 GMT"),
        ("section", "World"),
        ("source", "The Star"),
    ] {
        assert_eq!(field(&record, key), Some(value), "{key}");
    }
    let record = only(
        "<item><link>https://x.example/a?b=1&amp;utm_source=r</link><source url='https://sun.example'>The Sun</source></item>",
    );
    assert_eq!(field(&record, "id"), Some("https://x.example/a?b=1"));
    assert_eq!(field(&record, "source"), Some("The Sun"));
}

#[test]
fn atom_is_read_with_any_prefix() {
    let feed = "<?xml version='1.0'?><a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:base='https://star.example/'>\
        <a:title>Star</a:title><a:author><a:name>Staff</a:name></a:author>\
        <a:entry><a:title type='html'>A &amp;amp; B</a:title><a:link rel='enclosure' href='no'/><a:link href='/t'/><a:id>urn:1</a:id>\
        <a:updated>2026-01-01</a:updated><a:published>2025-11-27</a:published>\
        <a:content type='xhtml'><div><p>One.</p><p>Two.</p></div></a:content><a:summary>no</a:summary></a:entry>\
        <a:entry><a:updated>2025-11-28</a:updated><a:content type='text'>1 &lt; 2</a:content></a:entry></a:feed>";
    let records = records(feed.as_bytes());
    let first = records[0].as_ref().unwrap();
    assert_eq!(body(first), "One.\n\nTwo.");
    for (key, value) in [
        ("title", "A & B"),
        ("url", "https://star.example/t"),
        ("id", "urn:1"),
        ("date", "2025-11-27"),
        ("updated", "2026-01-01"),
        ("author", "Staff"),
        ("source", "Star"),
    ] {
        assert_eq!(field(first, key), Some(value), "{key}");
    }
    let second = records[1].as_ref().unwrap();
    assert_eq!((field(second, "date"), body(second).as_str()), (Some("2025-11-28"), "1 < 2"));
}

#[test]
fn an_entry_alone_is_a_feed_of_one() {
    let entry = "<entry xmlns='http://www.w3.org/2005/Atom'><title>T</title><content>One.</content></entry>";
    let records = records(entry.as_bytes());
    assert_eq!(field(records[0].as_ref().unwrap(), "title"), Some("T"));
    assert_eq!(records.len(), 1);
}

#[test]
fn several_feeds_in_one_file_keep_their_titles() {
    let feed = |title: &str| {
        format!(
            "<rss><channel><title>{title}</title><item><description>x</description></item></channel></rss>\n"
        )
    };
    let records = records(format!("{}{}", feed("One"), feed("Two")).as_bytes());
    let titles: Vec<_> =
        records.iter().map(|it| field(it.as_ref().unwrap(), "source").unwrap().to_owned()).collect();
    assert_eq!(titles, ["One", "Two"]);
}

#[test]
fn what_holds_no_article_is_told() {
    let told = |text: &str| records(text.as_bytes()).remove(0).unwrap_err().to_string();
    assert!(told("<opml><body/></opml>").ends_with("no-body: a list of feeds"));
    assert!(told("<rss><channel></channel></rss>").ends_with("no-body: a feed without items"));
    let cut = records(b"<rss><channel><item><title>A</title></item>\n<item><title>B");
    assert_eq!((cut.len(), cut[1].as_ref().unwrap_err().line), (2, Some(2)));
    let menu = "<rss><item><title>A</title><wp:post_type>nav_menu_item</wp:post_type></item></rss>";
    assert!(told(menu).ends_with("no-body: a nav_menu_item of a weblog"));
}

#[test]
fn damage_does_no_harm() {
    let feed = "<?xml version='1.0'?><rss><channel><title>Star</title><item><title>A &amp; B</title><link>/x</link>\
        <description><![CDATA[<p>One.</p>]]></description></item><item><content type='html'>&lt;p&gt;x</content></item></channel></rss>";
    let bytes = feed.as_bytes();
    for at in 0..bytes.len() {
        let _ = records_as(&bytes[..at], Format::named("feed"));
        for byte in [b'<', b'>', b'&', b'"', 0, 0xFF] {
            let mut mutated = bytes.to_vec();
            mutated[at] = byte;
            let _ = records_as(&mutated, Format::named("feed"));
        }
    }
}
