//! Words that are written in one, with a hyphen or apart: `ceasefire`, `cease-fire`, `cease fire`.
//!
//! A hyphen parts tokens as a blank does, so the forms of a compound are a word and a phrase. No dictionary is asked: a word is parted at each of
//! its letters, and what no text holds finds nothing.

use crate::analysis::clusters;
use crate::query::ast::{Query, SpanQuery, Word};
use crate::query::rewrite::with_others;

/// How many forms a leaf stands for at most.
const MOST: usize = 64;
/// The shortest word that is parted, in letters.
const SHORTEST: usize = 4;

/// Every word also finds the words that it is made of side by side, and every two words side by side the one they make.
#[must_use]
pub fn with_compounds(query: Query) -> Query {
    with_others(query, &forms)
}

/// The other forms of a query that is one word or one phrase; none of any other.
pub fn other_forms(query: &Query) -> impl Iterator<Item = Query> + use<> {
    let all = match query {
        Query::Span(leaf) => forms(leaf).unwrap_or_default(),
        Query::All | Query::Field(_) | Query::Scope(..) | Query::And(_) | Query::Or(_) | Query::Not(_) => {
            Vec::new()
        }
    };
    all.into_iter().skip(1).map(Query::Span)
}

fn forms(leaf: &SpanQuery) -> Option<Vec<SpanQuery>> {
    let words: &[Word] = match leaf {
        SpanQuery::Word(word) => std::slice::from_ref(word),
        SpanQuery::Phrase(words) => words,
        SpanQuery::Window { .. }
        | SpanQuery::Pair { .. }
        | SpanQuery::Filter { .. }
        | SpanQuery::Or(_)
        | SpanQuery::Scope(..) => return None,
    };
    let mut all = vec![leaf.clone()];
    let mut add = |at: std::ops::Range<usize>, by: Vec<Word>| {
        let mut words = words.to_vec();
        words.splice(at, by);
        let form = if words.len() == 1 { SpanQuery::Word(words.remove(0)) } else { SpanQuery::Phrase(words) };
        if all.len() < MOST && !all.contains(&form) {
            all.push(form);
        }
    };
    for (at, pair) in words.windows(2).enumerate() {
        if let Some(one) = joined(&pair[0], &pair[1]) {
            add(at..at + 2, vec![one]);
        }
    }
    for (at, word) in words.iter().enumerate() {
        for (before, behind) in parted(word) {
            add(at..at + 1, vec![before, behind]);
        }
    }
    (all.len() > 1).then_some(all)
}

/// The word that two make, both of which are looked for in the same way.
fn joined(one: &Word, other: &Word) -> Option<Word> {
    let is_alone = |it: &str| it.chars().any(clusters::begins);
    match (one, other) {
        (Word::Stem(one), Word::Stem(other)) if !is_alone(one) && !is_alone(other) => {
            Some(Word::Stem(format!("{one}{other}")))
        }
        (Word::Plain(one), Word::Plain(other)) if !is_alone(one) && !is_alone(other) => {
            Some(Word::Plain(format!("{one}{other}")))
        }
        _ => None,
    }
}

/// The pairs of words that a word may be made of.
fn parted(word: &Word) -> Vec<(Word, Word)> {
    let (text, made): (&str, fn(String) -> Word) = match word {
        Word::Stem(text) => (text, Word::Stem),
        Word::Plain(text) => (text, Word::Plain),
        Word::Written(_) | Word::Fuzzy(..) | Word::Variants(_) | Word::Wildcard(_) | Word::Any => {
            return Vec::new();
        }
    };
    let letters = text.chars().count();
    if !(SHORTEST..=MOST).contains(&letters) || !text.chars().all(char::is_alphanumeric) {
        return Vec::new();
    }
    let may_part = |at: usize| {
        let (before, behind) = text.split_at(at);
        let (last, first) = (before.chars().next_back()?, behind.chars().next()?);
        // Between letters and figures, else where no letter stands alone but the `e` of `e-mail`, and consonants.
        let is_border = last.is_numeric() != first.is_numeric();
        let is_one = before.len() == last.len_utf8();
        let may_be_one = last == 'e' || last.is_ascii_lowercase() && !"aiouy".contains(last);
        let is_whole = behind.chars().nth(1).is_some() && !last.is_numeric() && (!is_one || may_be_one);
        (is_border || is_whole).then(|| (made(before.to_owned()), made(behind.to_owned())))
    };
    text.char_indices().skip(1).filter_map(|(at, _)| may_part(at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::query::{BareWords, ParseSettings, parse};

    fn shown(text: &str) -> String {
        let today = Day::new(2025, 11, 28).expect("a day");
        let settings = ParseSettings { today, words: BareWords::Phrase };
        format!(" OR {} OR ", with_compounds(parse(text, &settings).expect("a query")))
    }

    #[test]
    fn a_compound_finds_its_forms() {
        for (text, form) in [
            ("ceasefire", "\"cease fire\""),
            ("cease-fire", "ceasefire"),
            ("email", "\"e mail\""),
            ("e-mail", "email"),
            ("MH17", "\"mh 17\""),
            ("MH-17", "mh17"),
            ("=ceasefire", "\"=cease =fire\""),
            ("\"ceasefire talks\"", "\"cease fire talks\""),
        ] {
            assert!(shown(text).contains(&format!(" OR {form} OR ")), "{text}: {}", shown(text));
        }
        for text in ["ago", "==ceasefire", "ceasefire~", "停火", "\"cease fire\"~3"] {
            assert!(
                !shown(text).trim_start_matches(" OR ").trim_end_matches(" OR ").contains(" OR "),
                "{text}"
            );
        }
        assert!(shown("title:ceasefire").contains("cease fire"));
    }
}
