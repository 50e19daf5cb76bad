//! What hits can be divided by.

use crate::analysis::Words;
use crate::date::Period;
use crate::field::{FIELDS, Field, FieldKind};
use crate::query::{FieldClause, NamePattern, Query};

/// A way to divide hits: by the values of a field, or by the years, months or days in one.
///
/// Which fields are counted is told by the [table of fields](crate::field).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Facet {
    field: Field,
    /// For a day, how long a stretch of time counts as one value.
    period: Option<Period>,
}

impl Facet {
    /// By who published.
    pub const SOURCE: Facet = Facet { field: Field::Source, period: None };
    /// By who is quoted.
    pub const SPEAKER: Facet = Facet { field: Field::Speaker, period: None };
    /// By language.
    pub const LANGUAGE: Facet = Facet { field: Field::Language, period: None };
    /// By the year of publication.
    pub const YEAR: Facet = Facet { field: Field::Date, period: Some(Period::Year) };
    /// By the month of publication.
    pub const MONTH: Facet = Facet { field: Field::Date, period: Some(Period::Month) };
    /// By the day of publication.
    pub const DAY: Facet = Facet { field: Field::Date, period: Some(Period::Day) };

    /// Every facet: names first, then codes, then times.
    pub fn all() -> impl Iterator<Item = Facet> {
        let kinds = [FieldKind::Name, FieldKind::Code, FieldKind::Day];
        kinds.into_iter().flat_map(|kind| {
            let rows = FIELDS.iter().filter(move |row| row.kind == kind && !row.facets.is_empty());
            rows.flat_map(|row| {
                Facet::periods(row.kind).iter().map(|&period| Facet { field: row.field, period })
            })
        })
    }

    /// The names of all facets, for help and descriptions: `source, author, …`.
    #[must_use]
    pub fn listed() -> String {
        Facet::all().map(Facet::as_str).collect::<Vec<_>>().join(", ")
    }

    /// Those that a field of this kind may have, in the order of their names in the table.
    fn periods(kind: FieldKind) -> &'static [Option<Period>] {
        match kind {
            FieldKind::Day => &[Some(Period::Year), Some(Period::Month), Some(Period::Day)],
            FieldKind::Name | FieldKind::Code => &[None],
            FieldKind::Text | FieldKind::Exact => &[],
        }
    }

    /// By a field; by month for a day. `None` where the field is not counted.
    #[must_use]
    pub fn of(field: Field) -> Option<Facet> {
        let period = (field.kind() == FieldKind::Day).then_some(Period::Month);
        (!field.row().facets.is_empty()).then_some(Facet { field, period })
    }

    /// The same field by another stretch of time; itself where it is not of days.
    #[must_use]
    pub fn by(self, period: Period) -> Facet {
        Facet { period: self.period.map(|_| period), ..self }
    }

    /// The field.
    #[must_use]
    pub fn field(self) -> Field {
        self.field
    }

    /// For a day, how long a stretch of time counts as one value.
    #[must_use]
    pub fn period(self) -> Option<Period> {
        self.period
    }

    /// The clause of a query that finds exactly the articles that a value counts; `None` where the value has no word.
    #[must_use]
    pub fn clause(self, value: &str) -> Option<String> {
        if self.field.kind() != FieldKind::Name {
            return Some(format!("{}:{value}", self.field.query_word()?));
        }
        let words: Vec<String> = Words::new(value).map(|it| it.of(value).to_owned()).collect();
        let name = NamePattern::Written(words);
        (name.word_count() > 0).then(|| Query::Field(FieldClause::Name(self.field, name)).to_string())
    }

    /// The clause of a query that finds exactly the articles without a value.
    #[must_use]
    pub fn clause_of_unknown(self) -> String {
        if self.field == Field::Speaker {
            // `speaker:unknown` is any quotation without a speaker.
            return "NOT (* SAID *)".to_owned();
        }
        format!("{}:unknown", self.field.query_word().unwrap_or(self.field.as_str()))
    }

    /// The word by which it is asked for; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let at = Facet::periods(self.field.kind()).iter().position(|period| *period == self.period);
        // Each facet is of a field that is counted and has a name for each of its periods.
        at.and_then(|at| self.field.row().facets.get(at)).copied().unwrap_or_default()
    }

    /// The inverse of [`Self::as_str`]; the word for a field in a query is understood too, and a day is by month.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Facet> {
        Facet::all().find(|facet| facet.as_str() == word).or_else(|| {
            let row = FIELDS.iter().find(|row| row.query.is_some_and(|query| query.word == word))?;
            Facet::of(row.field)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_is_asked_for_by_its_name() {
        let names: Vec<&str> = Facet::all().map(Facet::as_str).collect();
        for name in ["source", "speaker", "author", "language", "date:year", "date:month", "date:day"] {
            assert!(names.contains(&name), "{names:?}");
        }
        assert!(Facet::all().all(|facet| Facet::from_word(facet.as_str()) == Some(facet)));
    }

    #[test]
    fn the_word_of_a_query_is_understood_too() {
        assert_eq!(Facet::from_word("lang"), Some(Facet::LANGUAGE));
        assert_eq!(Facet::from_word("date"), Some(Facet::MONTH));
        for word in ["title", "id", "path", "", "date:week"] {
            assert_eq!(Facet::from_word(word), None, "{word}");
        }
    }

    #[test]
    fn a_value_has_a_clause_that_means_it_alone() {
        for (facet, value, clause) in [
            (Facet::SPEAKER, "Kit O'Tarrant-Lee", Some("speaker:==\"Kit O'Tarrant Lee\"")),
            (Facet::SOURCE, "Times", Some("source:==\"Times\"")),
            (Facet::SOURCE, "…", None),
            (Facet::LANGUAGE, "en", Some("lang:en")),
            (Facet::MONTH, "2025-11", Some("date:2025-11")),
        ] {
            assert_eq!(facet.clause(value).as_deref(), clause, "{value}");
        }
    }

    #[test]
    fn only_days_are_divided_by_time() {
        assert_eq!(Facet::MONTH.by(Period::Day), Facet::DAY);
        assert_eq!(Facet::SOURCE.by(Period::Day), Facet::SOURCE);
    }
}
