//! Cuts a stream of XML into its items, one at a time, without reading more of it.
//!
//! Only the tags of items are looked for, outside of comments and CDATA; what is between them is not judged. So damage
//! in one item leaves the others whole: an item that is never closed ends where the next begins.

use std::io::{self, BufRead, Cursor};

use encoding_rs::Encoding;

use crate::readers::decode;
use crate::readers::stream::StreamError;
use crate::record::RejectReason;

/// How much of what stands outside of items is kept, in bytes.
const MOST_OUTSIDE: usize = 1 << 20;

/// How much of a tag is looked at for its name, in bytes.
const MOST_OF_A_NAME: usize = 80;

/// One item of a stream of XML.
#[derive(Debug)]
pub(in super::super) struct Item {
    /// Its text from `<` to `>`, decoded, or why it cannot be had.
    pub(in super::super) outcome: Result<String, RejectReason>,
    /// The line that it starts at, counted from 1.
    pub(in super::super) line: u64,
    /// What stands between the item before it and this one, decoded; 1 MiB of it at the most.
    pub(in super::super) before: String,
}

/// The items of a stream of XML, in order: the outermost elements of some names.
pub(in super::super) struct Items {
    input: Box<dyn BufRead + Send>,
    names: &'static [&'static str],
    nesting: Nesting,
    max_size: usize,
    /// What the first bytes declare; `None` before they were looked at.
    encoding: Option<Option<&'static Encoding>>,
    /// How many bytes and how many line ends were taken from the stream.
    at: u64,
    lines: u64,
    /// The start tag of the next item, where it ended the one before.
    next: Option<Open>,
    outside: Vec<u8>,
    /// Whether comments and CDATA are no longer looked for, as one of them was never closed.
    is_plain: bool,
    has_ended: bool,
}

/// Whether an item may hold another of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Nesting {
    /// It may: the outermost one is the item.
    Allowed,
    /// It may not: where another begins, this one has ended.
    None,
}

/// An item of which the start tag was read.
#[derive(Debug)]
struct Open {
    bytes: Vec<u8>,
    name: Vec<u8>,
    line: u64,
    at: u64,
    depth: u64,
    is_too_large: bool,
}

/// What stands behind a `<`, up to its `>`.
struct Markup {
    /// Without the `<`.
    bytes: Vec<u8>,
    /// Text that stood in front, of CDATA that is no longer looked for.
    before: Vec<u8>,
    /// Where its `<` stands in the stream, and the line.
    at: u64,
    line: u64,
    ending: Ending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Closed,
    /// The stream ends first.
    Stream,
    /// It has more bytes than an item may have.
    TooLarge,
}

impl Items {
    /// The elements with these names, without their prefixes.
    pub(in super::super) fn new(
        input: Box<dyn BufRead + Send>,
        names: &'static [&'static str],
        nesting: Nesting,
        max_size: u64,
    ) -> Items {
        Items {
            input,
            names,
            nesting,
            max_size: usize::try_from(max_size).unwrap_or(usize::MAX / 2),
            encoding: None,
            at: 0,
            lines: 0,
            next: None,
            outside: Vec::new(),
            is_plain: false,
            has_ended: false,
        }
    }

    /// What stands behind the last item, decoded.
    pub(in super::super) fn rest(&mut self) -> String {
        let outside = std::mem::take(&mut self.outside);
        self.decoded(outside)
    }

    fn decoded(&mut self, bytes: Vec<u8>) -> String {
        let encoding = *self.encoding.get_or_insert_with(|| decode::declared(&bytes));
        decode::as_declared(bytes, encoding)
    }

    /// Reads up to the next item and that to its end.
    fn read(&mut self) -> io::Result<Option<Item>> {
        let mut open = self.next.take();
        loop {
            let limit = if open.is_some() { self.max_size } else { MOST_OUTSIDE };
            let mut text = Vec::new();
            let found = self.until(b'<', &mut text, limit)?;
            match &mut open {
                Some(item) => item.push(&text, self.max_size),
                None => push(&mut self.outside, &text, MOST_OUTSIDE),
            }
            if !found {
                self.has_ended = true;
                return Ok(open.map(|item| self.cut_off(item)));
            }
            let markup = self.markup()?;
            if markup.ending == Ending::Stream {
                let goes_on = self.resume(&markup);
                match open {
                    None if goes_on => continue,
                    None => return Ok(None),
                    Some(item) => return Ok(Some(self.cut_off(item))),
                }
            }
            match &mut open {
                Some(item) => item.push(&markup.before, self.max_size),
                None => push(&mut self.outside, &markup.before, MOST_OUTSIDE),
            }
            match self.tag(&markup.bytes) {
                Tag::Start(name) => match &mut open {
                    None => {
                        let item = Open::new(name, &markup, self.max_size);
                        if markup.bytes.ends_with(b"/>") {
                            return Ok(Some(self.finished(item)));
                        }
                        open = Some(item);
                        continue;
                    }
                    Some(item) if self.nesting == Nesting::Allowed => {
                        let is_deeper = item.name == name && !markup.bytes.ends_with(b"/>");
                        item.depth += u64::from(is_deeper);
                    }
                    Some(_) => {
                        self.next = Some(Open::new(name, &markup, self.max_size));
                        return Ok(open.map(|item| self.finished(item)));
                    }
                },
                Tag::End(name) => {
                    if let Some(item) = open.as_mut().filter(|item| item.name == name) {
                        if item.depth == 0 {
                            item.push_markup(&markup, self.max_size);
                            return Ok(open.map(|item| self.finished(item)));
                        }
                        item.depth -= 1;
                    }
                }
                Tag::Other => {}
            }
            match &mut open {
                Some(item) => item.push_markup(&markup, self.max_size),
                None => {
                    push(&mut self.outside, b"<", MOST_OUTSIDE);
                    push(&mut self.outside, &markup.bytes, MOST_OUTSIDE);
                }
            }
        }
    }

    fn finished(&mut self, item: Open) -> Item {
        let before = self.rest();
        let outcome = match item.is_too_large {
            true => Err(RejectReason::TooLarge { limit: self.max_size as u64 }),
            false => Ok(self.decoded(item.bytes)),
        };
        Item { outcome, line: item.line, before }
    }

    fn cut_off(&mut self, item: Open) -> Item {
        let message = format!("the file ends inside the item that begins at byte {}", item.at);
        let before = self.rest();
        Item { outcome: Err(RejectReason::Damaged { message }), line: item.line, before }
    }

    /// Whether an item begins within a comment or CDATA that is never closed: reading goes on there.
    fn resume(&mut self, markup: &Markup) -> bool {
        let behind = |at: usize| markup.bytes.get(at + 1..).unwrap_or(&[]);
        let next = memchr::memchr_iter(b'<', &markup.bytes)
            .find(|at| matches!(self.tag(behind(*at)), Tag::Start(_)))
            .filter(|_| !self.is_plain);
        self.has_ended = next.is_none();
        let Some(next) = next else { return false };
        let skipped = markup.bytes.get(..next).unwrap_or(&[]);
        self.at = markup.at + 1 + next as u64;
        self.lines = markup.line - 1 + memchr::memchr_iter(b'\n', skipped).count() as u64;
        self.is_plain = true;
        self.input = Box::new(Cursor::new(markup.bytes.get(next..).unwrap_or(&[]).to_vec()));
        true
    }

    /// Copies the stream up to a byte and including it, but no more than `limit` bytes of it. Whether the byte was
    /// found.
    fn until(&mut self, byte: u8, into: &mut Vec<u8>, limit: usize) -> io::Result<bool> {
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                return Ok(false);
            }
            let found = memchr::memchr(byte, buffer);
            let used = found.map_or(buffer.len(), |at| at + 1);
            let taken = buffer.get(..used).unwrap_or(buffer);
            self.lines += memchr::memchr_iter(b'\n', taken).count() as u64;
            self.at += used as u64;
            let text =
                if found.is_some() && byte == b'<' { taken.get(..used - 1).unwrap_or(taken) } else { taken };
            push(into, text, limit);
            self.input.consume(used);
            if found.is_some() {
                return Ok(true);
            }
        }
    }

    /// What stands behind the `<` that was just read.
    fn markup(&mut self) -> io::Result<Markup> {
        let (at, line) = (self.at - 1, self.lines + 1);
        let mut bytes = Vec::new();
        let limit = self.max_size.saturating_add(1);
        loop {
            let closed = self.until(b'>', &mut bytes, limit)?;
            let end: &[u8] = match () {
                () if self.is_plain => b">",
                () if bytes.starts_with(b"!--") => b"-->",
                () if bytes.starts_with(b"![CDATA[") => b"]]>",
                () if bytes.starts_with(b"?") => b"?>",
                () => b">",
            };
            let ending = match () {
                () if bytes.len() > self.max_size => Ending::TooLarge,
                () if !closed => Ending::Stream,
                () if bytes.ends_with(end) && (end != b"-->" || bytes.len() >= 5) => Ending::Closed,
                () => continue,
            };
            let mut before = Vec::new();
            if self.is_plain
                && let Some(last) = memchr::memrchr(b'<', &bytes)
            {
                let rest = bytes.split_off(last + 1);
                bytes.truncate(last);
                before = bytes.strip_prefix(b"![CDATA[").unwrap_or(&bytes).to_vec();
                bytes = rest;
            }
            return Ok(Markup { bytes, before, at, line, ending });
        }
    }

    fn tag(&self, bytes: &[u8]) -> Tag {
        let (is_end, rest) = match bytes.strip_prefix(b"/") {
            Some(rest) => (true, rest),
            None => (false, bytes),
        };
        let rest = rest.get(..MOST_OF_A_NAME).unwrap_or(rest);
        let length = rest.iter().position(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace());
        let Some(name) = length.and_then(|length| rest.get(..length)) else { return Tag::Other };
        let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
        match self.names.iter().any(|known| known.as_bytes() == local) {
            true if is_end => Tag::End(local.to_vec()),
            true => Tag::Start(local.to_vec()),
            false => Tag::Other,
        }
    }
}

/// What a tag means here: the local name where it is that of an item.
enum Tag {
    Start(Vec<u8>),
    End(Vec<u8>),
    Other,
}

impl Open {
    fn new(name: Vec<u8>, markup: &Markup, max_size: usize) -> Open {
        let (line, at) = (markup.line, markup.at);
        let mut open = Open { bytes: Vec::new(), name, line, at, depth: 0, is_too_large: false };
        open.push_markup(markup, max_size);
        open
    }

    fn push_markup(&mut self, markup: &Markup, max_size: usize) {
        self.push(b"<", max_size);
        self.push(&markup.bytes, max_size);
        self.is_too_large |= markup.ending == Ending::TooLarge;
    }

    fn push(&mut self, bytes: &[u8], max_size: usize) {
        if self.is_too_large || self.bytes.len() + bytes.len() > max_size {
            self.is_too_large = true;
            self.bytes = Vec::new();
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }
}

/// Appends as much as fits.
fn push(into: &mut Vec<u8>, bytes: &[u8], limit: usize) {
    let room = limit.saturating_sub(into.len()).min(bytes.len());
    into.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
}

impl Iterator for Items {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.has_ended && self.next.is_none() {
            return None;
        }
        match self.read() {
            Ok(item) => item,
            Err(error) => {
                self.has_ended = true;
                self.next = None;
                let outcome = Err(StreamError::from(error).into());
                Some(Item { outcome, line: self.lines + 1, before: String::new() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items_of(text: &str, nesting: Nesting, max_size: u64) -> Items {
        // A reader of single bytes shows every place where a buffer may end.
        let input = io::BufReader::with_capacity(1, Cursor::new(text.as_bytes().to_vec()));
        Items::new(Box::new(input), &["item", "entry"], nesting, max_size)
    }

    fn read(text: &str) -> Vec<(u64, Result<String, &'static str>)> {
        let items = items_of(text, Nesting::None, 60);
        items.map(|item| (item.line, item.outcome.map_err(|reason| reason.as_str()))).collect()
    }

    fn whole(line: u64, text: &str) -> (u64, Result<String, &'static str>) {
        (line, Ok(text.to_owned()))
    }

    #[test]
    fn each_item_is_cut_out_with_its_line() {
        let text =
            "<rss>\n<item a='1'>one</item>\n <x:item>two</x:item><items/><item/>\n<entry\n>é</entry></rss>";
        assert_eq!(
            read(text),
            [
                whole(2, "<item a='1'>one</item>"),
                whole(3, "<x:item>two</x:item>"),
                whole(3, "<item/>"),
                whole(4, "<entry\n>é</entry>"),
            ]
        );
    }

    #[test]
    fn what_stands_around_the_items_is_handed_on() {
        let mut items =
            items_of("<rss><t>A &amp; B</t><item>1</item> <b/><item>2</item>end</rss>", Nesting::None, 60);
        assert_eq!(items.next().unwrap().before, "<rss><t>A &amp; B</t>");
        assert_eq!(items.next().unwrap().before, " <b/>");
        assert!(items.next().is_none());
        assert_eq!(items.rest(), "end</rss>");
    }

    #[test]
    fn comments_and_cdata_hold_no_tags() {
        let text = "<!-- <item>no --><item><![CDATA[</item><item>]]>x</item><!--><item>y</item>-->";
        assert_eq!(read(text), [whole(1, "<item><![CDATA[</item><item>]]>x</item>")]);
    }

    #[test]
    fn an_item_that_is_not_closed_ends_where_the_next_begins() {
        assert_eq!(
            read("<item>one\n<item>two</item>"),
            [whole(1, "<item>one\n"), whole(2, "<item>two</item>")]
        );
        let nested: Vec<_> = items_of("<item>1<item>2</item>3</item><item/>", Nesting::Allowed, 60).collect();
        assert_eq!(nested.len(), 2);
        assert_eq!(nested[0].outcome.as_deref(), Ok("<item>1<item>2</item>3</item>"));
    }

    #[test]
    fn damage_costs_one_item_and_is_told() {
        assert_eq!(read("<item>one</item>\n<item>tw"), [whole(1, "<item>one</item>"), (2, Err("damaged"))]);
        assert_eq!(
            read("<item><![CDATA[one</item>\n<item>two</item>"),
            [(1, Err("damaged")), whole(2, "<item>two</item>")]
        );
        assert_eq!(read("<item>one</item"), [(1, Err("damaged"))]);
        let long = format!("<item>{}</item><item>two</item>", "x".repeat(60));
        assert_eq!(read(&long), [(1, Err("too-large")), whole(1, "<item>two</item>")]);
        let long = format!("<item><![CDATA[{}</item><item>two</item>", "x".repeat(60));
        assert_eq!(read(&long), [(1, Err("too-large")), whole(1, "<item>two</item>")]);
        let message =
            items_of("\n<item>", Nesting::None, 60).next().unwrap().outcome.unwrap_err().to_string();
        assert_eq!(message, "damaged: the file ends inside the item that begins at byte 1");
    }

    #[test]
    fn the_encoding_that_the_declaration_names_holds_for_all() {
        let mut bytes =
            b"<?xml version='1.0' encoding='windows-1251'?><item>\xCF\xF3\xF2\xE8\xED</item>".to_vec();
        let of = |bytes: &[u8]| {
            let input = Cursor::new(bytes.to_vec());
            let mut items = Items::new(Box::new(input), &["item"], Nesting::None, 999);
            items.next().unwrap().outcome.unwrap()
        };
        assert_eq!(of(&bytes), "<item>Путин</item>");
        bytes.splice(45.., "<item>Путин</item>".bytes());
        assert_eq!(of(&bytes), "<item>Путин</item>");
        assert_eq!(of("<item>Düsseldorf</item>".as_bytes()), "<item>Düsseldorf</item>");
    }

    #[test]
    fn many_starts_without_an_end_take_no_longer_than_their_length() {
        let text = "<item><![CDATA[".repeat(100_000);
        let items = Items::new(Box::new(Cursor::new(text.into_bytes())), &["item"], Nesting::None, 64 << 20);
        assert!(items.count() > 10_000);
    }
}
