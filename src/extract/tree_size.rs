//! Whether a tree of a page is worth its memory.
//!
//! Each tag, each stray `<`, each `&` and each NUL costs a parser up to some hundred bytes (a node, or an error that
//! it notes), and each attribute is compared with all others of its tag. Pages of newspapers have a few thousand of
//! these; five megabytes of nothing else took a gigabyte. The text of such a page is taken without a tree.

/// The largest page of which a tree is built, in bytes.
const LARGEST: usize = 8 << 20;
/// The most tags, stray `<`, `&` and NULs of a page of which a tree is built.
const MOST_SIGNS: usize = 200_000;
/// Tags with fewer bytes are not searched for attributes.
const LONG_TAG: usize = 4 << 10;
/// The most attributes of a tag.
const MOST_ATTRIBUTES: usize = 1_000;
/// The part of a page in which its head is looked for when no tree is built of the whole, in bytes.
const HEAD: usize = 64 << 10;

/// Whether a tree is built of the page.
pub(super) fn is_moderate(page: &str) -> bool {
    page.len() <= LARGEST
        && page.bytes().filter(|byte| matches!(byte, b'<' | b'&' | 0)).nth(MOST_SIGNS).is_none()
        && memchr::memchr_iter(b'<', page.as_bytes()).all(|at| has_few_attributes(&page.as_bytes()[at + 1..]))
}

/// The beginning of a page, in which its head stands; nothing when a tree of even that is too large.
pub(super) fn head(page: &str) -> &str {
    let head = &page[..page.floor_char_boundary(HEAD)];
    // Half a page that is no more than signs tells nothing.
    if head.bytes().filter(|byte| *byte == b'<').count() > HEAD / 8 || !is_moderate(head) { "" } else { head }
}

/// Whether the tag that begins here has no more attributes than any page needs.
fn has_few_attributes(rest: &[u8]) -> bool {
    let near = &rest[..rest.len().min(LONG_TAG)];
    if near.len() < LONG_TAG || memchr::memchr2(b'<', b'>', near).is_some() {
        return true;
    }
    let mut quote = None;
    let mut attributes = 0;
    let mut blank = false;
    for &byte in rest {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'>') => break,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, _) => {
                attributes += usize::from(blank && !is_blank(byte));
                blank = is_blank(byte);
            }
        }
        if attributes > MOST_ATTRIBUTES {
            return false;
        }
    }
    true
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'/'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_signs_has_no_tree() {
        for sign in ["<", "<b>", "&", "&amp;", "\0", "</p>"] {
            assert!(is_moderate(&sign.repeat(10_000)), "{sign}");
            assert!(!is_moderate(&sign.repeat(MOST_SIGNS + 1)), "{sign}");
        }
        assert!(is_moderate(&"words ".repeat(1 << 20)));
        assert!(!is_moderate(&"words ".repeat(2 << 20)), "too large");
    }

    #[test]
    fn a_tag_of_attributes_has_no_tree() {
        let page = |attributes: &str| format!("<html><img {attributes}><p>Words.");
        let many: String = (0..5_000).map(|at| format!("a{at}=1 ")).collect();
        assert!(!is_moderate(&page(&many)));
        assert!(!is_moderate(&page(&many.replace(' ', "/"))));
        assert!(is_moderate(&page(&format!("src=\"data:{}\"", "a b ".repeat(9_000)))), "one attribute");
        assert!(is_moderate(&page(&format!("src='{}", "a=\"".repeat(9_000)))), "a quote that never ends");
    }

    #[test]
    fn the_head_of_a_large_page_is_read() {
        let page = format!("<title>Keeper leaves</title><p>é{}", "<".repeat(1 << 20));
        assert_eq!(head(&page), "", "its beginning is signs, too");
        let page = format!("<title>Keeper leaves</title><p>{}", "é words ".repeat(2 << 20));
        assert!(head(&page).starts_with("<title>Keeper") && head(&page).len() <= HEAD);
    }
}
