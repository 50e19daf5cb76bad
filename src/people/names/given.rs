//! First names: which can be one person's.
//!
//! Names that languages write each in their way (`Volodymyr` and `Vladimir`, `Yuri` and
//! `Yury`) and short forms (`Bill` for `William`) stand in a list. Only pairs that the press itself exchanges are in it: `Jack` is
//! often a John, but a Jack Smith and a John Smith are two people until somebody
//! says otherwise. All other first names are compared by their spelling key.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::people::data;
use crate::people::names::lines::Lines;
use crate::people::names::{key, lines};

/// What a first name says about whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Given {
    /// One name; equal for its spellings and short forms.
    One(String),
    /// A short form of several names (`Alex`): a line of them.
    Several(&'static str),
    /// Only its first letter.
    Initial(char),
}

impl Given {
    /// What the word of a name, as written, says. `None` when it has no letters.
    #[must_use]
    pub(crate) fn of(word: &str) -> Option<Given> {
        let letters = key::letters(word);
        let mut each = letters.chars();
        let first = each.next()?;
        if each.next().is_none() {
            return Some(Given::Initial(first));
        }
        if let Some(several) = several(&letters) {
            return Some(Given::Several(several));
        }
        let same = same_name(&letters).map_or_else(|| key::of_letters(&letters), str::to_owned);
        Some(Given::One(same))
    }

    /// Whether a name that begins with `letter` can be this one.
    #[must_use]
    pub(crate) fn may_begin_with(&self, letter: char) -> bool {
        match self {
            Given::One(name) => initials(name).contains(letter),
            Given::Several(names) => lines::spellings(names).any(|it| it.starts_with(letter)),
            Given::Initial(own) => *own == letter,
        }
    }
}

/// Whether two words are spellings or short forms of one first name in the list.
#[must_use]
pub(crate) fn are_one_name(one: &str, other: &str) -> bool {
    let line = |word: &str| same_name(&key::letters(word));
    line(one).is_some_and(|it| line(other) == Some(it))
}

/// Whether two first names can be one person's: the same name, a spelling or a
/// short form of it, an initial of it, or one of them missing.
#[must_use]
pub(crate) fn compatible(one: Option<&Given>, other: Option<&Given>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    match (one, other) {
        (Given::One(one), Given::One(other)) => one == other,
        (Given::Several(names), Given::One(name)) | (Given::One(name), Given::Several(names)) => {
            lines::spellings(names).any(|it| it == name.as_str())
        }
        (Given::Several(one), Given::Several(other)) => one == other,
        (Given::Initial(letter), name) | (name, Given::Initial(letter)) => name.may_begin_with(*letter),
    }
}

/// Whether the table knows this word, in [`key::letters`], as a first name.
pub(super) fn is_listed(letters: &str) -> bool {
    line_of(letters).is_some() || several(letters).is_some()
}

/// The first letters under which a name of the table, or a key, is abbreviated.
pub(super) fn initials(name: &str) -> String {
    let mut letters = String::new();
    for word in lines::spellings(line_of(name).unwrap_or(name)) {
        letters.extend(word.chars().next().filter(|&it| !letters.contains(it)));
    }
    letters
}

fn same_name(letters: &str) -> Option<&'static str> {
    line_of(letters).map(lines::first_of)
}

fn line_of(letters: &str) -> Option<&'static str> {
    static LINES: LazyLock<Lines> = LazyLock::new(|| Lines::read(include_str!("../data/names/given.tsv")));
    LINES.of(letters)
}

/// The names that a short form may stand for, when it does not tell which.
fn several(letters: &str) -> Option<&'static str> {
    static SHORT: LazyLock<FxHashMap<&str, &str>> =
        LazyLock::new(|| data::pairs(include_str!("../data/names/several.tsv")).collect());
    SHORT.get(letters).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, expected: bool) {
        let (first, second) = (Given::of(one), Given::of(other));
        assert_eq!(compatible(first.as_ref(), second.as_ref()), expected, "{one} and {other}");
        assert_eq!(compatible(second.as_ref(), first.as_ref()), expected, "{other} and {one}");
    }

    #[test]
    fn spellings_of_one_first_name_go_together() {
        let pairs = [
            ("Vladimir", "Volodymyr"),
            ("Aleksandr", "Alexander"),
            ("Alexander", "Oleksandr"),
            ("Yuri", "Yury"),
            ("Dmitry", "Dmytro"),
            ("Сергей", "Sergei"),
            ("Mohammed", "Muhammad"),
            ("José", "Jose"),
            ("Bill", "William"),
            ("Bob", "Robert"),
            ("Mike", "Michael"),
            ("Joe", "Joseph"),
            ("Stephen", "Steven"),
            ("Geoffrey", "Jeff"),
            ("Ted", "Edward"),
            ("Ted", "Theodore"),
            ("Alex", "Aleksei"),
            ("Jürgen", "Juergen"),
        ];
        for (one, other) in pairs {
            check(one, other, true);
        }
    }

    #[test]
    fn other_first_names_do_not() {
        let pairs = [
            ("Bill", "Hillary"),
            ("Vladimir", "Viktor"),
            ("Jack", "John"),
            ("Marc", "Marco"),
            ("Jose", "Joseph"),
            ("Ted", "Alex"),
            ("Ed", "Ted"),
            ("Alexander", "Alexandra"),
            ("Joan", "John"),
            ("Karl", "Karla"),
            ("Andrea", "Andrew"),
        ];
        for (one, other) in pairs {
            check(one, other, false);
        }
    }

    #[test]
    fn an_initial_goes_with_each_name_it_may_begin() {
        check("V", "Vladimir", true);
        check("W", "Bill", true);
        check("B", "William", true);
        check("B.", "Vladimir", false);
        check("E", "Ted", true);
        assert!(compatible(None, Given::of("Anna").as_ref()));
    }

    #[test]
    fn a_first_name_stands_in_one_line_and_short_forms_point_to_lines() {
        lines::tests::check(include_str!("../data/names/given.tsv"));
        for (short, names) in data::pairs(include_str!("../data/names/several.tsv")) {
            assert_eq!(line_of(short), None, "{short} stands for one name, and for several");
            for name in lines::spellings(names) {
                let key = same_name(name).map_or_else(|| key::spelling(name), str::to_owned);
                assert_eq!(key, name);
            }
        }
    }
}
