//! Which format a file is read as: by what the user says, by its first bytes, by its name's ending.

use std::fmt;

use crate::readers::formats::Format;
use crate::readers::head::looks_binary;
use crate::readers::reader::Sniff;

/// Whether somebody named the file itself or a folder that it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Named {
    /// The file itself: it is read whatever its name's ending is.
    Outright,
    /// A folder above it: it is read when its ending is one of ours, or tells nothing.
    InFolder,
}

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// The name's ending belongs to something else.
    Ending(String),
    /// The first bytes are of no format that is read.
    Content,
    /// A pipe, a device, a socket in a folder.
    NotAFile,
    /// A symbolic link in a folder; what it leads to is read where it lies.
    Link,
}

impl SkipReason {
    /// The kind of a file that is left alone for this reason, to count such files by: `.pdf`, `symbolic link`.
    #[must_use]
    pub fn kind(&self, shown: &str) -> String {
        match self {
            SkipReason::Ending(ending) => format!(".{ending}"),
            SkipReason::Content => match ending(shown) {
                Ending::Foreign(ending) | Ending::Common(ending) => format!(".{ending}"),
                Ending::Of(_) | Ending::Silent => "binary".to_owned(),
            },
            SkipReason::NotAFile => "no regular file".to_owned(),
            SkipReason::Link => "symbolic link".to_owned(),
        }
    }
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

/// What is to be done with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// Read it so.
    Read(Format),
    /// Reject it: the name, or the user, promises text and the bytes are none.
    Binary,
    /// Leave it alone.
    Skip(SkipReason),
}

/// What a name's ending says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// It is one of ours.
    Of(Format),
    /// There is none, or one that tells nothing (a number, a part of a title).
    Silent,
    /// It is that of many formats, of which some are read: the first bytes decide.
    Common(String),
    /// It is that of something else.
    Foreign(String),
}

/// What the ending of a path says, behind those of packed files.
pub(super) fn ending(shown: &str) -> Ending {
    let name = shown.rsplit(['/', '\\']).next().unwrap_or(shown);
    let lower = name.to_ascii_lowercase();
    let inner = [".gz", ".bz2", ".xz", ".zst", ".zstd"].iter().find_map(|packed| lower.strip_suffix(packed));
    let Some((_, last)) = inner.unwrap_or(&lower).rsplit_once('.') else { return Ending::Silent };
    match Format::of_ending(last) {
        Some(format) => Ending::Of(format),
        None if tells_nothing(last) || is_in_maildir(shown) => Ending::Silent,
        None if last == "xml" => Ending::Common(last.to_owned()),
        None => Ending::Foreign(last.to_owned()),
    }
}

/// Whether this is a message in a folder of the kind Maildir, whose name ends in that of the server.
fn is_in_maildir(shown: &str) -> bool {
    let mut parts = shown.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or("");
    let figures = name.bytes().take_while(u8::is_ascii_digit).count();
    matches!(parts.next(), Some("cur" | "new")) && figures >= 9 && name[figures..].starts_with('.')
}

/// Whether what follows the last dot is no file type: `page.1`, `About the U.S. today`.
fn tells_nothing(last: &str) -> bool {
    last.is_empty()
        || last.len() > 8
        || last.bytes().all(|byte| byte.is_ascii_digit())
        || !last.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What to do with a file of this name whose first bytes, unpacked, are these. `asked` is the format that the
/// user said.
pub(super) fn choose(shown: &str, head: &[u8], named: Named, asked: Option<Format>) -> Choice {
    let ending = match asked {
        Some(format) if format.0.is_binary() || !looks_binary(head) => return Choice::Read(format),
        Some(_) => return Choice::Binary,
        None => ending(shown),
    };
    let is_binary = looks_binary(head);
    let by_bytes = Format::of_bytes(head, is_binary);
    match (ending, by_bytes) {
        (_, Some((format, Sniff::Sure))) => Choice::Read(format),
        (Ending::Foreign(ending), _) if named == Named::InFolder => Choice::Skip(SkipReason::Ending(ending)),
        (Ending::Common(ending), by_bytes) => match by_bytes {
            Some((format, Sniff::Likely)) => Choice::Read(format),
            _ if named == Named::InFolder => Choice::Skip(SkipReason::Ending(ending)),
            Some((format, _)) => Choice::Read(format),
            None => Choice::Skip(SkipReason::Content),
        },
        (Ending::Of(_), None) => Choice::Binary,
        // The name promises text, and the bytes are none.
        (Ending::Of(format), Some((other, _))) if is_binary && !format.0.is_binary() => Choice::Read(other),
        // A page that was saved under a name of text is still a page.
        (Ending::Of(format), Some((other, Sniff::Likely))) if format.0.is_any_text() => Choice::Read(other),
        (Ending::Of(format), Some(_)) => Choice::Read(format),
        (Ending::Silent | Ending::Foreign(_), Some((format, _))) => Choice::Read(format),
        (Ending::Silent | Ending::Foreign(_), None) => Choice::Skip(SkipReason::Content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Ending {
        Ending::Of(Format::named(name).unwrap())
    }

    /// The format that a file is read as, or what else is done with it.
    fn chosen(shown: &str, head: &[u8], named: Named) -> String {
        match choose(shown, head, named, None) {
            Choice::Read(format) => format.name().to_owned(),
            Choice::Binary => "binary".to_owned(),
            Choice::Skip(reason) => format!("skip: {reason}"),
        }
    }

    #[test]
    fn every_format_has_a_fixture() {
        let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let mut found = std::collections::HashSet::new();
        for folder in ["articles", "formats"] {
            for entry in std::fs::read_dir(fixtures.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let Ok(bytes) = std::fs::read(&path) else { continue };
                let mut stream = crate::readers::stream::Stream::of_bytes(&bytes);
                found.insert(chosen(path.to_str().unwrap(), stream.peek().unwrap(), Named::InFolder));
            }
        }
        for format in Format::all() {
            assert!(found.contains(format.name()), "none is read as {}", format.name());
        }
    }

    #[test]
    fn the_ending_stands_in_front_of_the_packing() {
        assert_eq!(ending("a/b.TXT.gz"), of("text"));
        assert_eq!(ending("b.jsonl.zst"), of("jsonl"));
        assert_eq!(ending("b.md.zstd"), of("markdown"));
        assert_eq!(ending("c.mp4"), Ending::Foreign("mp4".into()));
        for silent in ["story", "a.b/story.12", "a.", "x.ninechars", "About the U.S. today", "b.gz"] {
            assert_eq!(ending(silent), Ending::Silent, "{silent}");
        }
        assert_eq!(ending("x.eightchr"), Ending::Foreign("eightchr".into()));
        assert_eq!(ending("mail/new/1764324000.4711.harbour"), Ending::Silent);
        assert_eq!(ending("mail/1764324000.4711.harbour"), Ending::Foreign("harbour".into()));
        assert_eq!(ending("mail/new/2025.harbour"), Ending::Foreign("harbour".into()));
    }

    #[test]
    fn a_foreign_ending_is_read_only_when_named_outright() {
        let text = b"Ministers met on Monday.";
        assert_eq!(chosen("a.log", text, Named::Outright), "text");
        assert_eq!(chosen("a.log", text, Named::InFolder), "skip: files ending in .log are not read");
        assert_eq!(chosen("a", text, Named::InFolder), "text");
    }

    #[test]
    fn bytes_without_a_telling_name_show_what_they_are() {
        let of = |head: &[u8]| chosen("-", head, Named::Outright);
        assert_eq!(of(b" {\"id\": 1}"), "json");
        assert_eq!(of(b"[ {\"id\": 1}]"), "json");
        assert_eq!(of(b"[Updated at noon] Ministers met."), "text");
        assert_eq!(of(b"\n<!DOCTYPE html><p>"), "html");
        assert_eq!(of(b"\x89PNG\r\n"), "skip: not a kind of text that is read");
        assert_eq!(of(b""), "text");
    }

    #[test]
    fn a_name_of_text_with_other_bytes_is_a_reject_not_a_skip() {
        assert_eq!(chosen("a.txt", b"\x89PNG....", Named::InFolder), "binary");
        assert_eq!(chosen("a.html", &[0; 64], Named::InFolder), "binary");
        assert_eq!(chosen("a.txt", "Ökonomie".as_bytes(), Named::InFolder), "text");
    }

    #[test]
    fn a_name_of_text_with_bytes_of_another_format_is_read_as_that() {
        for name in ["a.txt", "a.html", "a.json", "a"] {
            assert_eq!(chosen(name, b"PK\x03\x04....", Named::InFolder), "archive", "{name}");
            assert_eq!(chosen(name, b"SQLite format 3\0....", Named::InFolder), "sqlite", "{name}");
        }
        // What begins so may be anything, in a folder where its name says that it is something else.
        assert_eq!(
            chosen("a.jar", b"PK\x03\x04....", Named::InFolder),
            "skip: files ending in .jar are not read"
        );
        assert_eq!(chosen("a.dat", b"SQLite format 3\0....", Named::InFolder), "sqlite");
    }

    #[test]
    fn a_page_is_one_under_the_name_of_any_text_and_of_nothing_more() {
        let page = b"<!DOCTYPE html><p>Bad gateway";
        assert_eq!(chosen("a.txt", page, Named::InFolder), "html");
        assert_eq!(chosen("a.md", page, Named::InFolder), "html");
        assert_eq!(chosen("a.json", page, Named::InFolder), "json");
        // What begins like JSON may be text, where the name says so.
        assert_eq!(chosen("a.txt", b"{updated} Ministers met.", Named::InFolder), "text");
        assert_eq!(chosen("a.html", b"Ministers met.", Named::InFolder), "html");
    }

    #[test]
    fn an_ending_of_many_formats_leaves_it_to_the_bytes() {
        let nitf = b"<?xml version='1.0'?><nitf><body/></nitf>";
        let page = b"<?xml version='1.0'?><html><p>Text";
        let other = b"<?xml version='1.0'?><settings/>";
        for named in [Named::InFolder, Named::Outright] {
            assert_eq!(chosen("a.xml", nitf, named), "nitf");
            assert_eq!(chosen("a.xml.gz", page, named), "html");
            assert!(chosen("a.xml", other, named).starts_with("skip"), "{named:?}");
        }
        // Mark-up is no text, whatever the name says.
        assert!(chosen("a", other, Named::Outright).starts_with("skip"));
        assert_eq!(chosen("a.txt", other, Named::InFolder), "binary");
    }

    #[test]
    fn what_the_user_says_comes_first() {
        let asked = Format::named("text");
        let chosen = |shown: &str, head: &[u8]| choose(shown, head, Named::Outright, asked);
        let text = Choice::Read(Format::named("text").unwrap());
        assert_eq!(chosen("a.json", b"{\"a\":1}"), text);
        assert_eq!(chosen("a.html", b"<html>"), text);
        assert_eq!(chosen("a.log", &[0; 64]), Choice::Binary);
    }
}
