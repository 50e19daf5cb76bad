//! Exports of Nexis: the old layout, in which `1 of 10 DOCUMENTS` stands above each article, and that of Nexis Uni, in
//! which `End of Document` stands below it.

use crate::readers::parts::Fields;
use crate::readers::press::labels::{Label, labelled};
use crate::readers::reader::Outcome;
use crate::record::RejectReason;

/// Whether paragraphs are of an export of Nexis.
pub(super) fn is_export(paragraphs: &[&str]) -> bool {
    paragraphs.iter().any(|it| is_number_line(it)) || paragraphs.iter().any(|it| is_end(it))
}

/// The records of an export.
pub(super) fn records(paragraphs: &[&str]) -> Vec<Outcome> {
    let paragraphs: Vec<&str> = paragraphs.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    if paragraphs.iter().any(|it| is_number_line(it)) {
        let mut parts = paragraphs.split(|it| is_number_line(it));
        // What stands above the first article is the order.
        parts.next();
        return parts.map(old).collect();
    }
    let mut parts: Vec<&[&str]> = paragraphs.split(|it| is_end(it)).collect();
    // What stands below the last article is none, but for an article that is cut off.
    if parts.last().is_some_and(|last| !last.iter().any(|it| is_body_line(it))) {
        parts.pop();
    }
    parts.into_iter().map(uni).collect()
}

/// `1 of 10 DOCUMENTS`, `Dokument 1 von 10`, `Document 1 sur 10`, `Documento 1 de 10`.
pub(super) fn is_number_line(line: &str) -> bool {
    // Every line of every text is asked, so no list is made of its words.
    let mut words = line.split_whitespace();
    let four = (words.next(), words.next(), words.next(), words.next());
    let ((Some(first), Some(second), Some(third), Some(fourth)), None) = (four, words.next()) else {
        return false;
    };
    let is_number =
        |word: &str| !word.is_empty() && word.len() < 7 && word.bytes().all(|it| it.is_ascii_digit());
    let is_of = |word: &str| {
        matches!(word.to_lowercase().as_str(), "of" | "von" | "sur" | "de" | "di" | "van" | "su")
    };
    let is_document =
        |word: &str| word.to_lowercase().starts_with("do") && (7..12).contains(&word.chars().count());
    let is_above = is_number(first) && is_of(second) && is_number(third) && is_document(fourth);
    is_above || (is_document(first) && is_number(second) && is_of(third) && is_number(fourth))
}

fn is_end(line: &str) -> bool {
    matches!(
        line.trim().to_lowercase().as_str(),
        "end of document"
            | "ende des dokuments"
            | "fin du document"
            | "fin del documento"
            | "fine del documento"
            | "einde van document"
            | "fim do documento"
    )
}

/// An article of the old layout.
fn old(paragraphs: &[&str]) -> Outcome {
    if paragraphs.iter().any(|it| it.contains("it is not possible to display it")) {
        let what = "Nexis says that it is not possible to display the document".to_owned();
        return Err(RejectReason::NoBody { what });
    }
    let unknown = || RejectReason::UnknownLayout { database: "Nexis" };
    let source = *paragraphs.first().ok_or_else(unknown)?;
    let date_at = (1..paragraphs.len().min(5)).find(|at| is_date(paragraphs[*at])).ok_or_else(unknown)?;
    let head_at = (date_at + 1..paragraphs.len())
        .find(|at| labelled(paragraphs[*at]).is_some_and(|(label, _)| label.is_of_head()))
        .ok_or_else(unknown)?;
    let mut fields = Fields::default();
    fields.put("source", Some(source));
    fields.put("date", Some(date(paragraphs[date_at])));
    // An edition may stand between the date and the title.
    fields.put("title", (head_at > date_at + 1).then(|| paragraphs[head_at - 1]));
    let mut at = head_at;
    let mut seen: Vec<Label> = Vec::new();
    while let Some((label, value)) = paragraphs.get(at).and_then(|it| labelled(it)) {
        if !label.is_of_head() || seen.contains(&label) {
            break;
        }
        seen.push(label);
        head(&mut fields, label, value);
        at += 1;
    }
    let end = end_of_body(paragraphs, at);
    for (label, value) in paragraphs[end..].iter().filter_map(|it| labelled(it)) {
        if label == Label::Language {
            head(&mut fields, label, value);
        }
    }
    finished(fields, &paragraphs[at..end])
}

/// Where the body ends: behind it stand known labels and the line of copyright only.
fn end_of_body(paragraphs: &[&str], start: usize) -> usize {
    let mut end = paragraphs.len();
    while end > start {
        let line = paragraphs[end - 1];
        let is_tail = labelled(line).is_some_and(|(label, _)| label.is_of_tail());
        if !is_tail && !is_rights(line) {
            break;
        }
        end -= 1;
    }
    end
}

fn is_rights(line: &str) -> bool {
    let lower = line.to_lowercase();
    let starts =
        ["copyright", "©", "(c) ", "all rights reserved", "tous droits", "alle rechte", "todos los derechos"];
    lower.chars().count() < 300 && starts.iter().any(|start| lower.starts_with(start))
}

/// An article of Nexis Uni.
fn uni(paragraphs: &[&str]) -> Outcome {
    let unknown = || RejectReason::UnknownLayout { database: "Nexis" };
    let body_at = paragraphs.iter().position(|it| is_body_line(it)).ok_or_else(unknown)?;
    let above = &paragraphs[..body_at];
    let date_at = above.iter().rposition(|it| is_date(it) && labelled(it).is_none()).ok_or_else(unknown)?;
    // A notice of a correction or an edition may stand between the source and the date.
    let notices = ["correction appended", "clarification appended", "late edition - final", "final edition"];
    let source_at = (0..date_at).rev().find(|at| !notices.contains(&above[*at].to_lowercase().as_str()));
    let source_at = source_at.ok_or_else(unknown)?;
    let title_at = source_at.checked_sub(1).ok_or_else(unknown)?;
    let mut fields = Fields::default();
    fields.put("title", Some(above[title_at]));
    fields.put("source", Some(above[source_at]));
    fields.put("date", Some(date(above[date_at])));
    for (label, value) in above[date_at..].iter().filter_map(|it| labelled(it)) {
        head(&mut fields, label, value);
    }
    let text = &paragraphs[body_at + 1..];
    let length = above[date_at..].iter().filter_map(|it| labelled(it)).find(|it| it.0 == Label::Length);
    let length = length.and_then(|(_, value)| {
        value.split_whitespace().find_map(|it| it.replace([',', '.'], "").parse().ok())
    });
    finished(fields, &text[..end_of_uni(text, length)])
}

/// Where the text of an article of Nexis Uni ends that has so many words by its own account: at the day on which it was
/// loaded, or at the heading of what follows the text. Some of these may also be crossheads: most of the words must stand
/// above them.
fn end_of_uni(text: &[&str], length: Option<usize>) -> usize {
    let is_loaded = |it: &&str| labelled(it).is_some_and(|(label, _)| label == Label::Loaded);
    let end = text.iter().position(is_loaded).unwrap_or(text.len());
    let words = |part: &[&str]| part.iter().map(|it| it.split_whitespace().count()).sum::<usize>();
    let all = words(&text[..end]);
    let due = length.unwrap_or(all).min(all);
    let is_end = |at: &usize| match text[*at].to_lowercase().as_str() {
        "graphic" | "classification" | "grafik" | "graphique" | "klassifizierung" => true,
        "notes" | "correction" => words(&text[..*at]) * 4 >= due * 3,
        _ => false,
    };
    (0..end).find(is_end).unwrap_or(end)
}

/// The line above the text of an article of Nexis Uni.
fn is_body_line(line: &str) -> bool {
    let words =
        ["body", "volltext", "text", "corps", "cuerpo", "texto", "corpo", "testo", "tekst", "hoofdtekst"];
    words.contains(&line.to_lowercase().as_str())
}

fn head(fields: &mut Fields, label: Label, value: &str) {
    match label {
        Label::Author => fields.put("author", Some(value)),
        Label::Section => fields.put("section", value.split(';').next()),
        Label::Language => fields.put("language", value.split([';', ',']).next()),
        Label::Length | Label::Place | Label::Deck | Label::Loaded | Label::Tail => {}
    }
}

fn finished(fields: Fields, body: &[&str]) -> Outcome {
    let body: Vec<&str> = body.iter().copied().filter(|it| !is_page_line(it)).collect();
    fields.with_text(&body)
}

/// A running head or foot such as `Page 1 of 3`.
fn is_page_line(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_number = |word: &str| word.bytes().all(|it| it.is_ascii_digit());
    matches!(words[..], [page, number, _, count] if matches!(page, "Page" | "Seite") && is_number(number) && is_number(count))
}

/// Whether a line is a date: short, with a year and a day or a month, and no sentence.
fn is_date(line: &str) -> bool {
    let words: Vec<&str> = line.split([' ', ',', '.', '\u{A0}']).filter(|it| !it.is_empty()).collect();
    let is_figures = |word: &&str| word.bytes().all(|it| it.is_ascii_digit());
    let is_year = |word: &&str| {
        word.len() == 4 && is_figures(word) && (word.starts_with("19") || word.starts_with("20"))
    };
    let days = words.iter().filter(|it| it.len() <= 2 && is_figures(it)).count();
    let is_iso =
        |word: &&str| word.len() == 10 && word.split('-').count() == 3 && word.starts_with(['1', '2']);
    let short =
        words.len() <= 12 && words.iter().filter(|it| it.chars().all(char::is_alphabetic)).count() <= 6;
    short && (words.iter().any(is_iso) || (words.iter().any(is_year) && days > 0 && words.len() > 2))
}

/// The day of a line of the date, without its weekday, its hour and its edition.
fn date(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_year = |word: &str| {
        let figures: String = word.chars().filter(char::is_ascii_digit).collect();
        figures.len() == 4 && word.trim_end_matches([',', '.']).len() == 4
    };
    match words.iter().position(|it| is_year(it)) {
        Some(at) => words[..=at].join(" "),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Content;

    fn told(text: &str) -> Vec<String> {
        let paragraphs: Vec<String> = text.split("\n\n").map(|it| it.replace('\n', " ")).collect();
        let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
        assert!(is_export(&paragraphs));
        let told = |it: Outcome| match it {
            Ok((Content::Json(bytes), fields)) => {
                let fields: Vec<String> =
                    fields.iter().map(|(key, value)| format!("{key}={value}")).collect();
                format!("{} {}", fields.join(";"), String::from_utf8(bytes).unwrap())
            }
            Ok(_) => "no text".to_owned(),
            Err(reason) => reason.to_string(),
        };
        records(&paragraphs).into_iter().map(told).collect()
    }

    #[test]
    fn the_old_layout_has_a_line_above_each_article() {
        let text = "Download Request: 1-2\n\n1 of 2 DOCUMENTS\n\nThe Evening Post\n\nAugust 2, 2023 Wednesday\n\n\
            Late Edition - Final\n\nCouncil closes market\n\nBYLINE: Ada Poe\n\nSECTION: NEWS; Pg. 1\n\n\
            LENGTH: 20 words\n\nThe council met.\n\nLENGTH: that was the one word she said.\n\n\
            LOAD-DATE: August 25, 2023\n\nLANGUAGE: ENGLISH\n\nCopyright 2023 The Evening Post All Rights Reserved\n\n\
            2 of 2 DOCUMENTS\n\nThe Evening Post\n\nWe are sorry but it is not possible to display it";
        let expected = "source=The Evening Post;date=August 2, 2023;title=Council closes market;author=Ada Poe;\
            section=NEWS;language=ENGLISH {\"text\":\"The council met.\\n\\nLENGTH: that was the one word she said.\"}";
        let found = told(text);
        assert_eq!(found[0], expected);
        assert!(found[1].starts_with("no-body"), "{}", found[1]);
    }

    #[test]
    fn labels_and_dates_are_of_the_screens_language() {
        let text = "Dokument 1 von 1\n\nNordersieler Bote\n\n11. September 1996 Mittwoch\n\nMarkthalle schließt\n\n\
            AUTOR: Birgit Löffler\n\nLÄNGE: 9 Wörter\n\nDer Rat tagte.\n\nUPDATE: October 4, 1996\n\nSPRACHE: GERMAN";
        let expected = "source=Nordersieler Bote;date=11. September 1996;title=Markthalle schließt;\
            author=Birgit Löffler;language=GERMAN {\"text\":\"Der Rat tagte.\"}";
        assert_eq!(told(text), [expected]);
    }

    #[test]
    fn nexis_uni_has_a_line_below_each_article() {
        let text = "Documents (1)\n\n1. Council closes market\n\nSearch Terms: market\n\nCouncil closes market\n\n\
            The Evening Post\n\nCorrection Appended\n\nMay 21, 2024 Tuesday\n\nCopyright 2024 All Rights Reserved\n\n\
            Section: LOCAL; Pg. 12\n\nLength: 22 words\n\nByline: Ada Poe\n\nBody\n\nThe council met.\n\n\
            Graphic\n\nThe old market\n\nLoad-Date: May 22, 2024\n\nEnd of Document";
        let expected = "title=Council closes market;source=The Evening Post;date=May 21, 2024;section=LOCAL;\
            author=Ada Poe {\"text\":\"The council met.\"}";
        assert_eq!(told(text), [expected]);
    }

    #[test]
    fn a_crosshead_does_not_end_the_text() {
        let text = [
            "one two three four",
            "Notes",
            "five six seven eight nine",
            "Graphic",
            "A picture",
            "Load-Date: x",
        ];
        assert_eq!(end_of_uni(&text, Some(9)), 3);
        assert_eq!(end_of_uni(&text, None), 3);
        assert_eq!(end_of_uni(&text, Some(4)), 1);
        assert_eq!(end_of_uni(&text[..3], None), 3);
        assert_eq!(end_of_uni(&[], None), 0);
    }

    #[test]
    fn the_last_article_of_an_export_that_is_cut_off_is_read() {
        let article = |title: &str| {
            format!(
                "{title}\n\nThe Evening Post\n\nMay 21, 2024 Tuesday\n\nSection: LOCAL\n\nBody\n\nThe council met."
            )
        };
        let text =
            format!("{}\n\nLoad-Date: May 22, 2024\n\nEnd of Document\n\n{}", article("One"), article("Two"));
        let found = told(&text);
        assert_eq!(found.len(), 2);
        assert!(found[1].contains("title=Two") && found[1].contains("The council met."), "{}", found[1]);
        let spanish = told(
            "Uno\n\nEl Diario\n\n21 de mayo de 2024\n\nCuerpo\n\nSe reunió.\n\nFecha de carga: 22 de mayo\n\nFin del documento",
        );
        assert!(spanish[0].ends_with("{\"text\":\"Se reunió.\"}"), "{}", spanish[0]);
    }

    #[test]
    fn a_layout_that_is_not_known_is_told() {
        assert!(told("1 of 1 DOCUMENTS\n\nSomething else")[0].starts_with("unknown-layout"));
        assert!(!is_export(&["The council met, 1 of 2 parties said."]));
    }
}
