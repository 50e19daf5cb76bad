//! Names in Chinese, Japanese and Thai, which are no words of the index there but phrases of their signs.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::analysis::plain;
use crate::people::data;
use crate::people::names::lines;
use crate::people::names::variants::{Kinship, Variants};

/// A spelling of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unspaced {
    /// In Latin letters: a word.
    Word(&'static str),
    /// In signs that are tokens of their own.
    Signs(&'static str),
}

/// The other spellings of a name in scripts without spaces, and of one in such a script also that in Latin letters.
#[must_use]
pub(crate) fn spellings(name: &str) -> Vec<Unspaced> {
    static LINES: LazyLock<Vec<&str>> =
        LazyLock::new(|| data::lines(include_str!("../data/names/unspaced.tsv")).collect());
    /// From a spelling in signs to its line.
    static SIGNS: LazyLock<FxHashMap<String, &str>> = LazyLock::new(|| {
        let signs = LINES.iter().flat_map(|line| lines::spellings(line).skip(1).map(move |it| (it, *line)));
        signs.map(|(it, line)| (plain(it).into_owned(), line)).collect()
    });
    let (line, latin) = match SIGNS.get(plain(name).as_ref()) {
        Some(line) => (Some(*line), true),
        None if name.is_empty() => (None, false),
        None => {
            let variants = Variants::of(name);
            let is_own = |latin: &str| latin == name || variants.kinship(latin) == Some(Kinship::Spelling);
            (LINES.iter().copied().find(|line| is_own(lines::first_of(line))), false)
        }
    };
    let Some(line) = line else { return Vec::new() };
    let own = plain(name);
    let word = latin.then(|| Unspaced::Word(lines::first_of(line)));
    let signs = lines::spellings(line).skip(1).filter(|it| plain(it) != own).map(Unspaced::Signs);
    word.into_iter().chain(signs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_spellings_in_signs() {
        let of = |name: &str| spellings(name);
        assert!(of("zelensky").contains(&Unspaced::Signs("泽连斯基")));
        assert!(of("selenskyj").contains(&Unspaced::Signs("ゼレンスキー")));
        assert!(of("зеленский").contains(&Unspaced::Signs("泽连斯基")));
        assert!(of("普京").contains(&Unspaced::Word("putin")));
        assert!(of("プーチン").contains(&Unspaced::Signs("普京")));
        assert!(of("miller").is_empty() && of("").is_empty() && of("水").is_empty());
    }

    #[test]
    fn a_spelling_is_of_one_name() {
        let mut seen = std::collections::BTreeMap::new();
        for line in data::lines(include_str!("../data/names/unspaced.tsv")) {
            assert!(lines::first_of(line).bytes().all(|it| it.is_ascii_lowercase()), "{line}");
            for sign in lines::spellings(line).skip(1) {
                let other = seen.insert(plain(sign).into_owned(), line);
                assert!(other.is_none_or(|it| it == line), "{sign} stands in two lines");
            }
        }
        assert!(seen.len() > 400);
    }
}
