//! Text in quoted-printable, the encoding of mail, saved as it was sent.

use crate::readers::decode;
use crate::readers::front_matter;
use crate::readers::reader::{Limits, Reader, RecordStream, Sniff, only_record};
use crate::readers::stream::Stream;
use crate::record::Content;

/// Text in quoted-printable.
pub(super) struct QuotedPrintable;

impl Reader for QuotedPrintable {
    fn name(&self) -> &'static str {
        "qp"
    }

    fn about(&self) -> &'static str {
        "text in quoted-printable, the encoding of mail, one article a file"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["qp"]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        if is_encoded(head) { Sniff::Likely } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        only_record(stream, &limits, |bytes| {
            let (fields, text) = front_matter::parted(decode::text(decoded(&bytes)));
            Ok((Content::Text(text), fields))
        })
    }
}

/// The longest line that the encoding allows, in bytes.
const LONGEST: usize = 76;

/// Whether a text shows all the marks of the encoding: ASCII in short lines, some of which go on behind a `=`, and
/// letters beyond ASCII as pairs such as `=C3=A4`.
fn is_encoded(head: &[u8]) -> bool {
    if !head.is_ascii() {
        return false;
    }
    let mut soft_breaks = 0;
    for line in head.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > LONGEST {
            return false;
        }
        soft_breaks += usize::from(line.ends_with(b"="));
    }
    let pairs = head
        .windows(3)
        .filter(|it| it[0] == b'=' && matches!(it[1], b'8'..=b'9' | b'A'..=b'F') && figure(it[2]).is_some());
    soft_breaks >= 1 && pairs.count() >= 2
}

/// The value of a hexadecimal figure.
fn figure(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// The bytes that are meant. What breaks the rules is kept as it stands.
pub(super) fn decoded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'=', rest) {
        let (before, behind) = rest.split_at(at);
        out.extend_from_slice(before);
        let behind = behind.get(1..).unwrap_or(&[]);
        let pair = || Some((figure(*behind.first()?)?, figure(*behind.get(1)?)?));
        let line_end = || {
            let blanks = behind.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let end = behind.get(blanks..)?;
            let length = if end.starts_with(b"\r\n") { 2 } else { usize::from(end.starts_with(b"\n")) };
            (length > 0 || end.is_empty()).then_some(blanks + length)
        };
        let used = match (pair(), line_end()) {
            (Some((high, low)), _) => {
                out.push(high << 4 | low);
                2
            }
            (None, Some(length)) => length,
            (None, None) => {
                out.push(b'=');
                0
            }
        };
        rest = behind.get(used..).unwrap_or(&[]);
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_and_the_rest_is_kept() {
        let of = |text: &str| String::from_utf8(decoded(text.as_bytes())).unwrap();
        assert_eq!(of("B=C3=BCro, be=\nkommen=3D=\r\nja = nein =\t\n=zz ="), "Büro, bekommen=ja = nein =zz ");
        assert_eq!(of("=c3=a4"), "ä");
        assert_eq!(of(""), "");
    }

    #[test]
    fn a_text_shows_the_marks_of_the_encoding() {
        let text = "Ein B=C3=BCro wurde versprochen, und b=\nekommen haben wir einen Parkplatz.\n";
        assert_eq!(QuotedPrintable.sniff(text.as_bytes()), Sniff::Likely);
        for other in [
            "Ein B=C3=BCro.\n",
            "a = b\nc =\nd",
            "Ein Büro =C3=BC =\n",
            "",
            &format!("{text}{}", "long ".repeat(20)),
            "x=8 and y=9 =\nz=A",
        ] {
            assert_eq!(QuotedPrintable.sniff(other.as_bytes()), Sniff::No, "{other}");
        }
    }
}
