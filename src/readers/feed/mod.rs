//! Feeds: RSS of all versions, Atom and JSON Feed. A record is an item.
//!
//! They are read as leniently as programs for feeds read them: without declarations of namespaces, with bare `&`, names of
//! characters that only HTML knows, tags that were escaped twice, items that are not closed, several feeds in one file.

mod channel;
mod ends;
mod item;
mod json;

use crate::readers::feed::channel::Channel;
use crate::readers::json_split::{Layout, split};
use crate::readers::reader::{Limits, ReadRecord, Reader, RecordStream, Sniff, only};
use crate::readers::stream::Stream;
use crate::readers::xml::{Flavour, Items, Nesting, parse, root};
use crate::record::RejectReason;

/// RSS, Atom, JSON Feed.
pub(super) struct Feed;

impl Reader for Feed {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn about(&self) -> &'static str {
        "a feed: RSS, Atom or JSON Feed, one article an item"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["rss", "atom", "rdf", "opml"]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        let holds =
            |words: &[&str]| words.iter().any(|word| memchr::memmem::find(head, word.as_bytes()).is_some());
        let is_feed = match root(head) {
            Some("rss" | "opml") => true,
            Some("RDF") => holds(&["purl.org/rss", "channel", "<item"]),
            Some("feed") => holds(&["w3.org/2005/Atom", "purl.org/atom", "entry"]),
            Some("entry") => holds(&["w3.org/2005/Atom", "purl.org/atom"]),
            Some("channel") => holds(&["<item"]),
            Some(_) => false,
            None => json::is_feed(head),
        };
        if is_feed { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, mut stream: Stream, limits: Limits) -> RecordStream {
        let head = match stream.peek() {
            Ok(head) => head,
            Err(error) => return only(Err(error.into())),
        };
        if json::is_feed(head) {
            let of_feed = json::fields(head);
            return Box::new(split(stream, Layout::Values, limits).map(move |mut record| {
                if let Ok((_, fields)) = &mut record.outcome {
                    fields.extend_from_slice(&of_feed);
                }
                record
            }));
        }
        if root(head) == Some("opml") {
            let what = "a list of feeds".to_owned();
            return only(Err(RejectReason::NoBody { what }));
        }
        let items = Items::new(Box::new(stream), &["item", "entry"], Nesting::None, limits.max_size);
        Box::new(FeedItems { items, channel: Channel::default(), number: 0 })
    }
}

/// The records of a feed in XML.
struct FeedItems {
    items: Items,
    channel: Channel,
    number: u64,
}

impl Iterator for FeedItems {
    type Item = ReadRecord;

    fn next(&mut self) -> Option<ReadRecord> {
        let Some(item) = self.items.next() else {
            self.number += 1;
            let what = "a feed without items".to_owned();
            return (self.number == 1).then(|| ReadRecord::only(Err(RejectReason::NoBody { what })));
        };
        if let Some(channel) = Channel::read(&item.before) {
            self.channel = channel;
        }
        self.number += 1;
        let outcome = item.outcome.and_then(|text| {
            let tree = parse(&text, Flavour::Xml);
            match tree.elements().next() {
                Some(element) => item::record(element, &self.channel),
                None => Err(RejectReason::Empty),
            }
        });
        Some(ReadRecord { line: Some(item.line), ..ReadRecord::numbered(self.number, outcome) })
    }
}

#[cfg(test)]
mod tests;
