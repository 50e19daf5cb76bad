//! The text of a tree of XHTML, HTML or NITF, in paragraphs.

use crate::readers::xml::tree::{Element, Flavour, Node, parse, resolved};

/// Elements whose content is never text.
const SILENT: [&str; 16] = [
    "head", "title", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select",
    "audio", "video", "canvas", "button", "form",
];

/// Elements that stand within a line.
const INLINE: [&str; 57] = [
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "nobr",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    // Of NITF.
    "person",
    "org",
    "location",
    "city",
    "state",
    "region",
    "country",
    "event",
    "function",
    "money",
    "num",
    "chron",
    "object.title",
    "virtloc",
    "name.given",
    "name.family",
    "lang",
    "pronounce",
    "frac",
    "copyrite",
];

/// Elements of HTML by which a text is known to be marked up.
const MARKUP: [&str; 32] = [
    "html",
    "body",
    "p",
    "br",
    "div",
    "span",
    "a",
    "b",
    "i",
    "em",
    "strong",
    "u",
    "img",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "table",
    "tr",
    "td",
    "figure",
    "section",
    "article",
    "font",
    "center",
    "hr",
];

/// The paragraphs of an element, without the elements that `skip` names.
pub(in super::super) fn paragraphs(element: &Element, skip: &dyn Fn(&Element) -> bool) -> Vec<String> {
    let mut writer = Writer { paragraphs: Vec::new(), now: String::new(), skip };
    writer.element(element);
    writer.end();
    writer.paragraphs
}

/// The paragraphs of a text that may be HTML, also such whose tags were escaped twice, or plain.
pub(in super::super) fn paragraphs_of_html(text: &str) -> Vec<String> {
    if has_markup(text) {
        return paragraphs(&parse(text, Flavour::Html), &|_| false);
    }
    let once = resolved(text);
    if has_markup(&once) {
        return paragraphs(&parse(&once, Flavour::Html), &|_| false);
    }
    paragraphs_of_plain(&once)
}

/// The paragraphs of a text without markup: blank lines part them. Where there is none, every line is one.
pub(in super::super) fn paragraphs_of_plain(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let mut paragraphs = vec![String::new()];
    for line in text.split('\n') {
        let line = line.trim();
        match (line.is_empty(), paragraphs.last_mut()) {
            (true, _) => paragraphs.push(String::new()),
            (false, Some(last)) => {
                if !last.is_empty() {
                    last.push('\n');
                }
                last.push_str(line);
            }
            (false, None) => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// Whether a text has tags of HTML in it.
pub(in super::super) fn has_markup(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).take(64).any(|at| {
        let rest = text.get(at + 1..).unwrap_or("");
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, behind) = rest.split_at(length);
        let name = name.to_ascii_lowercase();
        MARKUP.contains(&name.as_str()) && behind.starts_with(['>', ' ', '/', '\n', '\t', '\r'])
    })
}

/// Whether a page does not show an element, such as the lines that only a list of messages shows of a letter.
fn is_hidden(element: &Element) -> bool {
    element.attribute("style").is_some_and(|style| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.to_ascii_lowercase().contains("display:none")
    })
}

struct Writer<'a> {
    paragraphs: Vec<String>,
    /// The paragraph that is written.
    now: String,
    skip: &'a dyn Fn(&Element) -> bool,
}

impl Writer<'_> {
    fn element(&mut self, element: &Element) {
        for node in &element.children {
            match node {
                Node::Text(text) => self.text(text),
                Node::Element(inner) => self.inner(inner),
            }
        }
    }

    fn inner(&mut self, element: &Element) {
        let name = element.name.to_ascii_lowercase();
        if SILENT.contains(&name.as_str()) || is_hidden(element) || (self.skip)(element) {
            return;
        }
        if name == "br" {
            let end = self.now.trim_end_matches(' ').len();
            self.now.truncate(end);
            self.now.push('\n');
        } else if INLINE.contains(&name.as_str()) {
            self.element(element);
        } else {
            self.end();
            self.element(element);
            self.end();
        }
    }

    /// White space of any length is one blank.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}') {
                if !self.now.is_empty() && !self.now.ends_with([' ', '\n']) {
                    self.now.push(' ');
                }
            } else {
                self.now.push(c);
            }
        }
    }

    fn end(&mut self) {
        let text = self.now.trim_matches(|c: char| c.is_whitespace() || c == '\u{200B}' || c == '\u{FEFF}');
        // Two breaks in a row part paragraphs.
        let parts = text.split("\n\n").map(|part| part.trim()).filter(|part| !part.is_empty());
        self.paragraphs.extend(parts.map(str::to_owned));
        self.now.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        paragraphs_of_html(text)
    }

    #[test]
    fn blocks_part_paragraphs_and_inline_elements_do_not() {
        assert_eq!(
            of("<div>one <b>two</b>\n three<p>four<br/>five<ul><li>six</li></ul></div>"),
            ["one two three", "four\nfive", "six"]
        );
        assert_eq!(of("one<br><br/>two<br>\n<br>three<script>x<y</script>"), ["one", "two", "three"]);
        assert_eq!(of("<p>a <person>B</person> c</p>"), ["a B c"]);
        assert_eq!(of("<div style='color:red; Display: none'>no</div><p>yes"), ["yes"]);
    }

    #[test]
    fn tags_that_were_escaped_twice_are_tags() {
        assert_eq!(of("&lt;p&gt;one &amp;amp; two&lt;/p&gt;"), ["one & two"]);
        assert_eq!(of("1 &lt; 2"), ["1 < 2"]);
        assert_eq!(of("a &lt;bold> c"), ["a <bold> c"]);
    }

    #[test]
    fn plain_text_is_parted_at_blank_lines() {
        assert_eq!(paragraphs_of_plain(" one\r\ntwo\r\n\r\n \nthree "), ["one\ntwo", "three"]);
        assert!(of(" \n ").is_empty());
    }

    #[test]
    fn what_is_named_is_left_out() {
        let root = parse("<p>one</p><aside><p>two</p></aside><p>three</p>", Flavour::Xml);
        assert_eq!(paragraphs(&root, &|element| element.name == "aside"), ["one", "three"]);
    }
}
