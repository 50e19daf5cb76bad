//! Archives of the web: WARC, and ARC, which came before it.
//!
//! A record is an answer of status 200, or a resource, that is a page or a text; documents of other formats that are
//! read are members. Its address is the address of the capture, and the moment of the capture is the day of the copy,
//! never the date of publication. Requests, redirects, pictures and the like are passed over and counted by kind.

mod answer;
mod arc;
mod capture;
mod lines;

use crate::readers::reader::{Limits, ReadRecord, Reader, RecordStream, Sniff, one};
use crate::readers::stream::Stream;
use crate::readers::warc::capture::{Capture, Piece};
use crate::readers::warc::lines::Lines;
use crate::record::RejectReason;

/// An archive of the web.
pub(super) struct Warc;

impl Reader for Warc {
    fn name(&self) -> &'static str {
        "warc"
    }

    fn about(&self) -> &'static str {
        "an archive of the web (WARC, ARC), one article a captured page"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["warc", "arc"]
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        if head.starts_with(b"WARC/") || head.starts_with(b"filedesc:") { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        let lines = Lines::new(stream);
        let mut captures = Captures { lines, is_arc: None, number: 0, failed_at: None, has_ended: false };
        let pieces = std::iter::from_fn(move || captures.next(&limits));
        Box::new(pieces.flatten())
    }
}

/// The captures of an archive under way.
struct Captures {
    lines: Lines,
    is_arc: Option<bool>,
    number: u64,
    /// Where the last trouble was.
    failed_at: Option<u64>,
    has_ended: bool,
}

impl Captures {
    /// The records of the next capture, which may be none; `None` at the end.
    fn next(&mut self, limits: &Limits) -> Option<RecordStream> {
        if self.has_ended {
            return None;
        }
        let is_arc = match self.is_arc {
            Some(is_arc) => is_arc,
            None => *self.is_arc.insert(self.lines.starts_with(b"filedesc:")),
        };
        let piece = match is_arc {
            true => arc::next(&mut self.lines, limits.max_size),
            false => capture::next(&mut self.lines, limits.max_size),
        };
        match piece {
            Ok(Piece::Capture(capture)) => {
                self.number += 1;
                Some(self.records(*capture, limits))
            }
            Ok(Piece::End) => None,
            Err(reason) => {
                self.number += 1;
                // Only where something is taken each time is there an end.
                let is_stuck = self.failed_at.replace(self.lines.at()) == Some(self.lines.at());
                self.has_ended =
                    is_stuck || matches!(reason, RejectReason::Unreadable { .. } | RejectReason::Bomb { .. });
                Some(self.one(Err(reason)))
            }
        }
    }

    fn records(&self, capture: Capture, limits: &Limits) -> RecordStream {
        match answer::of(capture) {
            answer::Answer::Content(content, fields) => self.one(Ok((content, fields))),
            answer::Answer::Member(name, bytes) => {
                let place = format!("{}/{name}", self.number);
                limits.open_member(&place, Box::new(std::io::Cursor::new(bytes)))
            }
            answer::Answer::PassedOver(kind) => {
                limits.passed_over.add(&kind);
                Box::new(std::iter::empty())
            }
            answer::Answer::Rejected(reason) => self.one(Err(reason)),
        }
    }

    fn one(&self, outcome: crate::readers::reader::Outcome) -> RecordStream {
        one(ReadRecord::numbered(self.number, outcome))
    }
}

#[cfg(test)]
mod tests;
