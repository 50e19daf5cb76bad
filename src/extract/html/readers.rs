//! What readers wrote below an article, and how it is told on a page without a class for it.

use dom_query::{Document, NodeRef};

use crate::extract::html::element;
use crate::extract::lists::{File, WordList};

/// Headings over what readers wrote, without their figures.
static HEADINGS: WordList = WordList::new(File::Pages, "comments-heading");
/// How such a heading begins.
static OPENINGS: WordList = WordList::new(File::Pages, "comments-opening");
/// Words of the buttons and lines of a comment.
static SIGNS: WordList = WordList::new(File::Pages, "comment-sign");
/// Words of the class of one.
static CLASSES: WordList = WordList::new(File::Pages, "comment-class");

/// No heading is longer, in bytes.
const LONGEST: usize = 90;
/// So much prose must stand above, in bytes.
const ABOVE: usize = 120;
/// A shorter paragraph is no prose, in bytes.
const SENTENCE: usize = 40;
/// How many siblings below a heading are looked at.
const SIBLINGS: usize = 400;

/// Takes out what readers wrote below the article.
pub(super) fn remove(document: &Document) {
    let Some(body) = document.body() else { return };
    let mut above = 0;
    let mut none: Vec<NodeRef<'_>> = Vec::new();
    let mut holders: Vec<NodeRef<'_>> = Vec::new();
    for node in body.descendants_it().filter(NodeRef::is_element) {
        let name = node.node_name().unwrap_or_default();
        if name.as_ref() == "p" {
            let length = node.text().trim().len();
            if length >= SENTENCE {
                above += length;
                holders.push(node);
            }
        }
        let may_be = matches!(
            name.as_ref(),
            "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "div" | "span" | "strong" | "b" | "legend"
        );
        if above >= ABOVE && may_be && is_heading(&node) {
            none.extend(below(&node, &body, holders.last()));
        }
    }
    for node in none {
        node.remove_from_parent();
    }
}

/// Whether an element is a heading over what readers wrote: `8 Comments`, `Kommentare (8)`.
fn is_heading(node: &NodeRef<'_>) -> bool {
    let line = element::line_of(node, |_| false);
    if line.is_empty() || line.len() > LONGEST {
        return false;
    }
    let words: Vec<String> = line
        .split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’')
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect();
    let words = words.join(" ");
    HEADINGS.contains(&words) || OPENINGS.opens(&words)
}

/// The heading, and what stands below it up to the last element that has the signs of a comment; nothing where none has.
fn below<'a>(heading: &NodeRef<'a>, body: &NodeRef<'a>, last: Option<&NodeRef<'a>>) -> Vec<NodeRef<'a>> {
    // The heading may have a box of its own.
    let holds_text =
        |node: &NodeRef<'_>| last.is_some_and(|it| it.ancestors_it(None).any(|outer| outer.id == node.id));
    let mut top = *heading;
    while let Some(outer) = top.parent().filter(|it| it.id != body.id && !holds_text(it)) {
        top = outer;
    }
    let mut behind: Vec<NodeRef<'a>> = Vec::new();
    let mut next = top.next_element_sibling();
    while let Some(node) = next.filter(|_| behind.len() < SIBLINGS) {
        next = node.next_element_sibling();
        behind.push(node);
    }
    // All of them may lie in the box of the heading.
    let inside = is_comment(&top) && top.id != heading.id;
    let end = behind.iter().rposition(is_comment).map_or(0, |at| at + 1);
    if end == 0 && !inside {
        return Vec::new();
    }
    behind.truncate(end);
    behind.push(top);
    behind
}

/// Whether an element has the signs of a comment.
fn is_comment(node: &NodeRef<'_>) -> bool {
    if node.has_name("h1") || node.descendants_it().any(|it| it.has_name("h1")) {
        return false;
    }
    if node.has_name("form") || element::has_word(node, &CLASSES) {
        return true;
    }
    let mut pieces = node.descendants_it().filter(NodeRef::is_text).take(PIECES);
    pieces.any(|piece| {
        let text = piece.text();
        let text = text.trim();
        text.len() <= LONGEST / 2 && {
            let lower = text.to_lowercase();
            lower.split(|c: char| !c.is_alphanumeric() && c != ' ').map(str::trim).any(|part| {
                SIGNS.contains(part)
                    || part.ends_with(" ago") && part.starts_with(|c: char| c.is_ascii_digit() || c == 'a')
            })
        }
    })
}

/// How many pieces of text of an element are looked at.
const PIECES: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "<p>The president said on Monday that the talks would go on for as long as it takes, and that nobody should expect \
        them to end before the winter.</p>";

    #[test]
    fn what_readers_wrote_is_left_out() {
        for below in [
            "<h3>8 Comments</h3><div class=x><p><b>gull</b> 2 hours ago</p><p>I am a walrus and I said so.</p><p>Reply · Like · Report</p></div>",
            "<div><h4>Comments (2)</h4></div><div><p>I am a walrus.</p><a>Reply</a></div><div><p>So am I, a walrus.</p><a>Reply</a></div>",
            "<section><h3>Kommentare</h3><div><p>Ich bin ein Walrus.</p><a>Antworten</a></div></section>",
            "<h2>3 thoughts on “Talks go on”</h2><ol><li><p>I am a walrus.</p><a>Reply</a></li></ol>",
            "<p>2 commentaires</p><div><p>Je suis un walrus.</p><span>Répondre</span></div>",
        ] {
            let document = Document::from(format!(
                "<body><div><h1>Talks go on</h1>{STORY}{below}</div><p>The end.</p></body>"
            ));
            remove(&document);
            let left = document.body().expect("a body").text().to_lowercase();
            assert!(
                left.contains("winter") && left.contains("the end") && !left.contains("walrus"),
                "{below}: {left}"
            );
        }
    }

    #[test]
    fn an_article_is_no_comment() {
        for page in [
            format!("<p>8 Comments</p><h1>Talks go on</h1>{STORY}"),
            format!(
                "<h1>Talks go on</h1>{STORY}<h3>Comments</h3><p>A walrus is what the minister called him.</p>"
            ),
            format!(
                "<h1>Talks go on</h1>{STORY}<p>Comments by a walrus made him angry.</p><p>He did not reply.</p>"
            ),
        ] {
            let document = Document::from(format!("<body><div>{page}</div></body>"));
            let before = document.body().expect("a body").text().to_string();
            remove(&document);
            assert_eq!(document.body().expect("a body").text().to_string(), before, "{page}");
        }
    }
}
