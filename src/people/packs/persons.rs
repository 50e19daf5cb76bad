//! One form of a name for each person whom an article quotes.

use crate::people::lexicon;
use crate::people::lexicon::{FEMALE, MALE};
use crate::people::packs::pack::{HE, Pack, SHE, SURNAME, Writing};
use crate::people::packs::speaker::Said;
use crate::people::packs::words::{names, words};
use crate::span::ByteSpan;

/// Where a name alone is looked for in full, in occurrences and in bytes before each.
const OCCURRENCES: usize = 20;
const AROUND: usize = 60;

/// Who has spoken so far.
#[derive(Debug, Default)]
pub(super) struct Persons {
    /// In full, in order.
    known: Vec<String>,
    last: Option<usize>,
}

impl Persons {
    /// The last speaker.
    pub(super) fn last(&self) -> Option<String> {
        self.last.map(|it| self.known[it].clone())
    }

    /// Whom a clause means; `None` where it does not tell, or means somebody else than who spoke last.
    pub(super) fn resolve(&mut self, text: &str, said: &Said, pack: &Pack) -> Option<String> {
        match said {
            Said::Nothing => None,
            Said::Nobody { .. } => {
                self.last = None;
                None
            }
            Said::Continued { mention, .. } => {
                let pronoun = mention.map_or("", |it| it.of(text));
                self.last = match sex_of_pronoun(pronoun, pack) {
                    Some(sex) => {
                        let may_be = |it: &usize| sex_of(&self.known[*it]).is_none_or(|one| one == sex);
                        self.last.filter(may_be).or_else(|| (0..self.known.len()).rev().find(may_be))
                    }
                    None => self.last,
                };
                self.last()
            }
            Said::Named { name, oblique, .. } => {
                self.last = None;
                let name = self.full(text, bare(name), *oblique, pack)?;
                let at = self.known.iter().position(|it| *it == name).unwrap_or_else(|| {
                    self.known.push(name.clone());
                    self.known.len() - 1
                });
                self.last = Some(at);
                Some(name)
            }
        }
    }

    fn full(&self, text: &str, name: &str, oblique: bool, pack: &Pack) -> Option<String> {
        let is_cased = matches!(pack.writing, Writing::Cased | Writing::Nouns);
        let is_alone = !name.contains(' ');
        if oblique && is_cased {
            if let Some(known) = self.known.iter().rev().find(|it| is_form_of(name, it)) {
                return Some(known.clone());
            }
            if !pack.endings.is_empty() {
                return nominative(name, pack);
            }
        }
        if !is_alone {
            return Some(name.to_owned());
        }
        let is_short_for = |it: &&String| match pack.writing {
            Writing::Unspaced => it.starts_with(name),
            Writing::Uncased if name.chars().count() == 1 => it.starts_with(name),
            _ => it.split(' ').next_back() == Some(name) || it.split(' ').next() == Some(name),
        };
        if let Some(known) = self.known.iter().rev().find(is_short_for) {
            return Some(known.clone());
        }
        match pack.writing {
            Writing::Cased => return Some(in_full(text, name, pack).unwrap_or_else(|| name.to_owned())),
            // A noun alone is no name.
            Writing::Nouns => return in_full(text, name, pack),
            Writing::Uncased | Writing::Unspaced => {}
        }
        let letters = name.chars().count();
        let is_whole = !pack.list(SURNAME).is_empty() && letters >= 2;
        (is_whole || matches!(pack.writing, Writing::Unspaced) && letters >= 3).then(|| name.to_owned())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sex {
    Female,
    Male,
}

/// The sex of those who mostly bear a given name; `None` where that is not known.
fn sex_of(name: &str) -> Option<Sex> {
    let classes = lexicon::classes(name.split(' ').next()?);
    match (classes & FEMALE != 0, classes & MALE != 0) {
        (true, false) => Some(Sex::Female),
        (false, true) => Some(Sex::Male),
        _ => None,
    }
}

/// Whom a pronoun may mean: `elle` a woman, `il` a man, `sa` either.
fn sex_of_pronoun(pronoun: &str, pack: &Pack) -> Option<Sex> {
    let pronoun = pronoun.to_lowercase();
    let pronoun = pronoun.rsplit('-').next().unwrap_or(&pronoun);
    let is = |class| pack.list(class).contains(&pronoun);
    match (is(SHE), is(HE)) {
        (true, false) => Some(Sex::Female),
        (false, true) => Some(Sex::Male),
        _ => None,
    }
}

/// A name without the suffix that an apostrophe divides from it (`Çağlar'a`).
fn bare(name: &str) -> &str {
    match name.rfind(['\'', '’']) {
        Some(at) => {
            let suffix = name[at..].trim_start_matches(['\'', '’']);
            let is_suffix = suffix.chars().count() <= 5 && suffix.chars().all(char::is_lowercase);
            if is_suffix { &name[..at] } else { name }
        }
        None => name,
    }
}

/// Whether `form` is `name` with other endings: the same number of words, of which each begins alike.
fn is_form_of(form: &str, name: &str) -> bool {
    let alike = |a: &str, b: &str| {
        let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
        let shorter = a.chars().count().min(b.chars().count());
        same >= 2 && same + 2 >= shorter && a.chars().count().max(b.chars().count()) <= same + 4
    };
    let (form, name): (Vec<&str>, Vec<&str>) = (form.split(' ').collect(), name.split(' ').collect());
    form.len() == name.len() && form.iter().zip(&name).all(|(a, b)| alike(a, b))
}

/// The nominative of a name in another case, where the endings tell it.
fn nominative(name: &str, pack: &Pack) -> Option<String> {
    let (given, surname) = name.rsplit_once(' ')?;
    let fits = |word: &str, ending: &str| word.len() > ending.len() && word.ends_with(ending);
    let ending = pack.endings.iter().find(|it| fits(given, it.given.0) && fits(surname, it.surname.0))?;
    let swapped = |word: &str, (from, to): (&str, &str)| format!("{}{to}", &word[..word.len() - from.len()]);
    Some(format!("{} {}", swapped(given, ending.given), swapped(surname, ending.surname)))
}

/// The full name that the text gives for a surname.
fn in_full(text: &str, surname: &str, pack: &Pack) -> Option<String> {
    for (at, _) in text.match_indices(surname).take(OCCURRENCES) {
        let end = at + surname.len();
        if text[end..].starts_with(char::is_alphanumeric) {
            continue;
        }
        let line = text[..at].rfind('\n').map_or(0, |it| it + 1);
        let from = line.max(text.ceil_char_boundary(at.saturating_sub(AROUND)));
        let list = words(text, ByteSpan::known(from, end), pack);
        let full = names(text, &list, pack).into_iter().next_back();
        let full = full.filter(|it| it.end == list.len() && (2..=4).contains(&it.words(&list)));
        if let Some(name) = full.map(|it| it.text(text, &list)).filter(|it| it.ends_with(surname)) {
            return Some(name);
        }
    }
    None
}
