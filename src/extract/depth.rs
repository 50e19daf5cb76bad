//! Limits how deep a page is nested before it is parsed.
//!
//! A parser, and whatever walks its tree, needs time and stack that grow with the depth; a page of fifty thousand
//! open elements brings some down. Browsers stop at 512 elements, and so does this pass: tags beyond that are left
//! out, their text is kept.

use std::borrow::Cow;

use crate::extract::markup;

/// How many elements may be open at once.
const DEEPEST: usize = 512;

/// Whether an element has no content, or ends by itself where the next begins.
fn is_uncounted(element: &str) -> bool {
    matches!(
        element,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "p"
            | "li"
            | "td"
            | "th"
            | "tr"
            | "dt"
            | "dd"
            | "option"
            | "optgroup"
            | "thead"
            | "tbody"
            | "tfoot"
            | "colgroup"
            | "rp"
            | "rt"
            | "html"
            | "head"
            | "body"
    )
}

/// Whether the content of an element is no markup.
fn is_raw(element: &str) -> bool {
    matches!(
        element,
        "script" | "style" | "textarea" | "title" | "noscript" | "iframe" | "xmp" | "noembed" | "noframes"
    )
}

/// The page with at most 512 elements open at a time.
pub(super) fn capped(page: &str) -> Cow<'_, str> {
    let mut depth = 0_usize;
    let mut shallow: Option<String> = None;
    let mut kept = 0;
    let mut at = 0;
    while let Some(found) = page.as_bytes().get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        at += found;
        let rest = page.get(at..).unwrap_or("");
        if rest.starts_with("<!--") {
            at += memchr::memmem::find(rest.as_bytes(), b"-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let closing = rest.starts_with("</");
        let name_at = at + 1 + usize::from(closing);
        let name = name(page, name_at);
        if name.is_empty() {
            at += 1;
            continue;
        }
        let end = markup::tag_end(page, name_at + name.len());
        let lower = name.to_ascii_lowercase();
        if is_raw(&lower) {
            at = if closing { end } else { markup::end_of_element(page, end, &lower) };
            continue;
        }
        let self_closed = page.get(..end).is_some_and(|tag| tag.ends_with("/>"));
        let counted = !(is_uncounted(&lower) || self_closed && lower == "path");
        if counted {
            // A tag beyond the limit is left out, the one that closes it too.
            let beyond = if closing { depth > DEEPEST } else { depth >= DEEPEST };
            depth = if closing { depth.saturating_sub(1) } else { depth + 1 };
            if beyond {
                let shallow = shallow.get_or_insert_with(|| String::with_capacity(page.len()));
                shallow.push_str(page.get(kept..at).unwrap_or(""));
                shallow.push(' ');
                kept = end;
            }
        }
        at = end;
    }
    match shallow {
        None => Cow::Borrowed(page),
        Some(mut shallow) => {
            shallow.push_str(page.get(kept..).unwrap_or(""));
            Cow::Owned(shallow)
        }
    }
}

fn name(page: &str, at: usize) -> &str {
    let rest = page.get(at..).unwrap_or("");
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) { rest.get(..length).unwrap_or("") } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_page_is_left_as_it_is() {
        let page = "<html><body><div><p>One<p>Two<br><script>if (a<b) {'<div>'}</script></div></body></html>";
        assert!(matches!(capped(page), Cow::Borrowed(_)));
        let paragraphs = "<p>".repeat(5000);
        assert!(matches!(capped(&paragraphs), Cow::Borrowed(_)));
    }

    #[test]
    fn a_deep_page_is_made_shallow_and_keeps_its_text() {
        let page = format!("{}deep words{}<p>after</p>", "<div>".repeat(50_000), "</div>".repeat(50_000));
        let shallow = capped(&page);
        assert_eq!(shallow.matches("<div>").count(), DEEPEST);
        assert_eq!(shallow.matches("</div>").count(), DEEPEST);
        assert!(shallow.contains("deep words") && shallow.ends_with("<p>after</p>"));
    }

    #[test]
    fn odd_markup_is_read_to_the_end() {
        for text in ["<", "</", "<!--", "<p", "<script>", "<a href=\"", "<é>", "<div", "</div"] {
            let _ = capped(&text.repeat(1000));
        }
    }
}
