//! What agencies take back, and excerpts in whose place a whole text stands, whatever the order of the files.

use std::fs;

use newsgrep::update::UpdateReport;

use crate::support::desk::Desk;
use crate::support::state::answers;

/// The folder of the articles.
const NEWS: &str = "news";

fn write(desk: &Desk, name: &str, text: &str) {
    desk.write(&format!("{NEWS}/{name}"), text);
}

fn remove(desk: &Desk, name: &str) {
    fs::remove_file(desk.path(NEWS).join(name)).unwrap();
}

fn update(desk: &Desk) -> UpdateReport {
    desk.update(&[NEWS])
}

/// The index holds these texts and no others.
#[track_caller]
fn holds(desk: &Desk, texts: &[&str]) {
    let held = desk.held();
    answers(&desk.path("index")).unwrap();
    assert_eq!(held.len(), texts.len(), "{held:?}");
    for text in texts {
        assert!(held.iter().any(|it| it.contains(text)), "{text} in {held:?}");
    }
}

/// An item of an agency: its version, its status and its text.
fn item(version: u32, status: &str, text: &str) -> String {
    format!(
        "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"urn:own:1\" version=\"{version}\">\
         <itemMeta><itemClass qcode=\"ninat:text\"/><versionCreated>2024-03-0{version}T10:00:00Z</versionCreated>\
         <pubStatus qcode=\"stat:{status}\"/></itemMeta><contentMeta><headline>The council</headline></contentMeta>\
         <contentSet><inlineXML><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>{text}</p></body></html>\
         </inlineXML></contentSet></newsItem>"
    )
}

#[test]
fn what_an_agency_takes_back_is_gone_whatever_the_order() {
    for (article, notice) in [("a.xml", "b.xml"), ("b.xml", "a.xml")] {
        let desk = Desk::new();
        write(&desk, article, &item(1, "usable", "The council met."));
        update(&desk);
        holds(&desk, &["The council met."]);
        write(&desk, notice, &item(2, "canceled", "Kill."));
        let report = update(&desk);
        assert_eq!((report.removed, report.rejected), (1, 1), "{report:?}");
        holds(&desk, &[]);
        // A later version stands.
        write(&desk, "c.xml", &item(3, "usable", "The council met again."));
        update(&desk);
        holds(&desk, &["The council met again."]);
        // Without the notice the article is what it was.
        remove(&desk, "c.xml");
        remove(&desk, notice);
        update(&desk);
        holds(&desk, &["The council met."]);
    }
    let desk = Desk::new();
    write(&desk, "a.xml", &item(1, "usable", "The council met."));
    write(&desk, "b.xml", &item(2, "canceled", "Kill."));
    let report = update(&desk);
    assert_eq!((report.indexed, report.rejected), (0, 1), "{report:?}");
    holds(&desk, &[]);
}

#[test]
fn the_greatest_version_stands_whatever_the_order() {
    for (first, second) in [("a.xml", "b.xml"), ("b.xml", "a.xml")] {
        let desk = Desk::new();
        write(&desk, first, &item(1, "usable", "The council met."));
        write(&desk, second, &item(2, "usable", "The council met twice."));
        update(&desk);
        holds(&desk, &["The council met twice."]);
    }
}

#[test]
fn a_whole_text_stands_in_place_of_an_excerpt_of_the_same_address() {
    let excerpt = "{\"id\":\"feed-1\",\"url\":\"https://a.example/1?utm_source=rss\",\"partial\":true,\
                   \"title\":\"Council\",\"text\":\"The council met and …\"}\n";
    let whole = "{\"url\":\"https://a.example/1\",\"title\":\"Council\",\"text\":\"The council met and went home.\"}\n";
    let other = "{\"url\":\"https://a.example/2\",\"title\":\"Harbour\",\"text\":\"The harbour closed.\"}\n";
    for (first, second) in [("a.jsonl", "b.jsonl"), ("b.jsonl", "a.jsonl")] {
        let desk = Desk::new();
        write(&desk, first, excerpt);
        write(&desk, "c.jsonl", other);
        update(&desk);
        holds(&desk, &["The council met and …", "The harbour closed."]);
        write(&desk, second, whole);
        let report = update(&desk);
        assert_eq!((report.indexed, report.removed), (1, 1), "{report:?}");
        holds(&desk, &["The council met and went home.", "The harbour closed."]);
        remove(&desk, second);
        update(&desk);
        holds(&desk, &["The council met and …", "The harbour closed."]);
    }
}
