//! Places with more than one name in the press, for search only: exonyms, names given up, and romanisations replaced.

use std::sync::LazyLock;

use crate::people::names::lines::Lines;

/// All names of the place that a name belongs to, the commonest first.
pub(super) fn line_of(letters: &str) -> Option<&'static str> {
    static LINES: LazyLock<Lines> = LazyLock::new(|| Lines::read(include_str!("../data/names/places.tsv")));
    LINES.of(letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::names::lines;

    #[test]
    fn a_name_leads_to_all_names_of_its_place() {
        assert!(line_of("lemberg").is_some_and(|it| lines::first_of(it) == "lviv"));
        assert_eq!(line_of("london"), None);
    }

    #[test]
    fn a_name_is_of_one_place_and_in_plain_letters() {
        lines::tests::check(include_str!("../data/names/places.tsv"));
    }
}
