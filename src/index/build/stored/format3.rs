//! The head of a record of format 3: postcard, with any number of names and days, each under the name of its field.

use serde::{Deserialize, Serialize};

use crate::index::build::stored::numbers::{Numbers, pack, unpack};
use crate::index::build::stored::{DayIn, Head, NameIn};

/// A [`Head`] in the order that compresses best: what most articles share stands side by side.
#[derive(Debug, Serialize, Deserialize)]
struct Head3 {
    language: (String, String),
    title_found: Option<String>,
    /// The fields of `names`, and how each was found.
    named: Vec<(String, String)>,
    /// The same of `days`.
    dated: Vec<(String, String)>,
    names: Vec<String>,
    paths: Vec<String>,
    records: Vec<Option<u64>>,
    id: String,
    url: Option<String>,
    /// Day, and the instant with its offset in minutes.
    days: Vec<(i32, Option<(i64, i16)>)>,
    earlier: Option<(String, i32)>,
    speakers: Vec<(String, String, Option<String>)>,
    quotations: Vec<Numbers>,
}

/// Writes a head.
pub(crate) fn write(head: Head) -> Vec<u8> {
    let (named, names) = head.names.into_iter().map(|it| ((it.field, it.found), it.value)).unzip();
    let (dated, days) = head.days.into_iter().map(|it| ((it.field, it.found), (it.day, it.instant))).unzip();
    let (paths, records) = head.places.into_iter().unzip();
    let head = Head3 {
        language: head.language,
        title_found: head.title_found,
        named,
        dated,
        names,
        paths,
        records,
        id: head.id,
        url: head.url,
        days,
        earlier: head.earlier,
        speakers: head.speakers,
        quotations: pack(head.quotations),
    };
    postcard::to_allocvec(&head).expect("strings and numbers are always written")
}

/// Reads a head; `None` when the bytes are none.
pub(crate) fn read(bytes: &[u8]) -> Option<Head> {
    let head: Head3 = postcard::from_bytes(bytes).ok()?;
    let fits = head.paths.len() == head.records.len()
        && head.named.len() == head.names.len()
        && head.dated.len() == head.days.len();
    if !fits {
        return None;
    }
    let name = |((field, found), value)| NameIn { field, value, found };
    let day = |((field, found), (day, instant))| DayIn { field, day, instant, found };
    Some(Head {
        id: head.id,
        places: head.paths.into_iter().zip(head.records).collect(),
        title_found: head.title_found,
        names: head.named.into_iter().zip(head.names).map(name).collect(),
        days: head.dated.into_iter().zip(head.days).map(day).collect(),
        language: head.language,
        url: head.url,
        speakers: head.speakers,
        quotations: unpack(head.quotations)?,
        earlier: head.earlier,
    })
}
