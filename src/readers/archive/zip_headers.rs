//! What a zip archive says of its members: in its directory, and in front of each.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;

use crate::readers::archive::section::Section;
use crate::readers::budget::Budget;

/// What the header in front of a member begins with.
const LOCAL: &[u8; 4] = b"PK\x03\x04";

/// What a row of the directory begins with.
const CENTRAL: &[u8; 4] = b"PK\x01\x02";

/// A size that stands elsewhere, as it is too large for its place.
const ELSEWHERE: u32 = u32::MAX;

/// Packed as it is, and by deflate.
pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;

/// What is said of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) method: u16,
    pub(super) is_encrypted: bool,
    pub(super) is_link: bool,
    /// The checksum; `None` where it is not told.
    pub(super) checksum: Option<u32>,
    /// Where its bytes stand in the file, once that is known, and how many there are.
    pub(super) start: Option<u64>,
    pub(super) packed: u64,
    /// Where the header in front of it stands in the file.
    place: u64,
}

/// A file of so many bytes.
#[derive(Debug, Clone)]
pub(super) struct Whole {
    pub(super) file: Arc<File>,
    pub(super) length: u64,
}

impl Whole {
    /// What stands from a place on.
    pub(super) fn from(&self, start: u64) -> BufReader<Section> {
        BufReader::new(Section::new(Arc::clone(&self.file), start, self.length.saturating_sub(start)))
    }

    /// The next place from `start` on where these four bytes stand.
    fn find(&self, start: u64, mark: &[u8; 4]) -> io::Result<Option<u64>> {
        let (mut reader, mut at) = (self.from(start), start);
        let mut seen: Vec<u8> = Vec::new();
        loop {
            let bytes = reader.fill_buf()?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let length = bytes.len();
            let before = seen.len() as u64;
            seen.extend_from_slice(bytes);
            if let Some(found) = memchr::memmem::find(&seen, mark) {
                return Ok(Some(at - before + found as u64));
            }
            seen.drain(..seen.len().saturating_sub(mark.len() - 1));
            reader.consume(length);
            at += length as u64;
        }
    }
}

fn number16(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|it| it.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn number32(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|it| it.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn number64(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8).and_then(|it| it.try_into().ok()).map(u64::from_le_bytes)
}

fn bytes(reader: &mut impl Read, count: u16) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::from(count)];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A field behind a name, by its number.
fn extra(extras: &[u8], due: u16) -> Option<&[u8]> {
    let mut rest = extras;
    while rest.len() >= 4 {
        let length = usize::from(number16(rest, 2));
        let value = rest.get(4..4 + length)?;
        if number16(rest, 0) == due {
            return Some(value);
        }
        rest = rest.get(4 + length..)?;
    }
    None
}

/// The name, by the field that has it in UTF-8 where that is of this name.
fn name(plain: Vec<u8>, extras: &[u8]) -> Vec<u8> {
    let of_field = extra(extras, 0x7075).filter(|it| {
        let mut checksum = flate2::Crc::new();
        checksum.update(&plain);
        it.first() == Some(&1) && number32(it, 1) == checksum.sum()
    });
    of_field.and_then(|it| it.get(5..)).map_or(plain, <[u8]>::to_vec)
}

/// The rows of a directory, one after another: an archive of millions of members takes no more memory than a small one.
pub(super) struct Directory {
    reader: BufReader<Section>,
    /// What is added to the places of members.
    offset: u64,
    has_ended: bool,
}

impl Directory {
    /// The directory that begins at a place.
    pub(super) fn new(whole: &Whole, start: u64, offset: u64) -> Directory {
        Directory { reader: whole.from(start), offset, has_ended: false }
    }

    fn row(&mut self) -> io::Result<Option<Header>> {
        let reader = &mut self.reader;
        let mut fixed = [0; 46];
        if reader.read_exact(&mut fixed[..4]).is_err() || !fixed.starts_with(CENTRAL) {
            return Ok(None);
        }
        reader.read_exact(&mut fixed[4..])?;
        let plain = bytes(reader, number16(&fixed, 28))?;
        let extras = bytes(reader, number16(&fixed, 30))?;
        bytes(reader, number16(&fixed, 32))?;
        let (unpacked, packed, place) = (number32(&fixed, 24), number32(&fixed, 20), number32(&fixed, 42));
        let large = extra(&extras, 1).unwrap_or(&[]);
        let mut at = if unpacked == ELSEWHERE { 8 } else { 0 };
        let mut told = |short: u32| {
            if short != ELSEWHERE {
                return u64::from(short);
            }
            let long = number64(large, at);
            at += 8;
            long.unwrap_or(u64::from(short))
        };
        let (packed, place) = (told(packed), told(place));
        let is_unix = fixed[5] == 3 || fixed[5] == 19;
        Ok(Some(Header {
            name: name(plain, &extras),
            method: number16(&fixed, 10),
            is_encrypted: number16(&fixed, 8) & 1 == 1,
            is_link: is_unix && (number32(&fixed, 38) >> 16) & 0o170_000 == 0o120_000,
            checksum: Some(number32(&fixed, 16)),
            start: None,
            packed,
            place: place.saturating_add(self.offset),
        }))
    }
}

impl Iterator for Directory {
    type Item = io::Result<Header>;

    fn next(&mut self) -> Option<io::Result<Header>> {
        if self.has_ended {
            return None;
        }
        let row = self.row().transpose();
        self.has_ended = !matches!(row, Some(Ok(_)));
        row
    }
}

impl Header {
    /// Where the bytes of a member of the directory stand; `None` where no header is in front of them.
    pub(super) fn data_start(&self, whole: &Whole) -> Option<u64> {
        self.start.or_else(|| local(whole, self.place).ok()??.start)
    }
}

/// The header in front of a member; `None` where none stands at this place.
fn local(whole: &Whole, place: u64) -> io::Result<Option<Header>> {
    let mut reader = whole.from(place);
    let mut fixed = [0; 30];
    if reader.read_exact(&mut fixed).is_err() || !fixed.starts_with(LOCAL) {
        return Ok(None);
    }
    let (names, extras) = (number16(&fixed, 26), number16(&fixed, 28));
    let plain = bytes(&mut reader, names)?;
    let extras = bytes(&mut reader, extras)?;
    let (packed, unpacked) = (number32(&fixed, 18), number32(&fixed, 22));
    // In front of a member that was written in one go, its sizes are not known.
    let is_told = number16(&fixed, 6) & 8 == 0;
    let large = || number64(extra(&extras, 1)?, if unpacked == ELSEWHERE { 8 } else { 0 });
    Ok(Some(Header {
        start: Some(place + 30 + u64::from(names) + extras.len() as u64),
        name: name(plain, &extras),
        method: number16(&fixed, 8),
        is_encrypted: number16(&fixed, 6) & 1 == 1,
        is_link: false,
        checksum: is_told.then(|| number32(&fixed, 14)),
        packed: if packed == ELSEWHERE { large().unwrap_or(0) } else { u64::from(packed) },
        place,
    }))
}

/// The members of an archive whose directory is missing, by the headers in front of them.
pub(super) struct Headers {
    whole: Whole,
    budget: Arc<Budget>,
    at: u64,
}

impl Headers {
    pub(super) fn new(whole: Whole, budget: Arc<Budget>) -> Headers {
        Headers { whole, budget, at: 0 }
    }

    fn read(&mut self) -> io::Result<Option<Header>> {
        loop {
            let Some(place) = self.whole.find(self.at, LOCAL)? else { return Ok(None) };
            self.at = place + LOCAL.len() as u64;
            // What only looks like a header has no method that there is.
            let Some(mut header) = local(&self.whole, place)?.filter(|it| it.method < 100) else { continue };
            let start = header.start.unwrap_or(place);
            let left = self.whole.length.saturating_sub(start);
            if header.checksum.is_none() && header.packed == 0 {
                header.packed = self.length(start, header.method)?.unwrap_or(left);
            }
            header.packed = header.packed.min(left);
            self.at = start + header.packed;
            return Ok(Some(header));
        }
    }

    /// How many bytes a member has whose header does not tell; `None` where it goes on to the end.
    fn length(&self, start: u64, method: u16) -> io::Result<Option<u64>> {
        if method == DEFLATED {
            let mut unpacked = DeflateDecoder::new(self.whole.from(start));
            let mut into = [0; 8192];
            loop {
                match unpacked.read(&mut into) {
                    Ok(0) => return Ok(Some(unpacked.total_in())),
                    Ok(read) if self.budget.unpack(read as u64) => {}
                    Ok(_) | Err(_) => break,
                }
            }
        }
        Ok(self.whole.find(start, b"PK\x07\x08")?.map(|end| end - start))
    }
}

impl Iterator for Headers {
    type Item = Header;

    fn next(&mut self) -> Option<Header> {
        self.read().unwrap_or_default()
    }
}
