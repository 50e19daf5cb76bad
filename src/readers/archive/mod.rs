//! Archives: each member is read as a file of its own.
//!
//! Members come in the order of the archive. Folders, links and what systems leave in archives for themselves are
//! passed over. Nothing is written under a member's name.

mod names;
mod section;
mod tar;
mod zip;
mod zip_headers;

use crate::readers::reader::{Limits, Reader, RecordStream, Sniff};
use crate::readers::stream::Stream;

/// A zip or tar archive.
pub(super) struct Archive;

impl Reader for Archive {
    fn name(&self) -> &'static str {
        "archive"
    }

    fn about(&self) -> &'static str {
        "a zip, tar or WACZ archive of files in any of these formats"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["zip", "wacz", "tar", "tgz", "tbz", "tbz2", "txz", "tzst"]
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        if is_zip(head) || is_tar(head) { Sniff::Likely } else { Sniff::No }
    }

    fn read(&self, mut stream: Stream, limits: Limits) -> RecordStream {
        match stream.peek() {
            Ok(head) if is_tar(head) => tar::members(stream, limits),
            // Trouble with the stream comes again with the first member.
            Ok(_) | Err(_) => zip::members(stream, limits),
        }
    }
}

/// An archive begins with a member, or with its own end when it is empty.
fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

#[cfg(test)]
mod tests;
