//! What must hold of any bytes at all, for each of those that read bytes: no panic, and what they promise.

use std::io::Cursor;

use newsgrep::date::Day;
use newsgrep::evidence::fuzz::answer_any;
use newsgrep::extract::{ExtractSettings, FieldMap};
use newsgrep::index::Index;
use newsgrep::readers::{Format, Opened, ReadSettings, read};
use newsgrep::people::names::Links;
use newsgrep::query::{BareWords, ParseSettings, parse};
use newsgrep::update::catalog::Catalog;
use newsgrep::update::article_of;

#[path = "../../support/query_text.rs"]
mod query_text;

/// A target: its name, what it does with bytes, and bytes to begin with.
pub type Target = (&'static str, fn(&[u8]), &'static [&'static [u8]]);

/// All targets.
pub const TARGETS: &[Target] = &[
    ("query", query, QUERIES),
    ("evidence", evidence, EVIDENCE),
    ("documents", documents, DOCUMENTS),
    ("formats", formats, FORMATS),
    ("manifest", manifest, &[br#"{"format":1,"revision":1,"analyzer":{"tokens":"a","stemmer":"b"}}"#]),
    ("catalog", catalog, &[b"NGC1\x10\0\0\0\0\0\0\0\x28\xb5\x2f\xfd"]),
    ("links", links, &[b"\x01\x02\x02\x03Ann\x07Ann Lee"]),
];

const QUERIES: &[&[u8]] = &[
    b"(putin OR lavrov) SAID (peace NEAR/5 talks) date:2025-11..2025-12 source:reuters",
    b"speaker:\"Ann Lee\" AND NOT title:(=Bridge ==BRIDGE harb*r~2) lead:x FIRST/20 ATLEAST/3",
    "łódź AND “quoted words” -minus 3.5 O'Brien U.S. (a (b (c)))".as_bytes(),
];

const EVIDENCE: &[&[u8]] = &[
    b"bridge NEAR/3 closed\nOld bridge closes\nThe old bridge closed. \"It is tired,\" Ann Lee said.\n\nNo more.",
    b"lee SAID (tired OR b*dge)\n\n\"The bridge is tired,\" Ann Lee said. 'No,' Bo said.",
];

const DOCUMENTS: &[&[u8]] = &[
    b"\0Harbour Post\nNovember 27, 2025\n\nThe council met. \"We met,\" said Ann Lee, the mayor.\n",
    b"\x01# Bridge closes\n\n*By Bo Roe*\n\n> Quoted\n\nThe [bridge](x) closed on 27.11.2025.\n",
    b"\x02<html lang=en><head><title>A | B</title><meta property='article:published_time' content='2025-11-27'>\
      <script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"A\"}</script></head><body>\
      <article><h1>A</h1><p>BISHKEK, Nov 27 (Reuters) - \"Yes,\" he said.</p></article></body></html>",
    b"\x03{\"id\":\"a\",\"text\":\"One.\",\"date\":\"2025-11-27T10:00:00+02:00\"}\n{broken\n{\"text\":\"Two.\"}\n",
    b"\x04{\"response\":{\"results\":[{\"title\":\"A\",\"body\":\"B \\u00e9 \\ud83d\\ude00\"},{}]}}",
    b"\x05\x28\xb5\x2f\xfd\x04\x00\x29\x00\x00One.\n",
    include_bytes!("../../../fixtures/formats/hearing.srt"),
    include_bytes!("../../../fixtures/formats/council.vtt"),
    include_bytes!("../../../fixtures/formats/letters.mbox"),
    include_bytes!("../../../fixtures/formats/island.rss"),
    include_bytes!("../../../fixtures/formats/wire-g2.xml"),
    b"\x06<nitf><head><docdata><doc-id id-string='a'/><date.issue norm='20251127'/></docdata></head><body><body.head><hedline>\
      <hl1>A</hl1></hedline></body.head><body.content><block class='full_text'><p>B &amp; c.</p></block></body.content></body></nitf>",
    b"\x06<NewsML><NewsItem><PublicIdentifier>a</PublicIdentifier><NewsComponent><Role FormalName='Main'/><ContentItem><DataContent>\
      <p>One.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
    b"\x05From: <Saved by x>\nDate: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\
      Content-Location: https://star.example/\nContent-Transfer-Encoding: quoted-printable\n\n<p>One =3D two.\n--b--\n",
    b"\x05\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0",
];

/// The fixtures of every format, as they stand.
const FORMATS: &[&[u8]] = &[
    include_bytes!("../../../fixtures/formats/archive.nitf"),
    include_bytes!("../../../fixtures/formats/column.pdf"),
    include_bytes!("../../../fixtures/formats/council.proquest.txt"),
    include_bytes!("../../../fixtures/formats/council.uni.txt"),
    include_bytes!("../../../fixtures/formats/crawl.warc.gz"),
    include_bytes!("../../../fixtures/formats/graph.gkg.csv"),
    include_bytes!("../../../fixtures/formats/harbour.factiva.html"),
    include_bytes!("../../../fixtures/formats/library.ris"),
    include_bytes!("../../../fixtures/formats/marche.europresse.html"),
    include_bytes!("../../../fixtures/formats/market.nexis.txt"),
    include_bytes!("../../../fixtures/formats/minutes.docx"),
    include_bytes!("../../../fixtures/formats/minutes.odt"),
    include_bytes!("../../../fixtures/formats/minutes.rtf"),
    include_bytes!("../../../fixtures/formats/note.eml"),
    include_bytes!("../../../fixtures/formats/note.qp"),
    include_bytes!("../../../fixtures/formats/pile.tar.gz"),
    include_bytes!("../../../fixtures/formats/pile.zip"),
    include_bytes!("../../../fixtures/formats/saved.mhtml"),
    include_bytes!("../../../fixtures/formats/table.csv"),
    include_bytes!("../../../fixtures/formats/table.ods"),
    include_bytes!("../../../fixtures/formats/table.xlsx"),
    include_bytes!("../../../fixtures/formats/weekly.epub"),
    include_bytes!("../../../fixtures/formats/wire-1.xml"),
    include_bytes!("../../../fixtures/formats/wire.ninjs.json"),
    include_bytes!("../../../fixtures/formats/hearing.srt"),
    include_bytes!("../../../fixtures/formats/letters.mbox"),
    include_bytes!("../../../fixtures/formats/island.rss"),
    include_bytes!("../../../fixtures/formats/wire-g2.xml"),
];

fn today() -> Day {
    Day::new(2025, 12, 1).expect("a day of the calendar")
}

/// Any text as a query.
pub fn query(bytes: &[u8]) {
    query_text::check_bytes(bytes);
}

/// A query, a title and a body, a line each, the body to the end.
pub fn evidence(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.splitn(3, '\n');
    let (query, title, body) =
        (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    if let Ok(query) = parse(query, &ParseSettings { today: today(), words: BareWords::All }) {
        answer_any(title, body, &query);
    }
}

/// A file of any kind, read and made articles of.
pub fn documents(bytes: &[u8]) {
    let names = ["a.txt", "a.md", "a.html", "a.jsonl", "a.json", "a", "a.xml", "-"];
    // The first byte says by which name; a file as it stands is read by one that tells nothing.
    let (name, rest) = match bytes.split_first() {
        Some((&kind, rest)) if usize::from(kind) < names.len() => (names[usize::from(kind)], rest),
        _ => ("a", bytes),
    };
    articles_of(rest, name, None);
}

/// A file of any kind, read by the reader of each format in turn.
pub fn formats(bytes: &[u8]) {
    for format in Format::all() {
        articles_of(bytes, "a", Some(format));
    }
}

/// Reads all records and makes articles of them.
fn articles_of(bytes: &[u8], name: &str, format: Option<Format>) {
    let settings = ReadSettings { max_size: 1 << 20, format, ..ReadSettings::default() };
    let Opened::Records(records) = read(Box::new(Cursor::new(bytes.to_vec())), name, &settings) else { return };
    let settings = ExtractSettings { today: today(), map: FieldMap::default(), dates: None };
    for record in records {
        match record.and_then(|record| article_of(record, &settings)) {
            Ok(article) => {
                assert!(!article.body.is_empty() || article.title.is_some(), "an article says something");
                for quotation in &article.quotations {
                    assert!(article.body.get(quotation.span.range()).is_some(), "quotations lie in the body");
                }
                assert!(article.day().is_none_or(|day| day <= today()) || article.dating.is_some());
            }
            Err(reject) => assert!(!reject.reason.as_str().is_empty()),
        }
    }
}

/// A folder whose manifest is anything.
pub fn manifest(bytes: &[u8]) {
    thread_local!(static DIR: tempfile::TempDir = tempfile::tempdir().expect("a folder"));
    DIR.with(|dir| {
        std::fs::write(dir.path().join("newsgrep.json"), bytes).expect("written");
        assert!(Index::open(dir.path()).is_err(), "there is nothing but a manifest");
    });
}

/// Anything as a catalog.
pub fn catalog(bytes: &[u8]) {
    if let Some(catalog) = Catalog::decode(bytes) {
        assert_eq!(Catalog::decode(&catalog.encode()).as_ref(), Some(&catalog));
    }
}

/// Anything as links between names.
pub fn links(bytes: &[u8]) {
    if let Some(links) = Links::decode(bytes) {
        assert!(Links::decode(&links.encode()).is_some());
    }
}
