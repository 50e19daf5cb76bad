//! DOCX: the text as it stands with all changes accepted, without comments, headers, footers, fields and hidden text.

use std::collections::HashMap;

use crate::readers::blocks::Block;
use crate::readers::office::document::records;
use crate::readers::office::package::Package;
use crate::readers::office::written::{Paragraph, Properties, Style, join_cells};
use crate::readers::reader::{Limits, Reader, RecordStream, Sniff, lazily};
use crate::readers::stream::Stream;
use crate::readers::xml::{Element, Flavour, Node, parse};
use crate::record::RejectReason;

/// A document of Word.
pub(in super::super) struct Docx;

impl Reader for Docx {
    fn name(&self) -> &'static str {
        "docx"
    }

    fn about(&self) -> &'static str {
        "a document of Word (DOCX), one article a file"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["docx", "docm", "dotx"]
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        let is_zip = head.starts_with(b"PK\x03\x04");
        if is_zip && memchr::memmem::find(head, b"word/").is_some() { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        lazily(move || {
            let (paragraphs, properties) = read(stream, &limits)?;
            Ok(records(paragraphs.into_iter().map(Block::Paragraph).collect(), properties))
        })
    }
}

fn read(stream: Stream, limits: &Limits) -> Result<(Vec<Paragraph>, Properties), RejectReason> {
    let mut package = Package::open(stream, limits)?;
    let document = parse(&package.main_part("word/document.xml")?, Flavour::Xml);
    let styles =
        package.part("word/styles.xml")?.map(|it| styles(&parse(&it, Flavour::Xml))).unwrap_or_default();
    let mut text = Text { styles, paragraphs: Vec::new() };
    let body = document.find("body").ok_or(RejectReason::Damaged { message: "it has no body".to_owned() })?;
    text.blocks(body);
    for (part, note) in [("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")] {
        if let Some(notes) = package.part(part)? {
            let notes = parse(&notes, Flavour::Xml);
            // Separators have a type.
            let written =
                notes.descendants().filter(|it| it.name == note && it.attribute("w:type").is_none());
            written.for_each(|it| text.blocks(it));
        }
    }
    let properties = properties(&mut package)?;
    Ok((text.paragraphs, properties))
}

/// The styles that are a title or a heading of the first level, by their ids.
fn styles(styles: &Element) -> HashMap<String, Style> {
    let all = styles.descendants().filter(|it| it.name == "style");
    let named = all.filter_map(|it| {
        let name = it.all("name").next()?.attribute("val")?.to_lowercase();
        Some((it.attribute("styleId")?.to_owned(), style_of(&name)))
    });
    named.filter(|(_, style)| *style != Style::Text).collect()
}

fn style_of(name: &str) -> Style {
    match name {
        "title" => Style::Title,
        "heading 1" | "heading1" => Style::Heading,
        _ => Style::Text,
    }
}

fn properties(package: &mut Package) -> Result<Properties, RejectReason> {
    let Some(core) = package.part("docProps/core.xml")? else { return Ok(Properties::default()) };
    let core = parse(&core, Flavour::Xml);
    let line = |name: &str| core.find(name).map(Element::line).filter(|it| !it.is_empty());
    Ok(Properties { title: line("title"), author: line("creator"), date: line("created"), source: None })
}

/// The text under way.
struct Text {
    styles: HashMap<String, Style>,
    paragraphs: Vec<Paragraph>,
}

impl Text {
    /// Reads what holds paragraphs and tables.
    fn blocks(&mut self, element: &Element) {
        for child in element.elements() {
            match child.name.as_str() {
                "p" => self.paragraph(child),
                "tbl" => child.all("tr").for_each(|row| self.row(row)),
                "del" | "moveFrom" | "sectPr" => {}
                "AlternateContent" => self.blocks(branch(child)),
                _ => self.blocks(child),
            }
        }
    }

    /// Reads a row of a table: one line where each cell is one, else the paragraphs of its cells.
    fn row(&mut self, row: &Element) {
        let start = self.paragraphs.len();
        let mut cells = 0;
        for cell in row.elements().filter(|it| matches!(it.name.as_str(), "tc" | "sdt")) {
            self.blocks(cell);
            cells += 1;
        }
        join_cells(&mut self.paragraphs, start, cells);
    }

    fn paragraph(&mut self, paragraph: &Element) {
        let id = paragraph.at(&["pPr", "pStyle"]).and_then(|it| it.attribute("val"));
        let style = id.map_or(Style::Text, |id| match self.styles.get(id) {
            Some(style) => *style,
            None => style_of(&id.to_lowercase()),
        });
        let (mut text, mut boxes) = (String::new(), Vec::new());
        inline(paragraph, &mut text, &mut boxes);
        self.paragraphs.push(Paragraph { text, style });
        boxes.into_iter().for_each(|it| self.blocks(it));
    }
}

/// Reads what stands in a paragraph; text boxes that hang on it are kept for behind it.
fn inline<'a>(element: &'a Element, text: &mut String, boxes: &mut Vec<&'a Element>) {
    for child in element.elements() {
        match child.name.as_str() {
            "t" => text.extend(child.children.iter().filter_map(|node| match node {
                Node::Text(piece) => Some(piece.as_str()),
                Node::Element(_) => None,
            })),
            "tab" | "br" | "cr" | "ptab" => text.push(' '),
            "noBreakHyphen" => text.push('-'),
            "sym" => text.extend(symbol(child)),
            "r" if is_hidden(child) => {}
            "txbxContent" => boxes.push(child),
            "AlternateContent" => inline(branch(child), text, boxes),
            "del" | "moveFrom" | "delText" | "instrText" | "delInstrText" | "pPr" | "rPr" | "softHyphen" => {}
            "footnoteReference" | "endnoteReference" | "commentReference" => {}
            "ruby" => {
                if let Some(base) = child.all("rubyBase").next() {
                    inline(base, text, boxes);
                }
            }
            _ => inline(child, text, boxes),
        }
    }
}

/// Of what is written in several ways for several programs, one.
fn branch(alternatives: &Element) -> &Element {
    let holds_text = |it: &&Element| it.descendants().any(|inner| inner.name == "t");
    let choice = alternatives.all("Choice").find(holds_text);
    choice.or_else(|| alternatives.all("Fallback").next()).unwrap_or(alternatives)
}

fn is_hidden(run: &Element) -> bool {
    let vanish = run.at(&["rPr", "vanish"]).or_else(|| run.at(&["rPr", "webHidden"]));
    vanish.is_some_and(|it| !matches!(it.attribute("val"), Some("0" | "false")))
}

/// A sign by its number in a font. Those of symbol fonts have no meaning elsewhere.
fn symbol(element: &Element) -> Option<char> {
    let number = u32::from_str_radix(element.attribute("char")?, 16).ok()?;
    char::from_u32(number).filter(|it| !('\u{E000}'..='\u{F8FF}').contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &str) -> Vec<String> {
        let mut text = Text { styles: HashMap::new(), paragraphs: Vec::new() };
        text.blocks(&parse(body, Flavour::Xml));
        text.paragraphs.into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn changes_are_accepted_and_marks_of_the_editor_are_none_of_the_text() {
        let body = "<w:p><w:r><w:t>One</w:t></w:r><w:ins><w:r><w:t xml:space='preserve'> two</w:t></w:r></w:ins>\
                    <w:del><w:r><w:delText> gone</w:delText></w:r></w:del>\
                    <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>\
                    <w:r><w:instrText>HYPERLINK x</w:instrText></w:r><w:r><w:tab/><w:t>three</w:t></w:r></w:p>";
        assert_eq!(texts(body), ["One two three"]);
    }

    #[test]
    fn a_text_box_is_read_once_and_behind_its_paragraph() {
        let inner = "<w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p></w:txbxContent>";
        let body = format!(
            "<w:p><w:r><mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>\
             </mc:AlternateContent></w:r><w:r><w:t>Text</w:t></w:r></w:p>"
        );
        assert_eq!(texts(&body), ["Text", "Box"]);
    }

    #[test]
    fn a_row_of_short_cells_is_a_line() {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let row = |cells: &str| format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>");
        assert_eq!(texts(&row(&(cell("a") + &cell("b")))), ["a b"]);
        let long = "<w:tc><w:p><w:r><w:t>one</w:t></w:r></w:p><w:p><w:r><w:t>two</w:t></w:r></w:p></w:tc>";
        assert_eq!(texts(&row(&format!("{long}{}", cell("b")))), ["one", "two", "b"]);
    }

    #[test]
    fn signs_are_what_they_look_like() {
        let body = "<w:p><w:r><w:t>co</w:t><w:softHyphen/><w:t>op</w:t><w:noBreakHyphen/><w:t>x</w:t>\
                    <w:sym w:char='2022'/><w:sym w:char='F0B7'/></w:r></w:p>";
        assert_eq!(texts(body), ["coop-x•"]);
    }
}
