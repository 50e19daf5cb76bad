//! Which part of a page is the text of its article.
//!
//! What surely stands around it is taken out first: navigation, comments, other stories, captions, boxes for newsletters.
//! Of the rest the text is what the reader view of a browser would show, or a container made for the article where that
//! has much more of it, with the lead that stands between the headline and the text.

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::extract::boilerplate::shape::looks_like_headline;
use crate::extract::html::site::folded;
use crate::extract::html::{element, readers};
use crate::extract::lists::{File, WordList};
use crate::extract::paragraphs;

/// Words in the class or id of an element that is no part of the text.
static NO_TEXT: WordList = WordList::new(File::Pages, "no-text");

/// Words in the class or id of one that asks whoever comes to a site for their consent.
static CONSENT: WordList = WordList::new(File::Pages, "consent");

/// How a line begins that says only who took a picture.
static CREDIT: WordList = WordList::new(File::Pages, "credit-line");
/// How such a line ends.
static CREDIT_END: WordList = WordList::new(File::Pages, "credit-end");

/// How a paragraph begins that asks the reader to go somewhere else.
static ASKS: WordList = WordList::new(File::Lines, "asks");
/// Headings over other stories.
static OTHER_STORIES: WordList = WordList::new(File::Lines, "other-stories");

/// Elements in which nothing of an article stands.
const NEVER: &str = "nav, dialog, form, button, select, figcaption, amp-sidebar, amp-consent, [hidden], template, iframe, \
    .fb-post, .fb-video, .instagram-media";

/// Containers that are made for the text of an article, the most telling first.
const CONTAINERS: [&str; 12] = [
    "[itemprop='articleBody']",
    ".entry-content",
    ".article-body",
    ".article__body",
    ".article-content",
    ".post-content",
    ".story-body",
    ".post-body",
    "#article-body",
    "article",
    "main",
    "[role='main']",
];

/// A container with less text than this is that of a teaser, in bytes.
const LEAST: usize = 200;

/// A longer text is not taken for a part of a container, in bytes.
const SHORT: usize = 4_000;

/// The text of the article, in paragraphs; empty where there is none. `title` is its headline.
pub(super) fn of(document: Document, title: Option<&str>) -> String {
    clean(&document);
    readers::remove(&document);
    let blocks = title.map(|title| blocks_behind(&document, title)).unwrap_or_default();
    let container = container(&document);
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let read = Readability::with_document(document, None, Some(config)).and_then(|mut reader| reader.parse());
    let mut text = read.map(|article| paragraphs::normalise(&article.text_content)).unwrap_or_default();
    if let Some(container) = container
        && text.len() * 2 < container.len()
        && text.len() < SHORT
    {
        text = container;
    }
    let text = without_small_lines(&text);
    match lead(&blocks, &text) {
        Some(lead) => format!("{lead}\n\n{text}"),
        None => text,
    }
}

/// The text without lines that say only who took a picture, lines that ask for something, and headings over other
/// stories with what stands below them up to the next paragraph of running text.
fn without_small_lines(text: &str) -> String {
    let is_credit = |line: &str, lower: &str| {
        line.len() <= 120
            && (CREDIT.opens(lower) || line.len() <= 60 && CREDIT_END.iter().any(|end| lower.ends_with(end)))
    };
    let mut below_other = 0;
    let mut kept: Vec<&str> = Vec::new();
    for line in paragraphs::split(text) {
        let lower = if line.len() <= 200 { line.to_lowercase() } else { String::new() };
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
        if !kept.is_empty() && OTHER_STORIES.contains(bare) {
            below_other = OTHERS;
            continue;
        }
        below_other = if below_other > 0 && looks_like_headline(line) { below_other - 1 } else { 0 };
        if below_other > 0 || is_credit(line, &lower) || ASKS.opens(&lower) {
            continue;
        }
        kept.push(line);
    }
    kept.join("\n\n")
}

/// No more lines below a heading over other stories are left out.
const OTHERS: usize = 8;

/// Takes out what is no part of the text of any article.
fn clean(document: &Document) {
    let Some(body) = document.body() else { return };
    let prose = Prose::of(&body);
    let mut none: Vec<NodeRef<'_>> = Vec::new();
    for node in body.descendants_it().filter(NodeRef::is_element) {
        let name = node.node_name().unwrap_or_default();
        let may_be = !matches!(name.as_ref(), "article" | "main" | "body" | "h1" | "h2" | "h3" | "p");
        let is_consent = || element::has_word(&node, &CONSENT) && prose.is_beside_article(&node);
        let is_none = || {
            (name.as_ref() == "footer" || element::has_word(&node, &NO_TEXT)) && !prose.holds_article(&node)
        };
        if may_be && (is_consent() || is_none()) {
            none.push(node);
        }
    }
    // A gallery has no other text than its captions.
    let selection = document.select(NEVER);
    let never = selection.nodes().iter().filter(|node| !node.has_name("figcaption") || prose.all > 400);
    none.extend(never.filter(|node| !prose.holds_article(node)).copied());
    for node in none {
        node.remove_from_parent();
    }
}

/// How much of the prose of a page lies in each of its elements.
struct Prose {
    /// The length of all its paragraphs, in bytes.
    all: usize,
    within: FxHashMap<NodeId, usize>,
    /// The elements with a heading of the first level.
    titled: FxHashSet<NodeId>,
}

impl Prose {
    fn of(body: &NodeRef<'_>) -> Prose {
        let mut prose = Prose { all: 0, within: FxHashMap::default(), titled: FxHashSet::default() };
        for node in body.descendants_it() {
            if node.has_name("h1") {
                prose.titled.extend(node.ancestors_it(None).map(|it| it.id));
            }
            let length = if node.has_name("p") { node.text().trim().len() } else { 0 };
            if length >= SENTENCE {
                prose.all += length;
                for outer in node.ancestors_it(None) {
                    *prose.within.entry(outer.id).or_default() += length;
                }
            }
        }
        prose
    }

    /// Whether the article is outside of an element, however much text that has: the headline, or some prose.
    fn is_beside_article(&self, node: &NodeRef<'_>) -> bool {
        let own = self.within.get(&node.id).copied().unwrap_or(0);
        let is_around = || node.descendants_it().any(|it| it.has_name("article") || it.has_name("main"));
        !self.titled.contains(&node.id) && self.all > own && !is_around()
    }

    /// Whether a good part of the prose, or the headline, lies in an element.
    fn holds_article(&self, node: &NodeRef<'_>) -> bool {
        let own = self.within.get(&node.id).copied().unwrap_or(0);
        self.titled.contains(&node.id) || own * 3 > self.all
    }
}

/// A shorter paragraph is no prose, in bytes.
const SENTENCE: usize = 40;

/// The length of the paragraphs in an element, in bytes.
fn prose_in(node: &NodeRef<'_>) -> usize {
    let paragraphs = node.descendants_it().filter(|it| it.has_name("p"));
    paragraphs.map(|it| it.text().trim().len()).filter(|length| *length >= SENTENCE).sum()
}

/// The text of the first container that is made for an article and holds one.
fn container(document: &Document) -> Option<String> {
    CONTAINERS.iter().find_map(|selector| {
        let selection = document.select(selector);
        let nodes = selection.nodes();
        // Several of a kind are teasers of several articles, unless one has most of their text.
        let longest = nodes.iter().take(40).max_by_key(|it| prose_in(it))?;
        let prose = prose_in(longest);
        let others: usize = nodes
            .iter()
            .take(40)
            .filter(|it| it.id != longest.id && !is_within(it, longest))
            .map(prose_in)
            .sum();
        let linked: usize =
            longest.descendants_it().filter(|it| it.has_name("a")).map(|it| it.text().trim().len()).sum();
        let text = paragraphs::normalise(&longest.formatted_text());
        (text.len() >= LEAST && prose * 2 > text.len() && others < prose && linked * 3 < text.len())
            .then_some(text)
    })
}

fn is_within(node: &NodeRef<'_>, outer: &NodeRef<'_>) -> bool {
    node.ancestors_it(None).any(|it| it.id == outer.id)
}

/// How many blocks behind the headline may be its lead.
const BLOCKS: usize = 60;

/// The blocks of text behind the headline.
fn blocks_behind(document: &Document, title: &str) -> Vec<String> {
    let title = folded(title);
    let mut blocks = Vec::new();
    let mut is_behind = false;
    let Some(body) = document.body() else { return blocks };
    for node in body.descendants_it().filter(NodeRef::is_element) {
        if blocks.len() >= BLOCKS {
            break;
        }
        let name = node.node_name().unwrap_or_default();
        match name.as_ref() {
            "h1" | "h2" | "h3" if !is_behind => {
                is_behind =
                    !title.is_empty() && folded(&element::line_of(&node, |_| false)).ends_with(&title);
            }
            "p" | "h2" | "h3" | "h4" | "div" | "strong" | "span" if is_behind => {
                let is_block = !node.children_it(false).any(|it| {
                    it.is_element()
                        && it.node_name().is_some_and(|name| {
                            matches!(name.as_ref(), "p" | "div" | "ul" | "h2" | "h3" | "section" | "table")
                        })
                });
                if is_block && !element::stands_around(&node) {
                    let line = element::line_of(&node, |_| false);
                    let links = node
                        .descendants_it()
                        .filter(|it| it.has_name("a"))
                        .map(|it| it.text().len())
                        .sum::<usize>();
                    if !line.is_empty() && links * 2 < line.len().max(1) && blocks.last() != Some(&line) {
                        blocks.push(line);
                    }
                }
            }
            _ => {}
        }
    }
    blocks
}

/// The lead among the blocks behind the headline: the sentences in front of the text that the text does not hold.
fn lead(blocks: &[String], text: &str) -> Option<String> {
    let first = paragraphs::split(text).find(|it| it.len() >= 60)?;
    let start = first.get(..first.floor_char_boundary(50))?;
    let end = blocks.iter().position(|block| block.starts_with(start))?;
    let is_lead = |block: &&String| {
        let bare = block.trim_end_matches(['"', '”', '“', '»', '’', ')']);
        let known = block.get(..block.floor_char_boundary(60)).unwrap_or(block);
        (70..=1_200).contains(&block.len())
            && bare.ends_with(['.', '!', '?', '…'])
            && block.split_whitespace().count() >= 9
            && !text.contains(known)
    };
    let mut leads: Vec<&str> = Vec::new();
    for block in blocks.get(..end)?.iter().filter(is_lead).take(LEADS) {
        if !leads.iter().any(|it| it.contains(block.as_str()) || block.contains(it)) {
            leads.push(block);
        }
    }
    (!leads.is_empty()).then(|| leads.join("\n\n"))
}

/// No more blocks than this are the lead.
const LEADS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "<p>The president said on Monday that the talks would go on for as long as it takes, and that nobody should \
        expect them to end before the winter.</p><p>Aides had warned the day before that patience was running out on every \
        side of the table, and that another round might be the last of them.</p><p>“We are ready,” the minister told reporters \
        who had waited for hours in the rain outside of the palace, far from any shelter.</p>";

    fn text(body: &str) -> String {
        of(Document::from(format!("<html><body>{body}</body></html>")), Some("Talks to go on"))
    }

    #[test]
    fn what_stands_around_the_text_is_left_out() {
        for around in [
            "<div class=comments><p>I do not believe a word of what this walrus says, and neither should you.</p></div>",
            "<div class='newsletter-box'><p>Sign up for our walrus letter and get the best of the week by mail.</p></div>",
            "<figure><img src=a.jpg><figcaption>A walrus on the rocks, seen from the shore.</figcaption></figure>",
            "<section class=related-articles><p>A walrus was seen on the shore by two children and a dog.</p></section>",
            "<footer><p>The Daily Walrus is a member of the press council of the country.</p></footer>",
        ] {
            let text = text(&format!("<article><h1>Talks to go on</h1>{STORY}{around}</article>"));
            assert!(text.contains("far from any shelter") && !text.contains("alrus"), "{text}");
        }
    }

    #[test]
    fn the_text_stays_whatever_its_class_is() {
        let text = text(&format!("<div class='related comments'><h1>Talks to go on</h1>{STORY}</div>"));
        assert!(text.contains("far from any shelter"), "{text}");
    }

    #[test]
    fn the_lead_beside_the_text_is_part_of_it() {
        let lead = "One of five rounds has failed since the spring, and nobody has a plan for what comes after the sixth.";
        let text =
            text(&format!("<div><h1>Talks to go on</h1><h2>{lead}</h2><div id=story>{STORY}</div></div>"));
        assert!(text.contains(lead) && text.find(lead) < text.find("The president said"), "{text}");
        assert_eq!(text.matches(lead).count(), 1);
    }

    #[test]
    fn captions_are_the_text_of_a_gallery() {
        let text = text(
            "<article><h1>Talks to go on</h1><figure><figcaption>1/2 The minister leaves the palace.</figcaption></figure>\
            <figure><figcaption>2/2 The crowd waits.</figcaption></figure></article>",
        );
        assert!(text.contains("The minister leaves"), "{text}");
    }
}
