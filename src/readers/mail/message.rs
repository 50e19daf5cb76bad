//! One message as a record, and what is attached to it as further ones.

use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::Encoding;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::{Encoding as Transfer, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use crate::readers::decode;
use crate::readers::mail::body::{cut_ending, unflowed, without_signature};
use crate::readers::parts::{Fields, with_century};
use crate::readers::quoted_printable;
use crate::readers::reader::{Limits, Outcome, RecordStream};
use crate::readers::unique::Unique;
use crate::readers::xml::{self, Flavour, paragraphs_of_plain, parse};
use crate::record::{Content, RejectReason};

/// A text beside one in HTML is a stub if it has less than this share of its words: one of ten.
const STUB: usize = 10;

/// An attached text with fewer words is no article.
const ATTACHED: usize = 20;

/// Reads a message. `None` where it is none at all.
pub(crate) fn parsed(bytes: &[u8]) -> Option<Message<'_>> {
    // The parser has shown no panic; one would cost the whole run.
    catch_unwind(AssertUnwindSafe(|| MessageParser::default().parse(bytes))).ok().flatten()
}

/// The record of a message. `delivered` is the moment in the mailbox, for one that has no date of its own.
pub(super) fn record(message: &Message<'_>, delivered: &str) -> Outcome {
    if let Some(lock) = lock(message) {
        return Err(RejectReason::Locked {
            message: format!("encrypted with {lock}; decrypt it in a mail program and export it again"),
        });
    }
    let mut text = text_of(message);
    cut_ending(&mut text);
    if text.first().is_some_and(|first| first.starts_with("-----BEGIN PGP MESSAGE-----")) {
        let message = "encrypted with OpenPGP; decrypt it in a mail program and export it again".to_owned();
        return Err(RejectReason::Locked { message });
    }
    if text.is_empty() {
        return Err(RejectReason::NoBody { what: "a message without a text".to_owned() });
    }
    let mut fields = Fields::default();
    fields.put("title", header(message, "Subject"));
    fields.put("id", message.message_id());
    let date =
        message.date().filter(|date| date.is_valid() && date.year > 1900).map(|date| date.to_rfc3339());
    let raw = || header(message, "Date").map(|date| with_century(&date));
    let delivered = Some(delivered).filter(|moment| !moment.is_empty()).map(str::to_owned);
    fields.put("date", date.or_else(raw).or(delivered));
    let from = message.from().and_then(|from| from.first());
    fields
        .put("author", from.and_then(|from| from.name.as_deref()).map(|name| name.trim_matches(['"', '\''])));
    fields.put("source", list_name(message));
    fields.put("language", header(message, "Content-Language"));
    let archived = header(message, "Archived-At");
    fields.put("url", archived.as_deref().map(|url| url.trim_matches(['<', '>'])));
    fields.with_text(&text)
}

/// The line that ends the last part of a message of several parts, where the message ends before it.
pub(super) fn missing_end(message: &Message<'_>) -> Option<String> {
    let kind = message.content_type().filter(|it| it.ctype().eq_ignore_ascii_case("multipart"))?;
    let boundary = kind.attribute("boundary")?;
    let raw = message.raw_message();
    let end = format!("--{boundary}--");
    let is_cut_off = memchr::memmem::rfind(raw, end.as_bytes()).is_none()
        && memchr::memmem::find(raw, format!("--{boundary}").as_bytes()).is_some();
    is_cut_off.then_some(end)
}

/// A line of the header as text. What is not UTF-8 in it is read as what it looks like.
fn header(message: &Message<'_>, name: &str) -> Option<String> {
    let header = message.headers().iter().rev().find(|header| header.name().eq_ignore_ascii_case(name))?;
    let text = match header.value().as_text() {
        Some(text) if !text.contains('\u{FFFD}') => text.to_owned(),
        _ => {
            let (start, end) = (header.offset_start() as usize, header.offset_end() as usize);
            decode::text(message.raw_message().get(start..end)?.to_vec())
        }
    };
    Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
}

/// The name of the mailing list, in front of its address: `The Star <star.example>`.
fn list_name(message: &Message<'_>) -> Option<String> {
    let raw = message.header_raw("List-Id")?;
    let (name, _) = raw.split_once('<')?;
    let name = name.trim().trim_matches('"').trim();
    (!name.is_empty() && !name.contains("=?")).then(|| name.to_owned())
}

/// By what a message is encrypted.
fn lock(message: &Message<'_>) -> Option<&'static str> {
    message.parts.iter().take(3).find_map(|part| {
        let kind = part.content_type()?;
        let sub = kind.subtype().unwrap_or("").to_ascii_lowercase();
        match sub.as_str() {
            "encrypted" if kind.ctype().eq_ignore_ascii_case("multipart") => Some("OpenPGP"),
            "pkcs7-mime" | "x-pkcs7-mime" if kind.attribute("smime-type") != Some("signed-data") => {
                Some("S/MIME")
            }
            _ => None,
        }
    })
}

/// The paragraphs of a message's text.
fn text_of(message: &Message<'_>) -> Vec<String> {
    let of = |parts: &mut dyn Iterator<Item = &MessagePart<'_>>| -> Vec<String> {
        parts.filter(|part| is_text(part)).flat_map(|part| paragraphs(message, part)).collect()
    };
    let plain = of(&mut message.text_bodies());
    if !message.html_bodies().any(is_page) || message.text_bodies().any(is_page) {
        return plain;
    }
    let page = of(&mut message.html_bodies());
    let words = |text: &[String]| text.iter().map(|it| it.split_whitespace().count()).sum::<usize>();
    if words(&plain) * STUB < words(&page) { page } else { plain }
}

/// Whether a part is running text and not, say, a calendar.
fn is_text(part: &MessagePart<'_>) -> bool {
    let sub = part.content_type().and_then(|kind| kind.subtype()).unwrap_or("plain").to_ascii_lowercase();
    part.is_text()
        && matches!(
            sub.as_str(),
            "plain" | "html" | "enriched" | "richtext" | "mixed" | "alternative" | "related" | "xhtml+xml"
        )
}

fn paragraphs(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<String> {
    let text = text(message, part);
    if is_page(part) {
        return xml::paragraphs(&parse(&text, Flavour::Html), &|_| false);
    }
    let attribute = |name: &str| part.content_type().and_then(|kind| kind.attribute(name));
    let is_flowed = attribute("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
    let delsp = attribute("delsp").is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes"));
    if is_flowed {
        let text = unflowed(&text, delsp);
        // Each line is a paragraph now.
        return without_signature(&text)
            .lines()
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect();
    }
    paragraphs_of_plain(without_signature(&text))
}

/// The text of a part by the character set that it names, else by what it looks like.
fn text<'a>(message: &Message<'_>, part: &'a MessagePart<'_>) -> Cow<'a, str> {
    let parsed = || Cow::Borrowed(part.text_contents().unwrap_or(""));
    let charset = part.content_type().and_then(|kind| kind.attribute("charset")).unwrap_or("");
    let encoding = Encoding::for_label(charset.as_bytes());
    if encoding.is_none() && charset.to_ascii_lowercase().contains("utf-7") {
        return parsed();
    }
    let Some(bytes) = content(message, part) else { return parsed() };
    Cow::Owned(match encoding {
        Some(encoding) => decode::as_declared(bytes, Some(encoding)),
        None if is_page(part) => decode::page(bytes),
        None => decode::text(bytes),
    })
}

/// The bytes of a part as they were before they were encoded for the way.
pub(crate) fn content(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let raw = message.raw_message().get(part.offset_body as usize..part.offset_end as usize)?;
    // The parser takes what breaks the rules of an encoding for a text that is not encoded.
    let encoding = part.content_transfer_encoding().unwrap_or("").trim().to_ascii_lowercase();
    match encoding.as_str() {
        "quoted-printable" => Some(quoted_printable::decoded(raw)),
        "base64" => base64_decode(raw).or_else(|| {
            let is_of_it = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
            let mut whole: Vec<u8> = raw.iter().copied().filter(is_of_it).collect();
            whole.truncate(whole.len() / 4 * 4);
            base64_decode(&whole)
        }),
        _ => Some(raw.to_vec()),
    }
}

/// Whether a part is in HTML, also where its encoding is broken.
fn is_page(part: &MessagePart<'_>) -> bool {
    part.is_text_html()
        || (part.is_text()
            && part
                .content_type()
                .and_then(|kind| kind.subtype())
                .is_some_and(|sub| sub.eq_ignore_ascii_case("html")))
}

/// What is attached to a message: a name for each part, and its bytes. Parts of kinds that hold no text are counted.
pub(super) fn attachments(message: &Message<'_>, limits: &Limits) -> Vec<(String, Vec<u8>)> {
    let (mut attachments, mut names) = (Vec::new(), Unique::default());
    for (at, part) in message.attachments().enumerate() {
        let kind = part
            .content_type()
            .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("")).to_ascii_lowercase());
        let kind = kind.unwrap_or_else(|| "text/plain".to_owned());
        let bytes = match &part.body {
            PartType::Message(inner) if part.encoding != Transfer::None => inner.raw_message().to_vec(),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
            PartType::Message(_) | PartType::Text(_) | PartType::Html(_) => {
                content(message, part).unwrap_or_else(|| part.contents().to_vec())
            }
            PartType::Multipart(_) => continue,
        };
        match name(part, &kind, at + 1) {
            Some(name) => attachments.push((names.name(name), bytes)),
            None => limits.passed_over.add(&format!("attachment of {kind}")),
        }
    }
    attachments
}

/// The records of what is attached, each under the name that is given with it. A text of a few words is none: it is
/// counted.
pub(super) fn attached(attachments: Vec<(String, Vec<u8>)>, limits: Limits) -> RecordStream {
    let passed_over = limits.passed_over.clone();
    let all = attachments
        .into_iter()
        .flat_map(move |(name, bytes)| limits.open_member(&name, Box::new(Cursor::new(bytes))));
    Box::new(all.filter(move |record| {
        let is_short = record.outcome.as_ref().is_ok_and(|(content, _)| words(content) < ATTACHED);
        if is_short {
            passed_over.add("attachment of a few words");
        }
        !is_short
    }))
}

fn words(content: &Content) -> usize {
    match content {
        Content::Text(text) | Content::Page(text) => text.split_whitespace().count(),
        Content::Json(bytes) => String::from_utf8_lossy(bytes).split_whitespace().count(),
    }
}

/// The name of an attachment, else one by its kind; `None` for one of a kind that holds no text.
fn name(part: &MessagePart<'_>, kind: &str, number: usize) -> Option<String> {
    let (family, sub) = kind.split_once('/').unwrap_or((kind, ""));
    if matches!(family, "image" | "audio" | "video" | "font") || NO_TEXT.contains(&sub) {
        return None;
    }
    if let Some(name) = part.attachment_name() {
        let name: String = name
            .chars()
            .map(|c| if matches!(c, '/' | '\\' | '!') || c.is_control() { '_' } else { c })
            .collect();
        let has_ending = name.rsplit_once('.').is_some_and(|(_, ending)| (1..=5).contains(&ending.len()));
        let ending = if has_ending { None } else { ending(kind) };
        return Some(ending.map_or_else(|| name.clone(), |ending| format!("{name}.{ending}")));
    }
    ending(kind).map(|ending| format!("part{number}.{ending}"))
}

/// Kinds of attachments that are no texts, without their family.
const NO_TEXT: [&str; 9] = [
    "calendar",
    "css",
    "ics",
    "ms-tnef",
    "pgp-keys",
    "pgp-signature",
    "pkcs7-signature",
    "vcard",
    "x-pkcs7-signature",
];

/// The ending of names of a kind that may hold an article.
fn ending(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "text/plain" => "txt",
        "text/html" => "html",
        "text/markdown" => "md",
        "text/csv" => "csv",
        "text/rtf" | "application/rtf" => "rtf",
        "message/rfc822" => "eml",
        "application/pdf" => "pdf",
        "application/json" => "json",
        "application/zip" => "zip",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.oasis.opendocument.text" => "odt",
        _ => return None,
    })
}
