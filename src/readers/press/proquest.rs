//! Exports of ProQuest: between lines of underscores, each with labels such as `Publication title:` and `Full text:`.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::readers::parts::Fields;
use crate::readers::reader::Outcome;

/// Labels of ProQuest, in lower case.
static LABELS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("../data/proquest-labels.tsv").lines().filter(|it| !it.starts_with('#')).collect()
});

/// How many different labels an export has at least that has no lines of underscores.
const LABELLED: usize = 4;

/// Whether lines are of an export of ProQuest: between lines of underscores, or with several of its labels.
pub(super) fn is_export(lines: &[&str]) -> bool {
    let has_labels = || {
        let labels: HashSet<String> =
            lines.iter().filter_map(|it| labelled(it.trim())).map(|it| it.0).collect();
        labels.len() >= LABELLED
    };
    lines.iter().any(|it| is_id(it)) && (lines.iter().any(|it| is_separator(it)) || has_labels())
}

/// The records of an export: what stands between two lines of underscores and has a number. A page has no such lines:
/// there a record ends behind the labels that follow its number.
pub(super) fn records(lines: &[&str]) -> Vec<Outcome> {
    let is_record = |part: &&[&str]| part.iter().any(|it| is_id(it));
    if lines.iter().any(|it| is_separator(it)) {
        return lines.split(|it| is_separator(it)).filter(is_record).map(record).collect();
    }
    let (mut records, mut start) = (Vec::new(), 0);
    let mut has_number = false;
    for (at, line) in lines.iter().enumerate() {
        let line = line.trim();
        if has_number && !line.is_empty() && labelled(line).is_none() {
            records.push(record(&lines[start..at]));
            (start, has_number) = (at, false);
        }
        has_number |= is_id(line);
    }
    if has_number {
        records.push(record(&lines[start..]));
    }
    records
}

fn is_id(line: &str) -> bool {
    line.trim_start().starts_with("ProQuest document ID")
}

fn is_separator(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 20 && line.bytes().all(|it| it == b'_')
}

fn record(lines: &[&str]) -> Outcome {
    let mut parts: Vec<(String, Vec<&str>)> = vec![(String::new(), Vec::new())];
    for line in lines.iter().map(|it| it.trim()) {
        match labelled(line) {
            Some((label, value)) => parts.push((label, vec![value])),
            None => parts.last_mut().expect("one is there").1.push(line),
        }
    }
    let part = |label: &str| parts.iter().find(|(it, _)| it == label).map(|(_, lines)| lines);
    let value = |label: &str| {
        let line = part(label)?.iter().copied().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    };
    let first = parts[0].1.iter().find(|it| !it.is_empty()).map(|it| (*it).to_owned());
    let mut fields = Fields::default();
    fields.put("title", value("title").or(first));
    fields.put("author", value("author"));
    fields.put("source", value("publication title").and_then(|it| it.split(';').next().map(str::to_owned)));
    fields.put("date", value("publication date").or_else(|| value("publication year")));
    fields.put("section", value("section"));
    fields.put("language", value("language of publication").or_else(|| value("language")));
    fields.put("url", value("document url"));
    fields.put("id", value("proquest document id"));
    let text = |label: &str| {
        let lines = part(label)?;
        let text: Vec<&str> = lines.iter().copied().filter(|it| !it.is_empty()).collect();
        let is_none =
            text.len() == 1 && matches!(text[0], "None available." | "Not available." | "Not Available");
        (!text.is_empty() && !is_none).then_some(text)
    };
    match text("full text") {
        Some(text) => fields.with_text(&text),
        None => {
            fields.put("partial", Some("true"));
            fields.with_text(&text("abstract").unwrap_or_default())
        }
    }
}

/// The label of a line, in lower case, and what stands behind it.
fn labelled(line: &str) -> Option<(String, &str)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim();
    if !label.starts_with(char::is_uppercase) || label.len() > 40 {
        return None;
    }
    let label = label.to_lowercase();
    LABELS.contains(label.as_str()).then_some((label, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Content;

    #[test]
    fn what_stands_between_lines_of_underscores_is_a_record() {
        let line = "_".repeat(60);
        let text = format!(
            "Report\n{line}\nCouncil closes market\n\nAuthor: Ada Poe\n\nAbstract: None available.\n\n\
             Full text: The council met.\nIt went home.\nCREDIT: An agency\n\nTitle: Council closes market\n\n\
             Publication title: Evening Post; Aldersea\n\nPublication date: Feb 16, 2024\n\nSection: News\n\n\
             ProQuest document ID: 300\n\nLast updated: 2025-01-02\n\n{line}\nHarbour closed\n\n\
             Abstract: The harbour closed.\n\nProQuest document ID: 301\n{line}\nContact us\n"
        );
        let lines: Vec<&str> = text.lines().collect();
        assert!(is_export(&lines));
        let told = |it: Outcome| match it {
            Ok((Content::Json(bytes), fields)) => format!("{fields:?} {}", String::from_utf8(bytes).unwrap()),
            other => format!("{other:?}"),
        };
        let found: Vec<String> = super::records(&lines).into_iter().map(told).collect();
        assert_eq!(found.len(), 2);
        for part in [
            "(\"title\", \"Council closes market\")",
            "(\"source\", \"Evening Post\")",
            "(\"date\", \"Feb 16, 2024\")",
            "{\"text\":\"The council met.\\n\\nIt went home.\"}",
        ] {
            assert!(found[0].contains(part), "{part} in {}", found[0]);
        }
        // A page has no lines of underscores.
        let without: Vec<&str> = lines.iter().copied().filter(|it| !is_separator(it)).collect();
        assert!(is_export(&without));
        let records = records(&without);
        assert_eq!(records.len(), 2);
        assert_eq!(told(records.into_iter().next().unwrap()), found[0]);
        assert!(!is_export(&["ProQuest document ID: what is that?", "Title: none"]));
        assert!(
            found[1].contains("(\"partial\", \"true\")") && found[1].contains("The harbour closed."),
            "{}",
            found[1]
        );
    }
}
