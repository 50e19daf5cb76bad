//! What is known of a language's way to quote: words, by what they do in a sentence that attributes.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::article::Language;

/// What a word can be.
pub(super) const SAY: u16 = 1;
/// Before whom it is attributed to (`laut`, `selon`).
pub(super) const ACCORDING: u16 = 2;
/// Behind them (`zufolge`, `mukaan`, `göre`).
pub(super) const BEHIND: u16 = 4;
/// An office or an address beside a name.
pub(super) const TITLE: u16 = 8;
/// `er`, `ella`, `она`.
pub(super) const PRONOUN: u16 = 16;
/// A small word inside a name (`von`, `de`).
pub(super) const PARTICLE: u16 = 32;
/// No name and no part of one, whatever its letters.
pub(super) const NO_NAME: u16 = 64;
/// Stands behind a name that is a subject (`ने`, `는`, `は`).
pub(super) const SUBJECT: u16 = 128;
/// What a name of this language may begin with, where nothing else shows names.
pub(super) const SURNAME: u16 = 256;

/// A pronoun for a woman alone, and for a man alone.
pub(super) const SHE: u16 = 512;
pub(super) const HE: u16 = 1024;

/// How words stand in writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// Names have capitals.
    Cased,
    /// Names and nouns have capitals.
    Nouns,
    /// No capitals, but blanks between words.
    Uncased,
    /// No blanks between words.
    Unspaced,
}

/// The words of a language.
pub(super) struct Pack {
    pub(super) writing: Writing,
    words: HashMap<&'static str, u16>,
    /// Phrases of several words by their first, and how many words they have.
    phrases: HashMap<&'static str, Vec<(Vec<&'static str>, u16)>>,
    /// Ends of words that are titles (`minister` of `Innenminister`).
    title_ends: Vec<&'static str>,
    /// Whether what an office is of stands between its word and a name (`мэр Казани Ильдар Сафин`).
    pub(super) has_complements: bool,
    /// Ends of a name in the case in which words of attribution have it, and in the nominative.
    pub(super) endings: Vec<Ending>,
    /// The pack's words of each class, the longest first; used where no blanks show words.
    pub(super) lists: HashMap<u16, Vec<&'static str>>,
}

/// How a given name and a surname end in another case, and in the nominative.
pub(super) struct Ending {
    pub(super) given: (&'static str, &'static str),
    pub(super) surname: (&'static str, &'static str),
}

static PACKS: LazyLock<HashMap<&'static str, Pack>> =
    LazyLock::new(|| read(include_str!("../data/packs.tsv")).expect("data/packs.tsv is well-formed"));

/// The pack of a language, where there is one.
pub(super) fn of(language: Language) -> Option<&'static Pack> {
    PACKS.get(language.code())
}

fn read(table: &'static str) -> Option<HashMap<&'static str, Pack>> {
    let mut packs: HashMap<&'static str, Pack> = HashMap::new();
    for line in table.lines().filter(|it| !it.is_empty() && !it.starts_with('#')) {
        let mut columns = line.split('\t');
        let (languages, class, words) = (columns.next()?, columns.next()?, columns.next()?);
        for language in languages.split(' ') {
            let pack = packs.entry(language).or_insert_with(Pack::empty);
            pack.take(class, words)?;
        }
    }
    for pack in packs.values_mut() {
        for list in pack.lists.values_mut() {
            list.sort_by_key(|it| std::cmp::Reverse(it.len()));
        }
    }
    Some(packs)
}

impl Pack {
    fn empty() -> Pack {
        Pack {
            writing: Writing::Cased,
            words: HashMap::new(),
            phrases: HashMap::new(),
            title_ends: Vec::new(),
            has_complements: false,
            endings: Vec::new(),
            lists: HashMap::new(),
        }
    }

    fn take(&mut self, class: &str, words: &'static str) -> Option<()> {
        let words = words.split(", ").filter(|it| !it.is_empty());
        let class = match class {
            "writing" => {
                self.writing = match words.last()? {
                    "cased" => Writing::Cased,
                    "nouns" => Writing::Nouns,
                    "uncased" => Writing::Uncased,
                    "unspaced" => Writing::Unspaced,
                    _ => return None,
                };
                return Some(());
            }
            "title-end" => {
                self.title_ends.extend(words);
                return Some(());
            }
            "complements" => {
                self.has_complements = words.last()? == "between";
                return Some(());
            }
            "genitive" => {
                for word in words {
                    let (given, surname) = word.split_once(' ')?;
                    self.endings
                        .push(Ending { given: given.split_once('=')?, surname: surname.split_once('=')? });
                }
                return Some(());
            }
            "say" => SAY,
            "according" => ACCORDING,
            "behind" => BEHIND,
            "title" => TITLE,
            "pronoun" => PRONOUN,
            "particle" => PARTICLE,
            "no-name" => NO_NAME,
            "subject" => SUBJECT,
            "surname" => SURNAME,
            "she" => SHE,
            "he" => HE,
            _ => return None,
        };
        for word in words {
            self.lists.entry(class).or_default().push(word);
            // The list of pronouns has it too.
            if class & (SHE | HE) != 0 {
                continue;
            }
            match word.split_once(' ') {
                None => *self.words.entry(word).or_default() |= class,
                Some((first, _)) => {
                    self.phrases.entry(first).or_default().push((word.split(' ').collect(), class));
                }
            }
        }
        Some(())
    }

    /// What the word at the head of `words` can be, in small letters, and how many words it takes.
    pub(super) fn class_at(&self, words: &[String]) -> (u16, usize) {
        let Some(first) = words.first() else { return (0, 1) };
        let phrases = self.phrases.get(first.as_str()).into_iter().flatten();
        let longest = phrases
            .filter(|(phrase, _)| {
                phrase.len() <= words.len() && phrase.iter().zip(words).all(|(a, b)| a == b)
            })
            .max_by_key(|it| it.0.len());
        match longest {
            Some((phrase, class)) => (*class, phrase.len()),
            None => (self.class(first), 1),
        }
    }

    pub(super) fn class(&self, word: &str) -> u16 {
        let own = self.words.get(word).copied().unwrap_or(0);
        let is_title = self.title_ends.iter().any(|it| word.len() > it.len() && word.ends_with(it));
        own | if is_title { TITLE } else { 0 }
    }

    /// The words of a class, the longest first.
    pub(super) fn list(&self, class: u16) -> &[&'static str] {
        self.lists.get(&class).map_or(&[], Vec::as_slice)
    }
}
