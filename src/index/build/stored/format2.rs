//! The head of a record of format 2: postcard.

use serde::{Deserialize, Serialize};

use crate::index::build::stored::numbers::{Numbers, unpack};
use crate::index::build::stored::{Head, format1};

/// A [`Head`] in the order of its fields on disk.
#[derive(Debug, Serialize, Deserialize)]
struct Head2 {
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

/// Reads a head; `None` when the bytes are none.
pub(crate) fn read(bytes: &[u8]) -> Option<Head> {
    let head: Head2 = postcard::from_bytes(bytes).ok()?;
    let [title_found, author_found, source_found, date_found] = head.found;
    if head.paths.len() != head.records.len() {
        return None;
    }
    let dating = head.dating.zip(date_found).map(|((day, instant), found)| (day, instant, found));
    Some(Head {
        id: head.id,
        places: head.paths.into_iter().zip(head.records).collect(),
        title_found,
        names: format1::names(head.author.zip(author_found), head.source.zip(source_found)),
        days: format1::dates(dating),
        language: head.language,
        url: head.url,
        speakers: head.speakers,
        quotations: unpack(head.quotations)?,
        earlier: head.earlier,
    })
}

/// A record as format 2 had it, for tests of reading it. It knows a source, an author and a day of publication.
#[cfg(test)]
pub(crate) fn write(head: Head) -> Vec<u8> {
    let name = |field: &str| {
        let name = head.names.iter().find(|it| it.field == field);
        (name.map(|it| it.value.clone()), name.map(|it| it.found.clone()))
    };
    let ((source, source_found), (author, author_found)) = (name("source"), name("author"));
    let date = head.days.iter().find(|it| it.field == "date");
    let (paths, records) = head.places.into_iter().unzip();
    let head = Head2 {
        language: head.language,
        found: [head.title_found, author_found, source_found, date.map(|it| it.found.clone())],
        source,
        paths,
        records,
        author,
        id: head.id,
        url: head.url,
        dating: date.map(|it| (it.day, it.instant.map(|instant| instant.0))),
        earlier: head.earlier,
        speakers: head.speakers,
        quotations: crate::index::build::stored::numbers::pack(head.quotations),
    };
    postcard::to_allocvec(&head).expect("strings and numbers are always written")
}
