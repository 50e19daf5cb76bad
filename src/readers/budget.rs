//! How much a file may grow when it is unpacked, with all that is packed within it.

use std::sync::atomic::{AtomicU64, Ordering};

/// By how many times a packed file may grow when it is unpacked; one that grows more is a decompression bomb.
/// Running text grows 3 to 5 times, the same short record a million times over a few hundred. Gzip cannot exceed
/// about 1,030.
pub(super) const MAX_RATIO: u64 = 200;

/// The size that any packed file may grow to, whatever the ratio, in bytes.
pub(super) const ALWAYS_ALLOWED: u64 = 256 << 20;

/// What was read of the outermost file, and what was unpacked from it, archives within archives counted each.
#[derive(Debug, Default)]
pub(super) struct Budget {
    taken: AtomicU64,
    unpacked: AtomicU64,
}

impl Budget {
    /// Counts bytes read of the outermost file.
    pub(super) fn take(&self, bytes: u64) {
        self.taken.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts bytes that were unpacked; whether they are within bounds.
    pub(super) fn unpack(&self, bytes: u64) -> bool {
        let unpacked = self.unpacked.fetch_add(bytes, Ordering::Relaxed) + bytes;
        unpacked <= ALWAYS_ALLOWED || unpacked / MAX_RATIO <= self.taken.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_file_may_grow_a_little_and_none_beyond_the_ratio() {
        let budget = Budget::default();
        budget.take(10);
        assert!(budget.unpack(ALWAYS_ALLOWED));
        assert!(!budget.unpack(MAX_RATIO));
        let budget = Budget::default();
        budget.take(ALWAYS_ALLOWED);
        assert!(budget.unpack(ALWAYS_ALLOWED * MAX_RATIO));
        assert!(!budget.unpack(MAX_RATIO * ALWAYS_ALLOWED));
    }
}
