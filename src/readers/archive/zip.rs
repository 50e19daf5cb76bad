//! The members of a zip archive, by its central directory.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::readers::archive::names::{cleaned, leftover, text};
use crate::readers::archive::section::Section;
use crate::readers::budget::Budget;
use crate::readers::reader::{Limits, ReadRecord, RecordStream, lazily, one};
use crate::readers::stream::{Stream, Unpacking};
use crate::record::RejectReason;

/// The records of all members, in the order of the central directory.
pub(super) fn members(stream: Stream, limits: Limits) -> RecordStream {
    lazily(move || {
        let mut directory = Directory::open(stream, &limits)?;
        let members = (0..directory.archive.len()).map(move |at| directory.member(at, &limits));
        Ok(Box::new(members.flatten()) as RecordStream)
    })
}

/// An archive whose members are known.
struct Directory {
    file: Arc<File>,
    archive: ZipArchive<BufReader<Section>>,
    /// Whether it is a packed archive of the web (WACZ): lists and indexes lie beside the captures.
    is_wacz: bool,
}

impl Directory {
    fn open(stream: Stream, limits: &Limits) -> Result<Directory, RejectReason> {
        let (file, length) = stream.into_file()?;
        if limits.depth == Limits::DEPTH {
            limits.budget.take(length);
        }
        let whole = BufReader::new(Section::new(Arc::clone(&file), 0, length));
        let archive = ZipArchive::new(whole).map_err(|error| damaged(&error))?;
        let is_capture =
            |name: &[u8]| name.starts_with(b"archive/") && memchr::memmem::find(name, b".warc").is_some();
        let is_wacz =
            archive.index_for_name("datapackage.json").is_some() && archive.file_names_raw().any(is_capture);
        Ok(Directory { file, archive, is_wacz })
    }

    fn member(&mut self, at: usize, limits: &Limits) -> RecordStream {
        let rejected = |inner: String, reason| one(ReadRecord { inner, ..ReadRecord::only(Err(reason)) });
        let passed_over = |kind: &str| -> RecordStream {
            limits.passed_over.add(kind);
            Box::new(std::iter::empty())
        };
        let member = match self.archive.by_index_raw(at) {
            Ok(member) => member,
            Err(error) => return rejected(format!("member {}", at + 1), damaged(&error)),
        };
        let name = cleaned(&text(member.name_raw()));
        if member.is_dir() {
            return Box::new(std::iter::empty());
        }
        if member.is_symlink() {
            return passed_over("symbolic link");
        }
        if let Some(kind) = leftover(&name) {
            return passed_over(kind);
        }
        if self.is_wacz && !name.starts_with("archive/") {
            return passed_over("list or index of the captures");
        }
        if member.encrypted() {
            let message = "the member has a password; unpack the archive first".to_owned();
            return rejected(name, RejectReason::Locked { message });
        }
        let Some(start) = member.data_start() else {
            let message = "the member's place is not known".to_owned();
            return rejected(name, RejectReason::Damaged { message });
        };
        let packed = Section::new(Arc::clone(&self.file), start, member.compressed_size());
        let reader: Box<dyn Read + Send> = match member.compression() {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::Deflated => {
                let unpacked = DeflateDecoder::new(BufReader::new(packed));
                Box::new(Unpacked { inner: unpacked, budget: Arc::clone(&limits.budget) })
            }
            other => {
                let message = format!("its packing ({other}) is not known; unpack the archive first");
                return rejected(name, RejectReason::Damaged { message });
            }
        };
        limits.open_member(&name, Box::new(Checked { inner: reader, due: member.crc32(), crc: Crc::new() }))
    }
}

fn damaged(error: &zip::result::ZipError) -> RejectReason {
    RejectReason::Damaged { message: error.to_string() }
}

/// A member that is unpacked, as far as the budget allows.
struct Unpacked<R> {
    inner: R,
    budget: Arc<Budget>,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let damaged = |error: io::Error| io::Error::other(Unpacking::Damaged(error.to_string()));
        let read = self.inner.read(into).map_err(damaged)?;
        if !self.budget.unpack(read as u64) {
            return Err(io::Error::other(Unpacking::Bomb));
        }
        Ok(read)
    }
}

/// A member whose checksum is compared at its end.
struct Checked<R> {
    inner: R,
    due: u32,
    crc: Crc,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        if read == 0 && !into.is_empty() && self.crc.sum() != self.due {
            return Err(io::Error::other(Unpacking::Damaged("its checksum is wrong".to_owned())));
        }
        self.crc.update(into.get(..read).unwrap_or(&[]));
        Ok(read)
    }
}
