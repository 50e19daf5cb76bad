//! Exports of press databases as text, as pages and as XML.

use crate::readers::blocks::Block;
use crate::readers::decode;
use crate::readers::press::records::records;
use crate::readers::press::{europresse, factiva, nexis, proquest};
use crate::readers::reader::{Limits, Outcome, ReadRecord, Reader, RecordStream, Sniff, lazily};
use crate::readers::stream::Stream;
use crate::readers::xml::{Element, Flavour, paragraphs, parse};
use crate::record::RejectReason;

/// An export of a press database.
pub(in super::super) struct Press {
    name: &'static str,
    about: &'static str,
    database: &'static str,
    sniff: fn(&[u8]) -> bool,
}

/// An export of Nexis.
pub(in super::super) static NEXIS: Press = Press {
    name: "nexis",
    about: "an export of Nexis or Nexis Uni as text or as a page (as RTF and DOCX too), one article a document",
    database: "Nexis",
    sniff: |head| {
        let holds = |mark: &[u8]| memchr::memmem::find(head, mark).is_some();
        if holds(b"<!-- LXNComment") || holds(b"<DOC NUMBER=") {
            return true;
        }
        let text = String::from_utf8_lossy(head);
        let has_end = || text.lines().any(|line| line.trim().eq_ignore_ascii_case("End of Document"));
        text.lines().any(nexis::is_number_line) || (text.contains("Load-Date:") && has_end())
    },
};

/// An export of Factiva.
pub(in super::super) static FACTIVA: Press = Press {
    name: "factiva",
    about: "an export of Factiva as text, as a page or as XML (as RTF too), one article a document",
    database: "Factiva",
    sniff: |head| {
        let holds = |mark: &[u8]| memchr::memmem::find(head, mark).is_some();
        let is_page =
            || holds(b"<title>Factiva") && (holds(b"articleParagraph") || holds(b"class=\"index\""));
        let is_text = || {
            let text = String::from_utf8_lossy(head);
            let lines: Vec<&str> = text.lines().collect();
            lines.iter().any(|it| factiva::is_number(it.trim())) || factiva::coded_lines(&lines).is_some()
        };
        let is_markup = head.trim_ascii_start().starts_with(b"<");
        holds(b"<PPSResponse") || is_page() || (!is_markup && is_text())
    },
};

/// An export of Europresse.
pub(in super::super) static EUROPRESSE: Press = Press {
    name: "europresse",
    about: "an export of Europresse as a page, one article a document",
    database: "Europresse",
    sniff: |head| {
        memchr::memmem::find(head, b"DocPublicationName").is_some()
            && head.trim_ascii_start().starts_with(b"<")
    },
};

/// An export of ProQuest.
pub(in super::super) static PROQUEST: Press = Press {
    name: "proquest",
    about: "an export of ProQuest as text or as a page (as RTF too), one article a document",
    database: "ProQuest",
    sniff: |head| {
        let holds = |mark: &[u8]| memchr::memmem::find(head, mark).is_some();
        holds(b"ProQuest document ID") && (holds(b"____________________") || holds(b"Publication title"))
    },
};

impl Reader for Press {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn endings(&self) -> &'static [&'static str] {
        &[]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        if (self.sniff)(head) { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        let database = self.database;
        lazily(move || {
            let outcomes = match stream.read_whole(limits.max_size) {
                Ok(bytes) => match outcomes(bytes, database) {
                    // An export in which nothing is found is in a layout that is not known.
                    outcomes if outcomes.is_empty() => vec![Err(RejectReason::UnknownLayout { database })],
                    outcomes => outcomes,
                },
                Err(reason) => vec![Err(reason)],
            };
            Ok(numbered(outcomes))
        })
    }
}

/// The records of an export, by their numbers.
pub(in super::super) fn numbered(outcomes: Vec<Outcome>) -> RecordStream {
    Box::new((1..).zip(outcomes).map(|(number, outcome)| ReadRecord::numbered(number, outcome)))
}

fn outcomes(bytes: Vec<u8>, database: &'static str) -> Vec<Outcome> {
    let start = bytes.trim_ascii_start();
    let is_markup = start.starts_with(b"<") || start.starts_with(b"\xEF\xBB\xBF<");
    let unknown = || vec![Err(RejectReason::UnknownLayout { database })];
    if !is_markup {
        let text = decode::text(bytes);
        let lines: Vec<&str> = text.lines().collect();
        // Here each line is a paragraph.
        if proquest::is_export(&lines) {
            return proquest::records(&lines);
        }
        if let Some(blocks) = factiva::coded_lines(&lines) {
            return factiva::records(&blocks);
        }
        if lines.iter().any(|it| factiva::is_number(it.trim())) {
            return factiva::of_lines(&lines).unwrap_or_else(unknown);
        }
        return records(&blocks_of_text(&text)).unwrap_or_else(unknown);
    }
    let text = decode::page(bytes);
    if text.contains("<PPSResponse") {
        return factiva::of_xml(&parse(&text, Flavour::Xml));
    }
    let page = parse(&text, Flavour::Html);
    if database == EUROPRESSE.database {
        return europresse::records(&page);
    }
    let bare = factiva::of_page(&page);
    if !bare.is_empty() {
        return bare;
    }
    records(&blocks_of_page(&page)).unwrap_or_else(unknown)
}

/// The paragraphs of a text: the lines between blank lines, joined.
fn blocks_of_text(text: &str) -> Vec<Block> {
    let (mut blocks, mut paragraph) = (Vec::new(), String::new());
    for line in text.trim_start_matches('\u{FEFF}').lines().chain([""]) {
        let line = line.trim();
        if !line.is_empty() {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        } else if !paragraph.is_empty() {
            blocks.push(Block::text(std::mem::take(&mut paragraph)));
        }
    }
    blocks
}

/// The paragraphs and rows of a page.
fn blocks_of_page(page: &Element) -> Vec<Block> {
    let is_out = |it: &Element| matches!(it.name.as_str(), "head" | "script" | "style" | "title");
    let has_codes = page.descendants().any(|it| it.name == "td" && it.attribute("class") == Some("index"));
    if !has_codes {
        return paragraphs(page, &is_out).into_iter().map(Block::text).collect();
    }
    let rows = page.descendants().filter(|it| it.name == "tr");
    rows.map(|row| Block::Row(row.all("td").map(|cell| paragraphs(cell, &is_out).join("\n\n")).collect()))
        .collect()
}
