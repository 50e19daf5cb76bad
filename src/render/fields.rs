//! The fields of a hit that can be asked for by name.

use crate::field::{FIELDS, Field, Shown};

/// A field of a hit, as `--fields` names it and programs see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HitField {
    /// A field of the article that the [table of fields](crate::field) shows in hits.
    Of(Field),
    /// The number of the article in the file it was read from, where the file holds many.
    Record,
    /// How the day of publication was found.
    DateFound,
    /// Whether that day is stated, or worked out.
    DateCertainty,
    /// The instant of publication, where the document gives the time of day with its zone.
    Published,
    /// Who is quoted, and how often.
    Speakers,
    /// The score.
    Score,
    /// How many pieces of evidence.
    Occurrences,
    /// The pieces of evidence.
    Spans,
    /// The passages that show them.
    Snippets,
}

/// The fields that follow those of the article.
const BEHIND: [HitField; 5] =
    [HitField::Speakers, HitField::Score, HitField::Occurrences, HitField::Spans, HitField::Snippets];

impl HitField {
    /// Every field, in the order in which they are written.
    pub fn all() -> impl Iterator<Item = HitField> {
        let rows = FIELDS.iter().filter(|row| row.shown != Shown::WithArticle);
        let fields = rows.flat_map(|row| {
            // What tells more of a field stands beside it.
            let beside: &[HitField] = match row.field {
                Field::Path => &[HitField::Record],
                Field::Date => &[HitField::DateFound, HitField::DateCertainty, HitField::Published],
                _ => &[],
            };
            std::iter::once(HitField::Of(row.field)).chain(beside.iter().copied())
        });
        fields.chain(BEHIND)
    }

    /// The default fields of a hit in JSON.
    pub fn in_json() -> impl Iterator<Item = HitField> {
        HitField::all().filter(|field| match field {
            HitField::Of(field) => field.row().shown >= Shown::InJson,
            HitField::Record | HitField::Occurrences => false,
            HitField::DateFound
            | HitField::DateCertainty
            | HitField::Published
            | HitField::Speakers
            | HitField::Score
            | HitField::Spans
            | HitField::Snippets => true,
        })
    }

    /// The default columns of a table. Fields that came after the first release stand last, so that
    /// a column keeps its number.
    pub fn in_tables() -> impl Iterator<Item = HitField> {
        let shown = || {
            HitField::all().filter(|field| match field {
                HitField::Of(field) => field.row().shown == Shown::Everywhere,
                HitField::Record
                | HitField::DateFound
                | HitField::DateCertainty
                | HitField::Published
                | HitField::Spans => false,
                HitField::Speakers | HitField::Score | HitField::Occurrences | HitField::Snippets => true,
            })
        };
        let is_later = |field: &HitField| matches!(field, HitField::Of(field) if field.row().since > 1);
        shown().filter(move |field| !is_later(field)).chain(shown().filter(is_later))
    }

    /// The words of all fields, for help and descriptions: `id, path, …`.
    #[must_use]
    pub fn listed() -> String {
        HitField::all().map(HitField::as_str).collect::<Vec<_>>().join(", ")
    }

    /// The fields that were asked for, each once; where none were, these others.
    #[must_use]
    pub fn or_default(asked: &[HitField], others: impl Iterator<Item = HitField>) -> Vec<HitField> {
        if asked.is_empty() {
            return others.collect();
        }
        let mut fields: Vec<HitField> = Vec::new();
        for field in asked {
            if !fields.contains(field) {
                fields.push(*field);
            }
        }
        fields
    }

    /// The word by which it is known; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            HitField::Of(field) => field.as_str(),
            HitField::Record => "record",
            HitField::DateFound => "date_found",
            HitField::DateCertainty => "date_certainty",
            HitField::Published => "published",
            HitField::Speakers => "speakers",
            HitField::Score => "score",
            HitField::Occurrences => "occurrences",
            HitField::Spans => "spans",
            HitField::Snippets => "snippets",
        }
    }

    /// Whether it is read off the text of the article.
    #[must_use]
    pub fn is_in_text(self) -> bool {
        match self {
            HitField::Speakers | HitField::Occurrences | HitField::Spans | HitField::Snippets => true,
            HitField::Of(field) => field == Field::Body,
            HitField::Record
            | HitField::DateFound
            | HitField::DateCertainty
            | HitField::Published
            | HitField::Score => false,
        }
    }

    /// What it is, in a sentence.
    #[must_use]
    pub fn doc(self) -> &'static str {
        match self {
            HitField::Of(field) => field.row().doc,
            HitField::Record => "The number of the article in its file, where the file holds many.",
            HitField::DateFound => "How the day was found.",
            HitField::DateCertainty => {
                "`stated`: the document says the whole day; `inferred`: its year, or the order of day and month, is \
                 worked out."
            }
            HitField::Published => {
                "The instant of publication, such as 2025-11-27T10:15:00+01:00, where the document gives the time of \
                 day with its zone."
            }
            HitField::Speakers => "Who is quoted, and how often.",
            HitField::Score => "The score.",
            HitField::Occurrences => "How many pieces of evidence.",
            HitField::Spans => "The evidence, by field (title first), then place.",
            HitField::Snippets => "The passages chosen to show it.",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<HitField> {
        HitField::all().find(|field| field.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(fields: impl Iterator<Item = HitField>) -> Vec<&'static str> {
        fields.map(HitField::as_str).collect()
    }

    #[test]
    fn columns_of_the_first_release_keep_their_numbers() {
        let first = [
            "id",
            "path",
            "title",
            "date",
            "source",
            "author",
            "language",
            "speakers",
            "score",
            "occurrences",
            "snippets",
        ];
        assert_eq!(words(HitField::in_tables())[..first.len()], first);
    }

    #[test]
    fn json_shows_what_its_first_version_showed() {
        let shown = words(HitField::in_json());
        for key in [
            "id",
            "path",
            "title",
            "date",
            "date_found",
            "source",
            "author",
            "language",
            "speakers",
            "score",
            "spans",
            "snippets",
        ] {
            assert!(shown.contains(&key), "{key}");
        }
        assert!(!shown.contains(&"url") && !shown.contains(&"body"));
    }

    #[test]
    fn every_field_is_named_once() {
        let mut all = words(HitField::all());
        assert!(all.iter().all(|word| HitField::from_word(word).is_some_and(|it| it.as_str() == *word)));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), HitField::all().count());
    }
}
