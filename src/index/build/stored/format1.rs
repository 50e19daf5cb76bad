//! The head of a record of format 1: JSON.

use serde::Deserialize;

use crate::date::Instant;
use crate::index::build::stored::{DayIn, Head, NameIn, StoredQuotation};

#[derive(Deserialize)]
struct Head1 {
    id: String,
    places: Vec<(String, Option<u64>)>,
    #[serde(rename = "t", default)]
    title_found: Option<String>,
    #[serde(rename = "a", default)]
    author: Option<(String, String)>,
    #[serde(rename = "s", default)]
    source: Option<(String, String)>,
    /// Day, instant, how it was found.
    #[serde(rename = "d", default)]
    dating: Option<(i32, Option<i64>, String)>,
    #[serde(rename = "l")]
    language: (String, String),
    #[serde(rename = "u", default)]
    url: Option<String>,
    /// Name, kind, role.
    #[serde(rename = "w", default)]
    speakers: Vec<(String, String, Option<String>)>,
    #[serde(rename = "q", default)]
    quotations: Vec<StoredQuotation>,
    #[serde(rename = "e", default)]
    earlier: Option<(String, i32)>,
}

/// Reads a head; `None` when the bytes are none.
pub(crate) fn read(bytes: &[u8]) -> Option<Head> {
    let head: Head1 = serde_json::from_slice(bytes).ok()?;
    Some(Head {
        id: head.id,
        places: head.places,
        title_found: head.title_found,
        names: names(head.author, head.source),
        days: dates(head.dating),
        language: head.language,
        url: head.url,
        speakers: head.speakers,
        quotations: head.quotations,
        earlier: head.earlier,
    })
}

/// The two names that articles had up to format 2, each with how it was found.
pub(crate) fn names(author: Option<(String, String)>, source: Option<(String, String)>) -> Vec<NameIn> {
    let named = |field: &str, name: Option<(String, String)>| {
        name.map(|(value, found)| NameIn { field: field.to_owned(), value, found })
    };
    named("source", source).into_iter().chain(named("author", author)).collect()
}

/// The one day that articles had up to format 2. Of an instant its offset was not kept: it is told in UTC.
pub(crate) fn dates(dating: Option<(i32, Option<i64>, String)>) -> Vec<DayIn> {
    let dated = dating.map(|(day, instant, found)| DayIn {
        field: "date".to_owned(),
        day,
        instant: instant.filter(|it| Instant::new(*it, 0).is_some()).map(|seconds| (seconds, 0)),
        found,
    });
    dated.into_iter().collect()
}
