//! Which keys of a record hold which field of an article.
//!
//! The names are those of the crawlers and corpora in use: news-please,
//! trafilatura, newspaper, schema.org's NewsArticle, the interfaces of news
//! agencies and search services, and plain `id/title/text/date/source/author/url/language`.
//! They are compared without case, `_`, `-` and blanks, so that `date_publish`,
//! `datePublish` and `Date-Publish` are one.

use std::str::FromStr;

/// What an article takes from a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Its id.
    Id,
    /// Its headline.
    Title,
    /// Its text.
    Text,
    /// When it was published.
    Date,
    /// Who published it.
    Source,
    /// Who wrote it.
    Author,
    /// Where it was published.
    Url,
    /// The language it is written in.
    Language,
}

impl Field {
    /// How many there are.
    pub(super) const COUNT: usize = 8;

    /// The word by which it is named.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Title => "title",
            Field::Text => "text",
            Field::Date => "date",
            Field::Source => "source",
            Field::Author => "author",
            Field::Url => "url",
            Field::Language => "language",
        }
    }
}

impl FromStr for Field {
    type Err = FieldMapError;

    fn from_str(word: &str) -> Result<Field, FieldMapError> {
        use Field::{Author, Date, Id, Language, Source, Text, Title, Url};
        let word = if word == "body" { "text" } else { word };
        [Id, Title, Text, Date, Source, Author, Url, Language]
            .into_iter()
            .find(|field| field.as_str() == word)
            .ok_or_else(|| FieldMapError::UnknownField { name: word.to_owned() })
    }
}

/// Why a line such as `field=key` says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldMapError {
    /// There is no `=`, or nothing on one side of it.
    #[error("`{text}` is not written field=key")]
    NotAPair {
        /// What was given.
        text: String,
    },
    /// No article has such a field.
    #[error("no field named `{name}`; the fields are id, title, text, date, source, author, url, language")]
    UnknownField {
        /// What was given.
        name: String,
    },
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
        self.paths.push((field.trim().parse()?, path));
        Ok(())
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
}

/// What a key means, if it is known.
pub(super) fn meaning(key: &str) -> Option<KeyMeaning> {
    if key == "_source" {
        // The document inside a search engine's hit.
        return Some(KeyMeaning::Wrapping(Some(Field::Source)));
    }
    let mut folded = [0_u8; 24];
    let mut length = 0;
    for byte in key.bytes() {
        if matches!(byte, b'_' | b'-' | b' ' | b':') {
            continue;
        }
        *folded.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    known(folded.get(..length)?)
}

fn known(key: &[u8]) -> Option<KeyMeaning> {
    use Field::{Author, Date, Id, Language, Source, Text, Title, Url};
    let (field, rank) = match key {
        b"id" => (Id, 0),

        b"title" => (Title, 0),
        b"headline" => (Title, 1),
        b"webtitle" => (Title, 2),
        b"name" => (Title, 3),
        b"titlepage" => (Title, 4),
        b"titlerss" => (Title, 5),

        b"text" => (Text, 0),
        b"maintext" => (Text, 1),
        b"articlebody" => (Text, 2),
        b"body" => (Text, 3),
        b"bodytext" => (Text, 4),
        b"fulltext" => (Text, 5),
        b"content" => (Text, 6),
        b"contenttext" => (Text, 7),
        b"articletext" => (Text, 8),
        b"cleanedtext" => (Text, 9),
        b"rawtext" => (Text, 10),
        b"story" => (Text, 11),
        b"bodyhtml" | b"contenthtml" => (Text, 12),
        // What stands for the text where there is no more of it.
        b"description" => (Text, 20),
        b"abstract" => (Text, 21),
        b"shortdescription" => (Text, 22),
        b"leadparagraph" => (Text, 23),
        b"summary" => (Text, 24),
        b"excerpt" => (Text, 25),
        b"snippet" => (Text, 26),

        b"date" => (Date, 0),
        b"datepublished" => (Date, 1),
        b"datepublish" => (Date, 2),
        b"publisheddate" => (Date, 3),
        b"publishdate" => (Date, 4),
        b"publicationdate" => (Date, 5),
        b"webpublicationdate" => (Date, 6),
        b"publishedat" => (Date, 7),
        b"published" => (Date, 8),
        b"publishedon" => (Date, 9),
        b"pubdate" => (Date, 10),
        b"publishedtime" | b"articlepublishedtime" => (Date, 11),
        b"firstpublished" => (Date, 12),
        b"datetime" => (Date, 13),
        b"dateissued" => (Date, 14),
        b"created" | b"createdat" | b"datecreated" => (Date, 15),
        b"seendate" => (Date, 16),

        b"sourcehostname" => (Source, 0),
        b"sitename" | b"metasitename" => (Source, 1),
        b"source" => (Source, 2),
        b"publisher" => (Source, 3),
        b"publication" => (Source, 4),
        b"newspaper" => (Source, 5),
        b"outlet" => (Source, 6),
        b"sourcename" | b"publishername" => (Source, 7),
        b"provider" => (Source, 8),
        b"sourcedomain" => (Source, 9),
        b"hostname" => (Source, 10),
        b"domain" => (Source, 11),
        b"site" => (Source, 12),
        b"host" => (Source, 13),

        b"author" => (Author, 0),
        b"authors" => (Author, 1),
        b"byline" => (Author, 2),
        b"authorname" => (Author, 3),
        b"creator" | b"dccreator" => (Author, 4),
        b"writer" => (Author, 5),

        b"canonicallink" | b"canonicalurl" => (Url, 0),
        b"url" => (Url, 1),
        b"link" => (Url, 2),
        b"weburl" => (Url, 3),
        b"mainentityofpage" => (Url, 4),
        b"permalink" => (Url, 5),
        b"articleurl" => (Url, 6),
        b"@id" => (Url, 8),

        b"language" => (Language, 0),
        b"lang" => (Language, 1),
        b"inlanguage" => (Language, 2),
        b"metalang" => (Language, 3),

        b"article" => return Some(KeyMeaning::Wrapping(Some(Text))),
        b"fields" => return Some(KeyMeaning::Wrapping(None)),
        b"@graph" => return Some(KeyMeaning::Graph),
        b"@type" => return Some(KeyMeaning::Type),
        _ => return None,
    };
    Some(KeyMeaning::Field(field, rank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_in_many_spellings() {
        for key in ["date_publish", "datePublish", "Date-Publish", "DATE PUBLISH"] {
            assert_eq!(meaning(key), Some(KeyMeaning::Field(Field::Date, 2)), "{key}");
        }
        assert_eq!(meaning("date_download"), None);
        assert_eq!(meaning(&"x".repeat(100)), None);
    }

    #[test]
    fn a_pair_names_a_field_and_a_path() {
        let mut map = FieldMap::default();
        assert_eq!(map.add("text=content.body"), Ok(()));
        assert!(matches!(map.add("text"), Err(FieldMapError::NotAPair { .. })));
        assert!(matches!(map.add("text="), Err(FieldMapError::NotAPair { .. })));
        assert!(matches!(map.add("txt=body"), Err(FieldMapError::UnknownField { .. })));
        assert_eq!(map.paths().count(), 1);
    }
}
