//! EPUB: each document of the spine is a record, in the order of the spine. Covers, title pages and tables of contents
//! are passed over.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::readers::office::package::Package;
use crate::readers::parts::Fields;
use crate::readers::reader::{Limits, Outcome, ReadRecord, Reader, RecordStream, Sniff, lazily};
use crate::readers::stream::Stream;
use crate::readers::xml::{Element, Flavour, parse};
use crate::record::{Content, RejectReason};

/// An electronic book or magazine.
pub(in super::super) struct Epub;

impl Reader for Epub {
    fn name(&self) -> &'static str {
        "epub"
    }

    fn about(&self) -> &'static str {
        "an electronic magazine or book (EPUB), one article a chapter"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["epub"]
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        let start = head.get(..256).unwrap_or(head);
        let is_epub = memchr::memmem::find(start, b"mimetypeapplication/epub+zip").is_some();
        if head.starts_with(b"PK\x03\x04") && is_epub { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        lazily(move || {
            let mut book = Book::open(stream, &limits)?;
            let chapters = std::mem::take(&mut book.chapters).into_iter().zip(1u64..);
            Ok(Box::new(chapters.filter_map(move |(chapter, number)| {
                let outcome = match chapter.passed_over {
                    None => book.chapter(&chapter.path),
                    Some(kind) => {
                        limits.passed_over.add(kind);
                        return None;
                    }
                };
                match &outcome {
                    Ok((Content::Page(page), _)) if is_contents(page) => {
                        limits.passed_over.add(CONTENTS);
                        None
                    }
                    _ => Some(ReadRecord::numbered(number, outcome)),
                }
            })) as RecordStream)
        })
    }
}

/// The parts of a book that are no articles: what each is counted as, and its names.
static PARTS: LazyLock<Vec<(&str, Vec<&str>)>> = LazyLock::new(|| {
    let rows = include_str!("../data/epub-parts.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once('\t'))
        .map(|(kind, names)| (kind, names.split(", ").collect()))
        .collect()
});

/// What a table of contents is counted as.
const CONTENTS: &str = "table of contents";

/// Whether nearly all text of a page stands in links, of which there are several.
fn is_contents(page: &str) -> bool {
    let page = parse(page, Flavour::Html);
    let Some(body) = page.find("body") else { return false };
    let letters = |element: &Element| element.raw_text().chars().filter(|it| it.is_alphanumeric()).count();
    let links: Vec<usize> = body
        .descendants()
        .filter(|it| it.name == "a" && it.attribute("href").is_some())
        .map(letters)
        .collect();
    let heading: usize = body
        .descendants()
        .filter(|it| matches!(it.name.as_str(), "h1" | "h2" | "h3" | "h4"))
        .map(letters)
        .sum();
    links.len() > 1 && links.iter().sum::<usize>() * 5 >= letters(body).saturating_sub(heading) * 4
}

struct Book {
    package: Package,
    chapters: Vec<Chapter>,
    source: Option<String>,
    author: Option<String>,
    date: Option<String>,
    language: Option<String>,
}

struct Chapter {
    path: String,
    /// What it is, when it is no article.
    passed_over: Option<&'static str>,
}

impl Book {
    fn open(stream: Stream, limits: &Limits) -> Result<Book, RejectReason> {
        let mut package = Package::open(stream, limits)?;
        if package.part("META-INF/encryption.xml")?.is_some_and(|it| is_locked(&parse(&it, Flavour::Xml))) {
            let message = "the book is protected against copying".to_owned();
            return Err(RejectReason::Locked { message });
        }
        let container = parse(&package.main_part("META-INF/container.xml")?, Flavour::Xml);
        let path = container.find("rootfile").and_then(|it| it.attribute("full-path"));
        let path =
            path.ok_or(RejectReason::Damaged { message: "it names no package".to_owned() })?.to_owned();
        let opf = parse(&package.main_part(&path)?, Flavour::Xml);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let line = |name: &str| opf.find(name).map(Element::line).filter(|it| !it.is_empty());
        let chapters = chapters(&opf, folder);
        if chapters.is_empty() {
            return Err(RejectReason::Damaged { message: "it names no chapters".to_owned() });
        }
        Ok(Book {
            chapters,
            source: line("publisher").or_else(|| line("title")),
            author: line("creator"),
            date: line("date"),
            language: line("language"),
            package,
        })
    }

    fn chapter(&mut self, path: &str) -> Outcome {
        let page = self.package.main_part(path)?;
        let mut fields = Fields::default();
        fields.put("source", self.source.as_ref());
        fields.put("?author", self.author.as_ref());
        fields.put("?date", self.date.as_ref());
        fields.put("language", self.language.as_ref());
        fields.with(Content::Page(page))
    }
}

/// The documents of the spine.
fn chapters(opf: &Element, folder: &str) -> Vec<Chapter> {
    let manifest: HashMap<&str, &Element> = opf
        .find("manifest")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|item| Some((item.attribute("id")?, item)))
        .collect();
    let guide: HashMap<&str, &str> = opf
        .find("guide")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|it| Some((it.attribute("href")?.split('#').next()?, it.attribute("type")?)))
        .collect();
    let spine = opf.find("spine").into_iter().flat_map(|it| it.all("itemref"));
    let documents = spine.filter_map(|it| {
        let id = it.attribute("idref")?;
        let item = manifest.get(id)?;
        let href = item.attribute("href")?;
        let kind = guide.get(href).copied().unwrap_or("");
        let properties = item.attribute("properties").unwrap_or("");
        let is = |words: &[&str]| {
            let name = href.rsplit('/').next().unwrap_or(href).to_lowercase();
            let stem = name.split('.').next().unwrap_or(&name);
            words.iter().any(|word| stem == *word || id.eq_ignore_ascii_case(word) || kind == *word)
        };
        let passed_over = match properties.split(' ').any(|it| it == "nav") {
            true => Some(CONTENTS),
            false => PARTS.iter().find(|(_, words)| is(words)).map(|(kind, _)| *kind),
        };
        Some(Chapter { path: joined(folder, href), passed_over })
    });
    documents.collect()
}

/// The path of a part that is named as seen from a folder.
fn joined(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or(href);
    let href = percent_decoded(href);
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        match hex.and_then(|it| u8::from_str_radix(it, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether more than fonts is encrypted.
fn is_locked(encryption: &Element) -> bool {
    let methods = encryption.descendants().filter(|it| it.name == "EncryptionMethod");
    methods.filter_map(|it| it.attribute("Algorithm")).any(|algorithm| {
        !algorithm.contains("idpf.org/2008/embedding") && !algorithm.contains("ns.adobe.com/pdf/enc#RC")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spine_orders_the_chapters_and_leaves_out_what_is_none() {
        let opf = parse(
            "<package><manifest><item id='n' href='nav.xhtml' properties='nav'/><item id='c' href='cover.xhtml'/>\
             <item id='a' href='text/one.xhtml'/><item id='b' href='../two%20b.xhtml'/></manifest>\
             <spine><itemref idref='c'/><itemref idref='n'/><itemref idref='b'/><itemref idref='a'/></spine></package>",
            Flavour::Xml,
        );
        let found: Vec<(String, bool)> =
            chapters(&opf, "OEBPS").into_iter().map(|it| (it.path, it.passed_over.is_some())).collect();
        let expected = [("OEBPS/cover.xhtml", true), ("OEBPS/nav.xhtml", true), ("two b.xhtml", false)];
        for (found, (path, is_out)) in found.iter().zip(expected) {
            assert_eq!((found.0.as_str(), found.1), (path, is_out));
        }
        assert_eq!(found[3], ("OEBPS/text/one.xhtml".to_owned(), false));
    }

    #[test]
    fn a_page_of_links_is_a_table_of_contents() {
        let link = |text: &str| format!("<li><a href='x.html'>{text}</a></li>");
        let page = |text: &str| format!("<html><body><h3>In this issue</h3>{text}</body></html>");
        assert!(is_contents(&page(&(link("The council met") + &link("The harbour closed")))));
        assert!(!is_contents(&page(&link("The council met"))));
        let article = format!("<p>{} and {}</p>", "The council met. ".repeat(9), link("one") + &link("two"));
        assert!(!is_contents(&page(&article)));
    }

    #[test]
    fn fonts_may_be_encrypted() {
        let with = |algorithm: &str| {
            let text = format!("<e><enc:EncryptionMethod Algorithm='{algorithm}'/></e>");
            is_locked(&parse(&text, Flavour::Xml))
        };
        assert!(!with("http://www.idpf.org/2008/embedding"));
        assert!(with("http://www.w3.org/2001/04/xmlenc#aes128-cbc"));
    }
}
