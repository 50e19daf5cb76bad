//! The bytes of a file, unpacked from gzip or zstd, and with UTF-16 turned into UTF-8.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use crate::record::RejectReason;

/// How much is read ahead, in bytes.
const BUFFER: usize = 256 << 10;

/// By how many times a packed file may grow when it is unpacked; one that grows more is a decompression bomb.
/// Running text grows 3 to 5 times, the same short record a million times over a few hundred. Gzip cannot exceed
/// about 1,030.
const MAX_RATIO: u64 = 200;

/// The size that any packed file may grow to, whatever the ratio, in bytes.
const ALWAYS_ALLOWED: u64 = 256 << 20;

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
            None => RejectReason::Unreadable { message: error.to_string() },
        }
    }
}

/// What can go wrong with a packed file only.
#[derive(Debug, thiserror::Error)]
enum Unpacking {
    #[error("unpacks to more than {MAX_RATIO} times its size")]
    Bomb,
    #[error("{0}")]
    Damaged(String),
}

/// A stream that is unpacked and, if it was UTF-16, decoded.
pub(super) struct Stream(BufReader<Box<dyn Read + Send>>);

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

impl Stream {
    /// Opens a stream. Gzip, zstd and UTF-16 are recognised by their bytes, not by a name.
    ///
    /// # Errors
    ///
    /// The first bytes cannot be read or unpacked.
    pub(super) fn open(reader: Box<dyn Read + Send>) -> Result<Stream, StreamError> {
        let mut raw = BufReader::with_capacity(BUFFER, reader);
        let head = raw.fill_buf()?;
        let unpacked: Box<dyn Read + Send> = if head.starts_with(b"\x1F\x8B") {
            Box::new(Packed::new(raw, Format::Gzip)?)
        } else if head.starts_with(b"\x28\xB5\x2F\xFD") {
            Box::new(Packed::new(raw, Format::Zstd)?)
        } else {
            Box::new(raw)
        };
        let mut stream = Stream(BufReader::with_capacity(BUFFER, unpacked));
        let head = stream.peek()?;
        let Some(encoding) = utf16(head) else { return Ok(stream) };
        let decoded = Utf16 {
            inner: stream.0,
            decoder: encoding.new_decoder_with_bom_removal(),
            ready: Vec::new(),
            at: 0,
            ended: false,
        };
        Ok(Stream(BufReader::with_capacity(BUFFER, Box::new(decoded))))
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

    /// The first bytes, without taking them: as many as one read gives, 4,096 at the most.
    ///
    /// # Errors
    ///
    /// They cannot be read or unpacked.
    pub(super) fn peek(&mut self) -> Result<&[u8], StreamError> {
        let head = self.0.fill_buf()?;
        Ok(head.get(..4096).unwrap_or(head))
    }
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.0.consume(amount);
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

#[derive(Debug, Clone, Copy)]
enum Format {
    Gzip,
    Zstd,
}

/// A reader that unpacks and stops when the data grow too much.
struct Packed {
    unpacker: Unpacker,
    unpacked: u64,
}

enum Unpacker {
    Gzip(MultiGzDecoder<Counted>),
    Zstd(zstd::stream::read::Decoder<'static, Counted>),
}

impl Packed {
    fn new(raw: BufReader<Box<dyn Read + Send>>, format: Format) -> io::Result<Packed> {
        let counted = Counted { inner: raw, taken: 0, has_failed: false };
        let unpacker = match format {
            Format::Gzip => Unpacker::Gzip(MultiGzDecoder::new(counted)),
            Format::Zstd => Unpacker::Zstd(zstd::stream::read::Decoder::with_buffer(counted)?),
        };
        Ok(Packed { unpacker, unpacked: 0 })
    }

    fn has_failed(&self) -> bool {
        match &self.unpacker {
            Unpacker::Gzip(decoder) => decoder.get_ref().has_failed,
            Unpacker::Zstd(decoder) => decoder.get_ref().has_failed,
        }
    }

    fn taken(&self) -> u64 {
        match &self.unpacker {
            Unpacker::Gzip(decoder) => decoder.get_ref().taken,
            Unpacker::Zstd(decoder) => decoder.get_ref().taken,
        }
    }
}

impl Read for Packed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.unpacker {
            Unpacker::Gzip(decoder) => decoder.read(into),
            Unpacker::Zstd(decoder) => decoder.read(into),
        };
        let read = match read {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            // It is the disk that fails, not what stands on it.
            Err(error) if self.has_failed() => return Err(error),
            Err(error) => return Err(io::Error::other(Unpacking::Damaged(error.to_string()))),
        };
        self.unpacked += read as u64;
        if self.unpacked > ALWAYS_ALLOWED && self.unpacked / MAX_RATIO > self.taken() {
            return Err(io::Error::other(Unpacking::Bomb));
        }
        Ok(read)
    }
}

/// A buffered reader that counts the bytes taken from it, and remembers whether it failed.
struct Counted {
    inner: BufReader<Box<dyn Read + Send>>,
    taken: u64,
    has_failed: bool,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into);
        self.has_failed |= read.is_err();
        self.taken += *read.as_ref().unwrap_or(&0) as u64;
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
        self.taken += amount as u64;
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

    fn text_of(bytes: Vec<u8>) -> Result<String, RejectReason> {
        let mut text = String::new();
        let mut stream = Stream::open(Box::new(io::Cursor::new(bytes)))?;
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
        let mut stream = Stream::open(Box::new(io::Cursor::new(packed))).unwrap();
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
            let stream = Stream::open(Box::new(io::Cursor::new(vec![b'a'; length]))).unwrap();
            stream.read_whole(100).map(|bytes| bytes.len())
        };
        assert_eq!(whole(0), Ok(0));
        assert_eq!(whole(100), Ok(100));
        assert_eq!(whole(101), Err(RejectReason::TooLarge { limit: 100 }));
    }

    #[test]
    fn the_first_bytes_are_seen_and_not_taken() {
        let mut stream = Stream::open(Box::new(io::Cursor::new(vec![b'a'; 5000]))).unwrap();
        assert_eq!(stream.peek().unwrap().len(), 4096);
        assert_eq!(stream.read_whole(10_000).map(|bytes| bytes.len()), Ok(5000));
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
