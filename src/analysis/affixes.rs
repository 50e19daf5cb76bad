//! Stemming by rule of Hebrew and Korean, for which Snowball has nothing.
//!
//! Both rules take one part off after the other, so that a word and the same word with one part more always meet.

use std::sync::LazyLock;

/// The fewest letters that are left of a Hebrew word behind the article or `and`, and behind another prefix.
const HEBREW: (usize, usize) = (3, 4);
/// The fewest characters that are left of a Korean word.
const KOREAN: usize = 2;

/// A Hebrew plain form without the prefixes that are written together with it: the article and `and`, and
/// before longer words the prepositions and `that`.
#[must_use]
pub(crate) fn without_hebrew_prefixes(plain: &str) -> &str {
    let mut word = plain;
    while let Some(first) = word.chars().next() {
        let rest = &word[first.len_utf8()..];
        let fewest = match first {
            'ה' | 'ו' => HEBREW.0,
            'ב' | 'כ' | 'ל' | 'מ' | 'ש' => HEBREW.1,
            _ => break,
        };
        let is_hebrew = |c: char| ('א'..='ת').contains(&c);
        if rest.chars().take(fewest).count() < fewest || !rest.chars().all(is_hebrew) {
            break;
        }
        word = rest;
    }
    word
}

/// A Korean small form without the particles that are written together with it.
#[must_use]
pub(crate) fn without_korean_particles(small: &str) -> &str {
    static PARTICLES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        include_str!("data/particles.tsv").lines().filter(|line| !line.starts_with('#')).collect()
    });
    let mut word = small;
    loop {
        let shorter = PARTICLES
            .iter()
            .filter_map(|it| word.strip_suffix(it))
            .filter(|rest| rest.chars().nth(KOREAN - 1).is_some())
            .max_by_key(|rest| rest.len());
        match shorter {
            Some(rest) => word = rest,
            None => return word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hebrew_word_meets_itself_with_prefixes() {
        for (one, other) in [
            ("ממשלה", "הממשלה"),
            ("בית", "הבית"),
            ("ישראל", "בישראל"),
            ("ישראל", "ושבישראל"),
            ("שלום", "השלום"),
        ] {
            assert_eq!(without_hebrew_prefixes(one), without_hebrew_prefixes(other), "{one} {other}");
        }
        assert_eq!(without_hebrew_prefixes("הוא"), "הוא");
        assert_eq!(without_hebrew_prefixes("ב2025"), "ב2025");
        assert_eq!(without_hebrew_prefixes(""), "");
    }

    #[test]
    fn a_korean_word_meets_itself_with_particles() {
        for (one, other) in [
            ("세금", "세금을"),
            ("서울", "서울에서"),
            ("서울", "서울에서는"),
            ("고양이", "고양이가"),
            ("회의", "회의에"),
            ("nato", "nato가"),
        ] {
            assert_eq!(without_korean_particles(one), without_korean_particles(other), "{one} {other}");
        }
        assert_eq!(without_korean_particles("국가"), "국가");
    }
}
