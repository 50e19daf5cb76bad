//! Work spread over threads, its results in the order of the work.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Condvar, Mutex};

/// Applies work to each item of `items` on so many threads, and hands the results to
/// `consume` in the order of the items. Each thread makes its own worker.
///
/// Only so many items are under way at a time that memory stays bounded. An error
/// of `consume` ends it.
pub(super) fn map_in_order<I, O, W, E>(
    threads: usize,
    items: impl Iterator<Item = I> + Send,
    worker: impl Fn() -> W + Sync,
    mut consume: impl FnMut(O) -> Result<(), E>,
) -> Result<(), E>
where
    I: Send,
    O: Send,
    W: FnMut(I) -> O,
{
    let threads = threads.max(1);
    let window = Window::new(threads as u64 * 3);
    let (give, take) = sync_channel::<(u64, I)>(threads);
    let take = Mutex::new(take);
    let (hand_in, results) = sync_channel::<(u64, O)>(threads);
    std::thread::scope(|scope| {
        let (window, take, worker) = (&window, &take, &worker);
        scope.spawn(move || {
            for (number, item) in (0..).zip(items) {
                if !window.wait_for(number) || give.send((number, item)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..threads {
            let hand_in = hand_in.clone();
            scope.spawn(move || {
                let mut work = worker();
                loop {
                    let next = match take.lock() {
                        Ok(take) => take.recv(),
                        Err(_) => break,
                    };
                    let Ok((number, item)) = next else { break };
                    if hand_in.send((number, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(hand_in);
        let mut early = BTreeMap::new();
        let mut next = 0;
        let mut outcome = Ok(());
        'all: for (number, result) in &results {
            early.insert(number, result);
            while let Some(result) = early.remove(&next) {
                outcome = consume(result);
                if outcome.is_err() {
                    break 'all;
                }
                next += 1;
                window.done(next);
            }
        }
        // Whoever waits to hand something in or on is let go.
        window.close();
        drop(results);
        if let Ok(take) = take.lock() {
            while take.try_recv().is_ok() {}
        }
        outcome
    })
}

/// Lets item n start once item n − size is done.
struct Window {
    size: u64,
    state: Mutex<State>,
    moved: Condvar,
}

struct State {
    done: u64,
    closed: bool,
}

impl Window {
    fn new(size: u64) -> Window {
        Window { size, state: Mutex::new(State { done: 0, closed: false }), moved: Condvar::new() }
    }

    /// Waits until the item may start; `false` when none may any more.
    fn wait_for(&self, item: u64) -> bool {
        let Ok(state) = self.state.lock() else { return false };
        let waits = |state: &mut State| !state.closed && item >= state.done + self.size;
        self.moved.wait_while(state, waits).is_ok_and(|state| !state.closed)
    }

    fn done(&self, items: u64) {
        if let Ok(mut state) = self.state.lock() {
            state.done = items;
        }
        self.moved.notify_one();
    }

    fn close(&self) {
        if let Ok(mut state) = self.state.lock() {
            state.closed = true;
        }
        self.moved.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            // Early items take longest.
            let work = || |item: u64| (0..(500 - item) * 50).fold(item, |sum, _| std::hint::black_box(sum));
            let done: Result<(), ()> = map_in_order(threads, 0..500u64, work, |item| {
                seen.push(item);
                Ok(())
            });
            assert_eq!((done, seen), (Ok(()), (0..500).collect()));
        }
    }

    #[test]
    fn an_error_ends_it() {
        for threads in [1, 3] {
            let mut seen = 0;
            let done = map_in_order(
                threads,
                0..,
                || |item: u64| item,
                |item| {
                    seen += 1;
                    if item == 20 { Err("enough") } else { Ok(()) }
                },
            );
            assert_eq!((done, seen), (Err("enough"), 21));
        }
    }
}
