//! Gzip, one member after another: behind a damaged member the next one is found.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// What a member begins with: the signature, and deflate as its method.
const MAGIC: [u8; 3] = [0x1F, 0x8B, 8];

/// The members of a stream, as one text. An error is told once; reading on behind it goes to the next member.
pub(super) struct GzipMembers<R>(State<R>);

enum State<R> {
    /// In a member.
    Within(Box<GzDecoder<Found<R>>>),
    /// Between members.
    Between(Found<R>),
    /// Behind damage: the next member is looked for.
    Lost(Found<R>),
    /// At the end.
    Ended,
}

/// A reader that can go back within the member under way, where damage led the decoder past the next one.
struct Found<R> {
    /// What comes first.
    front: Vec<u8>,
    at: usize,
    /// What was taken of the member under way, up to [`KEPT`].
    kept: Vec<u8>,
    inner: R,
}

/// How many bytes of a member are kept, packed. In a longer one the next member is looked for behind the damage only.
const KEPT: usize = 1 << 20;

impl<R: BufRead> Found<R> {
    fn new(inner: R) -> Found<R> {
        Found { front: Vec::new(), at: 0, kept: Vec::new(), inner }
    }

    /// Goes to the next signature of a member; whether there is one.
    fn look_for_the_next(&mut self) -> io::Result<bool> {
        let mut known = std::mem::take(&mut self.kept);
        known.extend_from_slice(self.front.get(self.at..).unwrap_or(&[]));
        (self.front, self.at) = (Vec::new(), 0);
        if let Some(at) = memchr::memmem::find(known.get(1..).unwrap_or(&[]), &MAGIC) {
            (self.front, self.at) = (known, at + 1);
            return Ok(true);
        }
        let mut matched = known.iter().skip(1).fold(0, |matched, byte| next_match(matched, *byte));
        loop {
            let bytes = self.inner.fill_buf()?;
            if bytes.is_empty() {
                return Ok(false);
            }
            let length = bytes.len();
            for (at, byte) in bytes.iter().enumerate() {
                matched = next_match(matched, *byte);
                if matched == MAGIC.len() {
                    self.inner.consume(at + 1);
                    self.front = MAGIC.to_vec();
                    return Ok(true);
                }
            }
            self.inner.consume(length);
        }
    }
}

/// How many bytes of the signature are matched with this byte, when so many were before it.
fn next_match(matched: usize, byte: u8) -> usize {
    match MAGIC.get(matched) {
        Some(due) if *due == byte => matched + 1,
        _ => usize::from(byte == MAGIC[0]),
    }
}

impl<R: BufRead> Read for Found<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Found<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.front.get(self.at..) {
            Some(front) if !front.is_empty() => Ok(front),
            Some(_) | None => self.inner.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        let room = KEPT.saturating_sub(self.kept.len());
        match self.front.get(self.at..) {
            Some(front) if !front.is_empty() => {
                let taken = front.get(..amount).unwrap_or(front);
                self.kept.extend_from_slice(taken.get(..room).unwrap_or(taken));
                self.at += amount;
            }
            Some(_) | None => {
                // What is taken was shown before, so this reads nothing.
                if let Ok(shown) = self.inner.fill_buf() {
                    let taken = shown.get(..amount).unwrap_or(shown);
                    self.kept.extend_from_slice(taken.get(..room).unwrap_or(taken));
                }
                self.inner.consume(amount);
            }
        }
    }
}

impl<R: BufRead> GzipMembers<R> {
    pub(super) fn new(reader: R) -> GzipMembers<R> {
        GzipMembers(State::Within(Box::new(GzDecoder::new(Found::new(reader)))))
    }

    /// What is unpacked; `None` at its end.
    pub(super) fn get_ref(&self) -> Option<&R> {
        match &self.0 {
            State::Within(decoder) => Some(&decoder.get_ref().inner),
            State::Between(reader) | State::Lost(reader) => Some(&reader.inner),
            State::Ended => None,
        }
    }
}

impl<R: BufRead> Read for GzipMembers<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.0, State::Ended) {
                State::Ended => return Ok(0),
                State::Within(mut decoder) => match decoder.read(into) {
                    Ok(0) if !into.is_empty() => self.0 = State::Between(decoder.into_inner()),
                    Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                        self.0 = State::Lost(decoder.into_inner());
                        return Err(error);
                    }
                    read => {
                        self.0 = State::Within(decoder);
                        return read;
                    }
                },
                State::Between(mut reader) => match reader.fill_buf() {
                    Ok([]) => return Ok(0),
                    // Tapes and some programs fill the last block with zeros.
                    Ok([0, ..]) => {
                        reader.consume(1);
                        self.0 = State::Between(reader);
                    }
                    Ok([first, ..]) if *first == MAGIC[0] => {
                        reader.kept.clear();
                        self.0 = State::Within(Box::new(GzDecoder::new(reader)));
                    }
                    Ok(_) => {
                        reader.kept.clear();
                        self.0 = State::Lost(reader);
                        return Err(io::Error::new(
                            io::ErrorKind::InvalidData,
                            "no gzip behind a gzip member",
                        ));
                    }
                    Err(error) => {
                        self.0 = State::Between(reader);
                        return Err(error);
                    }
                },
                State::Lost(mut reader) => match reader.look_for_the_next() {
                    Ok(true) => self.0 = State::Within(Box::new(GzDecoder::new(reader))),
                    Ok(false) => return Ok(0),
                    Err(error) => {
                        self.0 = State::Lost(reader);
                        return Err(error);
                    }
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    /// What is read: texts, and `!` for each error.
    fn read(bytes: &[u8], buffer: usize) -> String {
        let mut members = GzipMembers::new(io::BufReader::with_capacity(buffer, bytes));
        let mut all = String::new();
        for _ in 0..10_000 {
            let mut into = [0; 7];
            match members.read(&mut into) {
                Ok(0) => return all,
                Ok(read) => all.push_str(&String::from_utf8_lossy(&into[..read])),
                Err(_) => all.push('!'),
            }
        }
        panic!("it does not end")
    }

    #[test]
    fn members_are_one_text() {
        let bytes = [member(b"one "), member(b""), member(b"two"), vec![0; 9]].concat();
        assert_eq!(read(&bytes, 4), "one two");
        assert_eq!(read(&bytes, 64), "one two");
    }

    #[test]
    fn a_decoder_that_went_past_the_next_member_goes_back() {
        let (one, two) = (member("One text. ".repeat(9).as_bytes()), member(b"two"));
        for at in 10..one.len() {
            let mut damaged = [one.clone(), two.clone(), member(b" three")].concat();
            damaged[at] ^= 0xFF;
            for buffer in [1, 5, 4096] {
                let all = read(&damaged, buffer);
                assert!(all.ends_with("!two three"), "{at}, {buffer}: {all}");
            }
        }
    }

    #[test]
    fn behind_damage_the_next_member_is_read() {
        let mut damaged = member(b"damaged");
        let at = damaged.len() - 6;
        damaged[at] ^= 1;
        for buffer in 1..20 {
            let bytes = [member(b"one "), damaged.clone(), member(b"two "), member(b"three")].concat();
            assert_eq!(read(&bytes, buffer), "one damaged!two three", "{buffer}");
            let noise = [member(b"one "), b"noise \x1F\x8B\x1F".to_vec(), member(b"two")].concat();
            assert_eq!(read(&noise, buffer), "one !two", "{buffer}");
        }
        let cut = [member(b"one "), member(b"two")].concat();
        assert_eq!(read(&cut[..cut.len() - 3], 16), "one two!");
        assert_eq!(read(&cut[..5], 16), "!");
    }
}
