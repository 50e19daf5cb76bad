//! Lines of a stream, of which none is held longer than is allowed.

use std::io::{self, BufRead};

/// The next line with its end, and how many bytes were taken for it: none at the end of the stream. Of a line of more
/// than `most` bytes the beginning is given and the rest is passed over.
///
/// # Errors
///
/// The stream cannot be read.
pub(super) fn line(input: &mut (impl BufRead + ?Sized), most: usize) -> io::Result<(Vec<u8>, u64)> {
    let (mut line, mut taken) = (Vec::new(), 0);
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = memchr::memchr(b'\n', buffer);
        let used = end.map_or(buffer.len(), |at| at + 1);
        let room = most.saturating_sub(line.len()).min(used);
        line.extend_from_slice(buffer.get(..room).unwrap_or(buffer));
        input.consume(used);
        taken += used as u64;
        if end.is_some() || used == 0 {
            return Ok((line, taken));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_up_to_the_bound() {
        for buffer in [1, 3, 64] {
            let mut input = io::BufReader::with_capacity(buffer, &b"one\n\ntwenty-two\r\nlast"[..]);
            let mut lines = Vec::new();
            loop {
                let (line, taken) = line(&mut input, 6).unwrap();
                if taken == 0 {
                    break;
                }
                lines.push((String::from_utf8(line).unwrap(), taken));
            }
            let expected = [("one\n", 4), ("\n", 1), ("twenty", 12), ("last", 4)];
            assert_eq!(lines, expected.map(|(line, taken)| (line.to_owned(), taken)), "{buffer}");
        }
    }
}
