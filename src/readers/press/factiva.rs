//! Exports of Factiva: with field codes, `HD` the headline, `LP` and `TD` the text, `PD` the date and so on, each code in
//! a cell of its own beside what it stands for; without codes, in bare lines that are told apart by their form; and in XML.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::readers::blocks::Block;
use crate::readers::parts::Fields;
use crate::readers::reader::Outcome;
use crate::readers::xml::{Element, paragraphs};
use crate::record::RejectReason;

/// Whether a document is an export with field codes: rows of two cells, of which the first is a known code.
pub(super) fn is_export(blocks: &[Block]) -> bool {
    let codes: Vec<&str> = blocks.iter().filter_map(coded).map(|(code, _)| code).collect();
    ["HD", "PD", "SN"].iter().all(|due| codes.contains(due))
}

/// The records of an export: each begins with its headline, or with what stands in front of that.
pub(super) fn records(blocks: &[Block]) -> Vec<Outcome> {
    let mut records = Vec::new();
    let mut fields: Vec<(&str, &str)> = Vec::new();
    let codes: Vec<(&str, &str)> = blocks.iter().filter_map(coded).collect();
    for (at, (code, value)) in codes.iter().enumerate() {
        let begins =
            *code == "HD" || (*code == "SE" && codes.get(at + 1).is_some_and(|(next, _)| *next == "HD"));
        let has_headline = fields.iter().any(|(code, _)| *code == "HD");
        if begins && has_headline {
            records.push(record(&std::mem::take(&mut fields)));
        }
        fields.push((code, value));
    }
    if !fields.is_empty() {
        records.push(record(&fields));
    }
    records
}

/// The codes of Factiva.
static CODES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let rows = include_str!("../data/factiva-codes.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split('\t').next()).collect()
});

/// The rows of an export with codes as text: a code begins its line, and what it stands for runs on to the next code.
/// `None` when it is none.
pub(super) fn coded_lines(lines: &[&str]) -> Option<Vec<Block>> {
    let coded = |line: &str| {
        let code = line.split([' ', '\t']).next().unwrap_or("");
        CODES.contains(code).then(|| (code.to_owned(), line[code.len()..].trim().to_owned()))
    };
    let codes: Vec<String> =
        lines.iter().filter_map(|it| coded(it.trim_end())).map(|(code, _)| code).collect();
    if !["HD", "PD", "SN"].iter().all(|due| codes.iter().any(|code| code == due)) {
        return None;
    }
    let mut rows: Vec<(String, String)> = Vec::new();
    for line in lines.iter().map(|it| it.trim_end()) {
        if let Some(row) = coded(line) {
            rows.push(row);
        } else if let Some((_, value)) = rows.last_mut() {
            match line.trim() {
                "" if !value.is_empty() && !value.ends_with('\n') => value.push_str("\n\n"),
                "" => {}
                line => {
                    if !value.is_empty() && !value.ends_with('\n') {
                        value.push(' ');
                    }
                    value.push_str(line);
                }
            }
        }
    }
    Some(rows.into_iter().map(|(code, value)| Block::Row(vec![code, value.trim().to_owned()])).collect())
}

/// The code of a row, and what stands beside it.
fn coded(block: &Block) -> Option<(&str, &str)> {
    let Block::Row(cells) = block else { return None };
    let [code, value] = &cells[..] else { return None };
    let code = code.trim();
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|it| it.is_ascii_uppercase());
    is_code.then_some((code, value.trim()))
}

fn record(codes: &[(&str, &str)]) -> Outcome {
    let value = |due: &str| codes.iter().find(|(code, _)| *code == due).map(|(_, value)| *value);
    let text: Vec<&str> = ["LP", "TD"].iter().filter_map(|code| value(code)).collect();
    if text.is_empty() && value("HD").is_none() {
        return Err(RejectReason::UnknownLayout { database: "Factiva" });
    }
    let mut fields = Fields::default();
    fields.put("title", value("HD"));
    fields.put("author", value("BY"));
    let time = value("ET").filter(|it| it.contains(':'));
    let date = value("PD").map(|day| time.map_or(day.to_owned(), |time| format!("{day} {time}")));
    fields.put("date", date);
    fields.put("source", value("SN"));
    fields.put("language", value("LA"));
    fields.put("section", value("SE"));
    fields.put("id", value("AN").map(accession));
    fields.with_text(&text)
}

/// The number of an article without the word in front of it: `Document TEST00002024` as `TEST00002024`.
fn accession(value: &str) -> &str {
    value.split_whitespace().next_back().unwrap_or(value)
}

/// The records of the XML of the interface for programs.
pub(super) fn of_xml(response: &Element) -> Vec<Outcome> {
    let articles = response.descendants().filter(|it| it.name == "article");
    articles
        .map(|article| {
            let line = |name: &str| article.find(name).map(Element::line).filter(|it| !it.is_empty());
            let mut fields = Fields::default();
            fields.put("id", line("accessionNo"));
            fields.put("title", line("headline"));
            fields.put("author", line("byline"));
            fields.put("source", line("sourceName"));
            fields.put("language", line("baseLanguage"));
            let date = article.find("publicationDate");
            fields
                .put("date", date.and_then(|it| it.find("dateTime").or(it.find("date"))).map(Element::line));
            let parts = ["leadParagraph", "tailParagraphs"].into_iter().filter_map(|name| article.find(name));
            let text: Vec<String> = parts
                .flat_map(|part| part.descendants().filter(|it| it.name == "paragraph").map(Element::line))
                .collect();
            fields.with_text(&text)
        })
        .collect()
}

/// The records of a page without codes; none where the page has codes, or is something else.
pub(super) fn of_page(page: &Element) -> Vec<Outcome> {
    let has_class = |it: &Element, class: &str| {
        it.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class))
    };
    let is_article =
        |it: &&Element| has_class(it, "article") && !it.elements().any(|inner| has_class(inner, "article"));
    let is_coded = |it: &Element| it.descendants().any(|cell| cell.name == "td" && has_class(cell, "index"));
    let articles = page.descendants().filter(is_article).filter(|it| !is_coded(it));
    articles
        .map(|article| {
            let head = article.descendants().find(|it| it.attribute("id") == Some("hd"));
            let author = article.descendants().find(|it| has_class(it, "author"));
            let is_text = |it: &Element| has_class(it, "articleParagraph");
            let nothing = |_: &Element| false;
            let text: Vec<String> = article
                .descendants()
                .filter(|it| is_text(it))
                .flat_map(|it| paragraphs(it, &nothing))
                .collect();
            let is_out =
                |it: &Element| is_text(it) || it.attribute("id") == Some("hd") || has_class(it, "author");
            let lines = paragraphs(article, &is_out);
            let mut fields = bare(&lines.iter().map(String::as_str).collect::<Vec<_>>());
            fields.put("title", head.map(Element::line));
            fields.put("author", author.map(Element::line));
            fields.with_text(without_end(&text))
        })
        .collect()
}

/// The records of an export without codes in bare lines, as RTF and text have it; `None` when it is none. A record ends with
/// its number; its title stands above the number of words, with the author between.
pub(super) fn of_lines(paragraphs: &[&str]) -> Option<Vec<Outcome>> {
    let lines: Vec<&str> = paragraphs.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    if !lines.iter().any(|it| is_number(it)) || !lines.iter().any(|it| is_word_count(it)) {
        return None;
    }
    let mut parts: Vec<&[&str]> = lines.split_inclusive(|it| is_number(it)).collect();
    // Below the last number stands a summary of the search.
    if parts.last().is_some_and(|it| !it.iter().any(|line| is_number(line))) {
        parts.pop();
    }
    Some(parts.into_iter().map(of_bare_lines).collect())
}

fn of_bare_lines(lines: &[&str]) -> Outcome {
    let unknown = || RejectReason::UnknownLayout { database: "Factiva" };
    let words_at = lines.iter().position(|it| is_word_count(it)).ok_or_else(unknown)?;
    let rights_at =
        lines.iter().position(|it| is_rights(it)).filter(|at| *at > words_at).ok_or_else(unknown)?;
    let is_author = |line: &str| {
        let lower = line.to_lowercase();
        ["by ", "von ", "par ", "por ", "di ", "door ", "de "].iter().any(|start| lower.starts_with(start))
    };
    let above: Vec<&str> =
        lines[..words_at].iter().copied().filter(|it| *it != "Factiva RTF Display Format").collect();
    let (author, title) = match above[..] {
        [.., title, author] if is_author(author) => (Some(author), Some(title)),
        [.., title] => (None, Some(title)),
        [] => (None, None),
    };
    let mut fields = bare(&lines[words_at..=rights_at]);
    fields.put("title", title);
    fields.put("author", author);
    fields.put("id", lines.last().map(|it| accession(it)));
    let text: Vec<String> = lines[rights_at + 1..].iter().map(|it| (*it).to_owned()).collect();
    fields.with_text(without_end(&text))
}

/// `Document TEST0000024839201903270000`.
pub(super) fn is_number(line: &str) -> bool {
    let number = line.strip_prefix("Document ").unwrap_or("");
    number.len() >= 20 && number.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
}

/// What bare lines tell: after the number of words the date, the hour, the source, its code, the language.
fn bare(lines: &[&str]) -> Fields {
    let mut fields = Fields::default();
    let words_at = lines.iter().position(|it| is_word_count(it));
    let after = words_at.map_or(lines, |at| &lines[at + 1..]);
    let Some((date, rest)) = after.split_first() else { return fields };
    let (time, rest) = match rest.split_first() {
        Some((time, behind)) if is_time(time) => (Some(*time), behind),
        _ => (None, rest),
    };
    fields.put("date", Some(time.map_or((*date).to_owned(), |time| format!("{date} {time}"))));
    fields.put("source", rest.first());
    let code_at = rest.iter().position(|it| is_source_code(it)).unwrap_or(0);
    let copyright_at = rest.iter().position(|it| is_rights(it)).unwrap_or(rest.len());
    // The language stands last in front of the line of copyright.
    let language = rest.get(code_at + 1..copyright_at).and_then(<[&str]>::last);
    fields.put("language", language);
    let number = lines.iter().rev().find(|it| it.starts_with("Document "));
    fields.put("id", number.map(|it| accession(it)));
    fields
}

/// `234 words`, `184 mots`, `153 Wörter`, `1,204 words`, `350 字`.
fn is_word_count(line: &str) -> bool {
    let mut parts = line.split_whitespace();
    let (Some(number), Some(unit), None) = (parts.next(), parts.next(), parts.next()) else { return false };
    let units =
        ["words", "wörter", "mots", "palabras", "parole", "palavras", "woorden", "字", "słów", "слов", "ord"];
    number.chars().all(|it| it.is_ascii_digit() || matches!(it, ',' | '.'))
        && units.contains(&unit.to_lowercase().as_str())
}

fn is_time(line: &str) -> bool {
    line.len() <= 8 && line.contains(':') && line.bytes().all(|it| it.is_ascii_digit() || it == b':')
}

fn is_source_code(line: &str) -> bool {
    (3..=8).contains(&line.len()) && line.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
}

fn is_rights(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["copyright", "©", "(c)", "版权"].iter().any(|start| lower.starts_with(start))
}

/// The text without the publisher and the number of the document below it.
fn without_end(text: &[String]) -> &[String] {
    match text {
        [rest @ .., _, number] if number.starts_with("Document ") => rest,
        [rest @ .., number] if number.starts_with("Document ") => rest,
        rest => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Content;

    #[test]
    fn codes_may_begin_lines() {
        let text = "HD\nCouncil closes market\nBY By Ada Poe\nPD 15 October 2021\nSN\nEvening Post\nLP\nThe council\nmet.\n\n\
                    It went home.\n\nAN\nDocument TEST0000020211015\n";
        let blocks = coded_lines(&text.lines().collect::<Vec<_>>()).unwrap();
        let Ok((Content::Json(bytes), fields)) = records(&blocks).remove(0) else { panic!() };
        assert_eq!(String::from_utf8(bytes).unwrap(), "{\"text\":\"The council met.\\n\\nIt went home.\"}");
        assert!(fields.contains(&("source".to_owned(), "Evening Post".to_owned())));
        assert!(coded_lines(&["HD is no code here", "and PD neither"]).is_none());
    }

    #[test]
    fn bare_lines_are_told_apart_by_their_form() {
        let text = "News\nCouncil closes market\nBy Ada Poe\n20 words\n15 October 2021\n14:19\nEvening Post\nTEST\nEnglish\n\
                    Copyright 2021. Evening Post\nThe council met.\nEvening Post Limited\n\
                    Document TEST0000020211015000000\nSearch Summary\n";
        let lines: Vec<&str> = text.lines().collect();
        let outcomes = of_lines(&lines).unwrap();
        assert_eq!(outcomes.len(), 1);
        let Ok((Content::Json(bytes), fields)) = &outcomes[0] else { panic!() };
        assert_eq!(std::str::from_utf8(bytes).unwrap(), "{\"text\":\"The council met.\"}");
        for (key, value) in [
            ("title", "Council closes market"),
            ("author", "By Ada Poe"),
            ("date", "15 October 2021 14:19"),
            ("source", "Evening Post"),
            ("language", "English"),
            ("id", "TEST0000020211015000000"),
        ] {
            assert!(fields.contains(&(key.to_owned(), value.to_owned())), "{key} in {fields:?}");
        }
    }

    #[test]
    fn codes_tell_the_fields() {
        let row = |code: &str, value: &str| Block::Row(vec![code.to_owned(), value.to_owned()]);
        let blocks = [
            Block::text("Factiva RTF Display Format".to_owned()),
            row("HD", "Council closes market"),
            row("BY", "By Ada Poe"),
            row("PD", "15 October 2021"),
            row("SN", "Evening Post"),
            row("LA", "English"),
            row("LP", "The council met."),
            row("TD", "It went home."),
            row("AN", "Document TEST0000020211015"),
            row("SE", "News"),
            row("HD", "Harbour closed"),
            row("LP", "The harbour closed."),
        ];
        assert!(is_export(&blocks));
        let found: Vec<String> = records(&blocks)
            .into_iter()
            .map(|it| match it {
                Ok((Content::Json(bytes), fields)) => {
                    format!("{fields:?} {}", String::from_utf8(bytes).unwrap())
                }
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("(\"id\", \"TEST0000020211015\")"), "{}", found[0]);
        assert!(found[0].ends_with("{\"text\":\"The council met.\\n\\nIt went home.\"}"), "{}", found[0]);
        assert!(found[1].contains("Harbour closed") && found[1].contains("News"), "{}", found[1]);
    }
}
