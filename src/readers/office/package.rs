//! The parts of a document that is a zip archive.

use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::readers::budget::{Budget, MAX_RATIO};
use crate::readers::decode;
use crate::readers::reader::Limits;
use crate::readers::stream::Stream;
use crate::record::RejectReason;

/// A document that is a zip archive.
pub(super) struct Package {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    max_size: u64,
    budget: Arc<Budget>,
}

impl Package {
    /// Opens a document.
    pub(super) fn open(stream: Stream, limits: &Limits) -> Result<Package, RejectReason> {
        let bytes = stream.read_whole(limits.max_size)?;
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        Ok(Package { archive, max_size: limits.max_size, budget: Arc::clone(&limits.budget) })
    }

    /// A part as text; `None` when there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, RejectReason> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(&error)),
        };
        if part.encrypted() {
            return Err(RejectReason::Locked { message: "the document has a password".to_owned() });
        }
        let mut bytes = Vec::new();
        let damaged = |error: std::io::Error| RejectReason::Damaged { message: error.to_string() };
        part.take(self.max_size.saturating_add(1)).read_to_end(&mut bytes).map_err(damaged)?;
        if bytes.len() as u64 > self.max_size {
            return Err(RejectReason::TooLarge { limit: self.max_size });
        }
        // One part may be asked for many times.
        if !self.budget.unpack(bytes.len() as u64) {
            return Err(RejectReason::Bomb { ratio: MAX_RATIO });
        }
        Ok(Some(decode::text(bytes)))
    }

    /// A part that a document must have.
    pub(super) fn main_part(&mut self, name: &str) -> Result<String, RejectReason> {
        let missing = || RejectReason::Damaged { message: format!("it has no {name}") };
        self.part(name)?.ok_or_else(missing)
    }
}

fn damaged(error: &ZipError) -> RejectReason {
    RejectReason::Damaged { message: error.to_string() }
}
