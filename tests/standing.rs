//! What agencies take back, and excerpts in whose place a whole text stands, whatever the order of the files.

use std::fs;
use std::path::PathBuf;

use newsgrep::index::Index;
use newsgrep::update::{Input, Progress, UpdateReport, update};

use crate::support::state::{answers, contents, faults, settings};

struct Desk {
    root: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("news")).unwrap();
        Desk { root }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path("news").join(name), text).unwrap();
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.path("news").join(name)).unwrap();
    }

    fn update(&self) -> UpdateReport {
        let dir = self.path("index");
        let index = if Index::is_at(&dir) { Index::open(&dir) } else { Index::create(&dir) }.unwrap();
        let input = Input { paths: vec![self.path("news")], stream: None };
        update(&index, input, &settings(), &Progress::default()).unwrap()
    }

    /// The texts that the index holds.
    fn held(&self) -> Vec<String> {
        assert_eq!(faults(&self.path("index")), [""; 0]);
        answers(&self.path("index")).unwrap();
        contents(&self.path("index"), self.root.path())
    }

    fn holds(&self, texts: &[&str]) {
        let held = self.held();
        assert_eq!(held.len(), texts.len(), "{held:?}");
        for text in texts {
            assert!(held.iter().any(|it| it.contains(text)), "{text} in {held:?}");
        }
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
        desk.write(article, &item(1, "usable", "The council met."));
        desk.update();
        desk.holds(&["The council met."]);
        desk.write(notice, &item(2, "canceled", "Kill."));
        let report = desk.update();
        assert_eq!((report.removed, report.rejected), (1, 1), "{report:?}");
        desk.holds(&[]);
        // A later version stands.
        desk.write("c.xml", &item(3, "usable", "The council met again."));
        desk.update();
        desk.holds(&["The council met again."]);
        // Without the notice the article is what it was.
        desk.remove("c.xml");
        desk.remove(notice);
        desk.update();
        desk.holds(&["The council met."]);
    }
    let desk = Desk::new();
    desk.write("a.xml", &item(1, "usable", "The council met."));
    desk.write("b.xml", &item(2, "canceled", "Kill."));
    let report = desk.update();
    assert_eq!((report.indexed, report.rejected), (0, 1), "{report:?}");
    desk.holds(&[]);
}

#[test]
fn the_greatest_version_stands_whatever_the_order() {
    for (first, second) in [("a.xml", "b.xml"), ("b.xml", "a.xml")] {
        let desk = Desk::new();
        desk.write(first, &item(1, "usable", "The council met."));
        desk.write(second, &item(2, "usable", "The council met twice."));
        desk.update();
        desk.holds(&["The council met twice."]);
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
        desk.write(first, excerpt);
        desk.write("c.jsonl", other);
        desk.update();
        desk.holds(&["The council met and …", "The harbour closed."]);
        desk.write(second, whole);
        let report = desk.update();
        assert_eq!((report.indexed, report.removed), (1, 1), "{report:?}");
        desk.holds(&["The council met and went home.", "The harbour closed."]);
        desk.remove(second);
        desk.update();
        desk.holds(&["The council met and …", "The harbour closed."]);
    }
}
