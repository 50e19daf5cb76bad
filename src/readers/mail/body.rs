//! The text of a message without what mail programs and lists put around it.

use std::sync::LazyLock;

/// How many lines a signature may have that is taken off.
const SIGNATURE: usize = 20;

/// How many paragraphs at the end are looked at for the way to leave a list.
const END: usize = 6;

/// How long such a paragraph may be, in bytes.
const LONGEST: usize = 400;

/// How a paragraph begins that tells how to leave a list.
static LEAVE: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let rows = include_str!("../data/mail-ends.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split('\t').nth(2)).collect()
});

/// A plain text in which each line is a paragraph, as a sender wrote it with `format=flowed`: a blank at the end of a
/// line means that it goes on. With `delsp` that blank is none of the text.
pub(super) fn unflowed(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The depth of quotation of the line that goes on.
    let mut going: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let inner = line.get(depth..).unwrap_or("");
        let inner = inner.strip_prefix(' ').unwrap_or(inner);
        if going != Some(depth) {
            if !out.is_empty() {
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        let is_soft = inner.ends_with(' ') && inner != "-- ";
        out.push_str(if is_soft && delsp { inner.strip_suffix(' ').unwrap_or(inner) } else { inner });
        going = is_soft.then_some(depth);
    }
    out
}

/// The text without the signature at its end, behind a line `-- `.
pub(super) fn without_signature(text: &str) -> &str {
    let mut at = text.len();
    for (count, line) in text.split_inclusive('\n').rev().enumerate() {
        if count > SIGNATURE {
            break;
        }
        at -= line.len();
        if line.trim_end_matches(['\r', '\n']) == "-- " {
            return text.get(..at).unwrap_or(text).trim_end();
        }
    }
    text
}

/// Takes off what a newsletter or a mailing list puts at the end of a message, from where it tells how to leave it.
pub(super) fn cut_ending(paragraphs: &mut Vec<String>) {
    let from = paragraphs.len().saturating_sub(END);
    let tail = paragraphs.iter().enumerate().skip(from.max(1));
    if let Some((at, _)) = tail.into_iter().find(|(_, paragraph)| tells_how_to_leave(paragraph)) {
        paragraphs.truncate(at);
    }
}

fn tells_how_to_leave(paragraph: &str) -> bool {
    // The footer of a mailing list stands under a rule.
    let is_ruled = paragraph.starts_with("_____") && paragraph.contains("mailing list");
    // One link of several in a row may be it.
    let begins = paragraph.split(['|', '·', '•']).any(begins_with_leave);
    paragraph.len() <= LONGEST && (is_ruled || begins)
}

fn begins_with_leave(text: &str) -> bool {
    let lower = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let follows =
        |words: &&str| lower.strip_prefix(words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    LEAVE.iter().any(follows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_go_on_are_joined() {
        assert_eq!(
            unflowed("One \ntwo\n\nthree \n> four \n> five\n  six\n-- \nJane", false),
            "One two\n\nthree \n> four five\n six\n-- \nJane"
        );
        assert_eq!(unflowed("東 \n京", true), "東京");
        assert_eq!(unflowed("", false), "");
    }

    #[test]
    fn a_signature_is_what_follows_its_line() {
        assert_eq!(without_signature("Text.\n\n-- \nJane\nDesk\n"), "Text.");
        assert_eq!(without_signature("Text.\r\n-- \r\nJane"), "Text.");
        assert_eq!(without_signature("Text -- \nmore\n--\nx"), "Text -- \nmore\n--\nx");
        let long = format!("Text.\n-- \n{}", "line\n".repeat(30));
        assert_eq!(without_signature(&long), long);
    }

    #[test]
    fn the_way_to_leave_a_list_ends_the_text() {
        let cut = |paragraphs: &[&str]| {
            let mut all: Vec<String> = paragraphs.iter().map(|it| (*it).to_owned()).collect();
            cut_ending(&mut all);
            all.len()
        };
        assert_eq!(cut(&["Text.", "Unsubscribe from this newsletter", "© Star"]), 1);
        assert_eq!(cut(&["Text.", "_______\nx mailing list\nhttps://x.example"]), 1);
        assert_eq!(cut(&["Text.", "» Newsletter abbestellen"]), 1);
        assert_eq!(cut(&["Text.", "View in browser | Unsubscribe"]), 1);
        assert_eq!(cut(&["Unsubscribe", "Text."]), 2);
        assert_eq!(cut(&["Text.", "Readers who unsubscribed in May wrote that they had read enough."]), 2);
        assert_eq!(cut(&["Text.", "Unsubscribed readers wrote in."]), 2);
        assert_eq!(cut(&["1", "Unsubscribe", "3", "4", "5", "6", "7", "8"]), 8);
    }
}
