//! Work that is done in parallel and handed on in order.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex};

/// Hands finished work on in the order of its turns; nobody is more than a window ahead.
pub(super) struct Ordered<'a, T> {
    state: Mutex<State<'a, T>>,
    moved: Condvar,
    window: u64,
}

struct State<'a, T> {
    /// Whose turn it is.
    next: u64,
    /// Finished work that waits for its turn.
    waiting: BTreeMap<u64, T>,
    write: &'a mut (dyn FnMut(T) -> io::Result<()> + Send),
    failed: Option<io::Error>,
}

impl<'a, T> Ordered<'a, T> {
    pub(super) fn new(
        window: usize,
        write: &'a mut (dyn FnMut(T) -> io::Result<()> + Send),
    ) -> Ordered<'a, T> {
        let state = State { next: 0, waiting: BTreeMap::new(), write, failed: None };
        Ordered { state: Mutex::new(state), moved: Condvar::new(), window: window as u64 }
    }

    /// Does the work of this turn and hands it in; whether there is reason to go on.
    pub(super) fn hand_in(&self, turn: u64, work: impl FnOnce() -> T) -> bool {
        {
            let Ok(mut state) = self.state.lock() else { return false };
            while turn >= state.next + self.window && state.failed.is_none() {
                state = match self.moved.wait(state) {
                    Ok(state) => state,
                    Err(_) => return false,
                };
            }
            if state.failed.is_some() {
                return false;
            }
        }
        let done = work();
        let Ok(mut state) = self.state.lock() else { return false };
        state.waiting.insert(turn, done);
        let State { next, waiting, write, failed } = &mut *state;
        while failed.is_none()
            && let Some(done) = waiting.remove(next)
        {
            *next += 1;
            *failed = write(done).err();
        }
        self.moved.notify_all();
        state.failed.is_none()
    }

    /// What writing came to.
    pub(super) fn finish(self) -> io::Result<()> {
        let state = self.state.into_inner().map_err(|_| crate::request::batch::poisoned())?;
        state.failed.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn what_is_done_in_any_order_is_written_in_turn() {
        let mut written = Vec::new();
        let mut write = |it: u64| {
            written.push(it);
            Ok(())
        };
        let ordered = Ordered::new(3, &mut write);
        let next = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    loop {
                        let turn = next.fetch_add(1, Ordering::Relaxed);
                        if turn >= 200 || !ordered.hand_in(turn, || turn) {
                            return;
                        }
                        if turn.is_multiple_of(7) {
                            std::thread::yield_now();
                        }
                    }
                });
            }
        });
        ordered.finish().expect("nothing failed");
        assert_eq!(written, (0..200).collect::<Vec<_>>());
    }

    #[test]
    fn a_reader_that_has_gone_stops_everybody() {
        let mut write = |it: u64| if it < 5 { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) };
        let ordered = Ordered::new(3, &mut write);
        assert!((0..5).all(|turn| ordered.hand_in(turn, || turn)));
        assert!(!ordered.hand_in(5, || 5));
        assert!(!ordered.hand_in(6, || 6));
        assert_eq!(ordered.finish().expect_err("it failed").kind(), io::ErrorKind::BrokenPipe);
    }
}
