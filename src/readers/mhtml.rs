//! MHTML: a web page as browsers save it, with its pictures, in the form of a message of mail.

use encoding_rs::Encoding;
use mail_parser::{HeaderValue, Message, MessagePart, MimeHeaders};

use crate::readers::decode;
use crate::readers::mail::{content, header, is_message, parsed};
use crate::readers::parts::Fields;
use crate::readers::reader::{Limits, Outcome, Reader, RecordStream, Sniff, only_record};
use crate::readers::stream::Stream;
use crate::record::{Content, RejectReason};

/// A saved page.
pub(super) struct Mhtml;

impl Reader for Mhtml {
    fn name(&self) -> &'static str {
        "mhtml"
    }

    fn about(&self) -> &'static str {
        "a web page as browsers save it in one file"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["mhtml", "mht"]
    }

    fn sniff(&self, bytes: &[u8]) -> Sniff {
        if is_saved_page(bytes) { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        only_record(stream, &limits, |bytes| record(&bytes))
    }
}

/// A saved page says so, or has an address and was never sent.
fn is_saved_page(bytes: &[u8]) -> bool {
    let Some(header) = header(bytes) else { return false };
    let value = |name: &str| {
        header.iter().find(|(other, _)| other == name).map(|(_, value)| value.to_ascii_lowercase())
    };
    if value("snapshot-content-location").is_some() {
        return true;
    }
    let kind = value("content-type").unwrap_or_default();
    let is_page = kind.contains("multipart/related") || kind.contains("text/html");
    let is_saved = value("from").is_some_and(|from| from.contains("saved by"));
    let was_sent = ["to", "received", "message-id", "return-path"].iter().any(|name| value(name).is_some());
    let has_address = || memchr::memmem::find(bytes, b"Content-Location:").is_some();
    is_page && !was_sent && (is_saved || has_address()) && is_message(&header)
}

fn record(bytes: &[u8]) -> Outcome {
    let no_page = || RejectReason::NoBody { what: "a saved page without a page in it".to_owned() };
    let message = parsed(bytes).ok_or_else(no_page)?;
    let part = page_of(&message).ok_or_else(no_page)?;
    let bytes = content(&message, part).unwrap_or_else(|| part.contents().to_vec());
    let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
    let page = match charset.and_then(|label| Encoding::for_label(label.as_bytes())) {
        Some(encoding) => decode::as_declared(bytes, Some(encoding)),
        None => decode::page(bytes),
    };
    let text = |name: &str| message.header(name).and_then(HeaderValue::as_text).map(str::to_owned);
    let address = text("Snapshot-Content-Location")
        .or_else(|| part.content_location().map(str::to_owned))
        .or_else(|| text("Content-Location"));
    let mut fields = Fields::default();
    // What the page says of its own address is better than the one by which it was found.
    let is_web = |address: &String| address.starts_with("http://") || address.starts_with("https://");
    fields.put("url", address.filter(|address| is_web(address) && !says_its_address(&page)));
    fields.put("captured", message.date().filter(|date| date.is_valid()).map(|date| date.to_rfc3339()));
    fields.with(Content::Page(page))
}

/// The page itself: the part that the head names as the start, else the first one in HTML.
fn page_of<'a>(message: &'a Message<'a>) -> Option<&'a MessagePart<'a>> {
    let start = message.root_part().content_type().and_then(|kind| kind.attribute("start"));
    let bare = |id: &str| id.trim_matches(['<', '>']).to_owned();
    let named = start.and_then(|start| {
        message.parts.iter().find(|part| part.content_id().is_some_and(|id| bare(id) == bare(start)))
    });
    named.filter(|part| part.is_text()).or_else(|| message.parts.iter().find(|part| part.is_text_html()))
}

fn says_its_address(page: &str) -> bool {
    ["rel=\"canonical\"", "rel='canonical'", "rel=canonical"].iter().any(|mark| page.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(head: &str, parts: &[(&str, &str)]) -> String {
        let mut text = format!(
            "{head}\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"b\"; type=\"text/html\"\n\n"
        );
        for (head, body) in parts {
            text.push_str(&format!("--b\n{head}\n\n{body}\n"));
        }
        text + "--b--\n"
    }

    #[test]
    fn a_saved_page_is_told_from_mail() {
        let page = [("Content-Type: text/html\nContent-Location: https://star.example/a", "<p>One.")];
        let sniff = |head: &str| Mhtml.sniff(saved(head, &page).as_bytes());
        assert_eq!(sniff("From: <Saved by Blink>\nSubject: T\nDate: x"), Sniff::Sure);
        assert_eq!(sniff("Subject: T\nDate: x"), Sniff::Sure);
        assert_eq!(sniff("From: a@b.example\nTo: c@d.example\nSubject: T"), Sniff::No);
        assert_eq!(Mhtml.sniff(b"<html>"), Sniff::No);
    }

    #[test]
    fn the_page_is_the_part_that_is_named_or_the_first() {
        let parts = [
            ("Content-Type: text/html\nContent-ID: <1>\nContent-Location: cid:1", "<p>frame"),
            (
                "Content-Type: text/html; charset=windows-1252\nContent-ID: <2>\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://star.example/a",
                "<p>Caf=E9",
            ),
        ];
        let page = |text: &str| match record(text.as_bytes()).unwrap() {
            (Content::Page(page), fields) => (page.trim().to_owned(), fields.first().cloned()),
            other => panic!("{other:?}"),
        };
        let url = Some(("url".to_owned(), "https://star.example/a".to_owned()));
        assert_eq!(page(&saved("Subject: T", &parts)), ("<p>frame".to_owned(), None));
        assert_eq!(
            page(&saved("Subject: T", &parts).replace("type=", "start=\"<2>\"; type=")),
            ("<p>Café".to_owned(), url)
        );
        let told = record(saved("Subject: T", &[("Content-Type: image/gif", "x")]).as_bytes()).unwrap_err();
        assert_eq!(told.to_string(), "no-body: a saved page without a page in it");
    }
}
