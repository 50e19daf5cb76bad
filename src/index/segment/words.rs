//! The words of one text field of the articles under way.
//!
//! A word is looked up once, as it is written: its forms are worked out when it comes for the first
//! time, and it has one list. The engine wants three, by stem, by plain form and by written form: when
//! the segment is written, the lists of all words that share a form become that form's.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::lists::{List, Lists};
use super::sorted::Sorted;
use crate::analyze::fold::push_plain;
use crate::analyze::stem::Stemmer;
use crate::article::Language;
use crate::index::schema::Form;
use crate::index::terms::{WITHIN, bounded, stem_prefix, writing};

/// The words of one text field.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Places in `words`.
    table: HashTable<u32>,
    words: Vec<Word>,
    /// The forms of all words, those of a word one after the other.
    text: String,
    languages: Languages,
    lists: Lists,
    /// How many tokens have a term of their own for each form.
    tokens: [u64; 3],
}

/// A word: its written form, its plain form unless that is the same, its stem unless that is the plain form,
/// and what the term of the written form ends with.
#[derive(Debug)]
struct Word {
    start: u32,
    written: u16,
    /// Length of the plain form, or [`SAME`].
    plain: u16,
    /// Length of the stem, or [`SAME`].
    stem: u16,
    /// Length of what tells the written form from the plain one.
    writing: u16,
    language: u16,
    list: List,
}

/// The length of a form that is the one before; no word is as long.
const SAME: u16 = u16::MAX;

impl Word {
    fn written<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..][..usize::from(self.written)]
    }

    /// Plain form, stem, and what the term of the written form ends with.
    fn forms<'t>(&self, text: &'t str) -> [&'t str; 3] {
        let written = self.written(text);
        let mut start = self.start as usize + written.len();
        let mut next = |len: u16| {
            start += usize::from(len);
            &text[start - usize::from(len)..start]
        };
        let plain = if self.plain == SAME { written } else { next(self.plain) };
        let stem = if self.stem == SAME { plain } else { next(self.stem) };
        [plain, stem, next(self.writing)]
    }

    fn is(&self, text: &str, language: u16, written: &str) -> bool {
        self.written as usize == written.len()
            && self.language == language
            && text.as_bytes()[self.start as usize..].starts_with(written.as_bytes())
    }
}

impl Words {
    /// Adds the words of an article's text.
    pub(super) fn add<'w>(
        &mut self,
        language: Language,
        doc: u32,
        words: impl ExactSizeIterator<Item = &'w str>,
    ) {
        let language = self.languages.number(language);
        self.tokens[0] += words.len() as u64;
        for (position, written) in (0u32..).zip(words) {
            let at = self.place(language, written);
            let word = &mut self.words[at as usize];
            self.tokens[1] += u64::from(word.stem != SAME);
            self.tokens[2] += u64::from(word.plain != SAME);
            self.lists.push(&mut word.list, doc, position);
        }
    }

    /// The place of a word, which is made when there is none.
    fn place(&mut self, language: u16, whole: &str) -> u32 {
        let written = &*bounded(whole);
        let Words { table, words, text, languages, .. } = self;
        let hash = hash(language, written);
        let same = |&at: &u32| words[at as usize].is(text, language, written);
        let again = |&at: &u32| {
            let word = &words[at as usize];
            self::hash(word.language, word.written(text))
        };
        match table.entry(hash, same, again) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let number = |it: usize| u32::try_from(it).expect("words stay below 4 GB");
                let (at, start) = (number(words.len()), number(text.len()));
                entry.insert(at);
                let (whole_plain, stem) = languages.forms(language, whole);
                let (plain, stem) = (&*bounded(whole_plain), &*bounded(stem));
                let writing = if whole == whole_plain { "".into() } else { writing(whole_plain, whole) };
                let mut push = |form: &str| {
                    text.push_str(form);
                    u16::try_from(form.len()).expect("words are bounded")
                };
                let word = Word {
                    start,
                    written: push(written),
                    plain: if plain == written { SAME } else { push(plain) },
                    stem: if stem == plain { SAME } else { push(stem) },
                    writing: push(&writing),
                    language,
                    list: List::default(),
                };
                words.push(word);
                at
            }
        }
    }

    /// Memory that it takes, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.words.len() * size_of::<Word>()
            + self.table.capacity() * size_of::<u32>() * 5 / 4
            + self.text.len()
            + self.lists.memory()
    }

    /// How many tokens have a term for this form.
    pub(super) fn tokens(&self, form: Form) -> u64 {
        self.tokens[form as usize]
    }

    /// Forgets what is only needed to add words.
    pub(super) fn close(&mut self) {
        self.table = HashTable::new();
    }

    /// Each term of a form in the order of terms, with its articles and positions.
    pub(super) fn each<E>(
        &self,
        form: Form,
        mut take: impl FnMut(&[u8], &[(u32, u32)]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut sorted = Sorted::default();
        let mut within = [0; 4];
        let within = &*WITHIN.encode_utf8(&mut within);
        for (of, word) in (0..).zip(&self.words) {
            let [plain, stem, writing] = word.forms(&self.text);
            match form {
                Form::Stem => sorted.push(&[self.languages.prefix(word.language), stem], of),
                Form::Plain if word.stem != SAME => sorted.push(&[plain], of),
                Form::Written if word.plain != SAME => sorted.push(&[plain, within, writing], of),
                Form::Plain | Form::Written => {}
            }
        }
        let mut entries = Vec::new();
        sorted.each(|term, of| {
            entries.clear();
            for &at in of {
                entries.extend(self.lists.entries(&self.words[at as usize].list));
            }
            if of.len() > 1 {
                // Each list is in order, which this way of sorting makes use of.
                entries.sort();
            }
            take(term, &entries)
        })
    }
}

fn hash(language: u16, written: &str) -> u64 {
    FxBuildHasher.hash_one((language, written))
}

/// The languages of the articles under way, by number.
#[derive(Debug, Default)]
struct Languages {
    numbers: FxHashMap<Language, u16>,
    /// What stands before the stems of each, and its stemmer.
    known: Vec<(String, Stemmer)>,
    plain: String,
    stem: String,
}

impl Languages {
    fn number(&mut self, language: Language) -> u16 {
        *self.numbers.entry(language).or_insert_with(|| {
            self.known.push((stem_prefix(language), Stemmer::of(language)));
            // A language has two letters.
            u16::try_from(self.known.len() - 1).unwrap_or(u16::MAX)
        })
    }

    fn prefix(&self, language: u16) -> &str {
        &self.known[usize::from(language)].0
    }

    /// Plain form and stem.
    fn forms(&mut self, language: u16, written: &str) -> (&str, &str) {
        self.plain.clear();
        self.stem.clear();
        push_plain(written, &mut self.plain);
        self.known[usize::from(language)].1.push_stem(&self.plain, &mut self.stem);
        (&self.plain, &self.stem)
    }
}
