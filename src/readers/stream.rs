//! The bytes of a file, unpacked from gzip, bzip2, xz or zstd, and with UTF-16 turned into UTF-8.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::sync::Arc;

use bzip2::bufread::MultiBzDecoder;
use lzma_rust2::XzReader;

use crate::readers::budget::{Budget, MAX_RATIO};
use crate::readers::gzip::GzipMembers;
use crate::record::RejectReason;

/// How much is read ahead, in bytes.
const BUFFER: usize = 256 << 10;

/// How many of the first bytes are looked at to tell what a stream holds.
const HEAD: usize = 64 << 10;

/// How much memory the dictionary of an xz file may take, in KiB.
const XZ_MEMORY: u32 = 128 << 10;

/// What went wrong while reading a stream.
#[derive(Debug)]
pub(super) struct StreamError(io::Error);

impl From<io::Error> for StreamError {
    fn from(error: io::Error) -> StreamError {
        StreamError(error)
    }
}

impl From<StreamError> for RejectReason {
    fn from(StreamError(error): StreamError) -> RejectReason {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Unpacking>()) {
            Some(Unpacking::Bomb) => RejectReason::Bomb { ratio: MAX_RATIO },
            Some(Unpacking::Damaged(message)) => RejectReason::Damaged { message: message.clone() },
            None if error.kind() == io::ErrorKind::UnexpectedEof => {
                RejectReason::Damaged { message: "it is cut off".to_owned() }
            }
            None => RejectReason::Unreadable { message: error.to_string() },
        }
    }
}

/// What can go wrong with a packed file only.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unpacking {
    #[error("unpacks to more than {MAX_RATIO} times its size")]
    Bomb,
    #[error("{0}")]
    Damaged(String),
}

/// Where the bytes of a stream come from.
pub(super) struct Source {
    reader: Box<dyn Read + Send>,
    /// The file, when it is one.
    file: Option<Arc<File>>,
    /// Whether it is the outermost file, or stream, of which others are members.
    is_outermost: bool,
}

impl Source {
    /// A file as far as it is written: what is added while it is read belongs to the next reading.
    pub(super) fn file(file: File, length: u64) -> Source {
        let file = Arc::new(file);
        Source { reader: Box::new(Arc::clone(&file).take(length)), file: Some(file), is_outermost: true }
    }

    /// A stream that is not part of another.
    pub(super) fn stream(reader: Box<dyn Read + Send>) -> Source {
        Source { reader, file: None, is_outermost: true }
    }

    /// A member of an archive, a part of a message.
    pub(super) fn member(reader: Box<dyn Read + Send>) -> Source {
        Source { reader, file: None, is_outermost: false }
    }
}

/// A stream that is unpacked and, if it was UTF-16, decoded.
pub(super) struct Stream {
    reader: BufReader<Box<dyn Read + Send>>,
    /// The file, when its bytes are read as they are.
    file: Option<Arc<File>>,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

impl Stream {
    /// Opens a stream. Gzip, bzip2, xz, zstd and UTF-16 are recognised by their bytes, not by a name.
    ///
    /// # Errors
    ///
    /// The first bytes cannot be read or unpacked.
    pub(super) fn open(source: Source, budget: &Arc<Budget>) -> Result<Stream, StreamError> {
        let Source { reader, mut file, is_outermost } = source;
        let mut raw = BufReader::with_capacity(BUFFER, reader);
        let packing = Packing::of(raw.fill_buf()?);
        let counted =
            Counted { inner: raw, budget: is_outermost.then(|| Arc::clone(budget)), has_failed: false };
        let reader: Box<dyn Read + Send> = match packing {
            Some(packing) => {
                file = None;
                Box::new(Packed::new(counted, packing, Arc::clone(budget))?)
            }
            None => Box::new(counted),
        };
        let mut stream = Stream { reader: BufReader::with_capacity(BUFFER, reader), file };
        let Some(encoding) = utf16(stream.peek()?) else { return Ok(stream) };
        let decoded = Utf16 {
            inner: stream.reader,
            decoder: encoding.new_decoder_with_bom_removal(),
            ready: Vec::new(),
            at: 0,
            ended: false,
        };
        Ok(Stream { reader: BufReader::with_capacity(BUFFER, Box::new(decoded)), file: None })
    }

    /// The stream of these bytes.
    #[cfg(test)]
    pub(super) fn of_bytes(bytes: &[u8]) -> Stream {
        Stream::open(Source::stream(Box::new(io::Cursor::new(bytes.to_vec()))), &Arc::default()).unwrap()
    }

    /// A file that can be read at any place: the one that is open already, or a temporary one without a name into which
    /// the rest of the stream is written. Also how many bytes it has.
    ///
    /// # Errors
    ///
    /// What stops the stream from being read, or the temporary file from being written.
    pub(super) fn into_file(mut self) -> Result<(Arc<File>, u64), RejectReason> {
        let unreadable = |error: io::Error| RejectReason::from(StreamError(error));
        if let Some(file) = self.file.take() {
            let length = file.metadata().map_err(unreadable)?.len();
            return Ok((file, length));
        }
        let mut file = tempfile::tempfile().map_err(unreadable)?;
        let length = io::copy(&mut self.reader, &mut file).map_err(unreadable)?;
        file.rewind().map_err(unreadable)?;
        Ok((Arc::new(file), length))
    }

    /// Takes up to `most` bytes. At the end of the stream there may be none.
    ///
    /// # Errors
    ///
    /// What stops the stream from being read.
    pub(super) fn take_bytes(&mut self, most: u64) -> Result<Vec<u8>, StreamError> {
        let mut bytes = Vec::new();
        self.by_ref().take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// All of it.
    ///
    /// # Errors
    ///
    /// More than `max_size` bytes, or what stops the stream from being read.
    pub(super) fn read_whole(mut self, max_size: u64) -> Result<Vec<u8>, RejectReason> {
        let mut bytes = Vec::new();
        self.by_ref().take(max_size.saturating_add(1)).read_to_end(&mut bytes).map_err(StreamError::from)?;
        if bytes.len() as u64 > max_size {
            return Err(RejectReason::TooLarge { limit: max_size });
        }
        Ok(bytes)
    }

    /// The first bytes, without taking them: as many as one read gives, 64 KiB at the most.
    ///
    /// # Errors
    ///
    /// They cannot be read or unpacked.
    pub(super) fn peek(&mut self) -> Result<&[u8], StreamError> {
        let head = self.reader.fill_buf()?;
        Ok(head.get(..HEAD).unwrap_or(head))
    }
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.reader.read(into)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.reader.consume(amount);
    }
}

/// Which UTF-16 this is: by its byte order mark, else by the zero bytes that ASCII characters have in it.
fn utf16(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    if head.starts_with(b"\xFF\xFE") {
        return Some(encoding_rs::UTF_16LE);
    }
    if head.starts_with(b"\xFE\xFF") {
        return Some(encoding_rs::UTF_16BE);
    }
    let head = head.get(..head.len().min(1024) & !1)?;
    if head.len() < 16 {
        return None;
    }
    let pairs = head.len() / 2;
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // Eight of ten units must be Latin and at most one in fifty the other way round: no binary file is so.
    if odd * 10 >= pairs * 8 && even * 50 <= pairs {
        Some(encoding_rs::UTF_16LE)
    } else if even * 10 >= pairs * 8 && odd * 50 <= pairs {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

impl Packing {
    fn of(head: &[u8]) -> Option<Packing> {
        match head {
            [0x1F, 0x8B, ..] => Some(Packing::Gzip),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] => Some(Packing::Bzip2),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => Some(Packing::Bzip2),
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Packing::Xz),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Packing::Zstd),
            _ => None,
        }
    }
}

/// A reader that unpacks and stops when the data grow too much.
struct Packed {
    unpacker: Unpacker,
    budget: Arc<Budget>,
}

enum Unpacker {
    Gzip(Box<GzipMembers<Counted>>),
    Bzip2(MultiBzDecoder<Counted>),
    Xz(Box<XzReader<Counted>>),
    Zstd(zstd::stream::read::Decoder<'static, Counted>),
}

impl Packed {
    fn new(raw: Counted, packing: Packing, budget: Arc<Budget>) -> io::Result<Packed> {
        let unpacker = match packing {
            Packing::Gzip => Unpacker::Gzip(Box::new(GzipMembers::new(raw))),
            Packing::Bzip2 => Unpacker::Bzip2(MultiBzDecoder::new(raw)),
            Packing::Xz => Unpacker::Xz(Box::new(XzReader::new_mem_limit(raw, true, XZ_MEMORY))),
            Packing::Zstd => Unpacker::Zstd(zstd::stream::read::Decoder::with_buffer(raw)?),
        };
        Ok(Packed { unpacker, budget })
    }

    fn has_failed(&self) -> bool {
        match &self.unpacker {
            Unpacker::Gzip(members) => members.get_ref().is_some_and(|it| it.has_failed),
            Unpacker::Bzip2(decoder) => decoder.get_ref().has_failed,
            Unpacker::Xz(decoder) => decoder.inner().has_failed,
            Unpacker::Zstd(decoder) => decoder.get_ref().has_failed,
        }
    }
}

impl Read for Packed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.unpacker {
            Unpacker::Gzip(members) => members.read(into),
            Unpacker::Bzip2(decoder) => decoder.read(into),
            Unpacker::Xz(decoder) => decoder.read(into),
            Unpacker::Zstd(decoder) => decoder.read(into),
        };
        let read = match read {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            // It is the disk that fails, not what stands on it.
            Err(error) if self.has_failed() || is_unpacking(&error) => return Err(error),
            Err(error) => return Err(io::Error::other(Unpacking::Damaged(error.to_string()))),
        };
        if !self.budget.unpack(read as u64) {
            return Err(io::Error::other(Unpacking::Bomb));
        }
        Ok(read)
    }
}

/// Whether it was said already what is wrong with a packed file.
fn is_unpacking(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Unpacking>())
}

/// A buffered reader that remembers whether it failed, and counts the bytes taken of the outermost file.
struct Counted {
    inner: BufReader<Box<dyn Read + Send>>,
    budget: Option<Arc<Budget>>,
    has_failed: bool,
}

impl Counted {
    fn count(&self, bytes: usize) {
        if let Some(budget) = &self.budget {
            budget.take(bytes as u64);
        }
    }
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into);
        self.has_failed |= read.is_err();
        self.count(*read.as_ref().unwrap_or(&0));
        read
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let filled = self.inner.fill_buf();
        self.has_failed |= filled.is_err();
        filled
    }

    fn consume(&mut self, amount: usize) {
        self.count(amount);
        self.inner.consume(amount);
    }
}

/// UTF-16 read as UTF-8; what is no character becomes U+FFFD, as in browsers.
struct Utf16 {
    inner: BufReader<Box<dyn Read + Send>>,
    decoder: encoding_rs::Decoder,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Read for Utf16 {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            let source = self.inner.fill_buf()?;
            self.ended = source.is_empty();
            // Three bytes of UTF-8 for two of UTF-16 at most, and a few for what is pending.
            self.ready.resize(source.len() * 3 / 2 + 16, 0);
            let (_, read, written, _) = self.decoder.decode_to_utf8(source, &mut self.ready, self.ended);
            self.inner.consume(read);
            self.ready.truncate(written);
            self.at = 0;
        }
        let rest = self.ready.get(self.at..).unwrap_or(&[]);
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::readers::budget::ALWAYS_ALLOWED;

    fn opened(bytes: Vec<u8>) -> Result<Stream, StreamError> {
        Stream::open(Source::stream(Box::new(io::Cursor::new(bytes))), &Arc::default())
    }

    fn text_of(bytes: Vec<u8>) -> Result<String, RejectReason> {
        let mut text = String::new();
        let mut stream = opened(bytes)?;
        stream.read_to_string(&mut text).map_err(StreamError::from)?;
        Ok(text)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn packed_members_after_one_another_are_one_text() {
        let both = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(text_of(both).unwrap(), "one two");
        let bzip2 = |text: &[u8]| {
            let mut packer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            packer.write_all(text).unwrap();
            packer.finish().unwrap()
        };
        assert_eq!(text_of([bzip2(b"one "), bzip2(b"two")].concat()).unwrap(), "one two");
        let frames = [zstd::encode_all(&b"one "[..], 1).unwrap(), zstd::encode_all(&b"two"[..], 1).unwrap()];
        assert_eq!(text_of(frames.concat()).unwrap(), "one two");
    }

    #[test]
    fn a_cut_file_is_damaged() {
        let packed = gzip("A text that is long enough to be cut in the middle. ".repeat(50).as_bytes());
        for cut in [11, packed.len() / 2, packed.len() - 1] {
            let reason = text_of(packed[..cut].to_vec()).unwrap_err();
            assert_eq!(reason.as_str(), "damaged", "cut at {cut}");
        }
    }

    #[test]
    fn utf_16_is_read_with_and_without_its_mark() {
        for mark in [&b"\xFF\xFE"[..], b""] {
            let mut bytes = mark.to_vec();
            bytes.extend("Zelenskyy’s talks, “on track”".encode_utf16().flat_map(u16::to_le_bytes));
            assert_eq!(text_of(bytes).unwrap(), "Zelenskyy’s talks, “on track”");
        }
        let big: Vec<u8> = "One line\nand two".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text_of(big).unwrap(), "One line\nand two");
    }

    #[test]
    fn a_bomb_is_stopped() {
        let packed = zstd::encode_all(io::repeat(b' ').take(ALWAYS_ALLOWED + (8 << 20)), 1).unwrap();
        let mut stream = opened(packed).unwrap();
        let error = io::copy(&mut stream, &mut io::sink()).map_err(StreamError::from).unwrap_err();
        assert_eq!(RejectReason::from(error).as_str(), "bomb");
    }

    #[test]
    fn a_small_file_may_grow_by_any_factor() {
        let packed = zstd::encode_all(io::repeat(b' ').take(1 << 20), 1).unwrap();
        assert!((packed.len() as u64) < (1 << 20) / MAX_RATIO);
        assert_eq!(text_of(packed).unwrap().len(), 1 << 20);
    }

    #[test]
    fn a_whole_stream_may_have_as_many_bytes_as_allowed() {
        let whole = |length: usize| {
            let stream = opened(vec![b'a'; length]).unwrap();
            stream.read_whole(100).map(|bytes| bytes.len())
        };
        assert_eq!(whole(0), Ok(0));
        assert_eq!(whole(100), Ok(100));
        assert_eq!(whole(101), Err(RejectReason::TooLarge { limit: 100 }));
    }

    #[test]
    fn the_first_bytes_are_seen_and_not_taken() {
        let mut stream = opened(vec![b'a'; HEAD + 5]).unwrap();
        assert_eq!(stream.peek().unwrap().len(), HEAD);
        assert_eq!(stream.read_whole(100_000).map(|bytes| bytes.len()), Ok(HEAD + 5));
    }

    #[test]
    fn only_text_is_taken_for_utf_16() {
        let units = |latin: usize, other: usize| -> Vec<u8> {
            [b"a\0".repeat(latin), b"\x01\x04".repeat(other)].concat()
        };
        assert_eq!(utf16(&units(8, 2)), Some(encoding_rs::UTF_16LE));
        assert_eq!(utf16(&units(7, 2)), None, "fewer than eight of ten are Latin");
        assert_eq!(utf16(&units(7, 0)), None, "fewer than sixteen bytes");
        assert_eq!(utf16(&units(8, 0)), Some(encoding_rs::UTF_16LE));
        let swapped = |units: Vec<u8>| -> Vec<u8> { units.chunks(2).flat_map(|it| [it[1], it[0]]).collect() };
        assert_eq!(utf16(&swapped(units(8, 2))), Some(encoding_rs::UTF_16BE));
        assert_eq!(utf16(&swapped(units(7, 2))), None);
        // One zero in fifty of the other bytes is an accident, more are a binary file.
        let zeros = |count: usize| [b"a\0".repeat(50 - count), b"\0\0".repeat(count)].concat();
        assert_eq!(utf16(&zeros(1)), Some(encoding_rs::UTF_16LE));
        assert_eq!(utf16(&zeros(2)), None);
        assert_eq!(utf16(&swapped(zeros(1))), Some(encoding_rs::UTF_16BE));
        assert_eq!(utf16(&swapped(zeros(2))), None);
        assert_eq!(utf16(&[0; 64]), None);
        assert_eq!(utf16(b"plain text of some length"), None);
        assert_eq!(utf16(b"\xFE\xFF"), Some(encoding_rs::UTF_16BE));
    }

    #[test]
    fn utf_16_that_ends_in_the_middle_of_a_character_is_read() {
        let mut bytes = b"\xFF\xFE".to_vec();
        bytes.extend("One line of text".encode_utf16().flat_map(u16::to_le_bytes));
        bytes.push(0x41);
        assert_eq!(text_of(bytes).unwrap(), "One line of text\u{FFFD}");
        let long: String = "Zelenskyy’s talks ".repeat(40_000);
        let bytes: Vec<u8> = long.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text_of(bytes).unwrap(), long);
    }
}
