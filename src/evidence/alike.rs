//! Words that stand for the forms that are like them: by edits, by sound, by pattern.
//!
//! A query has a few of them, which are asked one by one. Thousands of standing questions together have thousands: then
//! a table names those that a form may fit.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use crate::evidence::algebra::plan::WordId;
use crate::evidence::fuzzy::Fuzzy;
use crate::evidence::wildcard::WildcardMatcher;
use crate::people::names::variants::Variants;

/// So many of one kind are asked one by one.
const FEW: usize = 16;

/// The words of a plan that stand for what is like them.
#[derive(Debug, Default)]
pub(super) struct Alike {
    fuzzy: Kind<Fuzzy>,
    variants: Kind<Variants>,
    wildcards: Kind<WildcardMatcher>,
    /// The most edits of a fuzzy word, and the most letters.
    edits: u8,
    letters: usize,
    /// The longest prefix of a pattern, in bytes.
    prefix: usize,
}

/// Words of one kind, and which of them may fit a form that has a mark in common with them.
#[derive(Debug)]
struct Kind<T> {
    words: Vec<(T, WordId)>,
    by_mark: FxHashMap<u64, Vec<u32>>,
}

impl<T> Default for Kind<T> {
    fn default() -> Self {
        Kind { words: Vec::new(), by_mark: FxHashMap::default() }
    }
}

impl<T> Kind<T> {
    fn is_few(&self) -> bool {
        self.words.len() <= FEW
    }

    /// Makes the table, where there are many words.
    fn finish(&mut self, marks: impl Fn(&T, &mut Vec<u64>)) {
        if self.is_few() {
            return;
        }
        let mut own = Vec::new();
        for (at, (word, _)) in (0..).zip(&self.words) {
            own.clear();
            marks(word, &mut own);
            own.sort_unstable();
            own.dedup();
            own.iter().for_each(|mark| self.by_mark.entry(*mark).or_default().push(at));
        }
    }

    /// Adds those that fit; `marks` are those of the form.
    fn push_fitting(&self, marks: impl Fn(&mut Vec<u64>), fits: impl Fn(&T) -> bool, ids: &mut Vec<WordId>) {
        if self.is_few() {
            ids.extend(self.words.iter().filter(|(it, _)| fits(it)).map(|(_, id)| *id));
            return;
        }
        let mut own = Vec::new();
        marks(&mut own);
        let mut maybe: Vec<u32> =
            own.iter().filter_map(|mark| self.by_mark.get(mark)).flatten().copied().collect();
        maybe.sort_unstable();
        maybe.dedup();
        let words = maybe.iter().map(|at| &self.words[*at as usize]);
        ids.extend(words.filter(|(it, _)| fits(it)).map(|(_, id)| *id));
    }
}

impl Alike {
    pub(super) fn is_empty(&self) -> bool {
        self.fuzzy.words.is_empty() && self.variants.words.is_empty() && self.wildcards.words.is_empty()
    }

    pub(super) fn push_fuzzy(&mut self, fuzzy: Fuzzy, id: WordId) {
        self.edits = self.edits.max(fuzzy.edits());
        self.letters = self.letters.max(fuzzy.chars().len());
        self.fuzzy.words.push((fuzzy, id));
    }

    pub(super) fn push_variants(&mut self, variants: Variants, id: WordId) {
        self.variants.words.push((variants, id));
    }

    pub(super) fn push_wildcard(&mut self, wildcard: WildcardMatcher, id: WordId) {
        self.prefix = self.prefix.max(wildcard.prefix().len());
        self.wildcards.words.push((wildcard, id));
    }

    /// To be called when all words are there.
    pub(super) fn finish(&mut self) {
        self.fuzzy.finish(|it, marks| push_shortened(it.chars(), it.edits(), marks));
        self.variants.finish(Variants::push_marks);
        self.wildcards.finish(|it, marks| marks.push(hash(it.prefix().as_bytes())));
    }

    /// Adds the words that a plain form fits.
    pub(super) fn push_fitting(&self, plain: &str, ids: &mut Vec<WordId>) {
        let before = ids.len();
        let shortened = |marks: &mut Vec<u64>| {
            let chars: Vec<char> = plain.chars().take(self.letters + usize::from(self.edits) + 1).collect();
            if chars.len() <= self.letters + usize::from(self.edits) {
                push_shortened(&chars, self.edits, marks);
            }
        };
        self.fuzzy.push_fitting(shortened, |it| it.matches(plain), ids);
        let sounds = |marks: &mut Vec<u64>| Variants::of(plain).push_marks(marks);
        self.variants.push_fitting(sounds, |it| it.fits(plain), ids);
        let prefixes = |marks: &mut Vec<u64>| {
            let ends = (0..=plain.len().min(self.prefix)).filter(|it| plain.is_char_boundary(*it));
            marks.extend(ends.map(|end| hash(&plain.as_bytes()[..end])));
        };
        self.wildcards.push_fitting(prefixes, |it| it.matches(plain), ids);
        // A word may be here both as a spelling and as a slip.
        if ids.len() > before + 1 {
            let mut fitting = ids.split_off(before);
            fitting.sort_unstable();
            fitting.dedup();
            ids.append(&mut fitting);
        }
    }
}

fn hash<T: Hash + ?Sized>(thing: &T) -> u64 {
    let mut hasher = FxHasher::default();
    thing.hash(&mut hasher);
    hasher.finish()
}

/// A word without up to so many of its letters, in every way, as hashes. Two words within so many edits of each other
/// have one in common: each edit is undone by leaving out a letter of one of them or one of both.
pub(super) fn push_shortened(chars: &[char], edits: u8, marks: &mut Vec<u64>) {
    let without = |left_out: &[usize]| {
        let mut hasher = FxHasher::default();
        let kept = chars.iter().enumerate().filter(|(at, _)| !left_out.contains(at));
        kept.for_each(|(_, c)| c.hash(&mut hasher));
        hasher.finish()
    };
    marks.push(without(&[]));
    if edits >= 1 {
        marks.extend((0..chars.len()).map(|one| without(&[one])));
    }
    if edits >= 2 {
        for one in 0..chars.len() {
            marks.extend((one + 1..chars.len()).map(|other| without(&[one, other])));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::{EditDistance, Wildcard, WildcardPart};

    proptest! {
        #[test]
        fn words_within_some_edits_share_a_mark(a in "[abé]{0,8}", b in "[abé]{0,8}", most in 0u8..=2) {
            let chars = |word: &str| word.chars().collect::<Vec<_>>();
            let marks = |word: &str| {
                let mut marks = Vec::new();
                push_shortened(&chars(word), most, &mut marks);
                marks
            };
            if Fuzzy::new(&a, EditDistance::new(most).unwrap()).matches(&b) {
                let theirs = marks(&b);
                prop_assert!(marks(&a).iter().any(|it| theirs.contains(it)));
            }
        }

        #[test]
        fn of_many_words_those_are_found_that_fit(
            words in proptest::collection::vec(("[a-e]{1,7}|(alex|yulia|mo|muham|sergej|zelensk)(a|y|iy|med|ei)?", 0u8..=2, 0usize..4), FEW + 1..60),
            forms in proptest::collection::vec("[a-e]{0,8}|(alex|julia|mu|moham|sergei|zelensk)(a|y|yy|ed|i)?", 12),
        ) {
            let mut alike = Alike::default();
            let mut plain = Alike::default();
            for (at, (word, edits, cut)) in words.iter().enumerate() {
                let start = word.get(..*cut).unwrap_or(word).to_owned();
                let mut parts = vec![WildcardPart::Run];
                if !start.is_empty() {
                    parts.insert(0, WildcardPart::Text(start));
                }
                let pattern = Wildcard { parts };
                for it in [&mut alike, &mut plain] {
                    let id = |of: usize| WordId::new((3 * at + of) as u32);
                    it.push_fuzzy(Fuzzy::new(word, EditDistance::new(*edits).unwrap()), id(0));
                    it.push_variants(Variants::of(word), id(1));
                    it.push_wildcard(WildcardMatcher::new(&pattern), id(2));
                }
            }
            alike.finish();
            for form in &forms {
                let mut found = Vec::new();
                alike.push_fitting(form, &mut found);
                let mut expected: Vec<WordId> = Vec::new();
                expected.extend(plain.fuzzy.words.iter().filter(|it| it.0.matches(form)).map(|it| it.1));
                expected.extend(plain.variants.words.iter().filter(|it| it.0.fits(form)).map(|it| it.1));
                expected.extend(plain.wildcards.words.iter().filter(|it| it.0.matches(form)).map(|it| it.1));
                expected.sort_unstable();
                prop_assert_eq!(found, expected, "{}", form);
            }
        }
    }
}
