//! How much may be on its way to the engine.
//!
//! The engine's own queue ends at 10,000 documents, whatever they weigh. While it
//! writes a segment the documents behind it would pile up to hundreds of megabytes.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Lets so many bytes through at a time.
#[derive(Debug)]
pub(super) struct Queue {
    size: usize,
    under_way: Mutex<usize>,
    moved: Condvar,
}

/// Bytes that are on their way until this is dropped.
#[derive(Debug)]
pub(super) struct Permit {
    queue: Arc<Queue>,
    bytes: usize,
}

impl Queue {
    /// How often a waiting writer looks whether the engine is still there.
    const LOOK: Duration = Duration::from_millis(200);

    pub(super) fn new(size: usize) -> Arc<Queue> {
        Arc::new(Queue { size, under_way: Mutex::new(0), moved: Condvar::new() })
    }

    /// Waits until there is room. What is larger than the whole queue goes alone. `None` when
    /// nobody takes anything any more.
    pub(super) fn enter(self: &Arc<Queue>, bytes: usize, alive: impl Fn() -> bool) -> Option<Permit> {
        let mut under_way = self.under_way.lock().ok()?;
        while *under_way > 0 && *under_way + bytes > self.size {
            let (now, waited) = self.moved.wait_timeout(under_way, Self::LOOK).ok()?;
            under_way = now;
            if waited.timed_out() && !alive() {
                return None;
            }
        }
        *under_way += bytes;
        Some(Permit { queue: Arc::clone(self), bytes })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Ok(mut under_way) = self.queue.under_way.lock() {
            *under_way -= self.bytes;
        }
        self.queue.moved.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_under_way_than_there_is_room_for() {
        let queue = Queue::new(100);
        let held = queue.enter(70, || true);
        assert!(queue.enter(31, || false).is_none());
        assert!(queue.enter(30, || false).is_some());
        drop(held);
        assert!(queue.enter(5_000, || false).is_some());
        assert_eq!(*queue.under_way.lock().unwrap(), 0);
    }

    #[test]
    fn whoever_waits_goes_on_when_there_is_room() {
        let queue = Queue::new(10);
        let held = queue.enter(10, || true);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| queue.enter(10, || true).is_some());
            drop(held);
            assert!(waiting.join().unwrap());
        });
    }
}
