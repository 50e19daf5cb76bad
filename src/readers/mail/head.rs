//! What mail begins with.

use crate::readers::head::without_mark;

/// Header lines by which mail is known, in lower case.
const KNOWN: [&str; 26] = [
    "from",
    "to",
    "cc",
    "bcc",
    "date",
    "subject",
    "message-id",
    "received",
    "return-path",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-location",
    "reply-to",
    "sender",
    "delivered-to",
    "in-reply-to",
    "references",
    "list-id",
    "list-unsubscribe",
    "dkim-signature",
    "authentication-results",
    "snapshot-content-location",
    "x-mailer",
    "user-agent",
    "x-mozilla-status",
];

/// The header in front of the first blank line: names in lower case, each with its value on one line. `None` where
/// something else stands there.
pub(crate) fn header(head: &[u8]) -> Option<Vec<(String, String)>> {
    let mut header: Vec<(String, String)> = Vec::new();
    let mut lines = without_mark(head).split(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        let text = String::from_utf8_lossy(line);
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            let (_, value) = header.last_mut()?;
            value.push(' ');
            value.push_str(text.trim());
            continue;
        }
        // The last line that is seen may be cut.
        let Some(name) = field_name(line) else { return lines.peek().is_none().then_some(header) };
        let value = text.get(name.len() + 1..).unwrap_or("").trim().to_owned();
        header.push((name.to_ascii_lowercase(), value));
    }
    Some(header)
}

/// The name at the start of a header line.
pub(super) fn field_name(line: &[u8]) -> Option<&str> {
    let end = memchr::memchr(b':', line)?;
    let name = std::str::from_utf8(line.get(..end)?).ok()?;
    (!name.is_empty() && name.len() <= 76 && name.bytes().all(|byte| (b'!'..=b'~').contains(&byte)))
        .then_some(name)
}

/// How surely first bytes are a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Looks {
    /// They are none.
    No,
    /// Three lines of a header, as a text may begin that somebody typed.
    Like,
    /// Lines that only programs write.
    Surely,
}

/// Whether this is the header of a message.
pub(super) fn looks(header: &[(String, String)]) -> Looks {
    let has = |name: &str| header.iter().any(|(other, _)| other == name);
    let known = header.iter().filter(|(name, _)| KNOWN.contains(&name.as_str())).count();
    let by_program =
        ["message-id", "received", "mime-version", "return-path", "dkim-signature", "x-mozilla-status"];
    if known < 3 || !["from", "date", "subject", "mime-version"].iter().any(|name| has(name)) {
        Looks::No
    } else if by_program.iter().any(|name| has(name)) {
        Looks::Surely
    } else {
        Looks::Like
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str) -> Looks {
        header(head.as_bytes()).map_or(Looks::No, |header| looks(&header))
    }

    #[test]
    fn three_lines_of_a_header_are_mail() {
        assert_eq!(of("From: a@b.example\nTo: c@d.example\nSubject: T\n\nText"), Looks::Like);
        assert_eq!(of("Received: by x;\r\n\tThu\r\nFrom: a\r\nMessage-ID: <1>\r\n\r\nText"), Looks::Surely);
        for text in [
            "Title: T\nDate: 2025-11-27\nSource: Star\n\nText",
            "From: the harbour\nCame no answer\nDate: x\n",
            "Ministers met: they said\n\nDate: x",
            "",
            " From: a\nTo: b\nSubject: c",
        ] {
            assert_ne!(of(text), Looks::Surely, "{text}");
        }
        assert_eq!(of("Title: T\nDate: 2025-11-27\nSource: Star\n\nText"), Looks::No);
        assert_eq!(of("Date: x\nFrom: y\nNo header\nSubject: z\n\n"), Looks::No);
    }

    #[test]
    fn a_folded_line_belongs_to_the_one_before() {
        let header = header(b"Content-Type: multipart/mixed;\n boundary=x\nTo: a\n\nBcc: no\n").unwrap();
        assert_eq!(header[0], ("content-type".to_owned(), "multipart/mixed; boundary=x".to_owned()));
        assert_eq!(header.len(), 2);
    }
}
