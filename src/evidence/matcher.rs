//! Which words of a plan a token satisfies.
//!
//! Texts say the same words again and again, and most of them match nothing: a look at
//! the first letters sends most tokens away, and a memo of written forms the rest.

use rustc_hash::FxHashMap;

use crate::analysis::push_plain;
use crate::analysis::{Stemmer, beginnings};
use crate::article::Language;
use crate::evidence::algebra::plan::{Plan, WordId};
use crate::evidence::alike::Alike;
use crate::evidence::fuzzy::Fuzzy;
use crate::evidence::wildcard::WildcardMatcher;
use crate::people::names::variants::Variants;
use crate::query::{EditDistance, Word};

type Ids = Vec<WordId>;

/// The words of a plan, ready to be found in texts of any language.
#[derive(Debug)]
pub(super) struct Matcher {
    stems: Ids,
    stem_texts: Vec<Box<str>>,
    plain: FxHashMap<Box<str>, Ids>,
    written: FxHashMap<Box<str>, Ids>,
    alike: Alike,
    first_letters: FirstLetters,
    languages: FxHashMap<Language, Memo>,
    buffer: String,
    stem_buffer: String,
}

/// With which ASCII letters a token can start that matches anything. Folding keeps an ASCII first letter;
/// so does stemming in most languages, but that Turkish hardens a stem of one letter (`b` to `p`, `d` to `t`).
#[derive(Debug)]
struct FirstLetters([bool; 128]);

impl FirstLetters {
    fn none() -> FirstLetters {
        FirstLetters([false; 128])
    }

    /// Words that start like `text` may match.
    fn allow(&mut self, text: &str) {
        if let Some(&byte) = text.as_bytes().first()
            && byte.is_ascii()
        {
            self.0[usize::from(byte.to_ascii_lowercase())] = true;
        }
    }

    /// Words that start like `text`, a word to be stemmed, may match.
    fn allow_stemmed(&mut self, text: &str) {
        match text.bytes().next().map(|it| it.to_ascii_lowercase()) {
            Some(b'b' | b'p') => ["b", "p"].iter().for_each(|it| self.allow(it)),
            Some(b'd' | b't') => ["d", "t"].iter().for_each(|it| self.allow(it)),
            Some(it) if it.is_ascii() => self.allow(text),
            // `ç` and `ğ` are hardened or softened too.
            Some(_) | None => self.allow_all(),
        }
    }

    fn allow_all(&mut self) {
        self.0 = [true; 128];
    }

    fn may_match(&self, written: &str) -> bool {
        written
            .as_bytes()
            .first()
            .is_none_or(|byte| !byte.is_ascii() || self.0[usize::from(byte.to_ascii_lowercase())])
    }
}

/// What the tokens of one language begin with that match anything, in small letters; `None` is whatever there is.
#[derive(Debug)]
struct Beginnings(Option<Vec<Box<[u8]>>>);

impl Beginnings {
    /// Beyond so many, looking a form up is faster than looking at what it begins with.
    const MOST: usize = 64;

    fn of(language: Language, stems: &FxHashMap<Box<str>, Ids>, words: &Matcher) -> Beginnings {
        let many = stems.len() + words.plain.len() + words.written.len() > Self::MOST;
        if many || !words.alike.is_empty() || language != Language::ENGLISH && !stems.is_empty() {
            return Beginnings(None);
        }
        let stems = stems.keys().flat_map(|it| beginnings(it, language));
        let exact = words.plain.keys().chain(words.written.keys()).map(|it| String::from(&**it));
        let plain = |it: String| {
            it.bytes().take_while(u8::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
        };
        Beginnings(Some(stems.chain(exact).map(plain).collect()))
    }

    fn may_match(&self, written: &str) -> bool {
        self.0.as_ref().is_none_or(|list| list.iter().any(|it| may_begin(written.as_bytes(), it)))
    }
}

/// Whether the plain form of a token may begin so: from the first byte on that is neither ASCII letter nor
/// digit, anything may.
fn may_begin(written: &[u8], beginning: &[u8]) -> bool {
    for (at, wanted) in beginning.iter().enumerate() {
        match written.get(at) {
            None => return false,
            Some(byte) if !byte.is_ascii_alphanumeric() => return true,
            Some(byte) if byte.to_ascii_lowercase() != *wanted => return false,
            Some(_) => {}
        }
    }
    true
}

/// What is known of the words of one language.
#[derive(Debug)]
struct Memo {
    stemmer: Stemmer,
    beginnings: Beginnings,
    /// The query's words by their stem in this language.
    stems: FxHashMap<Box<str>, Ids>,
    /// For a written form, which of `sets` it satisfies; 0 is the empty one.
    sets_of: FxHashMap<Box<str>, u32>,
    sets: Vec<Ids>,
}

impl Memo {
    /// How many written forms are remembered before it starts afresh.
    const CAPACITY: usize = 1 << 16;
    /// Words longer than this, in bytes, are not worth remembering.
    const LONGEST: usize = 40;

    fn new(language: Language, words: &Matcher) -> Memo {
        let stemmer = Stemmer::of(language);
        let mut stems: FxHashMap<Box<str>, Ids> = FxHashMap::default();
        for (id, small) in words.stems.iter().zip(&words.stem_texts) {
            stems.entry(stemmer.stem(small).into()).or_default().push(*id);
        }
        let beginnings = Beginnings::of(language, &stems, words);
        Memo { stemmer, beginnings, stems, sets_of: FxHashMap::default(), sets: vec![Ids::new()] }
    }
}

impl Matcher {
    pub(super) fn new(plan: &Plan) -> Matcher {
        Matcher::of(plan.word_ids().zip(plan.words()))
    }

    /// Of these words, which have different ids.
    pub(super) fn of<'w>(words: impl Iterator<Item = (WordId, &'w Word)>) -> Matcher {
        let mut matcher = Matcher {
            stems: Ids::new(),
            stem_texts: Vec::new(),
            plain: FxHashMap::default(),
            written: FxHashMap::default(),
            alike: Alike::default(),
            first_letters: FirstLetters::none(),
            languages: FxHashMap::default(),
            buffer: String::new(),
            stem_buffer: String::new(),
        };
        for (id, word) in words {
            match word {
                Word::Stem(small) => {
                    matcher.stems.push(id);
                    matcher.stem_texts.push(small.as_str().into());
                    matcher.first_letters.allow_stemmed(small);
                }
                Word::Plain(plain) => {
                    matcher.plain.entry(plain.as_str().into()).or_default().push(id);
                    matcher.first_letters.allow(plain);
                }
                Word::Written(written) => {
                    matcher.written.entry(written.as_str().into()).or_default().push(id);
                    matcher.first_letters.allow(written);
                }
                Word::Fuzzy(plain, distance) => {
                    let fuzzy = Fuzzy::new(plain, *distance);
                    match fuzzy.edits() {
                        0 => matcher.first_letters.allow(plain),
                        _ => matcher.first_letters.allow_all(),
                    }
                    matcher.alike.push_fuzzy(fuzzy, id);
                }
                Word::Variants(plain) => {
                    matcher.first_letters.allow_all();
                    matcher.alike.push_variants(Variants::of(plain), id);
                    matcher.alike.push_fuzzy(Fuzzy::new(plain, EditDistance::of_slips(plain)), id);
                }
                Word::Wildcard(pattern) => {
                    let wildcard = WildcardMatcher::new(pattern);
                    match wildcard.prefix() {
                        "" => matcher.first_letters.allow_all(),
                        prefix => matcher.first_letters.allow(prefix),
                    }
                    matcher.alike.push_wildcard(wildcard, id);
                }
                Word::Any => {}
            }
        }
        matcher.alike.finish();
        matcher
    }

    /// Makes the words ready for texts of a language, which the first of them would do else.
    pub(super) fn prepare(&mut self, language: Language) {
        if !self.languages.contains_key(&language) {
            self.languages.insert(language, Memo::new(language, self));
        }
    }

    /// Calls `visit` with each token that satisfies some word, and the words.
    pub(super) fn each_match<'t, T>(
        &mut self,
        language: Language,
        tokens: impl Iterator<Item = (T, &'t str)>,
        mut visit: impl FnMut(T, &[WordId]),
    ) {
        let mut memo = match self.languages.remove(&language) {
            Some(memo) => memo,
            None => Memo::new(language, self),
        };
        let any_letter = !memo.stems.is_empty() && !memo.stemmer.keeps_first_letter();
        for (token, written) in tokens {
            if !any_letter && !self.first_letters.may_match(written) || !memo.beginnings.may_match(written) {
                continue;
            }
            let set = match memo.sets_of.get(written) {
                Some(&set) => set,
                None => self.satisfied_by(written, &mut memo),
            };
            if set > 0 {
                visit(token, &memo.sets[set as usize]);
            }
        }
        self.languages.insert(language, memo);
    }

    /// Works out what a written form satisfies, and remembers it.
    fn satisfied_by(&mut self, written: &str, memo: &mut Memo) -> u32 {
        let mut ids = Ids::new();
        self.buffer.clear();
        push_plain(written, &mut self.buffer);
        let plain = self.buffer.as_str();
        if !memo.stems.is_empty() {
            self.stem_buffer.clear();
            memo.stemmer.push_stem(written, plain, &mut self.stem_buffer);
            ids.extend(memo.stems.get(self.stem_buffer.as_str()).into_iter().flatten());
        }
        ids.extend(self.plain.get(plain).into_iter().flatten());
        ids.extend(self.written.get(written).into_iter().flatten());
        self.alike.push_fitting(plain, &mut ids);
        if memo.sets_of.len() >= Memo::CAPACITY || memo.sets.len() >= Memo::CAPACITY {
            memo.sets_of.clear();
            memo.sets.truncate(1);
        }
        let set = if ids.is_empty() {
            0
        } else {
            memo.sets.push(ids);
            u32::try_from(memo.sets.len() - 1).unwrap_or(0)
        };
        if written.len() <= Memo::LONGEST {
            memo.sets_of.insert(written.into(), set);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{plain, small};
    use crate::query::SpanQuery;

    const LANGUAGES: [&str; 25] = [
        "ar", "ca", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hu", "it", "nb", "nl", "pt", "ro", "ru",
        "sv", "ta", "tr", "pl", "uk", "id", "he", "ko",
    ];

    #[test]
    fn a_stem_of_one_hard_letter_matches_the_soft_one() {
        let turkish = Stemmer::of(Language::from_tag("tr").unwrap());
        assert_eq!(turkish.stem("bimden"), "p");
        let mut allowed = FirstLetters::none();
        allowed.allow_stemmed("p");
        assert!(allowed.may_match("Bimden") && allowed.may_match("pimden") && !allowed.may_match("kimden"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn folding_and_stemming_keep_an_ascii_first_letter(
            word in "[a-z0-9][a-zäéıß\u{301}]{0,9}|[a-z]{1,4}(ing|ed|ies|y|ly|s|es|ung|er|en|ation|ment)",
        ) {
            prop_assert_eq!(plain(&word).as_bytes()[0], word.as_bytes()[0]);
            for language in LANGUAGES {
                let stemmer = Stemmer::of(Language::from_tag(language).unwrap());
                if !stemmer.keeps_first_letter() {
                    continue;
                }
                let mut allowed = FirstLetters::none();
                allowed.allow_stemmed(&stemmer.stem(&word));
                prop_assert!(allowed.may_match(&word), "{} {}", language, word);
            }
        }

        #[test]
        fn no_word_is_sent_away_that_matches(
            written in "[A-Za-z]{1,3}[A-Za-zéßÆﬁ\u{301}\u{ad}0-9]{0,7}|[a-z]{1,4}(ing|ed|ies|ied|y|ying|ly|s|es|er|ation|ment|'s|fulness)|[A-Z](\\.[A-Z]){0,3}|[0-9]{1,3}[,.][0-9]{1,3}|[OD]['’][A-Za-z]{2,6}",
        ) {
            let plain = plain(&written).into_owned();
            let words = [Word::Stem(small(&written).into_owned()), Word::Plain(plain.clone()), Word::Written(written.clone())];
            let any = SpanQuery::Or(words.into_iter().map(SpanQuery::Word).collect());
            let mut matcher = Matcher::new(&Plan::for_span(&any));
            let mut found = 0;
            matcher.each_match(Language::ENGLISH, [((), written.as_str())].into_iter(), |(), ids| found = ids.len());
            prop_assert_eq!(found, 3, "{}", plain);
        }
    }
}
