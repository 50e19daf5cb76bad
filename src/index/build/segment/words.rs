//! The words of one text field of the articles under way.
//!
//! A word is looked up once, as it is written: its forms are worked out when it comes for the first
//! time, and it has one list. The engine wants three, by stem, by plain form and by written form: when
//! the segment is written, the lists of all words that share a form become that form's.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::analysis::Stemmer;
use crate::analysis::push_plain;
use crate::article::Language;
use crate::index::build::schema::Form;
use crate::index::build::segment::lists::{List, Lists};
use crate::index::build::segment::sorted::Sorted;
use crate::index::build::terms::{WITHIN, bounded, stem_prefix, writing};

/// The words of one text field.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// The words while more are added; they lie in the table itself, for each place that is looked up
    /// in memory costs more than all the rest.
    table: HashTable<Word>,
    /// The words when no more are added.
    words: Vec<Word>,
    /// The forms of all words, those of a word one after the other.
    text: String,
    languages: Languages,
    lists: Lists,
    /// Where words lie in the table that are being added.
    places: Vec<usize>,
    /// How many tokens have a term of their own for each form.
    tokens: [u64; 3],
}

/// A word: its written form, its plain form unless that is the same, its stem unless that is the plain form,
/// and what the term of the written form ends with.
#[derive(Debug)]
struct Word {
    key: Key,
    start: u32,
    /// Length of the plain form, or [`SAME`].
    plain: u16,
    /// Length of the stem, or [`SAME`].
    stem: u16,
    /// Length of what tells the written form from the plain one.
    writing: u16,
    list: List,
}

/// The length of a form that is the one before; no word is as long.
const SAME: u16 = u16::MAX;

impl Word {
    fn written<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..][..usize::from(self.key.len)]
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

    fn is(&self, text: &str, key: &Key, written: &str) -> bool {
        self.key == *key && (key.is_all() || self.written(text) == written)
    }
}

/// What words are told apart by: language, length and the bytes at both ends, which are all bytes of most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    ends: [u64; 2],
    len: u16,
    language: u16,
}

impl Key {
    fn new(language: u16, written: &str) -> Key {
        let bytes = written.as_bytes();
        let (first, last) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>());
        let ends = match (first, last, bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(first), Some(last), ..) => [u64::from_le_bytes(*first), u64::from_le_bytes(*last)],
            (_, _, Some(first), Some(last)) => [*first, *last].map(|it| u64::from(u32::from_le_bytes(it))),
            _ => [bytes.iter().fold(0, |all, &byte| all << 8 | u64::from(byte)), 0],
        };
        Key { ends, len: u16::try_from(bytes.len()).expect("words are bounded"), language }
    }

    /// Whether nothing of the word stands between its ends.
    fn is_all(&self) -> bool {
        self.len <= 16
    }

    fn hash(&self, written: &str) -> u64 {
        let number = u32::from(self.language) << 16 | u32::from(self.len);
        if self.is_all() {
            FxBuildHasher.hash_one((self.ends, number))
        } else {
            FxBuildHasher.hash_one((written, number))
        }
    }
}

impl Words {
    /// How many words are looked up before their lists get longer.
    const AT_ONCE: usize = 256;

    /// Adds the words of an article's text.
    pub(crate) fn add<'w>(
        &mut self,
        language: Language,
        doc: u32,
        words: impl ExactSizeIterator<Item = &'w str>,
    ) {
        let language = self.languages.number(language);
        let all_plain = self.languages.list_all_plain(language);
        self.tokens[0] += words.len() as u64;
        let (mut words, mut position) = (words, 0);
        loop {
            // First all words are looked up, then all lists get longer: so the processor waits for
            // the memory of many words at a time.
            self.table.reserve(Self::AT_ONCE, |it| it.key.hash(it.written(&self.text)));
            self.places.clear();
            for written in words.by_ref().take(Self::AT_ONCE) {
                let place = self.place(language, written);
                self.places.push(place);
            }
            if self.places.is_empty() {
                break;
            }
            for &at in &self.places {
                // A word stays in its place while the table does not grow.
                if let Some(word) = self.table.get_bucket_mut(at) {
                    self.tokens[1] += u64::from(all_plain || word.stem != SAME);
                    self.tokens[2] += u64::from(word.plain != SAME);
                    self.lists.push(&mut word.list, doc, position);
                }
                position += 1;
            }
        }
    }

    /// The place of a word in the table, in which it is put when it is new.
    fn place(&mut self, language: u16, whole: &str) -> usize {
        let Words { table, text, languages, .. } = self;
        let written = &*bounded(whole);
        let key = Key::new(language, written);
        let same = |it: &Word| it.is(text, &key, written);
        let again = |it: &Word| it.key.hash(it.written(text));
        match table.entry(key.hash(written), same, again) {
            Entry::Occupied(entry) => entry.bucket_index(),
            Entry::Vacant(entry) => {
                let start = u32::try_from(text.len()).expect("words stay below 4 GB");
                let (whole_plain, stem) = languages.forms(language, whole);
                let (plain, stem) = (&*bounded(whole_plain), &*bounded(stem));
                let writing = if whole == whole_plain { "".into() } else { writing(whole_plain, whole) };
                let mut push = |form: &str| {
                    text.push_str(form);
                    u16::try_from(form.len()).expect("words are bounded")
                };
                push(written);
                let word = Word {
                    key,
                    start,
                    plain: if plain == written { SAME } else { push(plain) },
                    stem: if stem == plain { SAME } else { push(stem) },
                    writing: push(&writing),
                    list: List::default(),
                };
                entry.insert(word).bucket_index()
            }
        }
    }

    /// Memory that it takes, in bytes.
    pub(crate) fn memory(&self) -> usize {
        // A table is at most seven eighths full.
        self.table.capacity() * (size_of::<Word>() + 1) * 8 / 7 + self.text.len() + self.lists.memory()
    }

    /// How many tokens have a term for this form.
    pub(crate) fn tokens(&self, form: Form) -> u64 {
        self.tokens[form as usize]
    }

    /// No more words are added.
    pub(crate) fn close(&mut self) {
        self.words.extend(std::mem::take(&mut self.table));
    }

    /// Each term of a form in the order of terms, with its articles and positions, when no more words are added.
    pub(crate) fn each<E>(
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
                Form::Stem => sorted.push(&[self.languages.prefix(word.key.language), stem], of),
                Form::Plain if word.stem != SAME || self.languages.list_all_plain(word.key.language) => {
                    sorted.push(&[plain], of);
                }
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

    /// Whether each plain form of the language has a term, also where it is the stem.
    fn list_all_plain(&self, language: u16) -> bool {
        !self.known[usize::from(language)].1.reads_plain_forms()
    }

    /// Plain form and stem.
    fn forms(&mut self, language: u16, written: &str) -> (&str, &str) {
        self.plain.clear();
        self.stem.clear();
        push_plain(written, &mut self.plain);
        self.known[usize::from(language)].1.push_stem(written, &self.plain, &mut self.stem);
        (&self.plain, &self.stem)
    }
}
