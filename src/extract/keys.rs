//! Which keys of a record hold which field of an article.
//!
//! The keys stand in the [table of fields](crate::field). They are those of the crawlers and corpora in use: news-please,
//! trafilatura, newspaper, schema.org's NewsArticle, the interfaces of news
//! agencies and search services, and plain `id/title/text/date/source/author/url/language`.
//! They are compared without case, `_`, `-` and blanks, so that `date_publish`,
//! `datePublish` and `Date-Publish` are one.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::field::{FIELDS, Field, ranked};

/// Why a line such as `field=key` says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldMapError {
    /// There is no `=`, or nothing on one side of it.
    #[error("`{text}` is not written field=key")]
    NotAPair {
        /// What was given.
        text: String,
    },
    /// No record has such a field.
    #[error("no field named `{name}`; the fields are {}", mapped_fields())]
    UnknownField {
        /// What was given.
        name: String,
    },
}

/// The names of the fields that a record can hold, for a message.
fn mapped_fields() -> String {
    let names: Vec<&str> =
        FIELDS.iter().filter(|row| !row.keys.is_empty()).map(|row| mapped_name(row.field)).collect();
    names.join(", ")
}

/// The word by which a field of a record is named in a map.
fn mapped_name(field: Field) -> &'static str {
    if field == Field::Body { "text" } else { field.as_str() }
}

/// The field of a record with this name. The body is `text` or `body`.
fn field_named(name: &str) -> Option<Field> {
    FIELDS
        .iter()
        .find(|row| !row.keys.is_empty() && (row.name == name || mapped_name(row.field) == name))
        .map(|row| row.field)
}

/// The keys that a user's records have beyond the known ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    paths: Vec<(Field, Vec<String>)>,
}

impl FieldMap {
    /// Adds `field=key`. Dots in the key lead into objects: `text=content.body`.
    ///
    /// # Errors
    ///
    /// No `=`, an empty side, or a field that no article has.
    pub fn add(&mut self, pair: &str) -> Result<(), FieldMapError> {
        let not_a_pair = || FieldMapError::NotAPair { text: pair.to_owned() };
        let (field, key) = pair.split_once('=').ok_or_else(not_a_pair)?;
        let path: Vec<String> = key.trim().split('.').map(str::to_owned).collect();
        if path.iter().any(String::is_empty) {
            return Err(not_a_pair());
        }
        let unknown = || FieldMapError::UnknownField { name: field.trim().to_owned() };
        self.paths.push((field_named(field.trim()).ok_or_else(unknown)?, path));
        Ok(())
    }

    /// The keys as columns of a table have them.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        self.paths.iter().map(|(_, path)| path.join(".")).collect()
    }

    /// The fields with the keys that lead to them.
    pub(super) fn paths(&self) -> impl Iterator<Item = (Field, &[String])> {
        self.paths.iter().map(|(field, path)| (*field, path.as_slice()))
    }
}

/// What a known key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyMeaning {
    /// A field, and how good the key is for it: 0 is best.
    Field(Field, u8),
    /// An object that holds the article's keys, or more of them; or a bare value for this field.
    Wrapping(Option<Field>),
    /// A list of things of which one may be the article.
    Graph,
    /// What schema.org says the object is.
    Type,
    /// The number of the version that the record is.
    Version,
    /// When the copy was taken.
    Captured,
    /// Whether the record holds an excerpt only.
    Partial,
    /// Until when it is not to be published.
    Embargo,
    /// Whether the agency that sent it stands by it.
    Status,
    /// What the item is: a text, a picture.
    Medium,
    /// The sizes in which a picture can be had.
    Renditions,
}

/// What a key means, if it is known.
pub(super) fn meaning(key: &str) -> Option<KeyMeaning> {
    if key == "_source" {
        // The document inside a search engine's hit.
        return Some(KeyMeaning::Wrapping(Some(Field::Source)));
    }
    let mut folded = [0_u8; LONGEST];
    let mut length = 0;
    for byte in key.bytes() {
        if matches!(byte, b'_' | b'-' | b' ' | b':') {
            continue;
        }
        *folded.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    KNOWN.get(folded.get(..length)?).copied()
}

/// The longest key that is known, in bytes.
const LONGEST: usize = 24;

/// The keys of the day on which a crawler took the copy, folded.
const CAPTURED: [&str; 10] = [
    "captured",
    "capturedat",
    "crawled",
    "crawledat",
    "crawldate",
    "datedownload",
    "fetched",
    "fetchedat",
    "scrapedat",
    "warcdate",
];

/// The known keys, folded.
static KNOWN: LazyLock<FxHashMap<&'static [u8], KeyMeaning>> = LazyLock::new(|| {
    let of_fields = FIELDS.iter().flat_map(|row| {
        ranked(row.keys).map(|(key, rank)| (key.as_bytes(), KeyMeaning::Field(row.field, rank)))
    });
    let of_copies = CAPTURED.iter().map(|key| (key.as_bytes(), KeyMeaning::Captured));
    let around: [(&[u8], KeyMeaning); 12] = [
        (b"article", KeyMeaning::Wrapping(Some(Field::Body))),
        (b"fields", KeyMeaning::Wrapping(None)),
        (b"@graph", KeyMeaning::Graph),
        (b"@type", KeyMeaning::Type),
        (b"version", KeyMeaning::Version),
        (b"revision", KeyMeaning::Version),
        (b"partial", KeyMeaning::Partial),
        (b"embargo", KeyMeaning::Embargo),
        (b"embargoed", KeyMeaning::Embargo),
        (b"pubstatus", KeyMeaning::Status),
        (b"type", KeyMeaning::Medium),
        (b"renditions", KeyMeaning::Renditions),
    ];
    of_fields.chain(of_copies).chain(around).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_in_many_spellings() {
        for key in ["date_publish", "datePublish", "Date-Publish", "DATE PUBLISH"] {
            assert_eq!(meaning(key), Some(KeyMeaning::Field(Field::Date, 2)), "{key}");
        }
        assert_eq!(meaning("date_download"), Some(KeyMeaning::Captured));
        assert_eq!(meaning("WARC-Date"), Some(KeyMeaning::Captured));
        assert_eq!(meaning("date_modified_by"), None);
        assert_eq!(meaning(&"x".repeat(100)), None);
    }

    #[test]
    fn every_key_of_the_table_is_known() {
        for row in &FIELDS {
            for (key, rank) in ranked(row.keys) {
                assert_eq!(meaning(key), Some(KeyMeaning::Field(row.field, rank)), "{key}");
                assert!(key.len() <= LONGEST && !key.contains(['_', '-', ':']), "{key}");
            }
        }
    }

    #[test]
    fn a_pair_names_a_field_and_a_path() {
        let mut map = FieldMap::default();
        assert_eq!(map.add("text=content.body"), Ok(()));
        assert!(matches!(map.add("text"), Err(FieldMapError::NotAPair { .. })));
        assert!(matches!(map.add("text="), Err(FieldMapError::NotAPair { .. })));
        assert_eq!(map.add("body=content"), Ok(()));
        let unknown = map.add("path=body").expect_err("the path is no field of a record").to_string();
        assert!(
            unknown.starts_with("no field named `path`; the fields are id, title, text, date,"),
            "{unknown}"
        );
        assert!(unknown.ends_with(", language, url"), "{unknown}");
        assert_eq!(map.paths().count(), 2);
    }
}
