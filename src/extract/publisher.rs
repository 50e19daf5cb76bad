//! Who published an article: agencies, outlets, hosts, datelines.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use url::Url;

use crate::extract::lists::{File, WordList, rows};
use crate::extract::paragraphs::one_line;
use crate::source::Source;

/// What stands in the place of a source that nobody gave.
static NOBODY: WordList = WordList::new(File::Sources, "nobody");

/// The agency that a name means; `None` for any other name.
pub(super) fn agency(name: &str) -> Option<&'static str> {
    /// Agencies by the forms in which datelines and credits name them, and the name that is kept.
    static KEPT: LazyLock<FxHashMap<&str, &str>> =
        LazyLock::new(|| rows(include_str!("data/agencies.tsv")).map(|[form, kept]| (form, kept)).collect());
    KEPT.get(name.trim().trim_end_matches('.').to_lowercase().as_str()).copied()
}

/// The source that a field gives: a name, a host, an address.
pub(super) fn from_field(text: &str) -> Option<Source> {
    let text = one_line(text);
    if text.is_empty() || text.len() > 300 || NOBODY.contains(&text.to_lowercase()) {
        return None;
    }
    if let Some(host) = host_of(&text) {
        return Source::from_host(&host);
    }
    if is_host(&text) { Source::from_host(&text) } else { Source::from_name(&text) }
}

/// The host of an address.
pub(super) fn host_of(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.host_str().map(str::to_owned)
}

/// `example.org`, `www.example.co.uk`.
fn is_host(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() >= 2
        && parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-'))
        && parts.last().is_some_and(|last| last.len() >= 2 && last.chars().all(char::is_alphabetic))
        && !text.ends_with('.')
        // U.S. and a.m. are no hosts.
        && parts.iter().any(|part| part.chars().count() > 2)
}

/// Words of the names of papers.
static PAPER: WordList = WordList::new(File::Sources, "paper");
/// What such words begin or end with.
static PAPER_PART: WordList = WordList::new(File::Sources, "paper-part");
/// Articles with which names of papers begin.
static ARTICLE: WordList = WordList::new(File::Sources, "article");

/// Whether a name is that of a paper, by its words.
pub(super) fn is_paper(name: &str) -> bool {
    if name.starts_with(char::is_lowercase) {
        return false;
    }
    name.to_lowercase().split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36f}'));
        let has_part =
            |part: &str| word.len() > part.len() && (word.ends_with(part) || word.starts_with(part));
        PAPER.contains(word) || PAPER_PART.iter().any(|part| word == part || has_part(part))
    })
}

/// Whether a word, in lower case, is an article with which names of papers begin.
pub(super) fn opens_title(word: &str) -> bool {
    ARTICLE.contains(word)
}

/// Whether a name in several words begins with a capital and goes on in small letters, or begins with an article, as
/// names of papers do and those of persons do not.
pub(super) fn is_titled(name: &str) -> bool {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or("");
    let goes_on_small = || words.clone().last().is_some_and(|it| it.starts_with(char::is_lowercase));
    first.starts_with(char::is_uppercase) && (ARTICLE.contains(&first.to_lowercase()) || goes_on_small())
}

/// Whether a name is that of a place, alone or with where that lies, in whatever letters.
pub(super) fn is_in_place(name: &str, place: &str) -> bool {
    let (place, name) = (place.to_lowercase(), name.to_lowercase());
    name.strip_prefix(&place).is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
}

/// The place with which a story opens: `NORVIK – …`, `Norvik. …`, `【北港】…`, `北港——…`.
pub(super) fn opening_place(story: &str) -> Option<&str> {
    let head = story.get(..story.floor_char_boundary(100))?;
    for (open, close) in [('【', '】'), ('(', ')'), ('（', '）'), ('［', '］'), ('[', ']')] {
        if let Some(inside) = head.strip_prefix(open) {
            return inside.split_once(close).map(|(place, _)| place).filter(|it| !it.is_empty());
        }
    }
    const DASHES: [&str; 8] = [".- ", ".– ", ".— ", " – ", " — ", " - ", "—", "─"];
    const STOPS: [&str; 4] = [". ", "। ", "۔ ", "։ "];
    let first = |marks: &[&str]| marks.iter().filter_map(|mark| head.find(mark)).min();
    let (dash, stop) = (first(&DASHES), first(&STOPS));
    let end = dash.into_iter().chain(stop).min()?;
    let place = head.get(..end)?;
    let words = place.split_whitespace().count();
    let fewest = if dash == Some(end) { 4 } else { 3 };
    (words > 0 && words <= fewest && is_place(place) && place.chars().count() <= 40).then_some(place)
}

/// Whether what stands behind `Source:` is short enough for the name of an outlet.
pub(super) fn is_short_name(value: &str) -> bool {
    let words = value.split_whitespace().count();
    (1..=6).contains(&words) && value.len() <= 120 && !value.ends_with([':', '?', '!'])
}

/// The name of the outlet in a line such as `Source: …`: `Reuters.com` is Reuters, an agency is itself, an address
/// is its host. `None` when it is not the name of an outlet.
pub(super) fn from_trailer(value: &str) -> Option<String> {
    let value = one_line(value);
    let value =
        value.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '"' | '“' | '”' | ' ' | '*' | '_'));
    if let Some(host) = host_of(value) {
        return Some(outlet_of_host(&host));
    }
    let bare = value.trim_end_matches(['.', ',', ';']);
    if is_host(bare) {
        return Some(outlet_of_host(bare));
    }
    if let Some(agency) = agency(bare) {
        return Some(agency.to_owned());
    }
    let named =
        bare.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase() && c.is_alphanumeric());
    let small = |word: &str| {
        matches!(word, "of" | "the" | "and" | "de" | "la" | "du" | "and/or" | "für" | "al" | "le")
    };
    let name_like = bare.split_whitespace().all(|word| small(word) || !word.starts_with(char::is_lowercase));
    (named && name_like && !bare.is_empty()).then(|| bare.to_owned())
}

/// The name of an outlet that goes by its host: that of an agency, or a name with a capital (`Reuters.com`), else
/// the host.
fn outlet_of_host(host: &str) -> String {
    let bare = host.strip_prefix("www.").or_else(|| host.strip_prefix("WWW.")).unwrap_or(host);
    let name = bare.split('.').next().unwrap_or(bare);
    if let Some(agency) = agency(name) {
        return agency.to_owned();
    }
    if name.starts_with(char::is_uppercase) && bare.matches('.').count() == 1 {
        return name.to_owned();
    }
    bare.to_lowercase()
}

/// Whether such a line surely names an outlet: an agency, a host, an address.
pub(super) fn is_outlet(value: &str) -> bool {
    let bare = value.trim().trim_end_matches('.');
    agency(bare).is_some() || is_host(bare) || host_of(bare).is_some()
}

/// The dateline that opens a story as agencies write it: place, day, agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dateline<'a> {
    /// All of it in front of the story.
    pub(super) text: &'a str,
    /// The agency in parentheses or between strokes.
    pub(super) agency: Option<&'a str>,
}

/// The dateline of a paragraph: `BISHKEK, Nov 27 (Reuters) -`, `(AP) —`,
/// `MOSCOW, November 27. /TASS/.`, `KYIV, Ukraine —`.
pub(super) fn dateline(paragraph: &str) -> Option<Dateline<'_>> {
    let head = paragraph.get(..paragraph.floor_char_boundary(160)).unwrap_or(paragraph);
    if let Some((before, name, end)) = in_marks(head, '(', ')').or_else(|| in_marks(head, '/', '/')) {
        let behind = head.get(end..).unwrap_or("").trim_start();
        let known = agency(name).is_some();
        // Behind a name that is no agency's the dash must stand apart: (IL)-17 is a word.
        let dash = match known {
            true => behind.starts_with(['-', '–', '—', '.', ':']),
            false => {
                let apart = head
                    .get(end..)
                    .is_some_and(|rest| rest.starts_with([' ', '—']) || rest.starts_with("--"));
                apart && ["- ", "-- ", "– ", "— "].iter().any(|dash| behind.starts_with(dash))
            }
        };
        let place = is_place(before);
        let named = known || name.split_whitespace().count() <= 3 && name.starts_with(char::is_uppercase);
        if named && place && (dash || (known && before.chars().any(char::is_alphabetic))) {
            return Some(Dateline { text: head.get(..end)?, agency: Some(name) });
        }
    }
    let dash = [" — ", " – ", " -- ", " - ", "— "].iter().filter_map(|dash| head.find(dash)).min()?;
    let place = head.get(..dash)?;
    let capitals = place.split([' ', ',']).next().is_some_and(|word| {
        word.chars().count() >= 3 && word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-' | '\''))
    });
    if !capitals || place.len() > 60 || !is_place(place) {
        return None;
    }
    // Place, dash, agency, dash: `BISHKEK – AFP – The president`.
    let after = head.get(dash..)?.trim_start_matches([' ', '-', '–', '—']);
    let name = after.split([' ', ',']).next().filter(|name| {
        agency(name).is_some()
            && after.get(name.len()..).is_some_and(|it| it.trim_start().starts_with(['-', '–', '—']))
    });
    Some(Dateline { text: place, agency: name })
}

/// What stands in front of a pair of marks, what is inside, and the byte behind.
fn in_marks(head: &str, open: char, close: char) -> Option<(&str, &str, usize)> {
    let start = head.find(open)?;
    let inside = head.get(start + 1..)?;
    let length = inside.find(close)?;
    Some((head.get(..start)?, inside.get(..length)?.trim(), start + 1 + length + 1))
}

/// Whether a text can be the place and the day of a dateline: at most eight words, all with capitals or figures but
/// for small words, and no sentence.
pub(super) fn is_place(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() <= 8
        && words.iter().all(|word| {
            !word.starts_with(char::is_lowercase)
                || matches!(
                    *word,
                    "de" | "la" | "of" | "the" | "and" | "el" | "al" | "du" | "am" | "le" | "nov." | "dec."
                )
        })
        && !text.contains(['"', '“', '?', '!'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_told_by_the_words_of_its_name() {
        for name in ["Norvik Courier", "The Daily Star", "Nordische Zeitung", "Le Monde du Nord"] {
            assert!(is_paper(name), "{name}");
        }
        for name in ["Clara Ferris", "Norvik", "the post", ""] {
            assert!(!is_paper(name), "{name}");
        }
    }

    #[test]
    fn a_trailer_names_the_outlet() {
        for (value, name) in [
            ("Reuters.com", Some("Reuters")),
            ("reuters.com", Some("Reuters")),
            ("https://www.reuters.com/world/x", Some("Reuters")),
            ("AP", Some("AP")),
            ("(AFP)", Some("AFP")),
            ("The Daily Star", Some("The Daily Star")),
            ("www.example.co.uk", Some("example.co.uk")),
            ("a diplomat", None),
            ("company data", None),
            // Small words alone, and signs, name nobody.
            ("of the", None),
            ("– the", None),
            ("24 heures", None),
            ("24 Heures", Some("24 Heures")),
        ] {
            assert_eq!(from_trailer(value).as_deref(), name, "{value}");
        }
    }

    #[test]
    fn a_field_is_a_name_or_a_host() {
        for (text, name) in [
            ("Reuters", Some("Reuters")),
            ("www.Example.org", Some("example.org")),
            ("https://www.example.org/a?b", Some("example.org")),
            ("U.S. News", Some("U.S. News")),
            ("unknown", None),
            ("St. Louis Post", Some("St. Louis Post")),
        ] {
            assert_eq!(from_field(text).as_ref().map(Source::as_str), name, "{text}");
        }
    }

    #[test]
    fn a_dateline_opens_a_story() {
        for (text, agency) in [
            ("BISHKEK, Nov 27 (Reuters) - The president", Some("Reuters")),
            ("(AP) — Officials said", Some("AP")),
            ("MOSCOW, November 27. /TASS/. The Kremlin", Some("TASS")),
            ("BEIJING, Nov. 27 (Xinhua) -- China", Some("Xinhua")),
            ("BISHKEK, Kyrgyzstan (AP) — The", Some("AP")),
            ("BISHKEK – AFP – The president", Some("AFP")),
            ("LOS ANGELES — Actors", None),
            ("Bishkek (AFP) – The president", Some("AFP")),
            ("(Bloomberg) -- Shares", Some("Bloomberg")),
        ] {
            assert_eq!(dateline(text).map(|it| it.agency), Some(agency), "{text}");
        }
        for text in [
            "The president said (in Russian) - and laughed",
            "The European Union (EU) is ready",
            "NATO - the alliance - said no",
            "A deal was made. (Reuters) - More",
            "Interleukin (IL)-17F is known",
            "Opiates (OP)- and others",
        ] {
            assert_eq!(dateline(text).and_then(|it| it.agency), None, "{text}");
        }
    }
}
