//! A memo of forms: each written form is folded and stemmed once.
//!
//! Stemming is most of analysis, and a text says the same words again and
//! again; a memo makes the whole analyzer about three times faster.

use rustc_hash::FxHashMap;

use super::fold::push_plain;
use super::stem::Stemmer;
use crate::article::Language;

/// The forms of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms<'a> {
    /// Without case, accents and spelling marks.
    pub plain: &'a str,
    /// The plain form through the stemmer of the language.
    pub stem: &'a str,
}

/// Plain forms and stems of one language, remembered by written form.
///
/// Holds at most [`Lexicon::CAPACITY`] words; a text with more of them is
/// answered the same, only slower.
#[derive(Debug)]
pub struct Lexicon {
    stemmer: Stemmer,
    entries: FxHashMap<Box<str>, Entry>,
    plain: String,
    stem: String,
}

#[derive(Debug)]
struct Entry {
    forms: Box<str>,
    plain_len: usize,
}

impl Entry {
    fn forms(&self) -> Forms<'_> {
        let (plain, stem) = self.forms.split_at(self.plain_len);
        Forms { plain, stem }
    }
}

impl Lexicon {
    /// How many written forms are remembered before it starts afresh.
    pub const CAPACITY: usize = 1 << 16;

    /// Words longer than this, in bytes, are not worth remembering.
    const LONGEST: usize = 40;

    /// An empty memo for articles in `language`.
    #[must_use]
    pub fn new(language: Language) -> Lexicon {
        Lexicon {
            stemmer: Stemmer::of(language),
            entries: FxHashMap::default(),
            plain: String::new(),
            stem: String::new(),
        }
    }

    /// The forms of a token's written form.
    pub fn forms(&mut self, written: &str) -> Forms<'_> {
        // Looked up twice on a miss only: the borrow of a hit would outlive the insertion.
        if !self.entries.contains_key(written) {
            self.plain.clear();
            self.stem.clear();
            push_plain(written, &mut self.plain);
            self.stemmer.push_stem(&self.plain, &mut self.stem);
            if written.len() > Self::LONGEST {
                return Forms { plain: &self.plain, stem: &self.stem };
            }
            if self.entries.len() >= Self::CAPACITY {
                self.entries.clear();
            }
            let forms = [self.plain.as_str(), self.stem.as_str()].concat().into_boxed_str();
            self.entries.insert(written.into(), Entry { forms, plain_len: self.plain.len() });
        }
        self.entries[written].forms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_word_has_the_forms_of_a_new_one() {
        let mut lexicon = Lexicon::new(Language::ENGLISH);
        for _ in 0..2 {
            let forms = lexicon.forms("Ceasefires");
            assert_eq!((forms.plain, forms.stem), ("ceasefires", "ceasefir"));
        }
        let long = "Long".repeat(50);
        assert_eq!(lexicon.forms(&long).plain, long.to_lowercase());
    }
}
