//! A part of a file, read at its place: several parts of one file can be read at once.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// A part of a file, or all of it.
pub(super) struct Section {
    file: Arc<File>,
    start: u64,
    length: u64,
    at: u64,
}

impl Section {
    /// The bytes from `start` on, `length` of them.
    pub(super) fn new(file: Arc<File>, start: u64, length: u64) -> Section {
        Section { file, start, length, at: 0 }
    }
}

impl Read for Section {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let length = into.len().min(left);
        let read = read_at(&self.file, &mut into[..length], self.start.saturating_add(self.at))?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = to.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, at)
}

#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, at)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_section_is_a_file_of_its_own() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let mut section = Section::new(Arc::new(file), 2, 5);
        let mut text = String::new();
        section.read_to_string(&mut text).unwrap();
        assert_eq!(text, "23456");
        text.clear();
        assert_eq!(section.seek(SeekFrom::End(-2)).unwrap(), 3);
        section.read_to_string(&mut text).unwrap();
        assert_eq!(text, "56");
        assert!(section.seek(SeekFrom::Current(-6)).is_err());
        assert_eq!(section.seek(SeekFrom::Start(9)).unwrap(), 9);
        assert_eq!(section.read(&mut [0; 4]).unwrap(), 0);
    }
}
