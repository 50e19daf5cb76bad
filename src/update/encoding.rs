//! Numbers and texts as the catalog has them on disk: numbers in base 128, lowest digits first, and texts with their
//! length in front.

use crate::article::{ArticleId, Origin};

/// Appends a number.
pub(super) fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 128 {
        out.push((value % 128) as u8 | 128);
        value /= 128;
    }
    out.push(value as u8);
}

/// Appends a number that may be missing: 0, or one more than it.
pub(super) fn optional(out: &mut Vec<u8>, value: Option<u64>) {
    number(out, value.map_or(0, |value| value.saturating_add(1)));
}

/// Appends a text.
pub(super) fn text(out: &mut Vec<u8>, value: &str) {
    number(out, value.len() as u64);
    out.extend_from_slice(value.as_bytes());
}

/// Appends a place.
pub(super) fn place(out: &mut Vec<u8>, value: &Origin) {
    text(out, &value.path);
    optional(out, value.record);
}

/// What is left to read. Whatever is read is `None` where the bytes are something else.
pub(super) struct Input<'a>(pub(super) &'a [u8]);

impl<'a> Input<'a> {
    pub(super) fn number(&mut self) -> Option<u64> {
        let (mut value, mut shift) = (0u64, 0u32);
        loop {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 127).checked_shl(shift)?;
            if byte < 128 {
                return Some(value);
            }
            shift += 7;
        }
    }

    pub(super) fn optional(&mut self) -> Option<Option<u64>> {
        Some(self.number()?.checked_sub(1))
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let len = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    pub(super) fn id(&mut self) -> Option<ArticleId> {
        ArticleId::new(&self.text()?)
    }

    pub(super) fn place(&mut self) -> Option<Origin> {
        Some(Origin { path: self.text()?, record: self.optional()? })
    }

    pub(super) fn hash(&mut self) -> Option<u128> {
        Some(u128::from_le_bytes(*self.chunk()?))
    }

    pub(super) fn chunk<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (chunk, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(chunk)
    }
}
