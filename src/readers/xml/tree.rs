//! A small tree of one item of XML, or of a piece of HTML, that takes whatever it is given.

use std::borrow::Cow;
use std::collections::HashSet;

use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::readers::xml::name::Name;

/// How deep elements may lie in one another; what lies deeper is put into the deepest.
const MOST_DEPTH: usize = 100;

/// Elements of HTML that have no end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Flavour {
    /// XML: every element is closed or empty.
    Xml,
    /// HTML: names are in lower case, and some elements are never closed.
    Html,
}

/// An element with all that is in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Element {
    /// What stands before the colon of its name, or nothing.
    pub(in super::super) prefix: Name,
    /// Its name without the prefix.
    pub(in super::super) name: Name,
    attributes: Box<[(Name, String)]>,
    pub(in super::super) children: Vec<Node>,
}

#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Node {
    Element(Element),
    /// Text with its character references resolved.
    Text(String),
}

impl Element {
    /// The value of an attribute by its whole name or its local one, without white space around it; `None` also
    /// where it is empty.
    pub(in super::super) fn attribute(&self, name: &str) -> Option<&str> {
        let whole = self.attributes.iter().find(|(key, _)| *key == name);
        let found = whole
            .or_else(|| self.attributes.iter().find(|(key, _)| key.rsplit(':').next() == Some(name)))
            .map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty())
    }

    /// The elements directly in it.
    pub(in super::super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements directly in it that have this local name.
    pub(in super::super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first element at the end of a path of local names.
    pub(in super::super) fn at<'a>(&'a self, path: &[&'a str]) -> Option<&'a Element> {
        match path {
            [] => Some(self),
            [first, rest @ ..] => self.all(first).find_map(|element| element.at(rest)),
        }
    }

    /// Every element in it, at any depth, in the order of their start tags.
    pub(in super::super) fn descendants(&self) -> impl Iterator<Item = &Element> {
        let mut stack = vec![self.elements()];
        std::iter::from_fn(move || {
            loop {
                match stack.last_mut()?.next() {
                    Some(element) => {
                        stack.push(element.elements());
                        return Some(element);
                    }
                    None => drop(stack.pop()),
                }
            }
        })
    }

    /// The first element in it with this local name, at any depth.
    pub(in super::super) fn find(&self, name: &str) -> Option<&Element> {
        self.descendants().find(|element| element.name == name)
    }

    /// All text in it as one line.
    pub(in super::super) fn line(&self) -> String {
        self.raw_text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// All text in it as it stands.
    pub(in super::super) fn raw_text(&self) -> String {
        fn gather(element: &Element, text: &mut String) {
            for node in &element.children {
                match node {
                    Node::Text(piece) => text.push_str(piece),
                    Node::Element(inner) => gather(inner, text),
                }
            }
        }
        let mut text = String::new();
        gather(self, &mut text);
        text
    }
}

/// The tree of a text, as the content of an element without a name.
pub(in super::super) fn parse(text: &str, flavour: Flavour) -> Element {
    let mut builder = Builder { open: vec![Element::default()], flavour, names: HashSet::new() };
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let mut reader = Reader::from_str(rest);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        loop {
            let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            match reader.read_event() {
                Ok(Event::Eof) => return builder.finish(),
                Ok(Event::Start(tag)) if !is_name(tag.name().as_ref()) => {
                    // A sign for “less than” and not a tag: a tag may begin further on.
                    let whole = rest.get(start..).unwrap_or("");
                    let length = tag.len() + 2;
                    let inner = whole.get(1..length.min(whole.len())).unwrap_or("");
                    let next = 1 + memchr::memrchr(b'<', inner.as_bytes()).unwrap_or(inner.len());
                    builder.text(&resolved(whole.get(..next).unwrap_or(whole)));
                    from += start + next.max(1);
                    break;
                }
                Ok(event) => builder.event(event),
                Err(_) => {
                    // What is not closed is read as text to the end; of an odd mark only its first sign.
                    let whole = rest.get(start..).unwrap_or("");
                    let at = memchr::memchr(b'<', whole.as_bytes()).unwrap_or(0);
                    let (before, broken) = whole.split_at(at);
                    let has_end = memchr::memchr(b'>', broken.as_bytes()).is_some();
                    let is_long = ["<!--", "<![CDATA[", "<?"].iter().any(|mark| broken.starts_with(mark));
                    builder.text(&resolved(before));
                    if !has_end || is_long {
                        let text = broken.strip_prefix("<![CDATA[").unwrap_or(broken);
                        builder.text(&resolved(text));
                        return builder.finish();
                    }
                    let mark = broken.chars().next().map_or(0, char::len_utf8);
                    builder.text(broken.get(..mark).unwrap_or(""));
                    from += start + at + mark.max(1);
                    break;
                }
            }
        }
    }
    builder.finish()
}

/// What stands in front of the colon of a name, or nothing, and the rest.
fn parts(whole: &str) -> (&str, &str) {
    whole.split_once(':').unwrap_or(("", whole))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

struct Builder {
    /// The elements that are open, outermost first; never empty.
    open: Vec<Element>,
    flavour: Flavour,
    /// The names that there are, each kept once: a document has millions of elements and a few dozen names.
    names: HashSet<Name>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => {
                let element = self.element(&tag);
                let is_void = self.flavour == Flavour::Html && VOID.contains(&element.name.as_str());
                if is_void || self.open.len() > MOST_DEPTH {
                    self.push(Node::Element(element));
                } else {
                    self.open.push(element);
                }
            }
            Event::Empty(tag) => {
                let element = self.element(&tag);
                self.push(Node::Element(element));
            }
            Event::End(tag) => {
                let name = self.in_case(tag.name().as_ref()).into_owned();
                let (prefix, name) = parts(&name);
                let position =
                    self.open.iter().skip(1).rposition(|it| it.prefix == prefix && it.name == name);
                for _ in 0..position.map_or(0, |at| self.open.len() - 1 - at) {
                    self.close();
                }
            }
            Event::Text(text) => self.text(&text),
            Event::CData(text) => self.text(&text),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", &*name);
                self.text(&resolved(&reference));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Eof => {}
        }
    }

    /// A name as it is compared.
    fn in_case<'t>(&self, whole: &'t str) -> Cow<'t, str> {
        match self.flavour {
            Flavour::Xml => Cow::Borrowed(whole),
            Flavour::Html => Cow::Owned(whole.to_ascii_lowercase()),
        }
    }

    fn name(&mut self, name: &str) -> Name {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let name = Name::from(name);
        self.names.insert(name.clone());
        name
    }

    fn element(&mut self, tag: &BytesStart<'_>) -> Element {
        let name = tag.name();
        let whole = self.in_case(name.as_ref());
        let (prefix, name) = parts(&whole);
        let (prefix, name) = (self.name(prefix), self.name(name));
        let mut attributes = tag.html_attributes();
        let attributes = attributes
            .with_checks(false)
            .flatten()
            .map(|attribute| (self.name(attribute.key.as_ref()), resolved(&attribute.value).into_owned()));
        Element { prefix, name, attributes: attributes.collect(), children: Vec::new() }
    }

    fn push(&mut self, node: Node) {
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(node);
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let Some(parent) = self.open.last_mut() else { return };
        match parent.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            Some(Node::Element(_)) | None => parent.children.push(Node::Text(text.to_owned())),
        }
    }

    fn close(&mut self) {
        if self.open.len() > 1
            && let Some(mut element) = self.open.pop()
        {
            element.children.shrink_to_fit();
            self.push(Node::Element(element));
        }
    }

    fn finish(mut self) -> Element {
        while self.open.len() > 1 {
            self.close();
        }
        self.open.pop().unwrap_or_default()
    }
}

/// The text with its character references resolved: numbers, and the names that HTML has. Others are left as they are.
pub(in super::super) fn resolved(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let end = behind.bytes().take(33).position(|byte| byte == b';');
        let name = end.and_then(|end| behind.get(..end));
        match name.and_then(reference) {
            Some(character) => {
                out.push_str(&character);
                rest = behind.get(end.map_or(0, |end| end + 1)..).unwrap_or("");
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The characters of `amp`, `#8217`, `#x2019`.
fn reference(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else { return resolve_html5_entity(name).map(Cow::Borrowed) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    let character = match u8::try_from(code) {
        // The figures of windows-1252, as browsers read them.
        Ok(byte @ 0x80..0xA0) => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()?
        }
        Ok(_) | Err(_) => char::from_u32(code)?,
    };
    (character != '\0').then(|| Cow::Owned(character.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, flavour: Flavour) -> String {
        parse(text, flavour).line()
    }

    #[test]
    fn elements_are_found_by_their_local_names() {
        let root = parse(
            "<n:a xml:lang='de' x=1><b>one</b><n:b y=\"2\">two</n:b><c><b>three</b></c></n:a>",
            Flavour::Xml,
        );
        let a = root.find("a").unwrap();
        assert_eq!(
            (a.prefix.as_str(), a.attribute("lang"), a.attribute("xml:lang")),
            ("n", Some("de"), Some("de"))
        );
        assert_eq!(a.attribute("x"), Some("1"));
        assert_eq!(a.all("b").map(Element::line).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(a.at(&["c", "b"]).unwrap().line(), "three");
        assert_eq!(root.descendants().filter(|it| it.name == "b").count(), 3);
        assert_eq!(root.at(&["a", "d"]), None);
    }

    #[test]
    fn references_are_resolved_wherever_they_stand() {
        let text =
            "<a t='1 &amp; 2'>A &amp; B &ldquo;C&rdquo; &#8217;&#x2019;&#146; D & E &nosuch; &lt;p&gt;</a>";
        let root = parse(text, Flavour::Xml);
        assert_eq!(root.line(), "A & B “C” ’’’ D & E &nosuch; <p>");
        assert_eq!(root.find("a").unwrap().attribute("t"), Some("1 & 2"));
        assert_eq!(line("<a><![CDATA[x &amp; <b>]]></a>", Flavour::Xml), "x &amp; <b>");
    }

    #[test]
    fn html_closes_what_needs_no_end() {
        let root = parse("<P>one<br>two<IMG src=x>three<p>four</P>five", Flavour::Html);
        assert_eq!(root.find("img").unwrap().children.len(), 0);
        assert_eq!(root.line(), "onetwothreefourfive");
        assert_eq!(line("1 < 2 and 3 <4 <b>five</b> & 6 > 5", Flavour::Html), "1 < 2 and 3 <4 five & 6 > 5");
    }

    #[test]
    fn ends_without_a_start_and_starts_without_an_end_do_no_harm() {
        let root = parse("</x><a>one<b>two</a>three</b></y>four", Flavour::Xml);
        assert_eq!(root.line(), "onetwothreefour");
        assert_eq!(root.find("a").unwrap().line(), "onetwo");
    }

    #[test]
    fn whatever_is_broken_is_read_to_the_end() {
        for (text, expected) in [
            ("one <b", "one <b"),
            ("one <![CDATA[two", "one two"),
            ("one <!-- two", "one <!-- two"),
            ("<b>one</b> <!x> two", "one <!x> two"),
            ("one <", "one <"),
            ("<>one</>", "<>one"),
            ("<1>one", "<1>one"),
            ("a <<<b>c", "a <<c"),
        ] {
            assert_eq!(line(text, Flavour::Xml), expected, "{text}");
        }
        for mark in ["<", "<!", "<?", "<a ", "<a x='", "&", "</", "<![CDATA[", "<!--", "< >", "<a>", "<!x>"] {
            let _ = line(&mark.repeat(20_000), Flavour::Html);
        }
    }
}
