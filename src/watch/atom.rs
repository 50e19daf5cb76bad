//! What a watch told, as an Atom feed: an entry an article, the latest first.
//!
//! A feed is a file that is read and written again: what was told before stays in it, up to [`MOST`] entries.

use std::fmt::Write;

use serde_json::Value;

use crate::render::html::escape;
use crate::watch::event::places;

/// How many entries a feed keeps.
pub const MOST: usize = 200;

const BEGIN: &str = "<entry>\n";
const END: &str = "</entry>\n";
const MARK: &str = "<generator uri=\"urn:newsgrep:watch\">newsgrep</generator>\n";

/// A file is no feed that a watch wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no feed that a watch wrote, and is left as it is")]
pub struct NoFeed;

/// The feed with these events before the entries that it has. An event that it has already is not added. `before` is
/// what the file holds, empty where there is none; `now` is the time, as RFC 3339 has it.
///
/// # Errors
///
/// `before` is another file.
pub fn feed(watch: &str, events: &[Value], before: &str, now: &str) -> Result<String, NoFeed> {
    if !before.is_empty() && !before.contains(MARK) {
        return Err(NoFeed);
    }
    let old: Vec<&str> =
        before.split(BEGIN).skip(1).filter_map(|it| it.split_once(END)).map(|it| it.0).collect();
    let mut entries: Vec<String> = Vec::new();
    for event in events.iter().rev() {
        let id = id_line(event);
        if !old.iter().any(|it| it.contains(&id)) && !entries.iter().any(|it| it.contains(&id)) {
            entries.push(entry(event));
        }
    }
    let is_new = !entries.is_empty();
    entries.extend(old.into_iter().map(str::to_owned));
    entries.truncate(MOST);
    let updated = before.split_once("<updated>").and_then(|it| it.1.split_once("</updated>")).map(|it| it.0);
    let updated = if is_new { now } else { updated.unwrap_or(now) };
    let mut feed = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    let watch = escaped(watch);
    let _ = write!(
        feed,
        "<id>urn:newsgrep:watch:{watch}</id>\n<title>{watch}</title>\n<updated>{}</updated>\n\
         <author><name>newsgrep</name></author>\n{MARK}",
        escaped(updated)
    );
    for entry in entries {
        feed.push_str(BEGIN);
        feed.push_str(&entry);
        feed.push_str(END);
    }
    feed.push_str("</feed>\n");
    Ok(feed)
}

/// The entry of an event, between its tags.
fn entry(event: &Value) -> String {
    let hit = &event["hit"];
    let text = |value: &Value| value.as_str().map(escaped);
    let mut out = id_line(event);
    let title = text(&hit["title"]).or_else(|| passage(hit)).unwrap_or_else(|| "(no headline)".to_owned());
    let note = match (event["type"].as_str(), event["late"].as_bool()) {
        (Some("changed"), _) => "Changed: ",
        (Some("place"), _) => "Also: ",
        _ => "",
    };
    let _ = writeln!(out, "<title>{note}{title}</title>");
    if let Some(told) = text(&event["told"]) {
        let _ = writeln!(out, "<updated>{told}</updated>");
    }
    // A day without a time of day is no instant, and an instant is what the element holds.
    if let Some(published) = text(&hit["published"]) {
        let _ = writeln!(out, "<published>{published}</published>");
    }
    if let Some(url) =
        hit["url"].as_str().filter(|it| it.starts_with("http://") || it.starts_with("https://"))
    {
        let _ = writeln!(out, "<link href=\"{}\"/>", escaped(url));
    }
    let author = text(&hit["author"]).or_else(|| text(&hit["source"]));
    if let Some(author) = author {
        let _ = writeln!(out, "<author><name>{author}</name></author>");
    }
    let mut facts: Vec<String> = Vec::new();
    facts.extend(text(&hit["date"]));
    facts.extend(text(&hit["source"]));
    if event["late"].as_bool() == Some(true) {
        facts.push("late".to_owned());
    }
    let changed: Vec<&str> =
        event["changed"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !changed.is_empty() {
        facts.push(escaped(&format!("changed: {}", changed.join(", "))));
    }
    facts.extend(places(event).as_deref().map(escaped));
    let passages: Vec<String> = passages(hit);
    let mut summary = facts.join(", ");
    for passage in passages {
        summary.push('\n');
        summary.push_str(&passage);
    }
    if !summary.is_empty() {
        let _ = writeln!(out, "<summary>{}</summary>", summary.trim());
    }
    out
}

/// The element with the name of an entry, which stays the same for a watch and an article.
fn id_line(event: &Value) -> String {
    let mut id = String::from("urn:newsgrep:told:");
    for byte in event["key"].as_str().unwrap_or("").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' | b':' => {
                id.push(char::from(byte));
            }
            _ => {
                let _ = write!(id, "%{byte:02X}");
            }
        }
    }
    format!("<id>{id}</id>\n")
}

fn passages(hit: &Value) -> Vec<String> {
    let snippets = hit["snippets"].as_array();
    snippets.into_iter().flatten().filter_map(|it| it["text"].as_str()).map(escaped).collect()
}

fn passage(hit: &Value) -> Option<String> {
    passages(hit).into_iter().next()
}

/// A text as XML has it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(id: &str, title: &str) -> Value {
        json!({"type": "new", "key": format!("w/{id}"), "late": id == "late", "told": "2025-11-27T10:00:00Z",
            "hit": {"title": title, "published": "2025-11-26T08:00:00+01:00", "source": "Star & Co", "date": "2025-11-26",
                "url": "https://star.example/?a=1&b=2", "snippets": [{"text": "the <wall> fell"}]}})
    }

    const NOW: &str = "2025-11-27T10:00:01Z";

    #[test]
    fn an_entry_has_its_name_its_times_and_its_text_escaped() {
        let feed = feed("w", &[told("ä b", "Wall & quay")], "", NOW).unwrap();
        for part in [
            "<id>urn:newsgrep:told:w/%C3%A4%20b</id>",
            "<title>Wall &amp; quay</title>",
            "<updated>2025-11-27T10:00:00Z</updated>",
            "<published>2025-11-26T08:00:00+01:00</published>",
            "<link href=\"https://star.example/?a=1&amp;b=2\"/>",
            "<name>Star &amp; Co</name>",
            "the &lt;wall&gt; fell",
        ] {
            assert!(feed.contains(part), "{part}\n{feed}");
        }
        let mut reader = quick_xml::Reader::from_str(&feed);
        while !matches!(reader.read_event().expect("it is XML"), quick_xml::events::Event::Eof) {}
    }

    #[test]
    fn a_feed_keeps_what_it_had_and_has_nothing_twice() {
        let one = feed("w", &[told("a", "One"), told("b", "Two")], "", NOW).unwrap();
        let two = feed("w", &[told("b", "Two"), told("c", "Three")], &one, "2025-11-28T00:00:00Z").unwrap();
        let order: Vec<usize> =
            ["Three", "Two", "One"].map(|it| two.find(&format!("<title>{it}<")).unwrap()).to_vec();
        assert!(order.is_sorted() && two.matches(BEGIN).count() == 3);
        assert_eq!(
            feed("w", &[told("c", "Three")], &two, "2026-01-01T00:00:00Z").unwrap(),
            two,
            "nothing new"
        );
        let many: Vec<Value> = (0..MOST + 9).map(|at| told(&format!("n{at}"), "x")).collect();
        assert_eq!(feed("w", &many, &two, NOW).unwrap().matches(BEGIN).count(), MOST);
    }

    #[test]
    fn another_file_is_left_alone() {
        assert_eq!(feed("w", &[], "<feed></feed>", NOW), Err(NoFeed));
        let evil = feed("w", &[told("x", "</entry>\n<entry>\n")], "", NOW).unwrap();
        assert_eq!(evil.matches(BEGIN).count(), 1);
    }
}
