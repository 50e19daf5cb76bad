//! The words around a quotation.

use crate::people::packs::pack::{
    ACCORDING, BEHIND, NO_NAME, PARTICLE, PRONOUN, Pack, SAY, SUBJECT, SURNAME, TITLE, Writing,
};
use crate::span::ByteSpan;
use unicode_normalization::char::is_combining_mark;

/// A word or a sign beside a quotation.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Its place in the text.
    pub(super) span: ByteSpan,
    /// In small letters.
    pub(super) small: String,
    pub(super) is_word: bool,
    pub(super) is_capital: bool,
    /// What it can be (`pack::SAY` …); the first word of a phrase has it for the phrase.
    pub(super) class: u16,
}

fn is_inside(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '’' | '\'' | '-' | '·' | '‑' | '\u{200c}' | '״' | '׳')
        || is_combining_mark(c)
}

/// The words of a stretch of the text.
pub(super) fn words(text: &str, span: ByteSpan, pack: &Pack) -> Vec<Word> {
    let part = span.of(text);
    let mut list: Vec<Word> = Vec::new();
    let mut at = 0;
    while let Some(c) = part[at..].chars().next() {
        let rest = &part[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let is_word = c.is_alphanumeric();
        let len = if is_word { rest.find(|c| !is_inside(c)).unwrap_or(rest.len()) } else { c.len_utf8() };
        let written = rest[..len].trim_end_matches(['\'', '’', '-']);
        let len = if is_word { written.len() } else { len };
        list.push(Word {
            span: ByteSpan::known(span.start() + at, span.start() + at + len),
            small: rest[..len].to_lowercase(),
            is_word,
            is_capital: c.is_uppercase(),
            class: 0,
        });
        at += len;
    }
    let small: Vec<String> = list.iter().map(|it| it.small.clone()).collect();
    let mut at = 0;
    while at < list.len() {
        let (class, len) = pack.class_at(&small[at..]);
        list[at].class |= class | inverted(&list[at].small, pack);
        if len > 1 {
            for word in &mut list[at + 1..at + len] {
                word.class |= NO_NAME | class;
            }
        }
        at += len;
    }
    list
}

/// What the parts of a verb with its subject are: `dit-il`, `a-t-elle`.
fn inverted(word: &str, pack: &Pack) -> u16 {
    match (word.split_once('-'), word.rsplit_once('-')) {
        (Some((verb, _)), Some((_, subject))) if pack.class(subject) & PRONOUN != 0 => {
            PRONOUN | (pack.class(verb) & SAY)
        }
        _ => 0,
    }
}

/// A name among the words: `first..end` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) first: usize,
    pub(super) end: usize,
    /// Whether a title stands beside it.
    pub(super) titled: bool,
}

impl Run {
    pub(super) fn words(self, list: &[Word]) -> usize {
        list[self.first..self.end].iter().filter(|it| it.is_word).count()
    }

    pub(super) fn text(self, text: &str, list: &[Word]) -> String {
        let span = ByteSpan::known(list[self.first].span.start(), list[self.end - 1].span.end());
        span.of(text).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The names among words that show them by capitals, in order.
pub(super) fn runs(text: &str, list: &[Word], pack: &Pack) -> Vec<Run> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < list.len() {
        if !starts(&list[at]) {
            at += 1;
            continue;
        }
        let first = at;
        let mut end = at + 1;
        while let Some(next) = list.get(end) {
            if starts(next) {
                end += 1;
            } else if next.class & PARTICLE != 0 && behind_particles(list, end, pack) > end {
                end = behind_particles(list, end, pack);
            } else if next.small == "." && is_short(&list[end - 1]) && list.get(end + 1).is_some_and(starts) {
                end += 1;
            } else {
                break;
            }
        }
        at = end;
        found.extend(name_in(text, list, first, end, pack));
    }
    found
}

/// Whether a word is a title without its full stop, or an initial.
fn is_short(word: &Word) -> bool {
    word.class & TITLE != 0 || word.small.chars().count() <= 2
}

/// Whether a word of Russian or Ukrainian says who the father is.
fn is_patronymic(word: &str) -> bool {
    ["вич", "вна", "вича", "вны", "вни"].iter().any(|it| word.ends_with(it))
}

fn starts(word: &Word) -> bool {
    word.is_word && word.is_capital && word.class & (NO_NAME | PRONOUN | SAY | ACCORDING | BEHIND) == 0
}

/// Behind particles and the word that they belong to; `at` where no such word follows.
fn behind_particles(list: &[Word], at: usize, pack: &Pack) -> usize {
    // `Tjark Onnen der Presse`: an article, but for `von der`.
    if pack.writing == Writing::Nouns && list[at].small.starts_with('d') {
        return at;
    }
    let end = (at..list.len().min(at + 3)).find(|it| list[*it].class & PARTICLE == 0);
    end.filter(|it| starts(&list[*it]) && list[*it].class & TITLE == 0).map_or(at, |it| it + 1)
}

/// The name in a run of words with capitals: what stands behind its titles, or before them.
fn name_in(text: &str, list: &[Word], first: usize, end: usize, pack: &Pack) -> Option<Run> {
    let before = first.checked_sub(1).map_or(0, |it| list[it].class);
    let title = (first..end).rev().find(|it| list[*it].class & TITLE != 0);
    let (mut start, mut stop, mut titled) = (first, end, before & TITLE != 0);
    if let Some(title) = title {
        titled = true;
        if (title + 1..end).any(|it| list[it].is_word) {
            start = title + 1;
            // `Dr.`
            if !list[start].is_word {
                start += 1;
            }
        } else {
            stop = title;
        }
    }
    if list.get(start).is_some_and(|it| it.class & PARTICLE != 0 && !it.is_capital) || start >= stop {
        return None;
    }
    let count = (start..stop).filter(|it| list[*it].is_word).count();
    // Where nouns have capitals, the last two words of a long run are the name.
    if pack.writing == Writing::Nouns && count > 2 {
        let has_particle = (start..stop).any(|it| list[it].class & PARTICLE != 0);
        if !has_particle && title.is_none() {
            start = stop - 2;
        }
    }
    // `мэр Казани Ильдар Сафин`: what the office is of stands between.
    let has_particle = (start..stop).any(|it| list[it].class & PARTICLE != 0);
    let is_of = first.checked_sub(1).is_some_and(|it| list[it].small == "на");
    if (titled || is_of)
        && count > 2
        && pack.has_complements
        && !has_particle
        && !is_patronymic(&list[start + 1].small)
    {
        start += 1;
    }
    let run = Run { first: start, end: stop, titled };
    (!run.text(text, list).is_empty()).then_some(run)
}

/// The names among words, in order.
pub(super) fn names(text: &str, list: &[Word], pack: &Pack) -> Vec<Run> {
    match pack.writing {
        Writing::Cased | Writing::Nouns => runs(text, list, pack),
        Writing::Uncased if !pack.list(SURNAME).is_empty() => korean(list, pack),
        Writing::Uncased if !pack.list(SUBJECT).is_empty() => marked_names(list),
        Writing::Uncased => behind_titles(list),
        Writing::Unspaced => Vec::new(),
    }
}

/// Whether a word may be part of a name where no capitals show it.
fn is_plain(word: &Word) -> bool {
    word.is_word && word.class & !(PARTICLE) == 0 && !word.small.contains(|c: char| c.is_numeric())
}

/// Names that a word behind them shows to be names (`सुनील राठौड़ ने`).
fn marked_names(list: &[Word]) -> Vec<Run> {
    let ends = (1..list.len()).filter(|it| {
        list[*it].class & (SUBJECT | BEHIND) != 0 && list[*it].class & NO_NAME == 0
            || list[*it].class & BEHIND != 0
    });
    let mut found: Vec<Run> = Vec::new();
    for end in ends {
        let first = (0..end).rev().take_while(|it| is_plain(&list[*it])).take(2).last();
        let Some(first) = first else { continue };
        let titled = first.checked_sub(1).is_some_and(|it| list[it].class & TITLE != 0);
        if end - first == 2 || titled {
            found.push(Run { first, end, titled });
        }
    }
    found
}

/// Names behind a title and what is said of the office (`وزير النقل كريم العلوي`).
fn behind_titles(list: &[Word]) -> Vec<Run> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < list.len() {
        if !is_plain(&list[at]) {
            at += 1;
            continue;
        }
        let first = at;
        while at < list.len() && is_plain(&list[at]) {
            at += 1;
        }
        let before = first.checked_sub(1).map_or(0, |it| list[it].class);
        let titled = before & TITLE != 0;
        let of_office = |word: &Word| word.small.starts_with("ال") || word.small.starts_with('ה');
        let start = if titled { (first..at).find(|it| !of_office(&list[*it])).unwrap_or(at) } else { first };
        let count = at - start;
        let is_said = (at..list.len().min(at + 2))
            .find(|it| list[*it].is_word)
            .is_some_and(|it| list[it].class & SAY != 0);
        let is_name = titled || before & SAY != 0 || is_said && count < 4;
        if is_name && (2..=4).contains(&count) || titled && count == 1 {
            found.push(Run { first: start, end: at, titled });
        }
    }
    found
}

/// Names of Korean: a family name and a given name, with a title or the particle of a subject behind it.
fn korean(list: &[Word], pack: &Pack) -> Vec<Run> {
    let mut found = Vec::new();
    for (at, word) in list.iter().enumerate().filter(|it| it.1.is_word) {
        let family = pack.list(SURNAME).iter().find(|it| word.small.starts_with(**it));
        let Some(family) = family else { continue };
        let titled = list.get(at + 1).is_some_and(|it| {
            let word = without(&it.small, pack.list(SUBJECT));
            pack.list(TITLE).iter().any(|title| word.ends_with(title))
        });
        let letters = word.small.chars().count();
        let is_family_alone = word.small == *family;
        if titled && ((2..=4).contains(&letters) || is_family_alone) {
            found.push(Run { first: at, end: at + 1, titled: true });
        }
    }
    found
}

/// A word without the particle at its end.
fn without<'a>(word: &'a str, particles: &[&str]) -> &'a str {
    particles.iter().find_map(|it| word.strip_suffix(it)).filter(|it| !it.is_empty()).unwrap_or(word)
}
