//! ODT: the text as it stands, without deleted text, comments and hidden text; notes behind it.

use std::collections::HashMap;

use crate::readers::office::package::Package;
use crate::readers::office::written::{Paragraph, Properties, Style, join_cells, record};
use crate::readers::reader::{Limits, Outcome, ReadRecord, Reader, RecordStream, Sniff};
use crate::readers::stream::Stream;
use crate::readers::xml::{Element, Flavour, Node, parse};
use crate::record::RejectReason;

/// A document of LibreOffice.
pub(in super::super) struct Odt;

impl Reader for Odt {
    fn name(&self) -> &'static str {
        "odt"
    }

    fn about(&self) -> &'static str {
        "a document of LibreOffice (ODT), one article a file"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["odt", "ott"]
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        let start = head.get(..256).unwrap_or(head);
        let is_text =
            memchr::memmem::find(start, b"mimetypeapplication/vnd.oasis.opendocument.text").is_some();
        if head.starts_with(b"PK\x03\x04") && is_text { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        Box::new(std::iter::once_with(move || ReadRecord::only(read(stream, &limits))))
    }
}

fn read(stream: Stream, limits: &Limits) -> Outcome {
    let mut package = Package::open(stream, limits)?;
    if package.part("META-INF/manifest.xml")?.is_some_and(|it| it.contains("encryption-data")) {
        return Err(RejectReason::Locked {
            message: "the document has a password; save a copy without one".to_owned(),
        });
    }
    let content = parse(&package.main_part("content.xml")?, Flavour::Xml);
    let mut text = Text { styles: HashMap::new(), paragraphs: Vec::new(), notes: Vec::new() };
    if let Some(styles) = package.part("styles.xml")? {
        text.learn(&parse(&styles, Flavour::Xml));
    }
    text.learn(&content);
    let damaged = || RejectReason::Damaged { message: "it has no text".to_owned() };
    text.blocks(content.find("body").and_then(|it| it.elements().next()).ok_or_else(damaged)?);
    text.paragraphs.append(&mut text.notes);
    record(text.paragraphs, properties(&mut package)?)
}

fn properties(package: &mut Package) -> Result<Properties, RejectReason> {
    let Some(meta) = package.part("meta.xml")? else { return Ok(Properties::default()) };
    let meta = parse(&meta, Flavour::Xml);
    let line = |name: &str| meta.find(name).map(Element::line).filter(|it| !it.is_empty());
    let author = line("initial-creator").or_else(|| line("creator"));
    Ok(Properties {
        title: line("title"),
        author,
        date: line("creation-date").or_else(|| line("date")),
        source: None,
    })
}

/// The text under way.
struct Text {
    /// The styles that stand for another, and what hides text.
    styles: HashMap<String, Named>,
    paragraphs: Vec<Paragraph>,
    notes: Vec<Paragraph>,
}

/// A style.
struct Named {
    parent: Option<String>,
    is_hidden: bool,
}

impl Text {
    fn learn(&mut self, document: &Element) {
        for style in document.descendants().filter(|it| it.name == "style" && it.prefix == "style") {
            let Some(name) = style.attribute("name") else { continue };
            let properties = style.all("text-properties").next();
            let is_hidden = properties.is_some_and(|it| it.attribute("display") == Some("none"));
            let parent = style.attribute("parent-style-name").map(str::to_owned);
            self.styles.insert(name.to_owned(), Named { parent, is_hidden });
        }
    }

    /// Whether an element's style, or one that it stands for, has this name.
    fn is_of(&self, element: &Element, names: &[&str]) -> bool {
        let mut style = element.attribute("style-name").map(str::to_owned);
        for _ in 0..8 {
            let Some(name) = style else { return false };
            if names.contains(&name.as_str()) {
                return true;
            }
            style = self.styles.get(&name).and_then(|it| it.parent.clone());
        }
        false
    }

    fn is_hidden(&self, element: &Element) -> bool {
        let style = element.attribute("style-name").and_then(|name| self.styles.get(name));
        style.is_some_and(|it| it.is_hidden)
    }

    /// Reads what holds paragraphs, lists and tables.
    fn blocks(&mut self, element: &Element) {
        for child in element.elements() {
            match child.name.as_str() {
                "p" | "h" => self.paragraph(child),
                "table-row" => self.row(child),
                "tracked-changes" | "annotation" | "forms" | "sequence-decls" | "user-field-decls" => {}
                _ => self.blocks(child),
            }
        }
    }

    fn row(&mut self, row: &Element) {
        let start = self.paragraphs.len();
        let mut cells = 0;
        for cell in row.all("table-cell") {
            self.blocks(cell);
            cells += 1;
        }
        join_cells(&mut self.paragraphs, start, cells);
    }

    fn paragraph(&mut self, paragraph: &Element) {
        if self.is_hidden(paragraph) {
            return;
        }
        let is_first =
            paragraph.name == "h" && matches!(paragraph.attribute("outline-level"), None | Some("1"));
        let style = match () {
            () if self.is_of(paragraph, &["Title"]) => Style::Title,
            () if is_first || self.is_of(paragraph, &["Heading_20_1"]) => Style::Heading,
            () => Style::Text,
        };
        let (mut text, mut boxes) = (String::new(), Vec::new());
        self.inline(paragraph, &mut text, &mut boxes);
        self.paragraphs.push(Paragraph { text, style });
        boxes.into_iter().for_each(|it| self.blocks(it));
    }

    /// Reads what stands in a paragraph; text boxes that hang on it are kept for behind it.
    fn inline<'a>(&mut self, element: &'a Element, text: &mut String, boxes: &mut Vec<&'a Element>) {
        for node in &element.children {
            let child = match node {
                Node::Text(piece) => {
                    text.push_str(piece);
                    continue;
                }
                Node::Element(child) => child,
            };
            match child.name.as_str() {
                "s" => {
                    let count = child.attribute("c").and_then(|it| it.parse().ok()).unwrap_or(1usize);
                    text.extend(std::iter::repeat_n(' ', count.min(80)));
                }
                "tab" | "line-break" => text.push(' '),
                "text-box" => boxes.push(child),
                "note" => {
                    if let Some(body) = child.all("note-body").next() {
                        let before = std::mem::take(&mut self.paragraphs);
                        self.blocks(body);
                        let note = std::mem::replace(&mut self.paragraphs, before);
                        self.notes.extend(note);
                    }
                }
                "annotation" | "annotation-end" | "tracked-changes" | "hidden-text" | "ruby-text"
                | "soft-page-break" | "title" | "desc" => {}
                "span" if self.is_hidden(child) => {}
                _ => self.inline(child, text, boxes),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(document: &str) -> Vec<String> {
        let document = parse(document, Flavour::Xml);
        let mut text = Text { styles: HashMap::new(), paragraphs: Vec::new(), notes: Vec::new() };
        text.learn(&document);
        text.blocks(document.find("text").unwrap());
        let all = text.paragraphs.iter().chain(&text.notes);
        all.map(|it| format!("{:?} {}", it.style, it.text)).collect()
    }

    #[test]
    fn the_text_is_what_a_reader_sees() {
        let document = "<o><style:style style:name='P1' style:parent-style-name='Title'/>\
            <style:style style:name='T1'><style:text-properties text:display='none'/></style:style>\
            <office:text><text:tracked-changes><text:p>gone</text:p></text:tracked-changes>\
            <text:p text:style-name='P1'>Council</text:p><text:h text:outline-level='2'>Part</text:h>\
            <text:p>One<text:s text:c='2'/>two<text:tab/>three<office:annotation><text:p>note</text:p>\
            </office:annotation><text:note><text:note-citation>1</text:note-citation><text:note-body>\
            <text:p>Foot</text:p></text:note-body></text:note> and<text:span text:style-name='T1'>hidden</text:span>\
            <draw:frame><draw:text-box><text:p>Box</text:p></draw:text-box></draw:frame></text:p></office:text></o>";
        let expected = ["Title Council", "Text Part", "Text One  two three and", "Text Box", "Text Foot"];
        assert_eq!(texts(document), expected);
    }
}
