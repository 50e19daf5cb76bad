//! What an element of a page is by its name and classes, and the text that it shows.

use dom_query::NodeRef;

use crate::extract::lists::{File, WordList};
use crate::extract::paragraphs;

/// Words in the classes of elements that stand around an article.
static AROUND: WordList = WordList::new(File::Pages, "around");
/// Parts of the classes of elements that are not seen.
static UNSEEN: WordList = WordList::new(File::Pages, "unseen");

/// How many elements around one are looked at.
const ANCESTORS: usize = 24;

/// The class and the id of an element as one string.
fn marks(node: &NodeRef<'_>) -> String {
    let mut marks = String::new();
    for name in ["class", "id"] {
        if let Some(value) = node.attr(name) {
            marks.push_str(&value);
            marks.push(' ');
        }
    }
    marks
}

/// Whether the class of an element has one of these parts, signs and case aside: `sub-heading` has `subheading`.
pub(super) fn class_has(node: &NodeRef<'_>, parts: &WordList) -> bool {
    let folded: String =
        marks(node).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    !folded.is_empty() && parts.iter().any(|part| folded.contains(part))
}

/// The words of classes, in lower case: `relatedStories box-2` are related, stories, box, 2.
fn words_of(marks: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut small = false;
    for c in marks.chars().chain([' ']) {
        if (!c.is_alphanumeric() || (c.is_uppercase() && small)) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    words
}

/// Whether an element's own name or classes say that it stands around an article.
fn is_around(node: &NodeRef<'_>) -> bool {
    let name = node.node_name().unwrap_or_default();
    match name.as_ref() {
        "nav" | "footer" | "aside" | "dialog" => true,
        "html" | "body" | "article" | "main" => false,
        _ => words_of(&marks(node)).iter().any(|word| AROUND.contains(word)),
    }
}

/// Whether an element or one that holds it stands around an article.
pub(super) fn stands_around(node: &NodeRef<'_>) -> bool {
    is_around(node) || node.ancestors_it(Some(ANCESTORS)).any(|it| is_around(&it))
}

/// Whether the class or id of an element has one of these words.
pub(super) fn has_word(node: &NodeRef<'_>, words: &WordList) -> bool {
    words_of(&marks(node)).iter().any(|word| words.contains(word))
}

/// Whether an element or one around it has one of these names, or one of these words in its classes.
pub(super) fn lies_among(node: &NodeRef<'_>, words: &WordList, names: &[&str]) -> bool {
    let is_one = |it: &NodeRef<'_>| {
        let name = it.node_name().unwrap_or_default();
        let holds_all = matches!(name.as_ref(), "html" | "body" | "article" | "main");
        names.contains(&name.as_ref())
            || !holds_all && words_of(&marks(it)).iter().any(|word| words.contains(word))
    };
    is_one(node) || node.ancestors_it(Some(ANCESTORS)).any(|it| is_one(&it))
}

/// Whether an element is shown to nobody who looks at the page.
pub(super) fn is_unseen(node: &NodeRef<'_>) -> bool {
    class_has(node, &UNSEEN)
}

/// The text of an element as one line, without what is no text and without the elements that are left out. Of a long
/// one the beginning.
pub(super) fn line_of(node: &NodeRef<'_>, leave_out: impl Fn(&NodeRef<'_>) -> bool + Copy) -> String {
    let mut line = Line { text: String::new(), left: NODES };
    line.gather(node, leave_out, 0);
    paragraphs::one_line(&line.text)
}

/// How deep the elements of one line may lie in one another.
const DEEPEST: usize = 64;
/// How many nodes of an element are looked at, and how much text is taken, in bytes.
const NODES: usize = 2_000;
const LONGEST: usize = 4_096;

/// A line that is put together.
struct Line {
    text: String,
    /// So many nodes may still be looked at.
    left: usize,
}

impl Line {
    fn gather(&mut self, node: &NodeRef<'_>, leave_out: impl Fn(&NodeRef<'_>) -> bool + Copy, depth: usize) {
        for child in node.children_it(false) {
            if self.left == 0 || self.text.len() > LONGEST {
                return;
            }
            self.left -= 1;
            if child.is_text() {
                self.text.push_str(&child.text());
            } else if child.is_element() && depth < DEEPEST {
                let name = child.node_name().unwrap_or_default();
                if is_silent(&name) || leave_out(&child) {
                    continue;
                }
                let apart = !is_inline(&name);
                if apart {
                    self.text.push(' ');
                }
                self.gather(&child, leave_out, depth + 1);
                if apart {
                    self.text.push(' ');
                }
            }
        }
    }
}

/// Whether what an element holds is not read.
fn is_silent(name: &str) -> bool {
    matches!(name, "script" | "style" | "svg" | "noscript" | "template" | "button")
}

/// Whether an element stands inside a word or between words.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "i" | "em" | "strong" | "span" | "sup" | "sub" | "u" | "font" | "mark" | "small" | "q"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    #[test]
    fn classes_are_words() {
        assert_eq!(words_of("relatedStories box-2"), ["related", "stories", "box", "2"]);
        assert_eq!(words_of(""), Vec::<String>::new());
    }

    #[test]
    fn an_element_stands_around_by_its_name_its_class_or_what_holds_it() {
        for (page, around) in [
            ("<nav><p id=x>a</p></nav>", true),
            ("<div class='related-stories'><div><p id=x>a</p></div></div>", true),
            ("<div class=relatedness><p id=x>a</p></div>", false),
            ("<article class=comment><p id=x>a</p></article>", false),
        ] {
            let document = Document::from(page);
            let node = document.select_single("#x");
            assert_eq!(stands_around(node.nodes().first().unwrap()), around, "{page}");
        }
    }

    #[test]
    fn a_line_has_no_styles_and_keeps_words_apart() {
        let document = Document::from("<h1>A<style>b{}</style> <b>w</b>ord<br>or <div>two</div></h1>");
        assert_eq!(
            line_of(document.select_single("h1").nodes().first().unwrap(), |_| false),
            "A word or two"
        );
    }
}
