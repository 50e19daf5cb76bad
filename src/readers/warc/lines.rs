//! A stream of lines and blocks, with the place in it.

use std::io::BufRead;

use crate::readers::bounded;
use crate::readers::stream::{Stream, StreamError};
use crate::record::RejectReason;

/// The most bytes that a line of a head may have; what is longer is no head.
const LONGEST: usize = 64 << 10;

/// A stream of lines and blocks.
pub(super) struct Lines {
    stream: Stream,
    /// How many bytes were taken, unpacked.
    at: u64,
    /// Whether the first line of a record was taken and its head follows.
    pub(super) is_at_head: bool,
}

impl Lines {
    pub(super) fn new(stream: Stream) -> Lines {
        Lines { stream, at: 0, is_at_head: false }
    }

    /// How many bytes were taken, unpacked.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// Whether what follows begins so. Trouble with the stream comes again when it is read.
    pub(super) fn starts_with(&mut self, begin: &[u8]) -> bool {
        self.stream.peek().is_ok_and(|head| head.starts_with(begin))
    }

    /// The next line without its end; `None` at the end of the stream. Of a line that is too long the beginning.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, StreamError> {
        // The end of a line, two bytes at the most, is none of it.
        let (mut line, taken) = bounded::line(&mut self.stream, LONGEST + 2)?;
        self.at += taken;
        if taken == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        line.truncate(LONGEST);
        Ok(Some(line))
    }

    /// A block of so many bytes. A block above `max_size` is passed over and told.
    pub(super) fn block(&mut self, length: u64, max_size: u64) -> Result<Vec<u8>, RejectReason> {
        if length > max_size {
            self.pass_over(length)?;
            return Err(RejectReason::TooLarge { limit: max_size });
        }
        let start = self.at;
        let block = self.stream.take_bytes(length)?;
        self.at += block.len() as u64;
        if (block.len() as u64) < length {
            let message = format!("the capture whose content begins at byte {start} is cut off");
            return Err(RejectReason::Damaged { message });
        }
        Ok(block)
    }

    fn pass_over(&mut self, mut length: u64) -> Result<(), StreamError> {
        while length > 0 {
            let bytes = self.stream.fill_buf()?.len() as u64;
            let taken = bytes.min(length);
            if taken == 0 {
                break;
            }
            self.stream.consume(usize::try_from(taken).unwrap_or(0));
            self.at += taken;
            length -= taken;
        }
        Ok(())
    }
}
