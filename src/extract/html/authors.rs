//! Who wrote the article of a page: what JSON-LD says, then meta elements, then the byline that is shown.
//!
//! A site is no author. Where one source names more people than another and all that the other does, all are kept.

use dom_query::{Document, NodeRef};

use crate::article::{Found, FoundBy, Language};
use crate::extract::byline;
use crate::extract::calendar;
use crate::extract::html::element;
use crate::extract::html::linked::Authors;
use crate::extract::html::site::folded;
use crate::extract::lists::{File, WordList};
use crate::extract::{markup, paragraphs};

/// Parts of the class of an element that names who wrote it.
static BYLINE: WordList = WordList::new(File::Pages, "byline");
/// Parts of the class of one that does not.
static NO_BYLINE: WordList = WordList::new(File::Pages, "no-byline");
/// Words in the classes around one that make it that of something else.
static NO_BYLINE_AROUND: WordList = WordList::new(File::Pages, "no-byline-around");
/// What introduces the names.
static LABELS: WordList = WordList::new(File::Pages, "author-label");
/// What stands between two names.
static BETWEEN: WordList = WordList::new(File::Pages, "between-names");
/// What stands behind the last one.
static BEHIND: WordList = WordList::new(File::Pages, "behind-names");
/// Degrees behind a name.
static DEGREES: WordList = WordList::new(File::Pages, "degree");
/// How a line begins that names its authors further on …
static OPENINGS: WordList = WordList::new(File::Pages, "byline-opening");
/// … behind one of these.
static BY: WordList = WordList::new(File::Pages, "byline-by");
/// Words that are no part of a name.
static NO_NAME: WordList = WordList::new(File::Pages, "no-name");
/// Offices behind a name.
static OFFICES: WordList = WordList::new(File::Bylines, "office");
/// Small words inside names.
static JOINING: WordList = WordList::new(File::Bylines, "joining");

/// How many elements that may be bylines are looked at.
const ELEMENTS: usize = 40;
/// No byline is longer, in bytes.
const LONGEST: usize = 240;
/// No more people than this write an article.
const MOST: usize = 12;

/// How an element is known to name an author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// It says so in a form made for programs: its name may be that of an account.
    ByMark,
    /// By its class or the address that it leads to.
    ByClass,
}

/// The names in the bylines that a page shows, the most trusted first.
pub(super) fn shown(document: &Document) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (selector, known) in [
        ("[itemprop='author'] [itemprop='name'], a[rel~='author'], [itemprop='author']", Known::ByMark),
        (
            "[class*='author'], [class*='Author'], [class*='byline'], [class*='Byline'], [class*='autor'], \
          [class*='Autor'], [class*='auteur'], [class*='contributor'], [class*='writer'], [class*='verfasser'], \
          [class*='redakteur'], [class*='signature'], [id*='author'], [id*='byline'], [id*='autor']",
            Known::ByClass,
        ),
        (
            "a[href*='/author/'], a[href*='/autor/'], a[href*='/authors/'], a[href*='/autoren/'], a[href*='/auteur/'], \
          a[href*='/by/'], a[href*='/redakteure/'], a[href*='/journalist/']",
            Known::ByClass,
        ),
    ] {
        let selection = document.select(selector);
        let nodes = selection.nodes();
        let is_one = |node: &&NodeRef<'_>| {
            !is_of_something_else(node) && (known == Known::ByMark || !class_is_none(node))
        };
        let mut read: Vec<(usize, Vec<String>)> = Vec::new();
        for (at, node) in nodes.iter().take(ELEMENTS).enumerate().filter(|(_, node)| is_one(node)) {
            if let Some(names) = names_of(node, known) {
                read.push((at, names));
                break;
            }
        }
        // The links beside the first one name the others.
        let Some((at, mut names)) = read.pop() else { continue };
        let beside = nodes.get(at).and_then(NodeRef::parent);
        let beside = beside.filter(|it| element::line_of(it, |_| false).len() <= LONGEST);
        for node in nodes.iter().take(ELEMENTS).skip(at + 1).filter(is_one) {
            let is_beside = |it: &NodeRef<'_>| {
                node.parent()
                    .is_some_and(|own| own.id == it.id || own.parent().is_some_and(|own| own.id == it.id))
            };
            let close = beside.as_ref().is_some_and(is_beside)
                || beside
                    .as_ref()
                    .and_then(NodeRef::parent)
                    .is_some_and(|it| is_beside(&it) && element::line_of(&it, |_| false).len() <= LONGEST);
            if close && let Some(more) = names_of(node, known) {
                names.extend(
                    more.into_iter()
                        .filter(|name| !names.iter().any(|it| folded(it) == folded(name)))
                        .collect::<Vec<_>>(),
                );
            }
        }
        names.truncate(MOST);
        all.push(names);
    }
    all.extend(labelled(document));
    all
}

/// How much of a page is looked through for a line that names its authors, in pieces of text.
const PIECES: usize = 4_000;

/// The names in a line that has a label for authors, such as `Von Jane Doe` or `Posted on Monday by Jane Doe`.
fn labelled(document: &Document) -> Option<Vec<String>> {
    let body = document.body()?;
    let pieces = body.descendants_it().filter(NodeRef::is_text).take(PIECES);
    pieces.into_iter().find_map(|piece| {
        let text = piece.text();
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let may_open = behind_label(&format!("{text} "), &LABELS).is_some()
            || OPENINGS.iter().any(|word| opens(text, word));
        let holder = may_open.then(|| piece.parent())??;
        let holder = if holder.has_name("b") || holder.has_name("strong") || holder.has_name("span") {
            holder
                .parent()
                .filter(|it| element::line_of(it, |_| false).len() <= LONGEST / 2)
                .unwrap_or(holder)
        } else {
            holder
        };
        let line = element::line_of(&holder, |_| false);
        let line = line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
        if line.len() > LONGEST / 2 || is_of_something_else(&holder) || holder.has_name("script") {
            return None;
        }
        let rest = match behind_label(&line, &LABELS) {
            Some(rest) => rest,
            None => {
                let lower = line.to_lowercase();
                let (at, by) = BY.iter().filter_map(|by| Some((lower.find(by)?, by))).min()?;
                let opened = OPENINGS.iter().any(|word| opens(&line, word)) && lower.len() == line.len();
                opened.then(|| line.get(at + by.len()..))??
            }
        };
        names_in(rest).filter(|names| names.iter().all(|name| name.contains(' ')) && names.len() <= 5)
    })
}

/// Whether a line begins with a word, whatever its case.
fn opens(line: &str, word: &str) -> bool {
    line.get(..word.len()).is_some_and(|head| head.to_lowercase() == word)
}

/// Whether the class of an element has a word for bylines, but is that of something else.
fn class_is_none(node: &NodeRef<'_>) -> bool {
    element::class_has(node, &NO_BYLINE) || (!node.has_name("a") && !element::class_has(node, &BYLINE))
}

fn is_of_something_else(node: &NodeRef<'_>) -> bool {
    element::lies_among(node, &NO_BYLINE_AROUND, &["nav", "footer", "figure", "figcaption", "blockquote"])
}

/// The names in an element; else in the first link in it.
fn names_of(node: &NodeRef<'_>, known: Known) -> Option<Vec<String>> {
    let line = match node.attr("content") {
        Some(content) if node.has_name("meta") => paragraphs::one_line(&content),
        _ => element::line_of(node, |_| false),
    };
    let is_account = known == Known::ByMark
        && !line.contains(' ')
        && (2..=30).contains(&line.len())
        && line.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        && line.chars().any(char::is_alphabetic)
        && !line.chars().any(|c| c.is_ascii_digit());
    if is_account && byline::cleaned(&line).is_some() && !NO_NAME.contains(&line.to_lowercase()) {
        return Some(vec![line]);
    }
    let whole = (line.len() <= LONGEST).then(|| names_in(&line)).flatten();
    whole.or_else(|| {
        let link = node.descendants_it().find(|it| it.has_name("a"))?;
        let line = element::line_of(&link, |_| false);
        (line.len() <= LONGEST).then(|| names_in(&line))?
    })
}

/// The line without one of these words in front, a sign behind them aside.
fn behind_label<'a>(line: &'a str, labels: &WordList) -> Option<&'a str> {
    labels.iter().find_map(|label| {
        let word = label.trim_end();
        let head = line.get(..word.len())?;
        let rest = line.get(word.len()..)?;
        let apart = rest.starts_with([' ', ':', '.', '/']);
        (apart && head.to_lowercase() == word).then(|| rest.trim_start_matches([' ', ':', '.', '/']))
    })
}

/// The people whom a byline names, `None` where it names nobody or is more than a byline.
pub(super) fn names_in(line: &str) -> Option<Vec<String>> {
    let mut line = line.trim();
    for _ in 0..3 {
        let Some(rest) = behind_label(line, &LABELS) else { break };
        line = rest;
    }
    // What follows a bar, a dash, a bracket or a figure is the date, the place, the office.
    let end = ["|", "·", "•", " – ", " — ", " - ", "(", " / ", ":", "→", "\u{2022}"]
        .iter()
        .filter_map(|mark| line.find(mark))
        .chain(line.find(|c: char| c.is_ascii_digit()))
        .min()
        .unwrap_or(line.len());
    let mut line = line.get(..end)?.trim_end();
    for _ in 0..4 {
        let last = line.split_whitespace().next_back()?;
        let lower = line.to_lowercase();
        if let Some(words) = BEHIND.iter().find(|words| lower.ends_with(*words) && lower.len() > words.len())
        {
            line = line.get(..line.len() - words.len())?.trim_end();
        } else if line.contains(' ') && is_no_name(last) {
            line = line.get(..line.rfind(' ')?)?.trim_end_matches([' ', ',']);
        } else if last.starts_with(char::is_lowercase) && last.chars().count() <= 10 && line.contains(' ') {
            // `am`, `on`, `updated`
            line = line.get(..line.rfind(' ')?)?.trim_end_matches([' ', ',']);
        } else {
            break;
        }
    }
    let names = divided(line);
    let all = !names.is_empty() && names.len() <= MOST && names.iter().all(|name| is_name(name));
    all.then_some(names)
}

/// The names of a line, without degrees.
fn divided(line: &str) -> Vec<String> {
    let mut parts = vec![line.to_owned()];
    for between in BETWEEN.iter().chain([",", ";", "/"]) {
        let cut = |part: String| -> Vec<String> {
            let lower = part.to_lowercase();
            if lower.len() != part.len() {
                return vec![part];
            }
            let mut pieces = Vec::new();
            let mut from = 0;
            for (at, _) in lower.match_indices(between) {
                pieces.extend(part.get(from..at).map(str::to_owned));
                from = at + between.len();
            }
            pieces.extend(part.get(from..).map(str::to_owned));
            pieces
        };
        parts = parts.into_iter().flat_map(cut).collect();
    }
    let parts = parts.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).enumerate();
    parts.filter(|(at, it)| *at == 0 || !is_office(it)).map(|(_, it)| it.to_owned()).collect()
}

/// Whether what stands behind a name is a degree, an office, or an agency in short.
fn is_office(text: &str) -> bool {
    let short = text.chars().count() <= 5 && !text.contains(char::is_lowercase);
    let lower = text.to_lowercase();
    short || DEGREES.contains(&lower) || lower.split_whitespace().any(|word| OFFICES.contains(word))
}

/// Whether a word is no part of a name: a label, a day of the week, a month.
fn is_no_name(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ':']).to_lowercase();
    NO_NAME.contains(&word)
        || calendar::weekday(&word, Language::ENGLISH).is_some()
        || (word != "may" && calendar::is_month(&word))
}

/// Whether a text has the form of a name: up to five words with capitals, small words between them allowed.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let small = |word: &str| JOINING.contains(word);
    let plain = name.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || "-.'’`‘".contains(c));
    (1..=5).contains(&words.len())
        && name.len() <= 80
        && plain
        && byline::cleaned(name).is_some()
        && !words.iter().any(|word| is_no_name(word) && !small(word))
        && words
            .iter()
            .all(|word| !word.starts_with(char::is_lowercase) || small(word) || word.contains(['\'', '’']))
        && words.iter().any(|word| !small(word))
        && words
            .first()
            .is_some_and(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1 || words.len() > 1)
}

/// What is known of the authors of a page.
pub(super) struct Named<'a> {
    pub(super) linked: Authors,
    /// What meta elements say, the most trusted first, those of one name together.
    pub(super) metas: Vec<Vec<&'a str>>,
    pub(super) shown: &'a [Vec<String>],
    /// The names of the site.
    pub(super) sites: &'a [&'a str],
}

/// The authors, separated by commas.
pub(super) fn authors(named: &Named<'_>) -> Option<Found<String>> {
    let mut candidates: Vec<(Vec<String>, FoundBy)> = vec![(named.linked.persons.clone(), FoundBy::JsonLd)];
    let metas = named.metas.iter().map(|names| names.iter().map(|it| (*it).to_owned()).collect());
    candidates.extend(metas.map(|names| (names, FoundBy::Meta)));
    let shown = named.shown.iter().map(|names| (names.clone(), FoundBy::Element));
    let bodies = (named.linked.organizations.clone(), FoundBy::JsonLd);
    // What has not the form of names, such as an office behind them, counts behind what has.
    let mut known: Vec<(Vec<String>, FoundBy)> = Vec::new();
    let mut odd: Vec<(Vec<String>, FoundBy)> = Vec::new();
    for (said, by) in candidates.into_iter().chain(shown).chain([bodies]) {
        let mut names: Vec<String> = Vec::new();
        for name in said.iter().filter_map(|it| person(it, named.sites)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        // The account of a program stands beside people.
        if names.iter().any(|name| name.contains(' ')) {
            names.retain(|name| !is_account(name));
        }
        if names.is_empty() {
            continue;
        }
        let plain: Option<Vec<Vec<String>>> = names.iter().map(|it| names_in(it)).collect();
        match plain {
            Some(plain) => {
                let people = plain.into_iter().flatten().filter_map(|it| person(&it, named.sites)).collect();
                known.push((people, by));
            }
            None => odd.push((names, by)),
        }
    }
    known.retain(|(names, _)| !names.is_empty());
    known.extend(odd);
    let (first, _) = known.first()?;
    let letters = |names: &[String]| -> Vec<String> {
        names.iter().flat_map(|it| divided(it)).map(|it| folded(&it)).collect()
    };
    let said = letters(first);
    // One that names all of these and more; or names one who goes by a single small word.
    let fuller = known.iter().skip(1).find(|(names, _)| {
        let others = letters(names);
        let more =
            others.len() > said.len() && others.len() <= MOST && !names.iter().any(|it| is_account(it));
        let alone = first.len() == 1 && names.len() == 1 && !first[0].contains(' ') && names[0].contains(' ');
        let a_part = || names[0].split(' ').any(|word| folded(word) == folded(&first[0]));
        (alone && (others == said || a_part())) || (more && said.iter().all(|it| others.contains(it)))
    });
    let (names, by) = fuller.unwrap_or(known.first()?);
    Some(Found::new(names.join(", "), *by))
}

/// Whether a name is that of an account or a program: a word in small letters.
fn is_account(name: &str) -> bool {
    !name.contains(' ') && name.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
}

/// The name that a field gives, unless it is the site, an address, or nobody.
fn person(text: &str, sites: &[&str]) -> Option<String> {
    let text = paragraphs::one_line(&markup::resolved(text));
    if text.contains("://") || (!text.contains(' ') && text.contains('.') && !text.ends_with('.')) {
        return None;
    }
    let text = behind_label(&text, &LABELS).unwrap_or(&text);
    let text = without_degree(text);
    let name = byline::cleaned(text)?;
    let is_site = name.contains("www.")
        || [" – ", " | ", " — "].iter().any(|mark| name.contains(mark))
        || sites.iter().any(|site| is_the_site(&name, site));
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (!is_site && letters >= 2 && letters * 2 > name.chars().count()).then_some(name)
}

/// Whether a name is that of the site. People give their own names to sites, so a part of it is not enough, unless it
/// is in capitals.
fn is_the_site(name: &str, site: &str) -> bool {
    let (letters, of_site) = (folded(name), folded(site));
    let stem = if site.contains(' ') { "" } else { site.split('.').next().unwrap_or("") };
    let stem = folded(stem);
    let initials = name.len() <= 4 && !name.contains(char::is_lowercase) && of_site.starts_with(&letters);
    letters == of_site || (!stem.is_empty() && letters == stem) || initials
}

/// The name without a degree behind a comma.
fn without_degree(name: &str) -> &str {
    match name.rsplit_once(',') {
        Some((name, degree)) if DEGREES.contains(&degree.trim().to_lowercase()) => {
            without_degree(name.trim())
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Option<String> {
        names_in(line).map(|names| names.join("; "))
    }

    #[test]
    fn a_byline_is_reduced_to_its_people() {
        for (line, expected) in [
            ("By Jane Doe", "Jane Doe"),
            ("Von Jane Doe und Ali Khan", "Jane Doe; Ali Khan"),
            ("Autor: Jane Doe/XY | 3. Mai 2025", "Jane Doe"),
            ("Jane Doe, Staff Attorney, Ali Khan, Director of Talks", "Jane Doe; Ali Khan"),
            ("View all posts by Jane Doe", "Jane Doe"),
            ("Jane Doe im Gespräch mit Ali Khan", "Jane Doe; Ali Khan"),
            ("Jane Doe, 27.11.2025", "Jane Doe"),
            ("Jane Doe am 27.11.2025 um 9 Uhr", "Jane Doe"),
            ("Jane Doe, PhD", "Jane Doe"),
            ("Jane Doe Alle Artikel", "Jane Doe"),
            ("Posted by Ludwig van der Berg", "Ludwig van der Berg"),
            ("Ali Khan, Jane Doe y Juan de la Cruz", "Ali Khan; Jane Doe; Juan de la Cruz"),
        ] {
            assert_eq!(names(line).as_deref(), Some(expected), "{line}");
        }
        for line in [
            "",
            "admin",
            "Jane Doe said that the talks would go on in the morning",
            "27 November 2025",
            "The talks go on without Ali Khan",
        ] {
            assert_eq!(names(line), None, "{line}");
        }
    }

    fn of(persons: &[&str], metas: &[&str], shown: &[&[&str]]) -> Option<String> {
        let owned = |names: &[&str]| -> Vec<String> { names.iter().map(|it| (*it).to_owned()).collect() };
        let shown: Vec<Vec<String>> = shown.iter().map(|it| owned(it)).collect();
        let named = Named {
            linked: Authors { persons: owned(persons), organizations: Vec::new() },
            metas: if metas.is_empty() { Vec::new() } else { vec![metas.to_vec()] },
            shown: &shown,
            sites: &["The Daily Star", "star.example"],
        };
        authors(&named).map(|it| it.value)
    }

    #[test]
    fn a_site_is_no_author() {
        assert_eq!(of(&["The Daily Star"], &["star.example"], &[&["Jane Doe"]]).as_deref(), Some("Jane Doe"));
        assert_eq!(of(&[], &["The Daily Star"], &[]), None);
    }

    #[test]
    fn all_authors_are_kept() {
        assert_eq!(of(&["Jane Doe"], &["Jane Doe", "Ali Khan"], &[]).as_deref(), Some("Jane Doe, Ali Khan"));
        assert_eq!(of(&["Jane Doe"], &[], &[&["Ali Khan", "Tom Hill"]]).as_deref(), Some("Jane Doe"));
        assert_eq!(of(&["janedoe"], &[], &[&["Jane Doe"]]).as_deref(), Some("Jane Doe"));
        // The account of a program is nobody beside people.
        for account in ["cms-import", "webmaster", "jdoe2"] {
            assert_eq!(
                of(&[], &["Jane Doe", "Ali Khan", account], &[]).as_deref(),
                Some("Jane Doe, Ali Khan")
            );
            assert_eq!(of(&["Jane Doe"], &["Jane Doe", account], &[]).as_deref(), Some("Jane Doe"));
        }
    }

    #[test]
    fn a_shown_byline_is_that_of_the_article() {
        let of = |html: &str| shown(&Document::from(html)).first().map(|it| it.join("; "));
        for (html, expected) in [
            (
                "<p class=article-byline>By <a>Jane Doe</a> and <a>Ali Khan</a></p>",
                Some("Jane Doe; Ali Khan"),
            ),
            ("<p>by <a rel=author>Jane Doe</a>, <a rel=author>Ali Khan</a></p>", Some("Jane Doe; Ali Khan")),
            ("<div class=comments><b class=author>Tom Hill</b></div>", None),
            ("<b class=comment-author>Tom Hill</b>", None),
            ("<a href='/author/jane'>Jane Doe</a>", Some("Jane Doe")),
            ("<span itemprop=author><span itemprop=name>Jane Doe</span></span>", Some("Jane Doe")),
        ] {
            assert_eq!(of(html).as_deref(), expected, "{html}");
        }
    }
}
