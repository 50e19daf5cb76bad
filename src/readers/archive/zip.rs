//! The members of a zip archive, by its directory; where that is missing, by the headers in front of them.

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::readers::archive::names::{cleaned, leftover, text};
use crate::readers::archive::section::Section;
use crate::readers::archive::zip_headers::{DEFLATED, Directory, Header, Headers, STORED, Whole};
use crate::readers::budget::Budget;
use crate::readers::reader::{Limits, ReadRecord, RecordStream, lazily, one, only};
use crate::readers::stream::{Stream, StreamError, Unpacking};
use crate::readers::unique::Unique;
use crate::record::RejectReason;

/// The records of all members, in the order of the directory.
pub(super) fn members(stream: Stream, limits: Limits) -> RecordStream {
    lazily(move || {
        let (file, length) = stream.into_file()?;
        if limits.depth == Limits::DEPTH {
            limits.budget.take(length);
        }
        let whole = Whole { file, length };
        let archive = ZipArchive::new(whole.from(0)).map(|it| (it.central_directory_start(), it.offset()));
        let mut members = Members {
            whole: whole.clone(),
            limits: limits.clone(),
            names: Unique::default(),
            is_wacz: false,
        };
        match archive {
            Ok((start, offset)) => {
                let rows = || Directory::new(&whole, start, offset);
                let is_described = rows().flatten().any(|it| it.name == b"datapackage.json");
                members.is_wacz = is_described && rows().flatten().any(|it| is_capture(&it));
                Ok(Box::new(rows().flat_map(move |row| match row {
                    Ok(header) => members.records(&header),
                    Err(error) => only(Err(StreamError::from(error).into())),
                })))
            }
            Err(error) => {
                let mut headers = Headers::new(whole, Arc::clone(&limits.budget));
                let mut found = 0u64;
                let mut has_ended = false;
                let records = std::iter::from_fn(move || {
                    if has_ended {
                        return None;
                    }
                    if let Some(header) = headers.next() {
                        found += 1;
                        return Some(members.records(&header));
                    }
                    has_ended = true;
                    Some(only(Err(RejectReason::Damaged { message: without_directory(&error, found) })))
                });
                Ok(Box::new(records.flatten()))
            }
        }
    })
}

/// What is said of an archive whose directory cannot be read.
fn without_directory(error: &zip::result::ZipError, found: u64) -> String {
    match found {
        0 => error.to_string(),
        1 => "the directory at its end is missing or damaged: the one member in front of it was read, and what else \
              it held is not known"
            .to_owned(),
        _ => format!(
            "the directory at its end is missing or damaged: the {found} members in front of it were read, and what \
             else it held is not known"
        ),
    }
}

/// Whether a member is the captures of a packed archive of the web (WACZ).
fn is_capture(header: &Header) -> bool {
    header.name.starts_with(b"archive/") && memchr::memmem::find(&header.name, b".warc").is_some()
}

/// The members of an archive as they come.
struct Members {
    whole: Whole,
    limits: Limits,
    names: Unique,
    /// Whether it is a packed archive of the web (WACZ): lists and indexes lie beside the captures.
    is_wacz: bool,
}

impl Members {
    fn records(&mut self, header: &Header) -> RecordStream {
        let limits = &self.limits;
        let rejected = |inner: String, reason| one(ReadRecord { inner, ..ReadRecord::only(Err(reason)) });
        let passed_over = |kind: &str| -> RecordStream {
            limits.passed_over.add(kind);
            Box::new(std::iter::empty())
        };
        if header.name.ends_with(b"/") || header.name.ends_with(b"\\") {
            return Box::new(std::iter::empty());
        }
        if header.is_link {
            return passed_over("symbolic link");
        }
        let name = cleaned(&text(&header.name));
        if let Some(kind) = leftover(&name) {
            return passed_over(kind);
        }
        if self.is_wacz && !name.starts_with("archive/") {
            return passed_over("list or index of the captures");
        }
        let name = self.names.name(name);
        if header.is_encrypted {
            let message = "the member has a password; unpack the archive first".to_owned();
            return rejected(name, RejectReason::Locked { message });
        }
        let Some(start) = header.data_start(&self.whole) else {
            let message = "the member's place is not known".to_owned();
            return rejected(name, RejectReason::Damaged { message });
        };
        let packed = Section::new(Arc::clone(&self.whole.file), start, header.packed);
        let reader: Box<dyn Read + Send> = match header.method {
            STORED => Box::new(packed),
            DEFLATED => Box::new(DeflateDecoder::new(BufReader::new(packed))),
            other => {
                let packing = CompressionMethod::name_from_u16(other);
                let message = format!("its packing ({packing}) is not known; unpack the archive first");
                return rejected(name, RejectReason::Damaged { message });
            }
        };
        let unpacked = Unpacked { inner: reader, budget: Arc::clone(&limits.budget) };
        let checked = Checked { inner: unpacked, due: header.checksum, crc: Crc::new() };
        limits.open_member(&name, Box::new(checked))
    }
}

/// A member that is unpacked, as far as the budget allows.
struct Unpacked<R> {
    inner: R,
    budget: Arc<Budget>,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // What the system says is of the disk, all else of what stands on it.
        let damaged = |error: io::Error| match error.raw_os_error() {
            Some(_) => error,
            None => io::Error::other(Unpacking::Damaged(error.to_string())),
        };
        let read = self.inner.read(into).map_err(damaged)?;
        if !self.budget.unpack(read as u64) {
            return Err(io::Error::other(Unpacking::Bomb));
        }
        Ok(read)
    }
}

/// A member whose checksum, where it is known, is compared at its end.
struct Checked<R> {
    inner: R,
    due: Option<u32>,
    crc: Crc,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        if read == 0 && !into.is_empty() && self.due.is_some_and(|due| due != self.crc.sum()) {
            return Err(io::Error::other(Unpacking::Damaged("its checksum is wrong".to_owned())));
        }
        self.crc.update(into.get(..read).unwrap_or(&[]));
        Ok(read)
    }
}
