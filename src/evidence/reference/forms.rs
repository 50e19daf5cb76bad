//! Which token counts as which word of a query, from the definitions of the forms alone.

use std::collections::{BTreeSet, HashMap};

use crate::analysis::{Stemmer, Words, plain};
use crate::article::Language;
use crate::people::names::are_one_name;
use crate::people::names::variants::{Kinship, Variants};
use crate::query::{EditDistance, NamePattern, NameWord, Wildcard, WildcardPart, Word};
use crate::search;
use crate::search::Expansion;

/// A token's three forms, each by its number in its [`Table`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenForms {
    written: usize,
    plain: usize,
    stem: usize,
}

/// The different texts of one form, and the articles that hold each.
#[derive(Debug, Default)]
struct Table {
    numbers: HashMap<String, usize>,
    texts: Vec<String>,
    holders: Vec<Vec<usize>>,
}

impl Table {
    fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.numbers.insert(text.to_owned(), self.texts.len());
        self.texts.push(text.to_owned());
        self.holders.push(Vec::new());
        self.texts.len() - 1
    }

    fn hold(&mut self, number: usize, article: usize) {
        if self.holders[number].last() != Some(&article) {
            self.holders[number].push(article);
        }
    }

    fn that(&self, fits: impl Fn(&str) -> bool) -> Vec<bool> {
        self.texts.iter().map(|text| fits(text)).collect()
    }
}

/// The forms of all tokens of all articles.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    written: Table,
    plain: Table,
    stem: Table,
    stemmers: HashMap<Language, Stemmer>,
    /// What was worked out for a written form in a language before.
    known: HashMap<(Language, usize), TokenForms>,
    articles: usize,
}

/// The tokens that count as one word of a query.
#[derive(Debug)]
pub(crate) struct Fitting {
    which: Which,
    /// By number of the article: whether it holds such a token at all.
    pub(crate) held: Vec<bool>,
}

/// The form that is asked about, and by its number whether it fits. Stems are asked about for
/// each language by itself, since a query word is stemmed by each article's own stemmer.
#[derive(Debug)]
enum Which {
    Every,
    Written(Vec<bool>),
    Plain(Vec<bool>),
    Stem(HashMap<Language, usize>),
}

impl Fitting {
    pub(crate) fn fits(&self, forms: TokenForms, language: Language) -> bool {
        match &self.which {
            Which::Every => true,
            Which::Written(fits) => fits[forms.written],
            Which::Plain(fits) => fits[forms.plain],
            Which::Stem(stems) => stems.get(&language) == Some(&forms.stem),
        }
    }
}

impl Forms {
    /// The forms of a token of the article with this number. Articles come one after the other.
    pub(crate) fn of_token(&mut self, written: &str, language: Language, article: usize) -> TokenForms {
        self.articles = article + 1;
        let number = self.written.number(written);
        let forms = match self.known.get(&(language, number)) {
            Some(known) => *known,
            None => {
                let plain = plain(written);
                let stemmer = self.stemmers.entry(language).or_insert_with(|| Stemmer::of(language));
                let mut stem = String::new();
                stemmer.push_stem(written, &plain, &mut stem);
                let forms = TokenForms {
                    written: number,
                    plain: self.plain.number(&plain),
                    stem: self.stem.number(&stem),
                };
                self.known.insert((language, number), forms);
                forms
            }
        };
        self.written.hold(forms.written, article);
        self.plain.hold(forms.plain, article);
        self.stem.hold(forms.stem, article);
        forms
    }

    /// The tokens that count as `word`.
    pub(crate) fn fitting(&self, word: &Word) -> Fitting {
        let which = match word {
            Word::Stem(small) => Which::Stem(
                self.stemmers
                    .iter()
                    .filter_map(|(language, stemmer)| {
                        let number = self.stem.numbers.get(&stemmer.stem(small))?;
                        Some((*language, *number))
                    })
                    .collect(),
            ),
            Word::Plain(plain) => Which::Plain(self.plain.that(|it| it == plain)),
            Word::Written(written) => Which::Written(self.written.that(|it| it == written)),
            Word::Fuzzy(plain, distance) => {
                let wanted: Vec<char> = plain.chars().collect();
                let most = usize::from(distance.edits());
                Which::Plain(self.plain.that(|it| within_edits(&wanted, it, most)))
            }
            Word::Variants(plain) => {
                let variants = Variants::of(plain);
                let wanted: Vec<char> = plain.chars().collect();
                let most = usize::from(EditDistance::of_slips(plain).edits());
                Which::Plain(self.plain.that(|it| variants.fits(it) || within_edits(&wanted, it, most)))
            }
            Word::Wildcard(pattern) => Which::Plain(self.plain.that(|it| fits_wildcard(pattern, it))),
            Word::Any => Which::Every,
        };
        let held = self.held(&which);
        Fitting { which, held }
    }

    /// The plain forms of the tokens that count as `word`, with the number of articles that hold each.
    pub(crate) fn standing_for(&self, word: &Word) -> Vec<Expansion> {
        let fitting = self.fitting(word);
        let tokens = self.known.iter().filter(|((language, _), forms)| fitting.fits(**forms, *language));
        let numbers: BTreeSet<usize> = tokens.map(|(_, forms)| forms.plain).collect();
        let expansion = |number: usize| Expansion {
            form: self.plain.texts[number].clone(),
            articles: self.plain.holders[number].len() as u64,
        };
        numbers.into_iter().map(expansion).collect()
    }

    /// For a stem, an article that holds it in another language counts as a holder too: `held`
    /// only says where looking is worth while.
    fn held(&self, which: &Which) -> Vec<bool> {
        let mut held = vec![false; self.articles];
        let (table, numbers): (&Table, Vec<usize>) = match which {
            Which::Every => return vec![true; self.articles],
            Which::Written(fits) => (&self.written, those(fits)),
            Which::Plain(fits) => (&self.plain, those(fits)),
            Which::Stem(stems) => (&self.stem, stems.values().copied().collect()),
        };
        for number in numbers {
            for article in &table.holders[number] {
                held[*article] = true;
            }
        }
        held
    }
}

fn those(fits: &[bool]) -> Vec<usize> {
    (0..fits.len()).filter(|number| fits[*number]).collect()
}

/// The plain forms of the words of a name.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    Words::new(name).map(|span| plain(span.of(name)).into_owned()).collect()
}

/// Whether the pattern means the name.
pub(crate) fn name_fits(pattern: &NamePattern, name: &str, variants: search::Variants) -> bool {
    let words = name_words(name);
    match pattern {
        NamePattern::Words(wanted) => {
            !wanted.is_empty()
                && wanted.iter().enumerate().all(|(at, it)| {
                    let is_given = at + 1 < wanted.len();
                    words.iter().any(|word| word_fits(it, word, variants, is_given))
                })
        }
        NamePattern::Plain(wanted) => words == *wanted,
        NamePattern::Written(wanted) => {
            Words::new(name).map(|span| span.of(name)).collect::<Vec<_>>() == *wanted
        }
    }
}

fn word_fits(wanted: &NameWord, word: &str, variants: search::Variants, is_given: bool) -> bool {
    let kinship = || Variants::of(wanted.text()).kinship(word);
    let within = |most| within_edits(&wanted.text().chars().collect::<Vec<_>>(), word, most);
    let is_linked = variants == search::Variants::Linked;
    let is_same_given = || is_given && are_one_name(wanted.text(), word);
    wanted.text() == word
        || match wanted {
            NameWord::Own(_) => is_linked && (kinship() == Some(Kinship::Spelling) || is_same_given()),
            NameWord::Fuzzy(_, distance) => within(usize::from(distance.edits())),
            NameWord::Variants(text) => {
                let slips = EditDistance::of_slips(text);
                matches!(kinship(), Some(Kinship::Spelling | Kinship::Sound))
                    || within(usize::from(slips.edits()))
                    || is_same_given()
            }
        }
}

/// A word is never nearer than the difference in length.
fn within_edits(wanted: &[char], plain: &str, most: usize) -> bool {
    let plain: Vec<char> = plain.chars().collect();
    plain.len().abs_diff(wanted.len()) <= most && edits(wanted, &plain) <= most
}

/// Optimal string alignment by the whole matrix: in row `i` and column `j`, the least edits that
/// make the first `i` characters of `a` the first `j` of `b`.
fn edits(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut least = vec![0; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            least[i * width + j] = if i == 0 || j == 0 {
                i + j
            } else {
                let before = |up: usize, left: usize| least[(i - up) * width + j - left];
                let replaced = before(1, 1) + usize::from(a[i - 1] != b[j - 1]);
                let edits = replaced.min(before(1, 0) + 1).min(before(0, 1) + 1);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swapped { edits.min(before(2, 2) + 1) } else { edits }
            };
        }
    }
    least[a.len() * width + b.len()]
}

/// Whether the whole of `text` fits the pattern.
fn fits_wildcard(pattern: &Wildcard, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // The places of the text up to which the parts so far can have read.
    let mut reached = vec![0];
    for part in &pattern.parts {
        reached = match part {
            WildcardPart::Text(literal) => {
                let literal: Vec<char> = literal.chars().collect();
                let ahead = reached.into_iter().filter(|at| text[*at..].starts_with(&literal));
                ahead.map(|at| at + literal.len()).collect()
            }
            WildcardPart::One => reached.into_iter().filter(|at| *at < text.len()).map(|at| at + 1).collect(),
            WildcardPart::Run => {
                reached.into_iter().min().map_or_else(Vec::new, |at| (at..=text.len()).collect())
            }
        };
    }
    reached.contains(&text.len())
}

/// Whether the whole of `path` fits the glob: `*` any run, also over `/`; `?` one character.
pub(crate) fn fits_glob(glob: &str, path: &str) -> bool {
    let parts = glob
        .chars()
        .map(|c| match c {
            '*' => WildcardPart::Run,
            '?' => WildcardPart::One,
            _ => WildcardPart::Text(c.to_string()),
        })
        .collect();
    fits_wildcard(&Wildcard { parts }, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_those_of_optimal_string_alignment() {
        for (a, b, expected) in [
            ("", "", 0),
            ("plan", "plan", 0),
            ("plan", "plane", 1),
            ("plan", "paln", 1),
            ("plan", "clan", 1),
            ("plan", "pan", 1),
            ("ca", "abc", 3),
            ("łan", "plan", 2),
            ("kitten", "sitting", 3),
        ] {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            assert_eq!((edits(&a, &b), edits(&b, &a)), (expected, expected), "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_glob_fits_the_whole_path() {
        for (glob, path, expected) in [
            ("*", "", true),
            ("2025/*.html", "2025/11/a.html", true),
            ("2025/??/a.html", "2025/11/a.html", true),
            ("2025/?/a.html", "2025/11/a.html", false),
            ("2025", "2025/11", false),
            ("A", "a", false),
            ("a[b]", "a[b]", true),
            ("*é?", "caféx", true),
        ] {
            assert_eq!(fits_glob(glob, path), expected, "{glob} {path}");
        }
    }
}
