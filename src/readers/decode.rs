//! Bytes to text, as browsers do it.

mod cyrillic;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_KR, Encoding, ISO_2022_JP, UTF_8, X_MAC_CYRILLIC};

/// How far into a page its declaration of an encoding is looked for.
const PRESCAN: usize = 1024;

/// The text of a page: by its mark, else by what it declares, else as [`text`] does.
pub(super) fn page(bytes: Vec<u8>) -> String {
    match declared(&bytes) {
        Some(encoding) if Encoding::for_bom(&bytes).is_none() && !is_mistaken(encoding, &bytes) => {
            decoded(bytes, encoding)
        }
        Some(_) | None => text(bytes),
    }
}

/// The text of bytes of which something around them declares the encoding: as that, else as [`text`] does.
pub(super) fn as_declared(bytes: Vec<u8>, encoding: Option<&'static Encoding>) -> String {
    match encoding {
        Some(encoding)
            if encoding != UTF_8 && Encoding::for_bom(&bytes).is_none() && !is_mistaken(encoding, &bytes) =>
        {
            decoded(bytes, encoding)
        }
        Some(_) | None => text(bytes),
    }
}

/// The text of a page that came with a charset of its own, as web servers send it; else as [`page`] does.
pub(super) fn page_as(bytes: Vec<u8>, charset: Option<&str>) -> String {
    match charset.and_then(|label| Encoding::for_label(label.as_bytes())) {
        Some(encoding) if encoding != UTF_8 => as_declared(bytes, Some(encoding)),
        Some(_) | None => page(bytes),
    }
}

/// The encoding of text by its first bytes; `None` where they are UTF-8.
pub(super) fn guessed(head: &[u8]) -> Option<&'static Encoding> {
    // The last character may be cut off.
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() || damaged_utf8(head),
    };
    (!is_utf8).then(|| detected(head))
}

/// What bytes that are not UTF-8 look like.
pub(super) fn detected(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether a page declares another encoding than UTF-8 and is UTF-8: letters beyond ASCII of another one hardly ever
/// look so.
fn is_mistaken(declared: &'static Encoding, bytes: &[u8]) -> bool {
    declared != UTF_8 && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()
}

/// The text of bytes that say nothing about themselves: by their mark, as
/// UTF-8 where they are that, even damaged, else as what they look like.
/// What is no character becomes U+FFFD.
pub(super) fn text(mut bytes: Vec<u8>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        bytes.drain(..mark);
        return decoded(bytes, encoding);
    }
    if let Some(text) = with_escapes(&bytes) {
        return text;
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    if damaged_utf8(&bytes) {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let encoding = detected(&bytes);
    match cyrillic::text(&bytes, encoding) {
        Some(text) => text,
        None => decoded(bytes, encoding),
    }
}

/// The text of bytes that switch between ASCII and Japanese or Korean by escapes (ISO-2022-JP, ISO-2022-KR).
fn with_escapes(bytes: &[u8]) -> Option<String> {
    let escape = memchr::memchr(0x1B, bytes)?;
    if !bytes.is_ascii() {
        return None;
    }
    let rest = bytes.get(escape..)?;
    let has = |sign: &[u8]| memchr::memmem::find(rest, sign).is_some();
    if has(b"\x1B$)C") {
        // Between the two signs for shifting, a character is two bytes of EUC-KR without their highest bit.
        let mut shifted = false;
        let mut plain = Vec::with_capacity(bytes.len());
        for part in bytes.split_inclusive(|byte| matches!(byte, 0x0E | 0x0F)) {
            let kept = part.iter().filter(|byte| !matches!(byte, 0x0E | 0x0F));
            plain.extend(kept.map(|byte| if shifted && *byte > 0x20 { byte | 0x80 } else { *byte }));
            shifted = part.last() == Some(&0x0E);
        }
        let text = EUC_KR.decode_without_bom_handling(&plain).0;
        return Some(text.replace("\u{1B}$)C", ""));
    }
    (has(b"\x1B$B") || has(b"\x1B$@")).then(|| ISO_2022_JP.decode_without_bom_handling(bytes).0.into_owned())
}

fn decoded(bytes: Vec<u8>, encoding: &'static Encoding) -> String {
    let bytes = match encoding == UTF_8 {
        true => match String::from_utf8(bytes) {
            Ok(text) => return text,
            Err(error) => error.into_bytes(),
        },
        false => bytes,
    };
    encoding.decode_without_bom_handling(&bytes).0.into_owned()
}

/// Whether these bytes were UTF-8 once: more of their characters beyond ASCII
/// are whole than broken.
fn damaged_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_u64, 0_u64);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count() as u64;
        broken += u64::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

/// The encoding that a page names in a `meta` element or an XML declaration.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PRESCAN.min(bytes.len()))?.to_ascii_lowercase();
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(head.get(at..)?, b"<") {
        at += found + 1;
        let rest = &head[at..];
        if rest.starts_with(b"!--") {
            at += memchr::memmem::find(rest, b"-->")?;
            continue;
        }
        if !rest.starts_with(b"meta") && !rest.starts_with(b"?xml") {
            continue;
        }
        let tag = rest.get(..memchr::memchr(b'>', rest).unwrap_or(rest.len()))?;
        let name = [&b"charset"[..], b"encoding"].iter().find_map(|word| {
            let value = tag.get(memchr::memmem::find(tag, word)? + word.len()..)?.trim_ascii_start();
            let value = value.strip_prefix(b"=")?.trim_ascii_start();
            let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
            let end = value.iter().position(|byte| matches!(byte, b'"' | b'\'' | b';' | b' ' | b'/' | b'?'));
            value.get(..end.unwrap_or(value.len()))
        });
        if name == Some(b"maccyrillic") {
            return Some(X_MAC_CYRILLIC);
        }
        if let Some(encoding) = name.and_then(Encoding::for_label) {
            // A page that can be read as ASCII up to here is not UTF-16, whatever it says.
            let is_utf16 = encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE;
            return Some(if is_utf16 { UTF_8 } else { encoding });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_it_declares() {
        let check = |head: &str, byte: &[u8], expected: &str| {
            let bytes = [head.as_bytes(), byte].concat();
            assert!(page(bytes).ends_with(expected), "{head}");
        };
        check("<meta charset=windows-1251>", b"\xCF\xF3\xF2\xE8\xED", "Путин");
        check(
            "<html><META http-equiv='x' content='text/html; charset=ISO-8859-1'>",
            b"caf\xE9 \x93x\x94",
            "café “x”",
        );
        check("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>", b"\x93\x8C\x8B\x9E", "東京");
        check("<meta charset='utf-16'>", "é".as_bytes(), "é");
        check("<meta charset=iso-8859-1>", "Düsseldorf".as_bytes(), "Düsseldorf");
        check("<meta charset=iso-2022-jp>", b"\x1B$BElJ}\x1B(B", "東方");
        check("<!-- <meta charset=koi8-r> --><p>", "é".as_bytes(), "é");
        check("<meta charset=nonsense>", "é".as_bytes(), "é");
    }

    #[test]
    fn text_without_a_declaration_is_recognised() {
        assert_eq!(text(b"\xEF\xBB\xBFcaf\xC3\xA9".to_vec()), "café");
        assert_eq!(text("Он сказал “да”".as_bytes().to_vec()), "Он сказал “да”");
        let old = "Le général a été relevé de ses fonctions, a annoncé le ministère à Paris.";
        let bytes = encoding_rs::WINDOWS_1252.encode(old).0;
        assert_eq!(text(bytes.into_owned()), old);
    }

    #[test]
    fn escapes_decide_by_themselves() {
        assert_eq!(text(b"\x1B$BElJ}\x1B(B news".to_vec()), "東方 news");
        assert_eq!(text(b"\x1B$)C\x0EGQ19\x0F news".to_vec()), "한국 news");
        // Colours of a terminal are no such escapes.
        assert_eq!(text(b"\x1B[31mred".to_vec()), "\u{1B}[31mred");
    }

    #[test]
    fn damaged_utf_8_stays_utf_8() {
        let mut bytes = "“Ja”, sagte die Ministerin für Äußeres".as_bytes().to_vec();
        bytes.truncate(bytes.len() - 6);
        bytes.push(0xFF);
        let text = text(bytes);
        assert!(text.starts_with("“Ja”, sagte") && text.ends_with('\u{FFFD}'), "{text}");
    }

    #[test]
    fn a_declaration_counts_in_the_first_thousand_bytes_only() {
        let page_of = |blanks: usize| {
            let mut bytes = " ".repeat(blanks).into_bytes();
            bytes.extend(b"<meta charset=ISO-8859-1>\xCF\xF3\xF2\xE8\xED");
            page(bytes)
        };
        assert!(page_of(PRESCAN - 25).ends_with("Ïóòèí"));
        assert!(!page_of(PRESCAN).ends_with("Ïóòèí"));
        // A byte order mark decides before any declaration.
        assert_eq!(
            page(b"\xEF\xBB\xBF<meta charset=windows-1251>\xC3\xA9".to_vec()),
            "<meta charset=windows-1251>é"
        );
    }

    #[test]
    fn as_many_broken_characters_as_whole_ones_are_of_another_encoding() {
        assert!(damaged_utf8("éé\u{e9}".as_bytes()));
        assert!(!damaged_utf8(b"\xC3\xA9 \xE9 "));
        assert!(damaged_utf8(b"\xC3\xA9\xC3\xA9 \xE9 "));
        assert!(!damaged_utf8(b"plain"));
    }
}
