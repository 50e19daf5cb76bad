//! Reading a file a window at a time, so that what a writer merges does not count as its memory.
//!
//! A mapped file that is read once stays in memory until it is unmapped, and a merge keeps all its files open:
//! its memory would grow with the index. Here a window at a time is read into memory that is freed again; only what
//! the engine wants in one piece is in memory whole.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::Mutex;

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

/// Size of a window in bytes: large compared with the postings of a term, small compared with a file.
const WINDOW: usize = 1 << 16;

/// A file and the window of it that was read last.
#[derive(Debug)]
pub(crate) struct WindowedFile {
    file: File,
    len: usize,
    last: Mutex<Option<(usize, OwnedBytes)>>,
}

impl WindowedFile {
    pub(crate) fn new(file: File) -> io::Result<WindowedFile> {
        let len = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        Ok(WindowedFile { file, len, last: Mutex::default() })
    }

    fn read(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        read_at(&self.file, &mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }

    fn window(&self, number: usize) -> io::Result<OwnedBytes> {
        let lost = || io::Error::other("another thread failed while it read");
        if let Some((at, bytes)) = &*self.last.lock().map_err(|_| lost())?
            && *at == number
        {
            return Ok(bytes.clone());
        }
        let start = number * WINDOW;
        let bytes = self.read(start..self.len.min(start + WINDOW))?;
        *self.last.lock().map_err(|_| lost())? = Some((number, bytes.clone()));
        Ok(bytes)
    }
}

impl HasLen for WindowedFile {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for WindowedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        let number = range.start / WINDOW;
        if number != (range.end - 1) / WINDOW {
            return self.read(range);
        }
        let start = number * WINDOW;
        let window = self.window(number)?;
        // A copy: otherwise a few bytes that are kept would keep the whole window.
        Ok(OwnedBytes::new(window[range.start - start..range.end - start].to_vec()))
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_file_is_read_as_it_stands_there() {
        let place = tempfile::NamedTempFile::new().unwrap();
        let bytes: Vec<u8> = (0..WINDOW * 2 + 100).map(|at| (at % 251) as u8).collect();
        std::fs::write(place.path(), &bytes).unwrap();
        let file = WindowedFile::new(File::open(place.path()).unwrap()).unwrap();
        let ends = [0, 1, WINDOW - 1, WINDOW, WINDOW + 1, WINDOW * 2, bytes.len()];
        for start in ends {
            for end in ends.into_iter().filter(|&end| end >= start) {
                assert_eq!(
                    file.read_bytes(start..end).unwrap().as_slice(),
                    &bytes[start..end],
                    "{start}..{end}"
                );
            }
        }
        assert!(file.read_bytes(5..bytes.len() + 1).is_err());
    }
}
