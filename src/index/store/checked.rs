//! Checksums: every byte of the engine's files is checked before it is used.
//!
//! The engine ends each of its files with one checksum of the whole, which it compares only on request. A bit that
//! flips on the disk would become a wrong answer. Here each file has a checksum for every block, behind the engine's
//! bytes. A block is compared with its checksum when it is first read, and not again. An altered block is an error
//! of reading, never an answer.
//!
//! Behind the engine's bytes stand the checksums of the blocks (8 bytes each), the checksum of these checksums seeded
//! with the length (8), the length of the engine's bytes (8), and [`MAGIC`] (8). Numbers are little endian; checksums
//! are XXH3, 64 bits.

use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::HasLen;
use tantivy::directory::{AntiCallToken, FileHandle, OwnedBytes, TerminatingWrite};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

const MAGIC: &[u8; 8] = b"NGSUMS1\n";
/// Size of a block in bytes: small, so that a short read checks little; large, so that checksums take no space.
const BLOCK: usize = 1 << 14;
const SUM: usize = 8;
/// Bytes behind the checksums of the blocks.
const TAIL: usize = 24;

/// Writes a file of the engine, and the checksums of its blocks behind it.
pub(crate) struct SummedWriter<W> {
    inner: W,
    block: Xxh3,
    in_block: usize,
    sums: Vec<u8>,
    len: u64,
}

impl<W: TerminatingWrite> SummedWriter<W> {
    pub(crate) fn new(inner: W) -> SummedWriter<W> {
        SummedWriter { inner, block: Xxh3::new(), in_block: 0, sums: Vec::new(), len: 0 }
    }

    fn count(&mut self, mut written: &[u8]) {
        self.len += written.len() as u64;
        while !written.is_empty() {
            let (now, rest) = written.split_at(written.len().min(BLOCK - self.in_block));
            self.block.update(now);
            self.in_block += now.len();
            if self.in_block == BLOCK {
                self.end_block();
            }
            written = rest;
        }
    }

    fn end_block(&mut self) {
        self.sums.extend_from_slice(&self.block.digest().to_le_bytes());
        self.block.reset();
        self.in_block = 0;
    }
}

impl<W: TerminatingWrite> Write for SummedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.count(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: TerminatingWrite> TerminatingWrite for SummedWriter<W> {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        if self.in_block > 0 {
            self.end_block();
        }
        self.inner.write_all(&self.sums)?;
        self.inner.write_all(&sum_of_sums(&self.sums, self.len).to_le_bytes())?;
        self.inner.write_all(&self.len.to_le_bytes())?;
        self.inner.write_all(MAGIC)?;
        self.inner.terminate_ref(token)
    }
}

fn sum_of_sums(sums: &[u8], len: u64) -> u64 {
    xxhash_rust::xxh3::xxh3_64_with_seed(sums, len)
}

/// A file whose blocks are compared with their checksums before they are used.
pub(crate) struct CheckedFile {
    path: PathBuf,
    inner: Arc<dyn FileHandle>,
    len: usize,
    sums: OwnedBytes,
    /// One bit for each block: whether it was compared and found right.
    right: Box<[AtomicU64]>,
}

impl std::fmt::Debug for CheckedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckedFile").field("path", &self.path).finish_non_exhaustive()
    }
}

impl CheckedFile {
    /// Opens a file. The checksums of its blocks are checked as a whole, the blocks when they are read.
    pub(crate) fn open(path: &Path, inner: Arc<dyn FileHandle>) -> io::Result<CheckedFile> {
        let cut = || damaged(path, "is cut short or altered at its end");
        let whole = inner.len();
        let tail = whole.checked_sub(TAIL).ok_or_else(cut)?;
        let bytes = inner.read_bytes(tail..whole)?;
        let number = |at: usize| {
            let bytes = bytes.get(at..at + SUM).and_then(|it| it.try_into().ok());
            bytes.map(u64::from_le_bytes).ok_or_else(cut)
        };
        let (sum, len) = (number(0)?, number(SUM)?);
        let fits = |len: usize| len.checked_add(len.div_ceil(BLOCK).checked_mul(SUM)?);
        let length = usize::try_from(len).ok().filter(|&it| fits(it) == Some(tail));
        let (Some(length), true) = (length, bytes.ends_with(MAGIC)) else { return Err(cut()) };
        let sums = inner.read_bytes(length..tail)?;
        if sum_of_sums(&sums, len) != sum {
            return Err(cut());
        }
        let words = length.div_ceil(BLOCK).div_ceil(64);
        let right = (0..words).map(|_| AtomicU64::new(0)).collect();
        Ok(CheckedFile { path: path.into(), inner, len: length, sums, right })
    }

    fn check(&self, block: usize) -> io::Result<()> {
        let (word, bit) = (&self.right[block / 64], 1u64 << (block % 64));
        if word.load(Ordering::Relaxed) & bit != 0 {
            return Ok(());
        }
        let start = block * BLOCK;
        let bytes = self.inner.read_bytes(start..self.len.min(start + BLOCK))?;
        let expected = &self.sums[block * SUM..][..SUM];
        if xxh3_64(&bytes).to_le_bytes() != expected {
            return Err(damaged(
                &self.path,
                &format!("is altered between bytes {start} and {}", start + BLOCK),
            ));
        }
        word.fetch_or(bit, Ordering::Relaxed);
        Ok(())
    }
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.len {
            return Err(damaged(&self.path, "refers to a place beyond its end"));
        }
        if !range.is_empty() {
            for block in range.start / BLOCK..=(range.end - 1) / BLOCK {
                self.check(block)?;
            }
        }
        self.inner.read_bytes(range)
    }
}

/// The content of a small file that is replaced whole: the bytes, and a line with their checksum.
pub(crate) fn with_sum(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out.extend_from_slice(format!("{:016x}\n", xxh3_64(bytes)).as_bytes());
    out
}

/// The bytes that were given to [`with_sum`]; `path` is for the error.
pub(crate) fn without_sum(path: &Path, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let altered = || damaged(path, "is cut short or altered");
    let len = bytes.len().checked_sub(17).ok_or_else(altered)?;
    if bytes[len..] != *format!("{:016x}\n", xxh3_64(&bytes[..len])).as_bytes() {
        return Err(altered());
    }
    bytes.truncate(len);
    Ok(bytes)
}

fn damaged(path: &Path, what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{} {what}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Memory(Vec<u8>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // Short writes are counted as what they are.
            let now = bytes.len().min(1_000);
            self.0.extend_from_slice(&bytes[..now]);
            Ok(now)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl TerminatingWrite for &mut Memory {
        fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(bytes: &[u8]) -> Vec<u8> {
        let mut memory = Memory(Vec::new());
        let mut writer = SummedWriter::new(&mut memory);
        writer.write_all(bytes).unwrap();
        writer.terminate().unwrap();
        memory.0
    }

    fn read(file: Vec<u8>) -> io::Result<Vec<u8>> {
        let file = CheckedFile::open(Path::new("f"), Arc::new(OwnedBytes::new(file)))?;
        Ok(file.read_bytes(0..file.len())?.to_vec())
    }

    #[test]
    fn a_file_is_read_back() {
        for len in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK * 70 + 5] {
            let bytes: Vec<u8> = (0..len).map(|at| (at % 251) as u8).collect();
            assert_eq!(read(written(&bytes)).unwrap(), bytes);
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_seen() {
        let bytes: Vec<u8> = (0..BLOCK + 300).map(|at| (at % 251) as u8).collect();
        let file = written(&bytes);
        for at in (0..file.len()).step_by(37).chain(file.len() - 60..file.len()) {
            let mut altered = file.clone();
            altered[at] ^= 1 << (at % 8);
            assert!(read(altered).is_err(), "{at}");
            assert!(read(file[..at].to_vec()).is_err(), "{at}");
        }
    }

    #[test]
    fn a_block_that_is_not_read_is_not_missed() {
        let mut file = written(&vec![7; BLOCK * 3]);
        file[BLOCK * 2 + 1] = 8;
        let file = CheckedFile::open(Path::new("f"), Arc::new(OwnedBytes::new(file))).unwrap();
        assert!(file.read_bytes(10..BLOCK * 2).is_ok());
        assert!(file.read_bytes(10..BLOCK * 2 + 1).is_err());
        assert!(file.read_bytes(0..BLOCK * 3 + 1).is_err());
    }

    #[test]
    fn a_small_file_keeps_its_sum() {
        let file = with_sum(b"{}\n");
        assert_eq!(without_sum(Path::new("f"), file.clone()).unwrap(), b"{}\n");
        for at in 0..file.len() {
            let mut altered = file.clone();
            altered[at] ^= 4;
            assert!(without_sum(Path::new("f"), altered).is_err(), "{at}");
            assert!(without_sum(Path::new("f"), file[..at].to_vec()).is_err(), "{at}");
        }
    }
}
