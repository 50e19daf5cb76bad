//! What a capture holds: a page, a text, another document, or nothing that an article could be made of.

use std::io::Read;

use crate::readers::budget::MAX_RATIO;
use crate::readers::decode;
use crate::readers::head::looks_binary;
use crate::readers::warc::capture::Capture;
use crate::record::{Content, RejectReason};

/// What a capture holds.
pub(super) enum Answer {
    /// A page or a text, with its address and the moment of the capture.
    Content(Content, Vec<(String, String)>),
    /// A document of another format: its name and its bytes.
    Member(String, Vec<u8>),
    /// Nothing of which an article could be made; of which kind it is.
    PassedOver(String),
    /// Something that cannot be read.
    Rejected(RejectReason),
}

/// What a capture holds.
pub(super) fn of(capture: Capture) -> Answer {
    match capture.kind.as_str() {
        "response" | "resource" | "conversion" => {}
        kind => return Answer::PassedOver(if kind.is_empty() { "unknown" } else { kind }.to_owned()),
    }
    let Capture { address, captured, media_type, block, .. } = capture;
    let is_http = media_type.starts_with("application/http") || block.starts_with(b"HTTP/");
    let (head, body) = match is_http {
        true => match http(&block) {
            Some((head, body)) => (head, body),
            None => return Answer::PassedOver("answer without a head".to_owned()),
        },
        false => (Head { status: 200, media_type, ..Head::default() }, &block[..]),
    };
    match head.status {
        200 => {}
        300..=399 => return Answer::PassedOver("redirect".to_owned()),
        status => return Answer::PassedOver(format!("answer {status}")),
    }
    let body = match head.is_chunked.then(|| unchunked(body)).flatten() {
        Some(whole) => whole,
        None => body.to_vec(),
    };
    let body = match unpacked(body, &head.packing) {
        Ok(body) => body,
        Err(reason) => return Answer::Rejected(reason),
    };
    let (media_type, charset) = parted(&head.media_type);
    let mut fields = Vec::new();
    let name = address.as_deref().map_or("document".to_owned(), name);
    fields.extend(address.map(|it| ("url".to_owned(), it)));
    fields.extend(captured.map(|it| ("captured".to_owned(), it)));
    let is_page =
        matches!(media_type, "text/html" | "application/xhtml+xml") || is_unnamed_page(media_type, &body);
    if is_page {
        return Answer::Content(Content::Page(decode::page_as(body, charset)), fields);
    }
    match media_type {
        "text/plain" if !name.ends_with("robots.txt") && !looks_binary(&body) => {
            Answer::Content(Content::Text(decode::page_as(body, charset)), fields)
        }
        "application/pdf" | "application/rtf" | "application/epub+zip" => Answer::Member(name, body),
        media_type if media_type.starts_with("application/vnd.o") => Answer::Member(name, body),
        media_type => Answer::PassedOver(kind(media_type)),
    }
}

/// Whether a body of which no media type is told is a page.
fn is_unnamed_page(media_type: &str, body: &[u8]) -> bool {
    let start = body.trim_ascii_start().get(..14).unwrap_or(b"").to_ascii_lowercase();
    matches!(media_type, "" | "unk" | "application/octet-stream")
        && (start.starts_with(b"<!doctype html") || start.starts_with(b"<html"))
}

/// A kind of what is passed over, by its media type.
fn kind(media_type: &str) -> String {
    let (family, sub) = media_type.split_once('/').unwrap_or((media_type, ""));
    match (family, sub) {
        ("image" | "audio" | "video" | "font", _) => family,
        (_, "css") => "style sheet",
        (_, sub) if sub.contains("javascript") => "script",
        (_, sub) if sub.contains("font") => "font",
        (_, sub) if sub.contains("json") => "JSON",
        (_, sub) if sub.contains("xml") => "XML",
        ("text", "plain") => "robots.txt or no text",
        ("", _) => "unknown",
        _ => media_type,
    }
    .to_owned()
}

/// The last part of an address.
fn name(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    path.trim_end_matches('/').rsplit('/').next().unwrap_or("document").to_owned()
}

/// What the head of an answer says.
#[derive(Debug, Default)]
struct Head {
    status: u16,
    media_type: String,
    is_chunked: bool,
    packing: String,
}

/// The head and the body of an answer; `None` when it does not begin with a head.
fn http(block: &[u8]) -> Option<(Head, &[u8])> {
    let mut head = Head::default();
    let (first, mut rest) = line(block)?;
    head.status = first.strip_prefix("HTTP/")?.split(' ').nth(1)?.trim().parse().ok()?;
    while let Some((line, behind)) = line(rest) {
        rest = behind;
        if line.is_empty() {
            break;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "content-type" => head.media_type = value.to_ascii_lowercase(),
            "transfer-encoding" => head.is_chunked = value.to_ascii_lowercase().contains("chunked"),
            "content-encoding" => head.packing = value.to_ascii_lowercase(),
            _ => {}
        }
    }
    Some((head, rest))
}

/// The first line, and what stands behind it.
fn line(bytes: &[u8]) -> Option<(String, &[u8])> {
    let end = memchr::memchr(b'\n', bytes)?;
    let line = bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]);
    Some((String::from_utf8_lossy(line).into_owned(), &bytes[end + 1..]))
}

/// The body that was sent in chunks; `None` when it is whole already.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let (size, behind) = line(body)?;
        let size = size.split(';').next().unwrap_or_default().trim();
        if size.is_empty() || !size.bytes().all(|it| it.is_ascii_hexdigit()) {
            return None;
        }
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        // The last chunk of a capture that was cut off is taken as far as it goes.
        let chunk = behind.get(..size).unwrap_or(behind);
        whole.extend_from_slice(chunk);
        body = behind.get(size..).unwrap_or(b"");
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        if body.is_empty() {
            return Some(whole);
        }
    }
}

/// The size that any body may become, in bytes.
const ALWAYS_ALLOWED: u64 = 16 << 20;

/// The body without the packing that its head tells; as it is where it is not packed so.
fn unpacked(body: Vec<u8>, packing: &str) -> Result<Vec<u8>, RejectReason> {
    let most = ALWAYS_ALLOWED.max(body.len() as u64 * MAX_RATIO);
    let read = |reader: &mut dyn Read| -> Result<Vec<u8>, RejectReason> {
        let mut whole = Vec::new();
        match reader.take(most + 1).read_to_end(&mut whole) {
            Ok(_) if whole.len() as u64 > most => Err(RejectReason::Bomb { ratio: MAX_RATIO }),
            Ok(_) => Ok(whole),
            Err(_) if whole.is_empty() => Ok(body.clone()),
            Err(_) => Err(RejectReason::Damaged { message: "the answer is cut off".to_owned() }),
        }
    };
    match packing {
        _ if body.starts_with(b"\x1F\x8B") => read(&mut flate2::read::MultiGzDecoder::new(&body[..])),
        "deflate" if body.first().is_some_and(|first| first & 15 == 8) => {
            read(&mut flate2::read::ZlibDecoder::new(&body[..]))
        }
        "deflate" => read(&mut flate2::read::DeflateDecoder::new(&body[..])),
        "br" if std::str::from_utf8(&body).is_err() => {
            read(&mut brotli_decompressor::Decompressor::new(&body[..], 4096))
        }
        "zstd" if body.starts_with(b"\x28\xB5\x2F\xFD") => {
            match zstd::stream::read::Decoder::new(&body[..]) {
                Ok(mut decoder) => read(&mut decoder),
                Err(_) => Ok(body),
            }
        }
        _ => Ok(body),
    }
}

/// A media type without its parameters, and its charset.
fn parted(media_type: &str) -> (&str, Option<&str>) {
    let (kind, rest) = media_type.split_once(';').unwrap_or((media_type, ""));
    let charset = rest.split(';').find_map(|it| it.trim().strip_prefix("charset="));
    (kind.trim(), charset.map(|it| it.trim_matches(['"', '\'', ' '])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(block: &[u8]) -> String {
        let (media_type, kind) = ("application/http".to_owned(), "response".to_owned());
        match of(Capture { kind, media_type, block: block.to_vec(), ..Capture::default() }) {
            Answer::Content(Content::Page(text) | Content::Text(text), _) => text,
            Answer::Content(..) => "record".to_owned(),
            Answer::Member(name, _) => format!("member {name}"),
            Answer::PassedOver(kind) => format!("passed over: {kind}"),
            Answer::Rejected(reason) => format!("rejected: {reason}"),
        }
    }

    #[test]
    fn chunks_are_joined_where_they_are_chunks() {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(body(format!("{head}3\r\n<p>\r\n4;x=y\r\nText\r\n0\r\n\r\n").as_bytes()), "<p>Text");
        assert_eq!(body(format!("{head}<p>Whole").as_bytes()), "<p>Whole");
        assert_eq!(body(format!("{head}3\r\n<p>\r\n9\r\nCut").as_bytes()), "<p>Cut");
    }

    #[test]
    fn bodies_are_unpacked_where_they_are_packed() {
        let head = |packing: &str| {
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {packing}\r\n\r\n")
        };
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, b"<p>Packed").unwrap();
        let gzip = gzip.finish().unwrap();
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut raw, b"<p>Packed").unwrap();
        let raw = raw.finish().unwrap();
        for (packing, packed) in [("gzip", &gzip), ("", &gzip), ("deflate", &raw)] {
            assert_eq!(body(&[head(packing).as_bytes(), packed].concat()), "<p>Packed", "{packing}");
        }
        for packing in ["gzip", "deflate", "br", "zstd", "other"] {
            assert_eq!(body(format!("{}<p>Plain", head(packing)).as_bytes()), "<p>Plain", "{packing}");
        }
    }

    #[test]
    fn what_is_no_article_is_told_by_its_kind() {
        let answer = |status: u16, media_type: &str| {
            body(format!("HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\n\r\nText").as_bytes())
        };
        assert_eq!(answer(301, "text/html"), "passed over: redirect");
        assert_eq!(answer(404, "text/html"), "passed over: answer 404");
        assert_eq!(answer(200, "image/png"), "passed over: image");
        assert_eq!(answer(200, "text/css"), "passed over: style sheet");
        assert_eq!(answer(200, "application/javascript; charset=utf-8"), "passed over: script");
        assert_eq!(answer(200, "application/pdf"), "member document");
        assert_eq!(answer(200, "text/plain"), "Text");
        assert_eq!(body(b"no head at all"), "passed over: answer without a head");
    }

    #[test]
    fn the_charset_is_that_of_the_head() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"windows-1251\"\r\n\r\n";
        let (text, _, _) = encoding_rs::WINDOWS_1251.encode("<p>Новости");
        assert_eq!(body(&[&head[..], &text].concat()), "<p>Новости");
        let utf8 = [&head[..], "<p>Новости".as_bytes()].concat();
        assert_eq!(body(&utf8), "<p>Новости", "what is UTF-8 is read as UTF-8 whatever the head says");
    }
}
