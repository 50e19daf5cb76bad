//! The terms of an article, and lists of them.
//!
//! The engine is given ready terms: a list of terms with positions is encoded as text, and the tokenizer of the schema
//! only decodes it. The names of an article are given so; so are the terms of a text where the engine builds the
//! segment, or where an index is verified. (Our own segments get the words of a text as such: see
//! [`crate::index::build::segment`].)
//!
//! Each entry of a list is the distance to the position before (in base 64, lowest digit first, one character each,
//! 64 added to all digits but the last), the term, and a NUL. Terms consist of letters, marks and numbers and hold no
//! NUL.

use std::borrow::Cow;
use std::ops::Range;

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::analysis;
use crate::analysis::{FormCache, plain_words};
use crate::article::Language;
use crate::index::build::schema::TERMS;

/// Separates the parts of a term.
pub(crate) const WITHIN: char = '\u{1}';

/// Stands for a written form in capitals; no word holds it.
const ALL_CAPITALS: &str = "\u{1}";

/// Begins a stem of another language than English; the two letters of the language follow.
pub(crate) const FOREIGN: char = '\u{2}';

/// The longest word that is indexed whole, in bytes; the engine drops terms above 65,530.
const LONGEST: usize = 8192;

/// A word as a term: itself, or its beginning and a hash when it is longer than 8192 bytes.
pub(crate) fn bounded(word: &str) -> Cow<'_, str> {
    if word.len() <= LONGEST {
        return Cow::Borrowed(word);
    }
    let cut = word.floor_char_boundary(LONGEST);
    let hash = xxhash_rust::xxh3::xxh3_128(word.as_bytes());
    Cow::Owned(format!("{}{WITHIN}{hash:032x}", &word[..cut]))
}

/// The prefix of the stems of a language; empty for English.
pub(crate) fn stem_prefix(language: Language) -> String {
    if language == Language::ENGLISH { String::new() } else { format!("{FOREIGN}{language}") }
}

/// The term of a stem.
pub(crate) fn stem_term(language: Language, stem: &str) -> String {
    stem_prefix(language) + &bounded(stem)
}

/// The term of a written form.
pub(crate) fn written_term(plain: &str, written: &str) -> String {
    format!("{}{WITHIN}{}", bounded(plain), writing(plain, written))
}

/// How a plain form is written, as the end of a term: nothing for a capital first, [`ALL_CAPITALS`], or the written
/// form itself.
///
/// Nearly all words are written in one of the first two ways, and an ending that so many terms share takes next to no
/// space in a dictionary.
pub(crate) fn writing<'w>(plain: &str, written: &'w str) -> Cow<'w, str> {
    let (plain, bytes) = (plain.as_bytes(), written.as_bytes());
    let is_capital = |of: &u8, plain: &u8| plain.is_ascii_lowercase() && plain.to_ascii_uppercase() == *of;
    match (bytes.split_first(), plain.split_first()) {
        (Some((first, rest)), Some((small, same))) if is_capital(first, small) && rest == same => {
            Cow::Borrowed("")
        }
        _ if bytes.len() == plain.len() && bytes.iter().zip(plain).all(|(a, b)| is_capital(a, b)) => {
            Cow::Borrowed(ALL_CAPITALS)
        }
        _ => bounded(written),
    }
}

/// Whether the end of a written form's term is not the written form itself, but says where its capitals are.
pub(crate) fn is_short_writing(writing: &str) -> bool {
    matches!(writing, "" | ALL_CAPITALS)
}

/// The terms of a name: for each of its words, the word and the whole name.
pub(crate) fn name_terms(name: &str) -> TermList {
    let mut list = TermList::default();
    for word in plain_words(name) {
        list.push(0, &[&bounded(&word), WITHIN.encode_utf8(&mut [0; 4]), &bounded(name)]);
    }
    list
}

/// An encoded list of terms with positions that never fall.
#[derive(Debug, Default, Clone)]
pub(crate) struct TermList {
    encoded: String,
    last: u32,
}

impl TermList {
    /// Adds the term that the parts make together.
    pub(crate) fn push(&mut self, position: u32, parts: &[&str]) {
        let mut distance = position - self.last;
        self.last = position;
        while distance >= 64 {
            self.encoded.push(char::from(64 + u8::try_from(distance % 64).unwrap_or(0)));
            distance /= 64;
        }
        self.encoded.push(char::from(u8::try_from(distance).unwrap_or(0)));
        for part in parts {
            self.encoded.push_str(part);
        }
        self.encoded.push('\0');
    }

    /// Adds all of another list's terms at position 0; only for lists without positions.
    pub(crate) fn append(&mut self, other: &TermList) {
        self.encoded.push_str(&other.encoded);
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.encoded
    }

    pub(crate) fn into_string(self) -> String {
        self.encoded
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.encoded.is_empty()
    }
}

/// The terms of words at positions that rise: stems, plain forms, written forms.
pub(crate) fn form_terms<'w>(
    words: impl Iterator<Item = (u32, &'w str)>,
    form_cache: &mut FormCache,
    language: Language,
) -> [TermList; 3] {
    let prefix = stem_prefix(language);
    let all_plain = !form_cache.reads_plain_forms();
    let (mut stems, mut plains, mut writtens) = Default::default();
    for (position, written) in words {
        let forms = form_cache.forms(written);
        let add = |list: &mut TermList, parts: &[&str]| list.push(position, parts);
        add(&mut stems, &[&prefix, &bounded(forms.stem)]);
        if all_plain || forms.plain != forms.stem {
            add(&mut plains, &[&bounded(forms.plain)]);
        }
        if written != forms.plain {
            add(&mut writtens, &[&written_term(forms.plain, written)]);
        }
    }
    [stems, plains, writtens]
}

/// The tokens, sentences and paragraphs of one text.
#[derive(Debug, Default, Clone)]
pub(crate) struct TokenizedText {
    /// For each sentence but the first, twice its first token, plus 1 when it starts a
    /// paragraph; last, twice the number of tokens.
    pub(crate) breaks: Vec<u64>,
    tokens: Vec<analysis::Token>,
}

impl TokenizedText {
    /// Tokenizes another text.
    pub(crate) fn read(&mut self, text: &str) {
        self.breaks.clear();
        analysis::read_into(text, &mut self.tokens);
        let (mut sentence, mut paragraph) = (0, 0);
        for token in &self.tokens {
            if token.sentence != sentence {
                let starts = u64::from(token.paragraph != paragraph);
                self.breaks.push(u64::from(token.position) * 2 + starts);
                (sentence, paragraph) = (token.sentence, token.paragraph);
            }
        }
        self.breaks.push(self.tokens.len() as u64 * 2);
    }

    /// The tokens of the text that was read last, as written.
    pub(crate) fn words<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t str> + 't {
        self.tokens.iter().map(move |it| it.span.of(text))
    }

    /// First byte of each token, and the byte after it.
    pub(crate) fn spans(&self) -> Vec<(u32, u32)> {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.tokens.iter().map(|it| (byte(it.span.start()), byte(it.span.end()))).collect()
    }

    /// The terms of the text that was read last: stems, plain forms, written forms.
    pub(crate) fn terms(&self, text: &str, form_cache: &mut FormCache, language: Language) -> [TermList; 3] {
        form_terms(self.tokens.iter().map(|it| (it.position, it.span.of(text))), form_cache, language)
    }

    /// The tokens that lie wholly inside a stretch of bytes, as a range of positions.
    pub(crate) fn tokens_within(&self, bytes: Range<usize>) -> Range<u32> {
        let first = self.tokens.partition_point(|it| it.span.start() < bytes.start);
        let end = self.tokens.partition_point(|it| it.span.end() <= bytes.end).max(first);
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        position(first)..position(end)
    }
}

/// Decodes a [`TermList`].
#[derive(Debug, Clone, Default)]
pub(crate) struct TermTokenizer {
    token: Token,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
        self.token.reset();
        TermStream { rest: text, position: 0, token: &mut self.token }
    }
}

/// The tokenizers that the schema names.
pub(crate) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TERMS, TextAnalyzer::builder(TermTokenizer::default()).build());
    tokenizers
}

/// The terms of a [`TermList`], one after the other.
#[derive(Debug)]
pub(crate) struct TermStream<'a> {
    rest: &'a str,
    position: usize,
    token: &'a mut Token,
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        let bytes = self.rest.as_bytes();
        let (mut at, mut unit) = (0, 1usize);
        while let Some(&digit) = bytes.get(at) {
            at += 1;
            self.position += usize::from(digit & 63) * unit;
            if digit < 64 {
                break;
            }
            unit *= 64;
        }
        let Some(len) = memchr::memchr(0, &bytes[at..]) else { return false };
        self.token.text.clear();
        self.token.text.push_str(&self.rest[at..at + len]);
        self.token.position = self.position;
        self.rest = &self.rest[at + len + 1..];
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(list: &TermList) -> Vec<(usize, String)> {
        let mut tokenizer = TermTokenizer::default();
        let mut stream = tokenizer.token_stream(list.as_str());
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().position, stream.token().text.clone()));
        }
        seen
    }

    #[test]
    fn a_list_of_terms_is_taken_apart_as_it_was_made() {
        let mut list = TermList::default();
        let entries = [(0, "zero"), (0, ""), (63, "łódź"), (64, "a"), (200, "b"), (5_000_000, "c")];
        for (position, term) in entries {
            list.push(position, &[term]);
        }
        let expected: Vec<_> = entries.map(|(at, term)| (at as usize, term.to_owned())).into();
        assert_eq!(decode(&list), expected);
    }

    #[test]
    fn forms_are_listed_where_they_differ() {
        let text = "The talks ended. Putin said no.\n\nPeace";
        let mut tokenized = TokenizedText::default();
        tokenized.read(text);
        let [stems, plains, writtens] =
            tokenized.terms(text, &mut FormCache::new(Language::ENGLISH), Language::ENGLISH);
        let words = |list: &TermList| {
            decode(list).into_iter().map(|(at, term)| format!("{at}{term}")).collect::<Vec<_>>()
        };
        assert_eq!(words(&stems), ["0the", "1talk", "2end", "3putin", "4said", "5no", "6peac"]);
        assert_eq!(words(&plains), ["1talks", "2ended", "6peace"]);
        assert_eq!(words(&writtens), ["0the\u{1}", "3putin\u{1}", "6peace\u{1}"]);
        assert_eq!(tokenized.breaks, [6, 13, 14]);
    }

    #[test]
    fn each_way_to_write_a_word_has_a_term_of_its_own() {
        let ways = [
            "nato", "Nato", "NATO", "NAto", "nAto", "Ńato", "N.A.T.O.", "a", "A", "é", "É", "ab", "AB", "Ab",
            "3D", "3d",
        ];
        let terms: std::collections::BTreeSet<String> =
            ways.iter().map(|it| written_term(&analysis::plain(it), it)).collect();
        assert_eq!(terms.len(), ways.len());
        assert_eq!(written_term("nato", "NATO"), "nato\u{1}\u{1}");
        assert_eq!(written_term("nato", "NAto"), "nato\u{1}NAto");
    }

    #[test]
    fn a_word_longer_than_any_word_stays_apart_from_others() {
        let (one, two) = ("a".repeat(9000), "a".repeat(9001));
        assert_ne!(bounded(&one), bounded(&two));
        assert!(bounded(&one).len() < 9000);
    }

    #[test]
    fn the_terms_of_a_name_are_its_words_with_the_whole() {
        let terms: Vec<String> =
            decode(&name_terms("Anna Ó Briain")).into_iter().map(|(_, term)| term).collect();
        assert_eq!(terms, ["anna", "o", "briain"].map(|it| format!("{it}{WITHIN}Anna Ó Briain")));
        assert!(name_terms("…").is_empty());
    }

    #[test]
    fn the_terms_of_a_language_are_told_from_those_of_others() {
        let german = Language::from_tag("de").expect("a language");
        assert_eq!(stem_term(Language::ENGLISH, "wall"), "wall");
        assert_eq!(stem_term(german, "wall"), "\u{2}dewall");
    }

    #[test]
    fn tokens_belong_to_a_stretch_of_text_when_they_lie_wholly_in_it() {
        let text = "One two three.";
        let mut tokenized = TokenizedText::default();
        tokenized.read(text);
        assert_eq!(tokenized.spans(), [(0, 3), (4, 7), (8, 13)]);
        for (bytes, tokens) in [
            (0..14, 0..3),
            (0..3, 0..1),
            (0..2, 0..0),
            (1..7, 1..2),
            (4..13, 1..3),
            (4..12, 1..2),
            (3..4, 1..1),
            (13..14, 3..3),
        ] {
            assert_eq!(tokenized.tokens_within(bytes.clone()), tokens, "{bytes:?}");
        }
    }

    #[test]
    fn the_first_word_of_a_long_text_is_forgotten_by_the_next() {
        let mut tokenized = TokenizedText::default();
        tokenized.read("One two. Three.");
        tokenized.read("Four.");
        assert_eq!((tokenized.spans(), tokenized.breaks), (vec![(0, 4)], vec![2]));
    }
}
