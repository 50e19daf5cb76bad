//! Takes tags off and resolves character references, without a tree.
//!
//! For JSON records whose text has tags in it, and for pages that are too large or nested too deep for a tree. One
//! pass, no recursion.

use std::borrow::Cow;

/// Whether the content of an element is no text.
fn is_silent(element: &str) -> bool {
    matches!(
        element,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "iframe"
            | "object"
            | "math"
            | "head"
            | "title"
            | "select"
    )
}

/// Whether an element breaks a paragraph.
fn is_block(element: &str) -> bool {
    matches!(
        element,
        "p" | "div"
            | "li"
            | "ul"
            | "ol"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "figure"
            | "figcaption"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "dl"
            | "dt"
            | "dd"
            | "pre"
            | "main"
            | "aside"
            | "nav"
            | "form"
            | "hr"
            | "body"
            | "address"
            | "center"
            | "fieldset"
            | "details"
            | "summary"
    )
}

/// Whether a text with tags is known by an element, beside the blocks.
fn is_inline(element: &str) -> bool {
    matches!(
        element,
        "br" | "a"
            | "b"
            | "i"
            | "em"
            | "strong"
            | "span"
            | "img"
            | "u"
            | "sup"
            | "sub"
            | "small"
            | "cite"
            | "q"
    )
}

/// Whether a text was taken from a page with its tags.
pub(super) fn has_tags(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).take(64).any(|at| {
        let Some((name, end)) = tag_name(text, at) else { return false };
        let closed = text.get(end..).is_some_and(|rest| rest.starts_with(['>', ' ', '/']));
        closed && (is_block(&name) || is_inline(&name))
    })
}

/// The lower-case name of the tag at `<`, and the byte behind it.
fn tag_name(text: &str, at: usize) -> Option<(String, usize)> {
    let rest = text.get(at + 1..)?;
    let slash = usize::from(rest.starts_with('/'));
    let name = rest.get(slash..)?;
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    (1..=12)
        .contains(&length)
        .then(|| (name.get(..length).unwrap_or("").to_ascii_lowercase(), at + 1 + slash + length))
}

/// The text between the tags; blocks are separated by blank lines.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let next = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        push_folded(&mut text, &resolved(rest.get(..next).unwrap_or("")));
        at += next;
        if at >= html.len() {
            break;
        }
        let rest = html.get(at..).unwrap_or("");
        if rest.starts_with("<!--") {
            at += memchr::memmem::find(rest.as_bytes(), b"-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let Some((name, behind)) = tag_name(html, at) else {
            if rest.starts_with("<!") || rest.starts_with("<?") || rest.starts_with("</") {
                at = tag_end(html, at);
            } else {
                text.push('<');
                at += 1;
            }
            continue;
        };
        let closing = rest.starts_with("</");
        at = tag_end(html, behind);
        if name == "br" {
            text.push('\n');
        } else if is_block(&name) {
            text.push_str("\n\n");
        }
        if !closing && is_silent(&name) {
            at = end_of_element(html, at, &name);
        }
    }
    text
}

/// The byte behind the `>` that ends a tag; one inside the quotation marks of a value does not.
pub(super) fn tag_end(html: &str, from: usize) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return at + 1,
            b'"' | b'\'' if bytes.get(at.wrapping_sub(1)) == Some(&b'=') => {
                let Some(end) = memchr::memchr(byte, bytes.get(at + 1..).unwrap_or(&[])) else {
                    return html.len();
                };
                at += end + 2;
            }
            _ => at += 1,
        }
    }
    html.len()
}

/// The byte at which the element's end tag starts.
pub(super) fn end_of_element(html: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = html.as_bytes().get(at..).and_then(|rest| memchr::memmem::find(rest, b"</")) {
        at += found;
        if tag_name(html, at).is_some_and(|(other, _)| other == name) {
            return at;
        }
        at += 2;
    }
    html.len()
}

/// Appends a text in which line ends are blanks.
fn push_folded(text: &mut String, piece: &str) {
    let mut blank = text.is_empty() || text.ends_with([' ', '\n']);
    for c in piece.chars() {
        if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}') {
            if !blank {
                text.push(' ');
            }
            blank = true;
        } else {
            text.push(c);
            blank = false;
        }
    }
}

/// The text with its character references resolved.
pub(super) fn resolved(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or(""));
        rest = rest.get(at..).unwrap_or("");
        let head = rest.get(1..rest.floor_char_boundary(12)).unwrap_or("");
        let found = head.find(';').and_then(|end| Some((reference(head.get(..end)?)?, end + 2)));
        match found {
            Some((c, used)) => {
                out.push(c);
                rest = rest.get(used..).unwrap_or("");
            }
            None => {
                out.push('&');
                rest = rest.get(1..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of `amp`, `#8217`, `#x2019`.
fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        // The figures of windows-1252, as browsers read them.
        let code = match code {
            133 => 0x2026,
            145 => 0x2018,
            146 => 0x2019,
            147 => 0x201C,
            148 => 0x201D,
            150 => 0x2013,
            151 => 0x2014,
            other => other,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    named(name)
}

/// The character of a named reference.
fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "rsquo" => '’',
        "lsquo" => '‘',
        "rdquo" => '”',
        "ldquo" => '“',
        "bdquo" => '„',
        "sbquo" => '‚',
        "laquo" => '«',
        "raquo" => '»',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "shy" => '\u{AD}',
        "euro" => '€',
        "pound" => '£',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "deg" => '°',
        "middot" => '·',
        "bull" => '•',
        "eacute" => 'é',
        "egrave" => 'è',
        "ecirc" => 'ê',
        "agrave" => 'à',
        "aacute" => 'á',
        "acirc" => 'â',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "ccedil" => 'ç',
        "ntilde" => 'ñ',
        "oacute" => 'ó',
        "uacute" => 'ú',
        "iacute" => 'í',
        "Eacute" => 'É',
        "ocirc" => 'ô',
        "icirc" => 'î',
        "oslash" => 'ø',
        "aring" => 'å',
        "aelig" => 'æ',
        "zwnj" => '\u{200C}',
        "thinsp" => '\u{2009}',
        "ensp" => '\u{2002}',
        "emsp" => '\u{2003}',
        "frac12" => '½',
        "times" => '×',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_known_from_signs() {
        for text in ["<p>One.</p>", "One.<br/>Two.", "a <a href='x'>b</a>", "x</div>"] {
            assert!(has_tags(text), "{text}");
        }
        for text in ["a < b", "<3", "5<p", "<Putin>", "A <redacted> man", ""] {
            assert!(!has_tags(text), "{text}");
        }
    }

    #[test]
    fn what_is_between_the_tags_is_left() {
        assert_eq!(
            text_of("<p>One &amp; <b>two</b>.</p><script>x<y</script><p>3\n 4<br>5</p>").trim(),
            "One & two.\n\n\n\n3 4\n5"
        );
        assert_eq!(text_of("a <!-- <p> --> b").trim(), "a b");
        assert_eq!(text_of("1 < 2 &nosuch; &#8217;&#x2019;&#146;"), "1 < 2 &nosuch; ’’’");
        assert_eq!(text_of("<a title=\"a>b\">x</a>"), "x");
    }

    #[test]
    fn odd_markup_is_read_to_the_end() {
        for text in [
            "<",
            "</",
            "<!--",
            "<p",
            "<script>",
            "<a href=\"",
            "&",
            "&#",
            "&#x110000;",
            "<é>",
            "</script",
            "<!",
        ] {
            let _ = text_of(text);
        }
        let _ = text_of(&"<script>".repeat(1000));
        let _ = text_of(&"<p ".repeat(1000));
    }
}
