//! How a field of an article was found.

/// How a field of an article was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoundBy {
    /// A field of the record says so.
    Given,
    /// The page's JSON-LD says so.
    JsonLd,
    /// A meta element of the page says so.
    Meta,
    /// A visible element made for it (`<time>`, a byline element, `<html lang>`).
    Element,
    /// The address it was published at says so.
    Address,
    /// A line at the head of the text: a header, a byline, a first line that stands as a headline.
    Head,
    /// The dateline that opens a story, as in `BISHKEK, Nov 27 (Reuters) -`.
    Dateline,
    /// A sentence of the text.
    Text,
    /// A line after the end of the text: a sign-off, a source line.
    Trailer,
    /// Worked out from the words themselves.
    Detected,
    /// Nothing said, so the default holds.
    Default,
    /// The day is said without its year, and of the years that the text names one fits its day of the week.
    Year,
    /// The day is said without its year, which the name of the file or its folder, or the address has.
    Path,
    /// The day is said without its year, which the days of its neighbours in the file or the folder tell.
    Neighbours,
    /// The day is said without its year, and one alone lies in the range that the user gave.
    Range,
    /// Of day and month it is the language that tells which comes first.
    Order,
}

impl FoundBy {
    /// The word by which programs know it; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FoundBy::Given => "given",
            FoundBy::JsonLd => "json-ld",
            FoundBy::Meta => "meta",
            FoundBy::Element => "element",
            FoundBy::Address => "address",
            FoundBy::Head => "head",
            FoundBy::Dateline => "dateline",
            FoundBy::Text => "text",
            FoundBy::Trailer => "trailer",
            FoundBy::Detected => "detected",
            FoundBy::Default => "default",
            FoundBy::Year => "year",
            FoundBy::Path => "path",
            FoundBy::Neighbours => "neighbours",
            FoundBy::Range => "range",
            FoundBy::Order => "order",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<FoundBy> {
        use FoundBy::{
            Address, Dateline, Default, Detected, Element, Given, Head, JsonLd, Meta, Neighbours, Order,
            Path, Range, Text, Trailer, Year,
        };
        [
            Given, JsonLd, Meta, Element, Address, Head, Dateline, Text, Trailer, Detected, Default, Year,
            Path, Neighbours, Range, Order,
        ]
        .into_iter()
        .find(|it| it.as_str() == word)
    }
}

/// A value together with how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// What was found.
    pub value: T,
    /// How.
    pub by: FoundBy,
}

impl<T> Found<T> {
    /// `value`, found `by`.
    pub fn new(value: T, by: FoundBy) -> Found<T> {
        Found { value, by }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_it_was_found_is_read_back() {
        assert_eq!(FoundBy::from_word("json-ld"), Some(FoundBy::JsonLd));
        assert_eq!(FoundBy::from_word("neighbours"), Some(FoundBy::Neighbours));
        assert_eq!(FoundBy::from_word("guess"), None);
    }
}
