//! JSON Feed: a JSON object with the title of the feed and the list of its items.

use serde_json::Value;

/// What the beginning of such a feed says of all its items, as fields; what an item says itself is left to it.
pub(super) fn fields(head: &[u8]) -> Vec<(String, String)> {
    let head = String::from_utf8_lossy(head);
    let before = head.find("\"items\"").map_or("", |at| head.get(..at).unwrap_or(""));
    let object = format!("{}}}", before.trim_end().trim_end_matches(','));
    let Ok(Value::Object(feed)) = serde_json::from_str(object.trim_start_matches('\u{FEFF}')) else {
        return Vec::new();
    };
    let title = feed.get("title").and_then(Value::as_str).map(str::trim).filter(|title| !title.is_empty());
    title.map(|title| ("source".to_owned(), title.to_owned())).into_iter().collect()
}

/// Whether a file begins as such a feed.
pub(super) fn is_feed(head: &[u8]) -> bool {
    let start = head.get(..head.len().min(4096)).unwrap_or(head);
    crate::readers::head::without_mark(start).starts_with(b"{")
        && memchr::memmem::find(start, b"jsonfeed.org/version").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_of_the_feed_is_the_source_of_its_items() {
        let head =
            br#"{ "version": "https://jsonfeed.org/version/1.1", "title": "The Star", "items": [ {"id": 1, "#;
        assert!(is_feed(head));
        assert_eq!(fields(head), [("source".to_owned(), "The Star".to_owned())]);
        assert!(fields(br#"{"items":[]}"#).is_empty() && fields(b"{").is_empty());
        assert!(!is_feed(b"[{}]") && !is_feed(b"{\"version\":1}"));
    }
}
