//! What a file holds, by its name's ending and by its first bytes.

use std::fmt;

use crate::readers::walk::Named;
use crate::record::MediaType;

/// What is to be done with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// The file is one document.
    Whole(MediaType),
    /// The file holds JSON.
    Records(Layout),
    /// The name promises text and the bytes are none.
    Binary,
    /// Not for us.
    Skip(SkipReason),
}

/// How JSON values lie in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// One value a line.
    Lines,
    /// Values of any shape: a list, one object, several after one another.
    Values,
}

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// The name's ending belongs to something else.
    Ending(String),
    /// The first bytes are of no kind that is read.
    Content,
    /// A pipe, a device, a socket in a folder.
    NotAFile,
    /// A symbolic link in a folder; what it leads to is read where it lies.
    Link,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SkipReason::Ending(ending) => write!(f, "files ending in .{ending} are not read"),
            SkipReason::Content => f.write_str("not a kind of text that is read"),
            SkipReason::NotAFile => f.write_str("not a regular file"),
            SkipReason::Link => f.write_str("a symbolic link"),
        }
    }
}

/// What a name's ending says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// One of ours.
    Whole(MediaType),
    /// JSON.
    Records(Layout),
    /// No ending, or one that says nothing (a number, a part of a title).
    Silent,
    /// The ending of something else.
    Foreign(String),
}

/// What the ending of a path says, behind `.gz` and `.zst`.
pub(super) fn ending(shown: &str) -> Ending {
    let name = shown.rsplit(['/', '\\']).next().unwrap_or(shown);
    let lower = name.to_ascii_lowercase();
    let inner = [".gz", ".zst", ".zstd"].iter().find_map(|packed| lower.strip_suffix(packed));
    let Some((_, last)) = inner.unwrap_or(&lower).rsplit_once('.') else { return Ending::Silent };
    match last {
        "txt" | "text" | "story" | "article" => Ending::Whole(MediaType::Text),
        "md" | "markdown" | "mkd" | "mdown" => Ending::Whole(MediaType::Markdown),
        "html" | "htm" | "xhtml" | "shtml" => Ending::Whole(MediaType::Html),
        "jsonl" | "ndjson" | "jsonlines" | "jl" => Ending::Records(Layout::Lines),
        "json" | "jsonld" => Ending::Records(Layout::Values),
        _ if says_nothing(last) => Ending::Silent,
        _ => Ending::Foreign(last.to_owned()),
    }
}

/// Whether what follows the last dot is no file type: `page.1`, `About the U.S. today`.
fn says_nothing(last: &str) -> bool {
    last.is_empty()
        || last.len() > 8
        || last.bytes().all(|byte| byte.is_ascii_digit())
        || !last.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What a file is, by its name and its first bytes.
pub(super) fn kind(shown: &str, head: &[u8], named: Named) -> Sniffed {
    match ending(shown) {
        Ending::Whole(MediaType::Html) if !looks_binary(head) => Sniffed::Whole(MediaType::Html),
        Ending::Whole(_) | Ending::Records(_) if looks_binary(head) => Sniffed::Binary,
        // A page that was saved under a name of text is still a page.
        Ending::Whole(_) if looks_like_page(head) => Sniffed::Whole(MediaType::Html),
        Ending::Whole(media_type) => Sniffed::Whole(media_type),
        Ending::Records(Layout::Lines) if first_byte(head) != Some(b'[') => Sniffed::Records(Layout::Lines),
        Ending::Records(_) => Sniffed::Records(Layout::Values),
        Ending::Foreign(ending) => match named {
            Named::Outright => by_content(head),
            Named::InFolder => Sniffed::Skip(SkipReason::Ending(ending)),
        },
        Ending::Silent => by_content(head),
    }
}

fn by_content(head: &[u8]) -> Sniffed {
    if looks_binary(head) {
        return Sniffed::Skip(SkipReason::Content);
    }
    match first_byte(head) {
        Some(b'{') => Sniffed::Records(Layout::Values),
        Some(b'[') if starts_a_list(head) => Sniffed::Records(Layout::Values),
        Some(b'<') if looks_like_page(head) => Sniffed::Whole(MediaType::Html),
        Some(_) | None => Sniffed::Whole(MediaType::Text),
    }
}

fn trimmed(head: &[u8]) -> &[u8] {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    head.trim_ascii_start()
}

fn first_byte(head: &[u8]) -> Option<u8> {
    trimmed(head).first().copied()
}

/// `[{`, `["` and `[]`, but not `[Updated at noon]`.
fn starts_a_list(head: &[u8]) -> bool {
    let rest = trimmed(head).get(1..).unwrap_or(&[]).trim_ascii_start();
    matches!(rest.first(), Some(b'{' | b'"' | b'[' | b']') | None)
}

fn looks_like_page(head: &[u8]) -> bool {
    let head = trimmed(head);
    let start = head.get(..head.len().min(512)).unwrap_or(head).to_ascii_lowercase();
    [b"<!doctype html".as_slice(), b"<html", b"<head", b"<body", b"<article", b"<!--", b"<?xml"]
        .iter()
        .any(|tag| start.starts_with(tag))
        && (!start.starts_with(b"<?xml") || memchr::memmem::find(&start, b"<html").is_some())
}

/// First bytes of well-known files that are no text, some of which hold few control characters.
const MAGIC: &[&[u8]] =
    &[b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"\x7FELF", b"{\\rtf"];

/// Whether the bytes are no text: a known other kind, or more than one in fifty
/// of them is a control character that no text has.
pub(super) fn looks_binary(head: &[u8]) -> bool {
    if MAGIC.iter().any(|magic| head.starts_with(magic)) {
        return true;
    }
    let odd = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    odd * 50 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_decides_behind_the_packing() {
        assert_eq!(ending("a/b.TXT.gz"), Ending::Whole(MediaType::Text));
        assert_eq!(ending("b.jsonl.zst"), Ending::Records(Layout::Lines));
        assert_eq!(ending("c.pdf"), Ending::Foreign("pdf".into()));
        assert_eq!(ending("story"), Ending::Silent);
        assert_eq!(ending("a.b/story.12"), Ending::Silent);
    }

    #[test]
    fn a_foreign_ending_is_read_only_when_named_outright() {
        let text = b"Ministers met on Monday.";
        assert_eq!(kind("a.log", text, Named::Outright), Sniffed::Whole(MediaType::Text));
        assert_eq!(kind("a.log", text, Named::InFolder), Sniffed::Skip(SkipReason::Ending("log".into())));
    }

    #[test]
    fn bytes_without_a_telling_name_show_what_they_are() {
        let of = |head: &[u8]| kind("-", head, Named::Outright);
        assert_eq!(of(b" {\"id\": 1}"), Sniffed::Records(Layout::Values));
        assert_eq!(of(b"[ {\"id\": 1}]"), Sniffed::Records(Layout::Values));
        assert_eq!(of(b"[Updated at noon] Ministers met."), Sniffed::Whole(MediaType::Text));
        assert_eq!(of(b"\n<!DOCTYPE html><p>"), Sniffed::Whole(MediaType::Html));
        assert_eq!(of(b"\x89PNG\r\n"), Sniffed::Skip(SkipReason::Content));
        assert_eq!(of(b""), Sniffed::Whole(MediaType::Text));
    }

    #[test]
    fn a_name_of_text_with_other_bytes_is_a_reject_not_a_skip() {
        assert_eq!(kind("a.txt", b"PK\x03\x04....", Named::InFolder), Sniffed::Binary);
        assert_eq!(kind("a.txt", &[0; 64], Named::InFolder), Sniffed::Binary);
        assert_eq!(kind("a.txt", "Ökonomie".as_bytes(), Named::InFolder), Sniffed::Whole(MediaType::Text));
    }
}
