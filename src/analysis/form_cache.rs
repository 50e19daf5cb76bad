//! A cache of forms, so that a written form that comes again soon is not folded and stemmed again.
//!
//! Stemming is most of the work of analysis, and a text repeats its words. The cache is small enough for the
//! processor's own cache. A word takes the slot of another with the same hash, so that the
//! few words that make most of a text are nearly always there.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::FxHasher;

use crate::analysis::fold::push_plain;
use crate::analysis::stem::Stemmer;
use crate::article::Language;

/// The forms of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms<'a> {
    /// Without case, accents and spelling marks.
    pub plain: &'a str,
    /// What the stemmer of the language makes of the word.
    pub stem: &'a str,
}

/// Plain forms and stems of one language, cached by written form.
#[derive(Debug)]
pub struct FormCache {
    stemmer: Stemmer,
    slots: Vec<Option<Entry>>,
    plain: String,
    stem: String,
}

#[derive(Debug)]
struct Entry {
    hash: u64,
    /// The written form, the plain form and the stem, one after the other.
    text: Box<str>,
    written_len: usize,
    plain_len: usize,
}

impl Entry {
    fn is_of(&self, hash: u64, written: &str) -> bool {
        self.hash == hash && self.written_len == written.len() && self.text.starts_with(written)
    }

    fn forms(&self) -> Forms<'_> {
        let (plain, stem) = self.text[self.written_len..].split_at(self.plain_len);
        Forms { plain, stem }
    }
}

impl FormCache {
    /// How many written forms are cached at the most; a power of two.
    pub const CAPACITY: usize = 1 << 14;

    /// Words longer than this, in bytes, are not cached.
    const LONGEST: usize = 40;

    /// An empty cache for articles in `language`.
    #[must_use]
    pub fn new(language: Language) -> FormCache {
        FormCache {
            stemmer: Stemmer::of(language),
            slots: std::iter::repeat_with(|| None).take(Self::CAPACITY).collect(),
            plain: String::new(),
            stem: String::new(),
        }
    }

    /// Whether the stem of a word follows from its plain form.
    #[must_use]
    pub(crate) fn reads_plain_forms(&self) -> bool {
        self.stemmer.reads_plain_forms()
    }

    /// The forms of a token's written form.
    pub fn forms(&mut self, written: &str) -> Forms<'_> {
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(written);
        // The upper bits are the better mixed ones.
        let at = usize::try_from(hash >> 32).unwrap_or(0) % Self::CAPACITY;
        let known = self.slots[at].as_ref().is_some_and(|it| it.is_of(hash, written));
        if !known {
            self.plain.clear();
            self.stem.clear();
            push_plain(written, &mut self.plain);
            self.stemmer.push_stem(written, &self.plain, &mut self.stem);
            if written.len() <= Self::LONGEST {
                let text = [written, &self.plain, &self.stem].concat().into_boxed_str();
                let (written_len, plain_len) = (written.len(), self.plain.len());
                self.slots[at] = Some(Entry { hash, text, written_len, plain_len });
            }
        }
        match &self.slots[at] {
            Some(entry) if written.len() <= Self::LONGEST => entry.forms(),
            Some(_) | None => Forms { plain: &self.plain, stem: &self.stem },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cached_word_has_the_forms_of_a_new_one() {
        let mut form_cache = FormCache::new(Language::ENGLISH);
        for _ in 0..2 {
            let forms = form_cache.forms("Ceasefires");
            assert_eq!((forms.plain, forms.stem), ("ceasefires", "ceasefir"));
        }
        let long = "Long".repeat(50);
        assert_eq!(form_cache.forms(&long).plain, long.to_lowercase());
    }
}
