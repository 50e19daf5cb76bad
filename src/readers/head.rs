//! The first bytes of a stream, by which formats are told apart.

/// The bytes without a byte order mark and white space in front.
pub(super) fn without_mark(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start()
}

/// How many of the first bytes show whether a stream is text.
const TEXT: usize = 4096;

/// Whether the first bytes are no text: of a well-known other kind, or more than one
/// in fifty of the first 4,096 is a control character that no text has.
pub(super) fn looks_binary(head: &[u8]) -> bool {
    let head = head.get(..TEXT).unwrap_or(head);
    has_signature(head) || {
        let odd = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)).count();
        odd * 50 > head.len()
    }
}

/// First bytes of well-known files that are no text, some of which hold few control characters: PDF, zip,
/// PNG, JPEG, GIF, programs of Linux, RTF.
fn has_signature(head: &[u8]) -> bool {
    let signatures: [&[u8]; 7] =
        [b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"\x7FELF", b"{\\rtf"];
    signatures.iter().any(|signature| head.starts_with(signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_may_hold_a_few_control_characters() {
        let with = |odd: usize, of: usize| [vec![1; odd], vec![b'a'; of - odd]].concat();
        assert!(!looks_binary(&with(0, 50)));
        assert!(!looks_binary(&with(1, 50)));
        assert!(looks_binary(&with(1, 49)));
        assert!(!looks_binary(b""));
        // White space, escapes and bytes beyond ASCII are of texts.
        assert!(!looks_binary(b"\t\n\r\x0B\x0C\x1B"));
        assert!(!looks_binary("Ökonomie".as_bytes()));
        for byte in [0, 8, 14, 26, 28, 31, 127] {
            assert!(looks_binary(&[byte]), "{byte}");
        }
    }

    #[test]
    fn other_kinds_are_known_by_their_signature() {
        for head in ["%PDF-1.7 all of it letters", "PK\u{3}\u{4}and a long name of a file", "{\\rtf1 Text}"] {
            assert!(looks_binary(head.as_bytes()), "{head}");
        }
        assert!(!looks_binary(b" %PDF- is how such files begin"));
    }

    #[test]
    fn a_byte_order_mark_and_blanks_say_nothing() {
        assert_eq!(without_mark(b"\xEF\xBB\xBF \r\n{"), b"{");
        assert_eq!(without_mark(b" x "), b"x ");
    }
}
