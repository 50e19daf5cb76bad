//! The headline of a page.
//!
//! A page tells its title several times: in JSON-LD, in meta elements, in its `title`, and in a heading. What is
//! declared often has the name of the site at an end, or was written for search engines; the heading is what a reader
//! sees, but a page has several. So the heading is taken that agrees with a declared title, and without one
//! the declared title, from which the name of the site is taken off.

use dom_query::{Document, NodeRef};

use crate::article::{Found, FoundBy};
use crate::extract::html::element;
use crate::extract::html::site::{folded, names_site};
use crate::extract::lists::{File, WordList};
use crate::extract::{markup, paragraphs};

/// Parts of the classes of the line over a headline.
static KICKER: WordList = WordList::new(File::Pages, "kicker");
/// Headings that are none of an article.
static NO_HEADLINE: WordList = WordList::new(File::Pages, "no-headline");

/// Words in front of a headline, or behind it, that name the view of the page.
static VIEWS: WordList = WordList::new(File::Pages, "view");

/// What stands between a headline and the name of the site.
const SEPARATORS: [&str; 16] = [
    " | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " › ", " « ", " │ ", " // ", " |", " ~ ",
    " >> ", "|",
];

/// A heading of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) text: String,
    /// 1 to 4, as in `h1`.
    pub(super) level: u8,
    /// Whether it stands where an article does and is seen.
    pub(super) in_place: bool,
    /// Whether it is a link to the first page of the site, as its name is.
    pub(super) leads_home: bool,
}

/// How many headings are looked at.
const HEADINGS: usize = 60;

/// The first headings of a page, in its order.
pub(super) fn headings(document: &Document) -> Vec<Heading> {
    let mut headings = Vec::new();
    for node in document.select("h1, h2, h3, h4, [itemprop='headline']").iter().take(HEADINGS) {
        let Some(node) = node.nodes().first() else { continue };
        let name = node.node_name().unwrap_or_default();
        let level = match name.as_ref() {
            "h1" => 1,
            "h2" => 2,
            "h3" => 3,
            "h4" => 4,
            "meta" | "link" => continue,
            _ => 2,
        };
        let text = headline_in(node);
        if text.chars().any(char::is_alphanumeric) && text.len() <= 400 {
            let in_place = !element::is_unseen(node) && !element::stands_around(node);
            headings.push(Heading { text, level, in_place, leads_home: leads_home(node) });
        }
    }
    headings
}

/// Whether a heading holds a link to the first page of its site, or lies in one.
fn leads_home(heading: &NodeRef<'_>) -> bool {
    let is_home = |node: &NodeRef<'_>| {
        let Some(href) = node.attr("href") else { return false };
        let path = href
            .rsplit_once("://")
            .map_or(href.as_ref(), |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
        node.has_name("a")
            && (matches!(path, "" | "/" | "./" | "../")
                || node.attr("rel").is_some_and(|rel| &*rel == "home"))
    };
    heading.descendants_it().any(|it| is_home(&it)) || heading.parent().is_some_and(|it| is_home(&it))
}

/// The text of a heading without the line over the headline that some put into it.
fn headline_in(node: &NodeRef<'_>) -> String {
    let whole = element::line_of(node, |_| false);
    let without = element::line_of(node, |part| element::class_has(part, &KICKER));
    let without = without.trim_start_matches([':', '-', '–', '—', '|', ' ', ',']);
    if without.len() < whole.len() && without.chars().any(char::is_alphanumeric) {
        return without.trim_end_matches([':', ' ', ',', '|']).to_owned();
    }
    behind_joint(node).unwrap_or(whole)
}

/// The part of a heading behind an element that holds only a colon or a dash: `<b>Topic</b><i>: </i><b>Headline</b>`.
fn behind_joint(node: &NodeRef<'_>) -> Option<String> {
    let parts: Vec<String> =
        node.element_children().iter().map(|it| element::line_of(it, |_| false)).collect();
    let joint = parts.iter().position(|it| matches!(it.as_str(), ":" | "-" | "–" | "—" | "|"))?;
    let [topic] = parts.get(..joint)? else { return None };
    let [headline] = parts.get(joint + 1..)? else { return None };
    let whole = element::line_of(node, |_| false);
    let all = whole.starts_with(topic.as_str()) && whole.ends_with(headline.as_str());
    (all && headline.split_whitespace().count() >= 2).then(|| headline.clone())
}

/// A title that the page declares, with the place where.
pub(super) type Declared = (String, FoundBy);

/// The headline: of `declared` the most trusted stand first; `sites` are the names of the site.
pub(super) fn headline(declared: &[Declared], headings: &[Heading], sites: &[&str]) -> Option<Found<String>> {
    let declared: Vec<Declared> = declared
        .iter()
        .map(|(title, by)| (without_view(&paragraphs::one_line(&markup::resolved(title))).to_owned(), *by))
        .filter(|(title, _)| !title.is_empty())
        .collect();
    let titles: Vec<Title<'_>> = declared.iter().map(|(title, _)| Title::new(title, sites)).collect();
    if let Some(heading) = agreeing(&titles, headings, sites) {
        // Where both have the same words, the declared one has kept its small letters.
        let same =
            declared.iter().zip(&titles).find(|(_, title)| folded(&title.bare) == folded(&heading.text));
        return Some(match same {
            Some(((_, by), title)) => Found::new(title.bare.clone(), *by),
            None => Found::new(heading.text.clone(), FoundBy::Element),
        });
    }
    let first = declared.first().zip(titles.first());
    let title = first.map(|((_, by), title)| Found::new(whole_of(&title.bare, &titles), *by));
    title.or_else(|| {
        let free = headings
            .iter()
            .find(|it| it.level == 1 && it.in_place && !it.leads_home && !is_none(&it.text, sites));
        let any = || headings.iter().find(|it| it.level == 1);
        free.or_else(any).map(|it| Found::new(it.text.clone(), FoundBy::Element))
    })
}

/// A headline without the word for a view of the page at an end: `Print: Talks go on`, `Talks go on (print version)`.
fn without_view(title: &str) -> &str {
    let is_view = |text: &str| VIEWS.contains(text.trim().to_lowercase().as_str());
    let in_front = [": ", " | ", " - ", " – ", " — ", " » "].iter().find_map(|mark| {
        let (view, rest) = title.split_once(mark)?;
        (is_view(view) && rest.split_whitespace().count() >= 2).then(|| rest.trim())
    });
    let behind = || {
        [" | ", " - ", " – ", " — ", " « ", " (", " ["].iter().find_map(|mark| {
            let (rest, view) = title.rsplit_once(mark)?;
            let view = view.trim_end_matches([')', ']']);
            (is_view(view) && rest.split_whitespace().count() >= 2).then(|| rest.trim())
        })
    };
    in_front.or_else(behind).unwrap_or(title)
}

/// A declared title.
struct Title<'a> {
    whole: &'a str,
    /// Without the name of the site.
    bare: String,
    words: Vec<String>,
}

impl<'a> Title<'a> {
    fn new(whole: &'a str, sites: &[&str]) -> Title<'a> {
        let bare = without_site(whole, sites);
        let words = words_of(&bare);
        Title { whole, bare, words }
    }
}

/// The words of a line in lower case.
fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
}

/// Whether a heading is surely none of an article: of the navigation, or the name of the site.
fn is_none(heading: &str, sites: &[&str]) -> bool {
    let line = heading.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    NO_HEADLINE.contains(&line) || sites.iter().any(|site| names_site(heading, site))
}

/// From this share of common words on a heading agrees with a declared title, in hundredths.
const AGREES: usize = 40;

/// The heading that agrees best with what is declared. One of a lower level than the first has to be the same.
fn agreeing<'a>(titles: &[Title<'_>], headings: &'a [Heading], sites: &[&str]) -> Option<&'a Heading> {
    let mut best: Option<(usize, &Heading)> = None;
    for heading in headings {
        if heading.leads_home || is_none(&heading.text, sites) {
            continue;
        }
        let share = titles.iter().map(|title| likeness(title, &heading.text)).max().unwrap_or(0);
        let least = if heading.level == 1 { AGREES } else { 90 };
        if share < least {
            continue;
        }
        // Of two that agree alike the first heading of the page is its headline.
        let rank = share + if heading.level == 1 { 30 } else { 0 } + if heading.in_place { 15 } else { 0 };
        if best.is_none_or(|(other, _)| rank > other) {
            best = Some((rank, heading));
        }
    }
    best.map(|(_, heading)| heading)
}

/// The share of words that a heading and a title have in common, in hundredths; 100 also where the heading is a part
/// of the title between separators.
fn likeness(title: &Title<'_>, heading: &str) -> usize {
    let words = words_of(heading);
    if words.is_empty() || title.words.is_empty() {
        return 0;
    }
    let letters = folded(heading);
    if letters == folded(&title.bare) || parts(title.whole).any(|part| folded(part) == letters) {
        return 100;
    }
    let common = words.iter().filter(|word| title.words.contains(word)).count();
    let common = common.min(title.words.iter().filter(|word| words.contains(word)).count());
    common * 200 / (words.len() + title.words.len())
}

/// What stands between the separators of a title.
fn parts(title: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(title);
    std::iter::from_fn(move || {
        let text = rest?;
        let next = SEPARATORS.iter().filter_map(|mark| Some((text.find(mark)?, mark.len()))).min();
        match next {
            Some((at, length)) => {
                rest = text.get(at + length..);
                text.get(..at)
            }
            None => {
                rest = None;
                Some(text)
            }
        }
    })
}

/// A headline without the name of the site at its ends: `Talks go on | World | The Daily Star`.
pub(super) fn without_site(title: &str, sites: &[&str]) -> String {
    let mut title = title.trim();
    // The name of a site may hold separators itself.
    for site in sites {
        let head = title.strip_suffix(site).filter(|head| !head.trim().is_empty());
        if let Some(head) = head
            && let Some(mark) = SEPARATORS.iter().find(|mark| head.ends_with(*mark))
        {
            title = head.strip_suffix(mark).unwrap_or(head).trim();
        }
    }
    for _ in 0..4 {
        let last =
            SEPARATORS.iter().filter_map(|mark| Some((title.rfind(mark)?, mark))).max_by_key(|it| it.0);
        let Some((at, mark)) = last else { break };
        let (head, tail) =
            (title.get(..at).unwrap_or("").trim(), title.get(at + mark.len()..).unwrap_or("").trim());
        let is_site = sites.iter().any(|site| names_site(tail, site));
        // What stands behind a bar is never of the headline; behind a dash it may be.
        let behind_bar =
            mark.contains('|') && head.split_whitespace().count() >= 3 && head.len() * 2 >= tail.len();
        let is_day = tail.bytes().filter(u8::is_ascii_digit).count() * 2 > tail.len();
        if head.is_empty() || !(is_site || behind_bar || is_day) {
            break;
        }
        title = head;
    }
    let first = SEPARATORS.iter().filter_map(|mark| Some((title.find(mark)?, mark))).min_by_key(|it| it.0);
    if let Some((at, mark)) = first
        && let (Some(head), Some(tail)) = (title.get(..at), title.get(at + mark.len()..))
        && sites.iter().any(|site| names_site(head, site))
        && tail.split_whitespace().count() >= 2
    {
        return tail.trim().to_owned();
    }
    title.to_owned()
}

/// The title, or the longer one of which it is the beginning: cut off with dots, or at a quotation mark that ended the
/// attribute of the page.
fn whole_of(title: &str, titles: &[Title<'_>]) -> String {
    let cut = title.strip_suffix('…').or_else(|| title.strip_suffix("..."));
    let start = cut.unwrap_or(title).trim_end();
    let longer = titles.iter().find_map(|other| {
        let rest = other.bare.strip_prefix(start)?;
        let goes_on = cut.is_some() || rest.trim_start().starts_with('"');
        (goes_on && rest.chars().any(char::is_alphanumeric) && other.bare != title).then_some(&other.bare)
    });
    longer.cloned().unwrap_or_else(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAR: &[&str] = &["The Daily Star", "star.example"];

    fn declared(titles: &[&str]) -> Vec<Declared> {
        titles.iter().map(|title| ((*title).to_owned(), FoundBy::Meta)).collect()
    }

    fn heading(level: u8, text: &str) -> Heading {
        Heading { text: text.to_owned(), level, in_place: true, leads_home: false }
    }

    fn check(titles: &[&str], headings: &[Heading], expected: &str) {
        let found = headline(&declared(titles), headings, STAR).map(|it| it.value);
        assert_eq!(found.as_deref(), Some(expected), "{titles:?}");
    }

    #[test]
    fn the_name_of_the_site_leaves_the_title() {
        for title in [
            "Talks to go on | The Daily Star",
            "Talks to go on - The Daily Star",
            "Talks to go on – THE DAILY STAR",
            "Talks to go on | World | Daily Star",
            "Talks to go on • The Daily Star Online",
            "The Daily Star » Talks to go on",
            "Talks to go on - star.example | 27.11.2025",
        ] {
            assert_eq!(without_site(title, STAR), "Talks to go on", "{title}");
        }
        // A dash in a headline is kept.
        for title in ["Talks to go on - a reader's guide", "Talks – and walks", "The Daily Star"] {
            assert_eq!(without_site(title, STAR), title, "{title}");
        }
    }

    #[test]
    fn the_heading_that_agrees_is_the_headline() {
        let site = heading(1, "The Daily Star");
        let own = heading(1, "Talks will go on, president says");
        check(&["Talks go on, says president - The Daily Star"], &[site.clone(), own.clone()], &own.text);
        // The name of the site leads to its first page.
        let home = Heading { leads_home: true, ..heading(1, "Talks") };
        check(&["Talks » Talks to go on"], &[home, heading(2, "Talks to go on")], "Talks to go on");
        // Headings of other stories and of the navigation do not count.
        check(&["Talks to go on"], &[heading(1, "Navigation"), heading(1, "Gold rises")], "Talks to go on");
        // The name of the site is the first heading, the headline the second.
        check(&["Star Views | Talks to go on"], &[heading(2, "Talks to go on")], "Talks to go on");
        // A lower heading has to be the same.
        check(&["Talks to go on"], &[heading(2, "Talks to go on in spring")], "Talks to go on");
    }

    #[test]
    fn a_link_to_the_first_page_is_told() {
        for (html, home) in [
            ("<h1><a href='/'>Star</a></h1>", true),
            ("<a href='https://star.example/'><h1>Star</h1></a>", true),
            ("<h1><a href='http://archive.example/web/2012/http://star.example/'>Star</a></h1>", true),
            ("<h1><a href='/2025/talks'>Talks</a></h1>", false),
            ("<h1>Talks</h1>", false),
        ] {
            assert_eq!(headings(&Document::from(html))[0].leads_home, home, "{html}");
        }
    }

    #[test]
    fn without_a_declared_title_the_first_heading_counts() {
        check(&[], &[heading(1, "Main menu"), heading(1, "Talks to go on")], "Talks to go on");
        assert_eq!(headline(&[], &[heading(2, "Talks to go on")], STAR), None);
    }

    #[test]
    fn the_view_of_a_page_leaves_its_title() {
        for title in [
            "Print: Talks to go on",
            "Printer-friendly version: Talks to go on",
            "Druckansicht - Talks to go on",
            "Talks to go on - Print version",
            "Talks to go on (print)",
            "Talks to go on | Version imprimable",
        ] {
            check(&[title], &[], "Talks to go on");
        }
        check(&["Print: Talks to go on"], &[heading(2, "Talks to go on")], "Talks to go on");
        check(&["Print: it dies"], &[], "it dies");
        for title in ["Print sales go on", "Talks to go on: print dies", "Print: dead"] {
            check(&[title], &[], title);
        }
    }

    #[test]
    fn a_title_that_was_cut_off_is_completed() {
        check(&["Talks to go…", "Talks to go on for months"], &[], "Talks to go on for months");
        check(&["Minister calls him", "Minister calls him \"a fool\""], &[], "Minister calls him \"a fool\"");
        check(&["Talks to go", "Talks to go on for months"], &[], "Talks to go");
    }

    #[test]
    fn the_line_over_the_headline_is_left_out() {
        for html in [
            "<h1><span class=article-kicker>Trade</span> Talks to go on</h1>",
            "<h1><span class=roofLine>Trade</span><span class=x>Talks to go on</span></h1>",
            "<h1><span>Trade</span><span class=q>: </span><span>Talks to go on</span></h1>",
        ] {
            let found = headings(&Document::from(html));
            assert_eq!(found.first().map(|it| it.text.as_str()), Some("Talks to go on"), "{html}");
        }
        let whole = headings(&Document::from("<h1><em>Talks</em> to <em>go on</em></h1>"));
        assert_eq!(whole[0].text, "Talks to go on");
    }
}
