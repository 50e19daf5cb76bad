//! Last names whose spellings no rule of letters joins safely: the spellings that newsrooms have used for
//! well-known names.

use std::sync::LazyLock;

use crate::people::names::lines;
use crate::people::names::lines::Lines;

/// All spellings of the name that a spelling belongs to, the commonest first.
pub(super) fn line_of(letters: &str) -> Option<&'static str> {
    static LINES: LazyLock<Lines> = LazyLock::new(|| Lines::read(include_str!("../data/names/surnames.tsv")));
    LINES.of(letters)
}

/// The commonest spelling of the name that a spelling belongs to.
pub(super) fn name_of(letters: &str) -> Option<&'static str> {
    line_of(letters).map(lines::first_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_leads_to_the_commonest_one() {
        assert_eq!(name_of("qadhafi"), Some("gaddafi"));
        assert_eq!(name_of("gaddafi"), Some("gaddafi"));
        assert_eq!(name_of("miller"), None);
    }

    #[test]
    fn a_spelling_is_of_one_name_and_in_plain_letters() {
        lines::tests::check(include_str!("../data/names/surnames.tsv"));
    }
}
