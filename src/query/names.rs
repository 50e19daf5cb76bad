//! The names before a colon, and which of them somebody may have meant.

use crate::field::{FIELDS, Field, FieldKind};

/// A name that can stand before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A field of the article.
    Field(Field),
    /// The title or the first paragraph of the body.
    Lead,
    /// One quotation.
    Quote,
    /// Published after a day.
    After,
    /// Published before a day.
    Before,
    /// The copies of an article.
    Copy,
}

/// The names that are no fields.
const OTHERS: [Name; 5] = [Name::Lead, Name::Quote, Name::After, Name::Before, Name::Copy];

impl Name {
    /// Every name.
    pub(super) fn all() -> impl Iterator<Item = Name> {
        let fields = Field::all().filter(|field| field.query_word().is_some()).map(Name::Field);
        fields.chain(OTHERS)
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Name::Field(field) => field.query_word().unwrap_or(field.as_str()),
            Name::Lead => "lead",
            Name::Quote => "quote",
            Name::After => "after",
            Name::Before => "before",
            Name::Copy => "copy",
        }
    }

    /// Whether words are looked for in what it names, so that a group may follow.
    pub(super) fn is_scope(self) -> bool {
        match self {
            Name::Field(field) => field.kind() == FieldKind::Text,
            Name::Lead | Name::Quote => true,
            Name::After | Name::Before | Name::Copy => false,
        }
    }

    /// The name written so; names are lower case.
    pub(super) fn from_word(word: &str) -> Option<Name> {
        Name::all().find(|name| name.as_str() == word)
    }
}

/// The longest text that is taken for a name of a field, in bytes.
pub(super) const LONGEST: usize = 32;

/// The name that somebody who typed `typed` may have meant: what other tools
/// call the same, else a name within two typing mistakes, else one that it abbreviates.
pub(super) fn nearest(typed: &str) -> Option<&'static str> {
    let typed = typed.to_lowercase();
    let elsewhere = || {
        let of_field = FIELDS
            .iter()
            .filter_map(|row| row.query)
            .find(|query| query.aliases.split_ascii_whitespace().any(|alias| alias == typed));
        of_field.map(|query| query.word).or(match typed.as_str() {
            "since" => Some("after"),
            "until" => Some("before"),
            "quotation" | "quoted" | "quotes" => Some("quote"),
            "copies" | "duplicate" | "duplicates" => Some("copy"),
            "leadparagraph" | "lp" | "hlead" => Some("lead"),
            _ => None,
        })
    };
    let allowed = if typed.chars().count() <= 4 { 1 } else { 2 };
    let misspelt = || {
        Name::all()
            .map(|name| (strsim::osa_distance(&typed, name.as_str()), name.as_str()))
            .filter(|&(edits, name)| edits <= allowed && edits < name.len())
            .min_by_key(|&(edits, _)| edits)
            .map(|(_, name)| name)
    };
    let abbreviated = || {
        let long_enough = typed.len() >= 2;
        Name::all().map(Name::as_str).find(|name| long_enough && name.starts_with(&typed))
    };
    elsewhere().or_else(misspelt).or_else(abbreviated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered() {
        for (typed, expected) in [
            ("speeker", Some("speaker")),
            ("Speaker", Some("speaker")),
            ("tilte", Some("title")),
            ("suorce", Some("source")),
            ("dat", Some("date")),
            ("auth", Some("author")),
            ("intitle", Some("title")),
            ("site", Some("source")),
            ("language", Some("lang")),
            ("until", Some("before")),
            ("https", None),
            ("x", None),
            ("größe", None),
        ] {
            assert_eq!(nearest(typed), expected, "{typed}");
        }
    }

    #[test]
    fn every_name_is_read_back() {
        assert!(Name::all().all(|name| Name::from_word(name.as_str()) == Some(name)));
    }
}
