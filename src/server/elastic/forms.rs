//! Words against tokens: what an index does with a text, done with one text that is at hand.

use crate::analysis::{FormCache, Words, plain};
use crate::article::Language;
use crate::query::{Wildcard, WildcardPart, Word};

/// A token of a text, with its place in bytes.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) plain: String,
    pub(super) stem: String,
}

/// Makes tokens of texts in one language.
#[derive(Debug)]
pub(super) struct Analyzer {
    language: Language,
    cache: FormCache,
}

impl Analyzer {
    pub(super) fn new(language: Language) -> Analyzer {
        Analyzer { language, cache: FormCache::new(language) }
    }

    /// The analyzer of a language, this one where it is its own.
    pub(super) fn speaking(self, language: Language) -> Analyzer {
        if self.language == language { self } else { Analyzer::new(language) }
    }

    pub(super) fn tokens(&mut self, text: &str) -> Vec<Token> {
        let token = |span: crate::span::ByteSpan| {
            let forms = self.cache.forms(span.of(text));
            Token {
                start: span.start(),
                end: span.end(),
                plain: forms.plain.to_owned(),
                stem: forms.stem.to_owned(),
            }
        };
        Words::new(text).map(token).collect()
    }

    /// What a word is compared by.
    pub(super) fn test(&mut self, word: &Word) -> Test {
        match word {
            Word::Stem(small) => Test::Stem(self.cache.forms(small).stem.to_owned()),
            Word::Plain(form) | Word::Variants(form) => Test::Plain(form.clone()),
            Word::Written(form) => Test::Plain(plain(form).into_owned()),
            Word::Fuzzy(form, edits) => Test::Fuzzy(form.clone(), usize::from(edits.edits())),
            Word::Wildcard(pattern) => Test::Wildcard(pattern.clone()),
            Word::Any => Test::Any,
        }
    }
}

/// A word as it is compared with tokens.
#[derive(Debug, Clone)]
pub(super) enum Test {
    Stem(String),
    Plain(String),
    Fuzzy(String, usize),
    Wildcard(Wildcard),
    Any,
}

impl Test {
    pub(super) fn fits(&self, token: &Token) -> bool {
        match self {
            Test::Stem(stem) => token.stem == *stem,
            Test::Plain(form) => token.plain == *form,
            Test::Fuzzy(form, most) => distance(form, &token.plain, true) <= *most,
            Test::Wildcard(pattern) => fits(pattern, &token.plain),
            Test::Any => true,
        }
    }
}

/// Any of several words.
#[derive(Debug, Clone)]
pub(super) struct AnyTest(pub(super) Vec<Test>);

impl AnyTest {
    pub(super) fn fits(&self, token: &Token) -> bool {
        self.0.iter().any(|it| it.fits(token))
    }
}

/// The places of a phrase in tokens, each as the tokens of its words. Words may be moved by `slop` places all together, as
/// Lucene counts.
pub(super) fn phrases(words: &[AnyTest], tokens: &[Token], slop: usize) -> Vec<Vec<usize>> {
    /// The most places that are followed.
    const MOST: usize = 10_000;
    let places: Vec<Vec<usize>> =
        words.iter().map(|word| (0..tokens.len()).filter(|at| word.fits(&tokens[*at])).collect()).collect();
    let mut found = Vec::new();
    let Some(first) = places.first() else { return found };
    for &at in first {
        let mut open: Vec<(Vec<usize>, i64, i64)> = vec![(vec![at], at as i64, at as i64)];
        for (number, next) in places.iter().enumerate().skip(1) {
            let mut longer = Vec::new();
            for (chosen, low, high) in &open {
                // Where the word would begin the phrase: all of them lie within the slop of each other.
                let (least, most) = (high - slop as i64 + number as i64, low + slop as i64 + number as i64);
                let from = next.partition_point(|it| (*it as i64) < least);
                for &place in next[from..].iter().take_while(|it| (**it as i64) <= most) {
                    if chosen.contains(&place) || longer.len() >= MOST {
                        continue;
                    }
                    let begin = place as i64 - number as i64;
                    let mut chosen = chosen.clone();
                    chosen.push(place);
                    longer.push((chosen, (*low).min(begin), (*high).max(begin)));
                }
            }
            open = longer;
        }
        found.extend(open.into_iter().map(|it| it.0));
    }
    found
}

/// How many edits lie between two words; with `swaps` two neighbours that change places are one.
pub(super) fn distance(a: &str, b: &str, swaps: bool) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = change.min(last[j] + 1).min(row[j - 1] + 1);
            if swaps && i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// Whether a text fits a pattern.
pub(super) fn fits(pattern: &Wildcard, text: &str) -> bool {
    fn go(parts: &[WildcardPart], text: &str) -> bool {
        match parts.split_first() {
            None => text.is_empty(),
            Some((WildcardPart::Text(part), rest)) => {
                text.strip_prefix(part.as_str()).is_some_and(|it| go(rest, it))
            }
            Some((WildcardPart::One, rest)) => {
                let mut chars = text.chars();
                chars.next().is_some() && go(rest, chars.as_str())
            }
            Some((WildcardPart::Run, [])) => true,
            Some((WildcardPart::Run, rest)) => {
                let mut places = text.char_indices().map(|it| it.0).chain([text.len()]);
                places.any(|at| go(rest, &text[at..]))
            }
        }
    }
    go(&pattern.parts, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (a, b, swaps, expected) in [
            ("googel", "google", true, 1),
            ("googel", "google", false, 2),
            ("", "ab", true, 2),
            ("a", "a", true, 0),
        ] {
            assert_eq!(distance(a, b, swaps), expected, "{a} {b}");
        }
    }

    #[test]
    fn slop_counts_moves_in_both_directions() {
        let mut analyzer = Analyzer::new(Language::ENGLISH);
        let tokens = analyzer.tokens("the federal reserve bank met a court federal judges");
        let mut count = |words: &[&str], slop| {
            let test = |it: &&str| AnyTest(vec![analyzer.test(&Word::Stem((*it).to_owned()))]);
            let tests: Vec<AnyTest> = words.iter().map(test).collect();
            phrases(&tests, &tokens, slop).len()
        };
        assert_eq!(count(&["federal", "bank"], 0), 0);
        assert_eq!(count(&["federal", "bank"], 1), 1);
        assert_eq!(count(&["federal", "court"], 1), 0, "to turn two words round takes two moves");
        assert_eq!(count(&["federal", "court"], 2), 1);
    }
}
