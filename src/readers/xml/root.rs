//! Which kind of XML first bytes are of.

use crate::readers::head::without_mark;

/// The name of the first element without its prefix, behind a declaration, comments and a document type; `None`
/// where the bytes do not begin like XML.
pub(in super::super) fn root(head: &[u8]) -> Option<&str> {
    let mut rest = without_mark(head);
    loop {
        let inner = rest.strip_prefix(b"<")?;
        let end: &[u8] = match () {
            () if inner.starts_with(b"!--") => b"-->",
            () if inner.starts_with(b"?") => b"?>",
            () if inner.starts_with(b"!") => doctype_end(inner),
            () => return name(inner),
        };
        let at = memchr::memmem::find(inner, end)?;
        rest = inner.get(at + end.len()..)?.trim_ascii_start();
    }
}

/// A document type ends behind its own declarations, if it has any.
fn doctype_end(inner: &[u8]) -> &'static [u8] {
    let first = inner.iter().position(|byte| matches!(byte, b'[' | b'>'));
    match first.and_then(|at| inner.get(at)) {
        Some(b'[') if memchr::memmem::find(inner, b"]>").is_some() => b"]>",
        _ => b">",
    }
}

fn name(inner: &[u8]) -> Option<&str> {
    let end = inner.iter().position(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace());
    let name = std::str::from_utf8(inner.get(..end?)?).ok()?;
    let local = name.rsplit(':').next()?;
    local.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_what_may_stand_before_it() {
        for head in [
            "<rss version='2.0'>",
            "\u{FEFF}\n<?xml version='1.0'?>\n<!-- <a> --><rss>",
            "<!DOCTYPE rss [\n<!ENTITY x \"y\">\n]>\n<rss/>",
            "<!DOCTYPE rss SYSTEM 'x.dtd'><x:rss>",
        ] {
            assert_eq!(root(head.as_bytes()), Some("rss"), "{head}");
        }
        for head in ["", "rss", "<", "<rss", "<?xml", "<!--", "<1>", "{\"a\":1}", "<!DOCTYPE x [", "<é>"] {
            assert_eq!(root(head.as_bytes()), None, "{head}");
        }
    }
}
