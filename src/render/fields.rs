//! The fields of a hit that can be asked for by name.

/// A field of a hit, as `--fields` names it and programs see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HitField {
    /// Its name in the index.
    Id,
    /// The file it was read from.
    Path,
    /// Its number in that file, where the file holds many.
    Record,
    /// The headline.
    Title,
    /// The day.
    Date,
    /// How the day was found.
    DateFound,
    /// Who published.
    Source,
    /// Who wrote.
    Author,
    /// The language.
    Language,
    /// The address.
    Url,
    /// Who is quoted.
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

impl HitField {
    /// Every field, in the order in which they are written.
    pub const ALL: [HitField; 15] = [
        HitField::Id,
        HitField::Path,
        HitField::Record,
        HitField::Title,
        HitField::Date,
        HitField::DateFound,
        HitField::Source,
        HitField::Author,
        HitField::Language,
        HitField::Url,
        HitField::Speakers,
        HitField::Score,
        HitField::Occurrences,
        HitField::Spans,
        HitField::Snippets,
    ];

    /// What a JSON hit holds unless told otherwise.
    pub const JSON: [HitField; 12] = [
        HitField::Id,
        HitField::Path,
        HitField::Title,
        HitField::Date,
        HitField::DateFound,
        HitField::Source,
        HitField::Author,
        HitField::Language,
        HitField::Speakers,
        HitField::Score,
        HitField::Spans,
        HitField::Snippets,
    ];

    /// The columns of a table unless told otherwise.
    pub const TABLE: [HitField; 11] = [
        HitField::Id,
        HitField::Path,
        HitField::Title,
        HitField::Date,
        HitField::Source,
        HitField::Author,
        HitField::Language,
        HitField::Speakers,
        HitField::Score,
        HitField::Occurrences,
        HitField::Snippets,
    ];

    /// The word by which it is known; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            HitField::Id => "id",
            HitField::Path => "path",
            HitField::Record => "record",
            HitField::Title => "title",
            HitField::Date => "date",
            HitField::DateFound => "date_found",
            HitField::Source => "source",
            HitField::Author => "author",
            HitField::Language => "language",
            HitField::Url => "url",
            HitField::Speakers => "speakers",
            HitField::Score => "score",
            HitField::Occurrences => "occurrences",
            HitField::Spans => "spans",
            HitField::Snippets => "snippets",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<HitField> {
        HitField::ALL.into_iter().find(|field| field.as_str() == word)
    }
}
