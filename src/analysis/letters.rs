//! Which of eight bytes are ASCII letters, told of all eight at once.

const EACH: u64 = 0x0101_0101_0101_0101;
const EIGHTH: u64 = 0x80 * EACH;

/// Of eight bytes, those that are ASCII letters and those that are capitals, each by its eighth bit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letters {
    all: u64,
    capital: u64,
}

impl Letters {
    /// Of eight bytes as one number, the first byte lowest.
    #[inline]
    pub(crate) fn of(eight: u64) -> Letters {
        // In lower case and without the eighth bit nothing carries into the neighbour.
        let small = (eight | (0x20 * EACH)) & !EIGHTH;
        let from_a = small + (0x80 - u64::from(b'a')) * EACH;
        let beyond_z = small + (0x80 - u64::from(b'z') - 1) * EACH;
        let all = from_a & !beyond_z & !eight & EIGHTH;
        // The sixth bit tells small letters.
        Letters { all, capital: all & !(eight << 2) }
    }

    /// How many letters stand at the beginning, up to eight.
    #[inline]
    pub(crate) fn first(self) -> usize {
        ((!self.all & EIGHTH).trailing_zeros() / 8) as usize
    }

    /// Whether the first byte is a capital.
    #[inline]
    pub(crate) fn begins_capital(self) -> bool {
        self.capital & 0x80 != 0
    }

    /// Whether the first `len` bytes, fewer than eight, are capitals as far as they are letters.
    #[inline]
    pub(crate) fn all_capital(self, len: usize) -> bool {
        let word = (1u64 << (8 * len)) - 1;
        self.capital & word == self.all & word
    }
}

/// How many ASCII letters stand at `at`, one after the other.
pub(crate) fn count(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let (eights, last) = rest.as_chunks::<8>();
    let mut count = 0;
    for eight in eights {
        let here = Letters::of(u64::from_le_bytes(*eight)).first();
        count += here;
        if here < 8 {
            return count;
        }
    }
    count + last.iter().take_while(|it| it.is_ascii_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told_right_among_letters() {
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut eight = *b"aZzAqXbY";
                eight[at] = byte;
                let letters = Letters::of(u64::from_le_bytes(eight));
                let all = eight.map(|it| u8::from(it.is_ascii_alphabetic()) << 7);
                let capital = eight.map(|it| u8::from(it.is_ascii_uppercase()) << 7);
                assert_eq!(letters.all.to_le_bytes(), all, "{byte} at {at}");
                assert_eq!(letters.capital.to_le_bytes(), capital, "{byte} at {at}");
                assert_eq!(letters.first(), count(&eight, 0));
                assert_eq!(letters.begins_capital(), eight[0].is_ascii_uppercase());
                let small = eight[..at].iter().any(u8::is_ascii_lowercase);
                assert_eq!(letters.all_capital(at), !small);
                assert_eq!(letters.first(), eight.iter().take_while(|it| it.is_ascii_alphabetic()).count());
            }
        }
    }
}
