//! The head of a record in as few bytes as its numbers need.

use serde::{Deserialize, Serialize};

use crate::index::build::stored::Head;

/// A [`Head`] in the order that compresses best: what most articles share stands side by side.
#[derive(Debug, Serialize, Deserialize)]
struct Packed {
    language: (String, String),
    /// How title, author, source and date were found.
    found: [Option<String>; 4],
    source: Option<String>,
    paths: Vec<String>,
    records: Vec<Option<u64>>,
    author: Option<String>,
    id: String,
    url: Option<String>,
    /// Day and instant.
    dating: Option<(i32, Option<i64>)>,
    earlier: Option<(String, i32)>,
    speakers: Vec<(String, String, Option<String>)>,
    quotations: Vec<Numbers>,
}

/// A quotation. Its place is told from where the one before began, those of mention and cue from its own.
#[derive(Debug, Serialize, Deserialize)]
struct Numbers {
    kind: u8,
    from: i64,
    len: usize,
    speaker: usize,
    confidence: u16,
    mention: i64,
    mention_len: usize,
    cue: i64,
    cue_len: usize,
}

/// The kinds of quotations by their number.
const KINDS: [&str; 3] = ["direct", "partial", "indirect"];

pub(crate) fn write(head: Head) -> Vec<u8> {
    let (title, (author, author_found)) = (head.title_found, apart(head.author));
    let (source, source_found) = apart(head.source);
    let (dating, dating_found) = apart(head.dating.map(|(day, instant, found)| ((day, instant), found)));
    let (paths, records) = head.places.into_iter().unzip();
    let mut last = 0;
    let quotations = head.quotations.into_iter().map(|it| {
        let (kind, start, len, speaker, confidence, mention, mention_len, cue, cue_len) = it;
        let from = distance(last, start);
        last = start;
        let beside = |place: usize, len: usize| if len == 0 { 0 } else { distance(start, place) };
        Numbers {
            kind: KINDS.iter().position(|it| **it == kind).and_then(|it| u8::try_from(it).ok()).unwrap_or(0),
            from,
            len,
            speaker,
            confidence,
            mention: beside(mention, mention_len),
            mention_len,
            cue: beside(cue, cue_len),
            cue_len,
        }
    });
    let packed = Packed {
        quotations: quotations.collect(),
        language: head.language,
        found: [title, author_found, source_found, dating_found],
        source,
        paths,
        records,
        author,
        id: head.id,
        url: head.url,
        dating,
        earlier: head.earlier,
        speakers: head.speakers,
    };
    postcard::to_allocvec(&packed).expect("strings and numbers are always written")
}

pub(crate) fn read(bytes: &[u8]) -> Option<Head> {
    let packed: Packed = postcard::from_bytes(bytes).ok()?;
    let [title_found, author_found, source_found, dating_found] = packed.found;
    if packed.paths.len() != packed.records.len() {
        return None;
    }
    let mut last = 0;
    let quotation = |it: Numbers| {
        let start = moved(last, it.from)?;
        last = start;
        let beside = |by: i64, len: usize| if len == 0 { Some(0) } else { moved(start, by) };
        Some((
            (*KINDS.get(usize::from(it.kind))?).to_owned(),
            start,
            it.len,
            it.speaker,
            it.confidence,
            beside(it.mention, it.mention_len)?,
            it.mention_len,
            beside(it.cue, it.cue_len)?,
            it.cue_len,
        ))
    };
    Some(Head {
        quotations: packed.quotations.into_iter().map(quotation).collect::<Option<_>>()?,
        id: packed.id,
        places: packed.paths.into_iter().zip(packed.records).collect(),
        title_found,
        author: packed.author.zip(author_found),
        source: packed.source.zip(source_found),
        dating: packed.dating.zip(dating_found).map(|((day, instant), found)| (day, instant, found)),
        language: packed.language,
        url: packed.url,
        speakers: packed.speakers,
        earlier: packed.earlier,
    })
}

fn apart<T>(found: Option<(T, String)>) -> (Option<T>, Option<String>) {
    found.map_or((None, None), |(value, found)| (Some(value), Some(found)))
}

fn distance(from: usize, to: usize) -> i64 {
    let signed = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
    signed(to) - signed(from)
}

fn moved(from: usize, by: i64) -> Option<usize> {
    usize::try_from(i64::try_from(from).ok()?.checked_add(by)?).ok()
}
