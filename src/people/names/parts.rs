//! The parts of a name: first names, last name, generation.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::analysis::Words;
use crate::analysis::plain;
use crate::people::data;
use crate::people::names::given::Given;
use crate::people::names::key;

/// The name of a person in parts that can be compared.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    /// The first name; `None` of a bare last name.
    pub(super) given: Option<Given>,
    /// What stands between the first name and the last.
    pub(super) middles: Vec<Given>,
    /// The keys of the last name, with its particles, as one.
    pub(super) last: String,
    /// By what a bare last name finds its cluster: the key, but as written where
    /// only the general rules would speak for it (`Jager` alone is no `Jagger`).
    pub(super) bare: String,
    /// `jr`, `sr`, `ii` …, or empty.
    pub(super) generation: &'static str,
}

/// Names of more words than this are not names.
const MOST_WORDS: usize = 12;

const GENERATIONS: &[&str] = &["jr", "sr", "ii", "iii", "iv"];
/// What the list says of a particle that belongs to the last name behind it; `None` when the word is none.
fn particle(word: &str) -> Option<&'static str> {
    static PARTICLES: LazyLock<FxHashMap<&str, &str>> =
        LazyLock::new(|| data::pairs(include_str!("../data/names/particles.tsv")).collect());
    PARTICLES.get(word).copied()
}

impl Parts {
    /// The parts of `name`; `None` when nothing of it is a word, or too much.
    pub(super) fn of(name: &str) -> Option<Parts> {
        let mut chunks: Vec<&str> = name.split_whitespace().filter(|it| !is_nickname(it)).collect();
        if chunks.len() > MOST_WORDS {
            return None;
        }
        let generation = take_generation(&mut chunks);
        let chunks: Vec<&str> =
            chunks.iter().enumerate().filter_map(|(at, it)| without_article(it, at)).collect();
        let (last_chunk, before) = chunks.split_last()?;
        let firm = (before.len() - particles_at_end(before)).min(before.len());
        let (givens, particles) = before.split_at(firm);

        let mut last: String = particles.iter().map(|it| key::letters(it)).collect();
        let mut bare = last.clone();
        for word in Words::new(last_chunk) {
            let word = word.of(last_chunk);
            last.push_str(&key::spelling(word));
            bare.push_str(&key::firm(word));
        }
        let shouted = !last_chunk.chars().any(char::is_lowercase);
        let mut givens = givens.iter().flat_map(|chunk| firsts(chunk, shouted));
        let given = givens.next();
        if given.is_none() {
            // `David` alone is rather some David than somebody's last name.
            if crate::people::names::given::is_listed(&bare) {
                return None;
            }
            last.clone_from(&bare);
        }
        (!last.is_empty()).then(|| Parts { given, middles: givens.collect(), last, bare, generation })
    }

    /// What is the same of names that are the same in every part.
    pub(super) fn same(&self) -> (Option<&Given>, &[Given], &str, &str) {
        (self.given.as_ref(), &self.middles, &self.last, self.generation)
    }

    /// All keys as one, so that spacing and hyphens do not tell names apart.
    pub(super) fn joined(name: &str) -> String {
        let mut keys = String::new();
        for word in Words::new(name) {
            keys.push_str(&key::spelling(word.of(name)));
        }
        keys
    }

    /// Whether both can be one person: nothing that both give differs. Of a bare last
    /// name it is for the caller to see that it is the last name of the other.
    pub(super) fn compatible(&self, other: &Parts) -> bool {
        let bare = self.given.is_none() || other.given.is_none();
        (bare || self.last == other.last)
            && self.generation == other.generation
            && crate::people::names::given::compatible(self.given.as_ref(), other.given.as_ref())
            && self
                .middles
                .iter()
                .zip(&other.middles)
                .all(|(one, other)| crate::people::names::given::compatible(Some(one), Some(other)))
    }

    /// How much it tells; the more, the greater.
    pub(super) fn detail(&self) -> (u8, usize, usize) {
        let given = match &self.given {
            Some(Given::One(_)) => 3,
            Some(Given::Several(_)) => 2,
            Some(Given::Initial(_)) => 1,
            None => 0,
        };
        let whole = self.middles.iter().filter(|it| !matches!(it, Given::Initial(_))).count();
        (given, whole, self.middles.len())
    }

    /// Whether the first name is given in full, or as it is called.
    pub(super) fn is_full(&self) -> bool {
        matches!(self.given, Some(Given::One(_) | Given::Several(_)))
    }
}

/// `"Bill"` or `(Bill)` within a name.
fn is_nickname(chunk: &str) -> bool {
    chunk.starts_with(['"', '“', '‘', '\'', '(']) && chunk.ends_with(['"', '”', '’', '\'', ')', ','])
}

fn take_generation(chunks: &mut Vec<&str>) -> &'static str {
    if chunks.len() < 2 {
        return "";
    }
    let Some(last) = chunks.last() else { return "" };
    let bare = last.trim_matches(['.', ',']);
    let Some(&generation) = GENERATIONS.iter().find(|it| it.eq_ignore_ascii_case(bare)) else { return "" };
    // Numerals are written large.
    if generation.starts_with('i') && bare.chars().any(char::is_lowercase) {
        return "";
    }
    chunks.pop();
    generation
}

/// The chunk without the Arabic article (`al-Assad`, `ElBaradei`), `None` when it is one.
fn without_article(chunk: &str, at: usize) -> Option<&str> {
    let Some(head) = chunk.get(..2) else { return Some(chunk) };
    let rest = &chunk[2..];
    let lower = head.to_ascii_lowercase();
    let is_article = matches!(lower.as_str(), "al" | "el");
    let before_sun_letter = matches!(lower.as_str(), "ad" | "an" | "ar" | "as" | "at" | "az" | "ul");
    if rest.is_empty() {
        // A capital Al that opens a name is Albert.
        return (!is_article || (at == 0 && head != lower)).then_some(chunk);
    }
    if let Some(behind) = rest.strip_prefix(['-', '‐', '‑']) {
        let drops = is_article || (before_sun_letter && head == lower);
        return if drops && behind.chars().any(char::is_alphabetic) { Some(behind) } else { Some(chunk) };
    }
    let camel = rest.starts_with(|it: char| it.is_uppercase()) && rest.chars().any(char::is_lowercase);
    if is_article && camel { Some(rest) } else { Some(chunk) }
}

fn particles_at_end(chunks: &[&str]) -> usize {
    let is_particle = |(at, chunk): (usize, &&str)| {
        let capital = chunk.starts_with(|it: char| it.is_uppercase());
        // `Ben` or `Van` at the beginning is rather a first name.
        particle(&plain(chunk)).is_some_and(|note| note != "given" || at > 0 || !capital)
    };
    chunks.iter().enumerate().rev().take_while(|&it| is_particle(it)).count()
}

/// The first names in a chunk: `Jean-Claude` is two, `J.D.` and `JD` two initials.
fn firsts(chunk: &str, shouted: bool) -> Vec<Given> {
    let mut found = Vec::new();
    for span in Words::new(chunk) {
        let word = span.of(chunk);
        let short = word.chars().count() <= 2 && word.chars().all(char::is_uppercase) && !shouted;
        if short || word.contains('.') {
            found.extend(key::letters(word).chars().map(Given::Initial));
        } else {
            found.extend(Given::of(word));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_more_than_twelve_words_is_no_name() {
        let name = |words: usize| format!("{}Petrov", "Ivan ".repeat(words - 1));
        assert!(Parts::of(&name(12)).is_some());
        assert!(Parts::of(&name(13)).is_none());
    }

    #[test]
    fn a_generation_stands_behind_and_its_numerals_are_large() {
        let generation = |name: &str| Parts::of(name).map_or("none", |it| it.generation);
        assert_eq!(generation("John Smith Jr."), "jr");
        assert_eq!(generation("John Smith III"), "iii");
        assert_eq!(generation("John Smith Iii"), "");
        assert_eq!(generation("John Smith iv"), "");
        assert_eq!(generation("John Smith"), "");
    }
}
