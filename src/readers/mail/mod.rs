//! Mail: single messages and mailboxes. A record is a message with a text; what is attached to it is read as a file would
//! be, a forwarded message too. A folder of the kind Maildir holds single messages.

mod body;
mod head;
mod mbox;
mod message;

use mail_parser::Message;

pub(super) use crate::readers::mail::head::header;
use crate::readers::mail::head::{Looks, looks};
use crate::readers::mail::mbox::{Messages, is_mailbox};
pub(super) use crate::readers::mail::message::{content, parsed};
use crate::readers::reader::{Limits, ReadRecord, Reader, RecordStream, Sniff, lazily, only};
use crate::readers::stream::Stream;
use crate::record::RejectReason;

/// A single message.
pub(super) struct Mail;

impl Reader for Mail {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn about(&self) -> &'static str {
        "a message of mail, one article and what is attached to it"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["eml"]
    }

    fn sniff(&self, bytes: &[u8]) -> Sniff {
        match header(bytes).map_or(Looks::No, |header| looks(&header)) {
            Looks::No => Sniff::No,
            Looks::Like => Sniff::Likely,
            Looks::Surely => Sniff::Sure,
        }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        lazily(move || Ok(records(&stream.read_whole(limits.max_size)?, "", "", &limits)))
    }
}

/// A mailbox of the kind mbox.
pub(super) struct Mbox;

impl Reader for Mbox {
    fn name(&self) -> &'static str {
        "mbox"
    }

    fn about(&self) -> &'static str {
        "a mailbox, one article a message and what is attached to it"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["mbox"]
    }

    fn sniff(&self, bytes: &[u8]) -> Sniff {
        if is_mailbox(bytes) { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        let messages = Messages::new(Box::new(stream), limits.max_size).zip(1..);
        Box::new(messages.flat_map(move |(message, number)| {
            let records = match message.outcome {
                Ok(bytes) => records(&bytes, &message.delivered, &format!("{number}/"), &limits),
                Err(reason) => only(Err(reason)),
            };
            // What is attached has a place of its own.
            records.map(move |record| match record.inner.is_empty() {
                true => ReadRecord { number: Some(number), line: Some(message.line), ..record },
                false => record,
            })
        }))
    }
}

/// Whether this is the header of a message.
pub(super) fn is_message(header: &[(String, String)]) -> bool {
    looks(header) > Looks::No
}

/// The record of a message, and those of what is attached to it, whose names begin with `place`.
fn records(bytes: &[u8], delivered: &str, place: &str, limits: &Limits) -> RecordStream {
    let Some(message) = message::parsed(bytes) else {
        let what = "a message without a text".to_owned();
        return only(Err(RejectReason::NoBody { what }));
    };
    if let Some(end) = message::missing_end(&message) {
        limits.passed_over.add("end of a message that is cut off");
        // A part without an end would count as attached.
        let whole = [bytes, b"\n", end.as_bytes(), b"\n"].concat();
        return match message::parsed(&whole) {
            Some(message) => read_records(&message, delivered, place, limits),
            None => only(Err(RejectReason::NoBody { what: "a message without a text".to_owned() })),
        };
    }
    read_records(&message, delivered, place, limits)
}

fn read_records(message: &Message<'_>, delivered: &str, place: &str, limits: &Limits) -> RecordStream {
    let record = ReadRecord::only(message::record(message, delivered));
    let attachments = message::attachments(message, limits).into_iter();
    let attachments = attachments.map(|(name, bytes)| (format!("{place}{name}"), bytes)).collect();
    Box::new(std::iter::once(record).chain(message::attached(attachments, limits.clone())))
}

#[cfg(test)]
mod tests;
