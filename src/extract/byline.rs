//! Who wrote an article: bylines, signatures and credits.

use crate::extract::lists::{File, WordList};
use crate::extract::paragraphs::one_line;
use crate::extract::publisher;

/// What stands in the place of a name that nobody gave.
static NOBODY: WordList = WordList::new(File::Bylines, "nobody");
/// What introduces the names.
static INTRODUCTIONS: WordList = WordList::new(File::Bylines, "introduction");
/// Offices behind the names.
static OFFICES: WordList = WordList::new(File::Bylines, "office");
/// Small words inside names and between them.
static JOINING: WordList = WordList::new(File::Bylines, "joining");
/// Words that make a line of capitals something else than a person's name.
static NO_PERSON: WordList = WordList::new(File::Bylines, "no-person");
/// What stands beside a name and is none.
static BESIDE_EMAIL: WordList = WordList::new(File::Lines, "beside-email");
/// What ends the names of a credit.
static BEHIND_CREDIT: WordList = WordList::new(File::Bylines, "behind-credit");

/// The authors of a field or a byline, or `None` when it names nobody. An
/// introduction (`By`), addresses and handles are left out.
pub(super) fn cleaned(text: &str) -> Option<String> {
    let line = one_line(text);
    if !line.contains('|') {
        return cleaned_part(&line);
    }
    // Between bars there are names, and what stands beside them: an address, `Email the author`, the name again.
    let mut names: Vec<String> = Vec::new();
    for part in line.split('|').filter_map(cleaned_part).filter_map(|it| cleaned_part(&it)) {
        let part = part.split_once(" By ").map_or(part.as_str(), |(first, _)| first.trim()).to_owned();
        let is_beside = BESIDE_EMAIL.opens(&part.to_lowercase());
        let is_there = names.iter().any(|name| name.to_lowercase() == part.to_lowercase());
        if !part.is_empty() && !is_beside && !is_there {
            names.push(part);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// The authors of a part of a byline without bars.
fn cleaned_part(line: &str) -> Option<String> {
    let mut name = line.trim();
    for introduction in INTRODUCTIONS.iter() {
        let head = name.get(..introduction.len()).unwrap_or("");
        if head.eq_ignore_ascii_case(introduction) {
            name = name.get(introduction.len()..).unwrap_or("").trim_start();
            break;
        }
    }
    let kept: Vec<&str> = name
        .split(' ')
        .filter(|word| {
            let bare = word.trim_start_matches(['(', '[', '<']);
            let is_mail = bare.contains('@') && bare.contains('.');
            !(bare.starts_with('@') || bare.contains("://") || is_mail)
        })
        .collect();
    let name = kept.join(" ");
    let name = name.trim_matches(|c: char| matches!(c, ',' | ';' | '|' | '-' | '–' | '—' | ':' | ' '));
    let name = name.strip_suffix("()").unwrap_or(name).trim();
    let name = without_role(name);
    (!NOBODY.contains(&name.to_lowercase()) && name.chars().any(char::is_alphabetic) && name.len() <= 500)
        .then(|| name.to_owned())
}

/// Whether a word stands in the place of a name that nobody gave.
pub(super) fn is_nobody(word: &str) -> bool {
    NOBODY.contains(word)
}

/// The names without what stands behind the last comma, when that is an office:
/// `Jane Doe, Diplomatic Correspondent`.
fn without_role(name: &str) -> &str {
    match name.rsplit_once(',') {
        Some((names, role)) if !names.trim().is_empty() => {
            let last = role.split_whitespace().next_back().unwrap_or("").to_lowercase();
            if OFFICES.contains(&last) { names.trim() } else { name }
        }
        Some(_) | None => name,
    }
}

/// The names in a byline and the agency behind them: `Jane Doe, Reuters`; an
/// agency alone names nobody.
pub(super) fn parted_from_agency(byline: &str) -> (Option<&str>, Option<&'static str>) {
    if let Some(agency) = publisher::agency(byline) {
        return (None, Some(agency));
    }
    let parted = byline.rsplit_once([',', '/', '|']).or_else(|| byline.rsplit_once(" of "));
    if let Some((names, last)) = parted
        && let Some(agency) = publisher::agency(last)
    {
        return (Some(names), Some(agency));
    }
    (Some(byline), None)
}

/// Whether a word opens a byline; it is given in lower case and as it is written.
pub(super) fn opens(lower: &str, written: &str) -> bool {
    match lower {
        "by" => true,
        // Small words of other languages that open a byline only with a capital.
        "von" | "par" | "por" | "di" | "door" => written.starts_with(char::is_uppercase),
        _ => false,
    }
}

/// A name without the particle that is written in one with it: `Aubigny` of `d'Aubigny`.
fn without_particle(word: &str) -> &str {
    let behind = word.strip_prefix('d').and_then(|rest| rest.strip_prefix(['\'', '’']));
    behind.unwrap_or(word)
}

/// Whether a word can stand in a byline: a name, or what joins two.
pub(super) fn may_name(word: &str) -> bool {
    let first = without_particle(word).chars().next();
    first.is_some_and(|c| c.is_uppercase() || c == '@')
        || JOINING.contains(word)
        || (first.is_some_and(char::is_lowercase) && word.len() <= 3 && word.chars().any(char::is_uppercase))
}

/// Whether a line is a person's name and nothing else: two to four words with
/// capitals, initials and small words between them allowed.
pub(super) fn is_personal_name(line: &str) -> bool {
    let line = line.trim();
    if line.len() > 60 || line.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    if !(2..=5).contains(&words.len()) {
        return false;
    }
    let mut names = 0;
    for (at, word) in words.iter().enumerate() {
        let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-'));
        let lower = word.to_lowercase();
        if !letters || NO_PERSON.contains(lower.trim_end_matches('.')) {
            return false;
        }
        let capital = word.starts_with(char::is_uppercase);
        let particle = at > 0 && at + 1 < words.len() && JOINING.contains(word);
        if !capital && !particle {
            return false;
        }
        // A dot belongs to an initial or to Jr.; elsewhere it ends a sentence.
        let initial = word.trim_end_matches('.').chars().count() <= 2 || word.matches('.').count() > 1;
        if word.ends_with('.') && !initial && !matches!(lower.as_str(), "jr." | "sr.") {
            return false;
        }
        names += usize::from(capital && !initial);
    }
    (1..=4).contains(&names)
        && words.last().is_some_and(|last| last.trim_end_matches('.').chars().count() > 1)
}

/// The name in a line that signs an article: `Eric Hill`, `— Eric Hill`, `(Eric Hill)`.
pub(super) fn signature(line: &str) -> Option<String> {
    let bare = line
        .trim()
        .trim_start_matches(['-', '–', '—', '/', '(', '[', ' '])
        .trim_end_matches([')', ']', '/', ' ']);
    is_personal_name(bare).then(|| bare.to_owned())
}

/// The reporters of a credit such as `Reporting by Jane Doe in Kyiv; Editing by
/// Ali Khan` or `To contact the reporter on this story: Jane Doe in Kyiv at …`.
pub(super) fn credited(line: &str) -> Option<String> {
    let line = line.trim().trim_matches(['(', ')', '[', ']', '*']);
    let names = match without_prefix(line, "reporting by ") {
        Some(rest) => rest,
        None => {
            let (who, rest) = line.split_once(':')?;
            let who = who.to_lowercase();
            let asks = who.starts_with("to contact the reporter") || who.starts_with("to contact the author");
            asks.then(|| rest.trim_start())?
        }
    };
    let names = names.split([';', '/']).next()?;
    let lower = names.to_lowercase();
    // What the others did stands behind commas and full stops too.
    let end = BEHIND_CREDIT.iter().filter_map(|end| lower.find(end)).min().unwrap_or(names.len());
    let names = names.get(..end)?.trim().trim_end_matches(['.', ',', ' ']);
    cleaned(names).filter(|name| name.starts_with(char::is_uppercase))
}

fn without_prefix<'a>(line: &'a str, prefix: &str) -> Option<&'a str> {
    line.get(..prefix.len())?.eq_ignore_ascii_case(prefix).then(|| line.get(prefix.len()..))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_is_reduced_to_its_names() {
        for (text, name) in [
            ("By Jane Doe", Some("Jane Doe")),
            ("by  JANE DOE ", Some("JANE DOE")),
            ("Jane Doe (@janedoe)", Some("Jane Doe")),
            ("Jane Doe jane@example.org", Some("Jane Doe")),
            ("Abby Hill,David Stone", Some("Abby Hill,David Stone")),
            ("By Jane Doe, Chief Diplomatic Correspondent", Some("Jane Doe")),
            ("Jane Doe | jane@example.org", Some("Jane Doe")),
            ("Jane Doe | jane@example.org By Jane Doe | jane@example.org Email the author", Some("Jane Doe")),
            ("Jane Doe | Ali Khan | Follow", Some("Jane Doe, Ali Khan")),
            ("None", None),
            ("  ", None),
            ("https://example.org/people/jane", None),
        ] {
            assert_eq!(cleaned(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn a_word_of_a_name_has_a_capital_or_joins_two() {
        for word in ["Jane", "d'Aubigny", "d’Arc", "van", "@jane"] {
            assert!(may_name(word), "{word}");
        }
        for word in ["jane", "d'accord", "l'eau", "said"] {
            assert!(!may_name(word), "{word}");
        }
    }

    #[test]
    fn a_name_alone_signs_an_article() {
        for line in [
            "Eric Hill",
            "— Eric Hill",
            "Mary J. Blythe",
            "Ludwig van der Berg",
            "Seán O’Neill",
            "J. P. Morris",
            "Tom Hill Jr.",
        ] {
            assert!(signature(line).is_some(), "{line}");
        }
        for line in [
            "Eric",
            "World News",
            "New York",
            "Peace Talks",
            "Eric Hill said.",
            "Eric hill",
            "White House staff",
            "November 2025",
            "Reuters Staff",
            "Talks Resume in Geneva",
            "The End",
            "Putin vows to achieve Russia's full objectives",
        ] {
            assert!(signature(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_credit_names_its_reporters() {
        assert_eq!(
            credited("(Reporting by Jane Doe and Ali Khan in Kyiv; Editing by Tom Hill)").as_deref(),
            Some("Jane Doe and Ali Khan")
        );
        for line in [
            "Reporting by Jane Doe. Editing by Tom Hill",
            "Reporting by Jane Doe, Writing by Tom Hill, Editing by Ali Khan",
            "To contact the reporter on this story: Jane Doe in Kyiv at jdoe@news.example",
        ] {
            assert_eq!(credited(line).as_deref(), Some("Jane Doe"), "{line}");
        }
        assert_eq!(credited("Reporting by example is useful").as_deref(), None);
    }
}
